"""Why no node takes a session, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kernelyard_agent import slots
from kernelyard_agent.slots import Slots

from ..decisions import Code, Wait
from ..placement.place import Room, eligible, fits
from ..snapshot import AgentView, Waiting
from .admit import CHECKS, spell


def no_room(session: Waiting, agents: Sequence[AgentView], rooms: Mapping[str, Room]) -> Wait:
    """The true reason why no node of ``agents`` took an admitted session."""

    def wait(code: Code, text: str, missing: Slots | None = None) -> Wait:
        return Wait(session.session_id, code, text, missing, CHECKS)

    group = [agent for agent in agents if agent.resource_group == session.resource_group]
    alive = [agent for agent in group if agent.alive and agent.schedulable]
    if not alive:
        return wait(
            Code.NO_AGENT, f"No node of the resource group {session.resource_group!r} is up at the moment."
        )
    matching = [agent for agent in alive if agent.architecture == session.architecture]
    if not matching:
        return wait(Code.NO_AGENT, f"No node that is up has the architecture {session.architecture}.")
    imaged = [
        agent for agent in matching if session.image in agent.images or (session.fetched and agent.fetches)
    ]
    if not imaged:
        return wait(Code.NO_IMAGE, f"No node that is up has the image {session.image}.")
    if session.agents.isdisjoint(agent.agent_id for agent in imaged) and session.agents:
        text = "None of the nodes that it was asked to run on is up with its image."
        return wait(Code.NO_AGENT, text)
    able = [agent for agent in imaged if eligible(session, agent)]
    if not able:
        return wait(Code.NO_VOLUME, _without_storage(session, imaged))
    if not fits_ever(session, able):
        largest = spell(_nearest(session, able, empty=True))
        return wait(Code.NEVER_FITS, f"No node is big enough for it: even an empty one lacks {largest}.")
    missing_now = _nearest(session, [rooms[agent.agent_id].agent for agent in able], rooms=rooms)
    if missing_now:
        return wait(Code.NO_ROOM, f"It waits for {spell(missing_now)} to become free.", missing_now)
    return wait(
        Code.NO_ROOM,
        "Enough is free in total, but not together on one device; it waits for a device to empty.",
    )


def _without_storage(session: Waiting, imaged: Sequence[AgentView]) -> str:
    """What none of these nodes has mounted (STO-009)."""
    chosen = [agent for agent in imaged if not session.agents or agent.agent_id in session.agents]
    nowhere = session.volumes.difference(*(agent.volumes for agent in chosen))
    names = ", ".join(sorted(nowhere or session.volumes))
    if nowhere:
        return f"No node that is up mounts the storage that it needs ({names})."
    return f"No node that is up mounts all of the storage that it needs ({names})."


def fits_ever(session: Waiting, able: Sequence[AgentView]) -> bool:
    """Whether these nodes could hold the session if nobody else held anything."""
    return fits(session, (Room(agent, empty=True) for agent in able))


def _nearest(
    session: Waiting,
    able: Sequence[AgentView],
    *,
    rooms: Mapping[str, Room] | None = None,
    empty: bool = False,
) -> Slots:
    """The smallest shortage of slot totals over the nodes; empty when some node has enough in total."""
    request = session.total if session.single_node else session.per_kernel
    shortages = [
        slots.shortages(
            request, agent.capacity if empty or rooms is None else rooms[agent.agent_id].free_slots()
        )
        for agent in able
    ]
    return min(shortages, key=lambda short: (len(short), sum(_weight(n, a) for n, a in short.items())))


def _weight(name: str, amount: int) -> float:
    return amount / (2**30 if slots.slot_type(name) is slots.SlotType.BYTES else slots.COUNT_SCALE)
