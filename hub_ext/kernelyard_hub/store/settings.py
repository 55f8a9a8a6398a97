"""Settings that admins change while the service runs: a key and a JSON value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from .models import settings


def get(conn: Connection, key: str) -> Any:
    """The value, or None."""
    return conn.scalar(select(settings.c.value).where(settings.c.key == key))


def put(conn: Connection, key: str, value: Any) -> None:
    """Set a value; None removes it."""
    conn.execute(settings.delete().where(settings.c.key == key))
    if value is not None:
        conn.execute(settings.insert().values(key=key, value=value, modified_at=datetime.now(UTC)))
