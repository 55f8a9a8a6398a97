"""Settings that admins change while the service runs: a key and a JSON value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from .models import settings
from .once import LIFE_SIGN

STATUS = "manager.status"
"""``frozen`` while nothing new begins (REST-062); absent otherwise."""


def get(conn: Connection, key: str) -> Any:
    """The value, or None."""
    return conn.scalar(select(settings.c.value).where(settings.c.key == key))


def frozen(conn: Connection) -> bool:
    """Whether the service is frozen for maintenance."""
    return bool(get(conn, STATUS) == "frozen")


def below(conn: Connection, prefix: str) -> dict[str, Any]:
    """All settings whose key begins with ``prefix``."""
    query = select(settings.c.key, settings.c.value).where(settings.c.key.startswith(prefix, autoescape=True))
    return {str(key): value for key, value in conn.execute(query)}


def put(conn: Connection, key: str, value: Any, *, note: bool = False) -> None:
    """Set a value; None removes it. A ``note`` is the service's own: nothing that requests depend on."""
    options = LIFE_SIGN if note else {}
    conn.execute(settings.delete().where(settings.c.key == key), execution_options=options)
    if value is not None:
        new = settings.insert().values(key=key, value=value, modified_at=datetime.now(UTC))
        conn.execute(new, execution_options=options)
