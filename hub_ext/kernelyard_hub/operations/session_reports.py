"""What is told about sessions beside their state: reports of abuse, and what they depend on."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sqlalchemy import Connection

from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions

from .sessions import find, find_row


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
    """The session as the root of what it depends on (REST-057). No session depends on another yet.

    Clients read the time without a zone; it is UTC (client contract T56).
    """
    row = await find(site, who, ref, owner_access_key)
    changed = row.status_changed.astimezone(UTC).replace(tzinfo=None)
    return {
        "session_id": str(row.id),
        "session_name": row.name,
        "status": f"KernelStatus.{states.shown(row.status)}",
        "status_changed": str(changed),
        "depends_on": [],
    }
