"""What the idle checks keep in the database: rows of ``session_idleness``, read and written in batches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from kernelyard_hub.store.models import session_idleness as table
from kernelyard_hub.store.models import sessions

from .facts import STARTED, Check, Memory, Notice, Snooze
from .series import Series


def when(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


@dataclass(frozen=True, slots=True)
class Record:
    """A session's row as it is to be."""

    session_id: UUID
    memory: Memory
    checks: tuple[Check, ...]


def load(row: Mapping[str, Any], samples: list[Any]) -> Memory:
    """What a row remembers. What another version has written and this one cannot read is left out."""
    kept = row["checks"] if isinstance(row["checks"], dict) else {}
    warned_at, ends_at = seconds(row["warned_at"]), seconds(row["ends_at"])
    snoozed_at, until = seconds(row["snoozed_at"]), seconds(row["snoozed_until"])
    warning = None
    if warned_at is not None and ends_at is not None and kept.get("warned"):
        warning = Notice(str(kept["warned"]), warned_at, ends_at)
    snooze = None
    if snoozed_at is not None and until is not None:
        snooze = Snooze(str(row["snoozed_check"]), snoozed_at, until)
    try:
        series = Series.load(samples)
    except (TypeError, ValueError, AttributeError):
        series = Series()
    return Memory(
        active_at=row["active_at"].timestamp(),
        active_by=str(kept.get("by", STARTED)),
        series=series,
        under_at=kept.get("under_at"),
        used_at=kept.get("used_at"),
        wanted_at=kept.get("wanted_at"),
        warning=warning,
        snooze=snooze,
    )


def dump(record: Record, now: float) -> dict[str, Any]:
    """A row, all but what its owner has put off."""
    memory = record.memory
    warning = memory.warning
    return {
        "active_at": when(memory.active_at),
        "samples": memory.series.dump(),
        "checks": {
            "by": memory.active_by,
            "under_at": memory.under_at,
            "used_at": memory.used_at,
            "wanted_at": memory.wanted_at,
            "warned": warning.check if warning is not None else None,
            "checks": [_shown(check) for check in record.checks],
        },
        "warned_at": when(warning.at) if warning is not None else None,
        "ends_at": when(warning.ends_at) if warning is not None else None,
        "updated_at": when(now),
    }


def _shown(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "due": check.due,
        "judged_from": check.judged_from,
        "length": check.length,
        "text": check.text,
        "evidence": dict(check.evidence),
    }


def save(conn: Connection, records: Sequence[Record], now: float) -> None:
    """Write rows, new or known, in two statements. What their owners have put off is theirs: it stays."""
    if not records:
        return
    ids = [record.session_id for record in records]
    # A session may be gone meanwhile, with its row.
    alive = set(conn.scalars(select(sessions.c.id).where(sessions.c.id.in_(ids))))
    known = set(conn.scalars(select(table.c.session_id).where(table.c.session_id.in_(ids))))
    rows = [(record.session_id, dump(record, now)) for record in records if record.session_id in alive]
    fresh = [{"session_id": key, **row} for key, row in rows if key not in known]
    if fresh:
        conn.execute(insert(table), fresh)
    changed = [{"key": key, **row} for key, row in rows if key in known]
    if changed:
        conn.execute(update(table).where(table.c.session_id == bindparam("key")), changed)


def shift_snoozes(conn: Connection, snoozes: Mapping[UUID, Snooze]) -> None:
    """Move what owners have put off, after a jump of the clock."""
    for session_id, snooze in snoozes.items():
        conn.execute(
            update(table)
            .where(table.c.session_id == session_id, table.c.snoozed_at.is_not(None))
            .values(snoozed_at=when(snooze.at), snoozed_until=when(snooze.until))
        )


def forget_snooze(conn: Connection, session_id: UUID, at: datetime) -> None:
    """The end may be put off once more, unless that has just been done anew."""
    conn.execute(
        update(table)
        .where(table.c.session_id == session_id, table.c.snoozed_at == at)
        .values(snoozed_at=None, snoozed_until=None, snoozed_check=None)
    )


def signs(conn: Connection, found: Mapping[UUID, tuple[datetime, str]]) -> None:
    """Write down signs of life for the service in charge, which has made the rows."""
    rows = [{"key": key, "at": at} for key, (at, _) in found.items()]
    if rows:
        conn.execute(
            update(table)
            .where(table.c.session_id == bindparam("key"), table.c.active_at < bindparam("at"))
            .values(active_at=bindparam("at")),
            rows,
        )


def drop(conn: Connection, session_ids: Collection[UUID]) -> None:
    """Of sessions that have ended."""
    if session_ids:
        conn.execute(delete(table).where(table.c.session_id.in_(session_ids)))


def of_session(conn: Connection, session_id: UUID) -> Row[Any] | None:
    return conn.execute(select(table).where(table.c.session_id == session_id)).first()
