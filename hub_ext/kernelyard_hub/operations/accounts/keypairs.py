"""Keypairs, as admins make, change and delete them (USR-012, USR-013, GQL-047 to GQL-049)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy import delete as delete_from

from kernelyard_hub import errors
from kernelyard_hub.events import Change
from kernelyard_hub.operations import changes
from kernelyard_hub.operations.accounts import policies, users
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import accounts as store
from kernelyard_hub.store.models import keypairs as table
from kernelyard_hub.store.models import sessions
from kernelyard_hub.store.models.sessions import OPEN

RATE_LIMIT = 30_000
"""Requests in 15 minutes, where nobody says another number; a domain's admins give no more."""
MOST_RATE = 10_000_000
LEAST_DISTINCT = 12
"""Different characters of a secret key that somebody chooses."""


class Keypair(changes.Fields):
    """Fields of a keypair."""

    is_active: bool | None = None
    is_admin: bool | None = None
    resource_policy: str | None = None
    rate_limit: Annotated[int, Field(ge=1, le=MOST_RATE)] | None = None
    concurrency_limit: int | None = None
    """Taken, and not looked at."""


class NewKeypair(Keypair):
    """Fields of a keypair that is made: its keys may be chosen, both or none (USR-015)."""

    access_key: str | None = Field(default=None, pattern=r"^[A-Z0-9]{16,20}$")
    secret_key: str | None = Field(default=None, pattern=r"^[A-Za-z0-9/+=_-]{40,64}$", repr=False)

    def keys(self, who: Principal) -> tuple[str, str] | None:
        """The keys that were chosen. Raises `InvalidParameters`, `Forbidden`."""
        if self.access_key is None and self.secret_key is None:
            return None
        if not who.is_superadmin:
            raise errors.Forbidden("Only superadmins choose keys.")
        if self.access_key is None or self.secret_key is None:
            missing = "access_key" if self.access_key is None else "secret_key"
            raise changes.bad(**{missing: "is required beside the other key"})
        if len(set(self.secret_key)) < LEAST_DISTINCT:
            raise changes.bad(secret_key=f"has to have at least {LEAST_DISTINCT} different characters")
        return self.access_key, self.secret_key


