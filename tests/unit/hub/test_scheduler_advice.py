"""What would help a waiting session: the change that is named starts it, and holders are those who hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernelyard_agent.slots import Slots
from kernelyard_hub.scheduler.advice.dryrun import asked_anew, with_request
from kernelyard_hub.scheduler.advice.holders import holders, without
from kernelyard_hub.scheduler.advice.remedy import Bounds, Change, smallest_change
from kernelyard_hub.scheduler.decisions import Code, Placed, Wait
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.snapshot import (
    AgentView,
    DeviceView,
    GroupView,
    KeypairLimits,
    Running,
    Snapshot,
    Usage,
    Waiting,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GIB = 2**30
ONE = 10_000
FLOOR: Slots = {"cpu": ONE, "mem": GIB // 2}


def node(
    name: str, *, cores: int = 8, gpus: int = 0, slot: str = "cuda.device", group: str = "a"
) -> AgentView:
    devices = [DeviceView("cores", "cpu", cores * ONE), DeviceView("root", "mem", 4 * cores * GIB)]
    devices += [DeviceView(f"g{n}", slot, ONE, exclusive=slot == "cuda.device") for n in range(gpus)]
    return AgentView(name, group, "x86_64", images=frozenset({"img"}), devices=tuple(devices))


def ask(number: int, group: str = "a", user: int = 1, kernels: int = 1, **more: Any) -> Waiting:
    slots = {name.replace("_", "."): amount for name, amount in more.pop("slots", {}).items()}
    return Waiting(
        session_id=UUID(int=1000 + number),
        sequence=number,
        resource_group=group,
        access_key=f"AK{user}",
        user_id=UUID(int=user),
        project_id=UUID(int=user % 2 + 1),
        domain="default",
        session_type="interactive",
        image="img",
        architecture="x86_64",
        per_kernel={"cpu": ONE, "mem": GIB} | slots,
        kernels=tuple(UUID(int=10_000 * number + k) for k in range(kernels)),
        created_at=NOW,
        **more,
    )


def site(agents: list[AgentView], waiting: list[Waiting], **more: Any) -> Snapshot:
    groups = {name: GroupView(name) for name in sorted({agent.resource_group for agent in agents})}
    facts: dict[str, Any] = {"limits": {}, "by_key": {}, "groups": groups, **more}
    return Snapshot(agents=tuple(agents), waiting=tuple(waiting), **facts)


def settle(before: Snapshot, now: datetime = NOW) -> tuple[Snapshot, dict[UUID, Wait]]:
    """What is left when a pass is carried out: who runs, and who still waits and why."""
    by_id = {one.session_id: one for one in before.waiting}
    agents = {agent.agent_id: agent for agent in before.agents}
    running, waits = list(before.running), {}
    usages = dict(before.by_key)
    for decision in decide(before, now):
        if isinstance(decision, Wait):
            waits[decision.session_id] = decision
            one = by_id[decision.session_id]
            kept = replace(one, tries=one.tries + decision.tried, reserved=frozenset(decision.reserved))
            by_id[decision.session_id] = kept
        elif isinstance(decision, Placed):
            one = by_id.pop(decision.session_id)
            for kernel in decision.kernels:
                agent = agents[kernel.agent_id]
                held, taken = dict(agent.held), set(agent.taken)
                for share in kernel.shares:
                    key = share.device_id, share.slot
                    held[key] = held.get(key, 0) + share.amount
                    taken |= {share.device_id} if share.exclusive else set()
                agents[kernel.agent_id] = replace(agent, held=held, taken=frozenset(taken))
            used = usages.get(one.access_key, Usage())
            total = {s: used.slots.get(s, 0) + one.total.get(s, 0) for s in {*used.slots, *one.total}}
            usages[one.access_key] = Usage(total, used.sessions + 1)
            running.append(started(one, decision))
    after = replace(
        before,
        agents=tuple(agents.values()),
        waiting=tuple(by_id.values()),
        running=tuple(running),
        by_key=usages,
    )
    return after, waits


def started(one: Waiting, placed: Placed) -> Running:
    return Running(
        session_id=one.session_id,
        resource_group=one.resource_group,
        access_key=one.access_key,
        user_id=one.user_id,
        project_id=one.project_id,
        domain=one.domain,
        session_type=one.session_type,
        kernels=placed.kernels,
        name=f"session-{one.sequence}",
        started_at=NOW,
        ends_by=NOW + timedelta(seconds=one.time_limit) if one.time_limit else None,
    )


def advised(before: Snapshot, session: Waiting, **bounds: Any) -> tuple[Wait, Change | None]:
    after, waits = settle(before)
    wait = waits[session.session_id]
    left = next(one for one in after.waiting if one.session_id == session.session_id)
    return wait, smallest_change(after, left, wait, NOW, Bounds(FLOOR, **bounds))


def starts(after: Snapshot, change: Change) -> bool:
    """Whether the change, carried out as its owner would, starts the session with the next pass."""
    if change.ends is not None:
        after = without(after, change.ends)
    line = with_request(after, asked_anew(after, change.session))
    return any(isinstance(d, Placed) and d.session_id == change.session.session_id for d in decide(line, NOW))


def test_fewer_of_what_is_missing() -> None:
    first, second = ask(1, slots={"cuda_device": ONE}, user=2), ask(2, slots={"cuda_device": 2 * ONE})
    wait, change = advised(site([node("n1", gpus=2)], [first, second]), second)
    assert wait.code is Code.NO_ROOM
    assert change is not None
    assert change.text == "It would start now with 1 cuda.device instead of 2."
    assert change.session.per_kernel == {"cpu": ONE, "mem": GIB, "cuda.device": ONE}


def test_another_resource_group_is_offered_only_where_it_may_be_used() -> None:
    agents = [node("n1", gpus=1), node("n2", gpus=1, group="b")]
    full, second = ask(1, slots={"cuda_device": ONE}, user=2), ask(2, slots={"cuda_device": ONE})
    _, change = advised(site(agents, [full, second]), second, groups=["a", "b"])
    assert change is not None
    assert change.text == "It would start now in the resource group 'b'."
    _, change = advised(site(agents, [full, second]), second, groups=["a"])
    assert change is not None
    assert change.text == "It would start now without cuda.device."


def test_less_than_the_floor_is_never_offered() -> None:
    first, second = ask(1, slots={"cpu": 8 * ONE}, user=2), ask(2, slots={"cpu": 2 * ONE})
    _, change = advised(site([node("n1")], [first, second]), second)
    assert change is None


def test_one_container_less() -> None:
    first, gang = ask(1, slots={"cpu": 4 * ONE}, user=2), ask(2, kernels=3, slots={"cpu": 2 * ONE})
    wait, change = advised(site([node("n1")], [first, gang]), gang)
    assert (wait.code, change and change.text) == (
        Code.NO_ROOM,
        "It would start now with 2 containers instead of 3.",
    )


def test_over_a_limit_less_is_offered_and_ones_own_session_named() -> None:
    limits = {"AK1": KeypairLimits("small", {"cpu": 6 * ONE})}
    first, second = ask(1, slots={"cpu": 4 * ONE}), ask(2, slots={"cpu": 4 * ONE})
    before = site([node("n1", cores=16)], [first, second], limits=limits)
    wait, change = advised(before, second)
    assert wait.code is Code.KEYPAIR_LIMIT
    assert change is not None
    assert change.text == "It would start now with 2 cpu instead of 4."
    limits = {"AK1": KeypairLimits("one", {}, concurrent_sessions=1)}
    wait, change = advised(site([node("n1")], [first, second], limits=limits), second)
    assert wait.code is Code.CONCURRENCY
    assert change is not None
    assert (change.text, change.ends) == (
        "It would start now if your session 'session-1' ended.",
        first.session_id,
    )


def test_without_the_time_that_it_was_to_start_at() -> None:
    later = ask(1, starts_at=NOW + timedelta(hours=1))
    wait, change = advised(site([node("n1")], [later]), later)
    assert wait.code is Code.NOT_YET
    assert change is not None
    assert change.session.starts_at is None


def test_holders_are_those_on_nodes_that_could_take_it() -> None:
    agents = [node("n1", gpus=2), node("n2", gpus=2, group="b")]
    mine, other = ask(1, slots={"cuda_device": ONE}), ask(2, slots={"cuda_device": ONE}, user=2)
    elsewhere = ask(3, "b", slots={"cuda_device": 2 * ONE}, user=3)
    wanted = ask(4, slots={"cuda_device": 2 * ONE})
    after, waits = settle(site(agents, [mine, other, elsewhere, wanted]))
    found = holders(after, wanted, waits[wanted.session_id])
    assert {(one.session_id, held["cuda.device"]) for one, held in found} == {
        (mine.session_id, ONE),
        (other.session_id, ONE),
    }


REQUESTS = st.builds(
    lambda cpu, gpu, user, group, kernels, limit: (cpu, gpu, user, group, kernels, limit),
    st.integers(1, 9),
    st.integers(0, 3),
    st.integers(1, 3),
    st.sampled_from(["a", "b"]),
    st.sampled_from([1, 1, 1, 2, 3]),
    st.sampled_from([None, None, 1200.0, 7200.0]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(REQUESTS, min_size=2, max_size=9),
    st.sampled_from(["fifo", "lifo", "drf", "fair-share", "priority"]),
    st.sampled_from(["cuda.device", "cuda.shares"]),
    st.integers(0, 3),
)
def test_r14_whatever_is_suggested_starts_it(
    requests: list[tuple[int, int, int, str, int, float | None]], order: str, slot: str, concurrent: int
) -> None:
    agents = [
        node("n1", gpus=2, slot=slot),
        node("n2", gpus=1, slot=slot),
        node("n3", gpus=2, slot=slot, group="b"),
    ]
    line = [
        ask(number, group, user, kernels, time_limit=limit, slots={"cpu": cpu * ONE, slot: gpu * ONE})
        for number, (cpu, gpu, user, group, kernels, limit) in enumerate(requests, 1)
    ]
    groups = {name: GroupView(name, scheduler=order, tries=1) for name in ("a", "b")}
    limits = {f"AK{user}": KeypairLimits("p", {"cpu": 12 * ONE}, True, concurrent) for user in (1, 2, 3)}
    after = site(agents, line, groups=groups, limits=limits)
    for _ in range(3):
        after, waits = settle(after)
    for session in after.waiting:
        change = smallest_change(after, session, waits[session.session_id], NOW, Bounds(FLOOR, ["a", "b"]))
        if change is not None:
            assert starts(after, change), change


@pytest.mark.parametrize(("kind", "counted"), [("system", {1003}), ("interactive", {1001, 1002})])
def test_system_sessions_and_all_others_are_counted_by_themselves(kind: str, counted: set[int]) -> None:
    kinds = {1: "interactive", 2: "batch", 3: "system"}
    after, _ = settle(site([node("n1")], [ask(number) for number in kinds]))
    running = (replace(one, session_type=kinds[one.session_id.int - 1000]) for one in after.running)
    after = replace(after, running=tuple(running))
    wait = Wait(UUID(int=9), Code.CONCURRENCY, "")
    found = holders(after, replace(ask(9), session_type=kind), wait)
    assert {one.session_id.int for one, _ in found} == counted
