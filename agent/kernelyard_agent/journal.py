"""What the agent must still know after a crash: one file per kernel, mode 0600, replaced atomically.

Credentials are not in it: the runner has them, and nobody needs them again. The token is, because a new agent
must recognise the runners of the old one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, Field

from .protocol import KernelSpec, KernelState, Mount, ServicePort

log = logging.getLogger(__name__)

ENDED = frozenset({KernelState.EXITED, KernelState.ERROR})


class Workload(BaseModel):
    """What an engine has started. ``started`` and ``boot_id`` make the pid unmistakable."""

    kernel_id: UUID
    pid: int
    started: int
    """Clock ticks since boot."""
    boot_id: str
    container_id: str
    mount_ids: dict[str, list[int]] = {}
    """The numbers of its folders' mounts, by target, which stay theirs whatever is renamed. A target that is
    not here was never looked at; one with an empty list has nothing mounted."""


class PastMount(BaseModel):
    """A folder that was taken away from a running session, in which processes may still hold files of it."""

    mount: Mount
    mount_ids: list[int] = []


class Entry(BaseModel):
    """A kernel as the journal knows it."""

    spec: KernelSpec
    epoch: int
    token: str = Field(repr=False)
    access_key: str = Field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    """What the cookies of its apps are signed with; a new one ends them all (`relay.access`)."""
    restart: bool = False
    """Whether it follows an earlier generation, whose home it keeps, and needs no credentials."""
    state: KernelState = KernelState.PREPARING
    reason: str = ""
    exit_code: int | None = None
    workload: Workload | None = None
    services: list[ServicePort] = []
    mounts: list[Mount] | None = None
    """What it shall have mounted; None while that is what its spec says."""
    past_mounts: list[PastMount] = []
    changed_at: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class Journal:
    """Below ``directory``: ``<kernel id>.json`` per kernel, and ``epoch``, the highest lease epoch seen."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)

    def save(self, entry: Entry) -> None:
        self._replace(f"{entry.spec.kernel_id}.json", entry.model_dump_json())

    def drop(self, kernel_id: UUID) -> None:
        (self._directory / f"{kernel_id}.json").unlink(missing_ok=True)

    def load(self) -> list[Entry]:
        """All entries. One that cannot be read is put aside (``.broken``) and logged, never guessed."""
        entries = []
        for path in sorted(self._directory.glob("*.json")):
            try:
                entries.append(Entry.model_validate_json(path.read_bytes()))
            except ValueError:
                log.exception("the journal of kernel %s cannot be read; it is put aside", path.stem)
                path.rename(path.with_suffix(".broken"))
        return entries

    def epoch(self) -> int:
        try:
            return int((self._directory / "epoch").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def save_epoch(self, epoch: int) -> None:
        self._replace("epoch", str(epoch))

    def _replace(self, name: str, text: str) -> None:
        temporary = self._directory / f".{name}.new"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._directory / name)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def boot_id() -> str:
    """The running kernel's identity: a pid means nothing across a reboot."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
