"""Limits that hold when a session is asked for. All of them run inside the write that creates it (R18).

Amounts that could never start are refused at once, with the field's name. What merely has to wait is queued;
the
scheduler's own limits are in `scheduler.passes.admit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots
from kernelyard_agent.slots import COUNT_SCALE, SlotError, Slots, SlotType, slot_type
from kernelyard_hub import errors
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.carrying.spec import SHARED_MEMORY
from kernelyard_hub.scheduler.passes.admit import over_policy, spell
from kernelyard_hub.scheduler.placement.place import Room, fits
from kernelyard_hub.scheduler.readers.reading import limits_of, read_agents
from kernelyard_hub.scheduler.snapshot import AgentView, KeypairLimits, Waiting
from kernelyard_hub.store import sessions
from kernelyard_hub.store.models import agent_devices, agents, domains, keypair_resource_policies, projects
from kernelyard_hub.store.once import once

BAD = "Invalid resource allocation: "
_NOBODY = UUID(int=0)
MOST = 2**52
"""Of one slot for one kernel; sums over thousands of kernels still fit 64 bits."""
FLOOR: Slots = {"cpu": COUNT_SCALE, "mem": 64 * 2**20}
"""What a kernel needs at the least, where the image states no minimum."""


def known_slots(conn: Connection) -> dict[str, bool]:
    """Every slot that some node has offered -> whether its devices go out whole only; always ``cpu`` and
    ``mem``.
    """
    found = {"cpu": False, "mem": False}
    for slot, exclusive in conn.execute(select(agent_devices.c.slot, agent_devices.c.exclusive).distinct()):
        found[slot] = found.get(slot, False) or exclusive
    return found


def resolve(
    asked: Mapping[str, Any], limits: Mapping[str, Mapping[str, int | None]], known: Mapping[str, bool]
) -> Slots:
    """Exact amounts for one kernel: what was asked, raised to the image's minimum (SCH-023, SCH-024).

    Raises `InvalidParameters` for unknown slots, amounts that make no sense, and amounts above the image's
    maximum.
    """
    amounts: Slots = {}
    for name, amount in asked.items():
        if amount is None:
            continue
        amounts[name] = _amount(name, amount, known)
    kinds = [name for name, amount in amounts.items() if amount and name.startswith("cuda.")]
    if len(kinds) > 1:
        problem = dict.fromkeys((f"config.resources.{name}" for name in kinds), "cannot be combined")
        raise errors.InvalidParameters(f"{BAD}{' and '.join(sorted(kinds))} cannot be combined", data=problem)
    for name, floor in FLOOR.items():
        minimum = (limits.get(name) or {}).get("min")
        amounts[name] = max(amounts.get(name, 0), floor if minimum is None else minimum)
    for name, limit in limits.items():
        minimum, maximum = limit.get("min") or 0, limit.get("max")
        if minimum and name in known:
            amounts[name] = max(amounts.get(name, 0), minimum)
        if maximum is not None and amounts.get(name, 0) > maximum:
            most = slots.render(name, maximum)
            raise errors.InvalidParameters(
                f"{BAD}the image allows at most {most} of {name!r}.",
                data={f"config.resources.{name}": f"at most {most}"},
            )
    return {name: amount for name, amount in amounts.items() if amount}


def _amount(name: str, amount: object, known: Mapping[str, bool]) -> int:
    """One amount, exactly; a refusal names the field and what may stand there."""

    def refused(text: str, limit: str) -> errors.InvalidParameters:
        return errors.InvalidParameters(f"{BAD}{text}", data={f"config.resources.{name[:64]}": limit})

    try:
        exact = slots.parse(name, amount)
    except SlotError as error:
        raise errors.InvalidParameters(f"{BAD}{error}") from None
    if name not in known:
        raise errors.InvalidParameters(f"{BAD}Unknown slot type: {name!r}")
    if exact > MOST:
        raise refused(f"{name!r} is beyond everything", f"at most {slots.render(name, MOST)}")
    if known[name] and slot_type(name) is SlotType.COUNT and exact % COUNT_SCALE:
        raise refused(f"{name!r} is handed out in whole devices: {amount!r}", "a whole number")
    if slot_type(name) is SlotType.UNIQUE and exact > 1:
        raise refused(f"{name!r} is handed out one per session: {amount!r}", "at most 1")
    return exact


def shared_memory(options: Mapping[str, Any], per_kernel: Mapping[str, int]) -> int:
    """Bytes of shared memory (``resource_opts.shmem``); it is part of the session's memory and has to be
    less. Where nothing is asked for, `SHARED_MEMORY`, and of a small memory half.
    """
    asked = options.get("shmem")
    usual = min(SHARED_MEMORY, per_kernel.get("mem", 0) // 2)
    try:
        amount = slots.parse("mem", asked) if asked not in (None, "") else usual
    except SlotError:
        raise errors.InvalidParameters(
            f"{BAD}Cannot convert the shared memory to bytes: {asked!r}",
            data={"config.resource_opts.shmem": str(asked)},
        ) from None
    if amount >= per_kernel.get("mem", 0):
        raise errors.InvalidParameters(
            f"Shared memory should be less than the main memory. (s:{amount}, m:{per_kernel.get('mem', 0)})",
            data={"config.resource_opts.shmem": str(amount)},
        )
    return amount


def check_totals(conn: Connection, owner: Principal, project_id: Any, request: Waiting) -> None:
    """Refuse what the policies of keypair, project and domain, or every node's size, rule out for ever."""
    policy = once(conn, policy_of, owner.resource_policy)
    limits = limits_of(policy)
    if len(request.kernels) > limits.containers_per_session:
        most = limits.containers_per_session
        text = f"Your keypair policy {limits.policy!r} allows {most} containers per session."
        raise errors.InvalidParameters(text, data={"clusterSize": f"at most {most}"})
    _within(f"your keypair policy {limits.policy!r} allows", limits, request)
    _within("your project may hold", KeypairLimits("", once(conn, _project_total, project_id)), request)
    _within("your domain may hold", KeypairLimits("", once(conn, _domain_total, owner.domain)), request)
    amounts = tuple(sorted(request.per_kernel.items()))
    shape = (request.resource_group, amounts, len(request.kernels), request.single_node)
    if not once(conn, _fits_somewhere, *shape):
        raise _too_big(conn, request)


