"""Idle checks over REST: sessions on a fake node, a loop whose clocks the test sets."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.hub_rig import HubRig, Keypair, ScriptedAgent, signed_headers

from kernelyard_hub.idle.loop import IdleLoop
from kernelyard_hub.idle.reading import LOOKED_AT
from kernelyard_hub.store import settings
from kernelyard_hub.store.models import (
    agents,
    keypair_resource_policies,
    leases,
    resource_groups,
    session_idleness,
)
from kernelyard_hub.store.once import COUNTER
from kernelyard_hub.testing import devices

CONFIG = {"resources": {"cpu": "1", "mem": "512m"}}
Figures = dict[str, dict[str, str | None]]


class Times:
    """A time of day and a clock that tests move; signs of life go by the same clock."""

    def __init__(self, rig: HubRig) -> None:
        self.rig = rig
        self.begun = datetime.now(UTC).timestamp()
        self.day, self.clock = self.begun, 1000.0
        rig.site.activity._clock = lambda: self.clock
        self.loop = self.service()

    def service(self) -> IdleLoop:
        site = self.rig.site
        return IdleLoop(
            site.store, site.bus, site.activity, site.loop, now=lambda: self.day, clock=lambda: self.clock
        )

    async def pass_by(self, seconds: float, *, jump: float = 0.0, heard: bool = True) -> None:
        """Time goes by, with a look at its end; the node is heard meanwhile."""
        self.day, self.clock = self.day + seconds + jump, self.clock + seconds
        if heard:
            at = datetime.fromtimestamp(self.day, UTC)
            await self.rig.site.store.write(lambda conn: conn.execute(update(agents).values(last_seen=at)))
        await self.loop.look()

    async def take_over_snoozes(self) -> None:
        """What was put off by the real clock was put off now."""
        at = datetime.fromtimestamp(self.day, UTC)
        values = {"snoozed_at": at, "snoozed_until": at + timedelta(seconds=1800)}
        await self.rig.site.store.write(
            lambda conn: conn.execute(
                update(session_idleness).where(session_idleness.c.snoozed_at.is_not(None)).values(values)
            )
        )

    async def watch(self, seconds: float, step: float = 60.0) -> None:
        until = self.day + seconds
        while self.day < until:
            await self.pass_by(min(step, until - self.day))


@pytest.fixture
async def times(rig: HubRig) -> Times:
    return Times(rig)


async def start(
    rig: HubRig, name: str, who: Keypair | None = None, *, gpus: str = "0", waits: bool = False
) -> str:
    resources = CONFIG["resources"] | ({"cuda.shares": gpus} if gpus != "0" else {})
    request = {
        "clientSessionToken": name,
        "image": "python",
        "config": {"resources": resources},
        "enqueueOnly": waits,
    }
    reply = await rig.call("POST", "/session", request, who=who or rig.user)
    assert reply.status == 201, reply.text
    return str(reply.json["sessionId"])


async def idleness(rig: HubRig, name: str, who: Keypair | None = None) -> dict[str, Any]:
    reply = await rig.call("GET", f"/session/{name}/idleness", who=who or rig.user)
    assert reply.status == 200, reply.text
    return dict(reply.json)


async def ended(rig: HubRig, agent: ScriptedAgent, name: str) -> str:
    """Why it has ended; waits for that."""
    deadline = time.monotonic() + 20
    while True:
        await agent.beat()
        reply = await rig.call("GET", f"/session/{name}", who=rig.user)
        if reply.json["status"] == "TERMINATED":
            return str(reply.json["statusInfo"])
        assert time.monotonic() < deadline, reply.text
        await asyncio.sleep(0.02)


async def report(agent: ScriptedAgent, **changes: Any) -> None:
    """Have the node say something else of its kernels."""
    for key, status in agent.kernels.items():
        agent.kernels[key] = status.model_copy(update=changes)
    await agent.beat()


def check(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(dict(one) for one in told["checks"] if one["name"] == name)


@pytest.mark.feature("SCH-032", "SCH-047", "SES-031")
async def test_an_idle_session_is_warned_put_off_and_ended(rig: HubRig, times: Times) -> None:
    agent = await rig.agent()
    session_id = await start(rig, "idle-one")
    assert await idleness(rig, "idle-one") == {
        "checks": [], "endsAt": None, "warned": False, "maySnooze": False, "snoozedUntil": None,
    }  # fmt: skip
    assert (await rig.call("POST", "/session/idle-one/snooze", who=rig.user)).status == 409
    await times.watch(1440)
    told = await idleness(rig, "idle-one")
    assert (told["warned"], told["endsAt"], told["maySnooze"]) == (False, None, True)
    events = await rig.http.get(
        f"http://{rig.host}/events/session?sessionName=idle-one&scope=session",
        headers=_signed(rig, "/events/session?sessionName=idle-one&scope=session"),
    )
    await times.watch(120)
    told = await idleness(rig, "idle-one")
    assert told["warned"] and told["maySnooze"]
    assert "No sign of use since" in check(told, "network_timeout")["text"]
    assert check(told, "network_timeout")["evidence"]["timeout"] == 1800
    ends = datetime.fromisoformat(told["endsAt"]).timestamp()
    assert ends == pytest.approx(times.begun + 1860, abs=2)
    async for line in events.content:
        if line.startswith(b"event: session_idle_warning"):
            data = json.loads((await events.content.readline()).removeprefix(b"data:"))
            assert (data["sessionId"], data["endsAt"]) == (session_id, told["endsAt"])
            break
    events.close()
    overview = await rig.call("GET", "/console/overview", who=rig.user)
    assert overview.json["sessions"][0]["idle"]["endsAt"] == told["endsAt"]

    bad = await rig.call("POST", "/session/idle-one/snooze", {"seconds": -1}, who=rig.user)
    assert (bad.status, list(bad.json["data"])) == (400, ["seconds"])
    put_off = await rig.call("POST", "/session/idle-one/snooze", who=rig.user)
    assert (put_off.status, put_off.json["warned"], put_off.json["maySnooze"]) == (200, False, False)
    again = await rig.call("POST", "/session/idle-one/snooze", who=rig.user)
    assert again.status == 409 and "put off already" in again.text
    await times.take_over_snoozes()
    await times.watch(1440)
    assert (await idleness(rig, "idle-one"))["warned"] is False
    await times.watch(120)
    told = await idleness(rig, "idle-one")
    assert (told["warned"], told["maySnooze"]) == (True, False)
    # Used again, it may be put off again.
    rig.site.activity.touch(next(iter(agent.kernels)))
    await times.watch(60)
    assert (await idleness(rig, "idle-one"))["maySnooze"] is True
    await times.watch(1860)
    assert await ended(rig, agent, "idle-one") == "idle-timeout"
    history = await rig.call("GET", f"/console/session/{session_id}", who=rig.user)
    assert "idle-timeout" in [line["reason"] for line in history.json["history"]]


def _signed(rig: HubRig, path: str) -> dict[str, str]:
    return {"Content-Type": "application/json", **signed_headers(rig.user, "GET", path, rig.host)}


async def test_whose_session_it_is_decides(rig: HubRig, times: Times) -> None:
    await rig.agent()
    session_id = await start(rig, "mine-own")
    await times.pass_by(0)
    for method, way in (("GET", "idleness"), ("POST", "snooze")):
        assert (await rig.call(method, f"/session/{session_id}/{way}", who=rig.other)).status == 404
        assert (await rig.call(method, f"/session/{session_id}/{way}")).status == 401


async def test_code_that_runs_keeps_it_and_what_nobody_can_tell_too(rig: HubRig, times: Times) -> None:
    """R17 from the node's report on."""
    agent = await rig.agent()
    await start(rig, "busy-one")
    for busy in (True, None):
        for _ in range(40):
            await report(agent, busy=busy)
            await times.pass_by(120)
        assert (await idleness(rig, "busy-one"))["warned"] is False
    await report(agent, busy=False, quiet=3.0)
    await times.watch(1440)
    assert (await idleness(rig, "busy-one"))["warned"] is False
    await times.watch(120)
    assert (await idleness(rig, "busy-one"))["warned"] is True


