"""Reservation and backfill: nothing starves, nothing blocks, nothing stands idle for nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.queue_world import CORE, NOW, World, ask, check_pass, node, nodes_of

from kernelyard_hub.scheduler.decisions import Cancel, Code, Placed, Wait
from kernelyard_hub.scheduler.passes import order as orders
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.snapshot import Budget, Dependency, GroupView, Waiting

MINUTE = 60.0
AT_ONCE = GroupView("default", tries=0)
SCHEDULERS = sorted(orders.names())


def waits(world: World, number: int) -> Wait:
    said = world.said[UUID(int=number)]
    assert isinstance(said, Wait), said
    return said


def started(world: World, number: int) -> bool:
    return isinstance(world.said.get(UUID(int=number)), Placed)


def test_smaller_ones_start_behind_the_first_only_when_they_end_in_time() -> None:
    world = World([node("n", cores=4)], AT_ONCE)
    world.start(ask(1, 3, time_limit=60 * MINUTE), "n")
    world.ask(
        ask(2, 4),
        ask(3, 1, time_limit=90 * MINUTE),
        ask(4, 1),
        ask(5, 1, time_limit=60 * MINUTE),
        ask(6, 2),
    )
    world.step()
    first = waits(world, 2)
    assert (first.code, first.reserved, first.behind) == (Code.NO_ROOM, ("n",), None)
    assert first.text == "It waits for 4 cpu to become free. What becomes free on 1 node is kept for it."
    assert started(world, 5)
    assert waits(world, 6).code is Code.NO_ROOM, "it would not fit anyway"
    world.end(5)
    world.step()
    late = waits(world, 3)
    assert (late.code, late.behind) == (Code.RESERVED, UUID(int=2))
    assert late.text == (
        "What it needs is free, but kept for a session before it that needs more; "
        "with a time limit that ends before 2026-01-01 01:00 UTC it could start now."
    )
    assert waits(world, 4).code is Code.RESERVED
    assert waits(world, 2).text.startswith("It waits for 3 cpu "), "what is kept for it counts as free"
    world.end(1)
    world.step()
    assert started(world, 2)


def test_others_may_have_what_the_first_does_not_need() -> None:
    world = World([node("n", cores=4, gpus=2)], AT_ONCE)
    world.start(ask(1, 1, gpu=1), "n")
    world.ask(ask(2, 1, gpu=2), ask(3, 2), ask(4, 1, gpu=0.5))
    world.step()
    assert waits(world, 2).reserved == ("n",)
    assert started(world, 3), "one of four cores is kept, no more"
    assert waits(world, 4).code is Code.RESERVED


@pytest.mark.feature("SCH-011")
def test_the_first_is_tried_before_nodes_are_kept_for_it() -> None:
    world = World([node("n", cores=4)], GroupView("default", tries=3))
    world.start(ask(1, 2), "n")
    world.ask(ask(2, 4))
    for seen in (1, 2):
        world.ask(ask(10 + seen))
        world.step()
        assert (waits(world, 2).tried, waits(world, 2).reserved) == (True, ())
        assert started(world, 10 + seen), "others pass it meanwhile"
        world.end(10 + seen)
    world.ask(ask(13))
    world.step()
    assert (waits(world, 2).tried, waits(world, 2).reserved) == (True, ("n",))
    assert waits(world, 13).code is Code.RESERVED
    world.step()
    assert not waits(world, 2).tried


def test_no_reservations_let_others_pass_for_ever() -> None:
    world = World([node("n", cores=4)], replace(AT_ONCE, reservations=0))
    world.start(ask(1, 2), "n")
    world.ask(ask(2, 4), ask(3))
    world.step()
    assert started(world, 3)
    assert (waits(world, 2).tried, waits(world, 2).reserved) == (False, ())


HOPELESS: dict[str, dict[str, Any]] = {
    "bigger than any node": {"cores": 99},
    "not yet": {"starts_at": NOW + timedelta(hours=1)},
    "no image": {"image": "gone"},
    "waits for another": {"dependencies": (Dependency(UUID(int=9), "other", "open"),)},
    "of a type that the group does not take": {"session_type": "system"},
    "over its budget": {"access_key": "POOR"},
}


@pytest.mark.parametrize("name", HOPELESS)
def test_what_cannot_start_keeps_nothing_from_the_others(name: str) -> None:
    """R05: nothing is kept for it, and it does not count as the first in line."""
    spent = {"POOR": (Budget("user", "u", "cpu", 10, 3600.0, 10),)}
    world = World([node("n", cores=4)], AT_ONCE, budgets=spent)
    world.start(ask(1, 3), "n")
    world.ask(ask(2, **{"cores": 4, **HOPELESS[name]}), ask(3, 4), ask(4, 1))
    world.step()
    assert waits(world, 2).reserved == ()
    assert waits(world, 3).reserved == ("n",)
    assert not started(world, 4)


def test_a_reservation_stays_where_it_is() -> None:
    world = World([node("a", cores=4), node("b", cores=4)], AT_ONCE)
    world.start(ask(1, 1), "b")
    world.pass_time(10)
    world.start(ask(2, 1), "a")
    world.start(ask(3, 1), "a")
    world.ask(ask(4, 4))
    world.step()
    assert waits(world, 4).reserved == ("b",), "where fewer have to end"
    world.end(2)
    world.step()
    assert waits(world, 4).reserved == ("b",)
    world.nodes = world.nodes[:1]
    world.end(1)
    world.step()
    assert waits(world, 4).reserved == ("a",), "another one when the node is gone"


def test_it_moves_to_where_it_is_known_when() -> None:
    world = World([node("a", cores=4), node("b", cores=4)], AT_ONCE)
    world.start(ask(1, 3), "a")
    world.start(ask(2, 4), "b")
    world.ask(ask(4, 4))
    world.step()
    assert waits(world, 4).reserved == ("a",)
    world.end(2)
    world.waiting.clear()
    world.start(ask(3, 4, time_limit=MINUTE), "b")
    world.ask(ask(4, 4, reserved=frozenset({"a"})))
    world.step()
    assert waits(world, 4).reserved == ("b",)


def test_a_gang_waits_for_several_nodes_at_once() -> None:
    """R16 with a reservation: no node of it is given away before all are free."""
    world = World([node(f"n{n}", cores=2) for n in range(3)], AT_ONCE)
    for n in range(3):
        world.start(ask(n + 1, 1, time_limit=(n + 1) * MINUTE), f"n{n}")
    world.ask(ask(4, 2, kernels=2, single_node=False), ask(5, 1), ask(6, 1, time_limit=MINUTE))
    world.step()
    assert waits(world, 4).reserved == ("n0", "n1")
    assert started(world, 5) and started(world, 6)
    assert world.running[UUID(int=5)].kernels[0].agent_id == "n2"
    world.pass_time(2 * MINUTE)
    world.step()
    assert started(world, 4)


def test_two_reservations_do_not_count_on_the_same_devices() -> None:
    world = World([node("a", cores=4), node("b", cores=4)], replace(AT_ONCE, reservations=2))
    world.start(ask(1, 2, time_limit=MINUTE), "a")
    world.start(ask(2, 2, time_limit=2 * MINUTE), "b")
    world.ask(ask(3, 4), ask(4, 4), ask(5, 2), ask(6, 2, time_limit=2 * MINUTE))
    world.step()
    assert (waits(world, 3).reserved, waits(world, 4).reserved) == (("a",), ("b",))
    assert waits(world, 5).code is Code.RESERVED
    assert world.running[UUID(int=6)].kernels[0].agent_id == "b"


@pytest.mark.feature("SCH-008")
def test_replicas_go_apart_even_under_a_selector_that_packs() -> None:
    group = GroupView("default", selector="concentrated", spread_replicas=True)
    world = World([node(n, cores=4) for n in "abc"], group)
    world.ask(*[ask(n, endpoint="e") for n in range(1, 5)], ask(9))
    world.step()
    nodes = [world.running[UUID(int=n)].kernels[0].agent_id for n in range(1, 5)]
    assert sorted(nodes[:3]) == ["a", "b", "c"]
    world.ask(ask(5, endpoint="e"))
    world.step()
    counts = [sum(o.kernels[0].agent_id == n for o in world.running.values() if o.endpoint) for n in "abc"]
    assert sorted(counts) == [1, 2, 2]


def test_each_type_of_session_may_have_its_own_selector() -> None:
    group = GroupView("default", selector="concentrated", selectors={"batch": "dispersed"})
    world = World([node("a"), node("b")], group)
    world.ask(ask(1), ask(2), ask(3, session_type="batch"))
    world.step()
    assert [world.running[UUID(int=n)].kernels[0].agent_id for n in (1, 2, 3)] == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("failed", "The session 'prepare' that it depends on has failed."),
        ("missing", "The session 'prepare' that it depends on does not exist any more."),
    ],
)
@pytest.mark.feature("SES-018")
def test_a_dependency_that_cannot_succeed_ends_the_session(state: str, text: str) -> None:
    world = World([node("n")])
    one = Dependency(UUID(int=8), "prepare", state)  # type: ignore[arg-type]
    world.ask(ask(1, dependencies=(Dependency(UUID(int=9), "other", "open"), one)))
    assert world.step() == [Cancel(UUID(int=1), text)]


@pytest.mark.feature("SES-018")
def test_an_open_dependency_is_named() -> None:
    world = World([node("n")])
    parts = [Dependency(UUID(int=n), f"part{n}", "open") for n in (7, 8)]
    world.ask(ask(1, dependencies=(*parts, Dependency(UUID(int=9), "done", "succeeded"))))
    world.step()
    assert (waits(world, 1).code, waits(world, 1).text) == (
        Code.DEPENDENCY,
        "It starts when the session 'part7' and 1 more have ended.",
    )


def test_a_budget_that_is_used_up_says_when_it_frees() -> None:
    at = NOW + timedelta(hours=3)
    spent = Budget("project", str(UUID(int=7)), "cuda.shares", 100 * CORE, 7 * 86400.0, 100 * CORE, at)
    world = World([node("n", gpus=1)], budgets={"AK": (spent,)})
    world.ask(ask(1, gpu=1), ask(2))
    world.step()
    assert waits(world, 1).code is Code.BUDGET
    assert waits(world, 1).text == (
        "The budget of 100 cuda.shares hours within 7 days that your project has is used up; "
        "some of it is free again at 2026-01-01 03:00 UTC."
    )
    assert started(world, 2), "it asks for nothing that the budget counts"


# Properties

NODES = st.lists(st.tuples(st.integers(2, 6), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4)
LIMITS = st.sampled_from([None, None, 60.0, 300.0, 3600.0])
ASKED = st.tuples(
    st.integers(1, 6), st.sampled_from([0, 0, 0.3, 1, 2]), st.sampled_from([0, 0, 0, 1]), LIMITS
)


def asked(number: int, what: tuple[int, float, int, float | None], **more: object) -> Waiting:
    cores, gpu, whole, limit = what
    facts: dict[str, Any] = {"time_limit": limit, "user_id": UUID(int=100 + number % 3), **more}
    return ask(number, cores, gpu=gpu, whole=whole, **facts)


@settings(max_examples=60, deadline=None)
@given(
    sizes=NODES,
    steps=st.lists(
        st.tuples(st.lists(ASKED, max_size=4), st.integers(0, 3), st.sampled_from([1.0, 60.0, 900.0])),
        max_size=8,
    ),
    scheduler=st.sampled_from(SCHEDULERS),
    reservations=st.integers(0, 2),
    tries=st.sampled_from([0, 2]),
)
def test_every_pass_uses_what_it_may(
    sizes: list[tuple[int, int, int]],
    steps: list[tuple[list[tuple[int, float, int, float | None]], int, float]],
    scheduler: str,
    reservations: int,
    tries: int,
) -> None:
    """R01, R03, R13 over random arrivals and ends, with every order."""
    group = GroupView("default", scheduler=scheduler, reservations=reservations, tries=tries)
    world = World(nodes_of(sizes), group)
    number = 0
    for arriving, ending, seconds in steps:
        for what in arriving:
            number += 1
            world.ask(asked(number, what, kernels=1 + (number % 5 == 0), single_node=number % 10 != 0))
        before = world.snapshot()
        decisions = world.step()
        assert repr(decide(before, world.now)) == repr(decisions)
        assert {one.session_id for one in decisions} == {one.session_id for one in before.waiting}
        check_pass(world, decisions)
        if not reservations:
            assert not any(isinstance(one, Wait) and one.code is Code.RESERVED for one in decisions)
        world.end(*[key.int for key in list(world.running)[:ending]])
        world.pass_time(seconds)


SMALL = st.tuples(
    st.just(1),
    st.sampled_from([0, 0, 0.3, 1]),
    st.sampled_from([0, 0, 1]),
    st.sampled_from([None, None, 60.0, 3600.0]),
)


@settings(max_examples=60, deadline=None)
@given(
    sizes=NODES,
    small=st.lists(SMALL, min_size=30, max_size=30),
    scheduler=st.sampled_from(SCHEDULERS),
    tries=st.sampled_from([0, 2]),
    gang=st.booleans(),
    ends=st.randoms(use_true_random=False),
)
def test_a_big_one_starts_under_an_endless_stream_of_small_ones(
    sizes: list[tuple[int, int, int]],
    small: list[tuple[int, float, int, float | None]],
    scheduler: str,
    tries: int,
    gang: bool,
    ends: Random,
) -> None:
    """R04: on full nodes, once some are kept for it, it starts at the latest when those have ended that ran
    at that time; it changes its nodes at the most once."""
    world = World(nodes_of(sizes), GroupView("default", scheduler=scheduler, tries=tries))
    world.ask(*[asked(n, what) for n, what in enumerate(small, 1)])
    world.step()
    world.waiting.clear()
    cores, gpus, whole = sizes[0]
    big = (cores // 2, gpus // 2, whole // 2, None) if gang else (cores, gpus, whole, None)
    mine = asked(100, big, kernels=2 if gang else 1, single_node=not gang)
    world.ask(mine)
    number, before_it, bound = 200, set(world.running), None
    places: list[tuple[str, ...]] = []
    while True:
        world.ask(*[asked(number + n, small[(number + n) % len(small)]) for n in range(6)])
        number += 6
        world.step()
        said = world.said[mine.session_id]
        if isinstance(said, Placed):
            return
        assert isinstance(said, Wait)
        if said.reserved and not (places and set(said.reserved) <= set(places[-1])):
            places.append(said.reserved)
            assert len(places) <= 2
            before_it = set(world.running)
            ends_of = [one.ends_by for one in world.running.values()]
            bound = None if None in ends_of else max((end for end in ends_of if end), default=None)
        # Who ends before the time that was promised does not delay it.
        before_it |= {
            key for key, one in world.running.items() if bound and one.ends_by and one.ends_by <= bound
        }
        if not before_it:
            break
        others = [key for key in world.running if key not in before_it]
        gone = [min(before_it), *ends.sample(others, ends.randint(0, len(others)))]
        world.end(*[key.int for key in gone])
        world.pass_time(60.0)
        before_it &= set(world.running)
    raise AssertionError("nodes are kept for it, and it waits" if places else "it was passed for ever")


@settings(max_examples=60, deadline=None)
@given(
    sizes=NODES,
    before=st.lists(st.tuples(ASKED, st.integers(1, 60)), min_size=1, max_size=6),
    big=st.tuples(st.integers(2, 6), st.sampled_from([0, 1, 2]), st.sampled_from([0, 1])),
    stream=st.lists(st.lists(ASKED, max_size=3), min_size=12, max_size=12),
)
def test_a_promise_with_a_time_is_kept(
    sizes: list[tuple[int, int, int]],
    before: list[tuple[tuple[int, float, int, float | None], int]],
    big: tuple[int, float, int],
    stream: list[list[tuple[int, float, int, float | None]]],
) -> None:
    """Where every session has a time limit, the first in line starts when all have ended that ran when it
    came, whatever comes behind it."""
    world = World(nodes_of(sizes), AT_ONCE)
    timed = [(*what[:3], minutes * MINUTE) for what, minutes in before]
    world.ask(*[asked(n, what) for n, what in enumerate(timed, 1)])
    world.step()
    world.waiting.clear()
    mine = asked(100, (*big, None))
    world.ask(mine)
    world.step()
    number = 200
    last = max((one.ends_by for one in world.running.values() if one.ends_by), default=world.now)
    while world.now < last and mine.session_id in world.waiting:
        for what in stream[number % len(stream)]:
            number += 1
            world.ask(asked(number, what))
        world.pass_time(5 * MINUTE)
        world.step()
    said = world.said[mine.session_id]
    assert isinstance(said, Placed) or said.code is Code.NEVER_FITS  # type: ignore[union-attr]
