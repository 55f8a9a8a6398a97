"""``/stream/session/{session}/execute``: one run over a WebSocket, and the list of a session's apps."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from contextlib import suppress
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel
from sqlalchemy import Connection

from kernelyard_agent.protocol import ExecuteResult
from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, parse
from kernelyard_hub.http.live import LIVE, still_allowed
from kernelyard_hub.operations import execution, sessions
from kernelyard_hub.store import sessions as store

from .frames import frames

log = logging.getLogger("kernelyard.hub.streams")

MAX_MESSAGE = 4 * 2**20
"""Bytes of one message from the client."""
HEARTBEAT = 20.0
"""Seconds between pings; a client that answers none of them is gone."""
FIRST_MESSAGE = 60.0
"""Seconds that a client may take to say what to run."""


class Run(BaseModel):
    """The first frame from the client."""

    mode: Literal["query", "batch"] = "query"
    code: str = ""
    options: dict[str, Any] | None = None


class Gone(Exception):
    """The client has closed the connection."""


class Conversation:
    """One run: polls the session for output, sends it, and waits for input when the run asks for it."""

    def __init__(self, call: Call, socket: web.WebSocketResponse) -> None:
        self._call = call
        self._socket = socket
        self._ref = call.path("session")
        self._owner = call.query("owner_access_key")
        self._run_id = secrets.token_hex(8)
        self._incoming: asyncio.Queue[str | None] = asyncio.Queue(16)
        self._closed = asyncio.Event()

    async def run(self) -> None:
        """Until the run has finished. When the client goes first, the run is interrupted; when the service
        stops, it goes on.
        """
        live = self._call.request.app[LIVE]
        live.enter()
        reader = asyncio.create_task(self._read())
        finished = False
        try:
            async with asyncio.timeout(FIRST_MESSAGE):
                first = await self._next_message()
            finished = await self._converse(self._first(first))
        except Gone:
            pass
        finally:
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
            if not finished and not live.stopping:
                await self._interrupt()

    def _first(self, text: str) -> Run:
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            raise errors.InvalidParameters("Malformed body") from None
        return parse(Run, loaded if isinstance(loaded, dict) else {})

    async def _converse(self, run: Run) -> bool:
        mode, code, options = str(run.mode), run.code, run.options or {}
        while True:
            if not await still_allowed(self._call):
                raise errors.AuthFailed("Unauthorized access")
            result = await self._unless_gone(mode, code, options)
            for frame in frames(result):
                await self._send(frame)
            if result.status in ("finished", "exec-timeout"):
                return True
            mode, code, options = "continue", "", {}
            if result.status == "waiting-input":
                mode, code = "input", await self._next_message()

    async def _unless_gone(self, mode: str, code: str, options: dict[str, Any]) -> ExecuteResult:
        """One slice of output; raises `Gone` as soon as the client has closed, instead of waiting it out."""
        poll = asyncio.ensure_future(
            execution.execute(
                self._call.site,
                self._call.who,
                self._ref,
                mode=mode,
                code=code,
                run_id=self._run_id,
                options=options,
                owner_access_key=self._owner,
            )
        )
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait({poll, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not poll.done():
                raise Gone
            return poll.result()
        finally:
            for task in (poll, closed):
                task.cancel()
            await asyncio.gather(poll, closed, return_exceptions=True)

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                await self._incoming.put(message.data)
        self._closed.set()
        await self._incoming.put(None)

    async def _next_message(self) -> str:
        text = await self._incoming.get()
        if text is None:
            raise Gone
        return text

    async def _send(self, frame: str) -> None:
        try:
            await self._socket.send_str(frame)
        except ConnectionError:
            raise Gone from None

    async def _interrupt(self) -> None:
        with suppress(errors.ApiError):
            await execution.interrupt(
                self._call.site, self._call.who, self._ref, owner_access_key=self._owner
            )


async def execute(call: Call) -> web.StreamResponse:
    """Query and batch mode; frames are described in `frames`. A fault is a frame ``error`` that can be
    read.
    """
    owner = call.query("owner_access_key")
    await sessions.find(call.site, call.who, call.path("session"), owner_access_key=owner)
    socket = web.WebSocketResponse(max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT, compress=False)
    await socket.prepare(call.request)
    code = WSCloseCode.OK
    try:
        await Conversation(call, socket).run()
    except errors.ApiError as error:
        code = WSCloseCode.INTERNAL_ERROR if error.status >= 500 else WSCloseCode.POLICY_VIOLATION
        await _tell(socket, error)
    except TimeoutError:
        code = WSCloseCode.POLICY_VIOLATION
        await _tell(socket, errors.InvalidParameters("Nothing to run was sent."))
    except Exception:
        log.exception("a stream failed")
        code = WSCloseCode.INTERNAL_ERROR
        await _tell(socket, errors.ApiError())
    await socket.close(code=code)
    return socket


async def _tell(socket: web.WebSocketResponse, error: errors.ApiError) -> None:
    """Say what is wrong in words that the client shows: it prints console items and knows no error frame."""
    text = f"{error.title} {error.message or ''}".strip()
    frame = {
        "status": "error",
        "msg": text,
        "errorCode": error.status,
        "console": [["stderr", text + "\n"]],
        **error.problem(),
    }
    with suppress(ConnectionError):
        await socket.send_str(json.dumps(frame))


async def apps(call: Call) -> web.StreamResponse:
    """The service ports of a session (golden 134)."""
    owner = call.query("owner_access_key")

    def read(conn: Connection) -> list[dict[str, Any]]:
        row = sessions.find_row(conn, call.who, call.path("session"), owner)
        return sessions.service_ports(store.main_kernel(conn, row.id))

    return answer(await call.site.store.read(read))


ROUTES = [
    Route("GET", "/stream/session/{session}/execute", "session.execute", execute),
    Route("GET", "/stream/session/{session}/apps", "session.apps", apps),
]
