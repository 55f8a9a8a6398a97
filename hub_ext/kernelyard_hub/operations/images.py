"""What admins do with images: names of their own, what is known of them, which nodes have them (GQL-062 to
GQL-067)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import Connection, Row, select

from kernelyard_agent import slots
from kernelyard_agent.client import AgentError, AgentUnreachable
from kernelyard_agent.protocol import PullImage, RemoveImage
from kernelyard_hub import errors
from kernelyard_hub.background import Report, TaskFailed
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import images as store
from kernelyard_hub.store import registries
from kernelyard_hub.store.models import agents
from kernelyard_hub.store.models import images as table

PULL_LOOK = 1.0
"""Seconds between two looks how far a node has come with an image."""
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


def clear(conn: Connection, registry: str) -> None:
    """Forget all images of a registry. Raises `NotFound` where there are none."""
    found = list(conn.execute(select(table.c.id).where(table.c.registry == registry)).scalars())
    if not found:
        raise errors.NotFound(f"There is no image of the registry {registry!r}.")
    store.remove(conn, found)


def modify(conn: Connection, ref: str, architecture: str | None, props: Mapping[str, Any]) -> None:
    """Change labels, limits or whether it can be used; a list replaces what was there. Raises `NotFound`,
    `InvalidParameters`."""
    values: dict[str, Any] = {}
    if props.get("labels") is not None:
        values["labels"] = {pair["key"]: pair["value"] for pair in props["labels"]}
        values["resource_limits"] = store.limits(values["labels"])
    if props.get("resource_limits") is not None:
        values["resource_limits"] = _limits(props["resource_limits"])
    if props.get("is_active") is not None:
        values["is_active"] = props["is_active"]
    for image in _all(conn, ref, architecture):
        if values:
            store.change(conn, image.id, values)


def _limits(given: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int | None]]:
    limits: dict[str, dict[str, int | None]] = {}
    for limit in given:
        slot = str(limit["key"])
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


async def preload(site: Site, who: Principal, ref: str, targets: str) -> str:
    """Have nodes fetch an image; the background task's id. Raises `NotFound`, `InvalidParameters`."""

    def read(conn: Connection) -> tuple[PullImage, list[tuple[str, str]]]:
        image = one(conn, ref)
        registry = registries.read(conn, site.box, image.registry)
        if image.scanned_at is None or registry is None:
            raise errors.InvalidParameters(
                f"{store.canonical(image)} cannot be fetched: no registry that is set up has it.",
                data={"reference": ref},
            )
        request = PullImage(
            image=store.canonical(image),
            digest=image.digest,
            registry_username=registry.username,
            registry_password=registry.password,
        )
        return request, _targets(conn, targets, image.architecture)

    request, nodes = await site.store.read(read)

    async def fetch(client_address: str) -> str:
        client = site.agents.at(client_address)
        status = await client.pull_image(request)
        while status.state == "pulling":
            await asyncio.sleep(PULL_LOOK)
            status = await client.pull_image(request)
        return status.message if status.state == "failed" else ""

    return _on_nodes(site, who, f"preload {request.image}", nodes, fetch)


async def unload(site: Site, who: Principal, ref: str, targets: str) -> str:
    """Have nodes remove an image; the background task's id. Raises `NotFound`, `InvalidParameters`."""

    def read(conn: Connection) -> tuple[str, list[tuple[str, str]]]:
        image = one(conn, ref)
        return store.canonical(image), _targets(conn, targets, image.architecture)

    name, nodes = await site.store.read(read)

    async def remove(address: str) -> str:
        await site.agents.at(address).remove_image(RemoveImage(image=name))
        return ""

    return _on_nodes(site, who, f"unload {name}", nodes, remove)


def _on_nodes(site: Site, who: Principal, name: str, nodes: list[tuple[str, str]], work: Any) -> str:
    async def run(report: Report) -> str:
        problems: list[str] = []
        done = 0
        report(0, len(nodes), f"{name}: {len(nodes)} nodes")

        async def on(agent_id: str, address: str) -> None:
            nonlocal done
            try:
                problem = await work(address)
            except (AgentError, AgentUnreachable) as error:
                problem = str(error)
            done += 1
            if problem:
                problems.append(f"{agent_id}: {problem}")
            report(done, len(nodes), f"{agent_id}: {problem or 'done'}")

        await asyncio.gather(*(on(agent_id, address) for agent_id, address in nodes))
        if problems:
            raise TaskFailed(" ".join(problems))
        return f"{name}: done on {len(nodes)} nodes."

    return str(site.background.start(name, who.user_id, run))


def _targets(conn: Connection, expression: str, architecture: str) -> list[tuple[str, str]]:
    """``(id, address)`` of the nodes that are up and meant: ids or patterns, separated by commas."""
    patterns = [part.strip() for part in expression.split(",") if part.strip()]
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
            f" {expression!r}.",
            data={"target_agents": expression},
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
