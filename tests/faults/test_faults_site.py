"""R07, R11: one site, its programs killed with ``kill -9``, alone and together, while people work."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import UUID

import aiohttp
import pytest
from tests import postgres_rig
from tests.faults import fault_site as faults
from tests.faults.fault_cast import ApiSession, Notebook, eventually, queue
from tests.integration.hub_person import Person
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("faults")]
SEED = int(os.environ.get("KERNELYARD_FAULT_SEED") or time.time_ns() % 1_000_000)
GPUS = "2"


class Cast:
    """A cluster whose GPUs are all held: a notebook runs without, a session with both, two wait."""

    def __init__(self, site: RunningSite, user: Person, admin: Person) -> None:
        self.site, self.user, self.admin = site, user, admin
        self.mine = Signed(site.service_url, site.user.access_key, site.user.secret_key)
        self.theirs = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
        self.notebook, self.waiting_server = Notebook(user), Notebook(admin)
        self.holder, self.second = ApiSession(self.mine, "holder"), ApiSession(self.mine, "second")

    async def enter(self) -> None:
        await self.notebook.ask_for(resources={"cpu": "1", "mem": "512m"})
        await self.notebook.until_ready()
        await self.notebook.open_kernel()
        await self.notebook.run("variable = 'of the notebook'")
        await self.holder.create(**{"cuda.shares": GPUS})
        await self.holder.run("variable = 'of the session'")
        await self.second.create(wait=False, **{"cuda.shares": GPUS})
        await self.waiting_server.ask_for(resources={"cpu": "1", "mem": "512m", "cuda.shares": GPUS})
        await eventually("the queue", self.queue_is_as_it_was)
        self.before = faults.hub_server(self.site, "user")
        self.open = set((await faults.balanced(self.site)).statuses)

    async def leave(self) -> None:
        """End everything; nothing is left of it."""
        await asyncio.gather(self.notebook.stop(), self.waiting_server.stop())
        for keypair in (self.mine, self.theirs):
            await asyncio.to_thread(keypair.end_all)
        books = await faults.balanced(self.site)
        assert (books.statuses, books.holding) == ({}, set())
        await eventually("no process of a session is left", self._nothing_runs)

    async def _nothing_runs(self) -> bool:
        return not faults.session_processes(self.site)

    async def queue_is_as_it_was(self) -> bool:
        places = await queue(self.mine, self.theirs)
        return places == {"second": 1, "hub-admin-server": 2}

    async def until_queue(self, places: dict[str, int]) -> None:
        async def so() -> bool:
            return await queue(self.mine, self.theirs) == places

        await eventually(f"the queue is {places}", so)

    async def check(self) -> None:
        """Everything that must be true after whatever was killed is there again."""
        books = await faults.balanced(self.site)
        assert set(books.statuses) == self.open, "no session ended, none was made"

        async def notebook() -> bool:
            return await self.notebook.run("print(variable)") == "of the notebook\n"

        async def session() -> bool:
            return await self.holder.run("print(variable)") == "of the session\n"

        async def page() -> bool:
            return await self.notebook.page() == 200

        async def spawning() -> bool:
            model = await self.admin.server()
            return bool(model) and model["pending"] == "spawn"

        await asyncio.gather(
            eventually("the notebook's variable", notebook),
            eventually("the session's variable", session),
            eventually("the notebook's page", page),
            eventually("the places in the queue", self.queue_is_as_it_was),
            eventually("the Hub waits for the other server", spawning),
        )
        assert faults.hub_server(self.site, "user") == self.before
        ready = await self.user.server()
        assert ready is not None
        assert ready["ready"], ready
        assert ready["user_options"] == {"resources": {"cpu": "1", "mem": "512m"}}


@pytest.fixture(scope="module")
def place() -> Iterator[RunningSite]:
    site = RunningSite.fresh()
    try:
        site.start("--mock-gpus", GPUS)
        yield site
    finally:
        site.kill()
        site.remove()


@asynccontextmanager
async def on_stage(site: RunningSite) -> AsyncIterator[Cast]:
    """The cast, before it has entered."""
    print("KERNELYARD_FAULT_SEED", SEED)
    async with Person(site.hub_url) as user, Person(site.hub_url) as admin:
        assert await user.log_in(site.user.username, site.user.password) == 200
        assert await admin.log_in(site.admin.username, site.admin.password) == 200
        yield Cast(site, user, admin)


async def test_killed_in_every_way(place: RunningSite) -> None:
    site = place
    chance = random.Random(SEED)
    begin = time.monotonic()

    def said(what: str) -> None:
        print(f"{time.monotonic() - begin:6.1f} s  {what}")

    async with on_stage(site) as cast:
        await cast.enter()
        said("all there")
        for names in (("proxy",), ("agent",), ("service",), ("hub",), ("storage",)):
            await faults.replaced(site, faults.kill(site, *names))
            await cast.check()
            said(f"killed {names}")
        async with faults.held_down(site, "service"):
            killed = faults.kill(site, "hub")
            await eventually("the Hub is back alone", lambda: _hub_alone(site, killed["hub"]))
        await faults.answering(site)
        await cast.check()
        said("Hub restarted while the service was down")
        names = chance.sample(faults.PROGRAMS, chance.randint(2, 5))
        killed = {}
        for name in names:
            killed |= faults.kill(site, name)
            await asyncio.sleep(chance.uniform(0, 0.5))
        await faults.replaced(site, killed)
        await cast.check()
        said(f"killed {names}")
        faults.kill_everything(site)
        assert set(faults.runners(site)), "sessions outlive all of it"
        site.start("--mock-gpus", GPUS)
        await cast.check()
        said("killed everything")
        await cast.holder.end()

        async def second_runs() -> bool:
            return await cast.second.run("print(6 * 7)") == "42\n"

        await eventually("the next in the queue runs", second_runs)
        await cast.until_queue({"hub-admin-server": 1})
        await cast.second.end()
        await cast.waiting_server.until_ready()
        await cast.waiting_server.open_kernel()
        assert await cast.waiting_server.run("print(6 * 7)") == "42\n"
        await faults.balanced(site)
        said("the queue went on in its order")
        await cast.leave()


async def _hub_alone(site: RunningSite, before: int) -> bool:
    if faults.pid_of(site, "hub") in (None, before):
        return False
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{site.port}/hub/api/") as answer:
        return answer.status == 200


async def test_killed_while_servers_start_and_stop(place: RunningSite) -> None:
    """Whatever dies meanwhile, a server that was asked for comes up, works, and can be stopped."""
    site, chance = place, random.Random(SEED + 1)
    async with on_stage(site) as cast:
        for name in ("hub", "service", "agent", "proxy"):
            notebook = Notebook(cast.user, f"with-{name}")
            await notebook.ask_for(resources={"cpu": "1", "mem": "512m"})
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            await faults.replaced(site, faults.kill(site, name))
            await notebook.until_ready(again=True)
            await notebook.open_kernel()
            assert await notebook.run("print(6 * 7)") == "42\n"
            await faults.balanced(site)
            stopping = asyncio.create_task(notebook.stop())
            await asyncio.sleep(chance.uniform(0.0, 0.5))
            killed = faults.kill(site, name)
            await stopping
            await faults.replaced(site, killed)
            books = await faults.balanced(site)
            assert (books.statuses, books.holding) == ({}, set())
        await cast.leave()


async def test_the_machine_is_restarted(place: RunningSite) -> None:
    """Nothing runs, and process numbers mean nothing: its sessions end and say why, the queue goes on."""
    site = place
    async with on_stage(site) as cast:
        await cast.enter()
        ran = {UUID(cast.holder.id), (await faults.books(site)).ids["hub-user-server"]}
        faults.kill_everything(site)
        faults.forget_boot(site)
        site.start("--mock-gpus", GPUS)

        async def ended() -> bool:
            endings = (await faults.books(site)).endings
            assert {endings[each] for each in ran} == {"The machine was restarted."}
            return True

        await eventually("what ran has ended", ended)

        async def second_runs() -> bool:
            return await cast.second.run("print(6 * 7)") == "42\n"

        await eventually("the next in the queue runs", second_runs)
        await cast.until_queue({"hub-admin-server": 1})
        await cast.user.until_gone()
        await faults.balanced(site)
        await cast.leave()
    assert site.stop() == 0
    assert site.leftovers() == []


@pytest.mark.postgres
async def test_killed_on_postgresql() -> None:
    """The same cast with its books in PostgreSQL: the service alone, then everything at the same moment."""
    site = RunningSite.fresh()
    with postgres_rig.server() as url:
        try:
            site.start("--mock-gpus", GPUS, "--database", url)
            async with on_stage(site) as cast:
                await cast.enter()
                await faults.replaced(site, faults.kill(site, "service", "hub"))
                await cast.check()
                faults.kill_everything(site)
                site.start("--mock-gpus", GPUS)
                await cast.check()
                await cast.leave()
            assert site.stop() == 0
            assert site.leftovers() == []
        finally:
            site.kill()
            site.remove()
