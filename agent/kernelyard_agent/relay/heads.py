"""Heads of HTTP/1.1 messages, read strictly and written anew. Pure.

Strict means: one meaning only. Lines end with CR LF and are never folded, names are tokens directly before
their colon, values hold no control characters, a body's length is said once and in one way (RFC 9112, 6.3).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from .bodies import Body, Chunks, Counted, UntilClose

MAX_REQUEST = 64 * 1024
"""Bytes of a request's head: cookies of a whole site may come along."""
MAX_RESPONSE = 256 * 1024
MAX_FIELDS = 200

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(rb"/[\x21-\x7e]*")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9][0-9])(?: ([\t\x20-\x7e\x80-\xff]*))?")

Field = tuple[bytes, bytes]
"""Name as it was sent, and value without the white space around it."""


class BadMessage(Exception):
    """This is not HTTP/1.1 as we read it. ``status`` is the answer to it, when it was a request."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True)
class Head:
    """What requests and responses have in common."""

    fields: list[Field] = field(default_factory=list)

    def all(self, name: bytes) -> list[bytes]:
        """The values of a field; ``name`` in lower case."""
        return [value for key, value in self.fields if key.lower() == name]

    def get(self, name: bytes) -> bytes | None:
        found = self.all(name)
        return found[0] if found else None

    def items(self, name: bytes) -> list[bytes]:
        """The items of a field that is a list, in lower case."""
        return [
            item.strip().lower() for value in self.all(name) for item in value.split(b",") if item.strip()
        ]


@dataclass(slots=True)
class Request(Head):
    method: bytes = b"GET"
    target: bytes = b"/"

    @property
    def upgrade(self) -> bytes | None:
        """What the client wants to speak instead; h2c counts as nothing, it would end our reading."""
        wanted = self.get(b"upgrade")
        if wanted is None or b"upgrade" not in self.items(b"connection") or wanted.lower().startswith(b"h2"):
            return None
        return wanted

    @property
    def keeps_alive(self) -> bool:
        return b"close" not in self.items(b"connection")

    def body(self) -> Body:
        """How long the body is. Raises `BadMessage` when that can be read in two ways."""
        return _declared(self) or Counted(0)


@dataclass(slots=True)
class Response(Head):
    status: int = 200
    reason: bytes = b""
    version: Literal[0, 1] = 1

    @property
    def keeps_alive(self) -> bool:
        return self.version == 1 and b"close" not in self.items(b"connection")

    def body(self, method: bytes) -> Body:
        """How long the body is, of an answer to ``method``."""
        declared = _declared(self)
        if method == b"HEAD" or self.status < 200 or self.status in (204, 304):
            return Counted(0)
        if declared is None:
            return UntilClose()
        if self.version == 0 and isinstance(declared, Chunks):
            raise BadMessage("chunks in HTTP/1.0")
        return declared


def _declared(head: Head) -> Body | None:
    codings, lengths = head.all(b"transfer-encoding"), head.all(b"content-length")
    if codings and lengths:
        raise BadMessage("both Transfer-Encoding and Content-Length")
    if codings:
        if len(codings) != 1 or codings[0].lower() != b"chunked":
            raise BadMessage("a Transfer-Encoding other than chunked", 501)
        return Chunks()
    if lengths:
        if len(lengths) != 1 or not _LENGTH.fullmatch(lengths[0]):
            raise BadMessage("a Content-Length that is no number, or more than one")
        return Counted(int(lengths[0]))
    return None


def read_request(raw: bytes) -> Request:
    """``raw`` ends before the empty line. Raises `BadMessage`."""
    first, lines = _lines(raw)
    parts = first.split(b" ")
    if len(parts) != 3 or not _TOKEN.fullmatch(parts[0]):
        raise BadMessage("a request line that is none")
    method, target, version = parts
    if version != b"HTTP/1.1":
        raise BadMessage("a version other than HTTP/1.1", 505)
    if not _TARGET.fullmatch(target):
        raise BadMessage("a target that is no path")
    if method in (b"CONNECT", b"TRACE"):
        raise BadMessage("a method that is not relayed", 405)
    request = Request(_fields(lines), method, target)
    if len(request.all(b"host")) != 1:
        raise BadMessage("no Host, or more than one")
    return request


def read_response(raw: bytes) -> Response:
    """``raw`` ends before the empty line. Raises `BadMessage`."""
    first, lines = _lines(raw)
    found = _STATUS.fullmatch(first)
    if found is None:
        raise BadMessage("a status line that is none")
    return Response(_fields(lines), int(found[2]), found[3] or b"", 1 if found[1] == b"1" else 0)


def write(first: bytes, fields: list[Field]) -> bytes:
    """A head as it goes out, its empty line included."""
    return b"\r\n".join([first, *(name + b": " + value for name, value in fields), b"", b""])


def _lines(raw: bytes) -> tuple[bytes, list[bytes]]:
    first, *lines = raw.split(b"\r\n")
    if len(lines) > MAX_FIELDS:
        raise BadMessage("too many fields", 431)
    return first, lines


def _fields(lines: list[bytes]) -> list[Field]:
    fields: list[Field] = []
    for line in lines:
        name, colon, value = line.partition(b":")
        value = value.strip(b" \t")
        if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise BadMessage("a header line that is none")
        fields.append((name, value))
    return fields