async def create(site: Site, who: Principal, email: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    """Another keypair for a user: access key and secret key. Raises `InvalidParameters`, `NotFound`,
    `Forbidden`.
    """
    body = changes.read(NewKeypair, fields)
    keys = body.keys(who)

    def write(conn: Connection) -> tuple[str, str]:
        owner = users.find(conn, who, email)
        main = conn.execute(select(table).where(table.c.access_key == owner.main_access_key)).first()
        policy = body.resource_policy or (main.resource_policy if main is not None else policies.DEFAULT)
        policies.must_exist(conn, "keypair", policy)
        admin = owner.role in users.ADMINS
        if body.is_admin and not admin:
            raise _not_an_admin()
        _may_give(who, body, main)
        if keys is not None:
            _must_be_new(conn, keys[0])
        return store.create_keypair(
            conn,
            site.box,
            owner.id,
            is_admin=admin,
            resource_policy=policy,
            rate_limit=body.rate_limit or RATE_LIMIT,
            is_active=body.is_active is not False,
            keys=keys,
        )

    return await changes.change(site, who, "create_keypair", email, write, fields)


async def modify(site: Site, who: Principal, access_key: str, fields: Mapping[str, Any]) -> None:
    """Change what is given. Sessions that wait on a keypair that becomes inactive are cancelled, running ones
    go on. Raises `InvalidParameters`, `NotFound`, `Conflict`, `Forbidden`.
    """
    body = changes.read(Keypair, fields)

    def write(conn: Connection) -> tuple[UUID, list[Change]]:
        row, owner = _find(conn, who, access_key)
        if body.is_admin is not None and body.is_admin != (owner.role in users.ADMINS):
            raise _not_an_admin()
        _may_give(who, body, row)
        if body.is_active is False and access_key == who.access_key:
            raise errors.Conflict("This keypair signs your own requests; another one can make it inactive.")
        values = {key: value for key, value in body.given().items() if key != "concurrency_limit"}
        if "resource_policy" in values:
            policies.must_exist(conn, "keypair", values["resource_policy"])
        conn.execute(
            update(table)
            .where(table.c.access_key == access_key)
            .values(**values, modified_at=datetime.now(UTC))
        )
        if body.is_active is not False:
            return row.user_id, []
        mine = sessions.c.access_key == access_key
        return row.user_id, users.end_sessions(conn, mine, "keypair-inactive", running=False)

    async def then(done: tuple[UUID, list[Change]]) -> None:
        user_id, ended = done
        users.announce(site, ended)
        if body.is_active is False:  # S08: tokens are the user's, whichever keypair asked for them
            await vfolders_revocation.cut_users(site, [user_id])

    await changes.change(site, who, "modify_keypair", access_key, write, fields, then)


async def delete(site: Site, who: Principal, access_key: str) -> None:
    """Delete a keypair that is not its owner's main one and has no open session (USR-013). Raises `NotFound`,
    `Conflict`, `Forbidden`.
    """

    def write(conn: Connection) -> UUID:
        _, owner = _find(conn, who, access_key)
        if owner.main_access_key == access_key:
            raise errors.Conflict("This is the user's main keypair; make another one that first.")
        if access_key == who.access_key:
            raise errors.Conflict("This keypair signs your own requests; another one can delete it.")
        mine = sessions.c.access_key == access_key
        running = select(func.count()).select_from(sessions).where(mine, OPEN)
        if count := int(conn.scalar(running) or 0):
            raise errors.Conflict(f"{count} sessions of this keypair are open; end them first.")
        conn.execute(delete_from(table).where(table.c.access_key == access_key))
        return UUID(str(owner.id))

    async def then(user_id: UUID) -> None:
        await vfolders_revocation.cut_users(site, [user_id])

    await changes.change(site, who, "delete_keypair", access_key, write, then=then)


def _find(conn: Connection, who: Principal, access_key: str) -> tuple[Row[Any], Row[Any]]:
    """The keypair and its owner, if the caller administrates both."""
    row = conn.execute(select(table).where(table.c.access_key == access_key)).first()
    if row is None:
        raise errors.NotFound(f"There is no keypair {access_key[:64]!r}.")
    try:
        return row, users.find_by_id(conn, who, row.user_id)
    except errors.NotFound:
        raise errors.NotFound(f"There is no keypair {access_key[:64]!r}.") from None


def _must_be_new(conn: Connection, access_key: str) -> None:
    """Refuse an access key that is there, or under which sessions have been: whoever has it owns them."""
    there = conn.scalar(select(table.c.access_key).where(table.c.access_key == access_key))
    if there is None:
        there = conn.scalar(select(sessions.c.id).where(sessions.c.access_key == access_key).limit(1))
    if there is not None:
        raise errors.Conflict(f"The access key {access_key!r} is, or was, another keypair's.")


def _may_give(who: Principal, body: Keypair, before: Row[Any] | None) -> None:
    """Refuse a domain's admin what only superadmins give (S06)."""
    if who.is_superadmin:
        return
    kept = before.resource_policy if before is not None else policies.DEFAULT
    if body.resource_policy not in (None, kept):
        raise errors.Forbidden("Only superadmins choose the resource policies of keypairs.")
    limit = max(RATE_LIMIT, before.rate_limit if before is not None else 0)
    if body.rate_limit is not None and body.rate_limit > limit:
        raise errors.Forbidden(f"Only superadmins give a rate limit above {limit}.")


def _not_an_admin() -> errors.ApiError:
    return changes.bad(is_admin="follows the owner's role; change that instead")
