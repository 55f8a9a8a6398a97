"""Logins with a password, for clients in session mode (WEB-022)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.operations.accounts.accounts import MAX_PASSWORD, MISMATCH, checked_user
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import logins


class PasswordLogin(BaseModel):
    """``POST /server/login``. No account has a second factor yet, so ``otp`` changes nothing."""

    username: str = Field(max_length=254)
    password: str = Field(max_length=MAX_PASSWORD, repr=False)
    otp: str | None = Field(default=None, max_length=64, repr=False)


async def begin(site: Site, body: PasswordLogin, replaced: str | None) -> tuple[str, Principal]:
    """Log in: the new cookie's token, and who it stands for. ``replaced`` is the token that the client came
    with, which ends. Raises `AuthFailed`, the same for all causes (S09).
    """
    user = await checked_user(site, body.username, body.password)
    if user is None:
        raise errors.AuthFailed(MISMATCH)

    def write(conn: Connection) -> tuple[str, Principal]:
        now = datetime.now(UTC)
        if replaced is not None:
            logins.end(conn, replaced)
        token = logins.begin(conn, user["id"], now)
        who = logins.principal(conn, token, now)
        if who is None:  # no active keypair
            raise errors.AuthFailed(MISMATCH)
        return token, who

    return await site.store.write(write)


async def principal(site: Site, token: str) -> Principal | None:
    """Who has logged in. A login whose account is not active any more is over for good."""
    now = datetime.now(UTC)

    def read(conn: Connection) -> tuple[Principal | None, bool]:
        who = logins.principal(conn, token, now)
        return who, who is None and logins.known(conn, token)

    who, over = await site.store.read(read)
    if over:
        await end(site, token)
    return who


async def end(site: Site, token: str) -> None:
    """Log out. Ending what is not there changes nothing."""
    await site.store.write(lambda conn: logins.end(conn, token))


def shown(who: Principal) -> dict[str, Any]:
    """What clients are told about who has logged in."""
    return {"access_key": who.access_key, "role": who.role.value, "status": "active"}
