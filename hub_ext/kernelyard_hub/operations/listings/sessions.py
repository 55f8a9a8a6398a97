"""Sessions and their kernels as lists show them: users see their keypair's, admins their domain's,
superadmins all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from kernelyard_agent import slots
from kernelyard_hub.errors import Forbidden, InvalidParameters
from kernelyard_hub.idle import view as idle_view
from kernelyard_hub.operations.listings.agents import rendered, sums
from kernelyard_hub.operations.listings.filters import Column, Kind
from kernelyard_hub.operations.listings.paging import (
    UNPAGED,
    Listing,
    Page,
    Row,
    everything,
    page,
    scope_of,
    split,
)
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.carrying.spec import SessionSpec
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.store import session_mounts
from kernelyard_hub.store.models import (
    allocations,
    kernels,
    keypairs,
    projects,
    session_dependencies,
    sessions,
    status_history,
    users,
)

_CREATORS = users.alias("creators")
STATUSES = {name: name for name in states.TABLE}
OTHERS_STATUSES = frozenset({"BUILDING", "RESIZING", "SUSPENDED"})
"""What clients of other releases also ask for (CLI-005); no session here is ever in one of them."""
COLUMNS = {
    "id": Column(sessions.c.id, Kind.UUID),
    "session_id": Column(sessions.c.id, Kind.UUID),
    "name": Column(sessions.c.name),
    "tag": Column(sessions.c.tag),
    "type": Column(
        sessions.c.type,
        Kind.ENUM,
        {"INTERACTIVE": "interactive", "BATCH": "batch", "INFERENCE": "inference", "SYSTEM": "system"},
    ),
    "image": Column(sessions.c.image),
    "architecture": Column(sessions.c.architecture),
    "cluster_mode": Column(
        sessions.c.cluster_mode, Kind.ENUM, {"SINGLE_NODE": "single-node", "MULTI_NODE": "multi-node"}
    ),
    "cluster_size": Column(sessions.c.cluster_size, Kind.NUMBER),
    "domain_name": Column(sessions.c.domain_name),
    "group_id": Column(sessions.c.project_id, Kind.UUID),
    "group_name": Column(projects.c.name),
    "user_id": Column(sessions.c.user_id, Kind.UUID),
    "user_email": Column(users.c.email),
    "full_name": Column(users.c.full_name),
    "access_key": Column(sessions.c.access_key),
    "scaling_group": Column(sessions.c.resource_group),
    "status": Column(sessions.c.status, Kind.ENUM, STATUSES),
    "status_info": Column(sessions.c.status_info),
    "status_changed": Column(sessions.c.status_changed, Kind.TIME),
    "created_at": Column(sessions.c.created_at, Kind.TIME),
    "terminated_at": Column(sessions.c.terminated_at, Kind.TIME),
    "starts_at": Column(sessions.c.starts_at, Kind.TIME),
    "scheduled_at": Column(sessions.c.scheduled_at, Kind.TIME),
    "startup_command": Column(sessions.c.startup_command),
    "result": Column(
        sessions.c.result,
        Kind.ENUM,
        {"UNDEFINED": "undefined", "SUCCESS": "success", "FAILURE": "failure"},
    ),
}
KERNEL_COLUMNS = {
    "id": Column(kernels.c.id, Kind.UUID),
    "cluster_role": Column(kernels.c.cluster_role),
    "cluster_idx": Column(kernels.c.cluster_idx, Kind.NUMBER),
    "cluster_hostname": Column(kernels.c.cluster_hostname),
    "status": Column(kernels.c.status, Kind.ENUM, STATUSES),
    "status_info": Column(kernels.c.status_info),
    "status_changed": Column(kernels.c.status_changed, Kind.TIME),
    "created_at": Column(kernels.c.created_at, Kind.TIME),
    "terminated_at": Column(kernels.c.terminated_at, Kind.TIME),
}


# ── which ──────────────────────────────────────────────────────────────────────────────────────────────


def session_page(
    conn: Connection,
    who: Principal,
    wanted: Page,
    fields: Collection[str],
    *,
    domain_name: str | None = None,
    group_id: str | None = None,
    access_key: str | None = None,
    status: str | None = None,
) -> Listing:
    """One page of sessions (GQL-056), the newest change of status first (CLI-005)."""
    query = _select(*_seen(conn, who, domain_name, access_key))
    if group_id is not None:
        query = query.where(sessions.c.project_id == uuid_of(group_id, "group_id"))
    if status is not None:
        query = query.where(sessions.c.status.in_(shown_as(status)))
    rows, total = page(
        conn, query, COLUMNS, wanted, default=sessions.c.status_changed.desc(), key=sessions.c.id.asc()
    )
    return Listing(_present(conn, who, rows, fields), total)


def one_session(conn: Connection, who: Principal, session_id: UUID, fields: Collection[str]) -> Row | None:
    """The session of that id, of whichever keypair of the caller (GQL-055)."""
    conditions: list[ColumnElement[bool]] = [sessions.c.id == session_id]
    scope = scope_of(who)
    if scope.domain is not None:
        conditions.append(sessions.c.domain_name == scope.domain)
    if scope.user_id is not None:
        conditions.append(sessions.c.user_id == scope.user_id)
    rows = everything(conn, _select(*conditions))
    found = _present(conn, who, rows, fields)
    return found[0] if found else None


def named_session(
    conn: Connection, who: Principal, name: str, *, domain_name: str | None, access_key: str | None
) -> Row | None:
    """The newest session of that name, for the older API."""
    conditions = _seen(conn, who, domain_name, access_key or who.access_key)
    query = _select(*conditions, sessions.c.name == name).order_by(sessions.c.created_at.desc()).limit(1)
    rows = list(conn.execute(query).mappings())
    found = _present(conn, who, rows, frozenset({"containers", "occupied_slots"}))
    return found[0] if found else None


def sessions_of(
    conn: Connection, who: Principal, access_keys: list[str], status: str | None, fields: Collection[str]
) -> dict[str, list[Row]]:
    """Sessions of keypairs that have already been found visible, by access key; without a status the open
    ones."""
    wanted = shown_as(status) if status is not None else sorted(set(states.TABLE) - states.TERMINAL)
    query = _select(sessions.c.access_key.in_(access_keys), sessions.c.status.in_(wanted))
    rows = everything(conn, query.order_by(sessions.c.created_at.desc()))
    found: dict[str, list[Row]] = {}
    for row in _present(conn, who, rows, fields):
        found.setdefault(row["access_key"], []).append(row)
    return found


def shown_as(status: str) -> list[str]:
    """The states that are shown under one of the comma-separated names (client contract T27)."""
    names = split(status)
    unknown = [name for name in names if name not in states.TABLE and name not in OTHERS_STATUSES]
    if unknown:
        raise InvalidParameters(f"Unknown session status: {', '.join(unknown)}")
    return [name for name in states.TABLE if name in names or states.shown(name) in names]


def uuid_of(text: str, name: str) -> UUID:
    """A UUID given as a string; a refusal that names the argument otherwise."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidParameters(f"{name} must be a UUID, not {text!r}") from None


