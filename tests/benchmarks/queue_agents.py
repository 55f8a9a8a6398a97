"""Nodes for `queue`: a process of their own that speaks the agents' protocol and runs nothing.

A kernel is RUNNING as soon as it was asked for and has ended as soon as that was asked for. ``events``: it
says PREPARING first and reports the rest as agents do that start real processes.
"""

from __future__ import annotations

import asyncio
import json
import platform
import sys
import time
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from kernelyard_agent import protocol as p
from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub import interpreter

from . import wire

CORES = 64
MEMORY = 2**30
"""Bytes for each core."""


class Node:
    """One node. Its kernels are kept as the JSON objects that it sends, and as their text."""

    def __init__(
        self, name: str, cores: int, called: dict[str, float], events: asyncio.Queue[bytes] | None
    ) -> None:
        self.name, self._cores, self._called, self._events = name, cores, called, events
        self.kernels: dict[str, tuple[dict[str, Any], bytes]] = {}
        self.epoch = 0
        self.address = ""
        self._boot = uuid4().hex
        self._facts: tuple[int, bytes] | None = None

    def answer(self, method: str, path: str, body: bytes) -> wire.Answer:
        now = time.time()
        if path == "/calls":
            asked = json.loads(body)
            made = [{"kernel": self._create(call, now)} for call in asked["create"]]
            ended = [{"kernel": self._destroy(call["kernel_id"], call["call"])} for call in asked["destroy"]]
            return 200, json.dumps({"answers": made + ended}).encode()
        if path == "/logs":
            return 200, json.dumps({"logs": dict.fromkeys(json.loads(body)["kernels"], "")}).encode()
        if method == "POST" and path == "/kernels":
            return 202, json.dumps(self._create(json.loads(body), now)).encode()
        if method == "DELETE":
            return 200, json.dumps(self._destroy(path.rpartition("/")[2], json.loads(body))).encode()
        if path == "/kernels":
            return 200, b'{"kernels":[%b]}' % self._texts()
        if path.endswith("/logs"):
            return 200, b'{"text":""}'
        return 404, b"{}"

    def _create(self, call: dict[str, Any], now: float) -> dict[str, Any]:
        self.epoch = max(self.epoch, call["epoch"])
        spec = call["spec"]
        self._called.setdefault(spec["session_name"], now)
        status = {
            "kernel_id": spec["kernel_id"],
            "session_id": spec["session_id"],
            "generation": spec["generation"],
            "state": "running",
            "container_id": f"bench-{spec['kernel_id']}",
            "changed_at": datetime.now(UTC).isoformat(),
        }
        self.kernels[spec["kernel_id"]] = (status, json.dumps(status).encode())
        if self._events is None:
            return status
        self._events.put_nowait(json.dumps({"agent_id": self.name, "status": status}).encode())
        return {**status, "state": "preparing"}

    def _destroy(self, kernel_id: str, call: dict[str, Any]) -> dict[str, Any]:
        known = self.kernels.pop(kernel_id, None)
        status = (
            known[0]
            if known is not None
            else {
                "kernel_id": kernel_id,
                "session_id": kernel_id,
                "generation": call["generation"],
                "changed_at": datetime.now(UTC).isoformat(),
            }
        )
        return {**status, "state": "exited", "reason": call["reason"], "exit_code": 137}

    def _texts(self) -> bytes:
        return b",".join(text for _, text in self.kernels.values())

    def heartbeat(self) -> bytes:
        if self._facts is None or self._facts[0] != self.epoch:
            plain = self._plain().model_dump(mode="json", exclude={"kernels"})
            self._facts = (self.epoch, json.dumps(plain).encode()[:-1])
        return self._facts[1] + b',"kernels":[%b]}' % self._texts()

    def _plain(self) -> p.Heartbeat:
        return p.Heartbeat(
            agent_id=self.name,
            boot_id=self._boot,
            version="bench",
            address=self.address,
            architecture=platform.machine(),
            engine="docker",
            isolation="enforced",
            devices=[
                *(
                    p.Device(device_id=f"cpu{i}", slot="cpu", capacity=COUNT_SCALE)
                    for i in range(self._cores)
                ),
                p.Device(device_id="mem", slot="mem", capacity=MEMORY * self._cores),
            ],
            images=[
                p.NodeImage(
                    registry="local",
                    name="python",
                    tag=f"{sys.version_info.major}.{sys.version_info.minor}",
                    architecture=platform.machine(),
                    digest="sha256:bench",
                    size_bytes=0,
                )
            ],
            volumes=["volume1"],
            kernels=[],
            epoch=self.epoch,
        )


async def _report(node: Node, number: int, of: int, port: int, head: bytes) -> None:
    """Beat for ever; nodes take turns within an interval."""
    connection = await wire.Connection.open(port)
    await asyncio.sleep(p.HEARTBEAT_INTERVAL * number / of)
    while True:
        status, _ = await connection.ask(b"POST /agent/heartbeat HTTP/1.1\r\n" + head, node.heartbeat())
        assert status == 200, f"heartbeat: {status}"
        await asyncio.sleep(p.HEARTBEAT_INTERVAL)


async def _tell(events: asyncio.Queue[bytes], port: int, head: bytes) -> None:
    connection = await wire.Connection.open(port)
    while True:
        event = await events.get()
        status, _ = await connection.ask(b"POST /agent/events HTTP/1.1\r\n" + head, event)
        assert status == 204, f"event: {status}"


async def _run(pipe: Any, port: int, secret: str, count: int, cores: int, events: bool) -> None:
    called: dict[str, float] = {}
    head = b"Host: 127.0.0.1:%d\r\nAuthorization: Bearer %b\r\n" % (port, secret.encode())
    head += b"Content-Type: application/json\r\nX-Kernelyard-Protocol: %d" % p.PROTOCOL
    queue: asyncio.Queue[bytes] | None = asyncio.Queue() if events else None
    first = await wire.Connection.open(port)
    tasks = []
    for number in range(count):
        node = Node(f"bench-{number:03}", cores, called, queue)
        _, at = await wire.serve(node.answer)
        node.address = f"http://127.0.0.1:{at}"
        status, text = await first.ask(b"POST /agent/heartbeat HTTP/1.1\r\n" + head, node.heartbeat())
        assert status == 200, text
        tasks.append(asyncio.create_task(_report(node, number, count, port, head)))
    if queue is not None:
        tasks += [asyncio.create_task(_tell(queue, port, head)) for _ in range(count)]
    pipe.send("ready")
    loop = asyncio.get_running_loop()
    while (await loop.run_in_executor(None, pipe.recv)) == "calls":
        pipe.send((dict(called), time.process_time()))
        called.clear()
    for task in tasks:
        task.cancel()


def run(pipe: Any, port: int, secret: str, count: int, cores: int, events: bool) -> None:
    """The process. Over ``pipe``: ``ready`` comes once; ``calls`` is answered with the times (seconds since
    the epoch) at which each session's create call came, since it was asked last, and with the processor time
    that was used so far (seconds); anything else ends it.
    """
    interpreter.run(_run(pipe, port, secret, count, cores, events))
