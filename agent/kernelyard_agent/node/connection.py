"""How this agent and the hub service talk: on one machine by loopback and a secret in a file, else as a node
that has joined, by TLS with certificates on both sides. There is nothing in between.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .. import protocol as p
from .. import tls
from .identity import Identity

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not listened on


class Refused(ValueError):
    """Settings with which others could listen in; says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The way between hub service and agent; without an identity it does not leave this machine."""

    hub: str
    """Base address of what this agent reports to."""
    secret: str = field(repr=False)
    identity: Identity | None = None
    host: str = "127.0.0.1"
    """Where others reach this agent."""

    @property
    def request(self) -> dict[str, Any]:
        """What every request to the hub service takes (aiohttp)."""
        if self.identity is None:
            return {}
        return {"ssl": self.identity.client, "server_hostname": p.HUB_NAME}

    @property
    def listen(self) -> ssl.SSLContext | None:
        """For all ports of this agent. The RPC admits `HUB_NAME` only, the relay `PROXY_NAME`."""
        return self.identity.server if self.identity is not None else None

    def only(self, *names: str) -> list[Any]:
        """Middlewares, to come first, that let in nobody but the owners of these certificates."""
        return [tls.only(*names)] if self.identity is not None else []

    def admits(self, transport: asyncio.BaseTransport, *names: str) -> bool:
        """Whether the other side of a connection has a certificate with one of these names; on one machine
        there are no certificates.
        """
        return self.identity is None or not tls.names_in(transport.get_extra_info("peercert")).isdisjoint(
            names
        )

    def url(self, port: int) -> str:
        """Base address of a port of this agent's, as others reach it."""
        scheme = "http" if self.identity is None else "https"
        return f"{scheme}://{f'[{self.host}]' if ':' in self.host else self.host}:{port}"


def beside(listen_ip: str, service_url: str, secret: str) -> Connection:
    """The hub service is on this machine. Raises `Refused` where anything would leave it."""
    if not tls.is_loopback(listen_ip):
        raise Refused(
            f"listen_ip: others can reach {listen_ip or 'every address'}, and without TLS this agent listens "
            "on this machine only; make it a node of the site (kernelyard agent join) and set node_dir"
        )
    parts = urlsplit(service_url)
    if parts.scheme != "https" and not tls.is_loopback(parts.hostname or ""):
        raise Refused(
            f"service_url: {service_url} leads to another machine without TLS; make this agent a node of the "
            "site (kernelyard agent join) and set node_dir"
        )
    return Connection(service_url.rstrip("/"), secret, host=listen_ip)


def joined(node_dir: str, listen_ip: str, address: str) -> Connection:
    """The hub service is elsewhere. ``address`` is where it finds us, when that is not ``listen_ip``.

    Raises `Refused` or `IdentityError`.
    """
    identity = Identity(Path(node_dir).resolve())
    known = identity.facts.addresses
    if tls.is_loopback(listen_ip) and not address and listen_ip not in known:
        raise Refused(f"listen_ip: the hub service cannot reach {listen_ip}; set it to {known[0]}")
    host = address or (known[0] if listen_ip in EVERYWHERE else listen_ip)
    if host not in known:
        raise Refused(
            f"address: this node was added as {', '.join(known)}, and its certificate says so, not {host}"
        )
    return Connection(identity.facts.hub, identity.secret, identity, host)
