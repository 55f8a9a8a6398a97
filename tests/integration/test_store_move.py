"""A site moves from SQLite to PostgreSQL: everything comes along, and it goes on there."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests import core_rig, postgres_rig
from tests.running_site import RunningSite
from tests.signed import Answer, Signed

from kernelyard_hub.store import Store, StoreError, transfer
from kernelyard_hub.store.models import metadata, status_history

pytestmark = pytest.mark.postgres


async def test_every_row_comes_along_and_counting_goes_on(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path) as core:
        await core.agent()
        made = await core.create("moves")
        await core.until(made.session_id, "RUNNING")
        old = core.url
    with postgres_rig.server() as url:
        source, target = await Store.open(old), await Store.open(url)
        try:
            counted = await transfer.copy(source, target)
            for table in metadata.sorted_tables:
                query = select(func.count()).select_from(table)
                before = await source.read(lambda conn, query=query: conn.execute(query).scalar_one())
                after = await target.read(lambda conn, query=query: conn.execute(query).scalar_one())
                assert before == after, table.name
            assert counted > 20
            with pytest.raises(StoreError, match="not empty"):
                await transfer.copy(source, target)
            row = {"session_id": made.session_id, "status": "RUNNING", "reason": "", "at": datetime.now(UTC)}
            highest = select(func.max(status_history.c.id))
            last = await target.read(lambda conn: conn.execute(highest).scalar_one())
            await target.write(lambda conn: conn.execute(status_history.insert().values(row)) and None)
            assert await target.read(lambda conn: conn.execute(highest).scalar_one()) == last + 1
        finally:
            await source.close()
            await target.close()


def call(site: RunningSite, method: str, path: str, body: Any = None) -> Answer:
    user = site.user
    return Signed(site.service_url, user.access_key, user.secret_key).call(method, path, body)


def test_a_site_goes_on_in_its_new_database() -> None:
    site = RunningSite.fresh()
    command = [str(Path(sys.executable).parent / "kernelyard"), "move-database", "--data", str(site.data)]
    with postgres_rig.server() as url:
        try:
            site.start()
            assert call(site, "POST", "/folders", {"name": "kept"}).status == 201
            busy = subprocess.run([*command, "--to", url], capture_output=True, text=True, check=False)
            assert busy.returncode == 1
            assert "already running" in busy.stderr
            assert site.stop() == 0
            with pytest.raises(AssertionError, match="the site has one already"):
                site.start("--database", url)
            moved = subprocess.run([*command, "--to", url], capture_output=True, text=True, check=True)
            assert "rows copied to postgresql" in moved.stdout
            again = subprocess.run([*command, "--to", url], capture_output=True, text=True, check=False)
            assert "uses already" in again.stderr
            (site.data / "service" / "kernelyard.sqlite").unlink()
            site.start()
            assert call(site, "GET", "/folders/kept").status == 200
            started = call(site, "POST", "/session", {"clientSessionToken": "on-postgres", "image": "python"})
            assert started.body["status"] == "RUNNING"
            assert call(site, "DELETE", "/session/on-postgres").status == 200
            assert site.stop() == 0
            assert site.leftovers() == []
        finally:
            site.kill()
            site.remove()
