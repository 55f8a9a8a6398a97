"""Main memory: one device, in bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psutil

from ..protocol import Device, DeviceShare

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


class Memory:
    """The memory of this node, or of the container that the agent runs in, less ``reserved`` bytes
    (AGT-009)."""

    def __init__(self, reserved: int) -> None:
        self._capacity = capacity(
            psutil.virtual_memory().total, limit([Path(path) for path in _LIMITS]), reserved
        )

    def devices(self) -> list[Device]:
        return [Device(device_id="root", slot="mem", capacity=self._capacity)]

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        return {}

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        return {}


def capacity(total: int, limit: int | None, reserved: int) -> int:
    """Bytes that sessions may share; the reserve never takes more than a tenth."""
    usable = min(total, limit or total)
    return usable - min(reserved, usable // 10)


def limit(paths: list[Path]) -> int | None:
    """The cgroup's memory limit in bytes, None without one."""
    for path in paths:
        try:
            text = path.read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            return int(text)
    return None
