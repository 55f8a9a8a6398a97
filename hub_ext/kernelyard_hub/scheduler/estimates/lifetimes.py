"""How long sessions hold their places: learned from those that have ended and those that still run.

A curve is a Kaplan-Meier estimate of survival, so that a long session which still runs counts for what it
is: longer than its age. Sessions of one user and type in one resource group have their own curve; as long as
it rests on few ends, that of the group's type is asked instead, and then everybody's. Beyond the longest end
that was ever seen, the remaining life of a session is as long as its age (Pareto's law with exponent 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TRUSTED = 5.0
"""Ends after which a narrower curve is asked as often as the wider one."""
FEW = 3
"""Ends below which a curve is not asked at all."""
SHORTEST = 1.0
"""Seconds; nothing lives shorter."""
LONGEST = 365 * 86400.0
"""Seconds; nobody looks further ahead."""


@dataclass(frozen=True, slots=True)
class Lived:
    """For how long a session has held its place."""

    resource_group: str
    session_type: str
    user_id: UUID
    seconds: float
    ended: bool = True
    """False for one that still runs."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Survival: the part of all sessions that lives on after each end that was seen."""

    times: Floats
    left: Floats

    @classmethod
    def of(cls, lived: Sequence[Lived]) -> Curve:
        seconds = np.array([max(SHORTEST, one.seconds) for one in lived])
        ended = np.array([one.ended for one in lived], dtype=bool)
        order = np.lexsort((~ended, seconds))
        seconds, ended = seconds[order], ended[order]
        at_risk = np.arange(len(seconds), 0, -1)
        left = np.cumprod(np.where(ended, 1.0 - 1.0 / at_risk, 1.0))
        return cls(seconds[ended], left[ended])

    def ends_after(self, ages: Floats) -> Floats:
        """Ends that were seen beyond each age."""
        found: Floats = (len(self.times) - np.searchsorted(self.times, ages, side="right")).astype(np.float64)
        return found

    def lives(self, ages: Floats, draws: Floats) -> Floats:
        """Whole lives (seconds) of sessions of these ages, one row each; ``draws`` are uniform in (0, 1)."""
        known = np.searchsorted(self.times, ages, side="right")
        survival = np.concatenate(([1.0], self.left))
        alive = np.maximum(survival[known], 1e-12)[:, None]
        wanted = draws * alive
        end = np.searchsorted(-self.left, -wanted, side="left")
        inside = np.minimum(end, len(self.times) - 1)
        before = np.where(inside > 0, self.times[np.maximum(inside - 1, 0)], 0.0)
        drop = survival[inside] - self.left[inside]
        part = np.clip((survival[inside] - wanted) / np.maximum(drop, 1e-12), 0.0, 1.0)
        found = before + part * (self.times[inside] - before)
        older = (known == len(self.times))[:, None]
        tail = np.where(older, ages[:, None] / draws, self.times[-1] * self.left[-1] / wanted)
        lives: Floats = np.where(older | (end == len(self.times)), tail, found)
        return np.clip(np.maximum(lives, ages[:, None] + SHORTEST), SHORTEST, LONGEST)


class Lifetimes:
    """What the history tells. ``len`` is the number of ends that it rests on."""

    def __init__(self, lived: Iterable[Lived]) -> None:
        classes: dict[tuple[object, ...], list[Lived]] = {}
        self._ends = 0
        for one in lived:
            self._ends += one.ended
            for key in _classes(one.resource_group, one.session_type, one.user_id):
                classes.setdefault(key, []).append(one)
        self._classes = classes
        self._curves: dict[tuple[object, ...], Curve | None] = {}

    def __len__(self) -> int:
        return self._ends

    def lives(
        self, kinds: Sequence[tuple[str, str, UUID]], ages: Floats, rng: np.random.Generator, count: int
    ) -> Floats:
        """``count`` possible whole lives of each session: (group, type, user) and age in seconds.

        Without any end in the history, sessions are taken to live as long again as they are old, or an hour.
        """
        # Each future draws from its own part of (0, 1): few futures cover it evenly.
        parts = rng.permuted(np.tile(np.arange(count), (len(kinds), 1)), axis=1)
        draws = np.clip((parts + rng.random((len(kinds), count))) / count, 1e-9, 1.0 - 1e-9)
        choice = rng.random((len(kinds), count))
        lives = np.clip(np.maximum(ages, 1800.0)[:, None] / draws, SHORTEST, LONGEST)
        by_kind: dict[tuple[str, str, UUID], list[int]] = {}
        for row, kind in enumerate(kinds):
            by_kind.setdefault(kind, []).append(row)
        wider: dict[tuple[object, ...], list[int]] = {}
        for kind, rows in by_kind.items():
            for key in _classes(*kind):
                wider.setdefault(key, []).extend(rows)
        # The widest first; a narrower one takes its share of what a wider one has said.
        for key, rows in sorted(wider.items(), key=lambda item: len(item[0])):
            curve = self._curve(key)
            if curve is None:
                continue
            index = np.array(rows)
            old = ages[index]
            after = curve.ends_after(old)
            share = np.ones(len(rows)) if not key else after / (after + TRUSTED)
            mine = choice[index] < share[:, None]
            lives[index] = np.where(mine, curve.lives(old, draws[index]), lives[index])
        return lives

    def _curve(self, key: tuple[object, ...]) -> Curve | None:
        if key not in self._curves:
            lived = self._classes.get(key, [])
            enough = sum(one.ended for one in lived) >= FEW
            self._curves[key] = Curve.of(lived) if enough else None
        return self._curves[key]


def _classes(group: str, session_type: str, user: UUID) -> tuple[tuple[object, ...], ...]:
    return (), (group, session_type), (group, session_type, user)
