"""The scheduler's pure part: placement, admission, order, reasons."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernelyard_agent.slots import Slots
from kernelyard_hub.scheduler.advice.dryrun import verdict
from kernelyard_hub.scheduler.decisions import Code, Placed, Wait
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.scheduler.passes.admit import spell
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.placement.place import Room
from kernelyard_hub.scheduler.snapshot import (
    AgentView,
    DeviceView,
    GroupView,
    KeypairLimits,
    Snapshot,
    Usage,
    Waiting,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GIB = 2**30
PROJECT = UUID(int=7)


def agent(
    name: str = "n1", *, cores: int = 4, memory: int = 8 * GIB, gpus: int = 0, **more: Any
) -> AgentView:
    found = [DeviceView(f"c{i}", "cpu", 10_000) for i in range(cores)]
    found.append(DeviceView("mem", "mem", memory))
    found += [DeviceView(f"g{i}", "cuda.shares", 10_000) for i in range(gpus)]
    facts: dict[str, Any] = {"images": frozenset({"img"}), "volumes": frozenset({"v1"}), **more}
    return AgentView(name, "default", "x86_64", devices=(*found, *facts.pop("extra", ())), **facts)


def ask(sequence: int = 1, *, kernels: int = 1, key: str = "AK", **slots: int) -> Waiting:
    amounts: Slots = {name.replace("_", "."): amount for name, amount in slots.items()}
    return Waiting(
        session_id=UUID(int=sequence + 1000),
        sequence=sequence,
        resource_group="default",
        access_key=key,
        user_id=UUID(int=1),
        project_id=PROJECT,
        domain="default",
        session_type="interactive",
        image="img",
        architecture="x86_64",
        per_kernel=amounts or {"cpu": 10_000, "mem": GIB},
        kernels=tuple(uuid4() for _ in range(kernels)),
    )


def snapshot(agents: list[AgentView], waiting: list[Waiting], **more: Any) -> Snapshot:
    facts: dict[str, Any] = {"limits": {}, "by_key": {}, "groups": {"default": GroupView("default")}, **more}
    return Snapshot(agents=tuple(agents), waiting=tuple(waiting), **facts)


def only(agents: list[AgentView], session: Waiting, **more: Any) -> Placed | Wait:
    (decision,) = decide(snapshot(agents, [session], **more), NOW)
    assert isinstance(decision, Placed | Wait)
    return decision


def reason(agents: list[AgentView], session: Waiting, **more: Any) -> tuple[Code, str]:
    decision = only(agents, session, **more)
    assert isinstance(decision, Wait)
    return decision.code, decision.text


# Placement


def test_fractions_follow_the_vectors_of_evenly(shared: Path) -> None:
    """fgpu.md 2.2: every EVENLY vector of fractional devices whose options we have."""
    checked = 0
    for vector in json.loads((shared / "spec/fgpu_alloc_vectors.json").read_text()):
        usual = {"name", "map", "strategy", "devices", "quantum", "already", "request", "expect"}
        if (vector["map"], vector["strategy"], vector["quantum"]) != ("fraction", "EVENLY", "0.01"):
            continue
        if (
            list(vector["request"]) != ["cuda.shares"]
            or set(vector) != usual
            or vector["request"] == {"cuda.shares": "0"}
        ):
            continue
        before = vector["already"].get("cuda.shares", vector["already"])
        devices = tuple(DeviceView(d, "cuda.shares", units(c)) for d, c in vector["devices"].items())
        held = {(d, "cuda.shares"): units(a) for d, a in before.items()}
        node = AgentView("n", "default", "x", devices=devices, held=held)
        found = Room(node).fit({"cuda.shares": units(vector["request"]["cuda.shares"])})
        wanted = vector["expect"]["result"]
        if isinstance(wanted, str):
            assert found is None, vector["name"]
        else:
            shares = {d: units(a) for d, a in wanted["cuda.shares"].items()}
            assert found is not None, vector["name"]
            assert {s.device_id: s.amount for s in found} == shares, vector["name"]
        checked += 1
    assert checked >= 35


def units(text: str) -> int:
    return int(Decimal(text) * 10_000)


def test_whole_devices_are_for_one_kernel_each() -> None:
    gpus = tuple(DeviceView(f"G{i}", "cuda.device", 10_000, exclusive=True) for i in range(2))
    node = agent(extra=gpus)
    decisions = decide(snapshot([node], [ask(n, cpu=10_000, cuda_device=10_000) for n in (1, 2, 3)]), NOW)
    taken = [
        s.device_id
        for d in decisions
        if isinstance(d, Placed)
        for k in d.kernels
        for s in k.shares
        if s.exclusive
    ]
    assert sorted(taken) == ["G0", "G1"]
    assert isinstance(decisions[2], Wait)


def test_a_device_in_two_slots_is_not_whole_once_it_is_shared() -> None:
    both = (DeviceView("G", "cuda.device", 10_000, exclusive=True), DeviceView("G", "cuda.shares", 10_000))
    node = agent(extra=both, held={("G", "cuda.shares"): 1_000})
    assert Room(node).fit({"cuda.device": 10_000}) is None
    assert Room(node).fit({"cuda.shares": 9_000}) is not None
    assert Room(replace(node, held={}, taken=frozenset({"G"}))).fit({"cuda.shares": 1}) is None


@pytest.mark.feature("SCH-006")
def test_the_emptiest_node_and_the_least_used_cores_come_first() -> None:
    busy = agent("a", held={("c0", "cpu"): 10_000, ("c1", "cpu"): 10_000})
    idle = agent("b", held={("c0", "cpu"): 5_000})
    placed = only([busy, idle], ask(cpu=10_000, mem=GIB))
    assert isinstance(placed, Placed)
    assert placed.kernels[0].agent_id == "b"
    assert next(s.device_id for s in placed.kernels[0].shares if s.slot == "cpu") == "c1"


def test_a_cluster_starts_with_all_its_kernels_or_not_at_all() -> None:
    """R16."""
    nodes = [agent("a", cores=1), agent("b", cores=1)]
    spread = replace(ask(kernels=2), single_node=False)
    placed = only(nodes, spread)
    assert isinstance(placed, Placed)
    assert {kernel.agent_id for kernel in placed.kernels} == {"a", "b"}
    assert isinstance(only(nodes, ask(kernels=2)), Wait)
    first, second = decide(snapshot(nodes, [replace(ask(1, kernels=3), single_node=False), ask(2)]), NOW)
    assert isinstance(first, Wait)
    assert isinstance(second, Placed), "what the cluster could not use is free for the next"


AMOUNTS = st.fixed_dictionaries(
    {"cpu": st.integers(1, 40_000)},
    optional={
        "mem": st.integers(1, 4 * GIB),
        "cuda.shares": st.integers(1, 25_000),
        "cuda.device": st.sampled_from([10_000, 20_000]),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=12), st.integers(1, 3), st.integers(0, 3))
def test_no_pass_overcommits_a_device(requests: list[dict[str, int]], nodes: int, gpus: int) -> None:
    """R01, R03: sums stay below capacity, exclusive devices are not shared, and what waits does not fit."""
    mixed = tuple(
        device
        for i in range(gpus)
        for device in (
            DeviceView(f"G{i}", "cuda.device", 10_000, exclusive=True),
            DeviceView(f"G{i}", "cuda.shares", 10_000),
        )
    )
    agents = [agent(f"n{i}", extra=mixed) for i in range(nodes)]
    waiting = [replace(ask(n), per_kernel=amounts) for n, amounts in enumerate(requests)]
    decisions = decide(snapshot(agents, waiting), NOW)
    held: dict[tuple[str, str, str], int] = {}
    holders: dict[tuple[str, str], list[bool]] = {}
    for decision, session in zip(decisions, waiting, strict=True):
        if not isinstance(decision, Placed):
            continue
        got: Slots = {}
        for kernel in decision.kernels:
            for share in kernel.shares:
                assert share.amount > 0
                key = (kernel.agent_id, share.device_id, share.slot)
                held[key] = held.get(key, 0) + share.amount
                holders.setdefault(key[:2], []).append(share.exclusive)
                got[share.slot] = got.get(share.slot, 0) + share.amount
        assert got == session.per_kernel, "exactly what was asked for"
    capacity = {(a.agent_id, d.device_id, d.slot): d.capacity for a in agents for d in a.devices}
    assert all(amount <= capacity[key] for key, amount in held.items())
    assert all(len(flags) == 1 for flags in holders.values() if any(flags))
    for node in agents:
        mine = {key[1:]: amount for key, amount in held.items() if key[0] == node.agent_id}
        alone = frozenset(key[1] for key, flags in holders.items() if key[0] == node.agent_id and any(flags))
        room = Room(replace(node, held=mine, taken=alone))
        for decision, session in zip(decisions, waiting, strict=True):
            assert isinstance(decision, Placed) or room.fit(session.per_kernel) is None


@given(st.lists(AMOUNTS, min_size=1, max_size=8))
def test_the_same_input_gives_the_same_decisions(requests: list[dict[str, int]]) -> None:
    """R13."""
    given_ = snapshot([agent(gpus=2)], [replace(ask(n), per_kernel=a) for n, a in enumerate(requests)])
    assert repr(decide(given_, NOW)) == repr(decide(given_, NOW))


# Order and admission


@pytest.mark.feature("SCH-003")
def test_first_come_first_served_whatever_the_clock_says() -> None:
    late = replace(ask(1), created_at=NOW)
    early = replace(ask(2), created_at=NOW - timedelta(hours=1))
    first, second = decide(snapshot([agent(cores=1)], [early, late]), NOW)
    assert isinstance(first, Placed) and first.session_id == late.session_id
    assert isinstance(second, Wait)


def test_an_impossible_session_never_stops_the_rest() -> None:
    """R05."""
    first, second = decide(snapshot([agent()], [ask(1, cpu=90_000), ask(2)]), NOW)
    assert isinstance(first, Wait) and first.code is Code.NEVER_FITS
    assert isinstance(second, Placed)


def limits(**more: Any) -> dict[str, KeypairLimits]:
    facts: dict[str, Any] = {"slots": {}, **more}
    return {"AK": KeypairLimits("default", **facts)}


@pytest.mark.feature("SCH-031")
def test_concurrent_sessions_are_counted_within_the_pass() -> None:
    waiting = [ask(n, cpu=1_000) for n in range(4)]
    used = {"AK": Usage({"cpu": 1_000}, 1)}
    decisions = decide(snapshot([agent()], waiting, limits=limits(concurrent_sessions=3), by_key=used), NOW)
    assert [isinstance(d, Placed) for d in decisions] == [True, True, False, False]
    assert isinstance(decisions[2], Wait)
    assert (
        decisions[2].text
        == "Your keypair policy allows 3 running sessions at once; it starts when one of yours ends."
    )


@pytest.mark.feature("SCH-026", "SCH-037")
def test_policy_totals_hold_over_all_sessions_of_a_key() -> None:
    node = [agent(gpus=1)]
    used = {"AK": Usage({"cpu": 10_000}, 1)}
    code, text = reason(node, ask(cpu=10_000), limits=limits(slots={"cpu": 15_000}), by_key=used)
    assert (code, text) == (
        Code.KEYPAIR_LIMIT,
        "Your keypair policy leaves too little: 0.5 cpu more than it allows you at once.",
    )
    assert isinstance(only(node, ask(mem=GIB), limits=limits(slots={"cpu": 5_000}), by_key=used), Placed)
    closed = limits(slots={"cpu": 20_000, "mem": GIB}, unspecified_unlimited=False)
    assert reason(node, ask(cpu=10_000, cuda_shares=1), limits=closed)[0] is Code.KEYPAIR_LIMIT


def test_limits_of_project_and_domain() -> None:
    held = {PROJECT: Usage({"cpu": 10_000})}
    code, _ = reason([agent()], ask(cpu=10_000), project_limits={PROJECT: {"cpu": 10_000}}, by_project=held)
    assert code is Code.PROJECT_LIMIT
    code, _ = reason([agent()], ask(cpu=10_000), domain_limits={"default": {"cpu": 9_999}})
    assert code is Code.DOMAIN_LIMIT


def test_a_session_does_not_start_before_its_time() -> None:
    session = replace(ask(), starts_at=NOW + timedelta(minutes=5))
    assert reason([agent()], session) == (Code.NOT_YET, "It was asked to start at 2026-01-01 00:05 UTC.")
    assert isinstance(only([agent()], replace(session, starts_at=NOW)), Placed)


@pytest.mark.feature("STO-009")
def test_a_node_without_one_of_the_volumes_is_never_chosen() -> None:
    """However empty it is, and however full the others are."""
    needs = replace(ask(), volumes=frozenset({"v1", "v2"}))
    nodes = [agent("a", cores=64), agent("b", volumes=frozenset({"v1", "v2"}))]
    decision = only(nodes, needs)
    assert isinstance(decision, Placed)
    assert {placement.agent_id for placement in decision.kernels} == {"b"}


# Reasons


@pytest.mark.parametrize(
    ("agents", "session", "code", "text"),
    [
        ([], ask(), Code.NO_AGENT, "No node of the resource group 'default' is up at the moment."),
        (
            [agent(schedulable=False)],
            ask(),
            Code.NO_AGENT,
            "No node of the resource group 'default' is up at the moment.",
        ),
        (
            [agent()],
            replace(ask(), architecture="arm"),
            Code.NO_AGENT,
            "No node that is up has the architecture arm.",
        ),
        ([agent()], replace(ask(), image="r"), Code.NO_IMAGE, "No node that is up has the image r."),
        (
            [agent()],
            replace(ask(), volumes=frozenset({"v2"})),
            Code.NO_VOLUME,
            "No node that is up mounts the storage that it needs (v2).",
        ),
        (
            [agent(volumes=frozenset({"v1", "v2"})), agent("b", volumes=frozenset({"v2"}))],
            replace(ask(), volumes=frozenset({"v1", "v3"})),
            Code.NO_VOLUME,
            "No node that is up mounts the storage that it needs (v3).",
        ),
        (
            [agent(), agent("b", volumes=frozenset({"v2"}))],
            replace(ask(), volumes=frozenset({"v1", "v2"})),
            Code.NO_VOLUME,
            "No node that is up mounts all of the storage that it needs (v1, v2).",
        ),
        (
            [agent()],
            replace(ask(), agents=frozenset({"elsewhere"})),
            Code.NO_AGENT,
            "None of the nodes that it was asked to run on is up with its image.",
        ),
        (
            [agent(cores=2)],
            ask(cpu=30_000),
            Code.NEVER_FITS,
            "No node is big enough for it: even an empty one lacks 1 cpu.",
        ),
        (
            [agent(cores=1, held={("c0", "cpu"): 4_000})],
            ask(cpu=10_000),
            Code.NO_ROOM,
            "It waits for 0.4 cpu to become free.",
        ),
        (
            [agent(gpus=2, extra=(DeviceView("G", "cuda.device", 10_000, True),), taken=frozenset({"g0"}))],
            ask(cuda_shares=20_000),
            Code.NO_ROOM,
            "It waits for 1 cuda.shares to become free.",
        ),
    ],
)
def test_the_reason_is_one_true_sentence(
    agents: list[AgentView], session: Waiting, code: Code, text: str
) -> None:
    assert reason(agents, session) == (code, text)


def test_amounts_for_people() -> None:
    assert (
        spell({"mem": 3 * GIB // 2, "cpu": 20_000, "cuda.shares": 5_000})
        == "2 cpu, 1.5 GiB of memory and 0.5 cuda.shares"
    )
    assert spell({"mem": 512 * 2**20}) == "512 MiB of memory"


@settings(max_examples=100, deadline=None)
@given(AMOUNTS, st.integers(0, 40_000))
def test_the_dry_run_tells_what_the_pass_then_does(amounts: dict[str, int], used: int) -> None:
    """R14: *now* starts, *wait* starts once the node is empty, *never* does not even then."""
    held = {(f"c{i}", "cpu"): min(10_000, max(0, used - 10_000 * i)) for i in range(4)}
    request = replace(ask(), per_kernel=amounts)
    node = agent(gpus=1, held=held)
    told = verdict(snapshot([node], [], limits=limits()), request, NOW).when
    empty = replace(node, held={})
    assert (told == "now") == isinstance(only([node], request), Placed)
    assert (told == "never") == isinstance(only([empty], request), Wait)


# States


@pytest.mark.feature("SES-004")
def test_the_table_of_states_is_whole() -> None:
    """R07: whatever is neither waiting nor running has a deadline; every state can come to an end."""
    documented = (
        "PENDING SCHEDULED PULLING PREPARING RUNNING RESTARTING RUNNING_DEGRADED TERMINATING TERMINATED"
    )
    assert set(states.TABLE) == {*documented.split(), "ERROR", "CANCELLED"}
    assert set(states.TABLE) >= {name for state in states.TABLE.values() for name in state.then}
    for name, state in states.TABLE.items():
        reachable, border = set(), {name}
        while border:
            reachable |= border
            border = {after for before in border for after in states.TABLE[before].then} - reachable
        assert reachable & states.TERMINAL
        settled = name in ("PENDING", "RUNNING", "RUNNING_DEGRADED") or state.terminal
        assert settled != state.transitional
    with pytest.raises(states.IllegalTransition):
        states.check("TERMINATED", "RUNNING")
    with pytest.raises(states.IllegalTransition):
        states.check("RUNNING", "PENDING")
