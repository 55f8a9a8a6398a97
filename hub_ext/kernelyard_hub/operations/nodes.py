"""Nodes on other machines: who may join, what they get, how long they are believed.

A node is known by three things at once: a certificate of the site's authority with the name of its enrolment,
its own secret, and the row that an admin has made for it. Without the row the others count for nothing, so
removing a node takes effect with its next request.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Connection, Row
from sqlalchemy.exc import SQLAlchemyError

from kernelyard_agent import joining
from kernelyard_agent import protocol as p
from kernelyard_agent.tls import is_loopback
from kernelyard_hub import authority, errors
from kernelyard_hub.events import Change
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.principal import ServicePrincipal
from kernelyard_hub.scheduler.life import sweep
from kernelyard_hub.scheduler.life.observe import open_kernels_on
from kernelyard_hub.site import Door, Site
from kernelyard_hub.store import enrolments
from kernelyard_hub.store import nodes as agents

from .undivided import followed

log = logging.getLogger(__name__)

REFRESH = 10.0
"""Seconds."""
INVITATION = timedelta(hours=1)
"""How long a machine may take to join."""
NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-f:]{2,39}")
NO_DOOR = (
    "This site takes no nodes on other machines: its hub service has no address for them "
    "(kernelyard up --agent-listen ADDRESS:PORT, or c.HubService.agent_listen)."
)
USED = "This token is unknown, or has been used: a token is good for one node, once."


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a machine needs to join. The token is told once; only its hash is kept."""

    name: str
    token: str
    resource_group: str
    expires: datetime
    address: str
    """Of the hub service's door for nodes, ``https://address:port``."""
    volumes: list[str]


async def invite(
    site: Site, name: str, resource_group: str, addresses: list[str], *, replace: bool = False
) -> Invitation:
    """Let a machine join as ``name`` within `INVITATION`. Raises `InvalidParameters` or `Conflict`."""
    door = _door(site)
    if not NAME.fullmatch(name):
        text = "A node's name has 1 to 63 small letters, digits and hyphens, and no hyphen at its ends."
        raise errors.InvalidParameters(text, data={"name": name})
    addresses = [address.lower() for address in addresses]
    for address in addresses:
        if not HOST.fullmatch(address):
            text = "This is neither an address nor a host's name."
            raise errors.InvalidParameters(text, data={"addresses": address})
    token = f"kyn1-{secrets.token_urlsafe(32)}-{door.authority.fingerprint}"
    now = datetime.now(UTC)

    def write(conn: Connection) -> str:
        known = enrolments.by_name(conn, name)
        if known is not None and known.joined_at is not None and not replace:
            raise errors.Conflict(f"{name} has joined already; --replace lets another machine be {name}.")
        if known is None and agents.is_beside_us(conn, name):
            raise errors.Conflict(f"{name} is the agent that runs beside the hub service.")
        done = enrolments.invite(
            conn,
            name,
            resource_group=resource_group,
            addresses=addresses,
            token=token,
            expires=now + INVITATION,
            now=now,
        )
        if not done:
            text = f"There is no resource group {resource_group!r}."
            raise errors.InvalidParameters(text, data={"resource_group": resource_group})
        return agents.address_of(conn, name) or "" if known is not None else ""

    address = await site.store.write(write)
    if address:
        await site.agents.forget(address)
    volumes = sorted(await door.marks.known())
    return Invitation(name, token, resource_group, now + INVITATION, door.address, volumes)


async def join(site: Site, request: joining.Join, remote: str) -> joining.Joined:
    """Make a machine a node: its token becomes a certificate and a secret. Raises `AuthFailed`.

    ``remote`` is the address that it asks from; it is the node's when the admin has named none.
    """
    door = _door(site)
    now = datetime.now(UTC)
    row = await site.store.read(lambda conn: enrolments.by_token(conn, request.token))
    if row is None:
        raise errors.AuthFailed(USED)
    if row.token_expires <= now:
        raise errors.AuthFailed(f"This token has expired; run once more: kernelyard node add {row.name}")
    addresses = list(row.addresses) or [remote.partition("%")[0]]
    names = [p.node_name(row.enrolment), *addresses]
    certificate, expires = _sign(door, request.signing_request, row.name, names)
    secret = secrets.token_urlsafe(32)
    sealed = site.box.seal(secret)
    admitted = await site.store.write(
        lambda conn: enrolments.admit(
            conn,
            row.enrolment,
            addresses=addresses,
            sealed_secret=sealed,
            certificate_expires=expires,
            now=now,
        )
    )
    if not admitted:
        raise errors.AuthFailed(USED)
    log.info("node %s has joined from %s", row.name, remote)
    return joining.Joined(
        certificate=certificate,
        authority=door.authority.pem,
        name=row.name,
        enrolment=row.enrolment,
        resource_group=row.resource_group,
        addresses=addresses,
        volumes=await door.marks.known(),
        secret=secret,
    )


