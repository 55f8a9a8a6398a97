"""What the console shows of the cluster and of a user's sessions, read in one snapshot."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, or_, select

from kernelyard_agent import slots
from kernelyard_hub.principal import Principal

from . import ledger
from .models import (
    agent_devices,
    agents,
    allocations,
    memberships,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
    sessions,
)
from .models.sessions import OPEN


def groups_of(conn: Connection, who: Principal) -> list[str]:
    """The active resource groups that the caller may use through domain, projects or keypair, by name."""
    by_domain = select(resource_group_domains.c.resource_group).where(
        resource_group_domains.c.domain_name == who.domain
    )
    by_project = (
        select(resource_group_projects.c.resource_group)
        .join(memberships, memberships.c.project_id == resource_group_projects.c.project_id)
        .where(memberships.c.user_id == who.user_id)
    )
    by_keypair = select(resource_group_keypairs.c.resource_group).where(
        resource_group_keypairs.c.access_key == who.access_key
    )
    name = resource_groups.c.name
    query = (
        select(name)
        .where(resource_groups.c.is_active)
        .where(or_(name.in_(by_domain), name.in_(by_project), name.in_(by_keypair)))
        .order_by(name)
    )
    return list(conn.scalars(query))


def group(conn: Connection, name: str) -> dict[str, Any]:
    """Agents that are alive, and capacity, occupied and free amounts of the group, as the API writes them."""
    alive = select(agents.c.id).where(agents.c.resource_group == name, agents.c.status == "ALIVE")
    capacity: slots.Slots = {}
    devices = select(agent_devices.c.slot, agent_devices.c.capacity).where(
        agent_devices.c.agent_id.in_(alive)
    )
    for slot, amount in conn.execute(devices):
        capacity[slot] = capacity.get(slot, 0) + amount
    held = ledger.sums(conn, allocations.c.agent_id, where=[allocations.c.agent_id.in_(alive)])
    occupied = slots.add(*held.values())
    return {
        "name": name,
        "agents": int(conn.scalar(select(func.count()).select_from(alive.subquery())) or 0),
        "slots": [
            {
                "slot": slot,
                "capacity": slots.render(slot, capacity.get(slot, 0)),
                "occupied": slots.render(slot, occupied.get(slot, 0)),
                "free": slots.render(slot, max(0, capacity.get(slot, 0) - occupied.get(slot, 0))),
            }
            for slot in slots.names(capacity, occupied)
        ],
    }


def open_sessions(conn: Connection, who: Principal) -> list[dict[str, Any]]:
    """The caller's open sessions, newest first."""
    query = (
        select(sessions)
        .where(OPEN, sessions.c.user_id == who.user_id)
        .order_by(sessions.c.sequence.desc())
        .limit(500)
    )
    return [dict(row) for row in conn.execute(query).mappings()]
