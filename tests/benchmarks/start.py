"""``make bench-start``: how long a start takes, against the Hub's own spawners and against Docker itself.

Two Hubs run side by side on this machine: a plain JupyterHub with ``SimpleLocalProcessSpawner`` (or, with
``--engine docker``, with ``DockerSpawner``), and a Kernelyard site with the same engine. Both start the
JupyterLab of one and the same environment, or image. Starts are interleaved, one at a time; a start counts
from the POST until the Hub says ``ready`` (asked every 20 ms) and the notebook server answers below the Hub's
address.

With ``--engine docker`` also: from ``POST /session`` until the session is RUNNING, beside ``docker run`` of
the same image until it prints; and from ``DELETE`` until the session's slots are free.

Prints a table and, as the last line, one JSON object; times in seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import time
from uuid import uuid4

from tests import parts
from tests.benchmarks.hubs import PROCESSES, Hub, docker_peer, kernelyard_site, plain_hub
from tests.docker import jovyan
from tests.running_site import RunningSite
from tests.signed import Signed

TARGET = 0.6
"""Our start at the Hub, in parts of the peer's."""
RUN_OVERHEAD, END = 0.150, 0.300
"""Seconds that RUNNING may take longer than ``docker run``; that an end may take."""
FREE_POLL = 0.005
Times = dict[str, list[float]]


async def starts(ours: Hub, theirs: Hub, runs: int) -> Times:
    """Seconds per start, by Hub; one warm-up each is thrown away."""
    times: Times = {}
    for run in range(runs + 1):
        for hub in (theirs, ours) if run % 2 else (ours, theirs):
            taken = await hub.start()
            await hub.stop()
            if run:
                times.setdefault(hub.name, []).append(taken)
            print(f"{'warm-up' if not run else f'run {run:2}'}  {taken:6.2f} s  {hub.name}", flush=True)
    return times


async def sessions(site: RunningSite, image: str, runs: int) -> Times:
    """Lives of API sessions beside ``docker run``, interleaved; one warm-up is thrown away."""
    client = Signed(site.service_url, site.user.access_key, site.user.secret_key)
    times: Times = {}
    for run in range(runs + 1):
        taken = {
            "docker run": await asyncio.to_thread(docker_run, image),
            **await asyncio.to_thread(one_life, client, image),
        }
        for name, seconds in taken.items():
            if run:
                times.setdefault(name, []).append(seconds)
        told = "  ".join(f"{name} {seconds:.3f} s" for name, seconds in taken.items())
        print(f"{'warm-up' if not run else f'run {run:2}'}  {told}", flush=True)
    return times


def docker_run(image: str) -> float:
    """Seconds of ``docker run`` until the container's first output."""
    command = ["docker", "run", "--rm", "--entrypoint", "/bin/echo", image, "ready"]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise RuntimeError("docker run does not print")
        return time.perf_counter() - begun


def one_life(client: Signed, image: str) -> dict[str, float]:
    """A session of the API: until it runs, and until its slots are free again."""
    name = f"bench-{uuid4().hex[:12]}"
    body = {
        "name": name,
        "image": image,
        "reuseIfExists": False,
        "config": {"resources": {"cpu": "1", "mem": "512m"}},
    }
    begun = time.perf_counter()
    made = client.call("POST", "/session", body)
    running = time.perf_counter() - begun
    if made.status != 201 or made.body["status"] != "RUNNING":
        raise RuntimeError(f"POST /session: {made}")
    held = used(client)
    begun = time.perf_counter()
    ended = client.call("DELETE", f"/session/{name}")
    if ended.status != 200:
        raise RuntimeError(f"DELETE /session: {ended}")
    while used(client) >= held:
        if time.perf_counter() - begun > 60:
            raise TimeoutError("the slots are not freed")
        time.sleep(FREE_POLL)
    return {"POST to RUNNING": running, "DELETE to free slots": time.perf_counter() - begun}


def used(client: Signed) -> float:
    """Cores that the keypair holds."""
    answer = client.call("POST", "/resource/check-presets", {"group": "default"})
    if answer.status != 200:
        raise RuntimeError(f"check-presets: {answer}")
    return float(answer.body["keypair_using"]["cpu"])


def shown(times: Times) -> dict[str, float]:
    """Medians; prints the table."""
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, taken in times.items():
        print(f"{medians[name]:7.3f} s median  {min(taken):7.3f} min  {max(taken):7.3f} max  {name}")
    return medians


def compared(medians: dict[str, float], ours: str, theirs: str, runs: int) -> dict[str, object]:
    return {
        "bench": "start",
        "runs": runs,
        "peer_median_s": round(medians[theirs], 3),
        "kernelyard_median_s": round(medians[ours], 3),
        "ratio": round(medians[ours] / medians[theirs], 3),
        "target_ratio": TARGET,
    }


async def with_processes(runs: int) -> dict[str, object]:
    async with kernelyard_site() as (ours, _), plain_hub(PROCESSES) as theirs:
        medians = shown(await starts(ours, theirs, runs))
        return compared(medians, ours.name, theirs.name, runs)


async def with_docker(runs: int) -> dict[str, object]:
    """Also what the API alone takes, and how much of that is not Docker."""
    image = await asyncio.to_thread(jovyan.ensure)
    gateway = await asyncio.to_thread(parts.docker_gateway)
    options: dict[str, object] = {"image": image, "resources": {"cpu": "2", "mem": "1g"}}
    async with (
        kernelyard_site("docker", options) as (ours, site),
        plain_hub(docker_peer(image, gateway)) as theirs,
    ):
        lives = await sessions(site, image, runs)
        medians = shown(lives | await starts(ours, theirs, runs))
        overhead = medians["POST to RUNNING"] - medians["docker run"]
        return {
            **compared(medians, ours.name, theirs.name, runs),
            "engine": "docker",
            "docker_run_median_s": round(medians["docker run"], 3),
            "running_median_s": round(medians["POST to RUNNING"], 3),
            "running_overhead_s": round(overhead, 3),
            "target_running_overhead_s": RUN_OVERHEAD,
            "end_median_s": round(medians["DELETE to free slots"], 3),
            "target_end_s": END,
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--engine", choices=("process", "docker"), default="process")
    given = parser.parse_args()
    measure = with_docker if given.engine == "docker" else with_processes
    print(json.dumps(asyncio.run(measure(given.runs))))


if __name__ == "__main__":
    main()
