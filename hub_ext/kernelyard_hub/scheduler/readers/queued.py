"""Reads what waits. What was read of a session once is kept while it waits: most of it never changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, select

from ...store.keys import among, fixed, padded
from ...store.models import sessions
from ...store.once import in_write
from ..snapshot import Waiting

MANY = 1000
"""Ids in one statement."""
Describe = Callable[[Connection, Sequence[Row[Any]]], tuple[Waiting, ...]]
_known: WeakKeyDictionary[Engine, tuple[int, dict[UUID, Waiting]]] = WeakKeyDictionary()
"""By database: sessions that waited at the last look, and the `Held.facts` that they were read under."""

_PENDING = (
    select(sessions.c.id, sessions.c.tries, sessions.c.reserved)
    .where(sessions.c.status == fixed("PENDING"))
    .order_by(sessions.c.sequence)
)


_SOME = select(sessions).where(among(sessions.c.id, "ids"))


def read_queued(conn: Connection, facts: int, describe: Describe) -> tuple[Waiting, ...]:
    """The PENDING sessions in the order of their arrival; ``describe`` makes them of rows of ``sessions``."""
    rows = conn.execute(_PENDING).all()
    under, before = _known.get(conn.engine, (-1, {}))
    known = {row.id: before[row.id] for row in rows if row.id in before} if under == facts else {}
    missing = [row.id for row in rows if row.id not in known]
    for start in range(0, len(missing), MANY):
        some = conn.execute(_SOME, {"ids": padded(missing[start : start + MANY])}).all()
        known |= {one.session_id: one for one in describe(conn, some)}
    if not in_write(conn):
        # What others do changes what these wait for.
        kept = {key: one for key, one in known.items() if not one.dependencies}
        _known[conn.engine] = (facts, kept)
    return tuple(_now(known[row.id], row.tries, frozenset(row.reserved or ())) for row in rows)


def _now(session: Waiting, tries: int, reserved: frozenset[str]) -> Waiting:
    if (session.tries, session.reserved) == (tries, reserved):
        return session
    return replace(session, tries=tries, reserved=reserved)
