"""The port for nodes on other machines: mutual TLS, and nothing else than what nodes ask."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from kernelyard_agent.protocol import HUB_NAME
from kernelyard_agent.tls import client_context, names, server_context
from kernelyard_hub.authority import Authority
from kernelyard_hub.errors import AuthFailed
from kernelyard_hub.http.call import Route
from kernelyard_hub.http.guard import Guard, decorate, problems
from kernelyard_hub.operations import nodes
from kernelyard_hub.principal import Principal, ServicePrincipal
from kernelyard_hub.site import SITE, Door, Site
from kernelyard_hub.volume_marks import Marks

MAX_BODY = 8 * 2**20
"""Bytes of a heartbeat; one of a node with some thousand kernels has two or three MiB."""


class BadAddress(ValueError):
    """``agent_listen`` is no address with a port."""


def open_door(authority: Authority, listen: str, marks: Marks) -> Door:
    """The TLS side of the door. Raises `BadAddress`."""
    host, port = split(listen)
    pem = authority.own("hub", HUB_NAME)
    server = server_context(authority.file, need_certificate=False)
    client = client_context(authority.file)
    for context in (server, client):
        context.load_cert_chain(pem)
    shown = f"[{host}]" if ":" in host else host
    return Door(authority, f"https://{shown}:{port}", server, client, marks)


def split(listen: str) -> tuple[str, int]:
    """Address and port of ``ADDRESS:PORT`` (an IPv6 address in brackets). Raises `BadAddress`."""
    host, _, port = listen.rpartition(":")
    try:
        ipaddress.ip_address(host.strip("[]"))
        number = int(port)
    except ValueError:
        number = 0
    if not 1 <= number <= 65535:
        raise BadAddress(f"agent_listen: {listen!r} is not ADDRESS:PORT, as 10.0.0.1:8443.")
    return host.strip("[]"), number


def make_door_app(site: Site, routes: list[Route]) -> web.Application:
    """The application behind the door. Every route has its row in the access table, as elsewhere."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[problems])
    app[SITE] = site
    guard = Guard(site, NodeIdentifier(site))
    for route in routes:
        app.router.add_route(route.method, route.path, guard.endpoint(route))
    app.on_response_prepare.append(decorate)
    app.on_response_prepare.append(_hang_up)
    return app


async def _hang_up(request: web.Request, response: web.StreamResponse) -> None:
    """Whoever is refused has to connect anew: his certificate may be a new one by then."""
    if response.status in (401, 403):
        response.force_close()


class NodeIdentifier:
    """Finds out which node is asking: by its certificate and by its secret, both."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, request: web.Request) -> ServicePrincipal:
        """Raises `AuthFailed`."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer":
            raise AuthFailed("A node shows its secret.")
        return await nodes.identify(self._site, names(request), secret)

    async def by_login(self, request: web.Request) -> Principal | None:
        """Nobody logs in here."""
        return None
