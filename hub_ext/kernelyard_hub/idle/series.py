"""Measurements of a session over a window, bounded: at the most `MOST` buckets, however long the window is.
Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 48
"""Buckets of one series; in a window of twelve hours each is a quarter of an hour."""

Sample = Mapping[str, float]
"""Metric -> percent. What is unknown is absent, never zero."""


@dataclass(frozen=True, slots=True)
class Bucket:
    at: float
    """Of its first sample, in seconds since the epoch."""
    reads: int
    sums: Mapping[str, tuple[float, int]]
    """Metric -> sum, and number of the values that were known."""


@dataclass(frozen=True, slots=True)
class Series:
    since: float | None = None
    """When the first sample was taken, whether or not it is still among the buckets."""
    buckets: tuple[Bucket, ...] = ()

    def add(self, at: float, sample: Sample, window: float) -> Series:
        """With one more sample, and without what lies before the window."""
        kept = [bucket for bucket in self.buckets if bucket.at > at - window]
        if kept and at - kept[-1].at < window / MOST:
            last = kept.pop()
            sums = {name: last.sums.get(name, (0.0, 0)) for name in {*last.sums, *sample}}
            for name, value in sample.items():
                total, count = sums[name]
                sums[name] = (total + value, count + 1)
            kept.append(Bucket(last.at, last.reads + 1, sums))
        else:
            kept.append(Bucket(at, 1, {name: (value, 1) for name, value in sample.items()}))
        return Series(at if self.since is None else self.since, tuple(kept))

    def full(self, now: float, window: float, step: float) -> bool:
        """Whether the window is covered: as many samples as it has room for, one each ``step`` seconds, or
        the first was taken that long ago."""
        reads = sum(bucket.reads for bucket in self.buckets)
        if not reads or self.since is None:
            return False
        return reads >= int(window / step) or now - self.since >= window

    def means(self, now: float, window: float) -> dict[str, float]:
        """Metric -> average of the values in the window that are known; metrics without any are absent."""
        totals: dict[str, tuple[float, int]] = {}
        for bucket in self.buckets:
            if bucket.at <= now - window:
                continue
            for name, (value, count) in bucket.sums.items():
                before = totals.get(name, (0.0, 0))
                totals[name] = (before[0] + value, before[1] + count)
        return {name: total / count for name, (total, count) in totals.items() if count}

    def shifted(self, seconds: float) -> Series:
        """The same, later by so much: time that did not count."""
        since = None if self.since is None else self.since + seconds
        moved = tuple(Bucket(bucket.at + seconds, bucket.reads, bucket.sums) for bucket in self.buckets)
        return Series(since, moved)

    def dump(self) -> list[Any]:
        """For the database."""
        head: list[Any] = [] if self.since is None else [round(self.since, 3)]
        return [
            *head,
            *(
                [round(b.at, 3), b.reads, {name: [round(s, 3), n] for name, (s, n) in b.sums.items()}]
                for b in self.buckets
            ),
        ]

    @classmethod
    def load(cls, stored: list[Any]) -> Series:
        if not stored:
            return cls()
        since, *rows = stored
        return cls(
            float(since),
            tuple(
                Bucket(float(at), int(reads), {name: (float(s), int(n)) for name, (s, n) in sums.items()})
                for at, reads, sums in rows
            ),
        )


def under_used(
    means: Mapping[str, float],
    thresholds: Mapping[str, float | None],
    operator: str,
    allocated: Collection[str],
) -> bool:
    """Whether a session uses too little (fgpu.md 5.2): with ``and`` of everything that counts, with ``or`` of
    anything. A metric counts with a threshold, a known value, and its resource allocated; without any that
    counts a session is kept."""
    below = [value < limit for _, value, limit in counted(means, thresholds, allocated)]
    if not below:
        return False
    return any(below) if operator == "or" else all(below)


def counted(
    means: Mapping[str, float], thresholds: Mapping[str, float | None], allocated: Collection[str]
) -> list[tuple[str, float, float]]:
    """Metric, average and threshold of what counts."""
    kinds = {slot.partition(".")[0] for slot in allocated}
    return [
        (name, means[name], limit)
        for name, limit in thresholds.items()
        if limit is not None and name in means and name.partition("_")[0] in kinds
    ]
