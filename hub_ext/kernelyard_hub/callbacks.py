"""Tells the callback URLs of sessions what happens to them (SES-017).

Who may start a session chooses where this service sends requests to. So they go to addresses of the public
internet only, and to the networks that the site's configuration names; what a name stands for is checked when
the connection is made, redirects are not followed, replies are not read, and nothing secret is sent:
``{"type": "session_lifecycle", "event": "started", "session": id, "status": …, "when": …}``.

What has been told is kept in the database: a restarted service goes on where the last one stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from sqlalchemy import Connection, Row, Select, Update, func, select, update
from yarl import URL

from .events import Bus
from .scheduler.life import states
from .store import Store
from .store.keys import padded
from .store.models import sessions, status_history

log = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds that a receiver has to answer."""
PAUSES = (1.0, 5.0, 25.0)
"""Seconds before a request is repeated that came to nothing; after the last it is given up."""
AT_ONCE = 8
SETTLE = 0.05
"""Seconds for which changes are gathered before the database is asked whom to tell."""
LOOK = 60.0
"""Seconds after which the history is looked at without a hint."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TUNNELS = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "2002::/16", "2001::/32"))
"""Addresses that stand for others."""


class NotAllowed(OSError):
    """A callback would go to an address that it must not go to."""


class Destinations:
    """Where callbacks may go; ``networks`` are allowed beside the public internet (CIDR)."""

    def __init__(self, networks: Sequence[str] = ()) -> None:
        self._networks = [ipaddress.ip_network(text, strict=False) for text in networks]

    def allows(self, text: str) -> bool:
        """Whether this IP address is one of them."""
        address: Address = ipaddress.ip_address(text.partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        if any(address in network for network in self._networks):
            return True
        return address.is_global and not address.is_multicast and not any(address in net for net in _TUNNELS)

    def check(self, url: URL) -> None:
        """Raise `NotAllowed` for an address that is written into the URL itself.

        What looks like an address would not be resolved as a name, so it has to be one.
        """
        host = url.host or ""
        try:
            allowed = self.allows(host)
        except ValueError:
            allowed = ":" not in host and not host.replace(".", "").isdigit()
        if not allowed:
            raise NotAllowed(f"{host} is not an address that callbacks may go to")


class OnlyAllowed(AbstractResolver):
    """Resolves names to allowed addresses only, at the moment of connecting: names change their minds."""

    def __init__(self, destinations: Destinations) -> None:
        self._destinations = destinations
        self._names = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        allowed = [one for one in found if self._destinations.allows(one["host"])]
        if not allowed:
            raise NotAllowed(f"{host} does not stand for an address that callbacks may go to")
        return allowed

    async def close(self) -> None:
        await self._names.close()


def check_url(text: str) -> str:
    """A callback URL that is well-formed. Raises `ValueError`."""
    try:
        url = URL(text)
        port = url.port
    except ValueError:
        raise ValueError("is no address") from None
    if url.scheme not in ("http", "https") or not url.host or not port:
        raise ValueError("has to be an http or https address")
    if url.user is not None or url.password is not None:
        raise ValueError("must not hold a user or a password")
    return text


class Callbacks:
    """One per hub service. ``leading`` says whether this service is the one that tells."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        *,
        leading: Callable[[], bool],
        networks: Sequence[str] = (),
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._store, self._bus, self._leading, self._pauses = store, bus, leading, pauses
        self._destinations = Destinations(networks)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._workers: dict[UUID, asyncio.Task[None]] = {}
        self._again: set[UUID] = set()

    async def run(self) -> None:
        """Tell, until it is cancelled."""
        connector = aiohttp.TCPConnector(
            resolver=OnlyAllowed(self._destinations), force_close=True, use_dns_cache=False
        )
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with (
            aiohttp.ClientSession(
                connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()
            ) as http,
            self._bus.subscribe() as changes,
        ):
            try:
                while True:
                    try:
                        for session_id in await self._store.read(untold):
                            self._attend(http, session_id)
                    except Exception:
                        # Nobody waits for this; a database that was away is there again the next time.
                        log.exception("looking for callbacks failed")
                    await self._hints(http, changes)
            finally:
                workers = list(self._workers.values())
                for worker in workers:
                    worker.cancel()
                await asyncio.gather(*workers, return_exceptions=True)

    async def _hints(self, http: aiohttp.ClientSession, changes: asyncio.Queue[Any]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                while True:
                    found = [await changes.get()]
                    await asyncio.sleep(SETTLE)
                    while not changes.empty():
                        found.append(changes.get_nowait())
                    ids = {c.session_id for c in found if c.session_id is not None and c.name in _TOLD}
                    if ids:
                        for session_id in await self._store.read(partial(called_back, session_ids=ids)):
                            self._attend(http, session_id)

    def _attend(self, http: aiohttp.ClientSession, session_id: UUID) -> None:
        if session_id in self._workers:
            self._again.add(session_id)
            return
        task = asyncio.create_task(self._tell(http, session_id), name=f"callback-{session_id}")
        self._workers[session_id] = task
        task.add_done_callback(lambda _: self._done(http, session_id, task))

    def _done(self, http: aiohttp.ClientSession, session_id: UUID, task: asyncio.Task[None]) -> None:
        self._workers.pop(session_id, None)
        again = session_id in self._again
        self._again.discard(session_id)
        if task.cancelled():
            return
        if task.exception() is not None:
            log.error("the callbacks of session %s failed", session_id, exc_info=task.exception())
        elif again:
            self._attend(http, session_id)

    async def _tell(self, http: aiohttp.ClientSession, session_id: UUID) -> None:
        for row in await self._store.read(partial(news, session_id=session_id)):
            if not self._leading():
                return
            for event in events_of(row):
                body = {
                    "type": "session_lifecycle",
                    "event": event,
                    "session": str(session_id),
                    "status": states.shown(row.status),
                    "when": row.at.isoformat(),
                }
                await self.send(http, session_id, URL(row.callback_url), body)
            told = update(sessions).where(sessions.c.id == session_id).values(callback_cursor=row.id)
            await self._store.write(partial(_execute, told))

    async def send(
        self, http: aiohttp.ClientSession, session_id: UUID, url: URL, body: dict[str, str]
    ) -> None:
        """Deliver one event, with patience; what cannot be delivered is noted and given up."""
        why = ""
        for pause in (*self._pauses, None):
            try:
                self._destinations.check(url)
                async with self._gate, http.post(url, json=body, allow_redirects=False) as response:
                    if 200 <= response.status < 300:
                        return
                    why = f"answered {response.status}"
            except NotAllowed as error:
                why = str(error)
                break
            except (aiohttp.ClientError, OSError) as error:
                if isinstance(error.__cause__, NotAllowed):
                    why = str(error.__cause__)
                    break
                why = type(error).__name__
            if pause is not None:
                await asyncio.sleep(pause)
        # The URL itself may hold what only its owner should know.
        log.warning("session %s: its callback was not told of %r: %s", session_id, body["event"], why)


_TOLD = frozenset(state.event for state in states.TABLE.values())


def events_of(row: Row[Any]) -> list[str]:
    """Names of what a line of the history means, as callbacks tell it."""
    names = [states.TABLE[row.status].event.removeprefix("session_")]
    if row.type == "batch" and row.status in states.TERMINAL and row.result in ("success", "failure"):
        names.insert(0, row.result)
    return list(dict.fromkeys(names))


def _execute(change: Update, conn: Connection) -> None:
    conn.execute(change)


def called_back(conn: Connection, session_ids: Iterable[UUID]) -> list[UUID]:
    """Those of the sessions that have a callback."""
    query = select(sessions.c.id).where(
        sessions.c.id.in_(padded(session_ids)), sessions.c.callback_url.is_not(None)
    )
    return list(conn.execute(query).scalars())


def untold(conn: Connection) -> list[UUID]:
    """Sessions whose callback has not heard of all that has happened."""
    query = (
        select(sessions.c.id)
        .join(status_history, status_history.c.session_id == sessions.c.id)
        .where(
            sessions.c.callback_url.is_not(None),
            status_history.c.id > func.coalesce(sessions.c.callback_cursor, 0),
        )
        .distinct()
    )
    return list(conn.execute(query).scalars())


def news(conn: Connection, session_id: UUID) -> Sequence[Row[Any]]:
    """Lines of the history that a session's callback has not heard of, in their order."""
    query: Select[Any] = (
        select(
            status_history.c.id,
            status_history.c.status,
            status_history.c.at,
            sessions.c.callback_url,
            sessions.c.type,
            sessions.c.result,
        )
        .join(sessions, sessions.c.id == status_history.c.session_id)
        .where(
            sessions.c.id == session_id,
            sessions.c.callback_url.is_not(None),
            status_history.c.id > func.coalesce(sessions.c.callback_cursor, 0),
        )
        .order_by(status_history.c.id)
    )
    return conn.execute(query).all()
