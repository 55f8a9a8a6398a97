"""How one pass of the scheduler grows with what waits and with nodes: reading, deciding, writing.

In this process, on SQLite. The nodes are full but for a few cores, so that most of what waits goes on to wait
and every pass looks at all of it. ``first`` reads everything, ``read`` is every later pass, after one more
request has come. Milliseconds, medians.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from cryptography.fernet import Fernet
from sqlalchemy import Connection, update

from kernelyard_agent.protocol import Heartbeat
from kernelyard_hub.operations.sessions.create import Wish, enqueue_all
from kernelyard_hub.operations.sessions.request import read_create
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.commit import commit
from kernelyard_hub.scheduler.passes.decide import decide
from kernelyard_hub.scheduler.readers.reading import read_waiting
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import Store, leases, nodes
from kernelyard_hub.store.models import keypair_resource_policies
from kernelyard_hub.store.seed import seed
from kernelyard_hub.testing import FakeAgent, devices
from tests import core_rig

T = TypeVar("T")
WAITING = (10, 100, 1000)
NODES = (10, 100, 500)
CORES = 8
PASSES = 5
HOLDER = "bench"


class Timed:
    """Milliseconds by what was done."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}

    def note(self, what: str, begun: float) -> None:
        self.taken.setdefault(what, []).append((time.perf_counter() - begun) * 1000)

    def medians(self) -> dict[str, float]:
        return {what: round(statistics.median(values), 2) for what, values in self.taken.items()}


def curve() -> list[dict[str, Any]]:
    """One row per number of waiting sessions and nodes; printed as they come."""
    rows = []
    for waiting in WAITING:
        for number in NODES:
            with tempfile.TemporaryDirectory(prefix="ky-bench-") as directory:
                found = asyncio.run(_measure(f"sqlite:///{directory}/growth.sqlite", waiting, number))
            rows.append({"waiting": waiting, "nodes": number, **found})
            print("growth      " + "  ".join(f"{k} {v:g}" for k, v in rows[-1].items()), flush=True)
    return rows


async def _measure(url: str, waiting: int, number: int) -> dict[str, float]:
    store, box, timed = await Store.open(url), SecretBox(Fernet.generate_key()), Timed()
    try:
        who = await store.write(partial(_prepare, box=box, number=number))
        # Every node is held but for one core.
        await store.write(partial(_enqueue, box=box, who=who, names=_names("held", number), cores=CORES - 1))
        await _pass(store, Timed())
        begun = time.perf_counter()
        await store.write(partial(_enqueue, box=box, who=who, names=_names("wait", waiting), cores=CORES))
        timed.note("create_each", begun)
        timed.taken["create_each"] = [timed.taken["create_each"][0] / waiting]
        await _pass(store, timed, first=True)
        for count in range(PASSES):
            names = _names(f"more{count}", 1)
            await store.write(partial(_enqueue, box=box, who=who, names=names, cores=CORES))
            await _pass(store, timed)
    finally:
        await store.close()
    return timed.medians()


async def _pass(store: Store, timed: Timed, *, first: bool = False) -> None:
    snapshot = await store.read(_clocked(timed, "first" if first else "read", _read))
    begun = time.perf_counter()
    decisions = decide(snapshot, datetime.now(UTC))
    timed.note("decide_first" if first else "decide", begun)
    begun = time.perf_counter()
    await store.write(lambda conn: commit(conn, decisions, HOLDER, 1, datetime.now(UTC)))
    timed.note("write_first" if first else "write", begun)


def _read(conn: Connection) -> Any:
    return read_waiting(conn, datetime.now(UTC))


def _clocked(timed: Timed, what: str, work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    def run(conn: Connection) -> T:
        begun = time.perf_counter()
        found = work(conn)
        timed.note(what, begun)
        return found

    return run


def _prepare(conn: Connection, *, box: SecretBox, number: int) -> Principal:
    seed(conn, box)
    who = core_rig.make_user(conn, box=box, name="person")
    conn.execute(update(keypair_resource_policies).values(max_concurrent_sessions=100_000))
    leases.take(conn, HOLDER, datetime.now(UTC), 3600.0)
    for index in range(number):
        nodes.record(conn, _beat(f"node-{index:04}"), datetime.now(UTC))
    return who


def _beat(name: str) -> Heartbeat:
    async def nobody(_: Heartbeat) -> Any:
        raise AssertionError("a node that only tells what it has is never started")

    return FakeAgent(nobody, agent_id=name, offers=devices(cores=CORES, memory=64 * 2**30)).heartbeat()


def _names(prefix: str, number: int) -> list[str]:
    return [f"{prefix}-{index:05}" for index in range(number)]


def _enqueue(conn: Connection, *, box: SecretBox, who: Principal, names: Sequence[str], cores: int) -> None:
    body = {"image": "python", "config": {"resources": {"cpu": str(cores), "mem": "1g"}}, "enqueueOnly": True}
    wishes = [Wish(box, who, None, read_create({**body, "clientSessionToken": name})) for name in names]
    for found in enqueue_all(conn, wishes):
        if isinstance(found, Exception):
            raise found


def main() -> None:
    curve()


if __name__ == "__main__":
    main()
