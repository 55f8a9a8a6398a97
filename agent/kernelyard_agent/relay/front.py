"""The relay's connection to a browser, or to the proxy before it: requests are read, judged and handed on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING
from uuid import UUID

from . import routes
from .back import HIGH_WATER, Back
from .bodies import BadBody, Body
from .heads import MAX_REQUEST, BadMessage, Request, Response, read_request, write
from .pages import page
from .use import Frames

if TYPE_CHECKING:
    from .listener import Relay, Way

log = logging.getLogger(__name__)

HEAD_TIMEOUT = 30.0
"""Seconds that a head may take once it has begun."""
IDLE_TIMEOUT = 120.0
"""Seconds for which a connection may rest between two requests."""
LINGER = 5.0
"""Seconds for which the rest of a body is still taken after its request was answered."""
READ_AHEAD = 64 * 1024
"""Bytes that are kept of what comes after a request that is being answered."""


class Front(asyncio.Protocol):
    """One connection from outside, one request at a time."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self.transport: asyncio.Transport | None = None
        self.method = b""
        self._peer = ""
        self._buffer = bytearray()
        self._request: Request | None = None
        self._way: Way | None = None
        self._body: Body | None = None
        self._back: Back | None = None
        self._opening: asyncio.Task[None] | None = None
        self._answering = False
        """Whether the answer's head is on its way."""
        self._tunnel = False
        self._closing = False
        """Whether the connection ends after the present answer."""
        self._lost_place = False
        """Whether it is not known any more where the next request would begin."""
        self._full = False
        self._timer: asyncio.TimerHandle | None = None
        self._timer_for: float | None = None
        self._kernel: UUID | None = None
        self._frames: Frames | None = None
        """Looks at what goes inward through a WebSocket."""

    # From outside

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(high=HIGH_WATER)
        peer = transport.get_extra_info("peername")
        self._peer = str(peer[0]) if isinstance(peer, tuple) else "unix"
        if not self._relay.admits(transport):
            transport.abort()
            return
        self._relay.fronts.add(self)
        self._expect(IDLE_TIMEOUT)

    def data_received(self, data: bytes) -> None:
        back = self._back
        if self._tunnel and back is not None and back.transport is not None:
            back.transport.write(data)
            if self._frames is not None and self._kernel is not None and self._frames.feed(data):
                self._relay.touch(self._kernel)
        elif self._body is not None and back is not None and not self._buffer:
            self._pass_on(back, data)
        elif self._closing:
            return  # the rest of a body that nobody reads
        else:
            self._buffer += data
            if self._request is None:
                self._read_head()
            elif len(self._buffer) > READ_AHEAD:
                self.hold()

    def _read_head(self) -> None:
        assert self.transport is not None
        while self._buffer.startswith(b"\r\n"):
            del self._buffer[:2]
        end = self._buffer.find(b"\r\n\r\n", 0, MAX_REQUEST)
        if end < 0:
            if len(self._buffer) >= MAX_REQUEST:
                self._refuse(431, "The request's headers are too long.")
            elif self._buffer:
                self._expect(HEAD_TIMEOUT)
            return
        raw = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        self._expect(None)
        try:
            request = read_request(raw)
            body = request.body()
        except BadMessage as error:
            self._refuse(error.status, f"The request cannot be read: {error}.")
            return
        self.method = request.method
        if request.upgrade is not None and not body.done:
            self._refuse(400, "The request cannot be read: a body before an upgrade.")
            return
        self._request, self._body = request, body
        self._judge(request)

    def _judge(self, request: Request) -> None:
        verdict = self._relay.judge(request)
        if isinstance(verdict, bytes):
            self._reply(verdict)
            return
        self._way, self._kernel = verdict, verdict.kernel_id
        self._relay.access.enter(verdict.kernel_id, self, self.abort)
        if self._relay.requests.is_use(verdict.kernel_id, request, time.monotonic()):
            self._relay.touch(verdict.kernel_id)
        self._answering = False
        idle = self._relay.pool.take(verdict) if self._body is not None and self._body.done else None
        if idle is not None:
            self._send(idle)
        else:
            self._connect()

    def _connect(self) -> None:
        self.hold()
        self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        assert self._way is not None
        way = self._way
        try:
            _, back = await self._relay.open(way)
        except Exception as error:  # noqa: BLE001 -- whatever it was, the browser gets an answer
            log.info("kernel %s: no way to %s: %s", way.kernel_id, way.name, error)
            self._opening = None
            self.failed(f"The app {way.name} does not answer.")
            return
        self._opening = None
        if self.transport is None or self.transport.is_closing():
            back.abort()
            return
        self._send(back)
        self.go_on()

    def _send(self, back: Back) -> None:
        """Begin the exchange: the head, and what has arrived of the body."""
        assert self._request is not None and self._way is not None and back.transport is not None
        request, way = self._request, self._way
        fields = routes.inward(request, self._peer, way.app, keeps_prefix=way.keeps_prefix)
        back.begin(self)
        self._back = back
        if self._full:
            back.hold()
        back.transport.write(write(b" ".join((request.method, way.target, b"HTTP/1.1")), fields))
        if self._buffer and self._body is not None and not self._body.done:
            data = bytes(self._buffer)
            self._buffer.clear()
            self._pass_on(back, data)

    def _pass_on(self, back: Back, data: bytes) -> None:
        assert self._body is not None
        try:
            taken = self._body.feed(data)
        except BadBody as error:
            back.front = None
            back.abort()
            self._back = None
            if self._answering:
                self.abort()
            else:
                self._refuse(400, f"The request cannot be read: {error}.")
            return
        if taken and back.transport is not None:
            back.transport.write(data if taken == len(data) else data[:taken])
        if taken < len(data):
            self._buffer += data[taken:]
            if len(self._buffer) > READ_AHEAD:
                self.hold()

    def eof_received(self) -> bool:
        other = self._back.transport if self._back is not None and self._tunnel else None
        if other is not None and other.can_write_eof():
            with contextlib.suppress(OSError):
                other.write_eof()
            return True
        return False  # who hangs up does not want the answer either

    def pause_writing(self) -> None:
        self._full = True
        if self._back is not None:
            self._back.hold()

    def resume_writing(self) -> None:
        self._full = False
        if self._back is not None:
            self._back.go_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._relay.fronts.discard(self)
        self._expect(None)
        self._leave()
        if self._opening is not None:
            self._opening.cancel()
        back, self._back = self._back, None
        if back is not None:
            back.front = None
            if self._tunnel and back.transport is not None:
                back.transport.close()
                self._relay.later(back)
            else:
                back.abort()

    # From the session

    def interim(self, response: Response) -> bool:
        """An answer before the answer; False when the session must not send this one."""
        if self.transport is None or self._request is None or self._way is None:
            return False
        fields = routes.outward(response, self._request, self._way.app, keeps_prefix=self._way.keeps_prefix)
        first = b"HTTP/1.1 %d %s" % (response.status, response.reason)
        if response.status != 101:
            self.transport.write(write(first, [f for f in fields if f[0].lower() != b"set-cookie"]))
            return True
        back = self._back
        if self._request.upgrade is None or back is None or back.transport is None:
            return False
        self.transport.write(write(first, fields))
        self._tunnel, self._answering = True, True
        self._frames = Frames()
        if early := back.tunnel():
            self.transport.write(early)
        if self._buffer:
            back.transport.write(bytes(self._buffer))
            self._buffer.clear()
        self.go_on()
        return True

    def answer(self, response: Response, *, until_close: bool) -> None:
        """The answer's head has come."""
        request, way = self._request, self._way
        assert request is not None and way is not None and self.transport is not None
        self._answering = True
        fields = routes.outward(response, request, way.app, keeps_prefix=way.keeps_prefix)
        if way.renewed is not None:
            fields.append((b"Set-Cookie", way.renewed))
        unfinished = self._body is not None and not self._body.done
        if until_close or unfinished or not request.keeps_alive:
            self._closing = True
            fields.append((b"Connection", b"close"))
        self.transport.write(write(b"HTTP/1.1 %d %s" % (response.status, response.reason), fields))

    def answered(self, back: Back, *, reusable: bool) -> None:
        """The answer is whole."""
        finished = self._body is None or self._body.done
        way, self._back = self._way, None
        if reusable and finished and way is not None:
            self._relay.pool.give(way, back)
        else:
            back.abort()
        self._next()

    def lost(self, back: Back) -> None:
        """The session has closed before it answered; a connection that had rested may have been over."""
        self._back = None
        if back.used and not back.heard and self._body is not None and self._body.done:
            self._connect()
        else:
            self.failed("The app has closed the connection without an answer.")

    def failed(self, sentence: str) -> None:
        """There is no answer of the session, or none that can be read."""
        self._back = None
        if self._answering:
            self.abort()
        else:
            self._refuse(502, sentence)

    def end_of_tunnel(self) -> bool:
        """The session's half is over; whether the other half goes on."""
        if self.transport is None or not self.transport.can_write_eof():
            return False
        with contextlib.suppress(OSError):
            self.transport.write_eof()
        return True

    # Both

    def _reply(self, answer: bytes) -> None:
        """An answer of our own to a request that could be read."""
        assert self.transport is not None and self._request is not None
        self.transport.write(answer)
        self._closing = not self._request.keeps_alive or (self._body is not None and not self._body.done)
        self._next()

    def _refuse(self, status: int, sentence: str) -> None:
        """An answer of our own after which nothing can be read any more."""
        if self.transport is None:
            return
        self.transport.write(page(status, sentence, head_only=self.method == b"HEAD", close=True))
        self._closing = self._lost_place = True
        self._next()

    def _next(self) -> None:
        """The exchange is over."""
        self._leave()
        unfinished = self._body is not None and not self._body.done
        self._request = self._way = self._body = None
        if self.transport is None:
            return
        if self._closing:
            self._buffer.clear()
            if unfinished or self._lost_place:
                # A close with unread data would reset the connection, and take the answer along.
                self._linger()
            else:
                self.transport.close()
                self._relay.later(self)
            return
        self._answering = False
        self.go_on()
        if self._buffer:
            asyncio.get_running_loop().call_soon(self._continue)
        else:
            self._expect(IDLE_TIMEOUT)

    def _linger(self) -> None:
        assert self.transport is not None
        with contextlib.suppress(OSError, NotImplementedError):
            self.transport.write_eof()
        self.go_on()
        self._expect(LINGER)

    def _continue(self) -> None:
        if self.transport is not None and self._request is None and not self._closing:
            self._read_head()

    def _leave(self) -> None:
        if self._kernel is not None:
            self._relay.access.leave(self._kernel, self)
            self._kernel = None

    def _expect(self, seconds: float | None) -> None:
        """Cut the connection unless something else is expected within so many seconds."""
        if seconds == HEAD_TIMEOUT and self._timer_for == HEAD_TIMEOUT:
            return  # a head's time runs from its beginning
        if self._timer is not None:
            self._timer.cancel()
        self._timer_for = seconds
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self.abort) if seconds is not None else None

    def hold(self) -> None:
        if self.transport is not None:
            self.transport.pause_reading()

    def go_on(self) -> None:
        if self.transport is not None:
            self.transport.resume_reading()

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()
            self._relay.later(self)

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()
