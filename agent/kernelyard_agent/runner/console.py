"""What a run has printed, as the API's console items (OBJ-015, EXE-005 to EXE-009)."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

CAP = 524_288
"""Characters of stdout, and of stderr, in one answer (EXE-005). The rest waits for the next."""
BUFFER_CAP = 16 * CAP
"""Characters that wait for somebody to fetch them; older output gives way."""
ITEM_CAP = 2 * BUFFER_CAP
"""Characters of one picture or page; a longer one is replaced by a note."""
PIECE = CAP // 8
"""Characters of text that may give way at a time."""
ENTRIES = 50_000
"""Changes between stdout, stderr and media that wait for somebody to fetch them."""

LOG_MIME = "application/vnd.kernelyard.log+json"
"""Display data of this type becomes a ``log`` item: an object with ``message``, and perhaps ``level``,
``logger`` and ``time`` (EXE-009)."""
LEVELS = ("debug", "info", "warning", "error", "fatal")
_OTHER_LEVELS = {"warn": "warning", "critical": "fatal", "trace": "debug"}

Item = list[Any]
_RICHEST = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "image/gif",
    "application/x-sorna-drawing",
    "text/plain",
)
_STREAMS = ("stdout", "stderr")


def item_of_bundle(data: dict[str, Any]) -> Item | None:
    """The richest representation of a display bundle that the API can carry, None when there is none.

    Text, XML and JSON travel as they are, other media as data URIs (EXE-007).
    """
    if isinstance(record := data.get(LOG_MIME), dict):
        return ["log", log_record(record)]
    for mime in _RICHEST:
        if mime not in data:
            continue
        text = _text(data[mime])
        if mime == "text/plain":
            return ["stdout", text if text.endswith("\n") else text + "\n"]
        if mime == "text/html":
            return ["html", text]
        if mime.startswith("image/") and not mime.endswith("+xml"):
            text = f"data:{mime};base64,{text.strip()}"
        return ["media", [mime, text]]
    return None


def log_record(record: dict[str, Any]) -> list[str]:
    """Level, time (ISO 8601), name of the logger, message; what is missing is filled in (EXE-009)."""
    level = str(record.get("level") or "info").lower()
    level = _OTHER_LEVELS.get(level, level)
    when = record.get("time")
    return [
        level if level in LEVELS else "info",
        sound(when) if isinstance(when, str) and when else datetime.now(UTC).isoformat(),
        sound(str(record.get("logger") or "root")),
        sound(_text(record.get("message", ""))),
    ]


def sound(text: str) -> str:
    """The same text without what no encoding can carry: a half of a surrogate pair becomes U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        return "".join(content)
    return json.dumps(content)


@dataclass(slots=True)
class _Text:
    """Text of one kind, in the pieces in which it arrived."""

    kind: str
    pieces: deque[str] = field(default_factory=deque)
    size: int = 0

    def add(self, text: str) -> None:
        # Long enough to be dropped piece by piece, short ones together so that they cost little.
        if self.pieces and len(self.pieces[-1]) + len(text) <= 256:
            self.pieces[-1] += text
        else:
            self.pieces.extend(text[at : at + PIECE] for at in range(0, len(text), PIECE))
        self.size += len(text)

    def take(self, room: int) -> str:
        """At most ``room`` characters from the beginning."""
        taken = []
        while self.pieces and room:
            piece = self.pieces.popleft()
            if len(piece) > room:
                self.pieces.appendleft(piece[room:])
                piece = piece[:room]
            taken.append(piece)
            room -= len(piece)
            self.size -= len(piece)
        return "".join(taken)

    def drop(self) -> int:
        """Forget the oldest piece; returns its length."""
        length = len(self.pieces.popleft())
        self.size -= length
        return length


class Console:
    """A buffer of items: text of one kind that follows text of the same kind becomes one item (EXE-006)."""

    def __init__(self) -> None:
        self._entries: deque[_Text | Item] = deque()
        self._size = 0
        self._dropped = 0

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __len__(self) -> int:
        """Characters that wait."""
        return self._size

    def text(self, kind: str, text: str) -> None:
        """Add text to ``stdout`` or ``stderr``."""
        if not text:
            return
        text = sound(text)
        last = self._entries[-1] if self._entries else None
        if not isinstance(last, _Text) or last.kind != kind:
            last = _Text(kind)
            self._entries.append(last)
        if len(text) > BUFFER_CAP:
            self._dropped += len(text) - BUFFER_CAP
            text = text[-BUFFER_CAP:]
        last.add(text)
        self._size += len(text)
        self._make_room()

    def drop(self, count: int) -> None:
        """So many characters are left out here."""
        self._dropped += count

    def add(self, item: Item | None) -> None:
        """Add an item of any kind."""
        if item is None:
            return
        if _length(item) > ITEM_CAP:
            item = ["stderr", f"[{item[0]} of {_length(item)} characters is too long to be shown]\n"]
        kind, content = item
        if kind in _STREAMS:
            self.text(kind, content)
            return
        item = [kind, sound(content) if isinstance(content, str) else [sound(part) for part in content]]
        self._entries.append(item)
        self._size += _length(item)
        self._make_room()

    def take(self) -> list[Item]:
        """The next answer's items: in order, at most `CAP` characters of each stream, always progress."""
        taken: list[Item] = []
        room = dict.fromkeys(_STREAMS, CAP)
        budget = 4 * CAP
        if self._dropped:
            taken.append(["stderr", f"[{self._dropped} characters of earlier output were dropped]\n"])
            self._dropped = 0
        while self._entries:
            entry = self._entries[0]
            if isinstance(entry, _Text):
                if room[entry.kind] == 0:
                    break
                part = entry.take(room[entry.kind])
                room[entry.kind] -= len(part)
                self._size -= len(part)
                taken.append([entry.kind, part])
                if entry.pieces:
                    break
            else:
                length = _length(entry)
                if taken and length > budget:
                    break
                budget -= length
                self._size -= length
                taken.append(entry)
            self._entries.popleft()
        return taken

    def _make_room(self) -> None:
        while self._size > BUFFER_CAP or len(self._entries) > ENTRIES:
            entry = self._entries[0]
            if isinstance(entry, _Text):
                length = entry.drop()
                if not entry.pieces:
                    self._entries.popleft()
            elif len(self._entries) > 1:
                length = _length(entry)
                self._entries.popleft()
            else:
                return  # one picture, larger than everything else may be
            self._size -= length
            self._dropped += length


def _length(item: Item) -> int:
    return len(item[1]) if isinstance(item[1], str) else sum(len(part) for part in item[1])
