"""What sessions in containers cannot find out or do about each other and their node (S10 to S15)."""

from __future__ import annotations

import json
import os
import re
import socket
import tarfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import aiohttp
import psutil
import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentClient, AgentError
from tests.docker import isolation_rig, rig
from tests.docker.engine_rig import ContainerRig, docker, folder, node_bundle
from tests.docker.isolation_rig import SECRETS, pid_of
from tests.integration.agent_rig import text, until

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

SCAN = """
import os, stat
marks = [mark[::-1].encode() for mark in {marks!r}]
found = set()
def look(path):
    try:
        status = os.stat(path, follow_symlinks=False)
        if stat.S_ISSOCK(status.st_mode):
            found.add(("socket", path))
        if stat.S_ISREG(status.st_mode) and status.st_size < 4 * 2**20:
            content = open(path, "rb").read()
            found.update((mark.decode(), path) for mark in marks if mark in content)
    except OSError:
        pass
for top, directories, files in os.walk("/"):
    directories[:] = [d for d in directories if os.path.join(top, d) not in
                      ("/proc", "/sys", "/usr", "/opt/venv", "/opt/kernelyard")]
    for name in (*files, *directories):
        look(os.path.join(top, name))
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("environ", "cmdline", "mountinfo", "net/unix"):
        look(os.path.join("/proc", pid, name))
import json
print(json.dumps(sorted(found)))
"""
KNOCK = """
import json, socket, struct
wire = socket.socket(socket.AF_UNIX)
wire.settimeout(20)
wire.connect("/run/kernelyard/agent.sock")
said = json.dumps(dict(event={event!r}, token="guessed", stream=1, target="service", pid=1)).encode()
wire.sendall(struct.pack(">I", len(said)) + said)
print(wire.recv(100))
"""
REACH = """
import socket
for host, port in {addresses!r}:
    try:
        socket.create_connection((host, port), 1).close()
        print("reached", host, port)
    except OSError:
        pass
print("tried")
"""


@pytest.fixture(scope="module")
def image(images: rig.Images) -> Iterator[str]:
    with isolation_rig.built(images) as reference:
        yield reference


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(image: str) -> AsyncIterator[ContainerRig]:
    async with isolation_rig.started() as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(agent: ContainerRig, image: str) -> p.KernelSpec:
    return await isolation_rig.curious(agent, image)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other(agent: ContainerRig, image: str) -> p.KernelSpec:
    return await isolation_rig.privileged(agent, image)


def address_of(agent: ContainerRig, spec: p.KernelSpec) -> str:
    networks = agent.container(spec.kernel_id)["NetworkSettings"]["Networks"]
    return str(next(iter(networks.values()))["IPAddress"])


def listening(pid: int) -> set[tuple[str, int]]:
    """Addresses and ports of TCP in the process's network namespace."""
    found = set()
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A":
                host, _, port = local.partition(":")
                found.add((host, int(port, 16)))
    return found


def node_addresses() -> list[str]:
    """Of every interface of this machine, IPv4 and IPv6."""
    return [
        address.address
        for found in psutil.net_if_addrs().values()
        for address in found
        if address.family in (socket.AF_INET, socket.AF_INET6)
    ]


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=3):
            return True
    except OSError:
        return False


