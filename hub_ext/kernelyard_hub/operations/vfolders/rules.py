"""The rules of virtual folders: names, owners, who may write or manage, host permissions. All pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal

from kernelyard_hub import errors
from kernelyard_hub.principal import Principal, Role
from kernelyard_storage.protocol import FolderRef

Permission = Literal["ro", "rw", "wd"]
Access = Literal["owner", "wd", "rw", "ro"]
"""What somebody may do in a folder; ``owner`` is to manage it, too."""
PERMISSIONS: tuple[Permission, ...] = ("ro", "rw", "wd")
HOME = "home"
"""The folder that every Hub server opens in; made at first need (decision 9)."""
RESERVED = frozenset([".terminfo", ".jupyter", ".tmux.conf", ".ssh", ".kernelyard"])
TAKEN_LATER = frozenset([".ssh"])
"""No folder is made with this name (golden 054), and one may be given it: so a user's keys get into every
session (STO-018), and nobody gets there by a name alone."""
_RESERVED_PATTERN = re.compile(r"^\.[a-z0-9]+(rc|_profile)$")
_NAME = re.compile(r"^\.?\w(?:[\w.-]{0,62}\w)?$")


def check_name(name: str, *, renamed: bool = False) -> str:
    """The name as it is kept (NFC). Raises `InvalidParameters` for what is reserved or malformed (054);
    ``renamed``: of a folder that is there, for which `TAKEN_LATER` is free.
    """
    name = unicodedata.normalize("NFC", name)
    if renamed and name in TAKEN_LATER:
        return name
    if name in RESERVED or _RESERVED_PATTERN.match(name):
        raise errors.InvalidParameters(f"{name} is reserved for internal operations.")
    if len(name) > 64 or not _NAME.fullmatch(name):
        raise errors.InvalidParameters(
            "Input validation error",
            data={"name": "a folder's name is 1 to 64 letters, digits, '.', '-' and '_'"},
        )
    return name


def is_private(name: str) -> bool:
    """Whether a folder of that name is never shared: the owner's sessions run what is in it."""
    return name.startswith(".") or name == HOME


def folder_ref(row: Mapping[str, Any]) -> FolderRef:
    """The folder as its storage proxy knows it."""
    return FolderRef(
        volume=row["host"].partition(":")[2], quota_scope=row["quota_scope"], folder_id=row["id"]
    )


def is_owner(who: Principal, row: Mapping[str, Any]) -> bool:
    """Whether the folder is the caller's own. A project's folder is nobody's (golden 094)."""
    return bool(row["user_id"] == who.user_id)


def effective(who: Principal, row: Mapping[str, Any]) -> Access | None:
    """What ``who`` may do in a folder that `store.vfolders.listed` has read for it; None: not know of it.

    - Its owner everything (STO-014), and so the admins of the domain with the folders of its projects.
    - Members of the project what the folder says, unless they were given a permission of their own (STO-011).
    - Guests what they were given, as long as they are in the owner's domain; a superadmin's in every domain.

    >>> from types import SimpleNamespace
    >>> guest = SimpleNamespace(user_id=1, domain="default", role=Role.USER)
    >>> folder = {"user_id": 2, "ownership_type": "user", "owner_domain": "default", "owner_role": "user",
    ...           "share": "ro"}
    >>> effective(guest, folder), effective(guest, {**folder, "owner_domain": "elsewhere"})
    ('ro', None)
    """
    if row["ownership_type"] == "user":
        if is_owner(who, row):
            return "owner"
        near = row["owner_domain"] == who.domain or row["owner_role"] == Role.SUPERADMIN.value
        return _access(row["share"]) if near else None
    in_domain = row["project_domain"] == who.domain
    if who.role is Role.SUPERADMIN or (who.role is Role.ADMIN and in_domain):
        return "owner"
    return _access(row["share"] or row["permission"]) if row["member"] else None


def _access(permission: str | None) -> Access | None:
    return next((each for each in PERMISSIONS if each == permission), None)


def may_manage(who: Principal, row: Mapping[str, Any]) -> bool:
    """Owners manage their folders, admins those of the projects of their domain."""
    return effective(who, row) == "owner"


def may_write(who: Principal, row: Mapping[str, Any]) -> bool:
    """``rw`` and ``wd`` are the same today (STO-014)."""
    return effective(who, row) in ("owner", "wd", "rw")


def most(who: Principal, row: Mapping[str, Any]) -> Permission:
    """The most that a session of ``who`` may mount the folder with. It must be reachable."""
    access = effective(who, row)
    return "wd" if access == "owner" else access or "ro"


def shown_permission(who: Principal, row: Mapping[str, Any]) -> str:
    """What lists show: to guests and members what they may do, to those who manage the folder what it gives
    to others (golden 094; ``is_owner`` and ``manage`` say that they themselves may do everything).
    """
    access = effective(who, row)
    return str(row["permission"]) if access in (None, "owner") else str(access)


def shared_by(who: Principal, row: Mapping[str, Any]) -> str | None:
    """The owner's address, to guests."""
    guest = row["ownership_type"] == "user" and not is_owner(who, row)
    return str(row["user_email"]) if guest else None


def need_host(allowed: Mapping[str, set[str]], host: str, permission: str) -> None:
    """Raise `InvalidParameters` naming the host unless ``permission`` is granted on it (STO-015)."""
    if host not in allowed:
        raise errors.InvalidParameters(f"You are not allowed to use the storage host {host!r}.")
    if permission not in allowed[host]:
        raise errors.InvalidParameters(f"The storage host {host!r} does not allow you {permission!r}.")
