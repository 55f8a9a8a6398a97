"""The network of containers: out, but not to each other, and nobody in.

Containers publish no port, and what listens in them listens on their own loopback; this is the second wall.
"""

from __future__ import annotations

import logging
from typing import Any

from .containers import Containers, EngineRefused

log = logging.getLogger(__name__)

NONE = "none"
BUILT_IN = frozenset({NONE, "bridge", "host", "default"})
ICC = "com.docker.network.bridge.enable_icc"


class NetworkProblem(Exception):
    """The network of `DockerSettings.network` will not do; the message says why."""


def body(name: str) -> dict[str, Any]:
    """What Docker makes the network of."""
    return {
        "Name": name,
        "Driver": "bridge",
        "CheckDuplicate": True,
        "Labels": {"kernelyard.network": "sessions"},
        "Options": {
            ICC: "false",
            # Should anybody publish a port in it by hand: on loopback.
            "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1",
        },
    }


async def ensure_network(containers: Containers, name: str) -> None:
    """Make the network where it is missing. Raises `NetworkProblem` for one that connects its containers."""
    if name == "host" or name.startswith("container:"):
        raise NetworkProblem(f"network: {name!r} would give sessions the network of this node.")
    if name == NONE:
        return
    found = await containers.network(name)
    if found is None and name not in BUILT_IN:
        try:
            await containers.create_network(body(name))
            log.info("made the network %s", name)
        except EngineRefused as refused:
            if refused.status != 409:  # another agent of this machine was quicker
                raise
        found = await containers.network(name)
    if found is None:
        raise NetworkProblem(f"network: the Docker engine has no network {name!r}.")
    problem = fault(found)
    if problem:
        raise NetworkProblem(f"network: {name!r} {problem}")


def fault(network: dict[str, Any]) -> str:
    """Why sessions must not share this network; empty for a good one."""
    if network.get("Driver") == "bridge" and (network.get("Options") or {}).get(ICC) != "false":
        return f"lets containers reach each other; remove it, or make one with {ICC}=false."
    return ""
