"""Apps of sessions: which there are, starting and stopping them, and addresses that open them in a browser
(REST-023, APX-006).
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from cryptography.fernet import InvalidToken
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row

from kernelyard_agent.protocol import HUB_NOTEBOOK, ServicePort, StartService
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions.execution import ask, running_kernel
from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions

SERVICE_PATH = "/services/kernelyard"
"""Where the hub service is, below the Hub's own path."""
TOKEN_LIFE = 60.0
"""Seconds between asking for an app and fetching its address."""
TOKEN_KIND = "app"  # noqa: S105 -- no secret

_ARGUMENTS: TypeAdapter[dict[str, str | list[str] | None]] = TypeAdapter(dict[str, str | list[str] | None])
_ENVIRON: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class Started:
    """An app that answers, and what fetches its address."""

    service: ServicePort
    token: str


def listing(kernel: Row[Any] | None) -> list[dict[str, Any]]:
    """The apps of a session, as golden 134 has them, with what callers may say when they start one."""
    ports = kernel.service_ports or [] if kernel is not None else []
    return [_entry(port) for port in ports if port["name"] != HUB_NOTEBOOK]


def _entry(port: Mapping[str, Any]) -> dict[str, Any]:
    entry = {"name": port["name"], "protocol": port["protocol"], "ports": [port["container_port"]]}
    for field in ("url_template", "allowed_arguments", "allowed_envs"):
        if port.get(field):
            entry[field] = port[field]
    if port.get("is_inference"):
        entry["is_inference"] = True
    return entry


async def list_apps(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> list[dict[str, Any]]:
    def read(conn: Connection) -> list[dict[str, Any]]:
        row = find_row(conn, who, ref, owner_access_key)
        return listing(sessions.main_kernel(conn, row.id))

    return await site.store.read(read)


async def start(
    site: Site,
    who: Principal,
    ref: str,
    app: str,
    *,
    port: int | None = None,
    arguments: object = None,
    environ: object = None,
    owner_access_key: str | None = None,
) -> Started:
    """Start an app unless it runs, and wait until it answers.

    ``arguments`` and ``environ`` are objects, or JSON texts of such. Raises `NotFound` for an app that the
    session has not, `InvalidParameters` for what its definition does not allow, `KernelExecutionFailed` when
    it does not come up.
    """
    asked = StartService(
        arguments=_read("arguments", _ARGUMENTS, arguments),
        environ=_read("envs", _ENVIRON, environ),
        port=port,
        site_path=base_path(site) + "/",
    )
    session_id = await known(site, who, ref, app, owner_access_key)
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    service = await ask(lambda: client.start_service(kernel_id, app, asked))
    until = time.time() + TOKEN_LIFE
    document = {"kind": TOKEN_KIND, "session": str(session_id), "app": app, "until": until}
    return Started(service, site.box.seal(json.dumps(document)).decode())


async def stop(site: Site, who: Principal, ref: str, app: str, owner_access_key: str | None = None) -> None:
    """End an app's processes; its next use starts it anew."""
    await known(site, who, ref, app, owner_access_key)
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    await ask(lambda: client.stop_service(kernel_id, app))


async def address(site: Site, token: str, ref: str, app: str) -> str:
    """An address that opens the app in one browser, in exchange for what `start` gave.

    Raises `AuthFailed` for a token that is over, or was made for something else.
    """
    try:
        document = json.loads(site.box.open(token.encode()))
        good = document["kind"] == TOKEN_KIND and document["app"] == app and document["until"] > time.time()
        session_id = UUID(document["session"])
    except (InvalidToken, ValueError, LookupError, TypeError):
        good = False
    if not good:
        raise errors.AuthFailed("This token is not for that app, or it is over. Start the app again.")

    def read(conn: Connection) -> tuple[UUID, str]:
        row = sessions.by_id(conn, session_id)
        kernel = sessions.main_kernel(conn, session_id)
        agent = sessions.agent_of(conn, kernel) if kernel is not None and kernel.agent_id else None
        if row is None or kernel is None or agent is None or row.status not in states.RUNNING:
            raise errors.SessionNotFound("The session has ended.")
        if ref not in (str(row.id), row.name):
            raise errors.SessionNotFound("The token was made for another session.")
        return kernel.id, agent.address

    kernel_id, where = await site.store.read(read)
    client = site.agents.at(where)
    if site.app_routes is not None:
        await site.app_routes.there(kernel_id)
    ticket = await ask(lambda: client.ticket(kernel_id, app))
    origin = urlsplit(site.config.public_url)
    query = urlencode({"ticket": ticket.ticket})
    return f"{origin.scheme}://{origin.netloc}{base_path(site)}{ticket.path}?{query}"


async def known(site: Site, who: Principal, ref: str, app: str, owner_access_key: str | None) -> UUID:
    """The session's id. Raises `NotFound` when it has no such app."""

    def read(conn: Connection) -> tuple[UUID, list[dict[str, Any]]]:
        row = find_row(conn, who, ref, owner_access_key)
        return row.id, listing(sessions.main_kernel(conn, row.id))

    session_id, found = await site.store.read(read)
    if not any(entry["name"] == app for entry in found):
        names = ", ".join(entry["name"] for entry in found) or "none"
        raise errors.NotFound(f"The session has no app {app[:80]!r}; it has: {names}.", title="No such app.")
    return session_id


def base_path(site: Site) -> str:
    """The Hub's path (``base_url``), without the slash at its end."""
    return site.config.prefix.removesuffix(SERVICE_PATH)


def service_address(site: Site) -> str:
    """Where the hub service is, for people: the ``wsproxy_addr`` of the original."""
    origin = urlsplit(site.config.public_url)
    return f"{origin.scheme}://{origin.netloc}{site.config.prefix}"


def _read(name: str, kind: TypeAdapter[Any], value: object) -> Any:
    if value is None or value == "":
        value = {}
    try:
        return kind.validate_json(value) if isinstance(value, str) else kind.validate_python(value)
    except ValidationError:
        problem = {name: "must be a JSON object of strings"}
        raise errors.InvalidParameters("Input validation error", data=problem) from None
