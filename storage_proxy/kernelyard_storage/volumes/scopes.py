"""What a volume remembers about its quota scopes: one small file each in a private directory (STO-019).

A limit is the site's decision and survives this service; the count beside it saves counting again at every
start. A file that cannot be read is treated as missing, and the next count and the next limit repair it.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass

from . import lock

log = logging.getLogger("kernelyard_storage.quotas")


@dataclass
class ScopeRecord:
    """Bytes, and times in seconds since 1970. ``number`` is the file system's own name of the scope: a BTRFS
    qgroup, an XFS project.
    """

    limit: int | None = None
    number: int | None = None
    used: int | None = None
    files: int | None = None
    counted: float = 0.0


def directory_name(scope: str) -> str:
    """``user:UUID`` as a name on the disk, as in `FolderRef.relative_path`."""
    return scope.replace(":", "-")


def scope_name(directory: str) -> str:
    """The scope of a directory of `directory_name`."""
    return directory.replace("-", ":", 1)


class ScopeRecords:
    """The records of one volume, in the directory open as ``directory`` (closed by `close`)."""

    def __init__(self, directory: int) -> None:
        self._directory = directory

    def hold(self, volume: str) -> int:
        """The descriptor of the lock on the volume; see `lock.hold`. Closes the records where it fails."""
        try:
            return lock.hold(self._directory, volume)
        except BaseException:
            self.close()
            raise

    def load(self) -> dict[str, ScopeRecord]:
        """All records by scope. Raises OSError."""
        found: dict[str, ScopeRecord] = {}
        with os.scandir(self._directory) as entries:
            names = [entry.name for entry in entries]
        for name in names:
            if name.endswith(".json"):
                record = self._read(name)
                if record is not None:
                    found[scope_name(name.removesuffix(".json"))] = record
            elif name != lock.NAME:
                os.unlink(name, dir_fd=self._directory)  # a crash left it half-written
        return found

    def _read(self, name: str) -> ScopeRecord | None:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self._directory)
        with os.fdopen(fd, "rb") as file:
            text = file.read(4096)
        try:
            return ScopeRecord(**json.loads(text))
        except (ValueError, TypeError) as error:
            log.warning("the record of a quota scope, %s, cannot be read: %s", name, error)
            return None

    def save(self, scope: str, record: ScopeRecord, *, durable: bool = False) -> None:
        """Replace a record in one step. ``durable``: it is on the disk when this returns. Raises OSError."""
        temporary = secrets.token_hex(16)
        fd = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600, dir_fd=self._directory
        )
        try:
            with os.fdopen(fd, "w") as file:
                json.dump(asdict(record), file)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            os.rename(
                temporary,
                directory_name(scope) + ".json",
                src_dir_fd=self._directory,
                dst_dir_fd=self._directory,
            )
            if durable:
                os.fsync(self._directory)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=self._directory)
            raise

    def close(self) -> None:
        os.close(self._directory)
