"""NVIDIA GPUs as NVML shows them: whole devices, advisory.

A node without the library, the driver or a GPU has none, which is not an error. Sessions are told which
devices are theirs and how much of them (fgpu.md 1.7); nothing here makes them keep to it.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pynvml

from .. import stats
from ..protocol import Device, DeviceShare
from ..slots import COUNT_SCALE
from .cuda_use import Holder, Use

log = logging.getLogger(__name__)

GRAIN = 2 * 2**20
"""Bytes: memory limits are multiples of it."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """``usable_bytes`` is the memory that programs can have: total less what the driver keeps."""

    uuid: str
    model: str
    usable_bytes: int
    numa_node: int | None


class Gpus:
    """The GPUs of this node, offered whole (``cuda.device``) or in parts (``cuda.shares``; 1.0 is a whole
    GPU)."""

    def __init__(self, mode: str = "shares") -> None:
        self._mode = mode
        self._use = Use()
        self._gpus = discover()

    def devices(self) -> list[Device]:
        return [
            Device(
                device_id=gpu.uuid,
                slot=f"cuda.{self._mode}",
                capacity=COUNT_SCALE,
                exclusive=self._mode == "device",
                numa_node=gpu.numa_node,
                model=gpu.model,
            )
            for gpu in self._gpus
        ]

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        gpus = {gpu.uuid: (COUNT_SCALE, gpu.usable_bytes) for gpu in self._gpus}
        return visible([share for share in shares if share.device_id in gpus], gpus) if gpus else {}

    def real(self, shares: list[DeviceShare]) -> list[str]:
        """The GPUs (UUIDs) that these shares are of."""
        gpus = {gpu.uuid for gpu in self._gpus}
        return sorted({share.device_id for share in shares} & gpus)

    def use(self, holders: Sequence[Holder]) -> dict[UUID, dict[str, stats.Metric]]:
        return self._use.read(holders, {gpu.uuid: (COUNT_SCALE, gpu.usable_bytes) for gpu in self._gpus})

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        """Memory and utilisation per GPU. A figure that NVML does not give is absent, never zero."""
        memory: dict[str, Mapping[str, str | None]] = {}
        utilisation: dict[str, Mapping[str, str | None]] = {}
        for gpu in self._gpus:
            try:
                handle = pynvml.nvmlDeviceGetHandleByUUID(gpu.uuid)
                memory[gpu.uuid] = stats.metric(
                    pynvml.nvmlDeviceGetMemoryInfo(handle).used, gpu.usable_bytes, "bytes"
                )
                utilisation[gpu.uuid] = stats.metric(
                    pynvml.nvmlDeviceGetUtilizationRates(handle).gpu, 100, "pct"
                )
            except pynvml.NVMLError as error:
                log.debug("no figures of %s: %s", gpu.uuid, error)
        figures = {"cuda_mem": memory, "cuda_util": utilisation}
        return {name: devices for name, devices in figures.items() if devices}


def discover() -> list[Gpu]:
    """All GPUs, in NVML's order; none when NVML says so or is not there."""
    try:
        pynvml.nvmlInit()
        count = pynvml.nvmlDeviceGetCount()
    except pynvml.NVMLError as error:
        log.debug("no NVIDIA devices: %s", error)
        return []
    found = []
    for index in range(count):
        try:
            found.append(_read(pynvml.nvmlDeviceGetHandleByIndex(index)))
        except pynvml.NVMLError as error:
            log.warning("GPU %d is left out: %s", index, error)
    return found


def visible(shares: list[DeviceShare], gpus: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Environment of a session with these shares of ``gpus`` (id -> capacity, memory in bytes). Without a
    share: none of them, so that nobody computes on a GPU by accident."""
    if not shares:
        return {"NVIDIA_VISIBLE_DEVICES": "void", "CUDA_VISIBLE_DEVICES": ""}
    devices = ",".join(share.device_id for share in shares)
    fraction = min(share.amount / gpus[share.device_id][0] for share in shares)
    environ = {
        "NVIDIA_VISIBLE_DEVICES": devices,
        "CUDA_VISIBLE_DEVICES": devices,
        "HUB_GPU_SHARE": ",".join(f"{s.amount / gpus[s.device_id][0]:.4g}" for s in shares),
        "HUB_GPU_MEM_LIMIT": ",".join(
            str(memory_limit(gpus[s.device_id][1], s.amount, gpus[s.device_id][0])) for s in shares
        ),
    }
    if fraction < 1:
        environ |= {
            "TF_FORCE_GPU_ALLOW_GROWTH": "true",
            "XLA_PYTHON_CLIENT_MEM_FRACTION": f"{fraction:.4g}",
            "PYTORCH_CUDA_ALLOC_CONF": f"per_process_memory_fraction:{fraction:.4g}",
            "TF_MIN_GPU_MULTIPROCESSOR_COUNT": "4",
        }
    return environ


def memory_limit(usable: int, share: int, capacity: int) -> int:
    """Bytes of memory that belong to a share, rounded down to `GRAIN`: shares never sum to more."""
    return usable * share // capacity // GRAIN * GRAIN


def _read(handle: object) -> Gpu:
    memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    reserved = 0
    # An older driver does not tell it apart.
    with contextlib.suppress(pynvml.NVMLError):
        reserved = pynvml.nvmlDeviceGetMemoryInfo(handle, version=pynvml.nvmlMemory_v2).reserved
    name = pynvml.nvmlDeviceGetName(handle)
    bus = pynvml.nvmlDeviceGetPciInfo(handle).busId
    return Gpu(
        uuid=_text(pynvml.nvmlDeviceGetUUID(handle)),
        model=_text(name),
        usable_bytes=memory.total - reserved,
        numa_node=_numa_node(_text(bus)),
    )


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _numa_node(bus: str) -> int | None:
    # NVML writes the PCI domain with eight digits, sysfs with four.
    path = Path("/sys/bus/pci/devices") / bus.lower()[-12:] / "numa_node"
    try:
        node = int(path.read_text())
    except (OSError, ValueError):
        return None
    return node if node >= 0 else None
