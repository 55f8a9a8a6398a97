"""Sessions: creating them, finding them, their place in the queue, and their credentials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, Update, bindparam, delete, func, insert, or_, select, update

from ..secretbox import SecretBox
from . import history
from .keys import among, fixed, none_of, padded
from .models import agents, kernels, keypairs, session_credentials, sessions

TERMINAL = ("TERMINATED", "CANCELLED", "ERROR")
Mapped = Mapping[str, Any]
"""One row, by column."""


_LAST = select(func.max(sessions.c.sequence))
_INSERT, _INSERT_KERNELS = insert(sessions), insert(kernels)
_OPEN = select(
    sessions.c.access_key, sessions.c.name, sessions.c.id, sessions.c.image, sessions.c.status
).where(
    among(sessions.c.access_key, "keys"),
    among(sessions.c.name, "names"),
    none_of(sessions.c.status, TERMINAL),
)
_STATUSES = select(sessions.c.id, sessions.c.status).where(among(sessions.c.id, "ids"))
_FORGET = delete(session_credentials).where(among(session_credentials.c.session_id, "ids"))
_CREDENTIALS = select(session_credentials).where(among(session_credentials.c.session_id, "ids"))


def next_sequence(conn: Connection) -> int:
    """The order of arrival of a new session. Safe because writes take turns."""
    return int(conn.execute(_LAST).scalar() or 0) + 1


def add(conn: Connection, values: Mapped, kernel_rows: list[dict[str, Any]]) -> None:
    """Insert a PENDING session with its kernels and the first line of its history."""
    add_all(conn, [(values, kernel_rows)])


def add_all(conn: Connection, new: Sequence[tuple[Mapped, list[dict[str, Any]]]]) -> None:
    """`add` of many, in the order of their arrival."""
    if not new:
        return
    first = next_sequence(conn)
    rows = [{**values, "sequence": first + place} for place, (values, _) in enumerate(new)]
    conn.execute(_INSERT, rows)
    conn.execute(_INSERT_KERNELS, [kernel for _, kernel_rows in new for kernel in kernel_rows])
    history.record_all(
        conn, [(row["id"], row["status"], row.get("status_info", ""), row["status_changed"]) for row in rows]
    )


def by_id(conn: Connection, session_id: UUID) -> Row[Any] | None:
    return conn.execute(select(sessions).where(sessions.c.id == session_id)).first()


def open_by_name(conn: Connection, access_key: str, name: str) -> Row[Any] | None:
    """The open session of that name; there is at most one."""
    query = select(sessions).where(
        sessions.c.access_key == access_key, sessions.c.name == name, none_of(sessions.c.status, TERMINAL)
    )
    return conn.execute(query).first()


def open_by_names(conn: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """Of ``(access key, name)`` those that are open sessions: id, image, status."""
    asked = set(wanted)
    if not asked:
        return {}
    given = {"keys": padded({key for key, _ in asked}), "names": padded({name for _, name in asked})}
    found = {(row.access_key, row.name): row for row in conn.execute(_OPEN, given)}
    return {key: row for key, row in found.items() if key in asked}


def statuses(conn: Connection, session_ids: Sequence[UUID]) -> list[str | None]:
    """The status of each; None for what is no session."""
    found = {row.id: row.status for row in conn.execute(_STATUSES, {"ids": padded(session_ids)})}
    return [found.get(session_id) for session_id in session_ids]


def open_by_server(conn: Connection, hub_user: str, hub_server: str) -> Row[Any] | None:
    """The open session of a Hub server; there is at most one."""
    query = select(sessions).where(
        sessions.c.hub_user == hub_user,
        sessions.c.hub_server == hub_server,
        none_of(sessions.c.status, TERMINAL),
    )
    return conn.execute(query).first()


def find(conn: Connection, access_key: str, ref: str) -> Row[Any] | None:
    """The session called ``ref``: an id, of any keypair of the same user (pages list them all); or a name of
    the keypair's own (an open one before the latest that has ended).
    """
    mine = select(sessions).where(sessions.c.access_key == access_key)
    owner = select(keypairs.c.user_id).where(keypairs.c.access_key == access_key).scalar_subquery()
    try:
        found = conn.execute(
            select(sessions).where(sessions.c.id == UUID(ref), sessions.c.user_id == owner)
        ).first()
    except ValueError:
        found = None
    if found is not None:
        return found
    latest = mine.where(sessions.c.name == ref).order_by(sessions.c.sequence.desc())
    return open_by_name(conn, access_key, ref) or conn.execute(latest.limit(1)).first()


def match(conn: Connection, access_key: str, prefix: str, limit: int = 10) -> list[Row[Any]]:
    """Open sessions of the keypair whose name or id begins with ``prefix``; exact names first."""
    escaped = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = (
        select(sessions)
        .where(sessions.c.access_key == access_key, none_of(sessions.c.status, TERMINAL))
        .where(or_(sessions.c.name.like(f"{escaped}%", escape="\\"), *_id_range(prefix)))
        .order_by(sessions.c.sequence.desc())
        .limit(limit)
    )
    rows = list(conn.execute(query).all())
    return [row for row in rows if row.name == prefix] or rows


def _id_range(prefix: str) -> list[Any]:
    """A condition for ids that begin with ``prefix``, where that is hexadecimal; uuids compare by their
    digits.
    """
    digits = prefix.replace("-", "").lower()
    if not 4 <= len(digits) <= 32 or any(c not in "0123456789abcdef" for c in digits):
        return []
    low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return [sessions.c.id.between(low, high)]


def kernels_of(conn: Connection, session_id: UUID) -> list[Row[Any]]:
    """The session's kernels, the main one first."""
    query = select(kernels).where(kernels.c.session_id == session_id)
    return sorted(conn.execute(query).all(), key=lambda row: (row.cluster_role != "main", row.cluster_idx))


