"""Writes a pass's decisions: one write that checks again what the snapshot said, then opens allocations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots

from ..events import Change
from ..store import leases, ledger, sessions
from ..store.models import agents
from ..store.models import sessions as session_table
from .admit import CHECKS, over_policy
from .decisions import Decision, Placed, Wait
from .reading import read_limits
from .spec import SessionSpec
from .transitions import move, set_kernel


def commit(
    conn: Connection, decisions: Sequence[Decision], holder: str, epoch: int, now: datetime
) -> tuple[list[Change], list[UUID]]:
    """Carry out decisions; returns the changes and the sessions that are SCHEDULED now.

    Raises `leases.LeaseLost`, and then nothing is written. A decision that the database has overtaken is
    dropped: the
    session stays PENDING and the next pass decides again.
    """
    leases.check(conn, holder, epoch)
    changes: list[Change] = []
    scheduled: list[UUID] = []
    for decision in decisions:
        if isinstance(decision, Placed):
            found = _schedule(conn, decision, epoch, now)
            if found:
                changes += found
                scheduled.append(decision.session_id)
    changes += _explain(conn, [d for d in decisions if isinstance(d, Wait)], now)
    return changes, scheduled


def _schedule(conn: Connection, placed: Placed, epoch: int, now: datetime) -> list[Change]:
    session = sessions.by_id(conn, placed.session_id)
    if session is None or session.status != "PENDING" or not _allowed(conn, session, placed):
        return []
    addresses = _addresses(conn, {kernel.agent_id for kernel in placed.kernels})
    if addresses is None:
        return []
    owner = ledger.Owner(
        session.id,
        session.access_key,
        session.user_id,
        session.project_id,
        session.domain_name,
        session.resource_group,
    )
    rows = [
        ledger.Allocation(k.kernel_id, k.agent_id, s.device_id, s.slot, s.amount, s.exclusive)
        for k in placed.kernels
        for s in k.shares
    ]
    try:
        ledger.open_rows(conn, owner, rows, now)
    except ledger.NoRoom:
        return []
    for kernel in placed.kernels:
        where = {"agent_id": kernel.agent_id, "agent_address": addresses[kernel.agent_id], "epoch": epoch}
        set_kernel(conn, kernel.kernel_id, "SCHEDULED", "", now, **where)
    return move(conn, session, "SCHEDULED", "", now, status_data=None)


def _allowed(conn: Connection, session: Row[Any], placed: Placed) -> bool:
    """The keypair's limits, checked against the ledger in the write that opens the allocations (R18)."""
    limits = read_limits(conn, [session.access_key]).get(session.access_key)
    if limits is None:
        return False
    holding = ledger.holding_sessions_of(conn, session.access_key)
    if 0 < limits.concurrent_sessions <= holding:
        return False
    per_kernel = SessionSpec.model_validate(session.spec).per_kernel
    asked = slots.add(*[per_kernel for _ in placed.kernels])
    total = slots.add(ledger.occupied(conn, access_key=session.access_key), asked)
    return not over_policy(limits, {name: amount for name, amount in total.items() if asked.get(name)})


def _addresses(conn: Connection, agent_ids: set[str]) -> dict[str, str] | None:
    query = select(agents.c.id, agents.c.address).where(
        agents.c.id.in_(agent_ids), agents.c.status == "ALIVE", agents.c.schedulable
    )
    found = {row.id: row.address for row in conn.execute(query)}
    return found if len(found) == len(agent_ids) else None


def _explain(conn: Connection, waits: Sequence[Wait], now: datetime) -> list[Change]:
    """Write reasons that have changed; most passes write none."""
    query = select(session_table.c.id, session_table.c.status_info).where(session_table.c.status == "PENDING")
    before = {row.id: row.status_info for row in conn.execute(query)}
    changes = []
    for wait in waits:
        if wait.session_id in before and before[wait.session_id] != wait.text:
            sessions.set_reason(conn, wait.session_id, wait.text, status_data(wait, now))
            changes.append(Change("session_waiting", wait.session_id))
    return changes


def status_data(wait: Wait, now: datetime) -> dict[str, object]:
    """The ``status_data`` of a waiting session, in the shape that the API's clients know."""
    failed = [{"name": CHECKS[len(wait.passed)], "msg": wait.text}] if len(wait.passed) < len(CHECKS) else []
    return {
        "scheduler": {
            "code": wait.code.value,
            "msg": wait.text,
            "last_try": now.isoformat(),
            "failed_predicates": failed,
            "passed_predicates": [{"name": name} for name in wait.passed],
            "missing": slots.render_all(wait.missing) if wait.missing else {},
        }
    }
