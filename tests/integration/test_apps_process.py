"""Apps of a real session in the process engine: each answers; ssh by OpenSSH's own programs; the terminal."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import asyncssh
import pytest
import pytest_asyncio
from agent_rig import DEADLINE, Rig, until
from tests.parts import require

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from kernelyard_agent.runner.apps.terminal import STATIC
from kernelyard_agent.runner.services import free_port
from kernelyard_storage.protocol import FolderRef

pytestmark = pytest.mark.asyncio(loop_scope="module")
OPTIONS = [
    *("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"),
    *("-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-F", "/dev/null"),
]


@dataclass
class Session:
    """A running session, and a way into it."""

    rig: Rig
    spec: p.KernelSpec
    home: Path
    key: Path

    async def start(self, name: str, **request: Any) -> p.ServicePort:
        return await self.rig.client.start_service(self.spec.kernel_id, name, p.StartService(**request))

    async def run(self, *command: str, given: bytes = b"") -> tuple[int, str, str]:
        """A program of this machine: exit code, output, error output."""
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        async with asyncio.timeout(DEADLINE):
            out, err = await process.communicate(given)
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def ssh(self, *words: str, given: bytes = b"", key: Path | None = None, user: str = "work") -> Any:
        port = (await self.start("sshd")).container_port
        identity = ["-i", str(key or self.key), "-p", str(port)]
        return await self.run("ssh", *OPTIONS, *identity, f"{user}@127.0.0.1", *words, given=given)

    async def copy(self, program: str, *words: str, given: bytes = b"") -> Any:
        port = (await self.start("sshd")).container_port
        return await self.run(program, *OPTIONS, "-i", str(self.key), "-P", str(port), *words, given=given)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session() -> AsyncIterator[Session]:
    require("ssh", shutil.which("ssh") is not None, "install openssh-client")
    directory = Path(tempfile.mkdtemp(prefix="ky-apps-"))
    directory.chmod(0o755)  # the sessions' user must pass through
    try:
        async with Rig(directory) as rig:
            spec = await rig.running()
            home = rig.state_dir / "scratch" / str(spec.kernel_id) / "work"
            key = directory / "key"
            shutil.copy(home / "id_container", key)
            key.chmod(0o600)
            yield Session(rig, spec, home, key)
    finally:
        shutil.rmtree(directory)


@pytest.mark.feature("KRN-016", "KRN-017", "AGT-026")
async def test_a_session_that_runs_says_what_it_offers(session: Session) -> None:
    status = await session.rig.state(session.spec, p.KernelState.RUNNING)
    found = {service.name: service for service in status.services}
    assert {"sshd", "ttyd", "jupyterlab", "jupyter"} <= found.keys()
    assert all(service.kind == "app" for service in found.values())
    assert (found["sshd"].protocol, found["ttyd"].protocol) == ("tcp", "http")


@pytest.mark.feature("AGT-025")
async def test_jupyter_answers_below_its_prefix(session: Session) -> None:
    starts = await asyncio.gather(*(session.start("jupyterlab", site_path="/below/") for _ in range(5)))
    service = starts[0]
    assert len({start.container_port for start in starts}) == 1
    prefix = f"/below/apps/{session.spec.kernel_id}/jupyterlab"
    assert service.keeps_prefix and service.ready
    assert service.url_template == "http://{host}:{port}" + prefix + "/"
    async with aiohttp.ClientSession(service.url) as http:
        async with http.get(f"{prefix}/lab", headers={"Host": "hub.example"}) as page:
            assert page.status == 200 and "JupyterLab" in await page.text()
        async with http.get(f"{prefix}/api/kernelspecs") as specs:
            assert "python3" in (await specs.json())["kernelspecs"]
    notebook = await session.start("jupyter")
    prefix = f"/apps/{session.spec.kernel_id}/jupyter"
    async with aiohttp.ClientSession(notebook.url) as http, http.get(f"{prefix}/tree") as page:
        assert page.status == 200 and "Jupyter Notebook" in await page.text()


async def test_lab_s_launcher_has_tiles_that_open(session: Session) -> None:
    service = await session.start("jupyterlab")
    assert service.url_template is not None
    base = service.url_template.removeprefix("http://{host}:{port}")
    async with aiohttp.ClientSession(service.url) as http:
        async with http.get(f"{base}server-proxy/servers-info") as listed:
            tiles = {one["name"]: one for one in (await listed.json())["server_processes"]}
        assert tiles["web-terminal"]["launcher_entry"]["enabled"]
        async with http.get(tiles["web-terminal"]["launcher_entry"]["icon_url"]) as icon:
            assert icon.status == 200
        headers = {"Host": "hub.example", "Origin": "http://hub.example"}
        async with http.ws_connect(f"{base}web-terminal/ws/main", headers=headers) as connection:
            terminal = Terminal(connection)
            await terminal.say("stdin", "echo tile$((1+1))\r")
            await terminal.until("tile2")


async def test_apps_have_none_of_the_session_s_secrets(session: Session) -> None:
    spec = session.rig.spec(services=[p.ServiceStart(name="web", argv=["/bin/sleep", "600"])])
    await session.rig.create(spec, OWN_SECRET="nobody else's")
    await session.rig.state(spec, p.KernelState.RUNNING)
    await session.rig.client.start_service(spec.kernel_id, "ttyd", p.StartService())
    environments = {}
    for process in session.rig.session_processes():
        environ = Path(f"/proc/{process.pid}/environ").read_text()
        if f"BACKENDAI_KERNEL_ID={spec.kernel_id}" in environ:
            command = Path(f"/proc/{process.pid}/cmdline").read_text().split("\0")
            environments["terminal" if command[0].endswith("python") else command[0]] = environ
    holders = {name for name, environ in environments.items() if "OWN_SECRET" in environ}
    assert holders == {"/bin/sleep"} and len(environments) > 1
    await session.rig.destroy(spec)


async def test_unknown_and_stopped(session: Session) -> None:
    client, kernel_id = session.rig.client, session.spec.kernel_id
    with pytest.raises(AgentError) as unknown:
        await session.start("nothing")
    assert unknown.value.status == 404
    with pytest.raises(AgentError) as refused:
        await session.start("ttyd", environ={"LD_PRELOAD": "x"})
    assert refused.value.status == 422
    service = await session.start("ttyd")
    await client.stop_service(kernel_id, "ttyd")
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", service.container_port)
    assert (await session.start("ttyd")).ready


@pytest.mark.feature("KRN-016")
async def test_ssh_runs_commands_as_the_session_s_user(session: Session) -> None:
    code, out, err = await session.ssh("id -u; pwd; cat; echo oops >&2; exit 7", given=b"given\n")
    assert (code, err) == (7, "oops\n")
    uid, directory, rest = out.splitlines()
    assert (int(uid), directory, rest) == (session.home.stat().st_uid, str(session.home), "given")
    code, out, _ = await session.ssh("-tt", "test -t 0 && tty; exit 3")
    assert code == 3 and "/dev/pts/" in out
    code, out, _ = await session.ssh("-tt", given=b"echo in-$((40+2))\nexit 5\n")
    assert code == 5 and "in-42" in out


@pytest.mark.feature("KRN-016")
async def test_who_has_another_key_or_name_stays_outside(session: Session, tmp_path: Path) -> None:
    other = tmp_path / "other"
    await session.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(other))
    code, _, err = await session.ssh("true", key=other)
    assert code == 255 and "Permission denied" in err
    code, _, err = await session.ssh("true", user="root")
    assert code == 255 and "Permission denied" in err
    # Whose key stands in their own ~/.ssh, comes in; a line that is no key keeps nobody out.
    ssh = session.home / ".ssh"
    ssh.mkdir(exist_ok=True)
    public = other.with_suffix(".pub").read_text()
    (ssh / "authorized_keys").write_text(f"not a key\n# a comment\n{public}")
    assert (await session.ssh("echo in", key=other))[:2] == (0, "in\n")
    assert (await session.ssh("echo in"))[:2] == (0, "in\n")


@pytest.mark.feature("KRN-016")
async def test_files_come_and_go_by_scp_and_sftp(session: Session, tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "sub" / "data").write_bytes(data)
    for old in ([], ["-O"]):  # by SFTP, and by scp's own protocol
        name = f"there{len(old)}"
        code, _, err = await session.copy("scp", *old, "-r", str(tmp_path / "tree"), f"work@127.0.0.1:{name}")
        assert code == 0, err
        assert (session.home / name / "sub" / "data").read_bytes() == data
        back = tmp_path / f"back{len(old)}"
        code, _, err = await session.copy("scp", *old, f"work@127.0.0.1:{name}/sub/data", str(back))
        assert code == 0, err
        assert back.read_bytes() == data
        assert (await session.copy("scp", *old, "work@127.0.0.1:nothing", str(back)))[0] == 1
    batch = f"pwd\nput {tmp_path}/back0 one\nmkdir d\nrename one d/two\nls d\nget d/two {tmp_path}/three\n"
    code, out, err = await session.copy("sftp", "-b", "-", "work@127.0.0.1", given=batch.encode())
    assert code == 0, err
    assert f"Remote working directory: {session.home}" in out and "d/two" in out
    assert (tmp_path / "three").read_bytes() == data


@pytest.mark.feature("STO-006", "KRN-016")
async def test_files_of_folders_come_and_go_by_sftp(session: Session, tmp_path: Path) -> None:
    """By OpenSSH's client, in a folder that was mounted while the session ran."""
    ref = FolderRef(volume="volume1", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
    folder = session.rig.volume / ref.relative_path()
    folder.mkdir(parents=True)
    if os.geteuid() == 0:
        os.chown(folder, 1000, 1000)
    mount = p.Mount(name="data", folder=ref, target="data", permission="rw")
    await session.rig.client.add_mount(session.spec.kernel_id, mount)
    (tmp_path / "one").write_bytes(b"one")
    batch = f"cd data\nput {tmp_path}/one\nmkdir d\nrename one d/two\nls -l d\nget d/two {tmp_path}/two\n"
    code, out, err = await session.copy("sftp", "-b", "-", "work@127.0.0.1", given=batch.encode())
    assert code == 0, err
    assert "d/two" in out
    assert (folder / "d" / "two").read_bytes() == (tmp_path / "two").read_bytes() == b"one"
    assert (folder / "d" / "two").stat().st_uid == session.home.stat().st_uid
    code, _, err = await session.copy(
        "sftp", "-b", "-", "work@127.0.0.1", given=b"rm data/d/two\nrmdir data/d\n"
    )
    assert (code, list(folder.iterdir())) == (0, []), err


@pytest.mark.feature("KRN-016")
async def test_ports_are_forwarded_both_ways(session: Session) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello " + await reader.readline())
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    there = server.sockets[0].getsockname()[1]
    port = (await session.start("sshd")).container_port
    async with (
        server,
        asyncssh.connect(
            "127.0.0.1", port, username="work", client_keys=[session.key], known_hosts=None, config=None
        ) as connection,
    ):
        local = await connection.forward_local_port("127.0.0.1", 0, "127.0.0.1", there)
        remote = await connection.forward_remote_port("127.0.0.1", 0, "127.0.0.1", there)
        for through in (local.get_port(), remote.get_port()):
            reader, writer = await asyncio.open_connection("127.0.0.1", through)
            writer.write(b"you\n")
            assert await reader.read() == b"hello you\n"
            writer.close()
            await writer.wait_closed()


async def test_a_client_that_goes_ends_what_it_has_started(session: Session) -> None:
    mark = session.home / "pid"
    port = (await session.start("sshd")).container_port
    process = await asyncio.create_subprocess_exec(
        *("ssh", *OPTIONS, "-i", str(session.key), "-p", str(port), "work@127.0.0.1"),
        f"echo $$ > {mark}; exec sleep 600",
        stdin=subprocess.DEVNULL,
    )
    await until(lambda: mark.exists() and mark.read_text().strip(), "the command runs")
    process.kill()
    await process.wait()
    await until(lambda: not Path(f"/proc/{mark.read_text().strip()}").exists(), "the command ends")


class Terminal:
    """The page's side of a terminal."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self.seen = ""

    async def say(self, *message: object) -> None:
        await self._socket.send_str(json.dumps(message))

    async def until(self, text: str) -> None:
        async with asyncio.timeout(DEADLINE):
            while text not in self.seen:
                kind, *rest = json.loads(await self._socket.receive_str())
                assert kind != "disconnect", self.seen
                self.seen += rest[0] if kind == "stdout" else ""


@asynccontextmanager
async def terminal_program(home: Path, path: str) -> AsyncIterator[str]:
    """The terminal's program alone, with a PATH of our choice, as a user who is not root."""
    port = free_port()
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = home.stat()
        identity = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "kernelyard_agent.runner.apps.terminal", "--port", str(port)),
        env={"PATH": path, "HOME": str(home), "LANG": "C.UTF-8", "TMUX_TMPDIR": str(home)},
        cwd=home,
        **identity,
    )
    try:
        await until(lambda: answers(port), "the terminal answers")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.feature("KRN-017")
