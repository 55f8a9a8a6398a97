"""What is read once in a transaction that serves many."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

P = ParamSpec("P")
T = TypeVar("T")
_KEPT = "read once"


@contextmanager
def remembering(conn: Connection) -> Iterator[None]:
    """Until the end of the block, `once` reads the same thing once. For blocks that do not change what is
    read so, inside one transaction: nothing can be out of date.
    """
    conn.info[_KEPT] = {}
    try:
        yield
    finally:
        del conn.info[_KEPT]


def once(
    conn: Connection, read: Callable[Concatenate[Connection, P], T], *args: P.args, **options: P.kwargs
) -> T:
    """``read(conn, …)``; inside `remembering` the first result again. The arguments must be hashable."""
    kept: dict[Hashable, Any] | None = conn.info.get(_KEPT)
    if kept is None:
        return read(conn, *args, **options)
    key = (read, args, tuple(sorted(options.items())))
    if key not in kept:
        kept[key] = read(conn, *args, **options)
    found: T = kept[key]
    return found
