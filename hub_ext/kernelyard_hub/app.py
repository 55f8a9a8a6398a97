"""The hub service's program: builds a `Site` of the parts, serves it on loopback, and takes it down in
order.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from traitlets import Dict, Enum, Float, Integer, List, TraitError, Unicode, default, validate
from traitlets.config import Application

from kernelyard_agent.protocol import HUB_NAME
from kernelyard_hub import __version__, console, interpreter
from kernelyard_hub.app_routes import AppRoutes, HubProxy
from kernelyard_hub.authority import Authority, keep_fresh
from kernelyard_hub.callbacks import Callbacks, Destinations
from kernelyard_hub.ending import end
from kernelyard_hub.events import Bus
from kernelyard_hub.graphql import handle, handle_legacy
from kernelyard_hub.http.call import Call, Route
from kernelyard_hub.http.door import BadAddress, make_door_app, open_door, split
from kernelyard_hub.http.guard import ANONYMOUS_LIMIT, Guard, decorate, mount, problems
from kernelyard_hub.http.identify import Identifier, Services
from kernelyard_hub.http.live import LIVE, Live
from kernelyard_hub.http.lockout import FAILURES, Failures
from kernelyard_hub.hub_api import HubApi
from kernelyard_hub.idle.loop import IdleLoop
from kernelyard_hub.oauth import LOGIN, HubLogin
from kernelyard_hub.operations import nodes
from kernelyard_hub.operations.sessions import apps
from kernelyard_hub.operations.sessions import logs as session_logs
from kernelyard_hub.operations.vfolders import upkeep as folder_upkeep
from kernelyard_hub.principal import ServiceName
from kernelyard_hub.rest import ROUTES as REST
from kernelyard_hub.rest.nodes import DOOR
from kernelyard_hub.scheduler.carrying.agents import AgentPool
from kernelyard_hub.scheduler.loop import SchedulerLoop
from kernelyard_hub.scheduler.records.recorder import Recorder, Room
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.site import Door, Site, SiteConfig
from kernelyard_hub.store import Store, StoreError
from kernelyard_hub.store.seed import seed
from kernelyard_hub.streams import ROUTES as STREAMS
from kernelyard_hub.volume_marks import Marks
from kernelyard_storage.client import StorageClient

log = logging.getLogger("kernelyard.hub")

MAX_BODY = 8 * 2**20
"""Bytes of a request's body that are read; bulk data goes to the storage proxy (S33)."""
SERVICES: tuple[ServiceName, ...] = ("hub", "agent", "storage")


async def _gql(call: Call) -> web.StreamResponse:
    return await handle(call.request)


async def _legacy_gql(call: Call) -> web.StreamResponse:
    return await handle_legacy(call.request)


GRAPHQL = [
    Route("POST", "/admin/gql", "graphql.query", _gql),
    Route("POST", "/admin/graphql", "graphql.query", _legacy_gql),
]
ROUTES: list[Route] = [*REST, *STREAMS, *GRAPHQL, *console.ROUTES]
"""Everything that this service answers, in order of precedence."""


