"""Agents as operators' tools ask for them: the watcher of a node, and which nodes get sessions."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations import agents


class Watched(BaseModel):
    agent_id: str = Field(max_length=64)


class SchedulerOperation(BaseModel):
    """``POST /manager/scheduler/operation`` (REST-064)."""

    model_config = ConfigDict(extra="forbid")

    op: Literal["include-agents", "exclude-agents"]
    args: list[str] = Field(min_length=1, max_length=1000)
    """Ids of agents."""


async def status(call: Call) -> web.StreamResponse:
    """What is known of a node's agent, as one sentence for people (``message``) and by itself."""
    body = await call.read(Watched)
    return answer(await agents.watched(call.site, body.agent_id))


async def control(call: Call) -> web.StreamResponse:
    """Refused: whoever could start and stop agents from here would need root on every node. Their init system
    does it.
    """
    body = await call.read(Watched)
    await agents.watched(call.site, body.agent_id)
    raise errors.Conflict(
        f"The agent {body.agent_id!r} is started and stopped on its own node, where systemd restarts it. "
        "To keep new sessions away from the node, make it unschedulable."
    )


async def operate(call: Call) -> web.StreamResponse:
    """Let new sessions be placed on nodes, or not (SCH-052)."""
    body = await call.read(SchedulerOperation)
    await agents.include(call.site, call.who, body.args, included=body.op == "include-agents")
    return nothing()


ROUTES = [
    Route("GET", "/resource/watcher", "watcher.status", status),
    *(
        Route("POST", f"/resource/watcher/agent/{action}", "watcher.control", control)
        for action in ("start", "stop", "restart")
    ),
    Route("POST", "/manager/scheduler/operation", "manager.scheduler-operation", operate),
]
