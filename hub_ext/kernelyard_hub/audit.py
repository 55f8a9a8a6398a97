"""Who changed what: one line per change that an admin makes, in the log ``kernelyard.hub.audit``."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from .principal import Principal

log = logging.getLogger("kernelyard.hub.audit")
SECRET = frozenset(["password", "wsproxy_api_token", "secret_key"])
"""Fields of which only the change is told."""
LONGEST = 2000
"""Characters of a line's details."""


def note(who: Principal, operation: str, target: str, details: Mapping[str, Any] | None = None) -> None:
    """Write down that ``who`` has done ``operation`` to ``target``.

    Everything that came from outside is written as JSON in ASCII, so that no name can forge a line (S34).
    """
    told = {key: "***" if key in SECRET else value for key, value in (details or {}).items()}
    log.info(
        "%s by %s (%s, %s): %s %s",
        operation,
        json.dumps(who.username),
        who.role.value,
        json.dumps(who.access_key),
        json.dumps(target),
        json.dumps(told, default=_plain)[:LONGEST],
    )


def _plain(value: object) -> str:
    return (
        value.isoformat()
        if isinstance(value, date | datetime)
        else str(value)
        if isinstance(value, UUID)
        else repr(value)
    )
