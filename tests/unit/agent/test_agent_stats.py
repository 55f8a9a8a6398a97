"""Figures: as the original's client can read them, and true."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from kernelyard_agent import stats
from kernelyard_agent.engines import Usage
from kernelyard_agent.protocol import Device, DeviceShare
from kernelyard_agent.stats import NodeStats, SessionStats, metric

READABLE = {"bytes", "Celsius", "bps", "pct"}


class TwoGpus:
    def devices(self) -> list[Device]:
        return []

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        return {}

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        return {"cuda_mem": {"a": metric(10, 100, "bytes"), "b": metric(20, 100, "bytes")}}


@pytest.mark.parametrize(
    ("current", "capacity", "pct"),
    [(50, 200, "25.00"), (1.23456, None, "0.00"), (0, 0, "0.00"), (3, 9, "33.33")],
)
def test_a_metric_is_four_strings(current: float, capacity: float | None, pct: str) -> None:
    figure = metric(current, capacity, "bytes")
    assert set(figure) == {"current", "capacity", "pct", "unit_hint"}
    assert figure["pct"] == pct
    assert float(figure["current"] or "") == pytest.approx(current, abs=0.001)


@pytest.mark.parametrize(
    ("value", "text"), [(100.0, "100"), (1500.0, "1500"), (0.0, "0"), (0.5, "0.5"), (7, "7")]
)
def test_numbers_keep_their_zeros(value: float, text: str) -> None:
    assert metric(value, None, "bps")["current"] == text


def test_a_nodes_figures_suit_the_original_client() -> None:
    """Client contract, trap T25."""
    figures = NodeStats([TwoGpus()], "/").read()
    node, devices = figures["node"], figures["devices"]
    assert isinstance(node, dict) and isinstance(devices, dict)
    assert {"cpu_util", "mem", "disk", "cuda_mem"} <= node.keys()
    assert "cpu_util" in devices
    everything = [*node.values(), *(figure for group in devices.values() for figure in group.values())]
    for figure in everything:
        assert figure["unit_hint"] in READABLE
        if figure["unit_hint"] == "bytes":
            assert int(figure["current"]) >= 0 and int(figure["capacity"]) > 0
    assert node["cuda_mem"]["current"] == "30"
    json.dumps(figures)


def test_a_sessions_figures_relate_to_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([100.0, 110.0, 120.0])
    monkeypatch.setattr(stats.time, "monotonic", lambda: next(now))
    kernel, session = uuid4(), SessionStats()
    shares = [
        DeviceShare(device_id="cpu0", slot="cpu", amount=10_000),
        DeviceShare(device_id="cpu1", slot="cpu", amount=10_000),
        DeviceShare(device_id="root", slot="mem", amount=1000),
    ]
    session.read(kernel, Usage(cpu_seconds=5.0, memory_bytes=700, processes=2), shares)
    figures = session.read(kernel, Usage(cpu_seconds=15.0, memory_bytes=500, processes=2), shares)
    assert figures["cpu_util"] == {
        "current": "100",
        "capacity": "200",
        "pct": "50.00",
        "unit_hint": "percent",
    }
    assert figures["cpu_used"]["current"] == "15000"
    assert (figures["mem"]["current"], figures["mem"]["stats.max"], figures["mem"]["pct"]) == (
        "500",
        "700",
        "50.00",
    )
    # A process that has ended takes its time along; what was used stays used.
    figures = session.read(kernel, Usage(cpu_seconds=1.0, memory_bytes=100, processes=1), shares)
    assert figures["cpu_used"]["current"] == "15000"
    session.keep(set())
    assert session._last == session._total == session._peak == {}


def test_the_disk_is_that_of_the_state_directory(tmp_path: Path) -> None:
    node = NodeStats([], str(tmp_path)).read()["node"]
    assert isinstance(node, dict) and int(node["disk"]["capacity"]) > 0
