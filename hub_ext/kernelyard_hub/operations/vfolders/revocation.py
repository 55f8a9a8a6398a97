"""Transfers that end because somebody has lost a right: older tokens are worth nothing (S08, S23).

The database says first that the right is gone, then what the storage proxies have to hear of it
(`transfer_ends`), then they are told. One that does not answer is asked again until it does, also after a
restart of the service, or until the tokens in question have expired anyway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, select
from sqlalchemy.sql import ColumnElement

from kernelyard_hub import errors
from kernelyard_hub.background import Report
from kernelyard_hub.operations.vfolders.proxies import ask
from kernelyard_hub.operations.vfolders.rules import folder_ref
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import transfer_ends, users, vfolders
from kernelyard_hub.store.once import LIFE_SIGN
from kernelyard_storage.protocol import RevokeRequest

log = logging.getLogger(__name__)

WAITS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds between attempts to reach a storage proxy; the last one again and again."""
KEPT = timedelta(days=30)
"""A storage proxy that was away for longer is not told any more; its tokens live for a day unless it is told
otherwise.
"""
_TASK = "revoke"
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class End:
    """What a storage proxy has to hear."""

    proxy: str
    request: RevokeRequest


async def lost(site: Site, row: Mapping[str, Any], user_ids: Collection[UUID] | None) -> None:
    """Carry out that these users (None: anybody) may do less in the folder than before: their transfers end,
    and sessions that have it mounted follow (`mount_keeper.ENFORCED_WITHIN`). Raises nothing.
    """
    noted = await _note(site, await _in_folder(site, row, user_ids))
    try:
        await site.mounts.enforce([row["id"]])
    finally:
        await _tell(site, noted)


async def people_changed(site: Site, user_ids: Collection[UUID]) -> None:
    """Carry out that these accounts are not what they were: status, domain, role, projects. Their transfers
    end, and their guests' if they are in another domain now. Raises nothing.
    """
    if not user_ids:
        return

    def read(conn: Connection) -> tuple[list[End], set[UUID]]:
        shared = shares.of_owners(conn, user_ids)
        ends = [*_of_users(site, _names(conn, user_ids)), *(_of_folder(row) for row in shared)]
        return ends, {row["id"] for row in shared} | shares.mounted_by(conn, user_ids)

    ends, mounted = await site.store.read(read)
    noted = await _note(site, ends)
    try:
        await site.mounts.enforce(mounted)
    finally:
        await _tell(site, noted)


async def members_changed(site: Site, project_id: UUID, user_ids: Collection[UUID]) -> None:
    """Carry out that these users are no members of the project any more: all their transfers end, in whatever
    folders. Raises nothing.
    """
    condition = folders.LIVE & (vfolders.c.project_id == project_id)

    def read(conn: Connection) -> tuple[list[str], list[UUID]]:
        ids = conn.scalars(select(vfolders.c.id).where(condition))
        return _names(conn, user_ids), list(ids)

    names, folder_ids = await site.store.read(read)
    noted = await _note(site, _of_users(site, names))
    try:
        await site.mounts.enforce(folder_ids)
    finally:
        await _tell(site, noted)


async def cut(site: Site, row: Mapping[str, Any], user_ids: Collection[UUID] | None) -> None:
    """End the transfers of these users in the folder; None: of everybody. Raises nothing."""
    await _tell(site, await _note(site, await _in_folder(site, row, user_ids)))


async def cut_users(site: Site, user_ids: Collection[UUID]) -> None:
    """End all transfers of these users, in whatever folders."""
    names = await site.store.read(lambda conn: _names(conn, user_ids))
    await _tell(site, await _note(site, _of_users(site, names)))


async def resume(site: Site) -> int:
    """Go on with what was not told when the service stopped; how many ends that are."""
    if site.background.running(_TASK) is not None:
        return 0
    left = await _left(site)
    if left:
        horizon = datetime.now(UTC) - KEPT
        await site.store.write(lambda conn: _forget(conn, transfer_ends.c.created_at <= horizon))
        site.background.start(_TASK, _NOBODY, lambda report: _insist(site, report))
    return len(left)


def _names(conn: Connection, user_ids: Collection[UUID]) -> list[str]:
    return list(conn.scalars(select(users.c.username).where(users.c.id.in_(user_ids))))


def _of_folder(row: Mapping[str, Any], user: str | None = None) -> End:
    return End(row["host"].partition(":")[0], RevokeRequest(folder=folder_ref(row), user=user))


def _of_users(site: Site, names: Iterable[str]) -> list[End]:
    return [End(proxy, RevokeRequest(user=name)) for name in names for proxy in site.storage]


async def _in_folder(site: Site, row: Mapping[str, Any], user_ids: Collection[UUID] | None) -> list[End]:
    if user_ids is None:
        return [_of_folder(row)]
    names = await site.store.read(lambda conn: _names(conn, user_ids))
    return [_of_folder(row, name) for name in names]


async def _note(site: Site, ends: Iterable[End]) -> dict[UUID, End]:
    """Write down what is to be told, under new ids."""
    noted = {uuid4(): end for end in ends}
    if not noted:
        return noted
    now = datetime.now(UTC)
    rows = [
        {"id": key, "proxy": end.proxy, "request": end.request.model_dump(mode="json"), "created_at": now}
        for key, end in noted.items()
    ]
    insert = transfer_ends.insert().execution_options(**LIFE_SIGN)
    await site.store.write(lambda conn: conn.execute(insert, rows) and None)
    return noted


async def _tell(site: Site, noted: Mapping[UUID, End]) -> None:
    """Tell, and forget what was told; the rest goes on by itself."""
    if not await _ask(site, noted) and site.background.running(_TASK) is None:
        log.warning("a storage proxy could not be told to end transfers; it is asked again")
        site.background.start(_TASK, _NOBODY, lambda report: _insist(site, report))


async def _ask(site: Site, noted: Mapping[UUID, End]) -> bool:
    """Tell each storage proxy, all at a time, until it does not answer; whether all were told."""
    by_proxy: dict[str, list[UUID]] = {}
    for key, end in noted.items():
        by_proxy.setdefault(end.proxy, []).append(key)

    async def ask_one(proxy: str) -> list[UUID]:
        told: list[UUID] = []
        client = site.storage.get(proxy)
        if client is None:
            return told
        try:
            for key in by_proxy[proxy]:
                await ask(client.revoke(noted[key].request))
                told.append(key)
        except errors.ApiError as error:
            log.info("the storage proxy %s could not be told to end transfers: %s", proxy, error)
        return told

    told = [key for keys in await asyncio.gather(*map(ask_one, by_proxy)) for key in keys]
    if told:
        await site.store.write(lambda conn: _forget(conn, transfer_ends.c.id.in_(told)))
    return len(told) == len(noted)


def _forget(conn: Connection, which: ColumnElement[bool]) -> None:
    conn.execute(delete(transfer_ends).where(which).execution_options(**LIFE_SIGN))


async def _left(site: Site) -> dict[UUID, End]:
    """What has still to be told, the oldest first."""
    query = select(transfer_ends).order_by(transfer_ends.c.created_at)
    rows = await site.store.read(lambda conn: conn.execute(query).all())
    return {row.id: End(row.proxy, RevokeRequest.model_validate(row.request)) for row in rows}


async def _insist(site: Site, report: Report) -> str:
    """Ask again until nothing is left."""
    attempts = 0
    while left := await _left(site):
        await asyncio.sleep(WAITS[min(attempts, len(WAITS) - 1)])
        attempts += 1
        if not await _ask(site, left):
            report(attempts, attempts + 1, "not yet")
    return "told"
