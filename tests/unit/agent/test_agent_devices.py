"""Devices that every node has, and those that it pretends to have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.devices import cpu, cuda, memory
from kernelyard_agent.devices.cpu import Cores
from kernelyard_agent.devices.memory import Memory
from kernelyard_agent.devices.mock import MockDevices
from kernelyard_agent.protocol import DeviceShare
from kernelyard_agent.slots import COUNT_SCALE

GIB = 2**30


def test_a_device_per_core_less_the_reserve() -> None:
    cores = Cores().devices()
    assert len(cores) == len(os.sched_getaffinity(0))
    assert {(device.slot, device.capacity, device.exclusive) for device in cores} == {
        ("cpu", COUNT_SCALE, False)
    }
    assert len(Cores(reserved=1).devices()) == max(1, len(cores) - 1)
    assert len(Cores(reserved=10_000).devices()) == 1  # never none


def test_numa_nodes_of_cores(tmp_path: Path) -> None:
    for node, cores in ((0, "0-1,4\n"), (1, "2-3\n"), (2, "\n")):
        (tmp_path / f"node{node}").mkdir()
        (tmp_path / f"node{node}" / "cpulist").write_text(cores)
    assert cpu.numa_nodes(tmp_path) == {0: 0, 1: 0, 4: 0, 2: 1, 3: 1}
    assert cpu.numa_nodes(tmp_path / "absent") == {}


@pytest.mark.parametrize(
    ("total", "limit", "reserved", "capacity"),
    [
        (64 * GIB, None, GIB, 63 * GIB),
        (64 * GIB, 16 * GIB, GIB, 15 * GIB),
        (64 * GIB, 2**63, GIB, 63 * GIB),  # what cgroup v1 says for "none"
        (2 * GIB, None, GIB, 2 * GIB - 2 * GIB // 10),
        (2 * GIB, None, 0, 2 * GIB),
    ],
)
def test_memory_that_sessions_may_share(total: int, limit: int | None, reserved: int, capacity: int) -> None:
    assert memory.capacity(total, limit, reserved) == capacity


def test_the_cgroups_limit(tmp_path: Path) -> None:
    unlimited, limited = tmp_path / "memory.max", tmp_path / "limit_in_bytes"
    unlimited.write_text("max\n")
    limited.write_text("4096\n")
    assert memory.limit([tmp_path / "absent", unlimited, limited]) == 4096
    assert memory.limit([unlimited]) is None
    (device,) = Memory(GIB).devices()
    assert (device.device_id, device.slot) == ("root", "mem")
    assert device.capacity > 0


@pytest.mark.feature("AGT-016")
def test_mock_devices() -> None:
    devices = MockDevices({"cuda.shares": 2, "cuda.device": 1, "cuda.mig-1g10gb": 1}).devices()
    assert [(device.slot, device.capacity, device.exclusive) for device in devices] == [
        ("cuda.shares", COUNT_SCALE, False),
        ("cuda.shares", COUNT_SCALE, False),
        ("cuda.device", COUNT_SCALE, True),
        ("cuda.mig-1g10gb", 1, True),
    ]
    assert len({device.device_id for device in devices}) == 4
    with pytest.raises(ValueError, match="mem"):
        MockDevices({"mem": 1})


def test_a_session_sees_its_own_gpus_only() -> None:
    mock = MockDevices({"cuda.shares": 2})
    first, second = (device.device_id for device in mock.devices())
    other = DeviceShare(device_id="cpu0", slot="cpu", amount=COUNT_SCALE)
    assert mock.environ([other]) == {"NVIDIA_VISIBLE_DEVICES": "void", "CUDA_VISIBLE_DEVICES": ""}
    whole = DeviceShare(device_id=first, slot="cuda.shares", amount=COUNT_SCALE)
    environ = mock.environ([other, whole])
    assert environ["CUDA_VISIBLE_DEVICES"] == environ["NVIDIA_VISIBLE_DEVICES"] == first
    assert "XLA_PYTHON_CLIENT_MEM_FRACTION" not in environ  # all of it is the session's
    part = DeviceShare(device_id=second, slot="cuda.shares", amount=2_500)
    environ = mock.environ([whole, part])
    assert environ["CUDA_VISIBLE_DEVICES"] == f"{first},{second}"
    assert (environ["HUB_GPU_SHARE"], environ["XLA_PYTHON_CLIENT_MEM_FRACTION"]) == ("1,0.25", "0.25")
    assert MockDevices({}).environ([other]) == {}


@given(
    st.integers(1, 200 * GIB),
    st.lists(st.integers(1, COUNT_SCALE), min_size=1, max_size=8),
)
def test_memory_limits_of_shares_never_sum_to_more_than_the_device(usable: int, shares: list[int]) -> None:
    total = sum(shares)
    parts = [share * COUNT_SCALE // total for share in shares]
    limits = [cuda.memory_limit(usable, part, COUNT_SCALE) for part in parts]
    assert sum(limits) <= usable
    assert all(limit % cuda.GRAIN == 0 for limit in limits)
    assert [limit for _, limit in sorted(zip(parts, limits, strict=True))] == sorted(limits)  # monotone
