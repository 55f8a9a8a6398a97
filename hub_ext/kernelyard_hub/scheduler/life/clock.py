"""Jumps of the wall clock (R19): noticed by a clock that only goes on, and taken out of the stamps of all
that is still open, so that nothing is ended early and no use is negative.

Stamps stay wall time. When the wall clock was put an hour on, a session that ran for a minute has not run for
an hour: its stamps are put on by the hour as well. ``starts_at`` is what a person wrote, and stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from ...store import freezes, settings
from ...store.models import agents, allocations, sessions
from . import states

TOLERANCE = 10.0
"""Seconds that the two clocks may differ by between two looks; smaller corrections matter to nobody here."""
KEY = "scheduler/clock"
"""The setting in which the last look is kept, for the next service on this machine."""


def boottime() -> float:
    """Seconds since the machine was started, its sleep included; no step of the wall clock changes it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Jump:
    """The wall clock went further than time did."""

    by: timedelta
    fresh: datetime
    """Stamps from here until now were made after the jump."""
    now: datetime

    def moved(self, stamp: datetime | None) -> datetime | None:
        """A stamp as the clock would have told it, had it always been as it is now."""
        if stamp is None or self.fresh <= stamp <= self.now:
            return stamp
        return stamp + self.by


class Watch:
    """Compares the wall clock with one that only goes on."""

    def __init__(
        self, now: Callable[[], datetime], elapsed: Callable[[], float] = boottime, *, boot: str = ""
    ) -> None:
        self._now, self._elapsed = now, elapsed
        self._boot = boot or Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        self._seen = self._born = (now(), elapsed())

    def look(self) -> Jump | None:
        """What has happened since the last look."""
        now, elapsed = self._now(), self._elapsed()
        seen, then = self._seen
        self._seen = (now, elapsed)
        gone = timedelta(seconds=elapsed - then)
        by = now - seen - gone
        if abs(by.total_seconds()) <= TOLERANCE:
            return None
        here = timedelta(seconds=elapsed - self._born[1])
        return Jump(by, now - min(gone, here), now)

    def keep(self, conn: Connection) -> None:
        """Write down the last look."""
        seen, elapsed = self._seen
        seen_at = {"boot": self._boot, "elapsed": elapsed, "at": seen.isoformat()}
        settings.put(conn, KEY, seen_at, note=True)

    def take_up(self, conn: Connection) -> None:
        """Go on from the look that another service on this machine has written down."""
        kept = settings.get(conn, KEY)
        if isinstance(kept, dict) and kept.get("boot") == self._boot and kept["elapsed"] <= self._seen[1]:
            self._seen = (datetime.fromisoformat(kept["at"]).astimezone(UTC), float(kept["elapsed"]))


def restate(conn: Connection, jump: Jump) -> None:
    """Put on the stamps of all that is open by the jump. What idle checks remember is theirs to move."""
    _sessions(conn, jump)
    _rows(conn, jump, allocations, ("opened_at",), allocations.c.closed_at.is_(None))
    _rows(conn, jump, agents, ("last_seen",), agents.c.status != "TERMINATED")
    freezes.move(conn, jump.moved)


def _sessions(conn: Connection, jump: Jump) -> None:
    columns = ("created_at", "status_changed", "scheduled_at", "started_at")
    opened = sessions.c.status.not_in(states.TERMINAL)
    query = select(sessions.c.id, sessions.c.deadline_at, sessions.c.status_changed).where(opened)
    late = [
        {"key": row.id, "deadline": row.deadline_at + jump.by}
        for row in conn.execute(query)
        if row.deadline_at is not None and jump.moved(row.status_changed) != row.status_changed
    ]
    if late:
        where = update(sessions).where(sessions.c.id == bindparam("key"))
        conn.execute(where.values(deadline_at=bindparam("deadline")), late)
    _rows(conn, jump, sessions, columns, opened)


def _rows(conn: Connection, jump: Jump, table: Table, columns: tuple[str, ...], where: Any) -> None:
    (key,) = table.primary_key.columns
    rows = conn.execute(select(key.label("key_of"), *(table.c[name] for name in columns)).where(where)).all()
    moved = [
        {"key_of": row.key_of, **{f"to_{name}": jump.moved(row._mapping[name]) for name in columns}}
        for row in rows
    ]
    if moved:
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in columns}
        conn.execute(update(table).where(key == bindparam("key_of")).values(values), moved)
