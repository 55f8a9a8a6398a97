"""Writes a pass's decisions: one write that checks again what the snapshot said, then opens allocations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots

from ..events import Change
from ..store import leases, ledger, sessions
from ..store.keys import among, fixed, padded
from ..store.models import agents
from ..store.models import sessions as session_table
from ..store.once import once
from .carrying.spec import SessionSpec
from .decisions import Cancel, Decision, Placed, Preempt, Wait
from .life import states
from .life.ends import PREEMPTED, PREEMPTED_FOR_NOW, end
from .life.transitions import Moves, move
from .passes.admit import CHECKS, Admission
from .readers.facts import read_capacities
from .readers.picture import Held, peek
from .readers.reading import read_admission


@dataclass(slots=True)
class Committed:
    """What came of a pass's decisions."""

    changes: list[Change] = field(default_factory=list)
    scheduled: list[UUID] = field(default_factory=list)
    """Sessions that are SCHEDULED now."""
    ending: list[UUID] = field(default_factory=list)
    """Sessions that are TERMINATING now, for others to have room."""
    overtaken: int = 0
    """Decisions that the database has overtaken: they were dropped, and are to be made again."""


def commit(
    conn: Connection, decisions: Sequence[Decision], holder: str, epoch: int, now: datetime
) -> Committed:
    """Carry out decisions.

    Raises `leases.LeaseLost`, and then nothing is written. A decision that the database has overtaken is
    dropped: the session stays as it is and the next pass decides again.
    """
    leases.check(conn, holder, epoch)
    done = Committed()
    _place(conn, [d for d in decisions if isinstance(d, Placed)], epoch, now, done)
    for decision in decisions:
        if isinstance(decision, Preempt):
            _preempt(conn, decision, now, done)
        elif isinstance(decision, Cancel):
            session = sessions.by_id(conn, decision.session_id)
            if session is not None and session.status == "PENDING":
                done.changes += move(conn, session, "CANCELLED", decision.text, now)
    done.changes += _explain(conn, [d for d in decisions if isinstance(d, Wait)], now)
    return done


_STILL_PENDING = select(session_table).where(
    among(session_table.c.id, "ids"), session_table.c.status == "PENDING"
)


def _place(
    conn: Connection, placements: Sequence[Placed], epoch: int, now: datetime, done: Committed
) -> None:
    """Start sessions that are still allowed to: every limit is checked against the ledger in the write that
    opens the allocations (R18)."""
    if not placements:
        return
    ids = padded(placed.session_id for placed in placements)
    rows = {row.id: row for row in conn.execute(_STILL_PENDING, {"ids": ids})}
    seen = peek(conn)
    facts = read_admission(conn, rows.values(), now, seen)
    waiting = {session.session_id: session for session in facts.waiting}
    admission = Admission(facts, now)
    there = once(conn, _there)
    room = _room(conn, [row for placed in placements for row in _allocations(placed)], there, seen)
    moves = Moves(now)
    for placed in placements:
        asked = waiting.get(placed.session_id)
        if asked is not None and asked.access_key not in facts.limits:
            done.changes += moves.session(rows[asked.session_id], "CANCELLED", "Its keypair is gone.")
            continue
        reachable = all(kernel.agent_id in there for kernel in placed.kernels)
        if asked is None or not reachable or admission.check(asked) is not None:
            done.overtaken += 1
            continue
        session = rows[placed.session_id]
        try:
            room.add(_owner(session), _allocations(placed))
        except ledger.NoRoom:
            done.overtaken += 1
            continue
        admission.grant(asked)
        for kernel in placed.kernels:
            where = {"agent_id": kernel.agent_id, "agent_address": there[kernel.agent_id].address}
            told = {"status": "SCHEDULED", "status_info": "", "status_changed": now, "epoch": epoch}
            moves.kernel(kernel.kernel_id, **where, **told)
        done.changes += moves.session(session, "SCHEDULED", "", status_data=None, reserved=None, tries=0)
        done.scheduled.append(placed.session_id)
    room.write(conn, now)
    moves.write(conn)


