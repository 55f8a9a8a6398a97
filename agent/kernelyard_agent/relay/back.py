"""The relay's connection to a session: answers are read, and handed on as they come."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from .bodies import BadBody, Body, UntilClose
from .heads import MAX_RESPONSE, BadMessage, Response, read_response

if TYPE_CHECKING:
    from .front import Front

HIGH_WATER = 256 * 1024
"""Bytes that wait to be written before the other side is no longer read."""


class Back(asyncio.Protocol):
    """Serves one request after the other; ``front`` is whose, None while it rests."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.front: Front | None = None
        self.heard = False
        """Whether anything of the present answer has arrived."""
        self.used = False
        """Whether it has carried an exchange before: the session may have closed it meanwhile."""
        self._head = bytearray()
        self._body: Body | None = None
        self._reusable = False
        self._tunnel = False
        self.rest: asyncio.TimerHandle | None = None

    @property
    def open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER)

    def begin(self, front: Front) -> None:
        """The next exchange is for ``front``."""
        self.front, self.heard, self._body = front, False, None
        self._head.clear()
        self.go_on()

    def tunnel(self) -> bytes:
        """From now on bytes are bytes; what came after the head is returned."""
        self._tunnel = True
        left = bytes(self._head)
        self._head.clear()
        return left

    def data_received(self, data: bytes) -> None:
        front = self.front
        if front is None or front.transport is None:
            self.abort()  # nobody has asked anything
        elif self._tunnel:
            front.transport.write(data)
        elif self._body is not None:
            self._pass_on(front, data)
        else:
            self.heard = True
            self._head += data
            self._read_heads(front)

    def _read_heads(self, front: Front) -> None:
        while self._body is None and not self._tunnel and self.front is front:
            end = self._head.find(b"\r\n\r\n", 0, MAX_RESPONSE)
            if end < 0:
                if len(self._head) >= MAX_RESPONSE:
                    self._broken(front)
                return
            raw = bytes(self._head[:end])
            del self._head[: end + 4]
            try:
                response = read_response(raw)
                body = response.body(front.method)
            except BadMessage:
                self._broken(front)
                return
            if response.status < 200:
                if not front.interim(response):
                    self._broken(front)
                    return
                continue
            self._answer(front, response, body)

    def _answer(self, front: Front, response: Response, body: Body) -> None:
        self._body = body
        front.answer(response, until_close=isinstance(body, UntilClose))
        left = bytes(self._head)
        self._head.clear()
        self._reusable = response.keeps_alive and not isinstance(body, UntilClose)
        if body.done:
            self._finish(front, clean=not left)
        elif left:
            self._pass_on(front, left)

    def _pass_on(self, front: Front, data: bytes) -> None:
        assert self._body is not None and front.transport is not None
        try:
            taken = self._body.feed(data)
        except BadBody:
            self._broken(front)
            return
        front.transport.write(data if taken == len(data) else data[:taken])
        if self._body.done:
            self._finish(front, clean=taken == len(data))

    def _finish(self, front: Front, *, clean: bool) -> None:
        self.front, self._body = None, None
        self.used = True
        front.answered(self, reusable=self._reusable and clean and self.open)

    def _broken(self, front: Front) -> None:
        """The session does not speak HTTP: nothing after this could be trusted."""
        self.front = None
        self.abort()
        front.failed("The app has sent an answer that cannot be read.")

    def eof_received(self) -> bool:
        front = self.front
        if self._tunnel and front is not None:
            return front.end_of_tunnel()
        return False

    def pause_writing(self) -> None:
        if self.front is not None:
            self.front.hold()

    def resume_writing(self) -> None:
        if self.front is not None:
            self.front.go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.rest is not None:
            self.rest.cancel()
        front, self.front = self.front, None
        if front is None:
            return
        if self._tunnel:
            front.close()
        elif isinstance(self._body, UntilClose) and exc is None:
            front.answered(self, reusable=False)
        elif self._body is None:
            front.lost(self)
        else:
            front.abort()  # in the middle of an answer: its reader must see that it is not whole

    def hold(self) -> None:
        if self.transport is not None:
            self.transport.pause_reading()

    def go_on(self) -> None:
        if self.transport is not None:
            self.transport.resume_reading()

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()
