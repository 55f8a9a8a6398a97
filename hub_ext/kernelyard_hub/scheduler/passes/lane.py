"""One resource group during a pass: its order, its nodes, and what is promised there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from ..decisions import Code, Decision, KernelPlacement, Placed, Preempt, Wait
from ..placement.outlook import Prospect
from ..placement.place import Room
from ..placement.shelf import Shelf
from ..placement.yard import Yard
from ..snapshot import Waiting
from .admit import CHECKS, Admission
from .explain import no_room
from .order import Queue, order
from .preempt import Eviction, evict, may_end
from .reserve import Reservations

PATIENCE = 10
"""Passes that a session that is first in line waits with its claim for those for whom others were ended."""
PREEMPTED = "It was ended to make room for a session of higher priority, which it had agreed to."
PREEMPTING = "Sessions of lower priority are being ended to make room for it."


@dataclass(frozen=True, slots=True)
class _Held:
    """A session that found no room; why is told when the pass is over."""

    session: Waiting
    key: Hashable
    tried: bool = False
    reserved: tuple[str, ...] = ()


class Lane:
    """What a pass does in one resource group."""

    def __init__(self, queue: Queue, admission: Admission, shelf: Shelf) -> None:
        self._queue, self._group, self._admission, self._shelf = queue, queue.group, admission, shelf
        self._order = order(queue.group.scheduler)
        self._ages = bool(getattr(self._order, "ages", False))
        """Whether the first in the order counts as first in line, else who has waited longest (`_oldest`)."""
        self._is_plain = not queue.group.preemption
        self._held: list[_Held] = []
        self._refused: set[Hashable] = set()
        """Shapes that found no room: it only shrinks during a pass, so they do not look again."""
        self._beside: set[tuple[Hashable, float]] = set()
        """Shapes with a time limit that found no room among what is kept, either."""
        self._spared: set[tuple[Hashable, int, bool]] = set()
        """Shapes and priorities for which nothing can be preempted."""
        self._first = 0
        """Sessions that passed every rule and found no room, and count as first in line."""
        self._replicas: dict[str, dict[str, int]] = {}
        self._ended: set[UUID] = set()
        self._begun: list[tuple[Waiting, tuple[KernelPlacement, ...]]] = []
        self._codes: dict[Hashable, Code] = {}

    def sessions(self) -> Iterator[Waiting]:
        """The sessions in their order; ask for the next one when the last one has been considered."""
        return self._order.sessions(self._queue)

    def consider(self, session: Waiting) -> Iterator[Decision]:
        """Decide for one session; why it found no room follows in `explanations`."""
        held = self._admission.check(session)
        if held is not None:
            yield held
            return
        key = self._yard.key(session)
        if key not in self._refused:
            found = self._yard.place(session, self._crowded(session), key=key)
            if found is not None:
                yield self._start(session, found)
                return
            self._refused.add(key)
        elif self._is_plain and session.time_limit is None and not self._may_stand(session):
            # Most of those who wait: nothing can be done for them that has not been tried for their like.
            self._held.append(_Held(session, key))
            return
        found = self._backfill(session, key)
        if found is not None:
            yield self._start(session, found, beside=True)
            return
        eviction = self._evict(session, key)
        if eviction is not None:
            for victim in eviction.victims:
                yield Preempt(victim, session.session_id, PREEMPTED)
            nodes = self._await_end(session, eviction)
            if eviction.victims or self._is_for(session, eviction):
                yield Wait(session.session_id, Code.PREEMPTING, PREEMPTING, passed=CHECKS, reserved=nodes)
            else:
                self._held.append(_Held(session, key, reserved=nodes))
            return
        self._held.append(self._stand(session, key))

    def explanations(self) -> Iterator[Wait]:
        """Why the others found no room: worked out once for each kind of request."""
        self._oldest()
        known: dict[Hashable, Wait] = {}
        for held in self._held:
            if held.reserved:
                reason = self._why(held.session, self._promises.as_seen_by(held.session))
                verb = " is" if len(held.reserved) == 1 else "s is"
                text = f"{reason.text} What becomes free on {len(held.reserved)} node{verb} kept for it."
                reason = replace(reason, text=text)
            else:
                found = known.get(held.key)
                reason = known[held.key] = found or self._why(held.session)
            yield Wait(
                held.session.session_id,
                reason.code,
                reason.text,
                reason.missing,
                reason.passed,
                held.reserved,
                reason.behind,
                held.tried,
            )

    @cached_property
    def _yard(self) -> Yard:
        return self._shelf.take(self._group, self._queue.agents)

    def end(self) -> None:
        """The pass is over."""
        if "_yard" in self.__dict__:
            self._shelf.put(self._group, self.__dict__.pop("_yard"))

    @cached_property
    def _promises(self) -> Reservations:
        """Made when somebody finds no room; until then it is enough to know who has started (`_begun`)."""
        made = Reservations(self._yard, self._queue.running, self._queue.now)
        for session, kernels in self._begun:
            made.started(session, kernels)
        return made

    @property
    def _has_promises(self) -> bool:
        return "_promises" in self.__dict__

    @property
    def _is_promising(self) -> bool:
        """Whether anything is kept for anybody."""
        return self._has_promises and bool(self._promises.made)

    def _start(
        self, session: Waiting, kernels: tuple[KernelPlacement, ...], *, beside: bool = False
    ) -> Placed:
        self._yard.take(kernels)
        if self._has_promises:
            releases = self._promises.started(session, kernels)
            if beside:
                self._promises.used(session, releases)
        else:
            self._begun.append((session, kernels))
        self._admission.grant(session)
        self._order.granted(session)
        crowded = self._crowded(session)
        if crowded is not None:
            for agent_id in {kernel.agent_id for kernel in kernels}:
                crowded[agent_id] = crowded.get(agent_id, 0) + 1
        return Placed(session.session_id, kernels)

    def _crowded(self, session: Waiting) -> dict[str, int] | None:
        """Nodes with replicas of the same endpoint, and how many (SCH-008)."""
        if session.endpoint is None or not self._group.spread_replicas:
            return None
        if session.endpoint not in self._replicas:
            nodes = self._replicas[session.endpoint] = {}
            for one in self._queue.running:
                if one.endpoint == session.endpoint:
                    for agent_id in {kernel.agent_id for kernel in one.kernels}:
                        nodes[agent_id] = nodes.get(agent_id, 0) + 1
        return self._replicas[session.endpoint]

    def _backfill(self, session: Waiting, key: Hashable) -> tuple[KernelPlacement, ...] | None:
        """Room among what is kept for others, where the session ends before they need it."""
        if session.time_limit is None or not self._is_promising:
            return None
        if (key, session.time_limit) in self._beside:
            return None
        found = self._promises.backfill(session)
        if found is None:
            self._beside.add((key, session.time_limit))
        return found

    def _evict(self, session: Waiting, key: Hashable) -> Eviction | None:
        """Whom to end for the session, or whose end is under way for it."""
        if not self._group.preemption:
            return None
        known = (key, session.priority, bool(session.reserved))
        if known in self._spared:
            return None
        promises = self._promises
        candidates = may_end(self._queue.running, session.priority)
        for ended in self._ended:
            candidates.pop(ended, None)
        found = evict(session, self._yard, promises.releases, candidates, promises.promised)
        # Whoever could end somebody, and need not since others are ending, gets what they leave.
        if found is None or not (found.victims or candidates or self._is_for(session, found)):
            self._spared.add(known)
            return None
        return found

    def _is_for(self, session: Waiting, eviction: Eviction) -> bool:
        """Whether what is ending was preempted for this session, as far as can be told."""
        ending = {release.session_id for release in eviction.releases}
        return bool(session.reserved) and any(
            one.ending and one.preemptible and one.priority < session.priority
            for one in self._queue.running
            if one.session_id in ending
        )

    def _await_end(self, session: Waiting, eviction: Eviction) -> tuple[str, ...]:
        """Keep what those leave who are being ended."""
        self._promises.ended(set(eviction.victims))
        self._ended.update(eviction.victims)
        return self._promises.make(session, Prospect(eviction.kernels, 0.0, eviction.releases)).nodes

    def _may_stand(self, session: Waiting) -> bool:
        """Whether it may count as first in line when its turn comes."""
        return self._first < self._group.reservations and (self._ages or bool(session.reserved))

    def _oldest(self) -> None:
        """Where later sessions come first, the oldest of those that have found no room count as first in
        line: the order would let them be passed for ever."""
        if self._ages or self._first >= self._group.reservations:
            return
        by_age = sorted(range(len(self._held)), key=lambda number: self._held[number].session.sequence)
        for number in by_age:
            held = self._held[number]
            if self._first >= self._group.reservations:
                break
            if not held.reserved:
                self._held[number] = self._first_in_line(held.session, held.key)

    def _stand(self, session: Waiting, key: Hashable) -> _Held:
        """What is kept for the session, if it counts as first in line already."""
        return self._first_in_line(session, key) if self._may_stand(session) else _Held(session, key)

    def _first_in_line(self, session: Waiting, key: Hashable) -> _Held:
        """Whether the session counts as first in line, and what is kept for it."""
        if not self._waits_for_room(session, key):
            return _Held(session, key)
        self._first += 1
        tried = session.tries < self._group.tries
        if not session.reserved and session.tries + 1 < self._group.tries:
            return _Held(session, key, tried)
        if self._others_are_promised(session):
            return _Held(session, key, True)
        prospect = self._promises.prospect(session)
        if prospect is None:
            return _Held(session, key, tried)
        return _Held(session, key, tried, self._promises.make(session, prospect).nodes)

    def _others_are_promised(self, session: Waiting) -> bool:
        """Whether somebody was ended for another one, who has not started yet: what is kept for this session
        would take his place, and the end would have been in vain. Only for some passes, so it does not
        starve."""
        if self._is_plain or session.reserved or session.tries >= self._group.tries + PATIENCE:
            return False
        return any(one.reserved for one in self._queue.waiting)

    def _waits_for_room(self, session: Waiting, key: Hashable) -> bool:
        if key not in self._codes:
            self._codes[key] = self._no_room(session).code
        return self._codes[key] is Code.NO_ROOM

    def _why(self, session: Waiting, seen: Mapping[str, Room] | None = None) -> Wait:
        before = self._promises.stands_before(session) if self._is_promising else None
        if before is None:
            return self._no_room(session, seen)
        return Wait(
            session.session_id,
            Code.RESERVED,
            self._promises.spell(before),
            passed=CHECKS,
            behind=before.session.session_id,
        )

    def _no_room(self, session: Waiting, seen: Mapping[str, Room] | None = None) -> Wait:
        """``seen``: nodes that look different to the session."""
        yard = self._yard
        rows = yard.telling(session)
        if not rows:
            return no_room(session, self._queue.agents, {})
        rooms = {yard.rooms[row].agent.agent_id: yard.rooms[row] for row in rows} | dict(seen or {})
        return no_room(session, [room.agent for room in rooms.values()], rooms)
