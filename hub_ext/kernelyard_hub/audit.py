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
SECRET = re.compile(r"(password|passwd|secret|token|(secret|private|api)_key|credentials?)$", re.IGNORECASE)
"""Fields, and paths of settings, of which only the change is told."""
_LOGIN = re.compile(r"//[^/@\s\"]*@")
LONGEST = 2000
"""Characters of a line's details."""


def note(
    who: Principal | ServicePrincipal, operation: str, target: str, details: Mapping[str, Any] | None = None
) -> None:
    """Write down that ``who`` has done ``operation`` to ``target``.

    Everything that came from outside is written as JSON in ASCII, so that no name can forge a line (S34).
    """
    told = {key: "***" if SECRET.search(key) else value for key, value in (details or {}).items()}
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
        json.dumps(target),
        _LOGIN.sub("//***@", json.dumps(told, default=_plain))[:LONGEST],
    )


def _plain(value: object) -> str:
    return (
        value.isoformat()
        if isinstance(value, date | datetime)
        else str(value)
        if isinstance(value, UUID)
        else repr(value)
    )
