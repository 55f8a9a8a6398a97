"""How much of its GPUs each session uses (fgpu.md 5.1): utilisation as percent of its share, and memory.

Whoever holds a GPU whole is charged with all that happens on it. On a shared one NVML tells by process, so
the processes of the session have to be known. What NVML does not tell is absent, never zero.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pynvml

from .. import stats
from ..protocol import DeviceShare

log = logging.getLogger(__name__)

Figures = dict[str, stats.Metric]
WINDOW = 30.0
"""Seconds of the past whose samples NVML is asked for at the most."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A session's kernel: what it holds, and its processes; None where they are not known."""

    kernel_id: UUID
    shares: tuple[DeviceShare, ...]
    pids: frozenset[int] | None


@dataclass(slots=True)
class _Gpu:
    """One look at a GPU; None is not known."""

    busy: float | None = None
    used: int | None = None
    by_pid: dict[int, float] | None = None
    memory: dict[int, int | None] | None = None


class Use:
    """Remembers which samples were taken."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def read(
        self, holders: Iterable[Holder], capacities: Mapping[str, tuple[int, int]]
    ) -> dict[UUID, Figures]:
        """``cuda_util`` and ``cuda_mem`` by kernel; ``capacities``: GPU -> whole of it, usable bytes. Blocks
        for some milliseconds."""
        looks: dict[str, _Gpu] = {}
        found: dict[UUID, Figures] = {}
        for holder in holders:
            shares = [share for share in holder.shares if share.device_id in capacities]
            if not shares:
                continue
            busy: list[float | None] = []
            memory: list[int | None] = []
            limit = 0
            for share in shares:
                whole, usable = capacities[share.device_id]
                gpu = looks.get(share.device_id)
                if gpu is None:
                    gpu = looks[share.device_id] = self._look(share.device_id)
                part = share.amount / whole
                limit += int(usable * min(1.0, part))
                busy.append(_busy(gpu, part, holder.pids))
                memory.append(_memory(gpu, part, holder.pids))
            found[holder.kernel_id] = _figures(busy, memory, limit)
        return found

    def _look(self, uuid: str) -> _Gpu:
        gpu = _Gpu()
        try:
            handle = pynvml.nvmlDeviceGetHandleByUUID(uuid)
        except pynvml.NVMLError as error:
            log.debug("no figures of %s: %s", uuid, error)
            return gpu
        gpu.busy = _unless_refused(lambda: float(pynvml.nvmlDeviceGetUtilizationRates(handle).gpu))
        gpu.used = _unless_refused(lambda: int(pynvml.nvmlDeviceGetMemoryInfo(handle).used))
        gpu.memory = _unless_refused(lambda: _processes(handle))
        gpu.by_pid = _unless_refused(lambda: self._samples(uuid, handle))
        return gpu

    def _samples(self, uuid: str, handle: Any) -> dict[int, float]:
        """Mean utilisation by process since the last look; who has no sample has done nothing."""
        last = self._last.get(uuid, 0)
        try:
            samples = pynvml.nvmlDeviceGetProcessUtilization(handle, last)
        except pynvml.NVMLError_NotFound:
            return {}
        except pynvml.NVMLError as error:
            if getattr(error, "value", None) == pynvml.NVML_ERROR_NOT_FOUND:
                return {}
            raise
        newest = max((sample.timeStamp for sample in samples), default=last)
        oldest = max(last, newest - int(WINDOW * 1e6))
        sums: dict[int, list[float]] = {}
        for sample in samples:
            if sample.timeStamp > oldest and 0 <= sample.smUtil <= 100:
                sums.setdefault(int(sample.pid), []).append(float(sample.smUtil))
        self._last[uuid] = newest
        return {pid: sum(values) / len(values) for pid, values in sums.items()}


def _busy(gpu: _Gpu, part: float, pids: frozenset[int] | None) -> float | None:
    """Percent of a share that is used."""
    if part >= 1:
        return gpu.busy
    if pids is None or gpu.by_pid is None or part <= 0:
        return None
    used = sum(value for pid, value in gpu.by_pid.items() if pid in pids)
    return min(100.0, used / part)


def _memory(gpu: _Gpu, part: float, pids: frozenset[int] | None) -> int | None:
    if part >= 1:
        return gpu.used
    if pids is None or gpu.memory is None:
        return None
    own = [size for pid, size in gpu.memory.items() if pid in pids]
    return None if None in own else sum(size for size in own if size is not None)


def _figures(busy: list[float | None], memory: list[int | None], limit: int) -> Figures:
    figures: Figures = {}
    known = [value for value in busy if value is not None]
    if known and len(known) == len(busy):
        figures["cuda_util"] = stats.metric(sum(known) / len(known), 100, "percent")
    sizes = [size for size in memory if size is not None]
    if sizes and len(sizes) == len(memory):
        figures["cuda_mem"] = stats.metric(sum(sizes), limit or None, "bytes")
    return figures


def _processes(handle: Any) -> dict[int, int | None]:
    """Process -> bytes; None where NVML does not tell."""
    found: dict[int, int | None] = {}
    for process in pynvml.nvmlDeviceGetComputeRunningProcesses(handle):
        found[int(process.pid)] = process.usedGpuMemory
    return found


def _unless_refused(ask: Any) -> Any:
    try:
        return ask()
    except pynvml.NVMLError as error:
        log.debug("NVML does not tell: %s", error)
        return None
