"""What the hub service's HTTP tests share: a service in this process, with real store and storage."""

from __future__ import annotations

import io
import json
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.fernet import Fernet
from yarl import URL

from kernelyard_agent.protocol import ExecuteRequest, ExecuteResult, Heartbeat, HeartbeatReply
from kernelyard_hub import signature
from kernelyard_hub.app import make_app
from kernelyard_hub.events import Bus
from kernelyard_hub.oauth import HubLogin
from kernelyard_hub.operations.accounts.accounts import hash_password
from kernelyard_hub.principal import ServiceName
from kernelyard_hub.scheduler.carrying.agents import AgentPool
from kernelyard_hub.scheduler.loop import SchedulerLoop
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.site import Site, SiteConfig
from kernelyard_hub.store import Store, accounts
from kernelyard_hub.store.seed import seed
from kernelyard_hub.testing import FakeAgent
from tests import databases, storage_rig

# Every rig has all routes, a thousand patterns: they are compiled once, not for each rig.
re._MAXCACHE = 8192  # type: ignore[attr-defined]

PREFIX = "/services/kernelyard"
PASSWORDS = {"admin": "admin's own 1!", "user": "user's own 1!"}
_HASHES: dict[str, str] = {}


@dataclass(frozen=True)
class Keypair:
    user_id: UUID
    username: str
    access_key: str
    secret_key: str = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """A reply that has been read. ``json`` is None for bodies that are no JSON."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any


def signed_headers(
    keypair: Keypair,
    method: str,
    target: str,
    host: str,
    *,
    content_type: str = "application/json",
    version: str = signature.API_VERSION,
    date: datetime | None = None,
) -> dict[str, str]:
    """The headers that the public client sends."""
    at = date or datetime.now(UTC)
    request = signature.SignedRequest(method, target, at.isoformat(), host, content_type, version)
    signed = signature.sign(keypair.secret_key, request, at.strftime("%Y%m%d"))
    return {
        "Authorization": f"BackendAI signMethod=HMAC-SHA256, credential={keypair.access_key}:{signed}",
        "Date": at.isoformat(),
        "X-BackendAI-Version": version,
        "X-BackendAI-Domain": "default",
    }


class FakeHub:
    """The two calls of the Hub's API that the service's login makes."""

    def __init__(self) -> None:
        self.users: dict[str, dict[str, Any]] = {}
        """By token, the user model that the Hub answers."""
        self.codes: dict[str, str] = {}
        """By OAuth code, the token that it yields."""
        self.exchanges: list[dict[str, str]] = []
        self.server: TestServer | None = None

    def add(self, name: str, *, scopes: list[str] | None = None, **more: Any) -> str:
        """A token of that Hub user."""
        token = secrets.token_hex(16)
        granted = ["access:services!service=kernelyard"] if scopes is None else scopes
        self.users[token] = {"name": name, "kind": "user", "admin": False, "scopes": granted, **more}
        return token

    async def start(self) -> str:
        app = web.Application()
        app.router.add_get("/hub/api/user", self._user)
        app.router.add_post("/hub/api/oauth2/token", self._token)
        self.server = TestServer(app)
        await self.server.start_server()
        return str(self.server.make_url("/hub/api"))

    async def _user(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("token ")
        model = self.users.get(token)
        return web.json_response(model) if model is not None else web.json_response({}, status=403)

    async def _token(self, request: web.Request) -> web.Response:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.exchanges.append(form)
        token = self.codes.pop(form["code"], None)
        if token is None:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": token, "token_type": "Bearer"})


class ScriptedAgent(FakeAgent):
    """A fake node whose runs go by a script; without one they echo their code."""

    script: list[ExecuteResult]
    interrupted: int = 0
    asked: list[ExecuteRequest]

    async def _execute(self, request: web.Request) -> web.Response:
        call = ExecuteRequest.model_validate_json(await request.text())
        self.asked = [*getattr(self, "asked", []), call]
        if not self.script:
            return await super()._execute(request)
        result = self.script.pop(0).model_copy(update={"run_id": call.run_id})
        return web.Response(text=result.model_dump_json(), content_type="application/json")

    async def _interrupt(self, request: web.Request) -> web.Response:
        self.interrupted += 1
        return await super()._interrupt(request)


@dataclass
class HubRig:
    """A running hub service, two people, and clients for them."""

    site: Site
    server: TestServer
    http: aiohttp.ClientSession
    admin: Keypair
    user: Keypair
    other: Keypair
    services: dict[ServiceName, str]
    hub: FakeHub
    volume: Path
    stack: AsyncExitStack = field(repr=False)

    @property
    def host(self) -> str:
        return f"{self.server.host}:{self.server.port}"

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        who: Keypair | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        """One request. ``path`` is sent as it stands, with its query; ``who`` signs it."""
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        data = None if content is None else io.BytesIO(content)
        sent = {"Content-Type": "application/json"}
        if who is not None:
            sent |= signed_headers(who, method, path, self.host)
        sent |= headers or {}
        url = URL(f"http://{self.host}{path}", encoded=True)
        async with self.http.request(method, url, data=data, headers=sent, allow_redirects=False) as response:
            text = await response.text()
            kind = response.headers.get("Content-Type", "")
            loaded = json.loads(text) if "json" in kind and text and "ndjson" not in kind else None
            return Reply(response.status, response.headers, text, loaded)

    async def agent(self, script: Sequence[ExecuteResult] = (), **options: Any) -> ScriptedAgent:
        """A fake node that reports over HTTP like a real one; stopped with the rig."""

        async def report(beat: Heartbeat) -> HeartbeatReply:
            reply = await self.service("agent", "POST", "/agent/heartbeat", beat.model_dump(mode="json"))
            assert reply.status == 200, reply.text
            return HeartbeatReply.model_validate(reply.json)

        agent = ScriptedAgent(report, secret=self.services["agent"], **options)
        agent.script = list(script)
        return await self.stack.enter_async_context(agent)

    async def service(self, name: ServiceName, method: str, path: str, body: Any = None) -> Reply:
        """One request of one of our own services."""
        headers = {"Authorization": f"Bearer {self.services[name]}", "X-Kernelyard-Protocol": "1"}
        return await self.call(method, path, body, headers=headers)


def password_hash(name: str) -> str:
    """Made once: argon2 is slow on purpose."""
    if name not in _HASHES:
        _HASHES[name] = hash_password(PASSWORDS[name])
    return _HASHES[name]


async def _people(site: Site) -> dict[str, Keypair]:
    roles = {"admin": "superadmin", "user": "user", "other": "user"}
    people = {}
    for name, role in roles.items():
        user_id, access_key, secret_key = await site.store.write(
            lambda conn, name=name, role=role: accounts.create_user(  # type: ignore[misc]
                conn,
                site.box,
                username=name,
                email=f"{name}@example.com",
                password_hash=password_hash(name) if name in PASSWORDS else None,
                role=role,
            )
        )
        people[name] = Keypair(user_id, name, access_key, secret_key)
    return people


@asynccontextmanager
async def running(base: Path, *, login: bool = True, **options: Any) -> AsyncIterator[HubRig]:
    """A service on a free port; ``options`` go to `make_app`."""
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(storage_rig.running(base))
        store = await Store.open(databases.fresh(base, "hub"))
        stack.push_async_callback(store.close)
        box, bus = SecretBox(Fernet.generate_key()), Bus()
        await store.write(lambda conn: seed(conn, box))
        services: dict[ServiceName, str] = {
            "hub": secrets.token_hex(16),
            "agent": secrets.token_hex(16),
            "storage": secrets.token_hex(16),
            "metrics": secrets.token_hex(16),
        }
        agents = AgentPool(services["agent"])
        stack.push_async_callback(agents.close)
        loop = SchedulerLoop(store, bus, box, agents)
        site = Site(SiteConfig(prefix=PREFIX), store, bus, box, agents, loop, {"local": storage.manager})
        stack.push_async_callback(site.queries.close)
        await loop.start()
        stack.push_async_callback(loop.stop)
        hub = FakeHub()
        api_url = await hub.start()
        assert hub.server is not None
        stack.push_async_callback(hub.server.close)
        hub_login = (
            HubLogin(
                api_url=api_url,
                api_token=secrets.token_hex(16),
                prefix=PREFIX,
                authorize_url="/hub/api/oauth2/authorize",
            )
            if login
            else None
        )
        people = await _people(site)
        server = TestServer(make_app(site, services, hub_login, **options), host="127.0.0.1")
        await server.start_server(shutdown_timeout=1.0)
        stack.push_async_callback(server.close)
        http = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()))
        yield HubRig(
            site, server, http, **people, services=services, hub=hub, volume=storage.root, stack=stack
        )
