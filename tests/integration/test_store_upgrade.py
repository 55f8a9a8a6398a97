"""An old database with data comes up to the newest schema, and nothing of it is lost (R20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, inspect, text
from tests import core_rig, databases

from kernelyard_hub.store import Store
from kernelyard_hub.store.migrate import configuration, migrate

FIRST = "0001"


def rows(conn: Connection, tables: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: sorted((tuple(row) for row in conn.execute(text(f"SELECT * FROM {name}"))), key=repr)
        for name in tables
    }


async def test_from_the_first_revision_with_data(tmp_path: Path) -> None:
    url = databases.fresh(tmp_path, "upgrade")
    async with core_rig.running(tmp_path, url=url) as core:
        await core.agent()
        made = await core.create("stays")
        await core.until(made.session_id, "RUNNING")
        await core.create("waits", enqueueOnly=True, resources={"cpu": "4", "mem": "512m"})
    store = await Store.open(url)

    def down_and_up(conn: Connection) -> list[str]:
        command.downgrade(configuration(conn), FIRST)
        old = [name for name in inspect(conn).get_table_names() if name != "alembic_version"]
        before = rows(conn, old)
        migrate(conn)
        assert rows(conn, old) == before
        assert len(before["sessions"]) == 2 and before["allocations"] and before["keypairs"]
        return sorted(set(inspect(conn).get_table_names()) - set(old) - {"alembic_version"})

    try:
        assert await store.write(down_and_up) == ["login_sessions"]
    finally:
        await store.close()
    async with core_rig.running(tmp_path, url=url) as core:
        assert (await core.row(made.session_id)).status == "RUNNING"
