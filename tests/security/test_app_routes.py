"""Ways of browsers to apps: there while their sessions run, and cut for whoever is shut out (S08)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_hub import app_routes as module
from kernelyard_hub.app_routes import AppRoutes, HubProxy
from kernelyard_hub.store.models import keypairs, users
from kernelyard_hub.testing import FakeAgent

TOKEN = "of the proxy"


class FakeProxy:
    """The REST API of configurable-http-proxy, with a route of the Hub's and one of somebody else's."""

    def __init__(self) -> None:
        self.routes: dict[str, dict[str, Any]] = {}
        self.fails = 0
        self.server: TestServer | None = None
        self.forget()

    def forget(self) -> None:
        """As when it is started again."""
        self.routes = {
            "/": {"target": "http://hub", "hub": True, "jupyterhub": True},
            "/apps/of-somebody": {"target": "http://else"},
        }

    @property
    def apps(self) -> dict[str, str]:
        return {path: route["target"] for path, route in self.routes.items() if "kernelyard" in route}

    async def start(self) -> str:
        app = web.Application()
        app.router.add_get("/api/routes", self._list)
        app.router.add_post("/api/routes/{path:.*}", self._add)
        app.router.add_delete("/api/routes/{path:.*}", self._remove)
        self.server = TestServer(app)
        await self.server.start_server()
        return str(self.server.make_url("/"))

    def _check(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"token {TOKEN}":
            raise web.HTTPForbidden
        if self.fails:
            self.fails -= 1
            raise web.HTTPServiceUnavailable

    async def _list(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.json_response(self.routes)

    async def _add(self, request: web.Request) -> web.Response:
        self._check(request)
        route = await request.json()
        assert route["target"]
        self.routes["/" + request.match_info["path"]] = route
        return web.Response(status=201)

    async def _remove(self, request: web.Request) -> web.Response:
        self._check(request)
        found = self.routes.pop("/" + request.match_info["path"], None)
        return web.Response(status=204 if found is not None else 404)


class Scene:
    def __init__(self, core: Core, agent: FakeAgent, proxy: FakeProxy, routes: AppRoutes) -> None:
        self.core, self.agent, self.proxy, self.routes = core, agent, proxy, routes

    async def apps(self) -> dict[str, str]:
        return self.proxy.apps

    async def session(self) -> str:
        """A new running session; the path of its apps."""
        made = await self.core.create()
        kernel_id = next(iter(self.agent.kernels.keys() - self.seen))
        self.seen.add(kernel_id)
        self.last = made.session_id
        return f"/base/apps/{kernel_id}"

    seen: set[Any] = set()  # noqa: RUF012 -- replaced per test
    last: Any = None


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(module, "LOOK", 0.1)
    monkeypatch.setattr(module, "CHECK", 0.2)
    proxy = FakeProxy()
    client = HubProxy(await proxy.start(), TOKEN)
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent()
        core.site.app_routes = routes = AppRoutes(core.site, client, "/base")
        task = asyncio.create_task(routes.run())
        scene = Scene(core, agent, proxy, routes)
        scene.seen = set()
        yield scene
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await client.close()
    assert proxy.server is not None
    await proxy.server.close()


@pytest.mark.feature("APX-001")
async def test_routes_follow_the_sessions(scene: Scene) -> None:
    path = await scene.session()
    await scene.routes.there(next(iter(scene.seen)))
    assert scene.proxy.apps == {path: scene.agent.relay_url}
    ended = scene.last
    other = await scene.session()
    await eventually(scene.apps, lambda apps: set(apps) == {path, other})
    await core_rig.sessions.end(scene.core.site, ended, "user-requested")
    await eventually(scene.apps, lambda apps: set(apps) == {other})
    assert "/apps/of-somebody" in scene.proxy.routes


async def test_a_proxy_that_forgot_is_told_again(scene: Scene) -> None:
    path = await scene.session()
    await eventually(scene.apps, lambda apps: set(apps) == {path})
    scene.proxy.fails = 3
    scene.proxy.forget()
    await eventually(scene.apps, lambda apps: set(apps) == {path})


async def test_a_relay_that_moves_is_followed(scene: Scene) -> None:
    path = await scene.session()
    await eventually(scene.apps, lambda apps: set(apps) == {path})
    scene.agent.relay_url = "http://127.0.0.1:2"
    await scene.agent.beat()
    await eventually(scene.apps, lambda apps: apps == {path: "http://127.0.0.1:2"})


@pytest.mark.parametrize("what", ["keypair", "user"])
async def test_whoever_is_shut_out_loses_his_visitors(scene: Scene, what: str) -> None:
    await scene.session()
    (kernel_id,) = scene.seen

    async def revoked() -> list[Any]:
        return scene.agent.revoked

    def change(active: bool) -> Any:
        if what == "keypair":
            return (
                update(keypairs)
                .where(keypairs.c.access_key == scene.core.who.access_key)
                .values(is_active=active)
            )
        status = "active" if active else "inactive"
        return update(users).where(users.c.id == scene.core.who.user_id).values(status=status)

    for times in (1, 2):
        await scene.core.site.store.write(lambda conn: conn.execute(change(False)) and None)
        await eventually(revoked, lambda calls, times=times: len(calls) == times)
        await scene.core.site.store.write(lambda conn: conn.execute(change(True)) and None)
        await eventually(scene.apps, lambda _: not scene.routes._shut)
    assert scene.agent.revoked == [kernel_id, kernel_id]
