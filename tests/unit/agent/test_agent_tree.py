"""Processes: parsing /proc, descendants, and ending a whole tree."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from kernelyard_agent.runner import tree


def _process(pid: int, parent: int, started: int = 1, state: str = "S") -> tree.Process:
    return tree.Process(pid, parent, pid, state, 0, started, 0)


def test_reads_itself() -> None:
    me = tree.read(os.getpid())
    assert me is not None
    assert (me.pid, me.parent, me.session) == (os.getpid(), os.getppid(), os.getsid(0))
    assert me.alive and me.rss_bytes > 0 and me.started > 0
    assert tree.snapshot()[os.getpid()].started == me.started


def test_a_name_with_parentheses_and_spaces_is_no_trap() -> None:
    fields = ["S", "7", "8", "9", *["0"] * 7, "3", "4", *["0"] * 4, "6", "0", "55", "0", "2", "0"]
    parsed = tree._parse(f"42 (evil) R 1 (name)) {' '.join(fields)}")
    assert parsed == tree.Process(42, 7, 9, "S", 7, 55, 2 * tree.PAGE, threads=6)
    assert tree._parse("42 (short) S 1") is None


def test_a_pid_that_is_none() -> None:
    assert tree.read(2**22 + 1) is None
    assert not tree.has_variable(2**22 + 1, "A=b")


def test_descendants_at_any_depth_without_the_root() -> None:
    processes = {
        p.pid: p for p in [_process(1, 0), _process(2, 1), _process(3, 2), _process(4, 9), _process(5, 1)]
    }
    assert {p.pid for p in tree.descendants(processes, 1)} == {2, 3, 5}


def test_a_reused_pid_is_not_signalled() -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        seen = tree.read(child.pid)
        assert seen is not None
        tree.send([_process(child.pid, 1, started=seen.started - 1)], signal.SIGKILL)
        assert child.poll() is None
        tree.send([seen], signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL


def test_kills_what_is_born_meanwhile() -> None:
    mark = f"KY_TEST_MARK={os.getpid()}-{time.monotonic_ns()}"
    name, _, value = mark.partition("=")
    forks = "import os, time\nfor _ in range(5):\n    os.fork()\ntime.sleep(60)"
    with subprocess.Popen(["python3", "-c", forks], env={**os.environ, name: value}) as child:

        def members() -> list[tree.Process]:
            return [p for p in tree.snapshot().values() if tree.has_variable(p.pid, mark)]

        deadline = time.monotonic() + 20
        while len(members()) < 4 and time.monotonic() < deadline:
            pass
        assert tree.kill_all(members) == []
        assert child.wait() == -signal.SIGKILL
        assert [p for p in members() if p.alive] == []


def test_kills_what_has_lost_its_first_thread() -> None:
    mark = f"KY_TEST_MARK={os.getpid()}-{time.monotonic_ns()}"
    name, _, value = mark.partition("=")
    code = """
import ctypes, os, threading
threading.Thread(target=threading.Event().wait).start()
ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[os.uname().machine], 0)
"""
    with subprocess.Popen(["python3", "-c", code], env={**os.environ, name: value}) as child:
        deadline = time.monotonic() + 20
        while (seen := tree.read(child.pid)) is not None and seen.state != "Z":
            assert time.monotonic() < deadline
        assert seen is not None and seen.alive

        def members() -> list[tree.Process]:
            return [p for p in tree.snapshot().values() if tree.has_variable(p.pid, mark)]

        found = [p.pid for p in members()]
        left = tree.kill_all(members)
        child.kill()
        assert (found, left, child.wait(20)) == ([child.pid], [], -signal.SIGKILL)
        assert not tree.threads(child.pid)


def test_gives_up_on_what_cannot_be_killed() -> None:
    stubborn = _process(2**22 + 1, 1)
    assert tree.kill_all(lambda: [stubborn], patience=0.02) == [stubborn]
