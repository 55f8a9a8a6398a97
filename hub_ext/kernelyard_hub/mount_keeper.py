"""Carries out what is written down about mounts of running sessions, and takes away what nobody may have.

Rights change in the database; running sessions have to follow (`ENFORCED_WITHIN`). `MountKeeper.review`
compares what sessions mount with what their owners may do now and writes down what has to go, or to become
read-only; `MountKeeper.carry_out` tells the nodes, again and again until they have said that it is so. Both
begin with the service, so that nothing is lost by a stop in between.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from kernelyard_agent.client import AgentError, AgentUnreachable
from kernelyard_agent.mounting import RemoveMount
from kernelyard_agent.protocol import Mount
from kernelyard_hub.operations.vfolders.rules import PERMISSIONS, Permission, effective

from .principal import Principal
from .scheduler.carrying.spec import SessionSpec
from .scheduler.life import states
from .store import accounts, sessions, vfolders
from .store import session_mounts as store
from .store.models import vfolders as folder_table
from .store.session_mounts import Changed, Mounted

if TYPE_CHECKING:
    from .scheduler.carrying.agents import AgentPool
    from .store import Store

log = logging.getLogger(__name__)

ENFORCED_WITHIN = 10.0
"""Seconds within which running sessions have lost what their owners may not have any more."""
AGAIN = 2.0
"""Seconds between two looks at what is still to be carried out."""
REVIEW = 60.0
"""Seconds between two comparisons of everything: for rights that were lost without anybody saying so."""
LATELY = timedelta(seconds=3 * REVIEW)
"""What nodes are asked about at every review: changes since the one before, and so long before that; at the
first of a process, all."""
HOME = "home"


class MountKeeper:
    """One per hub service; the one in charge tells the nodes."""

    def __init__(self, database: Store, agents: AgentPool) -> None:
        self._store = database
        self._agents = agents
        self._changed = asyncio.Event()
        self._review_now = False
        self._compared: datetime | None = None
        """When nodes were asked last."""
        self._turns: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[tuple[object, ...]] = set()

    def wake(self) -> None:
        """Something was written down."""
        self._changed.set()

    async def enforce(self, folder_ids: Collection[UUID]) -> None:
        """Rights on these folders have become less. Raises nothing; what is running follows within
        `ENFORCED_WITHIN`.
        """
        try:
            if folder_ids and await self.review(folder_ids):
                self.wake()
        except SQLAlchemyError:
            log.exception("what is mounted of folders could not be compared with their rights; it is again")
            self._review_now = True
            self.wake()

    async def review(self, folder_ids: Collection[UUID] | None = None) -> int:
        """Write down what open sessions may not have any more of these folders (None: of any); how much."""
        candidates = await self._store.read(lambda conn: _look(conn, folder_ids))
        if not candidates:
            return 0
        return await self._store.write(lambda conn: _decide(conn, folder_ids))

    async def carry_out(self, *, failed: bool = False) -> int:
        """Tell the nodes once, but for what another round is just telling; returns how much is left to do.
        ``failed``: also what a node has refused.
        """
        wanted: tuple[store.State, ...] = (*store.UNFINISHED, "failed") if failed else store.UNFINISHED
        tasks = {_key(task[0]): task for task in await self._store.read(lambda conn: _tasks(conn, wanted))}
        mine = tasks.keys() - self._under_way
        self._under_way |= mine
        away: set[str] = set()
        try:
            said = await asyncio.gather(
                *(self._carry_out(away, *task) for key, task in tasks.items() if key in mine),
                return_exceptions=True,
            )
        finally:
            self._under_way -= mine
        for each in said:
            if isinstance(each, BaseException):
                raise each
        return said.count(False) + len(tasks) - len(mine)

    async def _carry_out(
        self,
        away: set[str],
        change: Changed,
        mount: Mount | None,
        places: list[tuple[UUID, str]],
    ) -> bool:
        """Whether it is done. All nodes are told, whatever one of them says."""
        said = await asyncio.gather(
            *(self._tell_in_turn(away, change, mount, kernel_id, address) for kernel_id, address in places),
            return_exceptions=True,
        )
        held, refusals = 0, []
        for each in said:
            if isinstance(each, AgentError | AgentUnreachable):
                refusals.append(each)
            elif isinstance(each, BaseException):
                raise each
            else:
                held += each
        if refusals:
            return await self._refused(change, refusals)
        if held and change.state != "mounting":
            words = f"{held} of its programs still hold files open."
            if (change.state, change.detail) != ("removing", words):
                await self._store.write(partial(_told, change, "removing", words))
            return False
        final: store.State = "mounted" if change.state == "mounting" else "removed"
        await self._store.write(partial(_told, change, final, None))
        return True

    async def _refused(self, change: Changed, refusals: Sequence[AgentError | AgentUnreachable]) -> bool:
        """A node that cannot (422) decides, unless another may yet take it away; all others are asked again:
        they are away, or the session is about to end or to start.
        """
        cannot = [each for each in refusals if isinstance(each, AgentError) and each.status == 422]
        if not cannot or (change.state != "mounting" and len(cannot) < len(refusals)):
            return False
        state: store.State = "removing" if change.state == "mounting" else "failed"
        why = cannot[0].detail or cannot[0].title
        if change.state != "failed":
            log.warning("session %s: folder %s: %s", change.session_id, change.name, why)
        await self._store.write(lambda conn: store.move(conn, change, state, why))
        return state == "failed"

    async def _tell_in_turn(
        self, away: set[str], change: Changed, mount: Mount | None, kernel_id: UUID, address: str
    ) -> int:
        """`_tell`, one after another on a node, and not any more in this round after it has not answered."""
        async with self._turns[address]:
            if address in away:
                raise AgentUnreachable(address)
            try:
                return await self._tell(change, mount, kernel_id, address)
            except AgentUnreachable:
                away.add(address)
                raise

    async def _tell(self, change: Changed, mount: Mount | None, kernel_id: UUID, address: str) -> int:
        """Tell one node; how many programs still hold on."""
        client = self._agents.at(address)
        if change.state == "mounting":
            if mount is not None:
                await client.add_mount(kernel_id, mount)
            return 0
        request = RemoveMount(folder_id=change.folder_id, target=change.target, held="leave")
        return len((await client.remove_mount(kernel_id, request)).holders)

    async def compare(self) -> int:
        """Ask nodes what they have of what was changed `LATELY`, and have them told again where it is
        something else: whoever was interrupted may have written down what is not so. Returns how much.
        """
        began = datetime.now(UTC)
        since = None if self._compared is None else self._compared - LATELY
        settled: tuple[store.State, ...] = ("mounted", "removed")
        tasks = await self._store.read(lambda conn: _tasks(conn, settled, since))
        kernels = list({place for _, _, places in tasks for place in places})
        said = await asyncio.gather(*(self._there(*place) for place in kernels))
        known = dict(zip(kernels, said, strict=True))
        corrected = 0
        for change, mount, places in tasks:
            answers = [answer for place in places if (answer := known[place]) is not None]
            again = contradiction(change, answers)
            if again == "removing" or (again is not None and mount is not None):
                corrected += await self._store.write(partial(store.move, change=change, state=again))
        self._compared = began
        if corrected:
            log.warning("%d mounts of running sessions were not as it was written down", corrected)
            self.wake()
        return corrected

    async def _there(self, kernel_id: UUID, address: str) -> Collection[Mount] | None:
        """What a kernel has mounted; None where its node does not say."""
        try:
            listed = await self._agents.at(address).mounts(kernel_id)
        except (AgentError, AgentUnreachable):
            return None
        return [each.mount for each in listed.mounts]

    async def run(self, leading: Callable[[], bool]) -> None:
        """Look now, whenever something is written down, and regularly, until cancelled. A node that does not
        answer is waited for beside that.
        """
        clock = asyncio.get_running_loop().time
        reviewed = -REVIEW
        rounds: set[asyncio.Task[None]] = set()
        try:
            while True:
                self._changed.clear()
                if leading():
                    due = self._review_now or clock() - reviewed >= REVIEW
                    if due:
                        reviewed = clock()
                    rounds.add(asyncio.create_task(self._round(due)))
                    _, rounds = await asyncio.wait(rounds, timeout=AGAIN)
                with suppress(TimeoutError):
                    async with asyncio.timeout(AGAIN):
                        await self._changed.wait()
        finally:
            for each in rounds:
                each.cancel()
            await asyncio.gather(*rounds, return_exceptions=True)

    async def _round(self, due: bool) -> None:
        try:
            if due:
                self._review_now = False
                await self.review()
                await self.compare()
            await self.carry_out(failed=due)
        except Exception:
            # The outermost frame: the next look may go better, and nobody else takes folders away.
            log.exception("mounts of running sessions could not be looked after")
            self._review_now = self._review_now or due


def _key(change: Changed) -> tuple[object, ...]:
    return change.session_id, change.folder_id, change.target, change.state, change.permission


def _told(change: Changed, state: store.State, detail: str | None, conn: Connection) -> None:
    """Note what nodes were told. One that somebody has written to stay meanwhile, they have let go: then they
    are told again.
    """
    if store.move(conn, change, state, detail) or change.state == "mounting":
        return
    there = store.now(conn, change)
    if there is not None and there.state == "mounted":
        store.move(conn, there, "mounting")


def contradiction(change: Changed, answers: Collection[Collection[Mount]]) -> store.State | None:
    """What a settled change becomes when kernels say something else; None where they agree with it."""
    found = [next((one for one in answer if _is(one, change)), None) for answer in answers]
    if change.state == "removed":
        return "removing" if any(found) else None
    read_only = change.permission == "ro"
    wrong = any(one is None or (one.permission == "ro") != read_only for one in found)
    return "mounting" if wrong else None


def _is(mount: Mount, change: Changed) -> bool:
    return (mount.folder.folder_id, mount.target) == (change.folder_id, change.target)


def verdict(who: Principal | None, folder: Mapping[str, Any] | None, user_id: UUID) -> Permission | None:
    """What the session of ``user_id`` may have of a folder; None: nothing. ``who`` is None for a keypair that
    is not active; then its own folders stay.
    """
    if folder is None:
        return None
    if folder["user_id"] == user_id:
        return "wd"
    access = effective(who, folder) if who is not None else None
    return "wd" if access == "owner" else access


def narrowed(have: Permission, may: Permission | None) -> Permission | None:
    """The permission that a mount keeps.

    >>> narrowed("rw", "ro"), narrowed("ro", "wd"), narrowed("rw", None)
    ('ro', 'ro', None)
    """
    return None if may is None else min(have, may, key=PERMISSIONS.index)


def _look(conn: Connection, folder_ids: Collection[UUID] | None) -> list[tuple[Row[Any], Mounted, Any]]:
    """Mounts that are more than their sessions' owners may have, with what they may."""
    rows = store.mounting(conn, folder_ids)
    if not rows:
        return []
    changes = store.changes_of(conn, [row.id for row in rows])
    people = accounts.principals_by_access_key(conn, [row.access_key for row in rows], "service")
    known: dict[tuple[str, UUID], Mapping[str, Any] | None] = {}
    found = []
    for row in rows:
        who = people.get(row.access_key)
        for one in store.overlay(SessionSpec.model_validate(row.spec).mounts, changes.get(row.id, [])):
            folder_id = one.mount.folder.folder_id
            beyond = folder_ids is not None and folder_id not in folder_ids
            own_home = row.hub_user is not None and one.mount.target == HOME
            if beyond or own_home or one.state in store.LEAVING:
                continue
            key = row.access_key, folder_id
            if key not in known:
                known[key] = _folder(conn, who, folder_id)
            may = narrowed(one.mount.permission, verdict(who, known[key], row.user_id))
            if may is None or (may == "ro" and one.mount.permission != "ro"):
                found.append((row, one, may))
    return found


