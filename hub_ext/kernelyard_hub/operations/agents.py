"""What agents report. Heartbeats are the truth about a node; events say the same sooner."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from kernelyard_agent.protocol import PROTOCOL, Heartbeat, HeartbeatReply, KernelEvent
from kernelyard_hub import errors
from kernelyard_hub.events import Change
from kernelyard_hub.operations import changes
from kernelyard_hub.operations import nodes as others
from kernelyard_hub.principal import Principal, ServicePrincipal
from kernelyard_hub.scheduler.life.observe import (
    Outcome,
    Report,
    news,
    observe_all,
    observe_now,
    open_kernels_on,
)
from kernelyard_hub.scheduler.life.sweep import heard_again
from kernelyard_hub.site import Site
from kernelyard_hub.store import leases, nodes
from kernelyard_hub.store.models import agents

BESIDE_US = ServicePrincipal("agent")
"""The agent on this machine, known by the secret in a file."""


async def heartbeat(site: Site, beat: Heartbeat, who: ServicePrincipal = BESIDE_US) -> HeartbeatReply:
    """Take in an agent's full state; idempotent. Raises `InvalidParameters` for an unknown resource group,
    `Forbidden` for a node that speaks of what is not its own.
    """
    if beat.protocol != PROTOCOL:
        text = f"agent {beat.agent_id} speaks protocol {beat.protocol}, this service {PROTOCOL}"
        raise errors.Conflict(f"Upgrade both: {text}.")
    beat = await others.own_volumes(site, beat, who)
    await site.loop.catch_up(beat.epoch)
    site.activity.heard(beat.kernels)
    # Most heartbeats of a full node say what is known: that is found out beside the writer, which many need.
    found = await site.store.read(lambda conn: _look(conn, beat, who))
    if found.row is not None:
        others.introduce(site, found.row, beat.address)
    if found.known:
        outcome = await _life_sign(site, beat, found)
    else:
        outcome = await site.store.write(lambda conn: _record(conn, beat, who, found))
    await site.loop.carrier.take_in(outcome)
    for status in outcome.strays:
        site.loop.carrier.destroy_stray(beat.address, status)
    listed = {status.kernel_id for status in beat.kernels}
    if missing := [(row.id, row.session_id) for row in found.open if row.id not in listed]:
        site.loop.carrier.verify(beat.agent_id, beat.address, missing)
    return HeartbeatReply(epoch=found.epoch, forget=outcome.forget)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database says of a node that was just heard of."""

    row: Row[Any] | None
    """Of its enrolment; None for the agent beside us."""
    known: bool
    """Nothing that the node says of itself is new."""
    open: Sequence[Any]
    """`open_kernels_on`."""
    reports: list[Report]
    """What it says of kernels that may be new."""
    epoch: int


def _look(conn: Connection, beat: Heartbeat, who: ServicePrincipal) -> _Found:
    row = others.vouch(conn, beat, who)
    known = nodes.is_known(conn, beat, nodes.agent(conn, beat.agent_id))
    there = open_kernels_on(conn, beat.agent_id)
    reports = [Report(beat.agent_id, status) for status in news(there, beat.kernels)]
    return _Found(row, known, there, reports, leases.current_epoch(conn))


async def _life_sign(site: Site, beat: Heartbeat, found: _Found) -> Outcome:
    """Take in a heartbeat that says nothing new of the node; news of kernels are written with others'."""
    sign = nodes.LifeSign(beat.agent_id, datetime.now(UTC), beat.node_stats or None)
    told = (site.store.write_together(observe_now, report) for report in found.reports)
    outcomes, _ = await asyncio.gather(asyncio.gather(*told), site.store.write_together(nodes.live, sign))
    outcome = Outcome()
    for followed in outcomes:
        outcome.add(followed)
    return outcome


def _record(conn: Connection, beat: Heartbeat, who: ServicePrincipal, found: _Found) -> Outcome:
    """Take in the heartbeat of a node that is new, comes back, or has changed."""
    others.vouch(conn, beat, who)  # it may have been removed meanwhile
    now, outcome = datetime.now(UTC), Outcome()
    known = nodes.agent(conn, beat.agent_id)
    try:
        outcome.freed = nodes.record(conn, beat, now)
    except nodes.UnknownResourceGroup:
        text = f"There is no resource group {beat.resource_group!r}; an admin has to make it first."
        raise errors.InvalidParameters(text, data={"resource_group": beat.resource_group}) from None
    if known is None or known.status != nodes.ALIVE:
        outcome.changes.append(Change("agent_started", agent_id=beat.agent_id))
        outcome.changes += heard_again(conn, beat.agent_id)
    for followed in observe_all(conn, found.reports, now):
        outcome.add(followed)
    return outcome


async def event(site: Site, hint: KernelEvent, who: ServicePrincipal = BESIDE_US) -> None:
    """Take in what happened to one kernel. A hint from an unknown agent changes nothing."""
    await others.check_name(site, hint.agent_id, who)
    outcome = await site.store.write_together(observe_now, Report(hint.agent_id, hint.status))
    await site.loop.carrier.take_in(outcome)


class AgentFields(changes.Fields):
    schedulable: bool | None = None
    scaling_group: str | None = None


async def modify(site: Site, who: Principal, agent_id: str, fields: Mapping[str, Any]) -> None:
    """Let new sessions be placed on a node, or not; those that are there stay (SCH-052). Raises `NotFound`,
    and `Conflict` for another resource group: a node says itself where it belongs (SCH-016).
    """
    body = changes.read(AgentFields, fields)

    def write(conn: Connection) -> None:
        row = nodes.agent(conn, agent_id)
        if row is None:
            raise errors.NotFound(f"There is no agent {agent_id[:64]!r}.")
        if body.scaling_group not in (None, row.resource_group):
            raise errors.Conflict(
                f"The node {agent_id!r} says itself that it belongs to {row.resource_group!r}; change its "
                "own configuration, or add it to the other resource group anew."
            )
        if body.schedulable is not None:
            mine = agents.c.id == agent_id
            conn.execute(update(agents).where(mine).values(schedulable=body.schedulable))

    await changes.change(site, who, "modify_agent", agent_id, write, fields)


async def include(site: Site, who: Principal, agent_ids: Sequence[str], *, included: bool) -> None:
    """`modify` for several nodes at once: all of them, or none. Raises `NotFound`."""
    wanted = set(agent_ids)

    def write(conn: Connection) -> None:
        known = set(conn.scalars(select(agents.c.id).where(agents.c.id.in_(wanted))))
        if missing := sorted(wanted - known):
            raise errors.NotFound(f"There is no agent {', '.join(missing)[:300]}.")
        conn.execute(update(agents).where(agents.c.id.in_(wanted)).values(schedulable=included))

    operation = "include-agents" if included else "exclude-agents"
    await changes.change(site, who, operation, ",".join(sorted(wanted)), write)


async def watched(site: Site, agent_id: str) -> dict[str, Any]:
    """How a node is, in the words of its watcher. Raises `NotFound`."""
    row = await site.store.read(lambda conn: nodes.agent(conn, agent_id))
    if row is None:
        raise errors.NotFound(f"There is no agent {agent_id[:64]!r}.")
    heard = row.last_seen.isoformat(timespec="seconds")
    placed = "new sessions are placed there" if row.schedulable else "no new session is placed there"
    return {
        "message": f"The node {agent_id} is {row.status}, last heard of at {heard}; {placed}.",
        "agent-status": row.status,
        "last-seen": heard,
        "schedulable": row.schedulable,
    }
