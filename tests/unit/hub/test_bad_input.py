"""Whatever is sent, in every place that takes something: an answer that says what is wrong, never a fault of
the service.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
from graphql import GraphQLInputObjectType, get_named_type
from tests.hub_rig import HubRig

from kernelyard_hub.graphql.engine import build_schema
from kernelyard_hub.rest import ROUTES

FIELDS = cast("Any", build_schema().mutation_type).fields
WILD: list[Any] = [
    None,
    True,
    -1,
    0,
    0.5,
    2**31,
    2**63,
    2**70,
    10**400,
    float("nan"),
    float("inf"),
    "",
    " ",
    "x",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "1_000",
    "٣",
    "9" * 500,
    "a\0b",
    "\ud800",
    "../x",
    "x" * 5000,
    [],
    [None],
    [[]],
    {},
    {"": None},
    {"cpu": None},
    {"cpu": {"cpu": -1}},
    {"a\0b": [{}]},
]
SCALARS = {"Int": 1, "Float": 1.5, "Boolean": True, "ID": "x", "BigInt": 1, "JSONString": "{}"}
SCALARS |= {"UUID": "00000000-0000-0000-0000-000000000001"}
SESSION: dict[str, Any] = {
    "session_name": "bad-input",
    "image": "python",
    "type": "interactive",
    "group": "default",
    "domain": "default",
    "clusterSize": 1,
    "clusterMode": "single-node",
    "tag": "t",
    "enqueueOnly": True,
    "maxWaitSeconds": 1,
    "starts_at": "1h",
    "reuseIfExists": True,
    "startupCommand": "x",
    "bootstrap_script": "x",
    "dependencies": [],
    "preemptible": False,
    "requeue": True,
    "timeLimit": "1h",
    "callback_url": "http://example.org",
    "owner_access_key": None,
    "config": {
        "mounts": [],
        "mount_map": {},
        "mount_options": {},
        "environ": {"A": "b"},
        "resources": {"cpu": "1", "mem": "512m"},
        "resource_opts": {"shmem": "64m"},
        "scaling_group": "default",
        "preopen_ports": [],
        "agentList": [],
    },
}
KEYS = ["name", "id", "image", "config", "path", "files", "key", "value", "scope", "scopeId", "slot", "hours"]
KEYS += [
    "window",
    "group",
    "domain",
    "data",
    "permission",
    "status",
    "force_kill",
    "enabled",
    "message",
    "args",
]
KEYS += ["resources", "scaling_group", "template", "payload", "folder", "folder_host", "vfolder", "emails"]
KEYS += [
    "session_name",
    "priority",
    "orphans",
    "missing",
    "perm",
    "script",
    "username",
    "password",
    "op",
    "args",
]
KEYS += ["target_name", "user_email", "app", "port", "code", "mode", "runId", "size", "new_name", "agent_id"]


ENDLESS = ["console.stream"]
"""Operations that answer for as long as somebody listens."""
PARTS = ["x", "00000000-0000-0000-0000-000000000001", "a%00b", "%F0%9F%98%80", "x" * 300, "%2e%2e"]
"""Of paths."""


def places(body: Any, *way: str) -> Iterator[tuple[str, ...]]:
    """Where something stands in the body."""
    yield way
    for key, part in body.items() if isinstance(body, dict) else ():
        yield from places(part, *way, key)


def changed(body: Any, way: tuple[str, ...], wild: Any) -> Any:
    """The body with something else there."""
    return {**body, way[0]: changed(body[way[0]], way[1:], wild)} if way else wild


def some(number: int, count: int) -> list[Any]:
    """A few of the wild values; others for every number, so that all are met in many places."""
    return [WILD[(7 * number + 11 * turn) % len(WILD)] for turn in range(count)]


def example(kind: Any) -> Any:
    """Something that fits a GraphQL type."""
    named = get_named_type(kind)
    if isinstance(named, GraphQLInputObjectType):
        return {name: example(field.type) for name, field in named.fields.items()}
    value = SCALARS.get(named.name, "x")
    return [value] if "[" in str(kind) else value


def seen(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]


async def test_mutations(rig: HubRig, caplog: pytest.LogCaptureFixture) -> None:
    number = 0
    for field, kind in FIELDS.items():
        declared = ", ".join(f"${name}: {arg.type}" for name, arg in kind.args.items())
        passed = ", ".join(f"{name}: ${name}" for name in kind.args)
        query = f"mutation({declared}) {{ {field}({passed}) {{ __typename }} }}"
        good = {name: example(arg.type) for name, arg in kind.args.items()}
        for way in places(good):
            number += 1
            for wild in some(number, 2) if way else ():
                content = json.dumps({"query": query, "variables": changed(good, way, wild)}).encode()
                reply = await rig.call("POST", "/admin/gql", raw=content, who=rig.admin)
                assert reply.status in (200, 400), (field, way, wild, reply.text)
                assert "Internal server error" not in reply.text, (field, way, wild, reply.text)
    assert number > 200 and not seen(caplog)


async def test_new_sessions(rig: HubRig, caplog: pytest.LogCaptureFixture) -> None:
    await rig.agent()
    made = 0
    for number, way in enumerate(places(SESSION)):
        for wild in some(number, 8):
            body = json.dumps(changed(SESSION, way, wild)).encode()
            path = "/session/_/estimate" if isinstance(wild, str) and number % 2 else "/session"
            reply = await rig.call("POST", path, raw=body, who=rig.user)
            assert reply.status < 500, (path, way, wild, reply.text)
            if reply.status >= 400:
                assert reply.json["title"], reply.text
            elif path == "/session":
                made += 1
                name = reply.json["sessionName"]
                assert (await rig.call("DELETE", f"/session/{name}", who=rig.user)).status == 200
    assert made > 10 and not seen(caplog)
    nul = await rig.call(
        "POST", "/session", changed(SESSION, ("config", "environ", "A"), "a\0b"), who=rig.user
    )
    assert (nul.status, list(nul.json["data"])) == (400, ["config.environ.A"])
    plain = {**SESSION, "starts_at": None, "callback_url": None}
    good = await rig.call("POST", "/session", plain, who=rig.user)
    assert good.status == 201, good.text


async def test_every_other_route(rig: HubRig, caplog: pytest.LogCaptureFixture) -> None:
    own = ("/hub/", "/agent/", "/server/")
    routes = [route for route in ROUTES if not route.path.startswith(own)]
    for number, route in enumerate(each for each in routes if each.operation not in ENDLESS):
        for turn, wild in enumerate(some(number, 4)):
            body = dict.fromkeys(KEYS, wild) if turn else wild
            part = PARTS[(number + turn) % len(PARTS)]
            path = "/".join(part if "{" in each else each for each in route.path.split("/"))
            reply = await rig.call(route.method, path, raw=json.dumps(body).encode(), who=rig.admin)
            assert reply.status < 500 or reply.status in (501, 503), (route, wild, reply.text)
    assert not seen(caplog)
