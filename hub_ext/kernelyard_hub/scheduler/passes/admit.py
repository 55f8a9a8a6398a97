"""Which limits hold a session back at scheduling time. Enqueue-time limits are checked where sessions are
created.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from kernelyard_agent import slots
from kernelyard_agent.slots import Slots

from ..decisions import Cancel, Code, Wait
from ..snapshot import SYSTEM, Budget, Dependency, KeypairLimits, Snapshot, Usage, Waiting
from .spending import GPU, ahead

CHECKS = (
    "resource_group",
    "reserved_time",
    "dependencies",
    "concurrency",
    "keypair_resource_limit",
    "user_group_resource_limit",
    "domain_resource_limit",
    "budget",
)
"""Names of the checks in their order, as ``status_data`` spells them."""
FROZEN = "The service is frozen for maintenance; what waits keeps its place."
WHOSE = {
    "keypair-policy": "your keypair policy",
    "user": "you",
    "project": "your project",
    "domain": "your domain",
}
"""Who a budget belongs to, by its scope."""


def over_policy(limits: KeypairLimits, amounts: Mapping[str, int]) -> Slots:
    """By how much ``amounts`` exceed the policy's total, per slot; empty when they do not (SCH-026,
    SCH-037).
    """
    over = slots.shortages({n: a for n, a in amounts.items() if n in limits.slots}, limits.slots)
    if not limits.unspecified_unlimited:
        over |= {n: a for n, a in amounts.items() if n not in limits.slots and a > 0}
    return over


class Admission:
    """The usage that counts during one pass: the ledger's, plus what the pass itself has granted so far."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self._snapshot = snapshot
        self._now = now
        self._keys: dict[str, Usage] = dict(snapshot.by_key)
        self._projects: dict[UUID, Usage] = dict(snapshot.by_project)
        self._domains: dict[str, Usage] = dict(snapshot.by_domain)
        self._spent: dict[tuple[object, ...], int] = {}
        """What sessions that this pass has granted are about to use, by budget."""

    def check(self, session: Waiting) -> Wait | Cancel | None:
        """The first rule that holds the session back, or None. `Cancel`: it can never start any more."""
        return (
            self._group(session)
            or self._time(session)
            or dependent(session)
            or self._keypair(session)
            or self._project(session)
            or self._domain(session)
            or self._budget(session)
        )

    def grant(self, session: Waiting) -> None:
        """Count a session that this pass has placed."""
        # What nobody limits need not be counted.
        seen = self._snapshot
        if session.access_key in seen.limits:
            self._keys[session.access_key] = _plus(self._keys.get(session.access_key), session)
        if seen.project_limits and session.project_id in seen.project_limits:
            self._projects[session.project_id] = _plus(self._projects.get(session.project_id), session)
        if session.domain in seen.domain_limits:
            self._domains[session.domain] = _plus(self._domains.get(session.domain), session)
        for budget, amount in self._charges(session):
            key = _key(budget, session)
            self._spent[key] = self._spent.get(key, 0) + ahead(amount, self._goes_on(session))

    def _group(self, session: Waiting) -> Wait | None:
        if self._snapshot.frozen:
            return Wait(session.session_id, Code.FROZEN, FROZEN)
        group = self._snapshot.groups.get(session.resource_group)
        if group is None or not group.active:
            text = f"The resource group {session.resource_group!r} is closed."
            return Wait(session.session_id, Code.GROUP_CLOSED, text)
        if session.session_type not in group.session_types:
            text = f"The resource group {group.name!r} takes no {session.session_type} sessions."
            return Wait(session.session_id, Code.GROUP_CLOSED, text)
        return None

    def _time(self, session: Waiting) -> Wait | None:
        if session.starts_at is None or session.starts_at <= self._now:
            return None
        text = f"It was asked to start at {session.starts_at:%Y-%m-%d %H:%M} UTC."
        return Wait(session.session_id, Code.NOT_YET, text, passed=CHECKS[:1])

    def _keypair(self, session: Waiting) -> Wait | None:
        limits = self._snapshot.limits.get(session.access_key)
        if limits is None:
            return None
        used = self._keys.get(session.access_key, Usage())
        system = session.session_type == SYSTEM
        most = limits.sftp_sessions if system else limits.concurrent_sessions
        if 0 < most <= (used.system if system else used.sessions):
            kind = ("SFTP session" if system else "running session") + ("s" if most > 1 or not system else "")
            text = f"Your keypair policy allows {most} {kind} at once; it starts when one of yours ends."
            return Wait(session.session_id, Code.CONCURRENCY, text, passed=CHECKS[:3])
        over = over_policy(limits, slots.add(used.slots, session.total))
        over = {name: amount for name, amount in over.items() if session.total.get(name)}
        if over:
            text = f"Your keypair policy leaves too little: {spell(over)} more than it allows you at once."
            return Wait(session.session_id, Code.KEYPAIR_LIMIT, text, over, CHECKS[:4])
        return None

    def _project(self, session: Waiting) -> Wait | None:
        if not self._snapshot.project_limits:
            return None
        limits = self._snapshot.project_limits.get(session.project_id, {})
        over = _beyond(limits, self._projects.get(session.project_id), session)
        if not over:
            return None
        text = f"Your project's limit leaves too little: {spell(over)} more than it allows at once."
        return Wait(session.session_id, Code.PROJECT_LIMIT, text, over, CHECKS[:5])

    def _domain(self, session: Waiting) -> Wait | None:
        limits = self._snapshot.domain_limits.get(session.domain)
        over = _beyond(limits, self._domains.get(session.domain), session) if limits else {}
        if not over:
            return None
        text = f"Your domain's limit leaves too little: {spell(over)} more than it allows at once."
        return Wait(session.session_id, Code.DOMAIN_LIMIT, text, over, CHECKS[:6])

    def _budget(self, session: Waiting) -> Wait | None:
        """What is used and what running sessions are about to use leaves enough for this one until its known
        end; of one without a known end it is enough that something is left."""
        if session.access_key not in self._snapshot.budgets:
            return None
        for budget, amount in self._charges(session):
            spent = budget.used + budget.committed + self._spent.get(_key(budget, session), 0)
            seconds = self._goes_on(session)
            asked = 0 if seconds is None else ahead(amount, seconds)
            if spent >= budget.amount or spent + asked > budget.amount:
                text = used_up(budget) if spent >= budget.amount else too_long(budget, amount, spent)
                return Wait(session.session_id, Code.BUDGET, text, passed=CHECKS[:7])
        return None

    def _goes_on(self, session: Waiting) -> float | None:
        """Seconds after which a session that starts now is ended for sure: its own limit, or what is left of
        the policy's lifetime. None when nobody knows."""
        limits = self._snapshot.limits.get(session.access_key)
        ends = [session.time_limit] if session.time_limit is not None else []
        if limits is not None and limits.lifetime:
            waited = (self._now - session.created_at).total_seconds() if session.created_at else 0.0
            ends.append(max(0.0, limits.lifetime - max(0.0, waited)))
        return min(ends, default=None)

    def _charges(self, session: Waiting) -> Iterator[tuple[Budget, int]]:
        """The budgets that the session is charged to, and how much of their slot it holds."""
        for budget in self._snapshot.budgets.get(session.access_key, ()):
            if budget.scope == "project" and budget.scope_id != str(session.project_id):
                continue
            amount = session.total.get(budget.slot, 0)
            if budget.slot == GPU:
                amount = sum(slots.in_devices(name, one) for name, one in session.total.items())
            if amount:
                yield budget, amount