def _room(
    conn: Connection,
    rows: Sequence[ledger.Allocation],
    there: Mapping[str, Row[Any]],
    seen: Held | None,
) -> ledger.Openings:
    """Where these allocations are to be opened: what is there and what is held, as far as it is known."""
    nodes = {row.agent_id for row in rows}
    if not nodes <= there.keys():
        return ledger.Openings(conn, rows)
    return ledger.Openings(
        conn,
        rows,
        capacity=read_capacities(conn, {agent_id: there[agent_id].facts for agent_id in nodes}),
        held=(seen.by_agent, seen.taken) if seen is not None else None,
    )


def _owner(session: Row[Any]) -> ledger.Owner:
    return ledger.Owner(
        session.id,
        session.access_key,
        session.user_id,
        session.project_id,
        session.domain_name,
        session.resource_group,
    )


def _allocations(placed: Placed) -> list[ledger.Allocation]:
    return [
        ledger.Allocation(k.kernel_id, k.agent_id, s.device_id, s.slot, s.amount, s.exclusive)
        for k in placed.kernels
        for s in k.shares
    ]


def _preempt(conn: Connection, decision: Preempt, now: datetime, done: Committed) -> None:
    """End a session that agreed to it, if the one that is to profit still waits."""
    session = sessions.by_id(conn, decision.session_id)
    other = sessions.by_id(conn, decision.beneficiary)
    if session is None or session.status not in states.HOLDING or session.status == "TERMINATING":
        return
    if not session.preemptible or other is None or other.status != "PENDING":
        done.overtaken += 1
        return
    again = session.type == "batch" and SessionSpec.model_validate(session.spec).requeue
    reason = PREEMPTED_FOR_NOW if again else PREEMPTED
    done.changes += end(conn, session, f"{reason}: {decision.text}", now)
    done.ending.append(session.id)


def _there(conn: Connection) -> dict[str, Row[Any]]:
    """The nodes that take sessions now: their addresses, and the numbers of their facts."""
    query = select(agents.c.id, agents.c.address, agents.c.facts)
    rows: Iterable[Any] = conn.execute(query.where(agents.c.status == "ALIVE", agents.c.schedulable)).all()
    return {row.id: row for row in rows}


def _explain(conn: Connection, waits: Sequence[Wait], now: datetime) -> list[Change]:
    """Write reasons, tries and reservations that have changed; most passes write none."""
    if not waits:
        return []
    table = session_table
    query = select(table.c.id, table.c.status_info, table.c.tries, table.c.reserved)
    before = {row.id: row for row in conn.execute(query.where(table.c.status == fixed("PENDING")))}
    changes = []
    new: dict[UUID, dict[str, object]] = {}
    for wait in waits:
        row = before.get(wait.session_id)
        if row is None:
            continue
        tries = row.tries + wait.tried
        values: dict[str, object] = {}
        if tries != row.tries:
            values["tries"] = tries
        if list(wait.reserved) != (row.reserved or []):
            values["reserved"] = list(wait.reserved) or None
        if row.status_info != wait.text:
            values["status_info"] = wait.text
            changes.append(Change("session_waiting", wait.session_id))
        if values:
            values["status_data"] = status_data(wait, now, tries)
            new[wait.session_id] = values
    sessions.update_rows(conn, table, new)
    return changes


def status_data(wait: Wait, now: datetime, tries: int = 0) -> dict[str, object]:
    """The ``status_data`` of a waiting session, in the shape that the API's clients know."""
    failed = [{"name": CHECKS[len(wait.passed)], "msg": wait.text}] if len(wait.passed) < len(CHECKS) else []
    return {
        "scheduler": {
            "code": wait.code.value,
            "msg": wait.text,
            "retries": tries,
            "last_try": now.isoformat(),
            "failed_predicates": failed,
            "passed_predicates": [{"name": name} for name in wait.passed],
            "missing": slots.render_all(wait.missing) if wait.missing else {},
        }
    }
