"""Apps in containers: ssh and the terminal in images without Python, an image's own apps, its own Jupyter."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, docker, ssh, tunnel

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

NO_PYTHON = ("debian", "musl", "centos")
HELLO = {
    "prestart": [
        {"action": "log", "args": {"body": "hello will be at {ports[0]}"}},
        {"action": "mkdir", "args": {"path": "/home/work/www/deep"}},
        {"action": "run_command", "args": {"command": ["/usr/bin/id", "-un"]}, "ref": "me"},
        {
            "action": "write_file",
            "args": {"filename": "/home/work/www/index.html", "body": ["{me[out]}"], "mode": "644"},
        },
        {"action": "write_tempfile", "args": {"body": ["{runtime_path}"]}, "ref": "kept"},
        {
            "action": "write_file",
            "args": {"filename": "/home/work/www/kept", "body": ["{kept}"], "append": True},
        },
    ],
    "command": [
        *("{runtime_path}", "-m", "http.server", "{ports[0]}"),
        *("--bind", "127.0.0.1", "--directory", "/home/work/www"),
    ],
    "url_template": "{protocol}://{host}:{port}/index.html",
    "allowed_envs": ["COLOUR"],
}
LABEL = "hello:http:9100,broken:http:9101,jupyterlab:http:8888"


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-apps-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def own_apps(place: Path, images: rig.Images) -> Iterator[str]:
    """An image with service definitions."""
    reference = f"kernelyard-test/ky-apps-{os.getpid()}:1"
    context = place / "image"
    context.mkdir()
    (context / "hello.json").write_text(json.dumps(HELLO))
    (context / "broken.json").write_text('{"command": ["{runtime_path.__class__}"]}')
    (context / "Dockerfile").write_text(
        f"FROM {images.python}\n"
        f"LABEL ai.backend.service-ports={LABEL}\n"
        "COPY hello.json broken.json /etc/backend.ai/service-defs/\n"
    )
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
    command = ["docker", "build", "--quiet", "--force-rm", "--tag", reference, str(context)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    yield reference
    docker("image", "rm", "--force", reference, check=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(place: Path, own_apps: str) -> AsyncIterator[ContainerRig]:
    async with ContainerRig(place / "a") as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(agent: ContainerRig, own_apps: str) -> p.KernelSpec:
    """A session of the image with its own apps."""
    return await agent.running(image=f"local/{own_apps}", preopen_ports=[9300])


@pytest.mark.feature("KRN-016", "KRN-017")
@pytest.mark.parametrize("name", NO_PYTHON)
async def test_ssh_and_terminal_in_images_without_python(
    agent: ContainerRig, images: rig.Images, name: str
) -> None:
    spec = await agent.running(image=f"local/{getattr(images, name)}")
    async with ssh(agent, spec) as connection:
        done = await connection.run("id -un; id -u; pwd; . /etc/os-release; echo $ID; exit 4")
        assert done.exit_status == 4
        user, uid, directory, _ = done.stdout.split()
        assert (user, uid, directory) == ("work", "1000", "/home/work")
        async with connection.start_sftp_client() as files:
            async with files.open("from-here", "wb") as file:
                await file.write(b"data")
            assert await files.realpath(".") == "/home/work"
        assert (await connection.run("cat from-here")).stdout == "data"
        interactive = await connection.run(term_type="xterm", input="tty; exit 3\n")
        assert interactive.exit_status == 3 and "/dev/pts/" in interactive.stdout
    async with tunnel(agent, spec, "ttyd") as port, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{port}"
        async with http.get(f"{url}/") as page:
            assert page.status == 200
        async with http.ws_connect(f"{url}/ws/main") as terminal:
            await terminal.send_str(json.dumps(["stdin", "echo $(id -un)-$((40+2))\r"]))
            seen = ""
            async with asyncio.timeout(30):
                while "work-42" not in seen:
                    message = await terminal.receive()
                    assert message.type is aiohttp.WSMsgType.TEXT, seen
                    seen += message.data
    await agent.destroy(spec)


@pytest.mark.feature("KRN-011", "KRN-018", "KRN-019", "KRN-020", "KRN-021", "KRN-022", "KRN-023")
@pytest.mark.feature("KRN-024", "KRN-025", "KRN-026", "AGT-025")
async def test_an_image_s_own_app(agent: ContainerRig, session: p.KernelSpec) -> None:
    status = await agent.state(session, p.KernelState.RUNNING)
    found = {service.name: service for service in status.services}
    assert (found["hello"].container_port, found["hello"].ready) == (9100, False)
    assert found["hello"].url_template == "{protocol}://{host}:{port}/index.html"
    assert found["hello"].allowed_envs == {"COLOUR": None}
    async with tunnel(agent, session, "hello") as port, aiohttp.ClientSession() as http:
        async with http.get(f"http://127.0.0.1:{port}/") as page:
            assert (await page.text()).strip() == "work"
        async with http.get(f"http://127.0.0.1:{port}/kept") as page:
            kept = (await page.text()).strip()
    assert await agent.shell(session, f"cat {kept}") != ""
    logs = await agent.client.logs(session.kernel_id)
    assert "hello: info: hello will be at 9100" in logs.text
    # Nothing of it is to be seen from outside the container.
    assert not agent.container(session.kernel_id)["NetworkSettings"]["Ports"]


@pytest.mark.feature("KRN-019")
async def test_a_template_reaches_nothing_else(agent: ContainerRig, session: p.KernelSpec) -> None:
    with pytest.raises(AgentError, match="no variable") as refused:
        await agent.client.start_service(session.kernel_id, "broken", p.StartService())
    assert refused.value.status == 502


async def test_the_image_s_own_jupyter_at_its_declared_port(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    prefix = f"/apps/{session.kernel_id}/jupyterlab"
    async with tunnel(agent, session, "jupyterlab") as port, aiohttp.ClientSession() as http:
        async with http.get(f"http://127.0.0.1:{port}{prefix}/lab") as page:
            assert page.status == 200
        async with http.get(f"http://127.0.0.1:{port}{prefix}/api/kernelspecs") as specs:
            assert "python3" in (await specs.json())["kernelspecs"]
    listening = await agent.shell(session, "tr '\\0' ' ' < /proc/$(pgrep -fo 'jupyter-lab')/cmdline")
    assert "/opt/venv/bin/jupyter-lab" in listening and "--ServerApp.port=8888" in listening


@pytest.mark.feature("KRN-029")
async def test_a_preopen_port(agent: ContainerRig, session: p.KernelSpec) -> None:
    await agent.run(session, "import http.server, threading\nimport socketserver")
    await agent.run(
        session,
        "server = http.server.HTTPServer(('127.0.0.1', 9300), http.server.SimpleHTTPRequestHandler)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()",
    )
    async with tunnel(agent, session, "9300") as port, aiohttp.ClientSession() as http:
        page = await http.get(f"http://127.0.0.1:{port}/")
        assert page.status == 200
        page.release()
