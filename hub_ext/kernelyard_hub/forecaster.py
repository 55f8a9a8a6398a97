"""When those who wait will start: worked out when somebody asks, for everybody at once, and remembered for a
moment. Also records what people were told, so that intervals hold what they promise.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from .dry_runs import Threads
from .scheduler.estimates.calibration import RECENT, Calibration, Margins, Told, calibration, margins
from .scheduler.estimates.forecast import Estimate, forecast, spell_wait
from .scheduler.estimates.lifetimes import Lifetimes, Lived
from .scheduler.passes.admit import Admission
from .scheduler.passes.order import line, queues
from .scheduler.placement.shapes import shape_of
from .scheduler.readers.reading import read_snapshot
from .scheduler.snapshot import Snapshot, Waiting
from .store import Store, forecasts

log = logging.getLogger(__name__)
FRESH = 4.0
"""Seconds for which a view is good enough."""
ASKED = 8.0
"""Seconds for which an estimate of a session that does not exist is good enough."""
STRANGE = 0.5
"""Seconds for which a view is good enough that does not know a session."""
LEARN = 30.0
"""Seconds after which the past is read again."""
EVERY = 2.0
"""Seconds between looks at who has begun to wait."""
SETTLED = timedelta(seconds=1.5)
"""Who has waited for less is not told anything: most start at once."""
MOVED = 0.2
"""Part of an estimate by which it has to change before it is said anew."""
RETRY = 60.0
"""Seconds after which a session is looked at again of which nothing could be said."""


def utcnow() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Experience:
    """What the past teaches."""

    lived: tuple[Lived, ...] = ()
    margins: Mapping[str, Margins] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)
    """By resource group; without those in which nothing has come true yet."""


@dataclass(frozen=True, slots=True)
class View:
    """The line as it was at one moment, with estimates."""

    at: datetime
    snapshot: Snapshot
    places: Mapping[UUID, tuple[int, int]]
    """Place (1 = next) and length, in the true order of the resource group."""
    estimates: Mapping[UUID, Estimate]

    def estimate(self, session_id: UUID, now: datetime) -> Estimate | None:
        """Seen from ``now``."""
        found = self.estimates.get(session_id)
        gone = max(0.0, (now - self.at).total_seconds())
        if found is None or not gone:
            return found
        left = {name: max(0.0, getattr(found, name) - gone) for name in ("seconds", "low", "high")}
        return replace(found, **left)


class Forecaster:
    """One per service. Costs nothing while nobody waits and nobody asks."""

    def __init__(self, store: Store, *, now: Callable[[], datetime] = utcnow) -> None:
        self._store, self._now = store, now
        self._view: View | None = None
        self._experience: tuple[datetime, Experience] | None = None
        self._looking = asyncio.Lock()
        self._threads = Threads(at_once=1)
        """Forecasts are computed one after the other: threads are for others, too."""
        self._said: dict[Hashable, tuple[datetime, Estimate | None]] = {}
        """What was said last of requests that nobody has made."""
        self._spoken: dict[UUID, tuple[float, str]] = {}
        """By waiting session: seconds and words of what was said last."""
        self._silent: dict[UUID, datetime] = {}
        """Sessions of which nothing could be said, and since when."""

    async def view(self, *, fresh: float = FRESH, knowing: UUID | None = None) -> View:
        """The line with everybody's place and estimate, at the most ``fresh`` seconds old; newer when it does
        not know a session that is asked for."""
        async with self._looking:
            old, now = self._view, self._now()
            age = now - old.at if old is not None else timedelta.max
            strange = old is not None and knowing is not None and knowing not in old.places
            most = min(fresh, STRANGE) if strange else fresh
            if old is not None and timedelta(0) <= age < timedelta(seconds=most):
                return old
            experience = await self.experience()
            snapshot = await self._store.read(lambda conn: read_snapshot(conn, now))
            self._view = await self._threads.compute(lambda: _look(snapshot, now, experience))
            self._spoken = {key: said for key, said in self._spoken.items() if key in self._view.places}
            return self._view

    def say(self, session_id: UUID, estimate: Estimate) -> str:
        """The estimate for somebody who goes on listening: in other words only when it has moved by more than
        `MOVED`, or a progress page would fill with them."""
        old = self._spoken.get(session_id)
        if old is None or abs(estimate.seconds - old[0]) > max(SETTLED.total_seconds(), MOVED * old[0]):
            old = self._spoken[session_id] = estimate.seconds, spell_wait(estimate)
        return old[1]

    def forget(self) -> None:
        """Something has changed that people look for at once."""
        self._view, self._experience, self._said = None, None, {}

    async def estimates(
        self, snapshot: Snapshot, now: datetime, asked: Iterable[Waiting]
    ) -> Mapping[UUID, Estimate]:
        """Estimates of sessions that do not exist, each as if it came last."""
        wanted = list(asked)
        admission = Admission(snapshot, now)
        keys = {one.session_id: _key(one, limited=admission.check(one) is not None) for one in wanted}
        said = {key: told for key, told in self._said.items() if _age(told[0], now) < ASKED}
        missing = {keys[one.session_id]: one for one in wanted if keys[one.session_id] not in said}
        if missing:
            experience = await self.experience()
            asking = list(missing.values())
            told = await self._threads.compute(lambda: _asked(snapshot, now, experience, asking))
            said |= {key: (now, told.get(one.session_id)) for key, one in missing.items()}
        self._said = said
        found = {session_id: said[key][1] for session_id, key in keys.items()}
        return {session_id: estimate for session_id, estimate in found.items() if estimate is not None}

    async def experience(self) -> Experience:
        """What the past teaches, at the most `LEARN` seconds old."""
        now, known = self._now(), self._experience
        if known is None or not timedelta(0) <= now - known[0] < timedelta(seconds=LEARN):
            known = now, await self._store.read(lambda conn: read_experience(conn, now))
            self._experience = known
        return known[1]

    async def keep(self, leading: Callable[[], bool]) -> None:
        """Record forecasts and what came true, for ever; only the service that schedules does."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                if leading():
                    await self.record()
            except Exception:  # the next look may go better; estimates are no reason to stop anything
                log.exception("forecasts could not be recorded")

    async def record(self) -> None:
        """One look at who has begun to wait, and who has left the line."""
        now = self._now()
        since = now - SETTLED

        def look(conn: Connection) -> tuple[list[UUID], bool]:
            return forecasts.unrecorded(conn, now, since), forecasts.unresolved(conn)

        fresh, left = await self._store.read(look)
        retry = timedelta(seconds=RETRY)
        self._silent = {key: at for key, at in self._silent.items() if timedelta(0) <= now - at < retry}
        fresh = [session_id for session_id in fresh if session_id not in self._silent]
        if not fresh and not left:
            return
        rows = await self._rows(fresh) if fresh else []

        def write(conn: Connection) -> None:
            forecasts.record(conn, rows)
            forecasts.resolve(conn)

        if rows or left:
            await self._store.write(write)
            self._experience = None

    async def _rows(self, fresh: Iterable[UUID]) -> list[dict[str, object]]:
        """Columns of ``forecasts`` for sessions that have begun to wait."""
        view = await self.view(fresh=SETTLED.total_seconds())
        groups = {one.session_id: one.resource_group for one in view.snapshot.waiting}
        rows: list[dict[str, object]] = []
        for session_id in fresh:
            estimate = view.estimates.get(session_id)
            if estimate is None or session_id not in groups:
                self._silent[session_id] = view.at
                continue
            rows.append(
                {
                    "session_id": session_id,
                    "resource_group": groups[session_id],
                    "made_at": view.at,
                    "low": estimate.low,
                    "middle": estimate.seconds,
                    "high": estimate.high,
                    "margin_low": estimate.margins.low,
                    "margin_high": estimate.margins.high,
                    "actual": None,
                }
            )
        return rows


