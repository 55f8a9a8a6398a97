"""One scheduling pass: ``(snapshot, now) -> decisions``. No I/O, no clock, no randomness: the same input, the
same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .admit import Admission
from .decisions import Code, Decision, Placed, Wait
from .explain import no_room
from .order import fifo
from .place import Room, eligible, place
from .snapshot import Snapshot, Waiting


def decide(snapshot: Snapshot, now: datetime) -> list[Decision]:
    """Decide for every waiting session, in order. A session that cannot start never stops the rest (R05)."""
    admission = Admission(snapshot, now)
    rooms = {agent.agent_id: Room(agent) for agent in snapshot.agents}
    refused: dict[Shape, Wait | None] = {}
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
        shape = _shape(session)
        found = None
        if shape not in refused:
            able = [rooms[agent.agent_id] for agent in snapshot.agents if eligible(session, agent)]
            found = place(session, able)
        if found is None:
            # Room only shrinks during a pass: what did not fit once does not fit again. Its reason may
            # change.
            reason = refused.get(shape) or no_room(session, snapshot.agents, rooms)
            refused[shape] = reason
            decisions.append(replace(reason, session_id=session.session_id))
            continue
        for kernel in found:
            rooms[kernel.agent_id].take(kernel.shares)
        refused = dict.fromkeys(refused)
        admission.grant(session)
        decisions.append(Placed(session.session_id, found))
    return decisions


Shape = tuple[object, ...]


def _shape(session: Waiting) -> Shape:
    """All of a session that placement looks at."""
    return (
        session.resource_group,
        session.architecture,
        session.image,
        session.volumes,
        tuple(sorted(session.per_kernel.items())),
        len(session.kernels),
        session.single_node,
    )
