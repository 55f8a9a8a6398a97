"""What a node has to give: devices, discovered once at start, and what a session must know of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from ..protocol import Device, DeviceShare

if TYPE_CHECKING:
    from ..stats import Metric
    from .cuda_use import Holder


class DeviceKind(Protocol):
    """One kind of device on this node."""

    def devices(self) -> list[Device]:
        """All of them, each with its capacity in its slot's unit."""

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        """The environment of a session that holds ``shares``; asked for every session, also without any."""

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        """Metric -> device -> figures, as `stats.metric` makes them."""


class Accelerators(DeviceKind, Protocol):
    """Devices of which it can be told how much each session uses."""

    def use(self, holders: Sequence[Holder]) -> dict[UUID, dict[str, Metric]]:
        """Kernel -> figures of what it uses of its shares; what is not known is absent. May block for some
        milliseconds."""
