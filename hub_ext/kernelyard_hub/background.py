"""Work that goes on after the request that began it, and that its owner can watch (``bgtask_*`` events).

It lives in this process: when the service stops, it is cancelled, and watchers are told so. Copies of folders
go on (`operations.vfolders.clones.resume`): what is told of them breaks off without an ending.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

log = logging.getLogger(__name__)

KEPT = 256
"""Ended tasks that can still be asked for."""
MOST_UPDATES = 4096

Report = Callable[[int, int, str], None]
"""Says how far the work is: done, in total, and a line of text."""


class TaskFailed(Exception):
    """The work has failed; the message is for who began it."""


@dataclass(slots=True)
class _Task:
    name: str
    owner: UUID
    updates: list[tuple[int, int, str]] = field(default_factory=list)
    """Every report, the first `MOST_UPDATES` of them; after that each replaces the last."""
    lasting: bool = False
    """Whether it goes on when this process stops."""
    broken_off: bool = False
    ending: tuple[str, str] | None = None
    """Name of the last event, and its message."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    work: asyncio.Task[None] | None = None

    def touch(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


class BackgroundTasks:
    """The tasks of this process."""

    def __init__(self) -> None:
        self._tasks: OrderedDict[UUID, _Task] = OrderedDict()

    def start(
        self,
        name: str,
        owner: UUID,
        work: Callable[[Report], Coroutine[Any, Any, str]],
        task_id: UUID | None = None,
    ) -> UUID:
        """Begin; ``work`` gets a `Report` and returns its last words. Raises `TaskFailed` inside. ``task_id``
        is of work that another process may have begun, and may go on with: where it goes on here already,
        nothing is begun.
        """
        known = self._tasks.pop(task_id, None) if task_id is not None else None
        lasting = task_id is not None
        task_id = task_id or uuid4()
        if known is not None and known.ending is None:
            self._tasks[task_id] = known
            return task_id
        task = self._tasks[task_id] = _Task(name, owner, lasting=lasting)
        task.work = asyncio.create_task(self._run(task, work), name=f"background-{name}")
        ended = [key for key, each in self._tasks.items() if each.ending is not None]
        for key in ended[: max(0, len(self._tasks) - KEPT)]:
            del self._tasks[key]
        return task_id

    def running(self, name: str) -> UUID | None:
        """A task of this name that goes on."""
        return next((key for key, task in self._tasks.items() if task.name == name and not task.ending), None)

    def owner(self, task_id: UUID) -> UUID | None:
        """Who began it; None for an unknown task."""
        task = self._tasks.get(task_id)
        return task.owner if task is not None else None

    async def follow(self, task_id: UUID) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """All that it has reported, what it reports from now on, and its end, where that comes in this
        process; nothing for an unknown task.
        """
        task = self._tasks.get(task_id)
        seen = 0
        while task is not None:
            changed = task.changed
            while seen < len(task.updates):
                current, total, message = task.updates[seen]
                seen += 1
                progress = {"current_progress": current, "total_progress": total}
                yield "bgtask_updated", _said(task_id, message) | progress
            if task.ending is not None and seen >= len(task.updates):
                yield task.ending[0], _said(task_id, task.ending[1])
                return
            if task.broken_off:
                return
            if changed is task.changed:
                await changed.wait()

    async def stop(self) -> None:
        """Cancel what goes on."""
        going = [task.work for task in self._tasks.values() if task.work is not None]
        for work in going:
            work.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    async def _run(self, task: _Task, work: Callable[[Report], Coroutine[Any, Any, str]]) -> None:
        def report(current: int, total: int, message: str) -> None:
            if len(task.updates) >= MOST_UPDATES:
                task.updates.pop()
            task.updates.append((current, total, message))
            task.touch()

        try:
            task.ending = ("bgtask_done", await work(report))
        except TaskFailed as error:
            task.ending = ("bgtask_failed", str(error))
        except asyncio.CancelledError:
            task.broken_off = task.lasting
            if not task.lasting:
                task.ending = ("bgtask_cancelled", "The service stops.")
            raise
        except Exception:
            # The outermost frame: whatever it was, watchers must hear of the end.
            log.exception("the background task %s failed", task.name)
            task.ending = ("bgtask_failed", "Internal server error.")
        finally:
            task.touch()


def _said(task_id: UUID, message: str) -> dict[str, Any]:
    return {"task_id": str(task_id), "message": message}
