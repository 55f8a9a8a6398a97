"""Folders that come into running containers and leave them, seen from inside and from the node (STO-006)."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from kernelyard_agent import mounting as m
from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from tests.docker import rig
from tests.docker.engine_rig import ContainerRig, folder
from tests.integration.agent_rig import until

pytestmark = [
    pytest.mark.docker,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.root,
]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-mounts-", dir="/var/tmp"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def agent(place: Path, images: rig.Images) -> AsyncIterator[ContainerRig]:
    async with ContainerRig(place / "a") as one:
        yield one
    left = [line for line in Path("/proc/self/mountinfo").read_text().splitlines() if str(place) in line]
    assert left == [], "mounts were left on the node"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def first(agent: ContainerRig) -> p.Mount:
    mount, path = folder(agent, "first")
    (path / "from-the-node").write_text("hello")
    return mount


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def session(agent: ContainerRig, images: rig.Images, first: p.Mount) -> p.KernelSpec:
    return await agent.running(image=f"local/{images.python}", mounts=[first])


def removal(mount: p.Mount, held: str = "refuse") -> m.RemoveMount:
    return m.RemoveMount(folder_id=mount.folder.folder_id, target=mount.target, held=held)


async def mount_options(agent: ContainerRig, session: p.KernelSpec, place: str) -> set[str]:
    said = await agent.shell(session, f"grep ' {place} ' /proc/self/mountinfo || true")
    return {option for line in said.splitlines() for option in line.split()[5].split(",")}


async def hold(agent: ContainerRig, session: p.KernelSpec, command: str) -> None:
    """Start a process in the session that says ``ready`` by a file and then holds on for a long time."""
    mark = f"/tmp/{uuid4().hex}"
    await agent.shell(session, f"({command}; touch {mark}; exec sleep 300) >/dev/null 2>&1 &")

    async def ready() -> bool:
        return "there" in await agent.shell(session, f"test -e {mark} && echo there")

    for _ in range(100):
        if await ready():
            return
    raise AssertionError("it did not come up")


@pytest.mark.feature("STO-006")
async def test_a_folder_comes_into_a_running_session_and_leaves_it(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    mount, path = folder(agent, "late", target="deep/er/late")
    (path / "a").write_text("a")
    answer = await agent.client.add_mount(session.kernel_id, mount)
    assert answer.changeable
    assert [(one.mount.name, one.late) for one in answer.mounts] == [("first", False), ("late", True)]
    inside = await agent.shell(session, "cd ~/deep/er/late && cat a && echo b > b && stat -c %U ~/deep")
    assert inside == "awork\n"
    assert (path / "b").stat().st_uid == 1000
    assert {"nosuid", "nodev", "rw"} <= await mount_options(agent, session, "/home/work/deep/er/late")
    # Asked again, nothing happens; the home on the node has nothing of it, so that nothing can be lost there.
    assert await agent.client.add_mount(session.kernel_id, mount) == answer
    home = agent.state_dir / "scratch" / str(session.kernel_id) / "work" / "deep" / "er" / "late"
    assert list(home.iterdir()) == []

    gone = await agent.client.remove_mount(session.kernel_id, removal(mount))
    assert (gone.removed, gone.holders, gone.detail) == (True, [], "")
    assert "No such file" in await agent.shell(session, "ls ~/deep/er/late")
    assert sorted(one.name for one in path.iterdir()) == ["a", "b"]
    again = await agent.client.remove_mount(session.kernel_id, removal(mount))
    assert again.removed


@pytest.mark.feature("STO-006")
async def test_read_only_is_enforced_also_against_who_writes(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    mount, path = folder(agent, "shared", permission="ro")
    await agent.client.add_mount(session.kernel_id, mount)
    assert "Read-only" in await agent.shell(session, "touch ~/shared/x")
    wider = mount.model_copy(update={"permission": "rw"})
    await agent.client.add_mount(session.kernel_id, wider)
    await hold(agent, session, "exec 9> ~/shared/log; echo begun >&9")
    await agent.client.add_mount(session.kernel_id, mount)
    assert "Read-only" in await agent.shell(session, "touch ~/shared/x")
    asked = m.FolderHolders(folder_id=mount.folder.folder_id)
    (holder,) = (await agent.client.mount_holders(session.kernel_id, asked)).holders
    assert holder.files == ["/home/work/shared/log"]
    assert "sleep" in holder.command
    assert f" {holder.pid} " in f" {await agent.shell(session, 'echo $(pgrep sleep)')} ".replace("\n", " ")
    # It is mounted in its place once, whatever was there before.
    assert (await agent.shell(session, "grep -c /home/work/shared /proc/self/mountinfo")).strip() == "1"
    gone = await agent.client.remove_mount(session.kernel_id, removal(mount, "end"))
    assert (gone.removed, gone.holders) == (True, [])
    assert (path / "log").read_text() == "begun\n"


@pytest.mark.feature("STO-007")
async def test_taking_away_stops_opens_lists_holders_and_ends_them(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    mount, _ = folder(agent, "held")
    other, _ = folder(agent, "other")
    await agent.client.add_mount(session.kernel_id, mount)
    await agent.client.add_mount(session.kernel_id, other)
    await hold(agent, session, "exec 9> ~/held/file")
    await hold(agent, session, "cd ~/held")
    await hold(agent, session, "cd ~/other")
    refused = await agent.client.remove_mount(session.kernel_id, removal(mount))
    assert not refused.removed
    assert [one.files for one in refused.holders] == [["/home/work/held/file"], ["/home/work/held"]]
    assert (await agent.shell(session, "touch ~/held/still && echo yes")).strip() == "yes"

    # Who has a directory could open more from it, so that it is ended; who has a file keeps just that.
    left = await agent.client.remove_mount(session.kernel_id, removal(mount, "leave"))
    assert left.removed
    (holder,) = left.holders
    assert [name.rpartition("/")[2] for name in holder.files] == ["file"]
    assert "No such file" in await agent.shell(session, "ls ~/held")

    asked = m.EndHolders(folder_id=mount.folder.folder_id, pids=[holder.pid + 1])
    assert (await agent.client.end_mount_holders(session.kernel_id, asked)).holders == [holder]
    asked = m.EndHolders(folder_id=mount.folder.folder_id)
    assert (await agent.client.end_mount_holders(session.kernel_id, asked)).holders == []
    # A file that is nobody's descriptor is only known to be there.
    other_mount, _ = folder(agent, "sent")
    await agent.client.add_mount(session.kernel_id, other_mount)
    code = """