def check_pending(conn: Connection, owner: Principal, request: Waiting) -> None:
    """The policy's limits on waiting sessions (SCH-030). Raises `QuotaExceeded`."""
    policy = once(conn, policy_of, owner.resource_policy)
    if not limits_waiting(policy):
        return
    most, most_slots = policy.max_pending_session_count, policy.max_pending_session_resource_slots
    waiting = sessions.pending_of(conn, owner.access_key)
    if most is not None and len(waiting) >= most:
        raise errors.QuotaExceeded(
            f"You already have {len(waiting)} pending sessions; your keypair policy allows {most}.",
            data={"max_pending_session_count": most},
        )
    if most_slots:
        total = slots.add(*[row.requested_slots for row in waiting], request.total)
        over = slots.shortages({name: total.get(name, 0) for name in most_slots}, most_slots)
        if over:
            raise errors.QuotaExceeded(
                f"Your pending sessions would hold {spell(over)} more than your keypair policy allows.",
                data={"max_pending_session_resource_slots": slots.render_all(most_slots)},
            )


def check_engine(conn: Connection, group: str, asked: Mapping[str, object]) -> None:
    """Refuse what no node of the resource group can do: the process engine isolates nothing and runs what is
    there.

    ``asked`` holds, by field, what the request wants; false values want nothing.
    """
    engines = once(conn, _engines, group)
    wanted = sorted(field for field, value in asked.items() if value)
    if engines == {"process"} and wanted:
        text = f"The nodes of the resource group {group!r} run plain processes and do not offer this."
        raise errors.InvalidParameters(
            text, data=dict.fromkeys(wanted, "is not offered by the process engine")
        )


def _engines(conn: Connection, group: str) -> set[str]:
    query = select(agents.c.engine).where(agents.c.resource_group == group, agents.c.status != "TERMINATED")
    return set(conn.execute(query).scalars())


def policy_of(conn: Connection, name: str) -> Row[Any]:
    """The keypair policy of that name."""
    query = select(keypair_resource_policies).where(keypair_resource_policies.c.name == name)
    return conn.execute(query).one()


def limits_waiting(policy: Row[Any]) -> bool:
    """Whether a keypair policy limits what waits."""
    return policy.max_pending_session_count is not None or bool(policy.max_pending_session_resource_slots)


def _project_total(conn: Connection, project_id: Any) -> Slots:
    query = select(projects.c.total_resource_slots).where(projects.c.id == project_id)
    return dict(conn.execute(query).scalar() or {})


def _domain_total(conn: Connection, domain: str) -> Slots:
    query = select(domains.c.total_resource_slots).where(domains.c.name == domain)
    return dict(conn.execute(query).scalar() or {})


def _within(what: str, limits: KeypairLimits, request: Waiting) -> None:
    over = over_policy(limits, request.total)
    if over:
        allowed = {name: slots.render(name, limits.slots.get(name, 0)) for name in over}
        raise errors.InvalidParameters(
            f"{BAD}it asks for {spell(over)} more than {what}.",
            data={f"config.resources.{name}": f"at most {most}" for name, most in allowed.items()},
        )


def _fits_somewhere(
    conn: Connection, group: str, per_kernel: tuple[tuple[str, int], ...], kernels: int, single_node: bool
) -> bool:
    """Whether the nodes of the resource group could hold this when empty; nodes that are away count."""
    nodes = once(conn, _nodes_of, group)
    request = Waiting(
        session_id=_NOBODY,
        sequence=0,
        resource_group=group,
        access_key="",
        user_id=_NOBODY,
        project_id=_NOBODY,
        domain="",
        session_type="interactive",
        image="",
        architecture="",
        per_kernel=dict(per_kernel),
        kernels=(_NOBODY,) * kernels,
        single_node=single_node,
    )
    return not nodes or fits(request, (Room(agent, empty=True) for agent in nodes))


def _nodes_of(conn: Connection, group: str) -> list[AgentView]:
    found = read_agents(conn, also_lost=True)
    return [agent for agent in found if agent.resource_group == group]


def _too_big(conn: Connection, request: Waiting) -> errors.InvalidParameters:
    """Why no node of the resource group could hold it even when empty."""
    group = once(conn, _nodes_of, request.resource_group)
    whole = request.total if request.single_node else request.per_kernel
    short = min((slots.shortages(whole, agent.capacity) for agent in group), key=len)
    fields = short or {
        name: amount for name, amount in request.per_kernel.items() if name not in ("cpu", "mem")
    }
    most = {name: max(agent.capacity.get(name, 0) for agent in group) for name in fields}
    return errors.InvalidParameters(
        f"{BAD}no node of the resource group {request.resource_group!r} is big enough"
        + (f"; even an empty one lacks {spell(short)}." if short else "."),
        data={f"config.resources.{name}": f"at most {slots.render(name, a)}" for name, a in most.items()},
    )
