"""What ended kernels have printed, compressed, for as long as the site keeps it."""

from __future__ import annotations

import zlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from .models import kernel_logs

MOST = 1_048_576
"""Characters of one log that are kept, the newest."""


def put(conn: Connection, kernel_id: UUID, generation: int, text: str, now: datetime) -> None:
    """Keep the log of an ended kernel, in place of what an earlier generation left."""
    conn.execute(delete(kernel_logs).where(kernel_logs.c.kernel_id == kernel_id))
    data = zlib.compress(text[-MOST:].encode(errors="replace"))
    conn.execute(
        insert(kernel_logs).values(kernel_id=kernel_id, generation=generation, text_zlib=data, taken_at=now)
    )


def get(conn: Connection, kernel_id: UUID) -> str | None:
    """The log, or None when none is kept."""
    query = select(kernel_logs.c.text_zlib).where(kernel_logs.c.kernel_id == kernel_id)
    data = conn.execute(query).scalar()
    return None if data is None else zlib.decompress(data).decode(errors="replace")


def is_kept(conn: Connection, kernel_id: UUID, generation: int) -> bool:
    query = select(kernel_logs.c.kernel_id).where(
        kernel_logs.c.kernel_id == kernel_id, kernel_logs.c.generation >= generation
    )
    return conn.execute(query).first() is not None


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
