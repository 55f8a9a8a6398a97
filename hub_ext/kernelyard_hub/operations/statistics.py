"""Use of resources as the original's clients ask for it: of projects in a month or a period, session by
session, and of a user or everybody in the last month, in quarters of an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, field_validator
from sqlalchemy import Connection, literal, or_, select

from kernelyard_agent.slots import COUNT_SCALE, in_devices
from kernelyard_hub import errors
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import usage
from kernelyard_hub.store.models import allocations, kernels, projects, sessions, users
from kernelyard_hub.store.usage import Span

STEP = timedelta(minutes=15)
STEPS = 2880
"""Of `STEP`: thirty days."""
LONGEST = timedelta(days=100)
"""Of a period (as the original has it)."""
MOST_KERNELS = 20_000
"""Kernels of one answer."""


def _day(text: str) -> datetime:
    try:
        day = datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year < 9000:
        raise ValueError("has to be a day such as 20260131")
    return day


class Month(BaseModel):
    """``GET /resource/usage/month``."""

    month: str = Field(pattern=r"^[0-9]{6}$")
    """Such as ``202601``, in UTC."""
    group_ids: list[UUID] = Field(max_length=1000)
    """Projects; an empty list is all."""

    @field_validator("group_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [each for each in value.split(",") if each] if isinstance(value, str) else value

    def span(self) -> tuple[datetime, datetime]:
        start = _day(f"{self.month}01")
        return start, (start + timedelta(days=32)).replace(day=1)


class Period(BaseModel):
    """``GET /resource/usage/period``."""

    group_id: UUID
    start_date: str
    """The first day, such as ``20260101``."""
    end_date: str
    """The last day."""

    @field_validator("start_date", "end_date")
    @classmethod
    def _days(cls, value: str) -> str:
        _day(value)
        return value

    def span(self) -> tuple[datetime, datetime]:
        start, end = _day(self.start_date), _day(self.end_date) + timedelta(days=1)
        if end <= start:
            raise errors.InvalidParameters(
                "Input validation error", data={"end_date": "must not be before start_date"}
            )
        if end - start > LONGEST:
            text = f"at most {LONGEST.days} days after start_date"
            raise errors.InvalidParameters("Input validation error", data={"end_date": text})
        return start, end


async def of_month(site: Site, who: Principal, asked: Month) -> list[dict[str, Any]]:
    """What the kernels of projects held that were there in a month; projects without any are left out."""
    try:
        start, end = asked.span()
    except ValueError:
        text = "has to be a month such as 202601"
        raise errors.InvalidParameters("Input validation error", data={"month": text}) from None
    return await _of_projects(site, who, start, end, asked.group_ids)


async def of_period(site: Site, who: Principal, asked: Period) -> dict[str, Any]:
    """The same of one project and some days; ``{}`` when there was nothing."""
    found = await _of_projects(site, who, *asked.span(), [asked.group_id])
    return found[0] if found else {}


async def _of_projects(
    site: Site, who: Principal, start: datetime, end: datetime, ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    query = (
        select(
            kernels,
            sessions.c.name,
            sessions.c.access_key,
            sessions.c.image,
            sessions.c.spec,
            sessions.c.cluster_mode,
            projects.c.id.label("g_id"),
            projects.c.name.label("g_name"),
            projects.c.domain_name.label("g_domain"),
            users.c.email,
        )
        .join(sessions, sessions.c.id == kernels.c.session_id)
        .join(projects, projects.c.id == sessions.c.project_id)
        .join(users, users.c.id == sessions.c.user_id)
        .where(kernels.c.agent_id.is_not(None), kernels.c.created_at < end)
        .where(or_(kernels.c.terminated_at.is_(None), kernels.c.terminated_at >= start))
        .order_by(projects.c.name, projects.c.id, kernels.c.created_at, kernels.c.id)
        .limit(MOST_KERNELS + 1)
    )
    if ids:
        query = query.where(projects.c.id.in_(ids))
    if not who.is_superadmin:
        query = query.where(projects.c.domain_name == who.domain)

    def read(conn: Connection) -> tuple[list[dict[str, Any]], list[Any]]:
        rows: list[dict[str, Any]] = [{**row} for row in conn.execute(query).mappings()]
        held = select(allocations.c.kernel_id, allocations.c.slot, allocations.c.amount)
        mine = {row["id"] for row in rows}
        found: list[Any] = []
        for at in range(0, len(rows), 500):
            some = [row["id"] for row in rows[at : at + 500]]
            found += conn.execute(held.where(allocations.c.kernel_id.in_(some))).all()
        return rows, [each for each in found if each.kernel_id in mine]

    rows, held = await site.store.read(read)
    if len(rows) > MOST_KERNELS:
        text = f"at most {MOST_KERNELS} containers; ask for fewer groups or a shorter time"
        raise errors.InvalidParameters("Input validation error", data={"group_ids": text})
    return await asyncio.to_thread(_projects, rows, held, datetime.now(UTC))


def _projects(rows: Iterable[Mapping[str, Any]], held: Iterable[Any], now: datetime) -> list[dict[str, Any]]:
    by_kernel: dict[UUID, dict[str, int]] = {}
    for each in held:
        amounts = by_kernel.setdefault(each.kernel_id, {})
        amounts[each.slot] = amounts.get(each.slot, 0) + each.amount
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        one = _container(row, by_kernel.get(row["id"], {}), now)
        project = found.setdefault(row["g_id"], _project(row))
        for total, part in SUMS.items():
            project[total] += one[part]
        project["g_device_type"] = sorted({*project["g_device_type"], *one["device_type"]})
        project["c_infos"].append(one)
    return list(found.values())


SUMS = {
    "g_cpu_used": "cpu_used",
    "g_mem_used": "mem_used",
    "g_shared_memory": "shared_memory",
    "g_smp": "smp",
    "g_mem_allocated": "mem_allocated",
    "g_disk_size": "disk_size",
    "g_io_read": "io_read",
    "g_io_write": "io_write",
}
"""A project's sum -> what of its containers is added up."""


