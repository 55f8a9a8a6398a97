"""Three hundred people press Start while the cluster is full: all wait, see why, and get their turn."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from tests.integration.hub_person import Person
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = pytest.mark.timeout(280)
CROWD = 300
PATIENCE = 90.0
PLACE = re.compile(r"place (\d+) of (\d+)\. (.+)")
Event = dict[str, Any]


class Crowd:
    """People at the Hub's progress page, and one admin's token that acts for them."""

    def __init__(self, http: aiohttp.ClientSession, api: str) -> None:
        self.http, self.api = http, api
        self.names = [f"crowd-{number:03d}" for number in range(CROWD)]
        self.seen: dict[str, Event] = {}
        """The last event of everybody's progress page."""
        self.refused: Counter[int] = Counter()
        self._pages: list[asyncio.Task[None]] = []

    async def call(self, method: str, path: str, body: Any = None) -> int:
        async with self.http.request(method, f"{self.api}{path}", json=body) as answer:
            await answer.read()
            return answer.status

    async def press_start(self, name: str, amounts: dict[str, str]) -> int:
        return await self.call("POST", f"/users/{name}/server", {"user_options": {"resources": amounts}})

    async def press_stop(self, name: str) -> int:
        return await self.call("DELETE", f"/users/{name}/server")

    def look(self) -> None:
        """Everybody opens the progress page, and keeps it open."""
        self._pages = [asyncio.create_task(self._page(name)) for name in self.names]

    async def _page(self, name: str) -> None:
        url = f"{self.api}/users/{name}/server/progress"
        async with self.http.get(url, timeout=aiohttp.ClientTimeout(total=None)) as events:
            if events.status != 200:
                self.refused[events.status] += 1
            async for line in events.content:
                if line.startswith(b"data:"):
                    self.seen[name] = json.loads(line[5:])

    async def leave(self) -> None:
        for page in self._pages:
            page.cancel()
        await asyncio.gather(*self._pages, return_exceptions=True)

    def message(self, name: str) -> str:
        return str(self.seen.get(name, {}).get("message", ""))

    def place(self, name: str) -> int | None:
        found = PLACE.search(self.message(name))
        return int(found.group(1)) if found else None

    def progress(self, name: str) -> int:
        return int(self.seen.get(name, {}).get("progress", 0))

    def ready(self, name: str) -> bool:
        return bool(self.seen.get(name, {}).get("ready"))


async def until(what: str, done: Any, seconds: float = PATIENCE) -> float:
    """Wait until ``done()``; returns the seconds that it took."""
    begin = time.monotonic()
    while not done():
        assert time.monotonic() - begin < seconds, f"not within {seconds:.0f} s: {what}"
        await asyncio.sleep(0.02)
    return time.monotonic() - begin


@asynccontextmanager
async def crowd(site: RunningSite) -> AsyncIterator[Crowd]:
    async with Person(site.hub_url) as admin:
        assert await admin.log_in(site.admin.username, site.admin.password) == 200
        status, token = await admin.api("POST", "/users/admin/tokens", {"note": "crowd"})
        assert status == 201
    headers = {"Authorization": f"token {token['token']}"}
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout, connector=connector) as http:
        people = Crowd(http, f"{site.hub_url.rstrip('/')}/hub/api")
        for begin in range(0, CROWD, 100):
            body = {"usernames": people.names[begin : begin + 100]}
            assert await people.call("POST", "/users", body) == 201
        try:
            yield people
        finally:
            await people.leave()


def set_pending_timeout(site: RunningSite, seconds: float) -> None:
    with contextlib.closing(sqlite3.connect(site.data / "service" / "kernelyard.sqlite", timeout=30)) as base:
        options = json.dumps({"pending_timeout": seconds})
        base.execute("UPDATE resource_groups SET scheduler_opts = ? WHERE name = 'default'", (options,))
        base.commit()


@pytest.mark.feature("SCH-010")
async def test_three_hundred_wait_and_the_one_whose_turn_it_is_starts(fresh_site: RunningSite) -> None:
    site = fresh_site
    site.start()
    admin = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
    room = next(slot for slot in admin.overview()["resource_groups"][0]["slots"] if slot["slot"] == "cpu")
    holder = {"cpu": room["free"], "mem": "256m"}
    all_of_it = {"cpu": room["free"], "mem": "512m"}
    body = {"image": "python", "clientSessionToken": "holder", "config": {"resources": holder}}
    assert (await asyncio.to_thread(admin.call, "POST", "/session", body)).body["status"] == "RUNNING"
    async with crowd(site) as people:
        first, second, third, fourth, fifth, sixth = people.names[:6]
        for name in people.names[:6]:
            assert await people.press_start(name, all_of_it) == 202
        begin = time.monotonic()
        others = await asyncio.gather(*(people.press_start(n, all_of_it) for n in people.names[6:]))
        print(f"{CROWD - 6} starts pressed at once: answered within {time.monotonic() - begin:.1f} s")
        assert Counter(others) == {202: CROWD - 6}, "nobody is turned away"

        people.look()
        took = await until("everybody sees a place", lambda: len(people.seen) == CROWD)
        await until("all places", lambda: {people.place(n) for n in people.names} == {*range(1, CROWD + 1)})
        print(f"everybody saw place and reason after {took:.1f} s")
        assert not people.refused
        assert [people.place(name) for name in people.names[:6]] == [1, 2, 3, 4, 5, 6]
        reason = re.compile(rf"place \d+ of {CROWD}\. It waits for .+ cpu")
        await until("all reasons", lambda: all(reason.search(people.message(n)) for n in people.names))

        assert await people.press_stop(first) in (202, 204), "cancelled while it waits"
        took = await until("the queue moves up", lambda: people.place(second) == 1)
        print(f"the next saw the first place {took:.1f} s after the stop was answered")
        assert f"of {CROWD - 1}." in people.message(second)

        begin = time.monotonic()
        assert (await asyncio.to_thread(admin.call, "DELETE", "/session/holder")).status == 200
        await until("its turn", lambda: people.progress(second) >= 30 or people.ready(second))
        print(f"its turn came {time.monotonic() - begin:.2f} s after the end was asked for")
        await until("the turn's notebook", lambda: people.ready(second))
        print(f"it was ready after {time.monotonic() - begin:.1f} s")
        await until("the third is next", lambda: people.place(third) == 1)

        assert await people.press_stop(second) in (202, 204)
        await until("the third gets ready to run", lambda: people.progress(third) >= 30)
        assert not people.ready(third)
        assert await people.press_stop(third) in (202, 204), "cancelled while it is being prepared"
        await until("the fourth runs", lambda: "notebook server is starting" in people.message(fourth))
        assert not people.ready(fourth)
        assert await people.press_stop(fourth) in (202, 204), "cancelled while its notebook starts"
        await until("the fifth is ready", lambda: people.ready(fifth))
        await until("the sixth is next", lambda: people.place(sixth) == 1)
        assert people.place(people.names[-1]) is not None

        set_pending_timeout(site, 1.0)
        begin = time.monotonic()
        waiting = people.names[5:]
        await until("everybody's wait ends", lambda: all(people.seen[n].get("failed") for n in waiting))
        print(f"{len(waiting)} waits ended in {time.monotonic() - begin:.1f} s")
        texts = {people.message(name) for name in waiting}
        assert texts == {"Spawn failed: It has waited longer than the resource group allows."}
        assert await people.press_stop(fifth) in (202, 204)
        async with people.http.get(f"{people.api}/users?state=active") as active:
            assert await active.json() == []
    log = site.log_path.read_text(errors="replace")
    assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:3000]
    assert site.stop() == 0
