"""Transfers that end because somebody has lost a right: older tokens are worth nothing (S08, S23).

The database says first that the right is gone, then the storage proxies are told. One that does not answer is
asked again until it does, or until the tokens in question have expired anyway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kernelyard_hub import errors
from kernelyard_hub.background import Report
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.operations.vfolders.rules import folder_ref
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import users, vfolders
from kernelyard_storage.client import StorageClient
from kernelyard_storage.protocol import RevokeRequest

log = logging.getLogger(__name__)

WAITS = (1.0, 2.0, 5.0, 10.0, *(30.0,) * 240)
"""Seconds between attempts to reach a storage proxy; two hours in all."""


async def lost(site: Site, row: Mapping[str, Any], user_ids: Collection[UUID] | None) -> None:
    """Carry out that these users (None: anybody) may do less in the folder than before: their transfers end,
    and sessions that have it mounted follow (`mount_keeper.ENFORCED_WITHIN`). Raises nothing.
    """
    await site.mounts.enforce([row["id"]])
    await cut(site, row, user_ids)


async def people_changed(site: Site, user_ids: Collection[UUID]) -> None:
    """Carry out that these accounts are not what they were: status, domain, role, projects. Their transfers
    end, and their guests' if they are in another domain now. Raises nothing.
    """
    if not user_ids:
        return
    await cut_users(site, user_ids)
    for row in await site.store.read(lambda conn: shares.of_owners(conn, user_ids)):
        await lost(site, row, None)
    await site.mounts.enforce(await site.store.read(lambda conn: shares.mounted_by(conn, user_ids)))


async def members_changed(site: Site, project_id: UUID, user_ids: Collection[UUID]) -> None:
    """Carry out that these users are no members of the project any more. Raises nothing."""
    condition = folders.LIVE & (vfolders.c.project_id == project_id)
    for row in await site.store.read(lambda conn: folders.listed(conn, condition)):
        await lost(site, row, user_ids)


async def cut(site: Site, row: Mapping[str, Any], user_ids: Collection[UUID] | None) -> None:
    """End the transfers of these users in the folder; None: of everybody. Raises nothing."""
    client = client_of(site, row["host"])
    folder = folder_ref(row)
    if user_ids is None:
        await _tell(site, row["id"], client, RevokeRequest(folder=folder))
        return
    for name in await site.store.read(partial(_names, user_ids)):
        await _tell(site, row["id"], client, RevokeRequest(folder=folder, user=name))


async def cut_users(site: Site, user_ids: Collection[UUID]) -> None:
    """End all transfers of these users, in whatever folders."""
    for name in await site.store.read(partial(_names, user_ids)):
        for client in site.storage.values():
            await _tell(site, next(iter(user_ids)), client, RevokeRequest(user=name))


def _names(user_ids: Collection[UUID], conn: Connection) -> list[str]:
    return list(conn.scalars(select(users.c.username).where(users.c.id.in_(user_ids))))


async def _tell(site: Site, about: UUID, client: StorageClient, request: RevokeRequest) -> None:
    try:
        await ask(client.revoke(request))
    except errors.ApiError as error:
        log.warning("a storage proxy could not be told to end transfers; it is asked again: %s", error)
        site.background.start("revoke", about, partial(_insist, client, request))


async def _insist(client: StorageClient, request: RevokeRequest, report: Report) -> str:
    for number, wait in enumerate(WAITS, 1):
        await asyncio.sleep(wait)
        try:
            await ask(client.revoke(request))
        except errors.ApiError:
            report(number, len(WAITS), "not yet")
        else:
            return "told"
    log.error("a storage proxy could not be told to end transfers: %s", client.manager_url)
    return "given up"
