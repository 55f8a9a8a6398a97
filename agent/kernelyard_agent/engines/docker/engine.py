"""The engine: a session is a container whose first process is our entry, and then the session's runner.

What is known of a container is known by its first process, which the agent sees in its own pid namespace: it
lives as long as that process does, whatever the Docker engine has to say meanwhile. When the Docker engine
does not answer, nothing is concluded from it; what has ended is removed when it answers again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from ...commits import Exporter
from ...errors import Refused
from ...homes import Place, exit_status
from ...journal import Workload, boot_id
from ...link import Address
from ...protocol import HUB_NOTEBOOK, Credentials, DeviceShare, KernelSpec, NodeImage
from ...runner import children, tree
from .. import Mounter, NotUsable, Puller, Usage, environment, plan
from . import cgroups, config, raw, readonly, toolkit
from .config import Bind, Identity
from .containers import Containers, EngineAway, EngineRefused, Seen, patiently
from .homes import HOME, ContainerHomes, check_programs, identity
from .images import Image, Images, read, reference
from .mounting import Mounting, numbers
from .network import NetworkProblem, ensure_network
from .pulls import PullFailed, Pulls, Say
from .scratch import Scratch
from .settings import DockerSettings

log = logging.getLogger(__name__)

PLAN = "plan.json"
GONE_TIMEOUT = 10.0
"""Seconds that a killed container's first process may take to be gone."""
LOOKS, LOOK_PAUSE = 100, 0.02
"""How often, and after how many seconds, to ask for the end of a container whose process is gone."""
START_PATIENCE = 20.0
"""Seconds that a start waits for a Docker engine that does not answer."""
EVENTS_PAUSE = 2.0
"""Seconds until images are asked for again after the events have ended."""
OUTBOUND = {"hub-api": 2010, "service": 2011}
"""Ports in a Hub server's container that lead to the Hub's API and to the hub service, by its agent."""


