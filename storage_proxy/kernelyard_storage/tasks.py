"""Work that outlives its request: cloning a folder. Kept in memory; a restart forgets tasks, and
`Volume.sweep` removes what they had made.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid4

from .copying import Cancelled
from .errors import FolderExists, StorageProblem, TaskNotFound
from .protocol import TaskState

log = logging.getLogger("kernelyard_storage.tasks")

KEPT = 3600.0
"""Seconds that the end of a task can be asked for."""
THREADS = 4


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
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(THREADS, "task")

    def start(self, work: Callable[[Task], None], makes: UUID | None = None) -> Task:
        """Begin ``work`` in a thread. What it raises is its end; what it made, it removes itself. Two do not
        make the same folder at a time: `FolderExists`.
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
        self._threads.submit(self._run, task, work)
        return task

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
