"""What a pass saw and decided survives being written and read, in any sequence of passes."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_type_hints
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernelyard_hub.scheduler.decisions import Cancel, Code, Decision, Placed, Preempt, Wait
from kernelyard_hub.scheduler.records.codec import codec, difference, differing
from kernelyard_hub.scheduler.records.record import Damaged, Memory, text
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, Snapshot, Waiting

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, UTC)
KINDS = st.one_of(
    st.none(),
    st.text(max_size=3),
    st.tuples(st.text(max_size=3), st.frozensets(st.text(max_size=2)), st.booleans()),
)
NUMBERS = st.one_of(st.integers(-(2**70), 2**70), st.floats(allow_nan=False))


@pytest.fixture(autouse=True, scope="module")
def known_types() -> Any:
    """Small values of the types that the contracts use."""
    st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
    st.register_type_strategy(Hashable, KINDS)
    st.register_type_strategy(float, st.floats(allow_nan=False))
    return None


def rows(kind: type[Any], by: str) -> st.SearchStrategy[tuple[Any, ...]]:
    """Rows that are told apart by a key of few values, so that passes have some in common."""
    key: Any = UUID if get_type_hints(kind)[by] is UUID else str
    keys = st.integers(0, 4).map(lambda n: key(int=n) if key is UUID else f"k{n}")
    return st.lists(st.builds(kind, **{by: keys}), max_size=3, unique_by=lambda row: getattr(row, by)).map(
        tuple
    )


def snapshots() -> st.SearchStrategy[Snapshot]:
    hints = get_type_hints(Snapshot)
    parts = {
        name: rows(hint.__args__[0], "agent_id" if name == "agents" else "session_id")
        for name, hint in hints.items()
        if name in ("agents", "waiting", "running")
    }
    return st.builds(Snapshot, **parts)


HELD = st.dictionaries(st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz")), st.integers(0, 3))


@given(
    HELD,
    st.lists(st.tuples(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("xyz")), st.integers(0, 9))),
)
def test_of_what_nodes_hold_changes_are_told(
    before: dict[tuple[str, str], int], changes: list[tuple[tuple[str, str], int]]
) -> None:
    part = codec(get_type_hints(AgentView)["held"])
    after = dict(before)
    for key, amount in changes:
        after.pop(key, None)
        if amount:
            after[key] = amount
    told = json.loads(text(difference(part, before, after)))
    assert list(differing(part, before, told).items()) == list(after.items())


def test_one_change_of_many_is_told_in_few_words() -> None:
    part = codec(get_type_hints(AgentView)["held"])
    before = {(f"cpu{number}", "cpu"): 10_000 for number in range(100)}
    assert difference(part, before, {**before, ("cpu7", "cpu"): 5_000}) == {"set": [[["cpu7", "cpu"], 5_000]]}


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_passes_survive_being_written_and_read(data: st.DataObject) -> None:
    written, read = Memory(), Memory()
    before: list[Decision] | None = None
    for _ in range(data.draw(st.integers(1, 3))):
        snapshot = data.draw(snapshots())
        decisions = data.draw(
            st.lists(
                st.one_of(*(st.from_type(kind) for kind in (Placed, Wait, Preempt, Cancel))),
                max_size=4,
                unique_by=lambda one: one.session_id,
            )
        )
        line = written.write(snapshot, NOW, decisions)
        assert (line is None) == (decisions == before)
        before = decisions
        if line is None:
            continue
        recorded = read.read(json.loads(text(line)))
        assert recorded.snapshot == snapshot
        assert [list(one) for one in (recorded.snapshot.by_key, recorded.snapshot.groups)] == [
            list(snapshot.by_key),
            list(snapshot.groups),
        ]
        assert (recorded.now, recorded.decisions) == (NOW, {one.session_id: one for one in decisions})


def node(name: str, held: int) -> AgentView:
    devices = (DeviceView("cores", "cpu", 40_000),)
    return AgentView(name, "default", "x86_64", devices=devices, held={("cores", "cpu"): held})


def asks(number: int, **more: Any) -> Waiting:
    return Waiting(
        UUID(int=number), number, "default", "K", UUID(int=1), UUID(int=2), "default", "batch", "i", "x",
        per_kernel={"cpu": 10_000}, kernels=(UUID(int=100 + number),), **more,
    )  # fmt: skip


def wait(number: int, text: str = "No room.") -> Wait:
    return Wait(UUID(int=number), Code.NO_ROOM, text)


def test_several_that_leave_are_told_in_one_order_whatever_stood_before() -> None:
    """Two swap their places, then both leave: a replay finds the same bytes."""
    live, read, again = Memory(), Memory(), Memory()
    empty = Snapshot((), {}, (), {}, {})
    for decisions in ([wait(1), wait(2)], [wait(2), wait(1)], []):
        line = live.write(empty, datetime(2026, 1, 1, tzinfo=UTC), decisions)
        recorded = read.read(json.loads(text(line)))
        assert text(again.say(decisions)) == text(recorded.said)
        again.agree(recorded)


def test_only_what_has_changed_is_written() -> None:
    memory = Memory()
    first = Snapshot((node("a", 0), node("b", 0)), {}, (asks(1), asks(2)), {}, {})
    memory.write(first, NOW, [wait(1), wait(2)])
    assert memory.write(first, NOW, [wait(1), wait(2)]) is None
    other = replace(first, agents=(node("a", 7), node("b", 0)), waiting=(asks(2), asks(3)))
    line = memory.write(other, NOW, [wait(2), wait(3, "Soon.")])
    assert line is not None
    assert line["saw"] == {
        "agents": {"set": [["a", {"held": [[["cores", "cpu"], 7]]}]]},
        "waiting": {"new": [[str(UUID(int=3)), codec(Waiting).dump(asks(3))]], "gone": [str(UUID(int=1))]},
    }
    assert list(line["decided"]) == ["new", "gone", "order"]
    again = memory.write(other, NOW, [wait(3, "Soon."), wait(2)])
    assert again is not None and list(again["decided"]) == ["order"], "the order alone is another"


ODD = [
    ({"agents": {"gone": ["unknown"]}}, {}),
    ({"agents": {"new": [["a", {"unknown": 1}]]}}, {}),
    ([], {}),
    ({}, {"new": [[str(UUID(int=1)), {"is": "Other"}]]}),
]


@pytest.mark.parametrize(("saw", "decided"), ODD)
def test_lines_that_nobody_has_written(saw: Any, decided: Any) -> None:
    for line in ({"now": NOW.isoformat(), "saw": saw, "decided": {**decided, "order": ""}}, {}):
        with pytest.raises(Damaged):
            Memory().read(line)


@settings(max_examples=100, deadline=None)
@given(NUMBERS)
def test_numbers_keep_their_kind(number: float) -> None:
    told = json.loads(text({"n": number}))["n"]
    assert (told, type(told)) == (number, type(number))


def test_a_type_that_cannot_be_recorded_is_named() -> None:
    with pytest.raises(TypeError, match="complex"):
        codec(complex)
