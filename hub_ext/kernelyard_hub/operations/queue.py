"""The queues of all resource groups, for admins; and the priority that they give a session by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import CompoundSelect, Connection, Row, Select, select, union, update

from kernelyard_agent import slots
from kernelyard_hub import audit, errors
from kernelyard_hub.events import Change
from kernelyard_hub.forecaster import View
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.estimates.calibration import Calibration
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.scheduler.placement.gauges import Filling, fillings
from kernelyard_hub.scheduler.snapshot import Snapshot
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import (
    keypairs,
    projects,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    users,
)
from kernelyard_hub.store.models import sessions as table

from .estimates import NOT_LOOKED, estimate_item, sees, visible_row
from .undivided import followed

FRESH = 1.0
"""Seconds for which a look at all queues is good enough."""


class Page(BaseModel):
    """Which part of the queues is wanted."""

    group: str | None = Field(default=None, max_length=64)
    page: int = Field(default=1, ge=1, le=1_000_000)
    size: int = Field(default=200, ge=1, le=1000)


class Priority(BaseModel):
    priority: int = Field(ge=-100, le=100, strict=True)


async def listing(site: Site, who: Principal, page: Page) -> dict[str, Any]:
    """Every queue's figures, and who waits in it, in the true order; a domain's admin sees the groups that
    the domain uses, the domain's sessions, and of others there only how many there are. Raises `NotFound` for
    a group that is not there."""
    view = await site.forecaster.view(fresh=FRESH)
    names = await _names(site, who, view.snapshot)
    if page.group is not None and page.group not in names:
        raise errors.NotFound(f"There is no resource group {page.group!r}.", data={"group": page.group})
    wanted = names if page.group is None else [page.group]
    full = await asyncio.to_thread(fillings, view.snapshot)
    mine = sorted(
        (one for one in view.snapshot.waiting if one.resource_group in wanted and sees(who, one.domain)),
        key=lambda one: (one.resource_group, view.places.get(one.session_id, (one.sequence, 0))[0]),
    )
    begin = (page.page - 1) * page.size
    shown = [one.session_id for one in mine[begin : begin + page.size]]
    rows = await site.store.read(lambda conn: _rows(conn, shown))
    experience, now = await site.forecaster.experience(), datetime.now(UTC)
    return {
        "groups": [
            _group(view.snapshot, name, full.get(name, Filling()), experience.calibrations.get(name))
            for name in wanted
        ],
        "items": [_item(view, rows[session_id], now) for session_id in shown if session_id in rows],
        "total": len(mine),
        "page": page.page,
        "size": page.size,
    }


async def set_priority(site: Site, who: Principal, ref: str, asked: Priority) -> dict[str, Any]:
    """Change the priority of a session that has not ended; where the group's order looks at it, its place
    changes. Raises `SessionNotFound`."""

    def write(conn: Connection) -> UUID:
        row = visible_row(conn, who, ref, None)
        if row.status in states.TERMINAL:
            raise errors.SessionNotFound(f"Session (id={ref}) does not exist.")
        _may_set(conn, who, row, asked.priority)
        conn.execute(update(table).where(table.c.id == row.id).values(priority=asked.priority))
        return UUID(str(row.id))

    def tell(session_id: UUID) -> None:
        audit.note(who, "set_priority", str(session_id), {"priority": asked.priority})
        site.forecaster.forget()
        site.bus.publish(Change("session_waiting", session_id))
        site.loop.wake()

    await followed(site.store.write(write), tell)
    return {"priority": asked.priority}


async def _names(site: Site, who: Principal, snapshot: Snapshot) -> list[str]:
    """The resource groups that somebody may know of, in the order of their names."""
    if who.is_superadmin:
        return sorted(snapshot.groups)
    served = await site.store.read(lambda conn: set(conn.scalars(_serving(who.domain))))
    served |= {
        one.resource_group
        for line in (snapshot.waiting, snapshot.running)
        for one in line
        if one.domain == who.domain
    }
    return sorted(served & set(snapshot.groups))


def _serving(domain: str) -> CompoundSelect[Any]:
    """Resource groups for a domain, one of its projects, or a keypair of one of its users."""
    to_domain, to_project, to_key = resource_group_domains, resource_group_projects, resource_group_keypairs
    own = select(projects.c.id).where(projects.c.domain_name == domain)
    keys = select(keypairs.c.access_key).join(users, users.c.id == keypairs.c.user_id)
    return union(
        select(to_domain.c.resource_group).where(to_domain.c.domain_name == domain),
        select(to_project.c.resource_group).where(to_project.c.project_id.in_(own)),
        select(to_key.c.resource_group).where(
            to_key.c.access_key.in_(keys.where(users.c.domain_name == domain))
        ),
    )


def _may_set(conn: Connection, who: Principal, row: Row[Any], priority: int) -> None:
    """A domain's admin does not raise himself or other admins, nor anybody over other domains (S06)."""
    if who.role is Role.SUPERADMIN:
        return
    if conn.scalar(select(users.c.role).where(users.c.id == row.user_id)) in ("admin", "superadmin"):
        raise errors.Forbidden("Only superadmins set the priority of admins' sessions.")
    others = select(resource_group_domains.c.domain_name).where(
        resource_group_domains.c.resource_group == row.resource_group,
        resource_group_domains.c.domain_name != who.domain,
    )
    if priority > 0 and conn.execute(others.limit(1)).first() is not None:
        text = "The resource group serves other domains too: there, only superadmins give more than 0."
        raise errors.Forbidden(text, data={"priority": "at most 0"})