def dependent(session: Waiting) -> Wait | Cancel | None:
    """What the session's dependencies come to: it waits for open ones, and ends with one that failed."""
    if not session.dependencies:
        return None
    for one in session.dependencies:
        if one.state == "failed":
            return Cancel(session.session_id, f"The session {one.name!r} that it depends on has failed.")
        if one.state == "missing":
            name = f"The session {one.name!r}" if one.name else "A session"
            return Cancel(session.session_id, f"{name} that it depends on does not exist any more.")
    still = [one for one in session.dependencies if one.state == "open"]
    if not still:
        return None
    text = f"It starts when {_spell_names(still)} ended."
    return Wait(session.session_id, Code.DEPENDENCY, text, passed=CHECKS[:2])


def used_up(budget: Budget) -> str:
    """One sentence about a budget of which nothing is left."""
    whose = WHOSE[budget.scope]
    verb = "have" if whose == "you" else "has"
    amount = f"{slots.render(budget.slot, budget.amount)} {budget.slot} hours"
    gone = "is used up" if budget.used >= budget.amount else "is needed by what runs already"
    text = f"The budget of {amount} within {span(budget.window)} that {whose} {verb} {gone}"
    if budget.frees_at is None:
        return f"{text}."
    return f"{text}; some of it is free again at {budget.frees_at:%Y-%m-%d %H:%M} UTC."


