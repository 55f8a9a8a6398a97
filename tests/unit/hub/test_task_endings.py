"""Tasks that end, and questions to agents that are answered one by one."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import pytest

from kernelyard_hub import ending
from kernelyard_hub.operations.sessions.request import span_of
from kernelyard_hub.scheduler.carrying.lines import Line


async def test_a_task_that_goes_on_after_the_first_telling_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ending, "AGAIN", 0.01)
    told = 0

    async def stubborn() -> None:
        nonlocal told
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told += 1
                if told > 2:
                    raise

    async def failing() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        raise RuntimeError("in the middle of a statement")

    tasks = [asyncio.create_task(stubborn()), asyncio.create_task(failing())]
    await asyncio.sleep(0)
    await ending.end(tasks)
    assert [task.done() for task in tasks] == [True, True]
    assert told == 3


async def test_who_asks_while_the_last_sender_ends_is_answered() -> None:
    async def send(_client: object, asked: list[int]) -> list[int]:
        return [number + 1 for number in asked]

    line: Line[int, int] = Line(lambda: None, asyncio.Semaphore(4), send, 2)  # type: ignore[arg-type,return-value]

    async def one_after_the_other(first: int) -> list[int]:
        return [await line.ask(first + step) for step in range(20)]

    async with asyncio.timeout(30):
        found = await asyncio.gather(*(one_after_the_other(100 * who) for who in range(5)))
    assert found == [[100 * who + step + 1 for step in range(20)] for who in range(5)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5m", timedelta(minutes=5)),
        (" + 1h 30 min ", timedelta(hours=1, minutes=30)),
        ("2 days", timedelta(days=2)),
        ("1d2h3m4s", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("", None),
        ("+", None),
        ("soon", None),
        ("+" + " " * 1_000_000 + "x", None),
        ("1" * 60 + "x", None),
    ],
    ids=lambda value: str(value)[:12],
)
def test_spans_of_time_are_read_in_no_time(text: str, span: timedelta | None) -> None:
    assert span_of(text) == span
