"""Carries decisions to agents: one worker per session that makes calls until the agents' answers match the
database.

Level-triggered: a worker reads what the session's state asks for, so a crash, a lost answer or a state that
changed
meanwhile all lead to the same next step. No answer means *unknown*: the call is repeated, which agents allow.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection, select

from kernelyard_agent.client import AgentError, AgentUnreachable
from kernelyard_agent.protocol import DestroyKernel, KernelStatus

from ...ending import end
from ...events import Bus
from ...secretbox import SecretBox
from ...store import Store, leases, logs, sessions
from ...store.keys import padded
from ...store.models import agents, kernels
from ...store.models import sessions as session_table
from ..life import states
from ..life.observe import GONE, Outcome, Report, absent, log_kept, observe_now
from ..life.transitions import move
from .agents import AgentPool
from .calls import Call, calls_for
from .lines import Lines

log = logging.getLogger(__name__)
REMIND = 5.0
"""Seconds after which an agent that said yes is asked again."""
SHORT = 4096
"""Characters of a log that are compressed faster than a thread begins."""
RETRY = (0.3, 0.6, 1.2, 2.5, 5.0)
"""Seconds between repeated calls; the last one goes on until the state's deadline ends it."""

_ENDS = frozenset(states.TABLE[name].event for name in states.TERMINAL)


class Carrier:
    """Workers by session. `attend` is safe to call at any time and as often as one likes."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        box: SecretBox,
        agents: AgentPool,
        *,
        epoch: Callable[[], int | None],
        freed: Callable[[], None],
        fenced: Callable[[], Awaitable[bool]],
        now: Callable[[], datetime],
    ) -> None:
        self._store, self._bus, self._box, self._agents = store, bus, box, agents
        self._epoch, self._freed, self._fenced, self._now = epoch, freed, fenced, now
        self._workers: dict[UUID, asyncio.Task[None]] = {}
        self._again: dict[UUID, asyncio.Event] = {}
        self._asked: dict[UUID, float] = {}
        self._single: dict[str, asyncio.Task[None]] = {}
        self._lines = Lines(agents)

    def attend(self, session_id: UUID) -> None:
        """See to it that the agents do what the session's state asks for."""
        if session_id in self._workers:
            self._again[session_id].set()
            return
        self._again[session_id] = asyncio.Event()
        task = asyncio.create_task(self._work(session_id), name=f"carry-{session_id}")
        self._workers[session_id] = task
        task.add_done_callback(lambda _: self._done(session_id))

    def remind(self, session_id: UUID) -> None:
        """`attend`, unless the agents were asked a moment ago and the answer is on its way."""
        asked = self._asked.get(session_id)
        if asked is None or time.monotonic() - asked >= REMIND:
            self.attend(session_id)

    def destroy_stray(self, address: str, status: KernelStatus) -> None:
        """Have an agent end a kernel that should not be there."""
        self._spawn(self._destroy_stray(address, status), f"stray-{status.kernel_id}")

    def verify(self, agent_id: str, address: str, missing: list[tuple[UUID, UUID]]) -> None:
        """Ask an agent whether it really lacks kernels (``(kernel, session)``) that its heartbeat did not
        list.
        """
        self._spawn(self._verify(agent_id, address, missing), f"verify-{agent_id}")

    async def take_in(self, outcome: Outcome) -> None:
        """Publish what followed from a report, once it is committed."""
        for change in outcome.changes:
            self._bus.publish(change)
            if change.session_id is None:
                continue
            if change.name in ("session_terminating", "session_scheduled"):
                self.attend(change.session_id)
            elif change.name in _ENDS:
                self._asked.pop(change.session_id, None)
        for kernel_id in outcome.logs:
            self._spawn(self._take_log(kernel_id), f"log-{kernel_id}")
        if outcome.freed:
            self._freed()

    async def stop(self) -> None:
        tasks = [*self._workers.values(), *self._single.values()]
        await end(tasks)
        self._lines.close()

    def _done(self, session_id: UUID) -> None:
        task = self._workers.pop(session_id)
        again = self._again.pop(session_id)
        if not task.cancelled() and task.exception() is not None:
            log.error("carrying out session %s failed", session_id, exc_info=task.exception())
        elif not task.cancelled() and again.is_set():
            self.attend(session_id)

    def _spawn(self, work: Awaitable[None], name: str) -> None:
        async def run() -> None:
            try:
                await work
            except (AgentError, AgentUnreachable) as error:
                log.info("%s: %s", name, error)

        if name in self._single:
            if asyncio.iscoroutine(work):
                work.close()
            return
        self._single[name] = task = asyncio.create_task(run(), name=name)
        task.add_done_callback(lambda _: self._single.pop(name))

    async def _work(self, session_id: UUID) -> None:
        again = self._again[session_id]
        attempt = 0
        while (epoch := self._epoch()) is not None:
            again.clear()
            calls = await self._store.read_together(self._asked_of_agents, (session_id, epoch))
            if not calls:
                self._asked.pop(session_id, None)
                return
            answered = await asyncio.gather(*(self._call(call) for call in calls))
            if all(answered):
                self._note_asked(session_id)
                return
            pause = RETRY[min(attempt, len(RETRY) - 1)]
            attempt += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(again.wait(), pause)

    def _note_asked(self, session_id: UUID) -> None:
        """Of sessions that ended elsewhere nobody says so: what `remind` would not look at any more goes."""
        now = time.monotonic()
        self._asked.pop(session_id, None)
        self._asked[session_id] = now
        for key, asked in list(islice(self._asked.items(), 8)):
            if now - asked < REMIND:
                break
            del self._asked[key]

    def _asked_of_agents(self, conn: Connection, asked: Sequence[tuple[UUID, int]]) -> list[list[Call]]:
        """What the states of sessions ask for, in their order; ``(session, epoch)``."""
        # The epoch may have grown while they waited: agents would refuse the older one.
        found = calls_for(conn, self._box, [one for one, _ in asked], max(epoch for _, epoch in asked))
        return [found.get(session_id, []) for session_id, _ in asked]

    async def _call(self, call: Call) -> bool:
        """Make one call; False when it is to be made again."""
        try:
            status = await self._lines.call(call)
        except AgentUnreachable as error:
            log.info("no answer about kernel %s: %s", call.kernel_id, error)
            return False
        except AgentError as error:
            return await self._refused(call, error)
        if isinstance(call.request, DestroyKernel) and status.generation < call.request.generation:
            # The generation that is to end never came to be there; an earlier one is ended on the way.
            if status.state not in GONE:
                return False
            status = status.model_copy(update={"generation": call.request.generation})
        report = Report(call.agent_id, status, self._now())
        await self.take_in(await self._store.write_together(observe_now, report))
        return True

    async def _refused(self, call: Call, error: AgentError) -> bool:
        if error.status == 409 and (await self._fenced() or self._epoch() != call.request.epoch):
            # The agent has heard from a scheduler with a higher epoch. Whether we have a new one now or are
            # in charge no more, it is not the session's fault.
            return False
        if error.status >= 500 or isinstance(call.request, DestroyKernel):
            log.warning("agent %s: %s", call.agent_id, error)
            return False
        log.warning("agent %s refused kernel %s: %s", call.agent_id, call.kernel_id, error)
        await self.take_in(await self._store.write(lambda conn: _fail(conn, call.session_id, str(error))))
        return True

    async def _destroy_stray(self, address: str, status: KernelStatus) -> None:
        # Whoever schedules, this kernel should not be there: a service that does not may end it as well.
        epoch = self._epoch() or await self._store.read(leases.current_epoch)
        request = DestroyKernel(epoch=epoch, generation=status.generation, reason="not-known")
        await self._agents.at(address).destroy_kernel(status.kernel_id, request)

    async def _take_log(self, kernel_id: UUID) -> None:
        """Keep what an ended kernel has printed; its next report lets the agent forget it. A node that does
        not answer is asked again when it reports again."""

        found = await self._store.read_together(_places, kernel_id)
        if found is None:
            return
        generation, address, last = found
        text = await self._lines.log(address, kernel_id)
        data = logs.pack(text) if len(text) <= SHORT else await asyncio.to_thread(logs.pack, text)
        await self._store.write_together(_keep, logs.Log(kernel_id, generation, data))
        if not last:
            await self.take_in(await self._store.write(lambda conn: log_kept(conn, kernel_id, self._now())))

    async def _verify(self, agent_id: str, address: str, missing: list[tuple[UUID, UUID]]) -> None:
        # Asked now, after we knew of the kernels: what this answer lacks is gone, not late.
        there = {status.kernel_id for status in (await self._agents.at(address).kernels()).kernels}
        gone = [pair for pair in missing if pair[0] not in there]

        def record(conn: Connection) -> Outcome:
            outcome = Outcome()
            for kernel_id, session_id in gone:
                reason = f"The node {agent_id} does not have it any more."
                outcome.add(absent(conn, session_id, kernel_id, reason, datetime.now(UTC)))
            return outcome

        if gone:
            await self.take_in(await self._store.write(record))


