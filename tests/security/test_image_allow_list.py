"""S13: images of registries that the domain does not allow, in every spelling and by every way in."""

from __future__ import annotations

import platform
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update
from tests import core_rig
from tests.core_rig import Core

from kernelyard_agent.protocol import NodeImage
from kernelyard_hub import errors
from kernelyard_hub import protocol as hub
from kernelyard_hub.operations import images as operations
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import spawn_form, spawning
from kernelyard_hub.operations.sessions.request import read_create
from kernelyard_hub.store import images, registries
from kernelyard_hub.store.images import ScannedImage
from kernelyard_hub.store.models import domains
from kernelyard_hub.store.models import images as image_table
from kernelyard_hub.store.models import sessions as table

HOST = "cr.example.org:5000"
ARCHITECTURE = platform.machine()
DIGEST = "sha256:" + "a" * 64
NAME = f"{HOST}/stable/python:3"
SPELLINGS = [
    NAME,
    NAME.upper(),
    NAME.replace(HOST, HOST.upper()),
    "stable/python:3",
    "stable/python",
    f"{HOST}/stable/python",
    f"{HOST}/stable/python@{DIGEST}",
    f"{NAME}@{DIGEST}",
    DIGEST,
    "cr.example.org/stable/python:3",
    f"docker://{NAME}",
    f"https://{NAME}",
    f" {NAME}",
    f"local/../{NAME}",
    f"{HOST}//stable/python:3",
    "alias-of-it",
]


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    """A registry is set up and read, a node even has its image; nobody has allowed it."""
    async with core_rig.running(tmp_path) as running:
        found = [ScannedImage("stable/python", "3", ARCHITECTURE, DIGEST, 7, {"ai.backend.kernelspec": "1"})]

        def write(conn: Connection) -> None:
            registries.put(conn, running.site.box, registries.Registry(HOST, f"https://{HOST}"))
            images.take_scan(conn, HOST, found, datetime.now(UTC))
            operations.alias(conn, "alias-of-it", NAME)

        await running.site.store.write(write)
        yield running


async def count(core: Core) -> int:
    query = select(func.count()).select_from(table)
    return await core.site.store.read(lambda conn: conn.execute(query).scalar_one())


async def allow(core: Core, *names: str) -> None:
    change = update(domains).values(allowed_docker_registries=list(names))
    await core.site.store.write(lambda conn: conn.execute(change) and None)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_no_spelling_gets_past_the_list(core: Core, spelling: str) -> None:
    """A clear 4xx, for users and superadmins, and no session."""
    await core.agent()
    for who in (core.who, core.admin):
        with pytest.raises(errors.ApiError) as caught:
            await sessions.create(core.site, who, read_create({"name": "mine", "image": spelling}))
        assert caught.value.status in (400, 403, 404)
        if spelling in (NAME, "stable/python:3", "alias-of-it"):
            assert caught.value.status == 403
            assert f"does not allow images of the registry {HOST!r}" in str(caught.value)
    assert await count(core) == 0


async def test_nor_does_the_hubs_form(core: Core) -> None:
    await core.agent()
    request = hub.SpawnRequest(
        username="user", argv=["server"], options=hub.SpawnOptions(image=NAME, preset="cpu01-small")
    )
    with pytest.raises(errors.Forbidden, match="does not allow"):
        await spawning.create(core.site, request)
    assert await count(core) == 0
    form = await spawn_form.form(core.site, "user")
    assert all(HOST not in image.name for image in form.images)


async def test_an_empty_list_allows_nothing(core: Core) -> None:
    """Not even what only nodes have."""
    await core.agent()
    await allow(core)
    with pytest.raises(errors.Forbidden, match="only nodes have"):
        await core.create()


async def test_a_restart_asks_again(core: Core) -> None:
    """What was taken from the list does not come back with a new generation."""
    await core.agent()
    made = await core.create("mine")
    await core.until(made.session_id, "RUNNING")
    await allow(core, HOST)
    with pytest.raises(errors.Forbidden, match="does not allow"):
        await sessions.restart(core.site, core.who, "mine")
    assert (await core.row(made.session_id)).status == "RUNNING"


async def test_the_shorter_name_means_what_is_allowed(core: Core) -> None:
    """A foreign registry's image of the same name takes nothing away from one's own."""
    await core.agent()
    local = await core.site.store.read(lambda conn: conn.execute(select(image_table)).first())
    assert local is not None
    found = [ScannedImage("python", local.tag, local.architecture, DIGEST, 7, {})]
    now = datetime.now(UTC)
    await core.site.store.write(lambda conn: images.take_scan(conn, "a.example.org", found, now))
    made = await core.create("mine", image=f"python:{local.tag}")
    assert (await core.row(made.session_id)).image == f"local/python:{local.tag}"


@pytest.mark.feature("KRN-036")
async def test_nodes_that_can_pull_are_asked_only_where_they_may(core: Core) -> None:
    """A node of containers without the image is eligible for it, with the version that the registry has."""
    await allow(core, HOST, "local")
    await core.agent(agent_id="i-process")
    waiting = await core.create("mine", image=NAME, architecture=ARCHITECTURE, enqueueOnly=True)
    assert (await core.row(waiting.session_id)).status == "PENDING"
    agent = await core.agent(agent_id="i-docker", engine="docker")
    row = await core.until(waiting.session_id, "RUNNING")
    spec = agent.specs[row.id]
    assert (spec.auto_pull, spec.image_digest) == ("digest", DIGEST)


async def test_a_node_does_not_change_what_a_registry_has_told(core: Core) -> None:
    """An older version on some node is not what the digest of the image becomes."""
    from kernelyard_hub.store import nodes

    old = NodeImage(
        registry=HOST,
        name="stable/python",
        tag="3",
        architecture=ARCHITECTURE,
        digest="sha256:old",
        size_bytes=1,
    )

    def learn(conn: Connection) -> Any:
        nodes._learn_image(conn, old, datetime.now(UTC))
        return images.named(conn, NAME)[0].digest

    assert await core.site.store.write(learn) == DIGEST
