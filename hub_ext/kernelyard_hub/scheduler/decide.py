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
from .place import Room
from .selectors import selector
from .snapshot import GroupView, Snapshot
from .yard import Yard, shape_of


def decide(snapshot: Snapshot, now: datetime) -> list[Decision]:
    """Decide for every waiting session, in order. A session that cannot start never stops the rest (R05)."""
    admission = Admission(snapshot, now)
    rooms = {agent.agent_id: Room(agent) for agent in snapshot.agents}
    yards: dict[str, Yard] = {}
    refused: dict[tuple[object, ...], Wait | None] = {}
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
        shape = shape_of(session)
        yard = yards.get(group.name)
        if yard is None:
            yard = yards[group.name] = _yard(group, rooms)
        found = None if shape in refused else yard.place(session)
        if found is None:
            # Room only shrinks during a pass: what did not fit once does not fit again. Its reason may
            # change.
            reason = refused.get(shape) or no_room(session, snapshot.agents, rooms)
            refused[shape] = reason
            decisions.append(replace(reason, session_id=session.session_id))
            continue
        yard.take(found)
        refused = dict.fromkeys(refused)
        admission.grant(session)
        decisions.append(Placed(session.session_id, found))
    return decisions


def _yard(group: GroupView, rooms: dict[str, Room]) -> Yard:
    mine = [room for _, room in sorted(rooms.items()) if room.agent.resource_group == group.name]
    return Yard(mine, selector(group.selector), group.usual, split=group.split, last=group.last_agent)