def kernel_by_id(conn: Connection, kernel_id: UUID) -> Row[Any] | None:
    return conn.execute(select(kernels).where(kernels.c.id == kernel_id)).first()


def main_kernel(conn: Connection, session_id: UUID) -> Row[Any] | None:
    """The kernel that all interaction goes to (SES-003)."""
    rows = kernels_of(conn, session_id)
    return rows[0] if rows else None


def queue_place(conn: Connection, row: Mapped | Row[Any]) -> tuple[int, int]:
    """Place (1 = next) and length of the queue of the resource group, for a PENDING session."""
    facts = row._mapping if isinstance(row, Row) else row
    waiting = select(func.count()).where(
        sessions.c.status == fixed("PENDING"), sessions.c.resource_group == facts["resource_group"]
    )
    ahead = conn.execute(waiting.where(sessions.c.sequence < facts["sequence"])).scalar_one()
    return int(ahead) + 1, int(conn.execute(waiting).scalar_one())


def waiting(conn: Connection) -> Sequence[Row[UUID, str, str]]:
    """``(id, resource_group, status_info)`` of all PENDING sessions in the order of their arrival."""
    query = (
        select(sessions.c.id, sessions.c.resource_group, sessions.c.status_info)
        .where(sessions.c.status == fixed("PENDING"))
        .order_by(sessions.c.sequence)
    )
    return conn.execute(query).all()


def pending_of(conn: Connection, access_key: str) -> list[Row[UUID, dict[str, int]]]:
    """``(id, requested_slots)`` of the keypair's PENDING sessions."""
    query = select(sessions.c.id, sessions.c.requested_slots).where(
        sessions.c.access_key == access_key, sessions.c.status == fixed("PENDING")
    )
    return list(conn.execute(query).all())


def status_values(
    status: str, reason: str, now: datetime, *, deadline: float | None = None, **more: Any
) -> dict[str, Any]:
    """The columns of a session that changes its status."""
    return {
        "status": status,
        "status_changed": now,
        "status_info": reason,
        "deadline_at": now + timedelta(seconds=deadline) if deadline is not None else None,
        **more,
    }


def set_status(
    conn: Connection,
    session_id: UUID,
    status: str,
    reason: str,
    now: datetime,
    *,
    deadline: float | None = None,
    **more: Any,
) -> None:
    """Write a status with its history. Whether the transition is legal is the caller's to have checked."""
    set_statuses(conn, {session_id: status_values(status, reason, now, deadline=deadline, **more)})


def set_statuses(conn: Connection, values: Mapping[UUID, dict[str, Any]]) -> None:
    """`set_status` of many, by id; values are those of `status_values`."""
    update_rows(conn, sessions, values)
    history.record_all(
        conn,
        [(key, new["status"], new["status_info"], new["status_changed"]) for key, new in values.items()],
    )


def update_rows(conn: Connection, table: Table, values: Mapping[UUID, dict[str, Any]]) -> None:
    """Write columns of rows, by id: one statement for those that get the same columns."""
    shapes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, new in values.items():
        shapes.setdefault(tuple(sorted(new)), []).append({"row_id": key, **new})
    for rows in shapes.values():
        conn.execute(_updating(table), rows)


@cache
def _updating(table: Table) -> Update:
    return update(table).where(table.c.id == bindparam("row_id"))


def tell(conn: Connection, session_id: UUID, reason: str) -> None:
    """Say how far its image is; its status stays."""
    here = (sessions.c.id == session_id) & (sessions.c.status == "PULLING")
    conn.execute(update(sessions).where(here).values(status_info=reason))


def set_reason(conn: Connection, session_id: UUID, reason: str, data: Mapped | None) -> None:
    """Say why the session waits; its status stays."""
    conn.execute(
        update(sessions).where(sessions.c.id == session_id).values(status_info=reason, status_data=data)
    )


def put_credentials(
    conn: Connection,
    box: SecretBox,
    session_id: UUID,
    environ: Mapping[str, str],
    bootstrap: Mapping[str, str] | None = None,
) -> None:
    """Keep secrets that the kernel needs at its start, sealed; replaces what was there."""
    forget_credentials(conn, session_id)
    if environ or bootstrap:
        conn.execute(
            insert(session_credentials).values(
                session_id=session_id,
                environ_encrypted=box.seal_mapping(environ),
                bootstrap_encrypted=box.seal_mapping(bootstrap) if bootstrap else None,
            )
        )


def credentials_of(
    conn: Connection, box: SecretBox, session_ids: Iterable[UUID]
) -> dict[UUID, tuple[dict[str, str], dict[str, str]]]:
    """What `put_credentials` keeps: for the eager services, and for the bootstrap script."""
    found: dict[UUID, tuple[dict[str, str], dict[str, str]]] = {}
    ids = padded(session_ids)
    for row in conn.execute(_CREDENTIALS, {"ids": ids}) if ids else ():
        bootstrap = row.bootstrap_encrypted
        opened = box.open_mapping(bootstrap) if bootstrap else {}
        found[row.session_id] = (box.open_mapping(row.environ_encrypted), opened)
    return found


def forget_credentials(conn: Connection, *session_ids: UUID) -> None:
    if session_ids:
        conn.execute(_FORGET, {"ids": padded(session_ids)})


def agent_of(conn: Connection, kernel: Row[Any]) -> Row[Any] | None:
    """Where a kernel's agent is reached now; its address may have changed since the kernel started."""
    return conn.execute(select(agents).where(agents.c.id == kernel.agent_id)).first()
