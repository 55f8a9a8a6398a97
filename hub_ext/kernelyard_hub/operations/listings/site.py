"""What a site is made of, as lists show it: domains, projects, resource groups, presets and policies."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, Table, select

from kernelyard_agent import slots
from kernelyard_hub.errors import Forbidden
from kernelyard_hub.operations.listings.paging import Row, everything, scope_of
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.placement import selectors
from kernelyard_hub.store.models import (
    domains,
    keypair_resource_policies,
    keypairs,
    memberships,
    project_resource_policies,
    projects,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
    resource_presets,
    user_resource_policies,
    users,
)

SCHEDULER_OPTS: Mapping[str, Any] = {
    "allowed_session_types": ["interactive", "batch", "inference"],
    "pending_timeout": 0.0,
    "config": {},
    "agent_selection_strategy": selectors.DEFAULT,
    "roundrobin": False,
}
"""What a resource group that says nothing means."""


# ── domains and projects ───────────────────────────────────────────────────────────────────────────────


def all_domains(conn: Connection, fields: Collection[str], *, is_active: bool | None = None) -> list[Row]:
    """All domains (GQL-007). For superadmins."""
    query = select(domains).order_by(domains.c.name)
    if is_active is not None:
        query = query.where(domains.c.is_active == is_active)
    return _present_domains(conn, everything(conn, query), fields)


def one_domain(conn: Connection, who: Principal, fields: Collection[str], *, name: str | None) -> Row | None:
    """The caller's domain; superadmins may name another one (GQL-006)."""
    scope = scope_of(who, domain_name=name)
    wanted = scope.domain or who.domain
    rows = everything(conn, select(domains).where(domains.c.name == wanted))
    found = _present_domains(conn, rows, fields)
    return found[0] if found else None


def _present_domains(conn: Connection, rows: list[RowMapping], fields: Collection[str]) -> list[Row]:
    groups: Mapping[Any, list[str]] = {}
    if "scaling_groups" in fields:
        link = resource_group_domains
        groups = _groups_by(conn, link, link.c.domain_name, [row["name"] for row in rows])
    return [
        {
            **row,
            "total_resource_slots": slots.render_all(row["total_resource_slots"]),
            "scaling_groups": groups.get(row["name"], []),
        }
        for row in rows
    ]


def all_projects(
    conn: Connection,
    who: Principal,
    fields: Collection[str],
    *,
    project_id: UUID | None = None,
    name: str | None = None,
    domain_name: str | None = None,
    is_active: bool | None = None,
) -> list[Row]:
    """Projects: users see those that they are members of (GQL-040, GQL-041)."""
    scope = scope_of(who, domain_name=domain_name)
    query = select(projects).where(projects.c.purged_at.is_(None))
    query = query.order_by(projects.c.domain_name, projects.c.name)
    if scope.domain is not None:
        query = query.where(projects.c.domain_name == scope.domain)
    if scope.user_id is not None:
        mine = select(memberships.c.project_id).where(memberships.c.user_id == scope.user_id)
        query = query.where(projects.c.id.in_(mine))
    if project_id is not None:
        query = query.where(projects.c.id == project_id)
    if name is not None:
        query = query.where(projects.c.name == name)
    if is_active is not None:
        query = query.where(projects.c.is_active == is_active)
    rows = everything(conn, query)
    groups: Mapping[Any, list[str]] = {}
    if "scaling_groups" in fields:
        link = resource_group_projects
        groups = _groups_by(conn, link, link.c.project_id, [row["id"] for row in rows])
    return [
        {
            **row,
            "total_resource_slots": slots.render_all(row["total_resource_slots"]),
            "scaling_groups": groups.get(row["id"], []),
        }
        for row in rows
    ]


