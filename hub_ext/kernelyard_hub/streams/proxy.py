"""``tcpproxy`` and ``httpproxy``: one connection to an app over a WebSocket, in binary frames (REST-021,
REST-022). The public client's ``app``, ``ssh`` and ``scp`` go this way.
"""

from __future__ import annotations

import asyncio
import contextlib

from aiohttp import WSCloseCode, WSMsgType, web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.http.live import LIVE, still_allowed
from kernelyard_hub.operations.sessions import tunnels

MAX_MESSAGE = 16 * 2**20 + 1024
"""Bytes of one frame of the client: it sends what it has read, up to 16 MiB."""
PIECE = 256 * 1024
"""Bytes of a frame to the client at the most."""
HEARTBEAT = 20.0
"""Seconds between pings; a client that answers none of them is gone."""
LOOK = 2.0
"""Seconds between two looks whether the user may still be here (S08)."""


async def proxy(call: Call) -> web.StreamResponse:
    """Start the app unless it runs, then be its connection. Errors are answers to the request itself."""
    app = call.query("app") or call.query("service")
    if not app:
        raise errors.InvalidParameters("Input validation error", data={"app": "is required"})
    ref = await tunnels.session_of_kernel(call.site, call.path("session"))
    reader, writer = await tunnels.connect(
        call.site,
        call.who,
        ref,
        app,
        arguments=call.query("arguments"),
        environ=call.query("envs"),
        owner_access_key=call.query("owner_access_key"),
    )
    try:
        socket = web.WebSocketResponse(max_msg_size=MAX_MESSAGE, heartbeat=HEARTBEAT, compress=False)
        await socket.prepare(call.request)
        await socket.close(code=await _relay(call, socket, reader, writer))
        return socket
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await asyncio.wait_for(writer.wait_closed(), LOOK)


async def _relay(
    call: Call, socket: web.WebSocketResponse, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> WSCloseCode:
    """Until one side ends. What the client has sent is written before its end counts."""
    call.request.app[LIVE].enter()
    tasks = {
        asyncio.create_task(_inward(socket, writer)): WSCloseCode.OK,
        asyncio.create_task(_outward(reader, socket)): WSCloseCode.OK,
        asyncio.create_task(watch(call)): WSCloseCode.POLICY_VIOLATION,
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return max(tasks[task] for task in done)
    except asyncio.CancelledError:
        return WSCloseCode.GOING_AWAY
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _inward(socket: web.WebSocketResponse, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                writer.write(message.data)
                await writer.drain()


async def _outward(reader: asyncio.StreamReader, socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(PIECE):
            await socket.send_bytes(data)


async def watch(call: Call) -> None:
    """Return when the user may not be here any more."""
    while await still_allowed(call):  # noqa: ASYNC110 -- the answer is in the database
        await asyncio.sleep(LOOK)


ROUTES = [
    Route("GET", f"/stream/{kind}/{{session}}/{way}", "session.proxy", proxy)
    for kind in ("session", "kernel")
    for way in ("tcpproxy", "httpproxy")
]
