"""Passwords that people change themselves. A change ends all other logins with the old one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator
from sqlalchemy import Connection, select, update

from kernelyard_hub import errors
from kernelyard_hub.operations.accounts.accounts import (
    MAX_PASSWORD,
    MISMATCH,
    checked_user,
    hash_password,
    password_matches,
)
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import logins
from kernelyard_hub.store.models import users

MIN_PASSWORD = 8
RULES = f"has to have at least {MIN_PASSWORD} characters, and a letter, a digit and a special character in it"
UNSET = (
    "This account has no password of Kernelyard's own yet. The first one is set from the console's login or "
    "with a token of the Hub, not with a keypair."
)


def check_rules(password: str) -> str:
    """The password itself, or `ValueError` for one that is too simple (AUTH-017)."""
    kinds = (
        any(c.isalpha() for c in password),
        any(c.isdigit() for c in password),
        any(not c.isalnum() for c in password),
    )
    if len(password) < MIN_PASSWORD or not all(kinds):
        raise ValueError(RULES)
    return password


NewPassword = Annotated[str, Field(max_length=MAX_PASSWORD, repr=False), AfterValidator(check_rules)]


class OwnPassword(BaseModel):
    """``POST /auth/update-password``."""

    old_password: str | None = Field(default=None, max_length=MAX_PASSWORD, repr=False)
    new_password: NewPassword
    new_password2: str = Field(max_length=MAX_PASSWORD, repr=False)

    @model_validator(mode="after")
    def _twice(self) -> OwnPassword:
        if self.new_password != self.new_password2:
            raise ValueError("new password mismatch")
        return self


class ExpiredPassword(BaseModel):
    """``POST /auth/update-password-no-auth`` and ``/server/update-password-no-auth``."""

    domain: str | None = Field(default=None, max_length=64)
    username: str = Field(max_length=254)
    current_password: str = Field(max_length=MAX_PASSWORD, repr=False)
    new_password: NewPassword


async def change_own(site: Site, who: Principal, body: OwnPassword) -> None:
    """Change the caller's password; the login that asks stays.

    Without the old one only where there is none yet (sites with another login), and only for who comes from
    the Hub: a keypair or a login must not be enough to make itself a lasting way in. Raises `AuthFailed` when
    the old one is wrong.
    """
    query = select(users.c.password_hash).where(users.c.id == who.user_id)
    hashed = await site.store.read(lambda conn: conn.scalar(query))
    if hashed is None:
        if who.means not in ("hub-cookie", "hub-token"):
            raise errors.Forbidden(UNSET)
    elif body.old_password is None:
        raise errors.InvalidParameters("Input validation error", data={"old_password": "is required"})
    elif not await password_matches(hashed, body.old_password):
        raise errors.AuthFailed(MISMATCH)
    await _change(site, who.user_id, hashed, body.new_password, keep=who.login)


async def change_expired(site: Site, body: ExpiredPassword) -> datetime:
    """Change a password that an admin wants to be changed (USR-009); returns when. Raises `AuthFailed`."""
    user = await checked_user(site, body.username, body.current_password, body.domain)
    if user is None:
        raise errors.AuthFailed(MISMATCH)
    if not user["need_password_change"]:
        raise errors.InvalidParameters("This password has not expired; log in to change it.")
    if body.new_password == body.current_password:
        raise errors.InvalidParameters("Input validation error", data={"new_password": "is the old one"})
    return await _change(site, user["id"], user["password_hash"], body.new_password)


async def _change(
    site: Site, user_id: UUID, before: str | None, password: str, *, keep: UUID | None = None
) -> datetime:
    hashed = await asyncio.to_thread(hash_password, password)
    now = datetime.now(UTC)
    values: dict[str, Any] = {"password_hash": hashed, "need_password_change": False, "modified_at": now}

    def write(conn: Connection) -> None:
        # Only over the password that was checked: of two changes at once one is refused.
        same = users.c.password_hash.is_(None) if before is None else users.c.password_hash == before
        changed = conn.execute(update(users).where(users.c.id == user_id, same).values(values))
        if changed.rowcount != 1:
            raise errors.AuthFailed(MISMATCH)
        logins.end_all(conn, user_id, but=keep)

    await site.store.write(write)
    return now
