"""Why a session waits, what would help, and when it starts; and the same of sessions that nobody has created
yet (dry run)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots
from kernelyard_agent.slots import Slots
from kernelyard_hub import errors
from kernelyard_hub.operations import images
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.operations.sessions import admission
from kernelyard_hub.operations.sessions.create import allowed_groups, prepare
from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.operations.sessions.request import CreateSession, read_create
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.advice.dryrun import Verdict, asked_anew, decided, verdict
from kernelyard_hub.scheduler.advice.holders import holders
from kernelyard_hub.scheduler.advice.remedy import Bounds, Change, smallest_change
from kernelyard_hub.scheduler.decisions import Cancel, Placed, Wait
from kernelyard_hub.scheduler.estimates.forecast import Estimate, spell_wait
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.scheduler.passes.admit import CHECKS
from kernelyard_hub.scheduler.passes.order import line, queues
from kernelyard_hub.scheduler.readers.reading import read_snapshot, with_asker
from kernelyard_hub.scheduler.snapshot import Snapshot, Waiting
from kernelyard_hub.site import Site
from kernelyard_hub.store import sessions
from kernelyard_hub.store.accounts import principal_by_access_key
from kernelyard_hub.store.models import images as image_table
from kernelyard_hub.store.models import memberships, users

NOT_LOOKED = "The scheduler looks at it next."
PLACEMENT = "placement"
"""The last check: whether some node has room."""
CHECK_TEXTS = {
    "resource_group": "The resource group takes such sessions.",
    "reserved_time": "The time that it was to start at has come.",
    "dependencies": "Nothing that it depends on is open.",
    "concurrency": "The keypair policy allows one more session at once.",
    "keypair_resource_limit": "The keypair policy leaves enough.",
    "user_group_resource_limit": "The project leaves enough.",
    "domain_resource_limit": "The domain leaves enough.",
    "budget": "No budget is used up.",
}
NO_ESTIMATE = "When it starts cannot be said yet."
ANYBODY = "somebody else"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, and whom they may know."""

    who: Principal
    projects: frozenset[UUID]
    usernames: Mapping[UUID, str]

    def name(self, user_id: UUID, project_id: UUID, domain: str) -> tuple[str, bool]:
        """What they may hear of a session's owner, and whether of the session as well."""
        if user_id == self.who.user_id:
            return "you", True
        if sees(self.who, domain):
            return self.usernames.get(user_id, ANYBODY), True
        return ("somebody in your project" if project_id in self.projects else ANYBODY), False


@dataclass(frozen=True, slots=True)
class _Case:
    """All that an explanation rests on."""

    row: Row[Any]
    snapshot: Snapshot
    bounds: Bounds
    viewer: Viewer
    now: datetime


def sees(who: Principal, domain: str) -> bool:
    """Whether they look after sessions of this domain."""
    return who.is_superadmin or (who.role is Role.ADMIN and who.domain == domain)


def estimate_item(estimate: Estimate | None) -> dict[str, Any] | None:
    """As the API shows it: whole seconds."""
    if estimate is None:
        return None
    return {
        "seconds": round(estimate.seconds),
        "low": round(estimate.low),
        "high": round(estimate.high),
        "level": estimate.level,
        "text": spell_wait(estimate),
    }


def visible_row(conn: Connection, who: Principal, ref: str, owner_access_key: str | None) -> Row[Any]:
    """The session meant: one's own (or the named keypair's), and for admins, by its id, any that they look
    after. Raises `SessionNotFound`."""
    if who.role in (Role.ADMIN, Role.SUPERADMIN):
        try:
            row = sessions.by_id(conn, UUID(ref))
        except ValueError:
            row = None
        if row is not None and sees(who, row.domain_name):
            return row
    return find_row(conn, who, ref, owner_access_key)


async def explain(
    site: Site, who: Principal, ref: str, owner_access_key: str | None = None
) -> dict[str, Any]:
    """Why a session waits: its place, the rules that were looked at, who holds what it lacks, the smallest
    change that would start it now, and when it is likely to start."""

    def read(conn: Connection) -> _Case | Row[Any]:
        row = visible_row(conn, who, ref, owner_access_key)
        if row.status != "PENDING":
            return row
        now = datetime.now(UTC)
        snapshot = read_snapshot(conn, now)
        owner = principal_by_access_key(conn, row.access_key, "service")
        groups = allowed_groups(conn, owner, row.project_id) if owner is not None else []
        bounds = Bounds(_floor(conn, row.image_id), groups)
        return _Case(row, snapshot, bounds, _viewer(conn, who, snapshot), now)

    async with site.dry_runs.turn(who.access_key):
        case = await site.store.read(read)
        if not isinstance(case, _Case):
            return _not_waiting(case)
        found = await site.dry_runs.compute(lambda: _explanation(case))
        view = await site.forecaster.view(knowing=case.row.id)
    estimate = view.estimate(case.row.id, datetime.now(UTC))
    return {**found, "estimate": estimate_item(estimate)}


