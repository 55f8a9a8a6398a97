"""Rolling budgets, as admins set them: how much of a slot may be used within a window of time.

What a budget means for sessions that wait is in `scheduler.readers.budgets`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import AliasChoices, BeforeValidator, ConfigDict, Field
from sqlalchemy import Connection, Row, and_, func, or_, select, true, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into
from sqlalchemy.sql import ColumnElement

from kernelyard_agent import slots
from kernelyard_agent.slots import SlotError
from kernelyard_hub import errors
from kernelyard_hub.operations import amounts, changes
from kernelyard_hub.operations.accounts import domains, policies, users
from kernelyard_hub.operations.accounts import projects as projects_of
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.snapshot import Budget as Spent
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import budgets as table
from kernelyard_hub.store.models import keypairs, memberships, projects
from kernelyard_hub.store.models import users as user_table
from kernelyard_hub.store.usage import GPU

Scope = Literal["keypair-policy", "user", "project", "domain"]
SHORTEST, LONGEST = 60, 366 * 86_400
"""Seconds of a window."""
AT_MOST = 16
"""Budgets of one scope: every pass of the scheduler sums up each of them."""
COUNTED = 200
"""Budgets of a list whose use is counted."""
MOST = 2**62
"""Slot units times hours."""


def _a_number(value: object) -> object:
    if isinstance(value, bool) or len(str(value)) > 64:
        raise ValueError("has to be a number")
    return value


class Budget(changes.Fields):
    """``PUT /budgets``."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    scope: Scope
    scope_id: Annotated[str, Field(max_length=254)] = Field(
        validation_alias=AliasChoices("scopeId", "scope_id")
    )
    """Name of a policy or domain, id of a project, id or e-mail address of a user."""
    slot: Annotated[str, Field(max_length=64)]
    """A slot's name, or ``gpu`` for all accelerators in devices."""
    hours: Annotated[str | int | float, BeforeValidator(_a_number)]
    """As amounts of the slot are written: ``100`` GPUs for an hour, ``64g`` of memory for an hour."""
    window: Annotated[int, Field(ge=SHORTEST, le=LONGEST)]
    """Seconds."""

    def amount(self) -> int:
        """Slot units times hours, exact. Raises `InvalidParameters`."""
        try:
            found = slots.parse("cuda.device" if self.slot == GPU else self.slot, self.hours)
        except SlotError as error:
            raise changes.bad(hours=str(error)) from None
        if found > MOST:
            raise changes.bad(hours=f"has to be at most {slots.render(self.slot, MOST - 1)}")
        return found


async def listing(site: Site, who: Principal) -> list[dict[str, Any]]:
    """Superadmins: all budgets. A domain's admins: those of the domain, its projects and its users. Others:
    those that limit themselves. With how much of each is used (of the first `COUNTED`, counted within the
    last half a minute), and whether the caller may delete it.
    """

    def read(conn: Connection) -> tuple[Sequence[Row[Any]], dict[str, str], set[UUID]]:
        query = select(table).where(_seen(conn, who))
        rows = conn.execute(
            query.order_by(table.c.scope, table.c.scope_id, table.c.slot, table.c.window)
        ).all()
        return rows, _names(conn, rows), _deletable(conn, who, rows)

    rows, names, mine = await site.store.read(read)
    used = await site.budget_uses.of(site.store, rows[:COUNTED])
    return [{**_shown(row, names), **_use(used.get(row.id)), "mayDelete": row.id in mine} for row in rows]


