"""Apps over REST: lists, starts, stops, and addresses for browsers; with a fake node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.golden import Golden
from tests.hub_rig import HubRig

from kernelyard_agent.protocol import ServicePort
from kernelyard_hub.operations.sessions import apps
from kernelyard_hub.testing import FakeAgent

CONFIG = {"resources": {"cpu": "1", "mem": "512m"}}
OFFERED = [
    ServicePort(name="sshd", protocol="tcp", container_port=2200, kind="app"),
    ServicePort(name="ttyd", protocol="http", container_port=7681, kind="app"),
    ServicePort(
        name="jupyter",
        protocol="http",
        container_port=8080,
        kind="app",
        url_template="http://{host}:{port}/x/",
        allowed_arguments={"--debug": None},
        allowed_envs={"COLOUR": "blue"},
    ),
]


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


@pytest.fixture
async def node(rig: HubRig) -> FakeAgent:
    """A node with one running session, ``session-1``."""
    agent = await rig.agent()
    agent.apps = OFFERED
    body = {"clientSessionToken": "session-1", "image": "python", "config": CONFIG}
    created = await rig.call("POST", "/session", body, who=rig.user)
    assert created.json["status"] == "RUNNING", created.text
    return agent


@pytest.mark.feature("REST-023", "KRN-011", "KRN-026")
async def test_the_list_and_what_a_new_session_says(rig: HubRig, node: FakeAgent, golden: Golden) -> None:
    listed = await rig.call("GET", "/stream/session/session-1/apps", who=rig.user)
    expected: list[dict[str, Any]] = golden.pair(134)["response"]["body"]
    assert [{key: app[key] for key in ("name", "protocol", "ports")} for app in listed.json] == expected
    more = {key: listed.json[2][key] for key in listed.json[2] if key not in expected[2]}
    assert more == {
        "url_template": "http://{host}:{port}/x/",
        "allowed_arguments": {"--debug": None},
        "allowed_envs": {"COLOUR": "blue"},
    }
    body = {"clientSessionToken": "session-1", "image": "python", "config": CONFIG, "reuseIfExists": True}
    again = await rig.call("POST", "/session", body, who=rig.user)
    assert again.json["servicePorts"] == expected
    assert (await rig.call("GET", "/stream/session/session-1/apps", who=rig.other)).status == 404


@pytest.mark.feature("REST-023", "APX-006")
async def test_start_then_the_address(rig: HubRig, node: FakeAgent) -> None:
    body = {
        "app": "jupyter",
        "login_session_token": "dummy",
        "port": 8080,
        "arguments": json.dumps({"--debug": None, "--more": ["a", "b"]}),
        "envs": json.dumps({"COLOUR": "red"}),
    }
    started = await rig.call("POST", "/session/session-1/start-service", body, who=rig.user)
    assert started.status == 200, started.text
    assert started.json.keys() == {"token", "wsproxy_addr"}
    name, asked = node.started[0]
    assert (name, asked.port, asked.environ) == ("jupyter", 8080, {"COLOUR": "red"})
    assert asked.arguments == {"--debug": None, "--more": ["a", "b"]}
    assert started.json["wsproxy_addr"].endswith("/services/kernelyard")
    # The address is fetched without credentials: the token is enough, for this app of this session.
    token = started.json["token"]
    added = await rig.call("GET", f"/v2/proxy/{token}/session-1/add?app=jupyter")
    assert added.status == 200, added.text
    assert added.json["url"].endswith("/jupyter/?ticket=ky-1")
    for path in (
        f"/v2/proxy/{token}/session-1/add?app=ttyd",
        f"/v2/proxy/{token}/session-2/add?app=jupyter",
        f"/v2/proxy/{token[:-8]}AAAAAAAA/session-1/add?app=jupyter",
        "/v2/proxy/nothing/session-1/add?app=jupyter",
    ):
        assert (await rig.call("GET", path)).status in (401, 404), path


async def test_a_token_is_over_soon(rig: HubRig, node: FakeAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "TOKEN_LIFE", -1.0)
    started = await rig.call("POST", "/session/session-1/start-service", {"app": "ttyd"}, who=rig.user)
    added = await rig.call("GET", f"/v2/proxy/{started.json['token']}/session-1/add?app=ttyd")
    assert (added.status, added.json["title"]) == (401, "Credential/signature mismatch.")


@pytest.mark.feature("REST-023")
async def test_what_is_refused(rig: HubRig, node: FakeAgent) -> None:
    unknown = await rig.call("POST", "/session/session-1/start-service", {"app": "nope"}, who=rig.user)
    assert (unknown.status, unknown.json["title"]) == (404, "No such app.")
    assert "it has: sshd, ttyd, jupyter" in unknown.json["msg"]
    for body in (
        {},
        {"app": "ttyd", "arguments": "not json"},
        {"app": "ttyd", "arguments": "[1]"},
        {"app": "ttyd", "envs": {"A": 1}},
        {"app": "ttyd", "port": 99999},
    ):
        refused = await rig.call("POST", "/session/session-1/start-service", body, who=rig.user)
        assert refused.status == 400, body
    foreign = await rig.call("POST", "/session/session-1/start-service", {"app": "ttyd"}, who=rig.other)
    assert foreign.status == 404
    assert node.started == []


@pytest.mark.feature("REST-023")
async def test_shutdown(rig: HubRig, node: FakeAgent) -> None:
    path = "/session/session-1/shutdown-service"
    ended = await rig.call("POST", path, {"service_name": "ttyd"}, who=rig.user)
    assert (ended.status, ended.text, node.stopped) == (204, "", ["ttyd"])
    assert (await rig.call("POST", path, {"service_name": "nope"}, who=rig.user)).status == 404
    assert (await rig.call("POST", path, {"service_name": "ttyd"}, who=rig.other)).status == 404
    assert node.stopped == ["ttyd"]
