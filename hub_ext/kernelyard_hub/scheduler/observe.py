"""What agents report, turned into states: heartbeats, events, and the answers to our own calls all end
here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from kernelyard_agent.protocol import KernelState, KernelStatus

from ..events import Change
from ..store import logs, nodes, sessions
from ..store.models import kernels
from ..store.models import sessions as session_table
from . import states
from .transitions import aggregate, move, set_kernel

_SHOWN = {
    KernelState.PULLING: "PULLING",
    KernelState.PREPARING: "PREPARING",
    KernelState.RUNNING: "RUNNING",
    KernelState.TERMINATING: "TERMINATING",
    KernelState.EXITED: "TERMINATED",
    KernelState.ERROR: "ERROR",
}
_BEGINNING = ("PULLING", "PREPARING")
TRIES = 3
"""Times that a kernel is started which its node loses before it runs."""
GONE = frozenset({KernelState.EXITED, KernelState.ERROR})
_RANK = {"PULLING": 1, "PREPARING": 1, "RUNNING": 2, "RUNNING_DEGRADED": 2, "TERMINATING": 3}
"""How far a kernel of one generation has come; what ends is beyond all of them."""


@dataclass(slots=True)
class Outcome:
    """What followed from a report."""

    changes: list[Change] = field(default_factory=list)
    forget: list[UUID] = field(default_factory=list)
    """Ended kernels that are written down, with their logs; the agent may forget them."""
    logs: list[UUID] = field(default_factory=list)
    """Ended kernels whose logs are to be taken first."""
    strays: list[KernelStatus] = field(default_factory=list)
    """Kernels that live on the node and should not: they are to be destroyed."""
    freed: bool = False
    """Whether allocations were closed."""

    def add(self, other: Outcome) -> None:
        self.changes += other.changes
        self.forget += other.forget
        self.logs += other.logs
        self.strays += other.strays
        self.freed |= other.freed


def observe(conn: Connection, agent_id: str, status: KernelStatus, now: datetime) -> Outcome:
    """Take in what an agent says of one kernel. Idempotent; late and duplicated reports change nothing
    (R10).
    """
    kernel = conn.execute(select(kernels).where(kernels.c.id == status.kernel_id)).first()
    if kernel is None:
        return Outcome(forget=[status.kernel_id]) if status.state in GONE else Outcome(strays=[status])
    if kernel.agent_id != agent_id or status.generation < kernel.generation:
        return Outcome() if status.state in GONE else Outcome(strays=[status])
    session = sessions.by_id(conn, kernel.session_id)
    if session is None or session.status in states.TERMINAL:
        return _finish(conn, status) if status.state in GONE else Outcome(strays=[status])
    if not _note(conn, kernel, status, now):
        return Outcome()
    return _follow(conn, session, status, now)


def absent(conn: Connection, session_id: UUID, kernel_id: UUID, reason: str, now: datetime) -> Outcome:
    """The agent, asked, does not have a kernel that it has had: it has ended, and nobody knows how.

    One that had not begun to run is asked for again, `TRIES` times in all: an agent that dies forgets it.
    """
    kernel = conn.execute(select(kernels).where(kernels.c.id == kernel_id)).first()
    session = sessions.by_id(conn, session_id)
    if (
        kernel is None
        or session is None
        or kernel.status in states.TERMINAL
        or session.status in states.TERMINAL
    ):
        return Outcome()
    if kernel.status in _BEGINNING and session.status in _BEGINNING and kernel.generation < TRIES:
        set_kernel(conn, kernel_id, "SCHEDULED", reason, now, generation=kernel.generation + 1)
        return _settle(conn, session, "Its node has lost it before it ran; it is started again.", now)
    set_kernel(conn, kernel_id, "TERMINATED", reason, now, terminated_at=now)
    return _settle(conn, session, reason, now)


def _note(conn: Connection, kernel: Row[Any], status: KernelStatus, now: datetime) -> bool:
    """Write what is new about the kernel; False when nothing that matters is.

    Answers and heartbeats overtake each other: within one generation a kernel only moves on.
    """
    shown = _SHOWN[status.state]
    if kernel.status in states.TERMINAL or _RANK.get(shown, 9) < _RANK.get(kernel.status, 0):
        return False
    values: dict[str, Any] = {}
    ports = [port.model_dump(mode="json") for port in status.services]
    if any(port["url"] for port in ports) and not nodes.is_beside_us(conn, kernel.agent_id):
        # Another machine's own addresses mean nothing here, least of all loopback; its relay leads there.
        ports = [{**port, "url": None} for port in ports]
    for column, value in (
        ("service_ports", ports),
        ("container_id", status.container_id),
        ("exit_code", status.exit_code),
        ("abusing_report", status.abuse),
    ):
        if value is not None and kernel._mapping[column] != value:
            values[column] = value
    if status.stats:
        values["live_stat"] = status.stats
    moved = kernel.status != shown
    if moved:
        values |= {"status": shown, "status_changed": now, "status_info": status.reason}
        if status.state in GONE:
            values |= {"terminated_at": now, "last_stat": status.stats or kernel.live_stat}
    elif shown == "PULLING" and kernel.status_info != status.reason:
        values["status_info"] = status.reason
        sessions.tell(conn, kernel.session_id, status.reason)
        moved = True
    if values:
        conn.execute(update(kernels).where(kernels.c.id == kernel.id).values(values))
    return moved or "service_ports" in values


def _follow(conn: Connection, session: Row[Any], status: KernelStatus, now: datetime) -> Outcome:
    outcome = _settle(conn, session, status.reason, now)
    if status.state in GONE:
        outcome.add(_finish(conn, status))
    if not outcome.changes:
        # A service port that came up is what a waiting Hub server looks for.
        outcome.changes.append(Change("session_services_changed", session.id))
    return outcome


def _finish(conn: Connection, status: KernelStatus) -> Outcome:
    """An ended kernel may be forgotten when its log has been taken."""
    if logs.is_kept(conn, status.kernel_id, status.generation):
        return Outcome(forget=[status.kernel_id])
    return Outcome(logs=[status.kernel_id])


def _settle(conn: Connection, session: Row[Any], reason: str, now: datetime) -> Outcome:
    """Bring the session where its kernels are."""
    rows = sessions.kernels_of(conn, session.id)
    target = aggregate(rows)
    outcome = Outcome()
    alive = [row for row in rows if row.status not in states.TERMINAL]
    if target == "ERROR" and alive:
        # One kernel never ran; the others have to end first.
        target = "TERMINATING"
    if session.status == "TERMINATING" and target not in states.TERMINAL:
        return outcome
    if target == session.status or target not in states.TABLE[session.status].then:
        return outcome
    more: dict[str, Any] = {}
    if target == "TERMINATED":
        code = rows[0].exit_code
        # One that somebody has ended has no result of its own (SES-035).
        if session.type == "batch" and session.status != "TERMINATING":
            more["result"] = "success" if code == 0 else "failure"
        reason = session.status_info if session.status == "TERMINATING" else reason or "self-terminated"
    elif target == "RUNNING":
        sessions.forget_credentials(conn, session.id)
        reason = ""
    outcome.changes += move(conn, session, target, reason, now, **more)
    outcome.freed = target in states.TERMINAL
    return outcome


def open_kernels_on(conn: Connection, agent_id: str) -> list[Row[UUID, UUID, str]]:
    """``(id, session_id, status)`` of kernels that an agent has accepted and that have not ended."""
    query = (
        select(kernels.c.id, kernels.c.session_id, kernels.c.status)
        .join(session_table, session_table.c.id == kernels.c.session_id)
        .where(
            kernels.c.agent_id == agent_id,
            kernels.c.status.in_(["PULLING", "PREPARING", "RUNNING", "RESTARTING", "TERMINATING"]),
            session_table.c.status.not_in(sessions.TERMINAL),
        )
    )
    return list(conn.execute(query).all())
