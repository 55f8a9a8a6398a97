"""`Together`: what many callers ask for at the same time is done by one function in one transaction.

While a transaction is under way, what is asked for meanwhile gathers and shares the next one. A lone caller
waits for nobody. So a crowd costs few statements, and nothing is kept that could be out of date.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
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
        self._waiting: list[tuple[Item, asyncio.Future[R]]] = []
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
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._do(batch)
        finally:
            self._task = None

    async def _do(self, batch: list[tuple[Item, asyncio.Future[R]]]) -> None:
        try:
            results = await self._run(partial(_call, self._work, [item for item, _ in batch]))
        except Exception as error:  # noqa: BLE001 - it belongs to the callers, who get it
            if len(batch) == 1:
                _answer(batch[0][1], error)
                return
            # Nothing of it happened. Whose item it was is found out one by one.
            for one in batch:
                await self._do([one])
            return
        for (_, answer), result in zip(batch, results, strict=True):
            _answer(answer, result)


def _call(work: Many[Any, Any], items: Sequence[Any], conn: Connection) -> Sequence[Any]:
    return work(conn, items)


def _answer(answer: asyncio.Future[Any], result: Any) -> None:
    if answer.done():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)
