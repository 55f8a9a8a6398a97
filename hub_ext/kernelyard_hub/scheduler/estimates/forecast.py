"""When waiting sessions start: the queue played forward over possible futures (`futures`), with lives that
the history tells (`lifetimes`) and intervals that hold what they promise (`calibration`). Pure and
deterministic: the same snapshot, the same estimates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import NormalDist
from uuid import UUID

import numpy as np

from kernelyard_agent.slots import Slots

from ..passes.order import line as line_of
from ..passes.order import queues
from ..placement.fragmentation import Flags, Ints
from ..placement.place import Kind, Room, kind_of, suits
from ..snapshot import SYSTEM, Running, Snapshot, Usage, Waiting
from . import calibration
from .calibration import LEVEL, Margins
from .futures import NEVER, Account, Future, Holder, Job, Line, kinds_of
from .lifetimes import Floats, Lifetimes

HORIZON = 60 * 86400.0
"""Seconds that futures look ahead."""
MOST = 1000
"""Sessions of a group that are played; those behind them start at the rate of those before."""
WORK = 20_000
"""Starts and ends that all futures of a group play together, about."""
ENDING = 5.0
"""Seconds until a session is gone whose end is under way."""
DOUBT = 0.4
"""Standard deviation of the logarithm by which all lives of one future are longer or shorter than learned:
days differ, and that does not average out over a long line."""
LEARNED = 5
"""Sessions that must have ended before anything is said of sessions without a hard end."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds of waiting from now on: the middle, and the interval that holds `LEVEL` of all starts."""

    seconds: float
    low: float
    high: float
    margins: Margins = field(default_factory=Margins)
    level: float = LEVEL


@dataclass(frozen=True, slots=True)
class Forecast:
    """Estimates by session; a session without one is one of which nothing can be said."""

    waiting: Mapping[UUID, Estimate] = field(default_factory=dict)
    asked: Mapping[UUID, Estimate] = field(default_factory=dict)


def forecast(
    snapshot: Snapshot,
    now: datetime,
    lifetimes: Lifetimes,
    margins: Mapping[str, Margins] | None = None,
    *,
    asked: Iterable[Waiting] = (),
    only: str | None = None,
    work: int = WORK,
) -> Forecast:
    """Estimates of all that waits, or of one group (``only``), and of sessions that do not exist (``asked``;
    they are taken to come last).
    """
    ghosts = list(asked)
    lines = {name: line_of(queue) for name, queue in queues(snapshot, now).items()}
    found: dict[UUID, Estimate] = {}
    for name in sorted({*lines, *(ghost.resource_group for ghost in ghosts)}):
        group = snapshot.groups.get(name)
        if group is None or not group.active or only not in (None, name):
            continue
        mine = lines.get(name, [])
        course = _Course(snapshot, name, mine, [g for g in ghosts if g.resource_group == name], now)
        found |= course.estimates(lifetimes, (margins or {}).get(name, Margins()), work)
    names = {ghost.session_id for ghost in ghosts}
    return Forecast(
        {key: estimate for key, estimate in found.items() if key not in names},
        {key: estimate for key, estimate in found.items() if key in names},
    )


