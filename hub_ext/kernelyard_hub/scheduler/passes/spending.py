"""What rolling budgets come to: how much of one is used, what is about to be, and when something of it is
free again. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..snapshot import Budget

GPU = "gpu"
"""The slot of budgets over all accelerators, in devices."""
MICROSECOND = timedelta(microseconds=1)
HOUR = timedelta(hours=1) // MICROSECOND
UNKNOWN = 3600.0
"""Seconds that a session is expected to go on whose end nobody knows."""


@dataclass(frozen=True, slots=True)
class Held:
    """An amount that was held from one time to another; None = it is held still, and nobody knows until
    when."""

    amount: int
    since: datetime
    until: datetime | None


def with_use(budget: Budget, held: Sequence[Held], now: datetime) -> Budget:
    """The budget with what these rows have used of it."""
    # What was closed before it was opened is the trace of a clock that was put back.
    held = [part for part in held if part.until is None or part.until > part.since]
    used = _used(held, now, timedelta(seconds=budget.window))
    limit = budget.amount * HOUR
    frees_at = _frees_at(held, now, timedelta(seconds=budget.window), limit) if used >= limit else None
    return replace(budget, used=used // HOUR, committed=_committed(held, now), frees_at=frees_at)


def ahead(amount: int, seconds: float | None) -> int:
    """What a session uses that holds so much for so long, in slot units times hours; None is `UNKNOWN`."""
    return int(amount * (UNKNOWN if seconds is None else seconds) // 3600)


def _committed(held: Sequence[Held], now: datetime) -> int:
    total = 0
    for part in held:
        if part.until is None:
            total += ahead(part.amount, None)
        elif part.until > now:
            total += ahead(part.amount, (part.until - now).total_seconds())
    return total


def _used(held: Sequence[Held], now: datetime, window: timedelta) -> int:
    """Amount times microseconds within the window; never negative, whatever clocks did."""
    start = now - window
    total = 0
    for part in held:
        span = min(now, part.until or now) - max(start, part.since)
        total += part.amount * max(0, span // MICROSECOND)
    return total


def _frees_at(held: Sequence[Held], now: datetime, window: timedelta, limit: int) -> datetime | None:
    """When the use within the window falls below ``limit`` while what is held stays held until its end."""
    start, slope = now - window, 0
    turns: dict[datetime, int] = {}

    def turn(at: datetime, change: int) -> None:
        if at > now:
            turns[at] = turns.get(at, 0) + change

    for part in held:
        until = part.until
        if part.since <= now and (until is None or until > now):
            slope += part.amount
        if part.since <= start and (until is None or until > start):
            slope -= part.amount
        turn(part.since, part.amount)
        turn(part.since + window, -part.amount)
        if until is not None:
            turn(until, -part.amount)
            turn(until + window, part.amount)
    used, at = _used(held, now, window), now
    for following in [*sorted(turns), None]:
        if slope < 0:
            free = at + ((used - limit) // -slope + 1) * MICROSECOND
            if following is None or free <= following:
                return free
        if following is None:
            return None
        used += slope * ((following - at) // MICROSECOND)
        slope += turns[following]
        at = following
    return None
