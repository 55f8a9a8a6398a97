"""A database that a newer version has written: nothing starts on it or changes it, and it is said (R20)."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text
from tests.running_site import RunningSite, free_port

from kernelyard_hub.store import Store
from kernelyard_hub.up.layout import Layout


def test_up_and_service_refuse_a_newer_schema(fresh_site: RunningSite) -> None:
    layout = Layout(fresh_site.data)
    layout.make()
    database = layout.service / "kernelyard.sqlite"
    asyncio.run(_written_by_a_newer_one(layout.database_url()))
    before = database.read_bytes()
    for command in (
        ["kernelyard", "up", "--data", str(layout.data), "--port", str(free_port())],
        ["kernelyard-hub", f"--HubService.database_url={layout.database_url()}",
         f"--HubService.secrets_dir={layout.secrets}"],
    ):  # fmt: skip
        program = str(Path(sys.executable).with_name(command[0]))
        ended = subprocess.run(
            [program, *command[1:]], capture_output=True, text=True, timeout=120, check=False
        )
        assert ended.returncode == 1
        assert "a newer version of Kernelyard wrote it" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert database.read_bytes() == before
    assert fresh_site.leftovers() == []


async def _written_by_a_newer_one(url: str) -> None:
    store = await Store.open(url)
    try:
        await store.write(
            lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")) and None
        )
    finally:
        await store.close()
