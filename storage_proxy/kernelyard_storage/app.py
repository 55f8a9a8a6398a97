"""The storage proxy's program: configuration, start-up checks, two listening ports, an orderly end."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from traitlets import Bool, Dict, Float, Int, Integer, List, Unicode, default
from traitlets.config import Application

from . import uploads
from .client_api import client_app
from .manager_api import manager_app
from .middleware import AccessLogger
from .paths import Owner
from .revocations import Revocations
from .secretfile import BadSecretFile, read_secret
from .service import DAY, Limits, Service
from .startup import StartupError, check_volume, find_owner
from .tokens import Tokens
from .volumes import BadVolume, Volume, open_volume

MAX_LINE = 32 << 10
"""Bytes in a request line: a token holds a path of up to 4095 bytes, escaped twice."""
READ_BUFFER = 256 << 10
CUT_OFF = 1.0
"""Seconds that a handler gets to end after `StorageProxy.stop_timeout`."""
STALE_AFTER = 3600.0
"""Seconds that an upload outlives its token, for clocks that differ."""


class StorageProxy(Application):
    """Serves virtual folders: a manager API for the hub service, and uploads and downloads for clients."""

    name = Unicode("kernelyard-storage")
    description = Unicode(__doc__ or "")

    config_file = Unicode("", help="A Python file with c.StorageProxy.… settings.").tag(config=True)
    generate_config = Bool(
        False, help="Write all settings with their help to the config file (which must not exist), and end."
    ).tag(config=True)
    listen_ip = Unicode("127.0.0.1", help="The address on which both ports listen.").tag(config=True)
    manager_port = Integer(6022, help="Port of the manager API, which only the hub service uses.").tag(
        config=True
    )
    client_port = Integer(6021, help="Port of the client API: uploads and downloads.").tag(config=True)
    client_url = Unicode(
        help="""Where clients reach the client API, for example
        https://hub.example.org/services/kernelyard-storage. Transfer addresses are made from it, never from
        what a request says about its host. By default the listening address and port."""
    ).tag(config=True)
    client_prefixes = List(
        Unicode(),
        ["", "/services/kernelyard-storage"],
        help="Path prefixes below which the client API answers; the Hub's proxy does not strip its prefix.",
    ).tag(config=True)
    allowed_origins = List(
        Unicode(),
        help="""Origins whose pages may read downloads, such as https://hub.example.org, where ``client_url``
        is another address than the Hub's. By default the origin of ``client_url``.""",
    ).tag(config=True)
    secret_file = Unicode("", help="File (mode 0600) with the secret of the manager API.").tag(config=True)
    transfer_key_file = Unicode(
        "", help="File (mode 0600) with the key, of at least 32 bytes, that signs transfer tokens."
    ).tag(config=True)
    volumes = Dict(
        help="""The volumes: name to settings, for example
        {"volume1": {"backend": "btrfs", "path": "/srv/volume1"}}. Backends: "vfs" (any file system; quotas
        are advisory), "btrfs", "xfs" (mounted with prjquota) and "cephfs" (the file system enforces quotas),
        and "auto" (btrfs where the path is on BTRFS and the service runs as root, else vfs)."""
    ).tag(config=True)
    state_dir = Unicode(
        "",
        help="""Directory for the lock that keeps a second storage proxy from starting on the same volumes,
        and for the withdrawn transfers, which are forgotten at a restart without it.""",
    ).tag(config=True)
    owner_uid = Int(
        None,
        allow_none=True,
        help="User id that owns all files: the sessions'. Default: 1000 for root, else our own.",
    ).tag(config=True)
    owner_gid = Int(None, allow_none=True, help="Group id of all files. Default: as owner_uid.").tag(
        config=True
    )
    max_upload_size = Integer(100 << 30, help="Largest file that can be uploaded, in bytes.").tag(config=True)
    token_lifetime = Float(DAY, help="Seconds that a transfer token is good for.").tag(config=True)
    idle_timeout = Float(60.0, help="Seconds after which an upload that sends nothing is cut off.").tag(
        config=True
    )
    durable = Bool(
        True, help="Whether an uploaded file is on the disk, not only in memory, before the last answer."
    ).tag(config=True)
    stop_timeout = Float(10.0, help="Seconds that transfers get to end when the service stops.").tag(
        config=True
    )

    aliases = {  # noqa: RUF012 - traitlets wants it so
        "config": "StorageProxy.config_file",
        "f": "StorageProxy.config_file",
        "log-level": "StorageProxy.log_level",
        "manager-port": "StorageProxy.manager_port",
        "client-port": "StorageProxy.client_port",
    }
    flags = {  # noqa: RUF012 - traitlets wants it so
        "generate-config": ({"StorageProxy": {"generate_config": True}}, generate_config.help),
        "debug": ({"StorageProxy": {"log_level": logging.DEBUG}}, "Log everything."),
    }

    _service: Service | None = None
    _lock: int = -1

    @default("log_level")
    def _log_level_default(self) -> int:
        return logging.INFO

    @default("log_format")
    def _log_format_default(self) -> str:
        return "%(asctime)s %(levelname).1s %(name)s: %(message)s"

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read arguments and the config file; arguments win."""
        self.parse_command_line(argv)
        if self.config_file and not self.generate_config:
            given = self.cli_config
            path = Path(self.config_file).absolute()
            if not path.is_file():
                self._fail(f"There is no configuration file {self.config_file}.")
            self.load_config_file(path.name, path=str(path.parent))
            self.update_config(given)

    def start(self) -> None:
        """Run until SIGTERM or SIGINT. Ends with status 1, and one line that says why, if it cannot start."""
        if self.generate_config:
            self._write_config()
            return
        self._share_log()
        try:
            asyncio.run(self._run())
        except (StartupError, BadSecretFile, BadVolume) as error:
            self._fail(str(error))

    async def _run(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        await self.open()
        try:
            await stop.wait()
            self.log.info("stopping")
        finally:
            await self.close()

    async def open(self) -> None:
        """Check everything, then listen. Raises `StartupError`, `BadSecretFile`, `BadVolume`; then nothing
        listens.
        """
        self._sockets: list[socket.socket] = []
        self._runners: list[web.AppRunner] = []
        self._cleaner: asyncio.Task[None] | None = None
        secret = read_secret(self.secret_file, "secret of the manager API")
        key = read_secret(self.transfer_key_file, "key of the transfer tokens", least=32)
        owner = find_owner(self.owner_uid, self.owner_gid)
        _allow_descriptors()
        os.umask(0o022)
        self._take_lock()
        try:
            manager_socket, client_socket = self._bind(self.manager_port), self._bind(self.client_port)
            self.manager_port = manager_socket.getsockname()[1]
            self.client_port = client_socket.getsockname()[1]
            client_url = self._public_url()
            revocations = self._revocations()
            service = self._service = Service(
                volumes=self._open_volumes(owner),
                tokens=Tokens(key, self.token_lifetime, revocations),
                client_url=client_url,
                revocations=revocations,
                allowed_origins=frozenset(map(_origin, self.allowed_origins or [client_url])),
                limits=Limits(self.max_upload_size, self.idle_timeout, self.durable),
            )
            for volume in service.volumes.values():
                await asyncio.to_thread(volume.sweep)
            await self._serve(manager_app(service, secret), manager_socket)
            await self._serve(client_app(service, self._prefixes(client_url)), client_socket)
        except BaseException:
            await self.close()
            raise
        self._cleaner = asyncio.create_task(self._clean(service))
        self.log.info(
            "manager API on %s:%d, client API on %s:%d (clients: %s), volumes: %s, files belong to %d:%d",
            self.listen_ip,
            self.manager_port,
            self.listen_ip,
            self.client_port,
            service.client_url,
            ", ".join(service.volumes),
            owner.uid,
            owner.gid,
        )

    async def close(self) -> None:
        """Stop listening, give transfers `stop_timeout` seconds, let go of everything. Safe to call twice."""
        if self._cleaner is not None:
            self._cleaner.cancel()
            await asyncio.gather(self._cleaner, return_exceptions=True)
        for runner in self._runners:
            for site in list(runner.sites):
                await site.stop()
        if self._service is not None:
            left = await self._service.transfers_under_way.settle(self.stop_timeout)
            if left:
                self.log.warning("cutting off %d transfers; uploads can be resumed", left)
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
        self._runners.clear()
        for listening in self._sockets:
            listening.close()
        self._sockets.clear()
        if self._service is not None:
            await asyncio.to_thread(self._service.close)
            self._service = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _prefixes(self, client_url: str) -> list[str]:
        """Where the client API answers: below the configured prefixes, and where its addresses point (a Hub
        with a ``base_url`` routes to us with that path)."""
        return list(dict.fromkeys([*self.client_prefixes, urlsplit(client_url).path.rstrip("/")]))

    def _public_url(self) -> str:
        url = str(self.client_url or f"http://{self.listen_ip}:{self.client_port}").rstrip("/")
        if not url.startswith(("http://", "https://")) or "?" in url or "#" in url:
            raise StartupError(
                f"c.StorageProxy.client_url must be an absolute http(s) URL without a query, not {url!r}."
            )
        return url

    def _revocations(self) -> Revocations:
        lifetime = self.token_lifetime + STALE_AFTER
        if not self.state_dir:
            return Revocations(lifetime)
        return Revocations(lifetime, Path(self.state_dir) / "revocations")

    def _open_volumes(self, owner: Owner) -> dict[str, Volume]:
        if not self.volumes:
            raise StartupError("No volume is configured; set c.StorageProxy.volumes.")
        opened: dict[str, Volume] = {}
        try:
            for name, settings in self.volumes.items():
                if not isinstance(settings, dict):
                    raise BadVolume(
                        f"Volume {name!r}: its settings must be a dictionary with 'backend' and 'path'."
                    )
                opened[name] = open_volume(name, settings, owner)
                for warning in check_volume(str(settings["path"]), owner):
                    self.log.warning("volume %s: %s", name, warning)
        except BaseException:
            for volume in opened.values():
                volume.close()
            raise
        return opened

    def _take_lock(self) -> None:
        if not self.state_dir:
            return
        directory = Path(self.state_dir)
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = os.open(directory / "storage.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = -1
            raise StartupError(
                f"Another storage proxy is running with the state directory {directory}."
            ) from None

    def _bind(self, port: int) -> socket.socket:
        """Take a port before anything else happens; 0 is any free one."""
        family = socket.AF_INET6 if ":" in self.listen_ip else socket.AF_INET
        try:
            listening = socket.create_server((self.listen_ip, port), family=family)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise StartupError(f"Cannot listen on {self.listen_ip}:{port}: {reason}.") from None
        self._sockets.append(listening)
        return listening

    async def _serve(self, app: web.Application, listening: socket.socket) -> None:
        runner = web.AppRunner(
            app,
            access_log_class=AccessLogger,
            access_log=logging.getLogger("kernelyard_storage.access"),
            shutdown_timeout=CUT_OFF,
            max_line_size=MAX_LINE,
            read_bufsize=READ_BUFFER,
            auto_decompress=False,
        )
        await runner.setup()
        self._runners.append(runner)
        await web.SockSite(runner, listening).start()

    async def _clean(self, service: Service) -> None:
        """Every hour, uploads that nobody can finish any more are removed, and withdrawals forgotten that
        concern no living token.
        """
        while True:
            service.revocations.prune()
            try:
                await service.in_thread(service.revocations.rewrite)
            except OSError as error:
                self.log.warning("cannot tidy up the withdrawn transfers: %s", error)
            for volume in service.volumes.values():
                try:
                    await service.in_thread(uploads.clean, volume, self.token_lifetime + STALE_AFTER)
                except OSError as error:
                    self.log.warning("volume %s: cannot clean up uploads: %s", volume.name, error)
            await asyncio.sleep(3600)

    def _share_log(self) -> None:
        """The package's loggers write where the application does."""
        package = logging.getLogger("kernelyard_storage")
        package.setLevel(str(logging.getLevelName(self.log.level)))
        package.handlers = list(self.log.handlers)
        package.propagate = False

    def _write_config(self) -> None:
        path = Path(self.config_file or "kernelyard_storage_config.py")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(self.generate_config_file())
        except OSError as error:
            self._fail(f"Cannot write {path}: {error.strerror}.")
        sys.stdout.write(f"Wrote {path}.\n")

    def _fail(self, reason: str) -> None:
        sys.stderr.write(f"kernelyard-storage: {reason}\n")
        self.exit(1)


def _origin(url: str) -> str:
    found = urlsplit(url)
    return f"{found.scheme}://{found.netloc}"


def _allow_descriptors() -> None:
    """Deep trees and many transfers need open files: take all that the system lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def main(argv: list[str] | None = None) -> Any:
    """The command ``kernelyard-storage``."""
    return StorageProxy.launch_instance(argv)
