"""What a session does by itself when it starts, and what its runs leave in ``.output``."""

from __future__ import annotations

import asyncio
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.runner import dotfiles, memory, outputs
from kernelyard_agent.runner.log import SessionLog
from kernelyard_agent.runner.startup import Startup


class Noted:
    """A log, as a file, and what it says without the times."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        self.log = SessionLog(self._fd)

    def close(self) -> None:
        os.close(self._fd)

    @property
    def lines(self) -> list[str]:
        return [line.partition("Z] ")[2] or line for line in self._path.read_text().splitlines()]


@pytest.fixture
def noted(tmp_path: Path) -> Any:
    one = Noted(tmp_path / "session.log")
    yield one
    one.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


async def begin(plan: dict[str, Any], home: Path, noted: Noted) -> Startup:
    startup = Startup(plan, home, set(), noted.log)
    async with asyncio.timeout(30):
        await startup.prepare()
    assert startup.prepared.is_set()
    return startup


# Dotfiles


@pytest.mark.feature("REST-067")
def test_dotfiles_with_their_modes_and_directories(home: Path) -> None:
    notes: list[str] = []
    wanted = [
        {"path": ".bashrc", "data": "alias l=ls\n", "mode": "644"},
        {"path": ".ssh/keys/x", "data": "secret", "mode": "0600"},
    ]
    dotfiles.write_all(home, wanted, notes.append)
    assert notes == []
    assert (home / ".bashrc").read_text() == "alias l=ls\n"
    assert (home / ".ssh/keys/x").stat().st_mode & 0o7777 == 0o600
    # A home that has them keeps what its owner has made of them.
    (home / ".bashrc").write_text("mine")
    dotfiles.write_all(home, wanted, notes.append)
    assert (home / ".bashrc").read_text() == "mine"


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        ("/etc/passwd", "644"),
        ("../x", "644"),
        (".a/../../x", "644"),
        ("", "644"),
        (".", "644"),
        (".a\0b", "644"),
        (".x", "4755"),
        (".x", "u+s"),
        (".x", "99"),
        ("linked/x", "644"),
        ("linked", "644"),
        ("." + "x" * 300, "644"),
    ],
)
def test_dotfiles_that_lead_elsewhere_are_left_out(home: Path, path: str, mode: str) -> None:
    outside = home.parent / "outside"
    outside.mkdir()
    (outside / "x").write_text("theirs")
    (home / "linked").symlink_to(outside)
    notes: list[str] = []
    later = {"path": ".later", "data": "1", "mode": "644"}
    dotfiles.write_all(home, [{"path": path, "data": "evil", "mode": mode}, later], notes.append)
    assert (outside / "x").read_text() == "theirs" and len(list(outside.iterdir())) == 1
    assert (home / ".later").read_text() == "1"
    # A link itself may give way to a file of its name; nothing behind it is touched.
    assert path == "linked" or "left out" in notes[0]


@given(path=st.text(alphabet="a./\\\0é", max_size=12))
def test_a_dotfile_lies_below_the_home_or_nowhere(path: str) -> None:
    try:
        names = dotfiles.parts(path)
    except dotfiles.DotfileProblem:
        return
    assert names
    assert not any(name in ("", ".", "..") or "/" in name or "\0" in name for name in names)


def test_a_dotfile_replaces_a_link_and_not_what_it_leads_to(home: Path) -> None:
    target = home.parent / "target"
    target.write_text("theirs")
    (home / ".profile").symlink_to(target)
    dotfiles.write(home, ".profile", "mine", "644")
    assert (home / ".profile").read_text() == "mine"
    assert not (home / ".profile").is_symlink()
    assert target.read_text() == "theirs"


# Bootstrap script and startup command


@pytest.mark.feature("SES-016")
async def test_the_bootstrap_script_runs_in_the_home_and_its_failure_ends_nothing(
    home: Path, noted: Noted
) -> None:
    script = "pwd\r\necho $0 > name\r\nfalse || exit 4\r\n"
    await begin({"bootstrap_script": script}, home, noted)
    assert noted.lines[1:] == [str(home), "the bootstrap script has ended with exit code 4"]
    assert not (home / ".kernelyard" / "bootstrap.sh").exists()


async def test_a_script_whose_interpreter_is_missing_is_reported(home: Path, noted: Noted) -> None:
    await begin({"bootstrap_script": "#!/nowhere/sh\n"}, home, noted)
    assert noted.lines[-1] == "the bootstrap script has ended with exit code 127"


async def test_a_home_that_cannot_be_written_is_reported(home: Path, noted: Noted) -> None:
    (home / ".kernelyard").write_text("in the way")
    await begin({"bootstrap_script": "true", "dotfiles": [{"path": ".x", "data": ""}]}, home, noted)
    assert any("cannot be written" in line for line in noted.lines)
    assert noted.lines[-1].endswith("exit code 127")


@pytest.mark.feature("SES-015")
async def test_the_startup_commands_output_and_code(home: Path, noted: Noted) -> None:
    plan = {"session_type": "batch", "startup_command": "echo $TERM; cat; echo bad >&2; kill -TERM $$"}
    startup = await begin(plan, home, noted)
    assert startup.is_batch
    assert await startup.run_command() == 143
    assert sorted(noted.lines[1:3]) == ["bad", "xterm"]


async def test_a_session_of_an_older_plan_starts(home: Path, noted: Noted) -> None:
    startup = await begin({}, home, noted)
    assert (startup.command, startup.is_batch, noted.lines) == ("", False, [])


# Files of .output


@pytest.mark.feature("OBJ-014")
def test_new_and_changed_files_are_found(home: Path) -> None:
    outputs.prepare(home)
    outputs.prepare(home)
    root = home / outputs.DIRECTORY
    (root / "old").write_text("1")
    (root / "same").write_text("1")
    before = outputs.look(home)
    (root / "old").write_text("12")
    (root / "a").mkdir()
    (root / "a" / "new").write_text("1")
    (root / "link").symlink_to("/etc/passwd")
    (root / "linked").symlink_to("/etc")
    os.close(os.open(os.fsencode(root) + b"/\xff", os.O_CREAT | os.O_WRONLY))
    assert outputs.made(before, outputs.look(home)) == ["a/new", "old"]


def test_a_home_without_the_directory_has_made_nothing(home: Path) -> None:
    assert outputs.look(home) == {}
    (home / outputs.DIRECTORY).write_text("a file")
    assert outputs.look(home) == {}


def test_only_so_many_entries_are_looked_at(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs.prepare(home)
    for number in range(20):
        (home / outputs.DIRECTORY / str(number)).touch()
    monkeypatch.setattr(outputs, "ENTRIES", 10)
    assert len(outputs.look(home)) == 10
    monkeypatch.setattr(outputs, "REPORTED", 3)
    assert len(outputs.made({}, outputs.look(home))) == 3


# Memory


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("low 0\nhigh 0\nmax 7\noom 3\noom_kill 2\n", 2),
        ("oom_kill_disable 0\nunder_oom 0\noom_kill 5\n", 5),
        ("oom_kill_disable 0\nunder_oom 0\n", 0),
    ],
)
def test_kills_for_want_of_memory_are_counted(tmp_path: Path, text: str, count: int) -> None:
    (tmp_path / "events").write_text(text)
    assert memory.kills((tmp_path / "nowhere", tmp_path / "events")) == count


def test_who_goes_first_when_memory_runs_out() -> None:
    with subprocess.Popen(["sleep", "600"]) as child:
        memory.offer(child.pid)
        assert Path(f"/proc/{child.pid}/oom_score_adj").read_text().strip() == memory.SCORE
        child.kill()
    memory.offer(child.pid)  # one that has gone is no trouble


async def test_secrets_of_the_bootstrap_script_are_its_own(home: Path, noted: Noted) -> None:
    plan = {"bootstrap_script": 'printf %s "$MINE" > seen\n', "bootstrap_environ": {"MINE": "sesame"}}
    startup = await begin({**plan, "startup_command": 'printf "%s" "${MINE-none}" > later'}, home, noted)
    assert (home / "seen").read_text() == "sesame"
    assert await startup.run_command() == 0
    assert (home / "later").read_text() == "none"
    assert "sesame" not in "\n".join(noted.lines)
