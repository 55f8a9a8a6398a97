"""The ledger: who holds how much of which device. Occupancy is a SUM over open rows and stands nowhere
else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)

from kernelyard_agent.slots import Slots

from .keys import among, padded
from .models import agent_devices, allocations, leases, sessions

_LOW_BITS = 32
"""Amounts are summed in two halves: a plain SUM over BYTES overflows 64 bits on SQLite."""


class NoRoom(Exception):
    """An allocation would exceed the capacity of a device, or share one that is held exclusively."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom an allocation is charged to."""

    session_id: UUID
    access_key: str
    user_id: UUID
    project_id: UUID
    domain_name: str
    resource_group: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """``amount`` of ``slot`` on one device of one agent for one kernel; in the slot's own unit."""

    kernel_id: UUID
    agent_id: str
    device_id: str
    slot: str
    amount: int
    exclusive: bool = False


_Place = tuple[str, str, str]
"""Agent, device and slot."""
HeldNow = tuple[Mapping[str, Mapping[tuple[str, str], int]], Mapping[str, frozenset[str]]]
"""By agent: device and slot -> amount; and the devices that somebody holds exclusively."""


def _halves() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    amount = allocations.c.amount
    high = func.sum(amount.bitwise_rshift(literal(_LOW_BITS, Integer)))
    low = func.sum(amount.bitwise_and((1 << _LOW_BITS) - 1))
    return high.label("high"), low.label("low")


def _whole(high: Any, low: Any) -> int:
    return (int(high or 0) << _LOW_BITS) + int(low or 0)


def sums(
    conn: Connection, *by: ColumnElement[Any], where: Iterable[ColumnElement[bool]] = ()
) -> dict[Any, Slots]:
    """Open amounts by slot, grouped by the given columns. The key is a single value, or a tuple of
    several.
    """
    high, low = _halves()
    query = (
        select(*by, allocations.c.slot, high, low)
        .where(allocations.c.closed_at.is_(None), *where)
        .group_by(*by, allocations.c.slot)
    )
    return _by_slot(conn.execute(query), len(by))


def sums_among(
    conn: Connection, *by: Column[Any], among: Mapping[Column[Any], Iterable[Any]]
) -> dict[Any, Slots]:
    """`sums` of the rows whose columns have one of the given values; made for those who ask often."""
    given = {column.name: padded(values) for column, values in among.items()}
    if not all(given.values()):
        return {}
    return _by_slot(conn.execute(_sums_among(by, tuple(among)), given), len(by))


@cache
def _sums_among(by: tuple[Column[Any], ...], among_: tuple[Column[Any], ...]) -> Select[Any]:
    high, low = _halves()
    query = select(*by, allocations.c.slot, high, low).where(allocations.c.closed_at.is_(None))
    for column in among_:
        query = query.where(among(column, column.name))
    return query.group_by(*by, allocations.c.slot)


def _by_slot(rows: Iterable[Any], width: int) -> dict[Any, Slots]:
    found: dict[Any, Slots] = {}
    for row in rows:
        key = row[0] if width == 1 else tuple(row[:width])
        found.setdefault(key, {})[row[-3]] = _whole(row[-2], row[-1])
    return found


def occupied(conn: Connection, **where: object) -> Slots:
    """Open amounts by slot over the allocations whose columns equal ``where`` (``agent_id=…``,
    ``access_key=…``).
    """
    high, low = _halves()
    conditions = [allocations.c[column] == value for column, value in where.items()]
    query = (
        select(allocations.c.slot, high, low)
        .where(allocations.c.closed_at.is_(None), *conditions)
        .group_by(allocations.c.slot)
    )
    return {row.slot: _whole(row.high, row.low) for row in conn.execute(query)}


