"""Accounts: passwords, the accounts of Hub users, what a login yields."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from pydantic import BaseModel, Field
from sqlalchemy import Connection, func, or_, select

from kernelyard_hub import errors
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.protocol import HubUser, Login, LoginResult, UserAccount
from kernelyard_hub.site import Site
from kernelyard_hub.store import accounts as store
from kernelyard_hub.store import logins
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store.models import keypairs, memberships, users

_HASHER = PasswordHasher()
_AT_ONCE = 2
"""Password checks that run at the same time; each takes 64 MiB and some tens of milliseconds of a core."""
_GATES: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}
MISMATCH = "User credential mismatch."
MAX_PASSWORD = 1024
MAX_USERNAME = 64


class Authorize(BaseModel):
    """``POST /auth/authorize``."""

    type: Literal["keypair", "jwt"] = "keypair"
    domain: str = Field(default="default", max_length=64)
    username: str = Field(max_length=254)
    password: str = Field(max_length=MAX_PASSWORD, repr=False)


def hash_password(password: str) -> str:
    """The argon2 hash that ``users.password_hash`` holds. Takes some tens of milliseconds."""
    return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    """What the password of an unknown user is compared with, so that it takes as long (S09)."""
    return hash_password("nobody has this password")


def _matches(hashed: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(hashed or _nobodys_hash(), password) and hashed is not None
    except (Argon2Error, InvalidHashError):
        return False


async def password_matches(hashed: str | None, password: str) -> bool:
    """Compare in a thread; None, for an unknown user, takes as long and is False."""
    if len(password) > MAX_PASSWORD:
        return False
    loop = asyncio.get_running_loop()
    gate = _GATES.get(loop)
    if gate is None:
        _GATES.clear()  # loops of earlier tests
        gate = _GATES[loop] = asyncio.Semaphore(_AT_ONCE)
    async with gate:
        return await asyncio.to_thread(_matches, hashed, password)


async def checked_user(
    site: Site, name: str, password: str, domain: str | None = None
) -> dict[str, Any] | None:
    """The row of the active user of that name or e-mail address, if the password is right."""

    def find(conn: Connection) -> dict[str, Any] | None:
        named = or_(users.c.username == name, func.lower(users.c.email) == name.lower())
        query = select(users).where(named)
        if domain is not None:
            query = query.where(users.c.domain_name == domain)
        # A username may look like somebody else's address: the exact username comes first.
        found = conn.execute(query.order_by(users.c.username != name)).mappings().first()
        return None if found is None else dict(found)

    user = await site.store.read(find)
    right = await password_matches(user["password_hash"] if user else None, password)
    return user if right and user is not None and user["status"] == "active" else None


async def authenticate(site: Site, login: Login) -> LoginResult:
    """The Hub's question whether a password is right; unknown, wrong and inactive are the same answer
    (S09).
    """
    user = await checked_user(site, login.username, login.password)
    if user is None:
        return LoginResult(ok=False)
    return LoginResult(ok=True, username=user["username"], admin=user["role"] == Role.SUPERADMIN)


async def authorize(site: Site, body: Authorize) -> dict[str, Any]:
    """A password for a keypair (golden 015, 016)."""
    if body.type != "keypair":
        raise errors.InvalidParameters("Input validation error", data={"type": "only keypair is offered"})
    user = await checked_user(site, body.username, body.password, body.domain)
    if user is None:
        raise errors.AuthFailed(MISMATCH)

    def keys(conn: Connection) -> tuple[str, str] | None:
        access_key = conn.scalar(
            select(keypairs.c.access_key).where(
                keypairs.c.access_key == user["main_access_key"], keypairs.c.is_active
            )
        )
        secret = store.secret_of(conn, site.box, access_key) if access_key else None
        return (access_key, secret) if access_key and secret else None

    keypair = await site.store.read(keys)
    if keypair is None:
        raise errors.AuthFailed(MISMATCH)
    return {
        "access_key": keypair[0],
        "secret_key": keypair[1],
        "role": user["role"],
        "status": user["status"],
    }


async def is_active(site: Site, who: Principal) -> bool:
    """Whether account, keypair and login are still good; open streams ask now and then (S08)."""

    def read(conn: Connection) -> bool:
        if who.login is not None and not logins.is_open(conn, who.login, datetime.now(UTC)):
            return False
        return store.principal_by_access_key(conn, who.access_key) is not None

    return await site.store.read(read)


async def ensure_user(site: Site, user: HubUser) -> UserAccount:
    """The platform account of a Hub user, made at first contact; idempotent (decision 10)."""

    if not user.username or len(user.username) > MAX_USERNAME:
        raise errors.InvalidParameters(
            "Input validation error", data={"username": f"has to be 1 to {MAX_USERNAME} characters"}
        )

    def ensure(conn: Connection) -> UserAccount:
        try:
            row = store.ensure_hub_user(conn, site.box, user.username, user.admin, user.email)
        except store.AccountTaken as error:
            raise errors.Conflict(str(error)) from None
        if row.status != "active":
            raise errors.Forbidden("This account is not active.")
        return UserAccount(user_id=row.id, username=row.username, email=row.email, role=row.role)

    return await site.store.write(ensure)


async def role(site: Site, who: Principal, group: str | None) -> dict[str, str | None]:
    """``GET /auth/role`` (golden 013)."""
    domain_role = "user" if who.role in (Role.USER, Role.MONITOR) else "admin"
    group_role: str | None = None
    if group is not None:

        def member(conn: Connection) -> bool:
            project = folders.project_of(conn, who, group)
            if project is None:
                return False
            found = select(memberships.c.user_id).where(
                memberships.c.project_id == project["id"], memberships.c.user_id == who.user_id
            )
            return conn.execute(found).first() is not None

        if not await site.store.read(member) and domain_role != "admin":
            raise errors.NotFound(title="No such user group.", data=group)
        group_role = domain_role
    return {"global_role": who.role.value, "domain_role": domain_role, "group_role": group_role}
