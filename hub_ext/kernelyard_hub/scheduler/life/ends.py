"""How a session's end begins, whoever wants it: its owner, a limit, or somebody who goes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from ...events import Change
from ...store import sessions
from . import states
from .transitions import Moves

PREEMPTED = "preempted"
"""How the reason of an end begins that makes room for another session."""
PREEMPTED_FOR_NOW = "preempted, to wait again"
"""The same, of a session that is put back to wait when it has ended."""
WAITS_AGAIN = "It had to make room for a session of higher priority, and waits for its turn again."


def end(conn: Connection, session: Row[Any], reason: str, now: datetime) -> list[Change]:
    """Set an open session on its way to its end: one that waits is CANCELLED, any other TERMINATED once its
    agents have ended it. One that has ended, or is ending, stays as it is."""
    moves = Moves(now)
    changes = begin(moves, session, sessions.kernels_of(conn, session.id), reason)
    moves.write(conn)
    return changes


def begin(moves: Moves, session: Row[Any], kernels: Sequence[Row[Any]], reason: str) -> list[Change]:
    """`end` of one of several sessions; ``kernels`` are its own."""
    if session.status == "PENDING":
        return moves.session(session, "CANCELLED", reason)
    over = all(kernel.status in (*states.TERMINAL, "PENDING") for kernel in kernels)
    if session.status == "TERMINATING" and session.status_info.startswith(PREEMPTED_FOR_NOW):
        if over:
            return moves.session(session, "TERMINATED", reason)  # it waited for its log only
        moves.reason(session.id, reason)  # so it does not wait again
    if session.status in states.TERMINAL or session.status == "TERMINATING":
        return []
    if over:
        return moves.session(session, "TERMINATED", reason)
    for kernel in kernels:
        if kernel.status == "SCHEDULED":
            moves.kernel(kernel.id, status="TERMINATING", status_info=reason, status_changed=moves.now)
    return moves.session(session, "TERMINATING", reason)