class _Course:
    """One group's queue as a `Line`."""

    def __init__(
        self,
        snapshot: Snapshot,
        group: str,
        line: Sequence[Waiting],
        ghosts: Sequence[Waiting],
        now: datetime,
    ) -> None:
        self._snapshot, self._now = snapshot, now
        agents = [a for a in snapshot.agents if a.resource_group == group and a.alive and a.schedulable]
        self._agents = agents
        self._rows = {agent.agent_id: row for row, agent in enumerate(agents)}
        rooms = [Room(agent) for agent in agents]
        self._slots = sorted({slot for room in rooms for slot in room.capacity})
        self._free = self._table([room.free_slots() for room in rooms])
        self._capacity = self._table([room.capacity for room in rooms])
        self._able: dict[tuple[Kind, tuple[int, ...]], frozenset[int] | None] = {}
        self.running = [one for one in snapshot.running if one.resource_group == group]
        self._accounts, self._accounts_of = self._limits([*line[:MOST], *ghosts])
        self.running += [
            one for one in snapshot.running if one.resource_group != group and self._accounts_for(one)
        ]
        self.behind = line[MOST:]
        self.sessions: list[Waiting] = []
        jobs: list[Job] = []
        numbers = {one.session_id: -1 - index for index, one in enumerate(self.running)}
        lifo = snapshot.groups[group].scheduler == "lifo"
        for session, is_ghost in [*((one, False) for one in line[:MOST]), *((one, True) for one in ghosts)]:
            job = self._job(session, numbers, asked=is_ghost)
            if job is not None:
                numbers[session.session_id] = len(jobs)
                jobs.append(job)
                self.sessions.append(session)
        self.line = Line(
            self._free.tolist(),
            [self._holder(one) for one in self.running],
            jobs,
            kinds_of(jobs),
            self._accounts,
            snapshot.groups[group].reservations > 0 and not lifo,
            self._openings(jobs),
            self._capacity.max(axis=0).tolist() if len(agents) else [0] * len(self._slots),
        )

    def estimates(self, lifetimes: Lifetimes, margins: Margins, work: int) -> dict[UUID, Estimate]:
        if not self.sessions or not self._known(lifetimes):
            return {}
        count = max(6, min(40, work // (2 * len(self.sessions) + len(self.running) + 100)))
        rng = np.random.default_rng(20260101)
        mood = np.exp(DOUBT * np.array([_normal((one + 0.5) / count) for one in rng.permutation(count)]))
        ends = self._ends(lifetimes, rng, mood)
        lives = self._lives(lifetimes, rng, mood)
        starts = np.array(
            [Future(self.line, ends[:, i].tolist(), lives[:, i].tolist()).play(HORIZON) for i in range(count)]
        )
        starts = np.minimum(starts, 2 * HORIZON)
        ranks = np.quantile(starts, [0.1, 0.5, 0.9], axis=0, method="median_unbiased")
        found = {}
        for index, session in enumerate(self.sessions):
            low, middle, high = (float(rank) for rank in ranks[:, index])
            if middle <= HORIZON:
                found[session.session_id] = widened(low, middle, high, margins)
        return found | self._of_those_behind(found)

    def _of_those_behind(self, found: Mapping[UUID, Estimate]) -> dict[UUID, Estimate]:
        last = found.get(self.sessions[-1].session_id) if self.behind else None
        if last is None:
            return {}
        times = {s.session_id: 1 + (n + 1) / len(self.sessions) for n, s in enumerate(self.behind)}
        return {
            key: Estimate(last.seconds * by, last.low * by, last.high * by, last.margins)
            for key, by in times.items()
        }

    def _known(self, lifetimes: Lifetimes) -> bool:
        """Whether anything can be said: from the past, or because everything has a hard end."""
        if len(lifetimes) >= LEARNED or not self.running:
            return True
        return all(one.ends_by is not None or one.ending for one in self.running)

    def _ends(self, lifetimes: Lifetimes, rng: np.random.Generator, mood: Floats) -> Floats:
        """Seconds from now at which the holders end, by future."""
        ages = np.array([self._age(one) for one in self.running], dtype=np.float64)
        kinds = [(one.resource_group, one.session_type, one.user_id) for one in self.running]
        left = (lifetimes.lives(kinds, ages, rng, len(mood)) - ages[:, None]) * mood
        hard = np.array(
            [
                ENDING if one.ending else (one.ends_by - self._now).total_seconds() if one.ends_by else NEVER
                for one in self.running
            ]
        )
        found: Floats = np.maximum(1.0, np.minimum(left, hard[:, None]))
        return found

    def _lives(self, lifetimes: Lifetimes, rng: np.random.Generator, mood: Floats) -> Floats:
        kinds = [(one.resource_group, one.session_type, one.user_id) for one in self.sessions]
        lives = lifetimes.lives(kinds, np.zeros(len(kinds)), rng, len(mood)) * mood
        limits = np.array([one.time_limit or NEVER for one in self.sessions])
        found: Floats = np.minimum(lives, limits[:, None])
        return found

    def _age(self, one: Running) -> float:
        return max(0.0, (self._now - one.started_at).total_seconds()) if one.started_at is not None else 0.0

    def _job(self, session: Waiting, numbers: Mapping[UUID, int], *, asked: bool) -> Job | None:
        """None for a session of which nobody can say when it starts."""
        parts = 1 if session.single_node else len(session.kernels)
        request = session.total if session.single_node else session.per_kernel
        if any(amount and slot not in self._slots for slot, amount in request.items()):
            return None
        amounts = tuple(request.get(slot, 0) for slot in self._slots)
        nodes = self._nodes(session, amounts)
        if nodes is not None and not nodes:
            return None
        after = []
        for other in session.dependencies:
            if other.state == "open":
                if other.session_id not in numbers:
                    return None
                after.append(numbers[other.session_id])
            elif other.state != "succeeded":
                return None
        earliest = (session.starts_at - self._now).total_seconds() if session.starts_at is not None else 0.0
        for budget in self._snapshot.budgets.get(session.access_key, ()):
            if budget.used >= budget.amount and request.get(budget.slot):
                if budget.frees_at is None:
                    return None
                earliest = max(earliest, (budget.frees_at - self._now).total_seconds())
        keeps = frozenset(self._rows[name] for name in session.reserved if name in self._rows)
        accounts = self._accounts_for(session)
        return Job(amounts, parts, nodes, accounts, keeps, max(0.0, earliest), tuple(after), asked)

    def _nodes(self, session: Waiting, amounts: tuple[int, ...]) -> frozenset[int] | None:
        """Nodes that could hold it if they were empty."""
        key = kind_of(session), amounts
        if key not in self._able:
            big: Flags = np.all(self._capacity >= np.array(amounts, dtype=np.int64), axis=1)
            rows = frozenset(
                row for row, agent in enumerate(self._agents) if big[row] and suits(key[0], agent)
            )
            self._able[key] = None if len(rows) == len(self._agents) and rows else rows
        return self._able[key]

    def _holder(self, one: Running) -> Holder:
        places: dict[int, list[int]] = {}
        charged = [0] * len(self._slots)
        columns = {slot: column for column, slot in enumerate(self._slots)}
        for kernel in one.kernels:
            row = self._rows.get(kernel.agent_id)
            for share in kernel.shares:
                column = columns.get(share.slot)
                if column is None:
                    continue
                charged[column] += share.amount
                if row is not None:
                    places.setdefault(row, [0] * len(self._slots))[column] += share.amount
        given = tuple((row, tuple(amounts)) for row, amounts in sorted(places.items()))
        return Holder(given, self._accounts_for(one), tuple(charged))

    def _openings(self, jobs: Sequence[Job]) -> list[int]:
        """Nodes that hold a part of some job now."""
        wanted = {(job.amounts, job.nodes) for job in jobs}
        found: set[int] = set()
        for amounts, nodes in wanted:
            fits: Flags = np.all(self._free >= np.array(amounts, dtype=np.int64), axis=1)
            rows = {int(row) for row in np.flatnonzero(fits)}
            found |= rows if nodes is None else rows & nodes
        return sorted(found)

    def _table(self, amounts: Sequence[Mapping[str, int]]) -> Ints:
        """One row per node, one column per slot."""
        rows = [[amount.get(slot, 0) for slot in self._slots] for amount in amounts]
        return np.array(rows, dtype=np.int64).reshape(len(amounts), len(self._slots))

    def _accounts_for(self, one: Waiting | Running) -> tuple[int, ...]:
        return tuple(self._accounts_of[key] for key in _keys(one) if key in self._accounts_of)

    def _limits(self, line: Iterable[Waiting]) -> tuple[list[Account], dict[tuple[str, object], int]]:
        """The limits that may hold somebody in line back, and their numbers."""
        asked: dict[tuple[str, object], list[Waiting]] = {}
        for one in line:
            for key in _keys(one):
                asked.setdefault(key, []).append(one)
        accounts: list[Account] = []
        numbers: dict[tuple[str, object], int] = {}
        for key, sessions in asked.items():
            account = self._account(key, sessions)
            if account is not None:
                numbers[key] = len(accounts)
                accounts.append(account)
        return accounts, numbers

    def _account(self, key: tuple[str, object], sessions: Sequence[Waiting]) -> Account | None:
        """None where the limit cannot bind."""
        most_sessions, limits, usage = self._limits_of(key)
        total = dict(usage.slots)
        for one in sessions:
            for slot, amount in one.total.items():
                total[slot] = total.get(slot, 0) + amount
        amounts = {
            column: limits[slot]
            for column, slot in enumerate(self._slots)
            if slot in limits and total.get(slot, 0) > limits[slot]
        }
        if not 0 < most_sessions < usage.sessions + len(sessions):
            most_sessions = 0
        if not amounts and not most_sessions:
            return None
        used = tuple(usage.slots.get(slot, 0) for slot in self._slots)
        return Account(most_sessions, amounts, usage.sessions, used)

    def _limits_of(self, key: tuple[str, object]) -> tuple[int, Slots, Usage]:
        snapshot, (what, name) = self._snapshot, key
        if what == "key" and isinstance(name, str):
            limits = snapshot.limits.get(name)
            usage = snapshot.by_key.get(name, Usage())
            return (limits.concurrent_sessions, limits.slots, usage) if limits else (0, {}, usage)
        if what == SYSTEM and isinstance(name, str):
            limits, used = snapshot.limits.get(name), snapshot.by_key.get(name, Usage())
            usage = Usage(used.slots, used.system)
            return (limits.sftp_sessions, limits.slots, usage) if limits else (0, {}, usage)
        if isinstance(name, UUID):
            return 0, snapshot.project_limits.get(name, {}), snapshot.by_project.get(name, Usage())
        domain = str(name)
        return 0, snapshot.domain_limits.get(domain, {}), snapshot.by_domain.get(domain, Usage())


def _normal(part: float) -> float:
    return NormalDist().inv_cdf(part)


def _keys(one: Waiting | Running) -> tuple[tuple[str, object], ...]:
    """Whose limits a session counts against."""
    key = SYSTEM if one.session_type == SYSTEM else "key"
    return (key, one.access_key), ("project", one.project_id), ("domain", one.domain)


def widened(low: float, middle: float, high: float, margins: Margins) -> Estimate:
    """An estimate whose ends are moved outward by the margins; the middle stays between them."""
    begin = calibration.unscale(calibration.scale(low) - margins.low)
    end = calibration.unscale(calibration.scale(high) + margins.high)
    if begin > end:
        begin = end = (begin + end) / 2
    return Estimate(min(max(middle, begin), end), begin, end, margins)


def spell_wait(estimate: Estimate) -> str:
    """``in about 12 min (5–25)``."""
    if estimate.seconds < 5:
        return f"at any moment (up to {_amount(estimate.high)[0]} {_amount(estimate.high)[1]})"
    middle, unit = _amount(estimate.seconds)
    (low, low_unit), (high, high_unit) = _amount(estimate.low), _amount(estimate.high)
    if low == "0" or low_unit == unit:
        ends = f"{low}–{high}" if high_unit == unit else f"{low} {unit}–{high} {high_unit}"
    elif high_unit == low_unit:
        ends = f"{low}–{high} {low_unit}"
    else:
        ends = f"{low} {low_unit}–{high} {high_unit}"
    return f"in about {middle} {unit} ({ends})"


def _amount(seconds: float) -> tuple[str, str]:
    """A span as people say it: number and unit."""
    if seconds < 90:
        return str(round(seconds / 5) * 5 if seconds >= 10 else round(seconds)), "s"
    for size, most, unit in ((60.0, 90.0, "min"), (3600.0, 36.0, "h")):
        if seconds / size < most:
            number = seconds / size
            return (f"{number:.0f}" if number >= 9.95 or unit == "min" else f"{number:.1f}"), unit
    days = seconds / 86400.0
    return (f"{days:.0f}" if days >= 9.95 else f"{days:.1f}"), "days"
