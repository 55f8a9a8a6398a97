"""Moves sessions from state to state: the table's check, the history, and the ledger, in the caller's one
write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, update

from ...events import Change
from ...store import ledger, sessions
from ...store.models import kernels
from ...store.models import sessions as session_table
from . import states

_FRESH: dict[str, Any] = {
    "agent_id": None,
    "agent_address": None,
    "container_id": None,
    "exit_code": None,
    "service_ports": [],
    "terminated_at": None,
}
"""What a kernel is that has no node yet."""


class Moves:
    """Transitions that are written together: a few statements, however many sessions there are.

    What is asked for is checked at once and written by `write`. Of one session there is at most one
    transition; whoever has another one writes first.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._sessions: dict[UUID, dict[str, Any]] = {}
        self._kernels: dict[UUID, dict[str, Any]] = {}
        self._ended: list[tuple[UUID, str, str]] = []
        self._freed: list[UUID] = []
        self._told: dict[UUID, dict[str, Any]] = {}
        self._spent: list[UUID] = []

    def __contains__(self, session_id: UUID) -> bool:
        return session_id in self._sessions

    def session(
        self, session: Row[Any], to: str, reason: str, *, kernels_ended: bool = False, **more: Any
    ) -> list[Change]:
        """`move` of one session. ``kernels_ended``: all of its kernels are in terminal states already."""
        if session.status == to:
            return []
        states.check(session.status, to)
        state = states.TABLE[to]
        stamps: dict[str, Any] = dict(more)
        if to == "SCHEDULED":
            stamps["scheduled_at"] = self.now
        elif to in states.RUNNING:
            stamps["started_at"] = session.started_at or self.now
            if session.time_limit:
                # What runs has its own time limit as its deadline.
                stamps["deadline_at"] = stamps["started_at"] + timedelta(seconds=session.time_limit)
        if state.terminal:
            stamps["terminated_at"] = self.now
            self.spent(session.id)
            self._ended.append((session.id, to if not kernels_ended else "", reason))
        self._sessions[session.id] = sessions.status_values(
            to, reason, self.now, deadline=state.deadline, **stamps
        )
        return [Change(state.event, session.id)]

    def again(self, session: Row[Any], kernels: Sequence[Any], reason: str) -> list[Change]:
        """Put a session back to wait, all of whose kernels have ended or never began; it keeps its place.

        Its kernels become a new generation: should a node come back with one of the old, that kernel is of no
        session any more and is ended as a stray (R10).
        """
        states.check(session.status, "PENDING")
        for kernel in kernels:
            fresh = {"status": "PENDING", "status_changed": self.now, "status_info": "", **_FRESH}
            self.kernel(kernel.id, **fresh, generation=kernel.generation + 1)
        self._freed.append(session.id)
        stamps: dict[str, Any] = {"scheduled_at": None, "started_at": None}
        self._sessions[session.id] = sessions.status_values("PENDING", reason, self.now, **stamps)
        return [Change("session_waiting", session.id)]

    def reason(self, session_id: UUID, reason: str) -> None:
        """Say something else of a session; its status stays."""
        self._told[session_id] = {"status_info": reason}

    def kernel(self, kernel_id: UUID, **values: Any) -> None:
        """Write columns of one kernel."""
        self._kernels.setdefault(kernel_id, {}).update(values)

    def spent(self, session_id: UUID) -> None:
        """The session's credentials are not needed any more."""
        self._spent.append(session_id)

    def write(self, conn: Connection) -> None:
        """Write everything; then this is empty again."""
        sessions.update_rows(conn, kernels, self._kernels)
        sessions.update_rows(conn, session_table, self._told)
        if self._freed:
            ledger.close_all(conn, self._freed, self.now)
        if self._ended:
            ledger.close_all(conn, [session_id for session_id, _, _ in self._ended], self.now)
            _end_kernels(conn, [one for one in self._ended if one[1]], self.now)
        sessions.forget_credentials(conn, *self._spent)
        sessions.set_statuses(conn, self._sessions)
        self._sessions, self._kernels, self._told = {}, {}, {}
        self._ended, self._spent, self._freed = [], [], []


def move(
    conn: Connection, session: Row[Any], to: str, reason: str, now: datetime, **more: Any
) -> list[Change]:
    """Bring a session into state ``to``; its kernels follow into terminal states.

    The end of a session closes its allocations and deletes its credentials in the same write, so capacity
    returns
    exactly once (R02). Asking for the state that the session already has changes nothing. Raises
    `states.IllegalTransition`.
    """
    moves = Moves(now)
    changes = moves.session(session, to, reason, **more)
    if changes:
        moves.write(conn)
    return changes


def requeue(conn: Connection, session: Row[Any], reason: str, now: datetime) -> list[Change]:
    """`Moves.again` of one session."""
    moves = Moves(now)
    changes = moves.again(session, sessions.kernels_of(conn, session.id), reason)
    moves.write(conn)
    return changes


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


def _end_kernels(conn: Connection, ended: Sequence[tuple[UUID, str, str]], now: datetime) -> None:
    """Bring the kernels that have not ended where their sessions are: ``(session, status, reason)``."""
    if not ended:
        return
    alive = update(kernels).where(
        kernels.c.session_id == bindparam("of"), kernels.c.status.not_in(sessions.TERMINAL)
    )
    stamps = {"status_changed": now, "terminated_at": now}
    conn.execute(
        alive, [{"of": key, "status": to, "status_info": reason, **stamps} for key, to, reason in ended]
    )
