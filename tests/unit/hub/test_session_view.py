"""One session as the console shows it, with a fake node."""

from __future__ import annotations

import io
import tarfile

import pytest
from tests.hub_rig import HubRig

from kernelyard_agent.protocol import ServicePort
from kernelyard_hub.operations.sessions import view as session_view
from kernelyard_hub.testing import FakeAgent

OFFERED = [
    ServicePort(name="ttyd", protocol="http", container_port=7681, kind="app"),
    ServicePort(name="site", protocol="http", container_port=8080, kind="eager", ready=True),
    ServicePort(name="9000", protocol="preopen", container_port=9000, kind="preopen"),
    ServicePort(
        name="hard",
        protocol="http",
        container_port=8081,
        kind="app",
        problem="It ended with 1.",
        allowed_arguments={"--debug": None},
        allowed_envs={"COLOUR": "blue"},
    ),
]
CONFIG = {
    "resources": {"cpu": "1", "mem": "512m"},
    "environ": {"LEVEL": "3", "API_KEY": "hush-1", "DB": "postgres://me:hush-2@db/x", "KEYBOARD": "de"},
}


@pytest.fixture
async def node(rig: HubRig) -> FakeAgent:
    agent = await rig.agent()
    agent.apps = OFFERED
    asked = {"image": "python", "config": CONFIG, "timeLimit": "2h", "preemptible": True}
    body = {"clientSessionToken": "session-1", **asked}
    created = await rig.call("POST", "/session", body, who=rig.user)
    assert created.json["status"] == "RUNNING", created.text
    return agent


@pytest.mark.feature("UIU-025", "UIU-026")
async def test_it_tells_apps_history_and_resources(rig: HubRig, node: FakeAgent) -> None:
    shown = (await rig.call("GET", "/console/session/session-1", who=rig.user)).json
    assert [(app["name"], app["state"]) for app in shown["apps"]] == [
        ("ttyd", "starts"),
        ("site", "running"),
        ("9000", "waits"),
        ("hard", "starts"),
    ]
    assert shown["apps"][3]["problem"] == "It ended with 1."
    assert shown["apps"][3]["allowed_arguments"] == {"--debug": None}
    steps = [line["status"] for line in shown["history"]]
    assert (steps[0], steps[-1]) == ("PENDING", "RUNNING")
    assert shown["slots"] == {"cpu": "1", "mem": str(512 * 2**20)}
    assert (shown["slots_each"], shown["cluster_size"]) == (shown["slots"], 1)
    assert shown["cluster_mode"] == "single-node"
    assert (shown["time_limit"], shown["preemptible"]) == (7200, True)
    assert shown["node"] is None, "where it runs is the operators' business"


async def test_no_secret_of_the_environment_is_told(rig: HubRig, node: FakeAgent) -> None:
    answer = await rig.call("GET", "/console/session/session-1", who=rig.user)
    assert answer.json["environ"] == [
        {"name": "API_KEY", "value": None},
        {"name": "DB", "value": None},
        {"name": "KEYBOARD", "value": "de"},
        {"name": "LEVEL", "value": "3"},
    ]
    assert "hush" not in answer.text


async def test_it_is_told_to_nobody_else_and_after_the_end(rig: HubRig, node: FakeAgent) -> None:
    assert (await rig.call("GET", "/console/session/session-1", who=rig.other)).status == 404
    assert (await rig.call("GET", "/console/session/session-1/id_container", who=rig.other)).status == 404
    assert (await rig.call("GET", "/console/session/session-1")).status == 401
    shown = (await rig.call("GET", "/console/session/session-1", who=rig.user)).json
    assert (await rig.call("DELETE", "/session/session-1", who=rig.user)).status == 200
    ended = (await rig.call("GET", f"/console/session/{shown['id']}", who=rig.user)).json
    assert (ended["status"], ended["apps"]) == ("TERMINATED", [])


@pytest.mark.feature("UIU-039")
async def test_the_key_comes_as_a_file(rig: HubRig, node: FakeAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo("id_container")
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"KEY"))
    asked: list[list[str]] = []

    async def download(site: object, who: object, ref: str, paths: list[str]) -> list[bytes]:
        asked.append(paths)
        return [packed.getvalue()]

    monkeypatch.setattr(session_view.session_files, "download", download)
    answer = await rig.call("GET", "/console/session/session-1/id_container", who=rig.user)
    assert (answer.status, answer.text, asked) == (200, "KEY", [["id_container"]])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="id_container"'
    assert answer.headers["Cache-Control"] == "no-store"
