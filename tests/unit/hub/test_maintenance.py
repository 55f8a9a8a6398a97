"""The service frozen for maintenance: nothing new begins, what runs goes on, and it stays so."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import update
from tests.core_rig import eventually
from tests.hub_rig import HubRig, Keypair, Reply

from kernelyard_hub.access import PAUSED, TABLE
from kernelyard_hub.graphql.engine import build_schema
from kernelyard_hub.graphql.frozen import ALWAYS, LESS, goes_on
from kernelyard_hub.http.guard import admit
from kernelyard_hub.rest import ROUTES
from kernelyard_hub.store import models, sessions, settings

FROZEN = "https://api.backend.ai/probs/server-frozen"


async def set_status(rig: HubRig, who: Keypair, **body: Any) -> Reply:
    return await rig.call("PUT", "/manager/status", body, who=who)


async def create(rig: HubRig, name: str, **more: Any) -> Reply:
    config = {"resources": {"cpu": "1", "mem": "512m"}}
    body = {"session_name": name, "image": "python", "config": config, "enqueueOnly": True, **more}
    return await rig.call("POST", "/session", body, who=rig.user)


async def until(rig: HubRig, session_id: str, status: str) -> Any:
    async def look() -> Any:
        return await rig.site.store.read(lambda conn: sessions.by_id(conn, UUID(session_id)))

    return await eventually(look, lambda row: row.status == status, f"{session_id} {status}")


async def shown(rig: HubRig) -> tuple[str, int]:
    reply = await rig.call("GET", "/manager/status", {"status": "running"}, who=rig.admin)
    assert reply.json["nodes"][0]["status"] == reply.json["status"]
    return reply.json["status"], reply.json["active_sessions"]


@pytest.mark.feature("REST-062", "SES-046", "SDK-030", "SDK-031", "OPS-004")
async def test_frozen_and_on_again(rig: HubRig) -> None:
    await rig.agent()
    running = (await create(rig, "runs")).json["sessionId"]
    await until(rig, running, "RUNNING")
    one = update(models.keypair_resource_policies).values(max_concurrent_sessions=1)
    await rig.site.store.write(lambda conn: conn.execute(one) and None)
    waits = (await create(rig, "waits")).json["sessionId"]
    assert (await set_status(rig, rig.user, status="frozen")).status == 401
    for body, field in (
        ({"status": "preparing"}, "status"),
        ({"status": "frozen", "force_kill": "often"}, "force_kill"),
        ({"status": "running", "force_kill": True}, "force_kill"),
        ({}, "status"),
    ):
        refused = await set_status(rig, rig.admin, **body)
        assert (refused.status, list(refused.json["data"])) == (400, [field])
    assert await shown(rig) == ("running", 1)
    assert (await set_status(rig, rig.admin, status="frozen", force_kill=False)).status == 204
    assert await shown(rig) == ("frozen", 1)
    for reply in (
        await create(rig, "newer"),
        await rig.call("POST", "/folders", {"name": "newer"}, who=rig.user),
        await rig.call("POST", "/folders", {"name": "newer"}, who=rig.admin),
    ):
        assert (reply.status, reply.json["type"]) == (503, FROZEN), reply.text
    again = await create(rig, "runs")
    assert again.json["sessionId"] == running, "what is there is found again"
    for active, refused in (("true", True), ("false", False)):
        props = f'modify_keypair(access_key: "{rig.other.access_key}", props: {{is_active: {active}}})'
        change = {"query": f"mutation {{ {props} {{ ok msg }} }}"}
        reply = await rig.call("POST", "/admin/gql", change, who=rig.admin)
        assert ("frozen" in str(reply.json.get("errors"))) == refused, reply.text
    assert (await rig.call("GET", "/folders", who=rig.other)).status == 401, "rights are taken away"
    assert (await rig.call("GET", "/session/runs", who=rig.user)).status == 200
    assert (await rig.call("POST", "/admin/gql", {"query": "{ domain { name } }"}, who=rig.user)).json["data"]
    many = update(models.keypair_resource_policies).values(max_concurrent_sessions=9)
    await rig.site.store.write(lambda conn: conn.execute(many) and None)
    rig.site.loop.wake()

    async def reason() -> str:
        return str((await until(rig, waits, "PENDING")).status_info)

    await eventually(reason, lambda text: "frozen for maintenance" in text)
    explained = (await rig.call("GET", "/session/waits/explain", who=rig.user)).json
    assert explained["code"] == "server-frozen"
    assert await rig.site.store.read(settings.frozen), "it is in the database, and stays so over a restart"
    assert (await set_status(rig, rig.admin, status="running")).status == 204
    await until(rig, waits, "RUNNING")
    assert await shown(rig) == ("running", 2)


@pytest.mark.feature("REST-062")
async def test_frozen_with_an_end_to_everything(rig: HubRig) -> None:
    await rig.agent()
    made = [(await create(rig, f"runs-{number}")).json["sessionId"] for number in range(3)]
    for session_id in made:
        await until(rig, session_id, "RUNNING")
    assert (await set_status(rig, rig.admin, status="frozen", force_kill=True)).status == 204
    for session_id in made:
        row = await until(rig, session_id, "TERMINATED")
        assert row.status_info == "maintenance"
    assert await shown(rig) == ("frozen", 0)


@pytest.mark.parametrize(
    ("name", "props", "expected"),
    [
        ("delete_user", None, True),
        ("purge_user", {}, False),
        ("modify_user", {"status": "inactive", "full_name": None}, True),
        ("modify_user", {"is_active": False, "role": "admin"}, False),
        ("modify_user", {"status": "active"}, False),
        ("modify_user", {}, False),
        ("modify_group", {"user_update_mode": "remove", "user_uuids": ["x"]}, True),
        ("modify_group", {"user_update_mode": "add", "user_uuids": ["x"]}, False),
        ("modify_group", {"user_update_mode": "remove", "name": "x"}, False),
        ("modify_user_resource_policy", {"is_active": False}, False),
    ],
)
def test_mutations_that_take_rights_away_go_on(
    name: str, props: dict[str, Any] | None, expected: bool
) -> None:
    assert goes_on(name, {} if props is None else {"props": props}) is expected


INSIDE = "work inside of sessions and folders"
ENDS = "ends something, or takes rights away"
ITSELF = "refused where it would begin something"
ASKS = "changes nothing that lasts"
NODES = "what nodes do, and what is done to them"
GO_ON = {
    "agent.event": NODES,
    "agent.heartbeat": NODES,
    "node.add": NODES,
    "node.remove": NODES,
    "manager.scheduler-operation": NODES,
    "storage.repair": "when nobody changes anything is the time for it",
    "manager.announce": "tells people of the maintenance",
    "manager.set-status": "ends the maintenance",
    "auth.update-password": "somebody may have to get rid of a password that others know",
    "auth.update-password-no-auth": "the same",
    "hub.users": "whom the Hub lets in may look",
    "session.priority": "sorts those who wait",
    "session.create": ITSELF,
    "session.create-from-template": ITSELF,
    "hub.session-create": ITSELF,
    "storage.mounts": "always refused",
    "watcher.control": "always refused",
    **dict.fromkeys(
        ("auth.authorize", "auth.test", "config.get", "hub.authenticate", "resource.check-presets",
         "resource.recalculate", "server.login", "server.login-check", "server.logout", "session.estimate"),
        ASKS,
    ),
    **dict.fromkeys(
        ("hub.session-end", "hub.session-forgotten", "session.destroy", "session.end-mount-holders",
         "session.unmount", "vfolder.end-holders", "vfolder.invitation-delete", "vfolder.leave",
         "vfolder.unshare"),
        ENDS,
    ),
    **dict.fromkeys(
        ("session.commit", "session.complete", "session.execute", "session.interrupt", "session.rename",
         "session.restart", "session.shutdown-service", "session.snooze", "session.start-service",
         "session.upload", "vfolder.delete-files", "vfolder.download", "vfolder.mkdir", "vfolder.move-file",
         "vfolder.rename-file", "vfolder.upload"),
        INSIDE,
    ),
}  # fmt: skip
"""What else than GET goes on while frozen, and why."""


def test_everything_is_refused_then_or_has_a_reason_to_go_on() -> None:
    assert set(TABLE) >= PAUSED
    changing = {route.operation for route in ROUTES if route.method != "GET"} - {"graphql.query"}
    assert changing == PAUSED | set(GO_ON)
    assert not PAUSED & set(GO_ON)
    fields = set(cast("Any", build_schema().mutation_type).fields)
    assert fields >= ALWAYS | set(LESS)
    admit("manager.status", None)
