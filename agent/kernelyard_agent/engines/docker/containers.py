"""The Docker engine as the agent uses it: a few calls, and one error for "does not answer"."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import tarfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiodocker
import aiohttp

from .. import NotUsable

T = TypeVar("T")

log = logging.getLogger(__name__)

CALL_TIMEOUT = 30.0
"""Seconds for a call that starts nothing."""
START_TIMEOUT = 120.0
"""Seconds for creating or starting a container on a node that is busy."""
ARCHIVE_TIMEOUT = 3600.0
"""Seconds for all of a container's files to be copied."""
FILE_LIMIT = 2**20
"""Bytes of a file that is read from an image."""
_NO_CONNECTION = 900
"""What aiodocker calls the status of an answer that never came."""


class EngineAway(NotUsable):
    """The Docker engine does not answer: nothing is known of what it runs."""


class EngineRefused(NotUsable):
    """The Docker engine has refused a call; the message is its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Seen:
    """A container as the engine shows it. ``pid`` is 0 when it does not run."""

    id: str
    kernel_id: str
    running: bool
    pid: int = 0
    exit_code: int | None = None
    out_of_memory: bool = False
    error: str = ""
    mounted: tuple[str, ...] = ()
    """Paths of this node that it has mounted, as a listing shows them."""


class Containers:
    """``socket`` is the path of the Docker engine's socket. Raises `EngineAway` from every method."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._client: aiodocker.Docker | None = None

    @property
    def _docker(self) -> aiodocker.Docker:
        if self._client is None:
            self._client = aiodocker.Docker(
                url="http://docker",
                # A start must never wait for a connection that waits for a container's end.
                connector=aiohttp.UnixConnector(self._socket, limit=0),
            )
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            connector = self._client.connector
            await self._client.close()
            await connector.close()

    async def version(self) -> dict[str, Any]:
        """The engine's version and what it runs on."""
        return dict(await _call(self._docker.version(), CALL_TIMEOUT))

    async def create(self, name: str, config: Mapping[str, Any]) -> str:
        """Create a container, in place of one of the same name; its id."""
        call = self._docker.containers
        try:
            made = await _call(call.create(dict(config), name=name), START_TIMEOUT)
        except EngineRefused as refused:
            if refused.status != 409:
                raise
            await self.remove(name)
            made = await _call(call.create(dict(config), name=name), START_TIMEOUT)
        return str(made.id)

    async def start(self, container_id: str) -> None:
        await _call(self._docker.containers.container(container_id).start(), START_TIMEOUT)

    async def look(self, container_id: str) -> Seen | None:
        """A container, None when there is none."""
        try:
            details = await _call(self._docker.containers.container(container_id).show(), CALL_TIMEOUT)
        except EngineRefused as refused:
            if refused.status == 404:
                return None
            raise
        state = details["State"]
        running = bool(state.get("Running"))
        return Seen(
            id=str(details["Id"]),
            kernel_id=str((details["Config"].get("Labels") or {}).get("kernelyard.kernel-id", "")),
            running=running,
            pid=int(state.get("Pid") or 0),
            exit_code=None if running or state.get("Status") == "created" else int(state["ExitCode"]),
            out_of_memory=bool(state.get("OOMKilled")),
            error=str(state.get("Error") or ""),
        )

    async def all(self, selector: Mapping[str, list[str]]) -> list[Seen]:
        """Containers with these labels, ended ones too, the newest first. Pids are not told here."""
        filters = json.dumps(dict(selector))
        found = await _call(self._docker.containers.list(all=1, filters=filters), CALL_TIMEOUT)
        return [
            Seen(
                id=str(one.id),
                kernel_id=str(one["Labels"].get("kernelyard.kernel-id", "")),
                running=one["State"] == "running",
                mounted=tuple(str(mount.get("Source", "")) for mount in one["Mounts"]),
            )
            for one in found
        ]

    async def kill(self, container_id: str) -> None:
        """End a container at once; one that has ended already is fine."""
        with _fine(404, 409):
            await _call(self._docker.containers.container(container_id).kill(), CALL_TIMEOUT)

    async def remove(self, container_id: str) -> None:
        """Remove a container with its anonymous volumes, running or not; an absent one is fine."""
        with _fine(404, 409):  # 409: somebody else is removing it
            container = self._docker.containers.container(container_id)
            await _call(container.delete(force=True, v=True), START_TIMEOUT)

    async def output(self, container_id: str) -> str:
        """The end of what a container has printed."""
        container = self._docker.containers.container(container_id)
        try:
            lines = await _call(container.log(stdout=True, stderr=True, tail=20), CALL_TIMEOUT)
        except EngineRefused:
            return ""
        return "".join(lines)[-1000:].strip()

    async def files(self, image_id: str, paths: Iterable[str]) -> dict[str, str]:
        """Text files of an image, those that are there; read from a container that never starts."""
        body: dict[str, Any] = {
            "Image": image_id,
            "Entrypoint": ["none"],
            "Labels": {"kernelyard.purpose": "reading"},
        }
        made = await _call(self._docker.containers.create(body), START_TIMEOUT)
        found: dict[str, str] = {}
        try:
            for path in paths:
                with _fine(404):
                    archive = await _call(made.get_archive(path), CALL_TIMEOUT)
                    text = first_text(archive)
                    if text is not None:
                        found[path] = text
        finally:
            await self.remove(str(made.id))
        return found

    async def images(self) -> list[dict[str, Any]]:
        """All images with a name, as the list shows them."""
        found = await _call(self._docker.images.list(), CALL_TIMEOUT)
        return [dict(image) for image in found if image.get("RepoTags")]

    async def image(self, image_id: str) -> dict[str, Any] | None:
        """An image as the inspection shows it, None when there is none."""
        try:
            return dict(await _call(self._docker.images.inspect(image_id), CALL_TIMEOUT))
        except EngineRefused as refused:
            if refused.status == 404:
                return None
            raise

    async def network(self, name: str) -> dict[str, Any] | None:
        """A network, None when there is none."""
        found = await _call(self._docker.networks.list(filters={"name": name}), CALL_TIMEOUT)
        return next((dict(network) for network in found if network["Name"] == name), None)

    async def create_network(self, config: Mapping[str, Any]) -> None:
        await _call(self._docker.networks.create(dict(config)), START_TIMEOUT)

    async def commit(self, container_id: str) -> str:
        """Make an image without a name of what a container is now; its id."""
        container = self._docker.containers.container(container_id)
        return str((await _call(container.commit(), ARCHIVE_TIMEOUT))["Id"])

    async def archive(self, image: str) -> AsyncIterator[bytes]:
        """An image as a tar archive."""
        try:
            async with asyncio.timeout(ARCHIVE_TIMEOUT), self._docker.images.export_image(image) as content:
                while chunk := await content.read(2**20):
                    yield chunk
        except aiodocker.DockerError as error:
            raise EngineRefused(error.status, str(error.message)) from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise EngineAway(f"the Docker engine does not answer: {error!r}") from error

    async def pull(self, wanted: str, auth: str | None, silence: float) -> AsyncIterator[dict[str, Any]]:
        """Fetch an image (``name:tag`` or ``name@digest``): what the engine says meanwhile, errors too."""
        headers = {"X-Registry-Auth": auth} if auth is not None else {}
        query = self._docker._query(  # the library's own call cannot take credentials as they are
            "images/create",
            "POST",
            params={"fromImage": wanted},
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=None, sock_read=silence),
        )
        try:
            async with query as response:
                async for line in response.content:
                    if line.strip():
                        found = json.loads(line)
                        yield found if isinstance(found, dict) else {}
        except aiodocker.DockerError as error:
            raise EngineRefused(error.status, str(error.message)) from error
        except (aiohttp.ClientError, TimeoutError, ConnectionError, ValueError) as error:
            raise EngineAway(f"the Docker engine does not answer: {error!r}") from error

    async def tag(self, image: str, repository: str, tag: str) -> None:
        """Call an image ``repository:tag``, too."""
        await _call(self._docker.images.tag(image, repository, tag=tag), CALL_TIMEOUT)

    async def untag(self, image: str) -> None:
        """Remove an image by its name, and its layers with the last name. Containers that use it refuse."""
        await _call(self._docker.images.delete(image), START_TIMEOUT)

    async def remove_image(self, image: str) -> None:
        with _fine(404):
            await _call(self._docker.images.delete(image, noprune=True), START_TIMEOUT)

    async def image_changes(self) -> AsyncIterator[None]:
        """One item per change of the set of images, until the connection ends."""
        stream = self._docker.events.subscribe(create_task=False)  # type: ignore[no-untyped-call]
        running = asyncio.create_task(self._docker.events.run(filters=json.dumps({"type": ["image"]})))
        try:
            while True:
                getting = asyncio.create_task(stream.get())
                await asyncio.wait([getting, running], return_when=asyncio.FIRST_COMPLETED)
                if not getting.done() or getting.result() is None:
                    getting.cancel()
                    return
                yield None
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def first_text(archive: tarfile.TarFile) -> str | None:
    """The first ordinary file of an archive; None where there is none, or a link stands for it."""
    for member in archive:
        file = archive.extractfile(member) if member.isfile() and member.size <= FILE_LIMIT else None
        if file is not None:
            return file.read().decode(errors="surrogateescape")
    return None


async def _call(call: Coroutine[Any, Any, Any], timeout: float) -> Any:
    try:
        async with asyncio.timeout(timeout):
            return await call
    except aiodocker.DockerError as error:
        if error.status == _NO_CONNECTION or error.status >= 502:
            raise EngineAway(f"the Docker engine does not answer: {error.message}") from error
        raise EngineRefused(error.status, str(error.message)) from error
    except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise EngineAway(f"the Docker engine does not answer: {error!r}") from error


class _fine(contextlib.AbstractContextManager[None]):
    """Let refusals with these statuses pass."""

    def __init__(self, *statuses: int) -> None:
        self._statuses = statuses

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return isinstance(error, EngineRefused) and error.status in self._statuses


async def patiently(call: Callable[[], Coroutine[Any, Any, T]], pause: float = 1.0) -> T:
    """Try again for as long as the engine is away."""
    while True:
        try:
            return await call()
        except EngineAway as error:
            log.warning("%s; trying again", error)
            await asyncio.sleep(pause)
