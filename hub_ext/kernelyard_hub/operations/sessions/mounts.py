"""Folders of running sessions: which there are, mounting more, taking some away, and who holds files open.

What a session shall have mounted is written down first (`store.session_mounts`), then its nodes are told;
what could not be told is told again (`mount_keeper`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from kernelyard_agent.client import AgentClient
from kernelyard_agent.mounting import EndHolders, FolderHolders, Holder, RemoveMount
from kernelyard_agent.protocol import Mount
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import notices as session_notices
from kernelyard_hub.operations.sessions.execution import ask
from kernelyard_hub.operations.sessions.life import find_row, open_row
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders.mounts import mount_of
from kernelyard_hub.operations.vfolders.rules import may_manage
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.carrying.spec import SessionSpec
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import accounts, nodes, sessions
from kernelyard_hub.store import session_mounts as store
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store.session_mounts import Changed, Mounted

MOST_MOUNTS = 32
"""Folders of one running session; what it began with counts."""
HOME = "home"
"""Where a Hub server's own folder is: it opens there, and never goes."""


@dataclass(frozen=True, slots=True)
class MountWish:
    """``folder`` is a name or id; ``target`` and ``subpath`` as for new sessions; ``permission`` may be less
    than one has."""

    folder: str
    target: str | None = None
    subpath: str = ""
    permission: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One kernel of a session, and the agent to ask."""

    kernel_id: UUID
    client: AgentClient
    volumes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Held:
    kernel_id: UUID
    holder: Holder

    def shown(self) -> dict[str, Any]:
        return {
            "pid": self.holder.pid,
            "command": self.holder.command,
            "files": self.holder.files,
            "kernel_id": str(self.kernel_id),
        }


async def listing(site: Site, who: Principal, ref: str, owner_access_key: str | None) -> dict[str, Any]:
    """What the session has mounted, and whether that can be changed now."""

    def read(conn: Connection) -> tuple[Row[Any], list[Mounted], dict[UUID, str]]:
        row = find_row(conn, who, ref, owner_access_key)
        mounts = current(conn, row)
        return row, mounts, session_notices.of_mounts(conn, (one.mount for one in mounts))

    row, mounts, notices = await site.store.read(read)
    changeable, reason = False, f"The session is {states.shown(row.status)}, not RUNNING."
    if row.status in states.RUNNING:
        try:
            main = (await _parts(site, row))[0]
            said = await ask(lambda: main.client.mounts(main.kernel_id))
            changeable, reason = said.changeable, said.reason
        except errors.ApiError as error:
            reason = str(error)
    return {
        "mounts": [shown(one, notices.get(one.mount.folder.folder_id)) for one in mounts],
        "changeable": changeable,
        "reason": reason or None,
    }


def shown(one: Mounted, notice: str | None = None) -> dict[str, Any]:
    """A mount as the API has it; ``notice`` is what its owner should know of the folder."""
    return {
        "folder_id": str(one.mount.folder.folder_id),
        "name": one.mount.name,
        "target": one.mount.target,
        "permission": one.mount.permission,
        "state": one.state,
        "detail": one.detail or notice,
        "late": one.late,
    }


def current(conn: Connection, row: Row[Any]) -> list[Mounted]:
    """What a session of the database has mounted."""
    first = SessionSpec.model_validate(row.spec).mounts
    return store.overlay(first, store.changes_of(conn, [row.id]).get(row.id, []))


async def add(
    site: Site, who: Principal, ref: str, wish: MountWish, owner_access_key: str | None
) -> dict[str, Any]:
    """Mount one more folder, on all nodes of the session. Returns the mount.

    Raises `FolderNotFound`, `InvalidParameters` for what cannot be mounted, `Conflict` where the session does
    not run, `Unavailable` where a node does not answer; then nothing has changed.
    """
    return await undivided(_add(site, who, ref, wish, owner_access_key))


async def _add(
    site: Site, who: Principal, ref: str, wish: MountWish, owner_access_key: str | None
) -> dict[str, Any]:
    def begin(conn: Connection) -> tuple[Mounted, Changed, Mounted | None, list[Part]]:
        row = _running_row(conn, who, ref, owner_access_key)
        owner = accounts.principal_by_access_key(conn, row.access_key, "service") or who
        mount = mount_of(conn, owner, wish.folder, wish.subpath, wish.target, wish.permission)
        if row.hub_user is not None and mount.target == HOME:
            raise errors.InvalidParameters(
                "A server's own folder stays as it is: the server opens in it.", data={"target": HOME}
            )
        mounts = current(conn, row)
        parts = _read_parts(site, conn, row)
        _check(mount, mounts, parts)
        before = _former(mounts, mount)
        late = before is None or before.late
        return Mounted(mount, late=late), store.write(conn, row.id, mount, "mounting"), before, parts

    made, written, before, parts = await site.store.write(begin)
    told = 0
    try:
        for part in parts:
            await ask(partial(part.client.add_mount, part.kernel_id, made.mount))
            told += 1
    except errors.ApiError as error:
        await _put_back(site, written, before, unsure=told > 0 or isinstance(error, errors.Unavailable))
        raise
    refusal = await site.store.write(partial(_settle, written))
    if refusal is not None:
        site.mounts.wake()
        raise refusal
    return shown(made)


def _former(mounts: Sequence[Mounted], mount: Mount) -> Mounted | None:
    return next((one for one in mounts if _place(one.mount) == _place(mount)), None)


async def _put_back(site: Site, written: Changed, before: Mounted | None, *, unsure: bool) -> None:
    """A change did not come about: what was there before stands again, unless somebody has changed it since.
    ``unsure``: a node may have done it; then it is told once more what was before.
    """
    if before is None:
        await site.store.write(partial(_leave, written))
    else:
        have = before.mount.permission
        again = unsure and written.state == "mounting" and have != written.permission
        state: store.State = "mounting" if again else before.state
        await site.store.write(lambda conn: store.move(conn, written, state, before.detail, have))
    site.mounts.wake()
    # While it was on its way, a right that was lost may have been seen as seen to.
    await site.mounts.enforce([written.folder_id])


def _leave(written: Changed, conn: Connection) -> None:
    """A mount that did not come about everywhere goes; also if it was taken away before it came."""
    if not store.move(conn, written, "removing"):
        there = store.now(conn, written)
        if there is not None and there.state == "removed":
            store.move(conn, there, "removing", there.detail)


def _settle(written: Changed, conn: Connection) -> errors.ApiError | None:
    """All nodes have it. Where they shall have something else by now, they are told again, and the caller."""
    if store.move(conn, written, "mounted"):
        return None
    there = store.now(conn, written)
    if there is None or there.state in store.LEAVING:
        _leave(written, conn)
        return errors.FolderNotFound(f"The folder {written.name!r} has been taken away.", data=written.name)
    if there.permission == written.permission:
        return None  # somebody else has told them, or will
    store.move(conn, there, "mounting")
    return errors.Conflict(f"What {written.name!r} may be mounted with has just changed; try again.")


def _check(mount: Mount, mounts: Sequence[Mounted], parts: Sequence[Part]) -> None:
    there = [one for one in mounts if one.state != "removed"]
    if any(one.mount.target == mount.target and _place(one.mount) != _place(mount) for one in there):
        raise errors.InvalidParameters(
            f"Another folder is mounted at {mount.target!r}.", data={"target": "is taken"}
        )
    if any(_place(one.mount) == _place(mount) and one.state in store.LEAVING for one in there):
        raise errors.Conflict(f"{mount.name!r} is just being taken away; try again.")
    if len(there) >= MOST_MOUNTS and not any(_place(one.mount) == _place(mount) for one in there):
        raise errors.InvalidParameters(
            f"A session has {MOST_MOUNTS} folders at the most.", data={"folder": "too many"}
        )
    if any(mount.folder.volume not in part.volumes for part in parts):
        raise errors.InvalidParameters(
            f"A node of this session has not mounted the volume {mount.folder.volume!r}.",
            data={"folder": "its volume is not on the session's node"},
        )


def _place(mount: Mount) -> tuple[UUID, str]:
    return mount.folder.folder_id, mount.target


async def remove(
    site: Site, who: Principal, ref: str, folder: str, *, force: bool, owner_access_key: str | None
) -> None:
    """Take a folder out of a session, wherever it is mounted there. Programs that hold files of it are ended
    with ``force``; without, `Conflict` names them (``data.holders``), and everything stays as it is.
    """
    await undivided(_remove(site, who, ref, folder, force, owner_access_key))


async def _remove(
    site: Site, who: Principal, ref: str, folder: str, force: bool, owner_access_key: str | None
) -> None:
    row, mounts, parts = await _open(site, who, ref, folder, owner_access_key)
    for one in mounts:
        if row.hub_user is not None and one.mount.target == HOME:
            raise errors.InvalidParameters(
                "A server's own folder stays mounted: the server opens in it.", data={"folder": HOME}
            )
    if not force:
        _refuse_holders(await _ask_holders(parts, mounts[0].mount.folder.folder_id))
    for one in mounts:
        await _take_away(site, row, one.mount, parts, force)


async def _take_away(site: Site, row: Row[Any], mount: Mount, parts: Sequence[Part], force: bool) -> None:
    def begin(conn: Connection) -> tuple[Changed, Mounted] | None:
        before = _former(current(conn, row), mount)
        if before is None:
            return None
        return store.write(conn, row.id, before.mount, "removing"), before

    begun = await site.store.write(begin)
    if begun is None:
        return  # somebody else has taken it away
    written, before = begun
    request = RemoveMount(
        folder_id=mount.folder.folder_id, target=mount.target, held="end" if force else "refuse"
    )
    for number, part in enumerate(parts):
        try:
            said = await ask(partial(part.client.remove_mount, part.kernel_id, request))
        except errors.ApiError as error:
            if number or isinstance(error, errors.Unavailable):
                site.mounts.wake()  # it is gone as soon as the node is back
            else:
                await _put_back(site, written, before, unsure=False)
            raise
        if not said.removed and number == 0:
            # Somebody has opened something since we looked.
            await _put_back(site, written, before, unsure=False)
            _refuse_holders([Held(part.kernel_id, one) for one in said.holders])
        elif not said.removed:
            site.mounts.wake()
            return
    if not await site.store.write(partial(_gone, written)):
        site.mounts.wake()
        raise errors.Conflict(f"{mount.name!r} has been mounted again meanwhile.")


def _gone(written: Changed, conn: Connection) -> bool:
    if store.move(conn, written, "removed"):
        return True
    there = store.now(conn, written)
    return there is None or there.state == "removed"


def _refuse_holders(held: Sequence[Held]) -> None:
    if held:
        raise errors.Conflict(
            f"{len(held)} programs hold files of the folder open.",
            data={"holders": [one.shown() for one in held]},
        )


async def holders(
    site: Site, who: Principal, ref: str, folder: str, owner_access_key: str | None
) -> list[dict[str, Any]]:
    """The session's programs that hold files of the folder open, also after it was taken away."""
    folder_id, parts = await _of_folder(site, who, ref, folder, owner_access_key)
    return [one.shown() for one in await _ask_holders(parts, folder_id)]


