"""How the launcher words amounts, availability and progress. Pure functions over the API's own answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
SLOT_UNITS = {"cpu": ("core", "cores"), "cuda.device": ("GPU", "GPUs"), "cuda.shares": ("fGPU", "fGPU")}
PROGRESS = {"PENDING": 10, "SCHEDULED": 30, "PULLING": 45, "PREPARING": 60, "RUNNING": 100}
OVER = frozenset(["TERMINATED", "CANCELLED", "ERROR"])
"""Statuses that a session does not leave."""


def size(amount: int) -> str:
    """Bytes in binary units, at most one decimal."""
    value, unit = float(amount), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f}".removesuffix(".0") + " " + UNITS[unit]


def slots(amounts: Mapping[str, str]) -> str:
    """Amounts as the API writes them, in one line for people; zero amounts are left out."""
    order = sorted(amounts, key=lambda name: (name not in ("cpu", "mem"), name))
    return " · ".join(_slot(name, amounts[name]) for name in order if amounts[name] not in ("0", ""))


def _slot(name: str, amount: str) -> str:
    if name == "mem":
        return size(int(amount))
    one, many = SLOT_UNITS.get(name, (name, name))
    return f"{amount} {one if amount == '1' else many}"


def preset(found: Mapping[str, Any]) -> str:
    """A preset of ``/resource/check-presets`` as one line of a list."""
    return f"{found['name']}: {slots(found['resource_slots'])} – {outlook(found)}"


def outlook(found: Mapping[str, Any]) -> str:
    """When it would start, by the scheduler's dry run: ``now``, ``in about 12 min (5–25)``, ``never …``."""
    if found.get("when") == "now":
        return "now"
    estimate = found.get("estimate") or {}
    if found.get("when") == "wait" and estimate.get("text"):
        return str(estimate["text"])
    return str(found.get("text") or "") or ("now" if found.get("allocatable") else "not now")


def prospect(found: Mapping[str, Any]) -> str:
    """The same in one sentence, with the reason where it has to wait."""
    told, why = outlook(found), str(found.get("text") or "")
    sentence = f"It would start {told}" if not told.startswith("never") else told[0].upper() + told[1:]
    sentence = sentence.rstrip(".") + "."
    return sentence if not why or why == told or found.get("when") != "wait" else f"{sentence} {why}"


def progress(status: str) -> int:
    """0 to 100."""
    return PROGRESS.get(status, 100 if status in OVER else 50)


def waiting(session: Mapping[str, Any]) -> str:
    """What a person reads about an open session of the overview, in one sentence."""
    words = str(session["status"]).replace("_", " ").capitalize()
    place, of = session.get("place"), session.get("of")
    if place is not None:
        words += f", {place} of {of} in line" if of is not None else f", {place} in line"
    estimate = (session.get("estimate") or {}).get("text")
    if estimate and place is not None:
        words += f", starts {estimate}"
    reason = session.get("reason")
    return f"{words}: {reason}" if reason and session["status"] != "RUNNING" else f"{words}."
