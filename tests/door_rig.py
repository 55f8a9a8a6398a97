"""A hub service in this process with its door for nodes, and nodes that join through it; without root."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from kernelyard_agent import protocol as p
from kernelyard_agent.node.identity import Identity, new_key
from kernelyard_agent.node.join import join
from kernelyard_agent.node.token import Token
from kernelyard_agent.tls import client_context
from kernelyard_hub.authority import LIFETIME, Authority
from kernelyard_hub.http.door import make_door_app, open_door
from kernelyard_hub.operations import nodes
from kernelyard_hub.rest.nodes import DOOR
from kernelyard_hub.volume_marks import Marks
from tests import hub_rig
from tests.hub_rig import HubRig
from tests.running_site import free_port

HERE = "127.0.0.1"


@dataclass
class Doorway:
    """A site that takes nodes; everything is on loopback, which TLS does not know."""

    rig: HubRig
    authority: Authority
    address: str
    base: Path

    async def invite(self, name: str, *, group: str = "default", **more: Any) -> Token:
        made = await nodes.invite(self.rig.site, name, group, more.pop("addresses", []), **more)
        return Token.parse(made.token)

    async def node(self, name: str, **more: Any) -> Identity:
        """A machine that has joined."""
        return await join(self.address, await self.invite(name, **more), self.base / name, replace=True)

    async def post(
        self,
        path: str,
        body: Any,
        *,
        identity: Identity | None = None,
        secret: str | None = None,
        certificate: Path | None = None,
        address: str = "",
    ) -> tuple[int, str]:
        """Status and words of an answer; ``certificate``, ``secret`` stand in for those of ``identity``."""
        context = client_context(self.authority.file) if identity is None else identity.client
        if certificate is not None:
            context = client_context(self.authority.file)
            context.load_cert_chain(certificate)
        shown = secret if secret is not None else identity.secret if identity is not None else ""
        headers = {"Authorization": f"Bearer {shown}", "X-Kernelyard-Protocol": "1"} if shown else {}
        async with (
            aiohttp.ClientSession() as http,
            http.post(
                (address or self.address) + path,
                json=body,
                headers=headers,
                ssl=context,
                server_hostname=p.HUB_NAME,
            ) as response,
        ):
            loaded = await response.json(content_type=None) or {}
            return response.status, loaded.get("msg") or loaded.get("title") or ""

    def pem(
        self, name: str, names: list[str], lifetime: timedelta = LIFETIME, *, other: bool = False
    ) -> Path:
        """A key with a certificate of this site's authority, or of one that calls itself the same."""
        directory = self.base / "other-site" if other else self.authority.directory
        key, request = new_key()
        certificate, _ = Authority(directory, lifetime).sign(request, name, names)
        path = self.base / f"{name}.pem"
        path.write_text(key + certificate)
        return path


def heartbeat(identity: Identity, **changes: Any) -> dict[str, Any]:
    """What this node would report, with changes."""
    beat = p.Heartbeat(
        agent_id=identity.facts.name,
        boot_id="boot",
        version="1",
        address=f"https://{HERE}:6001",
        architecture="x86_64",
        engine="process",
        isolation="advisory",
        devices=[],
        images=[],
        volumes=[],
        kernels=[],
    )
    return {**beat.model_dump(mode="json"), **changes}


@asynccontextmanager
async def running(base: Path, *, lifetime: timedelta = LIFETIME) -> AsyncIterator[Doorway]:
    async with hub_rig.running(base) as rig:
        site = rig.site
        authority = Authority(base / "nodes", lifetime)
        port = free_port()
        site.door = open_door(authority, f"{HERE}:{port}", Marks(site.storage))
        site.agents.tls = site.door.client
        runner = web.AppRunner(make_door_app(site, DOOR), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, HERE, port, ssl_context=site.door.server).start()
            yield Doorway(rig, authority, site.door.address, base)
        finally:
            await runner.cleanup()
