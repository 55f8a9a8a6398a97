"""What ended kernels have printed, compressed, for as long as the site keeps it: the last run, and earlier
ones of a session that had to wait again (the column holds them one after the other, each with its
generation and its length before it).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, insert, select

from .keys import padded
from .models import kernel_logs

MOST = 1_048_576
"""Characters of one log that are kept, the newest."""
RUNS = 5
"""Runs of one kernel whose logs are kept, the newest."""
_HEAD = struct.Struct(">QQ")


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
    """Keep the log of an ended kernel."""
    put_all(conn, [Log(kernel_id, generation, pack(text))], now)


def put_all(conn: Connection, taken: Sequence[Log], now: datetime) -> None:
    """`put` of many. What other generations of a kernel have left stays, up to `RUNS` in all, also where the
    log of an older one comes late."""
    of_kernels: dict[UUID, dict[int, bytes]] = {}
    for log in taken:
        of_kernels.setdefault(log.kernel_id, {})[log.generation] = log.data
    replaced = delete(kernel_logs).where(kernel_logs.c.kernel_id.in_(padded(of_kernels)))
    for row in conn.execute(replaced.returning(kernel_logs.c.kernel_id, kernel_logs.c.text_zlib)).all():
        of_kernels[row.kernel_id] = dict(_parts(row.text_zlib)) | of_kernels[row.kernel_id]
    rows = [
        {
            "kernel_id": kernel_id,
            "generation": max(of_runs),
            "text_zlib": _together(of_runs),
            "taken_at": now,
        }
        for kernel_id, of_runs in of_kernels.items()
    ]
    conn.execute(insert(kernel_logs), rows)


def _kept_of(kernel_ids: Iterable[UUID]) -> Select[Any]:
    return select(kernel_logs.c.kernel_id, kernel_logs.c.text_zlib).where(
        kernel_logs.c.kernel_id.in_(padded(kernel_ids))
    )


def _together(of_runs: Mapping[int, bytes]) -> bytes:
    newest = sorted(of_runs.items())[-RUNS:]
    return b"".join(_HEAD.pack(run, len(data)) + data for run, data in newest)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(data):
        run, length = _HEAD.unpack_from(data, start)
        start += _HEAD.size
        yield run, data[start : start + length]
        start += length


def runs(conn: Connection, kernel_id: UUID) -> dict[int, str]:
    """The logs of a kernel's ended runs that are kept, by generation, in their order."""
    row = conn.execute(_kept_of([kernel_id])).first()
    parts = _parts(row.text_zlib) if row is not None else ()
    return {run: zlib.decompress(data).decode(errors="replace") for run, data in parts}


def get(conn: Connection, kernel_id: UUID) -> str | None:
    """The log of the newest run that is kept, or None."""
    found = runs(conn, kernel_id)
    return found[max(found)] if found else None


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
