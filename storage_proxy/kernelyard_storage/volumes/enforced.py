"""Quotas that the file system keeps: it refuses bytes over a limit, whoever writes them (STO-019).

The limits are remembered beside it (`ScopeBook`), so they can be told without asking and set again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Literal, Protocol

from ..errors import QuotaExceeded, StorageFull
from ..protocol import QuotaState
from .quotas import naming_quota, refuse_over
from .scopes import ScopeRecord, ScopeRecords


class Enforcer(Protocol):
    """A file system's quotas. Methods block and raise OSError."""

    def used(self, scope: str, *, fresh: bool) -> tuple[int, int | None]:
        """Bytes and files of a scope; ``fresh``: as of now, even if that costs something."""

    def limit(self, scope: str, limit: int | None) -> None:
        """Refuse what is over ``limit`` bytes from now on; None: refuse nothing."""


class ScopeBook:
    """The records of all scopes, and the numbers that the file system knows them by. Safe between threads."""

    def __init__(self, records: ScopeRecords) -> None:
        self._records = records
        self._lock = threading.Lock()
        self._scopes = records.load()

    def limit(self, scope: str) -> int | None:
        with self._lock:
            record = self._scopes.get(scope)
            return record.limit if record else None

    def known(self, scope: str) -> bool:
        """Whether the scope has a number."""
        with self._lock:
            record = self._scopes.get(scope)
            return record is not None and record.number is not None

    def scopes(self) -> list[str]:
        """Those that have a number."""
        with self._lock:
            return [scope for scope, record in self._scopes.items() if record.number is not None]

    def set_limit(self, scope: str, limit: int | None) -> None:
        with self._lock:
            record = self._scopes.setdefault(scope, ScopeRecord())
            before, record.limit = record.limit, limit
            if before == limit:
                return
            try:
                self._records.save(scope, record, durable=True)
            except OSError:
                record.limit = before
                raise

    def number(self, scope: str) -> int:
        """The scope's number, the next one where it has none. Numbers are never given twice."""
        with self._lock:
            record = self._scopes.setdefault(scope, ScopeRecord())
            if record.number is None:
                most = max((each.number or 0 for each in self._scopes.values()), default=0)
                record.number = max(most, FIRST_NUMBER - 1) + 1
                self._records.save(scope, record, durable=True)
            return record.number

    def close(self) -> None:
        self._records.close()


FIRST_NUMBER = 100_000
"""Below are the numbers that an administrator gives by hand."""
NEAR = 1 << 20
"""A scope whose limit is no further than so many bytes is full."""


class EnforcedQuotas:
    """`kernelyard_storage.volumes.quotas.Quotas` of a file system that has its own."""

    kind: Literal["enforced", "advisory"] = "enforced"

    def __init__(self, book: ScopeBook, enforcer: Enforcer) -> None:
        self._book = book
        self._enforcer = enforcer
        self._closed = False

    def state(self, scope: str, *, recount: bool = False) -> QuotaState:
        now = time.time()
        used, files = self._enforcer.used(scope, fresh=recount)
        limit = self._book.limit(scope)
        return QuotaState(limit=limit, used_bytes=used, files=files, quota=self.kind, counted=now)

    def set(self, scope: str, limit: int | None) -> QuotaState:
        self._enforcer.limit(scope, limit)
        self._book.set_limit(scope, limit)
        return self.state(scope)

    def room(self, scope: str) -> int | None:
        limit = self._book.limit(scope)
        return None if limit is None else max(0, limit - self._enforcer.used(scope, fresh=False)[0])

    def need(self, scope: str, size: int) -> None:
        limit = self._book.limit(scope)
        if limit is None:
            return
        used = self._enforcer.used(scope, fresh=False)[0]
        if used + size > limit:  # what was deleted a moment ago may still be counted
            used = self._enforcer.used(scope, fresh=True)[0]
        refuse_over(scope, size, limit, used)

    def reserve(self, scope: str, size: int) -> AbstractContextManager[None]:
        return self.named(scope) if size else nullcontext()

    def release(self, scope: str, size: int) -> None:
        """Nothing: the file system counts."""

    def changed(self, scope: str) -> None:
        """Nothing: the file system counts."""

    @contextmanager
    def named(self, scope: str) -> Iterator[None]:
        """Also where the file system calls a full quota a full disk, as XFS does for projects."""
        try:
            with naming_quota(scope, lambda _: (self._book.limit(scope), None)):
                yield
        except QuotaExceeded:
            raise
        except StorageFull as error:
            limit = self._book.limit(scope)
            if limit is None:
                raise
            used = self._enforcer.used(scope, fresh=False)[0]
            if used + NEAR < limit:
                raise
            raise QuotaExceeded(scope, limit, used) from error

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._book.close()
