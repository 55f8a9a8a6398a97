"""`Picture`: what is held, kept in memory and brought up to date by what has changed (decision 2).

The ledger stays the truth. Rows of it are only ever added and closed, and writes take turns; so the highest
id and how many were ever closed (`ledger.CLOSINGS`) tell whether anything is new, and a look costs what has
changed since the last one. A write that sees the same two numbers may rely on what is kept (`peek`). Every
`VERIFY` seconds the picture is compared with the ledger's sums.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, func, select

from kernelyard_agent.slots import Slots

from ...store import ledger
from ...store.keys import MANY, among, padded
from ...store.models import allocations, leases, sessions, status_history
from ...store.once import COUNTER, in_write, once, touched
from ...store.sqlite import reader_of
from ..decisions import KernelPlacement, Share
from ..snapshot import SYSTEM, Running, Usage
from .running import as_running, read_lifetimes, running_rows

log = logging.getLogger(__name__)
VERIFY = 60.0
"""Seconds between two comparisons with the ledger's sums."""
BEHIND = 2
"""Looks in a row that see less than is known, after which that is so: the database was put back to an earlier
state, or another one has taken its place."""

_A = allocations.c
_ROW = (_A.id, _A.session_id, _A.kernel_id, _A.agent_id, _A.device_id, _A.slot, _A.amount, _A.exclusive)
_OWNER = (_A.access_key, _A.project_id, _A.domain_name)
_STATE = select(
    select(func.max(_A.id)).scalar_subquery(),
    select(leases.c.epoch).where(leases.c.name == ledger.CLOSINGS).scalar_subquery(),
    select(func.max(status_history.c.id)).scalar_subquery(),
    select(leases.c.epoch).where(leases.c.name == COUNTER).scalar_subquery(),
)
_STILL = select(_A.id).where(among(_A.session_id, "ids"), _A.closed_at.is_(None))
_CAME_AND_WENT = select(func.count()).where(_A.id > bindparam("since"), _A.closed_at.is_not(None))
_ALL_OPEN = select(*_ROW, *_OWNER).where(_A.closed_at.is_(None))
_NEW = select(*_ROW, *_OWNER, _A.closed_at).where(_A.id > bindparam("since"))
"""By the highest id alone: few of the new ones are closed already."""
_MOVED = select(status_history.c.session_id).where(status_history.c.id > bindparam("since"))
_ALL = running_rows()
_SOME = running_rows(among(sessions.c.id, "ids"))
_OPEN = select(_A.id).where(_A.closed_at.is_(None))


@dataclass(frozen=True, slots=True)
class Held:
    """What is held at one time. Shared by those who look: not to be changed."""

    by_agent: Mapping[str, Mapping[tuple[str, str], int]]
    taken: Mapping[str, frozenset[str]]
    by_key: Mapping[str, Usage]
    by_project: Mapping[UUID, Usage]
    by_domain: Mapping[str, Usage]
    running: tuple[Running, ...]
    facts: int
    """Grows with every change of anything that sessions do not write while they live."""


def look(conn: Connection) -> Held:
    """What is held, as this transaction sees it."""
    if in_write(conn):
        return Picture().rebuilt(conn)  # what it sees may be taken back
    with _lock:
        picture = _pictures.setdefault(conn.engine, Picture())
    # On PostgreSQL all reads take turns on one thread: who waited for another there would wait for ever.
    if not picture.lock.acquire(blocking=conn.dialect.name == "sqlite"):
        return Picture().rebuilt(conn)
    try:
        found = picture.look(conn)
        picture.behind = picture.behind + 1 if found is None else 0
        if picture.behind == BEHIND:
            found = picture.rebuilt(conn)
    except BaseException:
        picture.forget()  # it may have been in the middle of something
        raise
    finally:
        picture.lock.release()
    # A transaction that began before the picture's newest facts sees older ones: it looks for itself.
    return found if found is not None else Picture().rebuilt(conn)


def peek(conn: Connection) -> Held | None:
    """What is kept in memory, if it is what this transaction sees: also for one that writes, as nothing is
    taken in here. None when somebody has opened or closed something since.
    """
    with _lock:
        picture = _pictures.get(reader_of(conn.engine))
    return picture.peek(conn) if picture is not None and not touched(conn) else None


def any_system(conn: Connection) -> bool:
    """Whether sessions of the type ``system`` held something at the last look."""
    with _lock:
        picture = _pictures.get(reader_of(conn.engine))
    return picture is not None and bool(picture._system)


