"""Resource presets, as superadmins make, change and delete them (SCH-025, SCH-058, GQL-029 to GQL-031)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator
from sqlalchemy import Connection, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into

from kernelyard_agent import slots
from kernelyard_agent.slots import SlotError
from kernelyard_hub import errors
from kernelyard_hub.operations import amounts, changes
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import resource_presets as table

from .amounts import Amounts

MOST_BYTES = 2**53 - 1


def _bytes(value: object) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, int | str) or len(str(value)) > 32:
        raise ValueError("has to be a number of bytes, such as 536870912 or 512m")
    try:
        amount = slots.parse("mem", value)
    except SlotError:
        raise ValueError("has to be a number of bytes, such as 536870912 or 512m") from None
    if amount > MOST_BYTES:
        raise ValueError(f"has to be at most {MOST_BYTES} bytes")
    return amount


class Preset(changes.Fields):
    """Fields of a preset."""

    resource_slots: Amounts | None = None
    shared_memory: Annotated[int | None, BeforeValidator(_bytes)] = None
    description: changes.Description | None = None


async def create(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> None:
    """Make a preset. Raises `InvalidParameters`, and `Conflict` for a name that is taken (SCH-058)."""
    changes.name(name)
    values = changes.read(Preset, fields).given("shared_memory")

    def write(conn: Connection) -> None:
        if conn.scalar(select(table.c.name).where(table.c.name == name)) is not None:
            raise errors.Conflict(f"There is a resource preset {name!r} already.")
        _check(conn, values)
        conn.execute(insert_into(table).values(name=name, **values))

    await changes.change(site, who, "create_resource_preset", name, write, fields)


async def modify(site: Site, who: Principal, name: str, fields: Mapping[str, Any]) -> None:
    """Change what is given. Raises `InvalidParameters`, `NotFound`."""
    values = changes.read(Preset, fields).given("shared_memory")

    def write(conn: Connection) -> None:
        row = conn.execute(select(table).where(table.c.name == name)).mappings().first()
        if row is None:
            raise _unknown(name)
        _check(conn, {**row, **values})
        if values:
            conn.execute(update(table).where(table.c.name == name).values(values))

    await changes.change(site, who, "modify_resource_preset", name, write, fields)


async def delete(site: Site, who: Principal, name: str) -> None:
    """Delete a preset. Raises `NotFound`."""

    def write(conn: Connection) -> None:
        if not conn.execute(delete_from(table).where(table.c.name == name)).rowcount:
            raise _unknown(name)

    await changes.change(site, who, "delete_resource_preset", name, write)


def _check(conn: Connection, values: Mapping[str, Any]) -> None:
    """Refuse what no session could ask for."""
    asked = values.get("resource_slots") or {}
    if not any(asked.values()):
        raise changes.bad(resource_slots="names no slot")
    amounts.must_be_known(conn, "resource_slots", asked)
    kinds = sorted(slot for slot, amount in asked.items() if amount and slot.startswith("cuda."))
    if len(kinds) > 1:
        raise changes.bad(resource_slots=f"{' and '.join(kinds)} cannot be combined")
    shared, memory = values.get("shared_memory"), asked.get("mem")
    if shared is not None and memory and shared >= memory:
        raise changes.bad(shared_memory=f"has to be less than the memory, {memory} bytes")


def _unknown(name: str) -> errors.NotFound:
    return errors.NotFound(f"There is no resource preset {name[:64]!r}.")
