"""Files, names, history and events of a running session, with the public client."""

from __future__ import annotations

import json
import subprocess

import pytest
from public_client import Client

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


@pytest.mark.feature("REST-012", "REST-013", "REST-014")
def test_upload_list_download(user: Client, session_name: str) -> None:
    user("start", "-t", session_name, "python")
    (user.home / "deep").mkdir()
    (user.home / "a.txt").write_text("hello\n")
    (user.home / "deep" / "b.bin").write_bytes(bytes(range(256)) * 100)
    assert "Uploaded." in user("session", "upload", session_name, "a.txt", "deep/b.bin").text
    listed = user("session", "ls", session_name, ".").out
    assert "a.txt" in listed
    assert "deep" in listed
    assert "b.bin" in user("session", "ls", session_name, "deep").out
    refused = user("session", "ls", session_name, "/etc", code=1)
    assert "is not below /home/work" in refused.text
    (user.home / "got").mkdir()
    user("session", "download", session_name, "a.txt", "deep", "--dest", "got")
    assert (user.home / "got" / "a.txt").read_text() == "hello\n"
    assert (user.home / "got" / "deep" / "b.bin").read_bytes() == bytes(range(256)) * 100
    seen = user("run", "-t", session_name, "-q", "-c", "print(open('a.txt').read())", "python")
    assert "hello" in seen.out


def test_too_long_a_file_is_refused_by_name(near_user: Client, session_name: str) -> None:
    near_user("start", "-t", session_name, "python")
    (near_user.home / "long.bin").write_bytes(b"\0" * (2**20 + 1))
    refused = near_user("session", "upload", session_name, "long.bin", code=1)
    assert "'long.bin' is larger than 1 MiB" in refused.text
    assert "long.bin" not in near_user("session", "ls", session_name, ".").out


@pytest.mark.feature("REST-019")
def test_history_rename_and_events(near_user: Client, session_name: str) -> None:
    near_user("start", "-t", session_name, "python")
    history = near_user("session", "status-history", session_name).text
    for status in ("pending", "scheduled", "preparing", "running"):
        assert f"'{status}', '20" in history
    renamed = f"{session_name}-2"
    assert f"renamed to {renamed}" in near_user("session", "rename", session_name, renamed).text

    # Whether the stream begins before the end or after it, it tells the end, and then that it is over.
    watching = near_user.begin("events", renamed)
    near_user("rm", renamed)
    try:
        out, _ = watching.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        watching.kill()
        watching.communicate()
        raise
    assert watching.returncode == 0
    told = [line.partition(" ") for line in out.splitlines()]
    assert [name for name, _, _ in told][-2:] == ["session_terminated", "server_close"]
    assert json.loads(told[-2][2])["sessionName"] == renamed


@pytest.mark.feature("REST-009", "EXE-004", "OBJ-013")
def test_run_files_in_batch_mode(user: Client, session_name: str) -> None:
    (user.home / "main.py").write_text("import helper, sys\nprint(helper.WORD)\nsys.exit(3)\n")
    (user.home / "helper.py").write_text("WORD = 'from another file'\n")
    ran = user("run", "-t", session_name, "--build", "echo built", "python", "main.py", "helper.py")
    assert "built\n" in ran.out
    assert "from another file\n" in ran.out
    assert "Build finished." in ran.text
    assert "exit code = 3" in ran.text
    shell = user("run", "--rm", "-q", "--exec", "python -c 'print(6*7)'", "python", "main.py")
    assert "42\n" in shell.out


def test_run_over_ranges(near_user: Client) -> None:
    (near_user.home / "main.py").write_text("import os\nprint('CASE', os.environ['CASE'])\n")
    near_user("run", "--rm", "--env-range", "CASE=case:a,b", "-e", "CASE=$CASE", "python", "main.py")
    # The client runs the cases in sessions of their own, and writes what they print into files.
    logs = (near_user.home / ".cache").rglob("*.stdout.log")
    assert sorted(log.read_text() for log in logs) == ["CASE a\n", "CASE b\n"]
