"""Quotas that this service keeps itself, where the file system has none: *advisory* (STO-019, S24).

What a scope uses is counted by walking its folders and its unfinished uploads, then adjusted by what passes
through here, and counted again in the background. What sessions write shows only in the next count. Before
anybody is refused because of a count that may be old, the scope is counted again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Literal

from ..protocol import QuotaState
from .quotas import Known, naming_quota, refuse_over
from .scopes import ScopeRecord, ScopeRecords

log = logging.getLogger("kernelyard_storage.quotas")

RECOUNT = 900.0
"""Seconds after which a scope with a limit is counted again by itself."""
CARE = 20.0
"""Counting takes at most about one part in ``CARE`` of the time, however large a scope is."""
PATIENCE = 1.0
"""Seconds that setting a limit waits for a first count."""
FRESH = 2.0
"""Seconds for which a count is new enough to refuse somebody."""


@dataclass
class _Entry:
    record: ScopeRecord
    counting: threading.Lock = field(default_factory=threading.Lock)
    """Held by the one who counts; never taken while the ledger's lock is held."""
    took: float = 0.0
    """Seconds that the last count took."""
    writing: int = 0
    """Bytes that are reserved and being written."""
    since: int = 0
    """Bytes that a count under way may have seen or not."""
    doubtful: bool = False
    """Something was written during the last count: it may have been counted twice."""
    saved: int = 0
    """The use that is on the disk."""


