"""Resource groups, and who may use them, as superadmins make and change them (SCH-013 to SCH-015, GQL-016 to
GQL-026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from sqlalchemy import Column, Connection, Table, and_, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into

from kernelyard_hub import errors
from kernelyard_hub.operations import changes
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.group_options import GroupOptions
from kernelyard_hub.scheduler.passes import order
from kernelyard_hub.scheduler.placement import selectors
from kernelyard_hub.site import Site
from kernelyard_hub.store import nodes as node_store
from kernelyard_hub.store.models import (
    agents,
    domains,
    keypairs,
    nodes,
    projects,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
    sessions,
)
from kernelyard_hub.store.models import resource_groups as table
from kernelyard_hub.store.models.sessions import OPEN

DRIVERS = ("static",)
MOST_OPTIONS = 16_384
"""Characters of a group's options as JSON."""
_FEATURE = re.compile(r" ?\([A-Z]+-[0-9]+[^)]*\)|`")


def _plain(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("has to be a JSON object")  # noqa: TRY004 (pydantic takes it as a fault of the field)
    try:
        length = len(json.dumps(dict(value), allow_nan=False))
    except ValueError:
        raise ValueError("has to be JSON, which knows no NaN and no Infinity") from None
    if length > MOST_OPTIONS:
        raise ValueError(f"has to be at most {MOST_OPTIONS} characters")
    return dict(value)


def _options(value: object) -> dict[str, Any]:
    """``scheduler_opts`` as they are stored: as given, once all of them are known to be right."""
    asked = _plain(value)
    # How older clients ask for it, and how options are shown to them.
    turn = asked.pop("roundrobin", None)
    if turn not in (None, True, False):
        raise ValueError("roundrobin: has to be true or false")
    if turn:
        asked["agent_selection_strategy"] = "roundrobin"
    asked = {name: each for name, each in asked.items() if each is not None}
    try:
        read = GroupOptions.model_validate(asked)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise ValueError(f"{where}: {fault['msg']}") from None
    for field, named in (
        ("agent_selection_strategy", [read.agent_selection_strategy]),
        ("agent_selection_by_type", [*read.agent_selection_by_type.values()]),
    ):
        for each in named:
            if each is not None and each not in selectors.names():
                raise ValueError(f"{field}: {_unknown(each, selectors.names())}")
    return asked


def _scheduler(value: object) -> str:
    if not isinstance(value, str) or value not in order.names():
        raise ValueError(_unknown(value, order.names()))
    return value


def _driver(value: object) -> str:
    if value not in DRIVERS:
        raise ValueError(_unknown(value, DRIVERS))
    return str(value)


def _own_network(value: bool) -> bool:
    if value:
        raise ValueError("sessions have a network of their own on every node; the host's cannot be had")
    return value


def _unknown(value: object, known: Any) -> str:
    return f"there is no {str(value)[:64]!r}; there are {', '.join(sorted(known))}"


class ResourceGroup(changes.Fields):
    """Fields of a resource group."""

    description: changes.Description | None = None
    is_active: bool | None = None
    is_public: bool | None = None
    driver: Annotated[str, BeforeValidator(_driver)] | None = None
    driver_opts: Annotated[dict[str, Any], BeforeValidator(_plain)] | None = None
    scheduler: Annotated[str, BeforeValidator(_scheduler)] | None = None
    scheduler_opts: Annotated[dict[str, Any], BeforeValidator(_options)] | None = None
    use_host_network: Annotated[bool, AfterValidator(_own_network)] | None = None
    wsproxy_addr: Annotated[changes.Text, Field(max_length=1024)] | None = None
    wsproxy_api_token: Annotated[changes.Text, Field(max_length=128)] | None = None


async def create(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> None:
    """Make a resource group; nodes and users come later. Raises `InvalidParameters`, `Conflict`."""
    changes.name(name)
    values = changes.read(ResourceGroup, fields).given()

    def write(conn: Connection) -> None:
        if conn.scalar(select(table.c.name).where(table.c.name == name)) is not None:
            raise errors.Conflict(f"There is a resource group {name!r} already.")
        conn.execute(insert_into(table).values(name=name, created_at=datetime.now(UTC), **values))

    await changes.change(site, who, "create_scaling_group", name, write, fields)


async def modify(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> None:
    """Change what is given; ``scheduler_opts`` as a whole. Raises `InvalidParameters`, `NotFound`."""
    values = changes.read(ResourceGroup, fields).given()

    def write(conn: Connection) -> None:
        _must_exist(conn, name)
        if values:
            conn.execute(update(table).where(table.c.name == name).values(values))

    await changes.change(site, who, "modify_scaling_group", name, write, fields)


async def delete(site: Site, who: Principal, name: str) -> None:
    """Delete a group that has no node and no open session. Raises `Conflict`, `NotFound`."""

    def write(conn: Connection) -> None:
        _must_exist(conn, name)
        here = and_(agents.c.resource_group == name, agents.c.status != node_store.TERMINATED)
        members = {
            *conn.scalars(select(agents.c.id).where(here)),
            *conn.scalars(select(nodes.c.name).where(nodes.c.resource_group == name)),
        }
        if members:
            raise errors.Conflict(
                f"Nodes belong to the resource group {name!r}: {', '.join(sorted(members)[:10])}."
            )
        running = select(func.count()).select_from(sessions).where(sessions.c.resource_group == name, OPEN)
        if count := int(conn.scalar(running) or 0):
            raise errors.Conflict(f"{count} sessions of the resource group {name!r} are open.")
        # Nodes that were taken out are not expected again.
        conn.execute(delete_from(agents).where(agents.c.resource_group == name))
        conn.execute(delete_from(table).where(table.c.name == name))

    await changes.change(site, who, "delete_scaling_group", name, write)


# ── who may use them ───────────────────────────────────────────────────────────────────────────────────

LINKS: dict[str, tuple[Table, Column[Any], Column[Any]]] = {
    "domain": (resource_group_domains, resource_group_domains.c.domain_name, domains.c.name),
    "project": (resource_group_projects, resource_group_projects.c.project_id, projects.c.id),
    "keypair": (resource_group_keypairs, resource_group_keypairs.c.access_key, keypairs.c.access_key),
}
"""Kind of user -> the table that says so, its column, and what has to exist."""


async def associate(site: Site, who: Principal, group: str, kind: str, key: str | UUID) -> None:
    """Let a domain, project or keypair use a group (SCH-014); again, it changes nothing. Raises
    `NotFound`.
    """
    link, column, there = LINKS[kind]

    def write(conn: Connection) -> None:
        _must_exist(conn, group)
        _must_be_there(conn, kind, there, key)
        mine = and_(link.c.resource_group == group, column == key)
        if conn.execute(select(link).where(mine)).first() is None:
            conn.execute(insert_into(link).values({"resource_group": group, column.name: key}))

    await changes.change(site, who, f"associate_scaling_group_with_{kind}", group, write, {kind: str(key)})


async def disassociate(site: Site, who: Principal, group: str | None, kind: str, key: str | UUID) -> None:
    """Take a group away, or all of them (None). Sessions that wait or run there stay. Raises `NotFound`."""
    link, column, there = LINKS[kind]

    def write(conn: Connection) -> None:
        _must_be_there(conn, kind, there, key)
        mine = delete_from(link).where(column == key)
        if group is None:
            conn.execute(mine)
            return
        _must_exist(conn, group)
        if not conn.execute(mine.where(link.c.resource_group == group)).rowcount:
            raise errors.NotFound(
                f"The resource group {group!r} is not associated with the {kind} {str(key)!r}."
            )

    target = group if group is not None else "*"
    await changes.change(
        site, who, f"disassociate_scaling_group_with_{kind}", target, write, {kind: str(key)}
    )


def _must_exist(conn: Connection, name: str) -> None:
    if conn.scalar(select(resource_groups.c.name).where(resource_groups.c.name == name)) is None:
        raise errors.ResourceGroupNotFound(f"There is no resource group {name[:64]!r}.")


def _must_be_there(conn: Connection, kind: str, there: Column[Any], key: str | UUID) -> None:
    if conn.execute(select(there).where(there == key)).first() is None:
        raise errors.NotFound(f"There is no {kind} {str(key)[:64]!r}.")


# ── what can be chosen ─────────────────────────────────────────────────────────────────────────────────


def choices() -> dict[str, Any]:
    """Names of schedulers and agent selections, each with what it does, and the options of a group that says
    nothing: for forms.
    """
    return {
        "schedulers": [_told(name, order.order) for name in _sorted(order.names(), order.DEFAULT)],
        "selectors": [
            _told(name, selectors.selector) for name in _sorted(selectors.names(), selectors.DEFAULT)
        ],
        "defaults": {
            "scheduler": order.DEFAULT,
            **GroupOptions(agent_selection_strategy=selectors.DEFAULT).model_dump(mode="json"),
        },
    }


def _sorted(names: Iterable[str], first: str) -> list[str]:
    return sorted(names, key=lambda name: (name != first, name))


def _told(name: str, make: Callable[[str], object]) -> dict[str, str]:
    """The first sentence of what its class says of itself."""
    try:
        said = type(make(name)).__doc__ or ""
    except (ImportError, AttributeError, TypeError):
        return {"name": name, "text": "This plug-in cannot be loaded."}
    sentence = _FEATURE.sub("", " ".join(said.split())).partition(". ")[0].rstrip(".")
    return {"name": name, "text": f"{sentence}." if sentence else ""}
