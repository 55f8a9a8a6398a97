"""What the hub service counts of itself, for Prometheus: passes, decisions, and how long sessions waited."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram

if TYPE_CHECKING:
    from .scheduler.decisions import Decision
    from .scheduler.snapshot import Snapshot

WAITS = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 86400, 3 * 86400)
"""Seconds."""
PASSES = (0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 1, 5)
"""Seconds."""


class Metrics:
    """Of one service, since its start. Figures of the site as a whole are read when they are asked for."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._passes = Histogram(
            "kernelyard_scheduler_pass_seconds",
            "Thinking time of scheduling passes",
            buckets=PASSES,
            registry=registry,
        )
        self._decisions = Counter(
            "kernelyard_scheduler_decisions",
            "Decisions of passes: placed, preempt, cancel, or why a session waits; a session that waits"
            " counts in every pass",
            ["decision"],
            registry=registry,
        )
        self._waited = Histogram(
            "kernelyard_queue_wait_seconds",
            "Time from a session's creation to its place",
            ["resource_group"],
            buckets=WAITS,
            registry=registry,
        )

    def note(self, snapshot: Snapshot, now: datetime, decisions: Sequence[Decision], seconds: float) -> None:
        """Count a pass."""
        self._passes.observe(seconds)
        kinds = Tally(getattr(one, "code", None) or type(one).__name__.lower() for one in decisions)
        for kind, count in kinds.items():
            self._decisions.labels(str(kind)).inc(count)
        placed = {one.session_id for one in decisions if type(one).__name__ == "Placed"}
        for session in snapshot.waiting if placed else ():
            if session.session_id in placed and session.created_at is not None:
                since = max(session.created_at, session.starts_at or session.created_at)
                waited = max(0.0, (now - since).total_seconds())
                self._waited.labels(session.resource_group).observe(waited)
