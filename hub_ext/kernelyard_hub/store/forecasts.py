"""What estimates rest on: what those who wait were told, what came true, and how long sessions have lived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, delete, func, insert, or_, select, update

from .models import forecasts, sessions

KEPT = 1000
"""Forecasts of each resource group that are kept, the latest ones."""
LIVES = 2000
"""Ended sessions whose lives are looked at, the latest ones."""
AT_ONCE = 500
"""Sessions that begin to wait and are recorded at once."""


def ended(conn: Connection) -> list[Row[Any]]:
    """``(resource_group, type, user_id, scheduled_at, terminated_at)`` of the latest sessions that had a
    place and have ended."""
    query: Select[Any] = (
        select(
            sessions.c.resource_group,
            sessions.c.type,
            sessions.c.user_id,
            sessions.c.scheduled_at,
            sessions.c.terminated_at,
        )
        .where(sessions.c.terminated_at.is_not(None), sessions.c.scheduled_at.is_not(None))
        .order_by(sessions.c.sequence.desc())
        .limit(LIVES)
    )
    return list(conn.execute(query).all())


def told(conn: Connection, limit: int) -> dict[str, list[Row[Any]]]:
    """The latest forecasts of each resource group, in the order in which they were made."""
    found = {}
    for name in conn.execute(select(forecasts.c.resource_group).distinct()).scalars().all():
        query = select(forecasts).where(forecasts.c.resource_group == name)
        latest = query.order_by(forecasts.c.made_at.desc(), forecasts.c.session_id).limit(limit)
        found[str(name)] = list(conn.execute(latest).all())[::-1]
    return found


def unrecorded(conn: Connection, now: datetime, since: datetime) -> list[UUID]:
    """Sessions that wait since ``since`` at the latest, could start, and were told nothing yet."""
    query = (
        select(sessions.c.id)
        .outerjoin(forecasts, forecasts.c.session_id == sessions.c.id)
        .where(sessions.c.status == "PENDING", forecasts.c.session_id.is_(None))
        .where(sessions.c.status_changed <= since)
        .where(or_(sessions.c.starts_at.is_(None), sessions.c.starts_at <= now))
        .order_by(sessions.c.sequence)
        .limit(AT_ONCE)
    )
    return list(conn.execute(query).scalars())


def unresolved(conn: Connection) -> bool:
    """Whether a session has left the line whose forecast does not say so yet."""
    return conn.execute(_left().limit(1)).first() is not None


def record(conn: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what waiting sessions were told: columns of ``forecasts``. Those that have left the line
    meanwhile, or have a row, are left out."""
    by_id = {row["session_id"]: row for row in rows}
    still = select(sessions.c.id).where(sessions.c.id.in_(by_id), sessions.c.status == "PENDING")
    known = select(forecasts.c.session_id).where(forecasts.c.session_id.in_(by_id))
    new = set(conn.execute(still).scalars()) - set(conn.execute(known).scalars())
    if new:
        conn.execute(insert(forecasts), [dict(by_id[session_id]) for session_id in sorted(new)])


def resolve(conn: Connection) -> None:
    """Note what came true; forget what never can (cancelled sessions), and what is too old."""
    groups = set()
    for row in conn.execute(_left()).all():
        mine = forecasts.c.session_id == row.session_id
        groups.add(row.resource_group)
        if row.scheduled_at is None:
            conn.execute(delete(forecasts).where(mine))
        else:
            actual = max(0.0, (row.scheduled_at - row.made_at).total_seconds())
            conn.execute(update(forecasts).where(mine).values(actual=actual))
    for name in groups:
        _prune(conn, str(name))


def _left() -> Select[Any]:
    return (
        select(
            forecasts.c.session_id, forecasts.c.resource_group, forecasts.c.made_at, sessions.c.scheduled_at
        )
        .join(sessions, sessions.c.id == forecasts.c.session_id)
        .where(forecasts.c.actual.is_(None), sessions.c.status != "PENDING")
    )


def _prune(conn: Connection, group: str) -> None:
    mine = forecasts.c.resource_group == group
    if int(conn.execute(select(func.count()).where(mine)).scalar_one()) <= KEPT:
        return
    oldest = select(forecasts.c.made_at).where(mine).order_by(forecasts.c.made_at.desc()).offset(KEPT - 1)
    before = conn.execute(oldest.limit(1)).scalar_one()
    conn.execute(delete(forecasts).where(mine, forecasts.c.made_at < before))
