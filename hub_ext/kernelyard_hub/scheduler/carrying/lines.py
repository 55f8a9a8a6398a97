"""Lines to agents: what is asked of one agent at the same time travels together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from uuid import UUID

from kernelyard_agent.client import AgentClient, AgentError, AgentUnreachable
from kernelyard_agent.protocol import CreateKernel, DestroyCall, KernelCalls, KernelStatus

from .agents import AgentPool
from .calls import Call

T = TypeVar("T")
A = TypeVar("A")
MOST = 64
"""Calls that travel together."""
LOGS = 8
"""Logs that travel together; each has a megabyte at the most."""
AT_ONCE = 32
"""Requests to all agents at the same time."""
AT_ONE = 2
"""Requests to one agent at the same time: one that takes long does not hold up what comes after it."""

Send = Callable[[AgentClient, Sequence[T]], Awaitable[Sequence[A | Exception]]]


class Line(Generic[T, A]):
    """One kind of question to one agent."""

    def __init__(
        self, client: Callable[[], AgentClient], gate: asyncio.Semaphore, send: Send[T, A], most: int
    ):
        self._client, self._gate, self._send, self._most = client, gate, send, most
        self._waiting: list[tuple[T, asyncio.Future[A]]] = []
        self._senders: set[asyncio.Task[None]] = set()

    async def ask(self, question: T) -> A:
        """Raises `AgentError`, `AgentUnreachable`."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if len(self._senders) < AT_ONE:
            sender = asyncio.create_task(self._go_on(), name="line-to-agent")
            self._senders.add(sender)
        return await answer

    def close(self) -> None:
        for sender in self._senders:
            sender.cancel()
        for _, answer in self._waiting:
            answer.cancel()

    async def _go_on(self) -> None:
        try:
            await self._empty()
        finally:
            # At once, not a turn of the loop later: whoever asks next has to see that nobody sends any more.
            self._senders -= {asyncio.current_task()}

    async def _empty(self) -> None:
        while self._waiting:
            async with self._gate:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                batch = [one for one in batch if not one[1].done()]
                if not batch:
                    continue
                try:
                    results = await self._send(self._client(), [question for question, _ in batch])
                except Exception as error:  # noqa: BLE001 - it belongs to those who have asked
                    results = [error] * len(batch)
            for (_, answer), result in zip(batch, results, strict=True):
                if answer.done():
                    continue
                if isinstance(result, Exception):
                    answer.set_exception(result)
                else:
                    answer.set_result(result)


class Lines:
    """All agents' lines."""

    def __init__(self, agents: AgentPool) -> None:
        self._agents = agents
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._calls: dict[str, Line[Call, KernelStatus]] = {}
        self._logs: dict[str, Line[UUID, str]] = {}

    async def call(self, call: Call) -> KernelStatus:
        """Create or destroy a kernel. Raises `AgentError`, `AgentUnreachable`."""
        at = call.address
        if at not in self._calls:
            self._calls[at] = Line(lambda: self._agents.at(at), self._gate, _send_calls, MOST)
        return await self._calls[at].ask(call)

    async def log(self, address: str, kernel_id: UUID) -> str:
        """What a kernel has printed; empty where the agent does not know it. Raises `AgentUnreachable`."""
        if address not in self._logs:
            self._logs[address] = Line(lambda: self._agents.at(address), self._gate, _send_logs, LOGS)
        return await self._logs[address].ask(kernel_id)

    def close(self) -> None:
        for calls in self._calls.values():
            calls.close()
        for logs in self._logs.values():
            logs.close()


async def _send_calls(client: AgentClient, calls: Sequence[Call]) -> Sequence[KernelStatus | Exception]:
    if len(calls) == 1:
        return [await _alone(client, calls[0])]
    creates = [call for call in calls if isinstance(call.request, CreateKernel)]
    asked = KernelCalls(
        create=[call.request for call in creates if isinstance(call.request, CreateKernel)],
        destroy=[
            DestroyCall(kernel_id=call.kernel_id, call=call.request)
            for call in calls
            if not isinstance(call.request, CreateKernel)
        ],
    )
    try:
        answers = await client.calls(asked)
    except AgentError as error:
        if error.status >= 500:
            raise
        # The whole of them was refused (too long, not understood): that is no answer to any single one.
        return [await _alone(client, call) for call in calls]
    order = [*creates, *(call for call in calls if not isinstance(call.request, CreateKernel))]
    by_call: dict[int, KernelStatus | Exception] = {
        id(call): answer.kernel or AgentError(answer.status, answer.title, answer.detail)
        for call, answer in zip(order, answers, strict=True)
    }
    return [by_call[id(call)] for call in calls]


async def _alone(client: AgentClient, call: Call) -> KernelStatus | Exception:
    try:
        if isinstance(call.request, CreateKernel):
            return await client.create_kernel(call.request)
        return await client.destroy_kernel(call.kernel_id, call.request)
    except (AgentError, AgentUnreachable) as error:
        return error


async def _send_logs(client: AgentClient, kernel_ids: Sequence[UUID]) -> Sequence[str | Exception]:
    if len(kernel_ids) == 1:
        return [await _log_alone(client, kernel_ids[0])]
    try:
        found = await client.logs_of(list(kernel_ids))
    except AgentError as error:
        if error.status >= 500:
            raise
        # The whole of them was refused: that is no answer to any single one.
        return [await _log_alone(client, kernel_id) for kernel_id in kernel_ids]
    return [found.get(kernel_id, "") for kernel_id in kernel_ids]


async def _log_alone(client: AgentClient, kernel_id: UUID) -> str | Exception:
    try:
        return (await client.logs(kernel_id)).text
    except AgentError as error:
        return "" if error.status == 404 else error
    except AgentUnreachable as error:
        return error
