"""Tells storage proxies how much each quota scope may hold, whenever that has changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kernelyard_storage.client import StorageClient, StorageError, StorageUnreachable
from kernelyard_storage.protocol import QuotaLimit, QuotaState

from .store import quota_scopes

if TYPE_CHECKING:
    from .store import Store

log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds between two looks at all limits."""
AGAIN = 600.0
"""Seconds after which a storage proxy is told all limits once more, whatever it may have forgotten."""
DEBOUNCE = 0.2
"""Seconds in which several changes of admins become one look."""
NOTHING = object()


class QuotaKeeper:
    """What this service has told the storage proxies. `wake` it after a change; it also looks by itself."""

    def __init__(self, database: Store, storage: dict[str, StorageClient]) -> None:
        self._store = database
        self._storage = storage
        self._told: dict[quota_scopes.Key, int | None] = {}
        self._changed = asyncio.Event()

    def wake(self) -> None:
        """A policy, an account or a limit has changed."""
        self._changed.set()

    async def tell(self, host: str, quota_scope: str, limit: int | None) -> QuotaState:
        """Tell one limit now. Raises `StorageError`, `StorageUnreachable`, `KeyError` for no such proxy."""
        proxy, _, volume = host.partition(":")
        request = QuotaLimit(volume=volume, quota_scope=quota_scope, limit=limit)
        state = await self._storage[proxy].set_quota(request)
        self._told[host, quota_scope] = limit
        return state

    async def introduce(self, host: str, quota_scope: str) -> None:
        """A folder is made: see to it that its scope's limit is known. A storage proxy that cannot be told
        now is told later.
        """
        if (host, quota_scope) in self._told:
            return
        (scope,) = await self._store.read(partial(quota_scopes.read, keys=[(host, quota_scope)]))
        if scope.limit is None:
            self._told.setdefault(scope.key, None)
        else:
            await self._tell(scope)

    async def look(self) -> int:
        """Tell what has changed since it was told; returns how many limits that were."""
        scopes = await self._store.read(lambda conn: quota_scopes.read(conn, quota_scopes.in_use(conn)))
        changed = [scope for scope in scopes if self._told.get(scope.key, NOTHING) != scope.limit]
        told, silent = 0, set[str]()
        for scope in changed:
            proxy = scope.host.partition(":")[0]
            if proxy not in silent and await self._tell(scope):
                told += 1
            else:
                silent.add(proxy)
        if silent & self._storage.keys():
            log.info("storage proxies that have to be told limits later: %s", ", ".join(sorted(silent)))
        known = {scope.key for scope in scopes}
        self._told = {key: limit for key, limit in self._told.items() if key in known}
        return told

    async def run(self, leading: Callable[[], bool]) -> None:
        """Look now, after every change, and every `EVERY` seconds, until it is cancelled."""
        clock = asyncio.get_running_loop().time
        whole = clock()
        while True:
            self._changed.clear()
            if clock() - whole >= AGAIN:
                # No limit at all is what a storage proxy knows by itself.
                self._told = {key: limit for key, limit in self._told.items() if limit is None}
                whole = clock()
            try:
                if leading():
                    await self.look()
            except Exception:
                # Nobody waits for it; the next look tries again.
                log.exception("limits of quota scopes could not be told")
            try:
                await asyncio.wait_for(self._changed.wait(), EVERY)
                await asyncio.sleep(DEBOUNCE)
            except TimeoutError:
                pass

    async def _tell(self, scope: quota_scopes.Scope) -> bool:
        """Whether the storage proxy has answered. What it refuses, it would refuse again."""
        try:
            await self.tell(scope.host, scope.quota_scope, scope.limit)
        except StorageError as error:
            log.warning("%s on %s is without its limit: %s", scope.quota_scope, scope.host, error)
            self._told[scope.key] = scope.limit
        except (StorageUnreachable, KeyError):
            return False
        return True