def _seen(
    conn: Connection, who: Principal, domain_name: str | None, access_key: str | None
) -> list[ColumnElement[bool]]:
    """Conditions for the sessions that ``who`` may list. A user's list is that of the keypair that asks, as
    names of sessions are unique by keypair; another one of the user's own may be named."""
    scope = scope_of(who, domain_name=domain_name)
    conditions: list[ColumnElement[bool]] = []
    if scope.domain is not None:
        conditions.append(sessions.c.domain_name == scope.domain)
    if scope.user_id is not None:
        if access_key is not None and access_key != who.access_key:
            owner = conn.scalar(select(keypairs.c.user_id).where(keypairs.c.access_key == access_key))
            if owner != who.user_id:
                raise Forbidden()
        conditions += [
            sessions.c.user_id == scope.user_id,
            sessions.c.access_key == (access_key or who.access_key),
        ]
    elif access_key is not None:
        conditions.append(sessions.c.access_key == access_key)
    return conditions


def _select(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            sessions,
            projects.c.name.label("group_name"),
            users.c.email.label("user_email"),
            users.c.full_name,
            _CREATORS.c.email.label("created_user_email"),
        )
        .join(projects, projects.c.id == sessions.c.project_id)
        .join(users, users.c.id == sessions.c.user_id)
        .join(_CREATORS, _CREATORS.c.id == sessions.c.created_by)
        .where(*conditions)
    )


# ── how they are shown ─────────────────────────────────────────────────────────────────────────────────


