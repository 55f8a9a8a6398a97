"""What bounds sessions in containers: rights, processor, memory, processes (S16)."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from kernelyard_agent import protocol as p
from kernelyard_agent.engines.docker import cgroups
from tests.docker import isolation_rig, rig
from tests.docker.engine_rig import ContainerRig, folder, ssh
from tests.docker.isolation_rig import ASROOT, MIB, PIDS, QUOTA, SHARED, devices, pid_of
from tests.integration.agent_rig import text, until

pytestmark = [pytest.mark.docker, pytest.mark.asyncio(loop_scope="module")]


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


async def test_s16_user_processes_have_no_rights_and_get_none(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    """In the kernel, in a login by ssh, in a daemon's child, in a program that is setuid root."""
    ask = "grep -E '^(Uid|Cap(Prm|Eff|Inh|Amb)|NoNewPrivs):' /proc/self/status"
    async with ssh(agent, session) as connection:
        login = (await connection.run(ask)).stdout
    said = [
        await agent.shell(session, ask),
        login,
        await agent.shell(session, f'env -i /bin/sh -c "{ask}"'),
        await agent.shell(session, f'setsid sh -c "({ask}) > ~/daemon &"; sleep 0.5; cat ~/daemon'),
        await agent.shell(session, f'{ASROOT} "{ask}"'),
    ]
    uid = 1000 if os.geteuid() == 0 else os.getuid()
    for one in said:
        fields = {line.partition(":")[0]: line.split()[1:] for line in one.splitlines()}
        assert fields["Uid"] == [str(uid)] * 4, one
        assert fields["NoNewPrivs"] == ["1"]
        assert {fields[kind][0] for kind in ("CapPrm", "CapEff", "CapInh", "CapAmb")} == {"0" * 16}


async def test_s16_what_the_kernel_of_the_node_offers_is_masked(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    said = await agent.shell(
        session,
        "unshare -Ur true && echo bad1; unshare -m true && echo bad2; dmesg > /dev/null && echo bad3;"
        "mknod ~/d b 8 0 && echo bad4; mount -t tmpfs x /mnt && echo bad5; head -c1 /proc/kcore && echo bad6;"
        "echo 1 > /proc/sysrq-trigger && echo bad7; echo 1 > /proc/sys/vm/drop_caches && echo bad8;"
        "mkdir /sys/fs/cgroup/memory/x && echo bad9; mkdir /sys/fs/cgroup/x && echo bad10;"
        "ls /proc/acpi /sys/firmware /dev/mem /dev/kmsg /dev/sda; chroot / true && echo bad11; true",
    )
    assert "bad" not in said, said
    shown = agent.container(session.kernel_id)["HostConfig"]
    assert {"/proc/kcore", "/proc/keys", "/sys/firmware"} <= set(shown["MaskedPaths"])
    assert {"/proc/sys", "/proc/sysrq-trigger"} <= set(shown["ReadonlyPaths"])
    assert (shown["Privileged"], shown["PidMode"], shown["IpcMode"]) == (False, "", "private")


TRACE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long] * 4
print(libc.ptrace(16, 1, 0, 0), os.strerror(ctypes.get_errno()))
"""


async def test_s16_nobody_looks_into_the_runner(
    agent: ContainerRig, session: p.KernelSpec, other: p.KernelSpec
) -> None:
    """It holds what opens the agent's socket. Not even root in the session can: it lacks the capability."""
    look = "cat /proc/1/environ /proc/1/maps; ls /proc/1/fd /proc/1/cwd/; head -c1 /proc/1/mem"
    for spec in (session, other):
        assert await agent.said(spec, TRACE) == "-1 Operation not permitted\n"
        assert (await agent.shell(spec, look)).count("Permission denied") == 5
    # Root's way past modes shows the numbers of its files, and where none of them leads.
    said = await agent.shell(other, f"{ASROOT} '{look}; readlink /proc/1/fd/*; echo done'")
    assert said.count("Permission denied") == 4 and "socket:" not in said and said.endswith("done\n"), said
    assert agent.secret not in said


async def test_s16_root_is_only_where_the_owner_may_and_only_in_the_container(
    agent: ContainerRig, session: p.KernelSpec, other: p.KernelSpec
) -> None:
    assert (await agent.shell(session, f"{ASROOT} 'id -u'")) != "0\n"
    said = await agent.shell(
        other,
        f"{ASROOT} 'id -u; cat /run/kernelyard/plan.json; mknod /x b 8 0; mount -t tmpfs x /mnt;"
        " touch /opt/kernelyard/x; touch /run/kernelyard/x; dmesg; ip link set lo down;"
        " kill -STOP 1; echo 1 > /proc/sys/kernel/core_pattern; unshare -m true'",
    )
    lines = said.splitlines()
    assert lines[0] == "0" and "No such file" in lines[1], said
    assert said.count("Read-only file system") == 3, said
    assert said.count("ermitted") + said.count("permission denied") >= 4, said