@pytest.mark.parametrize("tmux", [False, True, None])
async def test_the_terminal_echoes_resizes_and_outlives_its_connection(
    session: Session, tmux: bool | None
) -> None:
    """With tmux and without; None: with one that does not work, as where no locale fits."""
    require("tmux", not tmux or shutil.which("tmux") is not None, "install tmux")
    few = session.home / f"few{tmux}"
    few.mkdir()
    for name in ("bash", "id", "stty", "tr", *(["tmux"] if tmux else [])):
        (few / name).symlink_to(shutil.which(name) or "/bin/false")
    if tmux is None:
        (few / "tmux").symlink_to("/bin/false")
    async with terminal_program(session.home, str(few)) as url, aiohttp.ClientSession(url) as http:
        async with http.ws_connect("/ws/main") as connection:
            terminal = Terminal(connection)
            await terminal.say("set_size", 31, 97)
            await terminal.say("stdin", "echo u=$(id -u) s=$(stty size | tr ' ' x) m$((1+1))\r")
            await terminal.until("m2")
            # tmux keeps a line for itself.
            assert f"u={session.home.stat().st_uid} s={30 if tmux else 31}x97 " in terminal.seen
            await terminal.say("stdin", "KEPT=still-here\r")
            await terminal.say("stdin", "echo kept$((2+2))\r")
            await terminal.until("kept4")
        async with http.ws_connect("/ws/main") as connection:
            terminal = Terminal(connection)
            await terminal.say("set_size", 31, 97)
            await terminal.say("stdin", "echo again=$KEPT\r")
            await terminal.until("again=still-here")
            await terminal.say("stdin", "exit\r")
            async with asyncio.timeout(DEADLINE):
                while json.loads(await connection.receive_str())[0] != "disconnect":
                    pass


