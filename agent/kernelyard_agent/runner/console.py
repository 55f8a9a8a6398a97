"""What a run has printed, as the API's console items (OBJ-015, EXE-005 to EXE-008)."""

from __future__ import annotations

from collections import deque
from typing import Any

CAP = 524_288
"""Characters of stdout, and of stderr, in one answer (EXE-005). The rest waits for the next."""
BUFFER_CAP = 16 * CAP
"""Characters that wait for somebody to fetch them; older output gives way."""
ITEM_CAP = 2 * BUFFER_CAP
"""Characters of one picture or page; a longer one is replaced by a note."""

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


def item_of_bundle(data: dict[str, Any]) -> Item | None:
    """The richest representation of a display bundle that the API can carry, None when there is none.

    Text and XML travel as they are, other media as data URIs (EXE-007).
    """
    for mime in _RICHEST:
        if mime not in data:
            continue
        content = data[mime]
        text = "".join(content) if isinstance(content, list) else str(content)
        if mime == "text/plain":
            return ["stdout", text if text.endswith("\n") else text + "\n"]
        if mime == "text/html":
            return ["html", text]
        if mime.startswith("image/") and not mime.endswith("+xml"):
            text = f"data:{mime};base64,{text.strip()}"
        return ["media", [mime, text]]
    return None


class Console:
    """A buffer of items: text of one kind that follows text of the same kind becomes one item (EXE-006)."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._size = 0
        self._dropped = 0

    def __bool__(self) -> bool:
        return bool(self._items)

    def text(self, kind: str, text: str) -> None:
        """Add text to ``stdout`` or ``stderr``."""
        if not text:
            return
        last = self._items[-1] if self._items else None
        if last is not None and last[0] == kind and len(last[1]) < CAP:
            last[1] += text
        else:
            self._items.append([kind, text])
        self._size += len(text)
        self._make_room()

    def add(self, item: Item | None) -> None:
        """Add an item of any kind."""
        if item is None:
            return
        if _length(item) > ITEM_CAP:
            item = ["stderr", f"[{item[0]} of {_length(item)} characters is too long to be shown]\n"]
        if item[0] in ("stdout", "stderr"):
            self.text(item[0], item[1])
            return
        self._items.append(item)
        self._size += _length(item)
        self._make_room()

    def take(self) -> list[Item]:
        """The next answer's items: in order, at most `CAP` characters of each stream, always progress."""
        taken: list[Item] = []
        room = {"stdout": CAP, "stderr": CAP}
        budget = 4 * CAP
        if self._dropped:
            taken.append(["stderr", f"[{self._dropped} characters of earlier output were dropped]\n"])
            self._dropped = 0
        while self._items:
            item = self._items[0]
            kind = item[0]
            if kind in room:
                if room[kind] == 0:
                    break
                part = item[1][: room[kind]]
                room[kind] -= len(part)
                taken.append([kind, part])
                self._size -= len(part)
                if len(part) < len(item[1]):
                    item[1] = item[1][len(part) :]
                    break
            else:
                if taken and _length(item) > budget:
                    break
                budget -= _length(item)
                self._size -= _length(item)
                taken.append(item)
            self._items.popleft()
        return taken

    def _make_room(self) -> None:
        while self._size > BUFFER_CAP and len(self._items) > 1:
            length = _length(self._items.popleft())
            self._size -= length
            self._dropped += length
        if self._size > BUFFER_CAP and self._items and self._items[0][0] in ("stdout", "stderr"):
            excess = self._size - BUFFER_CAP
            self._items[0][1] = self._items[0][1][excess:]
            self._size -= excess
            self._dropped += excess


def _length(item: Item) -> int:
    return len(item[1]) if isinstance(item[1], str) else sum(len(part) for part in item[1])
