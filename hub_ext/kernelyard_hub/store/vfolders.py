"""Virtual folders in the database: who may use which storage host, and which folders a user reaches.

Everything here is a synchronous store function: a connection first, plain rows out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Exists,
    ScalarSelect,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql import ColumnElement

from kernelyard_hub.principal import Principal, Role

from .models import (
    domains,
    keypair_resource_policies,
    memberships,
    project_resource_policies,
    projects,
    user_resource_policies,
    users,
    vfolder_permissions,
    vfolders,
)

HOST_PERMISSIONS = (
    "create-vfolder",
    "modify-vfolder",
    "delete-vfolder",
    "mount-in-session",
    "upload-file",
    "download-file",
    "invite-others",
    "set-user-specific-permission",
)
"""The permissions that a domain, a project or a keypair policy grants on a storage host (STO-015)."""

Row = dict[str, Any]
"""A row of ``vfolders``, by column name."""

LIVE = vfolders.c.status.not_in(("delete-complete", "delete-ongoing", "delete-pending"))


def allowed_hosts(conn: Connection, who: Principal, project_id: UUID | None = None) -> dict[str, set[str]]:
    """Storage host -> permissions: the union of the domain, the user's projects and the keypair's policy
    (STO-016).

    With ``project_id`` only that project's grants count among the projects.
    """
    grants: list[Mapping[str, Iterable[str]] | None] = [
        conn.scalar(select(domains.c.allowed_vfolder_hosts).where(domains.c.name == who.domain)),
        conn.scalar(
            select(keypair_resource_policies.c.allowed_vfolder_hosts).where(
                keypair_resource_policies.c.name == who.resource_policy
            )
        ),
    ]
    of_projects = (
        select(projects.c.allowed_vfolder_hosts)
        .join(memberships, memberships.c.project_id == projects.c.id)
        .where(memberships.c.user_id == who.user_id, projects.c.is_active)
    )
    if project_id is not None:
        of_projects = of_projects.where(projects.c.id == project_id)
    grants += conn.scalars(of_projects).all()
    union: dict[str, set[str]] = {}
    for grant in grants:
        for host, permissions in (grant or {}).items():
            union.setdefault(host, set()).update(permissions)
    return union


def reachable(who: Principal) -> ColumnElement[bool]:
    """Which folders a user reaches by name: the own ones, those of the own projects, and those that others
    share with him (`vfolders_rules.effective` says the same of one row).
    """
    mine = vfolders.c.user_id == who.user_id
    of_my_projects = vfolders.c.project_id.in_(
        select(memberships.c.project_id).where(memberships.c.user_id == who.user_id)
    )
    return and_(LIVE, or_(mine, of_my_projects, shared_with(who)))


def shared_with(who: Principal) -> ColumnElement[bool]:
    """Folders of other users of the same domain, and of superadmins, who share them with this user."""
    to_me = select(vfolder_permissions.c.vfolder_id).where(vfolder_permissions.c.user_id == who.user_id)
    near = or_(users.c.domain_name == who.domain, users.c.role == Role.SUPERADMIN.value)
    return and_(
        LIVE,
        vfolders.c.ownership_type == "user",
        vfolders.c.user_id != who.user_id,
        vfolders.c.id.in_(to_me),
        vfolders.c.user_id.in_(select(users.c.id).where(near)),
    )


def owned_by(user_id: UUID) -> ColumnElement[bool]:
    """A user's own folders."""
    return and_(LIVE, vfolders.c.user_id == user_id)


def own_or_of_project(project_id: UUID | None) -> ColumnElement[bool]:
    """Users' folders, and those of one project."""
    return or_(vfolders.c.ownership_type == "user", vfolders.c.project_id == project_id)


def half_deleted() -> ColumnElement[bool]:
    """What a stop of the service left between the database and the disk."""
    return vfolders.c.status == "delete-ongoing"


def manageable(who: Principal) -> ColumnElement[bool]:
    """Whose group folders an admin may change: a superadmin all, a domain's admin those of the domain."""
    if who.role is Role.SUPERADMIN:
        return and_(LIVE, true())
    in_domain = vfolders.c.project_id.in_(select(projects.c.id).where(projects.c.domain_name == who.domain))
    return and_(LIVE, in_domain)


def listed(conn: Connection, condition: ColumnElement[bool], who: Principal | None = None) -> list[Row]:
    """Folders with ``user_email`` and ``group_name``, oldest first; with what `seen_by` tells of ``who``."""
    query = select(vfolders, *OWNERS)
    if who is not None:
        query = query.add_columns(*seen_by(who))
    query = with_owners(query).where(condition).order_by(vfolders.c.created_at, vfolders.c.name)
    return [dict(row) for row in conn.execute(query).mappings()]


OWNERS = (
    users.c.email.label("user_email"),
    users.c.domain_name.label("owner_domain"),
    users.c.role.label("owner_role"),
    projects.c.name.label("group_name"),
    projects.c.domain_name.label("project_domain"),
)


def with_owners(query: Select[Any]) -> Select[Any]:
    """`OWNERS` come from here."""
    of_users = vfolders.outerjoin(users, users.c.id == vfolders.c.user_id)
    return query.select_from(of_users.outerjoin(projects, projects.c.id == vfolders.c.project_id))