def _places(conn: Connection, kernel_ids: Sequence[UUID]) -> list[tuple[int, str, bool] | None]:
    """Generation of kernels, the addresses of their agents, and whether their sessions are over for good."""
    query = (
        select(kernels.c.id, kernels.c.generation, agents.c.address, session_table.c.status)
        .join(agents, agents.c.id == kernels.c.agent_id)
        .join(session_table, session_table.c.id == kernels.c.session_id)
        .where(kernels.c.id.in_(padded(kernel_ids)))
    )
    over = states.TERMINAL
    found = {row.id: (row.generation, row.address, row.status in over) for row in conn.execute(query)}
    return [found.get(kernel_id) for kernel_id in kernel_ids]


def _keep(conn: Connection, taken: Sequence[logs.Log]) -> list[None]:
    logs.put_all(conn, taken, datetime.now(UTC))
    return [None] * len(taken)


def _fail(conn: Connection, session_id: UUID, reason: str) -> Outcome:
    """An agent will not start a kernel: the session ends in ERROR, or is taken down first where others
    run.
    """
    session = sessions.by_id(conn, session_id)
    if session is None or session.status in states.TERMINAL or session.status == "TERMINATING":
        return Outcome()
    others = any(
        k.status not in ("SCHEDULED", *states.TERMINAL) for k in sessions.kernels_of(conn, session_id)
    )
    to = "TERMINATING" if others else "ERROR"
    return Outcome(changes=move(conn, session, to, reason, datetime.now(UTC)), freed=not others)
