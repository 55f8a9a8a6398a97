"""``make bench-estimates PODS=file,… NODES=file SEEDS=1-3 LOADS=0.9,1.2``: do estimates hold what they say?

Pods of the openb traces arrive in the rhythm in which they arrived and live as long as they lived, on a few
of the trace's nodes and so close together that queues form: the load is what they ask for over what the nodes
have. The product's own `decide` starts them, and its own `forecast` says, whenever one begins to wait, when
that will be, knowing only what has ended by then. A start counts as told when it falls into the stated 80 %
interval. The trace does not say whose pods are: pods with the same request count as one user's. The last line
printed is one JSON object.
"""

from __future__ import annotations

import csv
import heapq
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from kernelyard_hub.scheduler.decisions import KernelPlacement, Placed, Wait
from kernelyard_hub.scheduler.estimates.calibration import Margins, Told, margins
from kernelyard_hub.scheduler.estimates.forecast import WORK, Estimate, forecast
from kernelyard_hub.scheduler.estimates.lifetimes import Lifetimes, Lived
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.placement.fragmentation import WHOLE
from kernelyard_hub.scheduler.placement.place import Room, fits, suits
from kernelyard_hub.scheduler.placement.place import kind_of as kind
from kernelyard_hub.scheduler.snapshot import AgentView, GroupView, Running, Snapshot, Waiting
from tests import parts
from tests.benchmarks.openb import ANY, SCALE, read_nodes

START = datetime(2026, 1, 1, tzinfo=UTC)
SPACE = UUID(int=5)
COUNT = 1200
"""Pods of one replay."""
MACHINES = 12
"""Nodes that they share."""
HISTORY = 2000
"""Ended sessions that are remembered."""


@dataclass(frozen=True, slots=True)
class Pod:
    name: str
    cpu: int
    memory: int
    gpus: int
    milli: int
    models: str
    arrives: float
    lives: float

    @property
    def demand(self) -> int:
        """GPU thousandths."""
        return self.gpus * self.milli


@dataclass(slots=True)
class Outcome:
    """What one replay has shown; spans in seconds."""

    started: int = 0
    waited: int = 0
    told: list[Told] = field(default_factory=list)
    middles: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """That each forecast took."""
    longest: int = 0
    """Sessions in line at once, at the most."""

    def report(self) -> dict[str, float]:
        done = [
            (one, one.actual, middle)
            for one, middle in zip(self.told, self.middles, strict=True)
            if one.actual is not None
        ]
        return {
            "forecasts": len(self.told),
            "inside": round(calibration_of(self.told), 4),
            "median_error_s": _median(abs(actual - middle) for _, actual, middle in done),
            "median_wait_s": _median(actual for _, actual, _ in done),
            "median_width_s": _median(one.high - one.low for one, _, _ in done),
            "median_ratio": _median((one.high + 60) / (one.low + 60) for one, _, _ in done),
            "longest_line": self.longest,
            "forecast_ms": round(1000 * statistics.mean(self.seconds), 2) if self.seconds else 0.0,
        }


def _median(values: Iterable[float]) -> float:
    found = list(values)
    return round(statistics.median(found), 2) if found else 0.0


def calibration_of(told: Sequence[Told]) -> float:
    """The part of all starts (not only recent ones) inside their interval; overdue ones count as outside."""
    outcomes = [one.inside for one in told if one.inside is not None]
    return sum(outcomes) / len(outcomes) if outcomes else 0.0


def read_pods(path: Path) -> list[Pod]:
    """In the order of their arrival; empty for a trace without times."""
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("creation_time")]
    pods = [
        Pod(
            row["name"],
            int(row["cpu_milli"]),
            int(row["memory_mib"]),
            int(row["num_gpu"]),
            int(row["gpu_milli"] or 0) if int(row["num_gpu"]) == 1 else WHOLE,
            row.get("gpu_spec") or ANY,
            float(row["creation_time"]),
            max(1.0, float(row["deletion_time"]) - float(row["creation_time"])),
        )
        for row in rows
    ]
    return sorted(pods, key=lambda pod: (pod.arrives, pod.name))


