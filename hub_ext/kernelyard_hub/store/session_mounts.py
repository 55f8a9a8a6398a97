"""What has changed about the mounts of open sessions since they were made; their specs keep what they began
with.

| state | |
|---|---|
| ``mounting`` | it shall be there, with this permission; its nodes have not all said so |
| ``mounted`` | it is |
| ``removing`` | it shall not be there; its nodes have not all said so, or programs still hold files of it |
| ``failed`` | the same, and a node cannot |
| ``removed`` | it is not |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, Text, cast, delete, exists, insert, or_, select, true, update

from kernelyard_agent.protocol import Mount
from kernelyard_storage.protocol import FolderRef

from .keys import padded
from .models import session_mounts as table
from .models import sessions, vfolders
from .models.sessions import OPEN

State = Literal["mounting", "mounted", "removing", "failed", "removed"]
LEAVING = ("removing", "failed", "removed")
UNFINISHED: tuple[State, ...] = ("mounting", "removing")


@dataclass(frozen=True, slots=True)
class Mounted:
    """A folder in an open session. ``late``: it came after the start."""

    mount: Mount
    state: State = "mounted"
    detail: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A row. ``folder`` is None when the folder is forgotten."""

    session_id: UUID
    folder_id: UUID
    target: str
    name: str
    subpath: str
    permission: Any
    state: State
    detail: str | None
    folder: FolderRef | None


def changes_of(conn: Connection, session_ids: Collection[UUID]) -> dict[UUID, list[Changed]]:
    """The changes of sessions, the oldest first."""
    found: dict[UUID, list[Changed]] = {}
    for change in _read(conn, table.c.session_id.in_(padded(session_ids))):
        found.setdefault(change.session_id, []).append(change)
    return found


def unfinished(
    conn: Connection, states: Sequence[State] = UNFINISHED, since: datetime | None = None
) -> list[Changed]:
    """What is still to be carried out, in all open sessions, or is in one of ``states`` ``since`` then."""
    still_open = exists().where(sessions.c.id == table.c.session_id, OPEN)
    lately = true() if since is None else table.c.changed_at >= since
    return _read(conn, table.c.state.in_(states) & still_open & lately)


def _read(conn: Connection, condition: Any) -> list[Changed]:
    query = (
        select(table, vfolders.c.host, vfolders.c.quota_scope)
        .outerjoin(vfolders, vfolders.c.id == table.c.vfolder_id)
        .where(condition)
        .order_by(table.c.changed_at)
    )
    return [
        Changed(
            row.session_id,
            row.vfolder_id,
            row.target,
            row.name,
            row.subpath,
            row.permission,
            row.state,
            row.detail,
            _folder(row),
        )
        for row in conn.execute(query)
    ]


def _folder(row: Row[Any]) -> FolderRef | None:
    if row.host is None:
        return None
    volume = row.host.partition(":")[2]
    return FolderRef(volume=volume, quota_scope=row.quota_scope, folder_id=row.vfolder_id)


def overlay(first: Iterable[Mount], changes: Iterable[Changed]) -> list[Mounted]:
    """What a session has: what it began with and what came later, each as it stands now."""
    mounts = {(one.folder.folder_id, one.target): Mounted(one) for one in first}
    for change in changes:
        key = change.folder_id, change.target
        known = mounts.pop(key, None)
        mount = known.mount if known is not None else _mount(change)
        if mount is None or change.state == "removed":
            continue
        mount = mount.model_copy(update={"permission": change.permission})
        mounts[key] = Mounted(mount, change.state, change.detail, known is None)
    return list(mounts.values())


def _mount(change: Changed) -> Mount | None:
    if change.folder is None:
        return None
    return Mount(
        name=change.name,
        folder=change.folder,
        subpath=change.subpath,
        target=change.target,
        permission=change.permission,
    )


def wanted(first: Iterable[Mount], changes: Iterable[Changed]) -> list[Mount]:
    """What a session shall have mounted when it starts (again)."""
    return [one.mount for one in overlay(first, changes) if one.state not in LEAVING]


def write(
    conn: Connection, session_id: UUID, mount: Mount, state: State, detail: str | None = None
) -> Changed:
    """Note how a mount of a session stands, whatever was noted before."""
    key = _key(session_id, mount.folder.folder_id, mount.target)
    values = {
        "name": mount.name,
        "subpath": mount.subpath,
        "permission": mount.permission,
        "state": state,
        "detail": detail,
        "changed_at": datetime.now(UTC),
    }
    if conn.execute(update(table).where(key).values(values)).rowcount == 0:
        about = {"session_id": session_id, "vfolder_id": mount.folder.folder_id, "target": mount.target}
        conn.execute(insert(table).values(**about, **values))
    return Changed(
        session_id,
        mount.folder.folder_id,
        mount.target,
        mount.name,
        mount.subpath,
        mount.permission,
        state,
        detail,
        mount.folder,
    )


def now(conn: Connection, change: Changed) -> Changed | None:
    """How it stands by now."""
    return next(iter(_read(conn, _key(change.session_id, change.folder_id, change.target))), None)


def move(
    conn: Connection,
    change: Changed,
    state: State,
    detail: str | None = None,
    permission: str | None = None,
) -> bool:
    """Note what came of a change; False when it has been changed again since it was read or written."""
    key = _key(change.session_id, change.folder_id, change.target)
    same = (table.c.state == change.state) & (table.c.permission == change.permission)
    values = {
        "state": state,
        "detail": detail,
        "permission": permission or change.permission,
        "changed_at": datetime.now(UTC),
    }
    return conn.execute(update(table).where(key, same).values(values)).rowcount == 1


def forget(conn: Connection, session_id: UUID, mount: Mount) -> None:
    """Of a mount that never came."""
    conn.execute(delete(table).where(_key(session_id, mount.folder.folder_id, mount.target)))


def _key(session_id: UUID, folder_id: UUID, target: str) -> Any:
    return (table.c.session_id == session_id) & (table.c.vfolder_id == folder_id) & (table.c.target == target)


def mounting(conn: Connection, folder_ids: Collection[UUID] | None) -> list[Row[Any]]:
    """Open sessions that may mount one of the folders: rows of ``sessions``. None: any folder, sessions that
    have begun to start.
    """
    spec = cast(sessions.c.spec, Text)
    late = select(table.c.session_id)
    if folder_ids is None:
        named = [spec.contains('"folder_id"')]
        condition = sessions.c.status != "PENDING"
    else:
        late = late.where(table.c.vfolder_id.in_(padded(folder_ids)))
        named = [spec.contains(str(folder_id)) for folder_id in folder_ids]
        condition = true()
    query = select(sessions).where(OPEN, condition, or_(sessions.c.id.in_(late), *named))
    return list(conn.execute(query))
