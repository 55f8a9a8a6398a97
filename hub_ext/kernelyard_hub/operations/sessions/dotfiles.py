"""Dotfiles: files that every new session of a user, a project or a domain finds in its home (REST-067)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import ColumnElement, Connection, Table, select, update

from kernelyard_hub import audit, errors
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import domains, keypairs, memberships, projects

MAX_COUNT = 100
"""Dotfiles of one owner."""
MAX_BYTES = 65_536
"""Bytes of all dotfiles of one owner together."""
RESERVED = frozenset([".terminfo", ".jupyter", ".ssh", ".ssh/authorized_keys", ".local", ".config"])
"""What the platform itself puts into homes."""
_OURS = frozenset([".kernelyard", ".profile"])
_MODE = re.compile(r"0?[0-7]{3}")


class Write(BaseModel):
    """A dotfile as clients send it; ``permission`` is octal."""

    path: str = Field(max_length=255)
    data: str = Field(max_length=MAX_BYTES, repr=False)
    permission: str

    @field_validator("path")
    @classmethod
    def _a_dotfile(cls, path: str) -> str:
        return check_path(path)

    @field_validator("permission")
    @classmethod
    def _a_mode(cls, permission: str) -> str:
        if not _MODE.fullmatch(permission):
            raise ValueError("has to be a file mode such as 644")
        return permission[-3:]

    @field_validator("data")
    @classmethod
    def _text(cls, data: str) -> str:
        if "\0" in data or not _encodable(data):
            raise ValueError("has to be text")
        return data


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose dotfiles are meant: the caller's keypair's, a domain's, or those of a project (name or id)."""

    kind: Literal["user", "domain", "project"] = "user"
    domain: str | None = None
    project: str | None = None
    owner_access_key: str | None = None


def check_path(path: str) -> str:
    """The path as it is kept, relative to the home. Raises `ValueError`."""
    pure = PurePosixPath(path)
    if not path.startswith(".") or path.startswith("./") or "\0" in path or not _encodable(path):
        raise ValueError("has to begin with a dot")
    if ".." in pure.parts or pure.parts in ((), (".",)) or str(pure) != path:
        raise ValueError("has to lie below the home")
    if path in RESERVED or pure.parts[0] in _OURS:
        raise ValueError("is reserved for internal operations")
    return path


async def listing(site: Site, who: Principal, scope: Scope) -> list[dict[str, str]]:
    return [_shown(entry) for entry in await site.store.read(lambda conn: _Owner(conn, who, scope).files)]


async def one(site: Site, who: Principal, scope: Scope, path: str) -> dict[str, str]:
    """Raises `NotFound`."""
    for entry in await listing(site, who, scope):
        if entry["path"] == path:
            return {**entry, "perm": entry["permission"]}
    raise _missing()


async def create(site: Site, who: Principal, scope: Scope, wanted: Write) -> None:
    """Raises `BadRequest` for a path that is there (golden 187), or beyond the limits."""

    def write(conn: Connection) -> None:
        owner = _Owner(conn, who, scope, write=True)
        if any(entry["path"] == wanted.path for entry in owner.files):
            raise errors.BadRequest(title="Dotfile already exists.")
        for entry in owner.files:
            one, other = PurePosixPath(entry["path"]), PurePosixPath(wanted.path)
            if one in other.parents or other in one.parents:
                raise errors.BadRequest(f"{entry['path']} is a file.", title="Dotfile already exists.")
        owner.keep([*owner.files, _entry(wanted)])

    await site.store.write(write)
    _note(who, "create_dotfile", scope, wanted.path)


async def replace(site: Site, who: Principal, scope: Scope, wanted: Write) -> None:
    """Raises `NotFound`, or `BadRequest` beyond the limits."""

    def write(conn: Connection) -> None:
        owner = _Owner(conn, who, scope, write=True)
        others = [entry for entry in owner.files if entry["path"] != wanted.path]
        if len(others) == len(owner.files):
            raise _missing()
        owner.keep([*others, _entry(wanted)])

    await site.store.write(write)
    _note(who, "replace_dotfile", scope, wanted.path)


