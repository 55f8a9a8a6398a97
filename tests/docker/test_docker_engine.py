"""Sessions in containers: what they can do, what they cannot, and how much of the node they get."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, docker, folder
from tests.integration.agent_rig import until

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]

MIB = 2**20
STARTUP = b"""
id -u > /bootstrapped
touch /made-by-root
/opt/kernel/su-exec "$LOCAL_GROUP_ID:$LOCAL_USER_ID" sh -c 'id -un > ~work/by-user'
echo said-by-bootstrap
"""


def name(reference: str) -> str:
    return f"local/{reference}"


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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(agent: ContainerRig, images: rig.Images) -> p.KernelSpec:
    """One that several tests look at and none changes."""
    shares = [
        p.DeviceShare(device_id="cpu0", slot="cpu", amount=5_000),
        p.DeviceShare(device_id="mem", slot="mem", amount=512 * MIB),
    ]
    return await agent.running(
        image=name(images.python), devices=shares, shared_memory=32 * MIB, environ={"COLOUR": "red"}
    )


async def test_images_of_the_node_are_reported_as_they_come_and_go(
    agent: ContainerRig, images: rig.Images
) -> None:
    def reported() -> set[str]:
        return {f"{i.registry}/{i.name}:{i.tag}" for i in agent.hub.heartbeats[-1].images}

    await until(lambda: name(images.python) in reported(), "the image is reported")
    other = f"kernelyard-test/other-{os.getpid()}:1"
    docker("tag", images.debian, other)
    try:
        await until(lambda: name(other) in reported(), "a new name is reported")
    finally:
        docker("rmi", other)
    await until(lambda: name(other) not in reported(), "a name that is gone is not")


@pytest.mark.feature("AGT-002", "KRN-001", "KRN-002")
async def test_code_runs_in_the_image(agent: ContainerRig, session: p.KernelSpec) -> None:
    said = await agent.said(session, "import os, sys\nprint(6 * 7, os.uname().nodename, os.getcwd())")
    assert said == "42 main1 /home/work\n"
    status = agent.hub.seen(session.kernel_id)
    assert status is not None
    assert status.container_id == agent.container(session.kernel_id)["Id"]
    assert agent.hub.heartbeats[-1].isolation == "enforced"


@pytest.mark.feature("SES-041")
async def test_its_user_is_work_and_nothing_more(agent: ContainerRig, session: p.KernelSpec) -> None:
    said = await agent.shell(
        session, "id; grep -E '^(Cap(Prm|Eff|Inh|Amb)|NoNewPrivs|Seccomp):' /proc/self/status"
    )
    uid = 1000 if os.geteuid() == 0 else os.getuid()
    assert said.splitlines()[0] == f"uid={uid}(work) gid={uid}(work) groups={uid}(work)"
    rights = dict(line.split(":\t") for line in said.splitlines()[1:])
    assert {rights[kind] for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {"0" * 16}
    assert (rights["NoNewPrivs"], rights["Seccomp"]) == ("1", "2")


async def test_s12_nothing_of_the_agent_is_readable(agent: ContainerRig, session: p.KernelSpec) -> None:
    said = await agent.shell(
        session,
        "cat /proc/1/environ; cat /proc/1/mem; ls /proc/1/fd; cat /run/kernelyard/session.log;"
        "cat /run/kernelyard/status.json; ls /run/kernelyard; touch /run/kernelyard/x; ls /opt/kernelyard/x",
    )
    assert said.count("Permission denied") == 5 and "plan.json" not in said, said
    assert "Read-only file system" in said or said.count("Permission denied") == 6
    inspected = json.dumps(agent.container(session.kernel_id))
    assert "red" not in json.loads(inspected)["Config"]["Env"] and "COLOUR" not in inspected


async def test_its_environment_is_the_images_and_its_owners(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    said = await agent.said(
        session, "import os\nprint(os.environ['COLOUR'], os.environ['HOME'], os.environ['USER'])"
    )
    assert said == "red /home/work work\n"
    path = json.loads(docker("inspect", session.image.removeprefix("local/")))[0]["Config"]["Env"]
    wanted = next(line for line in path if line.startswith("PATH=")).removeprefix("PATH=")
    assert await agent.said(session, "print(os.environ['PATH'])") == f"{wanted}\n"


async def test_s10_it_has_no_port_and_listens_on_nothing_but_its_loopback(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    seen = agent.container(session.kernel_id)
    assert not any((seen["NetworkSettings"]["Ports"] or {}).values())
    said = await agent.shell(session, "cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == \"0A\" {print $2}'")
    assert all(line.startswith("0100007F:") or "0B00007F" in line for line in said.split()), said


async def test_s10_containers_do_not_reach_each_other(
    agent: ContainerRig, session: p.KernelSpec, images: rig.Images
) -> None:
    """Even what a session's own user lets listen everywhere."""
    other = await agent.running(image=name(images.python))
    listen = "import socket\ns = socket.create_server(('0.0.0.0', 9999))"
    await agent.said(other, listen)
    networks = agent.container(other.kernel_id)["NetworkSettings"]["Networks"]
    address = next(iter(networks.values()))["IPAddress"]
    with socket.create_connection((address, 9999), timeout=5):
        pass  # the node itself can: it does listen
    code = f"""
import socket
try:
    socket.create_connection(({address!r}, 9999), 2)
except OSError as error:
    print(type(error).__name__)
"""
    assert await agent.said(session, code) == "TimeoutError\n"
    await agent.destroy(other)


