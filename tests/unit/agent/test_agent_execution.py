"""The queue of runs, with a kernel that does as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kernelyard_agent.runner import execution, run
from kernelyard_agent.runner.batch import BatchRun
from kernelyard_agent.runner.execution import Executor, TooManyRuns, UnknownRun, death_notice, shell_code
from kernelyard_agent.runner.run import Run


class FakeKernel:
    """``code`` is the name of what happens."""

    made: list[FakeKernel]

    def __init__(self) -> None:
        self.death: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.go = asyncio.Event()
        self.inputs: asyncio.Queue[str] = asyncio.Queue()
        self.ran: list[str] = []
        self.closed = False
        self.interrupts = 0

    @property
    def alive(self) -> bool:
        return not self.death.done()

    async def ended(self) -> int:
        return await asyncio.shield(self.death)

    async def run(self, run: Run) -> None:
        self.ran.append(run.code)
        if run.code == "wait":
            run.console.text("stdout", "waiting")
            run.touch()
            await self.go.wait()
        elif run.code == "ask":
            run.prompt = {"is_password": False}
            run.touch()
            run.console.text("stdout", await self.inputs.get())
        elif run.code == "die":
            self.death.set_result(-9)
            await asyncio.Event().wait()
        elif run.code == "deaf":
            await asyncio.Event().wait()
        elif run.code == "fail":
            raise ValueError("inside")
        else:
            run.console.text("stdout", run.code)

    async def interrupt(self) -> None:
        self.interrupts += 1
        self.go.set()

    def kill(self) -> None:
        self.death.set_result(-9)

    def input(self, text: str) -> None:
        self.inputs.put_nowait(text)

    async def complete(self, code: str, cursor: int) -> list[str]:
        if code == "busy":
            await asyncio.Event().wait()
        return [f"{code}@{cursor}"]

    async def close(self) -> None:
        self.closed = True


Make = Callable[[], Executor]


@pytest.fixture
async def executor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Executor]:
    FakeKernel.made = []

    async def start(*_: object) -> FakeKernel:
        FakeKernel.made.append(FakeKernel())
        return FakeKernel.made[-1]

    module = SimpleNamespace(JupyterKernel=SimpleNamespace(start=start))
    monkeypatch.setattr(execution, "_kernel_module", lambda: module)
    monkeypatch.setattr(run, "POLL", 0.05)
    notes: list[str] = []
    one = Executor(Path("/"), set(), notes.append)
    yield one
    await one.close()


async def _call(executor: Executor, run_id: str, mode: str = "query", code: str = "") -> dict[str, Any]:
    return await executor.execute({"run_id": run_id, "mode": mode, "code": code})


async def _finish(
    executor: Executor, run_id: str, answer: dict[str, Any], status: str = "finished"
) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while answer["status"] != status:
            answer = await _call(executor, run_id, "continue")
    return answer


async def test_a_run_and_its_repeated_last_answer(executor: Executor) -> None:
    answer = await _finish(executor, "r", await _call(executor, "r", code="hello"))
    assert (answer["exit_code"], answer["console"]) == (0, [["stdout", "hello"]])
    again = await _call(executor, "r", "continue")
    assert (again["status"], again["exit_code"], again["console"]) == ("finished", 0, [])
    assert FakeKernel.made[0].ran == ["hello"]


@pytest.mark.feature("EXE-001")
async def test_runs_are_first_come_first_served_on_one_kernel(executor: Executor) -> None:
    answer = await _call(executor, "1", code="wait")
    assert answer["status"] == "continued"
    later = [await _call(executor, str(n), code=f"code {n}") for n in (2, 3)]
    assert [a["status"] for a in later] == ["continued", "continued"]
    assert (await _call(executor, "1", code="not run again"))["status"] == "continued"
    FakeKernel.made[0].go.set()
    for n in (1, 2, 3):
        await _finish(executor, str(n), await _call(executor, str(n), "continue"))
    assert FakeKernel.made[0].ran == ["wait", "code 2", "code 3"]


async def test_input_goes_to_the_run_that_asks_and_only_once(executor: Executor) -> None:
    answer = await _finish(executor, "r", await _call(executor, "r", code="ask"), "waiting-input")
    assert (answer["status"], answer["options"]) == ("waiting-input", {"is_password": False})
    answer = await _finish(executor, "r", await _call(executor, "r", "input", "Ada"))
    assert answer["exit_code"] == 0
    await _call(executor, "r", "input", "too late")
    assert FakeKernel.made[0].inputs.empty()


async def test_a_kernel_that_dies_is_reported_and_replaced(executor: Executor) -> None:
    answer = await _finish(executor, "r", await _call(executor, "r", code="die"))
    assert answer["exit_code"] == 137
    assert "signal 9" in answer["console"][-1][1]
    answer = await _finish(executor, "s", await _call(executor, "s", code="next"))
    assert answer["exit_code"] == 0
    assert len(FakeKernel.made) == 2 and FakeKernel.made[0].closed


@pytest.mark.feature("EXE-001")
async def test_an_id_is_free_when_its_runs_end_has_been_told(executor: Executor) -> None:
    assert (await _finish(executor, "r", await _call(executor, "r", code="one")))["exit_code"] == 0
    again = await _finish(executor, "r", await _call(executor, "r", code="two"))
    assert again["console"] == [["stdout", "two"]]
    assert FakeKernel.made[0].ran == ["one", "two"]


@pytest.mark.feature("EXE-010")
@pytest.mark.parametrize(("code", "kernels"), [("wait", 1), ("deaf", 2)])
async def test_a_run_that_takes_too_long_is_interrupted_then_killed(
    executor: Executor, monkeypatch: pytest.MonkeyPatch, code: str, kernels: int
) -> None:
    monkeypatch.setattr(execution, "INTERRUPT_GRACE", 0.05)
    request = {"run_id": "r", "mode": "query", "code": code, "options": {"timeout": 0.05}}
    answer = await _finish(executor, "r", await executor.execute(request), "exec-timeout")
    assert answer.get("exit_code") is None
    assert (await _finish(executor, "s", await _call(executor, "s", code="x")))["exit_code"] == 0
    assert (FakeKernel.made[0].interrupts, len(FakeKernel.made)) == (1, kernels)


@pytest.mark.parametrize("timeout", [None, 0, -1, "1", True, float("nan"), []])
def test_what_is_no_limit(timeout: Any) -> None:
    assert Run("r", "", {"timeout": timeout}).timeout is None


@pytest.mark.feature("KRN-033")
async def test_words_of_control_never_reach_a_kernel(executor: Executor) -> None:
    for code in ("%ping", " %resize 24 80\n"):
        answer = await _call(executor, code, code=code)
        assert (answer["status"], answer["exit_code"]) == ("finished", 0)
    assert FakeKernel.made == []


async def test_too_many_waiting_runs_are_refused(executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "WAITING", 2)
    await _call(executor, "0", code="wait")
    for number in (1, 2):
        await _call(executor, str(number), code="x")
    with pytest.raises(TooManyRuns):
        await _call(executor, "3", code="x")
    with pytest.raises(UnknownRun):
        await _call(executor, "3", "continue")


async def test_output_that_nobody_fetches_is_let_go_when_there_is_much_of_it(
    executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "KEPT_TEXT", 25)
    for number in range(4):
        run = executor._enqueue(Run(str(number), f"{number:010}"))
        async with asyncio.timeout(10):
            while not run.finished:
                await asyncio.sleep(0)
    with pytest.raises(UnknownRun):
        await _call(executor, "0", "continue")
    assert (await _call(executor, "3", "continue"))["console"] == [["stdout", "0000000003"]]


async def test_nothing_begins_before_the_session_is_prepared() -> None:
    prepared = asyncio.Event()
    executor = Executor(Path("/"), set(), lambda text: None, prepared=prepared)
    run = executor._enqueue(BatchRun("r", {"clean": "*"}))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not run.finished
    prepared.set()
    async with asyncio.timeout(10):
        answer = await run.fetch()
    assert answer["status"] == "clean-finished"
    await executor.close()


async def test_a_fetch_that_is_cancelled_takes_nothing(executor: Executor) -> None:
    await _call(executor, "r", code="wait")
    poll = asyncio.create_task(_call(executor, "r", "continue"))
    await asyncio.sleep(0)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    FakeKernel.made[0].go.set()
    answer = await _finish(executor, "r", await _call(executor, "r", "continue"))
    assert answer["exit_code"] == 0


async def test_our_own_fault_is_a_negative_exit_code_and_ends_no_queue(executor: Executor) -> None:
    answer = await _finish(executor, "r", await _call(executor, "r", code="fail"))
    assert answer["exit_code"] == -1 and "inside" in answer["console"][0][1]
    assert (await _finish(executor, "s", await _call(executor, "s", code="x")))["exit_code"] == 0


async def test_an_unknown_run(executor: Executor) -> None:
    for mode in ("continue", "continued", "input", "user-input"):
        with pytest.raises(UnknownRun):
            await _call(executor, "nobody", mode)


async def test_interrupt_reaches_only_what_runs(executor: Executor) -> None:
    await executor.interrupt()
    assert FakeKernel.made == []
    await _call(executor, "r", code="wait")
    await executor.interrupt()
    await _finish(executor, "r", await _call(executor, "r", "continue"))
    assert FakeKernel.made[0].interrupts == 1


async def test_completion_gives_up_on_a_busy_kernel(
    executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await executor.complete("im", 2) == ["im@2"]
    monkeypatch.setattr(execution, "COMPLETE_TIMEOUT", 0.01)
    assert await executor.complete("busy", 2) == []


async def test_old_finished_runs_are_dropped_newest_kept(
    executor: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "KEPT", 2)
    for n in range(5):
        await _finish(executor, str(n), await _call(executor, str(n), code="x"))
    with pytest.raises(UnknownRun):
        await _call(executor, "0", "continue")
    assert (await _call(executor, "4", "continue"))["status"] == "finished"


async def test_closing_finishes_what_waits(executor: Executor) -> None:
    await _call(executor, "1", code="wait")
    await _call(executor, "2", code="queued")
    await executor.close()
    assert (await _call(executor, "2", "continue"))["exit_code"] == 137


async def test_a_kernel_that_does_not_start_is_noted_and_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    async def start(*_: object) -> FakeKernel:
        raise RuntimeError("no ipykernel")

    module = SimpleNamespace(JupyterKernel=SimpleNamespace(start=start))
    monkeypatch.setattr(execution, "_kernel_module", lambda: module)
    notes: list[str] = []
    executor = Executor(Path("/"), set(), notes.append)
    await executor.warm()
    assert "no ipykernel" in notes[0]
    answer = await _finish(executor, "r", await _call(executor, "r", code="x"))
    assert answer["exit_code"] == -1 and "no ipykernel" in answer["console"][0][1]
    await executor.close()


@pytest.mark.parametrize(("code", "shown"), [(0, 0), (3, 3), (-9, 137), (-11, 139)])
def test_return_codes_as_a_shell_shows_them(code: int, shown: int) -> None:
    assert shell_code(code) == shown
    assert str(abs(code)) in death_notice(code)
    assert "memory" in death_notice(code, out_of_memory=True)
