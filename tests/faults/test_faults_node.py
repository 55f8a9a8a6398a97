"""A node that forgets what it was told, and a scheduler that died while it held the lease."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from tests import core_rig
from tests.core_rig import eventually

from kernelyard_hub.scheduler.life.observe import TRIES
from kernelyard_hub.store import Store, leases
from kernelyard_hub.testing import devices


async def test_a_kernel_that_its_node_lost_before_it_ran_is_started_again_but_not_for_ever(
    tmp_path: Path,
) -> None:
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent(offers=devices(cores=1), start_seconds=60.0)
        made = await core.create("lost", enqueueOnly=True)

        async def there() -> list[int]:
            return [status.generation for status in agent.kernels.values()]

        for generation in range(1, TRIES + 1):
            await eventually(there, lambda seen, wanted=generation: seen == [wanted])  # type: ignore[misc]
            await core.until(made.session_id, "PREPARING")
            assert (await core.held())["cpu"] == 10_000, "it keeps its place on the node"
            agent.kernels.clear()
            await agent.beat()
        row = await core.until(made.session_id, "TERMINATED")
        assert "does not have it any more" in row.status_info
        assert await core.held() == {}
        assert len(agent.created) == TRIES


async def test_a_kernel_that_its_node_lost_once_runs_with_its_credentials(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent(start_seconds=0.3)
        made = await core.create("lost", enqueueOnly=True)
        await core.until(made.session_id, "PREPARING")
        agent.kernels.clear()
        await agent.beat()
        await core.until(made.session_id, "RUNNING")
        first, second = agent.created
        assert first.credentials == second.credentials
        assert (first.spec.devices, second.spec.generation) == (second.spec.devices, 2)


async def test_a_scheduler_that_died_here_is_not_waited_for(tmp_path: Path) -> None:
    """Its lease would bind the site for fifteen seconds more; a living one's does."""
    store = await Store.open(f"sqlite:///{tmp_path}/leases.sqlite")
    machine, boot, _, tail = leases.holder_here().split(":")
    dead = f"{machine}:{boot}:{_no_process()}:{tail}"
    other_boot = f"{machine}:00000000:{os.getpid()}:{tail}"
    elsewhere = f"not-{machine}:{boot}:{_no_process()}:{tail}"

    async def take(holder: str) -> int | None:
        return await store.write(lambda conn: leases.take(conn, holder, datetime.now(UTC), 15.0))

    try:
        assert await take(dead) == 1
        assert await take(other_boot) == 2
        assert await take(elsewhere) == 3
        assert await take(leases.holder_here()) is None, "nobody here knows whether that one lives"
        await store.write(lambda conn: leases.take(conn, dead, datetime.now(UTC), 15.0, force=True))
        living = leases.holder_here()
        assert await take(living) == 5
        assert await take(leases.holder_here()) is None
    finally:
        await store.close()


def _no_process() -> int:
    """A number that no process has."""
    return next(pid for pid in range(2**22 - 1, 1, -1) if not Path(f"/proc/{pid}").exists())


async def test_the_session_behind_waits_for_it(tmp_path: Path) -> None:
    """What is started again is not granted to anybody else meanwhile."""
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent(offers=devices(cores=1), start_seconds=0.3)
        first = await core.create("first", enqueueOnly=True)
        await core.until(first.session_id, "PREPARING")
        second = await core.create("second", enqueueOnly=True)
        agent.kernels.clear()
        await agent.beat()
        await core.until(first.session_id, "RUNNING")
        assert (await core.row(second.session_id)).status == "PENDING"
        await eventually(core.held, lambda held: held.get("cpu") == 10_000)


async def test_a_scheduler_that_lost_its_lease_in_the_middle_of_a_pass_writes_nothing(tmp_path: Path) -> None:
    """R12: another one is in charge; what this one has decided is dropped, and no agent is called."""
    async with core_rig.running(tmp_path) as core:
        made = await core.create("waits", enqueueOnly=True)
        was = core.site.loop.epoch
        assert was is not None

        def steal(conn: Connection) -> int | None:
            return leases.take(conn, "another:service", datetime.now(UTC), 3600.0, force=True)

        assert await core.site.store.write(steal) == was + 1
        agent = await core.agent()

        async def epoch() -> int | None:
            return core.site.loop.epoch

        await eventually(epoch, lambda seen: seen is None, "it knows that it is not in charge")
        assert (await core.row(made.session_id)).status == "PENDING"
        assert await core.held() == {}
        assert agent.created == []
        await core.site.store.write(lambda conn: leases.give_up(conn, "another:service"))
        await core.until(made.session_id, "RUNNING")
        assert [call.epoch for call in agent.created] == [was + 2]
