"""Batch runs: phases in order, their exit codes, their output apart, and the defaults of `*`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent.runner import batch
from kernelyard_agent.runner.execution import Executor

pytestmark = pytest.mark.feature("REST-009", "OBJ-013", "EXE-004")


@pytest.fixture
async def executor(tmp_path: Path) -> AsyncIterator[Executor]:
    made = Executor(tmp_path, set(), lambda text: None)
    yield made
    await made.close()


async def run(executor: Executor, options: dict[str, Any], run_id: str = "r") -> list[dict[str, Any]]:
    """All answers until the run has finished, as a client asks for them; those without news are left out."""
    request: dict[str, Any] = {"run_id": run_id, "mode": "batch", "code": "", "options": options}
    answers = []
    async with asyncio.timeout(60):
        while True:
            answer = await executor.execute(request)
            if answer["status"] != "continued" or answer["console"]:
                answers.append(answer)
            if answer["status"] == "finished":
                return answers
            request = {"run_id": run_id, "mode": "continue", "code": ""}


def ends(answers: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(a["status"], a["exit_code"]) for a in answers if a["status"] != "continued"]


def printed(answers: list[dict[str, Any]], kind: str = "stdout") -> str:
    return "".join(text for answer in answers for name, text in answer["console"] if name == kind)


async def test_three_phases(executor: Executor) -> None:
    answers = await run(executor, {"clean": "echo c", "build": "echo b >&2", "exec": "echo e; exit 3"})
    assert ends(answers) == [("clean-finished", 0), ("build-finished", 0), ("finished", 3)]
    assert printed(answers) == "c\ne\n"
    assert printed(answers, "stderr") == "b\n"
    phase = {answer["status"]: answer for answer in answers}
    assert printed([phase["finished"]]).count("c") == 0


async def test_a_failed_build_ends_the_run_with_127_and_shows_its_log(executor: Executor) -> None:
    answers = await run(executor, {"build": "echo broken; false", "exec": "echo never"})
    assert ends(answers) == [("build-finished", 1), ("finished", 127)]
    assert printed(answers) == "broken\n"


async def test_nothing_to_do(executor: Executor) -> None:
    assert ends(await run(executor, {"clean": None, "build": None, "exec": ""})) == [("finished", 0)]
    cleaned = await run(executor, {"clean": "*"}, "cleaned")
    assert ends(cleaned) == [("clean-finished", 0), ("finished", 0)]


async def test_defaults(executor: Executor, tmp_path: Path) -> None:
    missing = await run(executor, {"clean": "*", "build": "*", "exec": "*"}, "empty")
    assert ends(missing) == [("clean-finished", 0), ("build-finished", 0), ("finished", 127)]
    assert "main.py" in printed(missing, "stderr")
    (tmp_path / "main.py").write_text("import sys\nprint('main', sys.argv)\n")
    assert printed(await run(executor, {"build": "*", "exec": "*"}, "python")) == "main ['main.py']\n"
    (tmp_path / "main.py").unlink()
    (tmp_path / "main.c").write_text('#include <stdio.h>\nint main(void) { puts("compiled"); }\n')
    assert printed(await run(executor, {"build": "*", "exec": "*"}, "c")) == "compiled\n"
    (tmp_path / "Makefile").write_text("all:\n\tfalse\n")
    assert batch.default_build(tmp_path, "python3") == "make"


async def test_interrupt_and_signals(executor: Executor) -> None:
    begun = asyncio.create_task(run(executor, {"exec": "echo up; exec sleep 600"}, "long"))
    while executor._current is None or not executor._current.interrupt():
        await asyncio.sleep(0.01)
    async with asyncio.timeout(60):
        while not begun.done():
            await executor.interrupt()
            await asyncio.sleep(0.05)
    assert ends(await begun) == [("finished", 130)]


async def test_runs_wait_for_each_other(executor: Executor, tmp_path: Path) -> None:
    first = run(executor, {"exec": "echo 1 >> order; sleep 0.3; echo 2 >> order"}, "one")
    second = run(executor, {"exec": "echo 3 >> order"}, "two")
    await asyncio.gather(first, second)
    assert (tmp_path / "order").read_text() == "1\n2\n3\n"


async def test_a_grandchild_that_keeps_the_pipe_does_not_keep_the_run(executor: Executor) -> None:
    answers = await run(executor, {"exec": "echo out; sleep 30 & true"})
    assert ends(answers) == [("finished", 0)]
    assert printed(answers) == "out\n"
