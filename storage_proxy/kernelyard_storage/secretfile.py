"""Secrets come from files that only the service can read, never from arguments or the environment."""

from __future__ import annotations

import os
import stat


class BadSecretFile(Exception):
    """A secret cannot be used; the message says which file and what to do."""


def read_secret(path: str, purpose: str, *, least: int = 16) -> str:
    """The text in ``path`` without white space around it. Raises `BadSecretFile`.

    Refused: a file that group or others can read or write, one of another user's (root's is fine), and a
    secret of fewer than ``least`` bytes.
    """
    if not path:
        raise BadSecretFile(f"No file is configured for the {purpose}.")
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise BadSecretFile(f"The {purpose} in {path} cannot be read: {error.strerror}.") from None
    try:
        _check(path, purpose, os.fstat(fd))
        text = os.read(fd, 65_536).decode("utf-8", "replace").strip()
    finally:
        os.close(fd)
    if len(text.encode()) < least:
        raise BadSecretFile(f"{path}, the {purpose}, must hold at least {least} bytes.")
    return text


def _check(path: str, purpose: str, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise BadSecretFile(f"{path}, the {purpose}, is not a regular file.")
    if found.st_mode & 0o077:
        mode = stat.S_IMODE(found.st_mode)
        raise BadSecretFile(
            f"{path}, the {purpose}, is open to other users (mode {mode:04o}). Run: chmod 600 {path}"
        )
    if found.st_uid not in (0, os.geteuid()):
        raise BadSecretFile(f"{path}, the {purpose}, belongs to uid {found.st_uid}, not to this service.")
