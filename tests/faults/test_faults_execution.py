"""A run goes on whatever dies around it: agent and service are killed while somebody waits for its output."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from tests.faults import fault_site as faults
from tests.faults.fault_cast import ApiSession
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("faults"),
    pytest.mark.asyncio(loop_scope="module"),
]
PATIENCE = 60.0
CODE = """
import pathlib, time
def wait(name):
    while not pathlib.Path({place!r}, name).exists():
        time.sleep(0.02)
print('begun', flush=True)
wait('first')
print('first', flush=True)
wait('second')
print('second')
"""


class Stage:
    """One session, and a place where files tell its code to go on."""

    def __init__(self, site: RunningSite, session: ApiSession, place: Path) -> None:
        self.site, self.session, self.place = site, session, place

    def go_on(self, name: str) -> None:
        (self.place / name).touch()

    @asynccontextmanager
    async def stream(self, **first: Any) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        endpoint, path = self.session.keypair.endpoint, f"/stream/session/{self.session.name}/execute"
        headers = self.session.keypair.headers("GET", path, "application/octet-stream")
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(endpoint + path, headers=headers) as socket,
        ):
            await socket.send_str(json.dumps(first))
            yield socket


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[RunningSite]:
    one = RunningSite.fresh()
    await asyncio.to_thread(one.start)
    try:
        yield one
    finally:
        await asyncio.to_thread(one.stop)
        one.remove()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(site: RunningSite) -> AsyncIterator[Stage]:
    place = Path(tempfile.mkdtemp(prefix="ky-go-on-"))
    place.chmod(0o755)
    session = ApiSession(Signed(site.service_url, site.user.access_key, site.user.secret_key), "steady")
    await session.create()
    yield Stage(site, session, place)
    await session.end()
    shutil.rmtree(place)


async def until_printed(socket: aiohttp.ClientWebSocketResponse, word: str) -> dict[str, Any]:
    """Read frames until one has printed the word; it."""
    while True:
        message = await socket.receive(PATIENCE)
        assert message.type is aiohttp.WSMsgType.TEXT, message
        frame: dict[str, Any] = json.loads(message.data)
        if [["stdout", f"{word}\n"]] == frame["console"]:
            return frame
        assert (frame["status"], frame["console"]) == ("continued", [])


@pytest.mark.feature("EXE-003", "REST-015")
async def test_a_stream_outlives_the_agent_and_its_run_the_service(stage: Stage) -> None:
    code = CODE.format(place=str(stage.place))
    async with stage.stream(mode="query", code=code, runId="steady") as socket:
        await until_printed(socket, "begun")
        await faults.replaced(stage.site, faults.kill(stage.site, "agent"))
        stage.go_on("first")
        await until_printed(socket, "first")
        killed = faults.kill(stage.site, "service")
        assert (await socket.receive(PATIENCE)).type is not aiohttp.WSMsgType.TEXT
    await faults.replaced(stage.site, killed)
    stage.go_on("second")
    async with stage.stream(mode="continue", runId="steady") as socket:
        last = await until_printed(socket, "second")
        while last["status"] != "finished":
            last = json.loads((await socket.receive(PATIENCE)).data)
        assert last["exitCode"] == 0


@pytest.mark.feature("EXE-001", "EXE-003", "REST-007")
async def test_polls_that_die_with_the_service_take_no_output_along(stage: Stage) -> None:
    body = {"mode": "query", "runId": "polled", "code": CODE.format(place=str(stage.place))}
    path = f"/session/{stage.session.name}"
    printed = ""

    async def take(answer: Any) -> str:
        nonlocal printed
        assert answer.status == 200, answer
        printed += "".join(text for kind, text in answer.body["result"]["console"] if kind == "stdout")
        return str(answer.body["result"]["status"])

    await take(await stage.session.call("POST", path, body))
    again = {"mode": "continue", "runId": "polled", "code": ""}
    for name, program in (("first", "service"), ("second", "agent")):
        while f"{'begun' if name == 'first' else 'first'}\n" not in printed:
            await take(await stage.session.call("POST", path, again))
        waiting = asyncio.create_task(stage.session.call("POST", path, again))
        await asyncio.sleep(0.2)  # it is on its way; whether it has arrived changes nothing
        await faults.replaced(stage.site, faults.kill(stage.site, program))
        await asyncio.gather(waiting, return_exceptions=True)
        stage.go_on(name)
    status = ""
    async with asyncio.timeout(PATIENCE):
        while status != "finished":
            answer = await stage.session.call("POST", path, again)
            if answer.status == 503:
                continue  # the agent has only just come back
            status = await take(answer)
    assert printed == "begun\nfirst\nsecond\n"
