"""Tells the hub service what is: heartbeats with everything, and a hint for each change."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from pydantic import BaseModel, ValidationError

from . import protocol as p
from . import tls

log = logging.getLogger(__name__)

TIMEOUT = 5.0
"""Seconds that the hub service may take for an answer."""
BACKOFF = (0.2, p.HEARTBEAT_INTERVAL)
"""Seconds until the next attempt while the hub service does not answer: the first pause, and the longest."""


class Refused(Exception):
    """The hub service has answered, and does not take the report."""


class Reporter:
    """``heartbeat`` makes the full state; ``on_reply`` gets what the hub service answers."""

    def __init__(
        self,
        service_url: str,
        secret: str,
        agent_id: str,
        heartbeat: Callable[[], Awaitable[p.Heartbeat]],
        on_reply: Callable[[p.HeartbeatReply], Awaitable[None]],
        request: Mapping[str, Any] | None = None,
    ) -> None:
        """``request`` is what every request takes besides: a node's side of TLS."""
        self._request = dict(request or {})
        self._url = service_url.rstrip("/")
        self._headers = {
            "Authorization": f"Bearer {secret}",
            "X-Kernelyard-Protocol": str(p.PROTOCOL),
            "Content-Type": "application/json",
        }
        self._agent_id = agent_id
        self._heartbeat = heartbeat
        self._on_reply = on_reply
        self._changes: deque[p.KernelStatus] = deque(maxlen=1000)
        self._wake = asyncio.Event()
        self._reachable: bool | None = None

    def changed(self, status: p.KernelStatus) -> None:
        """Report a change now: the hint first, then the full state."""
        self._changes.append(status)
        self._wake.set()

    async def run(self) -> None:
        """Report until cancelled."""
        pause = BACKOFF[0]
        async with aiohttp.ClientSession(
            headers=self._headers, timeout=aiohttp.ClientTimeout(total=TIMEOUT)
        ) as http:
            while True:
                self._wake.clear()
                if await self._report(http):
                    pause = BACKOFF[0]
                    await self._sleep(p.HEARTBEAT_INTERVAL)
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.7, BACKOFF[1])

    async def flush(self) -> None:
        """One last report, as well as it goes."""
        async with aiohttp.ClientSession(
            headers=self._headers, timeout=aiohttp.ClientTimeout(total=1.0)
        ) as http:
            await self._report(http)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _report(self, http: aiohttp.ClientSession) -> bool:
        try:
            while self._changes:
                event = p.KernelEvent(agent_id=self._agent_id, status=self._changes.popleft())
                await self._post(http, "/agent/events", event.model_dump_json())
            heartbeat = await self._heartbeat()
            text = await self._post(http, "/agent/heartbeat", heartbeat.model_dump_json())
            reply = p.HeartbeatReply.model_validate_json(text)
        except Refused as error:
            self._note(False, str(error))
            return False
        except ValidationError as error:
            self._note(False, repr(error))
            return False
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            self._note(False, tls.explain(error, "it"))
            return False
        self._note(True)
        await self._on_reply(reply)
        return True

    async def _post(self, http: aiohttp.ClientSession, path: str, body: str) -> str:
        url = self._url + path
        async with http.post(url, data=body, allow_redirects=False, **self._request) as response:
            text = await response.text()
            if response.status >= 300:
                raise Refused(f"{path} answered {response.status}: {_words(text)}")
            return text

    def _note(self, reachable: bool, why: str = "") -> None:
        """Log once per change, not once per attempt."""
        if reachable is self._reachable:
            return
        self._reachable = reachable
        if reachable:
            log.info("reporting to %s", self._url)
        else:
            log.warning("the hub service at %s does not take reports: %s", self._url, why)


class _Problem(BaseModel):
    title: str = ""
    msg: str = ""


def _words(text: str) -> str:
    try:
        problem = _Problem.model_validate_json(text)
    except ValidationError:
        return text[:300]
    return problem.msg or problem.title
