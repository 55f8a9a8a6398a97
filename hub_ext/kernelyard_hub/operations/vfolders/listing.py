"""A directory's entries as the API answers them: twice, as ``items`` and as the JSON text ``files`` (golden
069, T46).

Written as text piece by piece, because a directory may have tens of thousands of entries: five times as fast
as building both lists and dumping one of them twice. Call it in a thread.
"""

from __future__ import annotations

import json
import stat
import time
from json.encoder import encode_basestring_ascii as quoted

_TYPE_BITS = {"FILE": stat.S_IFREG, "DIRECTORY": stat.S_IFDIR, "SYMLINK": stat.S_IFLNK, "OTHER": 0}
LATEST = 253_402_300_799.0
"""The last second of the year 9999: owners set the times of files at will."""


def render(listed: bytes) -> bytes:
    """From a storage proxy's answer (`kernelyard_storage.protocol.FileList`) to ours. Raises ValueError,
    KeyError and TypeError where it is none.
    """
    items: list[str] = []
    texts: list[str] = []
    minutes: dict[int, str] = {}
    modes: dict[tuple[str, int], tuple[str, str]] = {}
    for entry in json.loads(listed)["entries"]:
        name, kind, mode = quoted(entry["name"]), entry["type"], entry["mode"]
        size, created, modified = int(entry["size"]), float(entry["created"]), float(entry["modified"])
        octal, letters = modes.get((kind, mode)) or modes.setdefault((kind, mode), _modes(kind, mode))
        born = changed = _moment(created, minutes)
        ctime = mtime = repr(created)
        if modified != created:  # they are the same for most files
            changed, mtime = _moment(modified, minutes), repr(modified)
        items.append(
            f'{{"name": {name}, "type": "{kind}", "size": {size}, "mode": "{octal}", '
            f'"created": "{born}", "modified": "{changed}"}}'
        )
        texts.append(
            f'{{"filename": {name}, "size": {size}, "mode": "{letters}", '
            f'"ctime": {ctime}, "atime": 0, "mtime": {mtime}}}'
        )
    files = quoted(f"[{', '.join(texts)}]")
    return f'{{"items": [{", ".join(items)}], "files": {files}}}'.encode("ascii")


def _modes(kind: str, mode: int) -> tuple[str, str]:
    bits = mode & 0o7777
    return f"{bits:o}", stat.filemode(_TYPE_BITS[kind] | bits)


def _moment(moment: float, minutes: dict[int, str]) -> str:
    """As ``datetime.isoformat`` writes it in UTC; minutes are remembered in ``minutes``."""
    whole, micro = divmod(round(min(max(moment, 0.0), LATEST) * 1_000_000), 1_000_000)
    minute, second = divmod(whole, 60)
    text = minutes.get(minute)
    if text is None:
        text = minutes[minute] = time.strftime("%Y-%m-%dT%H:%M:", time.gmtime(minute * 60))
    return f"{text}{second:02}.{micro:06}+00:00" if micro else f"{text}{second:02}+00:00"
