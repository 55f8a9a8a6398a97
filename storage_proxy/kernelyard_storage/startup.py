"""Checks before anything listens."""

from __future__ import annotations

import os
from pathlib import Path

from .paths import Owner

SESSION_ID = 1000
"""The uid and gid of all sessions' files when root started the services (architecture, decision 9)."""


class StartupError(Exception):
    """The service cannot start; the message says what to do."""


class BadVolume(Exception):
    """The configuration of a volume is wrong; the message says which and what to do."""


def find_owner(uid: int | None, gid: int | None) -> Owner:
    """Whose all files are. Raises `StartupError` when we cannot give files to them, and for root."""
    root = os.geteuid() == 0
    uid = uid if uid is not None else SESSION_ID if root else os.geteuid()
    gid = gid if gid is not None else SESSION_ID if root else os.getegid()
    if not root and (uid, gid) != (os.geteuid(), os.getegid()):
        raise StartupError(
            f"Only root can give files to {uid}:{gid}. Start as root, or leave out owner_uid and owner_gid."
        )
    if root and uid == 0:
        raise StartupError("Files of sessions must not belong to root; set c.StorageProxy.owner_uid.")
    return Owner(uid, gid, change=root)


def check_volume(path: str, owner: Owner) -> list[str]:
    """Warnings about a volume's directory when we run as root: sessions must pass it, and must not own it."""
    if not owner.change:
        return []
    resolved = Path(path).resolve()
    warnings = []
    if resolved.stat().st_uid == owner.uid:
        warnings.append(
            f"{resolved} belongs to uid {owner.uid}, so a session can rename other people's folders; "
            f"run: chown root {resolved} && chmod 711 {resolved}"
        )
    for directory in (resolved, *resolved.parents):
        found = directory.stat()
        bit = 0o100 if found.st_uid == owner.uid else 0o010 if found.st_gid == owner.gid else 0o001
        if not found.st_mode & bit:
            warnings.append(
                f"uid {owner.uid} cannot pass {directory}, so sessions cannot reach their folders; "
                f"run: chmod o+x {directory}"
            )
    return warnings
