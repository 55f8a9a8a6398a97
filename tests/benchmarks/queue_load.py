"""People for `queue`: a process of its own that signs, creates and ends sessions over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from kernelyard_hub import interpreter
from tests.signed import Signed

from . import wire

RESOURCES = {"cpu": "1", "mem": "256m"}
_REQUEST = {
    "clientSessionToken": "NAME",
    "image": "python",
    "enqueueOnly": True,
    "reuseIfExists": False,
    "config": {"resources": RESOURCES},
}
BEFORE, AFTER = json.dumps(_REQUEST).encode().split(b"NAME")


@dataclass
class Lives:
    """What people have seen."""

    enqueued: dict[str, float] = field(default_factory=dict)
    """By name: when the create request was sent, in seconds since the epoch."""
    answers: Counter[str] = field(default_factory=Counter)
    """Requests by what they were and how they were answered."""
    taken: dict[str, list[float]] = field(default_factory=dict)
    """Seconds that requests took, by what they were."""


class Person:
    """One keypair on connections of its own. A request's signature does not cover its body, so that heads
    of the same second are the same.
    """

    def __init__(self, port: int, access_key: str, secret_key: str, seen: Lives) -> None:
        self._signed = Signed(f"http://127.0.0.1:{port}", access_key, secret_key)
        self._port, self._seen = port, seen
        self._heads: dict[tuple[str, str], tuple[int, bytes]] = {}

    async def connect(self) -> wire.Connection:
        return await wire.Connection.open(self._port)

    def _head(self, method: str, path: str) -> bytes:
        second = int(time.time())
        known = self._heads.get((method, path))
        if known is None or known[0] != second:
            lines = {
                "Host": f"127.0.0.1:{self._port}",
                **self._signed.headers(method, path, "application/json"),
            }
            text = f"{method} {path} HTTP/1.1\r\n" + "\r\n".join(
                f"{key}: {value}" for key, value in lines.items()
            )
            known = (second, text.encode())
            if method != "DELETE":
                self._heads[method, path] = known
        return known[1]

    async def ask(
        self, connection: wire.Connection, what: str, method: str, path: str, text: bytes = b""
    ) -> wire.Answer:
        head, begun = self._head(method, path), time.perf_counter()
        answer = await connection.ask(head, text)
        self._seen.taken.setdefault(what, []).append(time.perf_counter() - begun)
        self._seen.answers[f"{what} {answer[0]}"] += 1
        return answer

    async def create(self, connection: wire.Connection, name: str) -> bool:
        begun = time.time()
        status, text = await self.ask(
            connection, "create", "POST", "/session", BEFORE + name.encode() + AFTER
        )
        if status == 201:
            self._seen.enqueued[name] = begun
        elif status != 429:
            self._seen.answers[f"create {status} {text[:200]!r}"] += 1
        return status == 201

    async def end(self, connection: wire.Connection, name: str) -> None:
        await self.ask(connection, "end", "DELETE", f"/session/{name}")


class Crowd:
    """All people of a load."""

    def __init__(self, port: int, keypairs: list[tuple[str, str]]) -> None:
        self.seen = Lives()
        self.port = port
        self.people = [Person(port, *pair, self.seen) for pair in keypairs]
        self._numbers = count()
        self._alive: deque[tuple[Person, str, float]] = deque()

    def _name(self) -> str:
        return f"bench-{next(self._numbers):07}"

    async def live(self, seconds: float, connections: int, most: int, moment: float) -> None:
        """Create sessions as fast as answers come, at most ``most`` alive, and end each after a ``moment``
        (seconds).
        """
        room = asyncio.Semaphore(most)
        over = asyncio.Event()

        async def begin(person: Person) -> None:
            connection = await person.connect()
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                await room.acquire()
                name = self._name()
                if await person.create(connection, name):
                    self._alive.append((person, name, time.perf_counter() + moment))
                else:
                    room.release()
            connection.close()

        async def finish(person: Person) -> None:
            connection = await person.connect()
            while self._alive or not over.is_set():
                if not self._alive or self._alive[0][2] > time.perf_counter():
                    await asyncio.sleep(0.005)
                    continue
                owner, name, _ = self._alive.popleft()
                await owner.end(connection, name)
                room.release()
            connection.close()

        chosen = [self.people[number % len(self.people)] for number in range(connections)]
        ending = [asyncio.create_task(finish(person)) for person in chosen]
        await asyncio.gather(*map(begin, chosen))
        over.set()
        await asyncio.gather(*ending)

    async def start(self, seconds: float, connections: int) -> None:
        """Create sessions that stay, as fast as answers come."""
        until = time.perf_counter() + seconds

        async def begin(person: Person) -> None:
            connection = await person.connect()
            while time.perf_counter() < until:
                await person.create(connection, self._name())
            connection.close()

        await asyncio.gather(*(begin(self.people[i % len(self.people)]) for i in range(connections)))

    async def fill(self, number: int, connections: int = 8) -> list[tuple[Person, str]]:
        """Create so many sessions that stay."""
        made: list[tuple[Person, str]] = []
        left = iter(range(number))

        async def begin(person: Person) -> None:
            connection = await person.connect()
            for _ in left:
                name = self._name()
                if await person.create(connection, name):
                    made.append((person, name))
            connection.close()

        await asyncio.gather(*(begin(self.people[i % len(self.people)]) for i in range(connections)))
        return made

    async def one_by_one(self, rounds: int) -> None:
        """Sessions in an idle queue."""
        person = self.people[0]
        connection = await person.connect()
        for _ in range(rounds):
            name = self._name()
            await person.create(connection, name)
            await asyncio.sleep(0.05)
            await person.end(connection, name)
        connection.close()

    async def end_all(self, sessions: list[tuple[Person, str]], clients: int) -> None:
        """So many clients at once end sessions, each one after another."""
        left = iter(sessions)

        async def work() -> None:
            connection = await self.people[0].connect()
            for person, name in left:
                await person.end(connection, name)
            connection.close()

        await asyncio.gather(*(work() for _ in range(clients)))

    async def ask(self, what: str, method: str, path: str, body: Any, rounds: int) -> bytes:
        """The same request over and over; the last answer."""
        connection, text, sent = await self.people[0].connect(), b"", json.dumps(body).encode()
        for _ in range(rounds):
            _, text = await self.people[0].ask(connection, what, method, path, sent)
        connection.close()
        return text


async def probe(crowd: Crowd, over: asyncio.Event) -> None:
    """What a request that needs nothing waits for, while others are busy: how long the service's loop is
    held.
    """
    connection = await wire.Connection.open(crowd.port)
    head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d" % crowd.port
    taken = crowd.seen.taken.setdefault("probe", [])
    while not over.is_set():
        begun = time.perf_counter()
        await connection.ask(head)
        taken.append(time.perf_counter() - begun)
        await asyncio.sleep(0.02)
    connection.close()


async def _run(pipe: Any, port: int, keypairs: list[tuple[str, str]]) -> None:
    crowd = Crowd(port, keypairs)
    kept: list[tuple[Person, str]] = []
    loop = asyncio.get_running_loop()
    while (order := await loop.run_in_executor(None, pipe.recv)) is not None:
        crowd.seen = seen = Lives()
        for person in crowd.people:
            person._seen = seen
        over, begun = asyncio.Event(), time.perf_counter()
        probing = asyncio.create_task(probe(crowd, over))
        what, arguments = order
        text = b""
        if what == "live":
            await crowd.live(**arguments)
        elif what == "start":
            await crowd.start(**arguments)
        elif what == "fill":
            kept += await crowd.fill(**arguments)
        elif what == "one_by_one":
            await crowd.one_by_one(**arguments)
        elif what == "end_all":
            await crowd.end_all(kept, **arguments)
            kept = []
        else:
            text = await crowd.ask(**arguments)
        over.set()
        await probing
        pipe.send((seen, time.perf_counter() - begun, text, time.process_time()))


def run(pipe: Any, port: int, keypairs: list[tuple[str, str]]) -> None:
    """The process. Orders come over ``pipe`` as ``(name, arguments)``; None ends it. Each is answered with
    what was seen, the seconds that it took, the last answer's body, and the processor time that was used so
    far (seconds).
    """
    interpreter.run(_run(pipe, port, keypairs))
