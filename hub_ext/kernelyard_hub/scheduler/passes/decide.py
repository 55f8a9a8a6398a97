"""One scheduling pass: ``(snapshot, now) -> decisions``. No I/O, no clock, no randomness: the same input, the
same bytes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from uuid import UUID

from ..decisions import Code, Decision, Preempt, Wait
from ..placement.shelf import Shelf
from ..snapshot import Snapshot
from .admit import Admission
from .lane import Lane
from .order import queues


def decide(
    snapshot: Snapshot,
    now: datetime,
    shelf: Shelf | None = None,
    pause: Callable[[], object] = lambda: None,
) -> list[Decision]:
    """Decide for every waiting session. A session that cannot start never stops the rest (R05); what fits, is
    allowed and delays nobody before it starts in this pass (R03). ``shelf``: what is known of nodes from the
    passes before; it makes a pass faster, and no other. ``pause`` is called between decisions, so that
    others get their turn."""
    made = Pass(snapshot, now, shelf)
    found = []
    for decision in made.decisions():
        found.append(decision)
        pause()
    made.end()
    return sorted(found, key=lambda one: made.considered[_whose(one)])


def _whose(decision: Decision) -> UUID:
    return decision.beneficiary if isinstance(decision, Preempt) else decision.session_id


class Pass:
    """A pass that can be made in small steps."""

    def __init__(self, snapshot: Snapshot, now: datetime, shelf: Shelf | None = None) -> None:
        self._snapshot = snapshot
        self.considered: dict[UUID, int] = {}
        """When each session had its chance; 0 is the first."""
        self._admission = Admission(snapshot, now)
        shelf = shelf or Shelf()
        self._lanes = {
            name: Lane(queue, self._admission, shelf) for name, queue in queues(snapshot, now).items()
        }

    def end(self) -> None:
        """All decisions are made."""
        for lane in self._lanes.values():
            lane.end()

    def decisions(self) -> Iterator[Decision]:
        """Decisions, most of them one by one. Those who wait hear why in the end, when it is clear what is
        left."""
        for session in self._snapshot.waiting:
            if session.resource_group not in self._lanes:
                text = f"The resource group {session.resource_group!r} is closed."
                self.considered[session.session_id] = len(self.considered)
                yield Wait(session.session_id, Code.GROUP_CLOSED, text)
        # Groups share no nodes, but limits: where those are short, the first come is served.
        lines = {name: lane.sessions() for name, lane in self._lanes.items()}
        heads = []
        for name, line in lines.items():
            first = next(line, None)
            if first is not None:
                heads.append((first.sequence, name, first))
        heapq.heapify(heads)
        while len(heads) > 1:
            _, name, session = heads[0]
            self.considered[session.session_id] = len(self.considered)
            yield from self._lanes[name].consider(session)
            following = next(lines[name], None)
            if following is None:
                heapq.heappop(heads)
            else:
                heapq.heapreplace(heads, (following.sequence, name, following))
        for _, name, first in heads:
            # Only one group is left, as on most sites from the beginning.
            for session in chain((first,), lines[name]):
                self.considered[session.session_id] = len(self.considered)
                yield from self._lanes[name].consider(session)
        for lane in self._lanes.values():
            yield from lane.explanations()
