"""`Store`: runs synchronous functions over a SQLAlchemy connection, in one order of writes (decision 8).

A function that writes sees everything that was written before it and nothing else writes while it runs, so a
limit
that is checked inside the function holds (R18). SQLite does it with one writer thread, PostgreSQL with one
lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, make_url

from .channel import Channel
from .together import Many, Together

T = TypeVar("T")
Item = TypeVar("Item")
Work = Callable[[Connection], T]
"""A function over a connection. It must not commit, and must not keep the connection."""

BATCH = 64
"""Writes that share one commit at the most."""


class StoreError(Exception):
    """The database cannot be used. The message says why and what to do."""


class DatabaseInUse(StoreError):
    """Another service holds the database's lock file."""


class SchemaTooNew(StoreError):
    """A newer version of Kernelyard has written this database."""


class Backend(Protocol):
    """What a kind of database must offer."""

    async def write(self, work: Work[T]) -> T: ...

    async def read(self, work: Work[T]) -> T: ...

    async def close(self) -> None: ...


class Store:
    """The site's database. Made by `open`; safe to use from every task of one event loop."""

    def __init__(self, backend: Backend, dialect: str) -> None:
        self._backend = backend
        self.dialect = dialect
        """``sqlite`` or ``postgresql``."""
        self.channel: Channel | None = getattr(backend, "channel", None)
        """To the other services of the same database; None where there can be none."""
        self._together: dict[tuple[bool, Many[Any, Any]], Together[Any, Any]] = {}

    @classmethod
    async def open(cls, url: str) -> Store:
        """Connect, take the lock (SQLite), and bring the schema up to date.

        ``url`` is ``sqlite:///FILE`` or ``postgresql+asyncpg://…``. Raises `StoreError` with a message for
        people:
        another service has the file (`DatabaseInUse`), or a newer version wrote the schema (`SchemaTooNew`).
        """
        parsed = make_url(url)
        kind = parsed.get_backend_name()
        if kind == "sqlite":
            from .sqlite import SqliteBackend

            return cls(await SqliteBackend.open(parsed), kind)
        if kind == "postgresql":
            from .postgres import PostgresBackend

            return cls(await PostgresBackend.open(parsed), kind)
        raise StoreError(f"Databases of the kind {kind!r} are not supported; use sqlite or postgresql.")

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` as one atomic write; returns once it is committed. Its exception undoes it alone.

        A caller that is cancelled meanwhile does not take the write back.
        """
        return await self._backend.write(work)

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` over one consistent snapshot of what is committed. It cannot write."""
        return await self._backend.read(work)

    async def write_together(self, work: Many[Item, T], item: Item) -> T:
        """`write` of one item; what other callers ask the same function for meanwhile shares a call of it.

        One that fails as a whole is tried again item by item, so that nobody pays for another's.
        """
        return await self._of(work, writes=True).ask(item)

    async def read_together(self, work: Many[Item, T], item: Item) -> T:
        """`read` of one item, shared in the same way. What it sees was committed after it was asked for."""
        return await self._of(work, writes=False).ask(item)

    def _of(self, work: Many[Item, T], *, writes: bool) -> Together[Item, T]:
        found = self._together.get((writes, work))
        if found is None:
            found = self._together[writes, work] = Together(self.write if writes else self.read, work)
        return found

    async def close(self) -> None:
        """Finish the writes that were begun, and let go of the database."""
        for group in self._together.values():
            await group.finish()
        await self._backend.close()
