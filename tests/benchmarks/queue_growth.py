"""How one pass of the scheduler grows with what waits and with nodes: reading, deciding, writing."""

from __future__ import annotations

from typing import Any


def curve() -> list[dict[str, Any]]:
    return []
