"""Storage proxies as operations use them: which one has a host, and its refusals as errors of the API."""

from __future__ import annotations

import errno
import os
from collections.abc import Awaitable
from typing import TypeVar

from kernelyard_hub import errors
from kernelyard_hub.site import Site
from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable

T = TypeVar("T")

ERRNO_BY_CODE = {
    "file-exists": errno.EEXIST,
    "file-not-found": errno.ENOENT,
    "is-a-directory": errno.EISDIR,
    "not-a-directory": errno.ENOTDIR,
    "directory-not-empty": errno.ENOTEMPTY,
}
"""Refusals that the API reports as the operating system's own words and number (golden 064, 070, 074)."""


def client_of(site: Site, host: str) -> StorageClient:
    """The storage proxy of a host ``proxy:volume``. Raises `InvalidParameters` naming an unknown host."""
    client = site.storage.get(host.partition(":")[0])
    if client is None:
        raise errors.InvalidParameters(
            f"There is no storage proxy for the host {host!r}.", data={"host": host}
        )
    return client


async def ask(call: Awaitable[T], *paths: str) -> T:
    """Wait for a storage proxy's answer; its refusal becomes an `ApiError` that names ``paths``."""
    try:
        return await call
    except StorageUnreachable as error:
        raise errors.Unavailable("The storage proxy does not answer.") from error
    except StorageError as error:
        raise _refusal(error, list(paths)) from error


def _refusal(error: StorageError, paths: list[str]) -> errors.ApiError:
    number = ERRNO_BY_CODE.get(error.code)
    if number is not None:
        return errors.InvalidParameters(os.strerror(number), data={"errno": number, "paths": paths})
    message = error.detail or error.title
    if error.status == 404:
        return errors.NotFound(message, data={"paths": paths} if paths else None)
    if error.status in (401, 403) and error.code in ("unauthorized", "auth-failed"):
        return errors.Unavailable("The storage proxy does not accept this service's secret.")
    if 400 <= error.status < 500:
        return errors.InvalidParameters(message, data={"paths": paths} if paths else None)
    return errors.Unavailable("The storage proxy has failed; its log says why.")