import array, os, socket
ends = socket.socketpair()
file = os.open("/home/work/sent/file", os.O_CREAT | os.O_RDWR)
socket.send_fds(ends[0], [b"x"], [file])
os.close(file)
open("/tmp/sent", "w")
import time
time.sleep(300)
"""
    await agent.shell(session, f"cat > ~/send.py <<'END'\n{code}END\n(python3 ~/send.py >/dev/null 2>&1 &)")
    await hold(agent, session, "until test -e /tmp/sent; do sleep 0.05; done")
    sent = await agent.client.remove_mount(session.kernel_id, removal(other_mount))
    assert (sent.removed, sent.holders, "socket" in sent.detail) == (True, [], True)
    others = m.FolderHolders(folder_id=other.folder.folder_id)
    assert len((await agent.client.mount_holders(session.kernel_id, others)).holders) == 1
    await agent.client.remove_mount(session.kernel_id, removal(other, "end"))


async def test_a_session_cannot_lead_a_folder_elsewhere(agent: ContainerRig, session: p.KernelSpec) -> None:
    await agent.shell(
        session, "ln -s /etc ~/link; mkdir ~/full; touch ~/full/mine; ln -s /tmp ~/chain; echo > ~/file"
    )
    for target in ("link", "link/below", "full", "chain", "file", "file/below"):
        mount, _ = folder(agent, "stray", target=target)
        with pytest.raises(AgentError) as problem:
            await agent.client.add_mount(session.kernel_id, mount)
        assert problem.value.status == 422, target
    for target in ("/etc/profile.d", "/usr/local/bin", "/proc/x", "first", "first/below", "../up"):
        mount, _ = folder(agent, "stray", target=target)
        with pytest.raises(AgentError) as problem:
            await agent.client.add_mount(session.kernel_id, mount)
        assert problem.value.status == 422, target
    mount, path = folder(agent, "stray", subpath="way")
    (path / "way").symlink_to("/etc")
    with pytest.raises(AgentError):
        await agent.client.add_mount(session.kernel_id, mount)
    listed = await agent.client.mounts(session.kernel_id)
    assert [one.mount.name for one in listed.mounts] == ["first"]
    assert "stray" not in await agent.shell(session, "cat /proc/self/mountinfo")


async def test_a_session_cannot_hide_a_folder_by_renaming_what_is_above(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    """Also while it does so all the time; whatever links it makes meanwhile, nothing is mounted outside."""
    mount, _ = folder(agent, "moved", target="above/moved")
    await agent.client.add_mount(session.kernel_id, mount)
    await hold(agent, session, "mv ~/above ~/beside; exec 9> ~/beside/moved/held")
    asked = m.FolderHolders(folder_id=mount.folder.folder_id)
    (holder,) = (await agent.client.mount_holders(session.kernel_id, asked)).holders
    assert holder.files == ["/home/work/beside/moved/held"]
    await agent.client.add_mount(session.kernel_id, mount.model_copy(update={"permission": "ro"}))
    assert "Read-only" in await agent.shell(session, "touch ~/beside/moved/x")
    assert (await agent.client.remove_mount(session.kernel_id, removal(mount, "end"))).removed
    assert await agent.shell(session, "grep moved /proc/self/mountinfo; ls -A ~/beside") == ""

    flip = """
