"""Amounts of slots, limits and permissions on storage hosts as admins write them, read exactly or refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from sqlalchemy import Connection

from kernelyard_agent import slots
from kernelyard_agent.slots import COUNT_SCALE, SlotError, Slots, SlotType, slot_type
from kernelyard_hub.operations.sessions import admission
from kernelyard_hub.store.vfolders import HOST_PERMISSIONS

from .changes import bad

MOST_SLOTS = 64
"""Names in one object."""
MOST_HOSTS = 100
WELL_KNOWN = frozenset(["cpu", "mem", "cuda.device", "cuda.shares"])
"""Slots that can be named before a node has offered them, beside those of MIG."""
WHOLE = frozenset(["cuda.device"])
"""Slots that are never divided."""
_HOST = re.compile(r"[A-Za-z0-9_.-]{1,63}:[a-z0-9][a-z0-9_-]{0,62}")


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise ValueError("has to be a JSON object of amounts by slot")
    if len(value) > MOST_SLOTS:
        raise ValueError(f"at most {MOST_SLOTS} slots can be named")
    return value


def read_amounts(value: object) -> Slots:
    """What one session asks for, by slot. Raises `ValueError`."""
    return _read(_object(value), limits=False)


def read_limits(value: object) -> Slots:
    """Limits by slot; ``Infinity`` is none (SCH-041). Raises `ValueError`."""
    return _read(_object(value), limits=True)


def _read(value: Mapping[str, Any], *, limits: bool) -> Slots:
    found: Slots = {}
    for slot, amount in value.items():
        if isinstance(amount, bool) or not isinstance(amount, int | float | str):
            text = f"the amount of the slot {slot[:64]!r} has to be a number or a text"
            raise ValueError(text)  # noqa: TRY004 (pydantic takes it as a fault of the field)
        if isinstance(amount, str) and len(amount) > 64:
            raise ValueError(f"the amount of the slot {slot[:64]!r} is too long")
        try:
            found[slot] = slots.parse_limit(slot, amount) if limits else slots.parse(slot, amount)
        except SlotError as error:
            raise ValueError(str(error)) from None
        if found[slot] > slots.UNLIMITED:
            raise ValueError(f"the amount of the slot {slot!r} is too large")
        if slot in WHOLE and found[slot] % COUNT_SCALE and found[slot] != slots.UNLIMITED:
            raise ValueError(f"the slot {slot!r} is counted in whole devices: {amount!r}")
    return found


def read_hosts(value: object) -> dict[str, list[str]]:
    """Storage host -> permissions (STO-015); a list of hosts grants all of them. Raises `ValueError`."""
    if isinstance(value, list):
        value = {str(host): list(HOST_PERMISSIONS) for host in value}
    if not isinstance(value, Mapping):
        example = '{"local:volume1": ["create-vfolder"]}'
        raise ValueError(f"has to be a JSON object such as {example}")  # noqa: TRY004 (pydantic takes it as a fault of the field)
    if len(value) > MOST_HOSTS:
        raise ValueError(f"at most {MOST_HOSTS} hosts can be named")
    for host, permissions in value.items():
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            raise ValueError(f"{str(host)[:64]!r} is no storage host; they are called PROXY:VOLUME")
        if not isinstance(permissions, list):
            raise ValueError(f"the permissions on {host!r} have to be a list")  # noqa: TRY004 (pydantic takes it as a fault of the field)
        for each in permissions:
            if each not in HOST_PERMISSIONS:
                raise ValueError(
                    f"{str(each)[:64]!r} is no permission; there are {', '.join(HOST_PERMISSIONS)}"
                )
    return {host: [each for each in HOST_PERMISSIONS if each in value[host]] for host in sorted(value)}


Amounts = Annotated[Slots, BeforeValidator(read_amounts)]
Limits = Annotated[Slots, BeforeValidator(read_limits)]
Hosts = Annotated[dict[str, list[str]], BeforeValidator(read_hosts)]


def must_be_known(conn: Connection, field: str, amounts: Mapping[str, int]) -> None:
    """Raise `InvalidParameters` for a slot that no node offers, and for parts of devices that are handed out
    whole.
    """
    known = admission.known_slots(conn)
    for slot, amount in amounts.items():
        kind = slot_type(slot)
        if slot not in known and slot not in WELL_KNOWN and kind is not SlotType.UNIQUE:
            there = ", ".join(slots.names(known))
            raise bad(**{field: f"unknown slot {slot!r}: no node has offered it; there are {there}"})
        whole = known.get(slot, False) and kind is SlotType.COUNT and amount != slots.UNLIMITED
        if whole and amount % COUNT_SCALE:
            text = slots.render(slot, amount)
            raise bad(**{field: f"the slot {slot!r} is handed out in whole devices: {text}"})