async def test_s10_ports_of_a_session_are_reached_through_its_agent_alone(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    """With ssh and the terminal running, from every address of the node, and from the container's own."""
    for app in ("sshd", "ttyd"):
        await agent.client.start_service(session.kernel_id, app, p.StartService())
    found = listening(pid_of(agent, session))
    assert len(found) >= 4, found  # the two apps, 9300, and the name server of the Docker engine
    assert {host for host, _ in found} <= {"0100007F", "0B00007F", "0" * 24 + "01000000"}, found
    ports = {port for _, port in found}
    here = {port for _, port in listening(os.getpid())}
    hosts = [address_of(agent, session), *node_addresses()]
    reached = [(host, port) for host in hosts for port in ports - here if answers(host, port)]
    assert reached == []


async def test_s10_the_agent_listens_on_loopback_alone_and_lets_nobody_in_without_a_secret(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    assert agent.process is not None
    sockets = psutil.Process(agent.process.pid).net_connections("inet")
    bound = {(s.laddr.ip, s.laddr.port) for s in sockets if s.status == psutil.CONN_LISTEN}
    relay = agent.hub.heartbeats[-1].relay_url
    assert bound == {("127.0.0.1", agent.port), ("127.0.0.1", int(relay.rpartition(":")[2]))}
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{relay}/apps/{session.kernel_id}/9300/") as page:
            assert page.status == 403
        for app in ("sshd", "ttyd", "9300"):
            async with http.get(f"{relay}/apps/{session.kernel_id}/{app}/") as page:
                assert page.status != 200
    stranger = AgentClient(f"http://127.0.0.1:{agent.port}", uuid4().hex)
    try:
        with pytest.raises(AgentError) as refused:
            await stranger.connect(session.kernel_id, "9300")
        assert refused.value.status in (401, 403)
        with pytest.raises(AgentError):
            await stranger.ticket(session.kernel_id, "9300")
    finally:
        await stranger.close()


async def test_s10_a_session_reaches_neither_others_nor_the_nodes_own_services(
    agent: ContainerRig, session: p.KernelSpec, other: p.KernelSpec
) -> None:
    """Neither at the addresses that the node has in all its networks, nor on the session's own loopback."""
    relay = int(agent.hub.heartbeats[-1].relay_url.rpartition(":")[2])
    others = {port for _, port in listening(pid_of(agent, other))} - {9300}
    addresses = [
        (host, port) for host in node_addresses() for port in (agent.port, relay, agent.hub.port, 2375)
    ]
    addresses += [(address_of(agent, other), port) for port in (*others, 9300)]
    assert (await agent.said(session, REACH.format(addresses=addresses))) == "tried\n"


async def test_s10_the_agents_socket_does_nothing_without_the_sessions_token(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    """Only the runner has it: no way out through the agent, and nobody else can be the runner."""
    assert not {2010, 2011} & {port for _, port in listening(pid_of(agent, session))}
    for event in ("hello", "stream", "outbound", "bye"):
        assert await agent.said(session, KNOCK.format(event=event)) == "b''\n"
    assert (await agent.said(session, "print(6 * 7)")).endswith("42\n")


async def test_s11_cookies_and_tickets_of_one_session_open_no_other(
    agent: ContainerRig, session: p.KernelSpec, other: p.KernelSpec
) -> None:
    relay = agent.hub.heartbeats[-1].relay_url

    def address(spec: p.KernelSpec) -> str:
        return f"{relay}/apps/{spec.kernel_id}/9300/"

    async with aiohttp.ClientSession() as http:
        ticket = (await agent.client.ticket(session.kernel_id, "9300")).ticket
        async with http.get(address(other), params={"ticket": ticket}, allow_redirects=False) as page:
            assert page.status == 403
        async with http.get(address(session), params={"ticket": ticket}, allow_redirects=False) as page:
            assert page.status == 303
            cookie = page.headers["Set-Cookie"].partition(";")[0]
        for spec, status in ((session, 200), (other, 403)):
            async with http.get(address(spec), headers={"Cookie": cookie}) as page:
                assert page.status == status
        upgrade = {"Cookie": cookie, "Connection": "Upgrade", "Upgrade": "websocket"}
        async with http.get(address(other), headers=upgrade) as page:
            assert page.status == 403


async def test_s12_nothing_in_a_session_holds_anybodys_secret(
    agent: ContainerRig, session: p.KernelSpec, other: p.KernelSpec
) -> None:
    marks = [
        *(
            SECRETS.own,
            agent.secret,
            SECRETS.registry,
            SECRETS.hub,
            SECRETS.script,
            SECRETS.variable,
            SECRETS.email,
        ),
        *(str(other.kernel_id), (agent.state_dir / "docker-owner").read_text()),
    ]
    # Written backwards, so that the kernel's own history holds none of them.
    said = await agent.said(session, SCAN.format(marks=[mark[::-1] for mark in marks]))
    found = json.loads(said.splitlines()[-1])
    assert [one for one in found if one[0] not in ("socket", SECRETS.own)] == []
    assert any(mark == SECRETS.own and path.endswith("/environ") for mark, path in found)  # it does look
    sockets = {path for kind, path in found if kind == "socket"}
    assert "/run/kernelyard/agent.sock" in sockets
    assert not any("docker" in path or "containerd" in path for path in sockets)
    listed = await agent.shell(session, "ls /home /run/kernelyard; ls -a /var/run/docker.sock /root")
    assert "plan.json" not in listed and "Permission denied" in listed and "No such file" in listed
    assert listed.startswith("/home:\nwork\n")


async def test_s12_docker_tells_nothing(
    agent: ContainerRig, session: p.KernelSpec, other: p.KernelSpec
) -> None:
    for spec in (session, other):
        shown = json.dumps(agent.container(spec.kernel_id))
        for mark in (
            *(agent.secret, SECRETS.registry, SECRETS.hub, SECRETS.script, SECRETS.variable, SECRETS.own),
            *(SECRETS.email, "evil.sh", SECRETS.name),
        ):
            assert mark not in shown, mark


@pytest.mark.parametrize(
    "spelling",
    [
        "{name}@{digest}",
        "{digest}",
        "{bare}",
        "docker.io/{name}",
        "index.docker.io/library/{name}",
        "localhost:5000/{name}",
        "LOCAL/{name}",
        "local/{upper}",
        "local//{name}",
        "local/./{name}",
        "local/{name}\n",
        "local/../local/{name}",
    ],
)
async def test_s13_an_image_has_one_name_and_no_other(
    agent: ContainerRig, images: rig.Images, spelling: str
) -> None:
    """The list is closed by default, and no way of writing an image that is not on it gets past."""
    reference = images.debian
    digest = docker("inspect", "--format", "{{.Id}}", reference)
    written = spelling.format(
        name=reference, digest=digest, bare=reference.partition(":")[0], upper=reference.upper()
    )
    with pytest.raises(AgentError, match="image"):
        await agent.create(agent.spec(image=written))


async def test_s13_an_image_that_does_not_say_it_is_for_sessions_is_none(
    agent: ContainerRig, images: rig.Images
) -> None:
    plain = f"kernelyard-test/plain-{os.getpid()}:1"
    recipe = f'FROM {images.debian}\nLABEL ai.backend.kernelspec="2"\n'
    docker("build", "--quiet", "--tag", plain, "-", text=recipe)
    try:
        before = len(agent.hub.heartbeats)
        await until(lambda: len(agent.hub.heartbeats) > before + 1, "two heartbeats")
        names = {f"{i.name}:{i.tag}" for i in agent.hub.heartbeats[-1].images}
        assert plain not in names and images.debian in names
        with pytest.raises(AgentError, match="image"):
            await agent.create(agent.spec(image=f"local/{plain}"))
    finally:
        docker("image", "rm", plain)


async def test_s14_neither_image_nor_user_sets_what_is_the_platforms(
    agent: ContainerRig, session: p.KernelSpec, image: str
) -> None:
    environ = await agent.shell(session, "env")
    for name in ("CUDA_VISIBLE_DEVICES", "NVIDIA_", "LD_", "GCONV_PATH", "KERNELYARD_X", "JUPYTERHUB_"):
        assert not re.search(f"^{name}", environ, re.MULTILINE), name
    assert "BACKENDAI_X" not in environ and "MY_CORES=1" in environ
    for name in ("LD_PRELOAD", "LD_LIBRARY_PATH", "NVIDIA_VISIBLE_DEVICES", "JUPYTERHUB_USER", "PATH"):
        with pytest.raises(AgentError, match=name):
            await agent.create(agent.spec(image=f"local/{image}", environ={name: "x"}))
        with pytest.raises(AgentError, match=name):
            start = p.StartService(environ={name: "x"})
            await agent.client.start_service(session.kernel_id, "ttyd", start)


async def test_s14_roots_part_of_the_start_runs_nothing_of_the_users(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    """The image's script runs as root: neither the user's variables nor his files may steer it."""
    said = await agent.shell(session, "cat /root-environ; echo; cat ~/mine/who")
    environ, _, by = said.partition("\n\n")
    assert "LOCAL_USER_ID=" in environ and "BASH_ENV" not in environ and "\nENV=" not in environ
    assert "evil.sh" not in environ and environ.endswith("\n/")
    assert "0" not in by.split()


@pytest.mark.parametrize("target", ["/opt/venv", "/opt/venv/lib", "/opt/venv/bin/x"])
async def test_s14_a_folder_covers_no_program_of_the_image(
    agent: ContainerRig, image: str, target: str
) -> None:
    mount, _ = folder(agent, "x", target=target)
    with pytest.raises(AgentError, match="mounts: the target"):
        await agent.create(agent.spec(image=f"local/{image}", mounts=[mount]))


LINKS = {
    "etc": {
        "etc/ld.so.cache": "/home/work/cache",
        "etc/ld.so.preload": "/home/work/preload",
        "etc/passwd": "/run/kernelyard/plan.json",
        "etc/group": "../../../../home/work/group",
        "etc/shadow": "/run/kernelyard/status.json",
    },
    "opt": {"opt": "/home/work"},
    "work": {"home/work": "../../../../../../etc"},
    "home": {"home": "/../../../../etc"},
    "run": {"run": "../../../../../var", "tmp": "/home/work"},
    "own": {"opt/kernelyard": "/run/kernelyard", "run/kernelyard": "/home/work/sub"},
}
"""Links of images that want something written elsewhere."""
PLACES = (
    "/opt/kernelyard",
    "/home/work",
    "/etc/work",
    "/etc/.passwd.kernelyard",
    "/cache",
    "/var/kernelyard",
)
FILES = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/ld.so.cache", "/etc/hosts", "/etc/resolv.conf")


@pytest.fixture(scope="module")
def linked(images: rig.Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Images of busybox and such links, by their names."""
    directory = tmp_path_factory.mktemp("links")
    source = docker("create", images.musl, "none")
    docker("cp", f"{source}:/bin/busybox", str(directory / "busybox"))
    docker("rm", source)
    found = {}
    for name, links in LINKS.items():
        with tarfile.open(directory / f"{name}.tar", "w") as tar:
            for each in {"bin", "etc", "home", "opt", "run", "tmp", "var", "proc", "sys", "dev"} - set(links):
                member = tarfile.TarInfo(each)
                member.type, member.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(member)
            tar.add(directory / "busybox", "bin/busybox")
            for path, target in {
                **dict.fromkeys(("bin/sh", "bin/cat", "bin/id"), "busybox"),
                **links,
            }.items():
                member = tarfile.TarInfo(path)
                member.type, member.linkname = tarfile.SYMTYPE, target
                tar.addfile(member)
        found[name] = f"kernelyard-test/ky-links-{os.getpid()}:{name}"
        settings = ("-c", "LABEL ai.backend.kernelspec=1", "-c", "ENV PATH=/bin")
        docker("import", *settings, str(directory / f"{name}.tar"), found[name])
    yield found
    docker("image", "rm", "--force", *found.values(), check=False)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("name", list(LINKS))
async def test_s15_links_of_an_image_lead_nowhere_outside(
    agent: ContainerRig, linked: dict[str, str], name: str, read_only: bool
) -> None:
    """The session starts, or ends with a sentence; nothing of this node or of the agent changes."""
    await until(lambda: any(i.tag == name for i in agent.hub.heartbeats[-1].images), "the image is reported")
    before = {path: _stamp(path) for path in (*PLACES, *FILES)}
    bundle = _listing(node_bundle())
    spec = agent.spec(image=f"local/{linked[name]}", read_only_root=read_only)
    await agent.create(spec)
    status = await agent.state(spec, p.KernelState.RUNNING, p.KernelState.ERROR)
    if status.state is p.KernelState.RUNNING:
        request = p.ExecuteRequest(run_id="x", mode="batch", options={"exec": "id; cat /etc/passwd"})
        said = await agent.follow(spec, await agent.client.execute(spec.kernel_id, request))
        assert "uid=1000" in text(said) and '"token"' not in text(said)
        await agent.destroy(spec)
    else:
        assert "Traceback" not in status.reason and len(status.reason) > 20, status.reason
    assert {path: _stamp(path) for path in (*PLACES, *FILES)} == before
    assert _listing(node_bundle()) == bundle
    own = agent.state_dir / "kernels" / str(spec.kernel_id)
    assert {path.name for path in own.rglob("*")} <= {
        *("agent", "agent.sock", "session.log", "status.json", "plan.json", "passwd", "group")
    }


def _stamp(path: str) -> tuple[int, int] | None:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _listing(directory: Path) -> list[tuple[str, int]]:
    return sorted((path.name, path.lstat().st_mtime_ns) for path in (directory, *directory.iterdir()))


async def test_s15_a_folder_is_not_mounted_through_a_link_of_the_image(
    agent: ContainerRig, image: str
) -> None:
    mount, path = folder(agent, "x", target="/data")
    (path / "bootstrap.sh").write_text("id -u > /data/root-was-here\n")
    spec = agent.spec(image=f"local/{image}", mounts=[mount])
    await agent.create(spec)
    status = await agent.state(spec, p.KernelState.ERROR)
    assert "/data" in status.reason and "link" in status.reason
    assert not (path / "root-was-here").exists()
