"""What is usually asked for in a resource group: a rolling histogram of its last requests, for the selector
that avoids fragments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from ..store.models import resource_presets, sessions
from .fragmentation import Usual, usual
from .place import Kind
from .snapshot import AgentView
from .yard import is_accelerator, needs

LAST = 200
"""Requests that are remembered."""
FEW = 20
"""Fewer requests than this say too little: every preset counts as one more."""


def read_usual(conn: Connection, group: str, nodes: Sequence[AgentView]) -> tuple[Usual, ...]:
    """The usual requests of the group, whose nodes these are."""
    largest = _largest(nodes)
    counted = Counter(
        _kind(_per_kernel(row.requested_slots, row.cluster_size), largest, _where(row, nodes))
        for row in conn.execute(_requests(group))
    )
    if counted.total() < FEW:
        presets = conn.execute(select(resource_presets.c.resource_slots).order_by(resource_presets.c.name))
        counted.update(_kind(amounts, largest, None) for amounts in presets.scalars())
    return usual(counted)


def _requests(group: str) -> Select[Any]:
    spec = sessions.c.spec
    return (
        select(
            sessions.c.requested_slots,
            sessions.c.cluster_size,
            sessions.c.image,
            sessions.c.architecture,
            spec["auto_pull"].as_string().label("auto_pull"),
            spec["image_digest"].as_string().label("image_digest"),
        )
        .where(sessions.c.resource_group == group)
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


def _where(row: Row[Any], nodes: Sequence[AgentView]) -> Kind | None:
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
