"""Domains, as superadmins make, change and delete them (USR-002, SCH-040, GQL-008 to GQL-010)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection, and_, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into

from kernelyard_hub import errors
from kernelyard_hub.operations import amounts, changes, registries
from kernelyard_hub.operations.amounts import Hosts, Limits
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import (
    allocations,
    budgets,
    projects,
    resource_group_domains,
    session_templates,
    sessions,
    users,
)
from kernelyard_hub.store.models import domains as table
from kernelyard_hub.store.models.sessions import OPEN

DEFAULT = "default"
"""Where everybody is put who comes from the Hub."""


class Domain(changes.Fields):
    """Fields of a domain."""

    name: str | None = None
    description: changes.Description | None = None
    is_active: bool | None = None
    total_resource_slots: Limits | None = None
    allowed_vfolder_hosts: Hosts | None = None
    allowed_docker_registries: Annotated[list[str | None], Field(max_length=200)] | None = None
    integration_id: Annotated[changes.Text, Field(max_length=512)] | None = None


async def create(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> None:
    """Make a domain. Raises `InvalidParameters`, `Conflict`."""
    changes.name(name)
    values = changes.read(Domain, fields).given()
    values.pop("name", None)
    hosts = values.pop("allowed_docker_registries", None)

    def write(conn: Connection) -> None:
        _must_be_free(conn, name)
        amounts.must_be_known(conn, "total_resource_slots", values.get("total_resource_slots") or {})
        now = datetime.now(UTC)
        conn.execute(insert_into(table).values(name=name, created_at=now, modified_at=now, **values))
        registries.allow(conn, name, hosts)

    await changes.change(site, who, "create_domain", name, write, fields)


async def modify(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> str:
    """Change what is given; the domain's name afterwards. Raises `InvalidParameters`, `NotFound`,
    `Conflict`.
    """
    values = changes.read(Domain, fields).given()
    new_name = values.pop("name", name)
    hosts = values.pop("allowed_docker_registries", None)
    if name == DEFAULT and (new_name != name or values.get("is_active") is False):
        _refuse_default(name)

    def write(conn: Connection) -> None:
        must_exist(conn, name)
        amounts.must_be_known(conn, "total_resource_slots", values.get("total_resource_slots") or {})
        conn.execute(
            update(table).where(table.c.name == name).values(**values, modified_at=datetime.now(UTC))
        )
        registries.allow(conn, name, hosts)
        if new_name != name:
            changes.name(new_name)
            _must_be_free(conn, new_name)
            _rename(conn, name, new_name)

    await changes.change(site, who, "modify_domain", name, write, fields)
    return str(new_name)


def _rename(conn: Connection, name: str, new_name: str) -> None:
    """Move everything to a copy: some of what refers to a domain does not follow its name by itself."""
    row = conn.execute(select(table).where(table.c.name == name)).mappings().one()
    conn.execute(insert_into(table).values({**row, "name": new_name}))
    for each in (users, projects, resource_group_domains, sessions, session_templates, allocations):
        here = each.c.domain_name == name
        conn.execute(update(each).where(here).values(domain_name=new_name))
    mine = and_(budgets.c.scope == "domain", budgets.c.scope_id == name)
    conn.execute(update(budgets).where(mine).values(scope_id=new_name))
    conn.execute(delete_from(table).where(table.c.name == name))


async def delete(site: Site, who: Principal, name: str) -> None:
    """Make a domain inactive: no session starts in it. Raises `NotFound`, `Conflict`."""
    _refuse_default(name)

    def write(conn: Connection) -> None:
        must_exist(conn, name)
        values = {"is_active": False, "modified_at": datetime.now(UTC)}
        conn.execute(update(table).where(table.c.name == name).values(values))

    await changes.change(site, who, "delete_domain", name, write)


async def purge(site: Site, who: Principal, name: str) -> None:
    """Forget a domain in which nobody and nothing is. Raises `NotFound`, `Conflict`."""
    _refuse_default(name)

    def write(conn: Connection) -> None:
        must_exist(conn, name)
        for what, query in (
            (
                "open sessions",
                select(func.count()).where(sessions.c.domain_name == name, OPEN),
            ),
            ("users", _count(users, name)),
            ("projects", _count(projects, name)),
        ):
            if found := int(conn.scalar(query) or 0):
                raise errors.Conflict(f"There are {found} {what} in the domain {name!r}; remove them first.")
        # What stands for purged accounts and projects in records has to be in some domain.
        for each in (users, projects):
            conn.execute(update(each).where(each.c.domain_name == name).values(domain_name=DEFAULT))
        mine = and_(budgets.c.scope == "domain", budgets.c.scope_id == name)
        conn.execute(delete_from(budgets).where(mine))
        conn.execute(delete_from(table).where(table.c.name == name))

    await changes.change(site, who, "purge_domain", name, write)


def _count(each: Any, name: str) -> Any:
    here = and_(each.c.domain_name == name, each.c.purged_at.is_(None))
    return select(func.count()).select_from(each).where(here)


def _refuse_default(name: str) -> None:
    if name == DEFAULT:
        raise errors.Conflict(
            f"Everybody who comes from the Hub is in the domain {DEFAULT!r}; it stays as it is."
        )


def must_exist(conn: Connection, name: str) -> None:
    if conn.scalar(select(table.c.name).where(table.c.name == name)) is None:
        raise errors.NotFound(f"There is no domain {name[:64]!r}.")


def _must_be_free(conn: Connection, name: str) -> None:
    if conn.scalar(select(table.c.name).where(table.c.name == name)) is not None:
        raise errors.Conflict(f"There is a domain {name!r} already.")
