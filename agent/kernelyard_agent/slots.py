"""Resource slots: names, types, and exact integer amounts.

A slot is a named amount of something a session can hold: ``cpu``, ``mem``, ``cuda.shares`` (SCH-017). Amounts
are integers, so that sums never drift: a COUNT slot counts 1/10,000 of a device, a BYTES slot single bytes, a
UNIQUE slot whole devices (SCH-018 to SCH-020).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

COUNT_SCALE = 10_000
"""One whole device, core or share, in the unit in which COUNT amounts are kept."""


class SlotType(StrEnum):
    COUNT = "count"
    BYTES = "bytes"
    UNIQUE = "unique"


Slots = dict[str, int]
"""Slot name -> amount in the slot's own unit (1/10,000 device, bytes, devices)."""

UNLIMITED = 2**62
"""A limit that is none (SCH-041). Larger than any amount, so that limits compare without exceptions."""
NO_LIMIT = "Infinity"
"""How the API writes it."""

_NAME = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9][a-z0-9:_-]*)?")
_SUFFIXES = {letter: 2 ** (10 * power) for power, letter in enumerate(["", *"kmgtpezy"])} | {"b": 1}
_MIG = re.compile(r"mig-([1-7])g")
_BYTES = re.compile(r"^([0-9]+(?:\.[0-9]+)?)\s*([bkmgtpezy]?)(?:i?b)?$")


class SlotError(ValueError):
    """A slot name or amount that makes no sense. The message names slot and amount and is safe to show."""


@lru_cache(maxsize=1000)
def slot_type(name: str) -> SlotType:
    """The type of a slot, which its name determines: ``mem`` is BYTES, MIG is UNIQUE, the rest COUNT."""
    if not _NAME.fullmatch(name):
        raise SlotError(f"Unknown slot type: {name!r}")
    if name == "mem":
        return SlotType.BYTES
    if "mig" in name.partition(".")[2]:
        return SlotType.UNIQUE
    return SlotType.COUNT


def is_accelerator(name: str) -> bool:
    """Whether a slot is a countable device other than processor and memory."""
    return name not in ("cpu", "mem") and slot_type(name) is not SlotType.BYTES


def in_devices(name: str, amount: int, capacity: int | None = None) -> int:
    """How many accelerators an amount stands for, in 1/10,000 of a device; 0 for what is no accelerator.

    ``capacity`` is that of the device it is held on; unknown, one share is one device. A MIG instance counts
    as its part of the sevenths of its GPU.
    """
    if not is_accelerator(name):
        return 0
    if slot_type(name) is SlotType.COUNT:
        return amount * COUNT_SCALE // (capacity or COUNT_SCALE)
    sevenths = _MIG.search(name)
    return amount * COUNT_SCALE * int(sevenths[1]) // 7 if sevenths else amount * COUNT_SCALE


def parse(name: str, amount: object) -> int:
    """Read what a user or a database wrote (``1.5``, ``"512m"``, ``4``) as an exact amount of slot ``name``.

    Raises `SlotError` for anything that is not a finite, non-negative amount of that slot; a COUNT amount
    finer than 1/10,000 is refused rather than rounded.
    """
    kind = slot_type(name)
    text = str(amount).strip().lower()
    if isinstance(amount, bool) or amount is None:
        raise SlotError(f"Cannot convert the slot {name!r} to decimal: {amount!r}")
    if kind is SlotType.BYTES:
        match = _BYTES.match(text)
        if match is None:
            raise SlotError(f"Cannot convert the slot {name!r} to bytes: {amount!r}")
        return int(Decimal(match[1]) * _SUFFIXES[match[2]])
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise SlotError(f"Cannot convert the slot {name!r} to decimal: {amount!r}") from None
    if not value.is_finite() or value < 0 or value > 10**12:
        raise SlotError(f"The slot {name!r} must be a finite amount that is not negative: {amount!r}")
    scaled = value * (COUNT_SCALE if kind is SlotType.COUNT else 1)
    if scaled != scaled.to_integral_value():
        raise SlotError(f"The slot {name!r} cannot be divided that finely: {amount!r}")
    return int(scaled)


def parse_limit(name: str, amount: object) -> int:
    """`parse` for a limit: ``Infinity`` is `UNLIMITED`, and nothing else may be as large."""
    kind = slot_type(name)
    if str(amount).strip().lower() in ("infinity", "inf", "∞"):
        return UNLIMITED
    limit = parse(name, amount)
    if limit >= UNLIMITED:
        raise SlotError(f"The {kind.value} of the slot {name!r} is too large; {NO_LIMIT!r} is no limit.")
    return limit


def render(name: str, amount: int) -> str:
    """Write an amount as the API does: ``"1"``, ``"0.5"``, bytes as a plain integer, `NO_LIMIT`."""
    if amount >= UNLIMITED:
        return NO_LIMIT
    if slot_type(name) is not SlotType.COUNT:
        return str(amount)
    whole, part = divmod(amount, COUNT_SCALE)
    return f"{whole}.{part:04d}".rstrip("0") if part else str(whole)


def parse_all(amounts: Mapping[str, object]) -> Slots:
    """`parse` for a whole mapping; keeps zero amounts."""
    return {name: parse(name, amount) for name, amount in amounts.items()}


def render_all(slots: Mapping[str, int]) -> dict[str, str]:
    """`render` for a whole mapping."""
    return {name: render(name, amount) for name, amount in slots.items()}


def add(*many: Mapping[str, int]) -> Slots:
    """Sum of several slot mappings."""
    total: Slots = {}
    for slots in many:
        for name, amount in slots.items():
            total[name] = total.get(name, 0) + amount
    return total


def subtract(left: Mapping[str, int], right: Mapping[str, int]) -> Slots:
    """``left - right`` over the names of both; may be negative."""
    return {name: left.get(name, 0) - right.get(name, 0) for name in {*left, *right}}


def fits(request: Mapping[str, int], room: Mapping[str, int]) -> bool:
    """Whether every requested amount is there. A slot missing from ``room`` counts as zero."""
    return all(amount <= room.get(name, 0) for name, amount in request.items())


def shortages(request: Mapping[str, int], room: Mapping[str, int]) -> Slots:
    """What is missing, per slot; empty when `fits`."""
    return {n: a - room.get(n, 0) for n, a in request.items() if a > room.get(n, 0)}


def names(*many: Iterable[str]) -> list[str]:
    """All slot names, the root slots first, in the order in which people expect them."""
    found = {name for group in many for name in group}
    return sorted(found, key=lambda name: (name not in ("cpu", "mem"), name))