class DockerEngine:
    """Use `open` first. ``owner`` is the sessions' (uid, gid); ``gpus``: of which real GPUs shares are."""

    name = "docker"
    isolation: Literal["enforced", "advisory"] = "enforced"
    ports: Literal["node", "runner"] = "runner"

    def __init__(
        self,
        settings: DockerSettings,
        identity: Identity,
        homes: ContainerHomes,
        owner: tuple[int, int],
        make_bundle: Callable[[], Path],
        prune_bundles: Callable[[set[Path]], object],
        *,
        gpus: Callable[[list[DeviceShare]], list[str]],
        hub_api_url: str = "",
        service_url: str = "",
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._homes = homes
        self._owner = owner
        self._make_bundle = make_bundle
        self._prune_bundles = prune_bundles
        self._gpus = gpus
        self._urls = {"hub-api": hub_api_url, "service": service_url.rstrip("/")}
        self.outbound: Mapping[str, Address] = {
            name: _address(url) for name, url in self._urls.items() if _is_loopback(url)
        }
        self._boot_id = boot_id()
        self._containers = Containers(settings.socket)
        self._images = Images()
        self._read: dict[tuple[str, ...], Image | None] = {}
        self._scratch = Scratch()
        self._bundle = Path()
        self._accounts = readonly.Accounts(self._containers)
        self._tasks: set[asyncio.Task[None]] = set()
        self._pulls = Pulls(self._containers, self._images, self._read_images)
        self.exporter: Exporter | None = self
        self.puller: Puller | None = self
        self._mounting = Mounting(owner, self._path_of, self.alive)
        self.mounter: Mounter | None = self._mounting

    # Its own life

    async def open(self) -> None:
        """Make sure that sessions can start here. Raises `NotUsable`."""
        try:
            await self._containers.version()
            await ensure_network(self._containers, self._settings.network)
            await self._read_images()
        except EngineAway as error:
            await self._containers.close()
            raise NotUsable(
                f"engine: no Docker engine answers at {self._settings.socket} (is dockerd running, and may"
                f" uid {os.geteuid()} use it?): {error}"
            ) from None
        except (EngineRefused, NetworkProblem) as error:
            await self._containers.close()
            raise NotUsable(str(error)) from None
        self._bundle = await asyncio.to_thread(self._make_bundle)
        await self._mounting.probe(self._homes.scratch)
        self._spawn(self._follow_images())

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pulls.close()
        await self._containers.close()

    async def keep_only(self, kernel_ids: set[UUID]) -> None:
        """Remove containers of ours that belong to no kernel of these."""
        used = {self._bundle}
        for container in await self._containers.all(config.selector(self._identity)):
            if container.kernel_id not in {str(kernel_id) for kernel_id in kernel_ids}:
                log.info("container %s of kernel %s is removed", container.id[:12], container.kernel_id)
                await self._containers.remove(container.id)
            else:
                used |= {Path(path) for path in container.mounted}
        await asyncio.to_thread(self._prune_bundles, used)

    # Images

    def images(self) -> list[NodeImage]:
        return self._images.nodes()

    async def _read_images(self) -> None:
        seen: dict[tuple[str, ...], Image | None] = {}
        for listed in await self._containers.images():
            key = (str(listed["Id"]), *sorted(listed["RepoTags"]))
            if key in self._read:
                seen[key] = self._read[key]
                continue
            details = await self._containers.image(key[0])
            seen[key] = read(details, self._settings.unlabelled_images) if details else None
        self._read = seen
        self._images.replace(image for image in seen.values() if image is not None)

    async def _follow_images(self) -> None:
        while True:
            with contextlib.suppress(EngineAway, EngineRefused):
                async for _ in self._containers.image_changes():
                    await self._read_images()
            await asyncio.sleep(EVENTS_PAUSE)
            with contextlib.suppress(EngineAway, EngineRefused):
                await self._read_images()

    def lacks(self, spec: KernelSpec) -> bool:
        if spec.auto_pull == "none":
            return False
        image = self._images.find(spec.image)
        if image is None:
            return True
        outdated = bool(spec.image_digest) and not image.has(spec.image, spec.image_digest)
        return spec.auto_pull == "digest" and outdated

    async def pull(self, name: str, digest: str, login: tuple[str, str] | None, say: Say) -> None:
        await self._pulls.pull(name, digest, login, say)

    async def remove_image(self, name: str) -> None:
        if self._images.find(name) is None:
            return
        try:
            await self._containers.untag(reference(name))
            await self._read_images()
        except (EngineAway, EngineRefused) as error:
            raise Refused(f"image: {name} stays: {error}") from None

    # Kernels

    def check(self, spec: KernelSpec) -> None:
        if self.lacks(spec) and self._images.find(spec.image) is None:
            self._check_request(spec)
            return
        image = self._image(spec)
        self._check_request(spec)
        self._check_image(spec, image)

    def _check_image(self, spec: KernelSpec, image: Image) -> None:
        """What can be told only when the image is here."""
        if spec.architecture != image.architecture:
            raise Refused(f"architecture: the image is {image.architecture}, not {spec.architecture}.")
        check_programs(self._homes.sources(spec.mounts), self._path_of(spec))
        config.container(spec, image, self._settings, self._identity, [])

    def _check_request(self, spec: KernelSpec) -> None:
        environment.split(spec)
        for service in spec.services:
            if not service.argv:
                raise Refused(f"services: {service.name} has no command.")
            for name, value in service.environ.items():
                environment.check_value(name, value)
        self._homes.sources(spec.mounts)
        raw.check_names(spec.engine_options)

    def _path_of(self, spec: KernelSpec) -> str:
        image = self._images.find(spec.image)
        return (image.env.get("PATH") if image else "") or config.DEFAULT_PATH

    def _image(self, spec: KernelSpec) -> Image:
        image = self._images.find(spec.image)
        if image is None:
            raise Refused(f"image: there is no image {spec.image!r} here that sessions may use.")
        return image

    async def start(
        self, spec: KernelSpec, credentials: Credentials, place: Place, token: str, devices: Mapping[str, str]
    ) -> Workload:
        image = self._image(spec)
        self._check_image(spec, image)
        if self.lacks(spec):
            raise PullFailed(f"The image {spec.image} was replaced by another version meanwhile.")
        given = self._plan(spec, credentials, token, image, devices)
        binds = config.own_binds(self._bundle, place.own, place.socket_directory, place.work)
        sources = self._homes.sources(spec.mounts)
        for source in sources:
            target = str(HOME / source.target)
            binds.append(Bind(str(source.path), target, source.read_only))
            given["mounts"][target] = identity(source)
        if spec.read_only_root:
            binds += await self._accounts.binds(image, place, self._owner)
        await asyncio.to_thread(_write_own, place, given)
        gpus = self._gpus(spec.devices)
        if gpus:
            await asyncio.to_thread(toolkit.check)
        body = config.container(spec, image, self._settings, self._identity, binds, gpus)
        container_id = await self._create(config.name(spec), body)
        try:
            await self._containers.start(container_id)
            workload = await self._workload(spec.kernel_id, container_id)
            found = await asyncio.to_thread(numbers, workload.pid, sources)
            return workload.model_copy(update={"mount_ids": {at: ids for at, ids in found.items() if ids}})
        except BaseException:
            self._spawn(patiently(lambda: self._containers.remove(container_id)))
            raise

    async def _create(self, name: str, body: dict[str, Any]) -> str:
        try:
            async with asyncio.timeout(START_PATIENCE):
                return await patiently(lambda: self._containers.create(name, body))
        except TimeoutError:
            raise EngineAway(f"the Docker engine has not answered for {START_PATIENCE:.0f} s") from None

    async def _workload(self, kernel_id: UUID, container_id: str) -> Workload:
        seen = await self._containers.look(container_id)
        pid = seen.pid if seen else 0
        process = tree.read(pid) if pid else None
        if process is None and pid:
            raise OSError("the agent does not see the processes of its containers (is it in a container?)")
        return Workload(
            kernel_id=kernel_id,
            pid=pid,
            started=process.started if process else 0,
            boot_id=self._boot_id,
            container_id=container_id,
        )

    def _plan(
        self, spec: KernelSpec, credentials: Credentials, token: str, image: Image, devices: Mapping[str, str]
    ) -> dict[str, Any]:
        user, notebook = environment.split(spec)
        counted = image.labels.get("ai.backend.envs.corecount", "")
        names = tuple(name.strip() for name in counted.split(",") if environment.is_free(name.strip()))
        # What listens on this node's loopback is reached by the agent; only a Hub server has to do with it.
        is_hub_server = any(service.name == HUB_NOTEBOOK for service in spec.services)
        outbound = {name: OUTBOUND[name] for name in self.outbound} if is_hub_server else {}
        urls = {name: _through(url, outbound.get(name)) for name, url in self._urls.items()}
        if "hub-api" in outbound and (said := notebook.get("JUPYTERHUB_API_URL")):
            urls["hub-api"] = _through(said, outbound["hub-api"])  # the Hub knows its own path best
        given = plan.build(
            spec,
            credentials,
            token,
            notebook=notebook,
            hub_api_url=urls["hub-api"],
            service_url=urls["service"],
            labels=image.labels,
            home=HOME,
            has_home_folder=any(str(HOME / mount.target) == str(HOME / "home") for mount in spec.mounts),
        )
        environ, roots = (
            environment.build(
                spec,
                variables,
                devices,
                home=HOME,
                path=image.env.get("PATH") or config.DEFAULT_PATH,
                image=config.image_environ(image.env),
                core_counts=names or environment.CORE_COUNTS,
            )
            | {"HOSTNAME": spec.cluster_hostname}
            for variables in (user, {})
        )
        own = {"uid": self._owner[0], "gid": self._owner[1], "sudo": spec.sudo}
        environs = {"session_environ": environ, "root_environ": roots}
        return {**given, **own, **environs, "outbound": outbound, "mounts": {}}

    async def find(self, kernel_id: UUID) -> Workload | None:
        for container in await self._containers.all(config.selector(self._identity, kernel_id)):
            if container.running:
                return await self._workload(kernel_id, container.id)
        return None

    async def clear(self, kernel_id: UUID) -> None:
        for container in await self._containers.all(config.selector(self._identity, kernel_id)):
            await self._containers.remove(container.id)

    def arrived(self, place: Place) -> None:
        """The runner is there: it has read its plan, so that the secrets in it need not lie about."""
        with contextlib.suppress(OSError):
            (place.socket_directory / PLAN).unlink(missing_ok=True)

    def alive(self, workload: Workload) -> bool:
        return self._process(workload) is not None

    def _process(self, workload: Workload) -> tree.Process | None:
        if workload.boot_id != self._boot_id or not workload.pid:
            return None
        process = tree.read(workload.pid)
        ours = process is not None and process.alive and process.started == workload.started
        return process if ours else None

    async def ended(self, workload: Workload) -> int | None:
        if self._process(workload) is not None:
            await children.gone(workload.pid)
        place = self._homes.place(workload.kernel_id)
        if (await asyncio.to_thread(exit_status, place.status))[0] is not None:
            return None  # the runner has told, and knows better than its container
        seen = await self._last_look(workload.container_id)
        return seen.exit_code if seen else None

    async def _last_look(self, container_id: str) -> Seen | None:
        """A container whose process is gone, when the Docker engine has heard of that, a moment later."""
        with contextlib.suppress(EngineAway, EngineRefused):
            for _ in range(LOOKS):
                seen = await self._containers.look(container_id)
                if seen is None or not seen.running:
                    return seen
                await asyncio.sleep(LOOK_PAUSE)
        return None

    async def obituary(self, workload: Workload) -> str:
        seen = await self._last_look(workload.container_id)
        if seen is None:
            return ""
        if seen.out_of_memory:
            return "the session ran out of memory"
        with contextlib.suppress(EngineAway, EngineRefused):
            return seen.error or await self._containers.output(workload.container_id)
        return seen.error

    async def export(self, workload: Workload) -> AsyncIterator[bytes]:
        """The container as an image without a name, which nothing can start from meanwhile."""
        image = await self._containers.commit(workload.container_id)
        try:
            async for chunk in self._containers.archive(image):
                yield chunk
        finally:
            await self._containers.remove_image(image)

    def ask_to_end(self, workload: Workload) -> None:
        if (process := self._process(workload)) is not None:
            tree.send([process], signal.SIGTERM)

    async def end(self, workload: Workload) -> None:
        """Everything in a container ends with its first process; what is left of it is removed behind us."""
        self.arrived(self._homes.place(workload.kernel_id))
        if (process := self._process(workload)) is not None:
            tree.send([process], signal.SIGKILL)
            try:
                async with asyncio.timeout(0.2 if os.geteuid() else GONE_TIMEOUT):
                    await children.gone(workload.pid)
            except TimeoutError:
                # Not ours to kill, or it hangs in the kernel: then the Docker engine must do it.
                await patiently(lambda: self._containers.kill(workload.container_id))
                await children.gone(workload.pid)
        self._spawn(patiently(lambda: self._containers.remove(workload.container_id)))

    def usage(self, workloads: list[Workload]) -> dict[UUID, Usage]:
        figures = {}
        for workload in workloads:
            if self._process(workload) is not None and (read := cgroups.usage(workload.pid)) is not None:
                home = self._homes.place(workload.kernel_id).work
                size = self._scratch.size(workload.kernel_id, home)
                figures[workload.kernel_id] = replace(read, scratch_bytes=size)
        self._scratch.keep({workload.kernel_id for workload in workloads})
        return figures

    def _spawn(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task of the docker engine failed", exc_info=error)


def _write_own(place: Place, given: dict[str, Any]) -> None:
    """The files of a session that only root may open in its container, and the plan."""
    for path in (place.log, place.status):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
    for path in (place.log, place.status):
        # Where a file is mounted there must be a file, and the directory is read-only in the container.
        os.close(os.open(place.socket_directory / path.name, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    descriptor = os.open(
        place.socket_directory / PLAN, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600
    )
    with os.fdopen(descriptor, "w") as file:
        json.dump(given, file)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _address(url: str) -> Address:
    parts = urlsplit(url)
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    return Address(parts.hostname or "", parts.port or (443 if tls else 80), tls)


def _through(url: str, port: int | None) -> str:
    """``url`` by way of a port in the container."""
    return urlsplit(url)._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl() if port else url


def read_owner(path: Path) -> str:
    """This agent's name for its containers: made once per state directory, and nobody else's."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        owner = secrets.token_hex(16)
        new = path.with_suffix(".new")
        new.write_text(owner)
        new.replace(path)
        return owner
