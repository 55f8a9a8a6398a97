"""The order in which waiting sessions get their chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.queue_world import CORE, GIB, NOW, World, ask, node

from kernelyard_hub.scheduler.decisions import Code, Placed, Wait
from kernelyard_hub.scheduler.passes import order as orders
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.passes.order import Fifo, Queue, line, order
from kernelyard_hub.scheduler.snapshot import AgentView, GroupView, KeypairLimits, Waiting

A, B, C = (UUID(int=n) for n in (11, 12, 13))
SCHEDULERS = sorted(orders.names())


def numbers(queue: Queue) -> list[int]:
    return [session.sequence for session in line(queue)]


def queue(scheduler: str, *waiting: Waiting, **more: object) -> Queue:
    group = GroupView("default", scheduler=scheduler)
    return Queue(group, NOW, waiting, agents=(node("n", cores=16),), **more)  # type: ignore[arg-type]


@pytest.mark.feature("SCH-003", "SCH-004")
def test_by_arrival_first_or_last() -> None:
    waiting = [ask(n) for n in (2, 1, 3)]
    assert numbers(queue("fifo", *waiting)) == [1, 2, 3]
    assert numbers(queue("lifo", *waiting)) == [3, 2, 1]
    assert numbers(queue("nobody knows it", *waiting)) == [1, 2, 3]


def test_priority_then_arrival() -> None:
    waiting = [ask(1), ask(2, priority=5), ask(3, priority=5), ask(4, priority=-1)]
    assert numbers(queue("priority", *waiting)) == [2, 3, 1, 4]


def test_what_nodes_are_kept_for_goes_first_among_its_equals() -> None:
    kept = frozenset({"n"})
    waiting = [ask(1), ask(2, reserved=kept), ask(3, priority=1)]
    assert numbers(queue("priority", *waiting)) == [3, 2, 1]
    for scheduler in ("fifo", "lifo", "drf", "fair-share"):
        assert numbers(queue(scheduler, *waiting))[0] == 2, scheduler


@pytest.mark.feature("SCH-005")
def test_dominant_shares_as_in_the_paper() -> None:
    """Ghodsi et al., figure 3: 9 cores and 18 GB; A's tasks want 1 core and 4 GB, B's 3 cores and 1 GB."""
    world = World([_sized(cores=9, memory=18)], GroupView("default", scheduler="drf"))
    for n in range(1, 11):
        user, amounts = (A, {"cpu": CORE, "mem": 4 * GIB}) if n <= 5 else (B, {"cpu": 3 * CORE, "mem": GIB})
        world.ask(replace(ask(n), user_id=user, per_kernel=amounts))
    world.step()
    started = [one.user_id for one in world.running.values()]
    assert (started.count(A), started.count(B)) == (3, 2)


def _sized(*, cores: int, memory: int) -> AgentView:
    agent = node("n", cores=cores)
    devices = tuple(replace(d, capacity=memory * GIB) if d.slot == "mem" else d for d in agent.devices)
    return replace(agent, devices=devices)


USERS = st.sampled_from([A, B, C])
WAITING = st.lists(st.tuples(USERS, st.integers(1, 6), st.integers(0, 3)), max_size=20).map(
    lambda found: [
        ask(n, cores, user_id=user, priority=priority) for n, (user, cores, priority) in enumerate(found, 1)
    ]
)


@given(WAITING, st.sampled_from(SCHEDULERS))
def test_every_order_names_every_session_once(waiting: list[Waiting], scheduler: str) -> None:
    assert sorted(numbers(queue(scheduler, *waiting))) == [session.sequence for session in waiting]


@given(WAITING, st.sampled_from(["drf", "fair-share"]), st.tuples(st.floats(0, 10), st.floats(0, 10)))
def test_the_next_one_is_always_of_who_has_least(
    waiting: list[Waiting], scheduler: str, past: tuple[float, float]
) -> None:
    """DRF and fair share: nobody who has less, and waits, is passed over; each user's own go by arrival."""
    used = dict(zip((A, B), past, strict=True)) if scheduler == "fair-share" else {}
    given_ = queue(scheduler, *waiting, past={user: 86400.0 * days for user, days in used.items()})
    whole = given_.group.half_life / 0.6931471805599453
    held = {user: used.get(user, 0.0) * 86400.0 / whole for user in (A, B, C)}
    left = list(waiting)
    for session in line(given_):
        others = {one.user_id for one in left}
        assert held[session.user_id] <= min(held[user] for user in others) + 1e-9
        assert session is next(one for one in left if one.user_id == session.user_id)
        left.remove(session)
        held[session.user_id] += session.per_kernel["cpu"] / (16 * CORE)


