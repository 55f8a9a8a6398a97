"""Execution in containers: what sessions of plain processes are tested for, by the images' own programs."""

from __future__ import annotations

import asyncio
import base64
import shutil
import tempfile
from collections.abc import AsyncIterator
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

MIB = 2**20


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(images: rig.Images) -> AsyncIterator[ContainerRig]:
    directory = Path(tempfile.mkdtemp(prefix="ky-docker-", dir="/var/tmp"))
    directory.chmod(0o711)
    try:
        async with ContainerRig(directory / "a") as one:
            yield one
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(agent: ContainerRig, images: rig.Images) -> p.KernelSpec:
    """One with a Python of its own, that tests share."""
    return await agent.running(image=f"local/{images.python}", dotfiles=[p.Dotfile(path=".mine", data="x")])


async def batch(agent: ContainerRig, spec: p.KernelSpec, **options: Any) -> list[p.ExecuteResult]:
    request = p.ExecuteRequest(run_id=uuid4().hex, mode="batch", options=options)
    return await agent.follow(spec, await agent.client.execute(spec.kernel_id, request))


@pytest.mark.feature("REST-006", "REST-008", "EXE-002")
async def test_queries_prompts_and_interrupts(agent: ContainerRig, session: p.KernelSpec) -> None:
    asked = await agent.run(session, "word = __import__('getpass').getpass()", stop_at=("waiting-input",))
    assert asked[-1].options == {"is_password": True}
    await agent.follow(session, await agent.execute(session, asked[0].run_id, "input", "hush"))
    assert text(await agent.run(session, "word[::-1]")) == "'hsuh'\n"
    begun = await agent.execute(session, "loop", "query", "while True: pass")
    assert begun.status == "continued"
    await agent.client.interrupt(session.kernel_id)
    ended = await agent.follow(session, await agent.execute(session, "loop", "continue"))
    assert "KeyboardInterrupt" in text(ended, "stderr")


@pytest.mark.feature("REST-009", "OBJ-013")
async def test_batch_in_the_images_environment(agent: ContainerRig, session: p.KernelSpec) -> None:
    answers = await batch(
        agent,
        session,
        clean="*",
        build='echo "$TERM $LANG $SHELL $USER $HOME $PWD"; cat .mine',
        exec="id -un",
    )
    assert text(answers) == "xterm C.UTF-8 /bin/bash work /home/work /home/work\nxwork\n"
    program = b"import sys\nprint(sys.executable, sys.prefix)\nsys.exit(4)\n"
    encoded = base64.b64encode(program).decode()
    upload = p.FilesUpload(files=[p.UploadedFile(path="/home/work/main.py", data=encoded)])
    await agent.client.upload(session.kernel_id, upload)
    default = await batch(agent, session, build="*", exec="*")
    assert default[-1].exit_code == 4
    assert "/opt/kernelyard" not in text(default)


@pytest.mark.feature("OBJ-014", "OBJ-016")
async def test_files_that_a_run_has_made(agent: ContainerRig, session: p.KernelSpec) -> None:
    code = "open('/home/work/.output/plot.svg', 'w').write('<svg/>')"
    assert (await agent.run(session, code))[-1].files == [{"name": "plot.svg"}]
    assert (await agent.client.download(session.kernel_id, p.FilePath(path=".output/plot.svg"))).tar


@pytest.mark.feature("EXE-002")
async def test_a_kernel_without_memory_says_so(agent: ContainerRig, images: rig.Images) -> None:
    shares = [
        p.DeviceShare(device_id="cpu0", slot="cpu", amount=10_000),
        p.DeviceShare(device_id="mem", slot="mem", amount=256 * MIB),
    ]
    spec = await agent.running(image=f"local/{images.python}", devices=shares)
    died = await agent.run(spec, "held = bytearray(10**9)\nheld[::4096] = b'x' * len(held[::4096])")
    assert died[-1].exit_code == 137
    assert "has used up its memory" in text(died, "stderr")
    assert text(await agent.run(spec, "6 * 7")) == "42\n"
    await agent.destroy(spec)


@pytest.mark.feature("SES-015", "SES-016", "SES-035")
async def test_batch_sessions_of_any_image(agent: ContainerRig, images: rig.Images) -> None:
    specs = []
    for image in (images.debian, images.musl, images.centos):
        specs.append(
            agent.spec(
                image=f"local/{image}",
                session_type="batch",
                bootstrap_script="echo $((40 + 2)) > made; id -un",
                startup_command="cat made; echo by $USER; exit 3",
            )
        )
        await agent.create(specs[-1])
    for spec in specs:
        status = await agent.state(spec, p.KernelState.EXITED)
        assert (status.exit_code, status.reason) == (3, "task-failed (exit code 3)")
        log = (await agent.client.logs(spec.kernel_id)).text
        assert "work\n" in log and "42\nby work\n" in log


async def test_a_run_and_a_batch_session_outlive_their_agent(
    agent: ContainerRig, session: p.KernelSpec, images: rig.Images
) -> None:
    task = await agent.running(
        image=f"local/{images.debian}",
        session_type="batch",
        startup_command="while [ ! -e go ]; do sleep 0.1; done; exit 5",
    )
    first = await agent.execute(session, "long", "query", "import time\ntime.sleep(3)\nprint('after')")
    await agent.kill()
    await agent.start()
    await agent.state(session, p.KernelState.RUNNING)
    answers = await agent.follow(session, await agent.execute(session, "long", "continue"))
    assert text([first, *answers]) == "after\n"
    upload = p.FilesUpload(files=[p.UploadedFile(path="go", data="")])
    await agent.client.upload(task.kernel_id, upload)
    async with asyncio.timeout(60):
        assert (await agent.state(task, p.KernelState.EXITED)).exit_code == 5
