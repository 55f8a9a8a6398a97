"""What is asked of registries, and what of their answers is believed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from kernelyard_hub.registry_client import MANIFESTS, RegistryClient, RegistryProblem
from kernelyard_hub.store.registries import Registry

LABELS = {"ai.backend.kernelspec": "1"}


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


@dataclass
class Fake:
    """A registry that hands out tokens for one user, one scope each, and notes what it was asked."""

    repositories: list[str]
    page: int = 100
    realm: str = ""
    lies: bool = False
    """Whether the content of configurations is not what their digest says."""
    big: bool = False
    asked: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    url: str = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/token", self._token)
        app.router.add_get("/api/v2.0/projects/{project}/repositories", self._harbor)
        app.router.add_get("/api/v4/projects/{project}/registry/repositories", self._gitlab)
        app.router.add_get("/v2/{path:.*}", self._v2)
        return app

    async def _token(self, request: web.Request) -> web.Response:
        pair = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        if pair != "reader:sesame":
            return web.json_response({}, status=401)
        self.scopes.append(request.query["scope"])
        assert request.query["service"] == "fake"
        return web.json_response({"token": "token for " + request.query["scope"]})

    async def _harbor(self, request: web.Request) -> web.Response:
        project = request.match_info["project"]
        names = [name for name in self.repositories if name.startswith(project + "/")]
        start = (int(request.query["page"]) - 1) * 100
        return web.json_response([{"name": name} for name in names[start : start + 100]])

    async def _gitlab(self, request: web.Request) -> web.Response:
        assert request.headers["PRIVATE-TOKEN"] == "sesame"
        assert request.raw_path.startswith("/api/v4/projects/group%2Fapp/")
        return web.json_response([{"path": name} for name in self.repositories])

    async def _v2(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        self.asked.append(path)
        scope = "registry:catalog:*" if path == "_catalog" else f"repository:{_repository(path)}:pull"
        if request.headers.get("Authorization") != f"Bearer token for {scope}":
            realm = self.realm or f"{self.url}/token"
            challenge = f'Bearer realm="{realm}",service="fake",scope="repository:everything:pull,push"'
            return web.json_response({}, status=401, headers={"WWW-Authenticate": challenge})
        if path == "_catalog":
            return self._catalog(request)
        if path.endswith("/tags/list"):
            return web.json_response({"tags": ["1", "../../etc", "x" * 200]})
        config = {"os": "linux", "architecture": "amd64", "config": {"Labels": LABELS}}
        if self.big:
            config["config"] = {"Labels": {"long": "x" * 70_000, **LABELS}}
        data = json.dumps(config).encode()
        if "/blobs/" in path:
            return web.Response(body=data + b" " if self.lies else data)
        layer = {"digest": digest(b"layer"), "size": 5}
        body = {"config": {"digest": digest(data), "size": len(data)}, "layers": [layer, layer]}
        return web.Response(body=json.dumps(body).encode(), content_type=MANIFESTS[1])

    def _catalog(self, request: web.Request) -> web.Response:
        last = request.query.get("last")
        rest = self.repositories[self.repositories.index(last) + 1 :] if last else self.repositories
        page, headers = rest[: self.page], {}
        if len(rest) > self.page:
            headers["Link"] = f'<http://elsewhere.invalid/v2/_catalog?last={page[-1]}&n=1>; rel="next"'
        return web.json_response({"repositories": page}, headers=headers)


def _repository(path: str) -> str:
    for part in ("/tags/", "/manifests/", "/blobs/"):
        path = path.partition(part)[0]
    return path


@asynccontextmanager
async def serving(fake: Fake, **options: Any) -> AsyncIterator[RegistryClient]:
    runner = web.AppRunner(fake.app())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    if options.get("type") == "gitlab":
        options["api_endpoint"] = fake.url
    login = {"username": "reader", "password": "sesame", **options}
    try:
        async with RegistryClient(Registry("cr.example.org", fake.url, **login)) as client:
            yield client
    finally:
        await runner.cleanup()


async def names(client: RegistryClient) -> list[str]:
    return [name async for name in client.repositories()]


@pytest.mark.feature("KRN-035", "KRN-038")
async def test_a_token_for_each_scope_and_never_more_than_reading() -> None:
    fake = Fake(["stable/python", "stable/r"])
    async with serving(fake) as client:
        assert await names(client) == ["stable/python", "stable/r"]
        assert await client.tags("stable/python") == ["1"], "names that no image can have are left out"
        (image,) = await client.images("stable/python", "1")
        await client.images("stable/python", "1")
    assert (image.name, image.tag, image.architecture, image.size_bytes) == (
        "stable/python",
        "1",
        "x86_64",
        10,
    )
    assert image.labels == LABELS
    assert fake.scopes == ["registry:catalog:*", "repository:stable/python:pull"]


async def test_pages_stay_at_the_registry_and_projects_narrow() -> None:
    """A link to another host is followed as a path of this one."""
    fake = Fake(["other/a", "stable/b", "stable/c", "stable2/d"], page=1)
    async with serving(fake) as client:
        assert await names(client) == fake.repositories
    async with serving(fake, projects=("stable",)) as client:
        assert await names(client) == ["stable/b", "stable/c"]


async def test_names_that_no_image_can_have() -> None:
    fake = Fake(["../../etc", "UPPER/case", "a//b", "fine/name", "a" * 300, "x\ny", ""])
    async with serving(fake) as client:
        assert await names(client) == ["fine/name"]


@pytest.mark.feature("KRN-038")
async def test_harbor_is_asked_for_the_repositories_of_its_projects() -> None:
    fake = Fake([f"stable/image-{number:03}" for number in range(150)] + ["secret/one"])
    async with serving(fake, type="harbor2", projects=("stable",)) as client:
        assert len(await names(client)) == 150
    async with serving(fake, type="harbor2") as client:
        with pytest.raises(RegistryProblem, match="needs its projects"):
            await names(client)


@pytest.mark.feature("KRN-039")
async def test_gitlab_is_asked_at_its_own_address() -> None:
    fake = Fake(["group/app/one"])
    async with serving(fake, type="gitlab", projects=("group/app",)) as client:
        assert await names(client) == ["group/app/one"]


async def test_content_that_is_not_its_digest_is_refused() -> None:
    async with serving(Fake(["a/b"], lies=True)) as client:
        with pytest.raises(RegistryProblem, match="something else than"):
            await client.images("a/b", "1")


async def test_labels_without_end_are_no_image() -> None:
    async with serving(Fake(["a/b"], big=True)) as client:
        assert await client.images("a/b", "1") == []


async def test_wrong_credentials_are_not_in_what_is_told() -> None:
    async with serving(Fake(["a/b"]), password="wrong-one") as client:
        with pytest.raises(RegistryProblem, match="no token") as caught:
            await names(client)
    assert "wrong-one" not in str(caught.value)
    with pytest.raises(RegistryProblem, match="does not answer"):
        async with RegistryClient(Registry("x", "http://127.0.0.1:1")) as client:
            await names(client)


async def test_an_encrypted_registry_cannot_have_credentials_sent_in_clear() -> None:
    client = RegistryClient(Registry("x", "https://cr.example.org", username="u", password="p"))
    with pytest.raises(RegistryProblem, match="without encryption"):
        await client._log_in('Bearer realm="http://cr.example.org/token",service="s"', "registry:catalog:*")
