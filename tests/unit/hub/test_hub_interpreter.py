"""The event loop that the service runs on, and a line to other services that died without a word."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator

import pytest

from kernelyard_hub import interpreter
from kernelyard_hub.store.channel import Line


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(interval)


async def _loop_of(found: list[str]) -> None:
    found.append(type(asyncio.get_running_loop()).__module__)


def test_it_runs_on_uvloop_where_that_is_installed() -> None:
    pytest.importorskip("uvloop")
    found: list[str] = []
    interpreter.run(_loop_of(found))
    assert found[0].startswith("uvloop")
    assert sys.getswitchinterval() == pytest.approx(interpreter.SWITCH)


def test_without_uvloop_it_runs_on_the_interpreters_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)  # importing it fails
    found: list[str] = []
    interpreter.run(_loop_of(found))
    assert found[0].startswith("asyncio")


def test_what_is_there_at_the_start_is_collected_no_more() -> None:
    interpreter.settle()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == interpreter.THRESHOLDS


class _Dead:
    """A driver whose server's machine is gone."""

    terminated = False

    def get_server_pid(self) -> int:
        return 1

    async def execute(self, _query: str, *_values: object, timeout: float) -> None:
        assert timeout > 0
        raise TimeoutError

    def terminate(self) -> None:
        self.terminated = True


async def test_a_line_without_an_answer_is_given_up() -> None:
    driver = _Dead()
    with pytest.raises(TimeoutError):
        await Line(driver).check()
    assert driver.terminated