async def end_holders(
    site: Site,
    who: Principal,
    ref: str,
    folder: str,
    pids: list[int] | None,
    owner_access_key: str | None,
) -> list[dict[str, Any]]:
    """End such programs: those numbers, or (None) all. Returns those that are left."""
    folder_id, parts = await _of_folder(site, who, ref, folder, owner_access_key)
    return [one.shown() for one in await tell_to_end(site, parts, folder_id, pids)]


async def tell_to_end(
    site: Site, parts: Sequence[Part], folder_id: UUID, pids: list[int] | None
) -> list[Held]:
    """`end_holders` on the session's nodes."""
    left = []
    for part in parts:
        request = EndHolders(folder_id=folder_id, pids=pids)
        said = await ask(partial(part.client.end_mount_holders, part.kernel_id, request))
        left += [Held(part.kernel_id, one) for one in said.holders]
    site.mounts.wake()
    return left


async def _ask_holders(parts: Sequence[Part], folder_id: UUID) -> list[Held]:
    request = FolderHolders(folder_id=folder_id)
    said = await asyncio.gather(
        *(ask(partial(part.client.mount_holders, part.kernel_id, request)) for part in parts)
    )
    return [Held(part.kernel_id, one) for part, each in zip(parts, said, strict=True) for one in each.holders]


