"""SQLite: one process (lock file), one writer thread with group commit, a few reader threads over WAL."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import QueuePool

from ..turns import Turns
from .database import BATCH, DatabaseInUse, StoreError, Work
from .migrate import migrate
from .once import Memory

T = TypeVar("T")
READERS = 4
_Job = tuple[Callable[[Connection], Any], "Future[Any]"]


class SqliteBackend:
    """One database file. WAL with ``synchronous = NORMAL``: a power cut may lose the last commits, never the
    file.
    """

    def __init__(self, path: Path, lock: int) -> None:
        self._lock = lock
        self._writer = _engine(path, "BEGIN IMMEDIATE", pool_size=1)
        self._memory = Memory()
        self._memory.watch(self._writer)
        self._reader = _engine(path, "BEGIN", pool_size=READERS, read_only=True)
        _readers[self._writer] = self._reader
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_forever, name="store-writer", daemon=True)
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._closed = False

    @classmethod
    async def open(cls, url: URL) -> SqliteBackend:
        if not url.database or url.database == ":memory:":
            raise StoreError("SQLite needs a file: several threads cannot share a database in memory.")
        return await asyncio.to_thread(cls._open, Path(url.database))

    @classmethod
    def _open(cls, path: Path) -> SqliteBackend:
        path = path.absolute()
        lock = _lock(path)
        backend = cls(path, lock)
        try:
            with backend._writer.begin() as conn:
                migrate(conn)
        except BaseException:
            backend._dispose()
            raise
        backend._thread.start()
        return backend

    async def write(self, work: Work[T]) -> T:
        if self._closed:
            raise StoreError("The store is closed.")
        done: Future[T] = Future()
        self._jobs.put((work, done))
        return await asyncio.wrap_future(done)

    async def read(self, work: Work[T]) -> T:
        if self._closed:
            raise StoreError("The store is closed.")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, work)

    def _read(self, work: Work[T]) -> T:
        with self._reader.begin() as conn:
            return work(conn)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._pool.shutdown)
        await asyncio.to_thread(self._dispose)

    def _dispose(self) -> None:
        self._reader.dispose()
        self._writer.dispose()
        os.close(self._lock)

    def _write_forever(self) -> None:
        with self._writer.connect() as conn:
            while (job := self._jobs.get()) is not None:
                if not self._write_batch(conn, job):
                    return

    def _write_batch(self, conn: Connection, first: _Job) -> bool:
        """Carry out ``first`` and whatever waits behind it in one transaction; False when told to stop."""
        outcomes: list[tuple[Future[Any], Any, BaseException | None]] = []
        job: _Job | None = first
        going, alone = True, False
        try:
            with conn.begin(), self._memory.at_hand(conn):
                alone = self._jobs.empty()
                while job is not None:
                    outcomes.append(self._attempt(conn, job, alone=alone))
                    _must_be_open(conn)
                    job = None
                    if len(outcomes) < BATCH and not alone:
                        with contextlib.suppress(queue.Empty):
                            job = self._jobs.get_nowait()
                            going = job is not None
        except Exception as error:  # noqa: BLE001 - nobody's write happened, the thread lives on
            failure: BaseException | None = error
            self._memory.forget()
            if not outcomes:
                outcomes.append((first[1], None, error))
        else:
            failure = None
        for done, result, problem in outcomes:
            if done.done():
                continue
            if failure is not None or problem is not None:
                done.set_exception(failure or problem)
            else:
                done.set_result(result)
        return going

    def _attempt(
        self, conn: Connection, job: _Job, *, alone: bool
    ) -> tuple[Future[Any], Any, BaseException | None]:
        work, done = job
        if not done.set_running_or_notify_cancel():
            return Future(), None, None
        if alone:
            # Its exception undoes the transaction, which is its own.
            return done, work(conn), None
        try:
            with conn.begin_nested():
                return done, work(conn), None
        except Exception as error:  # noqa: BLE001 - it belongs to the caller, who gets it
            self._memory.forget()
            return done, None, error


def _must_be_open(conn: Connection) -> None:
    """A full disk or a failed write makes SQLite take the whole transaction back, what others wrote in it
    included; what follows would be no transaction, and the commit would say nothing. Raises `StoreError`.
    """
    if not getattr(conn.connection.driver_connection, "in_transaction", True):
        raise StoreError("The database has taken the transaction back; nothing of it was written.")


_readers: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()


def reader_of(engine: Engine) -> Engine:
    """The engine that reads what this one writes: another one here, on PostgreSQL the same."""
    return _readers.get(engine, engine)


def _engine(path: Path, begin: str, *, pool_size: int, read_only: bool = False) -> Engine:
    engine = create_engine(
        make_url("sqlite+pysqlite://").set(database=str(path)),
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": 30.0},
    )

    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: Any) -> None:
        # The driver's own idea of when a transaction starts is wrong for DDL and savepoints: we say BEGIN
        # ourselves.
        raw.isolation_level = None
        # SQLite's own knows the letters of English alone; addresses are compared as Python's `str.lower`.
        raw.create_function("lower", 1, _lower, deterministic=True)
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 30000")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    turns = Turns()

    @event.listens_for(engine, "after_cursor_execute")
    def _executed(*_: object) -> None:
        turns()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _lock(path: Path) -> int:
    """Take the lock file beside the database for the life of this process; creates the database file as
    0600.
    """
    lock_path = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        lock = os.open(lock_path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"The database {path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise DatabaseInUse(
            f"The database {path} is in use by another hub service (process {holder}). "
            "SQLite allows exactly one; stop the other one, or use PostgreSQL."
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock
