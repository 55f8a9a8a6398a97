"""Sessions as the API sees them: create, find, describe, rename, end. REST, GraphQL and the Hub all call
these.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select, update
from yarl import URL

from kernelyard_agent import slots
from kernelyard_agent.protocol import HUB_NOTEBOOK
from kernelyard_hub import errors
from kernelyard_hub.callbacks import Destinations, NotAllowed
from kernelyard_hub.events import Change
from kernelyard_hub.idle import view as idle_view
from kernelyard_hub.operations import images
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.operations.sessions.create import Enqueued, Origin, Wish, enqueue_all
from kernelyard_hub.operations.sessions.request import CreateSession, check_name, read_create
from kernelyard_hub.operations.undivided import followed
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.life import ends, states, transitions
from kernelyard_hub.scheduler.life.transitions import move
from kernelyard_hub.scheduler.readers.dependencies import dependents
from kernelyard_hub.site import Site
from kernelyard_hub.store import ledger, nodes, sessions
from kernelyard_hub.store.keys import padded
from kernelyard_hub.store.models import kernels
from kernelyard_hub.store.models import sessions as table

RESTART_WAIT = 60.0
"""Seconds for which `restart` waits for the session to run again before it answers anyway."""
TOGETHER = 500
"""Sessions that one write ends."""
END_WAIT = 30.0
"""Seconds for which `destroy` waits for the slots to be free before it answers anyway."""
POLL = 5.0
"""Seconds after which a waiter looks at the database although nothing was announced."""

__all__ = [
    "CreateSession",
    "SessionCreated",
    "create",
    "destroy",
    "find",
    "info",
    "match",
    "read_create",
    "rename",
    "restart",
]


@dataclass(frozen=True, slots=True)
class SessionCreated:
    """The answer to a create; ``created`` is False for a session that was reused (REST-002: 200 instead of
    201).
    """

    session_id: UUID
    name: str
    status: str
    """Shown state, or TIMEOUT when it was not running within the time to wait (SES-007)."""
    service_ports: list[dict[str, Any]]
    created: bool

    def reply(self) -> dict[str, Any]:
        """The body of golden 117."""
        return {
            "sessionId": str(self.session_id),
            "sessionName": self.name,
            "status": self.status,
            "servicePorts": self.service_ports,
            "created": self.created,
        }


async def create(
    site: Site,
    who: Principal,
    request: CreateSession,
    *,
    bootstrap_secrets: Mapping[str, str] | None = None,
) -> SessionCreated:
    """Enqueue a session (or reuse one), and wait for it to run unless the request says otherwise.

    ``bootstrap_secrets`` are environment of its bootstrap script alone.
    """
    if request.callback_url:
        try:
            Destinations(site.config.callback_networks).check(URL(request.callback_url))
        except NotAllowed as error:
            problem = {"callback_url": str(error)}
            raise errors.InvalidParameters("Input validation error", data=problem) from None
    origin = Origin(bootstrap_secrets=bootstrap_secrets or {})

    wish = Wish(site.box, who, request.owner_access_key, request, origin)

    def tell(made: Enqueued) -> None:
        if made.is_new:
            site.bus.publish(Change("session_enqueued", made.id))
            site.loop.wake()

    made = await followed(site.store.write_together(enqueue_all, wish), tell)
    status = made.status
    if made.is_new and not request.enqueue_only:
        timeout = float(request.max_wait) or None
        final = await wait_for(
            site, made.id, lambda now: now in states.RUNNING or now in states.TERMINAL, timeout
        )
        status = final or "TIMEOUT"
    ports: list[dict[str, Any]] = []
    if status in states.RUNNING:
        ports = await site.store.read(lambda conn: service_ports(sessions.main_kernel(conn, made.id)))
    return SessionCreated(
        made.id, made.name, status if status == "TIMEOUT" else states.shown(status), ports, made.is_new
    )


async def wait_for(
    site: Site, session_id: UUID, reached: Callable[[str], bool], timeout: float | None
) -> str | None:
    """Wait until ``reached(status)``; returns that status, or None after ``timeout`` seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout), site.bus.changes_of(session_id) as changes:
            while True:
                status = await site.store.read_together(sessions.statuses, session_id) or "TERMINATED"
                if reached(status):
                    return status
                # Changes are hints and may get lost.
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changes.get(), POLL)
    return None


