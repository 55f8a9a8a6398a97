"""Long looks at the database, which let others go on in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from sqlalchemy import Connection, literal, select
from tests import databases

from kernelyard_hub.store import Store, pauses, statistics
from kernelyard_hub.store.pauses import paused

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(databases.fresh(tmp_path, "store"))
    yield opened
    await opened.close()


async def test_the_event_loop_goes_on_during_a_long_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What looks gets every item in its order; what waits for the loop gets its turn before the last."""
    monkeypatch.setattr(pauses, "TURN", 0.0)
    turns, seen = 0, list[int]()
    loop, before_the_last = asyncio.get_running_loop(), asyncio.Event()

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1
            if turns >= 3:
                before_the_last.set()

    def look(conn: Connection) -> int:
        assert conn.scalar(select(literal(1))) == 1
        for item in paused(conn, range(100_000)):
            seen.append(item)
            if before_the_last.is_set():
                return item
        return -1

    task = loop.create_task(others())
    assert 0 <= await store.read(look) < 100_000
    assert seen == list(range(len(seen)))
    task.cancel()


async def test_tables_that_cannot_be_analyzed_are_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = asyncio.Queue[None]()

    async def look(engine: Any) -> list[str]:
        looks.put_nowait(None)
        raise OSError("no such statement")

    monkeypatch.setattr(statistics, "look", look)
    monkeypatch.setattr(statistics, "INTERVAL", 0.001)
    keeping = asyncio.create_task(statistics.keep(cast("AsyncEngine", None)))
    for _ in range(4):
        await looks.get()
    keeping.cancel()
    found = [record for record in caplog.records if record.name == statistics.log.name]
    assert [(record.levelname, record.getMessage()) for record in found] == [
        ("WARNING", "tables are not analyzed: no such statement")
    ]
