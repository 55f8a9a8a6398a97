"""The ledger's picture in memory: always what its rows say, whoever wrote them and whoever looks."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, update
from tests import core_rig

from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.scheduler.readers import picture
from kernelyard_hub.scheduler.readers.reading import read_snapshot
from kernelyard_hub.scheduler.snapshot import Usage
from kernelyard_hub.store import ledger
from kernelyard_hub.store.models import allocations, leases, status_history
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.testing import devices


def compare(conn: Connection) -> picture.Held:
    """The kept picture against the sums, in one transaction."""
    held, fresh = picture.look(conn), picture.Picture().rebuilt(conn)
    assert held.by_agent == ledger.held_devices(conn)
    assert {key: usage.slots for key, usage in held.by_key.items()} == ledger.sums(
        conn, allocations.c.access_key
    )
    assert {key: usage.sessions for key, usage in held.by_key.items()} == ledger.holding_sessions(
        conn, allocations.c.access_key
    )
    taken = {key: frozenset(found) for key, found in ledger.taken_devices(conn).items()}
    assert (held.taken, held.by_project, held.by_domain) == (taken, fresh.by_project, fresh.by_domain)
    assert held.running == fresh.running
    for view in read_snapshot(conn, datetime.now(UTC)).agents:
        assert view.held == held.by_agent.get(view.agent_id, {})
        assert view.taken == taken.get(view.agent_id, frozenset())
    return held


def look_twice(conn: Connection) -> bool:
    """Whether two looks see the very same views of nodes."""
    now = datetime.now(UTC)
    return read_snapshot(conn, now).agents is read_snapshot(conn, now).agents


async def test_it_is_what_the_rows_say_after_any_history(tmp_path: Path) -> None:
    """Decision 2: kept, and compared with the SUM."""
    chance = random.Random(7)
    async with core_rig.running(tmp_path) as core:
        await core.agent(offers=devices(cores=6, gpus=2), interval=0.05)
        other = await core.add_user("other")
        alive: list[tuple[Any, str]] = []
        for number in range(40):
            if alive and chance.random() < 0.45:
                who, name = alive.pop(chance.randrange(len(alive)))
                await sessions.destroy(core.site, who, name)
            else:
                who, name = chance.choice([core.who, other]), f"any-{number:02}"
                await core.create(name, who=who, enqueueOnly=True)
                alive.append((who, name))
            if number % 3 == 0:
                looks = [core.site.store.read(compare) for _ in range(3)]
                await asyncio.gather(*looks)
        held = await core.site.store.read(compare)
        assert held.running
        assert await core.site.store.read(look_twice)
        renamed = update(table).where(table.c.id == held.running[0].session_id).values(name="renamed")
        await core.site.store.write(lambda conn: conn.execute(renamed) and None)
        assert (await core.site.store.read(compare)).running[0].name == "renamed"


def _of_agents(held: Any) -> None:
    next(iter(held.by_agent.values()))["cpu0", "cpu"] = 1


def _of_keys(held: Any) -> None:
    next(iter(held.by_key.values())).slots["cpu"] = 1


def _of_sessions(held: Any) -> None:
    key, used = next(iter(held.by_key.items()))
    held.by_key[key] = replace(used, sessions=7)


def _of_projects(held: Any) -> None:
    held.by_project.clear()


def _of_domains(held: Any) -> None:
    held.by_domain["elsewhere"] = Usage()


def _of_running(held: Any) -> None:
    object.__setattr__(held, "running", (replace(held.running[0], priority=99),))


async def test_a_picture_that_went_wrong_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(picture, "VERIFY", 0.0)
    async with core_rig.running(tmp_path) as core:
        await core.agent()
        await core.create("first")
        for spoil in (_of_agents, _of_keys, _of_sessions, _of_projects, _of_domains, _of_running):
            await core.site.store.read(compare)
            caplog.clear()
            await core.site.store.read(lambda conn, spoil=spoil: spoil(picture.look(conn)))  # type: ignore[misc]
            await core.site.store.read(compare)
            assert "not what its rows say" in caplog.text, spoil.__name__


async def test_a_database_that_was_put_back_is_not_read_anew_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuilt = picture.Picture.rebuilt
    anew: list[picture.Picture] = []

    def counted(one: picture.Picture, conn: Connection) -> picture.Held:
        anew.append(one)
        return rebuilt(one, conn)

    async with core_rig.running(tmp_path) as core:
        await core.agent()
        for name in ("first", "second"):
            await core.create(name)
        await sessions.destroy(core.site, core.who, "first")
        held = await core.site.store.read(compare)
        earlier = update(leases).where(leases.c.name == ledger.CLOSINGS).values(epoch=leases.c.epoch - 1)
        await core.site.store.write(lambda conn: conn.execute(earlier) and None)
        monkeypatch.setattr(picture.Picture, "rebuilt", counted)
        for _ in range(5):
            assert (await core.site.store.read(picture.look)).by_agent == held.by_agent
        assert 1 <= len(anew) <= picture.BEHIND


async def test_a_look_that_is_older_than_the_picture_sees_its_own_time(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path) as core:
        await core.agent()
        await core.create("first")
        newest = await core.site.store.read(picture.look)

        def earlier(conn: Connection) -> None:
            conn.execute(status_history.delete())
            conn.execute(allocations.delete())
            assert picture.look(conn).by_agent == {}
            raise InterruptedError("taken back")

        with pytest.raises(InterruptedError):
            await core.site.store.write(earlier)
        assert (await core.site.store.read(compare)).by_agent == newest.by_agent


async def test_what_was_closed_is_found_however_it_was_closed(tmp_path: Path) -> None:
    """With a line in the history or without one, seen before or come and gone between two looks; and a write
    takes what is kept only while it sees the very same rows.
    """
    async with core_rig.running(tmp_path) as core:
        agent = await core.agent(offers=devices(cores=6))
        kept = [await core.create(f"kept-{number}") for number in range(3)]
        await core.site.store.read(compare)

        def close(conn: Connection) -> None:
            seen = picture.peek(conn)
            assert seen is not None and seen.by_key[core.who.access_key].sessions == 3
            ledger.close_all(conn, [kept[0].session_id], datetime.now(UTC))
            assert picture.peek(conn) is None

        await core.site.store.write(close)
        assert (await core.site.store.read(compare)).by_key[core.who.access_key].sessions == 2

        brief = await core.create("brief")
        await core.site.store.write(
            lambda conn: ledger.close_all(conn, [brief.session_id, kept[1].session_id], datetime.now(UTC))
        )
        held = await core.site.store.read(compare)
        assert held.by_key[core.who.access_key].sessions == 1
        assert sum(held.by_agent[agent.agent_id].values()) > 0
