"""What a node has to give: devices, discovered once at start, and what a session must know of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..protocol import Device, DeviceShare


class DeviceKind(Protocol):
    """One kind of device on this node."""

    def devices(self) -> list[Device]:
        """All of them, each with its capacity in its slot's unit."""

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        """The environment of a session that holds ``shares``; asked for every session, also without any."""

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        """Metric -> device -> figures, as `stats.metric` makes them."""
