"""S01 and S02: every route stands in the access table, and opens for nobody else than the table says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from tests import hub_rig
from tests.hub_rig import HubRig

from kernelyard_hub import access
from kernelyard_hub.access import TABLE, Need, Rule, allow
from kernelyard_hub.app import ROUTES
from kernelyard_hub.errors import ApiError, AuthFailed, Forbidden
from kernelyard_hub.http.door import make_door_app
from kernelyard_hub.http.guard import FUNC
from kernelyard_hub.principal import Principal, Role, ServicePrincipal
from kernelyard_hub.rest.nodes import DOOR


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[HubRig]:
    async with hub_rig.running(tmp_path) as running:
        yield running


def concrete(path: str) -> str:
    """A path of a route with something in its places."""
    return re.sub(r"\{[^}]+\}", "nothing", path)


def needing(*needs: Need) -> list[tuple[str, str]]:
    return [(route.method, concrete(route.path)) for route in ROUTES if TABLE[route.operation].need in needs]


async def test_every_route_has_a_row_and_every_row_a_route(rig: HubRig) -> None:
    """S01, over the applications that run, not over a list that somebody keeps."""
    operations = set()
    for route in (*rig.server.app.router.routes(), *make_door_app(rig.site, DOOR).router.routes()):
        assert route.method != "*"
        operation = getattr(route.handler, "operation", None)
        assert operation is not None, f"{route} is not guarded"
        operations.add(operation)
    assert operations <= TABLE.keys()
    rest_rows = {name for name in TABLE if not name.startswith("gql.")}
    assert rest_rows == operations


def test_every_graphql_root_field_has_a_row_and_every_row_a_field() -> None:
    """S01."""
    from kernelyard_hub.graphql.engine import Engine

    schema = Engine(introspection=False).schema
    fields = set()
    for root in (schema.query_type, schema.mutation_type, schema.subscription_type):
        fields |= set(root.fields) if root is not None else set()
    assert {f"gql.{field}" for field in fields} == {name for name in TABLE if name.startswith("gql.")}


async def test_anonymous_gets_401_everywhere(rig: HubRig) -> None:
    """S02."""
    for method, path in needing(*(need for need in Need if need is not Need.ANYBODY)):
        for base in ("", hub_rig.PREFIX):
            reply = await rig.call(method, base + path, {})
            assert reply.status == 401, f"{method} {path}: {reply.status} {reply.text}"
            assert reply.json["type"] and reply.json["title"]
        # Below it lies what people use, and not what services do.
        below = await rig.call(method, hub_rig.PREFIX + FUNC + path, {})
        assert below.status in (401, 404), f"{method} {path}: {below.status} {below.text}"


async def test_users_get_no_further_than_their_role(rig: HubRig) -> None:
    """S02: what needs more than a user is refused before the request is read."""
    above = needing(Need.ADMIN, Need.SUPERADMIN, Need.HUB, Need.AGENT, Need.STORAGE)
    assert above
    for method, path in above:
        reply = await rig.call(method, path, {}, who=rig.user)
        assert reply.status in (401, 403), f"{method} {path}: {reply.status} {reply.text}"


async def test_not_even_superadmins_are_services(rig: HubRig) -> None:
    for method, path in needing(Need.HUB, Need.AGENT, Need.STORAGE):
        assert (await rig.call(method, path, {}, who=rig.admin)).status in (401, 403), path


async def test_services_get_no_further_than_their_own_doors(rig: HubRig) -> None:
    for name in rig.services:
        others = [need for need in Need if need.value not in (name, "anybody")]
        # The Hub, which can make itself an API token of any admin, also speaks for the command line.
        own = {(route.method, concrete(route.path)) for route in ROUTES if TABLE[route.operation].hub}
        assert own == {
            (method, path) for method, path in own if path.startswith(("/resource/nodes", "/storage/check"))
        }
        for method, path in needing(*others):
            if (name == "hub" and (method, path) in own) or (name, path) == ("metrics", "/metrics"):
                continue
            reply = await rig.service(name, method, path, {})
            assert reply.status == 403, f"{name}: {method} {path}: {reply.status}"


def principal(role: Role) -> Principal:
    from uuid import uuid4

    return Principal(uuid4(), "a", "a@x.y", "default", role, "AKIA", "default", "keypair")


def test_what_is_not_listed_is_denied() -> None:
    for who in (None, principal(Role.SUPERADMIN), ServicePrincipal("hub")):
        with pytest.raises(Forbidden):
            allow("nothing.of-the-kind", who)


@pytest.mark.parametrize(
    ("need", "roles"),
    [
        (Need.USER, set(Role)),
        (Need.ADMIN, {Role.ADMIN, Role.SUPERADMIN}),
        (Need.SUPERADMIN, {Role.SUPERADMIN}),
        (Need.HUB, set()),
        (Need.AGENT, set()),
        (Need.STORAGE, set()),
    ],
)
def test_roles(need: Need, roles: set[Role], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.TABLE, "test", Rule(need))
    for role in Role:
        if role in roles:
            allow("test", principal(role))
        else:
            with pytest.raises(ApiError):
                allow("test", principal(role))
    with pytest.raises(AuthFailed):
        allow("test", None)


async def test_a_route_without_a_row_is_shut(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(access.TABLE, "auth.role")
    for who in (rig.user, rig.admin):
        assert (await rig.call("GET", "/auth/role", who=who)).status in (401, 403)
    assert (await rig.call("GET", "/auth/role")).status in (401, 403)


async def test_foreign_folders_are_not_found(rig: HubRig) -> None:
    """S02, S09: another user's folder and none at all are the same answer, for every verb."""
    made = await rig.call("POST", "/folders", {"name": "mine", "host": "local:volume1"}, who=rig.user)
    folder_id = made.json["id"]
    verbs = [
        ("GET", "", None),
        ("DELETE", "", None),
        ("POST", "/rename", {"new_name": "stolen"}),
        ("POST", "/update-options", {"cloneable": True}),
        ("GET", "/files", {"path": "."}),
        ("POST", "/mkdir", {"path": "x"}),
        ("POST", "/request-upload", {"path": "x", "size": 1}),
        ("POST", "/request-download", {"path": "x"}),
        ("POST", "/rename-file", {"target_path": "x", "new_name": "y"}),
        ("POST", "/move-file", {"src": "x", "dst": "y"}),
        ("DELETE", "/delete-files", {"files": ["x"]}),
    ]
    for method, verb, body in verbs:
        for who in (rig.other, rig.admin):
            foreign = await rig.call(method, f"/folders/{folder_id}{verb}", body, who=who)
            assert foreign.status == 404, f"{method} {verb}: {foreign.text}"
            unknown = await rig.call(method, f"/folders/{'0' * 32}{verb}", body, who=who)
            assert foreign.text.replace(folder_id, "0" * 32) == unknown.text
    by_id = await rig.call("DELETE", "/folders", {"id": folder_id}, who=rig.other)
    assert by_id.status == 404
    assert (await rig.call("GET", "/folders/mine", who=rig.user)).status == 200
    assert (await rig.call("GET", "/folders", {"all": True}, who=rig.other)).status == 403


async def test_unknown_paths_are_problem_documents(rig: HubRig) -> None:
    for path in ("/nothing", hub_rig.PREFIX + "/x/y", "/session//x", "/%2e%2e/etc/passwd", "/folders/a/b/c"):
        reply = await rig.call("GET", path, who=rig.user)
        assert reply.status == 404
        assert reply.json["title"]


async def test_failures_say_nothing_of_the_inside(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> web.Response:
        raise RuntimeError("the secret is 1234")

    monkeypatch.setattr("kernelyard_hub.operations.accounts.accounts.role", broken)
    reply = await rig.call("GET", "/auth/role", who=rig.user)
    assert (reply.status, reply.json["title"]) == (500, "Internal server error.")
    assert "1234" not in reply.text
    assert reply.headers["X-Request-ID"]
