"""What is told about sessions beside their state: reports of abuse, and what they depend on."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions
from kernelyard_hub.store.models import session_dependencies
from kernelyard_hub.store.models import sessions as table

DEPTH = 100
"""Sessions in a row that a graph of dependencies shows."""


async def abusing(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> dict[str, Any]:
    """What the nodes have seen the session's kernels abuse (REST-059): kernel id -> its report."""

    def read(conn: Connection) -> dict[str, Any]:
        row = find_row(conn, who, ref, owner_access_key)
        kernels = sessions.kernels_of(conn, row.id)
        return {str(kernel.id): kernel.abusing_report for kernel in kernels if kernel.abusing_report}

    return await site.store.read(read)


async def dependency_graph(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> dict[str, Any]:
    """The session as the root of what it depends on (REST-057). A session that several others wait for is
    shown below each of them, and what it waits for itself only the first time.

    Clients read the time without a zone; it is UTC (client contract T56).
    """

    def read(conn: Connection) -> dict[str, Any]:
        root = find_row(conn, who, ref, owner_access_key)
        return _graph(root, _below(conn, root), set())

    return await site.store.read(read)


def _below(conn: Connection, root: Row[Any]) -> dict[UUID, list[Row[Any]]]:
    """All sessions that the root waits for, by who waits for them, `DEPTH` steps down."""
    found: dict[UUID, list[Row[Any]]] = {}
    edge = {root.id}
    for _ in range(DEPTH):
        query = (
            select(session_dependencies.c.session_id.label("waiting"), table)
            .join(table, table.c.id == session_dependencies.c.depends_on)
            .where(session_dependencies.c.session_id.in_(edge))
            .order_by(table.c.sequence)
        )
        found.update({key: [] for key in edge})
        for row in conn.execute(query):
            found[row.waiting].append(row)
        edge = {row.id for key in edge for row in found[key]} - set(found)
        if not edge:
            break
    return found


def _graph(row: Row[Any], below: dict[UUID, list[Row[Any]]], shown: set[UUID]) -> dict[str, Any]:
    others = [] if row.id in shown else below.get(row.id, [])
    shown.add(row.id)
    return {
        "session_id": str(row.id),
        "session_name": row.name,
        "status": f"KernelStatus.{states.shown(row.status)}",
        "status_changed": str(row.status_changed.astimezone(UTC).replace(tzinfo=None)),
        "depends_on": [_graph(other, below, shown) for other in others],
    }
