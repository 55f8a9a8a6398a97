"""Compiled modules whose sources are never looked at again: nobody can write to a bundle.

Run by the session environment's own Python, with a JSON object on standard input: module in the bundle → its
source. What pip has compiled already is taken over with a new header; the rest is compiled here.
"""

from __future__ import annotations

import importlib.util
import json
import marshal
import struct
import sys
import warnings
from pathlib import Path

UNCHECKED = 0b01
_HEADER = 16
"""Bytes: magic, flags, then (mtime, size) or a hash of the source (PEP 552)."""


def taken_over(source: Path) -> bytes | None:
    """The compiled form that lies beside ``source``, made unchecked; None unless it fits the
    source."""
    try:
        data = Path(importlib.util.cache_from_source(str(source))).read_bytes()
        status = source.stat()
    except (OSError, NotImplementedError):
        return None
    if len(data) <= _HEADER or data[:4] != importlib.util.MAGIC_NUMBER:
        return None
    flags, modified, size = struct.unpack("<3I", data[4:_HEADER])
    if flags or modified != int(status.st_mtime) & 0xFFFFFFFF or size != status.st_size & 0xFFFFFFFF:
        return None
    return _header(source.read_bytes()) + data[_HEADER:]


def write(target: Path, source: Path) -> None:
    """Write the compiled form of a module beside its copy ``target``, unless it does not compile."""
    code = taken_over(source)
    if code is None:
        text = source.read_bytes()
        try:
            code = _header(text) + marshal.dumps(compile(text, str(target), "exec", dont_inherit=True))
        except (SyntaxError, ValueError):
            return  # templates and tests for other versions of Python
    compiled = Path(importlib.util.cache_from_source(str(target)))
    compiled.parent.mkdir(exist_ok=True)
    compiled.write_bytes(code)


def _header(source: bytes) -> bytes:
    return importlib.util.MAGIC_NUMBER + struct.pack("<I", UNCHECKED) + importlib.util.source_hash(source)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name, origin in json.load(sys.stdin).items():
        write(Path(name), Path(origin))
