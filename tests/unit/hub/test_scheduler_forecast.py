"""Estimates: lives learned from the past, futures of a queue, intervals that hold what they promise."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.benchmarks.estimates import Pod, replay

from kernelyard_hub.scheduler.decisions import KernelPlacement, Share
from kernelyard_hub.scheduler.estimates.calibration import (
    LEVEL,
    Margins,
    Told,
    calibration,
    margins,
    scale,
    unscale,
)
from kernelyard_hub.scheduler.estimates.forecast import Estimate, forecast, spell_wait, widened
from kernelyard_hub.scheduler.estimates.futures import NEVER, Account, Future, Holder, Job, Line, kinds_of
from kernelyard_hub.scheduler.estimates.lifetimes import Curve, Lifetimes, Lived
from kernelyard_hub.scheduler.snapshot import (
    AgentView,
    Budget,
    Dependency,
    DeviceView,
    GroupView,
    KeypairLimits,
    Running,
    Snapshot,
    Usage,
    Waiting,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ME = UUID(int=1)
ONE = 10_000
GIB = 2**30


def lived(*seconds: float, user: UUID = ME, ended: bool = True) -> list[Lived]:
    return [Lived("default", "interactive", user, one, ended) for one in seconds]


# Lives


def test_a_curve_counts_those_that_still_run() -> None:
    """Kaplan and Meier's own kind of example: the survivors of 6, 10+ and 15 of five."""
    curve = Curve.of([*lived(6, 15, 20), *lived(10, 30, ended=False)])
    assert curve.times.tolist() == [6, 15, 20]
    assert curve.left.tolist() == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 * 1 / 2])


def test_lives_are_longer_than_ages_and_follow_the_past() -> None:
    rng = np.random.default_rng(1)
    chance = random.Random(2)
    past = Lifetimes(lived(*[chance.expovariate(1 / 1000) for _ in range(2000)]))
    kinds = [("default", "interactive", ME)] * 400
    young = past.lives(kinds, np.zeros(400), rng, 10)
    assert np.median(young) == pytest.approx(1000 * np.log(2), rel=0.15)
    old = past.lives(kinds, np.full(400, 1500.0), rng, 10)
    assert (old > 1500).all()
    # An exponential life forgets its age.
    assert np.median(old - 1500) == pytest.approx(1000 * np.log(2), rel=0.25)
    beyond = past.lives(kinds, np.full(400, 50_000.0), rng, 10)
    assert np.median(beyond) == pytest.approx(100_000, rel=0.2)


def test_few_ends_of_a_user_are_taken_with_those_of_everybody() -> None:
    rng = np.random.default_rng(1)
    other = UUID(int=2)
    past = [*lived(*[100.0] * 50, user=other), *lived(*[10_000.0] * 5)]
    mine = Lifetimes(past).lives([("default", "interactive", ME)], np.zeros(1), rng, 400)
    assert 0.2 < (mine > 1000).mean() < 0.9
    sure = Lifetimes([*past, *lived(*[10_000.0] * 200)])
    assert (sure.lives([("default", "interactive", ME)], np.zeros(1), rng, 400) > 1000).mean() > 0.9


def test_without_a_past_everything_is_possible() -> None:
    rng = np.random.default_rng(1)
    lives = Lifetimes([]).lives([("default", "interactive", ME)], np.array([60.0]), rng, 200)
    assert len(Lifetimes([])) == 0
    assert np.isfinite(lives).all()
    assert (lives >= 60).all()


# Futures


def line(free: list[tuple[int, ...]], holders: list[Holder], jobs: list[Job], **more: Any) -> Line:
    most = [max(column, default=0) + 8 for column in zip(*free, strict=True)]
    return Line(free, holders, jobs, kinds_of(jobs), most=most, **more)


def play(given: Line, ends: list[float], lives: list[float] | None = None) -> list[float]:
    return Future(given, ends, lives or [10.0] * len(given.jobs)).play(1e9)


