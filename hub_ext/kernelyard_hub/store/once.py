"""What writes read again and again and what hardly ever changes: remembered until somebody writes it.

A write that checks a request reads policies, resource groups, projects, images, nodes. `once` gives the same
answer without asking the database while no write has touched another table than those in `LIVELY`. All writes
of a service pass its writer, which watches them; writes of others show in a counter that each transaction
looks at first. So nothing that a limit depends on can be out of date (R18).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Executable, SelectBase, Table, event, insert, select, update
from sqlalchemy.sql.dml import Insert, Update, UpdateBase
from sqlalchemy.sql.elements import ReleaseSavepointClause, SavepointClause

from .models import (
    allocations,
    forecasts,
    kernel_logs,
    kernels,
    leases,
    session_credentials,
    session_dependencies,
    session_idleness,
    sessions,
    status_history,
)

P = ParamSpec("P")
T = TypeVar("T")
LIVELY: frozenset[Table] = frozenset(
    {
        allocations,
        forecasts,
        kernel_logs,
        kernels,
        leases,
        session_credentials,
        session_dependencies,
        session_idleness,
        sessions,
        status_history,
    }
)
"""What sessions write while they live. What is read by `once` must not come from here."""
_LIFE = {
    "status", "status_changed", "status_info", "status_data", "deadline_at", "scheduled_at", "started_at",
    "terminated_at", "reserved", "tries", "result", "callback_cursor", "num_queries", "hub_forgot_at",
}  # fmt: skip
OF_LIVES: dict[Table, frozenset[str]] = {
    sessions: frozenset(sessions.c.keys()) - _LIFE,
    allocations: frozenset(allocations.c.keys()) - {"closed_at"},
    status_history: frozenset(),
}
"""Columns of `LIVELY` tables that hardly ever change either; changes of them count, and so do deletions
(`scheduler.readers.picture`).
"""
LIFE_SIGN = {"facts_stay": True}
"""Execution options of a write to another table that changes nothing that `once` may have read."""
MOST = 20_000
"""Answers that are kept; then it begins anew."""
COUNTER = "facts"
"""Name of the row of `leases` whose epoch counts writes to the other tables."""
LONGEST = 5.0
"""Seconds after which everything is read again: somebody may have written past all services."""
_HARMLESS = (SelectBase, SavepointClause, ReleaseSavepointClause)
_KEY, _READ = "what is remembered", "what readers remember"
_COUNT = select(leases.c.epoch).where(leases.c.name == COUNTER)
_COUNT_ON = update(leases).where(leases.c.name == COUNTER).values(epoch=leases.c.epoch + 1)
_NOTHING = object()
_NEVER = datetime.fromtimestamp(0, UTC)


class Memory:
    """What one writer remembers."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Any] = {}
        self._seen: object = _NOTHING
        self._since = 0.0
        self.touched = False
        """Whether the transaction under way has written another table than those in `LIVELY`."""

    @classmethod
    def of_readers(cls, known: Memory | None, count: object) -> Memory:
        """What is known under this count; else an empty one. What others still read with is left alone."""
        now = time.monotonic()
        if known is not None and known._seen == count and now - known._since <= LONGEST:
            return known
        fresh = cls()
        fresh._seen, fresh._since = count, now
        return fresh

    def watch(self, engine: Engine) -> None:
        """Hear of everything that this engine carries out."""

        @event.listens_for(engine, "before_execute")
        def _before(
            _conn: Connection, statement: Executable, many: Any, params: Any, options: dict[str, Any]
        ) -> None:
            sent = many or ([params] if params else [])
            if not isinstance(statement, _HARMLESS) and not _stays(statement, sent, options):
                self.forget()

    @contextmanager
    def at_hand(self, conn: Connection) -> Iterator[None]:
        """For a transaction that writes, while nobody else does: `once` remembers."""
        self.touched = False
        count, now = _count(conn), time.monotonic()
        if count != self._seen or now - self._since > LONGEST:
            self._kept.clear()
            self._seen, self._since = count, now
        conn.info[_KEY] = self
        try:
            yield
            if self.touched:
                _count_on(conn)
                self._seen = _NOTHING
        except BaseException:
            self.forget()
            raise
        finally:
            conn.info.pop(_KEY, None)

    def forget(self) -> None:
        """Something was written, or taken back."""
        self.touched = True
        self._kept.clear()

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        answer: Any = self._kept.get(key, _NOTHING)
        if answer is _NOTHING:
            answer = read()
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = answer
        found: T = answer
        return found


def _count(conn: Connection) -> object:
    """Something that is another when others have written."""
    if conn.dialect.name == "sqlite":
        # Every write of another connection, counter or not.
        return conn.exec_driver_sql("PRAGMA data_version").scalar()
    return conn.execute(_COUNT).scalar()


def _count_on(conn: Connection) -> None:
    if not conn.execute(_COUNT_ON).rowcount:
        conn.execute(insert(leases).values(name=COUNTER, holder="", epoch=1, expires_at=_NEVER))


def _stays(statement: Executable, many: Any, options: dict[str, Any]) -> bool:
    """Whether a statement writes, and only what is not remembered."""
    if not isinstance(statement, UpdateBase):
        return False
    table = statement.table
    if table in OF_LIVES and not isinstance(statement, Insert):
        if not isinstance(statement, Update):
            return False
        given: Any = getattr(statement, "_values", None) or {}
        columns = {str(getattr(column, "key", column)) for column in given} | {
            str(key) for key in (many[0] if many else ())
        }
        return not columns & OF_LIVES[table]
    return table in LIVELY or bool(options.get("facts_stay"))


_readers: WeakKeyDictionary[Engine, Memory] = WeakKeyDictionary()
"""By database: what its readers remember."""


@contextmanager
def reading(conn: Connection) -> Iterator[None]:
    """For a transaction that reads: `once` remembers here, too, by the counter as the transaction sees it."""
    if _KEY in conn.info or _READ in conn.info:
        yield
        return
    memory = Memory.of_readers(_readers.get(conn.engine), conn.execute(_COUNT).scalar())
    _readers[conn.engine] = memory
    conn.info[_READ] = memory
    try:
        yield
    finally:
        conn.info.pop(_READ, None)


def in_write(conn: Connection) -> bool:
    """Whether this is a transaction that writes."""
    return _KEY in conn.info


def touched(conn: Connection) -> bool:
    """Whether this transaction has written something that is not told from the counter before it ends."""
    memory: Memory | None = conn.info.get(_KEY)
    return memory is not None and memory.touched


def once(
    conn: Connection, read: Callable[Concatenate[Connection, P], T], *args: P.args, **options: P.kwargs
) -> T:
    """``read(conn, …)``, inside a write (or `reading`) remembered. The arguments must be hashable, and the
    answer is not to be changed; ``read`` must not look at `LIVELY` tables, at the clock, or at when nodes
    were heard.
    """
    memory: Memory | None = conn.info.get(_KEY) or conn.info.get(_READ)
    if memory is None:
        return read(conn, *args, **options)
    return memory.get((read, args, *sorted(options.items())), lambda: read(conn, *args, **options))
