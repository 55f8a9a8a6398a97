"""What a container may use, from what the ledger has promised the kernel: fields of Docker's HostConfig."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ...protocol import DeviceShare, KernelSpec
from ...slots import COUNT_SCALE
from .settings import DockerSettings

CPU_PERIOD = 100_000
"""Microseconds in which a container may use its quota of processor time."""
LEAST_QUOTA = 1_000
"""The kernel's own lower limit."""
LEAST_MEMORY = 64 * 2**20
"""Bytes; with less than that not even the runner comes up."""

_CORE = re.compile(r"cpu(\d+)")


def limits(spec: KernelSpec, settings: DockerSettings) -> dict[str, Any]:
    """Processor, memory (no swap), processes, shared memory."""
    found: dict[str, Any] = {
        "PidsLimit": settings.pids_limit,
        "ShmSize": spec.shared_memory,
        **processor(spec.devices),
    }
    memory = sum(share.amount for share in spec.devices if share.slot == "mem")
    if memory:
        found["Memory"] = found["MemorySwap"] = max(memory, LEAST_MEMORY)
    if settings.root_size:
        found["StorageOpt"] = {"size": str(settings.root_size)}
    return found


def processor(shares: Iterable[DeviceShare]) -> dict[str, Any]:
    """The cores that the kernel was given, and as much time on them as it was given of them."""
    cores = {match[1]: share for share in shares if share.slot == "cpu" and (match := _core(share))}
    if not cores:
        return {}
    amount = sum(share.amount for share in cores.values())
    return {
        "CpusetCpus": ",".join(sorted(cores, key=int)),
        "CpuPeriod": CPU_PERIOD,
        "CpuQuota": max(LEAST_QUOTA, amount * CPU_PERIOD // COUNT_SCALE),
    }


def _core(share: DeviceShare) -> re.Match[str] | None:
    return _CORE.fullmatch(share.device_id)