def test_what_ends_first_lets_the_first_start() -> None:
    """The last one uses what the second does not need of the node that is kept for it."""
    holders = [Holder(((0, (4,)),)), Holder(((1, (4,)),))]
    jobs = [Job((3,)), Job((3,)), Job((1,))]
    assert play(line([(0,), (0,)], holders, jobs), [50, 20]) == [20, 30, 20]


def test_a_node_is_kept_for_who_stands_first() -> None:
    """Two halves end one after the other; without a reservation the small ones would take the first."""
    holders = [Holder(((0, (2,)),)), Holder(((0, (2,)),)), Holder(((1, (1,)),))]
    jobs = [Job((4,)), Job((2,)), Job((1,))]
    assert play(line([(0,), (0,)], holders, jobs), [10, 40, 70], [5, 1000, 1000]) == [40, 45, 45]
    loose = line([(0,), (0,)], holders, jobs, reservations=False)
    assert play(loose, [10, 40, 70], [5, 1000, 1000])[:2] == [1040, 10]


def test_limits_times_dependencies_gangs_and_questions() -> None:
    limit = Account(1, {}, used_sessions=1, used=(1,))
    holders = [Holder(((0, (1,)),), accounts=(0,), charged=(1,))]
    jobs = [
        Job((1,), accounts=(0,)),
        Job((1,), earliest=30.0),
        Job((1,), after=(1,)),
        Job((2,), parts=2),
        Job((1,), asked=True),
        Job((9,), nodes=frozenset({1})),
    ]
    given = line([(0,), (3,)], holders, jobs, accounts=[limit], openings=[1])
    starts = play(given, [25.0])
    assert starts[0] == 25.0
    assert starts[1] == 30.0
    assert starts[2] == 40.0
    assert starts[4] == 0.0
    assert starts[5] == NEVER
    assert play(line([(2,), (3,)], [], [Job((2,), parts=2)], openings=[0, 1]), []) == [0.0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 50)), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 100)), max_size=6),
)
def test_nobody_ever_holds_more_than_there_is(
    jobs: list[tuple[int, int]], held: list[tuple[int, int]]
) -> None:
    """R01 of the played world, and everybody starts in the end."""
    used = [sum(1 for node, _ in held if node == row) for row in range(3)]
    holders = [Holder(((node, (1,)),)) for node, _ in held]
    free: list[tuple[int, ...]] = [(max(0, 6 - count),) for count in used]
    given = line(free, holders, [Job((need,)) for need, _ in jobs], openings=[0, 1, 2])
    starts = play(given, [float(end) for _, end in held], [float(life) for _, life in jobs])
    capacity = sum(row[0] for row in free) + len(held)
    assert all(start != NEVER for start in starts)
    spans = [(start, start + life, need) for start, (need, life) in zip(starts, jobs, strict=True)]
    spans += [(0.0, float(end), 1) for _, end in held]
    for at, _, _ in spans:
        assert sum(need for begin, end, need in spans if begin <= at < end) <= capacity


# Intervals


def told(count: int, factor: float, seed: int = 3) -> list[Told]:
    """Forecasts of 100 to 200 seconds, of what takes ``factor`` times as long, give or take."""
    rng = random.Random(seed)
    actuals = [rng.uniform(80, 220) * factor for _ in range(count)]
    return [Told(100.0, 200.0, Margins(0.0, 0.0), actual) for actual in actuals]


@pytest.mark.parametrize("factor", [0.2, 1.0, 5.0])
def test_intervals_are_moved_until_they_hold(factor: float) -> None:
    learned = margins(told(200, factor))
    now = widened(100.0, 150.0, 200.0, learned)
    inside = [
        now.low <= one.actual <= now.high for one in told(400, factor, seed=4) if one.actual is not None
    ]
    assert sum(inside) / len(inside) >= LEVEL


def test_who_waits_longer_than_told_counts_against_the_interval() -> None:
    margin = Margins(0.0, 0.0)
    overdue = [Told(10.0, 20.0, margin, None, waited=500.0)] * 50
    patient = [Told(10.0, 2000.0, margin, None, waited=500.0)] * 50
    assert calibration(overdue) == calibration([replace(one, waited=600.0) for one in overdue])
    found = calibration(overdue)
    assert found is not None
    assert (found.inside, found.count) == (0.0, 50)
    assert calibration(patient) is None
    assert margins(overdue).high > margins(patient).high


