"""What is usually asked for in a resource group: a rolling histogram of its last requests, for the selector
that avoids fragments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, bindparam, func, select

from kernelyard_agent.slots import is_accelerator

from ...store.models import resource_presets, sessions
from ...store.once import in_write
from ..placement.fragmentation import Usual, usual
from ..placement.place import Kind
from ..placement.shapes import needs
from ..snapshot import AgentView

LAST = 200
"""Requests that are remembered."""
STEP = 20
"""New requests after which the others are looked at again."""
FEW = 20
"""Fewer requests than this say too little: every preset counts as one more."""


class _Request(NamedTuple):
    """What a session asked for; never another thing."""

    slots: tuple[tuple[str, int], ...]
    cluster_size: int
    image: str
    architecture: str
    auto_pull: str | None
    image_digest: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of one group."""

    facts: int
    names: tuple[str, ...]
    newest: int
    """Sequence of the newest request that was looked at."""
    steps: int
    """New ones for which it is good: none where there are so few that each of them counts."""
    largest: Mapping[str, int]
    last: tuple[_Request, ...]
    """The newest requests, the newest of them first."""
    usual: tuple[Usual, ...]


_kept: WeakKeyDictionary[Engine, dict[str, _Known]] = WeakKeyDictionary()


_NEWEST = select(func.max(sessions.c.sequence)).where(sessions.c.resource_group == bindparam("group"))


def read_usual(conn: Connection, group: str, nodes: Sequence[AgentView], facts: int) -> tuple[Usual, ...]:
    """The usual requests of the group, whose nodes these are. While there are many, those of a moment ago,
    of the same ``facts`` (`picture.Held`)."""
    newest = conn.execute(_NEWEST, {"group": group}).scalar() or 0
    kept = _kept.setdefault(conn.engine, {})
    names = tuple(node.agent_id for node in nodes)
    before = kept.get(group)
    if before is not None and (before.facts, before.names) != (facts, names):
        before = None
    if before is not None and 0 <= newest - before.newest < before.steps:
        return before.usual
    largest = before.largest if before is not None else _largest(nodes)
    since = before.newest if before is not None and newest >= before.newest else 0
    last = _read(conn, group, since)
    if since and before is not None:
        last = (last + before.last)[:LAST]
    found = _counted(conn, last, nodes, largest)
    if not in_write(conn):
        steps = STEP if len(last) >= LAST else 1
        kept[group] = _Known(facts, names, newest, steps, largest, last, found)
    return found


def _read(conn: Connection, group: str, since: int) -> tuple[_Request, ...]:
    """The group's last requests that came after ``since``, the newest first."""
    rows = conn.execute(_REQUESTS, {"group": group, "since": since})
    return tuple(_Request(tuple(sorted(row.requested_slots.items())), *row[1:]) for row in rows)


def _counted(
    conn: Connection, last: Sequence[_Request], nodes: Sequence[AgentView], largest: Mapping[str, int]
) -> tuple[Usual, ...]:
    counted: Counter[Usual] = Counter()
    for one, number in Counter(last).items():
        kind = _kind(_per_kernel(dict(one.slots), one.cluster_size), largest, _where(one, nodes))
        counted[kind] += number
    if counted.total() < FEW:
        presets = conn.execute(select(resource_presets.c.resource_slots).order_by(resource_presets.c.name))
        counted.update(_kind(amounts, largest, None) for amounts in presets.scalars())
    return usual(counted)


_REQUESTS: Select[Any] = (
    select(
        sessions.c.requested_slots,
        sessions.c.cluster_size,
        sessions.c.image,
        sessions.c.architecture,
        sessions.c.spec["auto_pull"].as_string().label("auto_pull"),
        sessions.c.spec["image_digest"].as_string().label("image_digest"),
    )
    .where(sessions.c.resource_group == bindparam("group"), sessions.c.sequence > bindparam("since"))
    .order_by(sessions.c.sequence.desc())
    .limit(LAST)
)


def _kind(per_kernel: Mapping[str, int], largest: Mapping[str, int], where: Kind | None) -> Usual:
    need, count = 0, 0
    for slot, amount in sorted(per_kernel.items()):
        if amount > 0 and largest.get(slot):
            need, count = needs(amount, largest[slot])
            break
    return Usual(0.0, per_kernel.get("cpu", 0), per_kernel.get("mem", 0), need, count, where)


def _where(row: _Request, nodes: Sequence[AgentView]) -> Kind | None:
    """What a node must be for the request; None where every node of the group is."""
    fetched = row.auto_pull != "none" and bool(row.image_digest)
    everywhere = all(
        node.architecture == row.architecture and (row.image in node.images or (fetched and node.fetches))
        for node in nodes
    )
    return None if everywhere else (row.architecture, row.image, frozenset(), frozenset(), fetched)


def _per_kernel(total: Mapping[str, int], kernels: int) -> dict[str, int]:
    return {slot: amount // max(1, kernels) for slot, amount in total.items()}


def _largest(nodes: Sequence[AgentView]) -> dict[str, int]:
    """The biggest device of each accelerator slot."""
    largest: dict[str, int] = {}
    for node in nodes:
        for device in node.devices:
            if is_accelerator(device.slot):
                largest[device.slot] = max(device.capacity, largest.get(device.slot, 0))
    return largest
