"""What ended kernels have printed, compressed, for as long as the site keeps it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from .keys import padded
from .models import kernel_logs

MOST = 1_048_576
"""Characters of one log that are kept, the newest."""


@dataclass(frozen=True, slots=True)
class Log:
    """What an ended kernel has printed, compressed: nobody else's write waits for that."""

    kernel_id: UUID
    generation: int
    data: bytes


def pack(text: str) -> bytes:
    """The end of a log as it is kept. Takes milliseconds for a long one: not inside a write."""
    return zlib.compress(text[-MOST:].encode(errors="replace"))


def put(conn: Connection, kernel_id: UUID, generation: int, text: str, now: datetime) -> None:
    """Keep the log of an ended kernel, in place of what an earlier generation left."""
    put_all(conn, [Log(kernel_id, generation, pack(text))], now)


def put_all(conn: Connection, taken: Sequence[Log], now: datetime) -> None:
    """`put` of many; of one kernel's logs the last stays."""
    newest = {log.kernel_id: log for log in taken}
    conn.execute(delete(kernel_logs).where(kernel_logs.c.kernel_id.in_(padded(newest))))
    rows = [
        {
            "kernel_id": log.kernel_id,
            "generation": log.generation,
            "text_zlib": log.data,
            "taken_at": now,
        }
        for log in newest.values()
    ]
    conn.execute(insert(kernel_logs), rows)


def get(conn: Connection, kernel_id: UUID) -> str | None:
    """The log, or None when none is kept."""
    query = select(kernel_logs.c.text_zlib).where(kernel_logs.c.kernel_id == kernel_id)
    data = conn.execute(query).scalar()
    return None if data is None else zlib.decompress(data).decode(errors="replace")


def kept(conn: Connection, kernel_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Which of the kernels' logs are kept, and of which generation."""
    query = select(kernel_logs.c.kernel_id, kernel_logs.c.generation).where(
        kernel_logs.c.kernel_id.in_(padded(kernel_ids))
    )
    return {row.kernel_id: row.generation for row in conn.execute(query)}


def prune(conn: Connection, before: datetime, most_bytes: int) -> int:
    """Delete logs that were taken before then, and the oldest of those that need more than ``most_bytes``
    together; returns how many."""
    gone = conn.execute(delete(kernel_logs).where(kernel_logs.c.taken_at < before)).rowcount
    sizes = select(kernel_logs.c.kernel_id, func.length(kernel_logs.c.text_zlib)).order_by(
        kernel_logs.c.taken_at.desc()
    )
    total, surplus = 0, []
    for kernel_id, size in conn.execute(sizes):
        total += size
        if total > most_bytes:
            surplus.append(kernel_id)
    for start in range(0, len(surplus), 500):
        chosen = surplus[start : start + 500]
        gone += conn.execute(delete(kernel_logs).where(kernel_logs.c.kernel_id.in_(chosen))).rowcount
    return gone
