"""One log with prefixes: what the programs append to their files, on the supervisor's output as it comes."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TextIO

LARGEST = 20 * 2**20
"""Bytes after which a log file is set aside as ``NAME.log.1`` at the next start."""
INTERVAL = 0.2
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""Colours that programs choose themselves, and whatever else a line could do to a terminal."""
_COLOURS = {"storage": 33, "service": 36, "agent": 35, "proxy": 34, "hub": 32, "up": 1}


class LogReader:
    """Follows the log files of all programs."""

    def __init__(self, directory: Path, names: list[str], out: TextIO = sys.stdout) -> None:
        self._directory = directory
        self._out = out
        self._width = max(map(len, names))
        self._offsets = {name: self._size(name) for name in names}
        self._rests = dict.fromkeys(names, b"")
        self._colour = out.isatty() and "NO_COLOR" not in os.environ

    def say(self, name: str, text: str) -> None:
        """One line, with the name of the program that it is about in front."""
        prefix = f"{name:<{self._width}} |"
        if self._colour:
            prefix = f"\x1b[{_COLOURS.get(name, 0)}m{prefix}\x1b[0m"
        try:
            self._out.write(f"{prefix} {text}\n")
            self._out.flush()
        except OSError:  # nobody reads our output any more (a closed terminal); the files have it all
            return

    async def follow(self) -> None:
        while True:
            self.pump()
            await asyncio.sleep(INTERVAL)

    def pump(self) -> None:
        """Print what has been appended since the last time, whole lines only."""
        for name, offset in self._offsets.items():
            size = self._size(name)
            if size < offset:
                offset = 0  # somebody emptied the file
            if size == offset:
                continue
            with (self._directory / f"{name}.log").open("rb") as file:
                file.seek(offset)
                data = file.read(2**20)
            self._offsets[name] = offset + len(data)
            *lines, self._rests[name] = (self._rests[name] + data).split(b"\n")
            for line in lines:
                self.say(name, _ESCAPES.sub("", line.decode(errors="replace").rstrip("\r")))

    def _size(self, name: str) -> int:
        try:
            return (self._directory / f"{name}.log").stat().st_size
        except FileNotFoundError:
            return 0


def set_aside(directory: Path) -> None:
    """Start new files where the old ones have grown large; one older generation is kept."""
    for path in directory.glob("*.log"):
        if path.stat().st_size > LARGEST:
            path.replace(path.with_name(path.name + ".1"))
