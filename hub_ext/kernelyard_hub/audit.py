"""Who changed what: one line per change that an admin makes, in the log ``kernelyard.hub.audit``."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from .principal import Principal, ServicePrincipal

log = logging.getLogger("kernelyard.hub.audit")
SECRET = re.compile(
    r"tokens?([^a-z]|$)|pass(word|wd|phrase)|secret|authorization|cookie|credential|(private|api)[_-]?key"
    r"|^extra$",
    re.IGNORECASE,
)
"""Fields, and paths of settings, of which only the change is told; ``extra`` is what registries of other
kinds want to know."""
_LOGIN = re.compile(r"//[^/\s\"]*@")
_IN_QUERY = re.compile(r"([?&][\w.-]*(?:token|pass\w*|secret|sig|signature|key)=)[^&\s\"#]+", re.IGNORECASE)
LONGEST = 2000
"""Characters of a line's details."""
DEEPEST = 8
"""Levels of what is told; what is below them is not."""


def note(
    who: Principal | ServicePrincipal, operation: str, target: str, details: Mapping[str, Any] | None = None
) -> None:
    """Write down that ``who`` has done ``operation`` to ``target``.

    Everything that came from outside is written as JSON in ASCII, so that no name can forge a line (S34).
    """
    name, role, key = (
        (who.name, "service", "")
        if isinstance(who, ServicePrincipal)
        else (who.username, who.role.value, who.access_key)
    )
    log.info(
        "%s by %s (%s, %s): %s %s",
        operation,
        json.dumps(name),
        role,
        json.dumps(key),
        json.dumps(_text(target)),
        json.dumps(told(details or {}), default=_plain)[:LONGEST],
    )


def told(value: Any, depth: int = 0) -> Any:
    """What may be told of a value: nothing of what is secret, at any level. A text that is JSON is looked
    through as well."""
    if isinstance(value, str):
        return _of_text(value, depth)
    if not isinstance(value, Mapping | list | tuple | set | frozenset):
        return value
    if depth == DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {
            str(key): "***" if _is_secret(key, inner) else told(inner, depth + 1)
            for key, inner in value.items()
        }
    return [told(inner, depth + 1) for inner in value]


def _is_secret(key: object, value: object) -> bool:
    return not isinstance(value, bool | None) and SECRET.search(str(key)) is not None


def _of_text(text: str, depth: int) -> Any:
    if text.lstrip()[:1] in ("{", "["):
        try:
            return told(json.loads(text), depth)
        except (ValueError, RecursionError):
            pass
    return _text(text)


def _text(text: str) -> str:
    return _IN_QUERY.sub(r"\1***", _LOGIN.sub("//***@", text))


def _plain(value: object) -> str:
    return (
        value.isoformat()
        if isinstance(value, date | datetime)
        else str(value)
        if isinstance(value, UUID)
        else _text(repr(value))
    )
