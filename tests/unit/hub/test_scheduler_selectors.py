"""Agent selection: the policies, and the arrays that they work on, against a yard that is built anew."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub.scheduler.placement.fragmentation import WHOLE, Usual, Workload, usual
from kernelyard_hub.scheduler.placement.place import Room, kind_of
from kernelyard_hub.scheduler.placement.selectors import names, selector
from kernelyard_hub.scheduler.placement.shapes import needs
from kernelyard_hub.scheduler.placement.yard import Yard
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, Waiting

GIB = 2**30


def node(
    name: str, *, cores: int = 16, memory: int = 64, gpus: int = 0, images: Sequence[str] = ("i",)
) -> AgentView:
    devices = [
        DeviceView("cores", "cpu", cores * COUNT_SCALE),
        DeviceView("root", "mem", memory * GIB),
        *(DeviceView(f"gpu{number}", "cuda.shares", COUNT_SCALE) for number in range(gpus)),
    ]
    return AgentView(name, "default", "x86_64", images=frozenset(images), devices=tuple(devices))


def asks(cpu: float = 1, memory: int = 1, gpu: float = 0, *, kernels: int = 1, image: str = "i") -> Waiting:
    slots = {"cpu": round(cpu * COUNT_SCALE), "mem": memory * GIB}
    if gpu:
        slots["cuda.shares"] = round(gpu * COUNT_SCALE)
    return Waiting(
        session_id=uuid4(),
        sequence=1,
        resource_group="default",
        access_key="KEY",
        user_id=UUID(int=1),
        project_id=UUID(int=2),
        domain="default",
        session_type="interactive",
        image=image,
        architecture="x86_64",
        per_kernel=slots,
        kernels=tuple(uuid4() for _ in range(kernels)),
    )


def yard(nodes: Sequence[AgentView], policy: str, kinds: Sequence[Usual] = (), *, split: bool = True) -> Yard:
    return Yard([Room(agent) for agent in nodes], selector(policy), kinds, split=split)


def fill(where: Yard, sessions: Sequence[Waiting]) -> list[str | None]:
    """The nodes that the sessions get, one after the other."""
    got: list[str | None] = []
    for session in sessions:
        found = where.place(session)
        if found is not None:
            where.take(found)
        got.append(None if found is None else found[0].agent_id)
    return got


@pytest.mark.feature("SCH-006")
def test_dispersed_takes_the_freest_node() -> None:
    nodes = [node("a"), node("b"), node("c")]
    assert fill(yard(nodes, "dispersed"), [asks() for _ in range(4)]) == ["a", "b", "c", "a"]


@pytest.mark.feature("SCH-007")
def test_concentrated_fills_one_node_before_the_next() -> None:
    nodes = [node("a", cores=2), node("b", cores=2)]
    got = fill(yard(nodes, "concentrated"), [asks() for _ in range(5)])
    assert got == ["a", "a", "b", "b", None]


def test_round_robin_goes_on_after_the_last_node() -> None:
    nodes = [node("a"), node("b"), node("c")]
    assert fill(yard(nodes, "roundrobin"), [asks() for _ in range(5)]) == ["a", "b", "c", "a", "b"]
    later = Yard([Room(agent) for agent in nodes], selector("roundrobin"), last="b")
    assert fill(later, [asks(), asks()]) == ["c", "a"]


def test_an_unknown_selector_is_the_default_one() -> None:
    assert type(selector("gone")) is type(selector("fragmentation"))
    assert {"dispersed", "concentrated", "roundrobin", "fragmentation"} <= names()


def test_fragmentation_keeps_whole_devices_for_those_who_need_them() -> None:
    kinds = usual({Usual(0, COUNT_SCALE, 0, 500, 1): 1, Usual(0, COUNT_SCALE, 0, WHOLE, 1): 1})
    where = yard([node("a", gpus=1), node("b", gpus=1)], "fragmentation", kinds, split=False)
    assert fill(where, [asks(gpu=0.5), asks(gpu=0.5), asks(gpu=1), asks(gpu=0.1)]) == ["a", "a", "b", None]


def test_without_accelerators_fragmentation_is_dispersed() -> None:
    nodes = [node("a"), node("b")]
    assert fill(yard(nodes, "fragmentation"), [asks(), asks()]) == ["a", "b"]


def test_unsplit_requests_come_from_one_device_or_from_whole_ones() -> None:
    where = yard([node("a", gpus=2)], "fragmentation", split=False)
    assert fill(where, [asks(gpu=0.6), asks(gpu=0.6), asks(gpu=0.6)]) == ["a", "a", None]
    again = yard([node("a", gpus=2)], "fragmentation", split=False)
    assert fill(again, [asks(gpu=0.1), asks(gpu=2)]) == ["a", None]
    assert fill(again, [asks(gpu=1)]) == ["a"]
    divided = yard([node("a", gpus=2)], "fragmentation")
    assert fill(divided, [asks(gpu=0.6), asks(gpu=0.6), asks(gpu=0.6)]) == ["a", "a", "a"]


@pytest.mark.parametrize(
    ("amount", "expected"), [(5_000, (500, 1)), (10_000, (1000, 1)), (20_000, (1000, 2)), (1, (1, 1))]
)
def test_needs_of_a_request(amount: int, expected: tuple[int, int]) -> None:
    assert needs(amount, COUNT_SCALE) == expected


def test_fragments_by_hand() -> None:
    kinds = [
        Usual(0.5, 2, 0, 500, 1),
        Usual(0.3, 4, 0, WHOLE, 2),
        Usual(0.2, 1, 0, 0, 0),
    ]
    work = Workload(kinds, lambda kind: np.ones(2, dtype=bool))
    nodes = np.array([0, 1])
    devices = np.array([[400, 1000, 1000], [400, 600, 0]])
    found = work.fragments(nodes, np.array([4, 1]), np.array([9, 9]), devices)
    # Node 0: half a device fits beside 400 that nobody can use; two whole ones fit; a job without devices
    # can use none of the 2,400. Node 1 has too few cores for either: all of its 1,000 are lost.
    assert found[0] == pytest.approx(0.5 * 400 + 0.3 * 400 + 0.2 * 2400)
    assert found[1] == pytest.approx(1000)


def test_usual_kinds_leave_the_rare_rest_out() -> None:
    common, rare = Usual(0, 1, 0, 100, 1), Usual(0, 2, 0, 100, 1)
    assert usual({common: 99, rare: 1}) == (Usual(1.0, 1, 0, 100, 1),)
    assert sum(kind.weight for kind in usual({common: 60, rare: 40})) == pytest.approx(1)


_SESSIONS = st.lists(
    st.builds(
        asks,
        cpu=st.sampled_from([0.5, 1, 3]),
        memory=st.sampled_from([1, 8]),
        gpu=st.sampled_from([0, 0.2, 0.5, 1, 2]),
        image=st.sampled_from(["i", "j"]),
        kernels=st.sampled_from([1, 1, 1, 2]),
    ),
    max_size=14,
)
_NODES = st.lists(
    st.tuples(st.integers(1, 8), st.integers(0, 3), st.sampled_from([("i",), ("i", "j")])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(shapes=_NODES, sessions=_SESSIONS, policy=st.sampled_from(sorted(names())), split=st.booleans())
def test_a_kept_yard_decides_as_one_that_is_built_anew(
    shapes: list[tuple[int, int, tuple[str, ...]]], sessions: list[Waiting], policy: str, split: bool
) -> None:
    """What is kept between placements changes nothing, and no device is promised twice (R01, R09)."""
    nodes = [
        node(f"n{number}", cores=cores, gpus=gpus, images=images)
        for number, (cores, gpus, images) in enumerate(shapes)
    ]
    kinds = usual({Usual(0, 1, 0, 500, 1, kind_of(asks())): 2, Usual(0, 1, 0, WHOLE, 1): 1})
    kept = yard(nodes, policy, kinds, split=split)
    rooms = [Room(agent) for agent in nodes]
    last: str | None = None
    for session in sessions:
        anew = Yard(rooms, selector(policy), kinds, split=split, last=last)
        expected = anew.place(session)
        found = kept.place(session)
        assert found == expected
        if found is None:
            continue
        kept.take(found)
        anew.take(found)
        last = found[-1].agent_id
        for room in rooms:
            for device in room.agent.devices:
                assert 0 <= room.free(device) <= device.capacity
