"""What becomes of a session that nobody may be using: facts and memory in, verdicts out. Pure.

Nothing ends without its owner having been told at least the check's notice before, whatever was configured,
restarted or measured in between. What is unknown (a silent node, a missing figure, a kernel that cannot be
asked) is no evidence: time goes by without counting (R17, R19).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from .facts import Check, Facts, Judgement, Mark, Memory, Notice
from .series import counted, under_used
from .settings import LIFETIME, METRICS, NETWORK, RECLAIM, UTILIZATION, Config

STEP = 15.0
"""Seconds between two looks at the sessions of a site."""
LATELY = 60.0
"""Seconds for which a sign of use means that a session is in use."""
ATTENDED = frozenset({"interactive", "system"})
"""Types of sessions that somebody is supposed to sit at: the others end by themselves."""
MEASURED = frozenset({"interactive", "batch", "system"})
"""Types whose utilization is looked at; one that serves a model may well wait for requests."""
REASONS = {
    NETWORK: "idle-timeout",
    UTILIZATION: "idle-utilization",
    LIFETIME: "idle-session-lifetime",
    RECLAIM: "idle-reclaim",
}
"""``status_info`` of what a check has ended, in the original's words where it has them."""


def judge(
    facts: Facts, memory: Memory, config: Config, now: float, *, elapsed: float = 0.0, step: float = STEP
) -> Judgement:
    """One look at a session. ``elapsed`` are the seconds since the last one."""
    memory = _learn(facts, memory, config, now, elapsed) if facts.known else memory.shifted(elapsed)
    checks: list[Check] = []
    network = _network(facts, memory, config, now)
    if network is not None:
        checks.append(network)
    under = False
    if UTILIZATION in config.enabled and facts.session_type in MEASURED and _window(facts, config):
        under, check = _utilization(facts, memory, config, now, step)
        checks.append(check)
    memory = replace(memory, under_at=(memory.under_at or now) if under else None)
    checks = [_running_down(check, memory) if check.name == UTILIZATION else check for check in checks]
    if facts.ends_by is not None and facts.lifetime is not None:
        checks.append(_lifetime(facts, config))
    if facts.reclaim is not None and facts.session_type in ATTENDED:
        memory, check = _reclaim(facts, memory, now)
        checks.append(check)
    return _conclude(_recovered(memory), tuple(checks), now)


def _learn(facts: Facts, memory: Memory, config: Config, now: float, elapsed: float) -> Memory:
    """Take in what is new."""
    signs = [Mark(memory.active_at, memory.active_by)]
    if facts.mark is not None:
        signs.append(Mark(min(now, facts.mark.at), facts.mark.what))
    computing = _computing(facts, config)
    if computing is not None:
        signs.append(Mark(now, computing))
    newest = max(signs, key=lambda sign: sign.at)
    series = memory.series
    if UTILIZATION in config.enabled and any(limit is not None for limit in config.thresholds.values()):
        sample = {name: facts.figures[name] for name in METRICS if name in facts.figures}
        series = series.add(now, sample, _window(facts, config))
    return replace(
        memory,
        active_at=newest.at,
        active_by=newest.what,
        series=series,
        used_at=_used(facts, memory, now, elapsed),
    )


def _computing(facts: Facts, config: Config) -> str | None:
    """What of the figures says that it computes, or moves data."""
    used = _accelerator(facts)
    if used is not None and used >= config.busy_accelerator > 0:
        return "use of its accelerators"
    if facts.figures.get("cores", 0.0) >= config.busy_cpu > 0:
        return "use of its processors"
    if facts.figures.get("io", 0.0) >= config.busy_io > 0:
        return "data that it moved"
    return None


def _accelerator(facts: Facts) -> float | None:
    """Percent of its accelerators that it uses; None when nobody can tell."""
    found = [value for name, value in facts.figures.items() if name.endswith("_util") and name != "cpu_util"]
    return max(found, default=None)


def _used(facts: Facts, memory: Memory, now: float, elapsed: float) -> float | None:
    used = _accelerator(facts)
    if facts.reclaim is None:
        return None
    if used is None:
        # A gap in the figures is not idleness.
        return None if memory.used_at is None else min(now, memory.used_at + elapsed)
    return now if used >= facts.reclaim.threshold or memory.used_at is None else memory.used_at


def _network(facts: Facts, memory: Memory, config: Config, now: float) -> Check | None:
    """Nobody has used it: no traffic, no code that runs, no computing."""
    timeout = config.network_timeout if facts.idle_timeout is None else facts.idle_timeout
    if NETWORK not in config.enabled or facts.session_type not in ATTENDED or timeout <= 0:
        return None
    figures = {"CPU": facts.figures.get("cores"), "accelerators": _accelerator(facts)}
    measured = "".join(f"; {name} {value:.0f} %" for name, value in figures.items() if value is not None)
    since = clock(memory.active_at, now)
    quiet = now - memory.active_at >= min(LATELY, timeout / 4)
    idle = f"No sign of use since {since} (last: {memory.active_by}): no traffic, no running code{measured}."
    return Check(
        NETWORK,
        timeout,
        min(config.notice, timeout / 4),
        REASONS[NETWORK],
        idle if quiet else f"In use: {memory.active_by}.",
        memory.active_at + timeout,
        quiet,
        evidence={
            "since": iso(memory.active_at),
            "last": memory.active_by,
            "timeout": timeout,
            "cpu": _rounded(figures["CPU"]),
            "accelerator": _rounded(figures["accelerators"]),
        },
    )


