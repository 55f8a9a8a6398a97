"""Sessions that wait for others (SES-018): what they wait for, and how far that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from ...store.keys import chunks
from ...store.models import session_dependencies, sessions
from ..life import states
from ..snapshot import Dependency

ENDED_WELL = frozenset({"user-requested", "force-terminated", "stopped-at-the-hub", "self-terminated"})
"""Reasons of ends that somebody wanted: an interactive session has no other success."""
State = Literal["open", "succeeded", "failed", "missing"]


def state_of(session: Row[Any]) -> State:
    """How far a session is for those that wait for it. Batch sessions succeed by their command, others by
    an end that somebody has asked for; a batch session that somebody ended has not succeeded."""
    if session.status not in states.TERMINAL:
        return "open"
    if session.status != "TERMINATED":
        return "failed"
    if session.type == "batch":
        return "succeeded" if session.result == "success" else "failed"
    return "succeeded" if session.status_info in ENDED_WELL else "failed"


def read_dependencies(
    conn: Connection, wanted: Mapping[UUID, Sequence[str]]
) -> dict[UUID, tuple[Dependency, ...]]:
    """For sessions with the ids that they were created with (`SessionSpec.dependencies`), what they wait
    for, in the same order. A session that is not there any more is ``missing``."""
    ids = {UUID(other) for others in wanted.values() for other in others}
    if not ids:
        return {}
    columns = (sessions.c.id, sessions.c.name, sessions.c.type, sessions.c.status, sessions.c.status_info)
    query: Select[Any] = select(*columns, sessions.c.result)
    there: dict[UUID, Dependency] = {}
    for some in chunks(ids):
        for row in conn.execute(query.where(sessions.c.id.in_(some))):
            there[row.id] = Dependency(row.id, row.name, state_of(row))
    return {
        session_id: tuple(
            there.get(UUID(other)) or Dependency(UUID(other), other, "missing") for other in others
        )
        for session_id, others in wanted.items()
        if others
    }


def dependents(conn: Connection, session_id: UUID) -> list[UUID]:
    """Open sessions that wait for this one, or for one that waits for it: nearest first."""
    found: list[UUID] = []
    edge = {session_id}
    while edge:
        query = (
            select(sessions.c.id, sessions.c.sequence)
            .join(session_dependencies, session_dependencies.c.session_id == sessions.c.id)
            .where(sessions.c.status.not_in(states.TERMINAL))
        )
        nearer = {session_id, *found}
        rows = [
            row
            for some in chunks(edge)
            for row in conn.execute(query.where(session_dependencies.c.depends_on.in_(some)))
        ]
        following = [row.id for row in sorted(rows, key=lambda row: row.sequence) if row.id not in nearer]
        found += dict.fromkeys(following)
        edge = set(following)
    return found
