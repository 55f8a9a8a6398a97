"""The runner itself: dials its agent, keeps the session's services and kernel, and writes how the session
ended.

It outlives its agent: without one it goes on and dials again, with growing pauses. It ends when the agent
says so, on SIGTERM, or when the service that *is* the session (a Hub server's notebook) has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import children, framing, tree
from .execution import Executor, UnknownRun
from .files import FileProblem, HomeFiles
from .log import SessionLog
from .services import Service

DEFAULT_GRACE = 5.0
"""Seconds between asking processes to end and killing them, when nobody says otherwise."""
RETRY = (0.05, 2.0)
"""Seconds between two attempts to reach the agent: the first pause, and the longest."""

LOG_CHECK = 5.0
"""Seconds between two looks at the size of the log."""


@dataclass(frozen=True, slots=True)
class End:
    exit_code: int
    reason: str
    grace: float = DEFAULT_GRACE


class Session:
    """``plan`` is what the agent wrote to our standard input; see `engines.process` for its keys."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan
        self._log = SessionLog(plan["log_fd"])
        self._status_fd: int = plan["status_fd"]
        self._address = f"/proc/self/fd/{plan['socket_dir_fd']}/agent.sock"
        self._expected: set[int] = set()
        self._services = [
            Service(spec, plan["environ"], self._log, self._expected, self._push_state)
            for spec in plan["services"]
        ]
        self._executor = Executor(Path.cwd(), self._expected, self._log.note)
        self._files = HomeFiles(Path.cwd())
        self._writer: asyncio.StreamWriter | None = None
        self._ending: asyncio.Future[End] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        self._ending = loop.create_future()
        children.become_subreaper()
        children.Reaper(self._expected).install()
        for sig in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(sig, self._end, End(128 + sig, f"the session got signal {sig}"))
        background: list[asyncio.Task[Any]] = [asyncio.create_task(self._keep_connected())]
        background += [asyncio.create_task(self._serve(service)) for service in self._services]
        background.append(asyncio.create_task(self._keep_log_small()))
        if self._plan["warm"]:
            background.append(asyncio.create_task(self._executor.warm()))
        end = await self._ending
        self._log.note(f"the session ends: {end.reason}")
        await self._finish(end)
        for task in [*background, *self._tasks]:
            task.cancel()
        await asyncio.gather(*background, *self._tasks, return_exceptions=True)
        return end.exit_code

    def _end(self, end: End) -> None:
        if self._ending is not None and not self._ending.done():
            self._ending.set_result(end)

    async def _serve(self, service: Service) -> None:
        code = await service.run()
        if service.name == self._plan["main_service"]:
            reason = service.problem or f"{service.name} has ended (exit code {code})"
            self._end(End(code if code >= 0 else 128 - code, reason, grace=1.0))

    async def _keep_log_small(self) -> None:
        # Kernels write to the log's descriptor themselves.
        while True:
            await asyncio.sleep(LOG_CHECK)
            self._log.trim()

    async def _finish(self, end: End) -> None:
        closing = asyncio.create_task(self._executor.close())
        deadline = asyncio.get_running_loop().time() + end.grace
        me = os.getpid()

        def living() -> list[tree.Process]:
            return [p for p in tree.descendants(tree.snapshot(), me) if p.alive]

        asked: set[int] = set()
        while (others := living()) and asyncio.get_running_loop().time() < deadline:
            # Each gets its SIGTERM once, when it is first seen.
            new = [p for p in others if p.pid not in asked]
            tree.send(new, signal.SIGTERM)
            # An interactive shell ignores SIGTERM; what ends it is the end of its terminal.
            tree.send([p for p in new if p.terminal and p.pid == p.session], signal.SIGHUP)
            asked.update(p.pid for p in others)
            await asyncio.sleep(0.03)
        tree.kill_all(living)
        await asyncio.wait([closing], timeout=1.0)
        self._write_status(end)
        self._send({"event": "ended", "exit_code": end.exit_code, "reason": end.reason})
        if self._writer is not None:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(0.5):
                    await self._writer.drain()

    def _write_status(self, end: End) -> None:
        data = json.dumps({"exit_code": end.exit_code, "reason": end.reason}).encode()
        with contextlib.suppress(OSError):
            os.pwrite(self._status_fd, data, 0)

    # The connection to the agent

    async def _keep_connected(self) -> None:
        pause = RETRY[0]
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(self._address)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(pause * 1.6, RETRY[1])
                continue
            self._writer = writer
            try:
                self._send({"event": "hello", "token": self._plan["token"], "pid": os.getpid()})
                self._push_state()
                await self._listen(reader, writer)
                pause = RETRY[0]
            except framing.FramingError as error:
                self._log.note(f"the agent's connection broke: {error}")
            finally:
                self._writer = None
                writer.close()
            await asyncio.sleep(pause)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (message := await framing.read(reader)) is not None:
            task = asyncio.create_task(self._answer(message, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: framing.Message, writer: asyncio.StreamWriter) -> None:
        methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "execute": self._executor.execute,
            "interrupt": self._interrupt,
            "complete": self._complete,
            "upload": lambda params: asyncio.to_thread(self._files.upload, params),
            "list-files": lambda params: asyncio.to_thread(self._files.list, params),
            "download": lambda params: asyncio.to_thread(self._files.download, params),
            "end": self._end_requested,
        }
        answer: framing.Message = {"id": message.get("id")}
        try:
            answer["result"] = await methods[message["method"]](message.get("params", {}))
        except FileProblem as problem:
            answer["error"] = {"code": "refused", "message": str(problem)}
        except UnknownRun:
            answer["error"] = {"code": "unknown-run", "message": "There is no such run."}
        except Exception as error:  # noqa: BLE001 -- the agent wants an answer whatever went wrong here
            answer["error"] = {"code": "failed", "message": repr(error)}
        # To the connection that asked: the next agent counts its requests anew.
        if not writer.is_closing():
            writer.write(framing.encode(answer))

    async def _interrupt(self, params: dict[str, Any]) -> None:
        await self._executor.interrupt()

    async def _complete(self, params: dict[str, Any]) -> list[str]:
        return await self._executor.complete(params["code"], params["cursor"])

    async def _end_requested(self, params: dict[str, Any]) -> None:
        self._end(End(params.get("exit_code", 0), params["reason"], params["grace"]))

    def _push_state(self) -> None:
        self._send({"event": "state", "services": [service.status() for service in self._services]})

    def _send(self, message: framing.Message) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(framing.encode(message))
