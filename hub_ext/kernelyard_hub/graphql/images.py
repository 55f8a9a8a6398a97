"""Images (GQL-060, GQL-061)."""

from __future__ import annotations

from ..operations import listings_images as listings
from ..operations.listings_paging import Row
from .context import Context, query


@query("image")
async def image(
    context: Context, fields: frozenset[str], reference: str, architecture: str | None = "x86_64"
) -> Row | None:
    return await context.read(listings.one_image, context.who, reference, architecture or "x86_64")


@query("images")
async def images(
    context: Context,
    fields: frozenset[str],
    is_installed: bool | None = None,
    is_operation: bool | None = None,
) -> list[Row]:
    return await context.read(
        listings.all_images, context.who, is_installed=is_installed, is_operation=is_operation
    )
