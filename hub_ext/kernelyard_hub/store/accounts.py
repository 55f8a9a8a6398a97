"""Accounts: users, their keypairs, and who stands behind a name or a key."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, Select, delete, insert, select, update
from sqlalchemy.sql.functions import func

from ..principal import Principal, Role
from ..secretbox import SecretBox
from .models import keypairs, login_sessions, memberships, projects, users

Means = Literal["keypair", "hub-cookie", "hub-token", "login-cookie", "service"]
_KEY_ALPHABET = string.ascii_uppercase + string.digits
_SECRET_ALPHABET = string.ascii_letters + string.digits + "-_"


class AccountTaken(ValueError):
    """An account with this username or e-mail address is there already."""


def new_keypair() -> tuple[str, str]:
    """A fresh access key (20 characters, as the original's) and its secret (40)."""
    access_key = "AKIA" + "".join(secrets.choice(_KEY_ALPHABET) for _ in range(16))
    return access_key, "".join(secrets.choice(_SECRET_ALPHABET) for _ in range(40))


def create_keypair(
    conn: Connection,
    box: SecretBox,
    user_id: UUID,
    *,
    is_admin: bool = False,
    resource_policy: str = "default",
    rate_limit: int = 30_000,
    is_active: bool = True,
    keys: tuple[str, str] | None = None,
) -> tuple[str, str]:
    """Add a keypair to an account, with fresh keys where none are given; returns access key and secret key,
    which is never shown again in plain.
    """
    access_key, secret_key = keys or new_keypair()
    now = datetime.now(UTC)
    conn.execute(
        insert(keypairs).values(
            access_key=access_key,
            user_id=user_id,
            secret_encrypted=box.seal(secret_key),
            is_active=is_active,
            is_admin=is_admin,
            resource_policy=resource_policy,
            rate_limit=rate_limit,
            created_at=now,
            modified_at=now,
        )
    )
    return access_key, secret_key


def create_user(
    conn: Connection,
    box: SecretBox,
    *,
    username: str,
    email: str,
    password_hash: str | None = None,
    role: str = "user",
    domain: str = "default",
    member_of: Sequence[str] = ("default",),
    resource_policy: str = "default",
    keypair_policy: str = "default",
    full_name: str = "",
    description: str = "",
    status: str = "active",
    need_password_change: bool = False,
) -> tuple[UUID, str, str]:
    """Create an account with one keypair and its memberships. Returns user id, access key and secret key.

    ``member_of`` are names of projects of the domain. Raises `AccountTaken` when username or e-mail address
    is taken, be it as the other: people log in with either.
    """
    taken = select(users.c.id).where(
        users.c.username.in_([username, email.lower()])
        | func.lower(users.c.email).in_([email.lower(), username.lower()])
    )
    if conn.execute(taken).first() is not None:
        raise AccountTaken(f"The username {username!r} or the e-mail address {email!r} is taken.")
    user_id, now = uuid4(), datetime.now(UTC)
    conn.execute(
        insert(users).values(
            id=user_id,
            username=username,
            email=email,
            password_hash=password_hash,
            need_password_change=need_password_change,
            full_name=full_name,
            description=description,
            status=status,
            domain_name=domain,
            role=role,
            resource_policy=resource_policy,
            created_at=now,
            modified_at=now,
        )
    )
    access_key, secret_key = create_keypair(
        conn, box, user_id, is_admin=role in ("admin", "superadmin"), resource_policy=keypair_policy
    )
    conn.execute(update(users).where(users.c.id == user_id).values(main_access_key=access_key))
    found = select(projects.c.id).where(projects.c.domain_name == domain, projects.c.name.in_(member_of))
    for (project_id,) in conn.execute(found).all():
        conn.execute(insert(memberships).values(user_id=user_id, project_id=project_id))
    return user_id, access_key, secret_key


def ensure_hub_user(
    conn: Connection, box: SecretBox, username: str, admin: bool = False, email: str | None = None
) -> Row[Any]:
    """The ``users`` row of a Hub user, made at first contact (decision 10).

    Who becomes an admin of the Hub becomes a superadmin, once: taking that away again is done on the
    platform, because the role may have been given there, and stays so. What opened the account before does
    not open the superadmin's. An address that came later replaces the placeholder ``NAME@hub.invalid``.
    """
    placeholder = f"{username}@hub.invalid"
    row = conn.execute(select(users).where(users.c.username == username)).first()
    if row is None:
        address = email if email and not _address_taken(conn, email, username) else placeholder
        role = "superadmin" if admin else "user"
        user_id, _, _ = create_user(conn, box, username=username, email=address, role=role)
        conn.execute(update(users).where(users.c.id == user_id).values(hub_admin=admin))
    else:
        changes: dict[str, object] = {}
        if admin != row.hub_admin:
            changes["hub_admin"] = admin
        if admin and not row.hub_admin and row.role == Role.USER:
            changes["role"] = Role.SUPERADMIN.value
            changes["password_hash"] = None
            renew_keys(conn, box, row)
        if email and row.email == placeholder and not _address_taken(conn, email, username):
            changes["email"] = email
        if changes:
            changes["modified_at"] = datetime.now(UTC)
            conn.execute(update(users).where(users.c.id == row.id).values(changes))
    return conn.execute(select(users).where(users.c.username == username)).one()


def renew_keys(conn: Connection, box: SecretBox, row: Row[Any]) -> None:
    """Before an account gets an admin's role: its logins end, its keypairs are inactive and without what they
    bring into sessions, and it gets a fresh main one. Others may know the old ones (S06).
    """
    now, mine = datetime.now(UTC), keypairs.c.user_id == row.id
    conn.execute(delete(login_sessions).where(login_sessions.c.user_id == row.id))
    main = keypairs.c.access_key == row.main_access_key
    kept = conn.execute(select(keypairs.c.resource_policy, keypairs.c.rate_limit).where(mine, main)).first()
    limits = dict(kept._mapping) if kept is not None else {}
    nothing = {"ssh_public_key": None, "ssh_private_key_encrypted": None, "bootstrap_script": ""}
    conn.execute(
        update(keypairs)
        .where(mine)
        .values(**nothing, dotfiles=[], is_active=False, is_admin=True, modified_at=now)
    )
    access_key, _ = create_keypair(conn, box, row.id, is_admin=True, **limits)
    conn.execute(update(users).where(users.c.id == row.id).values(main_access_key=access_key))


def principal_by_access_key(conn: Connection, access_key: str, means: Means = "keypair") -> Principal | None:
    """Who owns the keypair; None when key or account is unknown or not active."""
    found = _principals().where(keypairs.c.access_key == access_key)
    return _principal(conn, found, means)


def principals_by_access_key(
    conn: Connection, access_keys: Sequence[str], means: Means = "keypair"
) -> dict[str, Principal]:
    """`principal_by_access_key` of many; without those that have none."""
    rows = conn.execute(_principals().where(keypairs.c.access_key.in_(access_keys)))
    return {row.access_key: _made(row, means) for row in rows}


def principal_by_username(conn: Connection, username: str, means: Means = "hub-token") -> Principal | None:
    """The account of that name with its main keypair; None when unknown or not active."""
    found = _principals().where(
        users.c.username == username, keypairs.c.access_key == users.c.main_access_key
    )
    return _principal(conn, found, means)


def secret_of(conn: Connection, box: SecretBox, access_key: str) -> str | None:
    """The secret key of a keypair, in plain, for checking a signature; None when unknown."""
    sealed = conn.execute(
        select(keypairs.c.secret_encrypted).where(keypairs.c.access_key == access_key)
    ).scalar()
    return None if sealed is None else box.open(sealed)


def _address_taken(conn: Connection, email: str, username: str) -> bool:
    """Whether somebody else than ``username`` has the address, or it for a name."""
    as_name = (users.c.username == email.lower()) & (users.c.username != username)
    found = select(users.c.id).where((func.lower(users.c.email) == email.lower()) | as_name)
    return conn.execute(found).first() is not None


def _principals() -> Select[Any]:
    return (
        select(
            users.c.id,
            users.c.username,
            users.c.email,
            users.c.domain_name,
            users.c.role,
            users.c.allowed_client_ip,
            keypairs.c.access_key,
            keypairs.c.resource_policy,
            keypairs.c.rate_limit,
        )
        .join(keypairs, keypairs.c.user_id == users.c.id)
        .where(users.c.status == "active", keypairs.c.is_active)
    )


def _principal(conn: Connection, found: Select[Any], means: Means) -> Principal | None:
    row = conn.execute(found).first()
    return None if row is None else _made(row, means)


def _made(row: Any, means: Means) -> Principal:
    user_id, username, email, domain, role, networks, access_key, policy, rate_limit = row
    return Principal(
        user_id,
        username,
        email,
        domain,
        Role(role),
        access_key,
        policy,
        means,
        rate_limit,
        networks=tuple(networks or ()),
    )
