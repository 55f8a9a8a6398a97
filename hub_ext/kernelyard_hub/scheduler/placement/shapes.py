"""What placement looks at of a request."""

from __future__ import annotations

from ..snapshot import Waiting
from .fragmentation import WHOLE


def needs(amount: int, capacity: int) -> tuple[int, int]:
    """A request for accelerators as (thousandths of each device, number of devices)."""
    if amount <= capacity:
        return max(1, amount * WHOLE // capacity), 1
    return WHOLE, -(-amount // capacity)


def shape_of(session: Waiting) -> tuple[object, ...]:
    """All of a session that placement looks at."""
    return (
        session.resource_group,
        session.architecture,
        session.image,
        session.fetched,
        session.volumes,
        session.agents,
        tuple(sorted(session.per_kernel.items())),
        len(session.kernels),
        session.single_node,
    )
