"""What agents report, turned into states: heartbeats, events, and the answers to our own calls all end
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, bindparam, select

from kernelyard_agent.protocol import KernelState, KernelStatus

from ...events import Change
from ...store import logs, nodes, sessions
from ...store.keys import among, none_of, padded
from ...store.models import kernels
from ...store.models import sessions as session_table
from . import states
from .ends import PREEMPTED_FOR_NOW, WAITS_AGAIN
from .transitions import Moves, aggregate

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


@dataclass(frozen=True, slots=True)
class Report:
    """What an agent says of one kernel."""

    agent_id: str
    status: KernelStatus
    at: datetime | None = None
    """When it was heard; None is now."""


def observe(conn: Connection, agent_id: str, status: KernelStatus, now: datetime) -> Outcome:
    """Take in what an agent says of one kernel. Idempotent; late and duplicated reports change nothing
    (R10).
    """
    return observe_all(conn, [Report(agent_id, status)], now)[0]


def observe_now(conn: Connection, reports: Sequence[Report]) -> list[Outcome]:
    """`observe_all` of what was reported just now."""
    heard = max((report.at for report in reports if report.at is not None), default=None)
    return observe_all(conn, reports, heard or datetime.now(UTC))


def observe_all(conn: Connection, reports: Sequence[Report], now: datetime) -> list[Outcome]:
    """`observe` of many, in their order, by a few statements."""
    outcomes: list[Outcome] = []
    while len(outcomes) < len(reports):
        outcomes += _Round(conn, reports[len(outcomes) :], now).outcomes()
    return outcomes


class _Round:
    """Reports that can be taken in together: up to the second that moves the same session."""

    def __init__(self, conn: Connection, reports: Sequence[Report], now: datetime) -> None:
        self._conn, self._reports, self._now = conn, reports, now
        self._moves = Moves(now)
        ids = {report.status.kernel_id for report in reports}
        self._kernels = _read_kernels(conn, kernels.c.id, ids)
        found = {kernel.session_id for kernel in self._kernels.values()}
        self._sessions = _read_sessions(conn, found)
        several = [row.id for row in self._sessions.values() if row.cluster_size > 1]
        if several:
            for key, kernel in _read_kernels(conn, kernels.c.session_id, several).items():
                self._kernels.setdefault(key, kernel)
        self._of: dict[UUID, list[Any]] = {}
        for kernel in self._kernels.values():
            self._of.setdefault(kernel.session_id, []).append(kernel)
        gone = {report.status.kernel_id for report in reports if report.status.state in GONE}
        again = [row.id for row in self._sessions.values() if _waits_again(row)]
        gone |= {kernel.id for session_id in again for kernel in self._of[session_id]}
        self._kept = logs.kept(conn, gone) if gone else {}
        self._beside: dict[str, bool] = {}

    def outcomes(self) -> list[Outcome]:
        found: list[Outcome] = []
        for report in self._reports:
            kernel = self._kernels.get(report.status.kernel_id)
            if kernel is not None and kernel.session_id in self._moves:
                break
            found.append(self._take(report.agent_id, report.status, kernel))
        self._moves.write(self._conn)
        return found

    def _take(self, agent_id: str, status: KernelStatus, kernel: Any) -> Outcome:
        gone = status.state in GONE
        if kernel is None:
            return Outcome(forget=[status.kernel_id]) if gone else Outcome(strays=[status])
        if kernel.agent_id != agent_id or status.generation < kernel.generation:
            if not gone:
                return Outcome(strays=[status])
            # Of an earlier generation nobody wants to know any more, but its node: the next one has its home.
            return Outcome(forget=[status.kernel_id] if kernel.agent_id != agent_id else [])
        session = self._sessions.get(kernel.session_id)
        if session is None or session.status in states.TERMINAL:
            return self._finish(status) if gone else Outcome(strays=[status])
        if not self._note(kernel, status) and not (gone and _waits_again(session)):
            return Outcome()
        outcome = _settle(self._moves, session, self._of[session.id], status.reason, self._kept)
        if gone:
            outcome.add(self._finish(status))
        if not outcome.changes:
            # A service port that came up is what a waiting Hub server looks for.
            outcome.changes.append(Change("session_services_changed", session.id))
        return outcome

    def _finish(self, status: KernelStatus) -> Outcome:
        """An ended kernel may be forgotten when its log has been taken."""
        if self._kept.get(status.kernel_id, -1) >= status.generation:
            return Outcome(forget=[status.kernel_id])
        return Outcome(logs=[status.kernel_id])

    def _is_beside(self, agent_id: str) -> bool:
        if agent_id not in self._beside:
            self._beside[agent_id] = nodes.is_beside_us(self._conn, agent_id)
        return self._beside[agent_id]

    def _note(self, kernel: Any, status: KernelStatus) -> bool:
        """Write what is new about the kernel; False when nothing that matters is.

        Answers and heartbeats overtake each other: within one generation a kernel only moves on.
        """
        shown = _SHOWN[status.state]
        if kernel.status in states.TERMINAL or _RANK.get(shown, 9) < _RANK.get(kernel.status, 0):
            return False
        values = self._facts(kernel, status)
        moved = kernel.status != shown
        if moved:
            values |= {"status": shown, "status_changed": self._now, "status_info": status.reason}
            if status.state in GONE:
                values |= {"terminated_at": self._now, "last_stat": status.stats or kernel.live_stat}
        elif shown == "PULLING" and kernel.status_info != status.reason:
            values["status_info"] = status.reason
            sessions.tell(self._conn, kernel.session_id, status.reason)
            moved = True
        if values:
            self._moves.kernel(kernel.id, **values)
            vars(kernel).update(values)
        return moved or "service_ports" in values

    def _facts(self, kernel: Any, status: KernelStatus) -> dict[str, Any]:
        """What changes with or without the kernel's state."""
        ports = [port.model_dump(mode="json") for port in status.services]
        if any(port["url"] for port in ports) and not self._is_beside(kernel.agent_id):
            # Another machine's own addresses mean nothing here, least of all loopback; its relay leads there.
            ports = [{**port, "url": None} for port in ports]
        found = {
            "service_ports": ports,
            "container_id": status.container_id,
            "exit_code": status.exit_code,
            "abusing_report": status.abuse,
        }
        values = {
            column: value
            for column, value in found.items()
            if value is not None and getattr(kernel, column) != value
        }
        return values | ({"live_stat": status.stats} if status.stats else {})


