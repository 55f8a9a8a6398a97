"""Reads a `Snapshot` from the database, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_agent.slots import Slots

from ...store import ledger, settings
from ...store.keys import among, fixed
from ...store.models import (
    agents,
    allocations,
    domains,
    kernels,
    keypair_resource_policies,
    keypairs,
    projects,
    resource_groups,
    sessions,
)
from ...store.once import once, reading
from .. import group_options
from ..carrying.spec import SessionSpec
from ..snapshot import SYSTEM, AgentView, Dependency, GroupView, KeypairLimits, Snapshot, Usage, Waiting
from .budgets import read_budgets
from .dependencies import read_dependencies
from .facts import read_facts
from .filled import filled
from .past import read_past
from .picture import Held, any_system, look
from .queued import read_queued
from .usual import read_usual

SCHEDULER_DEFAULTS = "plugins/scheduler/"
"""Where the site's settings for each order are (SCH-012), with or without ``config/`` before it."""

REMEMBERED = 16
"""Keypairs of one look whose limits are remembered one by one."""
FEW = 500
"""Sessions whose kernels are asked for by their ids."""


_ANY = select(sessions.c.id).where(sessions.c.status == fixed("PENDING")).limit(1)
_AGENTS = (
    select(agents.c.id, agents.c.status, agents.c.schedulable, agents.c.resource_group, agents.c.facts)
    .where(among(agents.c.status, "wanted"))
    .order_by(agents.c.id)
)


def read_waiting(conn: Connection, now: datetime) -> Snapshot | None:
    """Everything that a pass looks at; None when nothing waits."""
    return read_snapshot(conn, now) if conn.execute(_ANY).first() is not None else None


def read_snapshot(conn: Connection, now: datetime) -> Snapshot:
    """The site as the scheduler sees it. Past use and budgets are those of ``now``."""
    with reading(conn):
        return _snapshot(conn, now)


def _snapshot(conn: Connection, now: datetime) -> Snapshot:
    held = look(conn)
    waiting = read_queued(conn, held.facts, _as_waiting)
    agents_now = read_agents(conn, held=held)
    groups = once(conn, read_groups)
    return Snapshot(
        agents=agents_now,
        groups=_with_workload(conn, groups, agents_now, held.facts),
        waiting=waiting,
        limits=_limits(conn, {session.access_key for session in waiting}),
        by_key=held.by_key,
        project_limits=once(conn, _totals, projects.c.id, projects.c.total_resource_slots),
        by_project=held.by_project,
        domain_limits=once(conn, _totals, domains.c.name, domains.c.total_resource_slots),
        by_domain=held.by_domain,
        running=held.running,
        budgets=read_budgets(conn, waiting, now),
        frozen=once(conn, settings.frozen),
        past=read_past(conn, groups, agents_now, now),
    )


def with_asker(
    conn: Connection, snapshot: Snapshot, access_key: str, asked: Iterable[Waiting], now: datetime
) -> Snapshot:
    """The snapshot that knows the limits and budgets of somebody who asks, whether or not a session of theirs
    waits. ``asked`` is looked at only where there are budgets."""

    def charged() -> Iterator[Waiting]:
        yield from (one for one in snapshot.waiting if one.access_key == access_key)
        yield from asked

    limits = once(conn, read_limits, (access_key,))
    budgets = read_budgets(conn, charged(), now)
    return replace(snapshot, limits={**snapshot.limits, **limits}, budgets={**snapshot.budgets, **budgets})


def read_admission(
    conn: Connection, rows: Iterable[Row[Any]], now: datetime, held: Held | None = None
) -> Snapshot:
    """All that limits look at for these rows of ``sessions``, and nothing that only placement asks for.
    ``held``: what this transaction knows to be held (`picture.peek`); without it, that is summed.
    """
    waiting = _as_waiting(conn, list(rows))
    keys = {session.access_key for session in waiting}
    totals = once(conn, _totals, projects.c.id, projects.c.total_resource_slots)
    of_domains = once(conn, _totals, domains.c.name, domains.c.total_resource_slots)
    of = (
        keys,
        {session.project_id for session in waiting} & set(totals),
        {session.domain for session in waiting} & set(of_domains),
    )
    by_key, by_project, by_domain = _held_by(conn, held, *of)
    return Snapshot(
        agents=(),
        groups=once(conn, read_groups),
        waiting=waiting,
        limits=_limits(conn, keys),
        by_key=by_key,
        project_limits=totals,
        by_project=by_project,
        domain_limits=of_domains,
        by_domain=by_domain,
        budgets=read_budgets(conn, waiting, now),
        frozen=once(conn, settings.frozen),
    )


