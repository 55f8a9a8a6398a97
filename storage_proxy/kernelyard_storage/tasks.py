"""Work that outlives its request: cloning a folder. Kept in memory; a restart forgets tasks, and
`Volume.sweep` removes what they had made.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Literal
from uuid import UUID, uuid4

from .copying import Cancelled
from .errors import FolderExists, StorageProblem, TaskNotFound
from .protocol import TaskState

log = logging.getLogger("kernelyard_storage.tasks")

KEPT = 3600.0
"""Seconds that the end of a task can be asked for."""
THREADS = 8
AT_A_TIME = 2
"""Tasks that share their turns, those of a quota scope: so nobody's copies hold all threads."""


@dataclass
class Task:
    """What the one who works tells, and what he is told. Sizes in bytes."""

    task_id: UUID = field(default_factory=uuid4)
    makes: UUID | None = None
    total: int = 0
    done: int = 0
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    message: str = ""
    ended: float = 0.0
    interrupt: Callable[[], None] = lambda: None
    """Called at a cancellation, by another thread: ends what waits for something else than `progress`."""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    over: Future[None] = field(default_factory=Future)

    def cancel(self) -> None:
        self._cancelled.set()
        self.interrupt()

    def progress(self, size: int) -> None:
        """``size`` bytes more are done. Raises `Cancelled`."""
        if self._cancelled.is_set():
            raise Cancelled
        self.done += size

    def told(self) -> TaskState:
        return TaskState(
            task_id=self.task_id, state=self.state, done=self.done, total=self.total, message=self.message
        )

    def wait(self, timeout: float) -> None:
        """Until it is over, ``timeout`` seconds at most."""
        with suppress(TimeoutError):
            self.over.result(timeout)

    def end(self, state: Literal["done", "failed", "cancelled"], message: str = "") -> None:
        self.state, self.message, self.ended = state, message, time.monotonic()
        self.over.set_result(None)


class Tasks:
    """The tasks of one storage proxy. Safe between threads."""

    def __init__(self) -> None:
        self._tasks: dict[UUID, Task] = {}
        self._lock = threading.RLock()
        self._threads = ThreadPoolExecutor(THREADS, "task")
        self._running: Counter[str] = Counter()
        self._waiting: dict[str, dict[UUID, Callable[[], None]]] = {}
        """By turns: tasks that have not begun, in their order, and what begins them."""

    def start(self, work: Callable[[Task], None], makes: UUID | None = None, *, turns: str = "") -> Task:
        """Begin ``work`` in a thread, when `AT_A_TIME` others of these ``turns`` (none: at once) leave it
        room. What it raises is its end; what it made, it removes itself. Two do not make the same folder at a
        time: `FolderExists`.
        """
        task = Task(makes=makes)
        with self._lock:
            if makes is not None and any(
                each.makes == makes for each in self._tasks.values() if not each.ended
            ):
                raise FolderExists(str(makes))
            horizon = time.monotonic() - KEPT
            for old in [each for each in self._tasks.values() if each.ended and each.ended < horizon]:
                del self._tasks[old.task_id]
            self._tasks[task.task_id] = task
            begin = partial(self._begin, turns, task, work)
            if turns and self._running[turns] >= AT_A_TIME:
                task.interrupt = partial(self._give_up_turn, turns, task)
                task.message = "It waits for other copies."
                self._waiting.setdefault(turns, {})[task.task_id] = begin
            else:
                self._running[turns] += 1
                begin()
        return task

    def _begin(self, turns: str, task: Task, work: Callable[[Task], None]) -> None:
        self._threads.submit(self._in_turn, turns, task, work)

    def _in_turn(self, turns: str, task: Task, work: Callable[[Task], None]) -> None:
        task.message = ""
        try:
            self._run(task, work)
        finally:
            with self._lock:
                waiting = self._waiting.get(turns)
                if waiting:
                    waiting.pop(next(iter(waiting)))()
                else:
                    self._waiting.pop(turns, None)
                    self._running[turns] -= 1
                    self._running += Counter()  # forgets those that are at nothing

    def _give_up_turn(self, turns: str, task: Task) -> None:
        """A task that is cancelled before it has begun ends; for one that has, nothing."""
        with self._lock:
            waited = self._waiting.get(turns, {}).pop(task.task_id, None)
        if waited is not None:
            task.end("cancelled")

    def _run(self, task: Task, work: Callable[[Task], None]) -> None:
        try:
            task.progress(0)
            work(task)
        except Cancelled:
            task.end("cancelled")
        except StorageProblem as problem:
            task.end("failed", f"{problem.title} {problem.detail}".strip())
        except Exception as error:
            # The outermost frame of a task: whatever went wrong is its end, and its words are in the log.
            log.exception("a task failed")
            words = error.strerror if isinstance(error, OSError) else "The storage proxy's log says why."
            task.end("failed", words or "")
        else:
            task.end("done", task.message)

    def end_making(self, folder_id: UUID, timeout: float) -> bool:
        """Cancel what makes this folder, and wait until it is over; whether it is."""
        deadline = time.monotonic() + timeout
        with self._lock:
            making = [each for each in self._tasks.values() if each.makes == folder_id and not each.ended]
        for task in making:
            task.cancel()
        for task in making:
            task.wait(max(0.0, deadline - time.monotonic()))
        return all(task.ended for task in making)

    def get(self, task_id: UUID) -> Task:
        """Raises `TaskNotFound`."""
        with self._lock:
            try:
                return self._tasks[task_id]
            except KeyError:
                raise TaskNotFound from None

    def close(self) -> None:
        """Cancel what is under way, wait until its remains are gone."""
        with self._lock:
            for task in self._tasks.values():
                task.cancel()
        self._threads.shutdown(wait=True)
