"""Live figures, as the API's ``live_stat`` writes them: strings, with current, capacity, pct and unit_hint.

The original's client knows the units bytes (whole numbers, with a capacity), Celsius, bps and pct only, and
wants ``devices.cpu_util`` where it sees ``node.cpu_util`` (client contract, T25).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from uuid import UUID

import psutil

from .devices import DeviceKind
from .engines import Usage
from .protocol import DeviceShare
from .slots import COUNT_SCALE

Metric = dict[str, str | None]


def metric(current: float, capacity: float | None, unit: str) -> Metric:
    """One figure. ``capacity`` None means that there is none; the percentage is then 0."""
    pct = current / capacity * 100 if capacity else 0.0
    return {
        "current": _number(current),
        "capacity": None if capacity is None else _number(capacity),
        "pct": f"{pct:.2f}",
        "unit_hint": unit,
    }


class NodeStats:
    """Figures of the node; rates are since the last call."""

    def __init__(self, kinds: list[DeviceKind], disk: str) -> None:
        self._kinds = kinds
        self._disk = disk
        self._at = time.monotonic()
        self._cpu = self._busy()
        self._net = psutil.net_io_counters()

    def read(self) -> dict[str, object]:
        """The node's ``live_stat``. Blocks for some milliseconds."""
        now, cpu, net = time.monotonic(), self._busy(), psutil.net_io_counters()
        span = max(now - self._at, 0.001)
        used = {
            str(core): max(0.0, busy - before)
            for core, (busy, before) in enumerate(zip(cpu, self._cpu, strict=False))
        }
        memory, disk = psutil.virtual_memory(), psutil.disk_usage(self._disk)
        received = (net.bytes_recv - self._net.bytes_recv) / span if net and self._net else 0.0
        sent = (net.bytes_sent - self._net.bytes_sent) / span if net and self._net else 0.0
        self._at, self._cpu, self._net = now, cpu, net
        devices: dict[str, Mapping[str, Mapping[str, str | None]]] = {
            "cpu_util": {core: metric(busy / span * 100, 100, "pct") for core, busy in used.items()},
            "mem": {"root": metric(memory.total - memory.available, memory.total, "bytes")},
            "disk": {"root": metric(disk.used, disk.total, "bytes")},
            "net_rx": {"node": metric(received, None, "bps")},
            "net_tx": {"node": metric(sent, None, "bps")},
        }
        node = {
            "cpu_util": metric(sum(used.values()) / span * 100, 100 * len(used), "pct"),
            **{name: next(iter(figures.values())) for name, figures in devices.items() if name != "cpu_util"},
        }
        for kind in self._kinds:
            for name, figures in kind.stats().items():
                devices[name] = figures
                node[name] = _sum(figures)
        return {"node": node, "devices": devices}

    @staticmethod
    def _busy() -> list[float]:
        return [
            core.user + core.nice + core.system + getattr(core, "irq", 0.0) + getattr(core, "softirq", 0.0)
            for core in psutil.cpu_times(percpu=True)
        ]


class SessionStats:
    """Figures of sessions. Processor time never falls, though a process that ends takes its time along."""

    def __init__(self) -> None:
        self._last: dict[UUID, tuple[float, float]] = {}
        self._flows: dict[UUID, dict[str, int]] = {}
        self._total: dict[UUID, float] = {}
        self._peak: dict[UUID, int] = {}

    def read(
        self,
        kernel_id: UUID,
        usage: Usage,
        shares: list[DeviceShare],
        accelerators: Mapping[str, Metric] | None = None,
    ) -> dict[str, Metric]:
        """``cpu_util``, ``cpu_used`` and ``mem`` of one session, in relation to what it holds, and what was
        measured of its ``accelerators``; what was read, written, received and sent, and what its home takes,
        where the engine can tell (OBJ-017, SES-044)."""
        now = time.monotonic()
        at, before = self._last.get(kernel_id, (now, usage.cpu_seconds))
        spent = max(0.0, usage.cpu_seconds - before)
        span = max(now - at, 0.001)
        self._last[kernel_id] = (now, usage.cpu_seconds)
        self._total[kernel_id] = self._total.get(kernel_id, usage.cpu_seconds) + spent
        peak = max(self._peak.get(kernel_id, 0), usage.memory_bytes, usage.memory_peak_bytes or 0)
        self._peak[kernel_id] = peak
        cores = sum(share.amount for share in shares if share.slot == "cpu") / COUNT_SCALE
        memory = sum(share.amount for share in shares if share.slot == "mem")
        return {
            "cpu_util": metric(spent / span * 100, (cores or 1) * 100, "percent"),
            "cpu_used": metric(self._total[kernel_id] * 1000, None, "msec"),
            "mem": {
                **metric(usage.memory_bytes, memory or None, "bytes"),
                "stats.max": str(peak),
            },
            **(accelerators or {}),
            **self._flow(kernel_id, usage, span),
            **_scratch(usage),
        }

    def _flow(self, kernel_id: UUID, usage: Usage, span: float) -> dict[str, Metric]:
        """Sums since the session began, and what of it was per second since the last look."""
        now = {
            "io_read": usage.io_read_bytes,
            "io_write": usage.io_write_bytes,
            "net_rx": usage.net_rx_bytes,
            "net_tx": usage.net_tx_bytes,
        }
        known = {name: size for name, size in now.items() if size is not None}
        before = self._flows.get(kernel_id, known)
        self._flows[kernel_id] = known
        found: dict[str, Metric] = {}
        for name, size in known.items():
            rate = max(0, size - before.get(name, size)) / span
            found[name] = {**metric(size, None, "bytes"), "stats.rate": _number(rate)}
        return found

    def keep(self, kernel_ids: set[UUID]) -> None:
        """Forget all others."""
        for kernel_id in self._last.keys() - kernel_ids:
            del self._last[kernel_id], self._total[kernel_id], self._peak[kernel_id]
            self._flows.pop(kernel_id, None)


def _scratch(usage: Usage) -> dict[str, Metric]:
    if usage.scratch_bytes is None:
        return {}
    return {"io_scratch_size": metric(usage.scratch_bytes, None, "bytes")}


def _sum(figures: Mapping[str, Mapping[str, str | None]]) -> Metric:
    unit = next(iter(figures.values()))["unit_hint"] or ""
    current = sum(float(figure["current"] or 0) for figure in figures.values())
    capacity = sum(float(figure["capacity"] or 0) for figure in figures.values())
    return metric(current, capacity or None, unit)


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}".rstrip("0").rstrip(".") or "0"