def _present(conn: Connection, who: Principal, rows: list[RowMapping], fields: Collection[str]) -> list[Row]:
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    held = _held(conn, allocations.c.session_id, ids)
    members: dict[UUID, list[Row]] = {}
    for kernel in _kernels_of(conn, who, rows) if _needs_kernels(fields) else []:
        members.setdefault(kernel["session_id"], []).append(kernel)
    history: dict[UUID, dict[str, str]] = {}
    if "status_history" in fields:
        entries = conn.execute(
            select(status_history.c.session_id, status_history.c.status, status_history.c.at)
            .where(status_history.c.session_id.in_(ids))
            .order_by(status_history.c.id)
        )
        for session_id, status, at in entries:
            history.setdefault(session_id, {}).setdefault(status, at.isoformat())
    found = [
        _session(who, row, held.get(row["id"], {}), members.get(row["id"], []), history.get(row["id"], {}))
        for row in rows
    ]
    if "idle_checks" in fields:
        now, known = datetime.now(UTC), idle_view.of_sessions(conn, ids)
        for session in found:
            session["idle_checks"] = idle_view.idle_checks(known[session["id"]], now)
    if not {"mounts", "vfolder_mounts"}.isdisjoint(fields):
        _with_changes(conn, found, ids)
    if "dependencies" in fields:
        others = _dependencies(conn, who, ids)
        for session in found:
            session["dependencies"] = others.get(session["id"], [])
    return found


def _with_changes(conn: Connection, found: list[Row], ids: list[UUID]) -> None:
    """Folders that came and went while the sessions ran."""
    for session_id, changes in session_mounts.changes_of(conn, ids).items():
        session = next(one for one in found if one["id"] == session_id)
        first = SessionSpec.model_validate(session["spec"]).mounts
        mounts = [one.mount for one in session_mounts.overlay(first, changes)]
        session["mounts"] = [mount.name for mount in mounts]
        session["vfolder_mounts"] = [str(mount.folder.folder_id) for mount in mounts]


def _dependencies(conn: Connection, who: Principal, ids: list[UUID]) -> dict[UUID, list[Row]]:
    """What sessions wait for, in the order of its arrival; one step only (SES-018)."""
    links = select(session_dependencies).where(session_dependencies.c.session_id.in_(ids))
    pairs = [(row.session_id, row.depends_on) for row in conn.execute(links)]
    if not pairs:
        return {}
    wanted = _select(sessions.c.id.in_({other for _, other in pairs})).order_by(sessions.c.sequence)
    rows = _present(conn, who, everything(conn, wanted), frozenset())
    return {
        session_id: [row for row in rows if (session_id, row["id"]) in set(pairs)]
        for session_id in dict.fromkeys(waiting for waiting, _ in pairs)
    }


def _needs_kernels(fields: Collection[str]) -> bool:
    of_kernels = {"containers", "main_kernel_id", "agent_ids", "agents", "service_ports", "abusing_reports"}
    return not of_kernels.isdisjoint(fields)


def _held(conn: Connection, key: ColumnElement[Any], keys: Collection[Any]) -> dict[Any, slots.Slots]:
    return sums(
        conn.execute(
            select(key, allocations.c.slot, func.sum(allocations.c.amount))
            .where(key.in_(keys), allocations.c.closed_at.is_(None))
            .group_by(key, allocations.c.slot)
        )
    )


def _session(
    who: Principal, row: RowMapping, held: slots.Slots, members: list[Row], history: Mapping[str, str]
) -> Row:
    spec: Mapping[str, Any] = row["spec"]
    main = next((kernel for kernel in members if kernel["cluster_role"] == "main"), None)
    on_agents = [kernel["agent"] for kernel in members if kernel["agent"] is not None]
    return {
        **row,
        "session_id": row["id"],
        "main_kernel_id": main["id"] if main else None,
        "main_kernel_role": "main",
        "type": row["type"].upper(),
        "registry": row["image"].partition("/")[0],
        "group_id": row["project_id"],
        "created_user_id": row["created_by"],
        "scaling_group": row["resource_group"],
        "status": states.shown(row["status"]),
        "status_info": row["status_info"] or None,
        "status_data": row["status_data"] or {},
        "status_history": history,
        "result": row["result"].upper(),
        "abusing_reports": [
            kernel["abusing_report"] for kernel in members if kernel["abusing_report"] is not None
        ],
        "idle_checks": {},
        "agent_ids": on_agents,
        "agents": on_agents,
        "resource_opts": spec.get("resource_opts") or {},
        "service_ports": main["service_ports"] if main else [],
        "mounts": [mount.get("name") for mount in spec.get("mounts") or []],
        "vfolder_mounts": [_folder_id(mount) for mount in spec.get("mounts") or []],
        "occupying_slots": rendered(held),
        "occupied_slots": rendered(held or _held_at_last(row)),
        "containers": members,
        "dependencies": [],
    }


def _held_at_last(row: RowMapping) -> slots.Slots:
    """What an ended session held; nothing for one that never got that far."""
    if row["status"] not in states.TERMINAL or row["scheduled_at"] is None:
        return {}
    return dict(row["requested_slots"])


