"""Accelerators that are not there, for demonstrations and tests of everything but the computing (AGT-016)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from ..protocol import Device, DeviceShare
from ..slots import COUNT_SCALE, SlotType, slot_type
from ..stats import Metric, metric
from . import cuda
from .cuda_use import Holder

MEMORY = 16 * 2**30
"""Bytes of memory that a mock GPU claims to have."""


class MockDevices:
    """``counts`` is slot -> number of devices: ``cuda.shares`` are divisible GPUs, others whole devices."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        for slot in counts:
            if slot_type(slot) is SlotType.BYTES:
                raise ValueError(f"mock_devices: {slot} is memory, not a device")
        self._counts = dict(counts)

    def devices(self) -> list[Device]:
        return [
            Device(
                device_id=f"mock-{slot.replace('.', '-')}-{number}",
                slot=slot,
                capacity=1 if slot_type(slot) is SlotType.UNIQUE else COUNT_SCALE,
                exclusive=not slot.endswith(".shares"),
                numa_node=0,
                model="Mock GPU",
            )
            for slot, count in self._counts.items()
            for number in range(count)
        ]

    def environ(self, shares: list[DeviceShare]) -> dict[str, str]:
        gpus = {device.device_id: (device.capacity, MEMORY) for device in self.devices()}
        return cuda.visible([share for share in shares if share.device_id in gpus], gpus) if gpus else {}

    def real(self, shares: list[DeviceShare]) -> list[str]:
        """None of them can be given to a container."""
        return []

    def use(self, holders: Sequence[Holder]) -> dict[UUID, dict[str, Metric]]:
        """What is not there is not used."""
        mine = {device.device_id for device in self.devices()}
        return {
            holder.kernel_id: {"cuda_util": metric(0, 100, "percent")}
            for holder in holders
            if any(share.device_id in mine and share.slot.startswith("cuda.") for share in holder.shares)
        }

    def stats(self) -> dict[str, dict[str, Mapping[str, str | None]]]:
        return {}
