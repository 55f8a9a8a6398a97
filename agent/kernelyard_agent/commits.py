"""Commits: what a session's container has become, as an archive on this node (SES-029).

    <state_dir>/commits/<owner>/<time>-<session name>-<kernel id>.tar.gz    0600, for `docker load`

An archive is an image of the container's files without the folders and the home that are mounted in it. It is
the admins' to hand out or to load; no session can start from it before they do.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import logging
import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from . import protocol as p
from .errors import Refused
from .journal import Workload

log = logging.getLogger(__name__)

KEPT = 5
"""Archives of one owner; the oldest give way."""
LEVEL = 1
"""Of compression: a container's files are many, and somebody waits."""


class Exporter(Protocol):
    """What an engine offers that has containers."""

    def export(self, workload: Workload) -> AsyncIterator[bytes]:
        """The container's files as an image, in the engine's own form. Raises OSError."""


class Commits:
    """The archives of this node. One at a time for each kernel."""

    def __init__(self, directory: Path, exporter: Exporter | None) -> None:
        self._directory = directory
        self._exporter = exporter
        self._ongoing: set[UUID] = set()
        self._last: dict[UUID, p.CommitStatus] = {}

    def status(self, kernel_id: UUID) -> p.CommitStatus:
        if kernel_id in self._ongoing:
            return p.CommitStatus(status="ongoing")
        return self._last.get(kernel_id, p.CommitStatus())

    def reserve(self, kernel_id: UUID) -> bool:
        """Whether a commit is to be begun; False when one is under way. Raises `Refused`."""
        if self._exporter is None:
            raise Refused("commit: the process engine has no containers, so there is nothing to keep.")
        if kernel_id in self._ongoing:
            return False
        self._ongoing.add(kernel_id)
        return True

    async def write(self, spec: p.KernelSpec, workload: Workload) -> None:
        """Write the archive that was reserved."""
        try:
            path = await self._write(spec, workload)
        except Exception as error:  # noqa: BLE001 -- nobody waits for it; whoever asks is told
            log.warning("kernel %s could not be committed: %s", spec.kernel_id, error)
            self._last[spec.kernel_id] = p.CommitStatus(problem=f"It could not be committed: {error}")
        else:
            log.info("kernel %s is committed to %s", spec.kernel_id, path)
            self._last[spec.kernel_id] = p.CommitStatus(path=str(path))
        finally:
            self._ongoing.discard(spec.kernel_id)

    def forget(self, kernel_id: UUID) -> None:
        """Its archives stay."""
        self._last.pop(kernel_id, None)

    async def _write(self, spec: p.KernelSpec, workload: Workload) -> Path:
        assert self._exporter is not None
        folder = self._directory / folder_of(spec.owner_username)
        await asyncio.to_thread(_make, self._directory, folder)
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", spec.session_name)[:64]
        path = folder / f"{stamp}-{name}-{spec.kernel_id}.tar.gz"
        unfinished = path.with_suffix(".unfinished")
        try:
            with (
                _private(unfinished) as file,
                gzip.GzipFile(fileobj=file, mode="wb", compresslevel=LEVEL, mtime=0) as packed,
            ):
                async for chunk in self._exporter.export(workload):
                    await asyncio.to_thread(packed.write, chunk)
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
        await asyncio.to_thread(_thin_out, folder)
        return path


def folder_of(owner: str) -> str:
    """A name for an owner's folder that no other owner has, whatever he is called (S17)."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "_", owner)[:40]
    return f"{plain}-{hashlib.sha256(owner.encode(errors='surrogateescape')).hexdigest()[:12]}"


def _make(directory: Path, folder: Path) -> None:
    for path in (directory, folder):
        path.mkdir(mode=0o700, exist_ok=True)
        path.chmod(0o700)


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _thin_out(folder: Path) -> None:
    """Let the oldest archives go."""
    archives = sorted(folder.glob("*.tar.gz"), key=lambda path: path.name)
    for path in archives[:-KEPT]:
        path.unlink(missing_ok=True)
