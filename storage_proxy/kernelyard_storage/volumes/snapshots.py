"""What a snapshot may be called."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def valid_name(name: str) -> bool:
    """As `kernelyard_storage.protocol.SnapshotRequest` has it."""
    return _NAME.fullmatch(name) is not None