def too_long(budget: Budget, amount: int, spent: int) -> str:
    """One sentence about a budget that leaves a session less time than it asks for."""
    whose = WHOSE[budget.scope].capitalize()
    verb = "have" if whose == "You" else "has"
    left = f"{slots.render(budget.slot, budget.amount - spent)} {budget.slot} hours"
    seconds = (budget.amount - spent) * 3600 // amount
    return (
        f"{whose} {verb} {left} left of the budget within {span(budget.window)}: "
        f"a session like this one may run for {span(max(60, seconds // 60 * 60))} at the most now."
    )


def _key(budget: Budget, session: Waiting) -> tuple[object, ...]:
    """Which budget: one of a policy is each keypair's own."""
    own = session.access_key if budget.scope == "keypair-policy" else ""
    return budget.scope, budget.scope_id, budget.slot, budget.window, own


def span(seconds: float) -> str:
    """A length of time for people: ``7 days``, ``1 hour``, ``90 min``."""
    for name, size in (("day", 86400.0), ("hour", 3600.0)):
        if seconds >= size and seconds % size == 0:
            number = round(seconds / size)
            return f"{number} {name}{'' if number == 1 else 's'}"
    return f"{max(1, round(seconds / 60))} min"


def spell(amounts: Mapping[str, int]) -> str:
    """Amounts for people: ``2 cpu, 1.5 GiB of memory and 0.5 cuda.shares``."""
    parts = [_spell_one(name, amounts[name]) for name in slots.names(amounts) if amounts[name]]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "nothing"


def _spell_one(name: str, amount: int) -> str:
    if slots.slot_type(name) is not slots.SlotType.BYTES:
        return f"{slots.render(name, amount)} {name}"
    unit, size = next(((u, s) for u, s in (("GiB", 2**30), ("MiB", 2**20)) if amount >= s), ("bytes", 1))
    number = f"{amount / size:.2f}".rstrip("0").rstrip(".")
    return f"{number} {unit} of {'memory' if name == 'mem' else name}"


def _spell_names(dependencies: list[Dependency]) -> str:
    first, *rest = dependencies
    name = f"the session {first.name!r}"
    return f"{name} and {len(rest)} more have" if rest else f"{name} has"


def _beyond(limits: Mapping[str, int], used: Usage | None, session: Waiting) -> Slots:
    """By how much the session would exceed limits in which an absent slot means no limit."""
    if not limits:
        return {}
    total = slots.add(used.slots if used else {}, session.total)
    asked = {name: amount for name, amount in total.items() if name in limits and session.total.get(name)}
    return slots.shortages(asked, limits)


def _plus(used: Usage | None, session: Waiting) -> Usage:
    number = len(session.kernels)
    total = dict(used.slots) if used is not None else {}
    for slot, amount in session.per_kernel.items():
        total[slot] = total.get(slot, 0) + amount * number
    system = session.session_type == SYSTEM
    before = Usage() if used is None else used
    return Usage(total, before.sessions + (not system), before.system + system)
