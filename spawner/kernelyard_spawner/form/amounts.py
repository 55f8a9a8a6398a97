"""Amounts as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_LABELS = {
    "cpu": "CPU",
    "mem": "Memory",
    "cuda.shares": "fGPU",
    "cuda.device": "GPU",
}
_HINTS = {
    "cpu": "cores",
    "mem": "such as 4g or 512m",
    "cuda.shares": "part of a GPU, such as 0.5",
    "cuda.device": "whole GPUs",
}
_ORDER = {name: place for place, name in enumerate(_LABELS)}


def label(slot: str) -> str:
    """A slot's name on the page."""
    return _LABELS.get(slot, slot)


def hint(slot: str) -> str:
    """What to write into the field of a slot."""
    return _HINTS.get(slot, "amount")


def ordered(slots: Mapping[str, str]) -> list[str]:
    """Slot names, the usual ones first."""
    return sorted(slots, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))


def readable(slot: str, amount: str) -> str:
    """An amount with its unit: ``2 cores``, ``4 GiB``, ``0.5 GPU``. What is no number is shown as it is."""
    try:
        number = Decimal(amount)
    except InvalidOperation:
        return amount
    if slot == "mem":
        return size(int(number))
    plain = _plain(number)
    if slot == "cpu":
        return f"{plain} core" if number == 1 else f"{plain} cores"
    if slot.startswith("cuda."):
        return f"{plain} GPU" if number <= 1 else f"{plain} GPUs"
    return plain


def room(slot: str, free: str, capacity: str) -> str:
    """What is free of how much: ``1.5 of 2 cores free``; the unit once where both have the same."""
    part, whole = readable(slot, free), readable(slot, capacity)
    if slot != "mem" or part.rpartition(" ")[2] == whole.rpartition(" ")[2]:
        part = part.partition(" ")[0]
    return f"{part} of {whole} free"


def size(number: int) -> str:
    """Bytes with a binary unit, one digit after the point where it says something."""
    value, unit = Decimal(number), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{_plain(round(value, 1))} {_UNITS[unit]}"


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
