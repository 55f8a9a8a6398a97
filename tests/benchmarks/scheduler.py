"""``make bench-scheduler``: what a scheduling pass costs, in this process, without database and agents.

Nodes have 32 cores, 256 GiB and 8 accelerators that are shared in parts; eight kinds of requests, from a core
to four accelerators, arrive in random order, in each pass another one. The default order, selector and
options. Passes are made as the service makes them: in a thread that is `undisturbed`, in a settled
process (`interpreter`).

The last line printed is one JSON object.
"""

from __future__ import annotations

import asyncio
import gc
import json
import math
import os
import random
import statistics
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from kernelyard_hub import interpreter
from kernelyard_hub.scheduler.decisions import Decision, Placed
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.placement.fragmentation import Usual
from kernelyard_hub.scheduler.placement.shelf import Shelf
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, GroupView, Running, Snapshot, Waiting
from kernelyard_hub.scheduler.undisturbed import undisturbed
from kernelyard_hub.turns import Turns
from tests.queue_world import CORE, GIB, NOW

KINDS = (
    (1, 2, 0.0),
    (2, 4, 0.0),
    (4, 8, 0.5),
    (4, 16, 1),
    (8, 32, 2),
    (2, 8, 0.2),
    (4, 16, 0.3),
    (16, 64, 4),
)
"""Cores, GiB and accelerators."""
PEERS = {
    "Backend.AI, its scheduler's code alone, 5,000 x 500": "120/s",
    "kube-scheduler, thresholds of its own tests at 5,000 nodes": "680-810 pods/s",
    "kube-scheduler, with extended resources": "180 pods/s",
    "Slurm, published": "500 jobs/s",
}
USERS = 50


def nodes(number: int) -> tuple[AgentView, ...]:
    cores = [DeviceView(f"cpu{n:02}", "cpu", CORE) for n in range(32)]
    gpus = [DeviceView(f"gpu{n}", "cuda.shares", CORE) for n in range(8)]
    return tuple(
        AgentView(
            f"n{n:05}",
            "default",
            "x86_64",
            images=frozenset({"image"}),
            devices=(*cores, DeviceView("root", "mem", 256 * GIB), *gpus),
        )
        for n in range(number)
    )


def sessions(number: int, *, first: int = 1, seed: int = 1) -> tuple[Waiting, ...]:
    rng = random.Random(seed)
    return tuple(_session(first + n, *rng.choice(KINDS)) for n in range(number))


def _session(number: int, cores: int, memory: int, gpus: float) -> Waiting:
    amounts = {"cpu": cores * CORE, "mem": memory * GIB, "cuda.shares": round(gpus * CORE)}
    return Waiting(
        UUID(int=number),
        number,
        "default",
        f"AK{number % USERS}",
        UUID(int=number % USERS),
        UUID(int=7),
        "default",
        "interactive",
        "image",
        "x86_64",
        {slot: amount for slot, amount in amounts.items() if amount},
        (UUID(int=10**9 + number),),
    )


def site(agents: int, pending: int, *, scheduler: str = "fifo") -> Snapshot:
    """Nothing runs, so many wait."""
    weight = 1 / len(KINDS)
    usual = tuple(
        Usual(weight, c * CORE, m * GIB, round(min(g, 1) * 1000), max(1, int(g)) if g else 0)
        for c, m, g in KINDS
    )
    group = GroupView("default", usual=usual, scheduler=scheduler)
    return Snapshot(nodes(agents), {"default": group}, sessions(pending), {}, {})


def filled(empty: Snapshot, part: float = 1.0) -> Snapshot:
    """The same site with sessions on it until so much of its accelerators is held; who waits waits still."""
    agents = len(empty.agents)
    want = round(agents * 8 * CORE * part)
    arriving, total = [], 0
    for session in sessions(agents * 24, first=10**6, seed=2):
        total += session.per_kernel.get("cuda.shares", 0)
        if total > want:
            break
        arriving.append(session)
    started = [one for one in decide(replace(empty, waiting=tuple(arriving)), NOW) if isinstance(one, Placed)]
    if part >= 1.0:
        # What is left over is filled with the smallest, so that nothing fits.
        held = _with(empty, arriving, started)
        small = [_session(2 * 10**6 + n, *KINDS[0]) for n in range(agents * 32)]
        more = [one for one in decide(replace(held, waiting=tuple(small)), NOW) if isinstance(one, Placed)]
        return _with(empty, [*arriving, *small], [*started, *more])
    return _with(empty, arriving, started)


