"""Where a body ends. Bytes are counted, never changed or kept."""

from __future__ import annotations

import re
from typing import Protocol

MAX_LINE = 4096
"""Bytes of a chunk's first line, and of all trailers together."""
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?")
_TRAILER = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*")


class BadBody(Exception):
    """The chunks of a body are not as they should be."""


class Body(Protocol):
    done: bool
    """Whether the end has been reached."""

    def feed(self, data: bytes) -> int:
        """How many bytes at the beginning of ``data`` belong to the body. Raises `BadBody`."""


class Counted:
    """A body of ``length`` bytes."""

    def __init__(self, length: int) -> None:
        self._left = length
        self.done = length == 0

    def feed(self, data: bytes) -> int:
        taken = min(self._left, len(data))
        self._left -= taken
        self.done = self._left == 0
        return taken


class UntilClose:
    """A body that ends with its connection."""

    done = False

    def feed(self, data: bytes) -> int:
        return len(data)


class Chunks:
    """A body in chunks (RFC 9112, 7.1), its trailers included."""

    def __init__(self) -> None:
        self.done = False
        self._left = 0
        """Bytes of the present chunk that are still to come, its line end included."""
        self._line = b""
        self._trailers = False
        self._seen = 0

    def feed(self, data: bytes) -> int:
        at = 0
        while at < len(data) and not self.done:
            if self._left > 2:
                step = min(self._left - 2, len(data) - at)
                at += step
                self._left -= step
            elif self._left:
                if data[at] != b"\r\n"[2 - self._left]:
                    raise BadBody("a chunk that does not end where it should")
                at += 1
                self._left -= 1
            else:
                at = self._read_line(data, at)
        return at

    def _read_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at)
        stop = len(data) if end < 0 else end + 1
        self._line += data[at:stop]
        if len(self._line) + self._seen > MAX_LINE:
            raise BadBody("a chunk's line is too long")
        if end >= 0:
            line, self._line = self._line, b""
            if not line.endswith(b"\r\n"):
                raise BadBody("a line that ends without CR")
            self._begin(line[:-2])
        return stop

    def _begin(self, line: bytes) -> None:
        if not self._trailers:
            found = _SIZE.fullmatch(line)
            if found is None:
                raise BadBody("a chunk without its size")
            size = int(found[1], 16)
            self._left = size + 2 if size else 0
            self._trailers = size == 0
        elif not line:
            self.done = True
        elif _TRAILER.fullmatch(line):
            self._seen += len(line)
        else:
            raise BadBody("a trailer that is none")