_OF_KERNELS = (
    kernels.c.id,
    kernels.c.session_id,
    kernels.c.agent_id,
    kernels.c.generation,
    kernels.c.status,
    kernels.c.status_info,
    kernels.c.cluster_role,
    kernels.c.cluster_idx,
    kernels.c.service_ports,
    kernels.c.container_id,
    kernels.c.exit_code,
    kernels.c.abusing_report,
    kernels.c.live_stat,
)
_OF_SESSIONS = (
    session_table.c.id,
    session_table.c.status,
    session_table.c.status_info,
    session_table.c.type,
    session_table.c.started_at,
    session_table.c.time_limit,
    session_table.c.preemptible,
    session_table.c.cluster_size,
)


_KERNELS = {
    column: select(*_OF_KERNELS).where(among(column, "keys"))
    for column in (kernels.c.id, kernels.c.session_id)
}
_SESSIONS = select(*_OF_SESSIONS).where(among(session_table.c.id, "keys"))


def _read_kernels(conn: Connection, column: Column[UUID], keys: Iterable[UUID]) -> dict[UUID, Any]:
    """Kernels by id, as objects that follow what is written about them."""
    given = {"keys": padded(keys)}
    return {row.id: SimpleNamespace(**row._mapping) for row in conn.execute(_KERNELS[column], given)}


def _read_sessions(conn: Connection, keys: Iterable[UUID]) -> dict[UUID, Any]:
    return {row.id: row for row in conn.execute(_SESSIONS, {"keys": padded(keys)})}


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
    moves, rows = Moves(now), list(_read_kernels(conn, kernels.c.session_id, [session_id]).values())
    lost = next(row for row in rows if row.id == kernel_id)
    if kernel.status in _BEGINNING and session.status in _BEGINNING and kernel.generation < TRIES:
        values: dict[str, Any] = {"status": "SCHEDULED", "generation": kernel.generation + 1}
        told = "Its node has lost it before it ran; it is started again."
    else:
        values, told = {"status": "TERMINATED", "terminated_at": now}, reason
    moves.kernel(kernel_id, status_info=reason, status_changed=now, **values)
    lost.status = values["status"]
    outcome = _settle(moves, session, rows, told)
    moves.write(conn)
    return outcome