async def find(site: Site, who: Principal, ref: str, owner_access_key: str | None = None) -> Row[Any]:
    """The caller's session called ``ref`` (name or id), a ``sessions`` row; an open one before one that has
    ended.

    Raises `SessionNotFound`, also for sessions of other people.
    """
    return await site.store.read(lambda conn: find_row(conn, who, ref, owner_access_key))


def find_row(conn: Connection, who: Principal, ref: str, owner_access_key: str | None = None) -> Row[Any]:
    """`find` inside a read or write."""
    owner = owner_of(conn, who, owner_access_key)
    row = sessions.find(conn, owner.access_key, ref)
    if row is None:
        raise errors.SessionNotFound(f"Session (id={ref}) does not exist.")
    return row


def open_row(conn: Connection, who: Principal, ref: str, owner_access_key: str | None = None) -> Row[Any]:
    """`find_row`, of sessions that have not ended."""
    row = find_row(conn, who, ref, owner_access_key)
    if row.status in states.TERMINAL:
        raise errors.SessionNotFound(f"Session (id={ref}) does not exist.")
    return row


def service_ports(kernel: Row[Any] | None) -> list[dict[str, Any]]:
    """The ports that a session offers to people, as golden 117 has them."""
    ports = kernel.service_ports or [] if kernel is not None else []
    return [
        {"name": port["name"], "protocol": port["protocol"], "ports": [port["container_port"]]}
        for port in ports
        if port["name"] != HUB_NOTEBOOK
    ]


async def info(site: Site, who: Principal, ref: str, owner_access_key: str | None = None) -> dict[str, Any]:
    """The reply of golden 120 and 141."""

    await site.queries.flush()

    def read(conn: Connection) -> dict[str, Any]:
        row = find_row(conn, who, ref, owner_access_key)
        kernel = sessions.main_kernel(conn, row.id)
        held = ledger.occupied(conn, session_id=row.id)
        idle = idle_view.of_sessions(conn, [row.id])[row.id]
        return _describe(row, kernel, held, idle_view.idle_checks(idle, datetime.now(UTC)))

    return await site.store.read(read)


def _describe(
    row: Row[Any], kernel: Row[Any] | None, held: dict[str, int], idle_checks: dict[str, Any]
) -> dict[str, Any]:
    ended = row.terminated_at
    age = (ended or datetime.now(UTC)) - row.created_at
    return {
        "domainName": row.domain_name,
        "groupId": str(row.project_id),
        "userId": str(row.user_id),
        "lang": row.image,
        "image": row.image,
        "architecture": row.architecture,
        "registry": row.image.partition("/")[0],
        "tag": row.tag,
        "containerId": str(kernel.container_id if kernel is not None else None),
        "occupiedSlots": _decimals(held or row.requested_slots),
        "occupyingSlots": "{}",
        "requestedSlots": _decimals(row.requested_slots),
        "occupiedShares": "{}",
        "environ": repr(row.spec.get("environ", {})),
        "resourceOpts": repr({"main1": row.spec.get("resource_opts", {})}),
        "status": states.shown(row.status),
        "statusInfo": row.status_info,
        "statusData": row.status_data or {},
        "age": int(age.total_seconds() * 1000),
        "creationTime": str(row.created_at),
        "terminationTime": str(ended) if ended is not None else None,
        "numQueriesExecuted": row.num_queries,
        "lastStat": kernel.last_stat if kernel is not None else None,
        "idleChecks": idle_checks,
    }


def _decimals(amounts: dict[str, int]) -> str:
    """As the original prints them: ``{'cpu': Decimal('1')}``."""
    return repr({name: Decimal(slots.render(name, amounts[name])) for name in slots.names(amounts)})