@given(st.floats(0, 1e7))
def test_the_scale_can_be_undone(seconds: float) -> None:
    assert unscale(scale(seconds)) == pytest.approx(seconds, abs=1e-3, rel=1e-6)


@pytest.mark.parametrize(
    ("seconds", "low", "high", "text"),
    [
        (720, 300, 1500, "in about 12 min (5–25)"),
        (40, 12, 85, "in about 40 s (10–85)"),
        (45, 10, 300, "in about 45 s (10 s–5 min)"),
        (3000, 600, 21_600, "in about 50 min (10 min–6.0 h)"),
        (7200, 0, 50_000, "in about 2.0 h (0–14)"),
        (0, 0, 240, "at any moment (up to 4 min)"),
        (400_000, 90_000, 900_000, "in about 4.6 days (25 h–10 days)"),
    ],
)
def test_spans_for_people(seconds: float, low: float, high: float, text: str) -> None:
    assert spell_wait(Estimate(seconds, low, high)) == text


# Forecasts of snapshots


def node(name: str = "n1", cores: int = 4, held: int = 0) -> AgentView:
    devices = (DeviceView("cores", "cpu", cores * ONE), DeviceView("root", "mem", 64 * GIB))
    amounts = {("cores", "cpu"): held * ONE} if held else {}
    return AgentView(name, "default", "x86_64", images=frozenset({"img"}), devices=devices, held=amounts)


def waiting(number: int, cores: int = 4, **more: Any) -> Waiting:
    facts: dict[str, Any] = {"user_id": ME, "access_key": "AK", "kernels": (UUID(int=number),), **more}
    return Waiting(
        session_id=UUID(int=100 + number),
        sequence=number,
        resource_group="default",
        project_id=UUID(int=5),
        domain="default",
        session_type="interactive",
        image="img",
        architecture="x86_64",
        per_kernel={"cpu": cores * ONE},
        **facts,
    )


def holder(number: int, cores: int = 4, agent: str = "n1", **more: Any) -> Running:
    placed = KernelPlacement(UUID(int=number), agent, (Share("cores", "cpu", cores * ONE),))
    facts: dict[str, Any] = {"started_at": NOW, "kernels": (placed,), **more}
    return Running(UUID(int=number), "default", "AK", ME, UUID(int=5), "default", "interactive", **facts)


def site(agents: list[AgentView], line: list[Waiting], running: list[Running], **more: Any) -> Snapshot:
    facts: dict[str, Any] = {"groups": {"default": GroupView("default")}, "limits": {}, "by_key": {}, **more}
    return Snapshot(agents=tuple(agents), waiting=tuple(line), running=tuple(running), **facts)


def test_hard_ends_are_known_exactly() -> None:
    ends = NOW + timedelta(seconds=600)
    jobs = [waiting(1, time_limit=300.0), waiting(2)]
    found = forecast(
        site([node(held=4)], jobs, [holder(1, ends_by=ends)]),
        NOW,
        Lifetimes(lived(*[1e6] * 20)),
        {"default": Margins(0.0, 0.0)},
    ).waiting
    assert [round(found[one.session_id].seconds) for one in jobs] == [600, 900]
    assert found[jobs[0].session_id].low == pytest.approx(600)
    assert found[jobs[0].session_id].high == pytest.approx(600)


def test_nothing_is_said_where_nothing_is_known() -> None:
    alone = site([node(held=4)], [waiting(1)], [holder(1)])
    assert forecast(alone, NOW, Lifetimes([])).waiting == {}
    too_big = site([node(held=4)], [waiting(1, cores=9)], [holder(1)])
    assert forecast(too_big, NOW, Lifetimes(lived(*[60.0] * 9))).waiting == {}
    lost = waiting(1, dependencies=(Dependency(UUID(int=77), "x", "open"),))
    assert forecast(site([node()], [lost], []), NOW, Lifetimes(lived(*[60.0] * 9))).waiting == {}


