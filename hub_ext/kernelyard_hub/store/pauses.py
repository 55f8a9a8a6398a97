"""Turns for others in the middle of a long look at the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.util import await_only

from ..turns import MOMENT, TURN

T = TypeVar("T")


def paused(conn: Connection, items: Iterable[T]) -> Iterator[T]:
    """The items, one after the other; after some milliseconds others go on first. For a transaction that
    reads thousands of rows: on PostgreSQL, where transactions compute on the event loop, the loop would stand
    still. Not for one that writes, since all others wait for it.
    """
    since = time.perf_counter()
    for item in items:
        yield item
        if time.perf_counter() - since > TURN:
            if conn.dialect.is_async:
                await_only(asyncio.sleep(0))
            else:
                time.sleep(MOMENT)
            since = time.perf_counter()
