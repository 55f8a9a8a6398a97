"""Resource policies of keypairs, users and projects, as superadmins make, change and delete them (SCH-026 to
SCH-039, GQL-052 to GQL-054).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from sqlalchemy import Column, Connection, Table, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into

from kernelyard_agent import slots
from kernelyard_agent.slots import COUNT_SCALE, Slots
from kernelyard_hub import errors
from kernelyard_hub.operations import amounts, changes
from kernelyard_hub.operations.amounts import Hosts, Limits
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import (
    budgets,
    keypair_resource_policies,
    keypairs,
    project_resource_policies,
    projects,
    user_resource_policies,
    users,
)

Kind = Literal["keypair", "user", "project"]
DEFAULT = "default"
"""The policy of everything for which none is chosen."""
MOST: Slots = {
    "cpu": 512 * COUNT_SCALE,
    "mem": 1024 * 2**30,
    "cuda.device": 64 * COUNT_SCALE,
    "cuda.shares": 256 * COUNT_SCALE,
}
"""The largest limits of a keypair policy (SCH-026); beyond them is only ``Infinity``."""
MOST_SESSIONS = 100
NO_LIMIT = 1_000_000
"""What forms of the public web UI send for *no limit* of sessions or containers."""
MOST_IDLE = 15_552_000
"""Seconds (180 days)."""
MOST_LIFETIME = 315_360_000
"""Seconds (ten years)."""
MOST_BYTES = 2**53 - 1


def _sessions(count: int | None) -> int | None:
    if count is not None and count > MOST_SESSIONS and count != NO_LIMIT:
        raise ValueError(f"has to be at most {MOST_SESSIONS}; 0 is no limit")
    return count


def _containers(count: int | None) -> int | None:
    if count is not None and count > MOST_SESSIONS and count != NO_LIMIT:
        raise ValueError(f"has to be at most {MOST_SESSIONS}, or {NO_LIMIT} for no limit")
    return count


def _within(limits: Slots | None) -> Slots | None:
    for slot, amount in (limits or {}).items():
        most = MOST.get(slot)
        if most is not None and most < amount < slots.UNLIMITED:
            text = slots.render(slot, most)
            raise ValueError(f"the slot {slot!r} has to be at most {text}; {slots.NO_LIMIT!r} is no limit")
    return limits


Count = Annotated[int, Field(ge=0, le=2**31 - 1)]


class KeypairPolicy(changes.Fields):
    """Fields of a keypair resource policy."""

    default_for_unspecified: Literal["LIMITED", "UNLIMITED"] | None = None
    total_resource_slots: Annotated[Limits | None, AfterValidator(_within)] = None
    max_session_lifetime: Annotated[int, Field(ge=0, le=MOST_LIFETIME)] | None = None
    max_concurrent_sessions: Annotated[Annotated[int, Field(ge=0)] | None, AfterValidator(_sessions)] = None
    max_concurrent_sftp_sessions: Annotated[Annotated[int, Field(ge=0)] | None, AfterValidator(_sessions)] = (
        None
    )
    max_containers_per_session: Annotated[Annotated[int, Field(ge=1)] | None, AfterValidator(_containers)] = (
        None
    )
    max_pending_session_count: Annotated[int, Field(ge=-1, le=NO_LIMIT)] | None = None
    max_pending_session_resource_slots: Limits | None = None
    idle_timeout: Annotated[int, Field(ge=0, le=MOST_IDLE)] | None = None
    allowed_vfolder_hosts: Hosts | None = None
    # Taken, and not looked at: folders are limited by the user's policy.
    max_vfolder_count: int | None = Field(default=None, exclude=True)
    max_vfolder_size: int | None = Field(default=None, exclude=True)
    max_quota_scope_size: int | None = Field(default=None, exclude=True)

    def values(self) -> dict[str, Any]:
        """What is to be written. Nothing of what waits is limited by null, -1, and no slots at all."""
        pending = ("max_pending_session_count", "max_pending_session_resource_slots")
        found = self.given(*pending)
        if found.get("max_pending_session_count") == -1:
            found["max_pending_session_count"] = None
        if "max_pending_session_resource_slots" in found:
            found["max_pending_session_resource_slots"] = found["max_pending_session_resource_slots"] or None
        ignored = ("max_vfolder_count", "max_vfolder_size", "max_quota_scope_size")
        return {name: value for name, value in found.items() if name not in ignored}


class UserPolicy(changes.Fields):
    """Fields of a user resource policy (SCH-038)."""

    max_vfolder_count: Count | None = None
    max_quota_scope_size: Annotated[int, Field(ge=-1, le=MOST_BYTES)] | None = None
    max_session_count_per_model_session: Count | None = None
    max_customized_image_count: Count | None = None

    def values(self) -> dict[str, Any]:
        return self.given()


class ProjectPolicy(changes.Fields):
    """Fields of a project resource policy (SCH-039)."""

    max_vfolder_count: Count | None = None
    max_quota_scope_size: Annotated[int, Field(ge=-1, le=MOST_BYTES)] | None = None
    max_network_count: Count | None = None

    def values(self) -> dict[str, Any]:
        return self.given()


MODELS: dict[Kind, type[KeypairPolicy | UserPolicy | ProjectPolicy]] = {
    "keypair": KeypairPolicy,
    "user": UserPolicy,
    "project": ProjectPolicy,
}
TABLES: dict[Kind, tuple[Table, Column[Any]]] = {
    "keypair": (keypair_resource_policies, keypairs.c.resource_policy),
    "user": (user_resource_policies, users.c.resource_policy),
    "project": (project_resource_policies, projects.c.resource_policy),
}
"""The table of each kind, and where its names are referred to."""


async def create(site: Site, who: Principal, kind: Kind, name: str, fields: Mapping[str, Any]) -> None:
    """Make a policy. Raises `InvalidParameters`, and `Conflict` for a name that is taken."""
    changes.name(name)
    values = changes.read(MODELS[kind], fields).values()
    table, _ = TABLES[kind]

    def write(conn: Connection) -> None:
        _known_slots(conn, values)
        if conn.scalar(select(table.c.name).where(table.c.name == name)) is not None:
            raise errors.Conflict(f"There is a {kind} resource policy {name!r} already.")
        conn.execute(insert_into(table).values(name=name, created_at=datetime.now(UTC), **values))

    await changes.change(site, who, f"create_{kind}_resource_policy", name, write, fields)


async def modify(site: Site, who: Principal, kind: Kind, name: str, fields: Mapping[str, Any]) -> None:
    """Change what is given. Raises `InvalidParameters`, `NotFound`."""
    values = changes.read(MODELS[kind], fields).values()
    table, _ = TABLES[kind]

    def write(conn: Connection) -> None:
        must_exist(conn, kind, name)
        _known_slots(conn, values)
        if values:
            conn.execute(update(table).where(table.c.name == name).values(values))

    await changes.change(site, who, f"modify_{kind}_resource_policy", name, write, fields)


async def delete(site: Site, who: Principal, kind: Kind, name: str) -> None:
    """Delete a policy that nobody follows, inactive accounts included (SCH-036). Raises `Conflict`,
    `NotFound`.
    """
    table, follows = TABLES[kind]

    def write(conn: Connection) -> None:
        must_exist(conn, kind, name)
        if name == DEFAULT:
            raise errors.Conflict(f"New accounts and projects get the policy {DEFAULT!r}; it stays.")
        query = select(func.count()).select_from(follows.table).where(follows == name)
        followers = int(conn.scalar(query) or 0)
        if followers:
            of_them = f"{followers} {kind}{'s' if followers > 1 else ''}, active or not"
            raise errors.Conflict(f"The policy {name!r} is followed by {of_them}; give them another first.")
        if kind == "keypair":
            bound = (budgets.c.scope == "keypair-policy") & (budgets.c.scope_id == name)
            conn.execute(delete_from(budgets).where(bound))
        conn.execute(delete_from(table).where(table.c.name == name))

    await changes.change(site, who, f"delete_{kind}_resource_policy", name, write)


def must_exist(conn: Connection, kind: Kind, name: str) -> None:
    """Raise `NotFound` unless there is such a policy."""
    table, _ = TABLES[kind]
    if conn.scalar(select(table.c.name).where(table.c.name == name)) is None:
        raise errors.NotFound(f"There is no {kind} resource policy {name[:64]!r}.")


def _known_slots(conn: Connection, values: Mapping[str, Any]) -> None:
    for field in ("total_resource_slots", "max_pending_session_resource_slots"):
        amounts.must_be_known(conn, field, values.get(field) or {})
