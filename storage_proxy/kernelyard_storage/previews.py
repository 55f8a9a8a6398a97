"""Previews: files that a page may show, under a media type that runs nothing.

The type comes from the file's ending and, for text, from its first bytes; everything that could run in a
browser (HTML, SVG, XML, scripts) is plain text. The headers of `middleware.SAFE_HEADERS` forbid the rest.
"""

from __future__ import annotations

import codecs
import os

MOST = 32 << 20
"""Bytes of one preview. Of a larger file, a range of at most as many is answered."""
SNIFFED = 8192
OCTETS = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"
_IMAGES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
}
_JSON = frozenset({"json", "ipynb"})


def media_type(name: str, start: bytes) -> str | None:
    """The type under which a file with these first bytes may be shown; None when only its download is
    offered.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _IMAGES:
        return _IMAGES[ending]
    if not _is_text(start):
        return None
    return "application/json" if ending in _JSON else TEXT


def _is_text(start: bytes) -> bool:
    """UTF-8 without NUL; a character cut off at the end of ``start`` is none of its faults."""
    if b"\0" in start:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


def first_bytes(fd: int) -> bytes:
    return os.pread(fd, SNIFFED, 0)
