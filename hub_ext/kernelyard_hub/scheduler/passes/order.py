"""The order in which the waiting sessions of a resource group get their chance (SCH-002 to SCH-005).

Other packages add orders by the entry point group ``kernelyard.schedulers``: a class that is called without
arguments and behaves as `Order`.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from importlib.metadata import entry_points
from typing import Protocol, TypeVar
from uuid import UUID

from kernelyard_agent import slots
from kernelyard_agent.slots import Slots

from ..snapshot import AgentView, GroupView, Running, Snapshot, Waiting

DEFAULT = "fifo"
ENTRY_POINTS = "kernelyard.schedulers"
T = TypeVar("T", Waiting, Running, AgentView)


@dataclass(frozen=True)
class Queue:
    """What an order looks at: one resource group."""

    group: GroupView
    now: datetime
    waiting: Sequence[Waiting] = ()
    """In the order of their arrival."""
    running: Sequence[Running] = ()
    agents: Sequence[AgentView] = ()
    past: Mapping[UUID, float] = field(default_factory=dict)
    """By user: decayed use, as a part of the group's capacity times seconds."""

    @cached_property
    def capacity(self) -> Slots:
        """Of the nodes that are up."""
        return slots.add(*[agent.capacity for agent in self.agents if agent.alive])

    @cached_property
    def held(self) -> dict[UUID, Slots]:
        """By user."""
        found: dict[UUID, Slots] = {}
        for session in self.running:
            mine = found.setdefault(session.user_id, {})
            for slot, amount in session.slots.items():
                mine[slot] = mine.get(slot, 0) + amount
        return found


class Order(Protocol):
    """Made anew for every pass and resource group.

    Nodes are kept for the first sessions that find no room. A class may say ``ages = True`` where whoever is
    first stays first until he starts; under other orders (where later ones come before him for ever) they are
    kept for those who have waited longest.
    """

    def sessions(self, queue: Queue) -> Iterator[Waiting]:
        """Every waiting session once. The next one is asked for when the last one's fate is known. Those that
        nodes are kept for (``reserved``) come first, or may starve."""

    def granted(self, session: Waiting) -> None:
        """Hear that a session has got its place."""


class Fifo:
    """By arrival, never by clocks (SCH-003)."""

    ages = True

    def sessions(self, queue: Queue) -> Iterator[Waiting]:
        yield from sorted(queue.waiting, key=lambda one: (not one.reserved, one.sequence))

    def granted(self, session: Waiting) -> None:
        return


class Lifo:
    """The last one first (SCH-004), save for those that nodes are kept for."""

    def sessions(self, queue: Queue) -> Iterator[Waiting]:
        claims, others = _claims(queue.waiting)
        yield from claims
        yield from sorted(others, key=lambda one: -one.sequence)

    def granted(self, session: Waiting) -> None:
        return


class Priority:
    """The highest priority first, then those that nodes are kept for, then by arrival."""

    ages = True

    def sessions(self, queue: Queue) -> Iterator[Waiting]:
        yield from sorted(queue.waiting, key=lambda one: (-one.priority, not one.reserved, one.sequence))

    def granted(self, session: Waiting) -> None:
        return


class Drf:
    """Dominant resource fairness (SCH-005): next is the user whose largest part of any slot of the group is
    smallest, with his oldest session (Ghodsi et al., NSDI 2011)."""

    def sessions(self, queue: Queue) -> Iterator[Waiting]:
        self._capacity = queue.capacity
        self._held = {user: dict(held) for user, held in queue.held.items()}
        self._share: dict[UUID, float] = {}
        claims, others = _claims(queue.waiting)
        yield from claims
        lines: dict[UUID, deque[Waiting]] = {}
        for session in others:
            lines.setdefault(session.user_id, deque()).append(session)
        heap = [(self._rank(queue, user), line[0].sequence, user) for user, line in lines.items()]
        heapq.heapify(heap)
        while heap:
            *_, user = heap[0]
            line = lines[user]
            yield line.popleft()
            if line:
                heapq.heapreplace(heap, (self._rank(queue, user), line[0].sequence, user))
            else:
                heapq.heappop(heap)

    def granted(self, session: Waiting) -> None:
        held = self._held.setdefault(session.user_id, {})
        for slot, amount in session.total.items():
            held[slot] = held.get(slot, 0) + amount
        self._share.pop(session.user_id, None)

    def _rank(self, queue: Queue, user: UUID) -> float:
        """Smallest first."""
        return self._dominant(user)

    def _dominant(self, user: UUID) -> float:
        share = self._share.get(user)
        if share is None:
            held, capacity = self._held.get(user, {}), self._capacity
            parts = (amount / capacity[slot] for slot, amount in held.items() if capacity.get(slot))
            share = self._share[user] = max(parts, default=0.0)
        return share


class FairShare(Drf):
    """Next is the user who has had least of the group: his average part in the past, with the group's
    half-life, plus the part that he holds now."""

    def _rank(self, queue: Queue, user: UUID) -> float:
        # A part that is held for ever adds up to itself times half_life / ln 2.
        whole = queue.group.half_life / math.log(2)
        past = max(0.0, queue.past.get(user, 0.0)) / whole if whole > 0 else 0.0
        return past + self._dominant(user)


_BUILT_IN: dict[str, type[Order]] = {
    "fifo": Fifo,
    "lifo": Lifo,
    "drf": Drf,
    "fair-share": FairShare,
    "priority": Priority,
}


@cache
def names() -> frozenset[str]:
    """All orders that a resource group may name."""
    return frozenset(_BUILT_IN) | {point.name for point in entry_points(group=ENTRY_POINTS)}


def order(name: str) -> Order:
    """An order by its name; the default one for a name that nobody knows (any more)."""
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    for point in entry_points(group=ENTRY_POINTS, name=name):
        made: Order = point.load()()
        return made
    return _BUILT_IN[DEFAULT]()


def queues(snapshot: Snapshot, now: datetime) -> dict[str, Queue]:
    """The queue of every open resource group in which somebody waits, by the groups' names."""
    waiting = _by_group(sorted(snapshot.waiting, key=lambda session: session.sequence))
    running = _by_group(snapshot.running)
    agents = _by_group(snapshot.agents)
    past: dict[str, dict[UUID, float]] = {}
    for (name, user), used in snapshot.past.items():
        past.setdefault(name, {})[user] = used
    return {
        name: Queue(
            group,
            now,
            waiting[name],
            running.get(name, ()),
            sorted(agents.get(name, ()), key=lambda agent: agent.agent_id),
            past.get(name, {}),
        )
        for name, group in sorted(snapshot.groups.items())
        if group.active and name in waiting
    }


def line(queue: Queue) -> list[Waiting]:
    """The sessions in the order in which they would get their chance if all before them started."""
    chosen = order(queue.group.scheduler)
    found = []
    for session in chosen.sessions(queue):
        found.append(session)
        chosen.granted(session)
    return found


def _claims(waiting: Iterable[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """Sessions that nodes are kept for, and the others, each in the order that they come in."""
    claims: list[Waiting] = []
    others: list[Waiting] = []
    for session in waiting:
        (claims if session.reserved else others).append(session)
    return claims, others


def _by_group(many: Sequence[T]) -> Mapping[str, Sequence[T]]:
    names = {one.resource_group for one in many}
    if len(names) == 1:
        return dict.fromkeys(names, many)  # as on most sites
    found: dict[str, list[T]] = {name: [] for name in names}
    for one in many:
        found[one.resource_group].append(one)
    return found
