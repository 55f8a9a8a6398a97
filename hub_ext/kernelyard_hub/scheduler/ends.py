"""How a session's end begins, whoever wants it: its owner, a limit, or somebody who goes first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from ..events import Change
from ..store import sessions
from . import states
from .transitions import move, set_kernel


def end(conn: Connection, session: Row[Any], reason: str, now: datetime) -> list[Change]:
    """Set an open session on its way to its end: one that waits is CANCELLED, any other TERMINATED once its
    agents have ended it. One that has ended, or is ending, stays as it is."""
    if session.status == "PENDING":
        return move(conn, session, "CANCELLED", reason, now)
    if session.status in states.TERMINAL or session.status == "TERMINATING":
        return []
    kernels = sessions.kernels_of(conn, session.id)
    if all(kernel.status in (*states.TERMINAL, "PENDING") for kernel in kernels):
        return move(conn, session, "TERMINATED", reason, now)
    changes = move(conn, session, "TERMINATING", reason, now)
    for kernel in kernels:
        if kernel.status == "SCHEDULED":
            set_kernel(conn, kernel.id, "TERMINATING", reason, now)
    return changes
