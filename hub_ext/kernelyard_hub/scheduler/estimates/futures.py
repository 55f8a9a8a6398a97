"""Possible futures of one resource group's queue: who starts when, if sessions live for so and so long.

A future is played on the free totals of nodes, event by event: whenever something ends, the first in line
that fits the node gets it; whoever stands first and finds no room has a node kept free, as in the real thing.
How amounts lie on single devices is left to the real thing. Work is bounded: only the first `DEPTH` kinds of
requests in line are tried for room that became free.
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

DEPTH = 16
NEVER = float("inf")
KEEPS = 40
"""Times per future that a node is chosen to be kept free; whoever comes later has none."""


@dataclass(frozen=True, slots=True)
class Account:
    """A limit that several sessions share."""

    sessions: int
    """At once; 0 = no limit."""
    amounts: Mapping[int, int]
    """By column; absent ones have no limit."""
    used_sessions: int = 0
    used: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """A session that runs: what it gives back, node by node, and which limits it counts against."""

    places: tuple[tuple[int, tuple[int, ...]], ...]
    accounts: tuple[int, ...] = ()
    charged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A session in line."""

    amounts: tuple[int, ...]
    """Of each of its ``parts``; a part is on one node."""
    parts: int = 1
    nodes: frozenset[int] | None = None
    """None: every node may take it."""
    accounts: tuple[int, ...] = ()
    keeps: frozenset[int] = frozenset()
    """Nodes that are kept free for it already."""
    earliest: float = 0.0
    """Seconds from now before which it does not start."""
    after: tuple[int, ...] = ()
    """Jobs that have to end before; those that run are negative: -1 is the first holder."""
    asked: bool = False
    """Takes nothing: somebody asks when it would start."""

    @property
    def charged(self) -> tuple[int, ...]:
        return tuple(amount * self.parts for amount in self.amounts)


@dataclass(frozen=True, slots=True)
class Line:
    """The input of a future: what is free on each node, holders, and jobs in their order."""

    free: Sequence[Sequence[int]]
    holders: Sequence[Holder]
    jobs: Sequence[Job]
    kinds: Sequence[int]
    """By job: equal numbers for jobs that ask for the same."""
    accounts: Sequence[Account] = ()
    reservations: bool = True
    openings: Sequence[int] = ()
    """Nodes that have room for somebody in line already now."""
    most: Sequence[int] = ()
    """By column, what the largest node has."""


def kinds_of(jobs: Sequence[Job]) -> list[int]:
    """`Line.kinds`."""
    numbers: dict[tuple[object, ...], int] = {}
    return [
        numbers.setdefault(
            (job.amounts, job.parts, job.nodes, job.accounts, job.keeps, job.asked), len(numbers)
        )
        for job in jobs
    ]


@dataclass(slots=True)
class _Kind:
    job: Job
    """Any of them."""
    wants: tuple[tuple[int, int], ...]
    """Columns and amounts, the scarcest first."""
    accounts: bool
    waiting: deque[int] = field(default_factory=deque)
    """Jobs in their order."""


