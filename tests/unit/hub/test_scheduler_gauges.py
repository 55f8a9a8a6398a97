"""How full groups are: percentages by hand."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from kernelyard_agent.slots import COUNT_SCALE, in_devices
from kernelyard_hub.scheduler.placement.fragmentation import Usual
from kernelyard_hub.scheduler.placement.gauges import Filling, fillings
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, GroupView, Snapshot, Waiting

GIB = 2**30


def node(name: str, *, gpus: int, held: dict[tuple[str, str], int] | None = None) -> AgentView:
    devices = [
        DeviceView("cores", "cpu", 4 * COUNT_SCALE),
        DeviceView("root", "mem", 8 * GIB),
        *(DeviceView(f"gpu{number}", "cuda.shares", COUNT_SCALE) for number in range(gpus)),
    ]
    images = frozenset({"i"})
    return AgentView(name, "default", "x86_64", images=images, devices=tuple(devices), held=held or {})


def snapshot(
    *agents: AgentView, usual: tuple[Usual, ...] = (), waiting: tuple[Waiting, ...] = ()
) -> Snapshot:
    return Snapshot(agents, {"default": GroupView("default", usual=usual)}, waiting, limits={}, by_key={})


def asks(gpu: int, cores: int = 1) -> Waiting:
    slots = {"cpu": cores * COUNT_SCALE, "mem": GIB, "cuda.shares": gpu}
    return Waiting(
        uuid4(), 1, "default", "K", UUID(int=1), UUID(int=2), "default", "interactive", "i", "x86_64",
        per_kernel=slots, kernels=(uuid4(),),
    )  # fmt: skip


def test_percentages_of_accelerators() -> None:
    held = {("gpu0", "cuda.shares"): COUNT_SCALE * 6 // 10, ("cores", "cpu"): COUNT_SCALE}
    usual = (Usual(1.0, 0, 0, 500, 1),)
    found = fillings(snapshot(node("a", gpus=2, held=held), node("b", gpus=0), usual=usual))["default"]
    assert found.allocated("cuda.shares") == pytest.approx(30)
    assert found.allocated("cpu") == pytest.approx(12.5)
    assert found.allocated("tpu.device") is None
    assert found.allocated_percent == pytest.approx(30)
    # Of the first GPU 0.4 is idle, and nobody asks for so little.
    assert found.fragmented_percent == pytest.approx(20)


@pytest.mark.parametrize(
    ("gpu", "cores", "expected"),
    [(COUNT_SCALE, 1, 50), (COUNT_SCALE // 2, 1, 0), (COUNT_SCALE // 2, 3, 50), (COUNT_SCALE // 2, 9, 0)],
)
def test_without_a_past_those_who_wait_are_the_measure(gpu: int, cores: int, expected: float) -> None:
    """Half a GPU is idle: of use to who asks for half of one, if there are cores; requests that no node could
    ever hold say nothing."""
    full = node(
        "a", gpus=1, held={("gpu0", "cuda.shares"): COUNT_SCALE // 2, ("cores", "cpu"): 2 * COUNT_SCALE}
    )
    assert fillings(snapshot(full))["default"].fragmented_percent == 0
    found = fillings(snapshot(full, waiting=(asks(gpu, cores),)))["default"]
    assert found.fragmented_percent == pytest.approx(expected)


def test_requests_without_accelerators_do_not_make_idle_ones_fragments() -> None:
    usual = (Usual(0.5, COUNT_SCALE, 0, 0, 0), Usual(0.5, 0, 0, 1000, 1))
    held = {("gpu0", "cuda.shares"): COUNT_SCALE // 2}
    found = fillings(snapshot(node("a", gpus=2, held=held), usual=usual))["default"]
    assert found.fragmented_percent == pytest.approx(25)
    assert fillings(snapshot(node("a", gpus=2), usual=usual))["default"].fragmented_percent == 0


def test_groups_without_accelerators_are_as_full_as_their_cores() -> None:
    held = {("cores", "cpu"): COUNT_SCALE}
    assert fillings(snapshot(node("a", gpus=0, held=held)))["default"].allocated_percent == pytest.approx(25)
    assert fillings(snapshot())["default"] == Filling()
    lost = replace(node("a", gpus=1), alive=False)
    assert fillings(snapshot(lost))["default"].capacity == {}


@pytest.mark.parametrize(
    ("slot", "amount", "expected"),
    [("cuda.shares", 5000, 5000), ("cuda.device", 20000, 20000), ("cuda.mig-3g", 2, 60000 // 7),
     ("cuda.mig-whole", 2, 20000), ("cpu", 10000, 0), ("mem", GIB, 0)],
)  # fmt: skip
def test_device_equivalents(slot: str, amount: int, expected: int) -> None:
    assert in_devices(slot, amount) == expected
