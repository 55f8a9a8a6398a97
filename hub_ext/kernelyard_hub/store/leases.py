"""Who schedules. A lease with an epoch: writes and agent calls of a scheduler that has lost it are refused
(R12).
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from .models import leases

SCHEDULER = "scheduler"


class LeaseLost(Exception):
    """Another scheduler is in charge."""


def take(conn: Connection, holder: str, now: datetime, ttl: float, *, force: bool = False) -> int | None:
    """Take or renew the lease; returns its epoch, or None while somebody else holds it.

    The epoch grows whenever the holder changes. ``force`` takes it from a holder that cannot exist any more
    (SQLite:
    its database is locked by this very process). A holder that has died on this machine is not waited for.
    """
    row = conn.execute(select(leases).where(leases.c.name == SCHEDULER)).first()
    until = now + timedelta(seconds=ttl)
    if row is None:
        conn.execute(insert(leases).values(name=SCHEDULER, holder=holder, epoch=1, expires_at=until))
        return 1
    if row.holder != holder and row.expires_at > now and not force and not is_dead(row.holder):
        return None
    epoch = int(row.epoch) if row.holder == holder else int(row.epoch) + 1
    conn.execute(
        update(leases).where(leases.c.name == SCHEDULER).values(holder=holder, epoch=epoch, expires_at=until)
    )
    return epoch


def give_up(conn: Connection, holder: str) -> None:
    """Let another scheduler begin at once. Does nothing when somebody else holds the lease."""
    mine = (leases.c.name == SCHEDULER) & (leases.c.holder == holder)
    conn.execute(update(leases).where(mine).values(expires_at=datetime.fromtimestamp(0, UTC)))


def holder_here() -> str:
    """A name for this process, unlike any other's at any time."""
    return f"{os.uname().nodename}:{_boot()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(holder: str) -> bool:
    """Whether a holder was a process of this machine that is no more. False when that cannot be known."""
    machine, _, rest = holder.partition(":")
    boot, _, rest = rest.partition(":")
    pid = rest.partition(":")[0]
    if machine != os.uname().nodename or not pid.isdigit():
        return False
    return boot != _boot() or _state_of(pid) in ("", "Z", "X")


def _state_of(pid: str) -> str:
    """A process's state, as /proc tells it; empty when there is none. One that nobody has buried is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]


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


_TAKEN = select(leases.c.holder, leases.c.epoch).where(leases.c.name == SCHEDULER)


def check(conn: Connection, holder: str, epoch: int) -> None:
    """Raise `LeaseLost` unless ``holder`` still has the lease in ``epoch``."""
    row = conn.execute(_TAKEN).first()
    if row is None or row.holder != holder or row.epoch != epoch:
        raise LeaseLost(f"the scheduler's lease has passed on from epoch {epoch}")


def current_epoch(conn: Connection) -> int:
    """The epoch of the scheduler in charge; 0 before the first."""
    return int(conn.execute(select(leases.c.epoch).where(leases.c.name == SCHEDULER)).scalar() or 0)


def holder(conn: Connection) -> str | None:
    """Who has taken the lease last."""
    return conn.execute(select(leases.c.holder).where(leases.c.name == SCHEDULER)).scalar()
