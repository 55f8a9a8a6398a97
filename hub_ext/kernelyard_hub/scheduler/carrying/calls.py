"""What the states of sessions ask of agents: read for many sessions by a few statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_agent.protocol import CreateKernel, Credentials, DestroyKernel, Mount

from ...secretbox import SecretBox
from ...store import belongings, ledger, registries, session_mounts, sessions
from ...store.keys import padded
from ...store.models import agents, kernels
from ...store.models import sessions as session_table
from ..life import states
from .spec import SessionSpec, kernel_spec

GRACE = 5.0
"""Seconds that the processes of a running session have to end by themselves."""
ASKING = ("SCHEDULED", "PREPARING", "RESTARTING", "TERMINATING")
"""States of sessions that may ask something of agents."""


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
    ids = padded(session_ids)
    wanted = select(session_table).where(session_table.c.id.in_(ids), session_table.c.status.in_(ASKING))
    rows = {row.id: row for row in conn.execute(wanted)}
    of_them = (
        select(kernels, agents.c.address.label("at"))
        .join(agents, agents.c.id == kernels.c.agent_id)
        .where(kernels.c.session_id.in_(padded(rows)), kernels.c.status.not_in(states.TERMINAL))
    )
    found = conn.execute(of_them).all() if rows else []
    starting = [row for row in found if _starts(rows[row.session_id], row)]
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

    def __init__(self, conn: Connection, box: SecretBox, epoch: int, starting: Sequence[Row[Any]]) -> None:
        self._epoch = epoch
        self._promised = ledger.of_kernels(conn, [row.id for row in starting])
        self._secrets = sessions.credentials_of(conn, box, {row.session_id for row in starting})
        self._registry: Callable[[str], registries.Registry | None] = cache(
            lambda host: registries.read(conn, box, host)
        )
        self._dotfiles: Callable[..., Any] = cache(
            lambda key, domain, project: belongings.dotfiles(conn, key, domain, project)
        )
        self._ssh_key: Callable[[str], str | None] = cache(
            lambda key: belongings.private_ssh_key(conn, box, key)
        )
        self._sudo: Callable[[UUID], bool] = cache(lambda user: belongings.may_sudo(conn, user))
        self._mounts = session_mounts.changes_of(conn, {row.session_id for row in starting})

    def of(self, session: Row[Any], kernel: Row[Any]) -> CreateKernel:
        environ, bootstrap = self._secrets.get(session.id, ({}, {}))
        registry = self._registry(session.image.partition("/")[0])
        return CreateKernel(
            epoch=self._epoch,
            spec=kernel_spec(
                session,
                kernel,
                self._promised.get(kernel.id, []),
                dotfiles=self._dotfiles(session.access_key, session.domain_name, session.project_id),
                sudo=self._sudo(session.user_id),
                mounts=self._changed_mounts(session),
            ),
            credentials=Credentials(
                environ=environ,
                bootstrap_environ=bootstrap,
                ssh_private_key=self._ssh_key(session.access_key),
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