def held_devices(conn: Connection) -> dict[str, dict[tuple[str, str], int]]:
    """By agent: device and slot -> open amount."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    by = (allocations.c.agent_id, allocations.c.device_id)
    for (agent_id, device_id), amounts in sums(conn, *by).items():
        for slot, amount in amounts.items():
            found.setdefault(agent_id, {})[device_id, slot] = amount
    return found


def taken_devices(conn: Connection) -> dict[str, set[str]]:
    """By agent: the devices that somebody holds exclusively."""
    query = select(allocations.c.agent_id, allocations.c.device_id).where(
        allocations.c.closed_at.is_(None), allocations.c.exclusive
    )
    found: dict[str, set[str]] = {}
    for agent_id, device_id in conn.execute(query):
        found.setdefault(agent_id, set()).add(device_id)
    return found


def holding_sessions(
    conn: Connection, *by: ColumnElement[Any], where: Iterable[ColumnElement[bool]] = ()
) -> dict[Any, int]:
    """How many sessions hold open allocations, by one column of the ledger (R18: counted, never a
    counter).
    """
    query = (
        select(*by, func.count(allocations.c.session_id.distinct()))
        .where(allocations.c.closed_at.is_(None), *where)
        .group_by(*by)
    )
    return {row[0]: row[1] for row in conn.execute(query)}


_CAPACITY = select(
    agent_devices.c.agent_id, agent_devices.c.device_id, agent_devices.c.slot, agent_devices.c.capacity
).where(among(agent_devices.c.agent_id, "nodes"), among(agent_devices.c.device_id, "names"))
_INSERT = insert(allocations)


class Openings:
    """Allocations that are opened together, each session's for itself.

    Used inside one write, so nothing else opens rows between the reading here and `write` (R01, R09).
    """

    def __init__(
        self,
        conn: Connection,
        rows: Sequence[Allocation],
        *,
        capacity: Mapping[str, Mapping[tuple[str, str], int]] | None = None,
        held: HeldNow | None = None,
    ) -> None:
        """``rows``: everything that may be added. ``capacity`` (by agent) and ``held``: what is there and
        what of it is held, where that is known already.
        """
        places = {(row.agent_id, row.device_id) for row in rows}
        nodes, names = padded({agent for agent, _ in places}), padded({device for _, device in places})
        self._capacity: dict[_Place, int] = {}
        self._held: dict[_Place, int] = {}
        self._taken: set[tuple[str, str]] = set()
        self._new: list[dict[str, Any]] = []
        if capacity is not None:
            for row in rows:
                own = capacity.get(row.agent_id, {}).get((row.device_id, row.slot), 0)
                self._capacity[row.agent_id, row.device_id, row.slot] = own
        elif nodes:
            for agent_id, device_id, slot, amount in conn.execute(
                _CAPACITY, {"nodes": nodes, "names": names}
            ):
                self._capacity[agent_id, device_id, slot] = amount
        if held is not None:
            self._look_up(held, rows)
        else:
            self._sum(conn, {allocations.c.agent_id: nodes, allocations.c.device_id: names})
        self._touched = {(agent, device) for (agent, device, _), amount in self._held.items() if amount}

    def _look_up(self, held: HeldNow, rows: Iterable[Allocation]) -> None:
        by_agent, taken = held
        for row in rows:
            mine, own = by_agent.get(row.agent_id, {}), (row.device_id, row.slot)
            # Only who wants it for himself minds what else of the device is held.
            for key in [key for key in mine if key[0] == row.device_id] if row.exclusive else (own,):
                self._held[row.agent_id, *key] = mine.get(key, 0)
            if row.device_id in taken.get(row.agent_id, ()):
                self._taken.add((row.agent_id, row.device_id))

    def _sum(self, conn: Connection, here: Mapping[Column[Any], list[str]]) -> None:
        by = (allocations.c.agent_id, allocations.c.device_id, allocations.c.exclusive)
        for (agent_id, device_id, exclusive), amounts in sums_among(conn, *by, among=here).items():
            for slot, amount in amounts.items():
                place = (agent_id, device_id, slot)
                self._held[place] = self._held.get(place, 0) + amount
            if exclusive:
                self._taken.add((agent_id, device_id))

    def add(self, owner: Owner, rows: Sequence[Allocation]) -> None:
        """Open a session's allocations; raises `NoRoom` where the ledger and the agents' capacities leave no
        room for one of them, and then opens none.
        """
        held: dict[_Place, int] = {}
        mine: dict[tuple[str, str], bool] = {}
        for row in rows:
            device, place = (row.agent_id, row.device_id), (row.agent_id, row.device_id, row.slot)
            held[place] = held.get(place, self._held.get(place, 0)) + row.amount
            touched = device in self._touched or device in mine
            clash = device in self._taken or mine.get(device, False) or (row.exclusive and touched)
            if clash or held[place] > self._capacity.get(place, 0):
                raise NoRoom(f"{row.slot} on {row.device_id} of {row.agent_id}")
            mine[device] = row.exclusive
        self._held |= held
        self._touched |= mine.keys()
        self._taken |= {device for device, exclusive in mine.items() if exclusive}
        self._new += [_values(owner, row) for row in rows]

    def write(self, conn: Connection, now: datetime) -> None:
        """Write what was added."""
        if self._new:
            conn.execute(_INSERT, [{**values, "opened_at": now} for values in self._new])


def _values(owner: Owner, row: Allocation) -> dict[str, Any]:
    return {
        "session_id": owner.session_id,
        "kernel_id": row.kernel_id,
        "agent_id": row.agent_id,
        "device_id": row.device_id,
        "slot": row.slot,
        "amount": row.amount,
        "exclusive": row.exclusive,
        "access_key": owner.access_key,
        "user_id": owner.user_id,
        "project_id": owner.project_id,
        "domain_name": owner.domain_name,
        "resource_group": owner.resource_group,
    }


def open_rows(conn: Connection, owner: Owner, rows: Iterable[Allocation], now: datetime) -> None:
    """Open one session's allocations; raises `NoRoom`, and then opens none."""
    rows = list(rows)
    openings = Openings(conn, rows)
    openings.add(owner, rows)
    openings.write(conn, now)


