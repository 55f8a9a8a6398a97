"""Reading registries into the table of images (KRN-035): what has the platform's labels, nothing else."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

from sqlalchemy import Connection

from kernelyard_hub import audit, errors
from kernelyard_hub.background import Report, TaskFailed
from kernelyard_hub.principal import Principal
from kernelyard_hub.registry_client import RegistryClient, RegistryProblem
from kernelyard_hub.site import Site
from kernelyard_hub.store import images
from kernelyard_hub.store import registries as store
from kernelyard_hub.store.images import ScannedImage
from kernelyard_hub.store.registries import Registry

log = logging.getLogger(__name__)

SPEC_LABEL = "ai.backend.kernelspec"
AT_ONCE = 8
"""Repositories that are read at the same time."""


async def begin(site: Site, who: Principal, hostname: str | None) -> str:
    """Start reading one registry, or all of them; the background task's id. A scan that goes on already is
    joined. Raises `NotFound` for a registry that is not set up."""

    def read(conn: Connection) -> list[Registry]:
        return store.read_all(conn, site.box)

    found = [each for each in await site.store.read(read) if hostname in (None, "", each.hostname)]
    if not found:
        raise errors.NotFound(
            f"There is no registry {hostname!r}." if hostname else "No registry is set up.",
            title="No such registry.",
        )
    name = f"rescan {hostname or '*'}"
    running = site.background.running(name)
    if running is not None and site.background.owner(running) == who.user_id:
        return str(running)
    audit.note(who, "rescan_images", hostname or "*")
    return str(site.background.start(name, who.user_id, lambda report: _scan(site, found, report)))


async def _scan(site: Site, found: list[Registry], report: Report) -> str:
    scan = _Scan(site, report)
    for registry in found:
        try:
            await scan.read(registry)
        except RegistryProblem as problem:
            scan.problems.append(f"{registry.hostname}: {problem}")
    for text in scan.problems:
        log.warning("rescan: %s", text)
    if scan.problems:
        more = f" (and {len(scan.problems) - 3} more)" if len(scan.problems) > 3 else ""
        raise TaskFailed(" ".join(scan.problems[:3]) + more)
    return f"{scan.taken} images were read, {scan.skipped} without labels were skipped."


class _Scan:
    def __init__(self, site: Site, report: Report) -> None:
        self._site, self._report = site, report
        self._done = self._total = 0
        self.taken = self.skipped = 0
        self.problems: list[str] = []

    async def read(self, registry: Registry) -> None:
        """Read all of a registry, then write it down in one go."""
        self._report(self._done, self._total, f"Reading {registry.hostname}")
        gate = asyncio.Semaphore(AT_ONCE)
        async with RegistryClient(registry) as client:
            names = list(dict.fromkeys([name async for name in client.repositories()]))

            async def repository(name: str) -> list[ScannedImage]:
                try:
                    async with gate:
                        tags = await client.tags(name)
                        self._total += len(tags)
                        read = [await self._tag(client, registry, name, tag) for tag in tags]
                except RegistryProblem as problem:
                    # One repository that cannot be read takes none of the others with it.
                    self.problems.append(f"{registry.hostname}/{name}: {problem}")
                    return []
                return [image for one in read for image in one]

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(repository(name)) for name in names]
        found = [image for task in tasks for image in task.result()]
        now, whole = datetime.now(UTC), not self.problems
        await self._site.store.write(
            lambda conn: images.take_scan(conn, registry.hostname, found, now, whole=whole)
        )
        self.taken += len(found)
        self._site.loop.wake()

    async def _tag(
        self, client: RegistryClient, registry: Registry, name: str, tag: str
    ) -> list[ScannedImage]:
        read = await client.images(name, tag)
        labelled = [image for image in read if image.labels.get(SPEC_LABEL) == "1"]
        self._done += 1
        if labelled:
            text = f"Updated {registry.hostname}/{name}:{tag}"
        else:
            self.skipped += 1
            text = f"Skipped {registry.hostname}/{name}:{tag} (it has no labels of the platform)"
        self._report(self._done, self._total, text)
        return labelled
