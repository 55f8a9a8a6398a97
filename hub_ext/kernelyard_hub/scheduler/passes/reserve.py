"""Reservation and backfill: nodes that empty for the first in line, and what others may do there until then
(EASY, Lifka 1995, device by device).

The first sessions of a resource group that are allowed and find no room are tried in some passes (SCH-011);
then the devices are kept for them that they will need beyond what will have been given back. Later sessions
may use what is kept only when they end before that moment. A promise stays on its nodes, so it is kept once
those have ended that ran there when it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

import numpy as np

from ..decisions import KernelPlacement
from ..placement.fragmentation import Ints
from ..placement.outlook import Outlook, Prospect, Release, releases_from, releases_of
from ..placement.place import Room, place_on
from ..placement.yard import Yard
from ..snapshot import DeviceKey, Running, Waiting


@dataclass(slots=True)
class Reservation:
    """Devices that a waiting session will get."""

    session: Waiting
    prospect: Prospect
    freed: dict[tuple[str, DeviceKey], int] = field(default_factory=dict)
    """By node and device: what will have been given back by then."""

    def __post_init__(self) -> None:
        for release in self.prospect.releases:
            self.count(release)

    @property
    def nodes(self) -> tuple[str, ...]:
        return tuple(sorted({kernel.agent_id for kernel in self.prospect.kernels}))

    def count(self, release: Release) -> None:
        """Something more is given back before the moment comes."""
        for share in release.shares:
            key = (release.agent_id, (share.device_id, share.slot))
            self.freed[key] = self.freed.get(key, 0) + share.amount

    def keeps(self, agent_id: str) -> tuple[dict[DeviceKey, int], set[str]]:
        """Amounts to keep on a node, and devices to keep as a whole."""
        wanted: dict[DeviceKey, int] = {}
        shut: set[str] = set()
        for kernel in self.prospect.kernels:
            if kernel.agent_id == agent_id:
                for share in kernel.shares:
                    key = (share.device_id, share.slot)
                    wanted[key] = wanted.get(key, 0) + share.amount
                    if share.exclusive:
                        shut.add(share.device_id)
        amounts = {key: amount - self.freed.get((agent_id, key), 0) for key, amount in wanted.items()}
        return {key: amount for key, amount in amounts.items() if amount > 0}, shut


class Reservations:
    """What is promised in one resource group during a pass."""

    def __init__(self, yard: Yard, running: Sequence[Running], now: datetime) -> None:
        self._yard, self._running, self._now = yard, running, now
        self._age = len(running)
        self._ended: set[UUID] = set()
        self._new: list[Release] = []
        self.made: list[Reservation] = []

    @cached_property
    def releases(self) -> list[Release]:
        """What all sessions give back: thousands, where fewer will do (`_of`)."""
        return self._of(self._running)

    def _of(self, running: Iterable[Running]) -> list[Release]:
        """What some of those give back that ran already, and all that have started in this pass. Ages are in
        the order of starts whoever is left out, and that is all that is asked of them."""
        return releases_of(running, self._now, self._ended) + self._new

    def _on_nodes(self, nodes: frozenset[str]) -> list[Release]:
        there = {
            one.session_id: one for one in self._running for kernel in one.kernels if kernel.agent_id in nodes
        }
        return self._of(there.values())

    def _with_ends(self) -> list[Release]:
        """Of all nodes, what is given back for sure."""
        known = [
            one
            for one in self._running
            if one.ends_by is not None or one.ending or one.session_id in self._ended
        ]
        return [release for release in self._of(known) if release.ends is not None]

    def ended(self, sessions: set[UUID]) -> None:
        """Sessions whose end has just been decided: what they hold is about to be free."""
        self._ended |= sessions
        self.__dict__.pop("releases", None)

    def started(self, session: Waiting, kernels: Sequence[KernelPlacement]) -> list[Release]:
        """A session has got its place in this pass."""
        new = releases_from(session.session_id, kernels, session.time_limit, self._age)
        self._age += 1
        self._new += new
        if "releases" in self.__dict__:
            self.releases += new
        return new

    @property
    def promised(self) -> list[KernelPlacement]:
        return [kernel for one in self.made for kernel in one.prospect.kernels]

    def prospect(self, session: Waiting) -> Prospect | None:
        """Where and when the session will find room. It stays where nodes are kept for it already, unless
        only elsewhere it is known when."""
        rows = self._yard.eligible(session)
        kept = np.array(self._yard.rows_of(session.reserved, session), dtype=np.int64)
        stay = self._look(session, kept, self._on_nodes(session.reserved)) if len(kept) else None
        if stay is not None and stay.until is not None:
            return stay
        if stay is None:
            return self._look(session, rows, self.releases)
        known = self._with_ends()
        sooner = self._look(session, rows, known) if known else None
        return sooner or stay

    def make(self, session: Waiting, prospect: Prospect) -> Reservation:
        """Keep from now on what the session will need."""
        made = Reservation(session, prospect)
        self.made.append(made)
        self._keep(made.nodes)
        return made

    def backfill(self, session: Waiting) -> tuple[KernelPlacement, ...] | None:
        """Devices that are kept for somebody, for a session that ends before he needs them. Takes nothing."""
        lifted = [one for one in self.made if _ends_before(session, one)]
        if not lifted:
            return None
        staying = [one for one in self.made if one not in lifted]
        return self._on(session, [node for one in lifted for node in one.nodes], staying)

    def used(self, session: Waiting, releases: Sequence[Release]) -> None:
        """A session has been placed on devices that are kept (`backfill`)."""
        for one in self.made:
            if _ends_before(session, one):
                for release in releases:
                    one.count(release)
        self._keep({node for one in self.made for node in one.nodes})

    def stands_before(self, session: Waiting) -> Reservation | None:
        """Whose reservation holds the session back: the one without which it would start, else the first of
        several."""
        others = [one for one in self.made if one.session is not session]
        for one in others:
            if self._on(session, one.nodes, [other for other in others if other is not one]) is not None:
                return one
        nodes = [node for one in others for node in one.nodes]
        return others[0] if others and self._on(session, nodes, []) is not None else None

    def as_seen_by(self, session: Waiting) -> dict[str, Room]:
        """The nodes that are kept for the session, where what is kept for it counts as free."""
        staying = [one for one in self.made if one.session is not session]
        mine = (node for one in self.made if one.session is session for node in one.nodes)
        rooms: dict[str, Room] = {}
        for node in mine:
            room = self._yard.room(node).copy()
            room.keep(*_together(staying, node))
            rooms[node] = room
        return rooms

    def spell(self, reservation: Reservation) -> str:
        """One sentence for those who are held back."""
        text = "What it needs is free, but kept for a session before it that needs more"
        until = reservation.prospect.until
        if not until:
            return f"{text}."
        at = self._now + timedelta(seconds=until)
        return f"{text}; with a time limit that ends before {at:%Y-%m-%d %H:%M} UTC it could start now."

    def _look(self, session: Waiting, rows: Ints, releases: Sequence[Release]) -> Prospect | None:
        return Outlook(self._yard, rows, releases, self.promised).find(session)

    def _keep(self, nodes: Sequence[str] | set[str]) -> None:
        for node in sorted(set(nodes)):
            self._yard.keep(node, *_together(self.made, node))

    def _on(
        self, session: Waiting, nodes: Sequence[str], staying: Sequence[Reservation]
    ) -> tuple[KernelPlacement, ...] | None:
        """A place on these nodes (of a gang, beside others) with only some of the reservations."""
        here = set(nodes)
        rooms: list[Room] = []
        rows = self._yard.rows_of(here, session)
        for row in rows if session.single_node else self._yard.eligible(session):
            room = self._yard.rooms[row]
            if room.agent.agent_id in here:
                room = room.copy()
                room.keep(*_together(staying, room.agent.agent_id))
            rooms.append(room)
        if not session.single_node:
            return place_on(session, rooms, split=self._yard.split)
        found = (place_on(session, [room], split=self._yard.split) for room in rooms)
        return next((placed for placed in found if placed is not None), None)


def _ends_before(session: Waiting, reservation: Reservation) -> bool:
    until = reservation.prospect.until
    return session.time_limit is not None and until is not None and session.time_limit <= until


def _together(reservations: Sequence[Reservation], node: str) -> tuple[dict[DeviceKey, int], frozenset[str]]:
    amounts: dict[DeviceKey, int] = {}
    closed: set[str] = set()
    for one in reservations:
        kept, shut = one.keeps(node)
        closed |= shut
        for key, amount in kept.items():
            amounts[key] = amounts.get(key, 0) + amount
    return amounts, frozenset(closed)