async def test_s16_processor_time_is_bounded_whoever_spends_it(
    agent: ContainerRig, session: p.KernelSpec
) -> None:
    """A thread of the kernel, a login by ssh, an empty environment, a daemon, a setuid program: together."""
    spin = "timeout 6 sh -c 'while :; do :; done'"
    pid = pid_of(agent, session)
    async with ssh(agent, session) as connection:
        login = asyncio.create_task(connection.run(spin, check=False))
        await agent.said(
            session,
            "import subprocess, threading, time\n"
            f"for command in ({spin!r}, {f'env -i /usr/bin/{spin}'!r}, {f'setsid {spin} &'!r},"
            f" {f'{ASROOT} {chr(34)}{spin}{chr(34)}'!r}):\n"
            "    subprocess.Popen(command, shell=True)\n"
            "end = time.time() + 6\n"
            "def turn():\n"
            "    while time.time() < end: pass\n"
            "threading.Thread(target=turn).start()",
        )
        group = Path(f"/proc/{pid}/cgroup").read_text()
        spinning = await until(lambda: _running(pid), "all of them run")
        assert {Path(f"/proc/{one}/cgroup").read_text() for one in spinning} == {group}
        before, began = cgroups.usage(pid), time.monotonic()
        await asyncio.sleep(2.5)
        after, took = cgroups.usage(pid), time.monotonic() - began
        await login
    assert before is not None and after is not None
    spent = (after.cpu_seconds - before.cpu_seconds) / took
    # The quota is refilled ten times a second: some of it may have been left over at the start.
    assert 0.1 < spent < QUOTA * 1.2, spent


def _running(pid: int) -> list[int]:
    """Processes of a container that spin, all four shells of them or none."""
    found = [child for child in psutil.Process(pid).children(recursive=True) if "while :" in _line(child)]
    return [child.pid for child in found] if len(found) >= 8 else []


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


async def test_s16_a_full_shm_is_full(agent: ContainerRig, session: p.KernelSpec) -> None:
    said = await agent.shell(session, "cd /dev/shm; head -c 64M /dev/zero > x; stat -c %s x; rm x")
    assert "No space left on device" in said
    assert int(said.split()[-1]) <= SHARED


async def test_s16_a_fork_bomb_takes_its_own_session_only(
    agent: ContainerRig, image: str, session: p.KernelSpec
) -> None:
    spec = await agent.running(image=f"local/{image}", devices=devices())
    pid = pid_of(agent, spec)
    await agent.said(
        spec, "import subprocess\nsubprocess.Popen(['bash', '-c', 'b() { b | b & }; b; sleep 60'])"
    )

    def most() -> int:
        usage = cgroups.usage(pid)
        assert usage is not None and usage.processes <= PIDS
        return usage.processes

    await until(lambda: most() > PIDS * 0.9, "as many processes as are allowed")
    assert await agent.said(session, "print(6 * 7)") == "42\n"
    status = await agent.destroy(spec)
    assert status.state is p.KernelState.EXITED
    await until(lambda: not psutil.pid_exists(pid), "nothing is left of it")


async def test_s16_memory_is_bounded_and_the_log_says_why_something_was_killed(
    agent: ContainerRig, image: str
) -> None:
    """By ssh, with an empty environment, as a daemon: what takes too much is killed, the session stays."""
    spec = await agent.running(image=f"local/{image}", devices=devices(256 * MIB))
    pid = pid_of(agent, spec)
    hog = "env -i /opt/venv/bin/python -c 'b = bytearray(10**9); b[::4096] = b[::4096]'"
    async with ssh(agent, spec) as connection:
        done = await connection.run(f"{hog}; echo $?; setsid {hog} & wait $!; echo $?", check=False)
    assert done.stdout.split() == ["137", "137"], done
    usage = cgroups.usage(pid)
    assert usage is not None and (usage.memory_peak_bytes or 0) <= 256 * MIB

    async def logged() -> bool:
        return "out of memory" in (await agent.client.logs(spec.kernel_id)).text

    deadline = time.monotonic() + 30
    while not await logged():
        assert time.monotonic() < deadline, (await agent.client.logs(spec.kernel_id)).text
        await asyncio.sleep(0.2)
    assert text(await agent.run(spec, "6 * 7")) == "42\n"
    await agent.destroy(spec)


async def test_s16_a_batch_session_that_runs_out_of_memory_says_so(agent: ContainerRig, image: str) -> None:
    command = "/opt/venv/bin/python -c 'b = bytearray(10**9); b[::4096] = b[::4096]'"
    spec = agent.spec(
        image=f"local/{image}",
        devices=devices(256 * MIB),
        session_type="batch",
        startup_command=command,
    )
    await agent.create(spec)
    status = await agent.state(spec, p.KernelState.EXITED)
    assert (status.exit_code, "out of memory" in status.reason) == (137, True), status


async def test_a_read_only_root_leaves_nothing_to_write_but_ones_own(agent: ContainerRig, image: str) -> None:
    mount, path = folder(agent, "mine")
    spec = await agent.running(image=f"local/{image}", read_only_root=True, mounts=[mount], sudo=True)
    said = await agent.shell(
        spec,
        f"{ASROOT} 'for d in / /etc /usr /opt /var /home /srv /root; do touch $d/x; done';"
        "touch ~/mine/x ~/x /tmp/x /run/x; cat /proc/self/mounts",
    )
    assert said.count("Read-only file system") == 8, said
    assert (path / "x").exists()
    for place in ("/tmp", "/run"):
        assert re.search(rf"tmpfs {place} tmpfs rw,nosuid,nodev", said), said
    await agent.destroy(spec)
