"""What threatens a session that nobody uses, told to its owner, who may put it off once (SCH-047)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, update

from kernelyard_hub import errors
from kernelyard_hub.events import Change
from kernelyard_hub.idle import view
from kernelyard_hub.idle.loop import CHANGED
from kernelyard_hub.operations.sessions.life import find_row, open_row
from kernelyard_hub.operations.undivided import followed
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import session_idleness


async def idleness(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> dict[str, Any]:
    """What each check says of the session, and when it ends."""

    def read(conn: Connection) -> dict[str, Any]:
        row = find_row(conn, who, ref, owner_access_key)
        return view.idleness(view.of_sessions(conn, [row.id])[row.id], datetime.now(UTC))

    return await site.store.read(read)


async def snooze(
    site: Site, who: Principal, ref: str, seconds: float | None = None, owner_access_key: str | None = None
) -> dict[str, Any]:
    """Put the end off, by the timeout of the check that comes first, or by fewer ``seconds``.

    Raises `Conflict` where nothing threatens the session that can be put off, and when that was done already
    and nobody has used the session since.
    """
    now = datetime.now(UTC)

    def write(conn: Connection) -> tuple[UUID, dict[str, Any]]:
        row = open_row(conn, who, ref, owner_access_key)
        known = view.of_sessions(conn, [row.id])[row.id]
        first = view.soonest(known)
        if known["snoozed_at"] is not None:
            raise errors.Conflict(
                f"The end of {row.name!r} was put off already; use the session, and it can be put off again."
            )
        if first is None:
            raise errors.Conflict(f"Nothing is going to end {row.name!r} that can be put off.")
        length = min(float(first["length"]), seconds if seconds is not None else float("inf"))
        values = {
            "snoozed_at": now,
            "snoozed_until": now + timedelta(seconds=length),
            "snoozed_check": first["name"],
            "warned_at": None,
            "ends_at": None,
        }
        conn.execute(update(session_idleness).where(session_idleness.c.session_id == row.id).values(values))
        return row.id, view.idleness(view.of_sessions(conn, [row.id])[row.id], now)

    _, told = await followed(
        site.store.write(write), lambda written: site.bus.publish(Change(CHANGED, written[0]))
    )
    return told
