"""Replies that the original server gave, and how ours compare: status, kind of body, keys, types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.hub_rig import Reply


class Golden:
    """The recorded pairs, by number."""

    def __init__(self, directory: Path) -> None:
        self._files = {int(path.name[:3]): path for path in directory.glob("[0-9][0-9][0-9]-*.json")}

    def pair(self, number: int) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(self._files[number].read_text())
        return loaded

    def body(self, number: int) -> Any:
        return self.pair(number)["response"]["body"]

    def assert_like(
        self, reply: Reply, number: int, *, exact: tuple[str, ...] = (), ours: tuple[str, ...] = ()
    ) -> None:
        """``exact`` names top-level keys whose values must be equal; of problem documents type and title
        always are. ``ours`` names keys whose content is this service's own.
        """
        expected = self.pair(number)["response"]
        assert reply.status == expected["status"], reply.text
        body = expected["body"]
        if body == "":
            assert reply.text == ""
            return
        assert reply.headers["Content-Type"] == expected["headers"]["content-type"]
        compared = {k: v for k, v in body.items() if k not in ours} if isinstance(body, dict) else body
        difference = differ(reply.json, compared)
        assert not difference, "\n".join(difference)
        if reply.status >= 400:
            exact = (*exact, "type", "title")
        for key in exact:
            assert reply.json[key] == body[key]


def differ(ours: Any, theirs: Any, where: str = "$") -> list[str]:
    """Keys that are missing and types that are others. More keys than the original's are no difference.

    A list is compared by its first element: the original's has the shape of all.
    """
    if isinstance(theirs, dict):
        if not isinstance(ours, dict):
            return [f"{where}: {type(ours).__name__} instead of an object"]
        missing = [f"{where}.{key} is missing" for key in theirs if key not in ours]
        common = [key for key in theirs if key in ours]
        return missing + [line for key in common for line in differ(ours[key], theirs[key], f"{where}.{key}")]
    if isinstance(theirs, list):
        if not isinstance(ours, list):
            return [f"{where}: {type(ours).__name__} instead of a list"]
        return differ(ours[0], theirs[0], f"{where}[0]") if ours and theirs else []
    if theirs is None or ours is None:
        return []  # what was null once is a value another time
    number = (int, float)
    if isinstance(theirs, number) and isinstance(ours, number) and not isinstance(theirs, bool):
        return []
    if type(ours) is not type(theirs):
        return [f"{where}: {type(ours).__name__} instead of {type(theirs).__name__}"]
    return []