async def match(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> list[dict[str, str]]:
    """Open sessions that ``ref`` may mean: that name, or else names that begin with it (golden 305)."""

    def read(conn: Connection) -> list[Row[Any]]:
        owner = owner_of(conn, who, owner_access_key)
        return sessions.match(conn, owner.access_key, ref)

    rows = await site.store.read(read)
    return [{"id": str(row.id), "name": row.name, "status": states.shown(row.status)} for row in rows]


async def rename(
    site: Site, who: Principal, ref: str, name: str, owner_access_key: str | None = None
) -> None:
    """Give an open session another name. Raises `InvalidParameters`, or `SessionExists` where it is taken."""
    check_name(name)

    def write(conn: Connection) -> UUID:
        row = open_row(conn, who, ref, owner_access_key)
        other = sessions.open_by_name(conn, row.access_key, name)
        if other is not None and other.id != row.id:
            raise errors.SessionExists(
                f"The session {name!r} already exists.", data={"existingSessionId": str(other.id)}
            )
        conn.execute(update(table).where(table.c.id == row.id).values(name=name))
        return UUID(str(row.id))

    await followed(site.store.write(write), lambda key: site.bus.publish(Change("session_renamed", key)))


async def restart(site: Site, who: Principal, ref: str, owner_access_key: str | None = None) -> None:
    """End what runs in a session and start it anew (SES-028): name, node, devices and home stay, variables
    go. Asked twice, it restarts once. Returns when the session runs again.

    Raises `Conflict` for a session that does not run, and for a Hub server: what its notebook proves itself
    to the Hub with is not kept once it has started.
    """

    def write(conn: Connection) -> tuple[UUID, list[Change]]:
        row = open_row(conn, who, ref, owner_access_key)
        if row.hub_user is not None:
            raise errors.Conflict(
                f"{row.name!r} is a server of the Hub: stop it and start it on the Hub's page."
            )
        if row.status == "RESTARTING":
            return row.id, []
        if row.status != "RUNNING":
            raise errors.Conflict(f"The session {row.name!r} is {row.status}, not RUNNING.")
        images.must_be_allowed(conn, row.image, row.domain_name)
        return row.id, transitions.restart(conn, row, "restart-requested", datetime.now(UTC))

    def tell(written: tuple[UUID, list[Change]]) -> None:
        session_id, changes = written
        for change in changes:
            site.bus.publish(change)
        site.loop.attend(session_id)

    session_id, _ = await followed(site.store.write(write), tell)
    status = await wait_for(site, session_id, lambda now: now != "RESTARTING", RESTART_WAIT)
    if status is not None and status not in states.RUNNING:
        row = await site.store.read(lambda conn: sessions.by_id(conn, session_id))
        why = row.status_info if row is not None else ""
        raise errors.Conflict(f"The session did not come back: {why}".rstrip(": "))


async def destroy(
    site: Site,
    who: Principal,
    ref: str,
    *,
    forced: bool = False,
    recursive: bool = False,
    owner_access_key: str | None = None,
) -> dict[str, Any]:
    """End a session: a waiting one is CANCELLED, any other TERMINATED (SES-006); returns when its slots are
    free.

    Returns the ``stats`` of golden 318: the last figures by metric, and ``status``: ``terminated``, or
    ``terminating`` when the node has not answered within `END_WAIT`. ``forced`` gives up on a node that is
    lost. ``recursive`` ends those that wait for it as well, and those that wait for them (SES-026).
    """
    reason = "force-terminated" if forced else "user-requested"
    if not recursive and owner_access_key in (None, who.access_key):
        own = await site.store.read_together(_own_open, (who.access_key, ref))
        if own is not None:
            return await end(site, own, reason, forced=forced)

    def find_all(conn: Connection) -> tuple[UUID, list[UUID]]:
        row = open_row(conn, who, ref, owner_access_key)
        return row.id, dependents(conn, row.id) if recursive else []

    session_id, others = await site.store.read(find_all)
    # The last ones first: nobody is to wait for something that has ended for this reason.
    for other in reversed(others):
        await end(site, other, reason, forced=forced, wait=0.0)
    return await end(site, session_id, reason, forced=forced)


def _own_open(conn: Connection, wanted: Sequence[tuple[str, str]]) -> list[UUID | None]:
    """The open sessions of those names, by keypair; None for what may be meant in another way."""
    found = sessions.open_by_names(conn, wanted)
    return [found[one].id if one in found else None for one in wanted]


async def end(
    site: Site, session_id: UUID, reason: str, *, forced: bool = False, wait: float = END_WAIT
) -> dict[str, Any]:
    """`destroy` by id, for whoever may. Ending what has ended, or is ending, changes nothing."""

    def write(conn: Connection) -> list[Change]:
        row = sessions.by_id(conn, session_id)
        return [] if row is None else begin_end(conn, row, reason, datetime.now(UTC), forced=True)

    def tell(changes: list[Change]) -> None:
        for change in changes:
            site.bus.publish(change)
        if any(change.name == "session_terminating" for change in changes) or not changes:
            site.loop.attend(session_id)
        else:
            site.loop.wake()

    if forced:
        await followed(site.store.write(write), tell)
    else:
        await followed(site.store.write_together(_begin_ends, (session_id, reason)), tell)
    status = await wait_for(site, session_id, lambda now: now in states.TERMINAL, wait)
    stats = dict(await site.store.read_together(_last_stats, session_id))
    if stats:
        # Tells clients that the figures are objects with units, not bare numbers.
        stats["version"] = 2
    return {**stats, "status": "terminated" if status is not None else "terminating"}


async def end_all(site: Site, session_ids: Sequence[UUID], reason: str) -> None:
    """Begin to end many sessions at once; nobody waits for it."""
    for start in range(0, len(session_ids), TOGETHER):
        some = [(session_id, reason) for session_id in session_ids[start : start + TOGETHER]]
        for changes in await site.store.write(partial(_begin_ends, wanted=some)):
            for change in changes:
                site.bus.publish(change)
        for session_id, _ in some:
            site.loop.attend(session_id)


def _begin_ends(conn: Connection, wanted: Sequence[tuple[UUID, str]]) -> list[list[Change]]:
    """`begin_end` of many: ``(session, reason)``. Of the same session the first counts."""
    moves = transitions.Moves(datetime.now(UTC))
    ids = padded({session_id for session_id, _ in wanted})
    columns = (table.c.id, table.c.status, table.c.status_info, table.c.started_at, table.c.time_limit)
    rows: dict[UUID, Any] = {row.id: row for row in conn.execute(select(*columns).where(table.c.id.in_(ids)))}
    of_them: dict[UUID, list[Any]] = {}
    states_of = select(kernels.c.id, kernels.c.session_id, kernels.c.status)
    for kernel in conn.execute(states_of.where(kernels.c.session_id.in_(ids))):
        of_them.setdefault(kernel.session_id, []).append(kernel)
    found: list[list[Change]] = []
    for session_id, reason in wanted:
        row = rows.pop(session_id, None)
        found.append([] if row is None else ends.begin(moves, row, of_them.get(session_id, []), reason))
    moves.write(conn)
    return found


def _last_stats(conn: Connection, session_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """The last figures of the main kernels of sessions."""
    query = select(kernels.c.session_id, kernels.c.last_stat).where(
        kernels.c.session_id.in_(padded(session_ids)), kernels.c.cluster_role == "main"
    )
    found = {row.session_id: row.last_stat for row in conn.execute(query)}
    return [found.get(session_id) or {} for session_id in session_ids]


def begin_end(
    conn: Connection, row: Row[Any], reason: str, now: datetime, *, forced: bool = False
) -> list[Change]:
    """Set an open session on its way to its end."""
    if forced and row.status not in (*states.TERMINAL, "PENDING") and _all_lost(conn, row):
        # Nobody can free what a lost node holds, and nothing of it is handed out; back with us, it is a
        # stray.
        return move(conn, row, "TERMINATED", reason, now)
    return ends.end(conn, row, reason, now)


def _all_lost(conn: Connection, row: Row[Any]) -> bool:
    found = [sessions.agent_of(conn, kernel) for kernel in sessions.kernels_of(conn, row.id)]
    return all(agent is None or agent.status != nodes.ALIVE for agent in found)
