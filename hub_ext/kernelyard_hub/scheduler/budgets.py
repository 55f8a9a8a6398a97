"""Rolling budgets: how much of each is used, and when something of it is free again. Use is the rows of the
ledger, closed and open; nothing is counted anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from kernelyard_agent.slots import in_devices

from ..store.models import agent_devices, allocations, budgets, keypairs
from .snapshot import Budget, Waiting

GPU = "gpu"
"""The slot of budgets over all accelerators, in devices."""
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND


@dataclass(frozen=True, slots=True)
class Held:
    """An amount that was held from one time to another; None = it is held still, and nobody knows until
    when."""

    amount: int
    since: datetime
    until: datetime | None


def read_budgets(
    conn: Connection,
    charged: Iterable[Waiting],
    now: datetime,
    ends: Mapping[UUID, datetime | None] | None = None,
) -> dict[str, tuple[Budget, ...]]:
    """The budgets that sessions are charged to, by access key. Of projects, those of all projects that the
    key's sessions in ``charged`` belong to: what holds for one session is told by `Budget.scope_id`.

    ``ends`` tells for running sessions when they are ended for sure.
    """
    rows = conn.execute(select(budgets).order_by(budgets.c.scope, budgets.c.scope_id, budgets.c.slot)).all()
    if not rows:
        return {}
    sessions = list(charged)
    policies = _policies(conn, {session.access_key for session in sessions})
    used: dict[tuple[UUID, str], Budget] = {}
    found: dict[str, dict[tuple[UUID, str], Budget]] = {}
    for session in sessions:
        for row in rows:
            if row.scope_id != _scope_id(row.scope, session, policies):
                continue
            whose = session.access_key if row.scope == "keypair-policy" else row.scope_id
            key = (row.id, whose)
            if key not in used:
                used[key] = _read_one(conn, row, session, now, ends or {})
            found.setdefault(session.access_key, {})[key] = used[key]
    return {access_key: tuple(of.values()) for access_key, of in found.items()}


def with_use(budget: Budget, held: Sequence[Held], now: datetime) -> Budget:
    """The budget with what these rows have used of it."""
    used = _used(held, now, timedelta(seconds=budget.window))
    limit = budget.amount * HOUR
    frees_at = _frees_at(held, now, timedelta(seconds=budget.window), limit) if used >= limit else None
    return replace(budget, used=used // HOUR, frees_at=frees_at)


def _used(held: Sequence[Held], now: datetime, window: timedelta) -> int:
    """Amount times microseconds within the window; never negative, whatever clocks did."""
    start = now - window
    total = 0
    for part in held:
        span = min(now, part.until or now) - max(start, part.since)
        total += part.amount * max(0, span // MICROSECOND)
    return total


def _frees_at(held: Sequence[Held], now: datetime, window: timedelta, limit: int) -> datetime | None:
    """When the use within the window falls below ``limit`` while what is held stays held until its end."""
    start, slope = now - window, 0
    turns: dict[datetime, int] = {}

    def turn(at: datetime, change: int) -> None:
        if at > now:
            turns[at] = turns.get(at, 0) + change

    for part in held:
        until = part.until
        if part.since <= now and (until is None or until > now):
            slope += part.amount
        if part.since <= start and (until is None or until > start):
            slope -= part.amount
        turn(part.since, part.amount)
        turn(part.since + window, -part.amount)
        if until is not None:
            turn(until, -part.amount)
            turn(until + window, part.amount)
    used, at = _used(held, now, window), now
    for following in [*sorted(turns), None]:
        if slope < 0:
            free = at + ((used - limit) // -slope + 1) * MICROSECOND
            if following is None or free <= following:
                return free
        if following is None:
            return None
        used += slope * ((following - at) // MICROSECOND)
        slope += turns[following]
        at = following
    return None


def _read_one(
    conn: Connection, row: Row[Any], session: Waiting, now: datetime, ends: Mapping[UUID, datetime | None]
) -> Budget:
    budget = Budget(row.scope, row.scope_id, row.slot, row.amount, float(row.window))
    columns: dict[str, ColumnElement[bool]] = {
        "keypair-policy": allocations.c.access_key == session.access_key,
        "user": allocations.c.user_id == session.user_id,
        "project": allocations.c.project_id == session.project_id,
        "domain": allocations.c.domain_name == session.domain,
    }
    return with_use(budget, _held(conn, row.slot, columns[row.scope], budget.window, now, ends), now)


def _held(
    conn: Connection,
    slot: str,
    whose: ColumnElement[bool],
    window: float,
    now: datetime,
    ends: Mapping[UUID, datetime | None],
) -> list[Held]:
    query = select(
        allocations.c.session_id,
        allocations.c.slot,
        allocations.c.amount,
        allocations.c.opened_at,
        allocations.c.closed_at,
        agent_devices.c.capacity,
    ).outerjoin(
        agent_devices,
        (agent_devices.c.agent_id == allocations.c.agent_id)
        & (agent_devices.c.device_id == allocations.c.device_id)
        & (agent_devices.c.slot == allocations.c.slot),
    )
    recent = or_(allocations.c.closed_at.is_(None), allocations.c.closed_at > now - timedelta(seconds=window))
    query = query.where(whose, recent)
    if slot != GPU:
        query = query.where(allocations.c.slot == slot)
    held = []
    for row in conn.execute(query):
        amount = row.amount
        if slot == GPU:
            amount = in_devices(row.slot, amount, row.capacity)
            if not amount:
                continue
        held.append(Held(amount, row.opened_at, row.closed_at or _end(ends.get(row.session_id), now)))
    return held


def _end(known: datetime | None, now: datetime) -> datetime | None:
    return None if known is None else max(known, now)


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
