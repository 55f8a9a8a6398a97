"""What a scheduling pass looks at: immutable facts, read in one transaction. Amounts are exact integers
(`slots`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from kernelyard_agent.slots import Slots

from .decisions import KernelPlacement
from .placement.fragmentation import Usual

SYSTEM = "system"
"""The type of sessions that serve files (SFTP): they are counted for themselves (SCH-033)."""
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
    """0 = no limit. Sessions of the type ``system`` have a limit of their own."""
    sftp_sessions: int = 0
    """Sessions of the type ``system`` at once (SCH-033); 0 = no limit."""
    containers_per_session: int = 1
    lifetime: int = 0
    """Seconds that a session may exist, from its creation on; 0 = no limit."""


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
    scheduler: str = "fifo"
    """Order in which its waiting sessions get their chance, by name (SCH-003 to SCH-005)."""
    selectors: Mapping[str, str] = field(default_factory=dict)
    """Agent selection by session type, where it is not `selector`."""
    tries: int = 3
    """Passes in which the first in line may find no room before devices are kept for it (SCH-011); others
    pass it meanwhile. The last of them keeps devices; 0 and 1 keep them at once."""
    reservations: int = 1
    """Sessions without room that get nodes kept free for them, at a time."""
    half_life: float = 7 * 86400.0
    """Seconds after which past use counts half (fair share)."""
    preemption: bool = False
    """Whether sessions that agreed to it may be ended for a higher priority."""
    spread_replicas: bool = False
    """Whether replicas of one endpoint go to different nodes (SCH-008)."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A session that another one waits for."""

    session_id: UUID
    name: str
    state: Literal["open", "succeeded", "failed", "missing"]


@dataclass(frozen=True, slots=True)
class Running:
    """A session that holds something: whom its place is charged to, and until when."""

    session_id: UUID
    resource_group: str
    access_key: str
    user_id: UUID
    project_id: UUID
    domain: str
    session_type: str
    kernels: tuple[KernelPlacement, ...]
    """What it holds, device by device."""
    name: str = ""
    started_at: datetime | None = None
    """When it got its place."""
    ends_by: datetime | None = None
    """When it is ended for sure (time limit or lifetime); None when nobody knows."""
    priority: int = 0
    preemptible: bool = False
    ending: bool = False
    """Whether its end is under way: what it holds is about to be free."""
    endpoint: str | None = None

    @property
    def slots(self) -> Slots:
        total: Slots = {}
        for kernel in self.kernels:
            for share in kernel.shares:
                total[share.slot] = total.get(share.slot, 0) + share.amount
        return total


@dataclass(frozen=True, slots=True)
class Budget:
    """A rolling budget and how much of it is used; ``amount`` and ``used`` are slot units times hours."""

    scope: Literal["keypair-policy", "user", "project", "domain"]
    scope_id: str
    slot: str
    amount: int
    window: float
    """Seconds."""
    used: int = 0
    """Within the window until now; of a keypair policy, by the session's own keypair."""
    frees_at: datetime | None = None
    """When enough of it has left the window that something is left of it again; None while it is not used
    up, or when nobody can tell."""
    committed: int = 0
    """What running sessions are about to use of it: until they are ended for sure, and for an hour where
    nobody knows. So sessions that start at the same time do not exceed a budget together (R18)."""


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
    name: str = ""
    priority: int = 0
    """Higher goes first, where the group's order looks at it."""
    preemptible: bool = False
    time_limit: float | None = None
    """Seconds after its start at which it is ended for sure; None when nobody knows."""
    tries: int = 0
    """Times that it stood first and found no room."""
    reserved: frozenset[str] = frozenset()
    """Nodes that the last pass kept free for it."""
    dependencies: tuple[Dependency, ...] = ()
    endpoint: str | None = None
    """What it is a replica of, for sessions that serve a model."""

    @property
    def total(self) -> Slots:
        return {slot: amount * len(self.kernels) for slot, amount in self.per_kernel.items()}


@dataclass(frozen=True, slots=True)
class Usage:
    """What a keypair, project or domain holds now."""

    slots: Slots = field(default_factory=dict)
    sessions: int = 0
    """Without those of the type ``system``."""
    system: int = 0
    """Sessions of the type ``system``; their slots count like all others."""


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
    running: tuple[Running, ...] = ()
    """In the order of their arrival."""
    budgets: Mapping[str, tuple[Budget, ...]] = field(default_factory=dict)
    """By access key: every budget that its sessions are charged to."""
    frozen: bool = False
    """Whether nothing new starts: maintenance (SES-046)."""
    past: Mapping[tuple[str, UUID], float] = field(default_factory=dict)
    """By resource group and user: past use as a part of the group's capacity times seconds, decayed with the
    group's half-life (fair share)."""
