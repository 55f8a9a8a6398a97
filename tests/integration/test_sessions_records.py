"""A real scheduler's decisions, recorded while sessions come and go, and replayed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests import core_rig

from kernelyard_hub import cli
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.scheduler.records.recorder import Recorder, Room, files
from kernelyard_hub.testing import devices


async def test_a_days_work_comes_out_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R13, with what the database gives: past use, usual requests, limits, dependencies."""
    recorder = Recorder(tmp_path / "records", Room(2**24, 86400.0), "now")
    async with core_rig.running(tmp_path) as core:
        core.site.loop.witnesses.append(recorder.note)
        await core.agent(offers=devices(cores=2))
        first = await core.create("first", resources={"cpu": "2", "mem": "512m"})
        waits = await core.create("waits", enqueueOnly=True)
        await core.create("after", enqueueOnly=True, dependencies=["waits"])
        await core.until(first.session_id, "RUNNING")
        await sessions.destroy(core.site, core.who, "first")
        await core.until(waits.session_id, "RUNNING")
        made = [core.create(f"day-{number}", enqueueOnly=True) for number in range(6)]
        for one in await asyncio.gather(*made):
            await core.until(one.session_id, "RUNNING")
            await sessions.destroy(core.site, core.who, str(one.session_id))
    await recorder.close()
    assert recorder.dropped == 0
    (path,) = files(tmp_path / "records")
    assert cli.main(["replay", str(path)]) == 0
    out = capsys.readouterr().out
    assert "8 placed" in out and "0 come out otherwise" in out
    assert cli.main(["replay", str(path), "--session", str(waits.session_id)]) == 0
    story = capsys.readouterr().out.splitlines()
    assert "waits (" in story[0] and "gets fake-1 (" in story[-1]
