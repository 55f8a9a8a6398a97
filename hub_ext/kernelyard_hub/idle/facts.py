"""What the idle checks look at, and what they remember of a session from one look to the next. Times are
seconds since the epoch, as this service's clock has them; figures are percent unless said otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from kernelyard_hub.scheduler.group_options import Reclaim

from .series import Series

STARTED = "its start"
"""What the first sign of life of a session is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign of life: when, and what it was (``traffic``, ``code that ran``)."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A running session, now."""

    session_id: UUID
    session_type: str
    created_at: float
    started_at: float
    known: bool = True
    """Whether all of its nodes were heard lately. What is not known is no evidence."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """``cpu_util``, ``mem``, ``cuda_util``, ``cuda_mem``: percent of what it holds, the mean over the kernels
    that report it. ``cores``: percent of one core, ``io``: bytes per second, both in all. What is unknown is
    absent."""
    mark: Mark | None = None
    """The newest sign of life that was heard of."""
    allocated: frozenset[str] = frozenset()
    """Slots that it holds something of."""
    idle_timeout: float | None = None
    """Its policy's, in seconds; 0 is off, None leaves it to the site."""
    ends_by: float | None = None
    """When it has run for as long as it may."""
    lifetime: float | None = None
    """Seconds that it may."""
    reclaim: Reclaim | None = None
    """Of its resource group; None where it holds no accelerators."""
    others: int = 0
    """Other people who wait for accelerators in its resource group."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Its owner was told that it is going to be ended."""

    check: str
    at: float
    ends_at: float


@dataclass(frozen=True, slots=True)
class Snooze:
    """Its owner has said: not before ``until``."""

    check: str
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a session."""

    active_at: float
    active_by: str = STARTED
    series: Series = field(default_factory=Series)
    under_at: float | None = None
    """Since when it uses too little, on average over the window."""
    used_at: float | None = None
    """When its accelerators were in use last, or first measured; None while nobody can tell."""
    wanted_at: float | None = None
    """Since when others wait for accelerators that it does not use."""
    warning: Notice | None = None
    snooze: Snooze | None = None

    def shifted(self, seconds: float) -> Memory:
        """Later by so much: time that did not count, because the clock jumped or nobody looked."""

        def moved(at: float | None) -> float | None:
            return None if at is None else at + seconds

        warning, snooze = self.warning, self.snooze
        return replace(
            self,
            active_at=self.active_at + seconds,
            series=self.series.shifted(seconds),
            under_at=moved(self.under_at),
            used_at=moved(self.used_at),
            wanted_at=moved(self.wanted_at),
            warning=warning and replace(warning, at=warning.at + seconds, ends_at=warning.ends_at + seconds),
            snooze=snooze and replace(snooze, at=snooze.at + seconds, until=snooze.until + seconds),
        )


@dataclass(frozen=True, slots=True)
class Check:
    """What one check says of a session."""

    name: str
    length: float
    """Seconds: its own timeout, which is also for how long its owner may put it off."""
    notice: float
    """Seconds between the warning and the end, at least."""
    reason: str
    """``status_info`` of sessions that it ends."""
    text: str = ""
    due: float | None = None
    """When it ends the session unless something changes; None while it does not run down."""
    quiet: bool = True
    """Whether there was no sign of use lately."""
    judged_from: float | None = None
    """When it begins to judge, if that lies ahead."""
    evidence: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows from one look."""

    memory: Memory
    checks: tuple[Check, ...]
    warn: Check | None = None
    """The check that warns now, for the first time."""
    end: Check | None = None
    """The check that ends the session now."""
