"""``make bench-openb PODS=file NODES=file SEEDS=42-51``: how full the selector packs the openb trace.

The metric is that of FGD (Weng et al., USENIX ATC 2023): the pods of a trace in random order, more drawn with
replacement until 130 % of the cluster's GPUs are asked for; pods never leave; what finds no place is dropped;
the figure is the part of all GPU thousandths that is handed out in the end. All policies run in the same
simulator, which is the product's own `Yard` and `Room`, on the same sequences.

The last line printed is one JSON object.
"""

from __future__ import annotations

import csv
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from kernelyard_hub.scheduler.placement.fragmentation import (
    GRAIN,
    USUAL,
    WHOLE,
    Floats,
    Ints,
    Usual,
    score,
    usual,
)
from kernelyard_hub.scheduler.placement.place import Kind, Room, kind_of
from kernelyard_hub.scheduler.placement.selectors import DEFAULT, Selector, selector
from kernelyard_hub.scheduler.placement.yard import Shape, Yard
from kernelyard_hub.scheduler.readers.usual import LAST
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, Waiting
from tests import parts

LOAD = 1.3
SCALE = 10
"""Units of a slot per thousandth of a core or device."""
ANY = "any"
NOBODY = UUID(int=0)
PUBLISHED = "analysis_allo_discrete.csv"
"""Beside the traces: what the authors got per trace, policy and seed, at every percent that arrived."""
ORIGINAL = {"dispersed": 93.1, "concentrated": 89.3}
"""What `spec/fgpu.md` 3.4 found for the original's selectors on the trace ``default``."""
LEARNING = "product, as it learns"
"""The product's selector with what the service knows: the kinds of the last requests, not of the trace."""


@dataclass(frozen=True, slots=True)
class Run:
    given: float
    """Percent of all GPU thousandths that were handed out."""
    fragments: float
    """Percent of all GPU thousandths that are idle and of no use to usual pods."""
    dropped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Pod:
    cpu: int
    memory: int
    gpus: int
    milli: int
    models: str

    @property
    def demand(self) -> int:
        """GPU thousandths."""
        return self.gpus * self.milli


class Fgd:
    """The published policy: the best device of each node by the integer score, ties by name."""

    moves = False

    def scores(self, yard: Yard, shape: Shape, rows: Ints) -> Floats:
        best = yard.gain(shape, rows)[0]
        if shape.devices is None or shape.devices[2] != 1:
            return best
        _, need, _ = shape.devices
        cpu = yard.column("cpu")[rows] - shape.session.per_kernel.get("cpu", 0)
        memory = yard.column("mem")[rows] - shape.session.per_kernel.get("mem", 0)
        # Every device of every node that holds it, in one step: which node, which of its devices.
        nodes, device = np.nonzero(yard.devices[rows] >= need)
        after = yard.devices[rows][nodes]
        after[np.arange(len(nodes)), device] -= need
        left = yard._work().fragments(rows[nodes], cpu[nodes], memory[nodes], after)
        np.maximum.at(best, nodes, score(yard._fragments_of(rows)[nodes], left))
        return best

    def placed(self, row: int) -> None:
        return


def read_nodes(path: Path, specs: Sequence[str]) -> list[AgentView]:
    """One agent per node; an "image" per set of GPU models stands for the trace's type constraints."""
    agents = []
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            devices = [
                DeviceView("cores", "cpu", int(row["cpu_milli"]) * SCALE),
                DeviceView("root", "mem", int(row["memory_mib"]) * 2**20),
                *(DeviceView(f"gpu{n}", "cuda.shares", WHOLE * SCALE) for n in range(int(row["gpu"]))),
            ]
            images = {ANY, *(spec for spec in specs if row["model"] in spec.split("|"))}
            agents.append(
                AgentView(row["sn"], "default", "x86_64", images=frozenset(images), devices=tuple(devices))
            )
    return sorted(agents, key=lambda agent: agent.agent_id)


