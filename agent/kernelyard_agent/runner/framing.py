"""The wire between an agent and its runners: JSON messages, each behind its length in four bytes.

A request has ``id``, ``method`` and ``params``; its answer has the same ``id`` and ``result`` or ``error``. A
message with ``event`` wants no answer.
"""

from __future__ import annotations

import asyncio
import json
import struct
from typing import Any

MAX_FRAME = 64 * 2**20
"""Bytes of one message. A run's answer is capped long before (`protocol.CONSOLE_CAP`)."""

Message = dict[str, Any]
_LENGTH = struct.Struct(">I")


class FramingError(Exception):
    """The other side does not speak this protocol."""


def encode(message: Message) -> bytes:
    """One message as it goes over the wire. Raises `FramingError` when it is longer than `MAX_FRAME`."""
    body = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()
    if len(body) > MAX_FRAME:
        raise FramingError(f"a message of {len(body)} bytes is too long")
    return _LENGTH.pack(len(body)) + body


def split(data: bytes | bytearray, limit: int = MAX_FRAME) -> tuple[Message, bytes] | None:
    """The message at the beginning and the bytes after it, None while it is not whole. Raises `FramingError`
    for anything else, and for a message of more than ``limit`` bytes."""
    if len(data) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(data)
    end = _LENGTH.size + length
    if length > limit:
        raise FramingError(f"a message of {length} bytes is too long")
    if len(data) < end:
        return None
    return _message(bytes(data[_LENGTH.size : end])), bytes(data[end:])


async def read(reader: asyncio.StreamReader) -> Message | None:
    """The next message, None at the end of the stream. Raises `FramingError` for anything else."""
    try:
        (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
        if length > MAX_FRAME:
            raise FramingError(f"a message of {length} bytes is too long")
        body = await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return _message(body)


def _message(body: bytes) -> Message:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FramingError(f"not JSON: {error}") from error
    if not isinstance(message, dict):
        raise FramingError("a message must be an object")
    return message
