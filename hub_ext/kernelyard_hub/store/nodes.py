"""Agents as they describe themselves in heartbeats: nodes, devices, images."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from kernelyard_agent.protocol import Device, Heartbeat, NodeImage

from .images import limits
from .models import agent_devices, agents, image_aliases, images, resource_groups
from .once import LIFE_SIGN, once

LOCAL = "local"
"""Registry of images that come from none."""
RUNTIME_LABEL = "ai.backend.runtime-type"
MOST = 20_000
"""Nodes whose devices are remembered."""
ALIVE, LOST, TERMINATED = "ALIVE", "LOST", "TERMINATED"


class UnknownResourceGroup(Exception):
    """An agent names a resource group that does not exist; groups are made by admins (SCH-013)."""


def canonical(image: NodeImage) -> str:
    return f"{image.registry}/{image.name}:{image.tag}"


@dataclass(frozen=True, slots=True)
class LifeSign:
    """That a node was heard of, and how it is doing."""

    agent_id: str
    at: datetime
    stats: dict[str, Any] | None


_LIFE = (
    update(agents)
    .where(agents.c.id == bindparam("agent"), agents.c.status == ALIVE)
    .values(last_seen=bindparam("at"), live_stat=bindparam("stats", type_=agents.c.live_stat.type))
)


def live(conn: Connection, signs: Sequence[LifeSign]) -> list[None]:
    """Nodes that were heard of while they were thought to be alive; of others nothing is written down."""
    rows = [{"agent": sign.agent_id, "at": sign.at, "stats": sign.stats} for sign in signs]
    conn.execute(_LIFE, rows, execution_options=LIFE_SIGN)
    return [None] * len(signs)


def is_known(conn: Connection, beat: Heartbeat, known: Row[Any] | None) -> bool:
    """Whether a node is alive and nothing that its heartbeat says of it is new, but for the `LifeSign`."""
    if known is None or known.status != ALIVE or not known.facts or _changed(known, beat):
        return False
    return once(conn, _is_group, beat.resource_group) and not _devices_differ(
        conn, beat.agent_id, known.facts, beat.devices
    )


def record(conn: Connection, beat: Heartbeat, now: datetime) -> bool:
    """Write down what the agent says of itself. Returns whether anything that placement looks at has
    changed.
    """
    known = agent(conn, beat.agent_id)
    if not once(conn, _is_group, beat.resource_group):
        raise UnknownResourceGroup(beat.resource_group)
    seen = {"last_seen": now, "live_stat": beat.node_stats or None}
    if known is None:
        state = {"status": ALIVE, "status_changed": now, "first_contact": now}
        drawn = {"facts": secrets.randbits(62)}
        conn.execute(insert(agents).values(id=beat.agent_id, **state, **_facts(beat), **seen, **drawn))
    else:
        changed = _changed(known, beat)
        differ = _devices_differ(conn, beat.agent_id, known.facts, beat.devices)
        if changed or differ or not known.facts:
            changed["facts"] = secrets.randbits(62)
        if known.status != ALIVE:
            changed |= {"status": ALIVE, "status_changed": now, "lost_at": None}
        told = update(agents).where(agents.c.id == beat.agent_id).values({**changed, **seen})
        conn.execute(told, execution_options={} if changed else LIFE_SIGN)
        if not changed:
            return False
    _replace_devices(conn, beat.agent_id, beat.devices)
    for image in beat.images:
        _learn_image(conn, image, now)
    return True


def _facts(beat: Heartbeat) -> dict[str, Any]:
    return {
        "region": beat.region,
        "resource_group": beat.resource_group,
        "address": beat.address,
        "relay_url": beat.relay_url,
        "version": beat.version,
        "architecture": beat.architecture,
        "engine": beat.engine,
        "isolation": beat.isolation,
        "boot_id": beat.boot_id,
        "volumes": sorted(beat.volumes),
        "image_names": sorted(canonical(image) for image in beat.images),
    }


def _changed(known: Row[Any], beat: Heartbeat) -> dict[str, Any]:
    """What of a node's row is otherwise by now."""
    return {key: value for key, value in _facts(beat).items() if known._mapping[key] != value}


def _devices_differ(conn: Connection, agent_id: str, facts: int, devices: Sequence[Device]) -> bool:
    after = {
        (d.device_id, d.slot): (d.capacity, d.exclusive, d.numa_node, d.model, d.enforcement) for d in devices
    }
    before = _known.get(facts)
    if before is None:
        before = _devices(conn, agent_id)
        if facts:
            if len(_known) >= MOST:
                _known.clear()
            _known[facts] = before
    return before != after