async def renew(site: Site, who: ServicePrincipal, request: joining.Renewal) -> joining.Certificate:
    """A new certificate for a node that still has a good one."""
    door = _door(site)
    row = None
    if who.enrolment is not None:
        enrolment = who.enrolment
        row = await site.store.read(lambda conn: enrolments.by_enrolment(conn, enrolment))
    if row is None:
        raise errors.Forbidden("Only nodes that have joined get certificates.")
    names = [p.node_name(row.enrolment), *row.addresses]
    certificate, expires = _sign(door, request.signing_request, row.name, names)
    await site.store.write(lambda conn: enrolments.renewed(conn, row.enrolment, expires))
    return joining.Certificate(certificate=certificate, authority=door.authority.pem)


async def identify(site: Site, names: frozenset[str], secret: str) -> ServicePrincipal:
    """The node with this name in its certificate and this secret. Raises `AuthFailed`."""
    for name in names:
        enrolment = _enrolment(name)
        if enrolment is None:
            continue
        row = await site.store.read(lambda conn, one=enrolment: enrolments.by_enrolment(conn, one))  # type: ignore[misc]
        if row is None:
            raise errors.AuthFailed("This node was removed, or another machine has taken its place.")
        if not hmac.compare_digest(site.box.open(row.secret_encrypted).encode(), secret.encode()):
            raise errors.AuthFailed("The secret is not this node's.")
        return ServicePrincipal("agent", node=row.name, enrolment=row.enrolment)
    raise errors.AuthFailed("A certificate of a node is needed; run: kernelyard agent join")


async def listing(site: Site) -> list[dict[str, Any]]:
    """Every node with how it is."""
    now = datetime.now(UTC)
    return [_item(row, now) for row in await site.store.read(enrolments.listed)]


async def remove(site: Site, name: str, *, end_sessions: bool = False) -> None:
    """Take a node out: what it asks from now on is refused. Nobody knows any more how its sessions are;
    ``end_sessions`` gives them up, so that their slots are free and no browser is led there any more.
    """
    found: list[Any] = []

    def write(conn: Connection) -> list[Change]:
        row = enrolments.remove(conn, name)
        if row is None:
            raise errors.NotFound(f"There is no node {name!r} that has joined or may join.")
        found.append(agents.address_of(conn, name))
        return sweep.gone(conn, name, datetime.now(UTC)) if row.joined_at is not None else []

    def tell(changes: list[Change]) -> None:
        for change in changes:
            site.bus.publish(change)
        site.loop.wake()

    await followed(site.store.write(write), tell)
    if found[0] is not None:
        await site.agents.forget(found[0])
    site.loop.wake()
    if end_sessions:
        rows = await site.store.read(lambda conn: open_kernels_on(conn, name))
        for session_id in {row.session_id for row in rows}:
            await sessions.end(site, session_id, "node-removed", forced=True, wait=0)


def vouch(conn: Connection, beat: p.Heartbeat, who: ServicePrincipal) -> Row[Any] | None:
    """The row of the node that reports; None for the agent beside us. Raises `Forbidden` when it says what
    is not its own: another's name, address or resource group.
    """
    if who.enrolment is None:
        _beside_us(conn, beat)
        return None
    row = enrolments.by_enrolment(conn, who.enrolment)
    if row is None or beat.agent_id != row.name:
        raise errors.Forbidden(f"Node {who.node} cannot speak for {beat.agent_id!r}.")
    for what, url in (("address", beat.address), ("relay_url", beat.relay_url)):
        if url and not _is_at(url, row.addresses):
            known = ", ".join(row.addresses)
            raise errors.Forbidden(f"{what}: {url} is not an https address of node {row.name} ({known}).")
    other = enrolments.at_address(conn, beat.address, row.name)
    if other is not None:
        raise errors.Forbidden(f"address: {beat.address} is the address of {other}.")
    if beat.resource_group != row.resource_group:
        raise errors.Forbidden(
            f"Node {row.name} was added to the resource group {row.resource_group!r}, "
            f"not to {beat.resource_group!r}."
        )
    return row


