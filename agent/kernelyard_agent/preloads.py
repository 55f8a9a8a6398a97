"""Images that the hub service has this node fetch or remove, without any session (AGT-029)."""

from __future__ import annotations

import asyncio

from . import protocol as p
from .engines import Puller
from .errors import Refused


class Preloads:
    """What was asked for; `pull` is asked again until it is no longer *pulling*."""

    def __init__(self, puller: Puller | None) -> None:
        self._puller = puller
        self._going: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._said: dict[tuple[str, str], str] = {}

    def pull(self, request: p.PullImage) -> p.PullStatus:
        """Begin, or say how far it is. A failure is told once; asked after that, it is tried again."""
        puller = self._has_images()
        key = (request.image, request.digest)
        task = self._going.get(key)
        if task is None:
            name = request.registry_username
            login = (name, request.registry_password or "") if name else None

            def say(text: str) -> None:
                self._said[key] = text

            task = asyncio.create_task(puller.pull(*key, login, say), name=f"preload-{request.image}")
            self._going[key] = task
        if not task.done():
            return p.PullStatus(state="pulling", message=self._said.get(key, ""))
        del self._going[key]
        self._said.pop(key, None)
        problem = asyncio.CancelledError() if task.cancelled() else task.exception()
        if problem is not None:
            return p.PullStatus(state="failed", message=str(problem) or "It was cut short.")
        return p.PullStatus(state="present")

    async def remove(self, request: p.RemoveImage) -> None:
        """Raises `Refused` for an image that is used."""
        await self._has_images().remove_image(request.image)

    async def stop(self) -> None:
        for task in self._going.values():
            task.cancel()
        await asyncio.gather(*self._going.values(), return_exceptions=True)

    def _has_images(self) -> Puller:
        if self._puller is None:
            raise Refused("image: this node's engine fetches no images.")
        return self._puller
