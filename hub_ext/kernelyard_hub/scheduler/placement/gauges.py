"""How full a resource group is, and how much of what is idle nobody could use. Pure, from a `Snapshot`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from kernelyard_agent.slots import COUNT_SCALE, Slots, in_devices, is_accelerator

from ..snapshot import AgentView, Snapshot
from .fragmentation import WHOLE, Flags, Usual, Workload, usual
from .place import Kind, Room, kind_of, suits
from .shapes import needs


@dataclass(frozen=True, slots=True)
class Filling:
    """What the nodes of one resource group that are up offer, and what of it is held."""

    capacity: Slots = field(default_factory=dict)
    held: Slots = field(default_factory=dict)
    fragments: float = 0.0
    """Accelerators (devices, in fractions) that are idle and that the usual requests could not use."""

    @property
    def accelerators(self) -> float:
        """Devices."""
        return _devices(self.capacity)

    def allocated(self, slot: str) -> float | None:
        """Percent of a slot that is held; None for one that the group does not have."""
        capacity = self.capacity.get(slot, 0)
        return 100.0 * self.held.get(slot, 0) / capacity if capacity else None

    @property
    def allocated_percent(self) -> float:
        """The one figure for people: of accelerators where there are any, else of cores; 0 of nothing."""
        if self.accelerators:
            return 100.0 * _devices(self.held) / self.accelerators
        return self.allocated("cpu") or 0.0

    @property
    def fragmented_percent(self) -> float:
        """Fragments as a part of all accelerators; 0 without accelerators."""
        return 100.0 * self.fragments / self.accelerators if self.accelerators else 0.0


def fillings(snapshot: Snapshot) -> dict[str, Filling]:
    """How full each resource group is, by its name."""
    nodes: dict[str, list[AgentView]] = {name: [] for name in snapshot.groups}
    for agent in snapshot.agents:
        if agent.alive:
            nodes.setdefault(agent.resource_group, []).append(agent)
    asked = _asked(snapshot)
    result: dict[str, Filling] = {}
    for name, agents in nodes.items():
        group = snapshot.groups.get(name)
        kinds = (group.usual if group is not None else ()) or asked.get(name, ())
        capacity, held = _sum(a.capacity for a in agents), _sum(a.occupied for a in agents)
        result[name] = Filling(capacity, held, _fragments(agents, kinds))
    return result


def _asked(snapshot: Snapshot) -> dict[str, tuple[Usual, ...]]:
    """What those who wait ask for, by group: the measure where nothing is known of the past."""
    largest: dict[tuple[str, str], int] = {}
    for agent in snapshot.agents:
        for device in agent.devices:
            key = (agent.resource_group, device.slot)
            largest[key] = max(largest.get(key, 0), device.capacity)
    counted: dict[str, Counter[Usual]] = {}
    for session in snapshot.waiting:
        group, request = session.resource_group, session.per_kernel
        need, count = next(
            (
                needs(amount, largest[group, slot])
                for slot, amount in sorted(request.items())
                if amount > 0 and is_accelerator(slot) and largest.get((group, slot))
            ),
            (0, 0),
        )
        kind: Kind = kind_of(session)
        one = Usual(0.0, request.get("cpu", 0), request.get("mem", 0), need, count, kind)
        counted.setdefault(group, Counter())[one] += len(session.kernels)
    return {group: usual(kinds) for group, kinds in counted.items()}


def _fragments(agents: list[AgentView], kinds: Iterable[Usual]) -> float:
    """Devices, in fractions, that are idle and that the kinds could not use. It is about kinds that ask for
    devices, and that an empty node could hold: others would call an idle group fragmented."""
    kinds = [kind for kind in kinds if kind.count and any(_holds(agent, kind) for agent in agents)]
    weight = sum(kind.weight for kind in kinds)
    kinds = [replace(kind, weight=kind.weight / weight) for kind in kinds]
    rooms = [Room(agent) for agent in agents]
    free = [
        [
            room.free(device) * WHOLE // device.capacity
            for device in room.agent.devices
            if is_accelerator(device.slot) and device.capacity
        ]
        for room in rooms
    ]
    width = max((len(row) for row in free), default=0)
    if not kinds or not width:
        return 0.0
    devices = np.array([[*row, *[0] * (width - len(row))] for row in free], dtype=np.int64)
    totals = [room.free_slots() for room in rooms]

    def may_run(kind: Hashable) -> Flags:
        fine = [kind is None or suits(kind, agent) for agent in agents]  # type: ignore[arg-type]
        return np.array(fine, dtype=bool)

    cpu = np.array([total.get("cpu", 0) for total in totals], dtype=np.int64)
    memory = np.array([total.get("mem", 0) for total in totals], dtype=np.int64)
    lost = Workload(kinds, may_run).fragments(np.arange(len(rooms)), cpu, memory, devices)
    return float(lost.sum()) / WHOLE


def _holds(agent: AgentView, kind: Usual) -> bool:
    """Whether the node could hold such a request if nobody else were there."""
    room = agent.capacity
    devices = sum(1 for device in agent.devices if is_accelerator(device.slot))
    fits = kind.cpu <= room.get("cpu", 0) and kind.memory <= room.get("mem", 0) and kind.count <= devices
    return fits and (kind.kind is None or suits(kind.kind, agent))  # type: ignore[arg-type]


def _devices(amounts: Mapping[str, int]) -> float:
    return sum(in_devices(slot, amount) for slot, amount in amounts.items()) / COUNT_SCALE


def _sum(many: Iterable[Mapping[str, int]]) -> Slots:
    total: Slots = {}
    for amounts in many:
        for slot, amount in amounts.items():
            total[slot] = total.get(slot, 0) + amount
    return total
