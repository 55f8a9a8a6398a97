"""Sessions outlive their agent: crashes, stops, a hub service that is away, and an agent that is no root."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_rig import Rig, text, until

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError

as_root = pytest.mark.root


@pytest.fixture
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="ky-agent-"))
    directory.chmod(0o755)  # the sessions' user must pass through
    yield directory
    shutil.rmtree(directory)


async def test_a_crashed_agent_finds_its_sessions_again(place: Path) -> None:
    async with Rig(place) as rig:
        spec, dies = await rig.running(), await rig.running()
        await rig.run(spec, "variable = 'still here'")
        code = "import time, os\nwhile not os.path.exists('go'): time.sleep(0.02)\nprint('done')"
        await rig.execute(spec, "r-long", "query", code)
        await rig.kill()
        pid = int((rig.hub.seen(dies.kernel_id).container_id or "").rpartition("-")[2])  # type: ignore[union-attr]
        os.kill(pid, signal.SIGKILL)
        await rig.start()
        (rig.state_dir / "scratch" / str(spec.kernel_id) / "work" / "go").touch()
        # The very first heartbeat says what lives and what does not.
        assert rig.hub.seen(spec.kernel_id).state is p.KernelState.RUNNING  # type: ignore[union-attr]
        dead = rig.hub.seen(dies.kernel_id)
        assert dead is not None and dead.state is p.KernelState.EXITED
        answers = await rig.follow(spec, await rig.execute(spec, "r-long", "continue"))
        assert text(answers) == "done\n"
        assert text(await rig.run(spec, "print(variable)")) == "still here\n"
        await rig.destroy(spec)
        assert rig.session_processes() == []


async def test_a_session_that_ended_alone_is_reported_with_its_exit_code(place: Path) -> None:
    code = "import time, os\nwhile not os.path.exists('stop'): time.sleep(0.02)\nraise SystemExit(9)"
    async with Rig(place) as rig:
        service = p.ServiceStart(name=p.HUB_NOTEBOOK, argv=["python", "-c", code])
        spec = await rig.running(services=[service])
        await rig.kill()
        (rig.state_dir / "scratch" / str(spec.kernel_id) / "work" / "stop").touch()
        await until(lambda: not rig.session_processes(), "the session's end")
        await rig.start()
        status = await rig.state(spec, p.KernelState.EXITED)
        assert status.exit_code == 9
        assert "hub-notebook" in status.reason


async def test_a_stopped_agent_keeps_its_sessions(place: Path) -> None:
    async with Rig(place) as rig:
        spec = await rig.running()
        await rig.run(spec, "variable = 1")
        assert await rig.stop() == 0
        assert rig.session_processes()
        await rig.start()
        assert text(await rig.run(spec, "print(variable)")) == "1\n"
        await rig.destroy(spec)


async def test_an_agent_that_is_told_so_ends_all_sessions_at_once(place: Path) -> None:
    async with Rig(place, end_kernels_on_stop="True") as rig:
        specs = [await rig.running() for _ in range(3)]
        stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
        service = p.ServiceStart(name="stubborn", argv=["python", "-c", stubborn])
        specs.append(await rig.running(services=[service]))
        started = time.monotonic()
        assert await rig.stop() == 0
        assert time.monotonic() - started < 8
        assert rig.session_processes() == []
        for spec in specs:
            assert rig.hub.seen(spec.kernel_id).state is p.KernelState.EXITED  # type: ignore[union-attr]


@pytest.mark.feature("AGT-001")
async def test_goes_on_without_the_hub_service_and_says_so_once(place: Path) -> None:
    async with Rig(place) as rig:
        spec = await rig.running()
        await rig.hub.stop()
        assert text(await rig.run(spec, "print('alone')")) == "alone\n"
        await until(lambda: "does not take reports" in rig.log(), "the log line")
        other = rig.spec()
        await rig.create(other)
        before = len(rig.hub.heartbeats)
        await rig.hub.start()
        await until(lambda: len(rig.hub.heartbeats) > before, "a heartbeat after the pause")
        assert (await rig.state(other, p.KernelState.RUNNING)).state is p.KernelState.RUNNING
        assert rig.log().count("does not take reports") == 1
        await asyncio.gather(rig.destroy(spec), rig.destroy(other))


async def test_an_older_scheduler_is_refused_also_after_a_restart(place: Path) -> None:
    async with Rig(place) as rig:
        rig.hub.epoch = 7
        await until(lambda: (rig.state_dir / "journal" / "epoch").exists(), "the epoch", 10)
        await until(lambda: (rig.state_dir / "journal" / "epoch").read_text() == "7", "the new epoch", 10)
        rig.hub.epoch = 1
        await rig.kill()
        await rig.start()
        with pytest.raises(AgentError) as caught:
            await rig.create(rig.spec())
        assert caught.value.status == 409


@as_root
async def test_an_ordinary_user_runs_sessions_as_itself(place: Path) -> None:
    async with Rig(place / "own", as_uid=1000) as rig:
        spec = await rig.running()
        assert text(await rig.run(spec, "import os; print(os.getuid(), os.getgroups())")).startswith("1000 ")
        await rig.kill()
        await rig.start()
        assert text(await rig.run(spec, "print(os.getuid())")) == "1000\n"
        await rig.destroy(spec)
        assert rig.session_processes() == []


@as_root
async def test_deep_directories_do_not_break_unix_sockets(place: Path) -> None:
    deep = place.joinpath(*["a-directory-with-quite-a-long-name"] * 5)
    async with Rig(deep) as rig:
        spec = await rig.running()
        assert text(await rig.run(spec, "print(6*7)")) == "42\n"
        await rig.destroy(spec)


@as_root
async def test_root_without_ptrace_still_leaves_nothing(place: Path) -> None:
    """A container's root may not read the environment of another user's process."""
    under = ("setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace")
    async with Rig(place, under=under) as rig:
        spec = await rig.running()
        await rig.run(spec, "import subprocess; subprocess.Popen(['setsid', '-f', 'sleep', '1000'])")
        status = await rig.state(spec, p.KernelState.RUNNING)
        os.kill(int((status.container_id or "").rpartition("-")[2]), signal.SIGKILL)
        await rig.state(spec, p.KernelState.EXITED)
        assert rig.session_processes() == []


@as_root
async def test_sessions_cannot_touch_what_is_the_agents(place: Path) -> None:
    async with Rig(place) as rig:
        spec = await rig.running()
        own = rig.state_dir / "kernels" / str(spec.kernel_id)
        code = f"""
