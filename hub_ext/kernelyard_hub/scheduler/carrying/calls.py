"""What the states of sessions ask of agents: read for many sessions by a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, exists, select

from kernelyard_agent.protocol import CreateKernel, Credentials, DestroyKernel, Mount

from ...secretbox import SecretBox
from ...store import belongings, ledger, registries, session_mounts, sessions
from ...store.keys import among, padded
from ...store.models import agents, kernels, session_credentials
from ...store.models import session_mounts as mount_table
from ...store.models import sessions as session_table
from ...store.once import once, reading
from ..life import states
from .spec import SessionSpec, kernel_spec

GRACE = 5.0
"""Seconds that the processes of a running session have to end by themselves."""
ASKING = ("SCHEDULED", "PREPARING", "RESTARTING", "TERMINATING")
"""States of sessions that may ask something of agents."""


_ASKING = select(
    session_table,
    exists().where(session_credentials.c.session_id == session_table.c.id).label("has_secrets"),
    exists().where(mount_table.c.session_id == session_table.c.id).label("has_changed_mounts"),
).where(among(session_table.c.id, "ids"), session_table.c.status.in_(ASKING))
_OF_THEM = (
    select(kernels, agents.c.address.label("at"))
    .join(agents, agents.c.id == kernels.c.agent_id)
    .where(among(kernels.c.session_id, "ids"), kernels.c.status.not_in(states.TERMINAL))
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the state of a session asks for."""

    kernel_id: UUID
    session_id: UUID
    agent_id: str
    address: str
    request: CreateKernel | DestroyKernel


def calls_for(
    conn: Connection, box: SecretBox, session_ids: Iterable[UUID], epoch: int
) -> dict[UUID, list[Call]]:
    """What the states of sessions ask of agents now, by session; of those that ask for something."""
    with reading(conn):
        return _calls_for(conn, box, session_ids, epoch)


def _calls_for(
    conn: Connection, box: SecretBox, session_ids: Iterable[UUID], epoch: int
) -> dict[UUID, list[Call]]:
    ids = padded(session_ids)
    rows = {row.id: row for row in conn.execute(_ASKING, {"ids": ids})} if ids else {}
    found = conn.execute(_OF_THEM, {"ids": padded(rows)}).all() if rows else []
    starting = {row.session_id: rows[row.session_id] for row in found if _starts(rows[row.session_id], row)}
    creates = _Creates(conn, box, epoch, starting)
    calls: dict[UUID, list[Call]] = {}
    for kernel in sorted(found, key=lambda row: (row.cluster_role != "main", row.cluster_idx)):
        session = rows[kernel.session_id]
        request: CreateKernel | DestroyKernel
        if session.status == "TERMINATING":
            request = DestroyKernel(
                epoch=epoch,
                generation=kernel.generation,
                reason=session.status_info,
                grace=GRACE if kernel.status == "RUNNING" else 0.0,
            )
        elif _starts(session, kernel):
            request = creates.of(session, kernel)
        else:
            continue
        call = Call(kernel.id, session.id, kernel.agent_id, kernel.at, request)
        calls.setdefault(session.id, []).append(call)
    return calls


def _starts(session: Row[Any], kernel: Row[Any]) -> bool:
    return session.status != "TERMINATING" and kernel.status in ("SCHEDULED", "RESTARTING")


class _Creates:
    """Create calls; what several sessions share is read once."""

    def __init__(
        self, conn: Connection, box: SecretBox, epoch: int, starting: Mapping[UUID, Row[Any]]
    ) -> None:
        self._epoch = epoch
        self._conn, self._box = conn, box
        self._promised = ledger.of_sessions(conn, starting)
        secret = [key for key, row in starting.items() if row.has_secrets]
        self._secrets = sessions.credentials_of(conn, box, secret)
        changed = [key for key, row in starting.items() if row.has_changed_mounts]
        self._mounts = session_mounts.changes_of(conn, changed) if changed else {}

    def of(self, session: Row[Any], kernel: Row[Any]) -> CreateKernel:
        environ, bootstrap = self._secrets.get(session.id, ({}, {}))
        conn, box, key = self._conn, self._box, session.access_key
        registry = once(conn, registries.read, box, session.image.partition("/")[0])
        return CreateKernel(
            epoch=self._epoch,
            spec=kernel_spec(
                session,
                kernel,
                self._promised.get(kernel.id, []),
                dotfiles=once(conn, belongings.dotfiles, key, session.domain_name, session.project_id),
                sudo=once(conn, belongings.may_sudo, session.user_id),
                mounts=self._changed_mounts(session),
            ),
            credentials=Credentials(
                environ=environ,
                bootstrap_environ=bootstrap,
                ssh_private_key=once(conn, belongings.private_ssh_key, box, key),
                registry_username=registry.username if registry else None,
                registry_password=registry.password if registry else None,
            ),
        )

    def _changed_mounts(self, session: Row[Any]) -> list[Mount] | None:
        """Folders that were mounted while it ran stay; what its owner may not have any more does not come."""
        changes = self._mounts.get(session.id)
        if changes is None:
            return None
        return session_mounts.wanted(SessionSpec.model_validate(session.spec).mounts, changes)
