"""The trash: deleted folders keep their place on the disk, and count on the quota, until they are purged.

A folder in the trash is *not found* for everything else; its name is free. Whom it is shared with is kept, so
that it is shared again once it is restored (STO-024).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders import clones as folder_clones
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.operations.vfolders import view as vfolders_view
from kernelyard_hub.operations.vfolders.life import find, refuse_private
from kernelyard_hub.operations.vfolders.rules import check_name, may_manage, need_host
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store import folder_trash as store
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store.models import vfolders

log = logging.getLogger(__name__)


async def put(site: Site, who: Principal, ref: str) -> None:
    """Move a folder into the trash (REST-030); a clone that is not whole yet is given up instead.

    Raises `InvalidParameters` while an open session mounts it (STO-007), or for one of somebody else's.
    """
    row = await find(site, who, ref)
    if not may_manage(who, row):
        raise errors.InvalidParameters("Cannot delete the vfolder that is not owned by myself.")
    need_host(await _hosts(site, who), row["host"], "delete-vfolder")
    if row["status"] == "cloning":
        await folder_clones.cancel(site, row)
        return

    def mark(conn: Connection) -> None:
        refuse_mounted(conn, row, who)
        trashed = {"status": "delete-pending", "trashed_at": datetime.now(UTC), "trashed_by": who.user_id}
        if not store.change(conn, row["id"], row["status"], trashed):
            raise errors.FolderNotFound(data=ref)

    async def carry_out() -> None:
        await site.store.write(mark)
        await vfolders_revocation.cut(site, row, None)

    await undivided(carry_out())


def refuse_mounted(conn: Connection, row: Mapping[str, Any], who: Principal | None) -> None:
    """Raise `InvalidParameters` while an open session mounts the folder. It is named to those who may know
    of it.
    """
    mounting = store.mounting(conn, row["id"])
    if not mounting:
        return
    known = next((each.name for each in mounting if who is None or _may_know(who, each)), None)
    text = "another user's session; it has to be ended first" if known is None else f"the session {known!r}"
    more = "; end that session first" if known is not None else ""
    raise errors.InvalidParameters(f"The folder is mounted in {text}{more}.", data=row["name"])


def _may_know(who: Principal, session: store.Mounting) -> bool:
    in_domain = who.role is Role.ADMIN and session.domain == who.domain
    return session.user_id == who.user_id or who.role is Role.SUPERADMIN or in_domain


async def listing(site: Site, who: Principal) -> list[dict[str, Any]]:
    """The caller's trash, the latest first, with ``purge_at`` (None: it is kept until somebody purges it)."""

    def read(conn: Connection) -> tuple[list[folders.Row], dict[Any, str]]:
        rows = folders.listed(conn, store.of(who), who)
        return rows, store.emails(conn, {row["trashed_by"] for row in rows if row["trashed_by"]})

    rows, emails = await site.store.read(read)
    rows.sort(key=lambda row: row["trashed_at"], reverse=True)
    return [
        vfolders_view.item(who, row)
        | {
            "trashed_at": row["trashed_at"].isoformat(),
            "trashed_by": emails.get(row["trashed_by"]),
            "purge_at": purge_at(row["trashed_at"], site.config.trash_retention),
        }
        for row in rows
    ]


def purge_at(trashed_at: datetime, retention: float) -> str | None:
    """When a folder is purged by itself. ``retention`` is in seconds, 0 = never.

    >>> purge_at(datetime(2026, 11, 21, tzinfo=UTC), 86400.0), purge_at(datetime.now(UTC), 0)
    ('2026-11-22T00:00:00+00:00', None)
    """
    return (trashed_at + timedelta(seconds=retention)).isoformat() if retention else None


