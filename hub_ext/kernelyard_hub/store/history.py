"""The status history of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

from .models import status_history

_NEW = insert(status_history)


def record(conn: Connection, session_id: UUID, status: str, reason: str, at: datetime) -> None:
    """Note that the session entered ``status``."""
    record_all(conn, [(session_id, status, reason, at)])


def record_all(conn: Connection, entered: Sequence[tuple[UUID, str, str, datetime]]) -> None:
    """`record` of many: ``(session, status, reason, at)``."""
    names = ("session_id", "status", "reason", "at")
    if entered:
        conn.execute(_NEW, [dict(zip(names, one, strict=True)) for one in entered])


def of_session(conn: Connection, session_id: UUID) -> list[Row[str, str, datetime]]:
    """``(status, reason, at)`` in the order in which they happened."""
    query = (
        select(status_history.c.status, status_history.c.reason, status_history.c.at)
        .where(status_history.c.session_id == session_id)
        .order_by(status_history.c.id)
    )
    return list(conn.execute(query).all())