class Future:
    """One play of a `Line`. ``ends`` are seconds from now for holders, ``lives`` seconds for jobs."""

    def __init__(self, line: Line, ends: Sequence[float], lives: Sequence[float]) -> None:
        self._line, self._jobs, self._lives = line, line.jobs, lives
        self.starts = [NEVER] * len(line.jobs)
        self._free = [list(row) for row in line.free]
        self._counts = [account.used_sessions for account in line.accounts]
        self._used = [list(account.used) for account in line.accounts]
        self._kinds: dict[int, _Kind] = {}
        self._order: list[tuple[int, int]] = []
        """(first job, kind) of the kinds of which somebody waits."""
        self._asked: list[int] = []
        """Kinds of jobs that take nothing."""
        self._kept_for = -1
        self._kept: frozenset[int] = frozenset()
        self._awaited: set[int] = set()
        """What has to end on the node that is kept."""
        self._slack: list[int] | None = None
        """What of it others may use; None: nothing."""
        self._keeps_left = KEEPS if line.reservations else 0
        self._on: list[dict[int, tuple[float, tuple[int, ...]]]] = [{} for _ in line.free]
        """By node: who is there, with their ends and amounts."""
        for index, holder in enumerate(line.holders):
            for node, amounts in holder.places:
                self._on[node][-1 - index] = ends[index], amounts
        self._left = len(line.jobs)
        self._places: dict[int, list[int]] = {}
        self._missing = [len(job.after) for job in line.jobs]
        self._children: dict[int, list[int]] = {}
        self._events = [(end, -1 - index) for index, end in enumerate(ends)]
        heapq.heapify(self._events)

    def play(self, horizon: float) -> list[float]:
        """Seconds from now at which each job starts; `NEVER` where it does not within the horizon."""
        arrivals = len(self._jobs)
        """Events from here on are arrivals."""
        for number, job in enumerate(self._jobs):
            for other in job.after:
                self._children.setdefault(other, []).append(number)
            if not job.after and job.earliest > 0:
                heapq.heappush(self._events, (job.earliest, arrivals + number))
            elif not job.after:
                self._join(number)
        for node in self._line.openings:
            self._fill(node, 0.0)
        while self._events and self._left:
            at, what = heapq.heappop(self._events)
            if at > horizon:
                break
            if what >= arrivals:
                self._arrive(what - arrivals, at)
            else:
                self._end(what, at)
        return self.starts

    def _end(self, what: int, at: float) -> None:
        """A holder (negative) or a job ends."""
        if what < 0:
            holder = self._line.holders[-1 - what]
            places, accounts, charged = holder.places, holder.accounts, holder.charged
        else:
            job = self._jobs[what]
            places = tuple((node, job.amounts) for node in self._places.pop(what))
            accounts, charged = job.accounts, job.charged
        for node, given in places:
            self._on[node].pop(what, None)
            free = self._free[node]
            for column, amount in enumerate(given):
                free[column] += amount
            if node in self._kept and self._slack is not None and what not in self._awaited:
                self._slack = [have + amount for have, amount in zip(self._slack, given, strict=True)]
        for account in accounts:
            self._counts[account] -= 1
            used = self._used[account]
            for column, amount in enumerate(charged):
                used[column] -= amount
        for node, _ in places:
            self._fill(node, at)
        for first, kind in self._order[:DEPTH] if accounts else ():
            if not self._kinds[kind].job.accounts or set(accounts).isdisjoint(self._kinds[kind].job.accounts):
                continue
            self._try_everywhere(first, kind, at)
        for child in self._children.get(what, ()):
            self._missing[child] -= 1
            if not self._missing[child]:
                self._arrive(child, at)

    def _arrive(self, number: int, at: float) -> None:
        self._join(number)
        kind = self._line.kinds[number]
        if self._kinds[kind].waiting[0] == number:
            self._try_everywhere(number, kind, at)

    def _join(self, number: int) -> None:
        index = self._line.kinds[number]
        kind = self._kinds.get(index)
        if kind is None:
            job = self._jobs[number]
            wants = sorted(
                ((column, amount) for column, amount in enumerate(job.amounts) if amount),
                key=lambda want: -want[1] / (1 + self._line.most[want[0]]),
            )
            kind = self._kinds[index] = _Kind(job, tuple(wants), bool(job.accounts))
        if kind.job.asked:
            kind.waiting.append(number)
            if index not in self._asked:
                self._asked.append(index)
            return
        if kind.waiting and kind.waiting[0] < number:
            kind.waiting.append(number)  # sorted but for late arrivals
            return
        if kind.waiting:
            self._order.remove((kind.waiting[0], index))
        kind.waiting.appendleft(number)
        insort(self._order, (number, index))

    def _try_everywhere(self, first: int, index: int, at: float) -> None:
        """Room that was there all the time, for a job that may start only now."""
        job = self._kinds[index].job
        for node in range(len(self._free)) if job.nodes is None else sorted(job.nodes):
            if self._fits(job, node) and (node not in self._kept or self._kept_for == first):
                self._fill(node, at)
                if self.starts[first] != NEVER:
                    return

    def _fill(self, node: int, at: float) -> None:
        """Hand out what is free on a node, in order."""
        while self._order and self._fill_once(node, at):
            pass
        for index in list(self._asked):
            job = self._kinds[index].job
            if (
                node not in self._kept
                and self._fits(job, node)
                and self._allowed(job)
                and self._places_of(job, node)
            ):
                for number in self._kinds[index].waiting:
                    self.starts[number] = at
                    self._left -= 1
                self._kinds[index].waiting.clear()
                self._asked.remove(index)

    def _fill_once(self, node: int, at: float) -> bool:
        """Start the first in line whom the node holds; False when it holds none of them. Most of the work is
        here."""
        first = True  # nobody before it waits for room
        free, kinds, kept = self._free[node], self._kinds, node in self._kept
        for number, index in self._order[:DEPTH]:
            kind = kinds[index]
            if kind.accounts and not self._allowed(kind.job):
                continue
            for column, want in kind.wants:
                if free[column] < want:
                    break
            else:
                if (kind.job.nodes is None or node in kind.job.nodes) and (
                    not kept or self._kept_for == number or self._spared(kind.job)
                ):
                    if not first and self._keep_for_first(node, index):
                        return True  # look again: the node is kept now
                    places = self._places_of(kind.job, node)
                    if places:
                        self._start(number, index, places, at)
                        return True
            first = False
        return False

    def _spared(self, job: Job) -> bool:
        """Whether the node that is kept can do without what the job wants."""
        if self._slack is None or job.parts > 1:
            return False
        return all(want <= have for have, want in zip(self._slack, job.amounts, strict=True))

    def _fits(self, job: Job, node: int) -> bool:
        if job.nodes is not None and node not in job.nodes:
            return False
        return all(want <= have for have, want in zip(self._free[node], job.amounts, strict=True))

    def _allowed(self, job: Job) -> bool:
        for account in job.accounts:
            limit, used = self._line.accounts[account], self._used[account]
            if 0 < limit.sessions <= self._counts[account]:
                return False
            for column, most in limit.amounts.items():
                if job.amounts[column] and used[column] + job.amounts[column] * job.parts > most:
                    return False
        return True

    def _places_of(self, job: Job, node: int) -> list[int]:
        """A node for each part, beginning with one that fits; empty where not all of them find room."""
        if job.parts == 1:
            return [node]
        found: list[int] = []
        others = range(len(self._free)) if job.nodes is None else sorted(job.nodes)
        for other in (node, *(other for other in others if other != node)):
            free = list(self._free[other])
            while len(found) < job.parts and all(h >= w for h, w in zip(free, job.amounts, strict=True)):
                free = [have - want for have, want in zip(free, job.amounts, strict=True)]
                found.append(other)
            if len(found) == job.parts:
                return found
        return []

    def _keep_for_first(self, node: int, index: int) -> bool:
        """Choose a node to be kept free for who stands first, where none is. Whether that is this one, and
        needs what jobs of the kind ``index`` want."""
        first = next(number for number, kind in self._order if self._allowed(self._kinds[kind].job))
        if self._kept_for == first or self._keeps_left <= 0:
            return False
        job = self._jobs[first]
        self._keeps_left -= 1
        self._kept_for = first
        if job.keeps:
            self._kept = job.keeps
        else:
            nodes = range(len(self._free)) if job.nodes is None else job.nodes
            lacks = (
                (sum(max(0, w - h) / w for h, w in zip(self._free[n], job.amounts, strict=True) if w), n)
                for n in nodes
            )
            self._kept = frozenset(n for _, n in heapq.nsmallest(job.parts, lacks))
        self._awaited, self._slack = set(), None
        if job.parts == 1 and len(self._kept) == 1:
            self._wait_for(job, next(iter(self._kept)))
        return node in self._kept and not self._spared(self._kinds[index].job)

    def _wait_for(self, job: Job, node: int) -> None:
        """Who has to end on the node until the job fits, and what is left beside it then."""
        free = list(self._free[node])
        for what, (_, amounts) in sorted(self._on[node].items(), key=lambda item: item[1][0]):
            if all(want <= have for have, want in zip(free, job.amounts, strict=True)):
                break
            free = [have + amount for have, amount in zip(free, amounts, strict=True)]
            self._awaited.add(what)
        self._slack = [have - want for have, want in zip(free, job.amounts, strict=True)]

    def _start(self, number: int, index: int, places: list[int], at: float) -> None:
        kind = self._kinds[index]
        kind.waiting.popleft()
        self._order.remove((number, index))
        if kind.waiting:
            insort(self._order, (kind.waiting[0], index))
        for node in places:
            free = self._free[node]
            for column, amount in enumerate(kind.job.amounts):
                free[column] -= amount
            times = places.count(node)
            self._on[node][number] = at + self._lives[number], tuple(a * times for a in kind.job.amounts)
            if node in self._kept and self._slack is not None:
                self._slack = [have - want for have, want in zip(self._slack, kind.job.amounts, strict=True)]
        for account in kind.job.accounts:
            self._counts[account] += 1
            for column, amount in enumerate(kind.job.charged):
                self._used[account][column] += amount
        if self._kept_for == number:
            self._kept_for, self._kept = -1, frozenset()
        self.starts[number] = at
        self._left -= 1
        self._places[number] = places
        heapq.heappush(self._events, (at + self._lives[number], number))