def _window(facts: Facts, config: Config) -> float:
    """Seconds over which its utilization is averaged; 0 is off."""
    return config.window if facts.idle_timeout is None else facts.idle_timeout


def _utilization(facts: Facts, memory: Memory, config: Config, now: float, step: float) -> tuple[bool, Check]:
    """Whether it uses too little, and what is to be said about it."""
    window = _window(facts, config)
    means = memory.series.means(now, window)
    relevant = counted(means, config.thresholds, facts.allocated)
    begins = facts.started_at + config.grace
    if not memory.series.full(now, window, step):
        since = memory.series.since
        begins = max(begins, (now if since is None else since) + window)
    judged = begins <= now
    under = facts.known and judged and under_used(means, config.thresholds, config.operator, facts.allocated)
    listed = ", ".join(f"{name} {value:.1f} % of {limit:g} %" for name, value, limit in relevant)
    text = f"On average over {span(window)}: {listed}." if listed else "Nothing of it is measured yet."
    check = Check(
        UTILIZATION,
        window,
        min(config.notice, window / 4),
        REASONS[UTILIZATION],
        text,
        judged_from=None if judged else begins,
        evidence={
            "window": window,
            "operator": config.operator,
            "resources": {name: [round(value, 2), limit] for name, value, limit in relevant},
        },
    )
    return under, check


def _running_down(check: Check, memory: Memory) -> Check:
    return check if memory.under_at is None else replace(check, due=memory.under_at + check.notice)


def _lifetime(facts: Facts, config: Config) -> Check:
    """It has run for as long as it may: the scheduler ends it, here its owner is warned (SCH-029)."""
    assert facts.ends_by is not None and facts.lifetime is not None
    until = datetime.fromtimestamp(facts.ends_by, UTC)
    return Check(
        LIFETIME,
        facts.lifetime,
        min(config.notice, facts.lifetime / 4),
        REASONS[LIFETIME],
        f"It may run for {span(facts.lifetime)}, until {until:%Y-%m-%d %H:%M} UTC.",
        facts.ends_by,
        evidence={"lifetime": facts.lifetime},
    )


def _reclaim(facts: Facts, memory: Memory, now: float) -> tuple[Memory, Check]:
    """Its accelerators stand idle while others wait for some."""
    rule = facts.reclaim
    assert rule is not None
    idle = None if memory.used_at is None else max(0.0, now - memory.used_at)
    wanted = facts.known and idle is not None and idle >= rule.idle and facts.others >= rule.waiting
    wanted_at = (memory.wanted_at or now) if wanted else None
    if not facts.known and memory.wanted_at is not None:
        wanted_at = memory.wanted_at
    people = f"{facts.others} {'person waits' if facts.others == 1 else 'people wait'}"
    if idle is None:
        text = "Nobody can tell how much its accelerators are used."
    else:
        text = (
            f"Its accelerators were used less than {rule.threshold:g} % for {span(idle)}; "
            f"{people} for accelerators in its resource group."
        )
    check = Check(
        RECLAIM,
        rule.idle,
        rule.notice,
        REASONS[RECLAIM],
        text,
        None if wanted_at is None else wanted_at + rule.notice,
        evidence={
            "usedAt": None if memory.used_at is None else iso(memory.used_at),
            "idle": None if idle is None else round(idle),
            "waiting": facts.others,
            "accelerator": _rounded(_accelerator(facts)),
        },
    )
    return replace(memory, wanted_at=wanted_at), check


def _recovered(memory: Memory) -> Memory:
    """Its owner may put the end off once more when what was put off has been disproved meanwhile."""
    snooze = memory.snooze
    if snooze is None:
        return memory
    disproved = {
        NETWORK: memory.active_at > snooze.at,
        UTILIZATION: memory.under_at is None,
        RECLAIM: memory.used_at is not None and memory.used_at > snooze.at,
    }
    return replace(memory, snooze=None) if disproved.get(snooze.check, True) else memory


def _conclude(memory: Memory, checks: tuple[Check, ...], now: float) -> Judgement:
    """Warn of the end that comes first, and end what was warned of long enough ago."""
    snooze = memory.snooze
    if snooze is not None:
        checks = tuple(
            replace(check, due=max(check.due, snooze.until))
            if check.due is not None and check.name != LIFETIME
            else check
            for check in checks
        )
    running_down = [(check.due, check) for check in checks if check.due is not None]
    due, first = min(running_down, key=lambda pair: pair[0], default=(0.0, None))
    if first is None or due - now > first.notice:
        return Judgement(replace(memory, warning=None), checks)
    warned = memory.warning
    if warned is None or warned.check != first.name:
        told = due if first.name == LIFETIME else max(due, now + first.notice)
        return Judgement(replace(memory, warning=Notice(first.name, now, told)), checks, warn=first)
    told = due if first.name == LIFETIME else max(due, warned.at + first.notice)
    over = now >= told and first.name != LIFETIME
    warning = replace(warned, ends_at=told)
    return Judgement(replace(memory, warning=warning), checks, end=first if over else None)


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def clock(at: float, now: float) -> str:
    """``14:02 UTC``, with the day where that is not obvious."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%H:%M} UTC" if now - at < 20 * 3600 else f"{moment:%Y-%m-%d %H:%M} UTC"


def span(seconds: float) -> str:
    """``40 min``, ``2 h``, ``3 d``: as people say it."""
    for unit, size, least in (("d", 86400, 2), ("h", 3600, 2), ("min", 60, 1)):
        if seconds >= size * least:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
