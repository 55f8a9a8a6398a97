"""Folders of running sessions when nodes, rights and requests get in each other's way."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from tests.hub_rig import HubRig
from tests.mounts_rig import folder, mount, mounts, session, share, there, unmount, unshare

from kernelyard_agent import mounting as m
from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentClient, AgentUnreachable
from kernelyard_hub import mount_keeper
from kernelyard_hub.store import session_mounts as store
from kernelyard_hub.store.models import (
    sessions,
)
from kernelyard_hub.testing import devices

pytestmark = pytest.mark.feature("STO-006", "STO-013")


async def test_one_mount_that_cannot_be_written_down_keeps_none_of_the_others(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it keep tokens alive."""
    agent = await rig.agent()
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    await session(rig, "sess1", "lent")
    long = {"mounts": ["lent"], "mount_map": {"lent": "/".join(["d" * 250] * 5)}}
    body = {"clientSessionToken": "evil", "image": "python", "config": long}
    assert (await rig.call("POST", "/session", body, who=rig.user)).status == 400
    session_id = await session(rig, "sess2", "lent")
    for name in ("sess1", "sess2"):
        await mounts(rig, name)
    before = store.write

    def broken(conn: Any, session_id_: UUID, *args: Any) -> Any:
        made = before(conn, session_id_, *args)
        if session_id_ != session_id:
            conn.execute(text("SELECT x FROM missing"))
        return made

    monkeypatch.setattr(store, "write", broken)
    await unshare(rig, lent)
    await rig.site.mounts.enforce([UUID(lent)])
    await rig.site.mounts.carry_out()
    assert [there(agent, each) for each in agent.specs] == [{"lent": "rw"}, {}]
    monkeypatch.undo()
    await rig.site.mounts.review()
    await rig.site.mounts.carry_out()
    assert [there(agent, each) for each in agent.specs] == [{}, {}]


