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


def columns(conn: Connection) -> dict[str, list[str]]:
    inspector = inspect(conn)
    tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {name: [column["name"] for column in inspector.get_columns(name)] for name in tables}


def rows(conn: Connection, tables: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the given tables, in the given columns."""
    return {
        name: sorted(
            (tuple(row) for row in conn.execute(text(f"SELECT {', '.join(names)} FROM {name}"))), key=repr
        )
        for name, names in tables.items()
    }


async def test_from_the_first_revision_with_data(tmp_path: Path) -> None:
    url = databases.fresh(tmp_path, "upgrade", empty=True)
    async with core_rig.running(tmp_path, url=url) as core:
        await core.agent()
        made = await core.create("stays")
        await core.until(made.session_id, "RUNNING")
        await core.create("waits", enqueueOnly=True, resources={"cpu": "4", "mem": "512m"})
    store = await Store.open(url)

    def down_and_up(conn: Connection) -> list[str]:
        command.downgrade(configuration(conn), FIRST)
        old = columns(conn)
        before = rows(conn, old)
        migrate(conn)
        assert rows(conn, old) == before
        assert len(before["sessions"]) == 2 and before["allocations"] and before["keypairs"]
        return sorted(columns(conn).keys() - old.keys())

    try:
        made_anew = await store.write(down_and_up)
        assert {"kernel_logs", "login_sessions", "session_templates"} <= set(made_anew)
    finally:
        await store.close()
    async with core_rig.running(tmp_path, url=url) as core:
        assert (await core.row(made.session_id)).status == "RUNNING"
