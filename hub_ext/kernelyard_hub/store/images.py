"""The table of images: what registries and nodes have told, and what admins call it (KRN-034)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from kernelyard_agent import slots

from .models import agents, image_aliases, images

MINIMUM_LABEL = "ai.backend.resource.min."


@dataclass(frozen=True, slots=True)
class ScannedImage:
    """One image of a registry, for one architecture. ``digest`` is the tag's: what a node pulls by."""

    name: str
    tag: str
    architecture: str
    digest: str
    size_bytes: int
    """Of what is transferred: the layers as they are packed."""
    labels: Mapping[str, str]


def canonical(row: Row[Any]) -> str:
    """How sessions call it: ``registry/name:tag``."""
    return f"{row.registry}/{row.name}:{row.tag}"


def find(conn: Connection, ref: str, architecture: str | None = None) -> list[Row[Any]]:
    """Active images that ``ref`` means: ``registry/name:tag`` or ``name:tag``, else an alias. Those of nodes
    (the registry ``local``) come first."""
    active = (
        select(images)
        .where(images.c.is_active)
        .order_by(images.c.registry != "local", images.c.registry, images.c.architecture)
    )
    if architecture:
        active = active.where(images.c.architecture == architecture)
    full = images.c.registry + "/" + images.c.name + ":" + images.c.tag
    found = conn.execute(active.where(or_(full == ref, images.c.name + ":" + images.c.tag == ref))).all()
    if not found:
        aliased = active.join(image_aliases, image_aliases.c.image_id == images.c.id)
        found = conn.execute(aliased.where(image_aliases.c.alias == ref)).all()
    return list(found)


def named(conn: Connection, name: str) -> list[Row[Any]]:
    """All images of exactly this canonical name, active or not, one per architecture."""
    full = images.c.registry + "/" + images.c.name + ":" + images.c.tag
    return list(conn.execute(select(images).where(full == name).order_by(images.c.architecture)).all())


def take_scan(
    conn: Connection, registry: str, found: Iterable[ScannedImage], now: datetime, *, whole: bool = True
) -> None:
    """What a registry has now. Images that it has lost (as far as ``found`` is all of it) cannot be pulled
    any more: they stay while some node has them."""
    seen = {_take(conn, registry, image, now) for image in found}
    if not whole:
        return
    present = {name for names in conn.execute(select(agents.c.image_names)).scalars() for name in names}
    ours = select(images).where(images.c.registry == registry, images.c.scanned_at.is_not(None))
    for row in conn.execute(ours).all():
        if row.id not in seen:
            gone = {"scanned_at": None, "is_active": canonical(row) in present}
            conn.execute(update(images).where(images.c.id == row.id).values(gone))


def _take(conn: Connection, registry: str, image: ScannedImage, now: datetime) -> UUID:
    key = {
        "registry": registry,
        "name": image.name,
        "tag": image.tag,
        "architecture": image.architecture,
    }
    facts = {
        "digest": image.digest,
        "size_bytes": image.size_bytes,
        "labels": dict(image.labels),
        "scanned_at": now,
        "is_active": True,
    }
    known = conn.execute(
        select(images).where(*(images.c[column] == value for column, value in key.items()))
    ).first()
    if known is None:
        image_id = uuid4()
        limited = limits(dict(image.labels))
        conn.execute(
            insert(images).values(id=image_id, **key, **facts, resource_limits=limited, created_at=now)
        )
        return image_id
    if known.labels != facts["labels"]:
        facts["resource_limits"] = limits(dict(image.labels))
    conn.execute(update(images).where(images.c.id == known.id).values(facts))
    return UUID(str(known.id))


def limits(labels: Mapping[str, str]) -> dict[str, dict[str, int | None]]:
    """The minima that the image's labels state; one core and 256 MiB where they are silent."""
    minima: dict[str, object] = {"cpu": "1", "mem": "256m"}
    for key, value in labels.items():
        if key.startswith(MINIMUM_LABEL):
            minima[key.removeprefix(MINIMUM_LABEL)] = value
    limits: dict[str, dict[str, int | None]] = {}
    for slot, amount in minima.items():
        # A label is whatever the image's maker wrote; a bad one must not silence the node's heartbeat.
        with contextlib.suppress(slots.SlotError):
            limits[slot] = {"min": slots.parse(slot, amount), "max": None}
    return limits


def aliased(conn: Connection, alias: str) -> Row[Any] | None:
    """The image of an alias."""
    query = select(images).join(image_aliases, image_aliases.c.image_id == images.c.id)
    return conn.execute(query.where(image_aliases.c.alias == alias)).first()


def add_alias(conn: Connection, alias: str, image_id: UUID) -> None:
    conn.execute(insert(image_aliases).values(alias=alias, image_id=image_id))


def remove_alias(conn: Connection, alias: str) -> bool:
    return bool(conn.execute(delete(image_aliases).where(image_aliases.c.alias == alias)).rowcount)


def remove(conn: Connection, image_ids: Iterable[UUID]) -> None:
    """Forget images, with their aliases."""
    conn.execute(delete(images).where(images.c.id.in_(list(image_ids))))


def change(conn: Connection, image_id: UUID, values: Mapping[str, Any]) -> None:
    conn.execute(update(images).where(images.c.id == image_id).values(dict(values)))
