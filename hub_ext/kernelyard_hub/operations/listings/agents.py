"""Agents as lists show them. What they offer and hold is summed over devices and the ledger, never counted
(decision 2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, and_, func, or_, select

from kernelyard_agent import slots
from kernelyard_hub.operations.listings.filters import Column, Kind
from kernelyard_hub.operations.listings.paging import Listing, Page, Row, everything, page, split
from kernelyard_hub.principal import Principal
from kernelyard_hub.store.models import (
    agent_devices,
    agents,
    allocations,
    kernels,
    memberships,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
)

STATUSES = {"ALIVE": "ALIVE", "LOST": "LOST", "TERMINATED": "TERMINATED"}
COLUMNS = {
    "id": Column(agents.c.id),
    "status": Column(agents.c.status, Kind.ENUM, STATUSES),
    "status_changed": Column(agents.c.status_changed, Kind.TIME),
    "region": Column(agents.c.region),
    "scaling_group": Column(agents.c.resource_group),
    "schedulable": Column(agents.c.schedulable, Kind.BOOLEAN),
    "addr": Column(agents.c.address),
    "architecture": Column(agents.c.architecture),
    "first_contact": Column(agents.c.first_contact, Kind.TIME),
    "lost_at": Column(agents.c.lost_at, Kind.TIME),
    "version": Column(agents.c.version),
}
ENDED_KERNELS = ("TERMINATED", "CANCELLED", "ERROR")
_UNITS = frozenset({"bytes", "Celsius", "bps", "pct"})


def agent_page(
    conn: Connection, wanted: Page, *, scaling_group: str | None = None, status: str | None = None
) -> Listing:
    """One page of all agents (GQL-032). For superadmins."""
    rows, total = page(
        conn, _query(scaling_group, status), COLUMNS, wanted, default=agents.c.id.asc(), key=agents.c.id.asc()
    )
    return Listing(_present(conn, rows), total)


def all_agents(
    conn: Connection,
    *,
    scaling_group: str | None = None,
    status: str | None = None,
    agent_id: str | None = None,
) -> list[Row]:
    """All agents, or the one of that id. For superadmins."""
    query = _query(scaling_group, status).order_by(agents.c.id)
    if agent_id is not None:
        query = query.where(agents.c.id == agent_id)
    return _present(conn, everything(conn, query))


def summary_page(
    conn: Connection,
    who: Principal,
    wanted: Page,
    *,
    scaling_group: str | None = None,
    status: str | None = None,
    agent_id: str | None = None,
) -> Listing:
    """One page of the agents of the resource groups that ``who`` may use (GQL-032)."""
    query = _query(scaling_group, status)
    if not who.is_superadmin:
        query = query.where(agents.c.resource_group.in_(usable_groups(who)))
    if agent_id is not None:
        query = query.where(agents.c.id == agent_id)
    rows, total = page(conn, query, COLUMNS, wanted, default=agents.c.id.asc(), key=agents.c.id.asc())
    return Listing(_present(conn, rows), total)


def usable_groups(who: Principal) -> Select[Any]:
    """Names of the active resource groups that are there for the caller's domain, one of the projects, or
    keypair."""
    mine = select(memberships.c.project_id).where(memberships.c.user_id == who.user_id)
    domain, project, keypair = resource_group_domains, resource_group_projects, resource_group_keypairs
    for_domain = select(domain.c.resource_group).where(domain.c.domain_name == who.domain)
    for_project = select(project.c.resource_group).where(project.c.project_id.in_(mine))
    for_keypair = select(keypair.c.resource_group).where(keypair.c.access_key == who.access_key)
    name = resource_groups.c.name
    return select(name).where(
        resource_groups.c.is_active, or_(name.in_(for_domain), name.in_(for_project), name.in_(for_keypair))
    )


def _query(scaling_group: str | None, status: str | None) -> Select[Any]:
    query = select(agents)
    if scaling_group is not None:
        query = query.where(agents.c.resource_group == scaling_group)
    if status is not None:
        query = query.where(agents.c.status.in_(split(status)))
    return query


def _present(conn: Connection, rows: list[RowMapping]) -> list[Row]:
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    devices = conn.execute(
        select(agent_devices.c.agent_id, agent_devices.c.slot, func.sum(agent_devices.c.capacity))
        .where(agent_devices.c.agent_id.in_(ids))
        .group_by(agent_devices.c.agent_id, agent_devices.c.slot)
    )
    capacity = sums(devices)
    held = sums(
        conn.execute(
            select(allocations.c.agent_id, allocations.c.slot, func.sum(allocations.c.amount))
            .where(allocations.c.agent_id.in_(ids), allocations.c.closed_at.is_(None))
            .group_by(allocations.c.agent_id, allocations.c.slot)
        )
    )
    running = conn.execute(
        select(kernels.c.agent_id, func.count())
        .where(and_(kernels.c.agent_id.in_(ids), kernels.c.status.not_in(ENDED_KERNELS)))
        .group_by(kernels.c.agent_id)
    )
    counts: Mapping[str, int] = {agent_id: int(count) for agent_id, count in running}
    return [
        _agent(row, capacity.get(row["id"], {}), held.get(row["id"], {}), counts.get(row["id"], 0))
        for row in rows
    ]


def sums(rows: Any) -> dict[Any, slots.Slots]:
    """``(key, slot, sum)`` rows as slots by key. PostgreSQL sums BIGINT to NUMERIC, hence the int()."""
    found: dict[Any, slots.Slots] = {}
    for key, slot, amount in rows:
        found.setdefault(key, {})[slot] = int(amount)
    return found


def rendered(amounts: Mapping[str, int]) -> dict[str, str]:
    """Slots as the API writes them, root slots first; zero amounts stay away as in the original."""
    return {name: slots.render(name, amounts[name]) for name in slots.names(amounts) if amounts[name]}


def _agent(row: RowMapping, capacity: slots.Slots, held: slots.Slots, kernel_count: int) -> Row:
    stat = live_stat(row["live_stat"])
    node: Mapping[str, Any] = (row["live_stat"] or {}).get("node") or {}
    return {
        **row,
        "scaling_group": row["resource_group"],
        "addr": row["address"],
        "available_slots": rendered(capacity),
        "occupied_slots": rendered(held),
        "live_stat": stat,
        "compute_plugins": {name: {} for name in sorted({slot.partition(".")[0] for slot in capacity})},
        "auto_terminate_abusing_kernel": False,
        "container_count": kernel_count,
        "cpu_cur_pct": _number(node.get("cpu_util"), "pct"),
        "mem_cur_bytes": _number(node.get("mem"), "current"),
        **_legacy_slots("", capacity),
        **_legacy_slots("used_", held),
    }


def _legacy_slots(prefix: str, amounts: slots.Slots) -> Row:
    """The four kinds of slots that an older API knew, as plain numbers."""

    def devices(kinds: Collection[str]) -> float:
        total = sum(
            amount / (slots.COUNT_SCALE if slots.slot_type(name) is slots.SlotType.COUNT else 1)
            for name, amount in amounts.items()
            if name.partition(".")[0] in kinds
        )
        return float(total)

    return {
        f"{prefix}cpu_slots": devices({"cpu"}),
        f"{prefix}mem_slots": amounts.get("mem", 0) // 2**20,
        f"{prefix}gpu_slots": devices({"cuda", "rocm"}),
        f"{prefix}tpu_slots": devices({"tpu"}),
    }


def live_stat(stat: Any) -> Row | None:
    """An agent's figures in the one shape that clients can show (client contract T25): metrics whose unit
    they do not know, or that lack a key, are left out. ``cpu_util`` of the node needs that of the
    devices."""
    if not isinstance(stat, Mapping):
        return None
    devices: Row = {}
    for name, per_device in dict(stat.get("devices") or {}).items():
        known = {device: _metric(value) for device, value in dict(per_device).items()}
        devices[name] = {device: value for device, value in known.items() if value is not None}
    node: Row = {}
    for name, value in dict(stat.get("node") or {}).items():
        metric = _metric(value)
        if metric is None or (name == "cpu_util" and "cpu_util" not in devices):
            continue
        if name == "cpu_util" or metric["unit_hint"] in _UNITS:
            node[name] = metric
    shown = {
        n: d
        for n, d in devices.items()
        if n == "cpu_util" or all(m["unit_hint"] in _UNITS for m in d.values())
    }
    return {"node": node, "devices": shown}


def _metric(value: Any) -> Row | None:
    if not isinstance(value, Mapping) or not {"current", "unit_hint"} <= value.keys():
        return None
    return {"capacity": None, "pct": "0.00", **value}


def _number(metric: Any, key: str) -> float:
    if not isinstance(metric, Mapping):
        return 0.0
    try:
        return float(metric.get(key) or 0)
    except (TypeError, ValueError):
        return 0.0
