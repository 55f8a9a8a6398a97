"""The two doors over HTTP: what they read, and in which shapes they answer (T17 to T20)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from kernelyard_hub.errors import ApiError
from kernelyard_hub.graphql import handle, handle_legacy
from kernelyard_hub.principal import PRINCIPAL, ServicePrincipal
from kernelyard_hub.site import SITE, Site

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(graphql_site: Site, world: Any) -> AsyncIterator[Client]:
    """Both handlers behind a guard that believes the header ``X-Who``."""

    @web.middleware
    async def guard(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        name = request.headers.get("X-Who", "alice")
        request[PRINCIPAL] = ServicePrincipal("agent") if name == "agent" else world.who.get(name)
        try:
            return await handler(request)
        except ApiError as error:
            return web.json_response(error.problem(), status=error.status)

    app = web.Application(middlewares=[guard])
    app[SITE] = graphql_site
    app.router.add_post("/admin/gql", handle)
    app.router.add_post("/admin/graphql", handle_legacy)
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.feature("GQL-002")
async def test_data_and_errors_come_with_200(client: Client) -> None:
    answer = await client.post("/admin/gql", json={"query": "{user{email}}", "variables": {}})
    assert answer.status == 200
    assert answer.content_type == "application/json"
    assert await answer.json() == {"data": {"user": {"email": "alice@example.org"}}}
    answer = await client.post("/admin/gql", json={"query": "{user{email} users{email}}"})
    assert answer.status == 200
    body = await answer.json()
    assert body["data"] == {"user": {"email": "alice@example.org"}, "users": None}
    assert [error["path"] for error in body["errors"]] == [["users"]]


async def test_keys_keep_the_order_of_the_selection(client: Client) -> None:
    query = "{keypair{is_admin secret_key access_key user_id is_active}}"
    text = await (await client.post("/admin/gql", json={"query": query})).text()
    assert list(json.loads(text)["data"]["keypair"]) == query.split("keypair{")[1].strip("}").split()


@pytest.mark.parametrize("number", [181, 182])
@pytest.mark.feature("REST-050")
async def test_the_older_door_as_recorded(client: Client, shared: Path, number: int) -> None:
    """The data object itself; errors as a problem document."""
    (path,) = (shared / "data" / "golden").glob(f"{number}-*.json")
    pair = json.loads(path.read_text())
    answer = await client.post("/admin/graphql", json=pair["request"]["body"])
    body = await answer.json()
    theirs = pair["response"]
    assert answer.status == theirs["status"]
    assert list(body) == list(theirs["body"])
    if answer.status == 400:
        assert body == theirs["body"]
    else:
        assert [list(preset) for preset in body["resource_presets"][:1]] == [["name"]]


async def test_an_operation_may_be_named(client: Client) -> None:
    query = "query a {user{email}} query b {user{username}}"
    answer = await client.post("/admin/gql", json={"query": query, "operationName": "b"})
    assert (await answer.json())["data"] == {"user": {"username": "alice"}}
    answer = await client.post("/admin/gql", json={"query": query})
    assert "operation name" in (await answer.json())["errors"][0]["message"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ('"text"', "object"),
        ("{}", "query"),
        ('{"query": 5}', "query"),
        ('{"query": "{user{email}}", "variables": []}', "variables"),
        ('{"query": "{user{email}}", "operationName": 1}', "operationName"),
    ],
)
@pytest.mark.parametrize("door", ["/admin/gql", "/admin/graphql"])
async def test_malformed_bodies_are_named(client: Client, door: str, body: str, named: str) -> None:
    answer = await client.post(door, data=body, headers={"Content-Type": "application/json"})
    assert answer.status == 400
    problem = await answer.json()
    assert problem["type"].endswith("/invalid-api-params")
    assert named in problem["msg"]


async def test_services_and_strangers_are_turned_away(client: Client) -> None:
    for name in ("agent", "nobody"):
        answer = await client.post("/admin/gql", json={"query": "{user{email}}"}, headers={"X-Who": name})
        assert answer.status == 401
        assert (await answer.json())["type"].endswith("/auth-failed")


async def test_too_large_is_a_problem_document(client: Client) -> None:
    query = "{" + " ".join(f"a{n}: user{{email}}" for n in range(100)) + "}"
    answer = await client.post("/admin/gql", json={"query": query})
    assert answer.status == 400
    problem = await answer.json()
    assert problem["type"].endswith("/graphql-error")
    assert problem["data"] == [{"message": "The query has more than 30 root fields."}]
