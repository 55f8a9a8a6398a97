"""Who holds what a waiting session lacks, and what would be if they did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from kernelyard_agent import slots
from kernelyard_agent.slots import Slots, is_accelerator

from ..decisions import Code, Wait
from ..placement.place import eligible
from ..snapshot import SYSTEM, AgentView, Running, Snapshot, Usage, Waiting

MOST = 10
"""Holders that are named."""
K = TypeVar("K")


def holders(snapshot: Snapshot, session: Waiting, wait: Wait) -> list[tuple[Running, Slots]]:
    """Running sessions that hold what ``session`` lacks, and how much of it, the largest first; at the most
    `MOST`. With a limit, those that count against it; else those on nodes that could take the session."""
    if wait.code is Code.CONCURRENCY:
        # Sessions of the type `system` and all others are counted by themselves.
        system = session.session_type == SYSTEM
        mine = [
            one
            for one in snapshot.running
            if one.access_key == session.access_key and (one.session_type == SYSTEM) == system
        ]
        return [(one, one.slots) for one in mine[:MOST]]
    lacks = _lacks(session, wait)
    counted = _counted(snapshot, session, wait.code)
    nodes = _nodes(snapshot, session)
    found: list[tuple[Running, Slots]] = []
    for one in snapshot.running:
        if counted is not None and one.session_id not in counted:
            continue
        held = one.slots if counted is not None else _held_on(one, nodes)
        held = {slot: amount for slot, amount in held.items() if slot in lacks and amount}
        if held:
            found.append((one, held))
    weight = {slot: amount or 1 for slot, amount in lacks.items()}
    found.sort(key=lambda item: -sum(amount / weight[slot] for slot, amount in item[1].items()))
    return found[:MOST]


def without(snapshot: Snapshot, session_id: UUID) -> Snapshot:
    """The snapshot as if a running session had ended."""
    one = next((one for one in snapshot.running if one.session_id == session_id), None)
    if one is None:
        return snapshot
    return replace(
        snapshot,
        agents=tuple(_emptied(agent, one) for agent in snapshot.agents),
        running=tuple(other for other in snapshot.running if other is not one),
        by_key=_less(snapshot.by_key, one.access_key, one),
        by_project=_less(snapshot.by_project, one.project_id, one),
        by_domain=_less(snapshot.by_domain, one.domain, one),
    )


def _lacks(session: Waiting, wait: Wait) -> Slots:
    """What it waits for: what is missing, else (nothing fits together) its accelerators, else all of it."""
    if wait.missing:
        return dict(wait.missing)
    accelerators = {name: amount for name, amount in session.total.items() if is_accelerator(name) and amount}
    return accelerators or session.total


def _counted(snapshot: Snapshot, session: Waiting, code: Code) -> set[UUID] | None:
    """Running sessions that count against the limit; None where no limit holds the session back."""
    if code in (Code.KEYPAIR_LIMIT, Code.BUDGET):
        return {one.session_id for one in snapshot.running if one.access_key == session.access_key}
    if code is Code.PROJECT_LIMIT:
        return {one.session_id for one in snapshot.running if one.project_id == session.project_id}
    if code is Code.DOMAIN_LIMIT:
        return {one.session_id for one in snapshot.running if one.domain == session.domain}
    return None


def _nodes(snapshot: Snapshot, session: Waiting) -> frozenset[str]:
    return frozenset(agent.agent_id for agent in snapshot.agents if eligible(session, agent))


def _held_on(one: Running, nodes: frozenset[str]) -> Slots:
    held: Slots = {}
    for kernel in one.kernels:
        if kernel.agent_id in nodes:
            for share in kernel.shares:
                held[share.slot] = held.get(share.slot, 0) + share.amount
    return held


def _emptied(agent: AgentView, one: Running) -> AgentView:
    shares = [share for kernel in one.kernels if kernel.agent_id == agent.agent_id for share in kernel.shares]
    if not shares:
        return agent
    held = dict(agent.held)
    taken = set(agent.taken)
    for share in shares:
        key = share.device_id, share.slot
        held[key] = max(0, held.get(key, 0) - share.amount)
        if share.exclusive:
            taken.discard(share.device_id)
    return replace(
        agent, held={key: amount for key, amount in held.items() if amount}, taken=frozenset(taken)
    )


def _less(usages: Mapping[K, Usage], key: K, one: Running) -> dict[K, Usage]:
    found = dict(usages)
    if key in found:
        used = found[key]
        left = {slot: max(0, amount) for slot, amount in slots.subtract(used.slots, one.slots).items()}
        system = one.session_type == SYSTEM
        found[key] = Usage(left, max(0, used.sessions - (not system)), max(0, used.system - system))
    return found
