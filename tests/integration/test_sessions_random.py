"""Random histories of a site: creates, dependencies, clusters, ends, exits, policies and budgets that change,
answers that are lost, late or told twice, nodes that fall silent and come back. After every step the database
is compared with what a model of the rules allows (R01, R02, R05 to R07, R10, R16, R18), and whenever
everybody has come to rest, whether something waits that could run (R03).
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, update
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_agent.protocol import KernelEvent, KernelState, KernelStatus
from kernelyard_agent.slots import COUNT_SCALE, Slots
from kernelyard_hub import errors
from kernelyard_hub.operations import agents as reports
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.store import ledger
from kernelyard_hub.store.models import agent_devices, agents, allocations, kernels, resource_groups
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import devices

GONE = (KernelState.EXITED, KernelState.ERROR)
CORES, GPUS, MEMORY = 4, 2, 8 * 2**30
NODES = 3
TURNS = {"not-its-turn", "reserved-for-others", "preempting"}
"""Reasons to wait although there is room."""
REST = 10.0
"""Seconds within which everything that is under way has come to an end."""


Step = tuple[str, dict[str, Any]]
"""A method of `Site` and its arguments."""


@dataclass(frozen=True)
class Wish:
    """A session that somebody wants; ``waits`` counts back from the last one."""

    cores: str
    shares: str | None
    size: int
    spread: bool
    batch: bool
    weak: bool
    limited: bool
    waits: tuple[int, ...]


@dataclass
class Asked:
    """What the model remembers of a session."""

    name: str
    per_kernel: Slots
    size: int
    others: list[UUID] = field(default_factory=list)
    batch: bool = False
    code: int | None = None
    """Exit code that its node has told."""


class Site:
    """One site with a real scheduler; nodes are fakes that make faults on demand. Each method that a step of
    `STEPS` names is one step."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self.stack = stack
        self.asked: dict[UUID, Asked] = {}
        self.silent: set[str] = set()
        self.ends: set[asyncio.Task[Any]] = set()
        self.told: list[tuple[str, KernelStatus]] = []
        """What nodes have said at some time."""
        self.limit = 30
        """Sessions at once that the policy allows now."""
        self.allowed = 30
        """What may be held: under a stricter policy what runs goes on."""
        self.waiting = 1000

    async def begin(self, scheduler: str) -> None:
        directory = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.core: Core = await self.stack.enter_async_context(core_rig.running(directory, lost_after=0.5))
        await self.core.policy(max_containers_per_session=3, max_concurrent_sessions=self.limit)
        options: dict[str, Any] = {"config": {"preemption": scheduler == "priority"}}
        change = update(resource_groups).values(scheduler=scheduler, scheduler_opts=options)
        await self.core.site.store.write(lambda conn: conn.execute(change) and None)
        offers = devices(cores=CORES, memory=MEMORY, gpus=GPUS)
        self.agents = [
            await self.core.agent(agent_id=f"n{i}", offers=offers, interval=0.1) for i in range(NODES)
        ]

    # ── steps ──────────────────────────────────────────────────────────────────────────────────────

    async def create(self, wish: Wish) -> None:
        known = list(self.asked)
        others = list(dict.fromkeys(known[-1 - index] for index in wish.waits if index < len(known)))
        shares = {"cuda.shares": wish.shares} if wish.shares else {}
        body: dict[str, Any] = {
            "resources": {"cpu": wish.cores, "mem": "512m", **shares},
            "clusterSize": wish.size,
            "clusterMode": "multi-node" if wish.spread else "single-node",
            "dependencies": [str(other) for other in others],
            "preemptible": wish.weak,
            "timeLimit": "1h" if wish.limited else None,
            "enqueueOnly": True,
        }
        if wish.batch:
            body |= {"type": "batch", "startupCommand": "work"}
        pending = await self._count("PENDING")
        try:
            made = await self.core.create(**body)
        except errors.QuotaExceeded:
            assert pending >= self.waiting or await self._count("PENDING") >= self.waiting
            return
        except errors.InvalidParameters:
            return  # more than any node has
        row = await self.core.row(made.session_id)
        size = body["clusterSize"]
        per_kernel = {slot: amount // size for slot, amount in row.requested_slots.items()}
        self.asked[made.session_id] = Asked(made.name, per_kernel, size, others, row.type == "batch")

    async def end(self, index: int, forced: bool, recursive: bool) -> None:
        names = [one.name for one in self.asked.values()]
        if not names:
            return
        name = names[index % len(names)]
        work = sessions.destroy(self.core.site, self.core.who, name, forced=forced, recursive=recursive)
        self.ends.add(asyncio.create_task(work))
        await asyncio.sleep(0.01)

    async def exit(self, index: int, code: int) -> None:
        """The command of a session ends by itself."""
        running = [
            (agent, key)
            for agent in self.agents
            for key, status in agent.kernels.items()
            if status.state is KernelState.RUNNING and agent.agent_id not in self.silent
        ]
        if running:
            agent, key = running[index % len(running)]
            await agent.set_state(key, KernelState.EXITED, exit_code=code)

    async def lose_answers(self, node: int, count: int) -> None:
        self.agents[node].lose_answers += count

    async def start_slowly(self, node: int) -> None:
        """From now on kernels of the node take their time: its answers and reports come late."""
        self.agents[node]._start_seconds = 0.15

    async def fall_silent_or_come_back(self, node: int) -> None:
        agent = self.agents[node]
        if agent.agent_id in self.silent:
            self.silent.discard(agent.agent_id)
            await agent.start()
        else:
            self.silent.add(agent.agent_id)
            await agent.stop()

    async def tell_again(self, index: int) -> None:
        """An old report comes once more, late (R10)."""
        if self.told:
            agent_id, status = self.told[index % len(self.told)]
            event = KernelEvent(agent_id=agent_id, status=status)
            await reports.event(self.core.site, event)

    async def change_policy(self, concurrent: int, waiting: int) -> None:
        self.limit, self.waiting = concurrent, waiting
        values = {"max_concurrent_sessions": concurrent, "max_pending_session_count": waiting}
        await self.core.policy(**values)
        # What runs may go on under a stricter policy.
        self.allowed = max(concurrent, await self._holding())

    # ── what has to be true ────────────────────────────────────────────────────────────────────────

    async def check(self) -> None:
        self.told += [(a.agent_id, status) for a in self.agents for status in a.kernels.values()]
        del self.told[:-200]
        before = self.allowed
        await self.core.site.store.read(self._look)
        self.allowed = max(self.limit, min(before, await self._holding()))

    def _look(self, conn: Connection) -> None:
        capacity = {
            (row.agent_id, row.device_id, row.slot): row.capacity
            for row in conn.execute(select(agent_devices))
        }
        held = ledger.held_devices(conn)
        for agent_id, keys in held.items():
            for (device_id, slot), amount in keys.items():
                assert amount <= capacity[agent_id, device_id, slot], "R01"
        rows = {row.id: row for row in conn.execute(select(table))}
        holders: dict[UUID, dict[UUID, Slots]] = {}
        for row in conn.execute(select(allocations).where(allocations.c.closed_at.is_(None))):
            of_kernel = holders.setdefault(row.session_id, {}).setdefault(row.kernel_id, {})
            of_kernel[row.slot] = of_kernel.get(row.slot, 0) + row.amount
        holding = {key for key, row in rows.items() if row.status in states.HOLDING}
        assert holding == set(holders), "R02"
        assert len(holding) <= self.allowed, "R18"
        for key in holding:
            mine = self.asked.get(key)
            if mine is not None:
                assert list(holders[key].values()) == [mine.per_kernel] * mine.size, "R16"
            for other in mine.others if mine is not None else ():
                assert self._succeeded(rows[other]), "R06"
        for row in rows.values():
            if row.status not in (*states.TERMINAL, "PENDING", *states.RUNNING):
                assert row.deadline_at is not None, "R07"

    def _succeeded(self, row: Any) -> bool:
        if row.status != "TERMINATED":
            return False
        by_somebody = row.status_info in ("user-requested", "force-terminated", "self-terminated")
        return bool(row.result == "success" if row.type == "batch" else by_somebody)

    # ── rest, and the end ──────────────────────────────────────────────────────────────────────────

    async def _holding(self) -> int:
        query = select(allocations.c.session_id).where(allocations.c.closed_at.is_(None)).distinct()
        return len(await self.core.site.store.read(lambda conn: conn.execute(query).all()))

    async def _count(self, status: str) -> int:
        query = select(table.c.id).where(table.c.status == status)
        return len(await self.core.site.store.read(lambda conn: conn.execute(query).all()))

    async def _heal(self) -> None:
        for agent in self.agents:
            agent.lose_answers = 0
            if agent.agent_id in self.silent:
                await agent.start()
        self.silent.clear()
        await asyncio.gather(*self.ends, return_exceptions=True)
        self.ends.clear()

    async def rest(self) -> None:
        """Everything that is under way comes to its end; then nothing waits that could run (R03)."""
        await self._heal()

        def under_way(conn: Connection) -> list[Any]:
            moving = table.c.status.in_(states.TRANSITIONAL)
            lost = select(agents.c.id).where(agents.c.status != "ALIVE")
            return [*conn.execute(select(table.c.name, table.c.status).where(moving)), *conn.execute(lost)]

        for _ in range(20):
            await eventually(lambda: self.core.site.store.read(under_way), lambda rows: not rows, "rest")
            self.core.site.loop.wake()
            await asyncio.sleep(0.02)
            if not await self.core.site.loop.run_pass():
                break
        await self.core.site.store.read(self._nothing_could_run)

    def _nothing_could_run(self, conn: Connection) -> None:
        """R03, R05: told by plain sums over nodes, not by the scheduler's own code."""
        if conn.execute(select(table.c.id).where(table.c.status.in_(states.TRANSITIONAL))).first():
            return  # something has moved meanwhile
        rows = {row.id: row for row in conn.execute(select(table))}
        holding = [row for row in rows.values() if row.status in states.HOLDING]
        held = ledger.held_devices(conn)
        for key, row in rows.items():
            mine = self.asked.get(key)
            if row.status != "PENDING" or mine is None:
                continue
            ended = [rows[other] for other in mine.others if rows[other].status in states.TERMINAL]
            assert all(self._succeeded(other) for other in ended), "R06: it is not cancelled"
            code = (row.status_data or {}).get("scheduler", {}).get("code")
            assert row.status_info and code, "it does not say why it waits"
            if len(ended) < len(mine.others) or len(holding) >= self.limit or code in TURNS:
                continue
            for agent in self.agents:
                assert not self._fits(mine, held.get(agent.agent_id, {})), f"R03: {row.status_info}"

    def _fits(self, mine: Asked, held: dict[tuple[str, str], int]) -> bool:
        """Whether one node holds all of the session; parts of GPUs each on one device, to be on the safe
        side."""
        free: Slots = {"cpu": CORES * COUNT_SCALE, "mem": MEMORY}
        for (_, slot), amount in held.items():
            if slot in free:
                free[slot] -= amount
        if any(mine.per_kernel[slot] * mine.size > free[slot] for slot in free):
            return False
        part = mine.per_kernel.get("cuda.shares", 0)
        left = [COUNT_SCALE - held.get((f"gpu{i}", "cuda.shares"), 0) for i in range(GPUS)]
        return not part or sum(amount // part for amount in left) >= mine.size

    async def finish(self) -> None:
        """Everybody is back, everything ends, and nothing is left anywhere (R02, R07, R10)."""
        await self._heal()

        async def end_all() -> list[Any]:
            query = select(table.c.id, table.c.name).where(table.c.status.not_in(states.TERMINAL))
            rows = await self.core.site.store.read(lambda conn: conn.execute(query).all())
            for row in rows:
                with contextlib.suppress(errors.ApiError):
                    await sessions.end(self.core.site, row.id, "user-requested", wait=0.05)
            return list(rows)

        await eventually(end_all, lambda rows: not rows, "the end of all sessions")
        assert await self.core.held() == {}

        async def alive() -> list[UUID]:
            for agent in self.agents:
                await agent.beat()
            return [
                s.kernel_id for agent in self.agents for s in agent.kernels.values() if s.state not in GONE
            ]

        await eventually(alive, lambda left: not left, "the end of all kernels")
        await self.check()
        query = select(kernels.c.status).where(kernels.c.status.not_in(states.TERMINAL))
        assert not await self.core.site.store.read(lambda conn: conn.execute(query).all())


def step(name: str, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.fixed_dictionaries(arguments).map(lambda given: (name, given))


NODE = st.integers(0, NODES - 1)
WISH = st.builds(
    Wish,
    cores=st.sampled_from(["1", "2", "4"]),
    shares=st.sampled_from([None, None, "0.3", "0.5", "1", "1.5", "2"]),
    size=st.sampled_from([1, 1, 1, 2, 3]),
    spread=st.booleans(),
    batch=st.booleans(),
    weak=st.booleans(),
    limited=st.booleans(),
    waits=st.sampled_from([(), (), (0,), (0, 1), (2,)]),
)
CREATE = step("create", wish=WISH)
END = step("end", index=st.integers(0, 99), forced=st.booleans(), recursive=st.booleans())
EXIT = step("exit", index=st.integers(0, 20), code=st.sampled_from([0, 0, 1]))
STEPS = st.one_of(
    CREATE,
    CREATE,
    CREATE,
    END,
    EXIT,
    EXIT,
    step("lose_answers", node=NODE, count=st.integers(1, 3)),
    step("start_slowly", node=NODE),
    step("fall_silent_or_come_back", node=NODE),
    step("tell_again", index=st.integers(0, 200)),
    step("change_policy", concurrent=st.sampled_from([2, 4, 30]), waiting=st.sampled_from([3, 1000])),
    step("rest"),
)


async def live(scheduler: str, history: Sequence[Step]) -> None:
    """A site's whole life, checked after every step."""
    async with AsyncExitStack() as stack:
        site = Site(stack)
        await site.begin(scheduler)
        for name, arguments in history:
            await getattr(site, name)(**arguments)
            await asyncio.sleep(0.005)
            await site.check()
        await site.rest()
        await site.finish()


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    # What happens between two steps is up to the machine: a failure gets no smaller by trying again.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    st.sampled_from(["fifo", "lifo", "drf", "fair-share", "priority"]),
    st.lists(STEPS, min_size=40, max_size=45),
)
def test_random_histories(scheduler: str, history: list[Step]) -> None:
    asyncio.run(live(scheduler, history))
