"""Reads the facts of all running sessions, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, select

from kernelyard_agent.slots import is_accelerator
from kernelyard_hub.scheduler import group_options
from kernelyard_hub.scheduler.decisions import Code
from kernelyard_hub.scheduler.group_options import Reclaim
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.store import settings as site_settings
from kernelyard_hub.store.models import (
    agents,
    kernels,
    keypair_resource_policies,
    keypairs,
    resource_groups,
    session_idleness,
    sessions,
)
from kernelyard_hub.store.pauses import paused

from . import settings
from .facts import Facts, Memory
from .records import load, seconds

KEPT = "config/"
"""What settings of admins are called in the table of all settings (`operations.site_settings`)."""
LOOKED_AT = "idle/looked-at"
"""Setting that says when a service has looked last, in seconds since the epoch."""
HELD_BACK = frozenset({Code.NO_ROOM, Code.RESERVED, Code.TURN, Code.PREEMPTING})
"""Why sessions wait that would start if somebody gave something back."""
FRESH = 20.0
"""Seconds for which an agent's figures hold; it reports more often than that."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: facts by session, and what is remembered of them in the database."""

    config: settings.Config
    facts: Mapping[UUID, Facts]
    memories: Mapping[UUID, Memory]
    """Series are there only for sessions that were asked for."""
    snoozed_at: Mapping[UUID, datetime] = field(default_factory=dict)
    looked_at: float | None = None
    stale: frozenset[UUID] = frozenset()
    """Sessions that do not run any more, with a row."""


def read_config(conn: Connection) -> settings.Config:
    stored = site_settings.below(conn, f"{KEPT}{settings.ROOT}/")
    return settings.read({key.removeprefix(KEPT): value for key, value in stored.items()})


def read_seen(conn: Connection, now: datetime, remembered: frozenset[UUID]) -> Seen:
    """Everything that a look needs. The series of ``remembered`` sessions are not read again."""
    rows = list(paused(conn, conn.execute(_running()).mappings()))
    reclaims = _reclaims(conn)
    waiting = _waiting(conn, reclaims)
    members = _kernels(conn, now)
    rows_of = {row["session_id"]: row for row in paused(conn, conn.execute(_light()).mappings())}
    unknown = [row["id"] for row in rows if row["id"] in rows_of and row["id"] not in remembered]
    samples = dict(_samples(conn, unknown))
    facts = {
        row["id"]: _facts(row, members.get(row["id"], []), reclaims, waiting, now)
        for row in paused(conn, rows)
    }
    looked = site_settings.get(conn, LOOKED_AT)
    return Seen(
        read_config(conn),
        facts,
        {
            key: load(dict(row), samples.get(key, []))
            for key, row in paused(conn, rows_of.items())
            if key in facts
        },
        {key: row["snoozed_at"] for key, row in rows_of.items() if row["snoozed_at"] is not None},
        float(looked) if isinstance(looked, int | float) else None,
        frozenset(rows_of.keys() - facts.keys()),
    )


def _running() -> Any:
    policy = keypair_resource_policies
    return (
        select(
            sessions.c.id,
            sessions.c.type,
            sessions.c.created_at,
            sessions.c.started_at,
            sessions.c.status_changed,
            sessions.c.user_id,
            sessions.c.resource_group,
            sessions.c.requested_slots,
            sessions.c.time_limit,
            policy.c.idle_timeout,
            policy.c.max_session_lifetime,
        )
        .outerjoin(keypairs, keypairs.c.access_key == sessions.c.access_key)
        .outerjoin(policy, policy.c.name == keypairs.c.resource_policy)
        .where(sessions.c.status.in_(states.RUNNING))
    )


def _light() -> Any:
    return select(*[column for column in session_idleness.c if column.name != "samples"])


def _samples(conn: Connection, session_ids: list[UUID]) -> Iterable[tuple[UUID, list[Any]]]:
    if not session_ids:
        return
    query = select(session_idleness.c.session_id, session_idleness.c.samples)
    for row in conn.execute(query.where(session_idleness.c.session_id.in_(session_ids))):
        yield row.session_id, row.samples


def _reclaims(conn: Connection) -> dict[str, Reclaim]:
    query = select(resource_groups.c.name, resource_groups.c.scheduler_opts)
    found = ((name, group_options.read(options).reclaim) for name, options in conn.execute(query))
    return {name: rule for name, rule in found if rule is not None}