async def holders_of(site: Site, row: Row[Any], folder_id: UUID) -> list[Held]:
    """`holders` of a session that somebody has found in another way. Raises `ApiError`."""
    return await _ask_holders(await _parts(site, row), folder_id)


async def enforce(site: Site, folder_ids: Collection[UUID]) -> None:
    """After somebody has lost a right on these folders: running sessions follow within
    `mount_keeper.ENFORCED_WITHIN` seconds. Raises nothing.
    """
    await site.mounts.enforce(folder_ids)


# ── which session, which folder, which nodes ───────────────────────────────────────────────────────────


def _running_row(conn: Connection, who: Principal, ref: str, owner_access_key: str | None) -> Row[Any]:
    row = open_row(conn, who, ref, owner_access_key)
    if row.status not in states.RUNNING:
        raise errors.Conflict(f"The session {row.name!r} is {states.shown(row.status)}, not RUNNING.")
    return row


async def _open(
    site: Site, who: Principal, ref: str, folder: str, owner_access_key: str | None
) -> tuple[Row[Any], list[Mounted], list[Part]]:
    """A running session, and what of one folder it has mounted. Raises `FolderNotFound`."""

    def read(conn: Connection) -> tuple[Row[Any], list[Mounted], list[Part]]:
        row = _running_row(conn, who, ref, owner_access_key)
        found = [one for one in current(conn, row) if _means(folder, one.mount)]
        if not found:
            raise errors.FolderNotFound(f"The session has no folder {folder!r}.", data=folder)
        return row, found, _read_parts(site, conn, row)

    return await site.store.read(read)


