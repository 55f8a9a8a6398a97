"""What would help a session that waits: the smallest change that would start it now, proven by a dry run
(R14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kernelyard_agent.slots import COUNT_SCALE, Slots, SlotType, is_accelerator, names, slot_type

from ..decisions import Code, Placed, Wait
from ..passes.admit import spell
from ..placement.place import Room, eligible
from ..snapshot import AgentView, Snapshot, Waiting
from .dryrun import dry_run
from .holders import holders, without

TRIES = 10
"""Dry runs that are made for one answer,"""
FEWER_TRIES = 4
"""and where more than `CROWD` wait."""
CROWD = 300
MEMORY_STEP = 256 * 2**20
SHARE_STEP = COUNT_SCALE // 10
TIME_LIMITS = {86400: "1 day", 28800: "8 hours", 7200: "2 hours", 3600: "1 hour", 1200: "20 minutes"}
"""Seconds that are offered as a time limit, so that a session may start before its turn."""
NO_PLACE = frozenset({Code.NO_ROOM, Code.NEVER_FITS, Code.RESERVED, Code.TURN, Code.PREEMPTING})
LIMITS = frozenset({Code.KEYPAIR_LIMIT, Code.PROJECT_LIMIT, Code.DOMAIN_LIMIT})
ELSEWHERE = NO_PLACE | {Code.NO_AGENT, Code.NO_IMAGE, Code.NO_VOLUME, Code.GROUP_CLOSED}


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a request; with it the next pass starts the session."""

    text: str
    session: Waiting
    """The session as it would have to be asked for."""
    ends: UUID | None = None
    """A running session of the same owner that would have to end."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a change may do."""

    floor: Slots = field(default_factory=dict)
    """The least of each slot for one kernel: the image's minimum."""
    groups: Sequence[str] = ()
    """Resource groups that the owner may use."""


Costed = tuple[float, Change]
"""How much is given up, from 0, and for what."""


def smallest_change(
    snapshot: Snapshot, session: Waiting, wait: Wait, now: datetime, bounds: Bounds | None = None
) -> Change | None:
    """The smallest change with which ``session``, which ``wait`` holds back, starts now; None where none of
    those that are tried helps."""
    found = sorted(_candidates(snapshot, session, wait, bounds or Bounds()), key=lambda one: one[0])
    for _, change in found[: TRIES if len(snapshot.waiting) <= CROWD else FEWER_TRIES]:
        before = snapshot if change.ends is None else without(snapshot, change.ends)
        if isinstance(dry_run(before, change.session, now), Placed):
            return change
    return None


def _candidates(snapshot: Snapshot, session: Waiting, wait: Wait, bounds: Bounds) -> Iterator[Costed]:
    code = wait.code
    if code is Code.NOT_YET:
        text = "It would start now without the time that it was asked to start at."
        yield 0.1, Change(text, replace(session, starts_at=None))
    if code in (Code.RESERVED, Code.TURN):
        yield from _briefer(session)
    if code in NO_PLACE:
        yield from _cheapest(session, _that_fit(snapshot, session, bounds.floor), 5)
        yield from _fewer_kernels(session)
    if code in LIMITS:
        yield from _cheapest(session, _within_limit(session, wait, bounds.floor), 3)
        yield from _fewer_kernels(session)
    if code in ELSEWHERE:
        for name in bounds.groups:
            group = snapshot.groups.get(name)
            takes = group is not None and group.active and session.session_type in group.session_types
            if takes and name != session.resource_group:
                other = replace(session, resource_group=name, agents=frozenset())
                yield 0.3, Change(f"It would start now in the resource group {name!r}.", other)
    if code in NO_PLACE | LIMITS | {Code.CONCURRENCY}:
        mine = (one for one, _ in holders(snapshot, session, wait) if one.user_id == session.user_id)
        for index, one in enumerate(mine):
            text = f"It would start now if your session {one.name!r} ended."
            yield 0.9 + index / 100, Change(text, session, one.session_id)


def _briefer(session: Waiting) -> Iterator[Costed]:
    for index, (seconds, text) in enumerate(TIME_LIMITS.items()):
        if session.time_limit is None or seconds < session.time_limit:
            changed = replace(session, time_limit=float(seconds))
            yield 0.15 + index / 50, Change(f"It would start now with a time limit of {text}.", changed)


