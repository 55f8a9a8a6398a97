"""Code in sessions: runs, interrupts and completions, passed on to the agent of the main kernel
(SES-003).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID, uuid4

from sqlalchemy import Connection

from kernelyard_agent.client import AgentClient, AgentError, AgentUnreachable
from kernelyard_agent.protocol import CompleteRequest, ExecuteRequest, ExecuteResult
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions.life import open_row
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions

T = TypeVar("T")
MODES = frozenset({"query", "batch", "continue", "continued", "input", "user-input", "complete"})


async def execute(
    site: Site,
    who: Principal,
    ref: str,
    *,
    mode: str,
    code: str = "",
    run_id: str | None = None,
    options: dict[str, Any] | None = None,
    owner_access_key: str | None = None,
) -> ExecuteResult:
    """Start a run, go on with one, or answer its prompt; returns a slice of its output (OBJ-014).

    A missing run id is made here. Raises `InvalidParameters` for an unknown mode, `Conflict` when the session
    does not
    run, `Unavailable` when its node does not answer.
    """
    if mode not in MODES:
        raise errors.InvalidParameters(f"Unknown execution mode: {mode!r}", data={"mode": mode})
    if run_id is None and mode not in ("query", "batch"):
        raise errors.InvalidParameters("A run to go on with is missing.", data={"runId": "is required"})
    request = ExecuteRequest(
        run_id=run_id or uuid4().hex[:16],
        mode=mode,
        code=code,
        options=options or {},
    )
    session_id, client = await running_kernel(site, who, ref, owner_access_key)
    if mode in ("query", "batch"):
        site.queries.add(session_id)
    result = await ask(lambda: client.execute(session_id, request))
    return _with_urls(site, session_id, result, owner_access_key)


def _with_urls(
    site: Site, session_id: UUID, result: ExecuteResult, owner_access_key: str | None
) -> ExecuteResult:
    """The files that a run has made, each with where its owner gets it (OBJ-016)."""
    if not result.files:
        return result
    base = f"{site.config.public_url}{site.config.prefix}/session/{session_id}/output/"
    query = f"?owner_access_key={quote(owner_access_key)}" if owner_access_key else ""
    names = [file["name"] for file in result.files if file.get("name")]
    files = [{"name": name, "url": base + quote(name) + query} for name in names]
    return result.model_copy(update={"files": files})


async def interrupt(site: Site, who: Principal, ref: str, owner_access_key: str | None = None) -> None:
    """Interrupt whatever the session runs."""
    session_id, client = await running_kernel(site, who, ref, owner_access_key)
    await ask(lambda: client.interrupt(session_id))


async def complete(
    site: Site,
    who: Principal,
    ref: str,
    code: str,
    options: dict[str, Any] | None = None,
    owner_access_key: str | None = None,
) -> list[str]:
    """What may follow at the cursor (``options``: row, col, line, post)."""
    try:
        request = CompleteRequest(code=code, **(options or {}))
    except (TypeError, ValueError) as error:
        raise errors.InvalidParameters("Input validation error", data={"options": str(error)[:200]}) from None
    session_id, client = await running_kernel(site, who, ref, owner_access_key)
    return (await ask(lambda: client.complete(session_id, request))).suggestions


async def running_kernel(
    site: Site, who: Principal, ref: str, owner_access_key: str | None
) -> tuple[UUID, AgentClient]:
    """The main kernel of a running session, and the agent to ask."""

    def read(conn: Connection) -> tuple[UUID, str]:
        row = open_row(conn, who, ref, owner_access_key)
        kernel = sessions.main_kernel(conn, row.id)
        agent = sessions.agent_of(conn, kernel) if kernel is not None and kernel.agent_id else None
        if row.status not in states.RUNNING or kernel is None or agent is None:
            raise errors.Conflict(f"The session {row.name!r} is {states.shown(row.status)}, not RUNNING.")
        return kernel.id, agent.address

    kernel_id, address = await site.store.read(read)
    # Whoever asks for the agent is about to do something in the session: its main kernel has its id.
    site.activity.touch(kernel_id)
    return kernel_id, site.agents.at(address)


async def ask(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call to an agent; its troubles become problems of this API."""
    try:
        return await call()
    except AgentUnreachable:
        raise errors.Unavailable("The node of this session does not answer; try again.") from None
    except AgentError as error:
        if error.status == 404:
            raise errors.SessionNotFound("The session's kernel has ended.") from None
        if error.status < 500:
            raise errors.InvalidParameters(error.detail or error.title) from None
        raise errors.KernelExecutionFailed(error.detail or error.title) from None
