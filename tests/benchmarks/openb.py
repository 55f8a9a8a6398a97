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
from uuid import UUID

import numpy as np

from kernelyard_hub.scheduler.fragmentation import WHOLE, Floats, Ints, Usual, score, usual
from kernelyard_hub.scheduler.place import Kind, Room
from kernelyard_hub.scheduler.selectors import DEFAULT, Selector, selector
from kernelyard_hub.scheduler.snapshot import AgentView, DeviceView, Waiting
from kernelyard_hub.scheduler.yard import Shape, Yard
from tests import parts

LOAD = 1.3
SCALE = 10
"""Units of a slot per thousandth of a core or device."""
ANY = "any"
NOBODY = UUID(int=0)
PUBLISHED = {
    "default": {"FGD": 95.39, "BestFit": 93.08, "DotProd": 90.85, "Random": 87.47},
    "cpu100": {"FGD": 95.35, "BestFit": 93.44, "DotProd": 91.95, "Random": 89.11},
    "gpushare60": {"FGD": 91.40, "BestFit": 89.36, "DotProd": 87.11, "Random": 83.65},
    "gpuspec10": {"FGD": 94.95, "BestFit": 93.31, "DotProd": 90.39, "Random": 87.43},
    "multigpu30": {"FGD": 96.46, "BestFit": 94.72, "DotProd": 93.28, "Random": 89.27},
}
ORIGINAL = {"dispersed": 93.1, "concentrated": 89.3}
"""What a replay of the original's selectors reaches on the trace ``default``."""


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
        before = yard._fragments_of(rows)
        cpu = yard.column("cpu")[rows] - shape.session.per_kernel.get("cpu", 0)
        memory = yard.column("mem")[rows] - shape.session.per_kernel.get("mem", 0)
        for device in range(yard.devices.shape[1]):
            fits = yard.devices[rows, device] >= need
            if fits.any():
                after = yard.devices[rows].copy()
                after[fits, device] -= need
                gain = score(before, yard._work().fragments(rows, cpu, memory, after))
                best = np.where(fits, np.maximum(best, gain), best)
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
    return None if pod.models == ANY else ("x86_64", pod.models, frozenset())


def simulate(
    agents: Sequence[AgentView], pods: Sequence[Pod], kinds: Sequence[Usual], policy: Selector
) -> tuple[float, float, int, float]:
    """(handed out %, fragments % of the capacity, dropped, seconds) of one run."""
    rooms = [Room(agent) for agent in agents]
    capacity = sum(room.capacity.get("cuda.shares", 0) for room in rooms) // SCALE
    began = time.perf_counter()
    yard = Yard(rooms, policy, kinds, split=False)
    sessions: dict[Pod, Waiting] = {}
    given = dropped = 0
    for pod in pods:
        session = sessions.setdefault(pod, waiting(pod, 0))
        found = yard.place(session)
        if found is None:
            dropped += 1
            continue
        yard.take(found)
        given += pod.demand
    took = time.perf_counter() - began
    fragments = yard._fragments_of(np.arange(len(rooms))).sum()
    return given / capacity * 100, fragments / capacity * 100, dropped, took


POLICIES: dict[str, Callable[[], Selector]] = {
    f"product ({DEFAULT})": lambda: selector(DEFAULT),
    "FGD": Fgd,
    "dispersed": lambda: selector("dispersed"),
    "concentrated": lambda: selector("concentrated"),
}


def main() -> None:
    found = parts.shared_dir()
    data = (found or Path("shared")) / "data" / "openb"
    nodes = Path(os.environ.get("NODES") or data / "openb_node_list_gpu_node.csv")
    traces = (
        [Path(os.environ["PODS"])] if os.environ.get("PODS") else sorted(data.glob("openb_pod_list_*.csv"))
    )
    if not nodes.is_file() or not traces:
        sys.exit(f"bench-openb: the trace is not there ({nodes}); name it by PODS= and NODES=.")
    first, _, last = os.environ.get("SEEDS", "42-51").partition("-")
    seeds = range(int(first), int(last or first) + 1)
    result: dict[str, object] = {"seeds": f"{seeds.start}-{seeds.stop - 1}", "traces": {}}
    differences = []
    for trace in traces:
        name = trace.stem.removeprefix("openb_pod_list_")
        pods = read_pods(trace)
        agents = read_nodes(nodes, sorted({pod.models for pod in pods} - {ANY}))
        kinds = workload(pods)
        capacity = sum(d.capacity for a in agents for d in a.devices if d.slot == "cuda.shares") // SCALE
        sequences = [sequence(pods, capacity, seed) for seed in seeds]
        print(f"\n{name}: {len(pods)} pods ({len(kinds)} usual kinds), {len(agents)} nodes", end=", ")
        print(f"{capacity / WHOLE:.0f} GPUs")
        print(f"{'policy':26} {'handed out %':>14} {'fragments %':>12} {'dropped':>8} {'s/run':>7}")
        rows: dict[str, dict[str, float]] = {}
        for policy, make in POLICIES.items():
            runs = [simulate(agents, arriving, kinds, make()) for arriving in sequences]
            given, fragments, dropped, took = (statistics.mean(column) for column in zip(*runs, strict=True))
            rows[policy] = {"given": given, "fragments": fragments, "seconds": took}
            print(f"{policy:26} {given:14.2f} {fragments:12.2f} {dropped:8.0f} {took:7.2f}", flush=True)
        for published, value in PUBLISHED.get(name, {}).items():
            print(f"{'published ' + published:26} {value:14.2f}")
        if name == "default":
            for original, value in ORIGINAL.items():
                print(f"{'original ' + original:26} {value:14.2f}")
        difference = rows[f"product ({DEFAULT})"]["given"] - rows["FGD"]["given"]
        differences.append(difference)
        print(f"product - FGD: {difference:+.2f} points")
        result["traces"] |= {name: {"policies": rows, "difference": difference}}  # type: ignore[operator]
    result |= {"mean_difference": statistics.mean(differences), "worst_difference": min(differences)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
