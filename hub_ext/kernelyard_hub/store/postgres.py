"""PostgreSQL: the same functions through an async engine; one advisory lock makes writes take turns, as on
SQLite.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from .channel import Channel
from .database import BATCH, StoreError, Work
from .migrate import migrate
from .once import Memory

T = TypeVar("T")
WRITER_LOCK = 7_310_868_735_422_952
"""Key of the advisory lock that every write takes, over all services of a site. Any constant will do."""
LOCK = select(func.pg_advisory_xact_lock(WRITER_LOCK))


class PostgresBackend:
    """One database. Writes queue in this process, share commits, and wait for other services' writes by the
    lock.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._memory = Memory()
        self._memory.watch(engine.sync_engine)
        self.channel = Channel(engine)
        self._jobs: asyncio.Queue[tuple[Work[Any], asyncio.Future[Any]] | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._write_forever(), name="store-writer")
        self._closed = False

    @classmethod
    async def open(cls, url: URL) -> PostgresBackend:
        engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), pool_size=8, max_overflow=8)
        try:
            async with engine.begin() as conn:
                await conn.execute(LOCK)
                await conn.run_sync(migrate)
        except OSError as error:
            await engine.dispose()
            raise StoreError(f"PostgreSQL cannot be reached: {error}") from error
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine)

    async def write(self, work: Work[T]) -> T:
        if self._closed:
            raise StoreError("The store is closed.")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put_nowait((work, done))
        return await done

    async def read(self, work: Work[T]) -> T:
        if self._closed:
            raise StoreError("The store is closed.")
        async with self._engine.connect() as conn:
            await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with conn.begin():
                return await conn.run_sync(work)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._jobs.put_nowait(None)
        await self._task
        await self._engine.dispose()

    async def _write_forever(self) -> None:
        while (job := await self._jobs.get()) is not None:
            batch = [job]
            stop = False
            with contextlib.suppress(asyncio.QueueEmpty):
                while len(batch) < BATCH:
                    following = self._jobs.get_nowait()
                    if following is None:
                        stop = True
                        break
                    batch.append(following)
            await self._write_batch(batch)
            if stop:
                return

    async def _write_batch(self, batch: list[tuple[Work[Any], asyncio.Future[Any]]]) -> None:
        outcomes: list[tuple[Any, BaseException | None]] = []
        try:
            async with self._engine.begin() as conn:
                outcomes = await conn.run_sync(self._attempt_all, [work for work, _ in batch])
        except Exception as error:  # noqa: BLE001 - the commit failed: nobody's write happened, the task lives on
            outcomes = [(None, error)] * len(batch)
            self._memory.forget()
        for (_, done), (result, problem) in zip(batch, outcomes, strict=True):
            if done.done():
                continue
            if problem is not None:
                done.set_exception(problem)
            else:
                done.set_result(result)

    def _attempt_all(
        self, conn: Connection, works: list[Work[Any]]
    ) -> list[tuple[Any, BaseException | None]]:
        conn.execute(LOCK)
        outcomes: list[tuple[Any, BaseException | None]] = []
        with self._memory.at_hand(conn):
            if len(works) == 1:
                # Its exception undoes the transaction, which is its own.
                return [(works[0](conn), None)]
            for work in works:
                try:
                    with conn.begin_nested():
                        outcomes.append((work(conn), None))
                except Exception as error:  # noqa: BLE001 - it belongs to the caller, who gets it
                    self._memory.forget()
                    outcomes.append((None, error))
        return outcomes