def _waiting(conn: Connection, reclaims: Mapping[str, Reclaim]) -> dict[str, set[UUID]]:
    """Resource group -> people who wait for accelerators in it, and for nothing else."""
    found: dict[str, set[UUID]] = {name: set() for name in reclaims}
    if not reclaims:
        return found
    query = select(
        sessions.c.user_id, sessions.c.resource_group, sessions.c.requested_slots, sessions.c.status_data
    ).where(sessions.c.status == "PENDING", sessions.c.resource_group.in_(reclaims))
    for row in conn.execute(query):
        code = ((row.status_data or {}).get("scheduler") or {}).get("code")
        if code in HELD_BACK and any(
            is_accelerator(slot) and amount for slot, amount in row.requested_slots.items()
        ):
            found[row.resource_group].add(row.user_id)
    return found


def _kernels(conn: Connection, now: datetime) -> dict[UUID, list[Mapping[str, Any] | None]]:
    """Session -> figures of each of its kernels; None where they are not known now."""
    query = (
        select(kernels.c.session_id, kernels.c.live_stat, agents.c.status, agents.c.last_seen)
        .join(sessions, sessions.c.id == kernels.c.session_id)
        .outerjoin(agents, agents.c.id == kernels.c.agent_id)
        .where(sessions.c.status.in_(states.RUNNING))
    )
    found: dict[UUID, list[Mapping[str, Any] | None]] = {}
    for row in paused(conn, conn.execute(query)):
        heard = row.status == "ALIVE" and abs((now - row.last_seen).total_seconds()) <= FRESH
        found.setdefault(row.session_id, []).append((row.live_stat or {}) if heard else None)
    return found


def _facts(
    row: RowMapping,
    members: list[Mapping[str, Any] | None],
    reclaims: Mapping[str, Reclaim],
    waiting: Mapping[str, set[UUID]],
    now: datetime,
) -> Facts:
    started = row["started_at"] or row["status_changed"]
    allocated = frozenset(slot for slot, amount in row["requested_slots"].items() if amount)
    holds = any(is_accelerator(slot) for slot in allocated)
    group = row["resource_group"]
    ends_by, lifetime = ends(dict(row), started)
    timeout = row["idle_timeout"]
    known = [stat for stat in members if stat is not None]
    return Facts(
        session_id=row["id"],
        session_type=row["type"],
        created_at=row["created_at"].timestamp(),
        started_at=started.timestamp(),
        known=bool(members) and len(known) == len(members),
        figures=figures(known),
        allocated=allocated,
        idle_timeout=None if timeout is None or timeout < 0 else float(timeout),
        ends_by=ends_by,
        lifetime=lifetime,
        reclaim=reclaims.get(group) if holds else None,
        others=len(waiting.get(group, set()) - {row["user_id"]}),
    )


def ends(row: Mapping[str, Any], started: datetime | None) -> tuple[float | None, float | None]:
    """When a session has run for as long as it may, and how long that is: its policy's lifetime counts from
    its request (SCH-029), the limit that its owner has set from its start."""
    found: list[tuple[float, float]] = []
    if (row["max_session_lifetime"] or 0) > 0:
        lifetime = float(row["max_session_lifetime"])
        found.append((row["created_at"].timestamp() + lifetime, lifetime))
    begun = seconds(started)
    if row["time_limit"] and begun is not None:
        found.append((begun + float(row["time_limit"]), float(row["time_limit"])))
    return min(found, default=(None, None))


def figures(stats: list[Mapping[str, Any]]) -> dict[str, float]:
    """Percent by metric, the mean over the kernels that report it, and what all of them do together."""
    found: dict[str, float] = {}
    names = {name for stat in stats for name in stat if name == "mem" or name.endswith(("_util", "_mem"))}
    for name in names:
        values = [value for stat in stats if (value := _number(stat, name, "pct")) is not None]
        if values:
            found[name] = sum(values) / len(values)
    cores = [value for stat in stats if (value := _number(stat, "cpu_util", "current")) is not None]
    if cores:
        found["cores"] = sum(cores)
    rates = [
        value
        for stat in stats
        for name in ("io_read", "io_write", "net_rx", "net_tx")
        if (value := _number(stat, name, "stats.rate")) is not None
    ]
    if rates:
        found["io"] = sum(rates)
    return found


def _number(stat: Mapping[str, Any], metric: str, key: str) -> float | None:
    """A figure as agents write it; None for what is not there or no number."""
    try:
        value = float(stat[metric][key])
    except (KeyError, TypeError, ValueError):
        return None
    return value if 0 <= value < 1e15 else None
