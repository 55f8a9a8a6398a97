"""One scheduling pass: ``(snapshot, now) -> decisions``. No I/O, no clock, no randomness: the same input, the
same bytes.
"""

from __future__ import annotations

from datetime import datetime

from .admit import Admission
from .decisions import Code, Decision, Placed, Wait
from .explain import no_room
from .order import fifo
from .place import Room, eligible, place
from .snapshot import Snapshot


def decide(snapshot: Snapshot, now: datetime) -> list[Decision]:
    """Decide for every waiting session, in order. A session that cannot start never stops the rest (R05)."""
    admission = Admission(snapshot, now)
    rooms = {agent.agent_id: Room(agent) for agent in snapshot.agents}
    decisions: list[Decision] = []
    for session in fifo(snapshot.waiting):
        group = snapshot.groups.get(session.resource_group)
        if group is None or not group.active:
            text = f"The resource group {session.resource_group!r} is closed."
            decisions.append(Wait(session.session_id, Code.GROUP_CLOSED, text))
            continue
        held = admission.check(session)
        if held is not None:
            decisions.append(held)
            continue
        able = [rooms[agent.agent_id] for agent in snapshot.agents if eligible(session, agent)]
        found = place(session, able)
        if found is None:
            decisions.append(no_room(session, snapshot.agents, rooms))
            continue
        for kernel in found:
            rooms[kernel.agent_id].take(kernel.shares)
        admission.grant(session)
        decisions.append(Placed(session.session_id, found))
    return decisions
