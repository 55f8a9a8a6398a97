"""Callback URLs of sessions: what is told, how patiently, and where nobody can make the service go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select
from tests import core_rig
from tests.core_rig import Core, eventually
from traitlets import TraitError
from yarl import URL

from kernelyard_hub import callbacks, errors
from kernelyard_hub.app import HubService
from kernelyard_hub.callbacks import Callbacks, Destinations, NotAllowed
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.site import SiteConfig
from kernelyard_hub.store.models import sessions as table

HERE = ("127.0.0.0/8",)


class Receiver:
    """What a callback URL leads to; ``answers`` are the next statuses, then 200."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[int] = []
        self.server: TestServer | None = None

    async def start(self) -> str:
        app = web.Application()
        app.router.add_post("/hook", self._hook)
        self.server = TestServer(app, host="127.0.0.1")
        await self.server.start_server()
        return str(self.server.make_url("/hook?token=sesame"))

    async def _hook(self, request: web.Request) -> web.Response:
        self.headers.append(dict(request.headers))
        self.heard.append(await request.json())
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    async def events(self) -> list[str]:
        return [body["event"] for body in self.heard]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    one = Receiver()
    yield one
    if one.server is not None:
        await one.server.close()


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        running.site.config = SiteConfig(callback_networks=HERE)
        yield running


@asynccontextmanager
async def telling(core: Core, networks: tuple[str, ...] = HERE) -> AsyncIterator[Callbacks]:
    one = Callbacks(
        core.site.store, core.site.bus, leading=lambda: True, networks=networks, pauses=(0.0, 0.0)
    )
    task = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.feature("SES-017")
async def test_the_life_of_a_session_is_told_in_its_order(core: Core, receiver: Receiver) -> None:
    url = await receiver.start()
    await core.agent()
    async with telling(core):
        made = await core.create("told", callback_url=url)
        await sessions.destroy(core.site, core.who, "told")
        events = await eventually(receiver.events, lambda seen: "terminated" in seen)
    assert [event for event in events if event not in ("scheduled", "preparing", "terminating")] == [
        "enqueued",
        "started",
        "terminated",
    ]
    first = receiver.heard[0]
    assert first.keys() == {"type", "event", "session", "status", "when"}
    assert (first["type"], first["session"]) == ("session_lifecycle", str(made.session_id))
    for headers in receiver.headers:
        assert not {"Authorization", "Cookie"} & headers.keys()


async def test_what_was_told_is_not_told_again(core: Core, receiver: Receiver) -> None:
    """A service that was down tells what it has missed, once."""
    url = await receiver.start()
    made = await core.create("waits", callback_url=url, enqueueOnly=True)
    async with telling(core):
        await eventually(receiver.events, lambda seen: seen == ["enqueued"])
        cursor = select(table.c.callback_cursor).where(table.c.id == made.session_id)
        await eventually(
            lambda: core.site.store.read(lambda conn: conn.execute(cursor).scalar()), lambda at: at
        )
    await core.agent()
    await core.until(made.session_id, "RUNNING")
    async with telling(core):
        events = await eventually(receiver.events, lambda seen: "started" in seen)
    assert events.count("enqueued") == 1


async def test_patience_and_its_end(core: Core, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    url = await receiver.start()
    receiver.answers = [500, 302, 200, 500, 500, 500]
    await core.agent()
    async with telling(core):
        await core.create("patient", callback_url=url)
        events = await eventually(receiver.events, lambda seen: "started" in seen)
    assert events[:3] == ["enqueued"] * 3, "a redirect is no answer, and is not followed"
    assert events[3:6] == ["scheduled"] * 3
    assert "was not told of 'scheduled': answered 500" in caplog.text
    assert "sesame" not in caplog.text and "/hook" not in caplog.text


async def test_the_inside_of_the_site_is_out_of_reach(
    core: Core, receiver: Receiver, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads to loopback, when the connection is made."""
    url = URL(await receiver.start()).with_host("localhost")
    async with telling(core, networks=()):
        await core.create("inside", callback_url=str(url), enqueueOnly=True)
        await eventually(_text(caplog), lambda text: "was not told of 'enqueued'" in text)
    assert receiver.heard == []
    assert "localhost does not stand for an address that callbacks may go to" in caplog.text


def _text(caplog: pytest.LogCaptureFixture) -> Any:
    async def text() -> str:
        return caplog.text

    return text


async def test_an_address_that_is_refused_at_once(core: Core) -> None:
    core.site.config = SiteConfig()
    for url in (
        "http://127.0.0.1/x",
        "http://[::1]:8/",
        "https://10.1.2.3/",
        "http://169.254.169.254/latest",
    ):
        with pytest.raises(errors.InvalidParameters) as refused:
            await core.create("refused", callback_url=url, enqueueOnly=True)
        assert "callback_url" in refused.value.data


@pytest.mark.parametrize(
    "url",
    [
        "x",
        "ftp://a/b",
        "file:///etc/passwd",
        "http://",
        "//a/b",
        "http://user:pw@a/b",
        "http://a:0/",
        "javascript:1",
    ],
)
def test_what_is_no_callback_url(url: str) -> None:
    with pytest.raises(ValueError):
        callbacks.check_url(url)


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("239.1.1.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False),
    ],
)
def test_destinations(address: str, allowed: bool) -> None:
    assert Destinations().allows(address) is allowed
    plain = address.partition("%")[0].removeprefix("::ffff:")
    assert Destinations([plain]).allows(address)


async def test_addresses_in_other_clothes(core: Core, receiver: Receiver) -> None:
    """Loopback as a number: never connected to, whoever takes it for a name."""
    url = URL(await receiver.start())
    for host in ("2130706433", "127.1", "0x7f.1", "0177.0.0.1", "localhost"):
        one = Callbacks(core.site.store, core.site.bus, leading=lambda: True, pauses=())
        connector = aiohttp.TCPConnector(resolver=callbacks.OnlyAllowed(Destinations()))
        async with aiohttp.ClientSession(connector=connector) as http:
            await one.send(http, UUID(int=1), url.with_host(host), {"event": "x"})
    assert receiver.heard == []
    with pytest.raises(NotAllowed):
        Destinations().check(url)


def test_networks_are_checked_when_the_program_reads_them() -> None:
    program = HubService(callback_networks=["10.0.0.0/8", "fd00::/8"])
    assert program.callback_networks == ["10.0.0.0/8", "fd00::/8"]
    with pytest.raises(TraitError, match="callback_networks"):
        HubService(callback_networks=["the inside"])