def close_rows(conn: Connection, session_id: UUID, now: datetime) -> Slots:
    """Close the session's open allocations, once; returns what became free."""
    freed = occupied(conn, session_id=session_id)
    if freed:
        _close(conn, allocations.c.session_id == session_id, now)
    return freed


def close_all(conn: Connection, session_ids: Iterable[UUID], now: datetime) -> None:
    """Close the open allocations of sessions."""
    ids = padded(session_ids)
    if ids:
        _close(conn, allocations.c.session_id.in_(ids), now)


CLOSINGS = "closings"
"""Name of the row of `leases` whose epoch counts rows of the ledger that were closed, ever."""
_NEVER = datetime.fromtimestamp(0, UTC)
_COUNT_CLOSED = (
    update(leases).where(leases.c.name == CLOSINGS).values(epoch=leases.c.epoch + bindparam("closed"))
)


def _close(conn: Connection, which: ColumnElement[bool], now: datetime) -> None:
    """Close open rows, and count them: so who keeps a picture of the ledger sees that some are gone without
    counting those that are left."""
    closing = update(allocations).where(which, allocations.c.closed_at.is_(None)).values(closed_at=now)
    closed = conn.execute(closing).rowcount
    if closed and not conn.execute(_COUNT_CLOSED, {"closed": closed}).rowcount:
        conn.execute(insert(leases).values(name=CLOSINGS, holder="", epoch=closed, expires_at=_NEVER))


_OF_SESSIONS = (
    select(
        allocations.c.kernel_id,
        allocations.c.agent_id,
        allocations.c.device_id,
        allocations.c.slot,
        allocations.c.amount,
        allocations.c.exclusive,
    )
    .where(among(allocations.c.session_id, "ids"), allocations.c.closed_at.is_(None))
    .order_by(allocations.c.id)
)


def of_sessions(conn: Connection, session_ids: Iterable[UUID]) -> dict[UUID, list[Allocation]]:
    """What the ledger has promised the kernels of sessions, by kernel."""
    found: dict[UUID, list[Allocation]] = {}
    ids = padded(session_ids)
    for row in conn.execute(_OF_SESSIONS, {"ids": ids}) if ids else ():
        found.setdefault(row.kernel_id, []).append(Allocation(*row))
    return found


def orphans(conn: Connection) -> list[UUID]:
    """Sessions that have ended and still hold something. Always empty; what `recalculate` reports
    otherwise.
    """
    query = (
        select(allocations.c.session_id)
        .join(sessions, sessions.c.id == allocations.c.session_id)
        .where(allocations.c.closed_at.is_(None), sessions.c.status.in_(["TERMINATED", "CANCELLED", "ERROR"]))
        .distinct()
    )
    return list(conn.execute(query).scalars())


_HOLDING = (
    select(allocations.c.access_key, func.count(allocations.c.session_id.distinct()))
    .where(allocations.c.closed_at.is_(None), among(allocations.c.access_key, "keys"))
    .group_by(allocations.c.access_key)
)


def holding_by_key(conn: Connection, access_keys: Iterable[str]) -> dict[str, int]:
    """`holding_sessions` of these keypairs."""
    keys = padded(access_keys)
    return {row[0]: row[1] for row in conn.execute(_HOLDING, {"keys": keys})} if keys else {}


_SYSTEM = (
    select(allocations.c.access_key, func.count(allocations.c.session_id.distinct()))
    .join(sessions, sessions.c.id == allocations.c.session_id)
    .where(
        allocations.c.closed_at.is_(None),
        among(allocations.c.access_key, "keys"),
        sessions.c.type == "system",
    )
    .group_by(allocations.c.access_key)
)


def system_by_key(conn: Connection, access_keys: Iterable[str]) -> dict[str, int]:
    """How many of `holding_by_key` are of the type ``system`` (SCH-033)."""
    keys = padded(access_keys)
    return {row[0]: row[1] for row in conn.execute(_SYSTEM, {"keys": keys})} if keys else {}


def holding_sessions_of(conn: Connection, access_key: str) -> int:
    """How many sessions of one keypair hold open allocations."""
    query = select(func.count(allocations.c.session_id.distinct())).where(
        allocations.c.closed_at.is_(None), allocations.c.access_key == access_key
    )
    return int(conn.execute(query).scalar_one())
