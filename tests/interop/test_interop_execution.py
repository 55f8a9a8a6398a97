"""Execution with the public client: queries, batch runs, prompts on a terminal, batch sessions."""

from __future__ import annotations

import os
import pty
import select
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from public_client import Client
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]
PATIENCE = 90.0


def on_a_terminal(client: Client, arguments: list[str], typed: dict[str, str]) -> str:
    """Run the client on a terminal of its own; type an answer each time that a prompt appears."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(client.home)
        os.execve(client.executable, [str(client.executable), *arguments], client._environment())
    seen, waiting = "", dict(typed)
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 0.5)[0]:
                continue
            try:
                data = os.read(terminal, 65536)
            except OSError:  # its end
                break
            if not data:
                break
            seen += data.decode(errors="replace")
            for prompt in [prompt for prompt in waiting if prompt in seen]:
                os.write(terminal, (waiting.pop(prompt) + "\n").encode())
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    assert not waiting, seen
    return seen


def in_order(text: str, *words: str) -> None:
    """All of them, one after the other."""
    for word in words:
        before, found, text = text.partition(word)
        assert found, (word, before)


def finished(client: Client, name: str) -> dict[str, str]:
    """The row of a session that has ended."""
    deadline = time.monotonic() + PATIENCE
    while True:
        rows = [row for row in client.listed("ps", "--all") if row["name"] == name]
        if rows and rows[0]["status"] in ("TERMINATED", "ERROR", "CANCELLED"):
            return {key: str(value) for key, value in rows[0].items()}
        assert time.monotonic() < deadline, rows
        time.sleep(0.3)


@pytest.mark.feature("REST-008", "REST-015", "EXE-011")
def test_prompts_on_a_terminal(near_user: Client, session_name: str) -> None:
    code = (
        "import getpass\nname = input('name? ')\nword = getpass.getpass('word? ')\n"
        "print('got', name, len(word))"
    )
    near_user("start", "-t", session_name, "python")
    seen = on_a_terminal(
        near_user,
        ["run", "-t", session_name, "-c", code, "python"],
        {"name? ": "Ada", "Password: ": "hush!"},
    )
    assert "got Ada 5" in seen
    assert "hush!" not in seen


@pytest.mark.feature("REST-009", "EXE-004", "OBJ-013")
def test_batch_runs(near_user: Client, session_name: str) -> None:
    (near_user.home / "main.c").write_text('#include <stdio.h>\nint main(void) { puts("by C"); return 6; }\n')
    (near_user.home / "Makefile").write_text("all:\n\techo building\n\tgcc -o prog main.c\n")
    near_user("start", "-t", session_name, "python")

    def run(*arguments: str) -> tuple[str, str]:
        ran = near_user("run", "-t", session_name, *arguments, "python", "main.c", "Makefile", code=None)
        return ran.out, ran.err

    out, course = run("--clean", "rm -f prog; echo cleaned", "--build", "make", "--exec", "./prog")
    in_order(out, "cleaned", "building", "by C")
    in_order(
        course,
        "Clean finished. (exit code = 0)",
        "Build finished. (exit code = 0)",
        "Execution finished. (exit code = 6)",
    )
    out, course = run("--build", "echo broken; exit 2", "--exec", "echo never")
    assert ("broken" in out, "never" in out) == (True, False)
    in_order(course, "Build finished. (exit code = 2)", "Execution finished. (exit code = 127)")
    # What the client sends where nothing is said: everything by default.
    out, course = run()
    assert "building" in out
    in_order(course, "Clean finished. (exit code = 0)", "Execution finished. (exit code = 127)")


@pytest.mark.feature("EXE-007", "EXE-008", "EXE-009", "OBJ-015", "OBJ-016")
def test_other_output_and_files(near_user: Client, session_name: str, site: RunningSite) -> None:
    code = """
from IPython.display import HTML, display
import pathlib
display(HTML('<b>bold</b>'))
display({'application/vnd.kernelyard.log+json': {'level': 'error', 'message': 'oh'}}, raw=True)
(pathlib.Path.home() / '.output' / 'made.txt').write_text('by a run')
"""
    near_user("start", "-t", session_name, "python")
    said = near_user("run", "-t", session_name, "--quiet", "-c", code, "python").out
    assert "(type: html)" in said and "<b>bold</b>" in said
    assert "(type: log)" in said and "'error'" in said
    url = said.partition("made.txt: ")[2].split()[0]
    assert urlsplit(url).netloc == urlsplit(site.hub_url).netloc
    parts = urlsplit(url)
    account = Signed(f"{parts.scheme}://{parts.netloc}", near_user.access_key, near_user.secret_key)
    headers = account.headers("GET", parts.path, "text/plain")
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        assert answer.read() == b"by a run"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    missing = account.call("GET", parts.path.replace("made.txt", "missing.txt"))
    assert missing.status == 400
    outside = account.call("GET", parts.path.replace("made.txt", "..%2f.profile"))
    assert outside.status in (400, 404)
    session_id = parts.path.split("/session/")[1].split("/")[0]
    info = Signed(site.service_url, near_user.access_key, near_user.secret_key).call(
        "GET", f"/session/{session_id}"
    )
    assert info.body["numQueriesExecuted"] == 1


@pytest.mark.feature("SES-015", "SES-035", "REST-019")
@pytest.mark.parametrize(
    ("command", "result"), [("echo it works", "SUCCESS"), ("echo no; exit 3", "FAILURE")]
)
def test_batch_sessions(near_user: Client, session_name: str, command: str, result: str) -> None:
    near_user("start", "--type", "batch", "-c", command, "-t", session_name, "--enqueue-only", "python")
    row = finished(near_user, session_name)
    assert (row["status"], row["result"], row["type"]) == ("TERMINATED", result, "BATCH")
    told = near_user("events", session_name, code=None).out
    in_order(told, f"session_{result.lower()}", "session_terminated")


def test_a_batch_session_that_somebody_ends_has_no_result(near_user: Client, session_name: str) -> None:
    near_user("start", "--type", "batch", "-c", "sleep 600", "-t", session_name, "python")
    near_user("rm", session_name)
    assert finished(near_user, session_name)["result"] == "UNDEFINED"


def test_a_batch_session_needs_a_command(near_user: Client, session_name: str) -> None:
    refused = near_user("start", "--type", "batch", "-t", session_name, "python", code=1)
    assert "startup command" in refused.text


@pytest.mark.feature("SES-016")
def test_a_bootstrap_script(near_user: Client, session_name: str, tmp_path: Path) -> None:
    script = tmp_path / "boot.sh"
    script.write_text("echo prepared > ready.txt\n")
    near_user("start", "--bootstrap-script", str(script), "-t", session_name, "python")
    ran = near_user("run", "-t", session_name, "--quiet", "-c", "print(open('ready.txt').read())", "python")
    assert "prepared" in ran.out
