"""Verdicts of the idle checks: the vectors of fgpu.md 5.2, R17 (evidence), R19 (clocks), reclaim. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_hub.idle import settings
from kernelyard_hub.idle.facts import Facts, Judgement, Mark, Memory, Snooze
from kernelyard_hub.idle.series import MOST, Series, under_used
from kernelyard_hub.idle.settings import LIFETIME, NETWORK, RECLAIM, UTILIZATION, Config
from kernelyard_hub.idle.verdicts import judge
from kernelyard_hub.scheduler.group_options import Reclaim

NOW = 1_800_000_000.0
ID = UUID(int=1)
ALLOCATED = frozenset({"cpu", "mem", "cuda.shares"})
THRESHOLDS = {"cpu_util": 30.0, "cuda_util": 10.0}


@dataclass
class Watched:
    """A session that is looked at again and again."""

    config: Config = field(default_factory=Config)
    facts: Facts = field(default_factory=lambda: Facts(ID, "interactive", NOW, NOW, allocated=ALLOCATED))
    memory: Memory = field(default_factory=lambda: Memory(NOW))
    now: float = NOW
    warned: list[tuple[float, str]] = field(default_factory=list)
    ended: str | None = None
    last: Judgement | None = None

    def look(self, step: float = 15.0, **changes: object) -> Judgement:
        self.now += step
        self.facts = replace(self.facts, **changes)  # type: ignore[arg-type]
        judgement = judge(self.facts, self.memory, self.config, self.now, elapsed=step)
        self.memory, self.last = judgement.memory, judgement
        if judgement.warn is not None:
            self.warned.append((self.now, judgement.warn.name))
        if judgement.end is not None:
            self.ended = judgement.end.reason
        return judgement

    def watch(self, seconds: float, change: Callable[[float], Mapping[str, Any]] | None = None) -> Watched:
        """Look every 15 seconds until the session ends or the time is over."""
        until = self.now + seconds
        while self.now < until and self.ended is None:
            self.look(15.0, **(change(self.now + 15.0) if change is not None else {}))
        return self


@pytest.mark.feature("SCH-047")
@pytest.mark.parametrize(
    ("operator", "cpu", "cuda", "ends"),
    [
        ("and", 50, 0, False),
        ("and", 10, 5, True),
        ("and", 10, 10, False),
        ("and", 10, None, True),
        ("and", None, None, False),
        ("or", 50, 0, True),
        ("or", 50, 10, False),
        ("or", 29.99, 50, True),
    ],
)
def test_utilization_vectors(operator: str, cpu: float | None, cuda: float | None, ends: bool) -> None:
    figures = {"cpu_util": cpu, "cuda_util": cuda}
    known = {name: float(value) for name, value in figures.items() if value is not None}
    assert under_used(known, THRESHOLDS, operator, ALLOCATED) is ends
    config = Config(
        enabled=frozenset({UTILIZATION}), window=60.0, grace=0.0, operator=operator, thresholds=THRESHOLDS
    )
    watched = Watched(config, replace(Watched().facts, figures=known)).watch(600)
    assert watched.ended == ("idle-utilization" if ends else None)


def test_a_metric_counts_with_its_resource_only() -> None:
    assert not under_used({"cuda_util": 0.0}, THRESHOLDS, "and", {"cpu", "mem"})
    assert under_used({"cuda_util": 0.0}, THRESHOLDS, "and", {"cuda.device"})
    assert not under_used({"cpu_util": 0.0}, {"cpu_util": None}, "or", ALLOCATED)


def test_nothing_is_judged_before_window_and_grace_are_over() -> None:
    config = Config(enabled=frozenset({UTILIZATION}), window=60.0, grace=300.0, thresholds=THRESHOLDS)
    watched = Watched(config, replace(Watched().facts, figures={"cpu_util": 0.0, "cuda_util": 0.0}))
    watched.watch(285)
    assert not watched.warned
    assert watched.last is not None and watched.last.checks[0].judged_from == NOW + 300
    watched.watch(60)
    assert watched.warned[0][0] == NOW + 300


def test_sixty_seconds_are_four_samples() -> None:
    series = Series()
    for number in range(3):
        series = series.add(NOW + 15 * number, {"cpu_util": 1.0}, 60)
        assert not series.full(NOW + 15 * number, 60, 15)
    assert series.add(NOW + 45, {}, 60).full(NOW + 45, 60, 15)
    assert Series().add(NOW, {}, 60).full(NOW + 60, 60, 15)


def test_the_policys_timeout_is_the_window_and_zero_is_off() -> None:
    config = Config(enabled=frozenset({UTILIZATION}), window=9e6, grace=0.0, thresholds=THRESHOLDS)
    idle = {"cpu_util": 0.0, "cuda_util": 0.0}
    assert Watched(config, replace(Watched().facts, figures=idle, idle_timeout=60.0)).watch(600).ended
    assert not Watched(config, replace(Watched().facts, figures=idle)).watch(600).warned
    assert not Watched(config, replace(Watched().facts, figures=idle, idle_timeout=0.0)).watch(9000).warned


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=200), st.floats(60, 1e6))
def test_a_series_is_bounded_and_its_mean_is_exact(values: list[float | None], window: float) -> None:
    series, step = Series(), window / len(values) / 1.01
    for number, value in enumerate(values):
        sample = {} if value is None else {"cpu_util": value}
        series = series.add(NOW + number * step, sample, window)
    assert len(series.buckets) <= MOST + 1
    known = [value for value in values if value is not None]
    means = Series.load(series.dump()).means(NOW + (len(values) - 1) * step, window)
    if known:
        assert means["cpu_util"] == pytest.approx(sum(known) / len(known), abs=0.01)
    else:
        assert means == {}


# ── nobody uses it ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.feature("SCH-032", "SES-031")
def test_half_an_hour_without_use_ends_it_after_a_warning() -> None:
    watched = Watched(facts=replace(Watched().facts, idle_timeout=1800.0)).watch(7200)
    assert watched.warned == [(NOW + 1500, NETWORK)]
    assert (watched.ended, watched.now) == ("idle-timeout", NOW + 1800)


@pytest.mark.feature("SCH-032")
@pytest.mark.parametrize(
    "changes", [{"idle_timeout": 0.0}, {"session_type": "batch"}, {"session_type": "inference"}]
)
def test_what_is_off_or_ends_by_itself_is_kept(changes: dict[str, object]) -> None:
    assert not Watched(facts=replace(Watched().facts, **changes)).watch(86400).warned  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "figures", [{"cores": 100.0}, {"cuda_util": 97.0}, {"io": 2e6}, {"rocm_util": 50.0, "cores": 0.0}]
)
def test_a_session_that_computes_in_silence_is_kept(figures: dict[str, float]) -> None:
    """R17: no traffic for hours, and something goes on."""
    watched = Watched(facts=replace(Watched().facts, figures=figures)).watch(5 * 3600)
    assert not watched.warned and watched.ended is None


def test_a_silent_cell_of_five_hours_is_kept_and_an_open_tab_is_not() -> None:
    """R17: a kernel that is busy says so at every heartbeat, though it uses nothing; a tab says nothing."""
    sleeping = Watched().watch(5 * 3600, lambda now: {"mark": Mark(now - 2, "code that ran")})
    assert not sleeping.warned
    tab = Watched(facts=replace(Watched().facts, figures={"cores": 1.5, "io": 3000.0}))
    assert tab.watch(5 * 3600).ended == "idle-timeout"


def test_what_is_unknown_is_no_evidence() -> None:
    watched = Watched().watch(1200)
    watched.watch(5 * 3600, lambda now: {"known": False})
    assert not watched.warned
    watched.facts = replace(watched.facts, known=True)
    watched.watch(285)
    assert not watched.warned  # it goes on where it was: 1,200 seconds
    assert watched.watch(3600).ended == "idle-timeout"


def test_no_end_without_a_warning_before() -> None:
    """A timeout that an admin has just lowered, or a check turned on, does not end anything at once."""
    watched = Watched(memory=Memory(NOW - 86400))
    watched.look()
    assert watched.warned and watched.ended is None
    watched.watch(270)
    assert watched.ended is None
    watched.watch(60)
    assert watched.ended == "idle-timeout"


def test_use_withdraws_the_warning() -> None:
    watched = Watched().watch(1600)
    assert len(watched.warned) == 1
    watched.look(mark=Mark(watched.now, "traffic"))
    assert watched.last is not None and watched.last.memory.warning is None
    watched.watch(1600)
    assert len(watched.warned) == 2


def test_it_is_put_off_once_until_it_is_used_again() -> None:
    watched = Watched().watch(1600)
    snooze = Snooze(NETWORK, watched.now, watched.now + 1800)
    watched.memory = replace(watched.memory, snooze=snooze, warning=None)
    watched.watch(1485)
    assert len(watched.warned) == 1
    watched.watch(600)
    assert [name for _, name in watched.warned] == [NETWORK, NETWORK]
    assert watched.ended == "idle-timeout" and watched.now == NOW + 1605 + 1800
    watched.ended = None
    watched.look(mark=Mark(watched.now, "traffic"))
    assert watched.memory.snooze is None


@given(st.floats(-3700, 3700), st.integers(0, 160))
def test_a_jump_of_the_clock_neither_ends_nor_keeps(jump: float, after: int) -> None:
    """R19: what is remembered moves with the clock."""
    watched = Watched().watch(15.0 * after)
    watched.now += jump
    watched.memory = watched.memory.shifted(jump)
    watched.watch(1800)
    assert watched.ended == "idle-timeout"
    assert watched.now == pytest.approx(NOW + jump + 1800, abs=16)


# ── lifetime and reclaim ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.feature("SCH-029")
def test_the_end_of_its_life_is_announced_and_left_to_the_scheduler() -> None:
    facts = replace(Watched().facts, ends_by=NOW + 3600, lifetime=3600.0)
    busy = Watched(facts=facts).watch(4000, lambda now: {"mark": Mark(now, "traffic")})
    assert busy.warned == [(NOW + 3300, LIFETIME)] and busy.ended is None


RULE = Reclaim(idle=2400, waiting=3, notice=600)


def test_idle_accelerators_go_back_when_enough_people_wait() -> None:
    facts = replace(
        Watched().facts, reclaim=RULE, idle_timeout=0.0, figures={"cuda_util": 0.0, "cores": 100.0}
    )
    assert not Watched(facts=replace(facts, others=2)).watch(20_000).warned
    watched = Watched(facts=replace(facts, others=3)).watch(20_000)
    assert watched.warned == [(NOW + 2415, RECLAIM)]
    assert (watched.ended, watched.now) == ("idle-reclaim", NOW + 3015)
    assert watched.last is not None
    assert "3 people wait" in watched.last.checks[-1].text


def test_reclaim_wants_figures_and_is_taken_back() -> None:
    facts = replace(Watched().facts, reclaim=RULE, idle_timeout=0.0, others=5)
    assert not Watched(facts=facts).watch(20_000).warned  # nobody can tell
    gap = Watched(facts=replace(facts, figures={"cuda_util": 0.0})).watch(2000)
    gap.watch(3000, lambda now: {"figures": {}})
    assert not gap.warned  # a gap is not idleness
    gap.watch(700, lambda now: {"figures": {"cuda_util": 1.0}})
    assert gap.warned
    gap.look(others=0)
    assert gap.memory.warning is None and gap.ended is None
    used = Watched(facts=replace(facts, figures={"cuda_util": 0.0})).watch(2600)
    used.look(figures={"cuda_util": 60.0})
    assert used.memory.warning is None


# ── settings ───────────────────────────────────────────────────────────────────────────────────────────


def test_settings_in_the_originals_spelling() -> None:
    config = settings.read(
        {
            "config/idle/enabled": "timeout,utilization",
            "config/idle/checkers/network_timeout/threshold": "10m",
            "config/idle/checkers/utilization/time-window": "12h",
            "config/idle/checkers/utilization/initial-grace-period": "5m",
            "config/idle/checkers/utilization/thresholds-check-operator": "or",
            "config/idle/checkers/utilization/resource-thresholds/cuda_util/average": "30",
            "config/idle/checkers/utilization/resource-thresholds/mem/average": None,
        }
    )
    assert config.enabled == {NETWORK, UTILIZATION, LIFETIME}
    assert (config.network_timeout, config.window, config.grace) == (600.0, 43200.0, 300.0)
    assert (config.operator, config.thresholds) == ("or", {"cuda_util": 30.0, "mem": None})
    assert settings.read(settings.DEFAULTS) == replace(Config(), thresholds=dict.fromkeys(settings.METRICS))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("config/idle/enabled", "network_timeout,gpu"),
        ("config/idle/notice", "-5"),
        ("config/idle/notice", "nan"),
        ("config/idle/notice", "11000d"),
        ("config/idle/notice", True),
        ("config/idle/checkers/utilization/thresholds-check-operator", "xor"),
        ("config/idle/checkers/utilization/resource-thresholds/cpu_util/average", "101"),
        ("config/idle/checkers/utilization/resource-thresholds/disk_util/average", "10"),
        ("config/idle/checkers/utilization/resource-thresholds/cpu_util/average", "Infinity"),
        ("config/idle/checkers/network_timeout/busy-cpu", "-1"),
        ("config/idle/checkers/timeout", "5m"),
    ],
)
def test_bad_settings_are_refused_and_stored_ones_ignored(path: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        settings.checked(path, value)
    assert settings.read({path: value}) == Config()
