"""The supervisor: prepares a site's directory, starts its programs, restarts what dies, stops in reverse
order."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import aiohttp

from kernelyard_agent.protocol import PROXY_NAME

from ..authority import PROXY_LIFETIME, Authority
from ..http.door import BadAddress, split
from ..store import StoreError
from . import keys, leftovers, logs, ports, reach
from .children import Child, NotReady, answers
from .first_run import prepare
from .layout import Layout, read_json, write_private
from .node import NodeMissing, find_node, find_proxy
from .programs import Setup, waves

READY_TIMEOUT = 120.0
"""Seconds that one program may take to come up, on a machine that is busy with other things."""
ROUTES_RETRY = 0.2
"""Seconds between two tries to have the proxy's routes restored."""
SESSION_UID = 1000
"""Who sessions run as when the site is started by root (architecture, decision 9)."""


class UpError(Exception):
    """The site cannot start; the message is for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    data: Path
    port: int | None = None
    mock_gpus: int = 0
    database_url: str | None = None
    hub_config: Path | None = None
    engine: str = "process"
    images: tuple[str, ...] = ()
    agent_listen: str | None = None
    log_level: str = "INFO"
    ready_timeout: float = READY_TIMEOUT


async def up(options: Options, out: TextIO = sys.stdout) -> int:
    """Run a site until it is told to stop (SIGINT, SIGTERM). Raises `UpError` when it cannot start."""
    layout = Layout(options.data.absolute())
    uid, gid = (SESSION_UID, SESSION_UID) if os.geteuid() == 0 else (os.getuid(), os.getgid())
    try:
        layout.make()
        with only_one(layout):
            setup = await _decide(options, layout, uid, gid, out)
            return await _Site(setup, options, out).run()
    except (OSError, StoreError, reach.OutOfReach, NodeMissing) as error:
        raise UpError(str(error)) from error


@contextlib.contextmanager
def only_one(layout: Layout) -> Iterator[None]:
    """Hold the site's lock. It ends with this process, however that ends."""
    with layout.lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UpError(f"{layout.data} is already running (another `kernelyard up` holds it).") from None
        yield


async def _decide(options: Options, layout: Layout, uid: int, gid: int, out: TextIO) -> Setup:
    """End what an earlier supervisor left, then settle ports, secrets and first data."""
    if options.engine == "process":  # in a container everything that a session needs is mounted
        reach.check(uid, gid, layout.data)
    left = leftovers.find(layout.processes)
    if left:
        out.write(f"Ending what an earlier start left running: {', '.join(left)}\n")
        await asyncio.to_thread(leftovers.end, left, at_once=frozenset({"agent"}))
    state = read_json(layout.state)
    public_port = options.port or state.get("port") or ports.DEFAULT_PORT
    if not ports.is_free(public_port):
        raise UpError(
            f"Port {public_port} is taken by another program or needs more rights. "
            f"Choose another one: make run PORT={public_port + 1 if public_port > 1023 else 8000}"
        )
    chosen = ports.pick(public_port, state.get("ports", {}))
    keys.ensure_keys(layout.secrets)
    agent_listen = _agent_listen(options, layout, state)
    setup = Setup(
        layout=layout,
        ports=chosen,
        public_port=public_port,
        database_url=options.database_url
        or os.environ.get("KERNELYARD_DATABASE")
        or state.get("database_url")
        or layout.database_url(),
        node=find_node(),
        proxy_script=find_proxy(layout.data),
        hub_config=(options.hub_config or Path(__file__).with_name("jupyterhub_config.py")).absolute(),
        session_uid=uid,
        session_gid=gid,
        mock_gpus=options.mock_gpus,
        engine=options.engine,
        images=options.images,
        agent_listen=agent_listen,
        log_level=options.log_level,
    )
    await prepare(
        layout,
        setup.database_url,
        setup.public_url,
        setup.direct_url,
        accounts_made=bool(state.get("accounts_made")),
    )
    write_private(layout.state, _state(setup))
    write_private(
        layout.service_config, json.dumps({"HubService": {"database_url": setup.database_url}}) + "\n"
    )
    return setup


def _agent_listen(options: Options, layout: Layout, state: dict[str, Any]) -> str:
    """Where nodes on other machines come in, empty for none. Makes the proxy's certificate, too."""
    told = options.agent_listen if options.agent_listen is not None else str(state.get("agent_listen") or "")
    if told in ("", "none"):
        return ""
    try:
        split(told)
    except BadAddress as error:
        raise UpError(str(error).replace("agent_listen", "--agent-listen")) from None
    Authority(layout.nodes).own("proxy", PROXY_NAME, PROXY_LIFETIME)
    return told