class Picture:
    """One database's."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.behind = 0
        """Looks in a row that saw less than is known."""
        self._clear()
        self._verified = time.monotonic()

    def _clear(self) -> None:
        self._newest, self._closings, self._history, self._facts = 0, 0, 0, 0
        self._rows: dict[int, Any] = {}
        self._agents: dict[str, dict[tuple[str, str], int]] = {}
        self._exclusive: dict[str, frozenset[str]] = {}
        self._sums: tuple[dict[Any, Slots], ...] = ({}, {}, {})
        self._of: dict[UUID, dict[int, Any]] = {}
        self._keys: dict[str, set[UUID]] = {}
        self._system: dict[UUID, str] = {}
        """Sessions of the type ``system`` and whose they are; most sites have none."""
        self._running: dict[UUID, Running] = {}
        self._arrivals: dict[UUID, int] = {}
        self._in_order, self._last = True, 0
        self._held: Held | None = None
        self._shown: tuple[tuple[int, int, int], Held] | None = None
        """What `peek` gives out, under the state of the ledger that it is of."""

    def forget(self) -> None:
        """Begin anew with the next look."""
        self._clear()

    def rebuilt(self, conn: Connection) -> Held:
        """Everything anew."""
        self.behind = 0
        self._clear()
        found = self.look(conn)
        assert found is not None
        return found

    def look(self, conn: Connection) -> Held | None:
        """None for a transaction that sees less than is known."""
        newest, closings, history, facts = (value or 0 for value in conn.execute(_STATE).one())
        if facts > self._facts:
            self._clear()
        before = (self._newest, self._closings, self._history, self._facts)
        state = (newest, closings, history, facts)
        if any(now < then for now, then in zip(state, before, strict=True)):
            return None
        if self._held is not None and state == before:
            return self._verify(conn, self._held)
        new = self._new(conn) if newest > self._newest else []
        moved = set() if self._held is None else set(conn.execute(_MOVED, {"since": self._history}).scalars())
        touched: set[UUID] = set()
        if self._held is not None and closings != self._closings:
            # First what was closed: the same device may have been taken since.
            touched |= self._remove(self._gone(conn, moved, closings - self._closings))
        touched |= self._add(new)
        self._meet(conn, touched | moved, everything=self._held is None)
        self._closings = closings
        self._newest, self._history, self._facts = newest, history, facts
        self._held = Held(
            dict(self._agents),
            dict(self._exclusive),
            self._by_key(),
            {key: Usage(held) for key, held in self._sums[1].items()},
            {key: Usage(held) for key, held in self._sums[2].items()},
            self._ordered(),
            facts,
        )
        self._shown = (newest, closings, facts), self._held
        return self._verify(conn, self._held)

    def _new(self, conn: Connection) -> list[Any]:
        """The open rows that were not there at the last look."""
        if self._held is None:
            return list(conn.execute(_ALL_OPEN))
        return [row for row in conn.execute(_NEW, {"since": self._newest}) if row.closed_at is None]

    def _gone(self, conn: Connection, moved: set[UUID], closed: int) -> list[int]:
        """The rows that were closed since. They are those of sessions that have moved, mostly; where that
        does not make up what was counted, all open rows are read.
        """
        mine = [session_id for session_id in moved if session_id in self._of]
        if len(mine) <= MANY:
            still = set(conn.execute(_STILL, {"ids": padded(mine)}).scalars()) if mine else set()
            gone = [key for session_id in mine for key in self._of[session_id] if key not in still]
            if len(gone) + conn.execute(_CAME_AND_WENT, {"since": self._newest}).scalar_one() == closed:
                return gone
        still = set(conn.execute(_OPEN).scalars())
        return [key for key in self._rows if key not in still]

    def peek(self, conn: Connection) -> Held | None:
        """What is kept, where this transaction sees the very same rows of the ledger; else None."""
        shown = self._shown  # replaced as one, by whoever looks meanwhile
        if shown is None:
            return None
        newest, closings, _, facts = (value or 0 for value in conn.execute(_STATE).one())
        return shown[1] if shown[0] == (newest, closings, facts) else None

    def _by_key(self) -> dict[str, Usage]:
        system = Counter(self._system.values())
        return {
            key: Usage(held, len(self._keys.get(key, ())) - system[key], system[key])
            for key, held in self._sums[0].items()
        }

    def _ordered(self) -> tuple[Running, ...]:
        """Those that run, by their arrival. New ones mostly came last and stand last in the dictionary."""
        if not self._in_order:
            self._running = {
                key: self._running[key] for key in sorted(self._running, key=self._arrivals.__getitem__)
            }
            self._in_order = True
        return tuple(self._running.values())

    def _verify(self, conn: Connection, held: Held) -> Held:
        """Compare with the sums now and then; were they not the same, the sums are right."""
        if time.monotonic() - self._verified < VERIFY:
            return held
        self._verified = time.monotonic()
        if all(_counted(conn, held)):
            return held
        log.error("what is kept in memory of the ledger was not what its rows say; it is read anew")
        return self.rebuilt(conn)

    def _add(self, rows: Iterable[Any]) -> set[UUID]:
        """Take in open rows; the sessions that they are of."""
        touched = set()
        for row in rows:
            self._rows[row.id] = row
            self._of.setdefault(row.session_id, {})[row.id] = row
            self._keys.setdefault(row.access_key, set()).add(row.session_id)
            touched.add(row.session_id)
        self._sum(rows, 1)
        return touched

    def _remove(self, keys: Iterable[int]) -> set[UUID]:
        """Take out rows that were closed; the sessions that they were of."""
        rows = [self._rows.pop(key) for key in keys]
        touched = set()
        for row in rows:
            mine = self._of[row.session_id]
            del mine[row.id]
            touched.add(row.session_id)
            if not mine:
                del self._of[row.session_id]
                self._keys[row.access_key].discard(row.session_id)
        self._sum(rows, -1)
        return touched

    def _sum(self, rows: Iterable[Any], sign: int) -> None:
        """Add rows to the sums or take them off. Sums that somebody may be looking at are not changed."""
        fresh: set[tuple[int, Any]] = set()
        for row in rows:
            where: tuple[tuple[int, dict[Any, Any], Any, Any], ...] = (
                (0, self._agents, row.agent_id, (row.device_id, row.slot)),
                (1, self._sums[0], row.access_key, row.slot),
                (2, self._sums[1], row.project_id, row.slot),
                (3, self._sums[2], row.domain_name, row.slot),
            )
            for number, sums, key, of in where:
                if (number, key) not in fresh:
                    fresh.add((number, key))
                    sums[key] = dict(sums.get(key, ()))
                mine = sums[key]
                mine[of] = mine.get(of, 0) + sign * row.amount
                if not mine[of]:
                    del mine[of]
                if not mine:
                    del sums[key]
                    fresh.discard((number, key))
            if row.exclusive:
                before = self._exclusive.get(row.agent_id, frozenset())
                now = before | {row.device_id} if sign > 0 else before - {row.device_id}
                self._exclusive.pop(row.agent_id, None)
                if now:
                    self._exclusive[row.agent_id] = now

    def _meet(self, conn: Connection, touched: set[UUID], *, everything: bool) -> None:
        """Describe anew the sessions that may have changed."""
        wanted = set(self._of) if everything else touched & set(self._of)
        for session_id in touched - set(self._of):
            self._drop(session_id)
            self._system.pop(session_id, None)
        if not wanted:
            return
        given = {"ids": padded(wanted)} if len(wanted) <= MANY else {}
        lifetimes = once(conn, read_lifetimes)
        seen = set()
        for row in conn.execute(_SOME if given else _ALL, given):
            if row.id in wanted:
                seen.add(row.id)
                self._in_order &= row.id in self._running or row.sequence > self._last
                self._last = max(self._last, row.sequence)
                if row.type == SYSTEM:
                    self._system[row.id] = row.access_key
                self._arrivals[row.id] = row.sequence
                self._running[row.id] = as_running(row, self._kernels(row.id), lifetimes)
        for session_id in wanted - seen:
            self._drop(session_id)
            self._system.pop(session_id, None)

    def _drop(self, session_id: UUID) -> None:
        self._running.pop(session_id, None)
        self._arrivals.pop(session_id, None)

    def _kernels(self, session_id: UUID) -> tuple[KernelPlacement, ...]:
        found: dict[tuple[UUID, str], list[Share]] = {}
        for _, row in sorted(self._of[session_id].items()):
            share = Share(row.device_id, row.slot, row.amount, row.exclusive)
            found.setdefault((row.kernel_id, row.agent_id), []).append(share)
        return tuple(KernelPlacement(*key, tuple(shares)) for key, shares in found.items())


def _counted(conn: Connection, held: Held) -> Iterator[bool]:
    """Whether what is kept is what the rows say, one thing after the other."""
    taken = {agent: frozenset(devices) for agent, devices in ledger.taken_devices(conn).items()}
    yield ledger.held_devices(conn) == held.by_agent
    yield taken == held.taken
    of_keys, sessions_of = ledger.sums(conn, _A.access_key), ledger.holding_sessions(conn, _A.access_key)
    system = ledger.system_by_key(conn, of_keys)
    yield {
        key: Usage(slots, sessions_of.get(key, 0) - system.get(key, 0), system.get(key, 0))
        for key, slots in of_keys.items()
    } == held.by_key
    of_projects, of_domains = ledger.sums(conn, _A.project_id), ledger.sums(conn, _A.domain_name)
    yield {key: Usage(slots) for key, slots in of_projects.items()} == held.by_project
    yield {key: Usage(slots) for key, slots in of_domains.items()} == held.by_domain
    lifetimes = read_lifetimes(conn)
    now = {row.id: row for row in conn.execute(running_rows())}
    mine = {one.session_id: one for one in held.running}
    yield mine == {
        key: as_running(row, mine[key].kernels if key in mine else (), lifetimes)
        for key, row in now.items()
        if key in mine or _holds(conn, key)
    }


def _holds(conn: Connection, session_id: UUID) -> bool:
    open_rows = select(_A.id).where(_A.session_id == session_id, _A.closed_at.is_(None))
    return conn.execute(open_rows.limit(1)).first() is not None


_lock = threading.Lock()
_pictures: WeakKeyDictionary[Engine, Picture] = WeakKeyDictionary()
