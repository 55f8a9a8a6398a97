"""Execution in every mode, in sessions of a real agent: what runs, what it says, what it leaves behind."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from agent_rig import Rig, text, until
from tests import parts

from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentError
from kernelyard_agent.runner import tree

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rig() -> AsyncIterator[Rig]:
    directory = Path(tempfile.mkdtemp(prefix="ky-exec-"))
    directory.chmod(0o755)  # the sessions' user must pass through
    try:
        async with Rig(directory) as one:
            yield one
    finally:
        shutil.rmtree(directory)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def kernel(rig: Rig) -> p.KernelSpec:
    """One running kernel that tests share; each leaves it usable."""
    return await rig.running()


def home_of(rig: Rig, spec: p.KernelSpec) -> Path:
    return rig.state_dir / "scratch" / str(spec.kernel_id) / "work"


def items(answers: list[p.ExecuteResult]) -> list[tuple[str, Any]]:
    return [item for answer in answers for item in answer.console]


async def batch(rig: Rig, spec: p.KernelSpec, **options: Any) -> list[p.ExecuteResult]:
    request = p.ExecuteRequest(run_id=uuid4().hex, mode="batch", options=options)
    first = await rig.client.execute(spec.kernel_id, request)
    return await rig.follow(spec, first, ("finished", "exec-timeout"))


async def log_of(rig: Rig, spec: p.KernelSpec) -> str:
    return (await rig.client.logs(spec.kernel_id)).text


# What a run says


@pytest.mark.feature("REST-008", "EXE-003", "OBJ-014")
async def test_a_password_is_asked_for_without_echo(rig: Rig, kernel: p.KernelSpec) -> None:
    code = "import getpass\nname = input('name? ')\nword = getpass.getpass('word? ')\nprint(name, len(word))"
    asked = await rig.run(kernel, code, stop_at=("waiting-input",))
    run_id = asked[-1].run_id
    assert (text(asked), asked[-1].options) == ("name? ", {"is_password": False})
    then = await rig.follow(kernel, await rig.execute(kernel, run_id, "input", "Ada"), ("waiting-input",))
    assert (text(then), then[-1].options) == ("word? ", {"is_password": True})
    # The other spelling of the mode.
    ended = await rig.follow(kernel, await rig.execute(kernel, run_id, "user-input", "secret"))
    assert text(ended) == "Ada 6\n"


@pytest.mark.feature("REST-011")
async def test_an_interrupt_ends_a_prompt_and_a_loop(rig: Rig, kernel: p.KernelSpec) -> None:
    loop = "print(1, flush=True)\nwhile True: pass"
    for code, state in (("input()", "waiting-input"), (loop, "continued")):
        answers = await rig.run(kernel, code, stop_at=(state,))
        if state == "continued":
            while not text(answers):
                answers.append(await rig.execute(kernel, answers[0].run_id, "continue"))
        await rig.client.interrupt(kernel.kernel_id)
        ended = await rig.follow(kernel, await rig.execute(kernel, answers[0].run_id, "continue"))
        assert "KeyboardInterrupt" in text(ended, "stderr")
        assert ended[-1].exit_code == 0
    assert text(await rig.run(kernel, "1 + 1")) == "2\n"


@pytest.mark.feature("EXE-009", "OBJ-015")
async def test_log_items_by_display_data_and_by_python_logging(rig: Rig, kernel: p.KernelSpec) -> None:
    page = (parts.ROOT / "docs" / "running-code.md").read_text()
    handler = page.partition("```python\n")[2].partition("```")[0]
    assert "Items" in handler
    said = "log = logging.getLogger('training')\nlog.critical('out of %s', 'milk')\nlog.warning('low')\n"
    quiet = "logging.getLogger().handlers[:] = []\n"
    code = handler + said + quiet
    (_, first), (_, second) = [item for item in items(await rig.run(kernel, code)) if item[0] == "log"]
    assert (first[0], first[2], first[3]) == ("fatal", "training", "out of milk")
    assert second[0] == "warning"
    assert first[1][:4].isdigit() and "T" in first[1]


@pytest.mark.feature("EXE-006")
async def test_colours_control_characters_and_halves_of_pairs_arrive(rig: Rig, kernel: p.KernelSpec) -> None:
    code = "print('\\x1b[31mred\\x1b[0m \\x00 \\x07', '\\U0001F600')"
    assert text(await rig.run(kernel, code)) == "\x1b[31mred\x1b[0m \x00 \x07 \U0001f600\n"
    answers = await rig.run(kernel, "import sys\nsys.stdout.write('a\\ud800b')\nsys.stdout.flush()")
    assert answers[-1].status == "finished"
    # By bytes that are no text, too.
    answers = await batch(rig, kernel, exec=r"printf 'a\377b'; printf '\342\202'; sleep 0.1; printf '\254'")
    assert text(answers) == "a\ufffdb\u20ac"


@pytest.mark.feature("EXE-005")
async def test_long_output_comes_in_capped_answers_without_a_gap(rig: Rig, kernel: p.KernelSpec) -> None:
    length = 3 * p.CONSOLE_CAP + 17
    code = f"import sys\nprint('o' * {length}, end='')\nprint('e' * {length}, end='', file=sys.stderr)"
    answers = await rig.run(kernel, code)
    assert (len(text(answers)), len(text(answers, "stderr"))) == (length, length)
    for answer in answers:
        for kind in ("stdout", "stderr"):
            assert len(text([answer], kind)) <= p.CONSOLE_CAP
    assert {answer.status for answer in answers[:-1]} == {"continued"}


@pytest.mark.feature("OBJ-014", "OBJ-016")
async def test_files_of_output_are_reported_by_the_run_that_made_them(rig: Rig, kernel: p.KernelSpec) -> None:
    code = "import os, pathlib\nhere = pathlib.Path.home() / '.output'\n(here / 'a b.txt').write_text('1')"
    assert (await rig.run(kernel, code))[-1].files == [{"name": "a b.txt"}]
    assert (await rig.run(kernel, "print('nothing made')"))[-1].files == []
    # Changed and in a directory; what is linked or no file is not reported.
    answers = await batch(
        rig,
        kernel,
        exec="cd ~/.output && echo 22 >> 'a b.txt' && mkdir -p x/y && echo 3 > x/y/z && ln -s /etc/passwd p"
        " && mkfifo f",
    )
    assert answers[-1].files == [{"name": "a b.txt"}, {"name": "x/y/z"}]
    packed = await rig.client.download(kernel.kernel_id, p.FilePath(path=".output/x/y/z"))
    assert packed.tar


# What a run is


@pytest.mark.feature("EXE-001")
async def test_an_id_names_a_run_until_its_end_is_told(rig: Rig, kernel: p.KernelSpec) -> None:
    await rig.run(kernel, "count = 0")
    code = "import time\ncount += 1\ntime.sleep(0.5)\nprint(count)"
    first, again = await asyncio.gather(
        rig.execute(kernel, "mine", "query", code), rig.execute(kernel, "mine", "query", code)
    )
    last = await rig.follow(kernel, first)
    assert text([*last, again]) == "1\n"
    repeated = await rig.execute(kernel, "mine", "continue")
    assert (repeated.status, repeated.console) == ("finished", [])
    anew = await rig.follow(kernel, await rig.execute(kernel, "mine", "query", code))
    assert text(anew) == "2\n"
    with pytest.raises(AgentError, match="no such run"):
        await rig.execute(kernel, "nobody's", "continue")


@pytest.mark.feature("KRN-033")
async def test_words_of_control_do_nothing(rig: Rig, kernel: p.KernelSpec) -> None:
    for code in ("%ping", "%resize 24 80"):
        (answer,) = await rig.run(kernel, code)
        assert (answer.status, answer.exit_code, answer.console) == ("finished", 0, [])


@pytest.mark.feature("EXE-001")
async def test_sessions_do_not_wait_for_each_other(rig: Rig, kernel: p.KernelSpec) -> None:
    other = await rig.running()
    begun = await rig.execute(kernel, "slow", "query", "import time\ntime.sleep(600)")
    assert text(await rig.run(other, "print('meanwhile')")) == "meanwhile\n"
    assert begun.status == "continued"
    await rig.client.interrupt(kernel.kernel_id)
    await rig.follow(kernel, await rig.execute(kernel, "slow", "continue"))
    await rig.destroy(other)


@pytest.mark.feature("EXE-010", "OBJ-014")
async def test_runs_that_take_too_long_are_ended(rig: Rig) -> None:
    spec = await rig.running(exec_timeout=1.0)
    slow = await rig.run(spec, "kept = 1\nimport time\ntime.sleep(600)", stop_at=("finished", "exec-timeout"))
    assert (slow[-1].status, slow[-1].exit_code) == ("exec-timeout", None)
    assert "longer than 1 s" in text(slow, "stderr")
    assert text(await rig.run(spec, "kept")) == "1\n"
    # One that does not listen to an interrupt loses its kernel.
    deaf = "import signal, time\nsignal.signal(2, signal.SIG_IGN)\ntime.sleep(600)"
    assert (await rig.run(spec, deaf, stop_at=("finished", "exec-timeout")))[-1].status == "exec-timeout"
    assert "NameError" in text(await rig.run(spec, "kept"), "stderr")
    ended = await batch(rig, spec, build="trap '' INT; sleep 600", exec="echo never")
    assert ended[-1].status == "exec-timeout"
    assert "never" not in text(ended)
    await rig.destroy(spec)


@pytest.mark.feature("EXE-002", "REST-006")
async def test_a_kernel_that_dies_is_told_of_and_started_anew(rig: Rig, kernel: p.KernelSpec) -> None:
    died = await rig.run(kernel, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    assert (died[-1].status, died[-1].exit_code) == ("finished", 137)
    assert "killed by signal 9" in text(died, "stderr")
    left = await rig.run(kernel, "import os\nos._exit(3)")
    assert left[-1].exit_code == 3
    assert text(await rig.run(kernel, "2 + 2")) == "4\n"


@pytest.mark.feature("REST-009", "OBJ-013", "EXE-004")
async def test_batch_in_a_session(rig: Rig, kernel: p.KernelSpec) -> None:
    env = 'echo "$TERM $LANG $SHELL $USER $PWD"; [ "$HOME" = "$PWD" ] && echo home'
    answers = await batch(rig, kernel, clean="echo c", build=env, buildLog=True, exec="exit 5")
    ends = [(answer.status, answer.exit_code) for answer in answers if answer.exit_code is not None]
    assert ends == [("clean-finished", 0), ("build-finished", 0), ("finished", 5)]
    assert text(answers) == f"c\nxterm C.UTF-8 /bin/bash work {home_of(rig, kernel)}\nhome\n"
    only = await batch(rig, kernel, build="echo built")
    assert [(a.status, a.exit_code) for a in only if a.exit_code is not None] == [
        ("build-finished", 0),
        ("finished", 0),
    ]
    assert text(only) == "built\n"


@pytest.mark.feature("REST-011")
async def test_an_interrupted_build_is_not_followed_by_its_program(rig: Rig, kernel: p.KernelSpec) -> None:
    request = p.ExecuteRequest(
        run_id=uuid4().hex, mode="batch", options={"build": "echo up; sleep 600", "exec": "echo never"}
    )
    answers = [await rig.client.execute(kernel.kernel_id, request)]
    while not text(answers):
        answers.append(await rig.execute(kernel, request.run_id, "continue"))
    await rig.client.interrupt(kernel.kernel_id)
    ended = await rig.follow(kernel, await rig.execute(kernel, request.run_id, "continue"))
    assert (ended[-1].status, ended[-1].exit_code) == ("finished", 130)
    assert "never" not in text(ended)


# What goes wrong


async def test_output_of_a_caller_who_has_gone_waits_for_the_next(rig: Rig, kernel: p.KernelSpec) -> None:
    run_id = uuid4().hex
    code = "import time\ntime.sleep(1.0)\nprint('said to nobody')\ntime.sleep(0.5)"
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await rig.execute(kernel, run_id, "query", code)
    marker = home_of(rig, kernel) / "marker"
    assert not marker.exists()
    # Until the run has surely ended: the next one has.
    await rig.run(kernel, "import pathlib\npathlib.Path('marker').touch()")
    answers = await rig.follow(kernel, await rig.execute(kernel, run_id, "continue"))
    assert text(answers) == "said to nobody\n"


@pytest.mark.feature("EXE-003")
async def test_a_run_goes_on_while_its_agent_is_restarted(rig: Rig, kernel: p.KernelSpec) -> None:
    code = "import time\nprint('before', flush=True)\ntime.sleep(2)\nprint('after')"
    run_id = uuid4().hex
    answers = [await rig.execute(kernel, run_id, "query", code)]
    while not text(answers):
        answers.append(await rig.execute(kernel, run_id, "continue"))
    await rig.kill()
    await rig.start()
    await rig.state(kernel, p.KernelState.RUNNING)
    answers += await rig.follow(kernel, await rig.execute(kernel, run_id, "continue"))
    assert text(answers) == "before\nafter\n"


async def test_a_gigabyte_of_output_costs_the_runner_little_memory(rig: Rig) -> None:
    """Output that nobody fetches gives way, the oldest first, and the next answer says how much."""
    spec = await rig.running()
    runner = next(
        process.pid
        for process in rig.session_processes()
        if str(spec.kernel_id) in Path(f"/proc/{process.pid}/environ").read_text(errors="replace")
        and b"kernelyard_agent.runner" in Path(f"/proc/{process.pid}/cmdline").read_bytes()
    )
    for mode, code in (
        ("batch", "head -c 1000000000 /dev/zero | tr '\\0' x; echo; echo the end"),
        ("query", "line = 'x' * 999\nfor _ in range(200_000): print(line)\nprint('the end')"),
    ):
        request = p.ExecuteRequest(
            run_id=mode, mode=mode, code=code if mode == "query" else "", options={"exec": code}
        )
        first = await rig.client.execute(spec.kernel_id, request)
        await rig.run(spec, "1")  # behind it, so it has ended
        answers = await rig.follow(spec, first)
        assert text(answers).endswith("the end\n")
        assert "earlier output were dropped" in text(answers, "stderr")
        status = Path(f"/proc/{runner}/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
        # A kernel hands over what it has printed in a fifth of a second, a pipe little at a time.
        assert peak < (150 if mode == "batch" else 400), f"{mode}: {peak} MiB"
    await rig.destroy(spec)


# What a session does by itself


@pytest.mark.feature("SES-015", "SES-035")
@pytest.mark.parametrize(("command", "code", "reason"), [
    ("echo out; echo err >&2; sleep 0.2", 0, "task-finished"),
    ("echo bad; exit 7", 7, "task-failed (exit code 7)"),
    ("kill -9 $$", 137, "task-failed (exit code 137)"),
])  # fmt: skip
async def test_a_batch_session_ends_with_its_command(rig: Rig, command: str, code: int, reason: str) -> None:
    spec = rig.spec(session_type="batch", startup_command=command)
    await rig.create(spec)
    status = await rig.state(spec, p.KernelState.EXITED)
    assert (status.exit_code, status.reason) == (code, reason)
    log = await log_of(rig, spec)
    assert ("out\n" in log and "err\n" in log) if code == 0 else f"ended with exit code {code}" in log


@pytest.mark.feature("SES-015")
async def test_a_batch_session_outlives_its_agent(rig: Rig) -> None:
    command = "echo begun; while [ ! -e go ]; do sleep 0.05; done; echo done; exit 4"
    spec = await rig.running(session_type="batch", startup_command=command)
    await rig.kill()
    (home_of(rig, spec) / "go").touch()
    await rig.start()
    assert (await rig.state(spec, p.KernelState.EXITED)).exit_code == 4
    assert (
        "begun\ndone\n"
        in "\n".join(line for line in (await log_of(rig, spec)).splitlines() if not line.startswith("["))
        + "\n"
    )


@pytest.mark.feature("SES-015")
async def test_a_startup_command_beside_an_interactive_session(rig: Rig) -> None:
    spec = await rig.running(startup_command="echo $BACKENDAI_SESSION_NAME > started; exit 3")
    await until((home_of(rig, spec) / "started").exists, "the startup command")
    assert text(await rig.run(spec, "print(open('started').read(), end='')")) == "test\n"
    await rig.destroy(spec)


@pytest.mark.feature("SES-016", "REST-067")
async def test_dotfiles_then_the_bootstrap_script_then_everything_else(rig: Rig) -> None:
    dotfiles = [
        p.Dotfile(path=".vimrc", data="set nu\n", mode="600"),
        p.Dotfile(path=".config/tool/run", data="#!/bin/sh\necho tool\n", mode="755"),
        p.Dotfile(path="../outside", data="x"),
    ]
    script = "cat .vimrc; id -u > uid; .config/tool/run; sleep 0.5; echo done > bootstrapped; exit 9\n"
    spec = await rig.running(
        dotfiles=dotfiles, bootstrap_script=script, startup_command="cp bootstrapped copied"
    )
    # The first run waits for the script, and the script's failure ends nothing.
    assert text(await rig.run(spec, "print(open('bootstrapped').read(), end='')")) == "done\n"
    home = home_of(rig, spec)
    assert (home / ".vimrc").stat().st_mode & 0o777 == 0o600
    assert (home / ".config/tool/run").stat().st_mode & 0o777 == 0o755
    assert not (home.parent / "outside").exists()
    assert (home / "uid").read_text().strip() == str((home / "uid").stat().st_uid) != "0"
    log = await log_of(rig, spec)
    for said in ("set nu\n", "tool\n", "bootstrap script has ended with exit code 9", "'../outside' is not"):
        assert said in log
    await until((home / "copied").exists, "the startup command")
    assert not list((home / ".kernelyard").glob("bootstrap*"))
    await rig.destroy(spec)


async def test_a_bootstrap_script_says_what_runs_it(rig: Rig) -> None:
    script = "#!/usr/bin/env python3\r\nimport sys\r\nprint('by', 'python', file=open('said', 'w'))\r\n"
    spec = await rig.running(session_type="batch", startup_command="cat said", bootstrap_script=script)
    status = await rig.state(spec, p.KernelState.EXITED)
    assert status.exit_code == 0
    assert "by python\n" in await log_of(rig, spec)


async def test_nothing_of_a_batch_session_is_left(rig: Rig) -> None:
    spec = rig.spec(session_type="batch", startup_command="setsid sleep 600 & setsid sleep 600 & true")
    await rig.create(spec)
    assert (await rig.state(spec, p.KernelState.EXITED)).exit_code == 0

    def left() -> list[tree.Process]:
        mark = f"BACKENDAI_KERNEL_ID={spec.kernel_id}"
        return [process for process in rig.session_processes() if tree.has_variable(process.pid, mark)]

    await until(lambda: not left(), "the end of its processes")
