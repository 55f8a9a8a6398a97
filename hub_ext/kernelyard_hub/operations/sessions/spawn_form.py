"""What the spawn page offers, and what a server gets for which nothing was chosen: both as the scheduler
answers.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from kernelyard_agent import slots
from kernelyard_hub import errors
from kernelyard_hub import protocol as p
from kernelyard_hub.operations import resources
from kernelyard_hub.operations.preset_verdicts import Offer, offers, with_estimates
from kernelyard_hub.operations.resources import Wanted
from kernelyard_hub.operations.sessions.create import allowed_groups
from kernelyard_hub.operations.site_settings import pull_rule
from kernelyard_hub.operations.vfolders import life as vfolders
from kernelyard_hub.principal import Principal
from kernelyard_hub.scheduler.estimates.forecast import spell_wait
from kernelyard_hub.scheduler.snapshot import Snapshot
from kernelyard_hub.site import Site
from kernelyard_hub.store import registries
from kernelyard_hub.store.accounts import principal_by_username
from kernelyard_hub.store.models import image_aliases, images, memberships, projects
from kernelyard_hub.store.models import resource_groups as group_table
from kernelyard_hub.store.once import reading


async def account_of(site: Site, username: str) -> Principal:
    """Raises `NotFound`."""
    who = await site.store.read(lambda conn: principal_by_username(conn, username, "service"))
    if who is None:
        raise errors.NotFound(f"There is no active account {username!r}.", title="No such user.")
    return who


def project_of(conn: Connection, who: Principal) -> str:
    """The project that Hub servers are charged to: ``default``, or the first that the user is in."""
    query = (
        select(projects.c.name)
        .join(memberships, memberships.c.project_id == projects.c.id)
        .where(memberships.c.user_id == who.user_id, projects.c.domain_name == who.domain)
    )
    names = sorted(conn.execute(query).scalars(), key=lambda name: (name != "default", name))
    return names[0] if names else "default"


async def first_preset(site: Site, who: Principal, group: str | None) -> str | None:
    """The site's default preset, as the spawn page marks it."""
    now = datetime.now(UTC)

    def read(conn: Connection) -> tuple[Snapshot, Wanted, list[str]]:
        with reading(conn):
            names = [group] if group is not None else allowed_groups(conn, who)[:1]
            snapshot = resources.snapshot_for(conn, who)
            return snapshot, resources.preset_requests(conn, snapshot, who, project_of(conn, who)), names

    snapshot, wanted, names = await site.store.read(read)
    made = await site.dry_runs.compute(lambda: offers(snapshot, wanted, names, now))
    for when in ("now", "wait"):
        for offer in made:
            if offer.verdict.when == when:
                return offer.preset
    return None


async def form(site: Site, username: str) -> p.SpawnForm:
    """What the spawn page offers this user, each preset with the scheduler's own answer (dry run)."""
    who = await account_of(site, username)
    with suppress(errors.ServerFrozen):  # nothing can be spawned then, but looked at
        await vfolders.ensure_home(site, who)
    folders = [
        p.FormFolder(
            name=item["name"],
            host=item["host"],
            permission=item["permission"],
            ownership=item["ownership_type"],
        )
        for item in await vfolders.listing(site, who)
        if item["name"] != vfolders.HOME and not item["name"].startswith(".")
    ]

    now = datetime.now(UTC)

    def read(conn: Connection) -> tuple[p.SpawnForm, Snapshot, Wanted, list[str]]:
        with reading(conn):
            return look(conn)

    def look(conn: Connection) -> tuple[p.SpawnForm, Snapshot, Wanted, list[str]]:
        project = project_of(conn, who)
        names = allowed_groups(conn, who)
        snapshot = resources.snapshot_for(conn, who)
        wanted = resources.preset_requests(conn, snapshot, who, project)
        presets = [
            p.FormPreset(
                name=row.name,
                description=row.description,
                slots=slots.render_all(row.resource_slots),
                shared_memory=row.shared_memory,
                availability={},
            )
            for row in resources.preset_rows(conn)
        ]
        descriptions = conn.execute(select(group_table.c.name, group_table.c.description))
        described = {str(name): str(description) for name, description in descriptions}
        shown = p.SpawnForm(
            resource_groups=[
                p.FormGroup(
                    name=name,
                    description=described.get(name, ""),
                    free=slots.render_all(
                        {slot: max(0, a) for slot, a in resources.free_in(snapshot.agents, name).items()}
                    ),
                    capacity=slots.render_all(resources.capacity_in(snapshot.agents, name)),
                )
                for name in names
            ],
            presets=presets,
            folders=folders,
            images=_images(conn, who.domain),
            default_resource_group=names[0] if names else None,
            default_preset=None,
        )
        return shown, snapshot, wanted, names

    shown, snapshot, wanted, names = await site.store.read(read)
    made = await site.dry_runs.compute(lambda: offers(snapshot, wanted, names, now))
    made = await with_estimates(site, snapshot, now, made)
    presets = [
        preset.model_copy(
            update={
                "availability": {one.group: _availability(one) for one in made if one.preset == preset.name}
            }
        )
        for preset in shown.presets
    ]
    default = _default_preset(presets, names)
    return shown.model_copy(update={"presets": presets, "default_preset": default})


def _availability(offer: Offer) -> p.Availability:
    estimate = spell_wait(offer.estimate) if offer.estimate is not None else ""
    return p.Availability(state=offer.verdict.when, text=offer.verdict.text, estimate=estimate)


def _default_preset(presets: list[p.FormPreset], groups: list[str]) -> str | None:
    """The first that starts now in the default group, else the first that ever may."""
    if not presets or not groups:
        return presets[0].name if presets else None
    for wanted in ("now", "wait"):
        for preset in presets:
            if preset.availability[groups[0]].state == wanted:
                return preset.name
    return presets[0].name


def _images(conn: Connection, domain: str) -> list[p.FormImage]:
    """What the domain allows and some node has, or can fetch: another could not start."""
    fetch = pull_rule(conn) != "none" and resources.some_node_fetches(conn)
    aliases: dict[Any, list[str]] = {}
    for row in conn.execute(select(image_aliases).order_by(image_aliases.c.alias)):
        aliases.setdefault(row.image_id, []).append(row.alias)
    present = resources.present_images(conn)
    query = (
        select(images)
        .where(images.c.is_active, images.c.registry.in_(registries.allowed(conn, domain)))
        .order_by(images.c.registry, images.c.name, images.c.tag)
    )
    return [
        p.FormImage(
            name=f"{row.registry}/{row.name}:{row.tag}",
            aliases=aliases.get(row.id, []),
            title=str(row.labels.get("ai.backend.title") or f"{row.name} {row.tag}"),
        )
        for row in conn.execute(query)
        if f"{row.registry}/{row.name}:{row.tag}" in present or (fetch and row.scanned_at is not None)
    ]
