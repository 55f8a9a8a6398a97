"""`SchedulerLoop`: woken by events, it takes a snapshot, decides, writes the decisions, and has them carried
out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from ..ending import end
from ..events import Bus, Change
from ..hub_api import HubApi
from ..peers import Peers
from ..secretbox import SecretBox
from ..store import Store, leases, sessions
from ..turns import Turns
from .carrying.agents import AgentPool
from .carrying.carry import Carrier
from .commit import commit
from .decisions import Code, Decision, Wait
from .life.clock import Jump, Watch, boottime, restate
from .life.remind import Reminder
from .life.sweep import LOST_AFTER, Due, anything_due, sweep
from .passes.decide import decide
from .placement.shelf import Shelf
from .readers.reading import read_waiting
from .snapshot import Snapshot
from .undisturbed import undisturbed

log = logging.getLogger(__name__)
LEASE_TTL = 10.0
"""Seconds for which the lease is taken; renewed at a third of it."""
ANYWAY = 5.0
"""Seconds after which a pass is made even when nobody has asked for one."""
BUDGETS = timedelta(minutes=1)
"""After so long, budgets that hold sessions back are looked at again: what is used leaves their windows."""
CROWD = 4
"""Sessions that a pass starts at the least, for the next one to wait until more have come."""
REST = 0.2
"""Seconds that a pass after such a crowd waits at the most; as long as the last one took, if that is less."""
HUB_STOPPED = "stopped-at-the-hub"
"""Reason of an end that the Hub has asked for: it need not be told."""

Witness = Callable[[Snapshot, datetime, Sequence[Decision], float], None]
"""Takes what a pass saw, its time, what it decided, and how many seconds it thought. Called in a thread,
neither blocks nor raises."""


def utcnow() -> datetime:
    return datetime.now(UTC)


class SchedulerLoop:
    """One per hub service. Every method may be called from the service's event loop at any time."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        box: SecretBox,
        agents: AgentPool,
        *,
        hub: HubApi | None = None,
        tick: float = 1.0,
        lost_after: float = LOST_AFTER,
        now: Callable[[], datetime] = utcnow,
        elapsed: Callable[[], float] = boottime,
    ) -> None:
        """``now`` is the wall clock, ``elapsed`` (seconds) one that only goes on."""
        self._store, self._bus, self._hub, self._now = store, bus, hub, now
        self._watch = Watch(now, elapsed)
        self._tick_interval, self._lost_after = tick, lost_after
        self._holder = leases.holder_here()
        self._epoch: int | None = None
        self._renew_at: datetime | None = None
        self._started: datetime | None = None
        self._passed = time.monotonic()
        self._look_again: datetime | None = None
        self._ticking = asyncio.Lock()
        """A jump of the clock is taken out of all stamps before anybody compares them with the time."""
        self._awake = asyncio.Event()
        self._thinker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="scheduler-pass")
        """A pass waits for no thread that others keep busy."""
        self._tasks: list[asyncio.Task[None]] = []
        self._telling: set[asyncio.Task[None]] = set()
        self._peers: Peers | None = None
        if store.channel is not None:
            self._peers = Peers(store.channel, bus, wake=self._awake.set, attend=self._asked_to_attend)
        self._reminder = Reminder(store, bus, self.attend)
        self._shelf = Shelf()
        self.witnesses: list[Witness] = []
        """Who hears of every pass, before its decisions are written."""
        self.carrier = Carrier(
            store, bus, box, agents, epoch=lambda: self._epoch, freed=self.wake, fenced=self._fenced, now=now
        )

    @property
    def epoch(self) -> int | None:
        """The lease's epoch; None while another service is in charge."""
        return self._epoch

    def wake(self) -> None:
        """Something may fit now: run a pass soon. Many calls make one pass."""
        self._awake.set()
        if self._epoch is None and self._peers is not None:
            self._peers.wake()

    def remind_hub(self) -> None:
        """The Hub has forgotten a server that waits: ask it to spawn it again."""
        self._reminder.wake()

    def attend(self, session_id: UUID) -> None:
        """A session's state asks something of its agents."""
        if self._epoch is None and self._peers is not None:
            self._peers.attend(session_id)
        else:
            self.carrier.attend(session_id)

    def _asked_to_attend(self, session_id: UUID) -> None:
        if self._epoch is not None:
            self.carrier.attend(session_id)

    async def start(self) -> None:
        """Take the lease and begin. What was under way when the last service ended is taken up again."""
        self._started = self._now()
        if self._peers is not None:
            self._bus.outward = self._peers.tell
            self._tasks.append(asyncio.create_task(self._peers.run(), name="peers"))
        await self._lead(force=self._store.dialect == "sqlite")
        self._tasks += [
            asyncio.create_task(self._passes(), name="scheduler-passes"),
            asyncio.create_task(self._ticks(), name="scheduler-ticks"),
        ]
        if self._hub is not None:
            ready = asyncio.Event()
            self._tasks.append(asyncio.create_task(self._tell_hub(self._hub, ready), name="tell-hub"))
            await ready.wait()
            self._tasks.append(asyncio.create_task(self._reminder.run(self._hub), name="remind-hub"))
        self.wake()

    async def stop(self) -> None:
        """Stop deciding and calling. Sessions go on; the next start takes everything up."""
        await end([*self._tasks, *self._telling])
        self._thinker.shutdown(wait=False, cancel_futures=True)
        await self.carrier.stop()
        if self._epoch is not None:
            self._epoch = None
            # A database that is away now gives the lease up by itself, a little later.
            with contextlib.suppress(Exception):
                await self._store.write(lambda conn: leases.give_up(conn, self._holder))

    async def run_pass(self) -> int:
        """One pass: snapshot, decisions, one write. Returns how many sessions it scheduled."""
        epoch = self._epoch
        if epoch is None:
            return 0
        self._passed = time.monotonic()
        now = self._now()
        snapshot = await self._store.read(lambda conn: read_waiting(conn, now))
        if snapshot is None:
            self._look_again = None
            return 0
        self._look_again = next_turn(snapshot, now)
        running = asyncio.get_running_loop()
        decisions = await running.run_in_executor(self._thinker, self._think, snapshot, now)
        try:
            done = await self._store.write(
                lambda conn: commit(conn, decisions, self._holder, epoch, self._now())
            )
        except leases.LeaseLost:
            self._lost_lease("a pass; its decisions were dropped")
            return 0
        for change in done.changes:
            self._bus.publish(change)
        for session_id in (*done.scheduled, *done.ending):
            self.attend(session_id)
        if done.overtaken:
            self._look_again = now
        elif any(isinstance(one, Wait) and one.code is Code.BUDGET for one in decisions):
            self._look_again = min(self._look_again or now + BUDGETS, now + BUDGETS)
        if any(change.name == "session_cancelled" for change in done.changes):
            # Others may have waited for it.
            self.wake()
        return len(done.scheduled)

    def _think(self, snapshot: Snapshot, now: datetime) -> list[Decision]:
        """Decide, beside the event loop; witnesses hear of it there."""
        begun = time.perf_counter()
        decisions = undisturbed(decide, snapshot, now, self._shelf, Turns())
        seconds = time.perf_counter() - begun
        for witness in self.witnesses:
            witness(snapshot, now, decisions, seconds)
        return decisions

    def _lost_lease(self, what: str) -> None:
        log.warning("the lease was lost in the middle of %s", what)
        self._epoch = None

    async def _passes(self) -> None:
        while True:
            await self._awake.wait()
            self._awake.clear()
            begun = time.monotonic()
            try:
                started = await self.run_pass()
            except Exception:
                log.exception("a scheduling pass failed")
                await asyncio.sleep(self._tick_interval)
                self.wake()
                continue
            if started >= CROWD:
                # A pass costs much, and little more for a session more: a crowd shares passes.
                await asyncio.sleep(min(REST, time.monotonic() - begun))

    async def _ticks(self) -> None:
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("watching deadlines failed")
            await asyncio.sleep(self._tick_interval)

    async def tick(self) -> None:
        """Renew the lease, and do what time alone brings about."""
        async with self._ticking:
            await self._tick()

    async def _tick(self) -> None:
        jump = self._watch.look()
        if jump is not None:
            await self._jumped(jump)
        now = self._now()
        if self._renew_at is None or now >= self._renew_at or self._epoch is None:
            await self._lead()
        epoch = self._epoch
        if epoch is None:
            return
        if self._look_again is not None and now >= self._look_again:
            self._look_again = None
            self.wake()
        if time.monotonic() - self._passed >= ANYWAY:
            # A wake may get lost: whoever was to call it was cancelled, or its service has died.
            self.wake()
        # While the service was down nobody could report to it: agents get their time from its start on.
        lost_before = now - timedelta(seconds=self._lost_after)
        if self._started is not None and lost_before < self._started:
            lost_before = datetime.min.replace(tzinfo=UTC)
        if not await self._store.read(lambda conn: anything_due(conn, now, lost_before)):
            return

        def fenced(conn: Connection) -> Due:
            leases.check(conn, self._holder, epoch)
            return sweep(conn, now, lost_before)

        try:
            due = await self._store.write(fenced)
        except leases.LeaseLost:
            self._lost_lease("watching deadlines; nothing was ended")
            return
        for change in due.changes:
            self._bus.publish(change)
            if change.name == "session_terminating" and change.session_id is not None:
                self.attend(change.session_id)
        for session_id in due.attend:
            self.carrier.remind(session_id)
        if due.wake:
            self.wake()

    async def _jumped(self, jump: Jump) -> None:
        """The wall clock was put on or back: what is open is put on or back as well, by who is in charge."""
        log.warning("the clock of this machine was put on by %.0f s", jump.by.total_seconds())
        self._renew_at = None
        if self._started is not None:
            self._started += jump.by
        epoch = self._epoch
        if epoch is None:
            return

        def fenced(conn: Connection) -> None:
            leases.check(conn, self._holder, epoch)
            restate(conn, jump)
            self._watch.keep(conn)

        try:
            await self._store.write(fenced)
        except leases.LeaseLost:
            self._lost_lease("a jump of the clock")
        self.wake()

    async def _lead(self, *, force: bool = False) -> None:
        now = self._now()
        before = self._epoch

        def take(conn: Connection) -> int | None:
            epoch = leases.take(conn, self._holder, now, LEASE_TTL, force=force)
            if epoch is not None:
                if epoch != before:
                    self._watch.take_up(conn)
                self._watch.keep(conn)
            return epoch

        epoch = await self._store.write(take)
        self._epoch = epoch
        if epoch != before:
            if epoch is None:
                log.info("another service schedules")
            else:
                log.info("scheduling in epoch %s", epoch)
                jump = self._watch.look()
                if jump is not None:
                    await self._jumped(jump)
                self.wake()
        self._renew_at = now + timedelta(seconds=LEASE_TTL / 3)

    async def catch_up(self, seen: int) -> None:
        """An agent has seen this epoch. Were ours lower, it would refuse every call for ever."""
        if self._epoch is not None and seen > self._epoch:
            log.warning("an agent has seen epoch %s, the database only %s: it is older", seen, self._epoch)
            self._epoch = await self._store.write(lambda conn: leases.raise_above(conn, self._holder, seen))

    async def _fenced(self) -> bool:
        """An agent knows a higher epoch. Returns whether we have a new one and may try again."""
        before = self._epoch
        await self._lead()
        return self._epoch is not None and self._epoch != before

    async def _tell_hub(self, hub: HubApi, ready: asyncio.Event) -> None:
        """Tell the Hub of ended servers, so that it need not find out by its 30 s poll."""
        async with self._bus.subscribe() as changes:
            ready.set()
            while True:
                change = await changes.get()
                if self._epoch is None:
                    # Whoever schedules hears of it as well, and tells the Hub.
                    continue
                if change.name in ("session_terminated", "session_cancelled", "session_failure"):
                    if change.session_id is None or self._bus.is_followed(change.session_id):
                        # The spawner watches: it hears of it, with the reason. A stop would cancel it
                        # instead.
                        continue
                    task = asyncio.create_task(self._tell_one(hub, change))
                    self._telling.add(task)
                    task.add_done_callback(self._telling.discard)

    async def _tell_one(self, hub: HubApi, change: Change) -> None:
        session_id = change.session_id
        if session_id is None:
            return
        session = await self._store.read(lambda conn: sessions.by_id(conn, session_id))
        if session is None or session.hub_user is None or session.status_info == HUB_STOPPED:
            return
        user, server = session.hub_user, session.hub_server
        newer = await self._store.read(lambda conn: sessions.open_by_server(conn, user, server))
        if newer is None:
            await hub.stop_server(user, server)


def next_turn(snapshot: Snapshot, now: datetime) -> datetime | None:
    """When time alone lets something start: a ``starts_at`` has come, or a budget has something left."""
    turns = [session.starts_at for session in snapshot.waiting]
    turns += [budget.frees_at for of_key in snapshot.budgets.values() for budget in of_key]
    return min((at for at in turns if at is not None and at > now), default=None)
