"""A hub service that kills itself at a named point (or ``none``). Usage: service_at.py POINT ARGUMENT…

The points are here, in a program of the tests, so that no installed one can be told to die.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from kernelyard_agent.client import AgentClient
from kernelyard_hub import app
from kernelyard_hub.events import Bus, Change
from kernelyard_hub.scheduler.carrying.carry import Carrier
from kernelyard_hub.store import ledger


def die(*_: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def after(what: Callable[..., Any]) -> Callable[..., Any]:
    """The coroutine function, and then the end."""

    async def both(*args: Any) -> Any:
        await what(*args)
        die()

    return both


def at_change(name: str) -> Callable[..., None]:
    """Publish nothing: die as soon as this change is committed and before anybody hears of it."""

    def publish(bus: Bus, change: Change) -> None:
        if change.name == name:
            die()
        real(bus, change)

    real = Bus.publish
    return publish


POINTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "enqueued, not answered": (Bus, "publish", at_change("session_enqueued")),
    "in the middle of a decision's write": (ledger.Openings, "write", lambda *args: (_open(*args), die())),
    "decided, the agent not called": (Carrier, "attend", die),
    "the agent called, its answer not written": (
        AgentClient,
        "create_kernel",
        after(AgentClient.create_kernel),
    ),
    "running, nobody told": (Bus, "publish", at_change("session_started")),
    "ending, the agent not called": (Bus, "publish", at_change("session_terminating")),
    "ended by the agent, not written": (AgentClient, "destroy_kernel", after(AgentClient.destroy_kernel)),
    "ended, nobody told": (Bus, "publish", at_change("session_terminated")),
}
_open = ledger.Openings.write


if __name__ == "__main__":
    if sys.argv[1] != "none":
        owner, name, replacement = POINTS[sys.argv[1]]
        setattr(owner, name, replacement)
    app.main(sys.argv[2:])
