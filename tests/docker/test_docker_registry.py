"""Images that a node does not have: pulled when a session needs them, from a real registry (KRN-036)."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from kernelyard_hub.registry_client import RegistryClient
from kernelyard_hub.store.registries import Registry as Known
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, docker
from tests.integration.agent_rig import until
from tests.registry_rig import LABELS, PASSWORD, USER, Registry, registry

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]
S = p.KernelState
LOGIN = p.Credentials(registry_username=USER, registry_password=PASSWORD)


@pytest.fixture(scope="module")
def place() -> Any:
    directory = Path(tempfile.mkdtemp(prefix="ky-docker-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def shop(place: Path, images: rig.Images) -> Iterator[Registry]:
    """A registry that wants a login, with two versions of an image that was pushed by Docker itself."""
    with registry(place / "registry", login=True) as one:
        docker("login", "--username", USER, "--password-stdin", one.host, text=PASSWORD)
        try:
            for version in ("old", "new"):
                _push(one, images.debian, version)
            yield one
        finally:
            docker("logout", one.host, check=False)
            for reference in docker("images", "--format", "{{.Repository}}:{{.Tag}}").split():
                if reference.startswith(one.host + "/"):
                    docker("rmi", "--force", reference, check=False)


def _push(one: Registry, base: str, version: str) -> None:
    """Build ``stable/tiny:<version>`` (and ``:moving``) with labels, push it, and remove it here."""
    lines = [f"FROM {base}", *(f"LABEL {key}={json.dumps(value)}" for key, value in LABELS.items())]
    lines.append(f"LABEL version={version}")
    name = f"{one.host}/stable/tiny"
    tags = [f"{name}:{version}", f"{name}:moving"]
    docker("build", "--quiet", *(part for tag in tags for part in ("--tag", tag)), "-", text="\n".join(lines))
    for tag in tags:
        docker("push", "--quiet", tag)
    docker("rmi", "--force", *tags)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(place: Path, shop: Registry) -> AsyncIterator[ContainerRig]:
    async with ContainerRig(place / "a") as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def digests(shop: Registry) -> dict[str, str]:
    """By tag, as a rescan reads them."""
    async with RegistryClient(Known(shop.host, shop.url, username=USER, password=PASSWORD)) as client:
        assert [name async for name in client.repositories()] == ["stable/tiny"]
        tags = await client.tags("stable/tiny")
        found = [image for tag in tags for image in await client.images("stable/tiny", tag)]
    assert {image.labels["version"] for image in found} == {"old", "new"}
    assert all(image.size_bytes > 10**6 for image in found)
    return {image.tag: image.digest for image in found}


def told(agent: ContainerRig, host: str) -> dict[str, p.NodeImage]:
    """The registry's images in the agent's newest heartbeat, by tag."""
    return {image.tag: image for image in agent.hub.heartbeats[-1].images if image.registry == host}


async def ended(agent: ContainerRig, spec: p.KernelSpec) -> None:
    await agent.client.destroy_kernel(spec.kernel_id, p.DestroyKernel(epoch=1, generation=1, grace=0.0))
    await agent.state(spec, S.EXITED)


@pytest.mark.feature("KRN-036", "AGT-029", "KRN-034")
async def test_two_sessions_pull_an_image_once(
    agent: ContainerRig, shop: Registry, digests: dict[str, str]
) -> None:
    """The states are told, credentials are nowhere, and the image is there by its name afterwards."""
    name = f"{shop.host}/stable/tiny:old"
    specs = [
        agent.spec(image=name, auto_pull="digest", image_digest=digests["old"], services=[]) for _ in range(2)
    ]
    first = await asyncio.gather(
        *(agent.client.create_kernel(p.CreateKernel(epoch=1, spec=spec, credentials=LOGIN)) for spec in specs)
    )
    assert [status.state for status in first] == [S.PULLING] * 2
    for spec in specs:
        await agent.state(spec, S.RUNNING)
    text = agent.log()
    assert text.count(f"pulling {shop.host}/stable/tiny@{digests['old']}") == 1, text
    assert "pulling -> preparing" in text
    await until(lambda: "old" in told(agent, shop.host), "the image in a heartbeat")
    image = told(agent, shop.host)["old"]
    assert (image.name, image.digest) == ("stable/tiny", digests["old"])
    assert PASSWORD not in text
    kept = [path for path in agent.state_dir.rglob("*") if path.is_file() and path.stat().st_size < 10**6]
    assert not [path for path in kept if PASSWORD.encode() in path.read_bytes()]
    shown = json.dumps(agent.container(specs[0].kernel_id))
    assert PASSWORD not in shown
    for spec in specs:
        await ended(agent, spec)


@pytest.mark.feature("KRN-036")
async def test_digest_fetches_another_version_and_tag_does_not(
    agent: ContainerRig, shop: Registry, digests: dict[str, str]
) -> None:
    name = f"{shop.host}/stable/tiny:moving"
    docker("pull", "--quiet", f"{shop.host}/stable/tiny:old")
    docker("tag", f"{shop.host}/stable/tiny:old", name)
    await until(lambda: "moving" in told(agent, shop.host), "the image in a heartbeat")
    for rule, version in (("tag", "old"), ("digest", "new")):
        spec = agent.spec(image=name, auto_pull=rule, image_digest=digests["moving"], services=[])
        await agent.client.create_kernel(p.CreateKernel(epoch=1, spec=spec, credentials=LOGIN))
        await agent.state(spec, S.RUNNING)
        assert agent.container(spec.kernel_id)["Config"]["Labels"]["version"] == version
        await ended(agent, spec)


@pytest.mark.feature("KRN-036")
async def test_what_cannot_be_pulled_says_why(agent: ContainerRig, shop: Registry) -> None:
    """One sentence, no credentials; without a rule to pull, it is refused at once."""
    name = f"{shop.host}/stable/absent:1"
    spec = agent.spec(image=name, auto_pull="tag", services=[])
    await agent.client.create_kernel(p.CreateKernel(epoch=1, spec=spec, credentials=LOGIN))
    status = await agent.state(spec, S.ERROR)
    assert name in status.reason and "could not be pulled" in status.reason
    assert "\n" not in status.reason and PASSWORD not in status.reason
    with pytest.raises(AgentError, match="there is no image"):
        spec = agent.spec(image=name, services=[])
        await agent.client.create_kernel(p.CreateKernel(epoch=1, spec=spec, credentials=LOGIN))


@pytest.mark.feature("KRN-037", "AGT-029")
async def test_an_image_is_loaded_and_unloaded(agent: ContainerRig, shop: Registry) -> None:
    """Without any session; what one uses stays."""
    name = f"{shop.host}/stable/tiny:new"
    request = p.PullImage(image=name, registry_username=USER, registry_password=PASSWORD)

    async def state() -> str:
        return (await agent.client.pull_image(request)).state

    while (said := await state()) == "pulling":
        await asyncio.sleep(0.1)
    assert said == "present"
    await until(lambda: "new" in told(agent, shop.host), "the image in a heartbeat")
    await agent.client.remove_image(p.RemoveImage(image=name))
    await until(lambda: "new" not in told(agent, shop.host), "the image out of the heartbeats")
    absent = request.model_copy(update={"image": f"{shop.host}/stable/absent:2"})
    while (status := await agent.client.pull_image(absent)).state == "pulling":
        await asyncio.sleep(0.1)
    assert status.state == "failed" and "could not be pulled" in status.message
