"""From slices of a run's output to WebSocket frames that every client takes (contract 3.1, T37). Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kernelyard_agent.protocol import ExecuteResult

MAX_FRAME = 3 * 2**20
"""Bytes of one text frame; the client ends silently above 4 MiB."""
_ROOM = 4096
"""Bytes left for everything in a frame but its console items."""


def frames(result: ExecuteResult) -> Iterator[str]:
    """One slice as frames. Only the last carries the slice's status; those before it say ``continued``."""
    batches = list(_batches(result.console))
    for batch in batches[:-1]:
        yield json.dumps({"status": "continued", "runId": result.run_id, "console": batch})
    last: dict[str, Any] = {
        "status": result.status,
        "runId": result.run_id,
        "exitCode": result.exit_code,
        "console": batches[-1] if batches else [],
        "options": result.options if result.options is not None else _no_options(result),
        "files": result.files,
    }
    yield json.dumps(last)


def _no_options(result: ExecuteResult) -> dict[str, Any] | None:
    """Clients read ``options.is_password`` of every prompt."""
    return {"is_password": False} if result.status == "waiting-input" else None


def _batches(console: list[tuple[str, object]]) -> Iterator[list[list[object]]]:
    batch: list[list[object]] = []
    used = 0
    for item in _small(console):
        size = len(json.dumps(item))
        if batch and used + size > MAX_FRAME - _ROOM:
            yield batch
            batch, used = [], 0
        batch.append(item)
        used += size
    if batch:
        yield batch


def _small(console: list[tuple[str, object]]) -> Iterator[list[object]]:
    """Items that fit a frame: long texts in pieces, media that are too big as a note."""
    piece = (MAX_FRAME - _ROOM) // 12  # one character is at the most 12 bytes of JSON
    for kind, value in console:
        if isinstance(value, str):
            for start in range(0, len(value) or 1, piece):
                yield [kind, value[start : start + piece]]
        elif len(json.dumps(value)) > MAX_FRAME - _ROOM:
            yield ["stderr", "[an output was left out: it is too big for this connection]\n"]
        else:
            yield [kind, value]