def _held_by(
    conn: Connection, held: Held | None, keys: set[str], of_projects: set[UUID], of_domains: set[str]
) -> tuple[dict[str, Usage], dict[UUID, Usage], dict[str, Usage]]:
    """What these keypairs, projects and domains hold: as it is known, else the sums."""
    if held is not None:
        return (
            {key: held.by_key.get(key, Usage()) for key in keys},
            {key: held.by_project.get(key, Usage()) for key in of_projects},
            {key: held.by_domain.get(key, Usage()) for key in of_domains},
        )
    by_key, by_project, by_domain = (
        ledger.sums_among(conn, column, among={column: wanted})
        for column, wanted in (
            (allocations.c.access_key, keys),
            (allocations.c.project_id, of_projects),
            (allocations.c.domain_name, of_domains),
        )
    )
    holding = ledger.holding_by_key(conn, keys)
    system = ledger.system_by_key(conn, keys) if _any_system(conn) else {}
    return (
        {
            key: Usage(by_key.get(key, {}), holding.get(key, 0) - system.get(key, 0), system.get(key, 0))
            for key in keys
        },
        {key: Usage(amounts) for key, amounts in by_project.items()},
        {key: Usage(amounts) for key, amounts in by_domain.items()},
    )


def _any_system(conn: Connection) -> bool:
    """Whether sessions of the type ``system`` can be there: most sites have none, and count none."""
    groups = once(conn, read_groups).values()
    return any(SYSTEM in group.session_types for group in groups) or any_system(conn)


def read_agents(
    conn: Connection, *, also_lost: bool = False, held: Held | None = None
) -> tuple[AgentView, ...]:
    """The nodes that are up (and those that are away), with what is held on them."""
    nodes = once(conn, _read_nodes, also_lost=also_lost)
    return nodes if held is None else filled(conn, nodes, held)


def _read_nodes(conn: Connection, *, also_lost: bool) -> tuple[AgentView, ...]:
    """As if nothing was held."""
    rows = conn.execute(_AGENTS, {"wanted": ["ALIVE", "LOST"] if also_lost else ["ALIVE"]}).all()
    plain = read_facts(conn, {row.id: row.facts for row in rows})
    return tuple(
        [_with(plain[row.id], row.resource_group, row.status == "ALIVE", row.schedulable) for row in rows]
    )


def _with(node: AgentView, group: str, alive: bool, schedulable: bool) -> AgentView:
    """The same view where that is what it says."""
    if (node.resource_group, node.alive, node.schedulable) == (group, alive, schedulable):
        return node
    return replace(node, resource_group=group, alive=alive, schedulable=schedulable)


def read_groups(conn: Connection) -> dict[str, GroupView]:
    """Every resource group with its options."""
    tries = default_tries(conn)
    rows = conn.execute(select(resource_groups).order_by(resource_groups.c.name))
    return {row.name: group_of(row, tries) for row in rows}


def default_tries(conn: Connection) -> dict[str, int]:
    """``num_retries_to_skip`` by order, as the site's settings say (SCH-011, SCH-012)."""
    found: dict[str, int] = {}
    for root in ("config/", "config/config/"):
        prefix = root + SCHEDULER_DEFAULTS
        for key, value in settings.below(conn, prefix).items():
            name, _, option = key.removeprefix(prefix).partition("/")
            if option == "num_retries_to_skip" and str(value).isdecimal():
                found[name] = min(1000, int(value))
    return found


def group_of(row: Row[Any], tries: Mapping[str, int] = MappingProxyType({})) -> GroupView:
    """A row of ``resource_groups`` as the scheduler reads it; ``tries`` are the site's by order."""
    options = group_options.read(row.scheduler_opts)
    config = options.config
    plain = GroupView(row.name)
    return GroupView(
        row.name,
        row.is_active,
        frozenset(options.allowed_session_types),
        options.pending_timeout,
        options.exec_timeout or None,
        read_only_root=options.read_only_root,
        selector=options.agent_selection_strategy or plain.selector,
        selectors={str(kind): name for kind, name in options.agent_selection_by_type.items()},
        split=config.split_devices,
        scheduler=row.scheduler,
        tries=tries.get(row.scheduler, plain.tries)
        if config.num_retries_to_skip is None
        else config.num_retries_to_skip,
        reservations=config.reservations,
        half_life=config.half_life,
        preemption=config.preemption,
        spread_replicas=options.enforce_spreading_endpoint_replica,
    )


