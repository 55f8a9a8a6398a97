"""Projects, which the API calls groups, and their members (USR-003, USR-019, SCH-040, GQL-042 to GQL-044).

A domain's admins make and change those of their domain, and hand out no more than the domain has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import Connection, Row, and_, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into

from kernelyard_agent import slots
from kernelyard_hub import errors
from kernelyard_hub.operations import amounts, changes
from kernelyard_hub.operations.accounts import policies
from kernelyard_hub.operations.amounts import Hosts, Limits
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store import quota_scopes
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import (
    budgets,
    domains,
    memberships,
    resource_group_projects,
    session_templates,
    sessions,
    users,
    vfolders,
)
from kernelyard_hub.store.models import projects as table
from kernelyard_hub.store.models.sessions import OPEN

DEFAULT = "default"
"""The project of the domain ``default`` that everybody becomes a member of who comes from the Hub."""


class Project(changes.Fields):
    """Fields of a project."""

    name: str | None = None
    description: changes.Description | None = None
    is_active: bool | None = None
    domain_name: str | None = None
    total_resource_slots: Limits | None = None
    allowed_vfolder_hosts: Hosts | None = None
    integration_id: Annotated[changes.Text, Field(max_length=512)] | None = None
    resource_policy: str | None = None
    user_update_mode: Literal["add", "remove"] | None = None
    user_uuids: Annotated[list[UUID], Field(max_length=10_000)] | None = None


async def create(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> UUID:
    """Make a project; its id. Raises `InvalidParameters`, `NotFound`, `Conflict`, `Forbidden`."""
    changes.name(name)
    values = changes.read(Project, fields).given()
    domain = values.pop("domain_name")
    _refuse_members(values)
    project_id = uuid4()

    def write(conn: Connection) -> None:
        if not who.is_superadmin and domain != who.domain:
            raise errors.NotFound(f"There is no domain {domain[:64]!r}.")
        found = conn.execute(select(domains).where(domains.c.name == domain)).first()
        if found is None:
            raise errors.NotFound(f"There is no domain {domain[:64]!r}.")
        _must_be_free(conn, domain, name)
        _check(conn, who, found, values, policies.DEFAULT)
        now = datetime.now(UTC)
        row = {"resource_policy": policies.DEFAULT, **values, "created_at": now, "modified_at": now}
        conn.execute(insert_into(table).values(id=project_id, domain_name=domain, name=name, **row))

    await changes.change(site, who, "create_group", f"{domain}/{name}", write, fields)
    return project_id


async def modify(site: Site, who: Principal, project_id: UUID, fields: Mapping[str, Any]) -> None:
    """Change what is given, members included. Raises `InvalidParameters`, `NotFound`, `Conflict`,
    `Forbidden`.
    """
    values = changes.read(Project, fields).given()
    mode, members = values.pop("user_update_mode", None), values.pop("user_uuids", None)
    if (mode is None) != (members is None):
        raise changes.bad(user_update_mode="add or remove, together with user_uuids")

    def write(conn: Connection) -> None:
        row = _find(conn, who, project_id)
        if values.pop("domain_name", row.domain_name) != row.domain_name:
            raise changes.bad(domain_name="a project stays in its domain")
        if values.get("is_active") is False:
            _keep_default(row)
        name = values.get("name", row.name)
        if name != row.name:
            _keep_default(row)
            changes.name(name)
            _must_be_free(conn, row.domain_name, name)
        domain = conn.execute(select(domains).where(domains.c.name == row.domain_name)).one()
        _check(conn, who, domain, values, row.resource_policy)
        if _widens(row.total_resource_slots, values.get("total_resource_slots", row.total_resource_slots)):
            _not_ones_own(conn, who, row.id)
        conn.execute(
            update(table).where(table.c.id == row.id).values(**values, modified_at=datetime.now(UTC))
        )
        if members is not None:
            _change_members(conn, who, row, mode == "add", members)

    async def then(_: None) -> None:
        if mode == "remove":
            await vfolders_revocation.members_changed(site, project_id, members or [])

    await changes.change(site, who, "modify_group", str(project_id), write, fields, then)


def is_member(conn: Connection, who: Principal, project_id: UUID) -> bool:
    mine = (memberships.c.user_id == who.user_id) & (memberships.c.project_id == project_id)
    return conn.execute(select(memberships.c.user_id).where(mine)).first() is not None


def not_ones_own(conn: Connection, who: Principal, project_ids: Collection[UUID]) -> set[UUID]:
    """Those of the domain of its admin that they are no member of."""
    mine = select(memberships.c.project_id).where(memberships.c.user_id == who.user_id)
    here = (table.c.domain_name == who.domain) & table.c.purged_at.is_(None)
    return set(
        conn.scalars(select(table.c.id).where(table.c.id.in_(project_ids), here, ~table.c.id.in_(mine)))
    )


def _not_ones_own(conn: Connection, who: Principal, project_id: UUID) -> None:
    if not who.is_superadmin and is_member(conn, who, project_id):
        raise errors.Forbidden("Only superadmins raise the limits of projects that you are in.")


def _widens(before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Whether a limit is gone or larger; a slot that is not named has none."""
    return any(after.get(slot, slots.UNLIMITED) > most for slot, most in before.items())


