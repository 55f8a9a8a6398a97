"""Removing folders for good, and all folders of an account or project that is about to be forgotten.

The row says first that the folder goes (``delete-ongoing``), then the disk lets go of it, then the row goes:
whatever stops in between is taken up again by `finish`.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.sql import ColumnElement

from kernelyard_hub import errors
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.operations.vfolders.rules import folder_ref
from kernelyard_hub.site import Site
from kernelyard_hub.store import folder_trash as trash
from kernelyard_hub.store import vfolders as store
from kernelyard_storage.protocol import TaskRef

log = logging.getLogger(__name__)


def mark(conn: Connection, whose: ColumnElement[bool]) -> None:
    """Take the folders, and those in the trash, out of everybody's reach. Raises `Conflict` while an open
    session mounts one.
    """
    for row in store.listed(conn, whose & trash.STILL_THERE):
        mounting = trash.mounting(conn, row["id"])
        if mounting:
            raise errors.Conflict(
                f"The folder {row['name']!r} is mounted in the session {mounting[0].name!r}; "
                "end that session first."
            )
        store.update(conn, row["id"], {"status": "delete-ongoing"})


async def carry_out(site: Site, whose: ColumnElement[bool]) -> None:
    """Delete what is marked, on the disks and then in the database. What cannot be deleted now is deleted
    later by itself, or when it is asked for again. Raises `Unavailable`.
    """
    await undivided(_delete(site, whose))


async def _delete(site: Site, whose: ColumnElement[bool]) -> None:
    rows = await site.store.read(lambda conn: store.listed(conn, whose & store.half_deleted()))
    for row in rows:
        await remove(site, row)


async def remove(site: Site, row: store.Row) -> None:
    """Take away a folder that is marked, and end the copying into it. A failure is noted in its row, and
    raised: `Unavailable`.
    """
    try:
        await _end_copy(site, row)
        await ask(client_of(site, row["host"]).delete_folder(folder_ref(row)))
    except errors.ApiError as error:
        text = f"It could not be removed and will be tried again: {error}"
        await site.store.write(partial(_note, row, text))
        raise errors.Unavailable(text) from error
    await site.store.write(partial(_forget, row))


async def _end_copy(site: Site, row: store.Row) -> None:
    """While a folder is copied, its row has the storage proxy's task."""
    try:
        task = TaskRef(task_id=UUID(row.get("status_info") or ""))
    except ValueError:
        return
    with suppress(errors.NotFound):  # it has ended, and is forgotten
        await ask(client_of(site, row["host"]).cancel_task(task))


async def finish(site: Site) -> int:
    """Take up again what a stop of the service or a storage proxy has left half deleted; returns how many
    folders that were. Raises the last refusal after all were tried.
    """
    rows = await site.store.read(lambda conn: store.listed(conn, store.half_deleted()))
    gone, refusal = 0, None
    for row in rows:
        try:
            await undivided(remove(site, row))
            gone += 1
        except errors.ApiError as error:
            refusal = error
    if refusal is not None:
        raise refusal
    return gone


def _note(row: store.Row, text: str, conn: Connection) -> None:
    store.update(conn, row["id"], {"status_info": text})


def _forget(row: store.Row, conn: Connection) -> None:
    store.remove(conn, row["id"])
