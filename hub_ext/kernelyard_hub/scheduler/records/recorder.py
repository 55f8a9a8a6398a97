"""`Recorder`: keeps records of the scheduler's passes in files, beside its work.

A file is gzip-compressed lines (``zcat`` shows them): a header, then a line per pass, each behind a seal that
tells when it or a line above was changed. Every file begins with a whole snapshot, so each can be replayed by
itself. Whatever the disk does, the scheduler goes on: passes that cannot be written are dropped and counted.
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import re
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..decisions import Decision
from ..snapshot import Snapshot
from .record import Memory, header, seal, text

log = logging.getLogger(__name__)
WAITING = 16
"""Passes that wait to be written at the most; each keeps its snapshot in memory."""
LINES = 2000
"""Passes per file: a new file begins with a whole snapshot."""
AGE = 86400.0
"""Seconds after which a file is ended."""
PARTS = 8
"""Files that share the room for all records."""
PATIENCE = 30.0
"""Seconds after a failed write until the next try."""
_NAME = re.compile(r"decisions-\d{8}T\d{6}-\d+-\d+\.jsonl\.gz")
_GZIP = 31
Pass = tuple[Snapshot, datetime, Sequence[Decision]]


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be kept."""

    bytes_: int
    """All files together."""
    seconds: float
    """Since a file was last written."""


class Recorder:
    """Made by the hub service; `note` may be called from its event loop at any time."""

    def __init__(
        self, directory: Path, room: Room, release: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        """The directory is made when something is to be written."""
        self._directory, self._room, self._release, self._clock = directory, room, release, clock
        self._passes: queue.Queue[Pass | None] = queue.Queue(WAITING)
        self._thread = threading.Thread(target=self._write_forever, name="decision-records", daemon=True)
        self._closed = False
        self._file: _File | None = None
        self._number = 0
        self._retry_at = 0.0
        self._complained_at = 0.0
        self.written = 0
        """Passes that are in files."""
        self.dropped = 0
        """Passes that were not written: the disk was slow, full or gone."""
        self._thread.start()

    def note(
        self, snapshot: Snapshot, now: datetime, decisions: Sequence[Decision], seconds: float = 0.0
    ) -> None:
        """Record a pass, soon. Never blocks and never fails."""
        if self._closed:
            return
        try:
            self._passes.put_nowait((snapshot, now, decisions))
        except queue.Full:
            self._drop("the disk does not keep up")

    async def close(self) -> None:
        """Write what waits, as far as that goes within seconds, and end the file."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        try:
            self._passes.put(None, timeout=5.0)
        except queue.Full:
            return
        self._thread.join(timeout=5.0)

    def _write_forever(self) -> None:
        while (one := self._passes.get()) is not None:
            try:
                self._write(one)
            except OSError as error:
                self._retry_at = time.monotonic() + PATIENCE
                self._abandon()
                self._drop(error.strerror or str(error))
            except Exception:
                log.exception("a pass could not be recorded")
                self._abandon()
                self.dropped += 1
        if self._file is not None:
            try:
                self._file.end()
            except OSError as error:
                self._drop(error.strerror or str(error))

    def _write(self, one: Pass) -> None:
        if time.monotonic() < self._retry_at:
            self.dropped += 1
            return
        file = self._file
        if file is not None and self._is_full(file):
            self._file = None
            file.end()
            file = None
        if file is None:
            file = self._file = self._open()
        snapshot, now, decisions = one
        line = file.memory.write(snapshot, now, decisions)
        if line is not None:
            file.write(text(line))
            self.written += 1
        if self._passes.empty():
            file.flush()

    def _is_full(self, file: _File) -> bool:
        return (
            file.lines >= LINES
            or file.size >= self._room.bytes_ // PARTS
            or self._clock() - file.began >= AGE
        )

    def _open(self) -> _File:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = self._clock()
        self._number += 1
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
        name = f"decisions-{stamp}-{os.getpid()}-{self._number}.jsonl.gz"
        self._prune(now)
        return _File(
            self._directory / name, now, header(self._release, datetime.fromtimestamp(now).astimezone())
        )

    def _prune(self, now: float) -> None:
        """Make room for one more file."""
        kept, most = 0, self._room.bytes_ * (PARTS - 1) // PARTS
        for path in reversed(files(self._directory)):
            try:
                status = path.stat()
                kept += status.st_size
                if kept > most or now - status.st_mtime > self._room.seconds:
                    path.unlink()
            except FileNotFoundError:
                continue  # another service's records: it prunes, too

    def _abandon(self) -> None:
        """A file that cannot be written to any more stays as it is; what follows needs a new one."""
        file, self._file = self._file, None
        if file is not None:
            file.drop()
            if file.lines <= 1:
                file.path.unlink(missing_ok=True)

    def _drop(self, why: str) -> None:
        self.dropped += 1
        now = time.monotonic()
        if now - self._complained_at > 60 or self.dropped == 1:
            self._complained_at = now
            log.warning("decisions are not recorded (%s); %d passes so far", why, self.dropped)


class _File:
    """One file, being written."""

    def __init__(self, path: Path, began: float, first: object) -> None:
        self.path, self.began, self.lines, self.size = path, began, 0, 0
        self.memory = Memory()
        self._seal = ""
        self._packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._fd = os.open(path, flags, 0o600)
        try:
            self.write(text(first))
        except OSError:
            self.drop()
            path.unlink(missing_ok=True)
            raise

    def write(self, line: str) -> None:
        self._seal = seal(self._seal, line)
        self._put(self._packer.compress(f"{self._seal} {line}\n".encode()))
        self.lines += 1

    def flush(self) -> None:
        """So that a killed service leaves whole lines."""
        self._put(self._packer.flush(zlib.Z_SYNC_FLUSH))

    def end(self) -> None:
        try:
            self._put(self._packer.flush(zlib.Z_FINISH))
        finally:
            self.drop()

    def drop(self) -> None:
        os.close(self._fd)

    def _put(self, data: bytes) -> None:
        while data:
            done = os.write(self._fd, data)
            self.size += done
            data = data[done:]


def files(directory: Path) -> list[Path]:
    """The records in a directory, oldest first."""
    if not directory.is_dir():
        return []
    found = [path for path in directory.iterdir() if _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (path.name.split("-")[1], path.stat().st_mtime, path.name))
