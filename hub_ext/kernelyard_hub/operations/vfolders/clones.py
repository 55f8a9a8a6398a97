"""Copies of folders (REST-049, STO-025). The storage proxy copies, at once where the volume copies on write.

The copy's row is ``cloning`` until the copy is whole, with the storage proxy's task in ``status_info``. It is
settled by who follows it: a background task with the copy's own id, which any process of the service can
begin again.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import ColumnElement, Connection, and_, select
from sqlalchemy.exc import IntegrityError

from kernelyard_hub import errors
from kernelyard_hub.background import Report, TaskFailed
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders import records
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.operations.vfolders import view as vfolders_view
from kernelyard_hub.operations.vfolders.life import find, need_type
from kernelyard_hub.operations.vfolders.proxies import ask, client_of, known_address, need_volume
from kernelyard_hub.operations.vfolders.rules import Permission, check_name, folder_ref, may_manage, need_host
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import folder_trash as rows_of
from kernelyard_hub.store import vfolders as store
from kernelyard_hub.store.models import users, vfolders
from kernelyard_storage.protocol import CloneRequest, HandoverRequest, TaskRef, TaskState

log = logging.getLogger(__name__)
PAUSES = (0.05, 1.0)
"""Seconds between two looks at a copy that goes on: at first, and at the most."""
_NOBODY = UUID(int=0)
ABANDONED = timedelta(seconds=60)
"""After so long, a copy that the storage proxy was not even asked for will not be asked for any more."""


class CloneFolder(BaseModel):
    """``POST /folders/{folder}/clone``. ``group``: the copy becomes a project's (admins only)."""

    model_config = ConfigDict(extra="forbid")

    target_name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    target_host: Annotated[str, StringConstraints(max_length=128)] | None = None
    usage_mode: Literal["general", "model", "data"] | None = None
    permission: Permission | None = None
    cloneable: bool | None = None
    group: Annotated[str, StringConstraints(max_length=64)] | None = None


async def clone(site: Site, who: Principal, ref: str, body: CloneFolder) -> dict[str, Any]:
    """Copy a folder that is the caller's to manage, or cloneable. ``bgtask_id`` is None when it is whole.

    Raises `Forbidden` for a source that is not cloneable; `InvalidParameters`, `FolderExists` for the target.
    """
    source = await find(site, who, ref)
    if not source["cloneable"] and not may_manage(who, source):
        raise errors.Forbidden("The source folder is not cloneable; its owner can allow it.", data=ref)
    if source["status"] != "ready":
        raise errors.Conflict(f"The folder {source['name']!r} is {source['status']}, so it cannot be copied.")
    host = body.target_host or source["host"]
    if host != source["host"]:
        await need_volume(site, host)
    need_type(site, "group" if body.group else "user")
    row = await site.store.read(lambda conn: _decide(conn, who, source, host, body))
    return await undivided(_begin(site, who, source, row))


def _decide(
    conn: Connection, who: Principal, source: store.Row, host: str, body: CloneFolder
) -> dict[str, Any]:
    """The copy's row, or the refusal: what holds for a new folder, and that the content may leave its
    host.
    """
    row = records.new(conn, who, uuid4(), check_name(body.target_name), host, group=body.group)
    if host != source["host"]:
        need_host(store.allowed_hosts(conn, who), source["host"], "download-file")
    return row | {
        "usage_mode": body.usage_mode or "general",
        "permission": body.permission or "rw",
        "cloneable": bool(body.cloneable),
        "status": "cloning",
        "source_id": source["id"],
    }


async def _begin(site: Site, who: Principal, source: store.Row, row: dict[str, Any]) -> dict[str, Any]:
    """Row first: a copy without one would be nobody's to find."""

    def insert(conn: Connection) -> None:
        records.refuse_more(conn, row["name"], user_id=row["user_id"], project_id=row["project_id"])
        store.insert(conn, row)

    try:
        await site.store.write(insert)
    except IntegrityError as refusal:
        raise errors.FolderExists(data=row["name"]) from refusal
    await site.quotas.introduce(row["host"], row["quota_scope"])
    try:
        request = await _request(site, who, source, row)
        state = await ask(client_of(site, row["host"]).clone(request))
    except errors.ApiError as refusal:
        await _give_up(site, row, str(refusal))
        raise
    task_id = None
    if state.state == "running":
        await site.store.write(partial(_note_task, row["id"], state.task_id))
        task_id = str(_follow_on(site, row, who.user_id, state.task_id))
    elif not await _settle(site, row, state):
        raise errors.InvalidParameters(f"The folder could not be copied: {state.message}")
    made = await site.store.read(lambda conn: store.listed(conn, vfolders.c.id == row["id"], who))
    if not made:
        raise errors.FolderNotFound("The copy was deleted meanwhile.", data=row["name"])
    return vfolders_view.item(who, made[0]) | {"bgtask_id": task_id}


async def _request(site: Site, who: Principal, source: store.Row, row: store.Row) -> CloneRequest:
    """Another storage proxy fetches the folder where it is, as ``who``: who loses it loses the copy."""
    known, origin = client_of(site, source["host"]), None
    if known is not client_of(site, row["host"]):
        origin = await ask(known.handover(HandoverRequest(folder=folder_ref(source), user=who.username)))
        _need_known(site, source["host"], origin.url)
        await find(site, who, str(source["id"]))  # what is withdrawn are tokens that were made before
    size = source["used_bytes"] or 0
    return CloneRequest(source=folder_ref(source), target=folder_ref(row), origin=origin, size=size)