async def test_jumps_restarts_and_silence_are_no_idleness(rig: HubRig, times: Times) -> None:
    """R19: the clock is set by an hour, both ways; the service was away; the node is not heard."""
    await rig.agent()
    await start(rig, "patient")
    await times.watch(1200)
    for jump in (3600.0, -3600.0, -3600.0, 3600.0):
        await times.pass_by(15, jump=jump)
        assert (await idleness(rig, "patient"))["warned"] is False
    await times.pass_by(7200, heard=False)
    assert (await idleness(rig, "patient"))["warned"] is False
    times.day, times.clock = times.day + 86400, 5.0
    times.loop = times.service()
    await times.pass_by(15)
    assert (await idleness(rig, "patient"))["warned"] is False
    await times.watch(180)
    assert (await idleness(rig, "patient"))["warned"] is False
    await times.watch(180)
    assert (await idleness(rig, "patient"))["warned"] is True  # 1,200 and some 300 seconds


async def test_another_service_takes_over_where_the_first_was(rig: HubRig, times: Times) -> None:
    """A warning that one service gave is kept by the next, and a stale one writes nothing."""
    await rig.agent()
    await start(rig, "handed-on")
    await times.watch(1560)
    told = await idleness(rig, "handed-on")
    assert told["warned"]
    times.loop = times.service()
    await times.pass_by(15)
    after = await idleness(rig, "handed-on")
    assert after["warned"]
    late = datetime.fromisoformat(after["endsAt"]) - datetime.fromisoformat(told["endsAt"])
    assert timedelta(0) <= late <= timedelta(seconds=76)