async def restore(site: Site, who: Principal, ref: str, name: str | None = None) -> dict[str, Any]:
    """Take a folder out of the trash, under its own name or another. What has no owner any more becomes the
    caller's. Raises `FolderNotFound`, and
    `FolderExists` or `InvalidParameters` where its owner has that name, or as many folders as are allowed.
    """
    row = await _find(site, who, ref)
    need_host(await _hosts(site, who), row["host"], "delete-vfolder")
    if row["status"] != "delete-pending":
        raise errors.Conflict(f"The folder {row['name']!r} is being removed already.")
    wanted = row["name"] if name is None else check_name(name)
    owner = {"user_id": row["user_id"], "project_id": row["project_id"]}
    given: dict[str, Any] = {}
    if owner["user_id"] is None and owner["project_id"] is None:
        owner["user_id"] = who.user_id
        given = {"user_id": who.user_id, "ownership_type": "user", "creator": who.email}

    def write(conn: Connection) -> folders.Row:
        if folders.name_taken(conn, wanted, **owner):
            raise errors.FolderExists(
                f"There is a folder {wanted!r} already; 'name' restores this one under another name.",
                data={"name": wanted},
            )
        count, limit = folders.count_and_limit(conn, **owner)
        if limit and count >= limit:
            raise errors.InvalidParameters(
                f"There are {count} folders of {limit} that are allowed; delete one first."
            )
        back = {"status": "ready", "name": wanted, "trashed_at": None, "trashed_by": None}
        if not store.change(conn, row["id"], "delete-pending", {**back, **given, "status_info": None}):
            raise errors.FolderNotFound(data=ref)
        refuse_private(conn, row["id"], wanted)
        return folders.listed(conn, vfolders.c.id == row["id"], who)[0]

    return vfolders_view.item(who, await site.store.write(write))


async def purge(site: Site, who: Principal, ref: str) -> None:
    """Remove a folder of the trash and all in it, for good. What the storage proxy does not do now is tried
    again by itself; the answer is then `Unavailable`.
    """
    row = await _find(site, who, ref)
    need_host(await _hosts(site, who), row["host"], "delete-vfolder")
    await undivided(_purge(site, row, who))


async def _purge(site: Site, row: folders.Row, who: Principal | None, before: datetime | None = None) -> None:
    """Raises `FolderNotFound` for what has left the trash since it was read, or (``before``) came back."""

    def mark(conn: Connection) -> None:
        refuse_mounted(conn, row, who)
        if not store.doom(conn, row["id"], before):
            raise errors.FolderNotFound("There is no such folder in the trash.", data=row["id"].hex)

    await site.store.write(mark)
    await folder_removal.remove(site, row)


async def empty(site: Site, now: datetime) -> int:
    """Purge what has been in the trash for longer than it is kept; returns how many folders that were."""
    if not site.config.trash_retention:
        return 0
    before = now - timedelta(seconds=site.config.trash_retention)
    gone = 0
    for row in await site.store.read(partial(store.due, before=before)):
        try:
            await undivided(_purge(site, row, None, before))
        except errors.InvalidParameters as error:
            log.info("the folder %s stays: %s", row["id"], error)
            await site.store.write(partial(_note, row))
        except errors.ApiError as error:
            log.info("the folder %s stays: %s", row["id"], error)
        else:
            gone += 1
    return gone


def _note(row: folders.Row, conn: Connection) -> None:
    """Whose session it is, is not the owner's to know."""
    text = "It is purged as soon as no session mounts it any more."
    if row["status_info"] != text:
        store.change(conn, row["id"], "delete-pending", {"status_info": text})


async def _find(site: Site, who: Principal, ref: str) -> folders.Row:
    rows = await site.store.read(lambda conn: store.found(conn, who, ref))
    if not rows:
        raise errors.FolderNotFound("There is no such folder in the trash.", data=ref)
    if len(rows) > 1:
        ids = [row["id"].hex for row in rows]
        raise errors.InvalidParameters(
            f"There are {len(rows)} folders of this name in the trash; say which by its id.", data={"id": ids}
        )
    return rows[0]


async def _hosts(site: Site, who: Principal) -> dict[str, set[str]]:
    return await site.store.read(lambda conn: folders.allowed_hosts(conn, who))
