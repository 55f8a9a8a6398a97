"""Processor cores: one device each, shared by parts (SCH-017)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..protocol import Device, DeviceShare
from ..slots import COUNT_SCALE

_NODES = Path("/sys/devices/system/node")


class Cores:
    """The cores that this agent may run on, less ``reserved`` for the node itself (AGT-009)."""

    def __init__(self, reserved: int = 0) -> None:
        usable = sorted(os.sched_getaffinity(0))
        self._cores = usable[min(reserved, len(usable) - 1) :]
        self._nodes = numa_nodes(_NODES)

    def devices(self) -> list[Device]:
        return [
            Device(device_id=f"cpu{core}", slot="cpu", capacity=COUNT_SCALE, numa_node=self._nodes.get(core))
            for core in self._cores
        ]

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        return {}

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        return {}


def numa_nodes(root: Path) -> dict[int, int]:
    """Core -> NUMA node, as the kernel tells; empty where it does not."""
    found: dict[int, int] = {}
    for node in root.glob("node[0-9]*"):
        try:
            text = (node / "cpulist").read_text()
        except OSError:
            continue
        for part in filter(None, text.strip().split(",")):
            first, _, last = part.partition("-")
            for core in range(int(first), int(last or first) + 1):
                found[core] = int(node.name[4:])
    return found