def log_kept(conn: Connection, kernel_id: UUID, now: datetime) -> Outcome:
    """The log of an ended kernel is kept: its session, if it has waited for that alone, waits for its turn
    again."""
    kernel = _read_kernels(conn, kernels.c.id, [kernel_id]).get(kernel_id)
    session = _read_sessions(conn, [kernel.session_id]).get(kernel.session_id) if kernel is not None else None
    if session is None or not _waits_again(session):
        return Outcome()
    rows = list(_read_kernels(conn, kernels.c.session_id, [session.id]).values())
    moves = Moves(now)
    outcome = _settle(moves, session, rows, "", logs.kept(conn, [row.id for row in rows]))
    moves.write(conn)
    return outcome


def _waits_again(session: Any) -> bool:
    """Whether it is on its way back into the queue (`PREEMPTED_FOR_NOW`)."""
    return bool(session.status == "TERMINATING" and session.status_info.startswith(PREEMPTED_FOR_NOW))


def _settle(
    moves: Moves, session: Any, rows: Sequence[Any], reason: str, kept: Mapping[UUID, int] | None = None
) -> Outcome:
    """Bring the session where its kernels are. One that is to wait again does so when the logs of this run
    are ``kept`` (the generation by kernel), where they can be had: its next run replaces its kernels.
    """
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
    if target in states.TERMINAL and session.status_info.startswith(PREEMPTED_FOR_NOW):
        if kept is not None and any(kept.get(row.id, -1) < row.generation for row in rows if row.agent_id):
            return outcome
        outcome.changes += moves.again(session, rows, WAITS_AGAIN)
        outcome.freed = True
        return outcome
    more: dict[str, Any] = {}
    if target == "TERMINATED":
        main = min(rows, key=lambda row: (row.cluster_role != "main", row.cluster_idx))
        # One that somebody has ended has no result of its own (SES-035).
        if session.type == "batch" and session.status != "TERMINATING":
            more["result"] = "success" if main.exit_code == 0 else "failure"
        reason = session.status_info if session.status == "TERMINATING" else reason or "self-terminated"
    elif target == "RUNNING":
        if not (session.type == "batch" and session.preemptible):
            moves.spent(session.id)  # the other may start once more
        reason = ""
    outcome.changes += moves.session(session, target, reason, kernels_ended=not alive, **more)
    outcome.freed = target in states.TERMINAL
    return outcome


_OPEN_ON = (
    select(
        kernels.c.id,
        kernels.c.session_id,
        kernels.c.status,
        kernels.c.generation,
        kernels.c.container_id,
        session_table.c.status.label("session_status"),
    )
    .join(session_table, session_table.c.id == kernels.c.session_id)
    .where(
        kernels.c.agent_id == bindparam("agent"),
        kernels.c.status.in_(["PULLING", "PREPARING", "RUNNING", "RESTARTING", "TERMINATING"]),
        none_of(session_table.c.status, sessions.TERMINAL),
    )
)


def open_kernels_on(conn: Connection, agent_id: str) -> Sequence[Any]:
    """Kernels that an agent has accepted and that have not ended: rows with ``id``, ``session_id``,
    ``status``, ``generation``, ``container_id``, ``session_status``."""
    return conn.execute(_OPEN_ON, {"agent": agent_id}).all()


def news(known: Iterable[Any], statuses: Sequence[KernelStatus]) -> list[KernelStatus]:
    """What of a heartbeat has to be taken in: all but kernels that run, as is known (`open_kernels_on`), and
    of which nothing else is said. Most of a full node's are.
    """
    quiet = {
        row.id: (row.generation, row.container_id)
        for row in known
        if row.status == "RUNNING" and row.session_status == "RUNNING"
    }
    return [
        one
        for one in statuses
        if one.state is not KernelState.RUNNING
        or quiet.get(one.kernel_id) != (one.generation, one.container_id)
        or one.stats
        or one.services
        or one.abuse is not None
        or one.exit_code is not None
    ]
