"""What happened to sessions: their status history, and their events as they happen (REST-019).

Events are read from the status history in its order, so a hint that is lost in this process, or a reader who
comes late, changes nothing about what is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from kernelyard_hub.idle import view as idle_view
from kernelyard_hub.idle.loop import WARNED
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import history
from kernelyard_hub.store.models import kernels, sessions, status_history

Scope = Literal["*", "session", "kernel"]
LOOK = 5.0
"""Seconds after which the history is read even without a hint."""
KERNEL_EVENTS = {
    "SCHEDULED": "kernel_preparing",
    "PULLING": "kernel_pulling",
    "PREPARING": "kernel_creating",
    "RESTARTING": "kernel_restarting",
    "RUNNING": "kernel_started",
    "TERMINATING": "kernel_terminating",
    "TERMINATED": "kernel_terminated",
    "CANCELLED": "kernel_cancelled",
    "ERROR": "kernel_terminated",
}
"""Status of the session -> what its kernels tell, in the names that clients know."""


async def status_times(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> dict[str, str]:
    """When the session first entered each status: status in lower case -> ISO 8601 with the zone (T56)."""

    def read(conn: Connection) -> list[Row[str, str, datetime]]:
        return history.of_session(conn, find_row(conn, who, ref, owner_access_key).id)

    times: dict[str, str] = {}
    for status, _, at in await site.store.read(read):
        times.setdefault(states.shown(status).lower(), at.isoformat())
    return times


async def follow(
    site: Site,
    who: Principal,
    ref: str,
    scope: Scope = "*",
    owner_access_key: str | None = None,
) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
    """Name and data of every event from now on; ``ref`` is a session's name or id, or ``*`` for all of the
    caller's. Of one session, ends after it has ended; of one that has ended already, tells that alone.
    """
    every = ref == "*"

    def begin(conn: Connection) -> tuple[str, UUID | None, int, bool]:
        last = conn.execute(select(func.coalesce(func.max(status_history.c.id), 0))).scalar_one()
        if every:
            return owner_of(conn, who, owner_access_key).access_key, None, last, False
        row = find_row(conn, who, ref, owner_access_key)
        ended = row.status in states.TERMINAL
        if ended:  # tell how it ended
            newest = select(func.max(status_history.c.id)).where(status_history.c.session_id == row.id)
            last = conn.execute(newest).scalar_one() - 1
        return row.access_key, row.id, last, ended

    async with site.bus.subscribe() as hints:
        access_key, session_id, last, ended = await site.store.read(begin)
        warned = datetime.now(UTC)
        while True:
            if scope != "kernel":
                told = partial(idle_view.warnings, since=warned, access_key=access_key, session_id=session_id)
                for at, data in await site.store.read(told):
                    warned = max(warned, at)
                    yield WARNED, data
            look = partial(_since, last=last, access_key=access_key, session_id=session_id)
            for row, members in await site.store.read(look):
                last = row.id
                ended = ended or (not every and row.status in states.TERMINAL)
                for event in _events(row, members, scope):
                    yield event
            if ended:
                return
            try:
                async with asyncio.timeout(LOOK):
                    await hints.get()
            except TimeoutError:
                continue
            while not hints.empty():
                hints.get_nowait()


Members = Sequence[Row[Any]]
"""Kernels of one session, the main one first."""


def _since(
    conn: Connection, last: int, access_key: str, session_id: UUID | None
) -> list[tuple[Row[Any], Members]]:
    """Lines of the history after ``last``, each with its session's kernels."""
    which = sessions.c.access_key == access_key if session_id is None else sessions.c.id == session_id
    query: Select[Any] = (
        select(
            status_history.c.id,
            status_history.c.status,
            status_history.c.reason,
            sessions.c.id.label("session_id"),
            sessions.c.name,
            sessions.c.access_key,
            sessions.c.type,
            sessions.c.result,
        )
        .join(sessions, sessions.c.id == status_history.c.session_id)
        .where(status_history.c.id > last, which)
        .order_by(status_history.c.id)
    )
    lines = conn.execute(query).all()
    members: dict[UUID, list[Row[Any]]] = {}
    of_these = select(kernels).where(kernels.c.session_id.in_({line.session_id for line in lines}))
    for kernel in conn.execute(of_these.order_by(kernels.c.cluster_role != "main", kernels.c.cluster_idx)):
        members.setdefault(kernel.session_id, []).append(kernel)
    return [(line, members.get(line.session_id, [])) for line in lines]


def _events(row: Row[Any], members: Members, scope: Scope) -> Iterator[tuple[str, dict[str, Any]]]:
    data = {
        "sessionId": str(row.session_id),
        "sessionName": row.name,
        "ownerAccessKey": row.access_key,
        "reason": row.reason,
    }
    if row.status in states.TERMINAL:
        data |= {"result": row.result.upper(), "exitCode": members[0].exit_code if members else None}
    if scope in ("*", "kernel") and row.status in KERNEL_EVENTS:
        for member in members:
            yield (
                KERNEL_EVENTS[row.status],
                data
                | {
                    "kernelId": str(member.id),
                    "clusterRole": member.cluster_role,
                    "clusterIdx": member.cluster_idx,
                },
            )
    if scope in ("*", "session"):
        if row.type == "batch" and row.result in ("success", "failure") and row.status in states.TERMINAL:
            yield f"session_{row.result}", data
        yield states.TABLE[row.status].event, data