def stretch(pods: Sequence[Pod], count: int, seed: int) -> list[Pod]:
    """``count`` pods in a row from the trace's busy part."""
    busy = pods[len(pods) // 20 :]
    begin = random.Random(seed).randrange(max(1, len(busy) - count))
    return list(busy[begin : begin + count])


def cluster(nodes: Sequence[AgentView], count: int, seed: int) -> list[AgentView]:
    """So many nodes, drawn from the trace's."""
    drawn = random.Random(seed).sample(list(nodes), min(count, len(nodes)))
    return sorted(drawn, key=lambda node: node.agent_id)


def crowded(pods: Sequence[Pod], nodes: Sequence[AgentView], load: float) -> list[Pod]:
    """The same pods closer together: within their time they ask for ``load`` times the nodes' GPUs."""
    gpus = WHOLE * sum(device.slot == "cuda.shares" for node in nodes for device in node.devices)
    first, span = pods[0].arrives, pods[-1].arrives - pods[0].arrives
    closer = span
    for _ in range(30):  # what lives longer than all of it asks for less when all of it is shorter
        closer = sum(pod.demand * min(pod.lives, closer) for pod in pods) / (gpus * load)
    return [replace(pod, arrives=(pod.arrives - first) * closer / span) for pod in pods]


def session(pod: Pod, number: int, at: datetime) -> Waiting:
    slots = {"cpu": max(1, pod.cpu) * SCALE, "mem": max(1, pod.memory) * 2**20}
    if pod.gpus:
        slots["cuda.shares"] = pod.demand * SCALE
    user = uuid5(SPACE, f"{pod.cpu}/{pod.memory}/{pod.gpus}/{pod.milli}")
    session_id = uuid5(SPACE, f"{pod.name}#{number}")
    return Waiting(
        session_id=session_id,
        sequence=number,
        resource_group="default",
        access_key=str(user)[:20],
        user_id=user,
        project_id=SPACE,
        domain="default",
        session_type="interactive",
        image=pod.models,
        architecture="x86_64",
        per_kernel=slots,
        kernels=(session_id,),
        created_at=at,
    )


class Replay:
    """A site in a box: arrivals, ends, passes, forecasts."""

    def __init__(self, pods: Sequence[Pod], nodes: Sequence[AgentView], *, order: str, work: int) -> None:
        self._rooms = {node.agent_id: Room(node) for node in nodes}
        self._agents = {node.agent_id: node for node in nodes}
        self._held: dict[str, dict[tuple[str, str], int]] = {node.agent_id: {} for node in nodes}
        self._group, self._work = GroupView("default", scheduler=order), work
        self._waiting: dict[UUID, Waiting] = {}
        self._running: dict[UUID, Running] = {}
        self._lived: list[Lived] = []
        self._told: dict[UUID, tuple[float, Estimate]] = {}
        self._order: list[UUID] = []
        self._done: dict[UUID, float] = {}
        self._lives: dict[UUID, float] = {}
        self._events: list[tuple[float, int, Waiting | UUID]] = []
        self.outcome = Outcome()
        for number, pod in enumerate(pods, 1):
            at = pod.arrives
            one = session(pod, number, START + timedelta(seconds=at))
            if any(suits(kind(one), node) and fits(one, [Room(node)]) for node in nodes):
                self._lives[one.session_id] = pod.lives
                self._events.append((at, number, one))
        heapq.heapify(self._events)
        self._number = len(pods)

    def run(self) -> Outcome:
        while self._events:
            at = self._events[0][0]
            while self._events and self._events[0][0] <= at:
                _, _, what = heapq.heappop(self._events)
                if isinstance(what, UUID):
                    self._end(what, at)
                else:
                    self._waiting[what.session_id] = what
            self._pass(at)
        for name in self._order:
            self.outcome.told.append(self._outcome_of(name, 0.0))
            self.outcome.middles.append(self._told[name][1].seconds)
        return self.outcome

    def _outcome_of(self, name: UUID, at: float) -> Told:
        made, estimate = self._told[name]
        return Told(estimate.low, estimate.high, estimate.margins, self._done.get(name), max(0.0, at - made))

    def _end(self, name: UUID, at: float) -> None:
        one = self._running.pop(name)
        assert one.started_at is not None
        seconds = at - (one.started_at - START).total_seconds()
        self._lived.append(Lived(one.resource_group, one.session_type, one.user_id, seconds))
        for kernel in one.kernels:
            held = self._held[kernel.agent_id]
            for share in kernel.shares:
                held[share.device_id, share.slot] -= share.amount
        self._renew(one.kernels)

    def _renew(self, kernels: Iterable[KernelPlacement]) -> None:
        for name in {kernel.agent_id for kernel in kernels}:
            held = {key: amount for key, amount in self._held[name].items() if amount}
            self._agents[name] = replace(self._agents[name], held=held)

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            agents=tuple(self._agents.values()),
            groups={"default": self._group},
            waiting=tuple(self._waiting.values()),
            limits={},
            by_key={},
            running=tuple(self._running.values()),
        )

    def _pass(self, at: float) -> None:
        if not self._waiting:
            return
        now = START + timedelta(seconds=at)
        for decision in decide(self._snapshot(), now):
            if isinstance(decision, Placed):
                self._start(self._waiting.pop(decision.session_id), decision.kernels, at)
            elif isinstance(decision, Wait):
                one = self._waiting[decision.session_id]
                self._waiting[one.session_id] = replace(
                    one, reserved=frozenset(decision.reserved), tries=one.tries + decision.tried
                )
        fresh = [name for name in self._waiting if name not in self._told]
        self.outcome.longest = max(self.outcome.longest, len(self._waiting))
        if fresh:
            self._tell(fresh, at, now)

    def _start(self, one: Waiting, kernels: tuple[KernelPlacement, ...], at: float) -> None:
        for kernel in kernels:
            held = self._held[kernel.agent_id]
            for share in kernel.shares:
                key = share.device_id, share.slot
                held[key] = held.get(key, 0) + share.amount
        self._renew(kernels)
        self._running[one.session_id] = Running(
            session_id=one.session_id,
            resource_group=one.resource_group,
            access_key=one.access_key,
            user_id=one.user_id,
            project_id=one.project_id,
            domain=one.domain,
            session_type=one.session_type,
            kernels=kernels,
            started_at=START + timedelta(seconds=at),
        )
        if one.session_id in self._told:
            self._done[one.session_id] = at - self._told[one.session_id][0]
        self.outcome.started += 1
        self._number += 1
        heapq.heappush(self._events, (at + self._lives[one.session_id], self._number, one.session_id))

    def _tell(self, fresh: Sequence[UUID], at: float, now: datetime) -> None:
        begun = time.perf_counter()
        running = [
            Lived(
                one.resource_group,
                one.session_type,
                one.user_id,
                (now - one.started_at).total_seconds() if one.started_at else 0.0,
                ended=False,
            )
            for one in self._running.values()
        ]
        recent = [self._outcome_of(name, at) for name in self._order[-400:]]
        chosen: Margins = margins(recent)
        lifetimes = Lifetimes([*self._lived[-HISTORY:], *running])
        found = forecast(self._snapshot(), now, lifetimes, {"default": chosen}, work=self._work)
        self.outcome.seconds.append(time.perf_counter() - begun)
        for name in fresh:
            self.outcome.waited += 1
            if name in found.waiting:
                self._told[name] = at, found.waiting[name]
                self._order.append(name)


