"""What people are told of the idle checks: of one session, of many in a list, and in the original's shape."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from kernelyard_hub.scheduler.life import states
from kernelyard_hub.store.models import keypair_resource_policies, keypairs, session_idleness, sessions

from .reading import ends
from .settings import LIFETIME, UTILIZATION

GRACE, EXPIRE = "grace_period", "expire_after"
"""What a remaining time is, in the words that clients know."""


def of_sessions(conn: Connection, session_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What is known of each: the row of ``session_idleness`` where there is one, and when its life ends."""
    policy = keypair_resource_policies
    query = (
        select(
            sessions.c.id,
            sessions.c.status,
            sessions.c.created_at,
            sessions.c.started_at,
            sessions.c.time_limit,
            policy.c.max_session_lifetime,
            *[column for column in session_idleness.c if column.name not in ("samples", "session_id")],
        )
        .outerjoin(session_idleness, session_idleness.c.session_id == sessions.c.id)
        .outerjoin(keypairs, keypairs.c.access_key == sessions.c.access_key)
        .outerjoin(policy, policy.c.name == keypairs.c.resource_policy)
        .where(sessions.c.id.in_(session_ids))
    )
    return {row["id"]: dict(row) for row in conn.execute(query).mappings()}


def _checks(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    if row["status"] not in states.RUNNING or not isinstance(row["checks"], dict):
        return []
    found: list[dict[str, Any]] = row["checks"].get("checks") or []
    return found


def idle_checks(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """``idle_checks`` of the API: check -> remaining seconds, what they are, and figures (SCH-047)."""
    known = {check["name"]: check for check in _checks(row)}
    found = {
        name: {
            "remaining": _remaining(check.get("judged_from") or _due(row, check), now),
            "remaining_time_type": GRACE if name == UTILIZATION else EXPIRE,
            "extra": _extra(check) if name == UTILIZATION else None,
        }
        for name, check in known.items()
    }
    due = None
    if row["status"] not in states.TERMINAL:
        due, _ = ends(row, row["started_at"])
    lifetime = {"remaining": _remaining(due, now), "remaining_time_type": EXPIRE, "extra": None}
    return {**found, LIFETIME: lifetime}


def _extra(check: Mapping[str, Any]) -> dict[str, Any]:
    evidence = check.get("evidence") or {}
    return {
        "resources": evidence.get("resources", {}),
        "thresholds_check_operator": evidence.get("operator", "and"),
    }


def _due(row: Mapping[str, Any], check: Mapping[str, Any]) -> float | None:
    """When a check ends the session, with what its owner has put off."""
    due: float | None = check.get("due")
    until: datetime | None = row["snoozed_until"]
    if due is None or check["name"] == LIFETIME or until is None:
        return due
    return max(due, until.timestamp())


def _remaining(due: float | None, now: datetime) -> float | None:
    return None if due is None else round(max(0.0, due - now.timestamp()), 1)


def idleness(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The body of ``GET /session/{ref}/idleness``."""
    checks = _checks(row)
    snoozed = row["snoozed_until"] if checks else None
    return {
        "checks": [
            {
                "name": check["name"],
                "remaining": _remaining(_due(row, check), now),
                "text": check["text"],
                "evidence": check.get("evidence") or {},
            }
            for check in checks
        ],
        "endsAt": _iso(row["ends_at"]) if checks else None,
        "warned": bool(checks) and row["warned_at"] is not None,
        "maySnooze": soonest(row) is not None and row["snoozed_at"] is None,
        "snoozedUntil": _iso(snoozed),
    }


def soonest(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The check that would end the session first, of those that its owner can put off."""
    running_down = [c for c in _checks(row) if c.get("due") is not None and c["name"] != LIFETIME]
    return min(running_down, key=lambda check: float(check["due"]), default=None)


def summary(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What lists say of a session whose owner was warned: when it ends, and by which evidence."""
    checks = _checks(row)
    if not checks or row["warned_at"] is None or row["ends_at"] is None:
        return None
    by = row["checks"].get("warned")
    text = next((check["text"] for check in checks if check["name"] == by), "")
    may = soonest(row) is not None and row["snoozed_at"] is None
    return {"endsAt": _iso(row["ends_at"]), "text": text, "maySnooze": may}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def warnings(
    conn: Connection, since: datetime, access_key: str, session_id: UUID | None
) -> list[tuple[datetime, dict[str, Any]]]:
    """Warnings after ``since``: when, and the data of the event; of one session, or of all of a keypair."""
    which = sessions.c.access_key == access_key if session_id is None else sessions.c.id == session_id
    query = (
        select(sessions.c.id, sessions.c.name, sessions.c.access_key)
        .join(session_idleness, session_idleness.c.session_id == sessions.c.id)
        .where(session_idleness.c.warned_at > since, which)
        .order_by(session_idleness.c.warned_at)
    )
    owners = {row.id: row for row in conn.execute(query)}
    found = []
    for known in of_sessions(conn, list(owners)).values() if owners else ():
        owner, said = owners[known["id"]], summary(known)
        if said is not None:
            data = {
                "sessionId": str(owner.id),
                "sessionName": owner.name,
                "ownerAccessKey": owner.access_key,
                "reason": said["text"],
                "endsAt": said["endsAt"],
                "maySnooze": said["maySnooze"],
            }
            found.append((known["warned_at"], data))
    return found
