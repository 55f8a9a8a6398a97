"""Fetching images: one transfer per image and version, however many sessions wait for it (KRN-036)."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ...protocol import LOCAL, split_image
from .containers import Containers, EngineAway, EngineRefused
from .images import Images, reference

log = logging.getLogger(__name__)

SILENCE = 300.0
"""Seconds without a word from the Docker engine after which a transfer has failed."""
SAY_EVERY = 1.0
"""Seconds between two words about how far a transfer is."""

Say = Callable[[str], None]


class PullFailed(OSError):
    """The image could not be fetched; the message is one sentence for who wants to start a session."""


class Pulls:
    """Transfers that go on. ``refresh`` reads the engine's images anew."""

    def __init__(
        self, containers: Containers, images: Images, refresh: Callable[[], Awaitable[None]]
    ) -> None:
        self._containers, self._images, self._refresh = containers, images, refresh
        self._going: dict[tuple[str, str], _Pull] = {}

    async def pull(self, name: str, digest: str, login: tuple[str, str] | None, say: Say) -> None:
        """Have the image ``name`` (in the version ``digest``) here. Who stops waiting stops nobody else.

        Raises `PullFailed`.
        """
        if split_image(reference(name))[0] == LOCAL:
            raise PullFailed(f"The image {name} has no registry that it could be pulled from.")
        key = (name, digest)
        pull = self._going.get(key)
        if pull is None:
            pull = self._going[key] = _Pull(name)
            pull.task = asyncio.create_task(self._run(pull, name, digest, login), name=f"pull-{name}")
            pull.task.add_done_callback(lambda task: self._finished(key, task))
        pull.listeners.append(say)
        say(pull.said)
        try:
            assert pull.task is not None
            await asyncio.shield(pull.task)
        finally:
            pull.listeners.remove(say)

    def _finished(self, key: tuple[str, str], task: asyncio.Task[None]) -> None:
        self._going.pop(key, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("%s", error)

    async def close(self) -> None:
        tasks = [pull.task for pull in self._going.values() if pull.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, pull: _Pull, name: str, digest: str, login: tuple[str, str] | None) -> None:
        repository, _, tag = reference(name).rpartition(":")
        wanted = f"{repository}@{digest}" if digest else f"{repository}:{tag}"
        log.info("pulling %s", wanted)
        began = time.monotonic()
        progress = Progress()
        try:
            lines = self._containers.pull(
                wanted, auth_header(split_image(reference(name))[0], login), SILENCE
            )
            async for line in lines:
                if "error" in line:
                    raise PullFailed(_failed(name, str(line["error"])))
                progress.take(line)
                pull.say(f"pulling image {name}{progress.text()}")
            if digest:
                # A version has no name of its own; sessions ask for images by name.
                await self._containers.tag(wanted, repository, tag)
            await self._refresh()
        except (EngineAway, EngineRefused) as error:
            raise PullFailed(_failed(name, str(error))) from None
        if self._images.find(name) is None:
            raise PullFailed(f"The image {name} was pulled, but it is none that sessions may use here.")
        log.info("pulled %s in %.1f s", wanted, time.monotonic() - began)


class _Pull:
    def __init__(self, name: str) -> None:
        self.said = f"pulling image {name}"
        self.listeners: list[Say] = []
        self.task: asyncio.Task[None] | None = None
        self._last = 0.0

    def say(self, text: str) -> None:
        now = time.monotonic()
        if text == self.said or now - self._last < SAY_EVERY:
            return
        self.said, self._last = text, now
        for listener in tuple(self.listeners):
            listener(text)


class Progress:
    """How far a transfer is, from the lines that the Docker engine prints about its layers."""

    def __init__(self) -> None:
        self._layers: dict[str, tuple[int, int]] = {}

    def take(self, line: Mapping[str, Any]) -> None:
        layer, detail, status = line.get("id"), line.get("progressDetail") or {}, line.get("status")
        if not isinstance(layer, str) or not isinstance(detail, Mapping):
            return
        done, total = detail.get("current"), detail.get("total")
        if status == "Downloading" and isinstance(done, int) and isinstance(total, int) and total > 0:
            self._layers[layer] = (min(done, total), total)
        elif layer in self._layers and status in ("Download complete", "Extracting", "Pull complete"):
            self._layers[layer] = (self._layers[layer][1],) * 2

    def percent(self) -> int | None:
        """Of the layers whose size is known; None while none is."""
        total = sum(size for _, size in self._layers.values())
        return sum(done for done, _ in self._layers.values()) * 100 // total if total else None

    def text(self) -> str:
        percent = self.percent()
        return "" if percent is None else f" … {percent} %"


def auth_header(registry: str, login: tuple[str, str] | None) -> str | None:
    """What the Docker engine takes credentials as."""
    if login is None:
        return None
    told = {"username": login[0], "password": login[1], "serveraddress": registry}
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def _failed(name: str, why: str) -> str:
    """One sentence; of what Docker says, one line."""
    line = " ".join(why.split())[:300].rstrip(".")
    return f"The image {name} could not be pulled: {line}."
