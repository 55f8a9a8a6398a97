"""Whether the folders of the database and those on the volumes are the same (`kernelyard storage check`).

Nothing is repaired unless it is named. An orphan, a folder on a volume without a row, is then moved into the
trash of its quota scope's owner, from where it can be restored; a folder that is missing on its volume is
marked (status ``error``), and no longer when it is back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders import listing
from kernelyard_hub.operations.vfolders.proxies import ask
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import folder_trash as rows_of
from kernelyard_hub.store import quota_scopes
from kernelyard_hub.store import vfolders as store
from kernelyard_hub.store.models import vfolders
from kernelyard_storage.protocol import FoundFolder, VolumeRef

log = logging.getLogger("kernelyard.hub.audit")
YOUNG = timedelta(minutes=10)
"""What is younger may be a folder that is just being made: it is no orphan yet."""
MISSING = "error"


class Repair(BaseModel):
    """``POST /storage/check/repair``: ids of folders, as the check has told them."""

    model_config = ConfigDict(extra="forbid")

    orphans: list[UUID] = Field(default=[], max_length=10_000)
    missing: list[UUID] = Field(default=[], max_length=10_000)


@dataclass(slots=True)
class Differences:
    """What a check has found. ``unchecked``: hosts that did not answer; nothing is said of their folders."""

    orphans: list[tuple[str, FoundFolder]] = field(default_factory=list)
    missing: list[store.Row] = field(default_factory=list)
    misplaced: list[dict[str, Any]] = field(default_factory=list)
    returned: list[store.Row] = field(default_factory=list)
    """Marked as missing, and there."""
    unchecked: list[str] = field(default_factory=list)


def compare(
    rows: Iterable[Mapping[str, Any]], found: Mapping[str, list[FoundFolder]], began: datetime
) -> Differences:
    """Folders of the database against those found on each host, by the time ``began`` the looking began.

    Pure. Rows of hosts that are not in ``found`` are left alone, and so is what was made since.
    """
    told = Differences()
    by_id = {row["id"]: dict(row) for row in rows}
    seen: dict[UUID, list[tuple[str, FoundFolder]]] = {}
    for host, folders in found.items():
        for each in folders:
            if each.folder_id is None:
                told.misplaced.append(_misplaced(host, each, None))
            else:
                seen.setdefault(each.folder_id, []).append((host, each))
    for folder_id, places in seen.items():
        row = by_id.get(folder_id)
        for host, each in places:
            if row is None:
                if abs(began.timestamp() - each.modified) > YOUNG.total_seconds():
                    told.orphans.append((host, each))
            elif (host, each.quota_scope) != (row["host"], row["quota_scope"]):
                told.misplaced.append(_misplaced(host, each, row))
    for row in by_id.values():
        there = any(
            (host, each.quota_scope) == (row["host"], row["quota_scope"])
            for host, each in seen.get(row["id"], [])
        )
        if row["host"] not in found or row["created_at"] > began:
            continue
        if there and row["status"] == MISSING:
            told.returned.append(row)
        elif not there and row["status"] in ("ready", "delete-pending", MISSING):
            told.missing.append(row)
    return told


def _misplaced(host: str, found: FoundFolder, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """A folder that lies where none belongs, or elsewhere than its row says."""
    return {
        "host": host,
        "quota_scope": found.quota_scope,
        "path": found.path,
        "folder_id": None if found.folder_id is None else str(found.folder_id),
        "id": None if row is None else str(row["id"]),
        "name": None if row is None else row["name"],
        "expected": None if row is None else f"{row['host']} {row['quota_scope']}",
    }


def _moment(seconds: float) -> datetime:
    """What a session said of its folder's time, as near as there are dates."""
    return datetime.fromtimestamp(min(max(seconds, 0.0), listing.LATEST), UTC)


async def check(site: Site) -> dict[str, Any]:
    """Look at every volume, and say what does not fit; see `Differences`."""
    told = await _look(site)
    return {
        "orphans": [
            {
                "host": host,
                "quota_scope": each.quota_scope,
                "path": each.path,
                "folder_id": str(each.folder_id),
                "modified": _moment(each.modified).isoformat(),
            }
            for host, each in told.orphans
        ],
        "missing": [_row(row) for row in told.missing],
        "misplaced": told.misplaced,
        "returned": [_row(row) for row in told.returned],
        "unchecked": told.unchecked,
    }


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "host": row["host"],
        "owner": row["user_email"] or row["group_name"],
        "status": row["status"],
    }


