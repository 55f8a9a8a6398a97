"""`Together`: what many callers ask for at the same time is done by one function in one transaction.

While a transaction is under way, what is asked for meanwhile gathers and shares the next one. A lone caller
waits for nobody. So a crowd costs few statements, and nothing is kept that could be out of date.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

Item = TypeVar("Item")
R = TypeVar("R")
Many = Callable[[Connection, Sequence[Item]], Sequence[R | Exception]]
"""Answers items in their order, each by a result or by the exception that its caller gets. What it refuses it
must not have written. Must be the same function object for what is to be done together."""
Run = Callable[[Callable[[Connection], Any]], Awaitable[Any]]
"""`Store.write` or `Store.read`."""

MOST = 256
"""Items of one transaction."""


class Together(Generic[Item, R]):
    """One function, and who waits for it."""

    def __init__(self, run: Run, work: Many[Item, R]) -> None:
        self._run, self._work = run, work
        self._waiting: deque[tuple[Item, asyncio.Future[R]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> R:
        """The result for ``item``. A caller that is cancelled meanwhile does not take it back."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._go_on(), name=f"together-{self._work.__name__}")
        return await answer

    async def finish(self) -> None:
        """Wait for what was asked for."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _go_on(self) -> None:
        try:
            while self._waiting:
                await self._do(None)
        finally:
            self._task = None

    async def _do(self, chosen: list[tuple[Item, asyncio.Future[R]]] | None) -> None:
        """Have ``chosen`` done, or else whatever waits when the transaction begins."""
        batch = chosen or []

        def work(conn: Connection) -> Sequence[R | Exception]:
            # In the writer's thread: what came while it was busy is taken along.
            while not chosen and self._waiting and len(batch) < MOST:
                batch.append(self._waiting.popleft())
            return self._work(conn, [item for item, _ in batch])

        try:
            results = await self._run(work)
        except Exception as error:  # noqa: BLE001 - it belongs to the callers, who get it
            if chosen or len(batch) == 1:
                _answer(batch[0][1], error)
                return
            # Nothing of it happened. Whose item it was is found out one by one.
            for one in batch or self._all():
                await self._do([one])
            return
        for (_, answer), result in zip(batch, results, strict=True):
            _answer(answer, result)

    def _all(self) -> list[tuple[Item, asyncio.Future[R]]]:
        """Everything that waits: the transaction has not even begun."""
        found = list(self._waiting)
        self._waiting.clear()
        return found


def _answer(answer: asyncio.Future[Any], result: Any) -> None:
    if answer.done():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
