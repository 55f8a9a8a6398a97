"""An agent that kills itself at a named point. Usage: agent_at.py POINT PYTHON -m MODULE ARGUMENT…

The points are here, in a program of the tests, so that no installed one can be told to die.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from kernelyard_agent import daemon, kernels
from kernelyard_agent.engines.docker.containers import Containers
from kernelyard_agent.engines.docker.engine import DockerEngine
from kernelyard_agent.engines.docker.homes import ContainerHomes
from kernelyard_agent.engines.process import ProcessEngine
from kernelyard_agent.homes import Homes
from kernelyard_agent.journal import Journal
from kernelyard_agent.kernels import Kernels


def die(*_: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def after(what: Callable[..., Any]) -> Callable[..., Any]:
    """The coroutine function, and then the end."""

    async def both(*args: Any) -> Any:
        await what(*args)
        die()

    return both


def arm(point: str) -> None:
    """Replace what is at that point."""
    home = Homes.create
    container_home = ContainerHomes.create
    points: dict[str, tuple[Any, str, Callable[..., Any]]] = {
        "create: accepted, nothing done": (Kernels, "_start", die),
        "create: container home made": (
            ContainerHomes,
            "create",
            lambda *args: (container_home(*args), die()),
        ),
        "create: container made, not started": (Containers, "start", die),
        "create: container started, not written down": (DockerEngine, "start", after(DockerEngine.start)),
        "create: home made": (Homes, "create", lambda *args: (home(*args), die())),
        "create: started, not written down": (ProcessEngine, "start", after(ProcessEngine.start)),
        "create: runner has dialled": (Kernels, "_on_hello", die),
        "destroy: accepted, nothing done": (Kernels, "_end", die),
        "destroy: ended, not written down": (kernels, "exit_status", die),
        "forget: home gone, journal there": (Journal, "drop", die),
    }
    owner, name, replacement = points[point]
    setattr(owner, name, replacement)


if __name__ == "__main__":
    arm(sys.argv[1])
    daemon.main(sys.argv[5:])
