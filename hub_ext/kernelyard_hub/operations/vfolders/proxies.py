"""Storage proxies as operations use them: which one has a host, and its refusals as errors of the API."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterable
from typing import TypeVar
from urllib.parse import urlsplit

from kernelyard_hub import errors
from kernelyard_hub.site import Site
from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable
from kernelyard_storage.protocol import VOLUME_NAME

T = TypeVar("T")


def client_of(site: Site, host: str) -> StorageClient:
    """The storage proxy of a host ``proxy:volume``. Raises `InvalidParameters` naming an unknown host, or one
    whose volume cannot be one.
    """
    proxy, _, volume = host.partition(":")
    client = site.storage.get(proxy)
    if client is not None and not re.fullmatch(VOLUME_NAME, volume):
        raise errors.InvalidParameters(f"{host!r} names no volume.", data={"host": host})
    if client is None:
        raise errors.InvalidParameters(f"There is no storage proxy for {host!r}.", data={"host": host})
    return client


async def need_volume(site: Site, host: str) -> None:
    """Raise `InvalidParameters` where the storage proxy of a host has no such volume."""
    volumes = await ask(client_of(site, host).volumes())
    if host.partition(":")[2] not in {volume.name for volume in volumes.volumes}:
        raise errors.InvalidParameters(f"The storage proxy has no volume {host!r}.", data={"host": host})


async def ask(call: Awaitable[T]) -> T:
    """Wait for a storage proxy's answer; what it refuses becomes an `ApiError`."""
    try:
        return await call
    except StorageUnreachable as error:
        raise errors.Unavailable("The storage proxy does not answer.") from error
    except StorageError as error:
        raise refusal(error) from error


def known_address(url: str, known: Iterable[str]) -> bool:
    """Whether ``url`` has the origin of a ``known`` one.

    >>> known_address("https://hub/services/x", ["https://hub:443", ""]), known_address("http://hub", [])
    (True, False)
    """
    return _origin(url) in {_origin(each) for each in known if each}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    address = urlsplit(url)
    return address.scheme, address.hostname, address.port or {"http": 80, "https": 443}.get(address.scheme)


def refusal(error: StorageError) -> errors.ApiError:
    """A refusal in the API's words: what the file system says goes on as it is (golden 064, 070, 074)."""
    message = error.detail or error.title
    if error.code == "vfolder-not-found":
        return errors.FolderNotFound("The folder is not on its storage volume.")
    if error.code in ("auth-failed", "protocol-mismatch"):
        return errors.Unavailable("The storage proxy does not accept this service; an admin has to look.")
    if error.code == "volume-not-found":
        return errors.NotFound(f"The storage proxy has no volume {error.detail!r}.")
    if error.code == "not-supported":
        return errors.NotSupported(message, data=error.data)
    if error.code == "snapshot-already-exists":
        return errors.InvalidParameters("There is a snapshot of this name.", data={"name": error.detail})
    if error.status == 404:
        return errors.NotFound(message, data=error.data)
    if error.status < 500:
        return errors.InvalidParameters(message, data=error.data)
    if error.code == "quota-exceeded":
        return errors.QuotaExceeded(message, title="The quota is used up.", data=error.data)
    if error.status == 507:
        return errors.Unavailable("The storage volume is full.")
    return errors.Unavailable("The storage proxy has failed; its log says why.")