async def _look(site: Site) -> Differences:
    """Disks first, database after: what is made meanwhile has a row by then. What had one before was removed
    meanwhile, and is no orphan.
    """
    began = datetime.now(UTC)
    before = await site.store.read(lambda conn: set(conn.scalars(select(vfolders.c.id))))
    found: dict[str, list[FoundFolder]] = {}
    unchecked = []
    for proxy, client in sorted(site.storage.items()):
        try:
            for volume in (await ask(client.volumes())).volumes:
                host = f"{proxy}:{volume.name}"
                try:
                    found[host] = (await ask(client.inventory(VolumeRef(volume=volume.name)))).folders
                except errors.ApiError as error:
                    unchecked.append(f"{host}: {error}")
        except errors.ApiError as error:
            unchecked.append(f"{proxy}: {error}")
    rows = await site.store.read(lambda conn: store.listed(conn, vfolders.c.id.is_not(None)))
    told = compare(rows, found, began)
    told.orphans = [(host, each) for host, each in told.orphans if each.folder_id not in before]
    told.unchecked = unchecked
    return told


async def repair(site: Site, who: Principal | None, body: Repair) -> dict[str, Any]:
    """Repair what is named, as far as a new look still finds it; folders that are back are told so, too."""
    told = await _look(site)
    orphans = [(host, each) for host, each in told.orphans if each.folder_id in set(body.orphans)]
    missing = [row for row in told.missing if row["id"] in set(body.missing)]
    moved = await site.store.write(partial(_adopt, orphans=orphans, who=who))
    marked, back = await site.store.write(partial(_mark, missing=missing, returned=told.returned))
    named = "kernelyard storage check" if who is None else who.username
    log.info("storage check by %s: %d orphans, %d missing", named, len(moved), len(marked))
    done: dict[str, Any] = {
        "orphans": moved,
        "missing": marked,
        "returned": back,
    }
    asked = {str(each) for each in [*body.orphans, *body.missing]}
    return done | {"not_found": sorted(asked - {*done["missing"], *(each["id"] for each in moved)})}


def _adopt(
    conn: Connection, orphans: list[tuple[str, FoundFolder]], who: Principal | None
) -> list[dict[str, Any]]:
    """Rows for orphans, in the trash. One whose owner does not exist any more is the superadmins'."""
    now, moved = datetime.now(UTC), []
    for host, each in orphans:
        owner = quota_scopes.parse(each.quota_scope)
        there = quota_scopes.exists(conn, each.quota_scope)
        known = conn.scalar(select(vfolders.c.id).where(vfolders.c.id == each.folder_id))
        if owner is None or each.folder_id is None or known is not None:
            continue
        kind, owner_id = owner
        name = f"orphan-{each.folder_id.hex[:12]}"
        store.insert(
            conn,
            {
                "id": each.folder_id,
                "name": name,
                "host": host,
                "quota_scope": each.quota_scope,
                "ownership_type": "user" if kind == "user" else "group",
                "user_id": owner_id if there and kind == "user" else None,
                "project_id": owner_id if there and kind == "project" else None,
                "creator": "storage check" if who is None else who.email,
                "status": "delete-pending",
                "status_info": "Found on the volume without a record.",
                "trashed_at": now,
                "trashed_by": None if who is None else who.user_id,
                "created_at": _moment(each.modified),
            },
        )
        moved.append({"id": str(each.folder_id), "name": name, "host": host})
    return moved


def _mark(
    conn: Connection, missing: list[store.Row], returned: list[store.Row]
) -> tuple[list[str], list[str]]:
    """Mark what is missing, and what is back, unless it has changed since it was looked at; their ids."""
    text = f"It was not on its volume at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."

    def mark(row: store.Row, status: str, info: str | None) -> bool:
        return rows_of.change(conn, row["id"], row["status"], {"status": status, "status_info": info})

    lacking = [row for row in missing if mark(row, _lacking(row["status"]), text)]
    back = [row for row in returned if mark(row, "ready", None)]
    return [str(row["id"]) for row in lacking], [str(row["id"]) for row in back]


def _lacking(status: str) -> str:
    """What is in the trash stays there."""
    return MISSING if status == "ready" else status
