"""Replies that go on: they end when the service stops, and when their user is no longer let in (S08)."""

from __future__ import annotations

import asyncio

from aiohttp import web

from kernelyard_hub.errors import Unavailable
from kernelyard_hub.http.call import Call
from kernelyard_hub.oauth import LOGIN
from kernelyard_hub.operations.accounts import accounts


class Live:
    """The running streams of one service."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()
        self.stopping = False

    def enter(self) -> None:
        """The present task serves a stream."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self, _: web.Application) -> None:
        """End all streams; each says goodbye in its own way."""
        self.stopping = True
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=1.0)


LIVE: web.AppKey[Live] = web.AppKey("live", Live)


async def still_allowed(call: Call) -> bool:
    """Whether account and keypair of the caller are still active, and the login at the Hub has not ended."""
    return await _logged_in(call) and await accounts.is_active(call.site, call.who)


async def _logged_in(call: Call) -> bool:
    login = call.request.app[LOGIN]
    if login is None or call.who.means != "hub-cookie":
        return True
    try:
        user = await login.user_of(call.request)
    except Unavailable:  # nobody has logged out meanwhile
        return True
    return user is not None and user.name == call.who.username