async def put(site: Site, who: Principal, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Set a budget; one of the same scope, slot and window is replaced. Raises `InvalidParameters`,
    `NotFound`, `Forbidden`.
    """
    body = changes.read(Budget, fields)
    amount = body.amount()

    def write(conn: Connection) -> dict[str, Any]:
        if body.slot != GPU:
            amounts.must_be_known(conn, "slot", {body.slot: 0})
        scope_id = _scope_id(conn, who, body.scope, body.scope_id)
        here = and_(
            table.c.scope == body.scope,
            table.c.scope_id == scope_id,
            table.c.slot == body.slot,
            table.c.window == body.window,
        )
        before = conn.scalar(select(table.c.amount).where(here))
        if before is not None and amount > before:
            _not_ones_own(conn, who, body.scope, scope_id)
        if not conn.execute(update(table).where(here).values(amount=amount)).rowcount:
            same = (table.c.scope == body.scope) & (table.c.scope_id == scope_id)
            if conn.execute(select(func.count()).select_from(table).where(same)).scalar_one() >= AT_MOST:
                raise errors.Conflict(f"There are {AT_MOST} budgets of it already; take one away first.")
            values = {"scope": body.scope, "scope_id": scope_id, "slot": body.slot, "window": body.window}
            made = {"id": uuid4(), "amount": amount, "created_at": datetime.now(UTC)}
            conn.execute(insert_into(table).values({**values, **made}))
        row = conn.execute(select(table).where(here)).one()
        return _shown(row, _names(conn, [row]))

    return await changes.change(site, who, "set_budget", f"{body.scope} {body.scope_id}", write, fields)


async def delete(site: Site, who: Principal, budget_id: str) -> None:
    """Take a budget away. Raises `NotFound`, `Forbidden`."""

    def write(conn: Connection) -> None:
        try:
            row = conn.execute(select(table).where(table.c.id == UUID(budget_id), _seen(conn, who))).first()
        except ValueError:
            row = None
        if row is None:
            raise errors.NotFound(f"There is no budget {budget_id[:64]!r}.")
        _not_ones_own(conn, who, row.scope, _scope_id(conn, who, row.scope, row.scope_id))
        conn.execute(delete_from(table).where(table.c.id == row.id))

    await changes.change(site, who, "delete_budget", budget_id, write)


def _scope_id(conn: Connection, who: Principal, scope: Scope, given: str) -> str:
    """Whom a budget limits, if the caller may say so: a domain's admin limits projects and plain users of the
    domain, and neither itself nor the domain (S06).
    """
    if scope == "user":
        if "@" in given:
            return str(users.find(conn, who, given).id)
        return str(users.find_by_id(conn, who, _uuid(given)).id)
    if scope == "project":
        query = select(projects.c.id).where(projects.c.id == _uuid(given), projects.c.purged_at.is_(None))
        if not who.is_superadmin:
            query = query.where(projects.c.domain_name == who.domain)
        if conn.execute(query).first() is None:
            raise errors.NotFound(f"There is no project {given[:64]!r}.")
        return str(_uuid(given))
    if not who.is_superadmin:
        raise errors.Forbidden("Only superadmins set the budgets of domains and policies.")
    if scope == "domain":
        domains.must_exist(conn, given)
    else:
        policies.must_exist(conn, "keypair", given)
    return given


def _not_ones_own(conn: Connection, who: Principal, scope: Scope, scope_id: str) -> None:
    """Refuse a domain's admin to widen what limits himself as a member of the project (S06)."""
    if scope == "project" and not who.is_superadmin and projects_of.is_member(conn, who, UUID(scope_id)):
        raise errors.Forbidden("Only superadmins raise or delete the budgets of projects that you are in.")


def _deletable(conn: Connection, who: Principal, rows: Sequence[Row[Any]]) -> set[UUID]:
    """Which of the budgets that the caller sees `delete` would take away."""
    if who.is_superadmin:
        return {row.id for row in rows}
    if who.role is not Role.ADMIN:
        return set()
    may = {
        "user": users.administrated(conn, who, {UUID(row.scope_id) for row in rows if row.scope == "user"}),
        "project": projects_of.not_ones_own(
            conn, who, {UUID(row.scope_id) for row in rows if row.scope == "project"}
        ),
    }
    return {row.id for row in rows if row.scope in may and UUID(row.scope_id) in may[row.scope]}


def _use(budget: Spent | None) -> dict[str, Any]:
    """How much is used, and when something of what is used up is free again; null where it is not counted."""
    if budget is None:
        return {"used": None, "freesAt": None}
    frees = budget.frees_at.isoformat() if budget.frees_at is not None else None
    return {"used": slots.render(budget.slot, budget.used), "freesAt": frees}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise changes.bad(scopeId=f"{text[:64]!r} is no id") from None


def _seen(conn: Connection, who: Principal) -> ColumnElement[bool]:
    if who.is_superadmin:
        return true()
    if who.role is Role.ADMIN:
        whose = list(conn.scalars(select(user_table.c.id).where(user_table.c.domain_name == who.domain)))
        where = list(conn.scalars(select(projects.c.id).where(projects.c.domain_name == who.domain)))
    else:
        whose = [who.user_id]
        mine = select(memberships.c.project_id).where(memberships.c.user_id == who.user_id)
        where = list(conn.scalars(mine))
    followed = set(
        conn.scalars(select(keypairs.c.resource_policy).where(keypairs.c.user_id.in_(whose)).distinct())
    )
    return or_(
        and_(table.c.scope == "user", table.c.scope_id.in_([str(each) for each in whose])),
        and_(table.c.scope == "project", table.c.scope_id.in_([str(each) for each in where])),
        and_(table.c.scope == "domain", table.c.scope_id == who.domain),
        and_(table.c.scope == "keypair-policy", table.c.scope_id.in_(followed)),
    )


def _names(conn: Connection, rows: Any) -> dict[str, str]:
    """What people call the users and projects among the scopes."""
    found: dict[str, str] = {}
    for scope, column, there in (
        ("user", user_table.c.username, user_table.c.id),
        ("project", projects.c.name, projects.c.id),
    ):
        wanted = {UUID(row.scope_id) for row in rows if row.scope == scope}
        for key, name in conn.execute(select(there, column).where(there.in_(wanted))):
            found[str(key)] = name
    return found


def _shown(row: Row[Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "scope": row.scope,
        "scopeId": row.scope_id,
        "scopeName": names.get(row.scope_id, row.scope_id),
        "slot": row.slot,
        "hours": slots.render(row.slot, row.amount),
        "window": row.window,
        "createdAt": row.created_at.isoformat(),
    }
