"""Whether what is mounted on this node is what the site means by its volumes.

The storage proxy leaves a mark in the root of each volume (`MARK`). A directory without it is an empty mount
point, or another file system: folders made there would be lost to everybody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from kernelyard_storage.protocol import VOLUME_MARK as MARK

PATIENCE = 2.0
"""Seconds that a look at all volumes may take."""


class WrongVolume(ValueError):
    """A directory is not the volume that it should be; the message says what to do."""


def mark_of(name: str, path: Path) -> str:
    """The id in a volume's mark. Raises `WrongVolume`."""
    try:
        with (path / MARK).open("rb") as file:
            loaded = json.loads(file.read(4096))
        found, mark = str(loaded["name"]), str(loaded["id"])
    except FileNotFoundError:
        raise WrongVolume(
            f"volumes: {path} is not the volume {name!r} (it has no {MARK}); is the file system mounted?"
        ) from None
    except OSError as error:
        raise WrongVolume(f"volumes: {path} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise WrongVolume(f"volumes: {path / MARK} is damaged") from None
    if found != name:
        raise WrongVolume(f"volumes: at {path} lies the volume {found!r}, not {name!r}")
    return mark


def check(volumes: Mapping[str, Path], marks: Mapping[str, str]) -> None:
    """Every volume is the site's; ``marks`` are those that the site told when this node joined.

    Raises `WrongVolume`.
    """
    for name, path in volumes.items():
        mark = mark_of(name, path)
        if marks.get(name, mark) != mark:
            raise WrongVolume(
                f"volumes: {path} is a volume {name!r} of another site (its {MARK} has another id)"
            )


class Volumes:
    """What a node has mounted. One that was unmounted, or whose server hangs, is not there."""

    def __init__(self, directories: Mapping[str, Path]) -> None:
        self._directories = dict(directories)
        self._look: asyncio.Task[dict[str, str]] | None = None

    async def present(self) -> dict[str, str]:
        """The volumes that are there now, with their marks."""
        if self._look is None:
            # A look at a file system whose server is away may take for ever; there is only one at a time.
            self._look = asyncio.create_task(asyncio.to_thread(self._present))
        done, _ = await asyncio.wait([self._look], timeout=PATIENCE)
        if not done:
            return {}
        found, self._look = self._look.result(), None
        return found

    def _present(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, path in self._directories.items():
            with contextlib.suppress(WrongVolume):
                found[name] = mark_of(name, path)
        return found
