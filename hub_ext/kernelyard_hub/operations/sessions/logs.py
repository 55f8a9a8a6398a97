"""What sessions have printed: from their node while it knows them, from the database after their end
(REST-056).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_hub import errors
from kernelyard_hub.operations.sessions.execution import ask
from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import logs as kept
from kernelyard_hub.store import sessions
from kernelyard_hub.store.models import kernels
from kernelyard_hub.store.models import sessions as table

log = logging.getLogger(__name__)
TIDY_EVERY = 3600.0
"""Seconds between two looks at what is too old."""


async def of_session(
    site: Site,
    who: Principal,
    ref: str,
    owner_access_key: str | None = None,
    kernel_id: str | None = None,
) -> str:
    """The log of the session's main kernel, or of another one of its kernels.

    Raises `SessionNotFound`, `NotFound` for a kernel of another session, `Conflict` before it has started.
    """

    def read(conn: Connection) -> Row[Any]:
        row = find_row(conn, who, ref, owner_access_key)
        found = sessions.main_kernel(conn, row.id)
        if kernel_id is not None:
            found = next(
                (k for k in sessions.kernels_of(conn, row.id) if str(k.id) == kernel_id.lower()), None
            )
            if found is None:
                raise errors.NotFound("The session has no such kernel.", data={"kernel_id": kernel_id})
        if found is None or not found.agent_id:
            raise errors.Conflict(f"The session {row.name!r} has not started, so there is no log.")
        return found

    return await _of_kernel(site, await site.store.read(read))


async def of_task(site: Site, who: Principal, task_id: str) -> str:
    """The log of one of the caller's kernels; of a batch session, the task's. Superadmins see every one.

    Raises `NotFound`; for somebody else's as well.
    """

    def read(conn: Connection) -> Row[Any] | None:
        try:
            query = select(kernels).join(table).where(kernels.c.id == UUID(task_id))
        except ValueError:
            return None
        if not who.is_superadmin:
            query = query.where(table.c.user_id == who.user_id)
        return conn.execute(query).first()

    found = await site.store.read(read)
    if found is None or not found.agent_id:
        raise errors.NotFound(title="No such task.")
    return await _of_kernel(site, found)


async def _of_kernel(site: Site, kernel: Row[Any]) -> str:
    def read(conn: Connection) -> tuple[str | None, str | None]:
        ended = kernel.status in sessions.TERMINAL
        text = kept.get(conn, kernel.id) if ended else None
        agent = sessions.agent_of(conn, kernel)
        return text, None if agent is None else agent.address

    text, address = await site.store.read(read)
    if text is None and address is not None:
        try:
            text = (await ask(lambda: site.agents.at(address).logs(kernel.id))).text
        except errors.NotFound:
            # Forgotten between the two looks: then it has been kept.
            text = await site.store.read(lambda conn: kept.get(conn, kernel.id))
    return (text or "")[-kept.MOST :]


async def keep_tidy(site: Site, days: float, most_bytes: int) -> None:
    """Let go of old logs, now and every hour, until it is cancelled."""
    while True:
        before = datetime.now(UTC) - timedelta(days=days)
        try:
            gone = await site.store.write(partial(kept.prune, before=before, most_bytes=most_bytes))
        except Exception:
            # Nobody waits for it; the next hour tries again.
            log.exception("old logs could not be deleted")
        else:
            if gone:
                log.info("deleted the logs of %d ended kernels", gone)
        await asyncio.sleep(TIDY_EVERY)
