"""How much of budgets is used, counted when somebody asks and remembered for a moment: over a long window it
is a look at much of the ledger, and whoever looks at a page of them must hold up neither the scheduler nor
others.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from .scheduler.passes.spending import with_use
from .scheduler.readers.budgets import OWNERS, budget_of, read_held
from .scheduler.snapshot import Budget
from .store import Store

FRESH = 30.0
"""Seconds for which a count is good enough."""
MOST = 2000
"""Counts that are remembered; then those are forgotten that are not fresh."""


class BudgetUses:
    """One per service."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[float, asyncio.Task[Budget]]] = {}
        self._turn = asyncio.Lock()
        self.counted = 0
        """How often anything was counted."""

    async def of(self, store: Store, rows: Sequence[Row[Any]]) -> dict[Any, Budget]:
        """Rows of ``budgets`` with their use, by id; without those of policies, which each keypair has for
        itself."""
        self._tidy()
        asked = {row.id: self._ask(store, row) for row in rows if row.scope in OWNERS}
        # Who goes away must not take the count away from others.
        return {key: await asyncio.shield(task) for key, task in asked.items()}

    def _ask(self, store: Store, row: Row[Any]) -> asyncio.Task[Budget]:
        key = (row.id, row.scope, row.scope_id, row.slot, row.amount, row.window)
        at, task = self._known.get(key, (0.0, None))
        if task is None or time.monotonic() - at > FRESH or (task.done() and not _worked(task)):
            task = asyncio.create_task(self._count(store, row))
            self._known[key] = (time.monotonic(), task)
        return task

    async def _count(self, store: Store, row: Row[Any]) -> Budget:
        async with self._turn:
            now = datetime.now(UTC)
            held = await store.read(lambda conn: read_held(conn, row, now))
            self.counted += 1
            return await asyncio.to_thread(with_use, budget_of(row), held, now)

    def _tidy(self) -> None:
        if len(self._known) > MOST:
            since = time.monotonic() - FRESH
            self._known = {key: kept for key, kept in self._known.items() if kept[0] > since}


def _worked(task: asyncio.Task[Budget]) -> bool:
    return not task.cancelled() and task.exception() is None
