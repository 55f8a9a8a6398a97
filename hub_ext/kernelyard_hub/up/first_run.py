"""The first start of a site: its database, its first data, an admin and a user, and the file that says
their passwords.

A second start finds all of that and changes nothing. A first start that was cut off goes on where it stopped.
"""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping

import argon2
from sqlalchemy import Connection, select

from ..secretbox import SecretBox
from ..store import Store, StoreError
from ..store.accounts import create_user, principal_by_username, secret_of
from ..store.models import users
from ..store.seed import seed
from . import keys
from .layout import Layout, read_json, write_private

_LETTERS = string.ascii_letters + string.digits
PASSWORD_LENGTH = 20
FIRST_ACCOUNTS = {"admin": "superadmin", "user": "user"}
"""Username -> role."""
PENDING = "first-accounts.json"
"""In ``secrets/``: the passwords of accounts that are being made; gone as soon as ``credentials.json`` is
there."""

Account = dict[str, str]


def new_password() -> str:
    """A password nobody can guess (119 bits) and everybody can copy."""
    return "".join(secrets.choice(_LETTERS) for _ in range(PASSWORD_LENGTH))


async def prepare(
    layout: Layout, database_url: str, public_url: str, service_url: str, *, accounts_made: bool
) -> None:
    """Migrate the database, make the first data and, unless they were made before, the first accounts.

    ``public_url`` (the Hub's proxy) and ``service_url`` (the hub service past the proxy) may change from
    start to start; ``credentials.json`` follows. An admin may delete that file: it is not written again.
    """
    box = SecretBox(keys.read_key(layout.secrets, keys.ENCRYPTION_KEY).encode())
    store = await Store.open(database_url)
    try:
        if accounts_made and not await store.read(_has_accounts):
            raise StoreError(
                "This database is empty, and the site has one already. "
                "`kernelyard move-database --to URL` brings everything along."
            )
        await store.write(lambda conn: seed(conn, box))
        written = read_json(layout.credentials)
        document = dict(written)
        if not written and not accounts_made:
            passwords = _pending_passwords(layout)
            document.update(await store.write(lambda conn: first_accounts(conn, box, passwords)))
    finally:
        await store.close()
    if document:
        document = addresses(public_url, service_url) | {
            k: v for k, v in document.items() if k in FIRST_ACCOUNTS
        }
        if document != written:
            write_private(layout.credentials, json.dumps(document, indent=2) + "\n")
    (layout.secrets / PENDING).unlink(missing_ok=True)


def _has_accounts(conn: Connection) -> bool:
    return conn.execute(select(users.c.id).limit(1)).first() is not None


def addresses(public_url: str, service_url: str) -> dict[str, str]:
    return {"hub_url": public_url, "service_url": service_url}


def first_accounts(conn: Connection, box: SecretBox, passwords: Mapping[str, str]) -> dict[str, Account]:
    """Create the accounts of `FIRST_ACCOUNTS`; returns what ``credentials.json`` says about them.

    An account that is there with another password (a database that was used before) is left alone and left
    out.
    """
    document: dict[str, Account] = {}
    for username, role in FIRST_ACCOUNTS.items():
        account = _make(conn, box, username, role, passwords[username])
        if account is not None:
            document[username] = account
    return document


def _make(conn: Connection, box: SecretBox, username: str, role: str, password: str) -> Account | None:
    email = f"{username}@hub.invalid"
    there = conn.execute(select(users.c.password_hash).where(users.c.username == username)).first()
    if there is None:
        hashed = argon2.PasswordHasher().hash(password)
        _, access_key, secret_key = create_user(
            conn, box, username=username, email=email, password_hash=hashed, role=role
        )
    else:
        principal = principal_by_username(conn, username)
        if principal is None or not _matches(there.password_hash, password):
            return None
        access_key, email = principal.access_key, principal.email
        secret_key = secret_of(conn, box, access_key) or ""
    return {
        "username": username,
        "email": email,
        "password": password,
        "access_key": access_key,
        "secret_key": secret_key,
    }


def _matches(hashed: str | None, password: str) -> bool:
    try:
        return hashed is not None and argon2.PasswordHasher().verify(hashed, password)
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def _pending_passwords(layout: Layout) -> dict[str, str]:
    path = layout.secrets / PENDING
    pending = read_json(path)
    if set(pending) != set(FIRST_ACCOUNTS):
        pending = {username: new_password() for username in FIRST_ACCOUNTS}
        write_private(path, json.dumps(pending))
    return pending
