"""Removing all folders of an account or project that is about to be forgotten."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection
from sqlalchemy.sql import ColumnElement

from kernelyard_hub import errors
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as store

from .storage import ask, client_of
from .undivided import undivided
from .vfolders_rules import folder_ref


def mark(conn: Connection, whose: ColumnElement[bool]) -> None:
    """Take the folders out of everybody's reach. Raises `Conflict` while an open session mounts one."""
    for row in store.listed(conn, whose & store.LIVE):
        user = store.mounted_in(conn, row["id"])
        if user is not None:
            raise errors.Conflict(
                f"The folder {row['name']!r} is mounted in the session {user!r}; end that session first."
            )
        store.update(conn, row["id"], {"status": "delete-ongoing"})


async def carry_out(site: Site, whose: ColumnElement[bool]) -> None:
    """Delete what is marked, on the disks and then in the database. What cannot be deleted now is deleted at
    the next start of the service, or when it is asked for again. Raises `Unavailable`.
    """
    await undivided(_delete(site, whose))


async def _delete(site: Site, whose: ColumnElement[bool]) -> None:
    rows = await site.store.read(lambda conn: store.listed(conn, whose & store.half_deleted()))
    for row in rows:
        await ask(client_of(site, row["host"]).delete_folder(folder_ref(row)))
        await site.store.write(partial(_remove, row))


def _remove(row: store.Row, conn: Connection) -> None:
    store.remove(conn, row["id"])