def _change_members(conn: Connection, who: Principal, row: Row[Any], add: bool, members: list[UUID]) -> None:
    wanted = set(members)
    here = and_(users.c.domain_name == row.domain_name, users.c.purged_at.is_(None))
    found = conn.execute(select(users.c.id, users.c.role).where(users.c.id.in_(wanted), here)).all()
    if missing := sorted(map(str, wanted - {each.id for each in found})):
        raise changes.bad(user_uuids=f"there is no such user in the domain: {', '.join(missing[:5])}")
    if not who.is_superadmin and any(each.role in (Role.ADMIN, Role.SUPERADMIN) for each in found):
        # A project may have resource groups of its own: nobody gives them to himself (S06).
        raise errors.Forbidden("Only superadmins make admins members of projects.")
    mine = memberships.c.project_id == row.id
    if not add:
        conn.execute(delete_from(memberships).where(mine, memberships.c.user_id.in_(wanted)))
        shares.forget_strangers(conn, wanted)
        return
    already = set(conn.scalars(select(memberships.c.user_id).where(mine)))
    for user_id in sorted(wanted - already):
        conn.execute(insert_into(memberships).values(user_id=user_id, project_id=row.id))


async def delete(site: Site, who: Principal, project_id: UUID) -> None:
    """Make a project inactive: no session starts in it. Raises `NotFound`, `Conflict`."""

    def write(conn: Connection) -> None:
        row = _find(conn, who, project_id)
        _keep_default(row)
        values = {"is_active": False, "modified_at": datetime.now(UTC)}
        conn.execute(update(table).where(table.c.id == row.id).values(values))

    await changes.change(site, who, "delete_group", str(project_id), write)


async def purge(site: Site, who: Principal, project_id: UUID) -> None:
    """Forget a project without open sessions, and its folders. Where sessions have been, its row stays for
    the records, without a name. Raises `NotFound`, `Conflict`.
    """

    def write(conn: Connection) -> None:
        row = _find(conn, who, project_id)
        _keep_default(row)
        mine = sessions.c.project_id == row.id
        running = select(func.count()).select_from(sessions).where(mine, OPEN)
        if count := int(conn.scalar(running) or 0):
            raise errors.Conflict(f"{count} sessions of the project {row.name!r} are open; end them first.")
        folder_removal.mark(conn, vfolders.c.project_id == row.id)
        values = {"is_active": False, "modified_at": datetime.now(UTC)}
        conn.execute(update(table).where(table.c.id == row.id).values(values))

    target = str(project_id)
    await changes.change(site, who, "purge_group", target, write)
    await folder_removal.carry_out(site, vfolders.c.project_id == project_id)
    await site.store.write(partial(_forget, project_id))


def _forget(project_id: UUID, conn: Connection) -> None:
    for link in (memberships, resource_group_projects, session_templates):
        conn.execute(delete_from(link).where(link.c.project_id == project_id))
    mine = and_(budgets.c.scope == "project", budgets.c.scope_id == str(project_id))
    conn.execute(delete_from(budgets).where(mine))
    quota_scopes.forget(conn, f"project:{project_id}")
    used = select(sessions.c.id).where(sessions.c.project_id == project_id).limit(1)
    if conn.execute(used).first() is None:
        conn.execute(delete_from(table).where(table.c.id == project_id))
        return
    blank: dict[str, Any] = {
        "name": f"purged-{project_id.hex}",
        "description": "",
        "is_active": False,
        "allowed_vfolder_hosts": {},
        "resource_policy": policies.DEFAULT,
        "integration_id": None,
        "dotfiles": None,
        "purged_at": datetime.now(UTC),
    }
    conn.execute(update(table).where(table.c.id == project_id).values(blank))


def _find(conn: Connection, who: Principal, project_id: UUID) -> Row[Any]:
    """The project, if the caller administrates it. A foreign one and none are the same."""
    found = conn.execute(select(table).where(table.c.id == project_id, table.c.purged_at.is_(None))).first()
    if found is None or not (who.is_superadmin or found.domain_name == who.domain):
        raise errors.NotFound(f"There is no project {project_id}.")
    return found


def _check(
    conn: Connection, who: Principal, domain: Row[Any], values: Mapping[str, Any], policy: str
) -> None:
    """Refuse what is unknown, and of a domain's admin what is more than the domain has."""
    limits = values.get("total_resource_slots") or {}
    amounts.must_be_known(conn, "total_resource_slots", limits)
    if "resource_policy" in values:
        policies.must_exist(conn, "project", values["resource_policy"])
    if who.is_superadmin:
        return
    if values.get("resource_policy", policy) != policy:
        raise errors.Forbidden("Only superadmins choose the resource policies of projects.")
    for slot, most in domain.total_resource_slots.items():
        if limits.get(slot, 0) > most:
            text = f"the domain has {slots.render(slot, most)} of {slot!r}"
            raise changes.bad(total_resource_slots=text)
    for host, permissions in (values.get("allowed_vfolder_hosts") or {}).items():
        beyond = set(permissions) - set(domain.allowed_vfolder_hosts.get(host, ()))
        if beyond:
            text = f"the domain does not have {', '.join(sorted(beyond))} on {host!r}"
            raise changes.bad(allowed_vfolder_hosts=text)


def _refuse_members(values: dict[str, Any]) -> None:
    if "user_uuids" in values or "user_update_mode" in values:
        raise changes.bad(user_uuids="a new project has no members yet")


def _keep_default(row: Row[Any]) -> None:
    if row.name == DEFAULT and row.domain_name == DEFAULT:
        raise errors.Conflict(
            f"Everybody who comes from the Hub is in the project {DEFAULT!r}; it keeps its name and stays."
        )


def _must_be_free(conn: Connection, domain: str, name: str) -> None:
    taken = select(table.c.id).where(table.c.domain_name == domain, table.c.name == name)
    if conn.execute(taken).first() is not None:
        raise errors.Conflict(f"There is a project {name!r} in the domain {domain!r} already.")