@pytest.mark.feature("SCH-047")
async def test_utilization_in_the_originals_shape(rig: HubRig, times: Times) -> None:
    agent = await rig.agent()
    await start(rig, "lazy-one")
    settings = {
        "enabled": "utilization",
        "checkers/utilization/time-window": "10m",
        "checkers/utilization/initial-grace-period": "0",
        "checkers/utilization/resource-thresholds/cpu_util/average": "30",
        "notice": "1m",
    }
    for key, value in settings.items():
        body = {"key": f"config/idle/{key}", "value": value}
        assert (await rig.call("POST", "/config/set", body, who=rig.admin)).status == 200
    await rig.site.store.write(
        lambda conn: conn.execute(update(keypair_resource_policies).values(idle_timeout=-1))
    )
    stats: Figures = {"cpu_util": {"current": "5", "capacity": "100", "pct": "5.00", "unit_hint": "percent"}}
    await report(agent, stats=stats)
    await times.watch(300)
    query = {"query": "query { compute_session_list(limit: 5, offset: 0) { items { idle_checks } } }"}
    listed = await rig.call("POST", "/admin/gql", query, who=rig.user)
    checks = json.loads(listed.json["data"]["compute_session_list"]["items"][0]["idle_checks"])
    assert list(checks) == ["utilization", "session_lifetime"]
    assert checks["utilization"]["remaining_time_type"] == "grace_period"
    assert checks["utilization"]["remaining"] > 0
    assert checks["utilization"]["extra"] == {
        "resources": {"cpu_util": [5.0, 30.0]}, "thresholds_check_operator": "and",
    }  # fmt: skip
    await times.watch(360)
    assert (await idleness(rig, "lazy-one"))["warned"]
    await times.watch(60)
    assert await ended(rig, agent, "lazy-one") == "idle-utilization"


async def test_idle_accelerators_are_reclaimed_for_those_who_wait(rig: HubRig, times: Times) -> None:
    agent = await rig.agent(offers=devices(gpus=1))
    options = {"reclaim": {"idle": 600, "waiting": 1, "notice": 120}}
    await rig.site.store.write(
        lambda conn: conn.execute(update(resource_groups).values(scheduler_opts=options))
    )
    await start(rig, "hoarder", gpus="1")
    stats: Figures = {
        "cpu_util": {"current": "99", "capacity": "100", "pct": "99.00", "unit_hint": "percent"},
        "cuda_util": {"current": "0", "capacity": "100", "pct": "0.00", "unit_hint": "percent"},
    }
    await report(agent, stats=stats)
    await times.watch(900)
    told = await idleness(rig, "hoarder")
    assert not told["warned"] and "0 people wait" in check(told, "reclaim")["text"]
    await start(rig, "waiting", rig.other, gpus="1", waits=True)
    await rig.site.loop.run_pass()
    await times.watch(60)
    told = await idleness(rig, "hoarder")
    assert told["warned"] and "1 person waits" in check(told, "reclaim")["text"]
    assert check(told, "reclaim")["evidence"]["waiting"] == 1
    await times.watch(180)
    assert await ended(rig, agent, "hoarder") == "idle-reclaim"


async def test_settings_are_checked(rig: HubRig) -> None:
    async def config(verb: str, **body: Any) -> Any:
        return await rig.call("POST", f"/config/{verb}", body, who=rig.admin)

    path = "config/idle/checkers/network_timeout/threshold"
    assert (await config("get", key=path)).json == {"result": "30m"}
    assert (await config("set", key="idle/checkers/network_timeout/threshold", value="2h")).status == 200
    assert (await config("get", key=path)).json == {"result": "2h"}
    assert (await config("delete", key=path)).status == 200
    assert (await config("get", key=path)).json == {"result": "30m"}
    for key, value in (("enabled", "gpu"), ("notice", "soon"), ("nonsense", 1), ("notice", None)):
        refused = await config("set", key=f"config/idle/{key}", value=value)
        assert (refused.status, list(refused.json["data"])) == (400, [f"config/idle/{key}"])
    tree = (await config("get", key="config/idle", prefix=True)).json["result"]
    assert tree["checkers"]["utilization"]["resource-thresholds"]["cuda_util"] == {"average": None}
    assert (await rig.call("POST", "/config/set", {"key": path, "value": "1s"}, who=rig.user)).status == 401


async def test_a_look_leaves_what_others_remember(rig: HubRig, times: Times) -> None:
    """What a look notes for itself is nothing that a limit depends on: caches stay."""
    await rig.agent()
    await start(rig, "steady")
    count = select(leases.c.epoch).where(leases.c.name == COUNTER)
    await times.pass_by(60.0)
    before = await rig.site.store.read(lambda conn: conn.scalar(count))
    await times.loop.look()
    times.day, times.clock = times.day + 3600, times.clock + 3600
    await times.loop.look()
    looked = await rig.site.store.read(lambda conn: settings.get(conn, LOOKED_AT))
    assert looked == times.day
    assert await rig.site.store.read(lambda conn: conn.scalar(count)) == before