def test_limits_start_times_and_budgets_are_waited_for() -> None:
    past = Lifetimes(lived(*[60.0] * 9))
    exact = {"default": Margins(0.0, 0.0)}
    in_an_hour = waiting(1, starts_at=NOW + timedelta(hours=1))
    found = forecast(site([node()], [in_an_hour], []), NOW, past, exact).waiting
    assert found[in_an_hour.session_id].seconds == pytest.approx(3600)
    limits = {"AK": KeypairLimits("one", {}, concurrent_sessions=1)}
    mine = holder(1, cores=1, ends_by=NOW + timedelta(seconds=50))
    held = site([node(held=1)], [waiting(1, cores=1)], [mine], limits=limits, by_key={"AK": Usage({}, 1)})
    assert forecast(held, NOW, Lifetimes([]), exact).waiting[waiting(1).session_id].seconds == pytest.approx(
        50
    )
    budget = Budget("user", "u", "cpu", 10, 60.0, used=10, frees_at=NOW + timedelta(seconds=90))
    spent = site([node()], [waiting(1)], [], budgets={"AK": (budget,)})
    assert forecast(spent, NOW, past, exact).waiting[waiting(1).session_id].seconds == pytest.approx(90)


def test_a_question_changes_nothing_and_the_same_input_gives_the_same() -> None:
    before = site([node(held=4), node("n2", held=4)], [waiting(1)], [holder(1), holder(2, agent="n2")])
    past = lived(*[100.0 * number for number in range(1, 30)])
    plain = forecast(before, NOW, Lifetimes(past))
    asked = forecast(before, NOW, Lifetimes(past), asked=[waiting(9, cores=2)])
    assert set(plain.waiting) == set(asked.waiting)
    assert set(asked.asked) == {waiting(9).session_id}
    assert forecast(before, NOW, Lifetimes(past), asked=[waiting(9, cores=2)]) == asked
    first, later = asked.waiting[waiting(1).session_id], asked.asked[waiting(9).session_id]
    assert first.seconds <= later.seconds


def test_a_thousand_in_line_are_bounded_work() -> None:
    agents = [node(f"n{number:03}", held=4) for number in range(50)]
    running = [holder(number, agent=f"n{number:03}") for number in range(50)]
    jobs = [waiting(number, cores=1 + number % 4) for number in range(1, 1500)]
    found = forecast(site(agents, jobs, running), NOW, Lifetimes(lived(*[600.0 + n for n in range(99)])))
    assert len(found.waiting) == len(jobs)
    last, middle = found.waiting[jobs[-1].session_id], found.waiting[jobs[700].session_id]
    assert last.seconds > middle.seconds > 0


# Replay


def trace(seed: int, count: int) -> list[Pod]:
    """Pods with heavy-tailed lives, in bursts."""
    rng = random.Random(seed)
    pods, at = [], 0.0
    for number in range(count):
        at += rng.expovariate(1 / (20 if number // 40 % 2 else 200))
        lives = min(50_000.0, 60 * rng.paretovariate(0.9))
        gpus, milli = rng.choice([(1, 1000), (1, 1000), (1, 500), (2, 1000)])
        pods.append(Pod(f"p{number}", 4000, 8192, gpus, milli, "any", at, lives))
    return pods


def test_r15_most_starts_fall_inside_the_stated_interval() -> None:
    """The fast version of ``make bench-estimates``."""
    devices = (
        DeviceView("cores", "cpu", 64 * ONE),
        DeviceView("root", "mem", 512 * GIB),
        *(DeviceView(f"g{n}", "cuda.shares", ONE) for n in range(4)),
    )
    nodes = [
        AgentView(f"n{n}", "default", "x86_64", images=frozenset({"any"}), devices=devices) for n in range(2)
    ]
    report = replay(trace(1, 210), nodes, load=1.0, seed=1, count=200, machines=2, work=2500).report()
    assert report["forecasts"] > 60
    assert report["inside"] >= LEVEL