def _with(empty: Snapshot, asked: Sequence[Waiting], started: Sequence[Placed]) -> Snapshot:
    by_id = {session.session_id: session for session in asked}
    held: dict[str, dict[tuple[str, str], int]] = {}
    running = []
    for number, one in enumerate(started):
        session = by_id[one.session_id]
        for kernel in one.kernels:
            mine = held.setdefault(kernel.agent_id, {})
            for share in kernel.shares:
                mine[share.device_id, share.slot] = mine.get((share.device_id, share.slot), 0) + share.amount
        running.append(
            Running(
                session.session_id,
                session.resource_group,
                session.access_key,
                session.user_id,
                session.project_id,
                session.domain,
                session.session_type,
                one.kernels,
                started_at=NOW - timedelta(seconds=len(started) - number),
            )
        )
    agents = tuple(replace(agent, held=held.get(agent.agent_id, {})) for agent in empty.agents)
    return replace(empty, agents=agents, running=tuple(running))


def timed(snapshot: Snapshot, passes: int) -> tuple[list[float], list[float], list[Decision]]:
    """Milliseconds, on the clock and of the processor, of each of so many passes over the same nodes, after
    one that is not counted."""
    shelf = Shelf()
    decisions = undisturbed(decide, snapshot, NOW, shelf, Turns())
    took, cpu = [], []
    for number in range(passes):
        others = replace(snapshot, waiting=sessions(len(snapshot.waiting), seed=2 + number))
        began, before = time.perf_counter(), time.process_time()
        decisions = undisturbed(decide, others, NOW, shelf, Turns())
        took.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - before) * 1000)
    return took, cpu, decisions


def placed(decisions: Sequence[Decision]) -> int:
    return sum(isinstance(one, Placed) for one in decisions)


def quantile(values: Sequence[float], part: float) -> float:
    """The smallest of them that is not exceeded by more than the rest."""
    return sorted(values)[max(0, math.ceil(len(values) * part) - 1)]


def passes(repeats: int) -> dict[str, dict[str, float]]:
    """1,000 sessions that wait and 500 nodes: as a busy site has them, and the two extremes."""
    found = {}
    empty = site(500, 1000)
    cases: dict[str, Callable[[], Snapshot]] = {
        "full: nobody fits": lambda: filled(empty),
        "97% full": lambda: filled(empty, 0.97),
        "empty: everybody fits": lambda: empty,
    }
    print(f"1,000 waiting x 500 nodes, {repeats} passes each")
    print(f"{'':24}{'started':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}")
    for name, make in cases.items():
        took, cpu, decisions = timed(make(), repeats)
        found[name] = {"started": placed(decisions), "p50": statistics.median(took)}
        found[name] |= {"p99": quantile(took, 0.99), "longest": max(took), "cpu": statistics.median(cpu)}
        row = found[name]
        print(
            f"{name:24}{row['started']:9.0f}{row['p50']:9.1f}{row['p99']:9.1f}{row['cpu']:9.1f}", flush=True
        )
    return found


def throughput() -> dict[str, float]:
    """10,000 sessions that wait and 5,000 nodes that are half full."""
    found = {}
    for name, snapshot in (("empty", site(5000, 10_000)), ("half full", filled(site(5000, 10_000), 0.5))):
        began, before = time.perf_counter(), time.process_time()
        decisions = undisturbed(decide, snapshot, NOW, Shelf(), Turns())
        took, cpu = time.perf_counter() - began, time.process_time() - before
        number = placed(decisions)
        found[name] = number / took
        found[f"{name}, per CPU second"] = number / cpu
        print(f"10,000 waiting x 5,000 nodes, {name}: {number} started, {number / took:,.0f}/s", flush=True)
    return found


