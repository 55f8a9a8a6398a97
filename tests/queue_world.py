"""A site without input and output: nodes, what runs and what waits, and passes whose decisions come true at
once. For tests of the scheduler's decisions, and for its benchmark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kernelyard_hub.scheduler.decisions import Cancel, Code, Decision, KernelPlacement, Placed, Preempt, Wait
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.placement.place import Room, place_on
from kernelyard_hub.scheduler.snapshot import (
    AgentView,
    DeviceKey,
    DeviceView,
    GroupView,
    Running,
    Snapshot,
    Waiting,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GIB = 2**30
CORE = 10_000


def node(name: str, *, cores: int = 4, gpus: int = 0, whole: int = 0, **more: Any) -> AgentView:
    """``gpus`` are shared in parts, ``whole`` ones handed out whole."""
    devices = [DeviceView(f"c{n:02}", "cpu", CORE) for n in range(cores)]
    devices.append(DeviceView("root", "mem", 64 * GIB))
    devices += [DeviceView(f"g{n}", "cuda.shares", CORE) for n in range(gpus)]
    devices += [DeviceView(f"w{n}", "cuda.device", CORE, exclusive=True) for n in range(whole)]
    return AgentView(name, "default", "x86_64", images=frozenset({"i"}), devices=tuple(devices), **more)


def ask(
    number: int, cores: float = 1, *, gpu: float = 0, whole: int = 0, kernels: int = 1, **more: Any
) -> Waiting:
    """A session that waits; ``number`` is its place in the order of arrival, and its id."""
    amounts = {"cpu": round(cores * CORE), "cuda.shares": round(gpu * CORE), "cuda.device": whole * CORE}
    facts: dict[str, Any] = {
        "access_key": "AK",
        "user_id": UUID(int=1),
        "project_id": UUID(int=7),
        "domain": "default",
        "session_type": "interactive",
        "image": "i",
        "architecture": "x86_64",
        **more,
    }
    return Waiting(
        UUID(int=number),
        number,
        "default",
        per_kernel={slot: amount for slot, amount in amounts.items() if amount},
        kernels=tuple(UUID(int=1_000_000 + 100 * number + n) for n in range(kernels)),
        **facts,
    )


class World:
    """``group`` has every node. Sessions end when somebody says so, or at their time limit."""

    def __init__(self, nodes: Sequence[AgentView], group: GroupView | None = None, **facts: Any) -> None:
        self.nodes, self.group, self.facts = tuple(nodes), group or GroupView("default"), facts
        self.now = NOW
        self.waiting: dict[UUID, Waiting] = {}
        self.running: dict[UUID, Running] = {}
        self.said: dict[UUID, Decision] = {}
        """The last decision about each session."""

    def ask(self, *sessions: Waiting) -> None:
        self.waiting |= {session.session_id: session for session in sessions}

    def snapshot(self) -> Snapshot:
        agents = []
        for agent in self.nodes:
            held, taken = held_on(agent.agent_id, self.running)
            agents.append(replace(agent, held=held, taken=taken))
        facts: dict[str, Any] = {"limits": {}, "by_key": {}, **self.facts}
        return Snapshot(
            tuple(agents),
            {"default": self.group},
            tuple(self.waiting.values()),
            running=tuple(self.running.values()),
            **facts,
        )

    def step(self) -> list[Decision]:
        """One pass, carried out. Preempted sessions end under way until `end` is called for them."""
        decisions = decide(self.snapshot(), self.now)
        for one in decisions:
            self.said[one.session_id] = one
            if isinstance(one, Placed):
                self._start(self.waiting.pop(one.session_id), one.kernels)
            elif isinstance(one, Wait):
                session = self.waiting[one.session_id]
                self.waiting[one.session_id] = replace(
                    session, reserved=frozenset(one.reserved), tries=session.tries + one.tried
                )
            elif isinstance(one, Preempt):
                self.running[one.session_id] = replace(self.running[one.session_id], ending=True)
            elif isinstance(one, Cancel):
                del self.waiting[one.session_id]
        return decisions

    def end(self, *numbers: int) -> None:
        for number in numbers:
            del self.running[UUID(int=number)]

    def pass_time(self, seconds: float) -> None:
        """Sessions whose time is over end."""
        self.now += timedelta(seconds=seconds)
        over = [key for key, one in self.running.items() if one.ends_by and one.ends_by <= self.now]
        for key in over:
            del self.running[key]

    def start(self, session: Waiting, agent_id: str) -> None:
        """Let a session run on a node already, on the first devices that have room."""
        alone = replace(session, agents=frozenset({agent_id}))
        (one,) = decide(replace(self.snapshot(), waiting=(alone,)), self.now)
        assert isinstance(one, Placed), one
        self._start(session, one.kernels)

    def _start(self, session: Waiting, kernels: tuple[KernelPlacement, ...]) -> None:
        limit = session.time_limit
        self.running[session.session_id] = Running(
            session.session_id,
            session.resource_group,
            session.access_key,
            session.user_id,
            session.project_id,
            session.domain,
            session.session_type,
            kernels,
            started_at=self.now,
            ends_by=None if limit is None else self.now + timedelta(seconds=limit),
            priority=session.priority,
            preemptible=session.preemptible,
            endpoint=session.endpoint,
        )

    def check(self) -> None:
        """No device gives more than it has, and whole ones have one holder (R01, R09)."""
        for agent in self.nodes:
            held, _ = held_on(agent.agent_id, self.running)
            capacity = {(d.device_id, d.slot): d.capacity for d in agent.devices}
            assert all(amount <= capacity[key] for key, amount in held.items())
            alone = [
                share.device_id
                for one in self.running.values()
                for kernel in one.kernels
                if kernel.agent_id == agent.agent_id
                for share in kernel.shares
                if share.exclusive
            ]
            assert len(alone) == len(set(alone))


def held_on(agent_id: str, running: Mapping[UUID, Running]) -> tuple[dict[DeviceKey, int], frozenset[str]]:
    """What is held on a node, and which devices by one holder alone."""
    held: dict[DeviceKey, int] = {}
    taken: set[str] = set()
    for one in running.values():
        for kernel in one.kernels:
            if kernel.agent_id == agent_id:
                for share in kernel.shares:
                    key = (share.device_id, share.slot)
                    held[key] = held.get(key, 0) + share.amount
                    taken |= {share.device_id} if share.exclusive else set()
    return held, frozenset(taken)


def nodes_of(sizes: Sequence[tuple[int, int, int]]) -> list[AgentView]:
    """Nodes of so many cores, accelerators shared in parts, and whole ones."""
    return [
        node(f"n{n}", cores=cores, gpus=gpus, whole=whole) for n, (cores, gpus, whole) in enumerate(sizes)
    ]


def fits_now(world: World, session: Waiting) -> bool:
    """Whether the session has room on what nobody holds."""
    rooms = []
    for agent in world.nodes:
        held, taken = held_on(agent.agent_id, world.running)
        rooms.append(Room(replace(agent, held=held, taken=taken)))
    if session.single_node:
        return any(place_on(session, [room]) for room in rooms)
    return place_on(session, rooms) is not None


def check_pass(world: World, decisions: Sequence[Decision]) -> None:
    """R01, R03: nothing overcommitted; what waits does not fit, or would delay a reservation."""
    world.check()
    promised = {one.session_id for one in decisions if isinstance(one, Wait) and one.reserved}
    for one in decisions:
        if not isinstance(one, Wait):
            continue
        if fits_now(world, world.waiting[one.session_id]):
            assert one.code is Code.RESERVED and one.behind in promised
        else:
            assert one.code in (Code.NO_ROOM, Code.NEVER_FITS) and one.behind is None
