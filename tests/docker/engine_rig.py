"""A real agent with the docker engine, and Docker itself to look behind it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from kernelyard_agent import bundle
from kernelyard_agent import protocol as p
from tests.docker import rig
from tests.integration.agent_rig import Rig, text

NETWORK = "kernelyard-test"


def docker(*arguments: str, text: str | None = None, check: bool = True) -> str:
    """Docker's own client."""
    done = subprocess.run(
        ["docker", *arguments], input=text, capture_output=True, text=True, check=False, timeout=120
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.strip()


@cache
def node_bundle() -> Path:
    """The bundle of this environment, made once for all tests."""
    return bundle.ensure(rig.cache_directory(), Path(sys.executable))


class ContainerRig(Rig):
    """Ends with all of its containers removed."""

    def __init__(self, directory: Path, **config: str) -> None:
        own = {
            "engine": "docker",
            "DockerSettings.bundle": str(node_bundle()),
            "DockerSettings.network": NETWORK,
        }
        super().__init__(directory, **{**own, **config})

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        left = self.containers(everything=True)
        if left:
            await asyncio.to_thread(docker, "rm", "--force", "--volumes", *left, check=False)

    def containers(self, *, everything: bool = False) -> list[str]:
        """Ids of this agent's containers that run, or of all that there are."""
        owner = self.state_dir / "docker-owner"
        if not owner.exists():
            return []
        label = f"label=kernelyard.owner={owner.read_text()}"
        shown = docker("ps", "--quiet", "--no-trunc", "--filter", label, *(["--all"] if everything else []))
        return shown.split()

    def container(self, kernel_id: UUID) -> dict[str, Any]:
        """Docker's inspection of a kernel's container that runs."""
        ids = docker("ps", "--quiet", "--filter", f"label=kernelyard.kernel-id={kernel_id}").split()
        assert len(ids) == 1, ids
        found: dict[str, Any] = json.loads(docker("inspect", ids[0]))[0]
        return found

    async def said(self, spec: p.KernelSpec, code: str) -> str:
        """What the code prints, errors included."""
        answers = await self.run(spec, code)
        return text(answers) + text(answers, "stderr")

    async def shell(self, spec: p.KernelSpec, command: str) -> str:
        """What a shell command in the session prints."""
        code = f"import subprocess\nprint(subprocess.run({command!r}, shell=True, text=True, \
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout, end='')"
        return await self.said(spec, code)


@contextlib.asynccontextmanager
async def container_rig(directory: Path, **config: str) -> AsyncIterator[ContainerRig]:
    """A rig below a directory that any user may pass through."""
    async with ContainerRig(directory, **config) as one:
        yield one
