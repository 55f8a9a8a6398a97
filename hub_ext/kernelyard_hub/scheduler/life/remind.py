"""Asks a Hub that was restarted to spawn the servers again which it forgot while they waited.

The Hub saves a server's state only when it has started; of one that waits it keeps the options and nothing
else. The session is still here, with its place. What has to be asked for stands in the database, so that
neither a killed Hub nor a killed service loses it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update

from ...events import Bus, Change
from ...hub_api import HubApi
from ...store import Store, sessions
from ...store.models import sessions as table
from . import states
from .transitions import move

log = logging.getLogger(__name__)
RETRY = (0.3, 5.0)
"""Seconds until the Hub is asked again, at first and at the most: it may still be starting."""
GONE = (403, 404)
"""What the Hub answers when it knows no such user any more, or may not start their servers."""


class Reminder:
    """`wake` it when a session was marked; `run` goes on until it is cancelled."""

    def __init__(self, store: Store, bus: Bus, attend: Callable[[UUID], None]) -> None:
        self._store, self._bus, self._attend = store, bus, attend
        self._awake = asyncio.Event()

    def wake(self) -> None:
        self._awake.set()

    async def run(self, hub: HubApi) -> None:
        pause = RETRY[0]
        while True:
            self._awake.clear()
            try:
                left = await self._remind(hub)
            except Exception:
                log.exception("reminding the Hub failed")
                left = True
            if not left:
                pause = RETRY[0]
                await self._awake.wait()
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), pause)
            pause = min(pause * 1.6, RETRY[1])

    async def _remind(self, hub: HubApi) -> bool:
        """Ask for all of them at the same time; whether some are left to be asked for again."""
        rows = await self._store.read(forgotten)
        return not all(await asyncio.gather(*(self._one(hub, row) for row in rows)))

    async def _one(self, hub: HubApi, row: Row[Any]) -> bool:
        status = await hub.start_server(row.hub_user, row.hub_server)
        if 200 <= status < 300:
            log.info("the Hub spawns %s of %s again", row.hub_server or "the server", row.hub_user)
            await self._store.write(lambda conn: settle(conn, row))
        elif status in GONE:
            log.warning("the Hub does not start servers of %s (%s); the session ends", row.hub_user, status)
            for change in await self._store.write(lambda conn: give_up(conn, row)):
                self._bus.publish(change)
            self._attend(row.id)
        else:
            return False
        return True


def forgotten(conn: Connection) -> Sequence[Row[Any]]:
    """Open sessions of servers that the Hub is to spawn again, in the order of their arrival."""
    marked = table.c.hub_forgot_at.is_not(None) & table.c.status.not_in(sessions.TERMINAL)
    return conn.execute(select(table).where(marked).order_by(table.c.sequence)).all()


def settle(conn: Connection, row: Row[Any]) -> None:
    """The Hub was asked for what stood in ``row``; a mark that was made since stays."""
    same = (table.c.id == row.id, table.c.hub_forgot_at == row.hub_forgot_at)
    conn.execute(update(table).where(*same).values(hub_forgot_at=None))


def give_up(conn: Connection, row: Row[Any]) -> list[Change]:
    """End a session whose server nobody can have any more."""
    session = sessions.by_id(conn, row.id)
    if session is None or session.status in states.TERMINAL or session.status == "TERMINATING":
        return []
    to = "CANCELLED" if session.status == "PENDING" else "TERMINATING"
    return move(conn, session, to, "The Hub does not start this server any more.", datetime.now(UTC))
