"""Names of users where an image's root is read-only: the container's entry cannot add the session's user
there, so the agent mounts files that have it already.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from ...homes import Place
from ...runner import accounts
from .config import Bind
from .containers import Containers
from .images import Image

FILES = ("/etc/passwd", "/etc/group")


class Accounts:
    """Reads an image's own files once, from a container that never starts."""

    def __init__(self, containers: Containers) -> None:
        self._containers = containers
        self._read: dict[str, Mapping[str, str]] = {}

    async def binds(self, image: Image, place: Place, owner: tuple[int, int]) -> list[Bind]:
        """Mounts of ``/etc/passwd`` and ``/etc/group`` with the session's user in them."""
        if image.id not in self._read:
            self._read[image.id] = await self._containers.files(image.id, FILES)
        files = self._read[image.id]
        uid, gid = owner
        users = files.get("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n")
        texts = {
            "passwd": accounts.passwd(users, uid, gid, "/bin/sh"),
            "group": accounts.group(files.get("/etc/group", "root:x:0:\n"), gid),
        }
        return await asyncio.to_thread(_write, place, texts)


def _write(place: Place, texts: Mapping[str, str]) -> list[Bind]:
    binds = []
    for name, text in texts.items():
        descriptor = os.open(place.own / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
        with os.fdopen(descriptor, "w", errors="surrogateescape") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(text)
        binds.append(Bind(str(place.own / name), f"/etc/{name}", read_only=True))
    return binds
