"""Yards that are kept between passes: a pass decides as if there were none."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.queue_world import GIB, World, ask, node

from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.placement import shelf as shelves
from kernelyard_hub.scheduler.placement.fragmentation import WHOLE, Usual, usual
from kernelyard_hub.scheduler.placement.place import kind_of
from kernelyard_hub.scheduler.placement.shelf import Shelf
from kernelyard_hub.scheduler.placement.yard import Yard
from kernelyard_hub.scheduler.snapshot import AgentView, GroupView, Snapshot, Waiting

NUMBERS = (1, 1, 1, 2)


def _session(rng: random.Random, number: int) -> Waiting:
    session = ask(
        number,
        rng.choice((1, 1, 2, 4)),
        gpu=rng.choice((0, 0, 0.2, 0.5, 1, 2)),
        whole=rng.choice((0, 0, 0, 1)),
        kernels=rng.choice(NUMBERS),
        single_node=rng.random() < 0.7,
        image=rng.choice(("i", "i", "j")),
        session_type=rng.choice(("interactive", "batch")),
        time_limit=rng.choice((None, None, 30.0, 300.0)),
        priority=rng.choice((0, 0, 5)),
        preemptible=rng.random() < 0.5,
        agents=frozenset(rng.choice(((), (), (), ("n1",), ("n0", "n2")))),
        endpoint=rng.choice((None, None, "e")),
    )
    memory = {"mem": rng.choice((1, 8)) * GIB}
    return replace(session, per_kernel={**session.per_kernel, **memory})


def _node(rng: random.Random, number: int) -> AgentView:
    images = frozenset(rng.choice((("i",), ("i", "j"))))
    sizes = {"cores": rng.randint(2, 6), "gpus": rng.randint(0, 3), "whole": rng.randint(0, 2)}
    return replace(node(f"n{number}", **sizes), images=images)


def _group(rng: random.Random) -> GroupView:
    return GroupView(
        "default",
        scheduler=rng.choice(("fifo", "lifo", "drf", "priority")),
        selector=rng.choice(("fragmentation", "fragmentation", "dispersed", "concentrated", "roundrobin")),
        selectors=rng.choice(({}, {}, {"batch": "concentrated"}, {"batch": "roundrobin"})),
        split=rng.random() < 0.5,
        preemption=rng.random() < 0.3,
        reservations=rng.choice((1, 2)),
        tries=rng.choice((0, 2)),
        spread_replicas=rng.random() < 0.5,
        usual=_usual(rng),
    )


def _usual(rng: random.Random) -> tuple[Usual, ...]:
    somewhere = kind_of(ask(1, image="j"))
    named = kind_of(ask(1, agents=frozenset({"n1"})))
    part = Usual(0, 10_000, GIB, rng.choice((200, 500)), 1, rng.choice((None, somewhere, named)))
    return usual({part: rng.randint(1, 3), Usual(0, 10_000, GIB, WHOLE, 1): 1})


def _happen(rng: random.Random, world: World) -> None:
    """What comes to pass between two passes."""
    over = [number for number, _ in enumerate(world.running) if rng.random() < 0.3]
    for key in [key for number, key in enumerate(world.running) if number in over]:
        del world.running[key]
    world.pass_time(rng.choice((0.0, 10.0)))
    event, number = rng.random(), rng.randrange(len(world.nodes))
    if event < 0.05:
        world.nodes = (*world.nodes, _node(rng, len(world.nodes)))
    elif event < 0.15:
        changed = replace(world.nodes[number], schedulable=not world.nodes[number].schedulable)
        world.nodes = (*world.nodes[:number], changed, *world.nodes[number + 1 :])
    elif event < 0.3:
        world.group = replace(world.group, usual=_usual(rng))
    elif event < 0.35:
        world.group = replace(_group(rng), tries=world.group.tries)
    if world.group.selector == "roundrobin":
        world.group = replace(world.group, last_agent=rng.choice(world.nodes).agent_id)


def _as_read(now: Snapshot, before: Snapshot | None) -> Snapshot:
    """The snapshot with the very views of the one before where nothing has changed, as a reader may give."""
    same = {agent.agent_id: agent for agent in (before.agents if before else ())}
    kept = [same[one.agent_id] if same.get(one.agent_id) == one else one for one in now.agents]
    return replace(now, agents=tuple(kept))


@pytest.mark.feature("SCH-011")
@pytest.mark.parametrize("seed", range(30))
def test_a_pass_with_a_shelf_decides_as_one_without(seed: int) -> None:
    """The same nodes pass after pass: held, freed, promised, drained, joined by others, under other rules."""
    rng, shelf, number = random.Random(seed), Shelf(), 0
    world = World([_node(rng, number) for number in range(rng.randint(1, 5))], _group(rng))
    before: Snapshot | None = None
    for _ in range(12):
        for _ in range(rng.choice((0, 1, 1, 4))):
            number += 1
            world.ask(_session(rng, number))
        snapshot = world.snapshot()
        if rng.random() < 0.7:
            snapshot = _as_read(snapshot, before)
        found = decide(snapshot, world.now, shelf)
        assert found == world.step()
        before = snapshot
        _happen(rng, world)


def test_only_what_has_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred nodes, the one that got a session; whoever finds a yard in use makes another one."""
    world = World([node(f"n{number:02}") for number in range(100)])
    shelf, read = Shelf(), list[int]()
    world.ask(ask(1))
    decide(world.snapshot(), world.now, shelf)
    world.step()
    again = Yard._read

    def noted(yard: Yard, row: int) -> None:
        read.append(row)
        again(yard, row)

    monkeypatch.setattr(Yard, "_read", noted)
    views = world.snapshot().agents
    kept = shelf.take(world.group, views)
    assert read == [0]
    assert shelf.take(world.group, views) is not kept
    shelf.put(world.group, kept)
    assert shelf.take(world.group, views) is kept
    assert shelf.take(world.group, views[1:]) is not kept


def test_a_shelf_keeps_few_yards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "KEPT", 2)
    shelf, views = Shelf(), [node("n")]
    groups = [GroupView(name) for name in ("a", "b", "c")]
    yards = [shelf.take(group, views) for group in groups]
    for group, yard in zip(groups, yards, strict=True):
        shelf.put(group, yard)
    assert [shelf.take(group, views) is yard for group, yard in zip(groups, yards, strict=True)] == [
        False,
        True,
        True,
    ]
