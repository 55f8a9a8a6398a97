"""Lines to agents, and what is remembered of calls, without agents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kernelyard_agent.client import AgentError, AgentUnreachable
from kernelyard_agent.protocol import KernelLogs
from kernelyard_hub.scheduler.carrying import carry
from kernelyard_hub.scheduler.carrying.carry import Carrier
from kernelyard_hub.scheduler.carrying.lines import _send_logs

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


class Node:
    """Refuses to send logs together, and has its own answer for each."""

    def __init__(self, status: int) -> None:
        self._status = status

    async def logs_of(self, kernel_ids: list[UUID]) -> dict[UUID, str]:
        raise AgentError(self._status, "refused", "too many")

    async def logs(self, kernel_id: UUID) -> KernelLogs:
        if kernel_id == TWO:
            raise AgentError(404, "not found", "")
        if kernel_id == THREE:
            raise AgentUnreachable("away")
        return KernelLogs(text="printed")


async def test_logs_that_are_refused_together_are_asked_for_one_by_one() -> None:
    node: Any = Node(400)
    printed, unknown, away = await _send_logs(node, [ONE, TWO, THREE])
    assert (printed, unknown) == ("printed", "") and isinstance(away, AgentUnreachable)


async def test_a_node_that_fails_is_not_asked_for_each() -> None:
    node: Any = Node(500)
    with pytest.raises(AgentError):
        await _send_logs(node, [ONE, TWO])


def test_what_was_asked_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions that a deadline or an admin ends are not told to whoever called for them."""
    clock = [0.0]
    monkeypatch.setattr(carry.time, "monotonic", lambda: clock[0])
    nothing: Any = None
    carrier = Carrier(
        nothing, nothing, nothing, nothing,
        epoch=lambda: 1, freed=lambda: None, fenced=nothing, now=lambda: datetime.now(UTC),
    )  # fmt: skip
    for number in range(1000):
        clock[0] += 1.0
        carrier._note_asked(UUID(int=number))
    assert len(carrier._asked) <= carry.REMIND + 1
    assert UUID(int=999) in carrier._asked
