"""``make bench-queue``: from a signed HTTP request to a running session and to its end, per database.

Four processes share this machine: the hub service (its own program, real database), PostgreSQL where it is
measured, a load of signed requests (`queue_load`), and nodes that speak the agents' protocol and run nothing
(`queue_agents`). What is measured:

* starts: enqueue -> RUNNING, the figure of the issue. People create sessions as fast as they are answered,
  for the whole time; there is room for all of them and they go on running.
* lives: the same, and each session is ended by ``DELETE`` after a moment: create, start and end together.
  ``running_per_second`` of both counts sessions that came to run while people created, by the database's
  own stamps.
* idle: one session after another; time from sending the request to the node having the call.
* 1,000 running: ``check-presets``, memory, and eight clients that end all of them.
* growth: one pass of the scheduler over pending sessions and nodes, in this process.

``cpu_ms`` is processor time per session by process: it does not depend on what else the machine does.
``loop`` is how long a request that needs nothing waits meanwhile: what holds the service's loop. Prints a
table and, as the last line, one JSON object; milliseconds unless a name says otherwise. The original under
such a load: 4.5 to 7 sessions a second, check-presets 175 ms, HTTP 500 for its mass terminate.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Connection, select, update

from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import Store, accounts
from kernelyard_hub.store.models import keypair_resource_policies, keypairs, sessions
from kernelyard_hub.store.seed import seed
from tests import core_rig, parts, postgres_rig
from tests.running_site import free_port

from . import queue_agents, queue_figures, queue_growth, queue_load

PEOPLE = 8
IDLE_ROUNDS = 50
PRESET_ROUNDS = 100
FULL = 1000
CLIENTS = 8
"""That end sessions at the same time."""
BIG = 512
"""Cores of a node with room for all."""
MOST_PER_SECOND = 900
"""Sessions for which there is room when they stay."""


@dataclass
class Rig:
    """One site under load."""

    url: str
    service: subprocess.Popen[bytes]
    load: Any
    nodes: Any
    used: dict[str, float]
    """Processor time of the load and the nodes, as they have said last."""

    def order(self, kind: str, **arguments: Any) -> tuple[queue_load.Lives, float, bytes]:
        self.load.send((kind, arguments))
        seen, taken, text, self.used["load"] = self.load.recv()
        return seen, taken, text

    def calls(self) -> dict[str, float]:
        """By session: when its node had the call; since asked last."""
        self.nodes.send("calls")
        answer: dict[str, float]
        answer, self.used["nodes"] = self.nodes.recv()
        return answer

    def memory(self) -> float:
        return queue_figures.memory(self.service.pid)

    def cpu(self) -> dict[str, float]:
        """Seconds of processor time by process."""
        service = queue_figures.seconds(self.service.pid)
        return {"service": service, "database": queue_figures.database_seconds(), **self.used}


def _prepare(conn: Connection, box: SecretBox) -> list[tuple[str, str]]:
    """Accounts with room for everything; their keypairs."""
    seed(conn, box)
    found = []
    for number in range(PEOPLE):
        who = core_rig.make_user(conn, box=box, name=f"person{number}")
        secret = accounts.secret_of(conn, box, who.access_key)
        assert secret is not None
        found.append((who.access_key, secret))
    conn.execute(update(keypairs).values(rate_limit=10_000_000))
    conn.execute(update(keypair_resource_policies).values(max_concurrent_sessions=100_000))
    return found


async def _with_store(url: str, work: Any, *, write: bool = False) -> Any:
    store = await Store.open(url)
    try:
        return await (store.write(work) if write else store.read(work))
    finally:
        await store.close()


@contextlib.contextmanager
def _service(directory: Path, url: str, key: bytes) -> Iterator[tuple[subprocess.Popen[bytes], int, str]]:
    """The hub service's own program; yields it, its port and the agents' secret."""
    held = directory / "secrets"
    held.mkdir(mode=0o700)
    tokens = {f"{name}.token": secrets.token_hex(16) for name in ("service", "hub", "agent", "storage")}
    for name, text in {**tokens, "encryption.key": key.decode()}.items():
        (held / name).touch(mode=0o600)
        (held / name).write_text(text)
    port = free_port()
    command = [sys.executable, "-c", "from kernelyard_hub.app import main; main()"]
    options = [f"--port={port}", f"--HubService.database_url={url}", f"--HubService.secrets_dir={held}"]
    log = directory / "service.log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *options, "--HubService.log_level=30"], stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + 60
        while not _listens(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield process, port, tokens["agent.token"]
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        said = log.read_text(errors="replace")
        if said:
            print(f"the service said:\n{said[:3000]}", file=sys.stderr)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def _process(target: Any, *arguments: Any) -> Iterator[Any]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(there, *arguments))
    process.start()
    there.close()  # so that its end is heard of
    try:
        yield here
        here.send(None)
        process.join(10)
    finally:
        if process.is_alive():
            process.terminate()
            process.join(10)


@contextlib.contextmanager
def _rig(directory: Path, url: str, nodes: tuple[int, int], events: bool) -> Iterator[Rig]:
    """``nodes``: how many, and how many cores each has."""
    key = Fernet.generate_key()
    people = asyncio.run(_with_store(url, partial(_prepare, box=SecretBox(key)), write=True))
    with contextlib.ExitStack() as stack:
        service, port, secret = stack.enter_context(_service(directory, url, key))
        agents = stack.enter_context(_process(queue_agents.run, port, secret, *nodes, events))
        assert agents.recv() == "ready"
        load = stack.enter_context(_process(queue_load.run, port, people))
        rig = Rig(url, service, load, agents, {})
        rig.order("live", seconds=1.0, connections=4, most=50, moment=0.2)
        rig.calls()
        yield rig


def _started(conn: Connection) -> list[Any]:
    """Name, creation and beginning of every session."""
    query = select(sessions.c.name, sessions.c.created_at, sessions.c.started_at, sessions.c.status)
    return list(conn.execute(query).all())


def measure(url: str, options: argparse.Namespace) -> dict[str, Any]:
    """One database: everything but `starts`."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="ky-bench-") as name:
        directory = Path(name)
        url = url or f"sqlite:///{directory}/bench.sqlite"
        with _rig(directory, url, (options.nodes, queue_agents.CORES), options.events) as rig:
            if "lives" in options.parts:
                most = options.nodes * queue_agents.CORES * 3 // 4
                load = {"most": min(most, options.alive), "moment": options.moment}
                found["lives"] = _sustained(rig, options, "live", **load)
            if "idle" in options.parts:
                found["idle"] = _idle(rig)
            if "full" in options.parts:
                found["full"] = _full(rig, options.full)
        rows = asyncio.run(_with_store(url, _started))
        if "lives" in found:
            _from_database(found["lives"], rows)
    return found


