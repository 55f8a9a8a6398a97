"""What follows from a write happens, also when the client that asked for it has gone."""

from __future__ import annotations

import asyncio

import pytest

from kernelyard_hub.operations.undivided import followed


async def test_who_leaves_after_the_write_has_it_told_all_the_same() -> None:
    begun, go_on, told = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def write() -> int:
        begun.set()
        await go_on.wait()
        return 7

    seen: list[int] = []

    def then(result: int) -> None:
        seen.append(result)
        told.set()

    client = asyncio.create_task(followed(write(), then))
    await asyncio.wait_for(begun.wait(), 10)
    client.cancel()
    with pytest.raises(asyncio.CancelledError):
        await client
    assert not seen
    go_on.set()
    await asyncio.wait_for(told.wait(), 10)
    assert seen == [7]


async def test_a_refused_write_is_not_told() -> None:
    async def write() -> int:
        raise ValueError("refused")

    seen: list[int] = []
    with pytest.raises(ValueError, match="refused"):
        await followed(write(), seen.append)
    assert seen == []
