"""What the marks of the site's volumes say; a node's mount is one of them when its mark says the same."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable, Mapping

from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds that a storage proxy may take for its answer."""
ASK_AGAIN = 15.0
"""Seconds before a volume that nobody knew is asked for once more."""


class Marks:
    """Asks the storage proxies (by name), and remembers: marks never change."""

    def __init__(self, storage: Mapping[str, StorageClient]) -> None:
        self._storage = storage
        self._known: dict[str, str] = {}
        self._asked = float("-inf")

    async def known(self, wanted: Iterable[str] | None = None) -> dict[str, str]:
        """Volume -> mark, as far as storage proxies have said. They are asked when one of ``wanted`` is not
        known (all of them when it is None), but not all the time.
        """
        missing = wanted is None or not set(wanted) <= self._known.keys()
        if missing and (wanted is None or time.monotonic() - self._asked >= ASK_AGAIN):
            self._asked = time.monotonic()
            for name, client in self._storage.items():
                await self._ask(name, client)
        return dict(self._known)

    async def _ask(self, name: str, client: StorageClient) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                volumes = (await client.volumes()).volumes
        except (StorageError, StorageUnreachable, TimeoutError) as error:
            log.warning("the storage proxy %s does not say what its volumes are: %s", name, error)
            return
        self._known |= {volume.name: volume.mark for volume in volumes}
