"""How large folders are: counted one after the other, gently, for lists, reports and quota pages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection, and_, nulls_first, or_, select

from kernelyard_hub.operations.vfolders.rules import folder_ref
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as store
from kernelyard_hub.store.models import vfolders
from kernelyard_hub.store.once import LIFE_SIGN
from kernelyard_storage.client import StorageError, StorageTimeout, StorageUnreachable
from kernelyard_storage.protocol import FolderUsage

FRESH = timedelta(hours=1)
"""For so long a count is good."""
BATCH = 50
REST = 3.0
"""For each second of counting, so many of rest: a storage volume has other things to do."""
LONGEST_REST = 30.0
_Count = tuple[store.Row, FolderUsage | None]


async def count(site: Site, now: datetime) -> int:
    """Count folders that were never counted, or too long ago: the oldest `BATCH`. Returns how many.

    A storage proxy that does not answer is left alone for this round. What takes too long to count was tried:
    others are counted first the next time.
    """
    counted: list[_Count] = []
    silent = set[str]()
    while rows := await site.store.read(partial(_due, before=now - FRESH, counted=counted, silent=silent)):
        for row in rows:
            proxy = row["host"].partition(":")[0]
            if proxy in silent:
                break  # what the others have comes in its place
            began = time.monotonic()
            try:
                counted.append((row, await _usage(site, proxy, row)))
            except StorageTimeout:
                counted.append((row, None))
                silent.add(proxy)
            except StorageUnreachable:
                silent.add(proxy)
            await asyncio.sleep(min(LONGEST_REST, REST * (time.monotonic() - began)))
    if counted:
        await site.store.write(partial(_note, counted=counted, at=datetime.now(UTC)))
    return len(counted)


async def _usage(site: Site, proxy: str, row: store.Row) -> FolderUsage | None:
    """None for what is not there, or not to be read."""
    client = site.storage.get(proxy)
    try:
        return None if client is None else await client.usage(folder_ref(row))
    except StorageError:
        return None


def _due(
    conn: Connection, before: datetime, counted: Sequence[_Count], silent: Collection[str]
) -> list[store.Row]:
    """What is still to be counted in this round."""
    there = vfolders.c.status.in_(("ready", "delete-pending"))
    old = or_(vfolders.c.counted_at.is_(None), vfolders.c.counted_at < before)
    done = vfolders.c.id.in_([row["id"] for row, _ in counted])
    away = [vfolders.c.host.startswith(f"{proxy}:", autoescape=True) for proxy in silent]
    query = select(vfolders).where(and_(there, old), ~or_(done, *away))
    query = query.order_by(nulls_first(vfolders.c.counted_at)).limit(BATCH - len(counted))
    return [dict(row) for row in conn.execute(query).mappings()]


def _note(conn: Connection, counted: list[_Count], at: datetime) -> None:
    """A folder that is not as it was counted before has been used since."""
    for row, usage in counted:
        values: dict[str, datetime | int] = {"counted_at": at}
        if usage is not None:
            values |= {"used_bytes": usage.used_bytes, "files": usage.files}
            if row["used_bytes"] is not None and (row["used_bytes"], row["files"]) != (
                usage.used_bytes,
                usage.files,
            ):
                values["last_used"] = at
        change = vfolders.update().where(vfolders.c.id == row["id"]).values(values)
        conn.execute(change.execution_options(**LIFE_SIGN))