def replay(
    pods: Sequence[Pod],
    nodes: Sequence[AgentView],
    *,
    load: float,
    seed: int,
    count: int = COUNT,
    machines: int = MACHINES,
    order: str = "fifo",
    work: int = WORK,
) -> Outcome:
    """One stretch of a trace on a few of its nodes."""
    chosen = cluster(nodes, machines, seed)
    arriving = crowded(stretch(pods, count, seed), chosen, load)
    return Replay(arriving, chosen, order=order, work=work).run()


def main() -> int:
    shared = parts.shared_dir()
    if shared is None:
        print("skipped: the traces are not beside the checkout")
        return 0
    data = shared / "data" / "openb"
    node_file = Path(os.environ.get("NODES") or data / "openb_node_list_gpu_node.csv")
    names = os.environ.get("PODS", "")
    files = [Path(name) for name in names.split(",") if name] or sorted(data.glob("openb_pod_list_*.csv"))
    low, _, high = os.environ.get("SEEDS", "1-2").partition("-")
    seeds = range(int(low), int(high or low) + 1)
    loads = [float(load) for load in os.environ.get("LOADS", "0.9,1.2").split(",")]
    order = os.environ.get("ORDER", "fifo")
    count = int(os.environ.get("COUNT", str(COUNT)))
    rows: list[dict[str, float | str]] = []
    print(
        f"{'trace':<12}{'load':>5}{'seed':>5}{'told':>6}{'inside':>8}{'error':>9}{'wait':>9}{'width':>9}{'line':>6}{'ms':>7}"
    )
    for path in files:
        pods = read_pods(path)
        if not pods:
            print(f"{path.stem}: no times in it")
            continue
        nodes = read_nodes(node_file, sorted({pod.models for pod in pods}))
        for load in loads:
            for seed in seeds:
                found = replay(pods, nodes, load=load, seed=seed, count=count, order=order).report()
                trace = path.stem.removeprefix("openb_pod_list_")
                rows.append({"trace": trace, "load": load, "seed": seed, **found})
                print(
                    f"{trace:<12}{load:>5}{seed:>5}{found['forecasts']:>6.0f}{found['inside']:>8.1%}"
                    f"{found['median_error_s']:>8.0f}s{found['median_wait_s']:>8.0f}s"
                    f"{found['median_width_s']:>8.0f}s{found['longest_line']:>6.0f}{found['forecast_ms']:>7.1f}",
                    flush=True,
                )
    told = sum(float(row["forecasts"]) for row in rows)
    inside = sum(float(row["forecasts"]) * float(row["inside"]) for row in rows) / told if told else 0.0
    worst = min((float(row["inside"]) for row in rows if float(row["forecasts"]) >= 100), default=0.0)
    print(
        json.dumps(
            {"inside": round(inside, 4), "worst": worst, "forecasts": told, "level": 0.8, "runs": rows}
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