def _state(setup: Setup) -> str:
    state = {
        "port": setup.public_port,
        "ports": dict(setup.ports),
        "database_url": setup.database_url,
        "accounts_made": True,
        "agent_listen": setup.agent_listen,
    }
    return json.dumps(state, indent=2) + "\n"


class _Site:
    """The running programs of one site."""

    def __init__(self, setup: Setup, options: Options, out: TextIO) -> None:
        self._setup = setup
        self._options = options
        self._waves = waves(setup)
        logs.set_aside(setup.layout.logs)
        names = [program.name for wave in self._waves for program in wave]
        self._log = logs.LogReader(setup.layout.logs, names, out)
        self._children: list[Child] = []
        self._stop = asyncio.Event()
        self._signals = 0

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._signalled)
        follower = asyncio.create_task(self._log.follow())
        keepers: list[asyncio.Task[None]] = []
        try:
            if await self._start_all():
                self._greet()
                keepers = [asyncio.create_task(self._keep(child)) for child in self._children]
                await self._stop.wait()
            return 0
        finally:
            await self._stop_all()
            for task in (*keepers, follower):
                task.cancel()
            await asyncio.gather(*keepers, follower, return_exceptions=True)
            self._log.pump()

    async def _keep(self, child: Child) -> None:
        await child.keep_alive(self._refill_proxy if child.program.name == "proxy" else None)

    async def _refill_proxy(self) -> None:
        """Have the Hub fill a proxy that was started again, and so knows no route.

        The Hub itself would look after five minutes. A Hub that is away does it when it starts.
        """
        token = keys.read_key(self._setup.layout.secrets, "supervisor.token")
        url, headers = f"{self._setup.hub_api_url}/proxy", {"Authorization": f"token {token}"}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
            while True:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                    async with http.post(url, headers=headers) as answer:
                        if answer.status < 300:
                            return
                await asyncio.sleep(ROUTES_RETRY)

    async def _start_all(self) -> bool:
        """Start everything; False when told to stop meanwhile. Raises `UpError` when a program does not
        come up."""
        begin = time.monotonic()
        async with aiohttp.ClientSession() as http:
            for wave in self._waves:
                children = [Child(program, self._setup.layout, self._log.say) for program in wave]
                self._log.say("up", f"starting {', '.join(program.name for program in wave)}")
                for child in children:
                    self._children.append(child)
                    await child.start()
                if not await self._wait_ready(children, http, begin):
                    return False
            return await self._wait_front(http)

    async def _wait_front(self, http: aiohttp.ClientSession) -> bool:
        """Until the Hub has put itself into the proxy, which takes it a few milliseconds more."""
        deadline = time.monotonic() + self._options.ready_timeout
        while not await answers(http, f"{self._setup.public_url}/hub/api", {}, at_most=200):
            if self._stop.is_set():
                return False
            if time.monotonic() > deadline:
                raise UpError(
                    "The Hub runs, but the proxy does not route to it. See the log of hub and proxy."
                )
            await asyncio.sleep(0.1)
        return True

    async def _wait_ready(self, children: list[Child], http: aiohttp.ClientSession, begin: float) -> bool:
        async def ready(child: Child) -> None:
            await child.wait_ready(http, self._options.ready_timeout)
            self._log.say("up", f"{child.program.name} answers after {time.monotonic() - begin:.1f} s")

        async def all_ready() -> None:
            await asyncio.gather(*(ready(child) for child in children))

        waiting, stop = asyncio.create_task(all_ready()), asyncio.create_task(self._stop.wait())
        await asyncio.wait({waiting, stop}, return_when=asyncio.FIRST_COMPLETED)
        for task in (waiting, stop):
            if not task.done():
                task.cancel()
        _, told_to_stop = await asyncio.gather(waiting, stop, return_exceptions=True)
        if told_to_stop is True:
            return False
        try:
            waiting.result()
        except NotReady as problem:
            raise UpError(str(problem)) from problem
        return True

    def _greet(self) -> None:
        setup = self._setup
        for line in (
            "",
            f"Kernelyard runs at {setup.public_url}",
            f"API for the client:  {setup.public_url}/services/kernelyard   (direct: {setup.direct_url})",
            f"Names and passwords: {setup.layout.credentials}",
            "Ctrl-C ends it, sessions included.",
            "",
        ):
            self._log.say("up", line)

    def _signalled(self) -> None:
        self._signals += 1
        self._stop.set()
        if self._signals > 2:
            for child in self._children:
                child.kill()

    async def _stop_all(self) -> None:
        if self._children:
            self._log.say("up", "stopping")
        for child in reversed(self._children):
            await child.stop()
            self._log.say("up", f"{child.program.name} has ended")
