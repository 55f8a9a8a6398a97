"""The same core on PostgreSQL: writes in turns, sums beyond 64 bits, sessions, a lease between two
services.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from cryptography.fernet import Fernet
from sqlalchemy import Connection, func, insert, inspect, select
from sqlalchemy.ext.asyncio import create_async_engine
from tests import core_rig, postgres_rig
from tests.core_rig import eventually
from tests.unit.hub.test_ledger_sums import HUGE, NOW, prepare, take

from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.store import Store, ledger, statistics
from kernelyard_hub.store.migrate import configuration, migrate
from kernelyard_hub.store.models import metadata, settings
from kernelyard_hub.store.models import sessions as table
from kernelyard_hub.store.postgres import SETTINGS
from kernelyard_hub.testing import devices

pytestmark = pytest.mark.postgres


@pytest.fixture
def url() -> Iterator[str]:
    with postgres_rig.server() as address:
        yield address


async def test_sessions_live_and_a_hundred_creates_respect_a_limit(url: str, tmp_path: Path) -> None:
    async with core_rig.running(tmp_path, url=url) as core:
        await core.agent(offers=devices(cores=8))
        made = await core.create("alive")
        assert made.status == "RUNNING"
        assert (await sessions.match(core.site, core.who, "alive"))[0]["id"] == str(made.session_id)
        assert (await sessions.destroy(core.site, core.who, "alive"))["status"] == "terminated"
        assert await core.held() == {}
        await core.policy(max_concurrent_sessions=5, max_pending_session_count=40)
        results = await asyncio.gather(
            *(core.create(enqueueOnly=True) for _ in range(100)), return_exceptions=True
        )
        accepted = [result for result in results if not isinstance(result, BaseException)]
        assert 40 <= len(accepted) <= 45

        def running(conn: Connection) -> int:
            query = select(func.count()).select_from(table).where(table.c.status == "RUNNING")
            return int(conn.execute(query).scalar_one())

        await eventually(lambda: core.site.store.read(running), lambda number: number == 5)
        assert (await core.held())["cpu"] == 50_000


async def test_two_services_share_a_database_and_one_schedules(url: str, tmp_path: Path) -> None:
    async with core_rig.running(tmp_path, url=url) as first, core_rig.running(tmp_path, url=url) as second:
        assert (first.site.loop.epoch, second.site.loop.epoch) == (1, None)


async def test_a_create_through_the_follower_is_scheduled_at_once(url: str, tmp_path: Path) -> None:
    """NOTIFY, not a poll, stands between the two: the leader's tick is an hour here."""
    key = Fernet.generate_key()
    async with (
        core_rig.running(tmp_path, url=url, key=key, tick=3600.0) as leader,
        core_rig.running(tmp_path, url=url, key=key, tick=3600.0) as follower,
    ):
        assert (leader.site.loop.epoch, follower.site.loop.epoch) == (1, None)
        # The node reports to the follower, too.
        agent = await follower.agent(offers=devices(cores=2))
        began = asyncio.get_running_loop().time()
        made = await follower.create("here")
        assert made.status == "RUNNING"
        assert asyncio.get_running_loop().time() - began < sessions.POLL
        assert agent.created[-1].epoch == 1
        assert (await sessions.destroy(follower.site, follower.who, "here"))["status"] == "terminated"
        assert asyncio.get_running_loop().time() - began < sessions.POLL
        assert await leader.held() == {}


async def test_nobody_waits_for_a_dead_server_or_for_a_service_that_hangs(url: str) -> None:
    """Statements, locks and transactions without a next step end, in reads and in writes."""
    store = await Store.open(url)

    def limits(conn: Connection) -> dict[str, str]:
        return {name: conn.exec_driver_sql(f"SHOW {name}").scalar_one() for name in SETTINGS}

    try:
        for ask in (store.read, store.write):
            found = await ask(limits)
            assert found["statement_timeout"] == found["idle_in_transaction_session_timeout"] == "1min"
            assert found["lock_timeout"] == "30s"
    finally:
        await store.close()


async def test_sums_beyond_64_bits_and_migrations(url: str) -> None:
    store = await Store.open(url)

    def fill(conn: Connection) -> None:
        prepare(conn)
        take(conn, "n1", "mem", "mem", HUGE)
        take(conn, "n2", "mem", "mem", HUGE)

    await store.write(fill)
    assert await store.read(ledger.occupied) == {"mem": 2 * HUGE}

    def down_and_up(conn: Connection) -> set[str]:
        command.downgrade(configuration(conn), "base")
        assert inspect(conn).get_table_names() == ["alembic_version"]
        migrate(conn)
        return set(inspect(conn).get_table_names())

    assert set(metadata.tables) <= await store.write(down_and_up)
    with pytest.raises(Exception, match="read-only"):
        await store.read(prepare)
    await store.close()


async def test_tables_that_have_grown_are_analyzed(url: str) -> None:
    """Plans are made anew when a table is not what it was: connections keep them otherwise."""
    store = await Store.open(url)
    engine = create_async_engine(url)

    def grow(conn: Connection) -> None:
        rows = [{"key": f"test/{n}", "value": n, "modified_at": NOW} for n in range(2 * statistics.LEAST)]
        conn.execute(insert(settings), rows)

    await store.write(grow)
    await eventually(lambda: statistics.look(engine), lambda names: "settings" in names)
    assert "settings" not in await statistics.look(engine)
    await engine.dispose()
    await store.close()
