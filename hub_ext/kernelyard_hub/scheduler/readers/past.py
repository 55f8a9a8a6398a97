"""Past use for fair share: what users have held of a resource group, the longer ago the less it counts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, or_, select

from kernelyard_agent import slots

from ...store.models import allocations
from ..snapshot import AgentView, GroupView

FORGOTTEN = 10
"""Half-lives after which use counts no more (it would by a thousandth)."""
Use = tuple[UUID, str, int, datetime, datetime | None]
"""User, slot, amount, and since when and until when it was held; None = it still is."""


def read_past(
    conn: Connection, groups: Mapping[str, GroupView], agents: Sequence[AgentView], now: datetime
) -> dict[tuple[str, UUID], float]:
    """Decayed use by resource group and user, of groups whose order asks for it (``fair-share``)."""
    found: dict[tuple[str, UUID], float] = {}
    for group in groups.values():
        if group.scheduler != "fair-share":
            continue
        capacity = slots.add(*(a.capacity for a in agents if a.resource_group == group.name))
        rows = _uses(conn, group.name, now - timedelta(seconds=FORGOTTEN * group.half_life))
        for user, used in decayed(rows, capacity, group.half_life, now).items():
            found[group.name, user] = used
    return found


def decayed(
    uses: Iterable[Use], capacity: Mapping[str, int], half_life: float, now: datetime
) -> dict[UUID, float]:
    """By user, the largest part over all slots of the group's capacity times seconds; never negative,
    whatever clocks did."""
    rate = math.log(2) / half_life if half_life > 0 else math.inf
    total: dict[UUID, dict[str, float]] = {}
    for user, slot, amount, since, until in uses:
        if capacity.get(slot):
            seconds = _seconds(since, until or now, rate, now)
            mine = total.setdefault(user, {})
            mine[slot] = mine.get(slot, 0.0) + amount / capacity[slot] * seconds
    return {user: max(by_slot.values()) for user, by_slot in total.items()}


def _seconds(since: datetime, until: datetime, rate: float, now: datetime) -> float:
    """Seconds between two times, each weighted with ``exp(-rate * age)``."""
    first = max(0.0, (now - since).total_seconds())
    last = min(first, max(0.0, (now - until).total_seconds()))
    if math.isinf(rate):
        return 0.0
    return (math.exp(-rate * last) - math.exp(-rate * first)) / rate


def _uses(conn: Connection, group: str, since: datetime) -> Iterable[Use]:
    query = select(
        allocations.c.user_id,
        allocations.c.slot,
        allocations.c.amount,
        allocations.c.opened_at,
        allocations.c.closed_at,
    ).where(
        allocations.c.resource_group == group,
        or_(allocations.c.closed_at.is_(None), allocations.c.closed_at > since),
    )
    return (tuple(row) for row in conn.execute(query))
