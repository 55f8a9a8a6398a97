"""Reports of abuse, which a watcher of the site leaves on the node: ``<directory>/<kernel id>.json``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import UUID

MOST = 65_536
"""Bytes of one report."""


def read(directory: Path) -> dict[UUID, dict[str, object]]:
    """Every report that is a JSON object. What is something else, or too long, is not read; nor is a link."""
    found: dict[UUID, dict[str, object]] = {}
    try:
        paths = list(directory.iterdir())
    except OSError:
        return found
    for path in paths:
        try:
            kernel_id = UUID(path.name.removesuffix(".json"))
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                text = file.read(MOST + 1)
            report = json.loads(text) if len(text) <= MOST else None
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(report, dict):
            found[kernel_id] = report
    return found
