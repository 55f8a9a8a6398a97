"""Settings that admins change while the service runs: a key and a JSON value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from .models import settings


def get(conn: Connection, key: str) -> Any:
    """The value, or None."""
    return conn.scalar(select(settings.c.value).where(settings.c.key == key))


def below(conn: Connection, prefix: str) -> dict[str, Any]:
    """All settings whose key begins with ``prefix``."""
    query = select(settings.c.key, settings.c.value).where(settings.c.key.startswith(prefix, autoescape=True))
    return {str(key): value for key, value in conn.execute(query)}


def put(conn: Connection, key: str, value: Any) -> None:
    """Set a value; None removes it."""
    conn.execute(settings.delete().where(settings.c.key == key))
    if value is not None:
        conn.execute(settings.insert().values(key=key, value=value, modified_at=datetime.now(UTC)))
