"""What of a heartbeat is taken in: a full node says of most kernels what is known."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from kernelyard_agent.protocol import KernelState, KernelStatus
from kernelyard_hub.scheduler.life.observe import news

KERNEL = UUID(int=1)


def _known(**other: Any) -> list[Any]:
    plain = {"status": "RUNNING", "session_status": "RUNNING", "generation": 2, "container_id": "c"}
    return [SimpleNamespace(id=KERNEL, session_id=KERNEL, **{**plain, **other})]


def _said(**other: Any) -> list[KernelStatus]:
    plain = {
        "generation": 2,
        "state": KernelState.RUNNING,
        "container_id": "c",
        "changed_at": datetime.now(UTC),
    }
    return [KernelStatus(kernel_id=KERNEL, session_id=KERNEL, **{**plain, **other})]


def test_a_kernel_that_runs_as_is_known_is_no_news() -> None:
    assert news(_known(), _said()) == []
    assert news(_known(container_id=None), _said(container_id=None)) == []
    assert news(_known(), _said(quiet=3.0, busy=True)) == [], "activity is heard of in another way"


@pytest.mark.parametrize(
    "known",
    [
        {"status": "PREPARING"},
        {"session_status": "TERMINATING"},
        {"session_status": "RESTARTING"},
        {"generation": 3},
        {"generation": 1},
        {"container_id": None},
    ],
)
def test_what_is_known_otherwise_is_news(known: dict[str, Any]) -> None:
    said = _said()
    assert news(_known(**known), said) == said


@pytest.mark.parametrize(
    "said",
    [
        {"state": KernelState.EXITED},
        {"state": KernelState.TERMINATING},
        {"state": KernelState.PREPARING},
        {"stats": {"cpu_util": {"current": "1"}}},
        {"abuse": {"kind": "mining"}},
        {"exit_code": 0},
        {"container_id": "other"},
    ],
)
def test_what_a_node_says_anew_is_news(said: dict[str, Any]) -> None:
    statuses = _said(**said)
    assert news(_known(), statuses) == statuses


def test_a_kernel_that_nobody_knows_is_news() -> None:
    statuses = _said()
    assert news([], statuses) == statuses