async def delete(site: Site, who: Principal, scope: Scope, path: str) -> None:
    """Raises `NotFound`."""

    def write(conn: Connection) -> None:
        owner = _Owner(conn, who, scope, write=True)
        others = [entry for entry in owner.files if entry["path"] != path]
        if len(others) == len(owner.files):
            raise _missing()
        owner.keep(others)

    await site.store.write(write)
    _note(who, "delete_dotfile", scope, path)


def _note(who: Principal, operation: str, scope: Scope, path: str) -> None:
    """What comes into everybody's sessions is an admin's change."""
    if scope.kind != "user":
        target = scope.project if scope.kind == "project" else scope.domain
        audit.note(who, f"{operation}_of_{scope.kind}", target or "", {"path": path, "domain": scope.domain})


class _Owner:
    """The row that holds the dotfiles of a scope. Raises `NotFound` or `Forbidden` for who may not."""

    def __init__(self, conn: Connection, who: Principal, scope: Scope, *, write: bool = False) -> None:
        self._conn = conn
        self._table, self._which = _row_of(conn, who, scope, write)
        found = conn.execute(select(self._table.c.dotfiles).where(self._which)).first()
        if found is None:
            raise errors.NotFound()
        self.files: list[dict[str, str]] = found.dotfiles or []

    def keep(self, files: list[dict[str, str]]) -> None:
        if len(files) > MAX_COUNT:
            raise errors.BadRequest(f"At most {MAX_COUNT} dotfiles.", title="Dotfile creation has failed.")
        if sum(len(entry["data"].encode()) + len(entry["path"].encode()) for entry in files) > MAX_BYTES:
            raise errors.BadRequest(
                f"All dotfiles together may hold {MAX_BYTES} bytes.", title="No leftover space for dotfile."
            )
        files = sorted(files, key=lambda entry: entry["path"])
        self._conn.execute(update(self._table).where(self._which).values(dotfiles=files))


def _row_of(conn: Connection, who: Principal, scope: Scope, write: bool) -> tuple[Table, ColumnElement[bool]]:
    if scope.kind == "user":
        owner = owner_of(conn, who, scope.owner_access_key)
        return keypairs, keypairs.c.access_key == owner.access_key
    domain = scope.domain or who.domain
    is_admin = who.is_superadmin or (who.role is Role.ADMIN and who.domain == domain)
    if domain != who.domain and not who.is_superadmin:
        raise errors.NotFound(title="No such domain.")
    if write and not is_admin:
        raise errors.Forbidden()
    if scope.kind == "domain":
        return domains, domains.c.name == domain
    return projects, projects.c.id == _project_id(conn, who, domain, scope.project or "", is_admin)


def _project_id(conn: Connection, who: Principal, domain: str, wanted: str, is_admin: bool) -> UUID:
    query = select(projects.c.id).where(projects.c.domain_name == domain)
    try:
        query = query.where(projects.c.id == UUID(wanted))
    except ValueError:
        query = query.where(projects.c.name == wanted)
    if not is_admin:
        query = query.join(memberships, memberships.c.project_id == projects.c.id).where(
            memberships.c.user_id == who.user_id
        )
    found = conn.execute(query).scalar()
    if found is None:
        raise errors.NotFound(title="No such user group.")
    return UUID(str(found))


def _entry(wanted: Write) -> dict[str, str]:
    return {"path": wanted.path, "perm": wanted.permission, "data": wanted.data}


def _shown(entry: dict[str, Any]) -> dict[str, str]:
    return {"path": entry["path"], "permission": entry["perm"], "data": entry["data"]}


def _missing() -> errors.NotFound:
    return errors.NotFound(title="Requested Dotfile not found.")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
