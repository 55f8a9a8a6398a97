"""What a scheduling pass looks at: immutable facts, read in one transaction. Amounts are exact integers
(`slots`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernelyard_agent.slots import Slots

from .fragmentation import Usual

DeviceKey = tuple[str, str]
"""Device id and slot."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What one device of a node offers of one slot."""

    device_id: str
    slot: str
    capacity: int
    exclusive: bool = False
    """Handed out whole, to one kernel at a time."""
    numa_node: int | None = None


@dataclass(frozen=True, slots=True)
class AgentView:
    """One node, and what of it is held according to the ledger."""

    agent_id: str
    resource_group: str
    architecture: str
    alive: bool = True
    schedulable: bool = True
    images: frozenset[str] = frozenset()
    """Canonical names that start here."""
    fetches: bool = False
    """Whether it can fetch images from registries."""
    volumes: frozenset[str] = frozenset()
    devices: tuple[DeviceView, ...] = ()
    held: Mapping[DeviceKey, int] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    """Devices that somebody holds exclusively."""

    @property
    def capacity(self) -> Slots:
        total: Slots = {}
        for device in self.devices:
            total[device.slot] = total.get(device.slot, 0) + device.capacity
        return total

    @property
    def occupied(self) -> Slots:
        total: Slots = {}
        for (_, slot), amount in self.held.items():
            total[slot] = total.get(slot, 0) + amount
        return total


@dataclass(frozen=True, slots=True)
class KeypairLimits:
    """The limits of a keypair's resource policy that count when a session is to start."""

    policy: str
    slots: Slots
    unspecified_unlimited: bool = True
    """What holds for slots that ``slots`` does not name (SCH-037): no limit, or nothing at all."""
    concurrent_sessions: int = 0
    """0 = no limit."""
    containers_per_session: int = 1


@dataclass(frozen=True, slots=True)
class GroupView:
    """A resource group and its options (SCH-015)."""

    name: str
    active: bool = True
    session_types: frozenset[str] = frozenset({"interactive", "batch", "inference"})
    pending_timeout: float = 0.0
    """Seconds, 0 = off (SCH-010)."""
    exec_timeout: float | None = None
    """Seconds that one run of code may take in the group's sessions, None for no limit (EXE-010)."""
    read_only_root: bool = False
    """Whether the image's own files are read-only in the group's sessions."""
    selector: str = "fragmentation"
    """Agent selection, by name (SCH-006, SCH-007)."""
    split: bool = True
    """Whether a request for parts of devices may be put together from several of them."""
    usual: tuple[Usual, ...] = ()
    """What is usually asked for in this group."""
    last_agent: str | None = None
    """The node that got the group's last session; only the selector ``roundrobin`` asks."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session that waits to be placed."""

    session_id: UUID
    sequence: int
    resource_group: str
    access_key: str
    user_id: UUID
    project_id: UUID
    domain: str
    session_type: str
    image: str
    architecture: str
    per_kernel: Slots
    kernels: tuple[UUID, ...]
    single_node: bool = True
    volumes: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    """Nodes that alone may take it; empty = any."""
    starts_at: datetime | None = None
    created_at: datetime | None = None
    fetched: bool = False
    """Whether nodes may fetch the image for it."""

    @property
    def total(self) -> Slots:
        return {slot: amount * len(self.kernels) for slot, amount in self.per_kernel.items()}


@dataclass(frozen=True, slots=True)
class Usage:
    """What a keypair, project or domain holds now."""

    slots: Slots = field(default_factory=dict)
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole input of a pass."""

    agents: tuple[AgentView, ...]
    groups: Mapping[str, GroupView]
    waiting: tuple[Waiting, ...]
    limits: Mapping[str, KeypairLimits]
    """By access key."""
    by_key: Mapping[str, Usage]
    project_limits: Mapping[UUID, Slots] = field(default_factory=dict)
    by_project: Mapping[UUID, Usage] = field(default_factory=dict)
    domain_limits: Mapping[str, Slots] = field(default_factory=dict)
    by_domain: Mapping[str, Usage] = field(default_factory=dict)
