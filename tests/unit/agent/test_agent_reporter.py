"""Reports to a hub service that may be away, slow, wrong or of another version."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from aiohttp import web

from kernelyard_agent import protocol as p
from kernelyard_agent import reporter as module
from kernelyard_agent.reporter import Reporter


class Hub:
    """Answers as the test says; ``seen`` is what arrived, in order."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.attempts = 0
        self.status = 200
        self.body = '{"epoch": 4}'
        self.port = 0

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/pre/agent/{what}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer the secret"
        self.attempts += 1
        if self.status == 200:
            text = await request.text()
            if request.match_info["what"] == "events":
                self.seen.append(f"event {p.KernelEvent.model_validate_json(text).status.state}")
            else:
                self.seen.append("heartbeat")
        return web.Response(status=self.status, text=self.body, content_type="application/json")


class Site:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.replies: list[p.HeartbeatReply] = []
        self.reporter = Reporter(
            f"http://127.0.0.1:{hub.port}/pre/", "the secret", "i-1", self._heartbeat, self._on_reply
        )
        self.task = asyncio.create_task(self.reporter.run())

    async def _heartbeat(self) -> p.Heartbeat:
        return p.Heartbeat(
            agent_id="i-1", boot_id="b", version="0", address="http://127.0.0.1:1", architecture="x86_64",
            engine="process", isolation="advisory", devices=[], images=[], volumes=[], kernels=[],
        )  # fmt: skip

    async def _on_reply(self, reply: p.HeartbeatReply) -> None:
        self.replies.append(reply)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.replies) < count:
                await asyncio.sleep(0.005)


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(module, "BACKOFF", (0.01, 0.05))
    hub = Hub()
    await hub.start()
    one = Site(hub)
    yield one
    one.task.cancel()
    await asyncio.gather(one.task, return_exceptions=True)
    await hub.stop()


def _status(state: p.KernelState) -> p.KernelStatus:
    return p.KernelStatus(
        kernel_id=uuid4(), session_id=uuid4(), generation=1, state=state, changed_at=datetime.now(UTC)
    )


async def test_a_change_is_reported_at_once_hint_before_state(site: Site) -> None:
    await site.until(1)
    site.reporter.changed(_status(p.KernelState.RUNNING))
    site.reporter.changed(_status(p.KernelState.EXITED))
    await site.until(2)  # long before the next heartbeat is due
    assert site.hub.seen == ["heartbeat", "event running", "event exited", "heartbeat"]
    assert site.replies[0].epoch == 4


async def test_regular_heartbeats_without_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(p, "HEARTBEAT_INTERVAL", 0.02)
    await site.until(1)
    site.reporter.changed(_status(p.KernelState.RUNNING))
    await site.until(5)


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "{}"), (409, '{"title": "wrong protocol"}'), (401, ""), (200, "<html>"), (200, "{}")],
)
async def test_bad_answers_are_tried_again_and_logged_once(
    site: Site, caplog: pytest.LogCaptureFixture, status: int, body: str
) -> None:
    await site.until(1)
    with caplog.at_level(logging.INFO):
        caplog.clear()  # an earlier test may have made everything be logged
        good = site.hub.body
        site.hub.status, site.hub.body = status, body
        site.reporter.changed(_status(p.KernelState.RUNNING))
        async with asyncio.timeout(10):
            while "does not take reports" not in caplog.text:
                await asyncio.sleep(0.005)
            tried = site.hub.attempts
            while site.hub.attempts < tried + 3:
                await asyncio.sleep(0.005)
        site.hub.status, site.hub.body = 200, good
        await site.until(2)
    assert caplog.text.count("does not take reports") == 1
    assert caplog.text.count("reporting to") == 1
    assert "the secret" not in caplog.text


async def test_goes_on_when_the_hub_service_comes_back(site: Site) -> None:
    await site.until(1)
    await site.hub.stop()
    site.reporter.changed(_status(p.KernelState.RUNNING))
    async with asyncio.timeout(10):
        while site.reporter._reachable:
            await asyncio.sleep(0.005)
    await site.hub.start()
    await site.until(2)


async def test_a_last_report(site: Site) -> None:
    await site.until(1)
    await site.reporter.flush()
    assert len(site.replies) == 2
    await site.hub.stop()
    await site.reporter.flush()  # nobody there: no error
    await site.hub.start()
