"""The Hub's REST API, as far as the service needs it: ending a server whose session has ended."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import quote

import aiohttp

log = logging.getLogger(__name__)
ATTEMPTS = 5
"""Tries before the Hub's own poll is left to notice."""
AT_ONCE = 16
"""Requests at a time: a Hub that is told of hundreds of ends answers the last within the timeout, too."""


class HubApi:
    """A client with the service's own Hub token. Tolerant: a Hub that is away finds out by polling."""

    def __init__(self, api_url: str, token: str, *, timeout: float = 10.0) -> None:
        """``api_url`` is the Hub's API address, such as ``http://127.0.0.1:8081/hub/api``."""
        self.api_url = api_url.rstrip("/")
        self._token = token
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._http: aiohttp.ClientSession | None = None
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def stop_server(self, user: str, server: str) -> bool:
        """Ask the Hub to stop a server; True when it did, or the server was not running. Never raises."""
        path = f"/users/{quote(user, safe='')}/server"
        if server:
            path = f"{path}s/{quote(server, safe='')}"
        for attempt in range(ATTEMPTS):
            try:
                async with self._turn, self._session().delete(self.api_url + path) as response:
                    if response.status < 300 or response.status in (400, 404):
                        return True
                    log.warning("the Hub answered %s to stopping a server", response.status)
                    if response.status < 500:
                        return False
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                log.info("the Hub does not answer (%s)", type(error).__name__)
            await asyncio.sleep(0.5 * 2**attempt)
        return False

    async def start_server(self, user: str, server: str) -> int:
        """Ask the Hub to spawn a server with the options that it remembers; returns its status, 0 without an
        answer. Never raises.
        """
        path = f"/users/{quote(user, safe='')}/server"
        if server:
            path = f"{path}s/{quote(server, safe='')}"
        try:
            async with self._turn, self._session().post(self.api_url + path) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("the Hub does not answer (%s)", type(error).__name__)
            return 0

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(
                headers={"Authorization": f"token {self._token}"}, timeout=self._timeout
            )
        return self._http
