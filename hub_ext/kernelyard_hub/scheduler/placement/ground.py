"""The nodes of one resource group as arrays, one row per node: what of them is free, in total and device by
device.

What a row says depends on nothing but the node's view, which nobody changes, and on what has been taken or
kept there since. So a ground can be used pass after pass: only rows that a pass has changed, and those of
nodes whose view says something new, are read again.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter

import numpy as np

from kernelyard_agent.slots import is_accelerator

from ..snapshot import AgentView
from .fragmentation import WHOLE, Ints
from .place import Room, Start

LONG = 10
"""Changes per node after which the log of changes begins anew, and all that goes by it."""
_what = attrgetter(
    "agent_id",
    "resource_group",
    "architecture",
    "alive",
    "schedulable",
    "images",
    "fetches",
    "volumes",
    "devices",
)
"""All of a node but what is held there."""


class Ground:
    """``rooms`` in the order of their agents' ids."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        self.rooms = list(rooms)
        self.agents: Sequence[AgentView] = [room.agent for room in rooms]
        self._row = {room.agent.agent_id: row for row, room in enumerate(rooms)}
        self.slots = sorted({slot for room in rooms for slot in room.layout.capacity})
        self._column = {slot: column for column, slot in enumerate(self.slots)}
        self._slots_key = tuple(self.slots)
        self.capacity: Ints = self._totals([room.layout.empty for room in rooms])
        self.free: Ints = self._totals([room.start or room.free_slots() for room in rooms])
        self.accelerators = [slot for slot in self.slots if is_accelerator(slot)]
        layouts = {room.layout.looks: room.layout for room in rooms}.values()
        self._widths = {
            slot: max(len(layout.full.get(slot, ())) for layout in layouts) for slot in self.accelerators
        }
        self._largest = {
            slot: max(max(room.layout.full.get(slot, (0,))) for room in rooms) for slot in self.accelerators
        }
        self._width_key = tuple(self._widths.items())
        width = max(1, sum(self._widths.values()))
        self._spans: dict[str, slice] = {}
        start = 0
        for slot in self.accelerators:
            self._spans[slot] = slice(start, start + self._widths[slot])
            start += self._widths[slot]
        self._parts = [self._thousandths(room) for room in rooms]
        self.devices: Ints = np.array(self._parts, dtype=np.int64).reshape(len(rooms), width)
        """Thousandths free on each accelerator of each node; 0 where there is none."""
        self.device_counts: Ints = np.array(
            [sum(len(room.layout.full.get(slot, ())) for slot in self.accelerators) for room in rooms],
            dtype=np.int64,
        )
        self._changes: list[int] = []
        """Rows that have changed, one after the other."""
        self._begun = 0
        """How many of them when the pass began."""

    def resume(self, agents: Sequence[AgentView]) -> bool:
        """Begin another pass over the same nodes, on which other things may be held by now. False where nodes
        have come, gone, or changed in something else: then what is known of them is of no use.
        """
        if len(agents) != len(self.rooms) or len(self._changes) > LONG * len(agents):
            return False
        fresh = set(self._changes[self._begun :])
        for row, (now, then) in enumerate(zip(agents, self.agents, strict=True)):
            if now is not then:
                if _what(now) != _what(then):
                    return False
                if (now.held is not then.held and now.held != then.held) or now.taken != then.taken:
                    fresh.add(row)
        self.agents = agents
        for row in sorted(fresh):
            self.rooms[row] = Room(agents[row])
            self._read(row)
        self._begun = len(self._changes)
        return True

    def _read(self, row: int) -> None:
        """See what has changed on a node."""
        room = self.rooms[row]
        free = room.free_slots()
        self.free[row] = [free.get(slot, 0) for slot in self.slots]
        parts = self._thousandths(room)
        if parts != self._parts[row]:
            self._parts[row] = parts
            self.devices[row] = parts
        self._changes.append(row)

    def room(self, agent_id: str) -> Room:
        """What is free on one of the nodes."""
        return self.rooms[self._row[agent_id]]

    def column(self, slot: str) -> Ints:
        """What is free of a slot on each node; zeros for a slot that no node has."""
        if slot not in self._column:
            return np.zeros(len(self.rooms), dtype=np.int64)
        result: Ints = self.free[:, self._column[slot]]
        return result

    @cached_property
    def _classes(self) -> tuple[list[int], list[Room]]:
        """Of each node the number of its class, whose nodes may hold the same requests and have the same
        capacity; and one node of each class."""
        numbers: dict[Hashable, int] = {}
        found: list[int] = []
        first: list[Room] = []
        for room in self.rooms:
            agent = room.agent
            key = (
                agent.resource_group,
                agent.architecture,
                agent.alive,
                agent.schedulable,
                agent.fetches,
                agent.images,
                agent.volumes,
                room.layout.looks,
            )
            number = numbers.setdefault(key, len(numbers))
            if number == len(first):
                first.append(room)
            found.append(number)
        return found, first

    def _thousandths(self, room: Room) -> list[int]:
        """What is free of each accelerator of a node, slot by slot."""
        if room.start is None:
            return self._count_thousandths(room)
        known = room.start.notes.get(self._width_key)
        if known is None:
            known = room.start.notes[self._width_key] = self._count_thousandths(room)
        return known

    def _count_thousandths(self, room: Room) -> list[int]:
        found: list[int] = []
        for slot, width in self._widths.items():
            left, full = room.left.get(slot, ()), room.layout.full.get(slot, ())
            found += [part * WHOLE // whole for part, whole in zip(left, full, strict=True)]
            found += [0] * (width - len(left))
        return found or [0]

    def _totals(self, amounts: Sequence[Start | Mapping[str, int]]) -> Ints:
        rows = []
        for amount in amounts:
            known = amount.notes.get(self._slots_key) if isinstance(amount, Start) else None
            if known is None:
                free = amount.free if isinstance(amount, Start) else amount
                known = [free.get(slot, 0) for slot in self.slots]
                if isinstance(amount, Start):
                    amount.notes[self._slots_key] = known
            rows.append(known)
        return np.array(rows, dtype=np.int64).reshape(len(amounts), len(self.slots))