def _folder_id(mount: Mapping[str, Any]) -> str | None:
    folder = mount.get("folder")
    return str(folder["folder_id"]) if isinstance(folder, Mapping) and "folder_id" in folder else None


# ── kernels ────────────────────────────────────────────────────────────────────────────────────────────


def kernel_page(
    conn: Connection, who: Principal, wanted: Page, session_id: str, *, role: str | None = None
) -> Listing:
    """One page of a session's kernels (GQL-058); empty for a session that the caller may not see."""
    seen = one_session(conn, who, uuid_of(session_id, "session_id"), frozenset())
    if seen is None:
        return Listing()
    query = select(kernels).where(kernels.c.session_id == seen["session_id"])
    if role is not None:
        query = query.where(kernels.c.cluster_role == role)
    rows, total = page(
        conn, query, KERNEL_COLUMNS, wanted, default=kernels.c.cluster_idx.asc(), key=kernels.c.id.asc()
    )
    return Listing(_present_kernels(conn, who, rows, {seen["id"]: seen}), total)


def one_kernel(conn: Connection, who: Principal, kernel_id: UUID) -> Row | None:
    """The kernel of that id, if its session is one that the caller may see (GQL-057)."""
    session_id = conn.scalar(select(kernels.c.session_id).where(kernels.c.id == kernel_id))
    if session_id is None:
        return None
    seen = one_session(conn, who, session_id, frozenset({"containers"}))
    if seen is None:
        return None
    members: list[Row] = seen["containers"]
    return next(kernel for kernel in members if kernel["id"] == kernel_id)


def kernels_on(
    conn: Connection, who: Principal, agent_ids: list[str], status: str | None
) -> dict[str, list[Row]]:
    """Kernels on agents, by agent; without a status those that have not ended. For superadmins."""
    wanted = shown_as(status) if status is not None else sorted(set(states.TABLE) - states.TERMINAL)
    query = (
        select(kernels)
        .where(kernels.c.agent_id.in_(agent_ids), kernels.c.status.in_(wanted))
        .order_by(kernels.c.created_at.desc())
    )
    rows = everything(conn, query)
    owners = everything(conn, _select(sessions.c.id.in_({row["session_id"] for row in rows})))
    found: dict[str, list[Row]] = {}
    for kernel in _present_kernels(conn, who, rows, {owner["id"]: dict(owner) for owner in owners}):
        found.setdefault(kernel["agent"], []).append(kernel)
    return found


def _kernels_of(conn: Connection, who: Principal, owners: list[RowMapping]) -> list[Row]:
    query = (
        select(kernels)
        .where(kernels.c.session_id.in_([owner["id"] for owner in owners]))
        .order_by(kernels.c.cluster_role != "main", kernels.c.cluster_idx)
        .limit(UNPAGED * 10)
    )
    rows = list(conn.execute(query).mappings())
    return _present_kernels(conn, who, rows, {owner["id"]: dict(owner) for owner in owners})


def _present_kernels(
    conn: Connection, who: Principal, rows: list[RowMapping], owners: Mapping[UUID, Mapping[str, Any]]
) -> list[Row]:
    held = _held(conn, allocations.c.kernel_id, [row["id"] for row in rows]) if rows else {}
    return [_kernel(who, row, owners[row["session_id"]], held.get(row["id"], {})) for row in rows]


def _kernel(who: Principal, row: RowMapping, owner: Mapping[str, Any], held: slots.Slots) -> Row:
    spec: Mapping[str, Any] = owner["spec"]
    # Where a session runs is the operators' business (GQL-057).
    all_of_it = who.role is Role.SUPERADMIN
    return {
        **row,
        "idx": row["cluster_idx"],
        "role": row["cluster_role"],
        "hostname": row["cluster_hostname"],
        "local_rank": row["cluster_idx"] - 1,
        "image": owner["image"],
        "architecture": owner["architecture"],
        "registry": owner["image"].partition("/")[0],
        "status": states.shown(row["status"]),
        "status_info": row["status_info"] or None,
        "status_data": {},
        "starts_at": owner["starts_at"],
        "scheduled_at": owner["scheduled_at"],
        "agent": row["agent_id"] if all_of_it else None,
        "agent_addr": row["agent_address"] if all_of_it else None,
        "resource_opts": spec.get("resource_opts") or {},
        "occupied_slots": rendered(held),
        "preopen_ports": spec.get("preopen_ports") or [],
        "service_ports": [
            {
                "name": port.get("name"),
                "protocol": port.get("protocol"),
                "container_ports": [port.get("container_port")],
            }
            for port in row["service_ports"] or []
        ],
    }
