"""Figures for Prometheus: what the service counts, and what the site is like at the moment of asking."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from sqlalchemy import ColumnElement, Connection, Row, select

from kernelyard_agent.slots import COUNT_SCALE, SlotType, slot_type

from ..scheduler.placement.gauges import fillings
from ..scheduler.readers.reading import read_snapshot
from ..scheduler.records.recorder import Recorder
from ..scheduler.snapshot import Snapshot
from ..site import Site
from ..store import usage
from ..store.models import allocations, budgets, keypairs

MOST = 200
"""Budgets that are told of, in the order of their making."""


async def text(site: Site) -> bytes:
    """Everything, in Prometheus' text format."""
    now = datetime.now(UTC)
    snapshot = await site.store.read(lambda conn: read_snapshot(conn, now))
    rows = await site.store.read(_budgets)
    used = [await _used(site, row, now) for row in rows]
    return await asyncio.to_thread(_text, site, snapshot, list(zip(rows, used, strict=True)))


def _text(site: Site, snapshot: Snapshot, spent: list[tuple[Row[Any], int]]) -> bytes:
    registry = CollectorRegistry()
    _queues(registry, snapshot)
    _fillings(registry, snapshot)
    _spent(registry, spent)
    if site.recorder is not None:
        registry.register(_Records(site.recorder))
    return generate_latest(site.metrics.registry) + generate_latest(registry)


def _queues(registry: CollectorRegistry, snapshot: Snapshot) -> None:
    name = ["resource_group"]
    waiting = Gauge("kernelyard_sessions_waiting", "Sessions in the queue", name, registry=registry)
    running = Gauge("kernelyard_sessions_running", "Sessions that hold a place", name, registry=registry)
    waits = Counter(session.resource_group for session in snapshot.waiting)
    runs = Counter(session.resource_group for session in snapshot.running)
    for group in snapshot.groups:
        waiting.labels(group).set(waits[group])
        running.labels(group).set(runs[group])


def _fillings(registry: CollectorRegistry, snapshot: Snapshot) -> None:
    labels = ["resource_group", "slot"]
    capacity = Gauge(
        "kernelyard_capacity", "Of nodes that are up: devices, cores, bytes", labels, registry=registry
    )
    held = Gauge("kernelyard_held", "What of it sessions hold", labels, registry=registry)
    percent = Gauge("kernelyard_allocated_percent", "Held, of the capacity", labels, registry=registry)
    fragments = Gauge(
        "kernelyard_fragmented_percent",
        "Of all accelerators, what is idle and of no use to the usual requests",
        labels[:1],
        registry=registry,
    )
    for group, filling in fillings(snapshot).items():
        for slot, amount in filling.capacity.items():
            unit = COUNT_SCALE if slot_type(slot) is SlotType.COUNT else 1
            capacity.labels(group, slot).set(amount / unit)
            held.labels(group, slot).set(filling.held.get(slot, 0) / unit)
            percent.labels(group, slot).set(filling.allocated(slot) or 0.0)
        if filling.accelerators:
            fragments.labels(group).set(filling.fragmented_percent)


def _spent(registry: CollectorRegistry, spent: list[tuple[Row[Any], int]]) -> None:
    labels = ["scope", "scope_id", "slot", "window"]
    hours = Gauge("kernelyard_budget_hours", "Slot-hours of a rolling budget", labels, registry=registry)
    used = Gauge(
        "kernelyard_budget_used_hours",
        "What is used of it; of a keypair policy, by its keypair that has used most",
        labels,
        registry=registry,
    )
    for row, amount in spent:
        unit = COUNT_SCALE if row.slot != "mem" and slot_type(row.slot) is SlotType.COUNT else 1
        named = (row.scope, row.scope_id, row.slot, str(row.window))
        hours.labels(*named).set(row.amount / unit)
        used.labels(*named).set(amount / unit)


class _Records:
    """What became of the records of decisions."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def collect(self) -> Iterator[Metric]:
        told = "Passes in the records of decisions"
        yield CounterMetricFamily("kernelyard_records_written", told, value=self._recorder.written)
        told = "Passes that could not be recorded"
        yield CounterMetricFamily("kernelyard_records_dropped", told, value=self._recorder.dropped)


def _budgets(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(budgets).order_by(budgets.c.created_at, budgets.c.id).limit(MOST)))


async def _used(site: Site, row: Row[Any], now: datetime) -> int:
    """Slot units times hours that a budget's owner has used within its window until now."""
    window = timedelta(seconds=row.window)
    span = usage.Span(now - window, now, window, now - window)
    found = await usage.spread(
        site.store, span, allocations.c.access_key, now=now, slot=row.slot, where=[_whose(row)]
    )
    by_key = usage.total(found).values()
    return usage.hours((max if row.scope == "keypair-policy" else sum)(by_key or [0]))


def _whose(row: Row[Any]) -> ColumnElement[bool]:
    if row.scope == "keypair-policy":
        keys = select(keypairs.c.access_key).where(keypairs.c.resource_policy == row.scope_id)
        return allocations.c.access_key.in_(keys)
    if row.scope == "domain":
        return allocations.c.domain_name == str(row.scope_id)
    if row.scope == "project":
        return allocations.c.project_id == UUID(row.scope_id)
    return allocations.c.user_id == UUID(row.scope_id)