def make_app(
    site: Site,
    services: Services,
    login: HubLogin | None = None,
    *,
    console_dir: Path = console.BUILT,
    anonymous_limit: int = ANONYMOUS_LIMIT,
) -> web.Application:
    """The HTTP side of a site. Starting and stopping the site's parts is the caller's."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[problems])
    app[FAILURES] = Failures()
    app[LIVE] = Live()
    app.on_shutdown.append(app[LIVE].stop)
    app[LOGIN] = login
    app[console.CONSOLE_DIR] = console_dir
    guard = Guard(site, Identifier(site, services, login), anonymous_limit=anonymous_limit)
    mount(app, guard, ROUTES, site.config.prefix)
    app.on_response_prepare.append(decorate)
    return app


def read_secret(directory: Path, name: str) -> str:
    """A secret from its file. Raises `SystemExit` with what to do when it is missing, empty or readable by
    others.
    """
    path = directory / name
    try:
        mode = path.stat().st_mode
        text = path.read_text().strip()
    except OSError as error:
        raise SystemExit(f"kernelyard-hub: cannot read {path}: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SystemExit(f"kernelyard-hub: {path} can be read by others; run: chmod 600 {path}")
    if not text:
        raise SystemExit(f"kernelyard-hub: {path} is empty")
    return text


class JsonMapping(Dict):
    """A mapping, which a command line gives as JSON."""

    def from_string_list(self, s_list: list[str]) -> dict[str, Any]:
        loaded = json.loads(s_list[-1])
        if not isinstance(loaded, dict):
            raise TypeError("a JSON object is needed")
        return loaded


class HubService(Application):
    """Kernelyard's API, scheduler and console behind a JupyterHub."""

    name = "kernelyard-hub"
    description = __doc__ or ""
    version = __version__
    aliases = {"config": "HubService.config_file", "port": "HubService.port"}  # noqa: RUF012 - traitlets' own

    config_file = Unicode("", help="Configuration file (Python, as for JupyterHub).").tag(config=True)
    listen_ip = Unicode(
        "127.0.0.1", help="Address to listen on. The Hub's proxy is what the world talks to."
    ).tag(config=True)
    port = Integer(8200, help="Port to listen on.").tag(config=True)
    prefix = Unicode(
        "/services/kernelyard", help="Path below which the Hub's proxy routes to this service."
    ).tag(config=True)
    database_url = Unicode(
        "sqlite:///kernelyard.sqlite", help="Database: sqlite:///FILE or postgresql+asyncpg://…"
    ).tag(config=True)
    secrets_dir = Unicode(
        "secrets",
        help="Directory (0700) of secrets (0600): {service,hub,agent,storage}.token, encryption.key;"
        " with metrics.token, whoever shows that may read /metrics",
    ).tag(config=True)
    hub_api_url = Unicode(
        "", help="The Hub's REST API, as http://127.0.0.1:8081/hub/api; empty to run without a Hub."
    ).tag(config=True)
    proxy_api_url = Unicode(
        "",
        help="The API of the Hub's configurable-http-proxy, as http://127.0.0.1:8001, for routes to apps; "
        "its token is proxy.token in secrets_dir. Empty where something else routes /apps/ to the relay.",
    ).tag(config=True)
    public_url = Unicode(
        "", help="Where browsers reach the Hub's proxy; decides whether cookies are Secure."
    ).tag(config=True)
    oauth_client_id = Unicode("service-kernelyard", help="OAuth client id of this service at the Hub.").tag(
        config=True
    )
    access_scope = Unicode(
        "access:services!service=kernelyard", help="The Hub scope that a user or token needs."
    ).tag(config=True)
    storage_proxies = JsonMapping(
        {},
        help='Storage proxies by name: {"local": {"manager_url": "http://127.0.0.1:8202"}}; with a '
        "client_url where browsers reach it directly and not through the Hub's address.",
    ).tag(config=True)
    default_host = Unicode("local:volume1", help="Storage host of folders that name none.").tag(config=True)
    agent_listen = Unicode(
        "",
        help="""ADDRESS:PORT for nodes on other machines (TLS with certificates on both sides), such as
        10.0.0.1:8443. Empty: there are none.""",
    ).tag(config=True)
    certificate_lifetime = Integer(
        30 * 24 * 3600,
        min=30,
        help="Seconds that certificates of nodes are good for; they are renewed after two thirds.",
    ).tag(config=True)
    console_dir = Unicode("", help="Built console pages; default: those of the package.").tag(config=True)
    anonymous_rate_limit = Integer(
        ANONYMOUS_LIMIT, help="Requests without credentials per address in 15 minutes."
    ).tag(config=True)

    allowed_registries = List(
        Unicode(),
        help="Registries whose images people of the first domain may use from the beginning, beside images"
        " that only nodes have; afterwards admins say (allowed_docker_registries of the domain).",
    ).tag(config=True)
    callback_networks = List(
        Unicode(),
        help="Networks (CIDR) that callback URLs of sessions may lead to, beside the public internet.",
    ).tag(config=True)
    log_days = Float(30.0, help="Days for which the logs of ended sessions are kept.").tag(config=True)
    log_bytes = Integer(
        2**30, help="Bytes that the logs of ended sessions may need together; the oldest go first."
    ).tag(config=True)

    trash_retention = Float(
        30.0,
        min=0.0,
        help="Days for which deleted folders stay in the trash before they are purged. 0: they stay there"
        " until somebody purges them.",
    ).tag(config=True)
    folder_types = List(
        Enum(["user", "group"]),
        ["user", "group"],
        help="Whose folders may be made: users' own (user), projects' (group).",
    ).tag(config=True)

    records_dir = Unicode(
        "",
        help="Directory of records of the scheduler's decisions, for `kernelyard replay`;"
        " default: records, beside secrets_dir.",
    ).tag(config=True)
    record_bytes = Integer(
        256 * 2**20,
        min=0,
        help="Bytes that the records of decisions may need together; the oldest go first. 0: none are kept.",
    ).tag(config=True)
    record_days = Float(14.0, min=0.0, help="Days for which records of decisions are kept.").tag(config=True)

    @validate("callback_networks")
    def _are_networks(self, proposal: Any) -> list[str]:
        try:
            Destinations(proposal["value"])
        except ValueError as error:
            raise TraitError(f"callback_networks: {error}") from None
        return list(proposal["value"])

    @default("log_level")
    def _log_level_default(self) -> int:
        return logging.INFO

    def initialize(self, argv: Sequence[str] | None = None) -> None:
        self.parse_command_line(list(argv) if argv is not None else None)
        if self.config_file:
            self.load_config_file(self.config_file)
        level: Any = self.log_level
        logging.basicConfig(
            level=level,
            format="[%(levelname)1.1s %(asctime)s %(name)s] %(message)s",
            force=True,
        )

    def start(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        try:
            interpreter.run(self._serve())
        except StoreError as error:
            raise SystemExit(f"kernelyard-hub: {error}") from None

    async def _serve(self) -> None:
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        async with self.running() as port:
            log.info(
                "listening on http://%s:%d%s (process %d)", self.listen_ip, port, self.prefix, os.getpid()
            )
            interpreter.settle()
            await stopping.wait()
            log.info("stopping; sessions go on")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        """The whole service, serving; yields the port. Parts are taken down in the reverse order."""
        directory = Path(self.secrets_dir)
        services: dict[ServiceName, str] = {
            name: read_secret(directory, f"{name}.token") for name in SERVICES
        }
        if (directory / "metrics.token").exists():
            services["metrics"] = read_secret(directory, "metrics.token")
        async with AsyncExitStack() as stack:
            site = await self._site(stack, directory, services)
            app = make_app(
                site,
                services,
                self._login(directory),
                console_dir=Path(self.console_dir) if self.console_dir else console.BUILT,
                anonymous_limit=self.anonymous_rate_limit,
            )
            # A handler whose client has gone is cancelled: a waiting create or stream must not outlive it.
            runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=2.0)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            tcp = web.TCPSite(runner, self.listen_ip, self.port)
            try:
                await tcp.start()
            except OSError as error:
                address = f"{self.listen_ip}:{self.port}"
                raise SystemExit(f"kernelyard-hub: cannot listen on {address}: {error.strerror}") from None
            await self._open_door(stack, site)
            callbacks = Callbacks(
                site.store,
                site.bus,
                leading=lambda: site.loop.epoch is not None,
                networks=site.config.callback_networks,
            )
            await stack.enter_async_context(_beside(callbacks.run(), "callbacks"))
            await self._look_after_folders(stack, site)
            keeping = site.forecaster.keep(lambda: site.loop.epoch is not None)
            await stack.enter_async_context(_beside(keeping, "forecasts"))
            tidy = session_logs.keep_tidy(site, self.log_days, self.log_bytes)
            await stack.enter_async_context(_beside(tidy, "tidy-logs"))
            idle = IdleLoop(site.store, site.bus, site.activity, site.loop)
            await stack.enter_async_context(_beside(idle.run(), "idle-checks"))
            site.app_routes = AppRoutes(site, self._hub_proxy(stack, directory), apps.base_path(site))
            await stack.enter_async_context(_beside(site.app_routes.run(), "app-routes"))
            yield runner.addresses[0][1]

    async def _site(self, stack: AsyncExitStack, directory: Path, services: Services) -> Site:
        box = SecretBox(read_secret(directory, "encryption.key").encode())
        store = await Store.open(self.database_url)
        stack.push_async_callback(store.close)
        await store.write(
            lambda conn: seed(conn, box, default_host=self.default_host, registries=self.allowed_registries)
        )
        bus = Bus()
        hub = None
        if self.hub_api_url:
            hub = HubApi(self.hub_api_url, read_secret(directory, "service.token"))
            stack.push_async_callback(hub.close)
        storage: dict[str, StorageClient] = {}
        for name, proxy in self.storage_proxies.items():
            storage[name] = StorageClient(proxy["manager_url"], services["storage"])
            stack.push_async_callback(storage[name].close)
        door = self._door(directory, storage)
        agents = AgentPool(services["agent"], tls=door.client if door is not None else None)
        stack.push_async_callback(agents.close)
        loop = SchedulerLoop(store, bus, box, agents, hub=hub)
        config = SiteConfig(
            prefix=self.prefix.rstrip("/"),
            public_url=self.public_url.rstrip("/"),
            default_host=self.default_host,
            callback_networks=tuple(self.callback_networks),
            trash_retention=self.trash_retention * 86400,
            folder_types=tuple(sorted(set(self.folder_types))),
            storage_origins=console.origins(
                proxy.get("client_url", "") for proxy in self.storage_proxies.values()
            ),
        )
        site = Site(config, store, bus, box, agents, loop, storage, hub, door)
        await nodes.introduce_all(site)
        stack.push_async_callback(site.queries.close)
        stack.push_async_callback(site.background.stop)
        if self.record_bytes:
            records = Path(self.records_dir) if self.records_dir else directory.parent / "records"
            room = Room(self.record_bytes, self.record_days * 86400)
            site.recorder = Recorder(records, room, __version__)
            stack.push_async_callback(site.recorder.close)
            loop.witnesses.append(site.recorder.note)
        loop.witnesses.append(site.metrics.note)
        await loop.start()
        stack.push_async_callback(loop.stop)
        return site

    async def _look_after_folders(self, stack: AsyncExitStack, site: Site) -> None:
        def leading() -> bool:
            return site.loop.epoch is not None

        for work, name in (
            (site.quotas.run(leading), "quotas"),
            (site.mounts.run(leading), "session-mounts"),
            (folder_upkeep.keep(site, leading), "folder-upkeep"),
            (folder_upkeep.keep_counting(site, leading), "folder-counts"),
        ):
            await stack.enter_async_context(_beside(work, name))

    def _door(self, directory: Path, storage: dict[str, StorageClient]) -> Door | None:
        if not self.agent_listen:
            return None
        try:
            authority = Authority(directory / "nodes", timedelta(seconds=self.certificate_lifetime))
            return open_door(authority, self.agent_listen, Marks(storage))
        except (OSError, BadAddress) as error:
            raise SystemExit(f"kernelyard-hub: {error}") from None

    async def _open_door(self, stack: AsyncExitStack, site: Site) -> None:
        """Let nodes on other machines in."""
        door = site.door
        if door is None:
            return
        runner = web.AppRunner(make_door_app(site, DOOR), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        host, port = split(self.agent_listen)
        try:
            await web.TCPSite(runner, host, port, ssl_context=door.server).start()
        except OSError as error:
            raise SystemExit(
                f"kernelyard-hub: agent_listen: cannot listen on {self.agent_listen}: {error.strerror}"
            ) from None
        renewing = asyncio.create_task(
            keep_fresh(door.authority, "hub", HUB_NAME, [door.server, door.client]), name="renew-certificate"
        )
        stack.callback(renewing.cancel)
        introducing = asyncio.create_task(nodes.keep_introduced(site), name="introduce-nodes")
        stack.callback(introducing.cancel)
        log.info("nodes on other machines come in at %s", door.address)

    def _hub_proxy(self, stack: AsyncExitStack, directory: Path) -> HubProxy | None:
        if not self.proxy_api_url:
            return None
        proxy = HubProxy(self.proxy_api_url, read_secret(directory, "proxy.token"))
        stack.push_async_callback(proxy.close)
        return proxy

    def _login(self, directory: Path) -> HubLogin | None:
        if not self.hub_api_url:
            return None
        base = self.prefix.partition("/services/")[0]
        return HubLogin(
            api_url=self.hub_api_url,
            api_token=read_secret(directory, "service.token"),
            prefix=self.prefix,
            authorize_url=f"{base}/hub/api/oauth2/authorize",
            client_id=self.oauth_client_id,
            access_scopes=frozenset({self.access_scope}),
            secure=self.public_url.startswith("https:"),
        )


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None], name: str) -> AsyncIterator[None]:
    """Work that goes on beside the service, and has ended when the service has."""
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        await end([task])


def main(argv: Sequence[str] | None = None) -> Any:
    """Entry point of ``kernelyard-hub``."""
    app = HubService()
    app.initialize(sys.argv[1:] if argv is None else argv)
    app.start()
