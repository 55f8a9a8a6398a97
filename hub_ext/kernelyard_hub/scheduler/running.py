"""Reads what runs: who holds which devices, since when and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from ..store.models import allocations, keypair_resource_policies, keypairs, sessions
from . import states
from .decisions import KernelPlacement, Share
from .snapshot import Running


def read_running(conn: Connection) -> tuple[Running, ...]:
    """Every session that holds something, in the order of their arrival."""
    held = _held(conn)
    if not held:
        return ()
    lifetimes = read_lifetimes(conn)
    query: Select[Any] = select(
        sessions.c.id,
        sessions.c.resource_group,
        sessions.c.access_key,
        sessions.c.user_id,
        sessions.c.project_id,
        sessions.c.domain_name,
        sessions.c.type,
        sessions.c.name,
        sessions.c.status,
        sessions.c.created_at,
        sessions.c.scheduled_at,
        sessions.c.started_at,
        sessions.c.time_limit,
        sessions.c.priority,
        sessions.c.preemptible,
    )
    rows = conn.execute(query.where(sessions.c.status.in_(states.HOLDING)).order_by(sessions.c.sequence))
    return tuple(
        Running(
            session_id=row.id,
            resource_group=row.resource_group,
            access_key=row.access_key,
            user_id=row.user_id,
            project_id=row.project_id,
            domain=row.domain_name,
            session_type=row.type,
            kernels=held[row.id],
            name=row.name,
            started_at=row.scheduled_at,
            ends_by=ends_by(row, lifetimes.get(row.access_key, 0)),
            priority=row.priority,
            preemptible=row.preemptible,
            ending=row.status == "TERMINATING",
        )
        for row in rows
        if row.id in held
    )


def read_lifetimes(conn: Connection) -> dict[str, int]:
    """Seconds that sessions of a keypair may exist, from their creation on (SCH-029); keypairs without such
    a limit are left out."""
    policy = keypair_resource_policies
    query = (
        select(keypairs.c.access_key, policy.c.max_session_lifetime)
        .join(policy, policy.c.name == keypairs.c.resource_policy)
        .where(policy.c.max_session_lifetime > 0)
    )
    return {row.access_key: row.max_session_lifetime for row in conn.execute(query)}


def ends_by(session: Row[Any], lifetime: int) -> datetime | None:
    """When a session is ended for sure: its own time limit runs from its start (until then from its place),
    the policy's lifetime (seconds, 0 = none) from its creation."""
    ends = []
    start = session.started_at or session.scheduled_at
    if session.time_limit and start is not None:
        ends.append(start + timedelta(seconds=session.time_limit))
    if lifetime:
        ends.append(session.created_at + timedelta(seconds=lifetime))
    return min(ends, default=None)


def _held(conn: Connection) -> Mapping[UUID, tuple[KernelPlacement, ...]]:
    query = select(
        allocations.c.session_id,
        allocations.c.kernel_id,
        allocations.c.agent_id,
        allocations.c.device_id,
        allocations.c.slot,
        allocations.c.amount,
        allocations.c.exclusive,
    )
    kernels: dict[UUID, dict[tuple[UUID, str], list[Share]]] = {}
    for session_id, kernel_id, agent_id, *share in conn.execute(
        query.where(allocations.c.closed_at.is_(None)).order_by(allocations.c.id)
    ):
        kernels.setdefault(session_id, {}).setdefault((kernel_id, agent_id), []).append(Share(*share))
    return {
        session_id: tuple(KernelPlacement(*key, tuple(shares)) for key, shares in of.items())
        for session_id, of in kernels.items()
    }