def _need_known(site: Site, host: str, url: str) -> None:
    """No storage proxy sends another one anywhere else than to itself. Raises `Unavailable`."""
    config = site.config
    if config.public_url and not known_address(url, [config.public_url, *config.storage_origins]):
        log.warning("host %s: %s is no client_url of HubService.storage_proxies", host, url)
        raise errors.Unavailable(
            f"The storage proxy of {host} names an address that this service does not know as its own; "
            "an admin has to look."
        )


def _note_task(folder_id: UUID, task_id: UUID, conn: Connection) -> None:
    rows_of.change(conn, folder_id, "cloning", {"status_info": str(task_id)})


def _follow_on(site: Site, row: store.Row, owner: UUID, task_id: UUID) -> UUID:
    work = partial(_follow, site, row, task_id)
    return site.background.start(_task_name(row), owner, work, row["id"])


def _task_name(row: store.Row) -> str:
    return f"clone {row['id']}"


async def _follow(site: Site, row: store.Row, task_id: UUID, report: Report) -> str:
    """Wait for the end, and say how far it is (bytes of bytes)."""
    pause, longest = PAUSES
    while True:
        state = await _look(site, row, task_id)
        if state is not None:
            report(state.done, state.total, state.message or f"copying {row['name']}")
            if state.state != "running":
                break
        await asyncio.sleep(pause)
        pause = min(longest, pause * 1.5)
    if not await undivided(_settle(site, row, state)):
        raise TaskFailed(f"The folder could not be copied: {state.message or state.state}")
    return f"{row['name']} is a copy now."


async def _look(site: Site, row: store.Row, task_id: UUID) -> TaskState | None:
    """How the copy is; None while the storage proxy does not say, or the site has none of that name."""
    try:
        wanted = TaskRef(task_id=task_id, makes=folder_ref(row))
        return await ask(client_of(site, row["host"]).task(wanted))
    except errors.ApiError as error:
        log.debug("the copy %s: %s", row["id"], error)  # up to once a second
        return None


async def _settle(site: Site, row: store.Row, state: TaskState) -> bool:
    """Make a whole copy ready, take away any other; False for that. A copy that was given up meanwhile goes,
    too.
    """
    if state.state == "done":
        ready = {"status": "ready", "status_info": None}
        if await site.store.write(lambda conn: rows_of.change(conn, row["id"], "cloning", ready)):
            return True
    return not await _give_up(site, row, state.message)


async def _give_up(site: Site, row: store.Row, why: str, *, begun: bool = True) -> bool:
    """Take a copy away, unless somebody else who followed it has found it whole (``begun`` is False: or has
    begun it); whether it goes. What the disk does not let go of now is removed later by itself.
    """

    going = {"status": "delete-ongoing", "status_info": why}
    also = () if begun else (vfolders.c.status_info.is_(None),)

    def write(conn: Connection) -> bool:
        if rows_of.change(conn, row["id"], "cloning", going, *also):
            return True
        there = store.listed(conn, vfolders.c.id == row["id"])
        return not there or there[0]["status"] == "delete-ongoing"

    if not await site.store.write(write):
        return False
    try:
        await folder_removal.remove(site, row)
    except errors.ApiError as error:
        log.info("the copy %s is removed later: %s", row["id"], error)
    return True


async def cancel(site: Site, row: store.Row) -> None:
    """Give up a copy that is not whole, at its owner's wish."""
    going = {"status": "delete-ongoing"}
    if not await site.store.write(lambda conn: rows_of.change(conn, row["id"], "cloning", going)):
        raise errors.Conflict("The copy is whole already.")
    await folder_removal.remove(site, row)


@dataclass(frozen=True, slots=True)
class KnownCopy:
    """A copy that the database knows of, and who began it."""

    row: store.Row
    owner: UUID


async def known(site: Site, folder_id: UUID) -> KnownCopy | None:
    """A copy that goes on or has ended; None where that is none."""
    copy = and_(vfolders.c.id == folder_id, vfolders.c.source_id.is_not(None))
    copies = await site.store.read(partial(_copies, copy))
    if not copies or (copies[0][0]["status"] == "cloning" and copies[0][0]["status_info"] is None):
        return None
    return KnownCopy(*copies[0])


def resume(site: Site, copy: KnownCopy) -> None:
    """Make a copy that this process knows nothing of a background task again."""
    row = copy.row
    if row["status"] == "cloning":
        _follow_on(site, row, copy.owner, UUID(row["status_info"]))
    else:
        site.background.start(_task_name(row), copy.owner, partial(_ended, row), row["id"])


async def _ended(row: store.Row, report: Report) -> str:
    if row["status"] == "delete-ongoing" and row["trashed_at"] is None:  # else it was whole
        raise TaskFailed(f"The folder could not be copied: {row['status_info'] or 'it was given up.'}")
    return f"{row['name']} is a copy now."


def _copies(condition: ColumnElement[bool], conn: Connection) -> list[tuple[store.Row, UUID]]:
    """Copies and who began them, as far as that is known, else whose they are."""
    rows = store.listed(conn, condition)
    began = select(users.c.email, users.c.id).where(users.c.email.in_({row["creator"] for row in rows}))
    people = {row.email: row.id for row in conn.execute(began)}
    return [(row, people.get(row["creator"]) or row["user_id"] or _NOBODY) for row in rows]


async def resume_all(site: Site, now: datetime) -> int:
    """Copies that nobody of this process follows: follow them, and give up those that were never begun;
    returns how many.
    """
    resumed = 0
    for row, owner in await site.store.read(partial(_copies, vfolders.c.status == "cloning")):
        if site.background.running(_task_name(row)) is not None:
            continue
        if row["status_info"] is not None:
            _follow_on(site, row, owner, UUID(row["status_info"]))
        elif now - row["created_at"] > ABANDONED:
            if not await undivided(_give_up(site, row, "The service was restarted.", begun=False)):
                continue
        else:
            continue
        resumed += 1
    return resumed
