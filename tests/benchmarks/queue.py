"""``make bench-queue``: whole lives of sessions per second, enqueue to RUNNING to TERMINATED, per database.

Everything runs on this machine and in this process: the real store, scheduler loop and session
operations, and fake agents that speak the agents' protocol over HTTP on loopback. ``--people`` workers
each create a session, wait until it runs and end it, for ``--seconds`` per database. Then one session at
a time is created in an idle queue. ``agent call`` is the time from the create request until the agent has
the call. Prints a table and, as the last line, one JSON object; times in milliseconds. The original
server: 4.5 to 7 sessions per second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from kernelyard_hub.operations import sessions
from kernelyard_hub.testing import FakeAgent, devices
from tests import core_rig, parts, postgres_rig

IDLE_ROUNDS = 50


class TimedAgent(FakeAgent):
    """Notes when each kernel's create call came."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.called: dict[UUID, float] = {}

    async def _create(self, request: web.Request) -> web.StreamResponse:
        now = time.perf_counter()
        answer = await super()._create(request)
        self.called.setdefault(self.created[-1].spec.session_id, now)
        self.created.clear()
        return answer


class Lives:
    """Sessions that live and end, and what they measured."""

    def __init__(self, core: core_rig.Core, agents: list[TimedAgent]) -> None:
        self._core, self._agents = core, agents
        self.enqueued: dict[UUID, float] = {}
        self.running: list[float] = []
        """Seconds from request to RUNNING."""

    async def live_once(self) -> None:
        begun = time.perf_counter()
        made = await self._core.create(f"bench-{uuid4().hex[:12]}", maxWaitSeconds=0)
        if made.status != "RUNNING":
            raise RuntimeError(f"a session is {made.status}")
        self.enqueued[made.session_id] = begun
        self.running.append(time.perf_counter() - begun)
        await sessions.destroy(self._core.site, self._core.who, str(made.session_id))

    async def live_until(self, end: float) -> None:
        while time.perf_counter() < end:
            await self.live_once()

    def to_agent(self) -> list[float]:
        """Milliseconds from request to agent call, of the sessions so far; forgets them."""
        called = {key: at for agent in self._agents for key, at in agent.called.items()}
        taken = [(called[key] - begun) * 1000 for key, begun in self.enqueued.items()]
        self.enqueued.clear()
        return taken


async def measure(url: str, seconds: float, people: int, nodes: int) -> dict[str, float]:
    """One database: sessions per second under load, and percentiles in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="ky-bench-") as directory:
        async with contextlib.AsyncExitStack() as stack:
            core = await stack.enter_async_context(core_rig.running(Path(directory), url=url))
            await core.policy(max_concurrent_sessions=100_000)
            agents = []
            for number in range(nodes):
                offers = devices(cores=max(4, people), memory=people * 2**30)
                agent = TimedAgent(core.report, agent_id=f"node-{number}", offers=offers)
                agents.append(await stack.enter_async_context(agent))
            lives = Lives(core, agents)
            await lives.live_once()
            lives.to_agent()
            begun = time.perf_counter()
            await asyncio.gather(*(lives.live_until(begun + seconds) for _ in range(people)))
            taken = time.perf_counter() - begun
            busy = lives.to_agent()
            for _ in range(IDLE_ROUNDS):
                await lives.live_once()
            idle = lives.to_agent()
    return {
        "sessions": len(busy),
        "per_second": round(len(busy) / taken, 1),
        "busy_agent_call_p50_ms": _percentile(busy, 50),
        "busy_agent_call_p99_ms": _percentile(busy, 99),
        "idle_agent_call_p50_ms": _percentile(idle, 50),
        "idle_agent_call_p99_ms": _percentile(idle, 99),
    }


def _percentile(values: list[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 2)


@contextlib.contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of an empty database; empty for SQLite, whose file the core chooses."""
    if kind == "sqlite":
        yield ""
        return
    with postgres_rig.server() as url:
        yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--nodes", type=int, default=4)
    parser.add_argument("--databases", default="sqlite,postgresql")
    arguments = parser.parse_args()
    results: dict[str, Any] = {}
    for kind in arguments.databases.split(","):
        if kind == "postgresql" and parts.postgres_bin() is None:
            print("postgresql: no server found on this machine, not measured")
            results[kind] = None
            continue
        with database(kind) as url:
            found = asyncio.run(measure(url, arguments.seconds, arguments.people, arguments.nodes))
        results[kind] = found
        print(f"{kind:12}" + "  ".join(f"{name} {value:g}" for name, value in found.items()), flush=True)
    print(json.dumps({"bench": "queue", "seconds": arguments.seconds, "people": arguments.people, **results}))


if __name__ == "__main__":
    main()
