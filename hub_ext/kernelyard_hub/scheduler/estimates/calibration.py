"""How far estimates can be trusted: what was told to those who waited, against what came true.

The ends of an interval are moved outward by margins on a logarithmic scale, so that at least as many past
starts as promised would have fallen inside (split conformal prediction, each end for itself).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEVEL = 0.8
"""The part of all starts that intervals are to hold."""
AIM = 0.88
"""What margins aim at: a queue's mood changes faster than it is learned."""
RECENT = 200
"""Forecasts of a resource group that are looked at, the latest ones."""
SOFT = 30.0
"""Seconds that are added before logarithms are taken: nobody minds a few seconds."""
FIRST = 0.6
"""Margin of both ends as long as nothing is known."""
PRIOR = 10
"""Forecasts that the first margin counts for."""
NARROWEST = 0.2
"""Ends are always moved outward a little: a calm stretch says little about the next burst."""
WIDEST = 5.0


@dataclass(frozen=True, slots=True)
class Margins:
    """By how much the ends are moved outward, in logarithms of seconds plus `SOFT`."""

    low: float = FIRST
    high: float = FIRST


@dataclass(frozen=True, slots=True)
class Told:
    """One forecast, in seconds of waiting from then on."""

    low: float
    high: float
    margins: Margins
    actual: float | None
    """None while it waits."""
    waited: float = 0.0
    """Seconds that it has waited since, while it waits."""

    @property
    def inside(self) -> bool | None:
        """None while it may still come true."""
        if self.actual is None:
            return False if self.waited > self.high else None
        return self.low <= self.actual <= self.high


@dataclass(frozen=True, slots=True)
class Calibration:
    """The part of ``count`` recent starts that fell into the interval that was told."""

    inside: float
    count: int


def calibration(told: Sequence[Told]) -> Calibration | None:
    """None before anything has come true."""
    outcomes = [one.inside for one in told[-RECENT:] if one.inside is not None]
    return Calibration(sum(outcomes) / len(outcomes), len(outcomes)) if outcomes else None


def margins(told: Sequence[Told]) -> Margins:
    """Margins under which `AIM` of the recent forecasts (in the order in which they were made) hold.

    Who still waits beyond what was told counts as if he started now: leaving the longest waits out would
    make every interval too short.
    """
    below: list[float] = []
    above: list[float] = []
    for one in told[-RECENT:]:
        outcome = one.actual if one.actual is not None else one.waited if one.inside is False else None
        if outcome is None:
            continue
        seen = scale(outcome)
        if one.actual is not None:
            below.append(scale(one.low) + one.margins.low - seen)
        above.append(seen - scale(one.high) + one.margins.high)
    return Margins(_quantile(below), _quantile(above))


def scale(seconds: float) -> float:
    return math.log(max(0.0, seconds) + SOFT)


def unscale(value: float) -> float:
    return max(0.0, math.exp(value) - SOFT)


def _quantile(scores: Sequence[float]) -> float:
    padded = sorted([*scores, *[FIRST] * max(0, PRIOR - len(scores))])
    rank = math.ceil((len(padded) + 1) * (1 - (1 - AIM) / 2))
    found = padded[min(rank, len(padded)) - 1]
    return max(NARROWEST, min(WIDEST, found))