def orders() -> dict[str, float]:
    """The same pass with every order."""
    found = {}
    for name in ("fifo", "lifo", "drf", "fair-share", "priority"):
        took, *_ = timed(site(50, 10_000, scheduler=name), 1)
        found[name] = took[0]
    print("10,000 waiting x 50 nodes by order, ms: " + ", ".join(f"{n} {t:.0f}" for n, t in found.items()))
    return found


def curve() -> dict[str, float]:
    """Milliseconds of a pass by the number of those who wait and of nodes, which are 97 % full."""
    found = {}
    print("\nms per pass, nodes 97 % full")
    columns = (50, 500, 5000)
    print(f"{'waiting':>10}" + "".join(f"{f'{n} nodes':>14}" for n in columns))
    for pending in (1, 10, 100, 1000, 10_000):
        row = f"{pending:10}"
        for agents in columns:
            took, *_ = timed(filled(site(agents, pending), 0.97), 3)
            found[f"{pending}x{agents}"] = statistics.median(took)
            row += f"{statistics.median(took):14.1f}"
        print(row, flush=True)
    return found


async def held(snapshot: Snapshot) -> dict[str, float]:
    """For how long the event loop cannot go on while a pass runs in a thread, as the service runs it: until
    it has gone on, and how long the pass has computed meanwhile (the rest is the machine's)."""
    late: list[tuple[float, float]] = []
    done = asyncio.Event()
    clock: list[int] = []
    shelf = Shelf()  # it stays when the pass is over

    def think() -> None:
        clock.append(time.pthread_getcpuclockid(threading.get_ident()))
        undisturbed(decide, snapshot, NOW, shelf, Turns())

    async def probe() -> None:
        while not done.is_set():
            before = time.clock_gettime(clock[0]) if clock else 0.0
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            waited = time.perf_counter() - began - 0.001
            computed = time.clock_gettime(clock[0]) - before if before else 0.0
            late.append((waited * 1000, min(waited, computed) * 1000))

    with ThreadPoolExecutor(max_workers=1) as thinker:
        task = asyncio.create_task(probe())
        await asyncio.sleep(0.05)
        late.clear()
        await asyncio.get_running_loop().run_in_executor(thinker, think)
        await asyncio.sleep(0.05)
        done.set()
        await task
    waited, computed = ([pair[at] for pair in late] for at in (0, 1))
    found = {"longest": max(waited), "p99": quantile(waited, 0.99), "median": statistics.median(waited)}
    return found | {"longest of the pass": max(computed)}


def memory() -> float:
    """KiB per 1,000 sessions that wait: the snapshot and what is decided about them."""
    base = site(50, 1)
    gc.collect()
    tracemalloc.start()
    snapshot = replace(base, waiting=sessions(5000))
    kept = decide(snapshot, NOW)
    gc.collect()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == 5000
    return used / 5 / 1024


def main() -> None:
    repeats = int(os.environ.get("PASSES", "100"))
    interpreter.settle()
    sys.setswitchinterval(interpreter.SWITCH)
    result: dict[str, object] = {"bench": "scheduler", "passes": passes(repeats)}
    print()
    result["placements_per_s"] = throughput()
    result["orders_ms"] = orders()
    result["curve_ms"] = curve()
    loops: dict[str, dict[str, float]] = {}
    empty = site(5000, 10_000)
    print("\nthe event loop while 10,000 x 5,000 are decided is late, in ms (of them, the pass computed)")
    for name, snapshot in (("empty", empty), ("97% full", filled(empty, 0.97))):
        loop = loops[name] = asyncio.run(held(snapshot))
        print(
            f"{name:10} at the most {loop['longest']:.1f} ({loop['longest of the pass']:.1f}), "
            f"in 99 of 100 cases {loop['p99']:.1f}, in the middle {loop['median']:.1f}",
            flush=True,
        )
    kib = memory()
    print(f"memory: {kib:.0f} KiB per 1,000 waiting sessions, snapshot and decisions\n")
    for peer, figure in PEERS.items():
        print(f"{peer:62}{figure:>16}")
    print(json.dumps(result | {"loop_ms": loops, "kib_per_1000": kib}))


if __name__ == "__main__":
    main()