async def test_its_limits_are_what_was_allocated(agent: ContainerRig, session: p.KernelSpec) -> None:
    host = agent.container(session.kernel_id)["HostConfig"]
    assert (host["CpusetCpus"], host["CpuQuota"], host["CpuPeriod"]) == ("0", 50_000, 100_000)
    assert host["Memory"] == host["MemorySwap"] == 512 * MIB
    assert await agent.shell(session, "df --output=size -B1 /dev/shm | tail -1") == f" {32 * MIB}\n"
    assert await agent.said(session, "print(os.sched_getaffinity(0))") == "{0}\n"


async def test_more_memory_than_allocated_costs_the_kernel_and_not_the_session(
    agent: ContainerRig, images: rig.Images
) -> None:
    shares = [p.DeviceShare(device_id="mem", slot="mem", amount=256 * MIB)]
    spec = await agent.running(image=name(images.python), devices=shares, shared_memory=MIB)
    answers = await agent.run(spec, "x = bytearray(400 * 2**20)\nfor i in range(0, len(x), 4096): x[i] = 1")
    assert answers[-1].exit_code == 137
    assert await agent.said(spec, "print('back')") == "back\n"
    await agent.destroy(spec)


async def test_more_processes_than_allowed_are_not_started(place: Path, images: rig.Images) -> None:
    async with ContainerRig(place / "few", **{"DockerSettings.pids_limit": "64"}) as agent:
        spec = await agent.running(image=name(images.python))
        code = """
import subprocess
started = []
try:
    for _ in range(100):
        started.append(subprocess.Popen(["sleep", "60"]))
except OSError as error:
    print(type(error).__name__, len(started) < 64)
for one in started:
    one.kill(); one.wait()
"""
        assert await agent.said(spec, code) == "BlockingIOError True\n"


