"""What many ask for at the same time: shared transactions, and answers that are remembered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, update
from tests import core_rig, databases

from kernelyard_hub import errors
from kernelyard_hub.store import Store
from kernelyard_hub.store.keys import padded
from kernelyard_hub.store.models import keypair_resource_policies, leases, settings
from kernelyard_hub.store.once import once


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(databases.fresh(tmp_path, "crowds"))
    yield opened
    await opened.close()


SIGN = update(leases).where(leases.c.name == "scheduler").values(epoch=7)


def count(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(settings)).scalar_one())


def put(conn: Connection, key: str) -> None:
    conn.execute(insert(settings).values(key=key, value={}, modified_at=datetime.now(UTC)))


def test_lists_of_keys_come_in_few_lengths() -> None:
    assert [len(padded(range(size))) for size in (0, 1, 2, 3, 5, 64, 65)] == [0, 1, 2, 4, 8, 64, 128]
    assert set(padded([1, 2, 3])) == {1, 2, 3}


async def test_a_crowd_shares_writes_and_a_refusal_is_one_callers_own(store: Store) -> None:
    sizes = []

    def five_at_most(conn: Connection, keys: Sequence[str]) -> list[str | Exception]:
        sizes.append(len(keys))
        found: list[str | Exception] = []
        for key in keys:
            if count(conn) >= 5:
                found.append(ValueError(key))
                continue
            put(conn, key)
            found.append(key)
        return found

    asked = [store.write_together(five_at_most, f"k{number}") for number in range(100)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert answers[:5] == [f"k{number}" for number in range(5)]
    assert [str(answer) for answer in answers[5:]] == [f"k{number}" for number in range(5, 100)]
    assert await store.read(count) == 5
    assert sum(sizes) == 100
    assert len(sizes) < 20


async def test_what_breaks_a_shared_write_breaks_its_own_only(store: Store) -> None:
    def write(conn: Connection, keys: Sequence[str]) -> list[None]:
        for key in keys:
            put(conn, key)
            if key == "bad":
                raise RuntimeError("a fault")
        return [None] * len(keys)

    asked = [store.write_together(write, key) for key in ("a", "b", "bad", "c")]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [type(None), type(None), RuntimeError, type(None)]
    assert await store.read(lambda conn: set(conn.execute(select(settings.c.key)).scalars())) == {
        "a",
        "b",
        "c",
    }


async def test_one_who_leaves_does_not_take_his_write_back(store: Store) -> None:
    def write(conn: Connection, keys: Sequence[str]) -> list[None]:
        for key in keys:
            put(conn, key)
        return [None] * len(keys)

    leaving = asyncio.create_task(store.write_together(write, "a"))
    await asyncio.sleep(0)
    leaving.cancel()
    await store.write_together(write, "b")
    assert await store.read(count) == 2


async def test_what_is_remembered_is_forgotten_when_anybody_writes(store: Store) -> None:
    asked = []

    def counted(conn: Connection) -> int:
        asked.append(1)
        return count(conn)

    async def seen() -> int:
        return await store.write(lambda conn: once(conn, counted))

    assert [await seen(), await seen()] == [0, 0]
    assert len(asked) == 1, "nothing was written in between"
    await store.write(lambda conn: put(conn, "a"))
    assert await seen() == 1

    def undone(conn: Connection) -> None:
        put(conn, "b")
        assert once(conn, counted) == 2
        raise RuntimeError("taken back")

    with pytest.raises(RuntimeError):
        await store.write(undone)
    assert await seen() == 1, "what was taken back is not remembered"
    await store.write(lambda conn: conn.execute(SIGN) and None)
    asked.clear()
    assert await seen() == 1
    assert asked == [], "life signs leave it alone"


async def test_another_services_write_is_seen_at_once(tmp_path: Path) -> None:
    """R18: two services on PostgreSQL; on SQLite a program that opens the file."""
    url = databases.fresh(tmp_path, "two")
    first = await Store.open(url)
    try:
        assert await first.write(lambda conn: once(conn, count)) == 0
        if databases.on_postgresql():
            second = await Store.open(url)
            await second.write(lambda conn: put(conn, "a"))
            await second.close()
        else:
            import sqlite3

            with sqlite3.connect(url.removeprefix("sqlite:///")) as base:
                base.execute("INSERT INTO settings VALUES ('a', '{}', '2026-01-01 00:00:00')")
            base.close()
        assert await first.write(lambda conn: once(conn, count)) == 1
    finally:
        await first.close()


@pytest.mark.feature("SCH-030")
async def test_a_hundred_creates_never_exceed_a_limit_that_was_just_lowered(tmp_path: Path) -> None:
    """R18, with requests that share transactions and policies that are remembered."""
    async with core_rig.running(tmp_path) as core:
        await core.create(enqueueOnly=True)  # remembers the policy without a limit

        async def attempt(number: int) -> bool:
            try:
                await core.create(f"many-{number:03}", enqueueOnly=True)
            except errors.QuotaExceeded:
                return False
            return True

        change = update(keypair_resource_policies).values(max_pending_session_count=6)
        await core.site.store.write(partial(_execute, change))
        passed = await asyncio.gather(*(attempt(number) for number in range(100)))
    assert sum(passed) == 5


def _execute(change: object, conn: Connection) -> None:
    conn.execute(change)  # type: ignore[call-overload]
