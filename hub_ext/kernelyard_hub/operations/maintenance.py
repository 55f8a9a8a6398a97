"""The service's own state: it runs, or is frozen for maintenance. Then nothing new begins and nobody changes
folders, keypairs or anything else that is administrated; what runs goes on (REST-062, SES-046, OPS-004).

What is refused then stands in `access.PAUSED`; sessions are refused, and wait, in the writes that make and
start them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, func, select

from kernelyard_hub.operations import changes
from kernelyard_hub.operations.sessions import life
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import freezes, settings
from kernelyard_hub.store.models import sessions

Status = Literal["running", "frozen"]
REASON = "maintenance"
"""Why sessions end that are ended by freezing."""
_HOLDS = sessions.c.status.in_(states.HOLDING)


async def status(site: Site) -> tuple[Status, int]:
    """What the service does, and how many sessions hold something of a node."""

    def read(conn: Connection) -> tuple[Status, int]:
        count = int(conn.scalar(select(func.count()).select_from(sessions).where(_HOLDS)) or 0)
        return "frozen" if settings.frozen(conn) else "running", count

    return await site.store.read(read)


async def put(site: Site, who: Principal, wanted: Status, *, end_sessions: bool = False) -> None:
    """Freeze the service or let it go on; it stays so over restarts. ``end_sessions`` ends all that run."""

    def write(conn: Connection) -> list[UUID]:
        settings.put(conn, settings.STATUS, "frozen" if wanted == "frozen" else None)
        (freezes.begin if wanted == "frozen" else freezes.end)(conn, datetime.now(UTC))
        if not end_sessions:
            return []
        return list(conn.scalars(select(sessions.c.id).where(_HOLDS).order_by(sessions.c.sequence)))

    async def then(running: list[UUID]) -> None:
        await life.end_all(site, running, REASON)

    operation = "freeze_manager" if wanted == "frozen" else "unfreeze_manager"
    await changes.change(site, who, operation, "manager", write, {"force_kill": end_sessions}, then)