async def ask(
    site: Site, who: Principal, body: object, owner_access_key: str | None = None
) -> dict[str, Any]:
    """Whether a session would start now, and if not, why and when. Creates nothing.

    ``body`` is that of creating a session; a name is not needed. Raises what creating it would raise for a
    request that makes no sense; limits are part of the answer.
    """
    request = _read(body)
    key = request.owner_access_key or owner_access_key

    def read(conn: Connection) -> tuple[Snapshot, Waiting, Bounds, Verdict | None]:
        owner = owner_of(conn, who, key)
        image = images.usable(conn, request.image, request.architecture, owner.domain)
        made = prepare(conn, who, owner, request, image)
        asked = made.asked
        now = datetime.now(UTC)
        snapshot = with_asker(conn, read_snapshot(conn, now), asked.access_key, [asked], now)
        bounds = Bounds(_least(image.resource_limits), allowed_groups(conn, owner, asked.project_id))
        return snapshot, asked, bounds, _refused(conn, owner, asked)

    async with site.dry_runs.turn(who.access_key):
        snapshot, asked, bounds, refused = await site.store.read(read)
        now = datetime.now(UTC)
        found, change, place = await site.dry_runs.compute(
            lambda: _answer(snapshot, asked, bounds, refused, now)
        )
        estimate = None
        if found.when == "wait":
            estimate = (await site.forecaster.estimates(snapshot, now, [asked])).get(asked.session_id)
    unknown = f" {NO_ESTIMATE}" if found.when == "wait" and estimate is None else ""
    return {
        "when": found.when,
        "text": f"{found.text}{unknown}",
        "estimate": estimate_item(estimate),
        "change": _change(asked, change),
        "place": place,
    }


def _answer(
    snapshot: Snapshot, asked: Waiting, bounds: Bounds, refused: Verdict | None, now: datetime
) -> tuple[Verdict, Change | None, int | None]:
    """The verdict, what would help, and the place in line."""
    found = verdict(snapshot, asked, now)
    if found.when != "never" and refused is not None:
        found = refused
    if found.when == "now":
        return found, None, None
    wait = found.wait
    change = smallest_change(snapshot, asked, wait, now, bounds) if wait is not None else None
    place = _place(snapshot, asked_anew(snapshot, asked), now)[0] if found.when == "wait" else None
    return found, change, place


def _read(body: object) -> CreateSession:
    """A request to create a session; one without a name gets one that nobody else has."""
    names = ("session_name", "name", "clientSessionToken", "sessionName")
    if isinstance(body, Mapping) and not any(body.get(name) is not None for name in names):
        body = {**body, "name": f"estimate-{uuid4().hex[:12]}"}
    return read_create(body)


def _refused(conn: Connection, owner: Principal, asked: Waiting) -> Verdict | None:
    """What limits would say at once, when the session were created."""
    try:
        admission.check_totals(conn, owner, asked.project_id, asked)
        admission.check_pending(conn, owner, asked)
    except (errors.InvalidParameters, errors.QuotaExceeded) as error:
        return Verdict("never", f"Never under your policy: {error}")
    return None


def _floor(conn: Connection, image_id: UUID | None) -> Slots:
    limits = conn.execute(
        select(image_table.c.resource_limits).where(image_table.c.id == image_id)
    ).scalar_one_or_none()
    return _least(limits or {})


def _least(limits: Mapping[str, Mapping[str, int | None]]) -> Slots:
    """What a kernel of an image needs at the least, as `admission.resolve` has it."""
    found = {name: (limits.get(name) or {}).get("min") for name in {*admission.FLOOR, *limits}}
    return {
        name: int(least) if least is not None else admission.FLOOR.get(name, 0)
        for name, least in found.items()
    }


def _viewer(conn: Connection, who: Principal, snapshot: Snapshot) -> Viewer:
    projects = conn.execute(select(memberships.c.project_id).where(memberships.c.user_id == who.user_id))
    names: dict[UUID, str] = {}
    if who.role in (Role.ADMIN, Role.SUPERADMIN):
        wanted = {one.user_id for one in snapshot.running} | {one.user_id for one in snapshot.waiting}
        query = select(users.c.id, users.c.username)
        names = {row.id: str(row.username) for row in conn.execute(query) if row.id in wanted}
    return Viewer(who, frozenset(projects.scalars()), names)


