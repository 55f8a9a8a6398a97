"""What sessions have printed: from their node while it knows them, from the database after their end
(REST-056).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
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
    run: int | None = None,
) -> str:
    """The log of the session's main kernel, or of another one of its kernels. Where it has run more than once
    (it had to make room, and waited again), all runs that are kept, each under a line with its number, or
    the one that was asked for.

    Raises `SessionNotFound`, `NotFound` for a kernel of another session and for a run whose log is not there,
    `Conflict` before it has started.
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
        if found is None or not _has_run(conn, found):
            raise errors.Conflict(f"The session {row.name!r} has not started, so there is no log.")
        return found

    return await _of_kernel(site, await site.store.read(read), run)


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
        found = conn.execute(query).first()
        return found if found is not None and _has_run(conn, found) else None

    found = await site.store.read(read)
    if found is None:
        raise errors.NotFound(title="No such task.")
    return await _of_kernel(site, found)


def _has_run(conn: Connection, kernel: Row[Any]) -> bool:
    """Also one that had to make room, and waits to run again."""
    return bool(kernel.agent_id or kept.kept(conn, [kernel.id]))


async def _of_kernel(site: Site, kernel: Row[Any], run: int | None = None) -> str:
    def read(conn: Connection) -> tuple[dict[int, str], str | None]:
        agent = sessions.agent_of(conn, kernel) if kernel.agent_id else None
        return kept.runs(conn, kernel.id), None if agent is None else agent.address

    texts, address = await site.store.read(read)
    if address is not None and kernel.generation not in texts and run in (None, kernel.generation):
        try:
            texts[kernel.generation] = (await ask(lambda: site.agents.at(address).logs(kernel.id))).text
        except errors.NotFound:
            # Forgotten between the two looks: then it has been kept.
            texts = await site.store.read(lambda conn: kept.runs(conn, kernel.id))
    if run is not None:
        if run not in texts:
            there = ", ".join(map(str, texts)) or "none"
            text = f"No log of the run {run} is there; there are: {there}."
            raise errors.NotFound(text, data={"run": f"one of: {there}"})
        texts = {run: texts[run]}
    return _together(texts)[-kept.MOST :]


def _together(texts: Mapping[int, str]) -> str:
    """The logs of several runs, each under a line that says which; that of a single one as it is."""
    if len(texts) < 2:
        return "".join(texts.values())
    told = (f"=== run {run} ===\n{text}" for run, text in texts.items())
    return "".join(text if text.endswith("\n") else f"{text}\n" for text in told)


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
