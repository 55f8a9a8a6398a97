"""What makes passes fast changes nothing in what they decide."""

from __future__ import annotations

import gc
import sys
import threading
from collections import OrderedDict
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.queue_world import CORE, GIB, World, ask, node, nodes_of

from kernelyard_hub import turns as turns_module
from kernelyard_hub.scheduler.decisions import Code, Placed, Wait
from kernelyard_hub.scheduler.passes.decide import Pass, decide
from kernelyard_hub.scheduler.passes.explain import no_room
from kernelyard_hub.scheduler.placement import looks
from kernelyard_hub.scheduler.placement.fragmentation import Usual
from kernelyard_hub.scheduler.placement.place import Room
from kernelyard_hub.scheduler.snapshot import DeviceView, GroupView
from kernelyard_hub.scheduler.undisturbed import INTERVAL, NO_FULL, YOUNG, undisturbed
from kernelyard_hub.turns import MOMENT, TURN, Turns

SIZES = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5)
WHAT = st.tuples(st.integers(1, 5), st.sampled_from([0, 0.3, 1, 2]), st.sampled_from([0, 0, 1]))


@settings(max_examples=80, deadline=None)
@given(SIZES, st.lists(WHAT, max_size=8), WHAT, st.integers(1, 2))
def test_few_nodes_tell_as_much_as_all(
    sizes: list[tuple[int, int, int]],
    running: list[tuple[int, float, int]],
    what: tuple[int, float, int],
    kernels: int,
) -> None:
    """The reason is the one that a look at every node gives, or one that lacks exactly as little."""
    world = World(nodes_of(sizes), GroupView("default", reservations=0))
    world.ask(*[ask(n, cores, gpu=gpu, whole=whole) for n, (cores, gpu, whole) in enumerate(running, 1)])
    world.step()
    world.waiting.clear()
    session = ask(99, what[0], gpu=what[1], whole=what[2], kernels=kernels)
    world.ask(session)
    snapshot = world.snapshot()
    (said,) = decide(snapshot, world.now)
    if isinstance(said, Wait):
        whole = no_room(session, snapshot.agents, {a.agent_id: Room(a) for a in snapshot.agents})
        assert said.code is whole.code
        missing = [one.missing or {} for one in (said, whole)]
        assert len(missing[0]) == len(missing[1])
        assert sum(missing[0].values()) == sum(missing[1].values())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_a_room_that_is_remembered_is_the_same(seed: int, coupled: bool) -> None:
    """Looked at again, taken from, given back, copied: it is as one that counts every device anew."""
    rng = Random(seed)
    extra = tuple(
        device
        for n in range(2)
        for device in (
            DeviceView(f"b{n}", "cuda.device", CORE, exclusive=True),
            DeviceView(f"b{n}", "cuda.shares", CORE),
        )
    )
    plain = node("n", cores=2, gpus=0 if coupled else 2, whole=1)
    agent = replace(plain, devices=(*plain.devices, *(extra if coupled else ())))
    first = Room(agent)
    shares = []
    for _ in range(4):
        request = {
            rng.choice(["cpu", "cuda.shares", "cuda.device"]): rng.choice([CORE, CORE // 2]),
            "mem": rng.randint(1, 9) * GIB,
        }
        found = first.fit(request)
        if found is not None:
            first.take(found)
            shares.append(found)
    held: dict[tuple[str, str], int] = {}
    for share in [one for found in shares for one in found]:
        held[share.device_id, share.slot] = held.get((share.device_id, share.slot), 0) + share.amount
    taken = frozenset(share.device_id for found in shares for share in found if share.exclusive)
    used = replace(agent, held=held, taken=taken)
    for room in (Room(used), Room(used), first.copy(), Room(used).copy()):
        assert [room.free(device) for device in agent.devices] == [first.free(d) for d in agent.devices]
        assert room.free_slots() == first.free_slots()
    emptied = Room(used)
    for found in shares:
        emptied.give_back(found)
    assert emptied.free_slots() == Room(agent).free_slots()


def test_decisions_come_while_the_pass_goes_on() -> None:
    """Who starts is known before the reasons of those who wait, which are told in the end."""
    world = World([node("n", cores=1)])
    world.ask(ask(1, 2), ask(2, 1))
    first, second = Pass(world.snapshot(), world.now).decisions()
    assert isinstance(first, Placed) and first.session_id == UUID(int=2)
    assert isinstance(second, Wait) and second.code is Code.NEVER_FITS


def test_an_undisturbed_computation_leaves_everything_as_it_was() -> None:
    before = gc.get_threshold(), sys.getswitchinterval()
    inside, outside = threading.Event(), threading.Event()

    def look() -> tuple[int, float]:
        inside.set()
        assert outside.wait(20)
        return gc.get_threshold()[2], sys.getswitchinterval()

    seen: list[tuple[int, float]] = []
    other = threading.Thread(target=lambda: seen.append(undisturbed(look)))
    other.start()
    assert inside.wait(20)
    assert undisturbed(gc.get_threshold) == (*YOUNG, NO_FULL)
    assert gc.get_threshold()[2] == NO_FULL, "another one is still under way"
    outside.set()
    other.join()
    assert seen == [(NO_FULL, pytest.approx(INTERVAL))]
    with pytest.raises(ZeroDivisionError):
        undisturbed(lambda: 1 // 0)
    assert (gc.get_threshold(), sys.getswitchinterval()) == before


def test_a_pass_gives_way_between_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numpy lets go of the interpreter too briefly for anybody to take it: a pass sleeps for a moment after
    each turn, and not more often than that."""
    clock, slept = [0.0], list[float]()
    monkeypatch.setattr(
        turns_module, "time", SimpleNamespace(perf_counter=lambda: clock[0], sleep=slept.append)
    )
    turns = Turns()

    def later() -> None:
        clock[0] += TURN / 2
        turns()

    world = World([node("n", cores=4)])
    world.ask(*(ask(number) for number in range(1, 8)))
    assert decide(world.snapshot(), world.now, pause=later) == world.step()
    assert slept == [MOMENT, MOMENT], "after 3 and 6 of 7 decisions"


KNOWN = tuple(
    Usual(0.25, cores * CORE, 0, round(min(gpus, 1) * 1000), int(max(gpus, 1)) if gpus else 0)
    for cores, gpus in ((1, 0), (1, 0.3), (2, 1), (4, 2))
)


@settings(max_examples=40, deadline=None)
@given(SIZES, st.lists(st.lists(WHAT, max_size=6), min_size=1, max_size=4), st.booleans())
def test_what_passes_remember_of_each_other_changes_nothing(
    sizes: list[tuple[int, int, int]], arriving: list[list[tuple[int, float, int]]], split: bool
) -> None:
    """Scores that an earlier pass (of this example or another one) has worked out against fresh ones."""
    world = World(nodes_of(sizes), GroupView("default", usual=KNOWN, split=split))
    number = 0
    for several in arriving:
        for cores, gpu, whole in several:
            number += 1
            world.ask(ask(number, cores, gpu=gpu, whole=whole))
        snapshot, now = world.snapshot(), world.now
        remembered = world.step()
        kept = dict(looks._known)
        looks._known.clear()
        assert decide(snapshot, now) == remembered
        looks._known.clear()
        looks._known.update(kept)


def test_looks_are_numbered_once_whoever_looks() -> None:
    """Two looks with one number would have one score."""
    shared = looks.Looks()
    wanted = [("look", number) for number in range(2000)]
    begin = threading.Barrier(4)

    def look() -> None:
        begin.wait(20)
        for one in wanted:
            shared.number(one)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(shared.numbers.values())) == len(shared.numbers) == len(wanted)


def test_memory_of_looks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "_known", OrderedDict())
    monkeypatch.setattr(looks, "MOST", 10)
    first = looks.looks_under("setting")
    assert looks.looks_under("setting") is first
    for number in range(20):
        first.of("request")[first.number(number)] = 1.0
    assert looks.looks_under("setting") is not first
    for number in range(2 * looks.KEPT):
        looks.looks_under(number)
    assert len(looks._known) == looks.KEPT