def _groups_by(conn: Connection, link: Table, column: Any, keys: Collection[Any]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    rows = conn.execute(
        select(column, link.c.resource_group).where(column.in_(keys)).order_by(link.c.resource_group)
    )
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


# ── resource groups and presets ────────────────────────────────────────────────────────────────────────


def all_resource_groups(
    conn: Connection,
    *,
    name: str | None = None,
    is_active: bool | None = None,
    domain: str | None = None,
    project_id: UUID | None = None,
    access_key: str | None = None,
) -> list[Row]:
    """Resource groups, also those that are there for one domain, project or keypair (GQL-011 to GQL-015). For
    superadmins: the application proxy's token is among what is shown."""
    query = select(resource_groups).order_by(resource_groups.c.name)
    if name is not None:
        query = query.where(resource_groups.c.name == name)
    if is_active is not None:
        query = query.where(resource_groups.c.is_active == is_active)
    for link, column, key in (
        (resource_group_domains, resource_group_domains.c.domain_name, domain),
        (resource_group_projects, resource_group_projects.c.project_id, project_id),
        (resource_group_keypairs, resource_group_keypairs.c.access_key, access_key),
    ):
        if key is not None:
            query = query.where(
                resource_groups.c.name.in_(select(link.c.resource_group).where(column == key))
            )
    return [
        {**row, "scheduler_opts": {**SCHEDULER_OPTS, **row["scheduler_opts"]}}
        for row in everything(conn, query)
    ]


def all_presets(conn: Connection, *, name: str | None = None) -> list[Row]:
    """Resource presets (GQL-027, GQL-028)."""
    query = select(resource_presets).order_by(resource_presets.c.name)
    if name is not None:
        query = query.where(resource_presets.c.name == name)
    return [
        {**row, "resource_slots": slots.render_all(row["resource_slots"])} for row in everything(conn, query)
    ]


# ── policies ───────────────────────────────────────────────────────────────────────────────────────────


def keypair_policies(conn: Connection, who: Principal, *, name: str | None = None) -> list[Row]:
    """Keypair resource policies: superadmins see all, others those of their keypairs (GQL-050, GQL-051)."""
    mine = select(keypairs.c.resource_policy).where(keypairs.c.user_id == who.user_id)
    return [
        {
            **row,
            "total_resource_slots": slots.render_all(row["total_resource_slots"]),
            "max_pending_session_resource_slots": slots.render_all(
                row["max_pending_session_resource_slots"] or {}
            ),
            # Clients compute with these two; folders are limited by the user's policy.
            "max_vfolder_count": 0,
            "max_vfolder_size": 0,
            "max_quota_scope_size": 0,
        }
        for row in _policies(conn, keypair_resource_policies, who, mine, name)
    ]


def user_policies(conn: Connection, who: Principal, *, name: str | None = None) -> list[Row]:
    """User resource policies: superadmins see all, others their own."""
    mine = select(users.c.resource_policy).where(users.c.id == who.user_id)
    return [_folder_policy(row) for row in _policies(conn, user_resource_policies, who, mine, name)]


def own_user_policy(conn: Connection, who: Principal) -> str:
    """Name of the caller's user resource policy."""
    return str(conn.execute(select(users.c.resource_policy).where(users.c.id == who.user_id)).scalar_one())


def project_policies(conn: Connection, who: Principal, *, name: str | None = None) -> list[Row]:
    """Project resource policies: superadmins see all, others those of their projects."""
    mine = (
        select(projects.c.resource_policy)
        .join(memberships, memberships.c.project_id == projects.c.id)
        .where(memberships.c.user_id == who.user_id)
    )
    return [_folder_policy(row) for row in _policies(conn, project_resource_policies, who, mine, name)]


def _policies(
    conn: Connection, table: Table, who: Principal, mine: Select[Any], name: str | None
) -> list[RowMapping]:
    query = select(table).order_by(table.c.name)
    if not who.is_superadmin:
        query = query.where(table.c.name.in_(mine))
    if name is not None:
        query = query.where(table.c.name == name)
    rows = everything(conn, query)
    if name is not None and not rows and not who.is_superadmin:
        # The same for a foreign policy and for one that does not exist, so that names cannot be guessed.
        raise Forbidden()
    return rows


def _folder_policy(row: RowMapping) -> Row:
    return {**row, "id": row["name"], "max_vfolder_size": row["max_quota_scope_size"]}
