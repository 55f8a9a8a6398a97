"""Why sessions wait, what would help and when they start, over REST; dry runs; the queue of admins."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, update
from tests.core_rig import eventually
from tests.hub_rig import HubRig, Keypair, Reply

from kernelyard_hub.errors import Forbidden
from kernelyard_hub.events import Change
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.scheduler.estimates.forecast import Estimate
from kernelyard_hub.scheduler.readers.places import place_of, read_places
from kernelyard_hub.store.accounts import principal_by_access_key
from kernelyard_hub.store.models import (
    budgets,
    domains,
    forecasts,
    resource_group_domains,
    resource_groups,
    sessions,
    users,
)
from kernelyard_hub.testing import devices


def body(name: str | None = None, cpu: str = "1", group: str | None = None, **more: Any) -> dict[str, Any]:
    config: dict[str, Any] = {"resources": {"cpu": cpu, "mem": "512m"}}
    if group is not None:
        config["scaling_group"] = group
    named = {"clientSessionToken": name} if name is not None else {}
    return {**named, "image": "python", "config": config, "reuseIfExists": False, "enqueueOnly": True, **more}


async def create(rig: HubRig, name: str, who: Keypair, **more: Any) -> str:
    made = await rig.call("POST", "/session", body(name, **more), who=who)
    assert made.status == 201, made.text
    return str(made.json["sessionId"])


async def status(rig: HubRig, session_id: str) -> str:
    query = select(sessions.c.status).where(sessions.c.id == UUID(session_id))
    return str(await rig.site.store.read(lambda conn: conn.execute(query).scalar_one()))


async def running(rig: HubRig, session_id: str) -> None:
    await eventually(lambda: status(rig, session_id), lambda now: now == "RUNNING", "running")


async def waits_for(rig: HubRig, session_id: str, code: str, who: Keypair) -> Reply:
    async def look() -> Reply:
        return await rig.call("GET", f"/session/{session_id}/explain", who=who)

    return await eventually(look, lambda reply: reply.status == 200 and reply.json["code"] == code, code)


async def learned(rig: HubRig, lives: list[float]) -> None:
    """Sessions that lived for so many seconds, long ago."""

    def write(conn: Connection) -> None:
        row = dict(conn.execute(select(sessions).order_by(sessions.c.sequence).limit(1)).mappings().one())
        first = datetime.now(UTC) - timedelta(days=3)
        for number, seconds in enumerate(lives):
            more = {
                "id": uuid4(),
                "name": f"past-{number}",
                "sequence": -1 - number,
                "status": "TERMINATED",
                "scheduled_at": first,
                "terminated_at": first + timedelta(seconds=seconds),
            }
            conn.execute(insert(sessions).values({**row, **more}))

    await rig.site.store.write(write)


@pytest.mark.feature("SCH-043")
async def test_why_a_session_waits_and_what_would_help(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=4))
    first = await create(rig, "first", rig.other, cpu="1")
    mine = await create(rig, "mine-1", rig.user, cpu="2")
    await running(rig, first)
    await running(rig, mine)
    wanted = await create(rig, "wanted", rig.user, cpu="3")
    reply = await waits_for(rig, wanted, "no-available-instances", rig.user)
    told = reply.json
    assert (told["name"], told["status"], told["place"], told["length"]) == ("wanted", "PENDING", 1, 1)
    assert told["resourceGroup"] == "default"
    assert told["missing"] == {"cpu": "2"}
    assert "2 cpu" in told["reason"]
    assert told["checks"][-1] == {"name": "placement", "passed": False, "text": told["reason"]}
    assert all(check["passed"] and check["text"] for check in told["checks"][:-1])
    assert told["change"]["text"] == "It would start now with 1 cpu instead of 3."
    assert told["change"]["resources"]["cpu"] == "1"
    held = {holder["who"]: holder for holder in told["holders"]}
    assert (held["you"]["name"], held["you"]["slots"]) == ("mine-1", {"cpu": "2"})
    stranger = held["somebody in your project"]
    assert (stranger["sessionId"], stranger["name"], stranger["slots"]) == (None, None, {"cpu": "1"})
    as_admin = (await rig.call("GET", f"/session/{wanted}/explain", who=rig.admin)).json
    assert {holder["who"] for holder in as_admin["holders"]} == {rig.user.username, rig.other.username}
    assert (await rig.call("GET", f"/session/{wanted}/explain", who=rig.other)).status == 404
    again = {"config": {"resources": told["change"]["resources"]}}
    asked = await rig.call("POST", "/session/_/estimate", body() | again, who=rig.user)
    assert asked.json["when"] == "now"
    ran = (await rig.call("GET", f"/session/{first}/explain", who=rig.other)).json
    assert (ran["status"], ran["place"], ran["estimate"], ran["code"]) == ("RUNNING", None, None, None)


async def test_a_dry_run_creates_nothing_and_says_now_wait_or_never(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=4))
    now = await rig.call("POST", "/session/_/estimate", body(cpu="4"), who=rig.user)
    assert (now.status, now.json["when"], now.json["change"]) == (200, "now", None)
    never = await rig.call("POST", "/session/_/estimate", body(cpu="9"), who=rig.user)
    assert (never.status, never.json["when"]) == (200, "never")
    assert "even an empty one lacks 5 cpu" in never.json["text"]
    assert never.json["change"]["resources"]["cpu"] == "4"
    for bad, field in (
        (body() | {"config": {"resources": {"foo.bar": "1"}}}, "foo.bar"),
        (body() | {"image": "no-such-image"}, "no-such-image"),
        (body(group="nowhere"), "nowhere"),
        ({"config": {}}, "image"),
        (body(clusterSize=0), "clusterSize"),
    ):
        reply = await rig.call("POST", "/session/_/estimate", bad, who=rig.user)
        assert 400 <= reply.status < 500
        assert field in reply.text
    held = await create(rig, "held", rig.other, cpu="4")
    await running(rig, held)
    later = await rig.call("POST", "/session/_/estimate", body(cpu="1"), who=rig.user)
    assert (later.json["when"], later.json["place"], later.json["estimate"]) == ("wait", 1, None)
    assert "cannot be said yet" in later.json["text"]
    await learned(rig, [600.0 + 10 * number for number in range(20)])
    rig.site.forecaster.forget()
    later = await rig.call("POST", "/session/_/estimate", body(cpu="1"), who=rig.user)
    estimate = later.json["estimate"]
    assert estimate["low"] <= estimate["seconds"] <= estimate["high"]
    assert 300 < estimate["seconds"] < 1200
    assert estimate["level"] == 0.8
    assert estimate["text"].startswith("in about ")
    count = select(sessions.c.id).where(sessions.c.status == "PENDING")
    assert await rig.site.store.read(lambda conn: conn.execute(count).all()) == []


@pytest.mark.feature("SCH-025")
async def test_presets_say_when(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=4))
    found = await rig.call("POST", "/resource/check-presets", {}, who=rig.user)
    assert {item["name"]: item["when"] for item in found.json["presets"]} == {
        item["name"]: "now" if item["allocatable"] else "never" for item in found.json["presets"]
    }
    held = await create(rig, "held", rig.other, cpu="4")
    await running(rig, held)
    await learned(rig, [600.0 + 10 * number for number in range(20)])
    rig.site.forecaster.forget()
    found = await rig.call("POST", "/resource/check-presets", {}, who=rig.user)
    waits = [item for item in found.json["presets"] if item["when"] == "wait"]
    assert waits
    for item in waits:
        assert not item["allocatable"]
        assert item["text"]
        assert item["estimate"]["text"].startswith("in about ")


async def test_who_has_used_up_a_budget_is_told_so(rig: HubRig) -> None:
    """Nobody waits, and there is room: only the budget holds them back."""
    await rig.agent(offers=devices(cores=4))
    mine = {"scope": "user", "scope_id": str(rig.user.user_id), "slot": "cpu", "amount": 0}
    row = {**mine, "id": uuid4(), "window": 3600, "created_at": datetime.now(UTC)}
    await rig.site.store.write(lambda conn: conn.execute(insert(budgets).values(row)).rowcount)
    asked = await rig.call("POST", "/session/_/estimate", body(cpu="1"), who=rig.user)
    assert asked.json["when"] == "wait", asked.text
    assert asked.json["text"].startswith("The budget of 0 cpu hours within 1 hour that you have is used up")
    other = await rig.call("POST", "/session/_/estimate", body(cpu="1"), who=rig.other)
    assert other.json["when"] == "now"
    found = await rig.call("POST", "/resource/check-presets", {}, who=rig.user)
    assert {item["when"] for item in found.json["presets"]} <= {"wait", "never"}
    assert any("is used up" in item["text"] for item in found.json["presets"])


async def test_passes_wait_for_no_thread_of_others(rig: HubRig) -> None:
    """Were every thread of the service busy, the scheduler would go on."""
    await create(rig, "wanted", rig.user)
    may_end = threading.Event()
    busy = [asyncio.create_task(asyncio.to_thread(may_end.wait, 60)) for _ in range(64)]
    try:
        assert await asyncio.wait_for(rig.site.loop.run_pass(), 20) == 0
        assert not any(one.done() for one in busy)
    finally:
        may_end.set()
        await asyncio.gather(*busy)


async def test_the_queue_of_admins(rig: HubRig) -> None:
    by_priority = update(resource_groups).values(scheduler="priority")
    await rig.site.store.write(lambda conn: conn.execute(by_priority).rowcount)
    await rig.agent(offers=devices(cores=2))
    held = await create(rig, "held", rig.other, cpu="2")
    await running(rig, held)
    one = await create(rig, "one-1", rig.user)
    two = await create(rig, "two-2", rig.other)
    await waits_for(rig, two, "no-available-instances", rig.other)
    found = (await rig.call("GET", "/queue", who=rig.admin)).json
    (group,) = (group for group in found["groups"] if group["name"] == "default")
    assert (group["waiting"], group["running"], group["scheduler"]) == (2, 1, "priority")
    assert group["allocatedPercent"] == 100.0
    assert [(item["name"], item["place"]) for item in found["items"]] == [("one-1", 1), ("two-2", 2)]
    assert found["items"][0]["owner"] == rig.user.username
    assert found["items"][0]["requested"]["cpu"] == "1"
    changed = await rig.call("PATCH", f"/session/{two}/priority", {"priority": 5}, who=rig.admin)
    assert (changed.status, changed.json) == (200, {"priority": 5})
    found = (await rig.call("GET", "/queue?group=default&size=1", who=rig.admin)).json
    assert [(item["name"], item["priority"]) for item in found["items"]] == [("two-2", 5)]
    assert found["total"] == 2
    for bad in (101, -101, "5", True, None, 1.5):
        reply = await rig.call("PATCH", f"/session/{one}/priority", {"priority": bad}, who=rig.admin)
        assert (reply.status, "priority" in reply.text) == (400, True), bad
    assert (await rig.call("GET", "/queue?group=nowhere", who=rig.admin)).status == 404
    assert (await rig.call("GET", "/queue?page=0", who=rig.admin)).status == 400
    assert (await rig.call("GET", "/queue", who=rig.user)).status == 401
    refused = await rig.call("PATCH", f"/session/{one}/priority", {"priority": 9}, who=rig.user)
    assert refused.status == 401


async def test_an_admin_of_another_domain_sees_counts_only(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=2))
    waiting = await create(rig, "waiting", rig.user, cpu="2", starts_at="1h")

    def elsewhere(conn: Connection) -> None:
        now = datetime.now(UTC)
        conn.execute(insert(domains).values(name="elsewhere", created_at=now, modified_at=now))
        mine = update(users).where(users.c.id == rig.other.user_id)
        conn.execute(mine.values(domain_name="elsewhere", role="admin"))

    def serve(conn: Connection) -> None:
        conn.execute(insert(resource_group_domains).values(resource_group="default", domain_name="elsewhere"))

    await rig.site.store.write(elsewhere)
    found = (await rig.call("GET", "/queue", who=rig.other)).json
    assert (found["items"], found["groups"]) == ([], []), "the domain has no group: it knows of none"
    assert (await rig.call("GET", "/queue?group=default", who=rig.other)).status == 404
    await rig.site.store.write(serve)
    found = (await rig.call("GET", "/queue", who=rig.other)).json
    assert found["items"] == []
    assert [(group["name"], group["waiting"]) for group in found["groups"]] == [("default", 1)]
    for method, path, sent in (
        ("GET", f"/session/{waiting}/explain", None),
        ("PATCH", f"/session/{waiting}/priority", {"priority": 1}),
    ):
        assert (await rig.call(method, path, sent, who=rig.other)).status == 404
    kept = select(sessions.c.priority).where(sessions.c.id == UUID(waiting))
    assert await rig.site.store.read(lambda conn: conn.execute(kept).scalar_one()) == 0


async def test_a_domains_admin_does_not_act_for_another_admin(rig: HubRig) -> None:
    """S06: with his keypair he would have his rights."""

    def made(conn: Connection, role: str, *ids: UUID) -> None:
        conn.execute(update(users).where(users.c.id.in_(ids)).values(role=role))

    def for_user(conn: Connection) -> UUID:
        who = principal_by_access_key(conn, rig.other.access_key, "service")
        assert who is not None
        return owner_of(conn, who, rig.user.access_key).user_id

    user, other = rig.user.user_id, rig.other.user_id
    await rig.site.store.write(lambda conn: made(conn, "admin", other))
    assert await rig.site.store.read(for_user) == user
    await rig.site.store.write(lambda conn: made(conn, "admin", user))
    with pytest.raises(Forbidden):
        await rig.site.store.read(for_user)
    await rig.site.store.write(lambda conn: made(conn, "superadmin", other))
    assert await rig.site.store.read(for_user) == user


async def test_a_domains_admin_raises_neither_himself_nor_anybody_over_other_domains(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=2))
    own = await create(rig, "own-1", rig.other, cpu="2", starts_at="1h")
    others = await create(rig, "others-1", rig.user, cpu="2", starts_at="1h")

    def admin(conn: Connection) -> None:
        conn.execute(update(users).where(users.c.id == rig.other.user_id).values(role="admin"))

    def shared(conn: Connection) -> None:
        now = datetime.now(UTC)
        conn.execute(insert(domains).values(name="elsewhere", created_at=now, modified_at=now))
        conn.execute(insert(resource_group_domains).values(resource_group="default", domain_name="elsewhere"))

    async def priority(session: str, value: int) -> int:
        path = f"/session/{session}/priority"
        return (await rig.call("PATCH", path, {"priority": value}, who=rig.other)).status

    await rig.site.store.write(admin)
    assert [await priority(own, 5), await priority(others, 5)] == [403, 200]
    await rig.site.store.write(shared)
    assert [await priority(others, 5), await priority(others, -5)] == [403, 200]


async def test_what_was_told_is_recorded_with_what_came_true(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=2))
    held = await create(rig, "held", rig.other, cpu="2")
    await running(rig, held)
    await learned(rig, [600.0 + 10 * number for number in range(20)])
    started, cancelled = await create(rig, "next-1", rig.user), await create(rig, "next-2", rig.user)

    def earlier(conn: Connection) -> None:
        long_ago = datetime.now(UTC) - timedelta(seconds=30)
        conn.execute(update(sessions).where(sessions.c.status == "PENDING").values(status_changed=long_ago))

    await rig.site.store.write(earlier)
    await rig.site.forecaster.record()
    query = select(forecasts).order_by(forecasts.c.made_at)
    rows = await rig.site.store.read(lambda conn: conn.execute(query).all())
    assert {str(row.session_id) for row in rows} == {started, cancelled}
    assert all(row.low <= row.middle <= row.high and row.actual is None for row in rows)
    assert (await rig.call("DELETE", f"/session/{cancelled}", who=rig.user)).status == 200
    assert (await rig.call("DELETE", f"/session/{held}", who=rig.other)).status == 200
    await running(rig, started)
    await rig.site.forecaster.record()
    (row,) = await rig.site.store.read(lambda conn: conn.execute(query).all())
    assert str(row.session_id) == started
    assert row.actual is not None
    assert 0 <= row.actual < 120
    group = (await rig.call("GET", "/queue?group=default", who=rig.admin)).json["groups"][0]
    assert group["calibration"] == {"inside": float(row.low <= row.actual <= row.high), "count": 1}


@pytest.mark.feature("SCH-043")
@pytest.mark.parametrize(
    ("scheduler", "first"), [("fifo", "old-1"), ("lifo", "new-1"), ("priority", "mid-1"), ("drf", "mid-1")]
)
async def test_places_are_those_of_the_groups_order(rig: HubRig, scheduler: str, first: str) -> None:
    order = update(resource_groups).values(scheduler=scheduler)
    await rig.site.store.write(lambda conn: conn.execute(order).rowcount)
    await rig.agent(offers=devices(cores=2))
    held = await create(rig, "held", rig.user, cpu="2")
    await running(rig, held)
    waiting = {
        "old-1": await create(rig, "old-1", rig.user),
        "mid-1": await create(rig, "mid-1", rig.other),
        "new-1": await create(rig, "new-1", rig.user),
    }
    reply = await rig.call("PATCH", f"/session/{waiting['mid-1']}/priority", {"priority": 1}, who=rig.admin)
    assert reply.status == 200
    # No reservation yet: who has one comes first in every order.
    clear = update(sessions).values(reserved=None)

    def look(conn: Connection) -> dict[UUID, tuple[int, int]]:
        return read_places(conn)

    await rig.site.loop.stop()
    await rig.site.store.write(lambda conn: conn.execute(clear).rowcount)
    found = await rig.site.store.read(look)
    assert sorted(found.values()) == [(1, 3), (2, 3), (3, 3)]
    assert found[UUID(waiting[first])] == (1, 3)
    row = select(sessions).where(sessions.c.id == UUID(waiting[first]))
    place = await rig.site.store.read(lambda conn: place_of(conn, conn.execute(row).one()))
    assert place == (1, 3)


async def test_who_watches_hears_when_it_starts(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=2))
    held = await create(rig, "held", rig.other, cpu="2")
    await running(rig, held)
    await learned(rig, [600.0 + 10 * number for number in range(20)])
    rig.site.forecaster.forget()
    hints: asyncio.Queue[Change] = asyncio.Queue()
    async with rig.site.line.watched(hints):
        waiting = UUID(await create(rig, "wait-1", rig.user))
        async with asyncio.timeout(30):
            while (wait := rig.site.line.wait_of(waiting)) is None or not wait.estimate:
                await hints.get()
    assert (wait.place, wait.of) == (1, 1)
    assert wait.estimate.startswith("in about ")
    rig.site.forecaster.say(waiting, Estimate(1e6, 60, 2e6))
    said = [rig.site.forecaster.say(waiting, Estimate(seconds, 60, 2000)) for seconds in (900, 800, 700, 600)]
    assert said == [said[0], said[0], said[2], said[2]]
    assert said[0] != said[2]
