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


Decision = Placed | Wait
