"""Lists of keys in statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def padded(keys: Iterable[T]) -> list[T]:
    """The keys for an ``IN``, the last one repeated up to a power of two: so a database sees ten different
    statements, which it prepares once, and not one for every length. Empty for no keys.
    """
    found = list(keys)
    if not found:
        return found
    return found + [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))