_known: dict[int, dict[tuple[str, str], tuple[Any, ...]]] = {}
"""Devices by `agents.facts`: a number that is drawn anew whenever they change, whichever service wrote it."""


def _is_group(conn: Connection, name: str) -> bool:
    found = select(resource_groups.c.name).where(resource_groups.c.name == name)
    return conn.execute(found).first() is not None


def _devices(conn: Connection, agent_id: str) -> dict[tuple[str, str], tuple[Any, ...]]:
    rows = conn.execute(select(agent_devices).where(agent_devices.c.agent_id == agent_id))
    return {
        (r.device_id, r.slot): (r.capacity, r.exclusive, r.numa_node, r.model, r.enforcement) for r in rows
    }


def _replace_devices(conn: Connection, agent_id: str, devices: Sequence[Device]) -> None:
    conn.execute(delete(agent_devices).where(agent_devices.c.agent_id == agent_id))
    if devices:
        conn.execute(
            insert(agent_devices), [{"agent_id": agent_id, **device.model_dump()} for device in devices]
        )


def _learn_image(conn: Connection, image: NodeImage, now: datetime) -> None:
    """Know an image that a node has. An alias of its plain name, or of its runtime (``python``), is kept
    pointing at an image that some node has.
    """
    here = (
        images.c.registry == image.registry,
        images.c.name == image.name,
        images.c.tag == image.tag,
        images.c.architecture == image.architecture,
    )
    image_id = conn.execute(select(images.c.id).where(*here)).scalar()
    if image_id is None:
        image_id = uuid4()
        conn.execute(
            insert(images).values(
                id=image_id,
                **image.model_dump(),
                resource_limits=limits(image.labels),
                created_at=now,
            )
        )
    else:
        # What a registry says of its image is not changed by a node that has an older one.
        facts = {"digest": image.digest, "size_bytes": image.size_bytes}
        known = update(images).where(images.c.id == image_id, images.c.scanned_at.is_(None))
        conn.execute(known.values(facts))
    for alias in dict.fromkeys((image.name, image.labels.get(RUNTIME_LABEL, image.name))):
        _repair_alias(conn, alias, image_id)


def _repair_alias(conn: Connection, alias: str, image_id: object) -> None:
    target = conn.execute(
        select(images)
        .join(image_aliases, image_aliases.c.image_id == images.c.id)
        .where(image_aliases.c.alias == alias)
    ).first()
    if target is None or target.id == image_id or target.registry != LOCAL or target.scanned_at is not None:
        return  # what a registry has needs no node that has it already
    name = f"{target.registry}/{target.name}:{target.tag}"
    present = any(name in row.image_names for row in conn.execute(select(agents.c.image_names)))
    if not present:
        conn.execute(update(image_aliases).where(image_aliases.c.alias == alias).values(image_id=image_id))


def lose(conn: Connection, before: datetime, now: datetime) -> list[str]:
    """Mark the agents LOST that were last heard of before ``before``; returns them. Their kernels are
    *unknown*.
    """
    silent = select(agents.c.id).where(agents.c.status == ALIVE, agents.c.last_seen < before)
    found = list(conn.execute(silent).scalars())
    if found:
        conn.execute(
            update(agents).where(agents.c.id.in_(found)).values(status=LOST, status_changed=now, lost_at=now)
        )
    return found


def retire(conn: Connection, agent_id: str, now: datetime) -> bool:
    """Mark an agent TERMINATED: it was taken out and is not expected again. False for an unknown one."""
    here = update(agents).where(agents.c.id == agent_id, agents.c.status != TERMINATED)
    # Without a relay, nothing leads to its apps any more.
    done = conn.execute(here.values(status=TERMINATED, status_changed=now, lost_at=now, relay_url=""))
    return bool(done.rowcount)


def address_of(conn: Connection, agent_id: str) -> str | None:
    """Where an agent was last."""
    return conn.scalar(select(agents.c.address).where(agents.c.id == agent_id))


def is_beside_us(conn: Connection, agent_id: str) -> bool:
    """Whether the agent on the hub service's own machine has this name."""
    address = address_of(conn, agent_id)
    return address is not None and address.startswith("http:")


def agent(conn: Connection, agent_id: str) -> Row[Any] | None:
    return conn.execute(select(agents).where(agents.c.id == agent_id)).first()
