"""Lists of keys in statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam

T = TypeVar("T")
MANY = 1000
"""Keys of one statement; SQLite takes 32,766, PostgreSQL's driver 32,767."""


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """``column IN (…)`` of a statement that is made once; its keys are the parameter ``name``, `padded`."""
    return column.in_(bindparam(name, expanding=True))


def padded(keys: Iterable[T]) -> list[T]:
    """The keys for an ``IN``, the last one repeated up to a power of two: so a database sees ten different
    statements, which it prepares once, and not one for every length. Empty for no keys.
    """
    found = list(keys)
    if not found:
        return found
    return found + [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))


def chunks(keys: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    """The keys for several statements, each `padded`. None for no keys."""
    found = list(keys)
    for start in range(0, len(found), size):
        yield padded(found[start : start + size])