def _fewer_kernels(session: Waiting) -> Iterator[Costed]:
    count = len(session.kernels)
    if count > 1 and session.single_node:
        text = f"It would start now with its {count} containers on several nodes."
        yield 0.25, Change(text, replace(session, single_node=False))
    for fewer in range(count - 1, max(0, count - 4), -1):
        text = f"It would start now with {fewer} container{'s' if fewer > 1 else ''} instead of {count}."
        yield 1 - fewer / count, Change(text, replace(session, kernels=session.kernels[:fewer]))


def _cheapest(session: Waiting, requests: Iterable[Slots], most: int) -> list[Costed]:
    """Changes to smaller requests, the cheapest of them."""
    found: dict[tuple[tuple[str, int], ...], Costed] = {}
    for request in requests:
        less = {name: amount for name, amount in session.per_kernel.items() if request.get(name, 0) < amount}
        if not less:
            continue
        cost = sum(1 - request.get(name, 0) / amount for name, amount in less.items())
        cost += sum(1 for name in less if not request.get(name, 0))  # without it, it is another thing
        kept = {name: amount for name, amount in request.items() if amount}
        text = f"It would start now {_spell_less(request, less)}."
        change = Change(text, replace(session, per_kernel=kept))
        found[tuple(sorted(kept.items()))] = cost, change
    return sorted(found.values(), key=lambda one: one[0])[:most]


def _spell_less(request: Slots, less: Slots) -> str:
    """``with 1 cuda.device instead of 2``, ``without cuda.device``; ``less`` is what was asked for."""
    fewer = [
        f"{spell({name: request[name]})} instead of {spell({name: less[name]}).removesuffix(f' {name}')}"
        for name in names(less)
        if request.get(name)
    ]
    none = [name for name in names(less) if not request.get(name)]
    parts = [f"with {' and '.join(fewer)}"] if fewer else []
    parts += [f"without {' and '.join(none)}"] if none else []
    return " and ".join(parts)


def _that_fit(snapshot: Snapshot, session: Waiting, floor: Slots) -> Iterator[Slots]:
    """For each node that may take it, the largest smaller request that it holds now."""
    kernels = len(session.kernels) if session.single_node else 1
    seen: set[tuple[object, ...]] = set()
    for agent in snapshot.agents:
        if not eligible(session, agent):
            continue
        room = Room(agent)
        free = room.free_slots()
        asked = session.per_kernel.items()
        profile = tuple(min(free.get(slot, 0), amount * kernels) for slot, amount in asked)
        if profile in seen:
            continue
        seen.add(profile)
        request = {
            slot: min(amount, _down(slot, free.get(slot, 0) // kernels, amount, agent))
            for slot, amount in asked
        }
        for smaller in _stepping_down(request, agent):
            if any(amount < floor.get(slot, 0) for slot, amount in smaller.items()):
                break
            if room.fit({slot: amount * kernels for slot, amount in smaller.items()}) is not None:
                yield smaller
                break


def _stepping_down(request: Slots, agent: AgentView) -> Iterator[Slots]:
    """The request, then with fewer and fewer accelerators: what is free may not lie together."""
    yield request
    slot = next((name for name in request if is_accelerator(name) and request[name]), None)
    if slot is None:
        return
    amount = request[slot]
    for _ in range(16):
        amount = _down(slot, amount - 1, amount, agent)
        yield {**request, slot: amount}
        if amount <= 0:
            return


def _within_limit(session: Waiting, wait: Wait, floor: Slots) -> Iterator[Slots]:
    """The request without what is over the limit."""
    over = {slot: -(-amount // len(session.kernels)) for slot, amount in (wait.missing or {}).items()}
    request = {
        slot: _down(slot, amount - over[slot], amount, None) if slot in over else amount
        for slot, amount in session.per_kernel.items()
    }
    if all(amount >= floor.get(slot, 0) for slot, amount in request.items()):
        yield request


def _down(slot: str, amount: int, asked: int, agent: AgentView | None) -> int:
    """``amount`` in the steps in which people ask for a slot; what was asked for is always one."""
    if amount >= asked:
        return asked
    return max(0, amount) // (step := _step(slot, amount, agent)) * step


def _step(slot: str, amount: int, agent: AgentView | None) -> int:
    if agent is not None:
        whole = [d.capacity for d in agent.devices if d.slot == slot and d.exclusive]
        if whole:
            return max(whole)
    kind = slot_type(slot)
    if kind is SlotType.BYTES:
        return MEMORY_STEP if slot == "mem" else 2**30
    if kind is SlotType.UNIQUE:
        return 1
    return SHARE_STEP if slot.endswith(".shares") else COUNT_SCALE
