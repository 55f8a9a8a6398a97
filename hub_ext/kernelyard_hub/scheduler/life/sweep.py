"""What time alone brings about: missed deadlines, silent agents, pending timeouts. Functions over a
connection.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, or_, select, update

from kernelyard_agent.protocol import HEARTBEAT_INTERVAL

from ...events import Change
from ...store import freezes, nodes, sessions
from ...store.keys import among, chunks, fixed, none_of, one_of
from ...store.models import agents, kernels
from ...store.models import sessions as table
from ...store.once import once, reading
from ..readers.reading import read_groups
from ..readers.running import read_lifetimes
from . import states
from .ends import PREEMPTED_FOR_NOW, WAITS_AGAIN, end
from .transitions import move, requeue

LOST_AFTER = 5 * HEARTBEAT_INTERVAL
"""Seconds of silence after which an agent is LOST."""
TIME_LIMIT = "time-limit"
"""Reason of the end of a session that has run for as long as its owner said."""
NODE_LOST = "The node that it was given is lost; it waits for another one."
LIFETIME = "idle-session-lifetime"
"""Reason of the end of a session that is as old as its keypair's policy allows, waiting included; the idle
checks, which warn of it, say the same."""


@dataclass(slots=True)
class Due:
    """What a sweep found, and has written."""

    changes: list[Change] = field(default_factory=list)
    attend: list[UUID] = field(default_factory=list)
    """Sessions for whose sake agents have to be called."""
    wake: bool = False
    """Whether a scheduling pass may find something new."""


def anything_due(conn: Connection, now: datetime, lost_before: datetime) -> bool:
    """Whether `sweep` would have anything to do; so that an idle site writes nothing."""
    with reading(conn):
        return _anything_due(conn, now, lost_before)


def _anything_due(conn: Connection, now: datetime, lost_before: datetime) -> bool:
    transitional = select(table.c.id).where(one_of(table.c.status, states.TRANSITIONAL)).limit(1)
    silent = select(agents.c.id).where(agents.c.status == "ALIVE", agents.c.last_seen < lost_before).limit(1)
    timed = _timed_pending(conn).limit(1)
    over = _over(conn, now).limit(1)
    return any(conn.execute(query).first() is not None for query in (transitional, silent, timed, over))


def _timed_pending(conn: Connection) -> Select[Any]:
    """The waiting sessions of groups that have a pending timeout."""
    limited = [name for name, group in once(conn, read_groups).items() if group.pending_timeout]
    return select(table).where(table.c.status == fixed("PENDING"), table.c.resource_group.in_(limited))


def _over(conn: Connection, now: datetime) -> Select[Any]:
    """Sessions whose own time limit, or whose policy's lifetime, is over (SCH-029)."""
    ways = [one_of(table.c.status, states.RUNNING) & (table.c.deadline_at <= now)]
    by_seconds: dict[int, list[str]] = {}
    for access_key, seconds in once(conn, read_lifetimes).items():
        by_seconds.setdefault(seconds, []).append(access_key)
    for seconds, access_keys in by_seconds.items():
        old = table.c.created_at <= now - timedelta(seconds=seconds)
        ways.append(table.c.access_key.in_(access_keys) & old)
    still = none_of(table.c.status, (*states.TERMINAL, "TERMINATING"))
    return select(table).where(still, or_(*ways))


def sweep(conn: Connection, now: datetime, lost_before: datetime) -> Due:
    """Do what is due at ``now``; agents last heard of before ``lost_before`` are LOST from here on."""
    due = Due()
    for agent_id in nodes.lose(conn, lost_before, now):
        due.changes.append(Change("agent_lost", agent_id=agent_id))
        due.changes += _unknown(conn, agent_id)
        due.wake = True
    _time_out_pending(conn, now, due)
    _end_over(conn, now, due)
    query = select(table).where(one_of(table.c.status, states.TRANSITIONAL)).order_by(table.c.sequence)
    under_way = conn.execute(query).all()
    reachable = _reachable(conn, [row.id for row in under_way if row.status in ("SCHEDULED", "TERMINATING")])
    for session in under_way:
        if session.deadline_at is not None and session.deadline_at <= now:
            _miss(conn, session, now, due, reachable)
        elif session.status == "SCHEDULED" and session.id not in reachable:
            due.changes += requeue(conn, session, NODE_LOST, now)
            due.wake = True
            continue
        if session.status in ("SCHEDULED", "RESTARTING", "TERMINATING"):
            due.attend.append(session.id)
    return due


