"""Logins with a password: what stands behind the cookie of a client in session mode. Only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select

from ..principal import Principal
from .accounts import principal_by_username
from .models import login_sessions, users

LIFETIME = timedelta(seconds=604_800)
"""How long a login lasts (WEB-018)."""


def _hash(token: str) -> bytes:
    # The token is random, so a plain hash cannot be turned round by guessing.
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def begin(conn: Connection, user_id: UUID, now: datetime) -> str:
    """A new login of that user; returns the token for the cookie. Expired logins of everybody are removed."""
    conn.execute(delete(login_sessions).where(login_sessions.c.expires_at <= now))
    token = secrets.token_urlsafe(32)
    conn.execute(
        insert(login_sessions).values(
            id=uuid4(), token_hash=_hash(token), user_id=user_id, created_at=now, expires_at=now + LIFETIME
        )
    )
    return token


def known(conn: Connection, token: str) -> bool:
    """Whether there is such a login, over or not."""
    found = select(login_sessions.c.id).where(login_sessions.c.token_hash == _hash(token))
    return conn.execute(found).first() is not None


def principal(conn: Connection, token: str, now: datetime) -> Principal | None:
    """Who has logged in; None when the login is unknown or over, or the account is not active."""
    found = (
        select(login_sessions.c.id, users.c.username)
        .join(users, users.c.id == login_sessions.c.user_id)
        .where(login_sessions.c.token_hash == _hash(token), login_sessions.c.expires_at > now)
    )
    row = conn.execute(found).first()
    if row is None:
        return None
    who = principal_by_username(conn, row.username, "login-cookie")
    return None if who is None else replace(who, login=row.id)


def is_open(conn: Connection, login: UUID, now: datetime) -> bool:
    found = select(login_sessions.c.id).where(login_sessions.c.id == login, login_sessions.c.expires_at > now)
    return conn.execute(found).first() is not None


def end(conn: Connection, token: str) -> None:
    """End one login; one that is not there has ended."""
    conn.execute(delete(login_sessions).where(login_sessions.c.token_hash == _hash(token)))


def end_all(conn: Connection, user_id: UUID, *, but: UUID | None = None) -> None:
    """End all logins of a user, except the one that asks for it."""
    mine = delete(login_sessions).where(login_sessions.c.user_id == user_id)
    conn.execute(mine if but is None else mine.where(login_sessions.c.id != but))
