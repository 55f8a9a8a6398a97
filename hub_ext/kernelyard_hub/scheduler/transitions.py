"""Moves sessions from state to state: the table's check, the history, and the ledger, in the caller's one
write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, update

from ..events import Change
from ..store import ledger, sessions
from ..store.models import kernels
from . import states


def move(
    conn: Connection, session: Row[Any], to: str, reason: str, now: datetime, **more: Any
) -> list[Change]:
    """Bring a session into state ``to``; its kernels follow into terminal states.

    The end of a session closes its allocations and deletes its credentials in the same write, so capacity
    returns
    exactly once (R02). Asking for the state that the session already has changes nothing. Raises
    `states.IllegalTransition`.
    """
    if session.status == to:
        return []
    states.check(session.status, to)
    state = states.TABLE[to]
    stamps: dict[str, Any] = dict(more)
    if to == "SCHEDULED":
        stamps["scheduled_at"] = now
    elif to == "RUNNING" and session.started_at is None:
        stamps["started_at"] = now
    if state.terminal:
        stamps["terminated_at"] = now
        ledger.close_rows(conn, session.id, now)
        sessions.forget_credentials(conn, session.id)
        _end_kernels(conn, session.id, to, reason, now)
    sessions.set_status(conn, session.id, to, reason, now, deadline=state.deadline, **stamps)
    return [Change(state.event, session.id)]


def requeue(conn: Connection, session: Row[Any], now: datetime) -> list[Change]:
    """Put a session back to wait whose node was lost before it said a word; it keeps its place.

    Its kernels become a new generation: should the node have begun one after all and come back with it, that
    kernel is
    of no session any more and is ended as a stray (R10).
    """
    states.check(session.status, "PENDING")
    ledger.close_rows(conn, session.id, now)
    for kernel in sessions.kernels_of(conn, session.id):
        fresh = {"agent_id": None, "agent_address": None, "generation": kernel.generation + 1}
        set_kernel(conn, kernel.id, "PENDING", "", now, **fresh)
    reason = "The node that it was given is lost; it waits for another one."
    sessions.set_status(conn, session.id, "PENDING", reason, now, scheduled_at=None)
    return [Change("session_waiting", session.id)]


def restart(conn: Connection, session: Row[Any], reason: str, now: datetime) -> list[Change]:
    """Have every kernel of a running session replaced by a new generation, on the same node and devices."""
    changes = move(conn, session, "RESTARTING", reason, now)
    for kernel in sessions.kernels_of(conn, session.id):
        fresh = {"generation": kernel.generation + 1, "container_id": None, "exit_code": None}
        set_kernel(conn, kernel.id, "RESTARTING", reason, now, **fresh)
    return changes


def set_kernel(
    conn: Connection, kernel_id: UUID, status: str, reason: str, now: datetime, **more: Any
) -> None:
    """Write the state of one kernel."""
    values = {"status": status, "status_changed": now, "status_info": reason, **more}
    conn.execute(update(kernels).where(kernels.c.id == kernel_id).values(values))


def aggregate(rows: Sequence[Row[Any]]) -> str:
    """The state that the kernels of a session have together; the least advanced decides while it starts."""
    present = {row.status for row in rows}
    if "ERROR" in present:
        return "ERROR"
    if present <= states.TERMINAL:
        return "TERMINATED"
    if present & (states.TERMINAL | {"TERMINATING"}):
        return "TERMINATING"
    for status in ("PENDING", "SCHEDULED", "PULLING", "PREPARING"):
        if status in present:
            return status
    return "RUNNING"


def _end_kernels(conn: Connection, session_id: UUID, to: str, reason: str, now: datetime) -> None:
    for kernel in sessions.kernels_of(conn, session_id):
        if kernel.status not in states.TERMINAL:
            set_kernel(conn, kernel.id, to, reason, now, terminated_at=now)
