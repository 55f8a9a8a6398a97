"""Which folders a session mounts, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from sqlalchemy import Connection

from kernelyard_agent.protocol import Mount
from kernelyard_hub import errors
from kernelyard_hub.principal import Principal
from kernelyard_hub.store import vfolders as store

from .vfolders_rules import RESERVED, folder_ref, is_owner, need_host

SESSION_HOME = PurePosixPath("/home/work")
"""Where a session's home is, as the API writes paths (mounts below it work in every engine)."""


def mounts_for(
    conn: Connection,
    who: Principal,
    names: Iterable[str],
    *,
    mount_map: Mapping[str, str] | None = None,
) -> list[Mount]:
    """What a session mounts: the named folders, and the own dot-folders by themselves (STO-017).

    A name may carry a path inside the folder (``data/2024``). ``mount_map`` gives paths in the session:
    relative to its home, or absolute below ``/home/work``. Raises `FolderNotFound` or `InvalidParameters`
    naming the folder.
    """
    allowed = store.allowed_hosts(conn, who)
    wanted: dict[str, tuple[str, str]] = {}
    for name in names:
        folder, _, subpath = name.partition("/")
        wanted[name] = (folder, _subpath(name, subpath))
    for row in store.listed(conn, store.owned_by(who.user_id)):
        if row["name"].startswith("."):
            wanted.setdefault(row["name"], (row["name"], ""))
    targets: dict[str, str] = {}
    mounts = []
    for name, (folder, subpath) in wanted.items():
        found = store.named(conn, who, folder)
        if found is None:
            raise errors.FolderNotFound(f"No such folder, or not yours to mount: {folder}", data=folder)
        need_host(allowed, found["host"], "mount-in-session")
        auto = folder.startswith(".")
        target = _target(name, subpath, None if auto else (mount_map or {}).get(name))
        if targets.setdefault(target, name) != name:
            raise errors.InvalidParameters(f"{name} and {targets[target]} would be mounted at the same path.")
        mounts.append(
            Mount(
                name=found["name"],
                folder=folder_ref(found),
                subpath=subpath,
                target=target,
                permission="wd" if is_owner(who, found) else found["permission"],
            )
        )
    return mounts


def _subpath(name: str, subpath: str) -> str:
    if "\0" in name or ".." in PurePosixPath(subpath).parts or subpath.startswith("/"):
        raise errors.InvalidParameters(f"The mount {name!r} leads out of the folder.", data={"mounts": name})
    return str(PurePosixPath(subpath)) if subpath else ""


def _target(name: str, subpath: str, asked: str | None) -> str:
    """Where a folder appears, relative to the session's home; by default its (sub)path's last part."""
    if not asked:
        return PurePosixPath(subpath).name if subpath else name
    path = PurePosixPath(asked)
    if path.is_absolute():
        if not path.is_relative_to(SESSION_HOME):
            raise errors.InvalidParameters(
                f"{name} can be mounted below {SESSION_HOME} only, not at {asked!r}.",
                data={"mount_map": name},
            )
        path = path.relative_to(SESSION_HOME)
    if not path.parts or ".." in path.parts or "\0" in asked or path.parts[0] in RESERVED:
        raise errors.InvalidParameters(
            f"{name} cannot be mounted at {asked!r}: the path is reserved or leads out of the home.",
            data={"mount_map": name},
        )
    return str(path)