def _project(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "domain_name": row["g_domain"],
        "g_id": str(row["g_id"]),
        "g_name": row["g_name"],
        **dict.fromkeys(SUMS, 0),
        "g_device_type": [],
        "c_infos": [],
    }


def _container(row: Mapping[str, Any], held: Mapping[str, int], now: datetime) -> dict[str, Any]:
    figures = row["last_stat"] or row["live_stat"] or {}
    ended = row["terminated_at"]
    used = max(timedelta(), (ended or now) - row["created_at"])
    return {
        "id": str(row["id"]),
        "session_id": str(row["session_id"]),
        "container_id": row["container_id"],
        "domain_name": row["g_domain"],
        "group_id": str(row["g_id"]),
        "group_name": row["g_name"],
        "name": row["name"],
        "access_key": row["access_key"],
        "email": row["email"],
        "agent": row["agent_id"],
        "cpu_used": _figure(figures, "cpu_used") // 1000,  # seconds
        "mem_used": _figure(figures, "mem"),
        "shared_memory": int(row["spec"].get("shared_memory") or 0),
        "smp": _number(held.get("cpu", 0)),
        "mem_allocated": held.get("mem", 0),
        "disk_size": _figure(figures, "io_scratch_size"),
        "io_read": _figure(figures, "io_read"),
        "io_write": _figure(figures, "io_write"),
        "device_type": sorted({slot.partition(".")[0] for slot in held if slot not in ("cpu", "mem")}),
        "nfs": [str(mount.get("name", "")) for mount in row["spec"].get("mounts") or []],
        "image_name": row["image"],
        "cluster_mode": row["cluster_mode"],
        "created_at": row["created_at"].isoformat(),
        "terminated_at": ended.isoformat() if ended is not None else "",
        "status": row["status"],
        "used_time": str(used),
        "used_days": used.days,
    }


def _number(amount: int) -> int | float:
    return amount // COUNT_SCALE if amount % COUNT_SCALE == 0 else amount / COUNT_SCALE


def _figure(figures: Mapping[str, Any], name: str) -> int:
    try:
        return int(float(figures[name]["current"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0


# ── the last month ─────────────────────────────────────────────────────────────────────────────────────


async def last_month(site: Site, user_id: UUID | None, now: datetime) -> list[dict[str, Any]]:
    """What somebody (None: everybody) held on average in each quarter of an hour of the last thirty days, and
    what the containers that were there then have read and written in all.
    """
    start = now - STEP * STEPS
    span = Span(start, now, STEP, start)
    where = [] if user_id is None else [allocations.c.user_id == user_id]
    spread = await usage.spread(site.store, span, literal("all"), now=now, where=where)
    query = (
        select(sessions.c.id, kernels.c.created_at, kernels.c.terminated_at, kernels.c.last_stat)
        .join(sessions, sessions.c.id == kernels.c.session_id)
        .where(kernels.c.agent_id.is_not(None), kernels.c.created_at < now)
        .where(or_(kernels.c.terminated_at.is_(None), kernels.c.terminated_at > start))
    )
    if user_id is not None:
        query = query.where(sessions.c.user_id == user_id)
    rows = await site.store.read(lambda conn: conn.execute(query).all())
    return await asyncio.to_thread(_series, span, spread, rows)


METRICS = {
    "num_sessions": "count",
    "cpu_allocated": "count",
    "mem_allocated": "bytes",
    "gpu_allocated": "count",
    "io_read_bytes": "bytes",
    "io_write_bytes": "bytes",
    "disk_used": "bytes",
}
"""Metric -> its unit."""


def _series(
    span: Span, spread: Mapping[tuple[Any, str], Mapping[int, int]], rows: Iterable[Any]
) -> list[dict[str, Any]]:
    values: dict[str, list[float]] = {name: [0] * (STEPS + 1) for name in METRICS}
    whole = span.step // timedelta(microseconds=1)
    for (_, slot), steps in spread.items():
        for index, amount in steps.items():
            if slot == "cpu":
                values["cpu_allocated"][index] += amount / whole / COUNT_SCALE
            elif slot == "mem":
                values["mem_allocated"][index] += amount // whole
            else:
                values["gpu_allocated"][index] += in_devices(slot, amount) / whole / COUNT_SCALE
    seen: set[tuple[UUID, int]] = set()
    for row in rows:
        first = max(0, (row.created_at - span.first) // span.step)
        last = min(STEPS - 1, ((row.terminated_at or span.end) - span.first) // span.step)
        figures = row.last_stat or {}
        for index in range(first, last + 1):
            if (row.id, index) not in seen:
                seen.add((row.id, index))
                values["num_sessions"][index] += 1
            values["io_read_bytes"][index] += _figure(figures, "io_read")
            values["io_write_bytes"][index] += _figure(figures, "io_write")
            values["disk_used"][index] += _figure(figures, "io_scratch_size")
    return [
        {
            "date": span.at(index).timestamp(),
            **{name: {"value": values[name][index], "unit_hint": unit} for name, unit in METRICS.items()},
        }
        for index in range(STEPS)
    ]
