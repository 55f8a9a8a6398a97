"""Work that goes on behind requests, and who hears of it."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from kernelyard_hub import background
from kernelyard_hub.background import BackgroundTasks, Report, TaskFailed


async def heard(tasks: BackgroundTasks, task_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    async with asyncio.timeout(20):
        return [event async for event in tasks.follow(task_id)]


async def test_every_report_is_heard_also_by_who_comes_late() -> None:
    tasks, go = BackgroundTasks(), asyncio.Event()

    async def work(report: Report) -> str:
        report(0, 2, "begun")
        await go.wait()
        report(1, 2, "half")
        report(2, 2, "whole")
        return "done"

    task_id = tasks.start("work", uuid4(), work)
    early = asyncio.create_task(heard(tasks, task_id))
    await asyncio.sleep(0)
    assert tasks.running("work") == task_id
    go.set()
    events = await early
    assert [name for name, _ in events] == ["bgtask_updated"] * 3 + ["bgtask_done"]
    assert events[1][1] == {
        "task_id": str(task_id),
        "message": "half",
        "current_progress": 1,
        "total_progress": 2,
    }
    assert await heard(tasks, task_id) == events
    assert tasks.running("work") is None
    assert await heard(tasks, uuid4()) == []


async def test_failures_are_told_and_faults_are_not() -> None:
    tasks = BackgroundTasks()

    async def fails(report: Report) -> str:
        raise TaskFailed("The registry is closed.")

    async def breaks(report: Report) -> str:
        raise RuntimeError("secret")

    for work, message in ((fails, "The registry is closed."), (breaks, "Internal server error.")):
        ((name, said),) = await heard(tasks, tasks.start("x", uuid4(), work))
        assert (name, said["message"]) == ("bgtask_failed", message)


async def test_the_services_stop_cancels() -> None:
    tasks = BackgroundTasks()

    async def waits(report: Report) -> str:
        await asyncio.Event().wait()
        return ""

    task_id = tasks.start("x", uuid4(), waits)
    listening = asyncio.create_task(heard(tasks, task_id))
    await asyncio.sleep(0)
    await tasks.stop()
    assert [name for name, _ in await listening] == ["bgtask_cancelled"]


async def test_what_goes_on_after_the_services_stop_is_not_told_as_ended() -> None:
    tasks = BackgroundTasks()

    async def waits(report: Report) -> str:
        report(1, 2, "half")
        await asyncio.Event().wait()
        return ""

    task_id = tasks.start("x", uuid4(), waits, uuid4())
    listening = asyncio.create_task(heard(tasks, task_id))
    await asyncio.sleep(0)
    await tasks.stop()
    assert [name for name, _ in await listening] == ["bgtask_updated"]


async def test_only_so_much_is_kept(monkeypatch: Any) -> None:
    monkeypatch.setattr(background, "KEPT", 3)
    monkeypatch.setattr(background, "MOST_UPDATES", 5)
    tasks = BackgroundTasks()

    async def talks(report: Report) -> str:
        for number in range(20):
            report(number, 20, str(number))
        return "done"

    ids = []
    for _ in range(6):
        ids.append(tasks.start("x", uuid4(), talks))
        events = await heard(tasks, ids[-1])
        assert [said["message"] for _, said in events] == ["0", "1", "2", "3", "19", "done"]
    assert [tasks.owner(each) is None for each in ids] == [True, True, True, False, False, False]
