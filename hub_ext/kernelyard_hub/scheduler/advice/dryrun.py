"""What a pass would decide about a session that is not in line, or not like this: nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from kernelyard_agent import slots

from ...turns import Turns
from ..decisions import NEVER, Cancel, Code, Decision, Placed, Wait
from ..passes.admit import Admission, over_policy, spell
from ..passes.decide import decide
from ..passes.explain import no_room
from ..placement.place import Room, eligible, fits
from ..placement.shelf import Shelf
from ..snapshot import Snapshot, Waiting

When = Literal["now", "wait", "never"]
CLOSED = NEVER | {Code.GROUP_CLOSED, Code.FROZEN}
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


def decided(snapshot: Snapshot, now: datetime) -> list[Decision]:
    """What a pass would decide, computed in a thread for somebody who asks. Those who ask share what is known
    of nodes; the passes themselves keep their own."""
    return decide(snapshot, now, _shelf, _turns)


_shelf, _turns = Shelf(), Turns()


def dry_run(snapshot: Snapshot, request: Waiting, now: datetime) -> Decision:
    """What the next pass would decide about the request, if it came last."""
    line = with_request(snapshot, asked_anew(snapshot, request))
    mine = tuple(one for one in line.waiting if _matters(one, request))
    return next(
        one for one in decided(replace(line, waiting=mine), now) if one.session_id == request.session_id
    )


def _matters(one: Waiting, request: Waiting) -> bool:
    """Whether a session competes with the request: for nodes, or for what its limits leave."""
    return (
        one.resource_group == request.resource_group
        or one.access_key == request.access_key
        or one.project_id == request.project_id
    )


def verdict(snapshot: Snapshot, request: Waiting, now: datetime) -> Verdict:
    """The dry run in one word and one sentence."""
    return DryRuns(snapshot, now).verdict(request)


class DryRuns:
    """Dry runs of several requests against one snapshot."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._snapshot, self._now = snapshot, now
        self._admission = Admission(snapshot, now)
        self._rooms: dict[str, dict[str, Room]] = {}
        self._busy = {one.resource_group for one in snapshot.waiting}

    def verdict(self, request: Waiting) -> Verdict:
        """Each request for itself, as if it came last."""
        never = self._never(request)
        if never is not None:
            return never
        decision = self._decided(request)
        if isinstance(decision, Wait):
            when: When = "never" if decision.code in CLOSED else "wait"
            return Verdict(when, decision.text, decision)
        if isinstance(decision, Cancel):
            return Verdict("never", decision.text)
        return Verdict("now", "Starts now.")

    def _never(self, request: Waiting) -> Verdict | None:
        """What limits rule out for ever."""
        snapshot = self._snapshot
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
        return None

    def _decided(self, request: Waiting) -> Decision:
        """`dry_run`; at once where no node has room, and where nobody waits in the group."""
        held = self._admission.check(request)
        if held is not None:
            return held
        name = request.resource_group
        if name not in self._rooms:
            mine = (agent for agent in self._snapshot.agents if agent.resource_group == name)
            self._rooms[name] = {agent.agent_id: Room(agent) for agent in mine}
        rooms = self._rooms[name]
        able = (room for room in rooms.values() if eligible(request, room.agent))
        if not fits(request, able, split=self._snapshot.groups[name].split):
            return no_room(request, [room.agent for room in rooms.values()], rooms)
        if name in self._busy:
            return dry_run(self._snapshot, request, self._now)
        return Placed(request.session_id, ())
