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
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from . import children, framing, memory, tree
from .apps import keys
from .apps.app import AppProblem, AppRefused, Host
from .apps.catalog import Apps
from .execution import Executor, TooManyRuns, UnknownRun
from .files import FileProblem, HomeFiles
from .log import SessionLog
from .notebooks import Notebooks, Server
from .services import Service
from .startup import Startup
from .streams import NoAnswer, Streams

PREFIX, TOKEN = "JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_API_TOKEN"
"""Variables of a Hub server: its path, and what opens it."""
DEFAULT_GRACE = 5.0
"""Seconds between asking processes to end and killing them, when nobody says otherwise."""
RETRY = (0.05, 2.0)
"""Seconds between two attempts to reach the agent: the first pause, and the longest."""

ACTIVITY_LOOK = 10.0
"""Seconds between two looks at the session's Jupyter servers."""
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
        apps_path = f"/apps/{os.environ.get('BACKENDAI_KERNEL_ID', '')}/"
        self._apps = Apps(plan, Host(Path.cwd(), self._log, self._expected, self._push_state, apps_path))
        self._startup = Startup(plan, Path.cwd(), self._expected, self._log)
        self._executor = Executor(
            Path.cwd(),
            self._expected,
            self._log.note,
            timeout=plan.get("exec_timeout"),
            prepared=self._startup.prepared,
            runtime_type=plan.get("runtime_type", ""),
            runtime_path=plan.get("runtime_path", ""),
            changed=self._push_activity,
        )
        self._notebooks = Notebooks(Path.cwd())
        self._notebooks_busy: bool | None = False
        self._files = HomeFiles(Path.cwd())
        self._streams = Streams(self._address, plan["token"], self._log.note)
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
        for target, port in self._plan.get("outbound", {}).items():
            await self._streams.listen(target, port)
        await asyncio.to_thread(self._make_key)
        background: list[asyncio.Task[Any]] = [asyncio.create_task(self._keep_connected())]
        background += [asyncio.create_task(self._serve(service)) for service in self._services]
        background.append(asyncio.create_task(self._keep_log()))
        background.append(asyncio.create_task(self._keep_looking()))
        background.append(asyncio.create_task(self._start_up()))
        end = await self._ending
        self._log.note(f"the session ends: {end.reason}")
        await self._finish(end)
        for task in [*background, *self._tasks]:
            task.cancel()
        await asyncio.gather(*background, *self._tasks, return_exceptions=True)
        await self._streams.close()
        return end.exit_code

    def _make_key(self) -> None:
        try:
            keys.ensure(Path.cwd(), self._plan.get("ssh_private_key"))
        except OSError as error:
            self._log.note(f"{keys.NAME} cannot be written: {error.strerror}")
        keys.tighten(Path.cwd() / ".ssh")

    def _end(self, end: End) -> None:
        if self._ending is not None and not self._ending.done():
            self._ending.set_result(end)

    async def _start_up(self) -> None:
        code, kills = 1, memory.kills()
        try:
            await self._startup.prepare()
            if self._plan["warm"] and not self._startup.is_batch:
                self._tasks.add(asyncio.create_task(self._executor.warm()))
            if self._startup.command:
                code = await self._startup.run_command()
        except Exception as error:  # noqa: BLE001 -- a batch session that does nothing must not go on for ever
            self._log.note(f"the session's start failed: {error!r}")
        if self._startup.is_batch and self._startup.command:
            short = ", out of memory" if code == 137 and memory.kills() > kills else ""
            reason = "task-finished" if code == 0 else f"task-failed (exit code {code}{short})"
            self._end(End(code, reason, grace=1.0))

    async def _serve(self, service: Service) -> None:
        await self._startup.prepared.wait()
        code = await service.run()
        if service.name == self._plan["main_service"]:
            reason = service.problem or f"{service.name} has ended (exit code {code})"
            self._end(End(code if code >= 0 else 128 - code, reason, grace=1.0))

    async def _keep_log(self) -> None:
        kills = memory.kills()
        while True:
            await asyncio.sleep(LOG_CHECK)
            # Kernels write to the log's descriptor themselves.
            self._log.trim()
            before, kills = kills, memory.kills()
            if kills > before:
                self._log.note(f"the session is out of memory: {kills - before} of its processes were killed")

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
                self._push_activity()
                await self._listen(reader, writer)
                pause = RETRY[0]
            except framing.FramingError as error:
                self._log.note(f"the agent's connection broke: {error}")
            finally:
                self._writer = None
                writer.close()
            await asyncio.sleep(pause)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        polls: dict[Any, asyncio.Task[None]] = {}
        try:
            while (message := await framing.read(reader)) is not None:
                if "cancel" in message:
                    # Whoever has asked is gone; a run's output stays for the next who asks.
                    if (poll := polls.get(message["cancel"])) is not None:
                        poll.cancel()
                    continue
                task = asyncio.create_task(self._answer(message, writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                if message.get("method") == "execute":
                    polls[message.get("id")] = task
                    task.add_done_callback(partial(_discard, polls, message.get("id")))
        finally:
            for poll in polls.values():
                poll.cancel()

    async def _answer(self, message: framing.Message, writer: asyncio.StreamWriter) -> None:
        methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "execute": self._executor.execute,
            "interrupt": self._interrupt,
            "complete": self._complete,
            "upload": lambda params: asyncio.to_thread(self._files.upload, params),
            "list-files": lambda params: asyncio.to_thread(self._files.list, params),
            "download": lambda params: asyncio.to_thread(self._files.download, params),
            "open-stream": self._streams.open,
            "start-app": self._start_app,
            "stop-app": self._apps.stop,
            "end": self._end_requested,
        }
        answer: framing.Message = {"id": message.get("id")}
        try:
            answer["result"] = await methods[message["method"]](message.get("params", {}))
        except (FileProblem, AppRefused) as problem:
            answer["error"] = {"code": "refused", "message": str(problem)}
        except (AppProblem, NoAnswer) as problem:
            answer["error"] = {"code": "no-answer", "message": str(problem)}
        except TooManyRuns:
            answer["error"] = {"code": "refused", "message": "Too many runs wait in this session."}
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

    async def _start_app(self, params: dict[str, Any]) -> dict[str, Any]:
        await self._startup.prepared.wait()
        return await self._apps.start(params)

    async def _end_requested(self, params: dict[str, Any]) -> None:
        self._end(End(params.get("exit_code", 0), params["reason"], params["grace"]))

    def _push_state(self) -> None:
        services = [service.status() for service in self._services]
        self._send({"event": "state", "services": services + self._apps.statuses()})

    async def _keep_looking(self) -> None:
        """Tell the agent whether the session is used, now and again."""
        while True:
            self._notebooks_busy = await self._notebooks.look(self._servers())
            self._push_activity()
            await asyncio.sleep(ACTIVITY_LOOK)

    def _servers(self) -> list[Server]:
        """The Jupyter servers that run here."""
        environ: Mapping[str, str] = self._plan["environ"]
        prefix = environ.get(PREFIX) or os.environ.get(PREFIX) or "/"
        token = environ.get(TOKEN, "")
        own = [
            Server(service.port, prefix, token)
            for service in self._services
            if service.name == self._plan["main_service"] and service.ready
        ]
        return own + self._apps.jupyters()

    def _push_activity(self) -> None:
        busy = True if self._executor.busy else self._notebooks_busy
        self._send({"event": "activity", "busy": busy, "quiet": self._notebooks.quiet})

    def _send(self, message: framing.Message) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(framing.encode(message))


def _discard(polls: dict[Any, asyncio.Task[None]], number: Any, task: asyncio.Task[None]) -> None:
    if polls.get(number) is task:
        del polls[number]