class Ledger:
    """`kernelyard_storage.volumes.quotas.Quotas` by counting. ``count`` walks: bytes and files of a scope."""

    kind: Literal["enforced", "advisory"] = "advisory"

    def __init__(self, records: ScopeRecords, count: Callable[[str], tuple[int, int]]) -> None:
        self._records = records
        self._count = count
        self._lock = threading.Lock()
        self._wake = threading.Condition(self._lock)
        self._entries = {scope: _Entry(record) for scope, record in records.load().items()}
        self._due: dict[str, float] = {}
        """When a scope is counted next, on the monotonic clock."""
        self._closed = False
        self._thread: threading.Thread | None = None
        with self._lock:
            for scope, entry in self._entries.items():
                if entry.record.limit is not None:
                    self._plan(scope, 0.0)  # what changed while we did not run

    def state(self, scope: str, *, recount: bool = False) -> QuotaState:
        entry = self._entry(scope)
        if recount or entry.record.used is None:
            self._recount(scope, entry)
        elif time.time() - entry.record.counted > RECOUNT:
            self.changed(scope)
        with self._lock:
            return self._told(entry.record)

    def _told(self, record: ScopeRecord) -> QuotaState:
        return QuotaState(
            limit=record.limit,
            used_bytes=record.used or 0,
            files=record.files,
            quota=self.kind,
            counted=record.counted,
        )

    def set(self, scope: str, limit: int | None) -> QuotaState:
        entry = self._entry(scope)
        with self._lock:
            before, entry.record.limit = entry.record.limit, limit
            try:
                if before != limit:
                    self._records.save(scope, entry.record, durable=True)
            except OSError:
                entry.record.limit = before
                raise
            if entry.record.used is None:
                self._plan(scope, 0.0)
                # A site tells the limits of all its scopes at once: none waits for the count of a large one.
                self._wake.wait_for(lambda: entry.record.used is not None, PATIENCE)
            return self._told(entry.record)

    def room(self, scope: str) -> int | None:
        entry = self._counted(scope)
        with self._lock:
            limit = entry.record.limit
            return None if limit is None else max(0, limit - (entry.record.used or 0))

    def need(self, scope: str, size: int) -> None:
        self._fit(scope, size, take=False)

    @contextmanager
    def reserve(self, scope: str, size: int) -> Iterator[None]:
        entry = self._fit(scope, size, take=True)
        try:
            with self.named(scope):
                yield
        except BaseException:
            self.changed(scope)  # nobody knows how much of it was written
            raise
        finally:
            with self._lock:
                entry.writing -= size

    def _fit(self, scope: str, size: int, *, take: bool) -> _Entry:
        entry = self._counted(scope)
        with self._lock:
            record = entry.record
            fits = record.limit is None or (record.used or 0) + size <= record.limit
            if fits and take:
                _take(entry, size)
        if fits:
            return entry
        if self._outdated(entry):
            self._recount(scope, entry)
        with self._lock:
            refuse_over(scope, size, record.limit, record.used or 0)
            if take:
                _take(entry, size)
        return entry

    def release(self, scope: str, size: int) -> None:
        entry = self._entry(scope)
        with self._lock:
            if entry.record.used is not None:
                entry.record.used = max(0, entry.record.used - size)

    def changed(self, scope: str) -> None:
        entry = self._entry(scope)
        with self._lock:
            if entry.record.used is not None:
                self._plan(scope, entry.took * CARE)

    def named(self, scope: str) -> AbstractContextManager[None]:
        return naming_quota(scope, self._known)

    def _known(self, scope: str) -> Known:
        with self._lock:
            entry = self._entries.get(scope)
            return (entry.record.limit, entry.record.used) if entry else (None, None)

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._wake.notify_all()
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            for scope, entry in self._entries.items():
                if entry.record.used is not None and entry.record.used != entry.saved:
                    self._save(scope, entry)
        self._records.close()

    def _entry(self, scope: str) -> _Entry:
        with self._lock:
            return self._entries.setdefault(scope, _Entry(ScopeRecord()))

    def _counted(self, scope: str) -> _Entry:
        """A scope's entry; one with a limit has been counted at least once."""
        entry = self._entry(scope)
        if entry.record.limit is not None and entry.record.used is None:
            self._recount(scope, entry)
        return entry

    def _outdated(self, entry: _Entry) -> bool:
        with self._lock:
            if entry.doubtful and not entry.writing:
                return True
        age = time.time() - entry.record.counted
        return age < 0 or age > max(FRESH, entry.took * CARE)

    def _recount(self, scope: str, entry: _Entry) -> None:
        """Count now; who comes while somebody counts waits for that count. Raises OSError."""
        asked = time.time()
        with entry.counting:
            if entry.record.counted >= asked:
                return
            with self._lock:
                entry.since = entry.writing
            began, clock = time.time(), time.monotonic()
            used, files = self._count(scope)
            with self._lock:
                entry.took = time.monotonic() - clock
                record = entry.record
                record.used, record.files, record.counted = used + entry.since, files, began
                entry.doubtful = bool(entry.since)
                if entry.doubtful:
                    self._plan(scope, max(FRESH, entry.took * CARE))
                elif record.limit is not None:
                    self._plan(scope, RECOUNT)
                self._save(scope, entry)
                self._wake.notify_all()

    def _save(self, scope: str, entry: _Entry) -> None:
        entry.saved = entry.record.used or 0
        try:
            self._records.save(scope, entry.record)
        except OSError as error:  # a full disk, of all things; the count is only a convenience
            log.warning("cannot remember what %s uses: %s", scope, error)

    def _plan(self, scope: str, delay: float) -> None:
        """Count a scope in ``delay`` seconds, or sooner if that was planned. With the lock held."""
        due = time.monotonic() + delay
        if self._closed or self._due.get(scope, due + 1) <= due:
            return
        self._due[scope] = due
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="quota-count", daemon=True)
            self._thread.start()
        self._wake.notify_all()

    def _next(self) -> str | None:
        """The next scope that is due, waiting for it; None at the end."""
        with self._lock:
            while not self._closed:
                scope = min(self._due, key=self._due.__getitem__, default=None)
                if scope is None:
                    self._wake.wait()
                    continue
                rest = self._due[scope] - time.monotonic()
                if rest <= 0:
                    del self._due[scope]
                    return scope
                self._wake.wait(rest)
        return None

    def _run(self) -> None:
        while (scope := self._next()) is not None:
            try:
                self._recount(scope, self._entry(scope))
            except InterruptedError:
                return
            except Exception:
                # The outermost frame of the counting thread: one scope that cannot be read stops no other.
                log.exception("cannot count what %s uses", scope)


def _take(entry: _Entry, size: int) -> None:
    entry.writing += size
    entry.since += size
    if entry.record.used is not None:
        entry.record.used += size
