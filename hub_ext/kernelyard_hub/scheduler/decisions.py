"""What a pass decides: a placement or a reason to wait, for every waiting session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kernelyard_agent.slots import Slots


class Code(StrEnum):
    """Why a session waits. ``NEVER`` codes do not go away by waiting."""

    NOT_YET = "not-yet"  # starts_at lies ahead
    CONCURRENCY = "concurrency"  # keypair policy: sessions at once
    KEYPAIR_LIMIT = "keypair-resource-limit"
    PROJECT_LIMIT = "group-resource-limit"
    DOMAIN_LIMIT = "domain-resource-limit"
    NO_AGENT = "no-alive-agent"
    NO_IMAGE = "image-not-available"
    NO_VOLUME = "volume-not-mounted"
    NO_ROOM = "no-available-instances"
    NEVER_FITS = "never-fits"
    GROUP_CLOSED = "resource-group-closed"
    FROZEN = "server-frozen"  # maintenance: nothing new starts
    DEPENDENCY = "dependency"  # a session that it waits for has not ended
    BUDGET = "budget"  # a rolling budget is used up
    RESERVED = "reserved-for-others"  # it would fit, and delay somebody before it
    TURN = "not-its-turn"  # the first in line is still being tried (SCH-011)
    PREEMPTING = "preempting"  # sessions are being ended for it


NEVER = frozenset({Code.NEVER_FITS})


@dataclass(frozen=True, slots=True)
class Share:
    """``amount`` of ``slot`` on one device."""

    device_id: str
    slot: str
    amount: int
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class KernelPlacement:
    kernel_id: UUID
    agent_id: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The session starts now, with these devices."""

    session_id: UUID
    kernels: tuple[KernelPlacement, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """The session cannot start now; ``missing`` is the smallest shortage over the nodes that could hold
    it.
    """

    session_id: UUID
    code: Code
    text: str
    """One plain sentence, safe to show to its owner."""
    missing: Slots | None = None
    passed: tuple[str, ...] = ()
    """Checks that the session passed before the one that holds it."""
    reserved: tuple[str, ...] = ()
    """Nodes that are kept free for it from now on, in order of their ids."""
    behind: UUID | None = None
    """The waiting session that it must not delay."""
    tried: bool = False
    """Whether it stood first and found no room: one more try."""


@dataclass(frozen=True, slots=True)
class Preempt:
    """A running session that agreed to it is ended, so that another one has room."""

    session_id: UUID
    beneficiary: UUID
    text: str
    """One plain sentence, safe to show to its owner."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The session can never start any more (a dependency failed); ``text`` says why."""

    session_id: UUID
    text: str


Decision = Placed | Wait | Preempt | Cancel
