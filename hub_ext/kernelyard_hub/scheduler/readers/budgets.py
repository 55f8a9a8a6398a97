"""Rolling budgets: how much of each is used, and when something of it is free again. Use is the rows of the
ledger, closed and open; nothing is counted anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from kernelyard_agent.slots import in_devices

from ...principal import Principal
from ...store.models import agent_devices, allocations, budgets, keypairs, memberships, sessions
from ...store.once import once
from ...store.pauses import paused
from ..passes.spending import GPU, Held, with_use
from ..snapshot import Budget, Waiting
from .running import ends_by, read_lifetimes

BIT = 1000
"""Rows of the ledger that are taken in at once where nobody is in a hurry."""


def read_budgets(
    conn: Connection, charged: Iterable[Waiting], now: datetime
) -> dict[str, tuple[Budget, ...]]:
    """The budgets that sessions are charged to, by access key. Of projects, those of all projects that the
    key's sessions in ``charged`` belong to: what holds for one session is told by `Budget.scope_id`.
    """
    rows = once(conn, _all)
    if not rows:
        return {}
    asking = list(charged)
    lifetimes = read_lifetimes(conn)
    policies = _policies(conn, {session.access_key for session in asking})
    used: dict[tuple[UUID, str], Budget] = {}
    found: dict[str, dict[tuple[UUID, str], Budget]] = {}
    for session in asking:
        for row in rows:
            if row.scope_id != _scope_id(row.scope, session, policies):
                continue
            whose = session.access_key if row.scope == "keypair-policy" else row.scope_id
            key = (row.id, whose)
            if key not in used:
                used[key] = _read_one(conn, row, session, now, lifetimes)
            found.setdefault(session.access_key, {})[key] = used[key]
    return {access_key: tuple(of.values()) for access_key, of in found.items()}


def read_held(conn: Connection, row: Row[Any], now: datetime) -> list[Held]:
    """What counts against a row of ``budgets`` that is no policy's, read bit by bit: on PostgreSQL the event
    loop goes on in between."""
    lifetimes = read_lifetimes(conn)
    query = _holding(row.slot, _whose(row, row.scope_id), float(row.window), now)
    found = conn.execute(query.execution_options(yield_per=BIT))
    return list(_as_held(paused(conn, found), row.slot, now, lifetimes))


def budget_of(row: Row[Any]) -> Budget:
    """A row of ``budgets``, nothing of it used."""
    return Budget(row.scope, row.scope_id, row.slot, row.amount, float(row.window))


def _all(conn: Connection) -> Sequence[Row[Any]]:
    order = (budgets.c.scope, budgets.c.scope_id, budgets.c.slot)
    return conn.execute(select(budgets).order_by(*order)).all()


def of_user(conn: Connection, who: Principal) -> Iterator[Waiting]:
    """A session of the user in each of their projects, as budgets see it."""
    mine = select(memberships.c.project_id).where(memberships.c.user_id == who.user_id)
    for project_id in conn.scalars(mine.order_by(memberships.c.project_id)).all() or [UUID(int=0)]:
        yield Waiting(
            session_id=UUID(int=0),
            sequence=0,
            resource_group="",
            access_key=who.access_key,
            user_id=who.user_id,
            project_id=project_id,
            domain=who.domain,
            session_type="interactive",
            image="",
            architecture="",
            per_kernel={},
            kernels=(),
        )


def _read_one(
    conn: Connection, row: Row[Any], session: Waiting, now: datetime, lifetimes: Mapping[str, int]
) -> Budget:
    whose = session.access_key if row.scope == "keypair-policy" else row.scope_id
    return _used(conn, row, whose, now, lifetimes)


def _used(conn: Connection, row: Row[Any], whose: str, now: datetime, lifetimes: Mapping[str, int]) -> Budget:
    query = _holding(row.slot, _whose(row, whose), float(row.window), now)
    return with_use(budget_of(row), list(_as_held(conn.execute(query), row.slot, now, lifetimes)), now)


def _whose(row: Row[Any], whose: str) -> ColumnElement[bool]:
    column = OWNERS.get(row.scope, allocations.c.access_key)
    mine: ColumnElement[bool] = column == (UUID(whose) if row.scope in ("user", "project") else whose)
    return mine


OWNERS: dict[str, ColumnElement[Any]] = {
    "user": allocations.c.user_id,
    "project": allocations.c.project_id,
    "domain": allocations.c.domain_name,
}
"""Whose use a budget counts, by its scope; those of policies count each keypair's."""


def _holding(slot: str, whose: ColumnElement[bool], window: float, now: datetime) -> Select[Any]:
    query: Select[Any] = select(
        allocations.c.access_key,
        allocations.c.slot,
        allocations.c.amount,
        allocations.c.opened_at,
        allocations.c.closed_at,
        agent_devices.c.capacity,
        sessions.c.created_at,
        sessions.c.scheduled_at,
        sessions.c.started_at,
        sessions.c.time_limit,
    ).join(sessions, sessions.c.id == allocations.c.session_id)
    query = query.outerjoin(
        agent_devices,
        (agent_devices.c.agent_id == allocations.c.agent_id)
        & (agent_devices.c.device_id == allocations.c.device_id)
        & (agent_devices.c.slot == allocations.c.slot),
    )
    recent = or_(allocations.c.closed_at.is_(None), allocations.c.closed_at > now - timedelta(seconds=window))
    query = query.where(whose, recent)
    return query if slot == GPU else query.where(allocations.c.slot == slot)


def _as_held(
    rows: Iterable[Row[Any]], slot: str, now: datetime, lifetimes: Mapping[str, int]
) -> Iterator[Held]:
    for row in rows:
        amount = row.amount
        if slot == GPU:
            amount = in_devices(row.slot, amount, row.capacity)
            if not amount:
                continue
        known = None if row.closed_at else ends_by(row, lifetimes.get(row.access_key, 0))
        yield Held(amount, row.opened_at, row.closed_at or (known and max(known, now)))


def _scope_id(scope: str, session: Waiting, policies: Mapping[str, str]) -> str | None:
    return {
        "keypair-policy": policies.get(session.access_key),
        "user": str(session.user_id),
        "project": str(session.project_id),
        "domain": session.domain,
    }[scope]


def _policies(conn: Connection, access_keys: set[str]) -> dict[str, str]:
    query = select(keypairs.c.access_key, keypairs.c.resource_policy)
    found = conn.execute(query.where(keypairs.c.access_key.in_(access_keys)))
    return {row.access_key: row.resource_policy for row in found}
