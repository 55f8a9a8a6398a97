"""`IdleLoop`: looks at all running sessions every few seconds, warns, and ends.

A look is one read and, when something is new, one write; both and the verdicts between them run in threads.
The service in charge looks; another one only writes down the signs of life that it has seen. What jumps of a
clock, restarts and changes of the leader leave unwatched does not count as time without use (R19).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy import Connection

from kernelyard_hub.events import Bus, Change
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.scheduler.life.transitions import move
from kernelyard_hub.store import Store, leases, sessions
from kernelyard_hub.store import settings as site_settings

from . import records
from .activity import Activity
from .facts import Judgement, Mark, Memory, Snooze
from .reading import LOOKED_AT, Seen, read_seen
from .records import Record
from .verdicts import STEP, judge

log = logging.getLogger(__name__)

WARNED = "session_idle_warning"
"""Name of the event that tells a session's owner that it is going to be ended."""
CHANGED = "session_idle_changed"
"""Name of the hint that the end was put off, or is not near any more."""
BEGUN = "session_started"
REST = 20.0
"""Between two looks lies so many times what one takes, at least."""
SAVE = 60.0
"""Seconds after which small changes are written down."""
JUMP = 2.0
"""Seconds by which two clocks may differ from one look to the next."""
QUICK = 1.0
"""Seconds between two looks at the least, where timeouts are very short."""


class Leading(Protocol):
    """What the scheduler's loop is for this one."""

    @property
    def epoch(self) -> int | None: ...

    def attend(self, session_id: UUID) -> None: ...


@dataclass(slots=True)
class _Kept:
    """What this service remembers of a session."""

    memory: Memory
    written: Memory | None = None
    """As it stands in the database."""
    checks: tuple[tuple[str, bool, bool], ...] = ()
    """Which checks there were, whether they ran down, and whether it was quiet, when it was written."""
    written_at: float = 0.0


@dataclass(slots=True)
class _Look:
    """What came of one look."""

    judged: dict[UUID, Judgement]
    save: list[Record]
    disproved: dict[UUID, datetime] = field(default_factory=dict)
    """Snoozes that are over, by when they were made."""
    moved: dict[UUID, Memory] = field(default_factory=dict)
    """Snoozes that a jump of the clock has moved."""
    step: float = STEP

    @property
    def empty(self) -> bool:
        return not (self.save or self.disproved or self.moved or self.ending)

    @property
    def ending(self) -> list[tuple[UUID, Judgement]]:
        return [(key, judgement) for key, judgement in self.judged.items() if judgement.end is not None]

    @property
    def warning(self) -> list[UUID]:
        return [key for key, judgement in self.judged.items() if judgement.warn is not None]