def read_pods(path: Path) -> list[Pod]:
    with path.open(newline="") as file:
        return [
            Pod(
                int(row["cpu_milli"]),
                int(row["memory_mib"]),
                int(row["num_gpu"]),
                int(row["gpu_milli"]) if int(row["num_gpu"]) == 1 else WHOLE,
                row.get("gpu_spec") or ANY,
            )
            for row in csv.DictReader(file)
        ]


def sequence(pods: Sequence[Pod], capacity: int, seed: int) -> list[Pod]:
    """The pods in random order, thinned or filled up to `LOAD` times the capacity."""
    rng = random.Random(seed)
    arriving = list(pods)
    rng.shuffle(arriving)
    target, total = LOAD * capacity, sum(pod.demand for pod in arriving)
    while total > target:
        total -= arriving.pop(rng.randrange(len(arriving))).demand
    while True:
        pod = pods[rng.randrange(len(pods))]
        if total + pod.demand > target:
            return arriving
        arriving.append(pod)
        total += pod.demand


def waiting(pod: Pod, number: int) -> Waiting:
    slots = {"cpu": pod.cpu * SCALE, "mem": pod.memory * 2**20}
    if pod.gpus:
        slots["cuda.shares"] = pod.demand * SCALE
    return Waiting(
        session_id=NOBODY,
        sequence=number,
        resource_group="default",
        access_key="",
        user_id=NOBODY,
        project_id=NOBODY,
        domain="default",
        session_type="interactive",
        image=pod.models,
        architecture="x86_64",
        per_kernel=slots,
        kernels=(NOBODY,),
    )


def workload(pods: Sequence[Pod]) -> tuple[Usual, ...]:
    """The usual kinds of pods: cores, devices and type, as the paper counts them."""
    return usual(
        Counter(
            Usual(0.0, pod.cpu * SCALE, 0, pod.milli if pod.gpus else 0, pod.gpus, _kind(pod)) for pod in pods
        )
    )


def _kind(pod: Pod) -> Kind | None:
    return None if pod.models == ANY else kind_of(waiting(pod, 0))


def simulate(
    agents: Sequence[AgentView],
    pods: Sequence[Pod],
    kinds: Sequence[Usual],
    make: Callable[[], Selector],
    *,
    learn: bool = False,
) -> Run:
    """One run. With ``learn`` the selector is told the kinds of the last `LAST` pods instead of ``kinds``."""
    rooms = [Room(agent) for agent in agents]
    capacity = sum(room.capacity.get("cuda.shares", 0) for room in rooms) // SCALE
    sessions: dict[Pod, Waiting] = {}
    given = dropped = 0
    began = time.perf_counter()
    yard = Yard(rooms, make(), () if learn else kinds, split=False)
    for number, pod in enumerate(pods):
        if learn and number and number % LAST == 0:
            yard = Yard(rooms, make(), workload(pods[number - LAST : number]), split=False)
        session = sessions.setdefault(pod, waiting(pod, 0))
        found = yard.place(session)
        if found is None:
            dropped += 1
            continue
        yard.take(found)
        given += pod.demand
    took = time.perf_counter() - began
    fragments = Yard(rooms, make(), kinds, split=False)._fragments_of(np.arange(len(rooms))).sum()
    return Run(given / capacity * 100, float(fragments) / capacity * 100, dropped, took)


PRODUCT = f"product ({DEFAULT})"
POLICIES: dict[str, Callable[[], Selector]] = {
    PRODUCT: lambda: selector(DEFAULT),
    "FGD": Fgd,
    LEARNING: lambda: selector(DEFAULT),
    "dispersed": lambda: selector("dispersed"),
    "concentrated": lambda: selector("concentrated"),
}


