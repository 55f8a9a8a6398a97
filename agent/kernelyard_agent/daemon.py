"""The agent's program: reads its configuration, puts the parts together, serves until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import platform
import signal
import socket
import stat
import sys
import time
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil
from aiohttp import web
from traitlets import Bool, CInt, Dict, Enum, Int, Unicode, default
from traitlets.config import Application, Config

from . import abuse, probe
from . import protocol as p
from .devices import Accelerators, DeviceKind
from .devices.cpu import Cores
from .devices.cuda import Gpus
from .devices.cuda_use import Holder
from .devices.memory import Memory
from .devices.mock import MockDevices
from .engines import choice
from .engines.docker.settings import DockerSettings
from .engines.process import SessionUser
from .journal import Journal, boot_id
from .kernels import Kernels
from .mounts import Mounts
from .node import connection, renewal
from .node import volumes as marks
from .ports import Ports
from .preloads import Preloads
from .relay import Access, Relay
from .reporter import Reporter
from .rpc import Rpc
from .slots import SlotError
from .stats import NodeStats, SessionStats
from .tls import is_loopback

log = logging.getLogger(__name__)

MEASURE_INTERVAL = 1.0
"""Seconds that figures may be old in a heartbeat that a change has caused."""


class Agent(Application):
    """Runs on every node: offers its devices, starts, watches and ends sessions."""

    name = "kernelyard-agent"
    description = __doc__
    classes = [DockerSettings]  # noqa: RUF012 -- as traitlets has them
    aliases = {  # noqa: RUF012 -- as traitlets has them
        "config": "Agent.config_file",
        "engine": "Agent.engine",
        "id": "Agent.agent_id",
        "port": "Agent.port",
        "service-url": "Agent.service_url",
        "secret-file": "Agent.secret_file",
        "state-dir": "Agent.state_dir",
        "log-level": "Agent.log_level",
    }
    flags = {  # noqa: RUF012
        "end-kernels-on-stop": (
            {"Agent": {"end_kernels_on_stop": True}},
            "End all sessions when the agent stops.",
        ),
    }

    config_file = Unicode("", help="A Python, JSON or TOML file with this configuration.").tag(config=True)
    agent_id = Unicode(
        help="Name of this node on the site. [default: the host's name; a node that has joined keeps its own]"
    ).tag(config=True)
    listen_ip = Unicode(
        "127.0.0.1", help="Address to listen on; one that others can reach needs `node_dir`, and so TLS."
    ).tag(config=True)
    address = Unicode(
        "", help="Address or name at which the hub service finds this node. [default: `listen_ip`]"
    ).tag(config=True)
    node_dir = Unicode(
        "",
        help="""Directory that `kernelyard agent join` has filled, for a hub service on another machine:
        everything is then TLS with certificates on both sides. Empty: hub service and agent are on one
        machine, and nothing leaves it.""",
    ).tag(config=True)
    port = Int(6001, min=0, max=65535, help="Port to listen on; 0 chooses one.").tag(config=True)
    service_url = Unicode(
        "http://127.0.0.1:8090/services/kernelyard", help="The hub service, with its prefix."
    ).tag(config=True)
    secret_file = Unicode(
        help="File (mode 0600) with the secret that the hub service and its agents share."
    ).tag(config=True)
    relay_port = Int(
        0,
        min=-1,
        max=65535,
        help="Port for the traffic to apps of sessions; 0 chooses one at every start (name one where Hub"
        " servers run in containers: the Hub remembers it), -1 has none.",
    ).tag(config=True)
    relay_ip = Unicode(help="Address that port listens on. [default: listen_ip]").tag(config=True)
    state_dir = Unicode(help="Directory for journals, logs and the sessions' homes.").tag(config=True)
    volumes = Dict(
        value_trait=Unicode(), help="Volumes of the storage proxy on this node: name -> directory."
    ).tag(config=True)
    resource_group = Unicode("default", help="Resource group that this node belongs to.").tag(config=True)
    region = Unicode("local", help="Where this node stands, for people.").tag(config=True)
    engine = Enum(
        ("process", "docker"),
        "process",
        help="What sessions run in: processes of this node, kept from each other by nothing, or containers.",
    ).tag(config=True)
    session_uid = Int(1000, help="User id that sessions run as when the agent runs as root.").tag(config=True)
    session_gid = Int(1000, help="Group id that sessions run as when the agent runs as root.").tag(
        config=True
    )
    session_python = Unicode(
        help="Python of the sessions; its environment needs kernelyard[session]. [default: the agent's own]"
    ).tag(config=True)
    reserved_cores = Int(0, min=0, help="Cores that are not offered to sessions.").tag(config=True)
    reserved_memory = Int(
        2**30, min=0, help="Bytes of memory that are not offered to sessions; at the most a tenth of all."
    ).tag(config=True)
    mock_devices = Dict(
        value_trait=CInt(), help='Accelerators to pretend, as slot -> number: {"cuda.shares": 2}.'
    ).tag(config=True)
    cuda_mode = Enum(
        ("shares", "device"), "shares", help="Offer real GPUs in parts (cuda.shares) or whole (cuda.device)."
    ).tag(config=True)
    hub_api_url = Unicode(
        "", help="The Hub's API as this node's sessions reach it, if not as the Hub itself says."
    ).tag(config=True)
    abuse_reports = Unicode(
        "", help="Directory where a watcher leaves reports of abuse, as KERNEL_ID.json; empty = none."
    ).tag(config=True)
    end_kernels_on_stop = Bool(
        False,
        help="End all sessions when the agent stops. Otherwise they go on, and the next agent adopts them.",
    ).tag(config=True)

    @default("agent_id")
    def _default_agent_id(self) -> str:
        return f"i-{socket.gethostname().partition('.')[0]}"

    @default("relay_ip")
    def _default_relay_ip(self) -> str:
        return str(self.listen_ip)

    @default("session_python")
    def _default_session_python(self) -> str:
        return sys.executable

    @default("log_level")
    def _default_log_level(self) -> int:
        return logging.INFO

    def initialize(self, argv: list[str] | None = None) -> None:
        self.parse_command_line(argv)
        if self.config_file:
            path = Path(self.config_file).resolve()
            if not path.is_file():
                self.exit_with(f"config_file: {path} is not there")
            if path.suffix == ".toml":
                self._load_toml(path)
            else:
                self.load_config_file(path.name, path=str(path.parent))
            self.parse_command_line(argv)  # the command line wins

    def _load_toml(self, path: Path) -> None:
        """Settings as ``name = value``, or in tables by class (``[Agent]``), with the names of the traits."""
        try:
            loaded = tomllib.loads(path.read_text())
        except (OSError, ValueError) as error:
            self.exit_with(f"config_file: {path}: {error}")
        tables = {name: loaded.pop(name) for name in list(loaded) if name[:1].isupper()}
        tables["Agent"] = loaded | tables.get("Agent", {})
        unknown = sorted(tables["Agent"].keys() - self.trait_names(config=True))
        if unknown:
            self.exit_with(f"config_file: {path}: there is no setting {unknown[0]!r}")
        self.update_config(Config(tables))

    def start(self) -> None:
        level: Any = self.log_level
        logging.basicConfig(level=level, format="%(levelname).1s %(asctime)s %(name)s %(message)s")
        logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
        try:
            asyncio.run(_Running(self).serve())
        except (ConfigurationError, probe.Unreachable, SlotError, ValueError) as error:
            self.exit_with(str(error))
        except OSError as error:
            self.exit_with(f"{error.strerror or error}: {error.filename or f'port {self.port}'}")

    def connection(self) -> connection.Connection:
        """How this agent and the hub service talk. Raises `ValueError` where the settings are not safe."""
        if self.node_dir:
            return connection.joined(self.node_dir, self.listen_ip, self.address)
        return connection.beside(self.listen_ip, self.service_url, read_secret(self.secret_file))

    def exit_with(self, message: str) -> None:
        """End with status 1 and one sentence."""
        print(f"{self.name}: {message}", file=sys.stderr)  # noqa: T201 -- a command's own error message
        sys.exit(1)


class ConfigurationError(ValueError):
    """The agent cannot run with this configuration; the message names the setting."""


class _Running:
    """One running agent: what the configuration makes of the parts."""

    def __init__(self, config: Agent) -> None:
        self._config = config
        self._connection = config.connection()
        identity = self._connection.identity
        self._agent_id = identity.facts.name if identity is not None else config.agent_id
        self._resource_group = identity.facts.resource_group if identity else config.resource_group
        if not config.state_dir:
            raise ConfigurationError("state_dir: must be set")
        state_dir = Path(config.state_dir).resolve()
        user = session_user(config.session_uid, config.session_gid)
        volumes = {name: Path(path).resolve() for name, path in config.volumes.items()}
        if identity is not None:
            marks.check(volumes, identity.facts.volumes)
        accelerators = MockDevices(config.mock_devices) if config.mock_devices else Gpus(config.cuda_mode)
        self._accelerators: Accelerators = accelerators
        self._kinds: list[DeviceKind] = [
            Cores(config.reserved_cores),
            Memory(config.reserved_memory),
            accelerators,
        ]
        node = choice.Node(self._agent_id, state_dir, volumes, user, accelerators.real)
        self._engine, homes = choice.choose(config, node)
        self._volumes = marks.Volumes(volumes)
        self._devices = [device for kind in self._kinds for device in kind.devices()]
        self._node_stats = NodeStats(self._kinds, str(state_dir))
        self._session_stats = SessionStats()
        self._boot_id = boot_id()
        self._version = own_version()
        self._address = ""
        self._measured_at = -MEASURE_INTERVAL
        self._figures: dict[str, object] = {}
        self._reporter = Reporter(
            self._connection.hub,
            self._connection.secret,
            self._agent_id,
            self._heartbeat,
            self._on_reply,
            self._connection.request,
        )
        self._kernels = Kernels(
            self._engine,
            homes,
            Journal(state_dir / "journal"),
            gid=user.gid if user.drop else None,
            devices=self._device_environ,
            on_change=self._on_change,
        )
        self._ports = Ports(self._kernels, Access())
        self._relay = Relay(self._ports, lambda transport: self._connection.admits(transport, p.PROXY_NAME))
        self._relay_url = ""
        health = p.Health(agent_id=self._agent_id, version=self._version, boot_id=self._boot_id)
        self._preloads = Preloads(self._engine.puller)
        self._mounts = Mounts(self._kernels, self._engine, homes)
        self._rpc = Rpc(
            self._kernels, self._ports, self._preloads, self._mounts, self._connection.secret, health
        )

    async def serve(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for sig in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sig, stop.set)
        await self._engine.open()
        await self._kernels.adopt()
        await self._mounts.reconcile()
        app = self._rpc.app()
        app.middlewares[:0] = self._connection.only(p.HUB_NAME)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        reporting: asyncio.Task[None] | None = None
        renewing = asyncio.create_task(renewal.keep_fresh(self._connection.identity))
        try:
            site = web.TCPSite(
                runner, self._config.listen_ip, self._config.port, ssl_context=self._connection.listen
            )
            await site.start()
            port = runner.addresses[0][1]
            self._address = self._connection.url(port)
            if self._config.relay_port >= 0:
                if self._connection.identity is None and not is_loopback(self._config.relay_ip):
                    raise ConfigurationError("relay_ip: others could reach it, and without TLS nobody may")
                relay_port = await self._relay.start(
                    self._config.relay_ip, self._config.relay_port, self._connection.listen
                )
                self._relay_url = self._connection.url(relay_port)
            reporting = asyncio.create_task(self._reporter.run())
            log.info("started handling RPC requests at %s", self._address)
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait([waiting, reporting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if reporting.done():
                reporting.result()  # a fault of ours: better to end than to be silent for ever
        finally:
            renewing.cancel()
            await self._relay.stop()
            await self._kernels.stop(end_kernels=self._config.end_kernels_on_stop)
            await self._preloads.stop()
            await self._engine.close()
            if reporting is not None:
                reporting.cancel()
                await asyncio.gather(reporting, return_exceptions=True)
                if self._config.end_kernels_on_stop:
                    await self._reporter.flush()
            await runner.cleanup()

    async def _heartbeat(self) -> p.Heartbeat:
        await self._measure()
        images = self._engine.images()
        remote = self._connection.identity is not None
        volumes = await self._volumes.present() if remote else {}
        return p.Heartbeat(
            agent_id=self._agent_id,
            boot_id=self._boot_id,
            version=self._version,
            address=self._address,
            relay_url=self._relay_url,
            region=self._config.region,
            resource_group=self._resource_group,
            architecture=images[0].architecture if images else platform.machine(),
            engine=self._engine.name,
            isolation=self._engine.isolation,
            devices=self._devices,
            images=images,
            volumes=sorted(volumes if remote else self._config.volumes),
            volume_marks=volumes,
            kernels=self._kernels.statuses(),
            epoch=self._kernels.epoch,
            node_stats=self._figures,
        )

    async def _measure(self) -> None:
        """Take fresh figures, unless the last are hardly old: a burst of changes is not for measuring."""
        if time.monotonic() - self._measured_at < MEASURE_INTERVAL:
            return
        self._measured_at = time.monotonic()
        usage = await asyncio.to_thread(self._engine.usage, self._kernels.living())
        holders = [Holder(key, tuple(self._kernels.shares(key)), one.pids) for key, one in usage.items()]
        accelerators = await asyncio.to_thread(self._accelerators.use, holders)
        for kernel_id, figures in usage.items():
            shares = self._kernels.shares(kernel_id)
            stats = self._session_stats.read(kernel_id, figures, shares, accelerators.get(kernel_id))
            self._kernels.observe(kernel_id, stats)
        if self._config.abuse_reports:
            reports = await asyncio.to_thread(abuse.read, Path(self._config.abuse_reports))
            self._kernels.accuse(reports)
        self._session_stats.keep({status.kernel_id for status in self._kernels.statuses()})
        try:
            self._figures = await asyncio.to_thread(self._node_stats.read)
        except (OSError, psutil.Error) as error:
            log.warning("no figures of this node: %s", error)

    def _on_change(self, status: p.KernelStatus) -> None:
        self._ports.changed(status)
        self._reporter.changed(status)

    async def _on_reply(self, reply: p.HeartbeatReply) -> None:
        try:
            self._kernels.see_epoch(reply.epoch)
            await self._kernels.forget(reply.forget)
        except OSError as error:
            log.error("the journal cannot be written: %s", error)

    def _device_environ(self, spec: p.KernelSpec) -> dict[str, str]:
        environ: dict[str, str] = {}
        for kind in self._kinds:
            environ |= kind.environ(spec.devices)
        return environ


def session_user(uid: int, gid: int) -> SessionUser:
    """Who sessions run as: the agent's own user, or the given one when that is root. Never root."""
    if os.getuid() != 0:
        return SessionUser(os.getuid(), os.getgid(), drop=False)
    if uid <= 0 or gid <= 0:
        raise ConfigurationError("session_uid, session_gid: sessions never run as root; name another user")
    return SessionUser(uid, gid, drop=True)


def read_secret(path: str) -> str:
    """The secret in a file that only its owner can read. Raises `ConfigurationError`."""
    if not path:
        raise ConfigurationError("secret_file: must be set")
    try:
        with Path(path).open() as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigurationError(f"secret_file: {path} must have mode 0600")
            secret = file.read().strip()
    except OSError as error:
        raise ConfigurationError(f"secret_file: {path}: {error.strerror}") from None
    if len(secret) < 16:
        raise ConfigurationError(f"secret_file: {path} holds no secret (16 characters at least)")
    return secret


def own_version() -> str:
    with contextlib.suppress(PackageNotFoundError):
        return version("kernelyard")
    return "0"


def main(argv: list[str] | None = None) -> Any:
    """The command ``kernelyard-agent``; with ``join`` or ``check`` first, those of `node.command`."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments and arguments[0] in ("join", "check"):
        from .node.command import main as node_main

        sys.exit(node_main(arguments))
    return Agent.launch_instance(argv)


if __name__ == "__main__":
    main()
