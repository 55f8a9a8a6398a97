"""What a pass would decide about a session that is not in line, or not like this: nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from kernelyard_agent import slots

from .admit import Admission, over_policy, spell
from .decide import decide
from .decisions import NEVER, Cancel, Code, Decision, Placed, Wait
from .explain import no_room
from .place import Room, eligible, fits
from .snapshot import Snapshot, Waiting

When = Literal["now", "wait", "never"]
CLOSED = NEVER | {Code.GROUP_CLOSED}
"""Codes that do not go away by waiting."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request would start now, would wait, or could never start."""

    when: When
    text: str
    """One plain sentence."""
    wait: Wait | None = None
    """What holds it back."""


def asked_anew(snapshot: Snapshot, request: Waiting) -> Waiting:
    """The request as the last that came; whatever it stood for in line before is forgotten."""
    last = max((one.sequence for one in snapshot.waiting), default=0)
    return replace(request, sequence=last + 1, tries=0, reserved=frozenset())


def with_request(snapshot: Snapshot, request: Waiting) -> Snapshot:
    """The snapshot with ``request`` in line, in the place of the session with the same id if there is one."""
    others = [one for one in snapshot.waiting if one.session_id != request.session_id]
    return replace(snapshot, waiting=(*others, request))


def dry_run(snapshot: Snapshot, request: Waiting, now: datetime) -> Decision:
    """What the next pass would decide about the request, if it came last."""
    line = with_request(snapshot, asked_anew(snapshot, request))
    return next(one for one in decide(line, now) if one.session_id == request.session_id)


def verdict(snapshot: Snapshot, request: Waiting, now: datetime) -> Verdict:
    """The dry run in one word and one sentence."""
    limits = snapshot.limits.get(request.access_key)
    over = over_policy(limits, request.total) if limits is not None else {}
    if over:
        text = f"Never under your policy: {spell(over)} too much."
        return Verdict("never", text, Wait(request.session_id, Code.KEYPAIR_LIMIT, text, over))
    for whose, code, total in (
        ("project's", Code.PROJECT_LIMIT, snapshot.project_limits.get(request.project_id, {})),
        ("domain's", Code.DOMAIN_LIMIT, snapshot.domain_limits.get(request.domain, {})),
    ):
        over = slots.shortages({n: a for n, a in request.total.items() if n in total}, total)
        if over:
            text = f"Never under your {whose} limit: {spell(over)} too much."
            return Verdict("never", text, Wait(request.session_id, code, text, over))
    decision = _decided(snapshot, request, now)
    if isinstance(decision, Wait):
        when: When = "never" if decision.code in CLOSED else "wait"
        return Verdict(when, decision.text, decision)
    if isinstance(decision, Cancel):
        return Verdict("never", decision.text)
    return Verdict("now", "Starts now.")


def _decided(snapshot: Snapshot, request: Waiting, now: datetime) -> Decision:
    """`dry_run`; at once where no node has room, and where nobody waits in the group."""
    held = Admission(snapshot, now).check(request)
    if held is not None:
        return held
    group = snapshot.groups.get(request.resource_group)
    rooms = {a.agent_id: Room(a) for a in snapshot.agents if a.resource_group == request.resource_group}
    able = [room for room in rooms.values() if eligible(request, room.agent)]
    if not fits(request, able, split=group.split if group is not None else True):
        return no_room(request, [room.agent for room in rooms.values()], rooms)
    if any(one.resource_group == request.resource_group for one in snapshot.waiting):
        return dry_run(snapshot, request, now)
    return Placed(request.session_id, ())