import os
os.chdir("/home/work")
os.makedirs("race")
while not os.path.exists("stop"):
    os.rename("race", "other")
    os.symlink("/tmp", "race")
    os.unlink("race")
    os.rename("other", "race")
"""
    await agent.shell(session, f"cat > ~/flip.py <<'END'\n{flip}END\n(python3 ~/flip.py >/dev/null 2>&1 &)")
    mounted = 0
    for _ in range(8):
        racing, _ = folder(agent, "racing", target="race/in")
        try:
            await agent.client.add_mount(session.kernel_id, racing)
        except AgentError as problem:
            assert problem.status == 422
            continue
        mounted += 1
        name = str(racing.folder.folder_id).replace("-", "")[4:]
        where = [
            line.split()[4]
            for line in (await agent.shell(session, f"grep {name} /proc/self/mountinfo")).splitlines()
        ]
        assert len(where) == 1 and where[0].startswith("/home/work/"), where
        assert (await agent.client.remove_mount(session.kernel_id, removal(racing, "leave"))).removed
    await agent.shell(session, "touch ~/stop")
    assert mounted > 0
    assert (
        await agent.shell(session, "grep -c volume1.*race /proc/self/mountinfo; ls -A /tmp/in")
    ).startswith("0")


@pytest.mark.feature("STO-006")
async def test_a_session_cannot_keep_a_folder_by_renaming_what_is_mounted(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    whole, path = folder(agent, "whole")
    (path / "sub").mkdir()
    os.chown(path / "sub", 1000, 1000)
    part = whole.model_copy(update={"target": "part", "subpath": "sub"})
    for mount in (whole, part):
        await agent.client.add_mount(session.kernel_id, mount)
    await agent.shell(session, "mv ~/whole/sub ~/whole/sub2")
    os.rename(path / "sub2", path.parent / "gone")  # as a storage proxy's trash does
    assert (await agent.client.remove_mount(session.kernel_id, removal(part))).removed
    assert await agent.shell(session, "grep /home/work/part /proc/self/mountinfo") == ""
    await agent.client.remove_mount(session.kernel_id, removal(whole))


@pytest.mark.feature("STO-006")
async def test_places_outside_of_the_home(agent: ContainerRig, session: p.KernelSpec) -> None:
    mount, path = folder(agent, "abs", target="/data/abs")
    (path / "a").write_text("a")
    await agent.client.add_mount(session.kernel_id, mount)
    assert await agent.shell(session, "cat /data/abs/a; stat -c %U /data") == "aroot\n"
    assert (await agent.client.remove_mount(session.kernel_id, removal(mount))).removed
    assert await agent.shell(session, "ls /data/abs") == ""


async def test_an_agent_that_was_killed_puts_mounts_right(
    agent: ContainerRig, session: p.KernelSpec, first: p.Mount
) -> None:
    """What was mounted stays; what its journal wants and is not there comes; what it does not want goes."""
    stays, _ = folder(agent, "stays")
    lost, path = folder(agent, "lost")
    (path / "found").touch()
    await agent.client.add_mount(session.kernel_id, stays)
    await agent.kill()
    journal = agent.state_dir / "journal" / f"{session.kernel_id}.json"
    entry = journal.read_text()
    assert entry.count('"mounts":[') == 2
    changed = entry.replace('"past_mounts":[', f'"past_mounts":[{{"mount":{first.model_dump_json()}}},', 1)
    head, _, tail = changed.replace("},]", "}]").rpartition('"mounts":[')
    wanted = tail.replace(first.model_dump_json(), lost.model_dump_json(), 1)
    journal.write_text(head + '"mounts":[' + wanted)
    await agent.start()
    await agent.state(session, p.KernelState.RUNNING)
    await until(lambda: agent.container(session.kernel_id), "its container")
    listed = await agent.client.mounts(session.kernel_id)
    assert [one.mount.name for one in listed.mounts] == ["lost", "stays"]
    # What was mounted at the start is a mount like others: gone, with its directory.
    assert await agent.shell(session, "ls ~/lost ~/first") != ""
    said = await agent.shell(session, "ls ~/lost; ls -d ~/stays; ls ~/first")
    assert said.splitlines()[:2] == ["found", "/home/work/stays"]
    assert "No such file" in said
    await agent.destroy(session)
