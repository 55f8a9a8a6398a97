"""Preemption: which sessions that agreed to it are ended, so that one of a higher priority has room.

The smallest set of them, and of equal sets the least important and youngest, on one node (of a gang: on
several). Nothing is ended where even that would not make room, nor while sessions that are ending already
make it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ..decisions import KernelPlacement, Share
from ..placement.outlook import Release
from ..placement.place import Room, place_on
from ..placement.yard import Yard
from ..snapshot import Running, Waiting

NODES = 32
"""Nodes that are looked at device by device, those first whose totals lack least."""


@dataclass(frozen=True, slots=True)
class Eviction:
    """Sessions to end, and what their successor gets then."""

    victims: tuple[UUID, ...]
    """Empty when sessions that are ending already make room."""
    kernels: tuple[KernelPlacement, ...]
    releases: tuple[Release, ...]
    """What has to be given back for it, by the victims and by those that are ending already."""


def may_end(running: Iterable[Running], priority: int) -> dict[UUID, Running]:
    """Sessions that a waiting one of this priority may end."""
    return {
        one.session_id: one
        for one in running
        if one.preemptible and not one.ending and one.priority < priority
    }


def evict(
    session: Waiting,
    yard: Yard,
    releases: Sequence[Release],
    candidates: Mapping[UUID, Running],
    promised: Sequence[KernelPlacement],
) -> Eviction | None:
    """What to end for the session; None where nothing helps. ``releases`` is what all running sessions give
    back, ``promised`` are places that others will have got before it."""
    field = _Field(session, yard, releases, candidates, promised)
    # What was promised before stays where it is.
    kept = field.clear(yard.rows_of(session.reserved, session))
    if kept is not None and not kept.victims:
        return kept
    rows = [int(row) for row in yard.eligible(session)]
    if not session.single_node:
        return field.clear(rows)
    found = [field.clear([row]) for row in field.likeliest(rows)]
    return min(
        (eviction for eviction in found if eviction is not None), key=lambda e: field.rank(e), default=None
    )


class _Field:
    """One session's look at the nodes."""

    def __init__(
        self,
        session: Waiting,
        yard: Yard,
        releases: Sequence[Release],
        candidates: Mapping[UUID, Running],
        promised: Sequence[KernelPlacement],
    ) -> None:
        self._session, self._yard, self._candidates = session, yard, candidates
        self._ending: dict[str, list[Release]] = {}
        self._open: dict[str, list[Release]] = {}
        for one in releases:
            if one.ends == 0.0:
                self._ending.setdefault(one.agent_id, []).append(one)
            elif one.session_id in candidates:
                self._open.setdefault(one.agent_id, []).append(one)
        self._promised: dict[str, list[Share]] = {}
        for kernel in promised:
            self._promised.setdefault(kernel.agent_id, []).extend(kernel.shares)

    def likeliest(self, rows: Sequence[int]) -> list[int]:
        """Nodes that have enough in total once all candidates on them are ended."""
        request = self._session.total
        found: list[tuple[float, int]] = []
        for row in rows:
            name = self._yard.rooms[row].agent.agent_id
            if name not in self._open and name not in self._ending:
                continue
            free = self._room(row, self._open.get(name, ())).free_slots()
            if all(amount <= free.get(slot, 0) for slot, amount in request.items()):
                now = self._room(row, ()).free_slots()
                lacks = (max(0, a - now.get(slot, 0)) / a for slot, a in request.items() if a > 0)
                found.append((sum(lacks), row))
        return [row for _, row in sorted(found)[:NODES]]

    def clear(self, rows: Sequence[int]) -> Eviction | None:
        """The smallest set of sessions to end on these nodes."""
        names = {self._yard.rooms[row].agent.agent_id for row in rows}
        ages = {e.session_id: e.age for name in sorted(names) for e in self._open.get(name, ())}
        youngest = sorted(ages, key=lambda one: -ages[one])
        kernels = self._fits(rows, ())
        chosen: list[UUID] = []
        if kernels is None:
            alone = next((one for one in youngest if self._fits(rows, (one,)) is not None), None)
            if alone is not None:
                chosen = [alone]
            else:
                least = sorted(youngest, key=lambda one: self._candidates[one].priority)
                largest = sorted(youngest, key=lambda one: -self._size(one))
                sets = [self._enough(rows, order) for order in (least, largest)]
                chosen = min((one for one in sets if one), key=len, default=[])
            kernels = self._fits(rows, chosen)
        if kernels is None:
            return None
        used = {kernel.agent_id for kernel in kernels}
        ended = set(chosen)
        releases = [
            one
            for name in sorted(used)
            for one in (*self._ending.get(name, ()), *self._open.get(name, ()))
            if one.ends == 0.0 or one.session_id in ended
        ]
        return Eviction(tuple(chosen), kernels, tuple(releases))

    def rank(self, eviction: Eviction) -> tuple[int, int, list[int], str]:
        """Smallest first."""
        ended = set(eviction.victims)
        ages = {e.session_id: e.age for e in eviction.releases if e.session_id in ended}
        highest = max((self._candidates[one].priority for one in ended), default=0)
        return len(ended), highest, sorted(-age for age in ages.values()), eviction.kernels[0].agent_id

    def _enough(self, rows: Sequence[int], order: Sequence[UUID]) -> list[UUID]:
        """The first of them that make room, without those that are not needed; empty when all do not."""
        low, high = 0, len(order)
        if self._fits(rows, order) is None:
            return []
        while low < high:
            middle = (low + high) // 2
            if self._fits(rows, order[:middle]) is None:
                low = middle + 1
            else:
                high = middle
        chosen = list(order[:low])
        for one in list(order[:low]):
            fewer = [other for other in chosen if other != one]
            if self._fits(rows, fewer) is not None:
                chosen = fewer
        return chosen

    def _size(self, session_id: UUID) -> float:
        held, request = self._candidates[session_id].slots, self._session.total
        return max((held.get(slot, 0) / amount for slot, amount in request.items() if amount > 0), default=0)

    def _fits(self, rows: Sequence[int], ended: Iterable[UUID]) -> tuple[KernelPlacement, ...] | None:
        gone = set(ended)
        rooms = []
        for row in rows:
            name = self._yard.rooms[row].agent.agent_id
            rooms.append(self._room(row, [e for e in self._open.get(name, ()) if e.session_id in gone]))
        return place_on(self._session, rooms, split=self._yard.split)

    def _room(self, row: int, ended: Iterable[Release]) -> Room:
        room = self._yard.rooms[row].copy()
        name = room.agent.agent_id
        for one in (*self._ending.get(name, ()), *ended):
            room.give_back(one.shares)
        room.take(self._promised.get(name, ()))
        return room