def test_fair_share_counts_the_past_and_what_the_pass_grants() -> None:
    """A has held a tenth of the group for long, B nothing: B starts until he holds as much."""
    group = GroupView("default", scheduler="fair-share", half_life=3600.0)
    past = {("default", A): 0.25 * 3600 / 0.6931471805599453}
    world = World([node("n", cores=16)], group, past=past)
    world.ask(*[ask(n, user_id=A if n <= 10 else B) for n in range(1, 31)])
    started = [one.session_id.int for one in world.step() if isinstance(one, Placed)]
    users = [A if n <= 10 else B for n in started]
    assert users[:4] == [B, B, B, B]
    assert (users.count(A), users.count(B)) == (6, 10)


def test_shared_limits_go_by_arrival_over_all_groups() -> None:
    groups = {name: GroupView(name) for name in ("a", "z")}
    nodes = tuple(replace(node(name), resource_group=name) for name in ("a", "z"))
    first, second = replace(ask(1), resource_group="z"), replace(ask(2), resource_group="a")
    world = World(nodes, limits={"AK": KeypairLimits("p", {}, concurrent_sessions=1)})
    snapshot = replace(world.snapshot(), groups=groups, waiting=(second, first))
    one, other = decide(snapshot, NOW)
    assert isinstance(one, Placed) and one.session_id == first.session_id
    assert isinstance(other, Wait) and other.code is Code.CONCURRENCY


class Shortest(Fifo):
    """An order of another package: what asks for least goes first."""

    def sessions(self, queue: Queue) -> Iterator[Waiting]:
        yield from sorted(queue.waiting, key=lambda one: (one.per_kernel["cpu"], one.sequence))


@pytest.mark.feature("SCH-002")
def test_other_packages_add_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("shortest", f"{__name__}:Shortest", orders.ENTRY_POINTS)
    monkeypatch.setattr(
        orders,
        "entry_points",
        lambda group, name: [point] if (group, name) == (point.group, point.name) else [],
    )
    monkeypatch.setattr(EntryPoint, "load", lambda self: Shortest)
    assert isinstance(order("shortest"), Shortest)
    world = World([node("n", cores=4)], GroupView("default", scheduler="shortest"))
    world.ask(ask(1, 3), ask(2, 2), ask(3, 2))
    world.step()
    assert sorted(key.int for key in world.running) == [2, 3]


@settings(max_examples=25, deadline=None)
@given(WAITING, st.sampled_from(SCHEDULERS), st.randoms(use_true_random=False))
def test_the_same_facts_in_another_order_give_the_same_bytes(
    waiting: list[Waiting], scheduler: str, shuffled: Random
) -> None:
    """R13."""
    world = World(
        [node(f"n{n}", cores=4) for n in range(3)], GroupView("default", scheduler=scheduler, tries=0)
    )
    world.ask(*waiting)
    snapshot = world.snapshot()
    agents, mixed = list(snapshot.agents), list(snapshot.waiting)
    shuffled.shuffle(agents)
    shuffled.shuffle(mixed)
    other = replace(snapshot, agents=tuple(agents), waiting=tuple(mixed))
    assert repr(decide(snapshot, NOW)) == repr(decide(other, NOW))