import os
def attempt(what, *arguments):
    try:
        what(*arguments)
        print(what.__name__, arguments, "was allowed")
    except OSError as error:
        print(type(error).__name__)
attempt(os.listdir, {str(rig.state_dir / "journal")!r})
attempt(os.listdir, {str(rig.state_dir / "kernels")!r})
attempt(open, {str(own / "session.log")!r})
attempt(open, {str(place / "agent.token")!r})
attempt(os.listdir, {str(rig.state_dir / "scratch")!r})
attempt(os.setuid, 0)
runner = f"/proc/{{os.getppid()}}/fd/"
(place,) = [fd for fd in os.listdir(runner) if os.readlink(runner + fd).endswith("/agent")]
attempt(os.listdir, os.readlink(runner + place))
attempt(os.unlink, f"{{runner}}{{place}}/agent.sock")
mine = [os.path.realpath(f"/proc/self/fd/{{n}}") for n in os.listdir("/proc/self/fd")]
print([path for path in mine if path.startswith({str(own)!r})])
"""
        answers = await rig.run(spec, code)
        lines = text(answers).splitlines()
        assert text(answers, "stderr") == ""
        assert lines[:-1] == ["PermissionError"] * 8
        # The kernel's own output goes to the log, and nothing else of the agent's is open in it.
        assert set(eval(lines[-1])) <= {str(own / "session.log")}
        token = next(iter(rig.state_dir.glob("journal/*.json"))).read_text().partition('"token":"')[2][:20]
        mine = [f"/proc/{x.pid}/{name}" for x in rig.session_processes() for name in ("environ", "cmdline")]
        assert len(token) == 20 and all(token.encode() not in Path(name).read_bytes() for name in mine)
        await rig.destroy(spec)


def test_listens_on_loopback_unless_told_otherwise() -> None:
    """S10, D01: nothing of a fresh agent is reachable from outside."""
    from kernelyard_agent.daemon import Agent

    assert Agent.listen_ip.default_value == "127.0.0.1"


def _start(place: Path, **config: str) -> subprocess.CompletedProcess[str]:
    token = place / "token"
    if not token.exists():
        token.touch(mode=0o600)
        token.write_text("0123456789abcdef" * 2)
    arguments = {"secret_file": str(token), "state_dir": str(place / "agent"), "port": "0", **config}
    return subprocess.run(
        [sys.executable, "-m", "kernelyard_agent.daemon"]
        + [f"--Agent.{name}={value}" for name, value in arguments.items()],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@as_root
def test_sessions_never_run_as_root(place: Path) -> None:
    done = _start(place, session_uid="0")
    assert done.returncode == 1
    assert "never run as root" in done.stderr


@as_root
def test_says_what_to_do_when_the_sessions_user_is_shut_out(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    done = _start(place, state_dir=str(closed / "agent"))
    assert done.returncode == 1
    assert "cannot enter" in done.stderr and str(closed) in done.stderr

    (closed / "python").symlink_to(sys.executable)
    done = _start(place, session_python=str(closed / "python"))
    assert done.returncode == 1
    assert "session_python" in done.stderr


def test_a_secret_that_others_may_read_is_refused(place: Path) -> None:
    token = place / "token"
    token.write_text("0123456789abcdef" * 2)
    token.chmod(0o644)
    done = _start(place)
    assert done.returncode == 1
    assert "0600" in done.stderr and "0123456789" not in done.stderr


def test_configuration_errors_are_one_sentence(place: Path) -> None:
    for config, named in (
        ({"state_dir": ""}, "state_dir"),
        ({"session_python": "/nowhere/python"}, "/nowhere/python"),
        ({"secret_file": str(place / "absent")}, "secret_file"),
        ({"mock_devices": "mem=2"}, "mock_devices"),
    ):
        done = _start(place, **config)
        assert done.returncode == 1
        assert named in done.stderr, done.stderr
        assert "Traceback" not in done.stderr


def test_a_taken_port_is_named(place: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _start(place, port=str(port), session_python=sys.executable)
    assert done.returncode == 1
    assert str(port) in done.stderr and "Traceback" not in done.stderr
