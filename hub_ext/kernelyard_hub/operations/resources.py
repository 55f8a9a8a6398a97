"""Presets, resource groups and what is free: figures from the ledger, verdicts from the scheduler's dry
run.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots
from kernelyard_agent.slots import Slots
from kernelyard_hub import errors
from kernelyard_hub.operations import images as image_operations
from kernelyard_hub.operations.sessions import admission
from kernelyard_hub.operations.sessions.create import allowed_groups, find_project
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.readers.budgets import of_user
from kernelyard_hub.scheduler.readers.reading import read_snapshot, with_asker
from kernelyard_hub.scheduler.snapshot import AgentView, KeypairLimits, Snapshot, Usage, Waiting
from kernelyard_hub.site import Site
from kernelyard_hub.store import images as image_store
from kernelyard_hub.store import ledger, registries
from kernelyard_hub.store.models import agents, images, resource_presets
from kernelyard_hub.store.once import once, reading

from .estimates import estimate_item
from .preset_verdicts import Offer, best, offers, requests, with_estimates

Wanted = list[tuple[str, Waiting | str]]
"""By preset: a session of it, or why there can be none."""
NO_LIMIT = "Infinity"
"""How the API writes an amount without a limit."""
DEFAULT_IMAGE = "python"
"""Alias of the image of a Hub server for which none was chosen."""


async def presets(site: Site) -> list[dict[str, Any]]:
    """Every preset, as golden 040 has them; without the slots that no node offers (REST-024)."""

    def read(conn: Connection) -> list[dict[str, Any]]:
        known = admission.known_slots(conn)
        return [preset_item(row, known) for row in preset_rows(conn)]

    return await site.store.read(read)


def preset_rows(conn: Connection) -> list[Row[Any]]:
    return list(conn.execute(select(resource_presets).order_by(resource_presets.c.name)).all())


def preset_item(row: Row[Any], known: Container[str]) -> dict[str, Any]:
    shared = row.shared_memory
    return {
        "name": row.name,
        "shared_memory": str(shared) if shared is not None else None,
        "resource_slots": {
            name: slots.render(name, amount) for name, amount in row.resource_slots.items() if name in known
        },
    }


async def resource_groups(site: Site, who: Principal, project: str) -> list[str]:
    """Names of the resource groups that the caller may use in a project."""

    def read(conn: Connection) -> list[str]:
        return allowed_groups(conn, who, find_project(conn, who, None, project))

    return await site.store.read(read)


async def resource_slots(site: Site) -> dict[str, str]:
    """Slot -> its type (``count``, ``bytes``, ``unique``), of every slot that some node has offered."""
    known = await site.store.read(admission.known_slots)
    return {name: slots.slot_type(name).value for name in slots.names(known)}


async def recalculate(site: Site) -> dict[str, Any]:
    """There is nothing to recalculate: occupancy is a sum. Reports sessions that have ended and still hold
    something.

    Always empty; anything else is a fault, and is closed here.
    """

    def repair(conn: Connection) -> list[str]:
        found = ledger.orphans(conn)
        for session_id in found:
            ledger.close_rows(conn, session_id, datetime.now(UTC))
        return [str(session_id) for session_id in found]

    found = await site.store.write(repair)
    site.loop.wake()
    return {"closed": found}


async def check_presets(site: Site, who: Principal, body: Mapping[str, Any]) -> dict[str, Any]:
    """What the caller may still use, and whether each preset could start now (REST-025).

    ``body`` may name ``group`` (project) and ``scaling_group``; both default. ``allocatable`` is the
    scheduler's own answer for the resource group, or for any of them when none is named; ``when``, ``text``
    and ``estimate`` say it in more words.
    """
    project, group = body.get("group") or "default", body.get("scaling_group")
    if not isinstance(project, str) or not (group is None or isinstance(group, str)):
        field = "scaling_group" if isinstance(project, str) else "group"
        raise errors.InvalidParameters("Input validation error", data={field: "value is not a string"})

    now = datetime.now(UTC)

    def read(conn: Connection) -> tuple[dict[str, Any], Snapshot, Wanted, list[str]]:
        with reading(conn):
            return look(conn)

    def look(conn: Connection) -> tuple[dict[str, Any], Snapshot, Wanted, list[str]]:
        names = once(conn, allowed_groups, who, once(conn, find_project, who, None, project))
        if group is not None and group not in names:
            raise errors.ResourceGroupNotFound(
                f"The scaling group {group!r} does not exist or you do not have access to "
                f"the scaling group {group!r}."
            )
        chosen = [group] if group is not None else names
        snapshot = snapshot_for(conn, who)
        wanted = preset_requests(conn, snapshot, who, project)
        return _check(conn, snapshot, who, chosen), snapshot, wanted, chosen

    async with site.dry_runs.turn(who.access_key):
        found, snapshot, wanted, chosen = await site.store.read(read)
        made = await site.dry_runs.compute(lambda: offers(snapshot, wanted, chosen, now))
        made = await with_estimates(site, snapshot, now, made)
    for item in found["presets"]:
        item |= _told(best(one for one in made if one.preset == item["name"]))
    return found


def _told(offer: Offer | None) -> dict[str, Any]:
    """What is said of a preset, where its best group is meant."""
    if offer is None:
        text = "You may use no resource group here."
        return {"allocatable": False, "when": "never", "text": text, "estimate": None}
    return {
        "allocatable": offer.verdict.when == "now",
        "when": offer.verdict.when,
        "text": offer.verdict.text,
        "estimate": estimate_item(offer.estimate),
    }


def _check(conn: Connection, snapshot: Snapshot, who: Principal, names: list[str]) -> dict[str, Any]:
    limits = snapshot.limits[who.access_key]
    using = snapshot.by_key.get(who.access_key, Usage()).slots
    known = once(conn, admission.known_slots)
    free = {name: free_in(snapshot.agents, name) for name in names}
    remaining = {
        slot: most - using.get(slot, 0) if (most := _most(limits, slot)) is not None else None
        for slot in known
    }
    return {
        "keypair_limits": _amounts({slot: _most(limits, slot) for slot in known}),
        "keypair_using": _amounts({slot: using.get(slot, 0) for slot in known}),
        "keypair_remaining": _amounts(remaining),
        # A project or domain without limits of its own has what its members' policies leave.
        "group_limits": _amounts(dict.fromkeys(known)),
        "group_using": _amounts(dict.fromkeys(known, 0)),
        "group_remaining": _amounts(dict.fromkeys(known)),
        "scaling_group_remaining": _amounts(
            {slot: sum(amounts.get(slot, 0) for amounts in free.values()) for slot in known}
        ),
        "scaling_groups": {
            name: {
                "using": _amounts(_held_in(snapshot.agents, name, known)),
                "remaining": _amounts({slot: amounts.get(slot, 0) for slot in known}),
            }
            for name, amounts in free.items()
        },
        "presets": [preset_item(row, known) for row in once(conn, preset_rows)],
    }


def snapshot_for(conn: Connection, who: Principal) -> Snapshot:
    """A snapshot that knows the caller's limits and budgets, whether or not a session of theirs waits."""
    now = datetime.now(UTC)
    return with_asker(conn, read_snapshot(conn, now), who.access_key, of_user(conn, who), now)


