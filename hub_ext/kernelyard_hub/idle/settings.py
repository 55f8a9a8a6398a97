"""Which idle checks a site has and how strict they are: ``config/idle/…``, in the original's spelling.

| key | |
|---|---|
| ``idle/enabled`` | names of checks with commas between; ``session_lifetime`` is always on |
| ``idle/notice`` | how long before the end its owner is warned at the latest |
| ``idle/checkers/network_timeout/threshold`` | for policies whose idle timeout says nothing (-1) |
| ``idle/checkers/network_timeout/busy-cpu`` | percent of one core above which a session computes |
| ``idle/checkers/network_timeout/busy-accelerator`` | percent of its accelerators above which it does |
| ``idle/checkers/network_timeout/busy-io`` | bytes per second, disk and network together |
| ``idle/checkers/utilization/time-window`` | for policies whose idle timeout says nothing (-1) |
| ``idle/checkers/utilization/initial-grace-period`` | |
| ``idle/checkers/utilization/thresholds-check-operator`` | ``and`` or ``or`` |
| ``idle/checkers/utilization/resource-thresholds/METRIC/average`` | percent; null leaves the metric out |

Durations are seconds, or a number with a unit: ``90``, ``"15m"``, ``"1.5h"``, ``"2d"``, ``"1w"``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROOT = "config/idle"
"""Where they are among the site's settings."""
SHORT = "idle"
"""The same for whoever leaves the beginning out."""
NETWORK, UTILIZATION, LIFETIME, RECLAIM = "network_timeout", "utilization", "session_lifetime", "reclaim"
CHECKS = (NETWORK, UTILIZATION, LIFETIME)
"""What ``enabled`` may name; `RECLAIM` belongs to resource groups."""
METRICS = ("cpu_util", "mem", "cuda_util", "cuda_mem")
LONGEST = 10 * 365 * 86400.0
"""Seconds that any duration may have."""
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|sec|m|min|h|hr|d|w)?")
_UNITS = {"ms": 0.001, "s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "hr": 3600, "d": 86400, "w": 604800}
_ALIASES = {"timeout": NETWORK}
"""Names that older releases had."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings as the checks use them; seconds and percent."""

    enabled: frozenset[str] = frozenset({NETWORK, LIFETIME})
    notice: float = 300.0
    network_timeout: float = 1800.0
    busy_cpu: float = 10.0
    busy_accelerator: float = 5.0
    busy_io: float = 100_000.0
    window: float = 12 * 3600.0
    grace: float = 300.0
    operator: str = "and"
    thresholds: Mapping[str, float | None] = field(default_factory=dict)


def canonical(path: str) -> str:
    """The path of a setting, however it was begun."""
    return f"config/{path}" if path == SHORT or path.startswith(f"{SHORT}/") else path


def duration(value: object) -> float:
    """Seconds. Raises `ValueError` with a sentence."""
    if isinstance(value, bool) or value is None:
        raise ValueError("It is a duration, such as 90, 15m, 1.5h or 2d.")
    match = _DURATION.fullmatch(str(value).strip().lower())
    if match is None:
        raise ValueError("It is a duration, such as 90, 15m, 1.5h or 2d.")
    seconds = float(match[1]) * _UNITS[match[2] or "s"]
    if seconds > LONGEST:
        raise ValueError("It is ten years at the most.")
    return seconds


def amount(value: object, most: float) -> float:
    """A number from 0 to ``most``. Raises `ValueError`."""
    try:
        number = math.nan if isinstance(value, bool) else float(str(value).strip().removesuffix("%"))
    except ValueError:
        number = math.nan
    if not 0 <= number <= most:
        raise ValueError(f"It is a number from 0 to {most:g}.")
    return number


def names(value: object) -> frozenset[str]:
    """The checks that ``enabled`` names. Raises `ValueError` for unknown ones."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    found = {_ALIASES.get(part, part) for part in (str(part).strip() for part in parts) if part}
    unknown = sorted(found - set(CHECKS))
    if unknown:
        raise ValueError(f"There is no check {unknown[0][:40]!r}, only {', '.join(CHECKS)}.")
    return frozenset(found | {LIFETIME})


def _operator(value: object) -> str:
    if value not in ("and", "or"):
        raise ValueError("It is and, or or.")
    return str(value)


def _percent(value: object) -> float:
    return amount(value, 100)


_READERS: dict[str, tuple[str, Callable[[object], Any]]] = {
    "enabled": ("enabled", names),
    "notice": ("notice", duration),
    "checkers/network_timeout/threshold": ("network_timeout", duration),
    "checkers/network_timeout/busy-cpu": ("busy_cpu", lambda value: amount(value, 100_000)),
    "checkers/network_timeout/busy-accelerator": ("busy_accelerator", _percent),
    "checkers/network_timeout/busy-io": ("busy_io", lambda value: amount(value, 1e12)),
    "checkers/utilization/time-window": ("window", duration),
    "checkers/utilization/initial-grace-period": ("grace", duration),
    "checkers/utilization/thresholds-check-operator": ("operator", _operator),
}
"""Path below `ROOT` -> field of `Config`, and what reads a value."""
_THRESHOLD = re.compile(r"checkers/utilization/resource-thresholds/([a-z]+_?[a-z]*)/average")

DEFAULTS: dict[str, Any] = {
    f"{ROOT}/enabled": "network_timeout,session_lifetime",
    f"{ROOT}/notice": "5m",
    f"{ROOT}/checkers/network_timeout/threshold": "30m",
    f"{ROOT}/checkers/network_timeout/busy-cpu": "10",
    f"{ROOT}/checkers/network_timeout/busy-accelerator": "5",
    f"{ROOT}/checkers/network_timeout/busy-io": "100000",
    f"{ROOT}/checkers/utilization/time-window": "12h",
    f"{ROOT}/checkers/utilization/initial-grace-period": "5m",
    f"{ROOT}/checkers/utilization/thresholds-check-operator": "and",
    **{f"{ROOT}/checkers/utilization/resource-thresholds/{metric}/average": None for metric in METRICS},
}
"""What holds where nobody has said anything, by path."""


def checked(path: str, value: object) -> object:
    """A value of ``path`` as it is kept. Raises `ValueError` with a sentence for what no
    check could use."""
    below = path.removeprefix(ROOT + "/")
    threshold = _THRESHOLD.fullmatch(below)
    if threshold is not None and threshold[1] in METRICS:
        return None if value is None else f"{_percent(value):g}"
    known = _READERS.get(below)
    if known is None:
        raise ValueError(f"There is no such setting; there are {', '.join(sorted(DEFAULTS))}.")
    read = known[1](value)
    return ",".join(sorted(read)) if below == "enabled" else str(value).strip()


def read(stored: Mapping[str, Any]) -> Config:
    """What stands in the database, by path. What cannot be read counts as not said: a
    check must not run wild, nor stop, over it."""
    fields: dict[str, Any] = {}
    thresholds: dict[str, float | None] = {}
    for path, value in stored.items():
        below = path.removeprefix(ROOT + "/")
        try:
            threshold = _THRESHOLD.fullmatch(below)
            if threshold is not None and threshold[1] in METRICS:
                thresholds[threshold[1]] = None if value is None else _percent(value)
            elif below in _READERS:
                name, reader = _READERS[below]
                fields[name] = reader(value)
        except ValueError:
            continue
    return Config(**fields, thresholds=thresholds)
