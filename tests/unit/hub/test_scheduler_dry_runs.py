"""Dry runs take turns, and keep no thread from those who need one."""

from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest
from tests.core_rig import eventually

from kernelyard_hub import errors
from kernelyard_hub.dry_runs import DryRunTurns, Threads


async def test_no_more_at_once_than_there_is_room_for() -> None:
    """Neither from many who ask, nor from one who gives up and asks again."""
    threads, may_end = Threads(at_once=2), threading.Event()
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        assert may_end.wait(30)
        return number

    async def look() -> int:
        return len(begun)

    asked = [asyncio.create_task(threads.compute(partial(work, n))) for n in range(5)]
    await eventually(look, lambda count: count == 2, "two have begun")
    for gone in (asked[0], asked[2]):
        gone.cancel()
    await asyncio.gather(asked[0], asked[2], return_exceptions=True)
    assert await asyncio.to_thread(lambda: "free") == "free"
    assert begun == [0, 1], "what was given up still computes"
    may_end.set()
    assert list(await asyncio.gather(asked[1], asked[3], asked[4])) == [1, 3, 4]
    assert sorted(begun) == [0, 1, 3, 4], "nobody computes for who has gone before"


async def test_one_key_waits_for_itself_alone() -> None:
    turns, may_end = DryRunTurns(waiting=2), asyncio.Event()
    inside: list[str] = []

    async def ask(key: str) -> None:
        async with turns.turn(key):
            inside.append(key)
            await may_end.wait()

    mine = [asyncio.create_task(ask("mine")) for _ in range(3)]
    other = asyncio.create_task(ask("other"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert inside == ["mine", "other"]
    with pytest.raises(errors.TooManyRequests, match="2 requests of yours wait"):
        await ask("mine")
    mine[1].cancel()
    may_end.set()
    await asyncio.gather(*mine, other, return_exceptions=True)
    assert inside == ["mine", "other", "mine"]
    await ask("mine")