def _rows(conn: Connection, wanted: list[UUID]) -> dict[UUID, Row[Any]]:
    """By session: what is shown of it."""
    query: Select[Any] = (
        select(
            table.c.id,
            table.c.name,
            table.c.access_key,
            table.c.type,
            table.c.status,
            table.c.resource_group,
            table.c.priority,
            table.c.preemptible,
            table.c.requested_slots,
            table.c.created_at,
            table.c.status_info,
            table.c.status_data,
            users.c.username,
            projects.c.name.label("project"),
        )
        .join(users, users.c.id == table.c.user_id)
        .join(projects, projects.c.id == table.c.project_id)
        .where(table.c.id.in_(wanted), table.c.status == "PENDING")
    )
    return {row.id: row for row in conn.execute(query)} if wanted else {}


def _group(snapshot: Snapshot, name: str, filling: Filling, told: Calibration | None) -> dict[str, Any]:
    group = snapshot.groups[name]
    waiting = Counter(one.resource_group for one in snapshot.waiting)
    running = Counter(one.resource_group for one in snapshot.running)
    return {
        "name": name,
        "scheduler": group.scheduler,
        "selector": group.selector,
        "waiting": waiting[name],
        "running": running[name],
        "allocatedPercent": round(filling.allocated_percent, 2),
        "fragmentedPercent": round(filling.fragmented_percent, 2),
        "calibration": {"inside": round(told.inside, 4), "count": told.count} if told is not None else None,
    }


def _item(view: View, row: Row[Any], now: datetime) -> dict[str, Any]:
    scheduler = (row.status_data or {}).get("scheduler") or {}
    place = view.places.get(row.id)
    return {
        "sessionId": str(row.id),
        "name": row.name,
        "owner": row.username,
        "ownerAccessKey": row.access_key,
        "project": row.project,
        "resourceGroup": row.resource_group,
        "place": place[0] if place is not None else None,
        "priority": row.priority,
        "preemptible": row.preemptible,
        "type": row.type,
        "requested": slots.render_all(row.requested_slots),
        "waitedSeconds": max(0, int((now - row.created_at).total_seconds())),
        "code": scheduler.get("code"),
        "reason": row.status_info or NOT_LOOKED,
        "estimate": estimate_item(view.estimate(row.id, now)),
    }