def _folder(conn: Connection, who: Principal | None, folder_id: UUID) -> Mapping[str, Any] | None:
    rows = vfolders.listed(conn, and_(vfolders.LIVE, folder_table.c.id == folder_id), who)
    return rows[0] if rows else None


def _decide(conn: Connection, folder_ids: Collection[UUID] | None) -> int:
    """One that cannot be written down keeps none of the others."""
    found = _look(conn, folder_ids)
    for row, one, may in found:
        try:
            with conn.begin_nested():
                if may is None:
                    store.write(conn, row.id, one.mount, "removing", "Its owner has taken it back.")
                else:
                    store.write(conn, row.id, one.mount.model_copy(update={"permission": may}), "mounting")
        except DBAPIError:
            log.exception("session %s: folder %s cannot be taken back", row.id, one.mount.name)
    return len(found)


def _tasks(
    conn: Connection, wanted: tuple[store.State, ...], since: datetime | None = None
) -> list[tuple[Changed, Mount | None, list[tuple[UUID, str]]]]:
    """Changes in these states and the kernels that they are about (id, address of the agent), of sessions
    that run.
    """
    found = []
    for change in store.unfinished(conn, wanted, since):
        row = sessions.by_id(conn, change.session_id)
        if row is None or row.status not in states.RUNNING:
            continue
        known = store.overlay(SessionSpec.model_validate(row.spec).mounts, [change])
        places = []
        for kernel in sessions.kernels_of(conn, row.id):
            if kernel.status not in states.TERMINAL and kernel.agent_id:
                agent = sessions.agent_of(conn, kernel)
                places.append((kernel.id, agent.address if agent is not None else ""))
        place = change.folder_id, change.target
        mount = next((o.mount for o in known if (o.mount.folder.folder_id, o.mount.target) == place), None)
        found.append((change, mount, places))
    return found
