"""What admins do with images: names of their own, what is known of them, which nodes have them (GQL-062 to
GQL-067)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots
from kernelyard_agent.client import AgentError, AgentUnreachable
from kernelyard_agent.protocol import PullImage, RemoveImage
from kernelyard_hub import audit, errors
from kernelyard_hub.background import Report, TaskFailed
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import images as store
from kernelyard_hub.store import registries
from kernelyard_hub.store.models import agents
from kernelyard_hub.store.models import images as table

PULL_LOOK = 1.0
"""Seconds between two looks how far a node has come with an image."""
ACCELERATORS = "ai.backend.accelerators"
_ALIAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,254}")


def alias(conn: Connection, name: str, target: str, architecture: str | None = None) -> None:
    """Call an image ``name``, too; a name that is another one's alias is moved. Raises `NotFound`, and
    `Conflict` for what is some image's own name."""
    if not _ALIAS.fullmatch(name):
        raise errors.InvalidParameters(
            "An alias has letters, digits and . _ : / + - and begins with a letter or digit.",
            data={"alias": name[:255]},
        )
    image = one(conn, target, architecture)
    full = table.c.registry + "/" + table.c.name + ":" + table.c.tag
    own = select(table.c.id).where((full == name) | (table.c.name + ":" + table.c.tag == name))
    if conn.execute(own).first() is not None:
        raise errors.Conflict(f"{name!r} is the name of an image itself.")
    store.remove_alias(conn, name)
    store.add_alias(conn, name, image.id)


def dealias(conn: Connection, name: str) -> None:
    """Raises `NotFound`."""
    if not store.remove_alias(conn, name):
        raise errors.NotFound(f"There is no alias {name!r}.")


def forget(conn: Connection, ref: str, architecture: str | None = None) -> None:
    """Know nothing of an image any more; what runs of it goes on. Raises `NotFound`."""
    store.remove(conn, [image.id for image in _all(conn, ref, architecture)])


def clear(conn: Connection, registry: str | None) -> None:
    """Forget all images of a registry. Raises `NotFound` where there are none."""
    if not registry:
        raise errors.InvalidParameters("Name the registry.", data={"registry": "is required"})
    found = list(conn.execute(select(table.c.id).where(table.c.registry == registry)).scalars())
    if not found:
        raise errors.NotFound(f"There is no image of the registry {registry!r}.")
    store.remove(conn, found)


def modify(conn: Connection, ref: str, architecture: str | None, props: Mapping[str, Any]) -> None:
    """Change labels, accelerators or limits; a list replaces what was there. Raises `NotFound`,
    `InvalidParameters`."""
    for image in _all(conn, ref, architecture):
        values: dict[str, Any] = {}
        if props.get("labels") is not None:
            pairs = [pair for pair in props["labels"] if pair and pair.get("key")]
            values["labels"] = {str(pair["key"]): str(pair.get("value") or "") for pair in pairs}
            values["resource_limits"] = store.limits(values["labels"])
        if props.get("supported_accelerators") is not None:
            names = ",".join(name for name in props["supported_accelerators"] if name)
            values["labels"] = {**values.get("labels", image.labels), ACCELERATORS: names}
        if props.get("resource_limits") is not None:
            values["resource_limits"] = _limits([limit for limit in props["resource_limits"] if limit])
        if values:
            store.change(conn, image.id, values)


def _limits(given: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int | None]]:
    limits: dict[str, dict[str, int | None]] = {}
    for limit in given:
        slot = str(limit.get("key") or "")
        try:
            least = slots.parse(slot, limit.get("min") or "0")
            most = slots.parse(slot, limit["max"]) if limit.get("max") else None
        except slots.SlotError as error:
            raise errors.InvalidParameters(str(error), data={"resource_limits": slot}) from None
        if most is not None and most < least:
            raise errors.InvalidParameters(
                f"{slot}: at most {limit['max']} is less than at least {limit['min']}.",
                data={"resource_limits": slot},
            )
        limits[slot] = {"min": least, "max": most}
    return limits


def one(conn: Connection, ref: str, architecture: str | None = None) -> Row[Any]:
    """The active image of an alias or name. Raises `NotFound`."""
    return _found(store.find(conn, ref, architecture), ref)[0]


def _all(conn: Connection, ref: str, architecture: str | None) -> list[Row[Any]]:
    """All of a canonical name, inactive ones too; else the image of an alias. Raises `NotFound`."""
    named = [
        row for row in store.named(conn, ref) if architecture is None or row.architecture == architecture
    ]
    return named or _found(store.find(conn, ref, architecture), ref)[:1]


def _found(rows: list[Row[Any]], ref: str) -> list[Row[Any]]:
    if not rows:
        raise errors.NotFound(f"Unknown image reference: {ref}", title="No such image.", data={"image": ref})
    return rows


# Nodes


Asked = Sequence[str | None]


