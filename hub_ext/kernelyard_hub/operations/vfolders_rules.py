"""The rules of virtual folders: names, owners, who may write or manage, host permissions. All pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from kernelyard_hub import errors
from kernelyard_hub.principal import Principal, Role
from kernelyard_storage.protocol import FolderRef

RESERVED = frozenset([".terminfo", ".jupyter", ".tmux.conf", ".ssh"])
_RESERVED_PATTERN = re.compile(r"^\.[a-z0-9]+(rc|_profile)$")
_NAME = re.compile(r"^\.?\w(?:[\w.-]{0,62}\w)?$")


def check_name(name: str) -> str:
    """The name as it is kept (NFC). Raises `InvalidParameters` for what is reserved or malformed (054)."""
    name = unicodedata.normalize("NFC", name)
    if name in RESERVED or _RESERVED_PATTERN.match(name):
        raise errors.InvalidParameters(f"{name} is reserved for internal operations.")
    if len(name) > 64 or not _NAME.fullmatch(name):
        raise errors.InvalidParameters(
            "Input validation error",
            data={"name": "a folder's name is 1 to 64 letters, digits, '.', '-' and '_'"},
        )
    return name


def folder_ref(row: Mapping[str, Any]) -> FolderRef:
    """The folder as its storage proxy knows it."""
    return FolderRef(
        volume=row["host"].partition(":")[2], quota_scope=row["quota_scope"], folder_id=row["id"]
    )


def is_owner(who: Principal, row: Mapping[str, Any]) -> bool:
    """Whether the folder is the caller's own. A project's folder is nobody's (golden 094)."""
    return bool(row["user_id"] == who.user_id)


def may_manage(who: Principal, row: Mapping[str, Any], project_domain: str | None = None) -> bool:
    """Owners manage their folders, admins those of projects they reach."""
    if row["ownership_type"] == "user":
        return is_owner(who, row)
    return who.role is Role.SUPERADMIN or (who.role is Role.ADMIN and project_domain == who.domain)


def may_write(who: Principal, row: Mapping[str, Any], project_domain: str | None = None) -> bool:
    """An owner always may (STO-014); members of a project as the folder's permission says."""
    return row["permission"] in ("rw", "wd") or may_manage(who, row, project_domain)


def need_host(allowed: Mapping[str, set[str]], host: str, permission: str) -> None:
    """Raise `InvalidParameters` naming the host unless ``permission`` is granted on it (STO-015)."""
    if host not in allowed:
        raise errors.InvalidParameters(f"You are not allowed to use the storage host {host!r}.")
    if permission not in allowed[host]:
        raise errors.InvalidParameters(f"The storage host {host!r} does not allow you {permission!r}.")