@pytest.mark.feature("STO-006", "SES-011")
async def test_folders_are_where_they_were_asked_for(agent: ContainerRig, images: rig.Images) -> None:
    mine, mine_path = folder(agent, "mine")
    read_only, read_path = folder(agent, "shown", permission="ro")
    elsewhere, elsewhere_path = folder(agent, "else", target="/workspace/data")
    part, part_path = folder(agent, "part", subpath="inner/most")
    (part_path / "inner" / "most").mkdir(parents=True)
    (part_path / "inner" / "most" / "here").touch()
    (part_path / "hidden").touch()
    (read_path / "text").write_text("shown")
    spec = await agent.running(image=name(images.python), mounts=[mine, read_only, elsewhere, part])
    said = await agent.shell(
        spec,
        "cd; echo 1 > mine/new; cat shown/text; touch shown/x; echo 2 > /workspace/data/new; ls part",
    )
    assert (mine_path / "new").read_text() == "1\n"
    assert (mine_path / "new").stat().st_uid == (1000 if os.geteuid() == 0 else os.getuid())
    assert (elsewhere_path / "new").read_text() == "2\n"
    assert "shown" in said and "Read-only file system" in said and not (read_path / "x").exists()
    assert "here" in said and "hidden" not in said
    await agent.destroy(spec)
    assert (mine_path / "new").exists()


async def test_s20_a_part_of_a_folder_behind_a_link_is_not_mounted(
    agent: ContainerRig, images: rig.Images
) -> None:
    mount, path = folder(agent, "trap", subpath="way-out")
    (path / "way-out").symlink_to("/etc")
    spec = agent.spec(image=name(images.python), mounts=[mount])
    await agent.create(spec)
    status = await agent.state(spec, p.KernelState.ERROR)
    assert "no directory of the folder" in status.reason


@pytest.mark.parametrize("target", ["/etc", "/home/work", "/opt/kernelyard/bin", "/mnt/../etc"])
async def test_the_systems_places_are_refused(agent: ContainerRig, images: rig.Images, target: str) -> None:
    mount, _ = folder(agent, "x", target=target)
    with pytest.raises(AgentError, match="mounts: the target"):
        await agent.create(agent.spec(image=name(images.python), mounts=[mount]))


async def test_unknown_images_are_refused(agent: ContainerRig) -> None:
    for image in ("local/no-such:1", "python", "local/../python:1"):
        with pytest.raises(AgentError, match="image"):
            await agent.create(agent.spec(image=image))


@pytest.mark.feature("SES-028")
async def test_a_restart_keeps_what_was_in_the_home(agent: ContainerRig, images: rig.Images) -> None:
    mount, _ = folder(agent, "data")
    spec = await agent.running(image=name(images.debian), mounts=[mount])
    await agent.client.upload(
        spec.kernel_id, p.FilesUpload(files=[p.UploadedFile(path="kept.txt", data="a2VwdA==")])
    )
    first = agent.container(spec.kernel_id)
    again = spec.model_copy(update={"generation": 2})
    await agent.create(again)

    def second() -> bool:
        status = agent.hub.seen(spec.kernel_id)
        return status is not None and status.generation == 2 and status.state is p.KernelState.RUNNING

    await until(second, "the second generation runs")
    assert agent.container(spec.kernel_id)["Id"] != first["Id"]
    listed = await agent.client.list_files(spec.kernel_id, p.FilePath(path="."))
    assert {"kept.txt", "data"} <= {str(file["filename"]) for file in listed.files}
    await agent.destroy(again)
    await until(lambda: first["Id"] not in agent.containers(everything=True), "the first is removed")


async def test_a_read_only_root_is_read_only_and_still_knows_its_user(
    agent: ContainerRig, images: rig.Images
) -> None:
    spec = await agent.running(image=name(images.python), read_only_root=True)
    said = await agent.shell(spec, "touch /opt/x; touch /tmp/x && echo fine; id -un; touch ~/x && echo home")
    assert "Read-only file system" in said
    assert said.splitlines()[-3:] == ["fine", "work", "home"]
    await agent.destroy(spec)


@pytest.mark.feature("SES-041")
async def test_root_can_be_had_only_where_the_owner_may_sudo(agent: ContainerRig, images: rig.Images) -> None:
    spec = await agent.running(image=name(images.python), sudo=True)
    said = await agent.shell(spec, "grep NoNewPrivs /proc/self/status; id -u; cat /etc/shadow")
    uid = 1000 if os.geteuid() == 0 else os.getuid()
    assert said.startswith(f"NoNewPrivs:\t0\n{uid}\n") and "Permission denied" in said
    assert "SYS_ADMIN" not in agent.container(spec.kernel_id)["HostConfig"]["CapAdd"]
    await agent.destroy(spec)


