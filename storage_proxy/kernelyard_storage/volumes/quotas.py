"""What a volume's quotas can do, whoever enforces them (STO-019, STO-020; security case S24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

from ..errors import QuotaExceeded
from ..protocol import QuotaState

Known = tuple[int | None, int | None]
"""A scope's limit and its use in bytes, as far as they are known."""


class Quotas(Protocol):
    """The quotas of one volume. Sizes are bytes. The methods may block: call them in a thread."""

    kind: Literal["enforced", "advisory"]

    def state(self, scope: str, *, recount: bool = False) -> QuotaState:
        """Limit and use; ``recount``: as they are now, not as they were counted last."""

    def set(self, scope: str, limit: int | None) -> QuotaState:
        """Set a limit, or none. It holds from the next byte on and survives a restart."""

    def room(self, scope: str) -> int | None:
        """Bytes that still fit (0 or more), None without a limit."""

    def need(self, scope: str, size: int) -> None:
        """Raise `QuotaExceeded` unless ``size`` more bytes fit. For the start of a transfer: takes none."""

    def reserve(self, scope: str, size: int) -> AbstractContextManager[None]:
        """Around writing ``size`` bytes (one chunk of an upload): takes them first, or raises
        `QuotaExceeded`. Where the file system enforces, the write itself is refused, and named as `named`.
        """

    def release(self, scope: str, size: int) -> None:
        """``size`` bytes are gone: a file was replaced or removed."""

    def changed(self, scope: str) -> None:
        """Something was removed or written, nobody knows how much: it is counted soon."""

    def named(self, scope: str) -> AbstractContextManager[None]:
        """Around what writes: a `QuotaExceeded` that the file system caused gets the scope and its limit."""

    def close(self) -> None:
        """Stop counting, remember what is known. Safe to call twice."""


@contextmanager
def naming_quota(scope: str, known: Callable[[str], Known]) -> Iterator[None]:
    """`Quotas.named`; ``known`` must not wait for anything."""
    try:
        yield
    except QuotaExceeded as error:
        if error.quota_scope is not None:
            raise
        limit, used = known(scope)
        raise QuotaExceeded(scope, limit, used, paths=error.paths) from error


def refuse_over(scope: str, size: int, limit: int | None, used: int) -> None:
    """Raise `QuotaExceeded` where ``size`` more bytes would be over ``limit``."""
    if limit is not None and used + size > limit:
        raise QuotaExceeded(scope, limit, used, size=size)
