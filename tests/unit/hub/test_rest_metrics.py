"""``/metrics``: figures by hand, and who may read them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Connection, insert
from tests import core_rig, hub_rig
from tests.hub_rig import HubRig

from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub.store.models import budgets
from kernelyard_hub.testing import devices

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


async def figures(rig: HubRig) -> Figures:
    reply = await rig.service("metrics", "GET", "/metrics")
    assert reply.status == 200, reply.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


async def test_figures_of_queue_nodes_and_budgets(rig: HubRig) -> None:
    await rig.agent(offers=devices(cores=4))

    def budget(conn: Connection) -> None:
        row = {"scope": "user", "scope_id": str(rig.user.user_id), "slot": "cpu", "amount": 5 * COUNT_SCALE}
        conn.execute(insert(budgets).values(id=uuid4(), created_at=datetime.now(UTC), window=3600, **row))

    await rig.site.store.write(budget)
    rig.site.loop.witnesses.append(rig.site.metrics.note)
    for name, cores in (("runs", "3"), ("waits", "2")):
        body = {"clientSessionToken": f"metrics-{name}", "image": "python", "enqueueOnly": True}
        config = {"resources": {"cpu": cores, "mem": "512m"}}
        made = await rig.call("POST", "/session", {**body, "config": config}, who=rig.user)
        assert made.status == 201, made.text
    group = (("resource_group", "default"),)

    def settled(found: Figures) -> bool:
        return (found["kernelyard_sessions_running", group], found["kernelyard_sessions_waiting", group]) == (
            1,
            1,
        )

    found = await core_rig.eventually(lambda: figures(rig), settled)
    cpu = (*group, ("slot", "cpu"))
    assert found["kernelyard_capacity", cpu] == 4
    assert found["kernelyard_held", cpu] == 3
    assert found["kernelyard_allocated_percent", cpu] == 75
    assert found["kernelyard_queue_wait_seconds_count", group] == 1
    assert found["kernelyard_scheduler_pass_seconds_count", ()] >= 1
    assert found["kernelyard_scheduler_decisions_total", (("decision", "placed"),)] == 1
    mine = (("scope", "user"), ("scope_id", str(rig.user.user_id)), ("slot", "cpu"), ("window", "3600"))
    assert found["kernelyard_budget_hours", mine] == 5
    assert 0 <= found["kernelyard_budget_used_hours", mine] < 1


async def test_who_may_read_them(rig: HubRig) -> None:
    """A monitoring system reads figures and nothing else; people need to be superadmins."""
    assert (await rig.call("GET", "/metrics", who=rig.admin)).status == 200
    assert (await rig.call("GET", "/metrics", who=rig.user)).status == 401
    assert (await rig.call("GET", "/metrics")).status == 401
    for name in rig.services:
        assert (await rig.service(name, "GET", "/metrics")).status == (200 if name == "metrics" else 403)
    for path in ("/usage", "/queue", "/resource/presets", f"{hub_rig.PREFIX}/session"):
        assert (await rig.service("metrics", "GET", path)).status in (403, 404, 405)