def _means(ref: str, mount: Mount) -> bool:
    folder_id = mount.folder.folder_id
    return ref in (mount.name, str(folder_id), folder_id.hex)


async def _of_folder(
    site: Site, who: Principal, ref: str, folder: str, owner_access_key: str | None
) -> tuple[UUID, list[Part]]:
    """Also of a folder that was taken away: programs may still hold files of it."""

    def read(conn: Connection) -> tuple[UUID, list[Part]]:
        row = _running_row(conn, who, ref, owner_access_key)
        first = SessionSpec.model_validate(row.spec).mounts
        changes = store.changes_of(conn, [row.id]).get(row.id, [])
        known = [(one.name, one.folder.folder_id) for one in first]
        known += [(one.name, one.folder_id) for one in changes]
        for name, folder_id in known:
            if folder in (name, str(folder_id), folder_id.hex):
                return folder_id, _read_parts(site, conn, row)
        raise errors.FolderNotFound(f"The session has no folder {folder!r}.", data=folder)

    return await site.store.read(read)


async def _parts(site: Site, row: Row[Any]) -> list[Part]:
    return await site.store.read(lambda conn: _read_parts(site, conn, row))


def _read_parts(site: Site, conn: Connection, row: Row[Any]) -> list[Part]:
    """The session's kernels that run, the main one first. Raises `Unavailable` for a node that is lost."""
    found = []
    for kernel in sessions.kernels_of(conn, row.id):
        if kernel.status in states.TERMINAL:
            continue
        agent = sessions.agent_of(conn, kernel)
        if agent is None or agent.status != nodes.ALIVE:
            raise errors.Unavailable("A node of this session does not answer; try again.")
        found.append(Part(kernel.id, site.agents.at(agent.address), frozenset(agent.volumes)))
    if not found:
        raise errors.Conflict(f"The session {row.name!r} has no program that runs.")
    return found


# ── the owner of a folder ──────────────────────────────────────────────────────────────────────────────


async def folder_holders(site: Site, who: Principal, ref: str) -> list[dict[str, Any]]:
    """Programs of other people's sessions, too, that hold files of a folder that the caller manages."""
    found = []
    for row, folder_id in await _sessions_of(site, who, ref):
        try:
            held = await holders_of(site, row, folder_id)
        except errors.ApiError:
            continue  # its node does not answer, or it has just ended
        about = {"session_id": str(row.id), "session_name": row.name}
        found += [{**about, **one.shown()} for one in held]
    return found


async def end_folder_holders(
    site: Site, who: Principal, ref: str, session_id: UUID, pids: list[int] | None
) -> list[dict[str, Any]]:
    """End such programs in one session. Raises `SessionNotFound` for one that has nothing of the folder."""
    for row, folder_id in await _sessions_of(site, who, ref):
        if row.id == session_id:
            left = await tell_to_end(site, await _parts(site, row), folder_id, pids)
            return [one.shown() for one in left]
    raise errors.SessionNotFound(f"Session (id={session_id}) does not exist.")


async def _sessions_of(site: Site, who: Principal, ref: str) -> list[tuple[Row[Any], UUID]]:
    def read(conn: Connection) -> list[tuple[Row[Any], UUID]]:
        found = folders.named(conn, who, ref)
        if found is None or not may_manage(who, found):
            raise errors.FolderNotFound(data=ref)
        running = (row for row in store.mounting(conn, [found["id"]]) if row.status in states.RUNNING)
        return [(row, found["id"]) for row in running]

    return await site.store.read(read)
