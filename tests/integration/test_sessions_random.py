"""A random history of creates, ends, lost answers, silent and returning nodes: what has to be true
throughout.
"""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.protocol import KernelState
from kernelyard_hub.operations import sessions
from kernelyard_hub.scheduler import states
from kernelyard_hub.store import ledger
from kernelyard_hub.store.models import agent_devices, allocations
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import FakeAgent, devices

STEPS = 120
GONE = (KernelState.EXITED, KernelState.ERROR)


def check(conn: Connection) -> None:
    """R01, R02: no device holds more than it has, and only sessions hold whose state says so."""
    capacity = {
        (row.agent_id, row.device_id, row.slot): row.capacity for row in conn.execute(select(agent_devices))
    }
    held = ledger.held_devices(conn)
    for agent_id, keys in held.items():
        for (device_id, slot), amount in keys.items():
            assert amount <= capacity[agent_id, device_id, slot]
    status = {row.id: row.status for row in conn.execute(select(table.c.id, table.c.status))}
    holders = set(
        conn.execute(select(allocations.c.session_id).where(allocations.c.closed_at.is_(None))).scalars()
    )
    assert all(status[holder] in states.HOLDING for holder in holders)
    assert {session for session, now in status.items() if now in states.HOLDING} == holders


class History:
    """Random steps over one site."""

    def __init__(self, core: Core, agents: list[FakeAgent], chance: random.Random) -> None:
        self.core, self.agents, self.chance = core, agents, chance
        self.names: list[str] = []
        self.silent: set[str] = set()
        self.ends: set[asyncio.Task[Any]] = set()

    async def step(self) -> None:
        steps = (self.create, self.create, self.end, self.exit, self.lose, self.switch)
        await self.chance.choice(steps)()
        await asyncio.sleep(self.chance.random() * 0.02)

    async def create(self) -> None:
        gpu = self.chance.choice([{}, {"cuda.shares": self.chance.choice(["0.3", "0.5", "1", "1.5"])}])
        amounts = {"cpu": self.chance.choice(["1", "2"]), "mem": "512m", **gpu}
        made = await self.core.create(resources=amounts, enqueueOnly=True)
        self.names.append(made.name)

    async def end(self) -> None:
        if self.names:
            name = self.chance.choice(self.names)
            forced = self.chance.random() < 0.3
            work = sessions.destroy(self.core.site, self.core.who, name, forced=forced)
            self.ends.add(asyncio.create_task(work))

    async def exit(self) -> None:
        agent = self.chance.choice(self.agents)
        running = [key for key, status in agent.kernels.items() if status.state is KernelState.RUNNING]
        if running and agent.agent_id not in self.silent:
            await agent.set_state(self.chance.choice(running), KernelState.EXITED, exit_code=1)

    async def lose(self) -> None:
        self.chance.choice(self.agents).lose_answers += self.chance.choice([1, 2])

    async def switch(self) -> None:
        agent = self.chance.choice(self.agents)
        if agent.agent_id in self.silent:
            self.silent.discard(agent.agent_id)
            await agent.start()
        elif self.chance.random() < 0.5:
            self.silent.add(agent.agent_id)
            await agent.stop()

    async def heal(self) -> None:
        """Everybody is back and answers; whatever was asked to end has ended."""
        for agent in self.agents:
            agent.lose_answers = 0
            if agent.agent_id in self.silent:
                await agent.start()
        self.silent.clear()
        await asyncio.gather(*self.ends, return_exceptions=True)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_random_history_leaves_nothing_behind(tmp_path: Path, seed: int) -> None:
    """R01, R02, R07, R10."""
    async with core_rig.running(tmp_path, lost_after=0.5) as core:
        offers = devices(cores=4, memory=8 * 2**30, gpus=2)
        agents = [await core.agent(agent_id=f"n{i}", offers=offers, interval=0.1) for i in range(3)]
        history = History(core, agents, random.Random(seed))
        for _ in range(STEPS):
            await history.step()
            await core.site.store.read(check)
        await history.heal()

        def left(conn: Connection) -> list[Any]:
            query = select(table.c.name, table.c.status).where(table.c.status.not_in(states.TERMINAL))
            return list(conn.execute(query).all())

        for name, _ in await core.site.store.read(left):
            await sessions.destroy(core.site, core.who, name)
        await eventually(lambda: core.site.store.read(left), lambda rows: not rows, "the end of all sessions")
        assert await core.held() == {}

        async def alive() -> list[Any]:
            for agent in agents:
                await agent.beat()
            return [s.kernel_id for agent in agents for s in agent.kernels.values() if s.state not in GONE]

        await eventually(alive, lambda kernels: not kernels, "the end of all kernels")
        await core.site.store.read(check)