def _limits(conn: Connection, access_keys: Collection[str]) -> dict[str, KeypairLimits]:
    """`read_limits`; those of a few are remembered."""
    if len(access_keys) > REMEMBERED:
        return read_limits(conn, access_keys)
    return {key: limits for one in access_keys for key, limits in once(conn, read_limits, (one,)).items()}


def read_limits(conn: Connection, access_keys: Iterable[str]) -> dict[str, KeypairLimits]:
    """The limits of the keypairs' policies."""
    query = (
        select(keypairs.c.access_key, keypair_resource_policies)
        .join(keypair_resource_policies, keypair_resource_policies.c.name == keypairs.c.resource_policy)
        .where(keypairs.c.access_key.in_(list(access_keys)))
    )
    return {row.access_key: limits_of(row) for row in conn.execute(query)}


def limits_of(policy: Row[Any]) -> KeypairLimits:
    """A row of ``keypair_resource_policies`` as the scheduler reads it."""
    return KeypairLimits(
        policy=policy.name,
        slots={str(name): int(amount) for name, amount in (policy.total_resource_slots or {}).items()},
        unspecified_unlimited=policy.default_for_unspecified != "LIMITED",
        concurrent_sessions=policy.max_concurrent_sessions,
        sftp_sessions=policy.max_concurrent_sftp_sessions,
        containers_per_session=policy.max_containers_per_session,
        lifetime=policy.max_session_lifetime or 0,
    )


def _as_waiting(conn: Connection, rows: Sequence[Row[Any]]) -> tuple[Waiting, ...]:
    by_session: dict[UUID, list[UUID]] = {}
    several = [row.id for row in rows if row.cluster_size > 1]
    if several:
        pending = select(sessions.c.id).where(sessions.c.status == fixed("PENDING"))
        wanted = several if len(several) <= FEW else pending
        of_pending = select(kernels.c.session_id, kernels.c.id).where(kernels.c.session_id.in_(wanted))
        for session_id, kernel_id in conn.execute(
            of_pending.order_by(kernels.c.cluster_role, kernels.c.cluster_idx)
        ):
            by_session.setdefault(session_id, []).append(kernel_id)
    others = read_dependencies(conn, {row.id: row.spec.get("dependencies", ()) for row in rows})
    # The main kernel carries the session's id (SES-045).
    return tuple(
        waiting(row, tuple(by_session.get(row.id, [row.id])), others.get(row.id, ())) for row in rows
    )


def waiting(
    row: Row[Any], kernel_ids: tuple[UUID, ...], dependencies: tuple[Dependency, ...] = ()
) -> Waiting:
    """A row of ``sessions`` as the scheduler sees it."""
    spec = SessionSpec.model_validate(row.spec)
    return Waiting(
        session_id=row.id,
        sequence=row.sequence,
        resource_group=row.resource_group,
        access_key=row.access_key,
        user_id=row.user_id,
        project_id=row.project_id,
        domain=row.domain_name,
        session_type=row.type,
        image=row.image,
        architecture=row.architecture,
        per_kernel=spec.per_kernel,
        kernels=kernel_ids,
        single_node=row.cluster_mode == "single-node",
        volumes=spec.volumes,
        agents=frozenset(spec.agents),
        starts_at=row.starts_at,
        created_at=row.created_at,
        fetched=spec.may_be_fetched,
        name=row.name,
        priority=row.priority,
        preemptible=row.preemptible,
        time_limit=row.time_limit,
        tries=row.tries,
        reserved=frozenset(row.reserved or ()),
        dependencies=dependencies,
        endpoint=spec.endpoint,
    )


def _with_workload(
    conn: Connection, groups: Mapping[str, GroupView], nodes: Sequence[AgentView], facts: int
) -> dict[str, GroupView]:
    """The groups with what is usually asked for in them, and with their last node where a selector asks."""
    found = {}
    for name, group in groups.items():
        mine = [node for node in nodes if node.resource_group == name]
        last = (
            _last_agent(conn, name) if "roundrobin" in (group.selector, *group.selectors.values()) else None
        )
        found[name] = replace(
            group, usual=read_usual(conn, name, mine, facts) if mine else (), last_agent=last
        )
    return found


def _last_agent(conn: Connection, group: str) -> str | None:
    query = select(allocations.c.agent_id).where(allocations.c.resource_group == group)
    return conn.execute(query.order_by(allocations.c.id.desc()).limit(1)).scalar()


def _totals(conn: Connection, key: Any, column: Any) -> dict[Any, Slots]:
    return {name: dict(total) for name, total in conn.execute(select(key, column)) if total}
