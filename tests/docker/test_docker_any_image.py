"""Sessions in images of every kind: which Jupyter kernel runs, what works where there is none."""

from __future__ import annotations

import base64
import io
import shutil
import tarfile
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig
from tests.integration.agent_rig import text

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

NO_PYTHON = ("debian", "musl", "centos")


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-docker-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(place: Path, images: rig.Images) -> AsyncIterator[ContainerRig]:
    async with ContainerRig(place / "a") as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sessions(agent: ContainerRig, images: rig.Images) -> dict[str, p.KernelSpec]:
    """One running session per kind of image."""
    return {
        name: await agent.running(image=f"local/{getattr(images, name)}")
        for name in ("python", "bash", *NO_PYTHON)
    }


async def batch(agent: ContainerRig, spec: p.KernelSpec, **commands: str) -> list[p.ExecuteResult]:
    options: dict[str, Any] = commands
    request = p.ExecuteRequest(run_id=uuid4().hex, mode="batch", options=options)
    return await agent.follow(spec, await agent.client.execute(spec.kernel_id, request))


@pytest.mark.feature("KRN-008", "KRN-009")
async def test_python_means_the_images_own(agent: ContainerRig, sessions: dict[str, p.KernelSpec]) -> None:
    said = await agent.said(sessions["python"], "import sys; print(sys.executable, sys.prefix)")
    assert said == "/opt/venv/bin/python /opt/venv\n"
    child = "import subprocess, sys; print(subprocess.getoutput('command -v python3'))"
    assert await agent.said(sessions["python"], child) == "/opt/venv/bin/python3\n"


async def test_a_kernel_has_the_images_environment_and_nothing_of_the_bundle(
    agent: ContainerRig, sessions: dict[str, p.KernelSpec]
) -> None:
    code = (
        "import os, sys; print(sorted(k for k, v in os.environ.items() if '/opt/kernelyard' in v), sys.path)"
    )
    said = await agent.said(sessions["python"], code)
    assert said.startswith("[] ")
    assert "/opt/kernelyard" not in said


@pytest.mark.feature("KRN-001", "EXE-001")
async def test_a_kernel_that_runs_no_python(agent: ContainerRig, sessions: dict[str, p.KernelSpec]) -> None:
    said = await agent.said(sessions["bash"], 'for i in 1 2; do echo "$i ${BASH_VERSION%%.*}"; done; kept=7')
    assert said == "1 5\n2 5\n"
    # Its state is kept from one run to the next, as in any kernel.
    assert await agent.said(sessions["bash"], 'echo "$kept $(whoami) $PWD"') == "7 work /home/work\n"


@pytest.mark.parametrize("name", NO_PYTHON)
async def test_query_mode_without_a_kernel_says_what_works(
    agent: ContainerRig, sessions: dict[str, p.KernelSpec], name: str
) -> None:
    answers = await agent.run(sessions[name], "1 + 1")
    assert text(answers, "stderr") == (
        "This image has no Jupyter kernel, so code cannot be run in query mode; "
        "batch mode, the terminal and files work as ever.\n"
    )
    assert answers[-1].exit_code == 1
    complete = await agent.client.complete(sessions[name].kernel_id, p.CompleteRequest(code="imp", col=3))
    assert complete.suggestions == []


@pytest.mark.feature("KRN-003", "EXE-009")
@pytest.mark.parametrize(
    ("name", "distribution"), [("debian", "debian"), ("musl", "alpine"), ("centos", "centos")]
)
async def test_batch_mode_runs_the_images_programs(
    agent: ContainerRig, sessions: dict[str, p.KernelSpec], name: str, distribution: str
) -> None:
    command = '. /etc/os-release; echo "$ID $(id -un) $(id -u) $HOME $PWD"; command -v python3; exit 3'
    answers = await batch(agent, sessions[name], exec=command)
    assert text(answers) == f"{distribution} work 1000 /home/work /home/work\n"
    assert answers[-1].exit_code == 3
    if name == "musl":
        assert text(await batch(agent, sessions[name], exec="hello-musl")) == "hello from musl\n"


@pytest.mark.parametrize("name", NO_PYTHON)
async def test_files_go_in_and_out(agent: ContainerRig, sessions: dict[str, p.KernelSpec], name: str) -> None:
    content = base64.b64encode(b"brought along\n").decode()
    upload = p.FilesUpload(files=[p.UploadedFile(path="data/in.txt", data=content)])
    await agent.client.upload(sessions[name].kernel_id, upload)
    answers = await batch(
        agent, sessions[name], exec="cat data/in.txt; tr a-z A-Z <data/in.txt >data/out.txt"
    )
    assert text(answers) == "brought along\n"
    packed = await agent.client.download(sessions[name].kernel_id, p.FilePath(path="data/out.txt"))
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(packed.tar))) as tar:
        member = tar.extractfile(tar.getmembers()[0])
        assert member is not None
        assert member.read() == b"BROUGHT ALONG\n"


@pytest.mark.feature("KRN-017")
@pytest.mark.parametrize("name", NO_PYTHON)
async def test_the_terminal_and_the_notebook_start(
    agent: ContainerRig, sessions: dict[str, p.KernelSpec], name: str
) -> None:
    for service, path in (("ttyd", "/"), ("jupyterlab", "/api")):
        port = await agent.client.start_service(sessions[name].kernel_id, service, p.StartService())
        assert port.ready, port
        reader, writer = await agent.client.connect(sessions[name].kernel_id, service)
        prefix = f"/apps/{sessions[name].kernel_id}/{service}" if port.keeps_prefix else ""
        writer.write(f"GET {prefix}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        status = await reader.readline()
        writer.close()
        assert status.split()[1] == b"200", (service, status)