def read_experience(conn: Connection, now: datetime) -> Experience:
    """The lives of ended sessions, and how good forecasts were."""
    lived = tuple(
        Lived(
            row.resource_group,
            row.type,
            row.user_id,
            max(0.0, (row.terminated_at - row.scheduled_at).total_seconds()),
        )
        for row in forecasts.ended(conn)
    )
    told = {
        name: [
            Told(
                row.low,
                row.high,
                Margins(row.margin_low, row.margin_high),
                row.actual,
                max(0.0, (now - row.made_at).total_seconds()),
            )
            for row in rows
        ]
        for name, rows in forecasts.told(conn, RECENT).items()
    }
    calibrations = {name: found for name, rows in told.items() if (found := calibration(rows)) is not None}
    return Experience(lived, {name: margins(rows) for name, rows in told.items()}, calibrations)


def _look(snapshot: Snapshot, now: datetime, experience: Experience) -> View:
    places = {}
    for queue in queues(snapshot, now).values():
        ordered = line(queue)
        for place, session in enumerate(ordered, 1):
            places[session.session_id] = place, len(ordered)
    lifetimes = Lifetimes([*experience.lived, *_running(snapshot, now)])
    found = forecast(snapshot, now, lifetimes, experience.margins) if snapshot.waiting else None
    return View(now, snapshot, places, found.waiting if found else {})


def _asked(
    snapshot: Snapshot, now: datetime, experience: Experience, asked: Sequence[Waiting]
) -> Mapping[UUID, Estimate]:
    """Estimates of sessions that would come last."""
    lifetimes = Lifetimes([*experience.lived, *_running(snapshot, now)])
    groups = {one.resource_group for one in asked}
    mine = tuple(one for one in snapshot.waiting if one.resource_group in groups)
    return forecast(replace(snapshot, waiting=mine), now, lifetimes, experience.margins, asked=asked).asked


def _key(one: Waiting, *, limited: bool) -> Hashable:
    """All of a request that its estimate depends on, beside the line; ``limited``: whose it is, too."""
    whose = (one.access_key, one.project_id) if limited else None
    return whose, shape_of(one), one.starts_at, one.dependencies


def _age(at: datetime, now: datetime) -> float:
    """Seconds; a clock that was put back makes everything old."""
    seconds = (now - at).total_seconds()
    return seconds if seconds >= 0 else float("inf")


def _running(snapshot: Snapshot, now: datetime) -> list[Lived]:
    """Those that still run count too: they live longer than their age."""
    return [
        Lived(
            one.resource_group,
            one.session_type,
            one.user_id,
            max(0.0, (now - one.started_at).total_seconds()),
            ended=False,
        )
        for one in snapshot.running
        if one.started_at is not None
    ]