async def preload(site: Site, who: Principal, refs: Asked, targets: Asked) -> str:
    """Have nodes fetch images; the background task's id. Raises `NotFound`, `InvalidParameters`."""

    def read(conn: Connection) -> list[tuple[str, str, PullImage]]:
        found = []
        for image in _meant(conn, refs):
            request = _to_pull(conn, site, image)
            found += [(*node, request) for node in _targets(conn, targets, image.architecture)]
        return found

    async def fetch(address: str, request: PullImage) -> str:
        client = site.agents.at(address)
        status = await client.pull_image(request)
        while status.state == "pulling":
            await asyncio.sleep(PULL_LOOK)
            status = await client.pull_image(request)
        return status.message if status.state == "failed" else ""

    asked = await site.store.read(read)
    audit.note(who, "preload_image", ",".join(sorted({q.image for _, _, q in asked})), _nodes_of(asked))
    return _on_nodes(site, who, "preload", [(node, q.image, fetch(at, q)) for node, at, q in asked])


async def unload(site: Site, who: Principal, refs: Asked, targets: Asked) -> str:
    """Have nodes remove images; the background task's id. Raises `NotFound`, `InvalidParameters`."""

    def read(conn: Connection) -> list[tuple[str, str, str]]:
        return [
            (*node, store.canonical(image))
            for image in _meant(conn, refs)
            for node in _targets(conn, targets, image.architecture)
        ]

    async def remove(address: str, name: str) -> str:
        await site.agents.at(address).remove_image(RemoveImage(image=name))
        return ""

    asked = await site.store.read(read)
    audit.note(who, "unload_image", ",".join(sorted({name for _, _, name in asked})), _nodes_of(asked))
    return _on_nodes(site, who, "unload", [(node, name, remove(at, name)) for node, at, name in asked])


def _meant(conn: Connection, refs: Asked) -> list[Row[Any]]:
    found = [one(conn, ref) for ref in refs if ref]
    if not found:
        raise errors.InvalidParameters("Name an image.", data={"references": "is required"})
    return found


def _to_pull(conn: Connection, site: Site, image: Row[Any]) -> PullImage:
    registry = registries.read(conn, site.box, image.registry)
    if image.scanned_at is None or registry is None:
        name = store.canonical(image)
        raise errors.InvalidParameters(
            f"{name} cannot be fetched: no registry that is set up has it.", data={"references": name}
        )
    return PullImage(
        image=store.canonical(image),
        digest=image.digest,
        registry_username=registry.username,
        registry_password=registry.password,
    )


Work = tuple[str, str, Coroutine[Any, Any, str]]
"""A node, an image, and what is done there; it returns what is wrong, or nothing."""


def _nodes_of(asked: Sequence[tuple[str, str, object]]) -> dict[str, list[str]]:
    return {"nodes": sorted({node for node, _, _ in asked})}


def _on_nodes(site: Site, who: Principal, name: str, works: list[Work]) -> str:
    async def run(report: Report) -> str:
        problems: list[str] = []
        done = 0

        async def one_of(node: str, image: str, work: Coroutine[Any, Any, str]) -> None:
            nonlocal done
            try:
                problem = await work
            except (AgentError, AgentUnreachable) as error:
                problem = str(error)
            done += 1
            if problem:
                problems.append(f"{node}: {problem}")
            report(done, len(works), f"{node}: {problem or f'{name} {image}: done'}")

        report(0, len(works), name)
        await asyncio.gather(*(one_of(*work) for work in works))
        if problems:
            raise TaskFailed(" ".join(problems))
        return f"{name}: done {len(works)} times."

    return str(site.background.start(name, who.user_id, run))


def _targets(conn: Connection, asked: Asked, architecture: str) -> list[tuple[str, str]]:
    """``(id, address)`` of the nodes that are up and meant: ids or patterns, also separated by commas."""
    patterns = [part.strip() for each in asked for part in (each or "").split(",") if part.strip()]
    query = select(agents.c.id, agents.c.address).where(
        agents.c.status == "ALIVE", agents.c.architecture == architecture, agents.c.engine == "docker"
    )
    found = [
        (str(agent_id), str(address))
        for agent_id, address in conn.execute(query.order_by(agents.c.id))
        if any(fnmatchcase(agent_id, pattern) for pattern in patterns)
    ]
    if not found:
        raise errors.InvalidParameters(
            f"No node that is up, has containers and the architecture {architecture} is meant by"
            f" {', '.join(patterns)!r}.",
            data={"target_agents": patterns},
        )
    return found


def usable(conn: Connection, ref: str, architecture: str | None, domain: str) -> Row[Any]:
    """The image that somebody of the domain means by ``ref``. Raises `NotFound`, and `Forbidden` for one of
    a registry that his domain does not allow (S13)."""
    found = store.find(conn, ref, architecture)
    if not found:
        what = f"{ref} ({architecture})" if architecture else ref
        raise errors.NotFound(f"Unknown image reference: {what}", title="No such image.", data={"image": ref})
    allowed = registries.allowed(conn, domain)
    mine = [image for image in found if image.registry in allowed]
    if not mine:
        raise not_allowed(found[0].registry, ref)
    return mine[0]


def not_allowed(registry: str, ref: str) -> errors.Forbidden:
    """Why an image must not be used."""
    what = "images that only nodes have" if registry == "local" else f"images of the registry {registry!r}"
    return errors.Forbidden(f"Your domain does not allow {what}.", data={"image": ref})


def must_be_allowed(conn: Connection, image: str, domain: str) -> None:
    """Raise `Forbidden` unless the domain allows the registry of a canonical name."""
    registry = image.partition("/")[0]
    if registry not in registries.allowed(conn, domain):
        raise not_allowed(registry, image)