def starts(url: str, options: argparse.Namespace) -> dict[str, Any]:
    """Creates alone, on one database, with room for all that can come."""
    nodes = max(4, round(options.seconds * MOST_PER_SECOND / BIG))
    with tempfile.TemporaryDirectory(prefix="ky-bench-") as name:
        directory = Path(name)
        url = url or f"sqlite:///{directory}/bench.sqlite"
        with _rig(directory, url, (nodes, BIG), options.events) as rig:
            before = rig.memory()
            found = _sustained(rig, options, "start")
            found["memory_mib_per_1000_sessions"] = round(
                (rig.memory() - before) * 1000 / max(1, found["created"]), 1
            )
        _from_database(found, asyncio.run(_with_store(url, _started)))
    return found


def _sustained(rig: Rig, options: argparse.Namespace, kind: str, **load: Any) -> dict[str, Any]:
    cpu, begun = rig.cpu(), time.time()
    seen, taken, _ = rig.order(kind, seconds=options.seconds, connections=options.connections, **load)
    calls = rig.calls()
    deadline = time.monotonic() + 15
    while not seen.enqueued.keys() <= calls.keys() and time.monotonic() < deadline:
        time.sleep(0.1)
        calls |= rig.calls()
    time.sleep(0.5)
    used = {name: spent - cpu[name] for name, spent in rig.cpu().items()}
    waited = [(calls[name] - at) * 1000 for name, at in seen.enqueued.items() if name in calls]
    return {
        "begun": begun,
        "seconds": options.seconds,
        "created": len(seen.enqueued),
        "answers": dict(sorted(seen.answers.items())),
        "agent_call": _spread(waited),
        "create": _spread([1000 * value for value in seen.taken["create"]]),
        "end": _spread([1000 * value for value in seen.taken.get("end", [])]),
        "loop": _spread([1000 * value for value in seen.taken["probe"]]),
        "cpu_ms": {name: round(1000 * value / max(1, len(seen.enqueued)), 2) for name, value in used.items()},
        "whole_seconds": round(taken, 1),
    }


