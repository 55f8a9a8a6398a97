"""Which shell people get: bash, ash or sh, whichever a session has first (KRN-017)."""

from __future__ import annotations

import shutil

SHELLS = ("bash", "ash", "sh")


def shell() -> str:
    """The path of the session's shell."""
    found = next((path for name in SHELLS if (path := shutil.which(name))), None)
    return found or "/bin/sh"