async def check_name(site: Site, agent_id: str, who: ServicePrincipal) -> None:
    """Raise `Forbidden` when ``who`` is not the agent ``agent_id``."""
    if who.enrolment is not None:
        if agent_id != who.node:
            raise errors.Forbidden(f"Node {who.node} cannot speak for {agent_id!r}.")
    else:
        await site.store.read(lambda conn: _not_a_node(conn, agent_id))


async def own_volumes(site: Site, beat: p.Heartbeat, who: ServicePrincipal) -> p.Heartbeat:
    """The heartbeat with those volumes only that are the site's by their marks: sessions that need another
    one are not sent to this node. The agent beside us has the directories themselves.
    """
    if who.enrolment is None:
        return beat
    known = await site.door.marks.known(beat.volumes) if site.door is not None else {}
    good = [name for name in beat.volumes if name in known and known[name] == beat.volume_marks.get(name)]
    return beat.model_copy(update={"volumes": good})


def _not_a_node(conn: Connection, agent_id: str) -> None:
    if enrolments.by_name(conn, agent_id) is not None:
        raise errors.Forbidden(f"{agent_id} is a node on another machine; it speaks for itself.")


def _beside_us(conn: Connection, beat: p.Heartbeat) -> None:
    _not_a_node(conn, beat.agent_id)
    for url in (beat.address, beat.relay_url):
        if url and not is_loopback(urlsplit(url).hostname or ""):
            raise errors.Forbidden(
                f"An agent at {url} is on another machine and has to join: kernelyard node add NAME"
            )


def introduce(site: Site, row: Row[Any], address: str) -> None:
    """Let calls to this address go to this node, and to nobody else."""
    name = p.node_name(row.enrolment)
    if not site.agents.knows(address, name):
        site.agents.introduce(address, site.box.open(row.secret_encrypted), name)


async def introduce_all(site: Site) -> None:
    """The nodes where they were last, and nobody else: after a start, and after what another service did."""
    here = set()
    for row in await site.store.read(enrolments.joined):
        if row.address is not None and _is_at(row.address, row.addresses):
            introduce(site, row, row.address)
            here.add(row.address)
    for address in site.agents.addresses() - here:
        await site.agents.forget(address)


async def keep_introduced(site: Site) -> None:
    """`introduce_all` again and again, until cancelled: another service may add and remove nodes."""
    while True:
        await asyncio.sleep(REFRESH)
        try:
            await introduce_all(site)
        except SQLAlchemyError as error:
            log.warning("the list of nodes could not be read: %s", type(error).__name__)


def _item(row: Row[Any], now: datetime) -> dict[str, Any]:
    if row.joined_at is not None:
        state = row.status or "JOINED"
    else:
        state = "INVITED" if row.token_expires > now else "EXPIRED"
    times = {key: row._mapping[key] for key in ("joined_at", "last_seen", "certificate_expires")}
    return {
        "name": row.name,
        "resource_group": row.resource_group,
        "state": state,
        "addresses": row.addresses,
        "agent_address": row.address,
        "version": row.version,
        **{key: value.isoformat() if value is not None else None for key, value in times.items()},
    }


def _door(site: Site) -> Door:
    if site.door is None:
        raise errors.Conflict(NO_DOOR)
    return site.door


def _sign(door: Door, request: str, name: str, names: list[str]) -> tuple[str, datetime]:
    try:
        return door.authority.sign(request, name, names)
    except authority.BadRequest as error:
        raise errors.InvalidParameters(str(error)) from None


def _enrolment(name: str) -> UUID | None:
    digits, _, domain = name.partition(".")
    if domain != p.NODE_DOMAIN:
        return None
    try:
        return UUID(digits)
    except ValueError:
        return None


def _is_at(url: str, addresses: list[str]) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname in addresses