class IdleLoop:
    """One per hub service."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        activity: Activity,
        scheduler: Leading,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``now`` is the time of day and may jump; ``clock`` never does."""
        self._store, self._bus, self._activity, self._scheduler = store, bus, activity, scheduler
        self._now, self._clock = now, clock
        self._kept: dict[UUID, _Kept] = {}
        self._last: tuple[float, float] | None = None
        """Time of day and clock of the last look; None while another service looks."""
        self._told: dict[UUID, float] = {}
        self._saved_at = 0.0
        self.step = STEP
        """Seconds until the next look."""

    async def run(self) -> None:
        """Look, until cancelled: after every step, and soon after a session has started."""
        async with self._bus.subscribe() as hints:
            while True:
                began = self._clock()
                try:
                    await self.look()
                except Exception:
                    # The outermost frame: one look that fails must not be the last.
                    log.exception("looking for idle sessions failed")
                took = self._clock() - began
                # A rush of sessions must not make this look all the time.
                await asyncio.sleep(max(QUICK, REST * took))
                while not hints.empty():
                    if hints.get_nowait().name == BEGUN:
                        break
                else:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(max(0.0, self.step - (self._clock() - began))):
                            while (await hints.get()).name != BEGUN:
                                pass

    async def look(self) -> None:
        """One look; only the service in charge warns and ends."""
        epoch = self._scheduler.epoch
        if epoch is None:
            self._kept, self._last = {}, None
            await self._write_signs()
            return
        now, clock = self._now(), self._clock()
        at = datetime.fromtimestamp(now, UTC)
        remembered = frozenset(self._kept) if self._last is not None else frozenset()
        seen = await self._store.read(lambda conn: read_seen(conn, at, remembered))
        ages = self._activity.ages()
        found = await asyncio.to_thread(self._judge, seen, ages, now, clock)
        self._last = (now, clock)
        self.step = found.step
        self._activity.keep(seen.facts)
        lately = not seen.facts or 0 <= now - self._saved_at < SAVE
        if found.empty and not seen.stale and lately:
            return
        ended = await self._store.write(lambda conn: self._write(conn, epoch, found, seen, now))
        if ended is None:
            log.warning("the lease was lost in the middle of a look at idle sessions; it was dropped")
            self._last = None
            return
        self._saved_at = now
        self._announce(found, ended)

    def _announce(self, found: _Look, ended: Mapping[UUID, list[Change]]) -> None:
        for session_id in found.warning:
            self._bus.publish(Change(WARNED, session_id))
        for session_id in {record.session_id for record in found.save} - set(found.warning) - set(ended):
            before = self._kept[session_id].written if session_id in self._kept else None
            if before is not None and before.warning is not None:
                self._bus.publish(Change(CHANGED, session_id))
        for record in found.save:
            kept = self._kept.get(record.session_id)
            if kept is not None:
                kept.written = record.memory
        for session_id, changes in ended.items():
            for change in changes:
                self._bus.publish(change)
            self._scheduler.attend(session_id)

    async def _write_signs(self) -> None:
        """Tell the service in charge, by the database, what was seen here."""
        now = self._now()
        told = self._told
        fresh = {
            key: (now - age, what)
            for key, (age, what) in self._activity.ages().items()
            if now - age - told.get(key, 0.0) >= STEP
        }
        if fresh:
            found = {key: (records.when(at), what) for key, (at, what) in fresh.items()}
            await self._store.write(lambda conn: records.signs(conn, found))
            told.update({key: at for key, (at, _) in fresh.items()})
        recent = [key for key, (age, _) in self._activity.ages().items() if age < SAVE]
        self._activity.keep(recent)
        self._told = {key: told[key] for key in recent if key in told}

    # ── in a thread ────────────────────────────────────────────────────────────────────────────────

    def _judge(self, seen: Seen, ages: Mapping[UUID, tuple[float, str]], now: float, clock: float) -> _Look:
        """Every session's verdict. Touches nothing but what this loop remembers."""
        jump, elapsed = self._gap(seen, now, clock)
        kept: dict[UUID, _Kept] = {}
        look = _Look({}, [])
        for session_id, facts in seen.facts.items():
            if session_id in ages:
                age, what = ages[session_id]
                facts = replace(facts, mark=Mark(now - age, what))
            one = self._recall(session_id, seen, jump, now)
            stored = seen.memories.get(session_id)
            judgement = judge(facts, one.memory, seen.config, now, elapsed=elapsed, step=self.step)
            one.memory = judgement.memory
            kept[session_id] = one
            look.judged[session_id] = judgement
            if stored is not None and stored.snooze is not None:
                if judgement.memory.snooze is None:
                    look.disproved[session_id] = seen.snoozed_at[session_id]
                elif jump:
                    look.moved[session_id] = judgement.memory
            if self._is_news(one, judgement, now):
                look.save.append(Record(session_id, judgement.memory, judgement.checks))
                one.checks, one.written_at = _kinds(judgement), now
        self._kept = kept
        look.step = _pace(look.judged.values())
        return look

    def _gap(self, seen: Seen, now: float, clock: float) -> tuple[float, float]:
        """By how much what is remembered has to move, and the seconds since the last look."""
        if self._last is None:
            # Nobody has looked since then, so nobody knows that nothing was done.
            return (now - seen.looked_at if seen.looked_at is not None else 0.0), 0.0
        wall, monotonic = now - self._last[0], clock - self._last[1]
        return (wall - monotonic if abs(wall - monotonic) > JUMP else 0.0), monotonic

    def _recall(self, session_id: UUID, seen: Seen, jump: float, now: float) -> _Kept:
        """What is remembered of a session, moved by a jump, with what others have written since."""
        stored, one = seen.memories.get(session_id), self._kept.get(session_id)
        if stored is None:
            return one or _Kept(Memory(now))
        if one is None:
            return _Kept(stored.shifted(jump), stored)
        memory = one.memory
        written = one.written or stored
        if stored.active_at > max(written.active_at, memory.active_at) and stored.active_at <= now:
            memory = replace(memory, active_at=stored.active_at, active_by=stored.active_by)
        if not _same(stored.snooze, memory.snooze):
            # Its owner has put it off; from now on that counts, and a warning has been heard.
            memory = replace(memory, snooze=stored.snooze, warning=None)
        one.memory = memory.shifted(jump) if jump else memory
        return one

    def _is_news(self, one: _Kept, judgement: Judgement, now: float) -> bool:
        before, after = one.written, judgement.memory
        if before is None or before.warning != after.warning or one.checks != _kinds(judgement):
            return True
        if judgement.warn is not None or judgement.end is not None:
            return True
        every = min(SAVE, 4 * self.step)
        if after.active_at - before.active_at >= every or after.active_at < before.active_at:
            return True
        return before != after and not 0 <= now - one.written_at < SAVE

    def _write(
        self, conn: Connection, epoch: int, found: _Look, seen: Seen, now: float
    ) -> dict[UUID, list[Change]] | None:
        """Write down what is new, and begin the ends; None when another service has taken over."""
        if leases.current_epoch(conn) != epoch:
            return None
        at = datetime.fromtimestamp(now, UTC)
        records.save(conn, found.save, now)
        records.drop(conn, seen.stale)
        for session_id, made in found.disproved.items():
            records.forget_snooze(conn, session_id, made)
        records.shift_snoozes(
            conn, {key: memory.snooze for key, memory in found.moved.items() if memory.snooze is not None}
        )
        site_settings.put(conn, LOOKED_AT, now, note=True)
        ended: dict[UUID, list[Change]] = {}
        for session_id, judgement in found.ending:
            row = sessions.by_id(conn, session_id)
            idleness = records.of_session(conn, session_id)
            put_off = idleness is not None and records.load(dict(idleness._mapping), []).snooze
            if row is None or row.status not in states.RUNNING or judgement.end is None:
                continue
            if put_off and not _same(put_off, judgement.memory.snooze):
                continue  # at the last moment
            ended[session_id] = move(conn, row, "TERMINATING", judgement.end.reason, at)
            log.info("session %s ends: %s %s", session_id, judgement.end.reason, judgement.end.text)
        return ended


def _same(one: Snooze | None, other: Snooze | None) -> bool:
    """Whether it is the same snooze; a database keeps microseconds."""
    if one is None or other is None:
        return one is other
    return one.check == other.check and abs(one.at - other.at) < 0.001


def _kinds(judgement: Judgement) -> tuple[tuple[str, bool, bool], ...]:
    return tuple((check.name, check.due is not None, check.quiet) for check in judgement.checks)


def _pace(judged: Iterable[Judgement]) -> float:
    """Seconds until the next look: a quarter of the shortest notice, so that no end is missed by much."""
    shortest = min((check.notice for one in judged for check in one.checks), default=STEP * 4)
    return min(STEP, max(QUICK, shortest / 4))