@pytest.mark.feature("KRN-017")
async def test_the_terminal_s_page_and_who_may_use_it(session: Session) -> None:
    require("front end", (STATIC / "index.html").exists(), "npm run build:terminal in labextension")
    service = await session.start("ttyd")
    async with aiohttp.ClientSession(service.url) as http:
        async with http.get("/") as page:
            text = await page.text()
            assert page.status == 200 and 'src="./assets/' in text
            assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        script = text.partition('src="./')[2].partition('"')[0]
        async with http.get(f"/{script}") as body:
            assert body.status == 200
        port = service.container_port
        for host, origin, prefix, allowed in (
            (f"127.0.0.1:{port}", f"http://127.0.0.1:{port}", None, True),
            (f"127.0.0.1:{port}", "http://evil.example", None, False),
            ("evil.example", "http://evil.example", None, False),
            ("hub.example", "https://hub.example", "/apps/k/ttyd", True),
        ):
            headers = {"Host": host, "Origin": origin}
            if prefix:
                headers["X-Forwarded-Prefix"] = prefix
            try:
                async with http.ws_connect("/ws/main", headers=headers):
                    came_in = True
            except aiohttp.WSServerHandshakeError as error:
                assert error.status == 403
                came_in = False
            assert came_in is allowed, host


@pytest.mark.feature("KRN-029")
async def test_preopen_ports(session: Session) -> None:
    port = free_port()
    spec = await session.rig.running(preopen_ports=[port])
    with pytest.raises(AgentError) as silent:
        await session.rig.client.start_service(spec.kernel_id, str(port), p.StartService())
    assert silent.value.status == 502
    code = f"import socket; s = socket.create_server(('127.0.0.1', {port})); print('up')"
    await session.rig.run(spec, code)
    service = await session.rig.client.start_service(spec.kernel_id, str(port), p.StartService())
    assert (service.kind, service.container_port, service.ready) == ("preopen", port, True)
    await session.rig.destroy(spec)
