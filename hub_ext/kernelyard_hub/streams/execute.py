"""``/stream/session/{session}/execute``: one run over a WebSocket."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from contextlib import suppress
from typing import Any, Literal

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel, Field

from kernelyard_agent.protocol import ExecuteResult
from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, parse
from kernelyard_hub.http.live import LIVE, still_allowed
from kernelyard_hub.operations.sessions import execution
from kernelyard_hub.operations.sessions import life as sessions

from .frames import frames

log = logging.getLogger("kernelyard.hub.streams")

MAX_MESSAGE = 4 * 2**20
"""Bytes of one message from the client."""
HEARTBEAT = 20.0
"""Seconds between pings; a client that answers none of them is gone."""
FIRST_MESSAGE = 60.0
"""Seconds that a client may take to say what to run."""
PROMPT_LOOK = 2.0
"""Seconds between two looks at a prompt that the client has not answered."""
OUTAGE = 60.0
"""Seconds that a session's node may be silent before a stream is given up."""
OUTAGE_PAUSE = 0.5


class Run(BaseModel):
    """The first frame from the client. With ``runId`` it may go on with a run that it has lost sight of."""

    mode: Literal["query", "batch", "continue"] = "query"
    code: str = ""
    run_id: str | None = Field(default=None, alias="runId", max_length=64)
    options: dict[str, Any] | None = None


class Gone(Exception):
    """The client has closed the connection, or lost it."""


class Conversation:
    """One run: polls the session for output, sends it, and waits for input when the run asks for it.

    Output is fetched when the one before has been sent: a slow client holds up nobody but itself.
    """

    def __init__(self, call: Call, socket: web.WebSocketResponse) -> None:
        self._call = call
        self._socket = socket
        self._ref = call.path("session")
        self._owner = call.query("owner_access_key")
        self._run_id = secrets.token_hex(8)
        self._incoming: asyncio.Queue[str | None] = asyncio.Queue(16)
        self._closed = asyncio.Event()
        self._begun = False
        self._said_goodbye = False

    async def run(self) -> None:
        """Until the run has finished. A client that closes the connection (Ctrl-C does) has its run
        interrupted; where the connection is lost, or the service stops, the run goes on.
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
            if self._begun and self._said_goodbye and not finished and not live.stopping:
                # The connection's end cancels this handler: what is begun here is finished anyway.
                await asyncio.shield(asyncio.ensure_future(self._interrupt()))

    def _first(self, text: str) -> Run:
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            raise errors.InvalidParameters("Malformed body") from None
        run = parse(Run, loaded if isinstance(loaded, dict) else {})
        if run.run_id is None and run.mode == "continue":
            raise errors.InvalidParameters("A run to go on with is missing.", data={"runId": "is required"})
        self._run_id = run.run_id or self._run_id
        return run

    async def _converse(self, run: Run) -> bool:
        mode, code, options = str(run.mode), run.code, run.options or {}
        asked = False
        while True:
            if not await still_allowed(self._call):
                raise errors.AuthFailed("Unauthorized access")
            self._begun = True
            result = await self._slice(mode, code, options)
            if not (asked and result.status == "waiting-input" and not result.console):
                for frame in frames(result):
                    await self._send(frame)
            if result.status in ("finished", "exec-timeout"):
                return True
            mode, code, options = "continue", "", {}
            asked = result.status == "waiting-input"
            if asked and (text := await self._input()) is not None:
                mode, code, asked = "input", text, False

    async def _input(self) -> str | None:
        """What the client answers; None when it is time to see whether the prompt is still there: somebody
        may have interrupted it.
        """
        try:
            async with asyncio.timeout(PROMPT_LOOK):
                return await self._next_message()
        except TimeoutError:
            return None

    async def _slice(self, mode: str, code: str, options: dict[str, Any]) -> ExecuteResult:
        """One slice of output, also where the node does not answer for a while: its sessions go on."""
        deadline = asyncio.get_running_loop().time() + OUTAGE
        while True:
            try:
                return await self._unless_gone(mode, code, options)
            except errors.Unavailable:
                if asyncio.get_running_loop().time() > deadline:
                    raise
            if mode == "input":
                mode, code = "continue", ""  # it may have been taken: the next slice tells
            with suppress(TimeoutError):
                async with asyncio.timeout(OUTAGE_PAUSE):
                    await self._closed.wait()
                    raise Gone

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
        while True:
            message = await self._socket.receive()
            if message.type is WSMsgType.TEXT:
                await self._incoming.put(message.data)
            elif message.type is not WSMsgType.BINARY:
                break
        self._said_goodbye = message.type is WSMsgType.CLOSE
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


ROUTES = [
    Route("GET", "/stream/session/{session}/execute", "session.execute", execute),
]
