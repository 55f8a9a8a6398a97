"""The wire between agent and runner: tokens, requests, lost connections."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent import link as module
from kernelyard_agent.errors import NoSuchRun, RunnerSilent
from kernelyard_agent.link import RunnerLink
from kernelyard_agent.runner import framing


class Runner:
    """The other end, by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def send(self, **message: Any) -> None:
        self.writer.write(framing.encode(message))

    async def receive(self) -> dict[str, Any] | None:
        async with asyncio.timeout(10):
            return await framing.read(self.reader)

    async def hang_up(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()


class Ends:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.hellos: list[int] = []
        self.events: list[dict[str, Any]] = []
        self.link = RunnerLink(
            directory, None, "right", on_hello=self.hellos.append, on_event=self.events.append
        )
        self.runners: list[Runner] = []

    async def dial(self, token: str = "right") -> Runner:
        runner = Runner(*await asyncio.open_unix_connection(str(self.directory / "agent.sock")))
        self.runners.append(runner)
        runner.send(event="hello", token=token, pid=1)
        return runner


@pytest.fixture
async def ends(tmp_path: Path) -> AsyncIterator[Ends]:
    both = Ends(tmp_path)
    await both.link.open()
    yield both
    for runner in both.runners:
        await runner.hang_up()
    await both.link.close()


async def test_requests_are_matched_to_their_answers(ends: Ends) -> None:
    runner = await ends.dial()
    first = asyncio.create_task(ends.link.request("a", {"x": 1}, 10))
    second = asyncio.create_task(ends.link.request("b", {}, 10))
    asked = [await runner.receive(), await runner.receive()]
    for message in reversed(asked):
        assert message is not None
        runner.send(id=message["id"], result=message["method"])
    runner.send(id=999, result="nobody asked")
    assert (await first, await second) == ("a", "b")
    assert ends.hellos == [os.getpid()]  # what the kernel says of the peer, not what the peer says


async def test_events_are_handed_on(ends: Ends) -> None:
    runner = await ends.dial()
    runner.send(event="state", services=[])
    async with asyncio.timeout(10):
        while not ends.events:
            await asyncio.sleep(0.005)
    assert ends.events == [{"event": "state", "services": []}]


@pytest.mark.parametrize("token", ["wrong", "", None, 5, "rightt", "righ"])
async def test_a_wrong_token_gets_nowhere(ends: Ends, token: Any) -> None:
    stranger = await ends.dial(token)
    assert await stranger.receive() is None
    assert not ends.link.connected and ends.hellos == []


async def test_a_stranger_does_not_disturb_the_runner(ends: Ends) -> None:
    runner = await ends.dial()
    await ends.link.wait(10)
    stranger = await ends.dial("wrong")
    assert await stranger.receive() is None
    asking = asyncio.create_task(ends.link.request("a", {}, 10))
    message = await runner.receive()
    assert message is not None
    runner.send(id=message["id"], result=1)
    assert await asking == 1


async def test_errors_of_the_runner_are_problems(ends: Ends) -> None:
    runner = await ends.dial()
    for code, kind in (("unknown-run", NoSuchRun), ("failed", RunnerSilent)):
        asking = asyncio.create_task(ends.link.request("a", {}, 10))
        message = await runner.receive()
        assert message is not None
        runner.send(id=message["id"], error={"code": code, "message": "why"})
        with pytest.raises(kind):
            await asking


async def test_a_lost_connection_fails_what_waits_and_the_next_one_serves(ends: Ends) -> None:
    runner = await ends.dial()
    asking = asyncio.create_task(ends.link.request("a", {}, 10))
    await runner.receive()
    await runner.hang_up()
    with pytest.raises(RunnerSilent):
        await asking
    asking = asyncio.create_task(ends.link.request("b", {}, 10))  # waits for the runner to dial again
    again = await ends.dial()
    message = await again.receive()
    assert message is not None
    again.send(id=message["id"], result="b")
    assert await asking == "b"


async def test_no_answer_in_time(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECONNECT_TIMEOUT", 0.01)
    with pytest.raises(RunnerSilent):
        await ends.link.request("a", {}, 1)
    await ends.dial()
    await ends.link.wait(10)
    with pytest.raises(RunnerSilent):
        await ends.link.request("a", {}, 0.01)


async def test_rubbish_ends_the_connection(ends: Ends) -> None:
    runner = await ends.dial()
    await ends.link.wait(10)
    runner.writer.write(b"\xff" * 64)
    assert await runner.receive() is None
    assert not ends.link.connected


@pytest.mark.parametrize(
    "message",
    [{"id": [], "result": 1}, {"event": {}}, {"id": 1, "error": 5}, {"id": {"a": 1}}, {"event": "state"}],
)
async def test_a_hostile_session_ends_its_own_connection_only(ends: Ends, message: dict[str, Any]) -> None:
    def read(event: dict[str, Any]) -> None:
        ends.events.append(event["services"])

    ends.link._on_event = read
    runner = await ends.dial()
    await ends.link.wait(10)
    asking = asyncio.create_task(ends.link.request("a", {}, 10))
    await runner.receive()
    runner.send(**message)
    assert await runner.receive() is None
    with pytest.raises(RunnerSilent):
        await asking
    await ends.dial()
    assert await ends.link.wait(10)


async def test_takes_the_place_of_an_earlier_agents_socket(tmp_path: Path) -> None:
    for _ in range(2):
        ends = Ends(tmp_path)
        await ends.link.open()
        runner = await ends.dial()
        assert await ends.link.wait(10)
        await runner.hang_up()
        await ends.link.close()


def test_frames_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "MAX_FRAME", 20)
    assert len(framing.encode({"x": "y" * 12})) == 24
    with pytest.raises(framing.FramingError):
        framing.encode({"x": "y" * 13})


@pytest.mark.parametrize("data", [b"\x00\x00\x00\x02[]", b"\x00\x00\x00\x01{", b"\xff\xff\xff\xff"])
async def test_what_is_no_message_is_an_error(data: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    with pytest.raises(framing.FramingError):
        await framing.read(reader)


@pytest.mark.parametrize("data", [b"", b"\x00\x00", b"\x00\x00\x00\x05{}"])
async def test_a_stream_that_stops_has_ended(data: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    assert await framing.read(reader) is None