def seen_by(who: Principal) -> tuple[ColumnElement[Any], ...]:
    """What a user's permission on a folder follows from, beside the folder's own columns: ``member`` of its
    project, and ``share``, the permission of the user's own (None: nobody gave one).
    """
    return _share(who).label("share"), _member(who).label("member")


def _share(who: Principal) -> ScalarSelect[Any]:
    share = select(vfolder_permissions.c.permission).where(
        vfolder_permissions.c.vfolder_id == vfolders.c.id, vfolder_permissions.c.user_id == who.user_id
    )
    return share.scalar_subquery()


def _member(who: Principal) -> Exists:
    return exists().where(
        memberships.c.project_id == vfolders.c.project_id, memberships.c.user_id == who.user_id
    )


def permission_shown_to(who: Principal) -> ColumnElement[Any]:
    """What `vfolders_rules.shown_permission` says of a row, for filters; where `with_owners` reads."""
    share, own = _share(who), vfolders.c.permission
    near = or_(users.c.domain_name == who.domain, users.c.role == Role.SUPERADMIN.value)
    mine = vfolders.c.user_id == who.user_id
    guest = and_(vfolders.c.ownership_type == "user", not_(mine), near, share.is_not(None))
    member = and_(vfolders.c.ownership_type == "group", _member(who))
    if who.role is Role.SUPERADMIN:
        member = and_(member, false())
    elif who.role is Role.ADMIN:
        member = and_(member, projects.c.domain_name != who.domain)
    return case((guest, share), (member, func.coalesce(share, own)), else_=own)


def named(conn: Connection, who: Principal, ref: str) -> Row | None:
    """The folder that ``ref``, a name or an id, means to this user: the own one before a project's, and that
    before one that somebody shares. Its id means each of them.
    """
    condition = and_(reachable(who), called(ref))
    if who.role in (Role.ADMIN, Role.SUPERADMIN):
        condition = or_(condition, and_(manageable(who), vfolders.c.ownership_type == "group", called(ref)))
    rows = listed(conn, condition, who)

    folder_id = _id(ref)

    def rank(row: Row) -> tuple[bool, bool, bool]:
        return row["id"] != folder_id, row["user_id"] != who.user_id, row["ownership_type"] == "user"

    return min(rows, key=rank, default=None)


def _id(ref: str) -> UUID | None:
    try:
        return UUID(ref)
    except ValueError:
        return None


def called(ref: str) -> ColumnElement[bool]:
    """Folders of that name or id. What no database can look for is nobody's name."""
    if not _storable(ref):
        return false()
    folder_id = _id(ref)
    by_name = vfolders.c.name == ref
    return by_name if folder_id is None else or_(by_name, vfolders.c.id == folder_id)


def _storable(text: str) -> bool:
    """Whether it is text for every database: without NUL and lone surrogates."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def name_taken(conn: Connection, name: str, *, user_id: UUID | None, project_id: UUID | None) -> bool:
    """Whether the owner has a folder of that name, on any volume (STO-012)."""
    owner = vfolders.c.user_id == user_id if user_id is not None else vfolders.c.project_id == project_id
    return conn.scalar(select(vfolders.c.id).where(LIVE, owner, vfolders.c.name == name)) is not None


def count_and_limit(conn: Connection, *, user_id: UUID | None, project_id: UUID | None) -> tuple[int, int]:
    """How many folders the owner has, and how many its policy allows (0 = no limit)."""
    if user_id is not None:
        owner = vfolders.c.user_id == user_id
        limit = (
            select(user_resource_policies.c.max_vfolder_count)
            .join(users, users.c.resource_policy == user_resource_policies.c.name)
            .where(users.c.id == user_id)
        )
    else:
        owner = vfolders.c.project_id == project_id
        limit = (
            select(project_resource_policies.c.max_vfolder_count)
            .join(projects, projects.c.resource_policy == project_resource_policies.c.name)
            .where(projects.c.id == project_id)
        )
    count = conn.scalar(select(func.count()).select_from(vfolders).where(LIVE, owner))
    return int(count or 0), int(conn.scalar(limit) or 0)


def project_of(conn: Connection, who: Principal, ref: str) -> Row | None:
    """An active project of the caller's domain by name or id; for superadmins by id in any domain."""
    if not _storable(ref):
        return None
    by_name = and_(projects.c.name == ref, projects.c.domain_name == who.domain)
    condition: ColumnElement[bool] = by_name
    try:
        by_id = projects.c.id == UUID(ref)
        if who.role is not Role.SUPERADMIN:
            by_id = and_(by_id, projects.c.domain_name == who.domain)
        condition = or_(by_name, by_id)
    except ValueError:
        pass
    row = conn.execute(select(projects).where(condition, projects.c.is_active)).mappings().first()
    return None if row is None else dict(row)


def insert(conn: Connection, values: Mapping[str, Any]) -> None:
    conn.execute(vfolders.insert().values(**values))


def update(conn: Connection, folder_id: UUID, values: Mapping[str, Any]) -> None:
    conn.execute(vfolders.update().where(vfolders.c.id == folder_id).values(**values))


def remove(conn: Connection, folder_id: UUID) -> None:
    conn.execute(vfolders.delete().where(vfolders.c.id == folder_id))


def named_exactly(conn: Connection, who: Principal, name: str) -> bool:
    """Whether the caller reaches a folder of that name, own or a project's."""
    return conn.scalar(select(vfolders.c.id).where(reachable(who), vfolders.c.name == name)) is not None
