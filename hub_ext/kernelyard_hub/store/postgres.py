"""PostgreSQL: the same functions through an async engine; one advisory lock makes writes take turns, as on
SQLite.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ..ending import end
from . import statistics
from .channel import Channel
from .database import BATCH, StoreError, Work
from .migrate import migrate
from .once import Memory

T = TypeVar("T")
WRITER_LOCK = 7_310_868_735_422_952
"""Key of the advisory lock that every write takes, over all services of a site. Any constant will do."""
LOCK = select(func.pg_advisory_xact_lock(WRITER_LOCK))
CONNECT, COMMAND = 10.0, 90.0
"""Seconds for a connection, and for the answer to one statement, after which the server counts as gone."""
PREPARED = 1000
"""Statements that a connection remembers."""
SILENCE = 30
"""Seconds after which a connection that says nothing is probed, and for which what was sent may stay without
an answer of the other machine."""
SETTINGS = {
    # Milliseconds. A statement, a wait for a lock (that of the writer included), and a transaction whose
    # service does not go on: its locks are free then, and its commit fails.
    "statement_timeout": "60000",
    "lock_timeout": "30000",
    "idle_in_transaction_session_timeout": "60000",
    "tcp_keepalives_idle": str(SILENCE),
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": str(SILENCE * 1000),
    "application_name": "kernelyard",
    # A connection keeps the plan of a statement that it has carried out a few times. One that was made while
    # a table was small would read all of it for ever; through an index it costs as little then. What no index
    # serves is read all the same, and is not compiled for its seeming cost.
    "enable_seqscan": "off",
    "jit": "off",
}


def _probe(dbapi: Any, _record: Any) -> None:
    """Have the system find out when the server's machine is gone; drivers wait for ever by themselves."""
    transport = getattr(dbapi.driver_connection, "_transport", None)
    link = transport.get_extra_info("socket") if transport is not None else None
    if link is None or link.family not in (socket.AF_INET, socket.AF_INET6):
        return
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, SILENCE)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 10)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE * 1000)


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
        self._counting = asyncio.create_task(statistics.keep(engine), name="store-statistics")
        self._closed = False

    @classmethod
    async def open(cls, url: URL) -> PostgresBackend:
        engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            pool_size=8,
            max_overflow=8,
            connect_args={
                "timeout": CONNECT,
                "command_timeout": COMMAND,
                "server_settings": SETTINGS,
                "prepared_statement_cache_size": PREPARED,
            },
        )
        event.listen(engine.sync_engine, "connect", _probe)
        try:
            async with engine.begin() as conn:
                for setting in ("statement_timeout", "lock_timeout"):
                    await conn.execute(text(f"SET LOCAL {setting} = 0"))  # migrations take what they take
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
        await end([self._counting])
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
