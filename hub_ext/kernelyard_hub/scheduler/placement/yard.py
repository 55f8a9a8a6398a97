"""The nodes of one resource group while a pass fills them: totals and devices as arrays, one row per node.

For each shape of request a score per node is kept and renewed only where something has changed since, so that
a pass over thousands of sessions looks at every node once per shape and then at changed ones only. Whether a
node really holds a request is decided by `Room.fit`, exactly; the arrays only say in which order to ask.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np

from kernelyard_agent.slots import COUNT_SCALE, SlotType, slot_type

from ..decisions import KernelPlacement
from ..snapshot import AgentView, DeviceKey, Waiting
from .fragmentation import WHOLE, Flags, Floats, Ints, Usual, Workload, fill, score
from .ground import Ground
from .looks import Looks, looks_under
from .place import Kind, Room, eligible, kind_of, place_on, suits
from .selectors import Fragmentation, Selector
from .shapes import needs, shape_of

FEW = 64
"""Nodes whose looks are remembered with their scores at a time; the first look at all of them is not."""
SHAPES = 200
"""Shapes of which scores are kept from pass to pass; of more, none."""
NEVER = float("-inf")
"""Score of a node that cannot hold a request now."""


@dataclass(slots=True)
class Shape:
    """All of a request that placement looks at, and what is known of it so far."""

    session: Waiting
    devices: tuple[str, int, int] | None
    """Accelerator slot, thousandths needed on each device, number of devices; None without accelerators."""
    scores: Floats
    eligible: Ints
    among: bytes
    """Of each node, whether it is one of them."""
    selector: Selector
    known: dict[int, float] | None
    """By looks of a node: its score. None where nodes that look alike may have different ones."""
    seen: int = -1
    """Entries of the log of changes that the scores take into account."""


class Yard(Ground):
    """``rooms`` in the order of their agents' ids: it breaks ties."""

    def __init__(
        self,
        rooms: Sequence[Room],
        selector: Selector,
        usual: Sequence[Usual] = (),
        *,
        split: bool = True,
        last: str | None = None,
        by_type: Mapping[str, Selector] | None = None,
    ) -> None:
        """``last`` is the node that got the group's last session; ``by_type`` names types of sessions that
        another selector is asked for."""
        super().__init__(rooms)
        self.split = split
        self._usual = tuple(usual)
        self._looks: list[int | None] = [None] * len(rooms)
        """Of each node, a number that it shares with those that look the same to requests."""
        self._shapes: dict[Hashable, Shape] = {}
        self._holders: dict[tuple[str, Kind], tuple[Ints, bytes]] = {}
        self._workload: Workload | None = None
        self._fragments: Floats | None = None
        self._stale: set[int] = set()
        """Nodes whose fragments have to be counted anew."""
        self._begin(selector, by_type or {}, last)

    def _begin(self, selector: Selector, by_type: Mapping[str, Selector], last: str | None) -> None:
        self.selector, self._by_type = selector, by_type
        if last is not None:
            for chosen in (selector, *by_type.values()):
                chosen.placed(sum(agent.agent_id <= last for agent in self.agents) - 1)

    def again(
        self,
        agents: Sequence[AgentView],
        selector: Selector,
        usual: Sequence[Usual] = (),
        *,
        last: str | None = None,
        by_type: Mapping[str, Selector] | None = None,
    ) -> bool:
        """Begin another pass over the same nodes (`Ground.resume`), with a selector of the same name; False
        where a new yard is needed. Scores stay where they depend on nothing but what the nodes look like."""
        if not self.resume(agents):
            return False
        remembers = "_memory" in self.__dict__
        if self._usual != tuple(usual) or (remembers and looks_under(self._setting) is not self._memory):
            self._forget(usual)
        by_type = by_type or {}
        if len(self._holders) > SHAPES:
            self._holders.clear()
        kept = self._shapes if len(self._shapes) <= SHAPES else {}
        self._shapes = {
            key: shape for key, shape in kept.items() if shape.known is not None and not shape.selector.moves
        }
        for shape in self._shapes.values():
            shape.selector = by_type.get(shape.session.session_type, selector)
        self._begin(selector, by_type, last)
        return True

    def _forget(self, usual: Sequence[Usual]) -> None:
        """Other requests are usual now: all scores are out of date."""
        self._usual = tuple(usual)
        self._shapes.clear()
        self._workload = self._fragments = None
        self._stale.clear()
        self._looks = [None] * len(self.rooms)
        for name in ("_memory", "_judged", "_kinds_are_classes"):
            self.__dict__.pop(name, None)

    def place(
        self, session: Waiting, avoid: Mapping[str, int] | None = None, *, key: Hashable = None
    ) -> tuple[KernelPlacement, ...] | None:
        """Devices for every kernel of the session, or None. Takes nothing. ``key`` is `key`, if known.

        ``avoid``: nodes that get it only when others cannot, the higher their number the later (SCH-008). It
        goes where nodes were kept for it, if it can, so that it takes nobody else's.
        """
        if not len(self.rooms):
            return None
        shape = self._shape(session, key)
        self._renew(shape)
        if avoid or session.reserved:
            return self._place_apart(session, shape, avoid or {})
        if len(session.kernels) > 1:
            return self._place_cluster(session, shape.scores)
        return self._place_one(session, shape, shape.scores)

    def _place_one(
        self, session: Waiting, shape: Shape, scores: Floats
    ) -> tuple[KernelPlacement, ...] | None:
        while True:
            row = int(scores.argmax())
            if scores[row] == NEVER:
                return None
            shares = self.rooms[row].fit(session.per_kernel, split=self.split)
            if shares is not None:
                return (KernelPlacement(session.kernels[0], self.rooms[row].agent.agent_id, shares),)
            scores[row] = shape.scores[row] = NEVER  # until something changes there

    def _place_apart(
        self, session: Waiting, shape: Shape, avoid: Mapping[str, int]
    ) -> tuple[KernelPlacement, ...] | None:
        """On nodes with the smallest numbers that have room, before all on those kept for the session."""
        numbers = np.zeros(len(self.rooms), dtype=np.int64)
        for agent_id, number in avoid.items():
            if agent_id in self._row:
                numbers[self._row[agent_id]] = number
        for agent_id in session.reserved:
            if agent_id in self._row:
                numbers[self._row[agent_id]] = -1
        for number in np.unique(numbers):
            scores = np.where(numbers <= number, shape.scores, NEVER)
            if len(session.kernels) > 1:
                found = self._place_cluster(session, scores)
            else:
                found = self._place_one(session, shape, scores)
            if found is not None:
                return found
        return None

    def take(self, placements: Sequence[KernelPlacement]) -> None:
        """Hand out what `place` has found."""
        for placement in placements:
            row = self._row[placement.agent_id]
            self.rooms[row].take(placement.shares)
            self._read(row)
            self.selector.placed(row)
            for other in self._by_type.values():
                other.placed(row)

    def keep(self, agent_id: str, amounts: Mapping[DeviceKey, int], shut: frozenset[str]) -> None:
        """Keep devices of a node for one that comes later (`Room.keep`)."""
        row = self._row[agent_id]
        self.rooms[row].keep(amounts, shut)
        self._read(row)

    def eligible(self, session: Waiting) -> Ints:
        """The nodes (by number) that may hold the session, however full they are."""
        return self._shape(session).eligible

    def rows_of(self, nodes: Iterable[str], session: Waiting) -> list[int]:
        """Those of some nodes (by number) that may hold the session."""
        among = self._shape(session).among
        found = (self._row.get(node, -1) for node in nodes)
        return sorted(row for row in found if row >= 0 and among[row])

    def telling(self, session: Waiting) -> list[int]:
        """Few nodes (by number) that say as much about why there is no room as all that may hold the session:
        the one that lacks least, and one of each class. Of a gang, all."""
        rows = self.eligible(session)
        if not len(rows) or not session.single_node:
            return [int(row) for row in rows]
        request = session.total
        lacks = np.zeros((len(rows), len(request)))
        for number, (slot, amount) in enumerate(request.items()):
            unit = 2**30 if slot_type(slot) is SlotType.BYTES else COUNT_SCALE
            lacks[:, number] = np.maximum(0, amount - self.column(slot)[rows]) / unit
        nearest = np.lexsort((lacks.sum(axis=1), (lacks > 0).sum(axis=1)))[0]
        numbers = self._classes[0]
        first: dict[int, int] = {}
        for row in rows.tolist():
            first.setdefault(numbers[row], row)
            if len(first) == len(self._classes[1]):
                break
        return list(dict.fromkeys((int(rows[nearest]), *first.values())))

    def key(self, session: Waiting) -> Hashable:
        """All of a session that placement looks at here."""
        return (session.session_type, *shape_of(session)) if self._by_type else shape_of(session)

    def _read(self, row: int) -> None:
        super()._read(row)
        self._looks[row] = None
        if self._fragments is not None:
            self._stale.add(row)

    def _look(self, row: int) -> int:
        number = self._looks[row]
        if number is None:
            free = self.rooms[row].free_slots()
            parts = self._parts[row]
            sorts = tuple(tuple(sorted(parts[span])) for span in self._spans.values())
            key = (self._judged[self._classes[0][row]], tuple(free.values()), sorts)
            number = self._looks[row] = self._memory.number(key)
        return number

    @cached_property
    def _memory(self) -> Looks:
        return looks_under(self._setting)

    @property
    def _setting(self) -> Hashable:
        return (self._usual, self._slots_key, self._width_key)

    @cached_property
    def _judged(self) -> list[Hashable]:
        """Of each class, all that scores depend on beside what is free: its layout, and which of the usual
        requests it may run."""
        kinds = dict.fromkeys(usual.kind for usual in self._usual)
        return [
            (room.layout.looks, *(kind is None or suits(cast(Kind, kind), room.agent) for kind in kinds))
            for room in self._classes[1]
        ]

    def gain(self, shape: Shape, rows: Ints) -> tuple[Floats, Floats]:
        """For nodes that can hold the request: the score of its placement, and the part of the node's
        accelerators that is idle after it."""
        if self._fragments is None:
            self._fragments = self._fragments_of(np.arange(len(self.rooms)))
        request = shape.session.per_kernel
        cpu, memory = self.column("cpu"), self.column("mem")
        devices = self.devices[rows]
        if shape.devices is not None:
            slot, need, count = shape.devices
            fill(devices[:, self._spans[slot]], need, count)
        idle = devices.sum(axis=1) / (WHOLE * np.maximum(1, self.device_counts[rows]))
        after_cpu = cpu[rows] - request.get("cpu", 0)
        after_memory = memory[rows] - request.get("mem", 0)
        if not self._stale:
            after = self._work().fragments(rows, after_cpu, after_memory, devices)
            return score(self._fragments[rows], after), idle
        changed = np.array(sorted(self._stale), dtype=np.int64)
        self._stale.clear()
        found = self._work().fragments(
            np.concatenate((rows, changed)),
            np.concatenate((after_cpu, cpu[changed])),
            np.concatenate((after_memory, memory[changed])),
            np.concatenate((devices, self.devices[changed])),
        )
        self._fragments[changed] = found[len(rows) :]
        return score(self._fragments[rows], found[: len(rows)]), idle

    def able(self, shape: Shape, rows: Ints) -> Flags:
        """Which of these nodes have enough of everything, as far as totals and single devices tell."""
        enough = np.ones(len(rows), dtype=bool)
        for slot, amount in shape.session.per_kernel.items():
            enough &= self.column(slot)[rows] >= amount
        if shape.devices is not None and not self.split:
            slot, need, count = shape.devices
            enough &= (self.devices[rows, self._spans[slot]] >= need).sum(axis=1) >= count
        return enough

    def _place_cluster(self, session: Waiting, scores: Floats) -> tuple[KernelPlacement, ...] | None:
        """Kernel by kernel in the order of the scores; all or nothing (R16)."""
        order = [row for row in np.argsort(-scores, kind="stable") if scores[row] > NEVER]
        rooms = [self.rooms[row] for row in order]
        if not session.single_node:
            return place_on(session, rooms, split=self.split)
        found = (place_on(session, [room], split=self.split) for room in rooms)
        return next((placed for placed in found if placed is not None), None)

    def _shape(self, session: Waiting, key: Hashable = None) -> Shape:
        if key is None:
            key = self.key(session)
        shape = self._shapes.get(key)
        if shape is None:
            may, among = self._holders_of(session)
            chosen = self._by_type.get(session.session_type, self.selector)
            shape = self._shapes[key] = Shape(
                session,
                self._on_devices(session.per_kernel),
                np.full(len(self.rooms), NEVER),
                may,
                among,
                chosen,
                self._scores_by_look(session, chosen),
            )
        return shape

    def _scores_by_look(self, session: Waiting, chosen: Selector) -> dict[int, float] | None:
        if not getattr(chosen, "alike", False) or not self._kinds_are_classes:
            return None
        if not isinstance(chosen, Fragmentation):
            return {}
        largest = tuple(self._largest.items())
        return self._memory.of((self.split, largest, tuple(sorted(session.per_kernel.items()))))

    def _holders_of(self, session: Waiting) -> tuple[Ints, bytes]:
        """The nodes that may hold the session, however full they are; found once for sessions of a kind."""
        kind = (session.resource_group, kind_of(session))
        if kind not in self._holders:
            numbers, first = self._classes
            anywhere = replace(session, agents=frozenset())
            fitting = [eligible(anywhere, room.agent) for room in first]
            among = np.array(fitting, dtype=bool)[numbers]
            if session.agents:
                named = [agent.agent_id in session.agents for agent in self.agents]
                among &= np.array(named, dtype=bool)
            self._holders[kind] = (np.flatnonzero(among), among.tobytes())
        return self._holders[kind]

    @cached_property
    def _kinds_are_classes(self) -> bool:
        """Whether no usual kind of request asks for nodes by name."""
        kinds: Sequence[Any] = [usual.kind for usual in self._usual if usual.kind is not None]
        return not any(isinstance(kind, tuple) and len(kind) > 3 and kind[3] for kind in kinds)

    def _renew(self, shape: Shape) -> None:
        """Score what has changed since the shape was last asked for."""
        if shape.seen == len(self._changes):
            return
        rows = shape.eligible
        if shape.seen >= 0 and not shape.selector.moves:
            among = shape.among
            changed = {row for row in self._changes[shape.seen :] if among[row]}
            if shape.known is not None:
                changed = self._remember(shape, shape.known, changed)
            shape.seen = len(self._changes)
            if not changed:
                return
            rows = np.array(sorted(changed), dtype=np.int64)
        shape.seen = len(self._changes)
        if not len(rows):
            return
        shape.scores[rows] = NEVER
        able = rows[self.able(shape, rows)]
        if len(able):
            shape.scores[able] = shape.selector.scores(self, shape, able)
        if shape.known is not None and len(rows) <= FEW:
            shape.known.update((self._look(row), shape.scores[row]) for row in rows.tolist())

    def _remember(self, shape: Shape, known: Mapping[int, float], changed: Iterable[int]) -> set[int]:
        """Score those that look as others did; returns the rest."""
        rest = set()
        for row in changed:
            found = known.get(self._look(row))
            if found is None:
                rest.add(row)
            else:
                shape.scores[row] = found
        return rest

    def _on_devices(self, request: Mapping[str, int]) -> tuple[str, int, int] | None:
        for slot, amount in request.items():
            if amount > 0 and slot in self._spans:
                return (slot, *needs(amount, self._largest[slot]))
        return None

    def _work(self) -> Workload:
        if self._workload is None:
            masks: dict[Hashable, Flags] = {}

            def may_run(kind: Any) -> Flags:
                if kind not in masks:
                    column = [kind is None or suits(kind, room.agent) for room in self.rooms]
                    masks[kind] = np.array(column, dtype=bool)
                return masks[kind]

            self._workload = Workload(self._usual, may_run)
        return self._workload

    def _fragments_of(self, rows: Ints) -> Floats:
        return self._work().fragments(
            rows, self.column("cpu")[rows], self.column("mem")[rows], self.devices[rows]
        )