def gone(conn: Connection, agent_id: str, now: datetime) -> list[Change]:
    """An admin has taken the node out: it will not be heard again, and nobody knows how its kernels are."""
    if not nodes.retire(conn, agent_id, now):
        return []
    return [Change("agent_terminated", agent_id=agent_id), *_unknown(conn, agent_id)]


def _time_out_pending(conn: Connection, now: datetime, due: Due) -> None:
    groups, frozen = read_groups(conn), freezes.read(conn)
    for session in conn.execute(_timed_pending(conn).order_by(table.c.sequence)).all():
        group = groups.get(session.resource_group)
        timeout = group.pending_timeout if group is not None else 0.0
        # A session that is to start later begins to wait then.
        since = max(session.created_at, session.starts_at or session.created_at)
        waited = now - since - freezes.within(frozen, since, now)
        if timeout and waited >= timedelta(seconds=timeout):
            due.changes += move(conn, session, "CANCELLED", "pending-timeout", now)
            due.wake = True


def _end_over(conn: Connection, now: datetime, due: Due) -> None:
    for session in conn.execute(_over(conn, now).order_by(table.c.sequence)).all():
        limited = session.status in states.RUNNING and session.deadline_at and session.deadline_at <= now
        reason = TIME_LIMIT if limited else LIFETIME
        due.changes += end(conn, session, reason, now)
        due.attend.append(session.id)
        due.wake = True


def _miss(conn: Connection, session: Row[Any], now: datetime, due: Due, reachable: Container[UUID]) -> None:
    """A transitional state's owner has failed."""
    if session.status != "TERMINATING":
        reason = (
            f"It did not get beyond {session.status} within {states.TABLE[session.status].deadline:.0f} s."
        )
        due.changes += move(conn, session, "TERMINATING", reason, now)
        due.attend.append(session.id)
        return
    if session.id in reachable:
        # The agent is there and still reports the kernel: then it is still there, whatever the clock says.
        later = now + timedelta(seconds=states.TABLE["TERMINATING"].deadline or 0)
        conn.execute(update(table).where(table.c.id == session.id).values(deadline_at=later))
        return
    # Nothing of a lost node is handed out; should it come back with the kernel, that is a stray and is ended.
    if session.status_info.startswith(PREEMPTED_FOR_NOW):
        due.changes += requeue(conn, session, WAITS_AGAIN, now)
    else:
        due.changes += move(conn, session, "TERMINATED", f"{session.status_info} (its node is lost)", now)
    due.wake = True


_REACHABLE = (
    select(kernels.c.session_id)
    .join(agents, agents.c.id == kernels.c.agent_id)
    .where(
        among(kernels.c.session_id, "ids"),
        none_of(kernels.c.status, sessions.TERMINAL),
        agents.c.status == "ALIVE",
    )
)


def _reachable(conn: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the sessions with an open kernel on a node that is heard of."""
    return {found for some in chunks(ids) for found in conn.execute(_REACHABLE, {"ids": some}).scalars()}


def unknown_text(agent_id: str) -> str:
    """What a session says whose node is silent."""
    return f"The node {agent_id} does not answer; the state of this session is unknown."


def _unknown(conn: Connection, agent_id: str) -> list[Change]:
    """Say that nobody knows how the kernels of a lost agent are. Their states stay: silence is not death
    (R10).
    """
    return _retell(conn, agent_id, "", unknown_text(agent_id))


def heard_again(conn: Connection, agent_id: str) -> list[Change]:
    """Take back what `_unknown` said."""
    return _retell(conn, agent_id, unknown_text(agent_id), "")


def _retell(conn: Connection, agent_id: str, before: str, after: str) -> list[Change]:
    here = select(kernels.c.session_id).where(kernels.c.agent_id == agent_id)
    found = select(table.c.id).where(
        table.c.id.in_(here), one_of(table.c.status, states.RUNNING), table.c.status_info == before
    )
    ids = list(conn.execute(found).scalars())
    if ids:
        conn.execute(update(table).where(table.c.id.in_(ids)).values(status_info=after))
        conn.execute(
            update(kernels)
            .where(kernels.c.agent_id == agent_id, kernels.c.session_id.in_(ids))
            .values(status_info=after)
        )
    return [Change("session_waiting", session_id) for session_id in ids]
