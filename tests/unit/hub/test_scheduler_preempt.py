"""Preemption: who is ended for a higher priority, and who is not."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.queue_world import World, ask, check_pass, fits_now, node, nodes_of

from kernelyard_hub.scheduler.decisions import Code, Placed, Preempt, Wait
from kernelyard_hub.scheduler.snapshot import GroupView, Running

GROUP = GroupView("default", scheduler="priority", preemption=True)


def full(*sessions: tuple[int, float, int, bool], cores: int = 4, nodes: int = 1) -> World:
    """Sessions as (number, cores, priority, preemptible), started a second after each other, on node n0
    first."""
    world = World([node(f"n{n}", cores=cores) for n in range(nodes)], replace(GROUP, selector="concentrated"))
    for number, size, priority, preemptible in sessions:
        world.ask(ask(number, size, priority=priority, preemptible=preemptible))
        world.step()
        world.pass_time(1)
    assert len(world.running) == len(sessions)
    return world


def victims(world: World) -> list[int]:
    return [one.session_id.int for one in world.step() if isinstance(one, Preempt)]


def said(world: World, number: int) -> Wait:
    found = world.said[UUID(int=number)]
    assert isinstance(found, Wait), found
    return found


def test_the_youngest_one_that_makes_room_is_ended() -> None:
    world = full((1, 1, 0, True), (2, 2, 0, True), (3, 1, 0, True))
    world.ask(ask(9, 2, priority=1), ask(10, 1))
    decisions = world.step()
    assert [one.session_id.int for one in decisions if isinstance(one, Preempt)] == [2], "one, not two"
    assert (said(world, 9).code, said(world, 9).reserved) == (Code.PREEMPTING, ("n0",))
    assert said(world, 10).code is Code.NO_ROOM
    assert victims(world) == [], "what is ending already is counted"
    assert said(world, 9).code is Code.PREEMPTING
    world.end(2)
    world.step()
    assert isinstance(world.said[UUID(int=9)], Placed)
    assert UUID(int=10) in world.waiting


def test_of_equals_the_youngest() -> None:
    world = full((1, 2, 0, True), (2, 2, 0, True))
    world.ask(ask(9, 2, priority=1))
    assert victims(world) == [2]


def test_of_two_nodes_the_one_where_fewer_are_ended() -> None:
    world = full((1, 1, 0, True), (2, 1, 0, True), (3, 2, 0, True), (4, 4, 0, True), nodes=2)
    world.ask(ask(9, 4, priority=1))
    assert victims(world) == [4]


def test_nobody_is_ended_who_did_not_agree_or_is_as_important() -> None:
    world = full((1, 2, 0, False), (2, 2, 5, True))
    world.ask(ask(9, 2, priority=5))
    assert victims(world) == []
    assert said(world, 9).code is Code.NO_ROOM


def test_nobody_is_ended_in_vain() -> None:
    world = full((1, 3, 0, False), (2, 1, 0, True))
    world.ask(ask(9, 2, priority=5))
    assert victims(world) == []


def test_nobody_is_ended_where_the_group_does_not_say_so() -> None:
    world = full((1, 4, 0, True))
    world.group = replace(world.group, preemption=False)
    world.ask(ask(9, 2, priority=5))
    assert victims(world) == []


def test_each_beneficiary_has_its_own_victims() -> None:
    world = full(*[(n, 1, 0, True) for n in range(1, 5)])
    world.ask(ask(9, 2, priority=1), ask(10, 1, priority=2), ask(11, 2, priority=1))
    assert sorted(victims(world)) == [2, 3, 4]
    assert said(world, 11).code is Code.NO_ROOM, "only one core is left to be preempted"


def test_room_for_a_gang_is_made_on_several_nodes() -> None:
    world = full((1, 2, 0, True), (2, 2, 0, True), cores=2, nodes=2)
    world.ask(ask(9, 2, priority=1, kernels=2, single_node=False))
    assert sorted(victims(world)) == [1, 2]
    assert said(world, 9).reserved == ("n0", "n1")
    world.end(1)
    assert victims(world) == []
    world.end(2)
    world.step()
    assert isinstance(world.said[UUID(int=9)], Placed)


SESSION = st.tuples(st.integers(1, 4), st.sampled_from([0, 0.5, 1]), st.integers(0, 3), st.booleans())


@settings(max_examples=80, deadline=None)
@example(  # the first in line, who waits for what nobody may be ended for, took what was freed for another
    sizes=[(5, 1, 0)],
    running=[(1, 0, 0, False), (1, 0, 0, False), (1, 0, 0, False), (1, 0, 0, True), (1, 1, 0, False)],
    waiting=[(1, 0, 1, False), (1, 0.5, 2, False)],
)
@given(
    sizes=st.lists(st.tuples(st.integers(2, 6), st.integers(0, 2), st.just(0)), min_size=1, max_size=3),
    running=st.lists(SESSION, max_size=8),
    waiting=st.lists(SESSION, min_size=1, max_size=4),
)
def test_what_is_ended_suffices_and_is_needed(
    sizes: list[tuple[int, int, int]],
    running: list[tuple[int, float, int, bool]],
    waiting: list[tuple[int, float, int, bool]],
) -> None:
    """Victims agreed and are less important; none of them is ended in vain; once they have ended, those that
    they were ended for start, and nobody else is ended meanwhile."""
    world = World(nodes_of(sizes), replace(GROUP, preemption=False))
    for n, (cores, gpu, priority, agreed) in enumerate(running, 1):
        world.ask(ask(n, cores, gpu=gpu, priority=priority, preemptible=agreed))
        world.step()
        world.pass_time(1)
    world.waiting.clear()
    world.group = GROUP
    world.ask(*[ask(100 + n, cores, gpu=gpu, priority=p) for n, (cores, gpu, p, _) in enumerate(waiting)])
    decisions = world.step()
    world.check()
    ended: dict[UUID, list[Running]] = {}
    for one in decisions:
        if isinstance(one, Preempt):
            victim, winner = world.running[one.session_id], world.waiting[one.beneficiary]
            assert victim.preemptible and victim.priority < winner.priority
            ended.setdefault(one.beneficiary, []).append(victim)
    again = world.step()
    assert not any(isinstance(one, Preempt) for one in again)
    for winner_id, gone in ended.items():
        left = {key: one for key, one in world.running.items() if one not in gone}
        rest = [one for one in gone if len(gone) > 1]
        for spared in rest:
            before, world.running = world.running, left | {spared.session_id: spared}
            others_promised = len(ended) > 1
            assert others_promised or not fits_now(world, world.waiting[winner_id])
            world.running = before
    world.end(*[key.int for key, one in world.running.items() if one.ending])
    decisions = world.step()
    if ended:
        assert all(isinstance(world.said[winner], Placed) for winner in ended)
    elif not any(isinstance(one, Preempt) for one in decisions):
        check_pass(world, decisions)
