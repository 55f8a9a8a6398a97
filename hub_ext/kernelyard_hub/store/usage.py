"""Use over time, from the ledger's rows alone, open and closed: what somebody held of a slot, and how long.

Amounts are exact integers: slot units times microseconds (`Spread`), and slot units times hours where they
are told (`hours`), as budgets keep them. Clocks that jump make a row shorter, never negative (R19).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, select, tuple_

from kernelyard_agent.slots import in_devices

from .database import Store
from .models import agent_devices, allocations

PAGE = 2000
"""Rows that are read at a time. On PostgreSQL reading shares a thread with the API."""
GPU = "gpu"
"""The name under which all accelerators are counted together, in 1/10,000 of a device."""
HOUR = 3_600_000_000
"""Microseconds."""
Held = tuple[Any, str, int, datetime, datetime | None, int | None]
"""Key, slot, amount, when it was opened and closed, and the capacity of the device where that is known."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """``start`` (included) to ``end`` in steps that begin at ``first``; all in UTC."""

    start: datetime
    end: datetime
    step: timedelta
    first: datetime
    """At or before ``start``."""

    @property
    def count(self) -> int:
        """Number of steps."""
        return -((self.first - self.end) // self.step)

    def at(self, index: int) -> datetime:
        """When a step begins."""
        return self.first + index * self.step


@dataclass(slots=True)
class Spread:
    """Use by key, slot and step of a span, in slot units times microseconds."""

    span: Span
    now: datetime
    """How far open rows have come."""
    slot: str | None = None
    """Only this one; `GPU` counts all accelerators as one slot; None is every slot by itself."""
    parts: dict[tuple[Any, str], dict[int, int]] = field(default_factory=dict)
    """What does not fill a step."""
    levels: dict[tuple[Any, str], dict[int, int]] = field(default_factory=dict)
    """Changes of what is held for whole steps."""

    def add(self, rows: Iterable[Held]) -> None:
        """Count rows of the ledger."""
        start, step, first = _us(self.span.start), self.span.step // _TICK, _us(self.span.first)
        end = min(_us(self.span.end), _us(self.now))
        for key, slot, amount, opened, closed, capacity in rows:
            begin = max(start, _us(opened))
            finish = end if closed is None else min(end, _us(closed))
            if finish <= begin:
                continue
            if self.slot == GPU:
                slot, amount = GPU, in_devices(slot, amount, capacity)
            low, high = (begin - first) // step, (finish - first) // step
            parts = self.parts.setdefault((key, slot), {})
            if low == high:
                parts[low] = parts.get(low, 0) + amount * (finish - begin)
                continue
            parts[low] = parts.get(low, 0) + amount * (first + (low + 1) * step - begin)
            parts[high] = parts.get(high, 0) + amount * (finish - first - high * step)
            if high - low > 1:
                levels = self.levels.setdefault((key, slot), {})
                levels[low + 1] = levels.get(low + 1, 0) + amount
                levels[high] = levels.get(high, 0) - amount

    def result(self) -> dict[tuple[Any, str], dict[int, int]]:
        """By key and slot: step -> use, of steps in which there was any."""
        whole = self.span.step // _TICK
        found: dict[tuple[Any, str], dict[int, int]] = {}
        for owner, parts in self.parts.items():
            steps = {index: amount for index, amount in parts.items() if amount}
            changes, level, before = self.levels.get(owner, {}), 0, 0
            for index in sorted(changes):
                if level:
                    for between in range(before, index):
                        steps[between] = steps.get(between, 0) + level * whole
                level, before = level + changes[index], index
            if steps:
                found[owner] = dict(sorted(steps.items()))
        return found


def hours(amount: int) -> int:
    """Slot units times microseconds as slot units times hours, to the nearest."""
    return (amount + HOUR // 2) // HOUR


def total(found: Mapping[tuple[Any, str], Mapping[int, int]]) -> dict[tuple[Any, str], int]:
    """Use by key and slot over all steps."""
    return {owner: sum(steps.values()) for owner, steps in found.items()}


async def spread(
    store: Store,
    span: Span,
    by: ColumnElement[Any],
    *,
    now: datetime,
    slot: str | None = None,
    where: Sequence[ColumnElement[bool]] = (),
) -> dict[tuple[Any, str], dict[int, int]]:
    """Use over a span by one column of the ledger: (key, slot) -> step -> slot units times microseconds.

    Reads a page at a time, and counts beside the event loop.
    """
    counted = Spread(span, now, slot)
    wanted = list(where)
    if slot == GPU:
        wanted.append(allocations.c.slot.not_in(["cpu", "mem"]))
    elif slot is not None:
        wanted.append(allocations.c.slot == slot)
    # Open ones first: a row that is closed meanwhile is then counted with its end, not left out. One that
    # is seen twice is recognized by its number.
    seen: set[int] = set()
    async for page in _pages(store, by, span, wanted):
        fresh = [row for row in page if row.id not in seen]
        seen.update(row.id for row in fresh if row.closed_at is None)
        await asyncio.to_thread(counted.add, [(r[1], r[2], r[3], r[4], r[5], r[6]) for r in fresh])
    return await asyncio.to_thread(counted.result)


async def _pages(
    store: Store, by: ColumnElement[Any], span: Span, where: Sequence[ColumnElement[bool]]
) -> AsyncIterator[Sequence[Any]]:
    c = allocations.c
    d = agent_devices.c
    there = and_(d.agent_id == c.agent_id, d.device_id == c.device_id, d.slot == c.slot)
    query = (
        select(c.id, by, c.slot, c.amount, c.opened_at, c.closed_at, d.capacity)
        .outerjoin(agent_devices, there)
        .where(c.opened_at < span.end, *where)
    )
    last = 0
    while True:
        held = query.where(c.closed_at.is_(None), c.id > last).order_by(c.id).limit(PAGE)
        page = await store.read(lambda conn, q=held: conn.execute(q).all())  # type: ignore[misc]
        if page:
            yield page
            last = page[-1].id
        if len(page) < PAGE:
            break
    since: tuple[datetime, int] = (span.start, -1)
    while True:
        after = tuple_(c.closed_at, c.id) > tuple_(literal(since[0], c.closed_at.type), since[1])
        ended = query.where(c.closed_at.is_not(None), after).order_by(c.closed_at, c.id).limit(PAGE)
        page = await store.read(lambda conn, q=ended: conn.execute(q).all())  # type: ignore[misc]
        if page:
            yield page
            since = (page[-1].closed_at, page[-1].id)
        if len(page) < PAGE:
            return


def _us(at: datetime) -> int:
    return (at - _EPOCH) // _TICK
