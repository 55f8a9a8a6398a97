"""Who schedules. A lease with an epoch: writes and agent calls of a scheduler that has lost it are refused
(R12).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from .models import leases

SCHEDULER = "scheduler"


class LeaseLost(Exception):
    """Another scheduler is in charge."""


def take(conn: Connection, holder: str, now: datetime, ttl: float, *, force: bool = False) -> int | None:
    """Take or renew the lease; returns its epoch, or None while somebody else holds it.

    The epoch grows whenever the holder changes. ``force`` takes it from a holder that cannot exist any more
    (SQLite:
    its database is locked by this very process).
    """
    row = conn.execute(select(leases).where(leases.c.name == SCHEDULER)).first()
    until = now + timedelta(seconds=ttl)
    if row is None:
        conn.execute(insert(leases).values(name=SCHEDULER, holder=holder, epoch=1, expires_at=until))
        return 1
    if row.holder != holder and row.expires_at > now and not force:
        return None
    epoch = int(row.epoch) if row.holder == holder else int(row.epoch) + 1
    conn.execute(
        update(leases).where(leases.c.name == SCHEDULER).values(holder=holder, epoch=epoch, expires_at=until)
    )
    return epoch


def raise_above(conn: Connection, holder: str, seen: int) -> int | None:
    """Go beyond an epoch that agents know and the database does not: it was restored from a backup, or made
    anew.

    Only the holder may; returns the epoch, or None when somebody else holds the lease.
    """
    row = conn.execute(select(leases).where(leases.c.name == SCHEDULER)).first()
    if row is None or row.holder != holder:
        return None
    epoch = max(int(row.epoch), seen + 1)
    conn.execute(update(leases).where(leases.c.name == SCHEDULER).values(epoch=epoch))
    return epoch


def check(conn: Connection, holder: str, epoch: int) -> None:
    """Raise `LeaseLost` unless ``holder`` still has the lease in ``epoch``."""
    row = conn.execute(select(leases.c.holder, leases.c.epoch).where(leases.c.name == SCHEDULER)).first()
    if row is None or row.holder != holder or row.epoch != epoch:
        raise LeaseLost(f"the scheduler's lease has passed on from epoch {epoch}")


def current_epoch(conn: Connection) -> int:
    """The epoch of the scheduler in charge; 0 before the first."""
    return int(conn.execute(select(leases.c.epoch).where(leases.c.name == SCHEDULER)).scalar() or 0)
