"""When the service was frozen for maintenance: nobody waits too long by it (REST-062, SCH-010)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from . import settings

KEY = "manager.freezes"
KEPT = 16
"""Freezes that are remembered, the newest."""
Freeze = tuple[datetime, datetime | None]
"""From when until when; None for one that goes on."""


def read(conn: Connection) -> list[Freeze]:
    """Those that are remembered, the oldest first."""
    return [(_time(begun), _time(over) if over else None) for begun, over in settings.get(conn, KEY) or ()]


def begin(conn: Connection, now: datetime) -> None:
    """The service is frozen from now on; nothing new where it is frozen already."""
    known = read(conn)
    if not known or known[-1][1] is not None:
        _write(conn, [*known, (now, None)])


def end(conn: Connection, now: datetime) -> None:
    """The service goes on; nothing new where it does already."""
    known = read(conn)
    if known and known[-1][1] is None:
        _write(conn, [*known[:-1], (known[-1][0], now)])


def move(conn: Connection, moved: Callable[[datetime | None], datetime | None]) -> None:
    """Put all stamps on, after a jump of the clock."""
    known = read(conn)
    if known:
        _write(conn, [(moved(begun) or begun, moved(over)) for begun, over in known])


def within(freezes: Sequence[Freeze], since: datetime, now: datetime) -> timedelta:
    """How long the service was frozen between the two times."""
    spans = (min(over or now, now) - max(begun, since) for begun, over in freezes)
    return sum((span for span in spans if span > timedelta()), timedelta())


def _write(conn: Connection, freezes: Sequence[Freeze]) -> None:
    told = [(begun.isoformat(), over and over.isoformat()) for begun, over in freezes[-KEPT:]]
    settings.put(conn, KEY, told)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
