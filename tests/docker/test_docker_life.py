"""What a session in a container brings along and leaves behind."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tarfile
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, docker

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def place() -> Any:
    directory = Path(tempfile.mkdtemp(prefix="ky-docker-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(place: Path, images: rig.Images) -> AsyncIterator[ContainerRig]:
    async with ContainerRig(place / "a") as one:
        yield one


@pytest.mark.feature("SES-029", "SDK-055", "REST-054")
async def test_a_commit_is_an_archive_that_docker_loads(agent: ContainerRig, images: rig.Images) -> None:
    """The container's own files are in it, its folders and secrets are not, and no image is left."""
    spec = agent.spec(image=f"local/{images.python}", bootstrap_script='printf %s "$MINE" | wc -c > counted')
    secrets = p.Credentials(bootstrap_environ={"MINE": "sesame"})
    await agent.client.create_kernel(p.CreateKernel(epoch=1, spec=spec, credentials=secrets))
    await agent.state(spec, p.KernelState.RUNNING)
    assert await agent.said(spec, "print(open('counted').read(), end='')") == "6\n"
    await agent.shell(spec, "echo kept > /tmp/kept && echo gone > /home/work/gone")
    before = set(docker("images", "--all", "--quiet", "--no-trunc").split())
    begun = await agent.client.commit(spec.kernel_id)
    assert begun.status == "ongoing"
    deadline = time.monotonic() + 120
    while (told := await agent.client.commit_status(spec.kernel_id)).status == "ongoing":
        assert time.monotonic() < deadline, "the archive is not whole"
    assert told.problem is None and told.path is not None
    archive = Path(told.path)
    assert archive.stat().st_mode & 0o777 == 0o600
    assert set(docker("images", "--all", "--quiet", "--no-trunc").split()) == before
    found, configuration = contents(archive)
    assert "tmp/kept" in found
    assert not any("gone" in name or "agent.sock" in name or "plan.json" in name for name in found)
    assert "sesame" not in configuration
    loaded = docker("load", "--input", str(archive)).rpartition(" ")[2].strip()
    try:
        assert docker("run", "--rm", "--entrypoint", "cat", loaded, "/tmp/kept") == "kept"
    finally:
        docker("rmi", "--force", loaded)
    with pytest.raises(AgentError):
        await agent.client.commit(UUID(int=7))


def contents(archive: Path) -> tuple[set[str], str]:
    """Names of the files of all layers, and the image's configuration."""
    names: set[str] = set()
    configuration = ""
    with gzip.open(archive) as packed, tarfile.open(fileobj=io.BytesIO(packed.read())) as image:
        (manifest,) = json.load(image.extractfile("manifest.json") or io.BytesIO())
        config = image.extractfile(manifest["Config"])
        assert config is not None
        configuration = config.read().decode()
        last = image.extractfile(manifest["Layers"][-1])
        assert last is not None
        with tarfile.open(fileobj=last) as layer:
            names |= {name.lstrip("./") for name in layer.getnames()}
    return names, configuration
