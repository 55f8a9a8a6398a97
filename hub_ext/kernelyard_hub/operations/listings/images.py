"""Images as lists show them: superadmins see all, others the active ones of registries that their domain
allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, or_, select

from kernelyard_agent import slots
from kernelyard_hub.operations.listings.paging import Row, everything
from kernelyard_hub.principal import Principal
from kernelyard_hub.store import registries
from kernelyard_hub.store.models import agents, image_aliases, images

_UNITS = ((2**40, "t"), (2**30, "g"), (2**20, "m"), (2**10, "k"))


def all_images(
    conn: Connection, who: Principal, *, is_installed: bool | None = None, is_operation: bool | None = None
) -> list[Row]:
    """Images (GQL-061). An image *of operation* serves the platform; its features label says so."""
    query = _visible(conn, who).order_by(
        images.c.registry, images.c.name, images.c.tag, images.c.architecture
    )
    found = _present(conn, who, everything(conn, query))
    if is_installed is not None:
        found = [image for image in found if image["installed"] == is_installed]
    if is_operation is not None:
        found = [image for image in found if _serves_platform(image) == is_operation]
    return found


def one_image(conn: Connection, who: Principal, reference: str, architecture: str) -> Row | None:
    """The image of that alias or canonical name (GQL-060)."""
    aliased = select(image_aliases.c.image_id).where(image_aliases.c.alias == reference)
    canonical = images.c.registry + "/" + images.c.name + ":" + images.c.tag
    query = _visible(conn, who).where(
        or_(images.c.id.in_(aliased), (canonical == reference) & (images.c.architecture == architecture))
    )
    found = _present(conn, who, everything(conn, query))
    return found[0] if found else None


def _visible(conn: Connection, who: Principal) -> Select[Any]:
    query = select(images)
    if who.is_superadmin:
        return query
    return query.where(images.c.is_active, images.c.registry.in_(registries.allowed(conn, who.domain)))


def _present(conn: Connection, who: Principal, rows: list[RowMapping]) -> list[Row]:
    aliases: dict[UUID, list[str]] = {}
    for alias, image_id in conn.execute(
        select(image_aliases.c.alias, image_aliases.c.image_id).order_by(image_aliases.c.alias)
    ):
        aliases.setdefault(image_id, []).append(alias)
    installed: dict[str, list[str]] = {}
    living = select(agents.c.id, agents.c.image_names).where(agents.c.status == "ALIVE").order_by(agents.c.id)
    for agent_id, names in conn.execute(living):
        for name in names or []:
            installed.setdefault(name, []).append(agent_id)
    return [_image(row, aliases.get(row["id"], []), installed, who.is_superadmin) for row in rows]


def _image(row: RowMapping, aliases: list[str], installed: Mapping[str, list[str]], all_of_it: bool) -> Row:
    where = installed.get(f"{row['registry']}/{row['name']}:{row['tag']}", [])
    labels: Mapping[str, str] = row["labels"]
    return {
        **row,
        "humanized_name": row["name"],
        "is_local": row["registry"] == "local",
        "labels": [{"key": key, "value": value} for key, value in labels.items()],
        "aliases": aliases,
        "resource_limits": [
            {
                "key": slot,
                "min": amount_text(slot, limit.get("min")),
                "max": amount_text(slot, limit.get("max")),
            }
            for slot, limit in row["resource_limits"].items()
        ],
        "supported_accelerators": [
            name.strip() for name in labels.get("ai.backend.accelerators", "").split(",") if name.strip()
        ],
        "installed": bool(where),
        "installed_agents": where if all_of_it else None,
        "hash": row["digest"],
    }


def _serves_platform(image: Row) -> bool:
    features = next(
        (label["value"] for label in image["labels"] if label["key"] == "ai.backend.features"), ""
    )
    return "operation" in features.split()


def amount_text(slot: str, amount: int | None) -> str | None:
    """An amount as people write it: ``"64m"`` for bytes that are whole mebibytes, else as `slots.render`."""
    if amount is None:
        return None
    if slots.slot_type(slot) is slots.SlotType.BYTES and amount:
        for size, letter in _UNITS:
            if amount % size == 0:
                return f"{amount // size}{letter}"
    return slots.render(slot, amount)
