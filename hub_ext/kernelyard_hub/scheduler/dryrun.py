"""What a pass would decide about a session that is not in line, or not like this: nothing is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .decide import decide
from .decisions import Decision
from .snapshot import Snapshot, Waiting


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