def present_images(conn: Connection) -> frozenset[str]:
    """Canonical names of the images that some node of the site has."""
    query = select(agents.c.image_names).where(agents.c.status != "TERMINATED")
    return frozenset(name for names in conn.execute(query).scalars() for name in names)


def some_node_fetches(conn: Connection) -> bool:
    """Whether a node that is up can fetch images from registries."""
    query = select(agents.c.id).where(agents.c.status == "ALIVE", agents.c.engine == "docker").limit(1)
    return conn.execute(query).first() is not None


def default_image(conn: Connection, present: Container[str], domain: str) -> Row[Any]:
    """What `DEFAULT_IMAGE` means; where no node has that, the first image that one has and the domain
    allows. Raises `NotFound`, `Forbidden`."""
    try:
        named = image_operations.usable(conn, DEFAULT_IMAGE, None, domain)
    except (errors.NotFound, errors.Forbidden):
        named = None
    if named is not None and image_store.canonical(named) in present:
        return named
    active = (
        select(images)
        .where(images.c.is_active, images.c.registry.in_(registries.allowed(conn, domain)))
        .order_by(images.c.registry, images.c.name, images.c.tag)
    )
    for row in conn.execute(active):
        if image_store.canonical(row) in present:
            return row
    return named if named is not None else image_operations.usable(conn, DEFAULT_IMAGE, None, domain)


def preset_requests(conn: Connection, snapshot: Snapshot, who: Principal, project: str) -> Wanted:
    """A session of each preset, with the default image, or why there can be none."""
    rows = once(conn, preset_rows)
    try:
        present = frozenset(name for agent in snapshot.agents for name in agent.images)
        image = once(conn, default_image, present, who.domain)
        return requests(conn, who, rows, image, project)
    except (errors.NotFound, errors.Forbidden, errors.InvalidParameters) as error:
        return [(row.name, str(error)) for row in rows]


def capacity_in(agents: Iterable[AgentView], group: str) -> Slots:
    """What the nodes of a resource group have that are up."""
    return slots.add({}, *(agent.capacity for agent in agents if agent.resource_group == group))


def free_in(agents: Iterable[AgentView], group: str) -> Slots:
    """What nobody holds of it."""
    mine = [agent for agent in agents if agent.resource_group == group]
    return slots.subtract(capacity_in(mine, group), slots.add({}, *(agent.occupied for agent in mine)))


def _held_in(agents: Iterable[AgentView], group: str, known: Iterable[str]) -> Slots:
    held = slots.add({}, *(agent.occupied for agent in agents if agent.resource_group == group))
    return {slot: held.get(slot, 0) for slot in known}


def _most(limits: KeypairLimits, slot: str) -> int | None:
    """The limit of a slot; None = no limit."""
    most = limits.slots.get(slot, slots.UNLIMITED if limits.unspecified_unlimited else 0)
    return most if most < slots.UNLIMITED else None


def _amounts(values: Mapping[str, int | None]) -> dict[str, str]:
    return {
        name: NO_LIMIT if (amount := values[name]) is None else slots.render(name, max(0, amount))
        for name in slots.names(values)
    }
