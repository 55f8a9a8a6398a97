"""When and where a session that finds no room now will find it: what running sessions give back, in the order
in which they end.

Sessions with a hard end come first, by it. When the others end nobody knows: they come after those, per node
in the order of their starts, so that whatever starts later never moves a place that was promised before. A
session whose end is under way counts as ended now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from kernelyard_agent.slots import Slots

from ..decisions import KernelPlacement, Share
from ..snapshot import Running, Waiting
from .fragmentation import Flags, Ints
from .place import Room, place_on
from .yard import Yard

CANDIDATES = 64
"""Nodes that are looked at device by device at each step; further ones only count at later steps."""


@dataclass(frozen=True, slots=True)
class Release:
    """What a session gives back on one node when it ends."""

    session_id: UUID
    agent_id: str
    shares: tuple[Share, ...]
    ends: float | None
    """Seconds from now; None when nobody knows."""
    age: int
    """Place in the order of starts; 0 is the oldest."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """Where a session will find room, and when."""

    kernels: tuple[KernelPlacement, ...]
    until: float | None
    """Seconds from now at which everything is free for sure; None when nobody knows."""
    releases: tuple[Release, ...]
    """What has to be given back for it."""


def releases_of(running: Iterable[Running], now: datetime, ended: Collection[UUID] = ()) -> list[Release]:
    """What these sessions give back, and when; the end of those in ``ended`` has just been decided."""
    found: list[Release] = []
    born = sorted(
        enumerate(running), key=lambda item: (item[1].started_at is None, item[1].started_at or now, item[0])
    )
    for age, (_, session) in enumerate(born):
        ends = None
        if session.ending or session.session_id in ended:
            ends = 0.0
        elif session.ends_by is not None:
            ends = max(0.0, (session.ends_by - now).total_seconds())
        found += releases_from(session.session_id, session.kernels, ends, age)
    return found


def releases_from(
    session_id: UUID, kernels: Iterable[KernelPlacement], ends: float | None, age: int
) -> list[Release]:
    """What one session gives back, node by node."""
    held = tuple(kernels)
    if len(held) == 1:
        return [Release(session_id, held[0].agent_id, held[0].shares, ends, age)]
    by_node: dict[str, tuple[Share, ...]] = {}
    for kernel in held:
        by_node[kernel.agent_id] = (*by_node.get(kernel.agent_id, ()), *kernel.shares)
    return [Release(session_id, agent_id, shares, ends, age) for agent_id, shares in by_node.items()]


class Outlook:
    """How some nodes empty. ``promised`` are places that others will have taken by then."""

    def __init__(
        self, yard: Yard, rows: Ints, releases: Sequence[Release], promised: Sequence[KernelPlacement] = ()
    ) -> None:
        self._yard = yard
        self._rows = rows
        self._promised: dict[str, list[Share]] = {}
        for kernel in promised:
            self._promised.setdefault(kernel.agent_id, []).extend(kernel.shares)
        names = {yard.rooms[row].agent.agent_id: int(row) for row in rows}
        self._events = _in_order([release for release in releases if release.agent_id in names])
        self._by_row: dict[int, list[int]] = {}
        """Numbers of events on each node."""
        for number, event in enumerate(self._events):
            self._by_row.setdefault(names[event.agent_id], []).append(number)
        self._gains = self._arrays()

    def find(self, session: Waiting) -> Prospect | None:
        """The earliest place for the session; None when these nodes never have room for it."""
        last = len(self._events)
        if not len(self._rows) or not self._possible(session, last).any():
            return None
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            if self._possible(session, middle).any():
                high = middle
            else:
                low = middle + 1
        step, before, at = 1, low - 1, low
        while (found := self._exactly(session, at)) is None:
            if at >= last:
                return None
            before, at, step = at, min(last, at + step), step * 2
        while at - before > 1:
            middle = (before + at) // 2
            better = self._exactly(session, middle)
            if better is None:
                before = middle
            else:
                found, at = better, middle
        return self._needed(session, found, at)

    def _arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Of every event, slot by slot: its number, its node, the slot, and the most it adds to what is
        free."""
        numbers, rows, columns, amounts = [], [], [], []
        slots = {slot: column for column, slot in enumerate(self._yard.slots)}
        for row, events in self._by_row.items():
            layout = self._yard.rooms[row].layout
            for number in events:
                gains: Slots = {}
                for share in self._events[number].shares:
                    slot = share.slot
                    if not layout.coupled:
                        gains[slot] = gains.get(slot, 0) + share.amount
                        continue
                    for slot, _, device in layout.places.get(share.device_id, ()):
                        gains[slot] = gains.get(slot, 0) + device.capacity
                for slot, amount in gains.items():
                    if slot in slots:
                        numbers.append(number)
                        rows.append(row)
                        columns.append(slots[slot])
                        amounts.append(amount)
        return (
            np.array(numbers, dtype=np.int64),
            np.array(rows, dtype=np.int64),
            np.array(columns, dtype=np.int64),
            np.array(amounts, dtype=np.int64),
        )

    def _possible(self, session: Waiting, at: int) -> Flags:
        """Which of the nodes can have room after so many events, as far as totals tell; nothing else has."""
        numbers, rows, columns, amounts = self._gains
        free = self._yard.free.copy()
        past = numbers < at
        np.add.at(free, (rows[past], columns[past]), amounts[past])
        request = session.total if session.single_node else session.per_kernel
        fits = np.full(len(self._rows), len(session.kernels), dtype=np.int64)
        for slot, amount in request.items():
            if amount > 0:
                left = free[self._rows, self._yard.slots.index(slot)] if slot in self._yard.slots else 0
                fits = np.minimum(fits, left // amount)
        if session.single_node or fits.sum() >= len(session.kernels):
            flags: Flags = fits >= 1
            return flags
        return np.zeros(len(self._rows), dtype=bool)

    def _exactly(self, session: Waiting, at: int) -> tuple[KernelPlacement, ...] | None:
        """Devices for the session after so many events."""
        rows = self._rows[self._possible(session, at)]
        if session.single_node:
            # A node on which something has ended last is the likeliest.
            latest = [max((n for n in self._by_row.get(int(row), ()) if n < at), default=-1) for row in rows]
            for index in np.argsort(-np.array(latest, dtype=np.int64), kind="stable")[:CANDIDATES]:
                row = int(rows[index])
                found = self._place(session, [self._after(row, self._events_before(row, at))])
                if found is not None:
                    return found
            return None
        return self._place(
            session, [self._after(int(row), self._events_before(int(row), at)) for row in rows]
        )

    def _needed(self, session: Waiting, found: tuple[KernelPlacement, ...], at: int) -> Prospect | None:
        """Without the events that it does not need: the youngest sessions are left alone first. So whatever
        has started after a promise never becomes part of it."""
        mine = {kernel.agent_id for kernel in found}
        rows = [int(row) for row in self._rows if self._yard.rooms[row].agent.agent_id in mine]
        needed = {row: self._events_before(row, at) for row in rows}
        ages = sorted({event.age for events in needed.values() for event in events}, reverse=True)
        for age in ages:
            fewer = {row: [e for e in events if e.age != age] for row, events in needed.items()}
            better = self._place(session, [self._after(row, fewer[row]) for row in rows])
            if better is not None:
                found, needed = better, fewer
        releases = tuple(event for row in rows for event in needed[row])
        ends = [event.ends for event in releases]
        until = None if None in ends else max((end for end in ends if end is not None), default=0.0)
        return Prospect(found, until, releases)

    def _place(self, session: Waiting, rooms: list[Room]) -> tuple[KernelPlacement, ...] | None:
        return place_on(session, rooms, split=self._yard.split)

    def _events_before(self, row: int, at: int) -> list[Release]:
        return [self._events[number] for number in self._by_row.get(row, ()) if number < at]

    def _after(self, row: int, events: Iterable[Release]) -> Room:
        room = self._yard.rooms[row].copy()
        for event in events:
            room.give_back(event.shares)
        room.take(self._promised.get(room.agent.agent_id, ()))
        return room


def _in_order(releases: Iterable[Release]) -> list[Release]:
    """Known ends by time, then the others: of every node the oldest, of every node the second, and so on."""
    known = sorted(
        (one for one in releases if one.ends is not None),
        key=lambda one: (one.ends or 0.0, one.age, one.agent_id),
    )
    counted: dict[str, int] = {}
    unknown: list[tuple[int, str, Release]] = []
    for one in sorted((one for one in releases if one.ends is None), key=lambda one: one.age):
        number = counted[one.agent_id] = counted.get(one.agent_id, 0) + 1
        unknown.append((number, one.agent_id, one))
    return known + [one for *_, one in sorted(unknown, key=lambda item: item[:2])]
