"""``pty``: a terminal in the session, in JSON text frames (REST-016 to REST-018).

| from the client | to the client |
|---|---|
| ``{"type": "stdin", "chars": base64}`` | ``{"type": "out", "data": base64}`` |
| ``{"type": "resize", "rows": n, "cols": n}`` | ``{"type": "error", "data": message}`` |
| ``{"type": "ping"}``, ``{"type": "restart"}`` | |

The terminal is the session's web terminal, called ``pty``: it goes on when the connection is lost.
``restart`` restarts the session (KRN-033).
"""

from __future__ import annotations

import asyncio
import base64
import codecs
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, Literal
from uuid import UUID

import aiohttp
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.http.live import LIVE
from kernelyard_hub.operations.sessions import apps, tunnels
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions.execution import running_kernel

from .proxy import HEARTBEAT, watch

TERMINAL = "ttyd"
"""The app whose terminals these are."""
ADDRESS = "http://session/ws/pty"
TYPED = "a terminal"
"""What its use is called among signs of life."""
MAX_MESSAGE = 4 * 2**20


class Stdin(BaseModel):
    type: Literal["stdin"]
    chars: str


class Resize(BaseModel):
    type: Literal["resize"]
    rows: int = Field(ge=1, le=1000)
    cols: int = Field(ge=1, le=1000)


class Command(BaseModel):
    type: Literal["ping", "restart"]


_FRAME: TypeAdapter[Stdin | Resize | Command] = TypeAdapter(
    Annotated[Stdin | Resize | Command, Field(discriminator="type")]
)


async def pty(call: Call) -> web.StreamResponse:
    app = call.query("app") or TERMINAL
    if app != TERMINAL:
        raise errors.InvalidParameters("Input validation error", data={"app": f"only {TERMINAL} is one"})
    await _started(call)
    socket = web.WebSocketResponse(max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT, compress=False)
    await socket.prepare(call.request)
    call.request.app[LIVE].enter()
    code = WSCloseCode.OK
    try:
        while await _converse(call, socket):
            await sessions.restart(call.site, call.who, call.path("session"), call.query("owner_access_key"))
            await _started(call)
    except errors.ApiError as error:
        code = WSCloseCode.POLICY_VIOLATION if error.status < 500 else WSCloseCode.INTERNAL_ERROR
        await _say(socket, "error", f"{error.title} {error.message or ''}".strip())
    except (aiohttp.ClientError, ConnectionError) as error:
        code = WSCloseCode.INTERNAL_ERROR
        await _say(socket, "error", f"The terminal does not answer: {error}")
    except asyncio.CancelledError:
        code = WSCloseCode.GOING_AWAY
    await socket.close(code=code)
    return socket


async def _started(call: Call) -> None:
    owner = call.query("owner_access_key")
    await apps.start(call.site, call.who, call.path("session"), TERMINAL, owner_access_key=owner)


@contextlib.asynccontextmanager
async def _terminal(call: Call) -> AsyncIterator[tuple[UUID, aiohttp.ClientWebSocketResponse]]:
    owner = call.query("owner_access_key")
    kernel_id, client = await running_kernel(call.site, call.who, call.path("session"), owner)
    connector = tunnels.ThroughAgent(client, kernel_id, TERMINAL)
    async with (
        aiohttp.ClientSession(connector=connector) as http,
        http.ws_connect(ADDRESS, max_msg_size=MAX_MESSAGE) as terminal,
    ):
        yield kernel_id, terminal


async def _converse(call: Call, socket: web.WebSocketResponse) -> bool:
    """One connection to the terminal; whether the client asked for a restart."""
    async with _terminal(call) as (session_id, terminal):
        inward = asyncio.create_task(
            _inward(socket, terminal, lambda: call.site.activity.touch(session_id, TYPED))
        )
        tasks: set[asyncio.Task[Any]] = {
            inward,
            asyncio.create_task(_outward(terminal, socket)),
            asyncio.create_task(watch(call)),
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()
        return inward in done and inward.result()


async def _inward(
    socket: web.WebSocketResponse, terminal: aiohttp.ClientWebSocketResponse, touch: Callable[[], None]
) -> bool:
    """What the client says; True at ``restart``, False at its end. Every frame of its is a sign of life, a
    ``ping`` is nothing else (SES-030)."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        try:
            frame = _FRAME.validate_json(message.data)
            touch()
            if isinstance(frame, Stdin):
                text = decoder.decode(base64.b64decode(frame.chars, validate=True))
                await terminal.send_str(json.dumps(["stdin", text]))
            elif isinstance(frame, Resize):
                await terminal.send_str(json.dumps(["set_size", frame.rows, frame.cols]))
            elif frame.type == "restart":
                return True
        except (ValidationError, ValueError):
            await _say(socket, "error", "This frame cannot be read.")
    return False


async def _outward(terminal: aiohttp.ClientWebSocketResponse, socket: web.WebSocketResponse) -> None:
    async for message in terminal:
        if message.type is not WSMsgType.TEXT:
            continue
        kind, *rest = json.loads(message.data)
        if kind == "stdout":
            await _say(socket, "out", base64.b64encode(str(rest[0]).encode("utf-8", "replace")).decode())
        elif kind == "disconnect":
            return


async def _say(socket: web.WebSocketResponse, kind: str, data: str) -> None:
    with contextlib.suppress(ConnectionError):
        await socket.send_str(json.dumps({"type": kind, "data": data}))


ROUTES = [
    Route("GET", "/stream/session/{session}/pty", "session.pty", pty),
]