async def test_transfers_end_where_sessions_cannot_be_looked_at(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    told: list[Any] = []

    async def revoke(request: Any) -> None:
        told.append(request.user)

    async def broken(folder_ids: Any) -> int:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(rig.site.storage["local"], "revoke", revoke)
    monkeypatch.setattr(rig.site.mounts, "review", broken)
    body = {"vfolder": lent, "user": str(rig.user.user_id), "perm": None}
    assert (await rig.call("POST", "/folders/_/shared", body, who=rig.other)).status < 300
    assert told == [rig.user.username]


async def test_a_mount_that_stays_when_it_cannot_be_changed(rig: HubRig) -> None:
    agent = await rig.agent()
    await folder(rig, "data")
    session_id = await session(rig, "sess1", "data")
    agent.cannot_mount = "this engine cannot"
    for permission in ("wd", "ro"):
        assert (await mount(rig, "sess1", "data", permission=permission)).status == 400
    assert (await unmount(rig, "sess1", "data", force=True)).status == 400
    await rig.site.mounts.carry_out()
    (one,) = await mounts(rig, "sess1")
    assert (one["state"], one["permission"], one["late"]) == ("mounted", "wd", False)
    assert (await rig.call("PATCH", "/session/sess1", who=rig.user)).status == 204
    assert [each.target for each in agent.specs[session_id].mounts] == ["data"]
    query = update(sessions).where(sessions.c.id == session_id).values(hub_user="user")
    await rig.site.store.write(lambda conn: conn.execute(query) and None)
    refused = await mount(rig, "sess1", "data", target="home")
    assert (refused.status, refused.json["data"]) == (400, {"target": "home"})


async def test_a_node_of_which_is_not_known_what_it_has_done(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once more what was there before."""
    agent = await rig.agent()
    await folder(rig, "data")
    session_id = await session(rig, "sess1", "data")
    tell = AgentClient.add_mount

    async def lost(client: AgentClient, kernel_id: UUID, one: p.Mount) -> m.KernelMounts:
        monkeypatch.undo()
        await tell(client, kernel_id, one)
        raise AgentUnreachable("no answer")

    monkeypatch.setattr(AgentClient, "add_mount", lost)
    assert (await mount(rig, "sess1", "data", permission="ro")).status == 503
    assert (await rig.site.mounts.carry_out(), there(agent, session_id)) == (0, {"data": "wd"})
    assert [each["state"] for each in await mounts(rig, "sess1")] == ["mounted"]


@pytest.mark.parametrize("left", ["ro", None])
async def test_a_right_that_is_lost_while_a_node_is_told(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch, left: str | None
) -> None:
    """The keeper sees to it first; the answer of the node does not undo that."""
    agent = await rig.agent()
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    session_id = await session(rig, "sess1")
    tell = AgentClient.add_mount

    async def meanwhile(client: AgentClient, kernel_id: UUID, one: p.Mount) -> m.KernelMounts:
        monkeypatch.undo()
        await (share(rig, lent, rig.user, left) if left else unshare(rig, lent))
        await rig.site.mounts.enforce([UUID(lent)])
        assert await rig.site.mounts.carry_out() == 0
        return await tell(client, kernel_id, one)

    monkeypatch.setattr(AgentClient, "add_mount", meanwhile)
    assert (await mount(rig, "sess1", "lent")).status == (409 if left else 404)
    assert await rig.site.mounts.carry_out() == 0
    assert there(agent, session_id) == ({"lent": left} if left else {})
    assert [each["permission"] for each in await mounts(rig, "sess1")] == ([left] if left else [])


async def test_a_right_that_is_lost_while_a_folder_stays_held(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its user wants it out of the session, which does not work; by then it is not theirs any more."""
    agent = await rig.agent()
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    session_id = await session(rig, "sess1", "lent")
    tell = AgentClient.remove_mount

    async def meanwhile(client: AgentClient, kernel_id: UUID, request: m.RemoveMount) -> m.Removal:
        monkeypatch.undo()
        await unshare(rig, lent)
        await rig.site.mounts.enforce([UUID(lent)])
        agent.holders = [m.Holder(pid=7, command="python", files=["/home/work/lent/x"])]
        return await tell(client, kernel_id, request)

    monkeypatch.setattr(AgentClient, "remove_mount", meanwhile)
    assert (await unmount(rig, "sess1", "lent")).status == 409
    assert [each["state"] for each in await mounts(rig, "sess1")] == ["removing"]
    agent.holders.clear()
    assert (await rig.site.mounts.carry_out(), there(agent, session_id)) == (0, {})


async def test_a_folder_that_is_put_back_while_the_keeper_takes_it(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node has let go for the keeper, and the request finds that programs hold on: it comes back."""
    agent = await rig.agent()
    await folder(rig, "data")
    session_id = await session(rig, "sess1", "data")
    tell, let_go, go_on = AgentClient.remove_mount, asyncio.Event(), asyncio.Event()
    rounds: list[asyncio.Task[int]] = []

    async def meanwhile(client: AgentClient, kernel_id: UUID, request: m.RemoveMount) -> m.Removal:
        if request.held == "leave":
            said = await tell(client, kernel_id, request)
            let_go.set()
            await go_on.wait()
            return said
        rounds.append(asyncio.create_task(rig.site.mounts.carry_out()))
        await let_go.wait()
        return m.Removal(removed=False, holders=[m.Holder(pid=7, command="python", files=["x"])])

    monkeypatch.setattr(AgentClient, "remove_mount", meanwhile)
    assert (await unmount(rig, "sess1", "data")).status == 409
    assert there(agent, session_id) == {}
    go_on.set()
    await asyncio.gather(*rounds)
    assert (await rig.site.mounts.carry_out(), there(agent, session_id)) == (0, {"data": "wd"})
    assert [each["state"] for each in await mounts(rig, "sess1")] == ["mounted"]


async def test_what_a_node_says_about_late_changes_counts(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told again what it has otherwise; of what was changed long ago it is not asked."""
    agent = await rig.agent()
    for name in ("more", "less", "gone"):
        await folder(rig, name)
    session_id = await session(rig, "sess1", "gone")
    for name in ("more", "less"):
        assert (await mount(rig, "sess1", name, permission="ro")).status == 201
    assert (await unmount(rig, "sess1", "gone")).status == 204
    right = {"more": "ro", "less": "ro"}
    assert (await rig.site.mounts.compare(), there(agent, session_id)) == (0, right)
    node = agent.mounts[session_id]
    spec = agent.specs[session_id].mounts[0]
    node |= {"gone": spec, "less": node["less"].model_copy(update={"permission": "rw"})}
    del node["more"]
    assert (await rig.site.mounts.compare(), await rig.site.mounts.carry_out()) == (3, 0)
    assert there(agent, session_id) == right
    assert sorted(each["name"] for each in await mounts(rig, "sess1")) == ["less", "more"]
    assert await rig.site.mounts.compare() == 0
    node.clear()
    monkeypatch.setattr(mount_keeper, "LATELY", timedelta(0))
    assert await rig.site.mounts.compare() == 0
    another = mount_keeper.MountKeeper(rig.site.store, rig.site.agents)
    assert (await another.compare(), await another.carry_out()) == (2, 0), "a process asks about all at first"
    assert there(agent, session_id) == right


async def test_where_another_folder_was_before(rig: HubRig) -> None:
    agent = await rig.agent()
    await folder(rig, "data")
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    session_id = await session(rig, "sess1", "data")
    assert (await unmount(rig, "sess1", "data")).status == 204
    assert (await mount(rig, "sess1", "lent", target="data")).status == 201
    await share(rig, lent, rig.user, "ro")
    await rig.site.mounts.enforce([UUID(lent)])
    assert await rig.site.mounts.carry_out() == 0
    assert [(one.name, one.permission) for one in agent.mounts[session_id].values()] == [("lent", "ro")]


async def test_a_node_that_is_away_keeps_no_other_waiting(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is it asked a second time in one round."""
    dead = await rig.agent(agent_id="i-dead", offers=devices(cores=2))
    lent = await folder(rig, "lent", who=rig.other)
    await share(rig, lent, rig.user, "rw")
    for number in range(2):
        await session(rig, f"sess{number}", "lent")
    alive = await rig.agent(agent_id="i-alive", offers=devices(cores=2))
    session_id = await session(rig, "sess2", "lent")
    assert (len(dead.specs), list(alive.specs)) == (2, [session_id])
    await mounts(rig, "sess2")
    await unshare(rig, lent)
    await rig.site.mounts.enforce([UUID(lent)])
    tell, asked, go_on = AgentClient.remove_mount, [], asyncio.Event()

    async def slow(client: AgentClient, kernel_id: UUID, request: m.RemoveMount) -> m.Removal:
        if kernel_id not in dead.specs:
            return await tell(client, kernel_id, request)
        asked.append(kernel_id)
        await go_on.wait()
        raise AgentUnreachable("away")

    monkeypatch.setattr(AgentClient, "remove_mount", slow)
    round_ = asyncio.create_task(rig.site.mounts.carry_out())
    async with asyncio.timeout(20):
        while there(alive, session_id):
            await asyncio.sleep(0.01)
    assert not round_.done()
    # Another round meanwhile waits for nobody, and tells everything that is new.
    more = await folder(rig, "more", who=rig.other)
    await share(rig, more, rig.user, "rw")
    assert (await mount(rig, "sess2", "more")).status == 201
    await unshare(rig, more)
    await rig.site.mounts.enforce([UUID(more)])
    assert (await rig.site.mounts.carry_out(), there(alive, session_id)) == (2, {})
    go_on.set()
    assert (await round_, len(asked)) == (2, 1)


async def test_the_loop_goes_on_beside_a_node_that_does_not_answer(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {}
    for name in ("dead", "alive"):
        agent = await rig.agent(agent_id=f"i-{name}", offers=devices(cores=1))
        folder_id = await folder(rig, name, who=rig.other)
        await share(rig, folder_id, rig.user, "rw")
        made[name] = agent, UUID(folder_id), await session(rig, name, name)
        await mounts(rig, name)
    tell, asked = AgentClient.remove_mount, asyncio.Event()

    async def silent(client: AgentClient, kernel_id: UUID, request: m.RemoveMount) -> m.Removal:
        if kernel_id == made["dead"][2]:
            asked.set()
            await asyncio.Event().wait()
        return await tell(client, kernel_id, request)

    monkeypatch.setattr(AgentClient, "remove_mount", silent)
    loop = asyncio.create_task(rig.site.mounts.run(lambda: True))
    async with asyncio.timeout(20):
        for name, (agent, lent, session_id) in made.items():
            await unshare(rig, str(lent))
            await rig.site.mounts.enforce([lent])
            while not asked.is_set() or (name == "alive" and there(agent, session_id)):
                await asyncio.sleep(0.01)
    loop.cancel()
    await asyncio.gather(loop, return_exceptions=True)
    assert loop.cancelled()
