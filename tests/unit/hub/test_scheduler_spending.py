"""Budgets and past use, as pure functions: against sums over every second, and under clocks that jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub.scheduler.decisions import Code, Wait
from kernelyard_hub.scheduler.life.clock import Watch
from kernelyard_hub.scheduler.passes.admit import Admission
from kernelyard_hub.scheduler.passes.spending import Held, ahead, with_use
from kernelyard_hub.scheduler.readers.past import decayed
from kernelyard_hub.scheduler.snapshot import Budget, GroupView, KeypairLimits, Snapshot, Waiting

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
"""In the night in which Europe puts its clocks on."""
WINDOW = 20
MINUTE = timedelta(minutes=1)


def at(minutes: int) -> datetime:
    return NOW + minutes * MINUTE


holdings = st.lists(
    st.builds(
        lambda amount, start, length: Held(
            amount * COUNT_SCALE, at(start), None if length is None else at(start + length)
        ),
        st.integers(1, 4),
        st.integers(-3 * WINDOW, 5),
        st.none() | st.integers(-5, 2 * WINDOW),
    ),
    max_size=6,
)


def by_the_minute(held: list[Held], end: int) -> int:
    """Amount times minutes within the window that ends then."""
    total = 0
    for part in held:
        for minute in range(end - WINDOW, end):
            if part.since <= at(minute) and (part.until is None or at(minute) < part.until):
                total += part.amount
    return total


@settings(max_examples=150, deadline=None)
@given(holdings, st.integers(1, 60))
def test_what_is_used_and_when_it_is_free_again(held: list[Held], limit: int) -> None:
    """Against a sum over every minute; all ends lie on whole minutes."""
    budget = Budget("user", "u", "cpu", limit * COUNT_SCALE // 60, WINDOW * 60.0)
    found = with_use(budget, held, NOW)
    assert found.used == by_the_minute(held, 0) // 60
    assert found.used >= 0 and found.committed >= 0
    if found.used < budget.amount:
        assert found.frees_at is None
        return
    below = next((m for m in range(1, 6 * WINDOW) if by_the_minute(held, m) < budget.amount * 60), None)
    if below is None:
        assert found.frees_at is None
    else:
        assert found.frees_at is not None
        assert at(below - 1) <= found.frees_at <= at(below)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-500, 200), st.none() | st.integers(-500, 200)), max_size=5),
    st.sampled_from([0.0, 60.0, 3600.0]),
)
def test_past_use_is_never_negative_and_the_older_counts_less(
    spans: list[tuple[int, int | None]], half_life: float
) -> None:
    user = UUID(int=1)
    uses = [(user, "cpu", COUNT_SCALE, at(a), None if b is None else at(b)) for a, b in spans]
    found = decayed(uses, {"cpu": 4 * COUNT_SCALE}, half_life, NOW)
    assert all(amount >= 0 for amount in found.values())


def test_an_hour_one_half_life_ago_counts_half_of_one_now() -> None:
    hour = 3600.0
    old, new = uuid4(), uuid4()
    uses = [
        (old, "cpu", COUNT_SCALE, at(-120), at(-60)),
        (new, "cpu", COUNT_SCALE, at(-60), None),
        (new, "mem", 1, at(-60), None),
        (new, "gone", 5, at(-60), None),
    ]
    found = decayed(uses, {"cpu": COUNT_SCALE, "mem": 1000}, hour, NOW)
    assert found[old] == pytest.approx(found[new] / 2)


def asking(amount: int, limit: float | None, project: UUID) -> Waiting:
    return Waiting(
        uuid4(), 1, "g", "key", UUID(int=1), project, "d", "interactive", "i", "x86_64",
        {"cuda.shares": amount, "cpu": COUNT_SCALE}, (uuid4(),), time_limit=limit,
    )  # fmt: skip


def snapshot(*budgets: Budget) -> Snapshot:
    return Snapshot((), {"g": GroupView("g")}, (), {}, {}, budgets={"key": budgets})


def started(admission: Admission, sessions: list[Waiting]) -> int:
    count = 0
    for session in sessions:
        if admission.check(session) is None:
            admission.grant(session)
            count += 1
    return count


@pytest.mark.parametrize(
    ("limit", "amount", "expected"),
    [(3600.0, 1, 5), (1800.0, 1, 10), (7200.0, 1, 2), (None, 1, 5), (None, 2, 3)],
)
def test_sessions_that_start_together_do_not_exceed_a_budget_together(
    limit: float | None, amount: int, expected: int
) -> None:
    """Five GPU-hours; whose end nobody knows counts for an hour."""
    project = UUID(int=2)
    budget = Budget("user", str(UUID(int=1)), "gpu", 5 * COUNT_SCALE, 86400.0)
    sessions = [asking(amount * COUNT_SCALE, limit, project) for _ in range(100)]
    assert started(Admission(snapshot(budget), NOW), sessions) == expected
    elsewhere = Budget("project", str(uuid4()), "gpu", 0, 86400.0)
    assert started(Admission(snapshot(elsewhere), NOW), sessions) == 100
    mine = replace(elsewhere, scope_id=str(project))
    assert started(Admission(snapshot(mine), NOW), sessions) == 0


@pytest.mark.parametrize(
    ("limit", "lifetime", "waited", "expected"),
    [
        (None, 7200, 0, 2),
        (3600.0, 7200, 0, 5),
        (7200.0, 3600, 0, 5),
        (None, 7200, 3600, 5),
        (None, 30000, 0, 0),
    ],
)
def test_a_policys_lifetime_is_a_known_end(
    limit: float | None, lifetime: int, waited: int, expected: int
) -> None:
    """It runs from the creation on, and so what is left of it counts."""
    budget = Budget("user", str(UUID(int=1)), "gpu", 5 * COUNT_SCALE, 86400.0)
    limits = {"key": KeypairLimits("p", {}, lifetime=lifetime)}
    created = NOW - timedelta(seconds=waited)
    sessions = [replace(asking(COUNT_SCALE, limit, UUID(int=2)), created_at=created) for _ in range(10)]
    assert started(Admission(replace(snapshot(budget), limits=limits), NOW), sessions) == expected


def test_a_budget_says_what_it_leaves() -> None:
    budget = Budget("project", str(UUID(int=2)), "gpu", 5 * COUNT_SCALE, 7 * 86400.0, used=4 * COUNT_SCALE)
    held = Admission(snapshot(budget), NOW).check(asking(COUNT_SCALE, 7200.0, UUID(int=2)))
    assert isinstance(held, Wait) and held.code is Code.BUDGET
    assert held.text == (
        "Your project has 1 gpu hours left of the budget within 7 days: "
        "a session like this one may run for 1 hour at the most now."
    )
    busy = replace(budget, used=0, committed=5 * COUNT_SCALE)
    held = Admission(snapshot(busy), NOW).check(asking(COUNT_SCALE, None, UUID(int=2)))
    assert isinstance(held, Wait)
    assert held.text.endswith("within 7 days that your project has is needed by what runs already.")
    assert ahead(COUNT_SCALE, None) == COUNT_SCALE


class Times:
    def __init__(self) -> None:
        self.wall, self.since = NOW, 1000.0

    def go(self, seconds: float, jump: float = 0.0) -> None:
        self.wall += timedelta(seconds=seconds + jump)
        self.since += seconds


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7200), st.sampled_from([0, 0, 1, -3, 3600, -3600])), max_size=8))
def test_only_what_the_wall_clock_did_alone_is_a_jump(steps: list[tuple[int, int]]) -> None:
    times = Times()
    watch = Watch(lambda: times.wall, lambda: times.since, boot="b")
    for seconds, jump in steps:
        before = times.wall
        times.go(seconds, jump)
        found = watch.look()
        if abs(jump) <= 3:
            assert found is None
            continue
        assert found is not None and found.by == timedelta(seconds=jump)
        old = before - timedelta(days=1)
        assert found.moved(old) == old + found.by
        assert found.moved(times.wall) == times.wall and found.moved(None) is None