def _not_waiting(row: Row[Any]) -> dict[str, Any]:
    return {
        "sessionId": str(row.id),
        "name": row.name,
        "status": states.shown(row.status),
        "resourceGroup": row.resource_group,
        "place": None,
        "length": None,
        "code": None,
        "reason": row.status_info,
        "missing": {},
        "checks": [],
        "holders": [],
        "change": None,
        "estimate": None,
        "reservedNodes": 0,
    }


def _explanation(case: _Case) -> dict[str, Any]:
    row, snapshot, now = case.row, case.snapshot, case.now
    session = next((one for one in snapshot.waiting if one.session_id == row.id), None)
    if session is None:
        return _not_waiting(row) | {"reason": NOT_LOOKED}
    decision = next((one for one in decided(snapshot, now) if one.session_id == row.id), None)
    place, length = _place(snapshot, session, now)
    found = _not_waiting(row) | {"place": place, "length": length}
    if isinstance(decision, Cancel):
        return found | {"reason": decision.text}
    if not isinstance(decision, Wait):
        text = "It starts with the scheduler's next pass." if isinstance(decision, Placed) else NOT_LOOKED
        return found | {"reason": text, "checks": _checks(CHECKS, None)}
    change = smallest_change(snapshot, session, decision, now, case.bounds)
    return found | {
        "code": decision.code.value,
        "reason": decision.text,
        "missing": slots.render_all(decision.missing) if decision.missing else {},
        "checks": _checks(decision.passed, decision),
        "holders": _holders(case, session, decision),
        "change": _change(session, change),
        "reservedNodes": len(decision.reserved or session.reserved),
    }


def _place(snapshot: Snapshot, session: Waiting, now: datetime) -> tuple[int | None, int]:
    """Place (1 = next) and length in the true order of the group; of a session that is not there, as if it
    were."""
    others = [one for one in snapshot.waiting if one.session_id != session.session_id]
    queue = queues(replace(snapshot, waiting=(*others, session)), now).get(session.resource_group)
    ordered = [one.session_id for one in line(queue)] if queue is not None else []
    place = ordered.index(session.session_id) + 1 if session.session_id in ordered else None
    return place, len(ordered)


def _checks(passed: Sequence[str], wait: Wait | None) -> list[dict[str, Any]]:
    found = [{"name": name, "passed": True, "text": CHECK_TEXTS.get(name, "")} for name in passed]
    if wait is None:
        return [*found, {"name": PLACEMENT, "passed": True, "text": "A node has room."}]
    name = CHECKS[len(passed)] if len(passed) < len(CHECKS) else PLACEMENT
    return [*found, {"name": name, "passed": False, "text": wait.text}]


def _holders(case: _Case, session: Waiting, wait: Wait) -> list[dict[str, Any]]:
    found = []
    for one, held in holders(case.snapshot, session, wait):
        name, known = case.viewer.name(one.user_id, one.project_id, one.domain)
        found.append(
            {
                "who": name,
                "sessionId": str(one.session_id) if known else None,
                "name": one.name if known else None,
                "slots": slots.render_all(held),
                "since": _at(one.started_at),
                "endsBy": _at(one.ends_by),
            }
        )
    before = next((one for one in case.snapshot.waiting if one.session_id == wait.behind), None)
    if before is not None:
        name, known = case.viewer.name(before.user_id, before.project_id, before.domain)
        first = {
            "who": name,
            "sessionId": str(before.session_id) if known else None,
            "name": before.name if known else None,
            "slots": slots.render_all(before.total),
            "since": _at(before.created_at),
            "endsBy": None,
        }
        found.insert(0, first)
    return found


def _change(session: Waiting, change: Change | None) -> dict[str, Any] | None:
    """``resources`` are those of one kernel, as they would have to be asked for; null where they stay."""
    if change is None:
        return None
    new = change.session
    other_amounts = new.per_kernel != session.per_kernel
    return {
        "text": change.text,
        "resources": slots.render_all(new.per_kernel) if other_amounts else None,
        "resourceGroup": new.resource_group if new.resource_group != session.resource_group else None,
        "clusterSize": len(new.kernels) if len(new.kernels) != len(session.kernels) else None,
        "clusterMode": "multi-node" if session.single_node and not new.single_node else None,
        "timeLimit": int(new.time_limit) if new.time_limit and new.time_limit != session.time_limit else None,
        "endSession": str(change.ends) if change.ends is not None else None,
    }


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None
