"""Users and keypairs as lists show them: users see their own, admins their domain's, superadmins all
(S02)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, func, select

from kernelyard_hub.errors import Forbidden
from kernelyard_hub.operations.listings.filters import Column, Kind
from kernelyard_hub.operations.listings.paging import Listing, Page, Row, everything, page, scope_of
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.snapshot import SYSTEM
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store.models import keypairs, memberships, projects, sessions, users

USER_STATUSES = {
    "ACTIVE": "active",
    "INACTIVE": "inactive",
    "BEFORE_VERIFICATION": "before-verification",
    "DELETED": "deleted",
}
ROLES = {"SUPERADMIN": "superadmin", "ADMIN": "admin", "USER": "user", "MONITOR": "monitor"}
USER_COLUMNS = {
    "uuid": Column(users.c.id, Kind.UUID),
    "username": Column(users.c.username),
    "email": Column(users.c.email),
    "need_password_change": Column(users.c.need_password_change, Kind.BOOLEAN),
    "full_name": Column(users.c.full_name),
    "description": Column(users.c.description),
    "status": Column(users.c.status, Kind.ENUM, USER_STATUSES),
    "status_info": Column(users.c.status_info),
    "created_at": Column(users.c.created_at, Kind.TIME),
    "modified_at": Column(users.c.modified_at, Kind.TIME),
    "domain_name": Column(users.c.domain_name),
    "role": Column(users.c.role, Kind.ENUM, ROLES),
    "resource_policy": Column(users.c.resource_policy),
    "totp_activated": Column(users.c.totp_activated, Kind.BOOLEAN),
    "sudo_session_enabled": Column(users.c.sudo_session_enabled, Kind.BOOLEAN),
    "main_access_key": Column(users.c.main_access_key),
}
KEYPAIR_COLUMNS = {
    "user_id": Column(users.c.email),
    "email": Column(users.c.email),
    "full_name": Column(users.c.full_name),
    "access_key": Column(keypairs.c.access_key),
    "is_active": Column(keypairs.c.is_active, Kind.BOOLEAN),
    "is_admin": Column(keypairs.c.is_admin, Kind.BOOLEAN),
    "resource_policy": Column(keypairs.c.resource_policy),
    "created_at": Column(keypairs.c.created_at, Kind.TIME),
    "last_used": Column(keypairs.c.last_used, Kind.TIME),
    "rate_limit": Column(keypairs.c.rate_limit, Kind.NUMBER),
    "num_queries": Column(keypairs.c.num_queries, Kind.NUMBER),
}
# The password hash never leaves the table.
_USER = [column for column in users.c if column.name != "password_hash"]
IDLE = ("PENDING", "TERMINATED", "CANCELLED", "ERROR")
"""Sessions that do not count as used concurrency: waiting in the queue, or over."""


# ── users ──────────────────────────────────────────────────────────────────────────────────────────────


def user_page(
    conn: Connection,
    who: Principal,
    wanted: Page,
    fields: Collection[str],
    *,
    domain_name: str | None = None,
    group_id: UUID | None = None,
    is_active: bool | None = None,
    status: str | None = None,
) -> Listing:
    """One page of users (GQL-036)."""
    query = _users(who, domain_name, group_id, is_active, status)
    key = users.c.id.asc()
    rows, total = page(conn, query, USER_COLUMNS, wanted, default=users.c.created_at.asc(), key=key)
    return Listing(_present_users(conn, rows, fields), total)


def all_users(
    conn: Connection,
    who: Principal,
    fields: Collection[str],
    *,
    domain_name: str | None = None,
    group_id: UUID | None = None,
    is_active: bool | None = None,
    status: str | None = None,
) -> list[Row]:
    """Users without pages (GQL-036)."""
    query = _users(who, domain_name, group_id, is_active, status).order_by(users.c.created_at, users.c.id)
    return _present_users(conn, everything(conn, query), fields)


def one_user(
    conn: Connection,
    who: Principal,
    fields: Collection[str],
    *,
    email: str | None = None,
    user_id: UUID | None = None,
    domain_name: str | None = None,
) -> Row | None:
    """The caller, or the user of that address or id (GQL-034, GQL-035); None when there is none to be
    seen."""
    if email is None and user_id is None:
        user_id = who.user_id
    if email is not None and who.role not in (Role.ADMIN, Role.SUPERADMIN):
        if email.lower() != who.email.lower():
            raise Forbidden()
        user_id = who.user_id
    scope = scope_of(who, domain_name=domain_name, user_id=user_id)
    query = select(*_USER).where(users.c.purged_at.is_(None))
    if scope.user_id is not None:
        query = query.where(users.c.id == scope.user_id)
    if scope.domain is not None:
        query = query.where(users.c.domain_name == scope.domain)
    if email is not None:
        query = query.where(func.lower(users.c.email) == email.lower())
    found = _present_users(conn, everything(conn, query), fields)
    return found[0] if found else None


def _users(
    who: Principal, domain_name: str | None, group_id: UUID | None, is_active: bool | None, status: str | None
) -> Select[Any]:
    scope = scope_of(who, domain_name=domain_name)
    query = select(*_USER).where(users.c.purged_at.is_(None))
    if scope.domain is not None:
        query = query.where(users.c.domain_name == scope.domain)
    if scope.user_id is not None:
        query = query.where(users.c.id == scope.user_id)
    if group_id is not None:
        members = select(memberships.c.user_id).where(memberships.c.project_id == group_id)
        query = query.where(users.c.id.in_(members))
    if status is not None:
        query = query.where(users.c.status == USER_STATUSES.get(status, status))
    elif is_active is not None:
        query = query.where((users.c.status == "active") == is_active)
    return query


def _present_users(conn: Connection, rows: list[RowMapping], fields: Collection[str]) -> list[Row]:
    joined = projects_of(conn, [row["id"] for row in rows]) if "groups" in fields else {}
    return [
        {
            **row,
            "uuid": row["id"],
            "is_active": row["status"] == "active",
            "groups": joined.get(row["id"], []),
        }
        for row in rows
    ]


def projects_of(conn: Connection, user_ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    """The projects of users, ``{"id", "name"}`` each, by user."""
    found: dict[UUID, list[Row]] = {}
    rows = conn.execute(
        select(memberships.c.user_id, projects.c.id, projects.c.name)
        .join(projects, projects.c.id == memberships.c.project_id)
        .where(memberships.c.user_id.in_(user_ids))
        .order_by(projects.c.name)
    )
    for user_id, project_id, name in rows:
        found.setdefault(user_id, []).append({"id": project_id, "name": name})
    return found


# ── keypairs ───────────────────────────────────────────────────────────────────────────────────────────


def keypair_page(
    conn: Connection,
    box: SecretBox,
    who: Principal,
    wanted: Page,
    fields: Collection[str],
    *,
    domain_name: str | None = None,
    email: str | None = None,
    is_active: bool | None = None,
) -> Listing:
    """One page of keypairs (GQL-046)."""
    query = _keypairs(who, domain_name, email, is_active)
    rows, total = page(
        conn,
        query,
        KEYPAIR_COLUMNS,
        wanted,
        default=keypairs.c.created_at.asc(),
        key=keypairs.c.access_key.asc(),
    )
    return Listing(_present_keypairs(conn, box, who, rows, fields), total)


def all_keypairs(
    conn: Connection,
    box: SecretBox,
    who: Principal,
    fields: Collection[str],
    *,
    domain_name: str | None = None,
    email: str | None = None,
    is_active: bool | None = None,
) -> list[Row]:
    """Keypairs without pages (GQL-046)."""
    query = _keypairs(who, domain_name, email, is_active).order_by(
        keypairs.c.created_at, keypairs.c.access_key
    )
    return _present_keypairs(conn, box, who, everything(conn, query), fields)


def one_keypair(
    conn: Connection,
    box: SecretBox,
    who: Principal,
    fields: Collection[str],
    *,
    domain_name: str | None = None,
    access_key: str | None = None,
) -> Row | None:
    """The keypair that asks (client contract T26), or the one of that access key where the caller may see
    it."""
    query = _keypairs(who, domain_name, None, None).where(
        keypairs.c.access_key == (access_key or who.access_key)
    )
    found = _present_keypairs(conn, box, who, everything(conn, query), fields)
    return found[0] if found else None


def _keypairs(
    who: Principal, domain_name: str | None, email: str | None, is_active: bool | None
) -> Select[Any]:
    scope = scope_of(who, domain_name=domain_name)
    owner = (users.c.email, users.c.full_name, users.c.domain_name)
    query = select(keypairs, *owner).join(users, users.c.id == keypairs.c.user_id)
    if scope.domain is not None:
        query = query.where(users.c.domain_name == scope.domain)
    if scope.user_id is not None:
        if email is not None and email.lower() != who.email.lower():
            raise Forbidden()
        query = query.where(users.c.id == scope.user_id)
    if email is not None:
        query = query.where(func.lower(users.c.email) == email.lower())
    if is_active is not None:
        query = query.where(keypairs.c.is_active == is_active)
    return query


def _present_keypairs(
    conn: Connection, box: SecretBox, who: Principal, rows: list[RowMapping], fields: Collection[str]
) -> list[Row]:
    joined = projects_of(conn, {row["user_id"] for row in rows}) if "projects" in fields else {}
    used = _concurrency(conn, [row["access_key"] for row in rows]) if "concurrency_used" in fields else {}
    found = []
    for row in rows:
        shown = {key: value for key, value in row.items() if key not in ("secret_encrypted", "user_id")}
        secret = None
        if "secret_key" in fields and row["user_id"] == who.user_id:
            secret = box.open(row["secret_encrypted"])
        found.append(
            {
                **shown,
                "id": row["access_key"],
                "user": row["user_id"],
                "user_id": row["email"],
                "secret_key": secret,
                "projects": [project["name"] for project in joined.get(row["user_id"], [])],
                "user_info": {"email": row["email"], "full_name": row["full_name"]},
                "concurrency_used": used.get(row["access_key"], 0),
            }
        )
    return found


def _concurrency(conn: Connection, access_keys: Collection[str]) -> dict[str, int]:
    counted = conn.execute(
        select(sessions.c.access_key, func.count())
        .where(
            sessions.c.access_key.in_(access_keys), sessions.c.status.not_in(IDLE), sessions.c.type != SYSTEM
        )
        .group_by(sessions.c.access_key)
    )
    return {access_key: int(count) for access_key, count in counted}
