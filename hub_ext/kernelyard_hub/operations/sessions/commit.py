"""Keeping what a running session has become: its container's files, as an archive on its node (SES-029)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_agent.client import AgentError, AgentUnreachable
from kernelyard_hub.operations.sessions.execution import ask, running_kernel
from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions
from kernelyard_hub.store.models import agents, kernels


async def begin(site: Site, who: Principal, ref: str, owner_access_key: str | None = None) -> dict[str, Any]:
    """Begin to write the archive; asked twice, it is written once. Raises `InvalidParameters` where the
    node's engine has no containers, `Conflict` for a session that does not run.
    """
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    found = await ask(lambda: client.commit(kernel_id))
    return {"status": found.status, "kernel": str(kernel_id), "path": found.path}


async def status(site: Site, who: Principal, ref: str, owner_access_key: str | None = None) -> dict[str, Any]:
    """``ongoing`` while an archive is written, else ``ready`` (golden 136), with how the last one went."""

    def read(conn: Connection) -> tuple[Row[Any] | None, str | None]:
        kernel = sessions.main_kernel(conn, find_row(conn, who, ref, owner_access_key).id)
        running = kernel is not None and kernel.status == "RUNNING"
        agent = sessions.agent_of(conn, kernel) if kernel is not None and running else None
        return kernel, None if agent is None else agent.address

    kernel, address = await site.store.read(read)
    told: dict[str, Any] = {"status": "ready", "kernel": str(kernel.id) if kernel is not None else None}
    if kernel is not None and address is not None:
        found = await ask(lambda: site.agents.at(address).commit_status(kernel.id))
        told |= {"status": found.status}
        told |= {name: value for name, value in (("path", found.path), ("problem", found.problem)) if value}
    return told


async def of_sessions(site: Site, session_ids: Collection[UUID]) -> dict[UUID, str]:
    """``ongoing`` or ``ready`` by session; without those that do not run, or whose node does not answer."""

    def read(conn: Connection) -> list[Row[Any]]:
        query = (
            select(kernels.c.id, kernels.c.session_id, agents.c.address)
            .join(agents, agents.c.id == kernels.c.agent_id)
            .where(
                kernels.c.session_id.in_(session_ids),
                kernels.c.cluster_role == "main",
                kernels.c.status == "RUNNING",
            )
        )
        return [*conn.execute(query)]

    async def one(row: Row[Any]) -> tuple[UUID, str] | None:
        try:
            found = await site.agents.at(row.address).commit_status(row.id)
        except (AgentError, AgentUnreachable):
            return None
        return row.session_id, found.status

    rows = await site.store.read(read)
    return dict(found for found in await asyncio.gather(*map(one, rows)) if found is not None)