async def test_s14_s15_an_image_that_wants_out_stays_in(agent: ContainerRig, images: rig.Images) -> None:
    spec = await agent.running(image=name(images.hostile))
    seen = agent.container(spec.kernel_id)
    # As its first process was born: before the plan, when hooks of the engine could have seen it.
    born = Path(f"/proc/{seen['State']['Pid']}/environ").read_bytes().decode().split("\0")
    assert not any(line.startswith(("LD_", "GLIBC_", "JUPYTERHUB_", "BACKENDAI_")) for line in born), born
    assert "NVIDIA_VISIBLE_DEVICES=void" in born
    assert seen["Config"]["Healthcheck"]["Test"] == ["NONE"]
    listed = await agent.client.list_files(spec.kernel_id, p.FilePath(path="."))
    assert listed.folder_path == "/home/work"
    await agent.destroy(spec)


@pytest.mark.feature("OBJ-017", "SES-044")
async def test_figures_of_a_session(agent: ContainerRig, session: p.KernelSpec) -> None:
    await agent.said(session, "n = 0\nfor i in range(3_000_000): n += i")
    await agent.said(session, "open('/home/work/big', 'wb').write(b'x' * 2**20)")

    def measured() -> dict[str, Any] | None:
        status = agent.hub.seen(session.kernel_id)
        stats = status.stats if status else {}
        enough = stats and float(stats["cpu_used"]["current"] or 0) > 100
        return stats if enough and int(stats["mem"]["current"] or 0) > MIB else None

    stats = await until(measured, "figures")
    assert stats["mem"]["capacity"] == str(512 * MIB)
    assert {"io_read", "io_write", "net_rx", "net_tx", "io_scratch_size"} <= stats.keys()
    assert int(stats["mem"]["stats.max"]) >= int(stats["mem"]["current"])


@pytest.mark.feature("KRN-028")
async def test_the_images_startup_script_runs_as_root_before_the_session(
    agent: ContainerRig, images: rig.Images
) -> None:
    tag = f"kernelyard-test/startup-{os.getpid()}:1"
    recipe = f"FROM {images.python}\nENV SCRIPT={base64.b64encode(STARTUP).decode()}\n" + (
        "RUN mkdir -p /opt/container && echo $SCRIPT | base64 -d > /opt/container/bootstrap.sh\n"
    )
    docker("build", "--quiet", "--tag", tag, "-", text=recipe)
    try:
        await until(
            lambda: any(image.name == tag.partition(":")[0] for image in agent.hub.heartbeats[-1].images),
            "image",
        )
        spec = await agent.running(image=name(tag))
        said = await agent.shell(spec, "cat /bootstrapped; cat ~/by-user; stat -c %U /made-by-root")
        assert said == "0\nwork\nroot\n"
        assert "said-by-bootstrap" in (await agent.client.logs(spec.kernel_id)).text
        await agent.destroy(spec)
    finally:
        docker("rmi", "--force", tag, check=False)


async def test_a_session_that_ends_is_removed_with_its_plan(agent: ContainerRig, images: rig.Images) -> None:
    spec = await agent.running(image=name(images.debian))
    seen = agent.container(spec.kernel_id)
    own = agent.state_dir / "kernels" / str(spec.kernel_id)
    assert not (own / "agent" / "plan.json").exists()
    status = await agent.destroy(spec)
    assert (status.exit_code, status.reason) == (0, "user-requested")
    await until(lambda: seen["Id"] not in agent.containers(everything=True), "the container is removed")
    agent.hub.forget = [spec.kernel_id]
    await until(lambda: not own.exists(), "its files are removed")
