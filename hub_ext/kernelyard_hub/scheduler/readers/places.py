"""Places in line (SCH-043), in the order in which the resource group's order looks at its sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from ...store import sessions as session_store
from ...store.keys import fixed
from ...store.models import resource_groups, sessions
from ..passes.order import Queue, line, queues
from ..snapshot import GroupView, Waiting
from .reading import read_snapshot

PLAIN = frozenset({"fifo", "lifo", "priority"})
"""Orders that look at nothing but the sessions in line."""
Place = tuple[int, int]
"""Place (1 = next) and length of the line."""


def place_of(conn: Connection, row: Row[Any] | dict[str, Any]) -> Place:
    """Of one PENDING session."""
    facts = dict(row._mapping) if isinstance(row, Row) else row
    group = resource_groups.c.name == facts["resource_group"]
    if conn.execute(select(resource_groups.c.scheduler).where(group)).scalar() in (None, "fifo"):
        return session_store.queue_place(conn, facts)
    return read_places(conn).get(facts["id"]) or session_store.queue_place(conn, facts)


def read_places(conn: Connection) -> dict[UUID, Place]:
    """Of everybody who waits."""
    now = datetime.now(UTC)
    schedulers = {row.name: row.scheduler for row in conn.execute(select(resource_groups))}
    by_group: dict[str, list[Waiting]] = {}
    for one in _waiting(conn):
        by_group.setdefault(one.resource_group, []).append(one)
    lines = [
        line(Queue(GroupView(name, scheduler=schedulers[name]), now, waiting))
        for name, waiting in by_group.items()
        if schedulers.get(name) in PLAIN
    ]
    others = {name for name in by_group if schedulers.get(name) not in PLAIN}
    if others:
        known = queues(read_snapshot(conn, now), now)
        lines += [line(queue) for name, queue in known.items() if name in others]
        lines += [by_group[name] for name in others - set(known)]
    return {
        one.session_id: (place, len(waiting)) for waiting in lines for place, one in enumerate(waiting, 1)
    }


def _waiting(conn: Connection) -> list[Waiting]:
    """Those who wait, by arrival, with nothing but what `PLAIN` orders look at."""
    query: Select[Any] = select(
        sessions.c.id,
        sessions.c.sequence,
        sessions.c.resource_group,
        sessions.c.access_key,
        sessions.c.user_id,
        sessions.c.project_id,
        sessions.c.domain_name,
        sessions.c.type,
        sessions.c.priority,
        sessions.c.reserved,
    )
    rows = conn.execute(query.where(sessions.c.status == fixed("PENDING")).order_by(sessions.c.sequence))
    return [
        Waiting(
            session_id=row.id,
            sequence=row.sequence,
            resource_group=row.resource_group,
            access_key=row.access_key,
            user_id=row.user_id,
            project_id=row.project_id,
            domain=row.domain_name,
            session_type=row.type,
            image="",
            architecture="",
            per_kernel={},
            kernels=(),
            priority=row.priority,
            reserved=frozenset(row.reserved or ()),
        )
        for row in rows
    ]
