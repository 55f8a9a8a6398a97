"""Machines that may join, and have joined: the table ``nodes``. Functions over a connection."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, select, update

from .models import agents, nodes, resource_groups


def digest(token: str) -> bytes:
    """How a token is kept: it has 256 random bits, so a plain hash does."""
    return hashlib.sha256(token.encode()).digest()


def invite(
    conn: Connection,
    name: str,
    *,
    resource_group: str,
    addresses: list[str],
    token: str,
    expires: datetime,
    now: datetime,
) -> bool:
    """Let a machine join as ``name``, until ``expires``; an invitation that was not used is replaced.

    False when the resource group does not exist.
    """
    if conn.scalar(select(resource_groups.c.name).where(resource_groups.c.name == resource_group)) is None:
        return False
    conn.execute(delete(nodes).where(nodes.c.name == name))
    conn.execute(
        insert(nodes).values(
            name=name,
            enrolment=uuid4(),
            resource_group=resource_group,
            addresses=addresses,
            token_hash=digest(token),
            token_expires=expires,
            created_at=now,
        )
    )
    return True


def by_token(conn: Connection, token: str) -> Row[Any] | None:
    return conn.execute(select(nodes).where(nodes.c.token_hash == digest(token))).first()


def admit(
    conn: Connection,
    enrolment: UUID,
    *,
    addresses: list[str],
    sealed_secret: bytes,
    certificate_expires: datetime,
    now: datetime,
) -> bool:
    """The machine has joined; its token is used up. False when somebody else was faster."""
    done = conn.execute(
        update(nodes)
        .where(nodes.c.enrolment == enrolment, nodes.c.token_hash.is_not(None))
        .values(
            token_hash=None,
            token_expires=None,
            addresses=addresses,
            secret_encrypted=sealed_secret,
            certificate_expires=certificate_expires,
            joined_at=now,
        )
    )
    return bool(done.rowcount)


def renewed(conn: Connection, enrolment: UUID, certificate_expires: datetime) -> None:
    query = update(nodes).where(nodes.c.enrolment == enrolment)
    conn.execute(query.values(certificate_expires=certificate_expires))


def by_enrolment(conn: Connection, enrolment: UUID) -> Row[Any] | None:
    """A machine that has joined."""
    here = nodes.c.enrolment == enrolment, nodes.c.joined_at.is_not(None)
    return conn.execute(select(nodes).where(*here)).first()


def by_name(conn: Connection, name: str) -> Row[Any] | None:
    return conn.execute(select(nodes).where(nodes.c.name == name)).first()


def joined(conn: Connection) -> list[Row[Any]]:
    """The machines that have joined, with the address that each last reported (None before it did)."""
    query = (
        select(nodes, agents.c.address)
        .join(agents, agents.c.id == nodes.c.name, isouter=True)
        .where(nodes.c.joined_at.is_not(None))
    )
    return list(conn.execute(query))


def listed(conn: Connection) -> list[Row[Any]]:
    """All of them with what is known of their agents, by name."""
    query = (
        select(nodes, agents.c.status, agents.c.last_seen, agents.c.address, agents.c.version)
        .join(agents, agents.c.id == nodes.c.name, isouter=True)
        .order_by(nodes.c.name)
    )
    return list(conn.execute(query))


def remove(conn: Connection, name: str) -> Row[Any] | None:
    """Forget a machine: its secret and its certificates count for nothing any more."""
    row = by_name(conn, name)
    if row is not None:
        conn.execute(delete(nodes).where(nodes.c.name == name))
    return row


def at_address(conn: Connection, address: str, but: str) -> str | None:
    """Which other agent has reported this address and is up."""
    query = select(agents.c.id).where(
        agents.c.address == address, agents.c.id != but, agents.c.status == "ALIVE"
    )
    return conn.scalar(query)
