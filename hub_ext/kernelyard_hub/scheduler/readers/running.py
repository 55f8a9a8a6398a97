"""Reads what runs: who holds which devices, since when and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from ...store.keys import one_of
from ...store.models import keypair_resource_policies, keypairs, sessions
from ..decisions import KernelPlacement
from ..life import states
from ..snapshot import Running


def running_rows(*of: ColumnElement[bool]) -> Select[Any]:
    """What `as_running` wants to know, of every session that holds something, or of those that are meant by
    ``of``; by their arrival."""
    query: Select[Any] = select(
        sessions.c.id,
        sessions.c.sequence,
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
    # Who asks for some has a better way to them than through all that run.
    holding = sessions.c.status.in_(states.HOLDING) if of else one_of(sessions.c.status, states.HOLDING)
    return query.where(holding, *of).order_by(sessions.c.sequence)


def as_running(row: Row[Any], kernels: tuple[KernelPlacement, ...], lifetimes: Mapping[str, int]) -> Running:
    """One of `running_rows` that holds these devices."""
    return Running(
        session_id=row.id,
        resource_group=row.resource_group,
        access_key=row.access_key,
        user_id=row.user_id,
        project_id=row.project_id,
        domain=row.domain_name,
        session_type=row.type,
        kernels=kernels,
        name=row.name,
        started_at=row.scheduled_at,
        ends_by=ends_by(row, lifetimes.get(row.access_key, 0)),
        priority=row.priority,
        preemptible=row.preemptible,
        ending=row.status == "TERMINATING",
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