def _from_database(found: dict[str, Any], rows: list[Any]) -> None:
    """What only the database knows: which sessions came to run, and when."""
    begun = found.pop("begun")
    mine = [row for row in rows if begun <= row.created_at.timestamp() <= begun + found["seconds"]]
    started = [row for row in mine if row.started_at is not None]
    within = [row for row in started if row.started_at.timestamp() <= begun + found["seconds"]]
    found["running_per_second"] = round(len(within) / found["seconds"], 1)
    found["never_ran"] = len(mine) - len(started)
    found["running"] = _spread([1000 * (row.started_at - row.created_at).total_seconds() for row in started])


def _idle(rig: Rig) -> dict[str, Any]:
    seen, _, _ = rig.order("one_by_one", rounds=IDLE_ROUNDS)
    calls = rig.calls()
    waited = [(calls[name] - at) * 1000 for name, at in seen.enqueued.items() if name in calls]
    return {"agent_call": _spread(waited), "create": _spread([1000 * t for t in seen.taken["create"]])}


def _full(rig: Rig, number: int) -> dict[str, Any]:
    before = rig.memory()
    rig.order("fill", number=number)
    deadline = time.monotonic() + 60
    calls: set[str] = set()
    while len(calls) < number and time.monotonic() < deadline:
        calls |= set(rig.calls())
        time.sleep(0.1)
    time.sleep(1.0)
    after = rig.memory()
    seen, _, text = rig.order(
        "ask", what="presets", method="POST", path="/resource/check-presets", body={}, rounds=PRESET_ROUNDS
    )
    body = json.loads(text)
    ended, taken, _ = rig.order("end_all", clients=CLIENTS)
    return {
        "running": len(calls),
        "check_presets": _spread([1000 * value for value in seen.taken["presets"]]),
        "presets": {
            item["name"]: item.get("when") or item.get("allocatable") for item in body.get("presets", [])
        },
        "loop": _spread([1000 * value for value in seen.taken["probe"]]),
        "memory_mib": round(after, 1),
        "memory_mib_per_1000_sessions": round((after - before) * 1000 / number, 1),
        "end_all_seconds": round(taken, 2),
        "end_all_answers": dict(sorted(ended.answers.items())),
        "end_all": _spread([1000 * value for value in ended.taken["end"]]),
        "end_all_loop": _spread([1000 * value for value in ended.taken["probe"]]),
    }


def _spread(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {"p50": 0.0, "p99": 0.0}
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 2), "p99": round(cuts[98], 2), "max": round(max(values), 2)}


@contextlib.contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of an empty database; empty for SQLite, whose file is chosen later."""
    if kind == "sqlite":
        yield ""
        return
    with postgres_rig.server(durable=True) as url:
        yield url


def _print(kind: str, found: dict[str, Any]) -> None:
    for part, values in found.items():
        for name, value in values.items():
            text = "  ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
            print(f"{kind:11} {part:10} {name:30} {text}")
    sys.stdout.flush()


def _read(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="of the sustained load")
    parser.add_argument("--connections", type=int, default=64, help="that create, and as many that end")
    parser.add_argument("--alive", type=int, default=800, help="sessions at the most under the load")
    parser.add_argument("--moment", type=float, default=0.5, help="seconds that a session lives")
    parser.add_argument("--nodes", type=int, default=20, help=f"of {queue_agents.CORES} cores each")
    parser.add_argument("--full", type=int, default=FULL, help="sessions that run together")
    parser.add_argument("--events", action="store_true", help="nodes say RUNNING by an event of its own")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--parts", default="starts,lives,idle,full,growth")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> None:
    options = _read(argv)
    # Told to end, it ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results: dict[str, Any] = {}
    for kind in options.databases.split(","):
        if kind == "postgresql" and parts.postgres_bin() is None:
            print("postgresql: no server found on this machine, not measured")
            results[kind] = None
            continue
        results[kind] = {}
        if "starts" in options.parts:
            with database(kind) as url:
                results[kind]["starts"] = starts(url, options)
        if {"lives", "idle", "full"} & set(options.parts.split(",")):
            with database(kind) as url:
                results[kind] |= measure(url, options)
        _print(kind, results[kind])
    if "growth" in options.parts:
        results["growth"] = queue_growth.curve()
    print(json.dumps({"bench": "queue", "seconds": options.seconds, **results}))


if __name__ == "__main__":
    main()