def published(path: Path, trace: str) -> dict[str, float]:
    """By policy, the mean over all seeds of what the authors published; empty for a trace of one's own."""
    if not path.is_file():
        return {}
    found: dict[str, list[float]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["workload"] == trace and float(row["tune"]) == LOAD:
                found.setdefault(row["sc_policy"].partition("-")[2], []).append(float(row["130"]))
    return {policy: statistics.mean(values) for policy, values in found.items()}


def measure(trace: Path, nodes: Path, seeds: Sequence[int]) -> dict[str, Any]:
    """All policies on one trace, printed as a table."""
    name = trace.stem.removeprefix("openb_pod_list_")
    pods = read_pods(trace)
    agents = read_nodes(nodes, sorted({pod.models for pod in pods} - {ANY}))
    kinds = workload(pods)
    capacity = sum(d.capacity for a in agents for d in a.devices if d.slot == "cuda.shares") // SCALE
    sequences = [sequence(pods, capacity, seed) for seed in seeds]
    print(f"\n{name}: {len(pods)} pods ({len(kinds)} usual kinds), {len(agents)} nodes", end=", ")
    print(f"{capacity / WHOLE:.0f} GPUs")
    print(f"{'policy':26} {'handed out %':>14} {'sd':>5} {'fragments %':>12} {'dropped':>8} {'s/run':>7}")
    rows: dict[str, dict[str, float]] = {}
    for policy, make in POLICIES.items():
        runs = [simulate(agents, pods, kinds, make, learn=policy == LEARNING) for pods in sequences]
        given = [run.given for run in runs]
        row = rows[policy] = {
            "given": round(statistics.mean(given), 3),
            "sd": round(statistics.pstdev(given), 3),
            "fragments": round(statistics.mean(run.fragments for run in runs), 3),
            "dropped": round(statistics.mean(run.dropped for run in runs), 1),
            "seconds": round(statistics.mean(run.seconds for run in runs), 3),
            "slowest": round(max(run.seconds for run in runs), 3),
        }
        print(f"{policy:26} {row['given']:14.2f} {row['sd']:5.2f} {row['fragments']:12.2f}", end=" ")
        print(f"{row['dropped']:8.0f} {row['seconds']:7.2f}", flush=True)
    peers = published(nodes.parent / PUBLISHED, trace.stem)
    for policy, value in sorted(peers.items(), key=lambda one: -one[1]):
        print(f"{'published ' + policy:26} {value:14.2f}")
    for original, value in ORIGINAL.items() if name == "default" else ():
        print(f"{'original ' + original:26} {value:14.2f}")
    difference = round(rows[PRODUCT]["given"] - rows["FGD"]["given"], 3)
    print(f"product - FGD: {difference:+.2f} points in the same simulator", end="")
    print(f"; {rows[PRODUCT]['given'] - peers['FGD']:+.2f} to the published" if "FGD" in peers else "")
    return {"policies": rows, "published": peers, "difference": difference}


def main() -> None:
    found = parts.shared_dir()
    data = (found or Path("shared")) / "data" / "openb"
    nodes = Path(os.environ.get("NODES") or data / "openb_node_list_gpu_node.csv")
    traces = (
        [Path(os.environ["PODS"])] if os.environ.get("PODS") else sorted(data.glob("openb_pod_list_*.csv"))
    )
    if not nodes.is_file() or not traces or not all(trace.is_file() for trace in traces):
        sys.exit(f"bench-openb: the trace is not there ({nodes}); name it by PODS= and NODES=.")
    first, _, last = (os.environ.get("SEEDS") or "42-51").partition("-")
    seeds = range(int(first), int(last or first) + 1)
    measured = {trace.stem.removeprefix("openb_pod_list_"): measure(trace, nodes, seeds) for trace in traces}
    differences = [one["difference"] for one in measured.values()]
    result = {
        "bench": "openb",
        "setting": {"selector": DEFAULT, "grain": GRAIN, "usual": USUAL},
        "seeds": f"{seeds.start}-{seeds.stop - 1}",
        "traces": measured,
        "mean_difference": round(statistics.mean(differences), 3),
        "worst_difference": min(differences),
        "slowest_run": max(one["policies"][PRODUCT]["slowest"] for one in measured.values()),
    }
    print(f"\nmean difference over {len(measured)} traces: {result['mean_difference']:+.2f} points")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
