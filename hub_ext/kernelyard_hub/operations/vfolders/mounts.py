"""Which folders a session mounts, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from sqlalchemy import Connection

from kernelyard_agent.protocol import Mount
from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders.rules import (
    PERMISSIONS,
    RESERVED,
    Permission,
    effective,
    folder_ref,
    most,
    need_host,
)
from kernelyard_hub.principal import Principal
from kernelyard_hub.store import vfolders as store

SESSION_HOME = PurePosixPath("/home/work")
"""Where a session's home is, as the API writes paths (mounts below it work in every engine)."""

LONGEST = 1024
"""Bytes of a path at the most: targets are part of a key of the database."""

SYSTEM = frozenset(
    {
        "bin",
        "boot",
        "dev",
        "etc",
        "home",
        "lib",
        "lib32",
        "lib64",
        "libx32",
        "opt",
        "proc",
        "root",
        "run",
        "sbin",
        "sys",
        "tmp",
        "usr",
        "var",
    }
)
"""Directories at the root of every Linux: nothing is mounted there, nor over them (SES-011)."""


def mounts_for(
    conn: Connection,
    who: Principal,
    names: Iterable[str],
    *,
    mount_map: Mapping[str, str] | None = None,
    permissions: Mapping[str, str | None] | None = None,
) -> list[Mount]:
    """What a session mounts: the named folders, and the own dot-folders by themselves (STO-017).

    A folder is meant by its name or id, and may carry a path inside it (``data/2024``). ``mount_map`` gives
    paths in the session: relative to its home, or absolute (elsewhere than below `SESSION_HOME` only in
    engines that can). ``permissions`` mount a folder with less than one has.

    Raises `FolderNotFound` or `InvalidParameters` naming the folder.
    """
    names = list(names)
    _check_named(names, "mount_map", mount_map or {})
    _check_named(names, "mount_options", permissions or {})
    allowed = store.allowed_hosts(conn, who)
    wanted: dict[str, tuple[store.Row, str]] = {}
    for name in names:
        folder, _, subpath = name.partition("/")
        wanted[name] = _mountable(conn, who, folder, allowed), _subpath(name, subpath)
    named = {row["id"] for row, _ in wanted.values()}
    for row in store.listed(conn, store.owned_by(who.user_id), who):
        if row["name"].startswith(".") and row["status"] == "ready" and row["id"] not in named:
            need_host(allowed, row["host"], "mount-in-session")
            wanted[row["name"]] = row, ""
    targets: dict[str, str] = {}
    mounts = []
    for name, (found, subpath) in wanted.items():
        auto = found["name"].startswith(".")
        target = _target(found["name"], subpath, None if auto else (mount_map or {}).get(name))
        if targets.setdefault(target, name) != name:
            raise errors.InvalidParameters(f"{name} and {targets[target]} would be mounted at the same path.")
        permission = _narrowed(name, most(who, found), (permissions or {}).get(name))
        mounts.append(_mount(found, subpath, target, permission))
    return mounts


def mount_of(
    conn: Connection,
    who: Principal,
    folder: str,
    subpath: str,
    asked: str | None,
    permission: str | None,
) -> Mount:
    """One folder, a name or an id, for a session that runs; the rest as for `mounts_for`."""
    found = _mountable(conn, who, folder, store.allowed_hosts(conn, who))
    name = found["name"]
    subpath = _subpath(name, subpath)
    allowed = _narrowed(name, most(who, found), permission)
    return _mount(found, subpath, _target(name, subpath, asked), allowed)


def _mountable(conn: Connection, who: Principal, folder: str, allowed: Mapping[str, set[str]]) -> store.Row:
    found = store.named(conn, who, folder) if folder.isprintable() else None
    if found is None or effective(who, found) is None:
        raise errors.FolderNotFound(f"No such folder, or not yours to mount: {folder}", data=folder)
    if found["status"] != "ready":
        raise errors.InvalidParameters(f"{folder} cannot be mounted: it is {found['status']}.")
    need_host(allowed, found["host"], "mount-in-session")
    return found


def _mount(found: store.Row, subpath: str, target: str, permission: Permission) -> Mount:
    return Mount(
        name=found["name"],
        folder=folder_ref(found),
        subpath=subpath,
        target=target,
        permission=permission,
    )


def _check_named(names: Iterable[str], field: str, given: Mapping[str, object]) -> None:
    """What is said of a folder that is not mounted is a mistake."""
    known = set(names)
    for name in given:
        if name not in known and not name.startswith("."):
            raise errors.InvalidParameters(
                f"{name} is not among the mounts.", data={field: f"{name} is not among the mounts"}
            )


def _narrowed(name: str, have: Permission, asked: str | None) -> Permission:
    """The permission that was asked for, if it is no more than there is."""
    if asked is None:
        return have
    level = [str(level) for level in PERMISSIONS].index(asked)
    if level > PERMISSIONS.index(have):
        raise errors.InvalidParameters(
            f"{name} can be mounted with {have!r} only.", data={"mount_options": f"{name}: {have} only"}
        )
    return PERMISSIONS[level]


def _subpath(name: str, subpath: str) -> str:
    _check_length("subpath", subpath)
    if "\0" in name + subpath or ".." in PurePosixPath(subpath).parts or subpath.startswith("/"):
        raise errors.InvalidParameters(f"The mount {name!r} leads out of the folder.", data={"mounts": name})
    return str(PurePosixPath(subpath)) if PurePosixPath(subpath).parts else ""


def _check_length(field: str, path: str) -> None:
    try:
        long = len(path.encode()) > LONGEST
    except UnicodeEncodeError:
        raise errors.InvalidParameters(
            f"The {field} of a mount is no text.", data={field: "no text"}
        ) from None
    if long:
        raise errors.InvalidParameters(
            f"The {field} of a mount is longer than {LONGEST} bytes.", data={field: f"> {LONGEST} bytes"}
        )


def _target(name: str, subpath: str, asked: str | None) -> str:
    """Where a folder appears, relative to the session's home; by default its (sub)path's last part."""
    if not asked and not subpath:
        return name
    asked = asked or PurePosixPath(subpath).name
    _check_length("target", asked)
    path = PurePosixPath(asked)
    if path.is_absolute() and not path.is_relative_to(SESSION_HOME):
        return _elsewhere(name, path)
    if path.is_absolute():
        path = path.relative_to(SESSION_HOME)
    if not path.parts or ".." in path.parts or "\0" in asked or path.parts[0] in RESERVED:
        raise errors.InvalidParameters(
            f"{name} cannot be mounted at {asked!r}: the path is reserved or leads out of the home.",
            data={"mount_map": name},
        )
    return str(path)


def _elsewhere(name: str, path: PurePosixPath) -> str:
    """An absolute path that no part of the system uses."""
    parts = [part for part in path.parts if part.strip("/")]
    printable = all(part.isprintable() for part in parts)
    if not parts or ".." in parts or not printable or parts[0] in SYSTEM or parts[0].startswith("."):
        raise errors.InvalidParameters(
            f"{name} cannot be mounted at {str(path)!r}: the system's own directories are there.",
            data={"mount_map": name},
        )
    return "/" + "/".join(parts)
