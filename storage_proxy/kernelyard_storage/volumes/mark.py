"""The mark in a volume's root, by which nodes see that they have mounted this volume and no other."""

from __future__ import annotations

import json
import os
from uuid import uuid4

from ..protocol import VOLUME_MARK


def mark(root: int, name: str) -> str:
    """The id in the mark of the volume ``name`` whose directory is open as ``root``; made when it is missing.

    A volume that was given another name keeps its id. Raises OSError.
    """
    try:
        descriptor = os.open(VOLUME_MARK, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=root)
    except FileNotFoundError:
        return _write(root, name, uuid4().hex)
    with os.fdopen(descriptor, "rb") as file:
        text = file.read(4096)
    try:
        loaded = json.loads(text)
        found = str(loaded["id"])
        known = str(loaded["name"])
    except (ValueError, KeyError, TypeError):
        return _write(root, name, uuid4().hex)
    return found if known == name else _write(root, name, found)


def _write(root: int, name: str, identity: str) -> str:
    temporary = f"{VOLUME_MARK}.{uuid4().hex}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644, dir_fd=root)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(file.fileno(), 0o644)
        json.dump({"name": name, "id": identity}, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, VOLUME_MARK, src_dir_fd=root, dst_dir_fd=root)
    return identity
