"""Who works at a site while its programs are killed: a notebook, sessions of the API, people who wait."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import uuid4

import aiohttp
from tests.integration.hub_person import Person
from tests.signed import Answer, Signed

T = TypeVar("T")
PATIENCE = 90.0
"""Seconds for what takes a few on an idle machine: a program that died often is started again after some."""
TROUBLE = (aiohttp.ClientError, OSError, asyncio.TimeoutError, AssertionError, KeyError)
"""What a client may meet while something is away."""


async def eventually(what: str, look: Callable[[], Awaitable[T]], patience: float = PATIENCE) -> T:
    """What ``look`` returns once that is no error, not None and not False; fails with what it said last."""
    deadline, last = time.monotonic() + patience, "nothing yet"
    while True:
        try:
            seen = await look()
            if seen is not None and seen is not False:
                return seen
            last = repr(seen)
        except TROUBLE as error:
            last = repr(error)[:1000]
        assert time.monotonic() < deadline, f"{what}: {last}"
        await asyncio.sleep(0.1)


class Notebook:
    """A person's server at the Hub, and a kernel in it: its page with cookies, the kernel with a token."""

    def __init__(self, person: Person, server: str = "") -> None:
        self.person, self.server = person, server
        self.token = ""
        self.kernel = ""

    @property
    def url(self) -> str:
        return f"{self.person.url}/user/{self.person.name}/{f'{self.server}/' if self.server else ''}"

    @property
    def path(self) -> str:
        return f"/users/{self.person.name}/{f'servers/{self.server}' if self.server else 'server'}"

    async def ask_for(self, **options: Any) -> None:
        """Press Start."""
        status, body = await self.person.api("POST", self.path, {"user_options": options})
        assert status in (201, 202), (status, body)

    async def until_ready(self, *, again: bool = False) -> None:
        """Wait for it; with ``again`` press Start once more when the Hub has forgotten it."""

        async def ready() -> bool:
            model = await self.person.server(self.server)
            if again and (model is None or model["stopped"]):
                await self.person.api("POST", self.path)
            return bool(model and model["ready"])

        await eventually(f"{self.url} is ready", ready)

    async def stop(self) -> None:
        """Press Stop until it has stopped, as a person does when the page shows an error."""

        async def gone() -> bool:
            model = await self.person.server(self.server)
            if model is None or model["stopped"]:
                return True
            if model["pending"] in (None, "spawn"):
                await self.person.api("DELETE", self.path)
            return False

        await eventually(f"{self.url} has stopped", gone)

    async def open_kernel(self) -> None:
        """Start a kernel."""
        status, made = await self.person.api("POST", f"/users/{self.person.name}/tokens", {"note": "faults"})
        assert status == 201, made
        self.token = made["token"]
        async with self.person.http.post(
            f"{self.url}api/kernels", headers=self._headers(), json={}
        ) as answer:
            assert answer.status == 201, await answer.text()
            self.kernel = (await answer.json())["id"]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self.token}"}

    async def run(self, code: str, timeout: float = 15.0) -> str:
        """What the code prints, over a websocket as JupyterLab opens one."""
        url = f"{self.url}api/kernels/{self.kernel}/channels?session_id={uuid4().hex}"
        number = uuid4().hex
        header = {"msg_id": number, "msg_type": "execute_request", "session": uuid4().hex, "username": "",
                  "version": "5.3"}  # fmt: skip
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
        request = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
        }
        printed = ""
        async with (
            asyncio.timeout(timeout),
            aiohttp.ClientSession() as http,
            http.ws_connect(url, headers=self._headers()) as socket,
        ):
            await socket.send_str(json.dumps(request))
            while True:
                message = await socket.receive_json()
                if message["parent_header"].get("msg_id") != number:
                    continue
                if message["msg_type"] == "stream":
                    printed += message["content"]["text"]
                assert message["msg_type"] != "error", message["content"]
                # Output comes on another channel and may be behind the reply, but not behind this.
                if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                    return printed

    async def page(self) -> int:
        """The status of the server's own page, opened in the browser that has logged in."""
        async with self.person.http.get(f"{self.url}lab") as answer:
            await answer.read()
            return answer.status if str(answer.url).startswith(self.url) else 0


class ApiSession:
    """A session of the API under a keypair."""

    def __init__(self, keypair: Signed, name: str) -> None:
        self.keypair, self.name = keypair, name
        self.id = ""

    async def call(self, method: str, path: str, body: Any = None) -> Answer:
        return await asyncio.to_thread(self.keypair.call, method, path, body)

    async def create(self, *, wait: bool = True, **resources: str) -> None:
        amounts = {"cpu": "1", "mem": "512m", **resources}
        request = {
            "clientSessionToken": self.name,
            "image": "python",
            "config": {"resources": amounts},
            "enqueueOnly": not wait,
            "maxWaitSeconds": 60,
        }
        answer = await self.call("POST", "/session", request)
        assert answer.status == 201, answer
        self.id = answer.body["sessionId"]
        assert answer.body["status"] == ("RUNNING" if wait else "PENDING"), answer

    async def run(self, code: str) -> str:
        """What the code prints."""
        run_id, printed, mode = uuid4().hex[:16], "", "query"
        deadline = time.monotonic() + 30
        while True:
            body = {"mode": mode, "runId": run_id, "code": code if mode == "query" else "", "options": {}}
            answer = await self.call("POST", f"/session/{self.name}", body)
            assert answer.status == 200, answer
            result = answer.body["result"]
            printed += "".join(text for kind, text in result["console"] if kind == "stdout")
            if result["status"] == "finished":
                return printed
            assert time.monotonic() < deadline, answer
            mode = "continue"

    async def end(self) -> None:
        answer = await self.call("DELETE", f"/session/{self.name}?forced=true")
        assert answer.status == 200, answer


async def queue(*keypairs: Signed) -> dict[str, int]:
    """Session name -> place in the queue, over the accounts given."""
    found = {}
    for keypair in keypairs:
        for session in (await asyncio.to_thread(keypair.overview))["sessions"]:
            if session["status"] == "PENDING":
                found[session["name"]] = session["place"]
    return found
