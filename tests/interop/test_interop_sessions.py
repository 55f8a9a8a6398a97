"""Sessions with the public client: run, start, list, show, end; what it prints and how it exits."""

from __future__ import annotations

import json
import time
from uuid import UUID, uuid4

import pytest
from public_client import Client, Names

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

COLUMNS = [
    "Name",
    "Session ID",
    "Project/Group",
    "Main Kernel ID",
    "Image",
    "Type",
    "Status",
    "Status Info",
    "Last Updated",
    "Result",
]
"""Of the table that people get (CLI-010)."""


@pytest.mark.feature("CLI-004", "REST-001")
def test_config(user: Client) -> None:
    ran = user("config")
    assert f"API endpoint: {user.endpoint} (mode: api)" in ran.out
    assert "Server version: 23.09.10 (API: v7.20230615)" in ran.out
    assert "Negotiated API version: (7, '20230615')" in ran.out
    assert user.secret_key not in ran.text


@pytest.mark.feature("CLI-014", "CLI-015", "CLI-017")
def test_run(user: Client, open_sessions: Names) -> None:
    """The product on stdout, the course on stderr; nothing is left running."""
    before = open_sessions(user)
    ran = user("run", "--rm", "-c", "print(6*7)", "python")
    assert ran.out == "42\n"
    for said in ("is ready (domain=default, group=default).", "Execution finished. (exit code = 0)"):
        assert said in ran.text
    assert "Cleaned up the session." in ran.text
    assert open_sessions(user) == before


def test_run_says_both_streams(near_user: Client) -> None:
    code = "import sys; print('to out'); print('to err', file=sys.stderr)"
    ran = near_user("run", "--rm", "--stats", "--quiet", "-c", code, "python")
    assert "to out\n" in ran.out
    assert "to err" in ran.err
    # What they hold depends on whether the session lived long enough to be measured.
    assert "Error while printing stats" not in ran.text


def test_statistics_of_an_ended_session(near_user: Client, session_name: str) -> None:
    near_user("start", "-t", session_name, "python")
    (row,) = [row for row in near_user.listed("ps") if row["name"] == session_name]
    deadline = time.monotonic() + 60
    while "cpu_used" not in near_user("info", row["session_id"]).out:
        assert time.monotonic() < deadline, "the session was never measured"
    ended = near_user("rm", "--stats", session_name)
    assert "cpu_used" in ended.text
    assert "mem" in ended.text
    assert "Traceback" not in ended.text


def test_run_asks_for_input(user: Client) -> None:
    ran = user("run", "--rm", "--quiet", "-c", "print('hello', input('name? '))", "python", stdin="Ada\n")
    assert "name? " in ran.out
    assert "hello Ada" in ran.out


def test_run_shows_a_traceback(near_user: Client) -> None:
    ran = near_user("run", "--rm", "--quiet", "-c", "1/0", "python")
    assert "ZeroDivisionError" in ran.text


@pytest.mark.feature(
    "CLI-005",
    "CLI-006",
    "CLI-008",
    "CLI-010",
    "CLI-011",
    "CLI-012",
    "CLI-020",
    "CLI-030",
    "GQL-055",
    "GQL-056",
)
def test_start_list_show_end(user: Client, admin: Client, session_name: str, open_sessions: Names) -> None:
    started = user("start", "-t", session_name, "-r", "cpu=1", "-r", "mem=256m", "python")
    assert "is created and ready." in started.text
    again = user("start", "-t", session_name, "python")
    assert "is already running and ready." in again.text

    (row,) = [row for row in user("ps").table() if row["Name"] == session_name]
    assert list(row) == COLUMNS
    assert row["Status"] == "RUNNING"
    assert row["Type"] == "INTERACTIVE"
    assert row["Result"] == "UNDEFINED"
    assert row["Project/Group"] == "default"
    assert row["Session ID"] in started.text
    session_id = UUID(row["Session ID"])
    assert row["Image"].rpartition(":")[0].endswith("python")

    (seen,) = [row for row in admin("admin", "session", "list").table() if row["Name"] == session_name]
    assert seen["Owner Access Key"] == user.access_key
    assert list(seen) == ["Name", "Owner Access Key", *COLUMNS[1:]]
    (detail,) = [row for row in user("ps", "--detail").table() if row["Name"] == session_name]
    assert list(detail) == [*COLUMNS, "Tag", "Created At", "Occupying Slots"]
    assert detail["Occupying Slots"] == "cpu:1, mem:256.0M"
    assert user("ps", "--name-only", "--plain").out.split() == sorted(open_sessions(user), reverse=True)

    shown = user("info", str(session_id))
    assert session_name in shown.out
    assert "Cluster Role: main" in shown.out
    assert admin("admin", "session", "info", str(session_id)).out.count(str(session_id)) >= 3

    assert "End of logs." in user("session", "logs", session_name).text

    ended = user("rm", session_name)
    assert "Done." in ended.text
    assert session_name not in open_sessions(user)
    assert session_name not in {row["name"] for row in user.listed("ps", "--running")}
    assert user.listed("ps", "--dead")[0]["name"] == session_name
    gone = user("rm", session_name, code=1)
    assert "404" in gone.text
    assert "No such session." in gone.text


def test_a_running_session_runs_code(near_user: Client, session_name: str) -> None:
    """State stays between runs of one session."""
    near_user("start", "-t", session_name, "python")
    near_user("run", "-t", session_name, "--quiet", "-c", "kept = 41", "python")
    ran = near_user("run", "-t", session_name, "--quiet", "-c", "print(kept + 1)", "python")
    assert "42\n" in ran.out


@pytest.mark.feature("REST-053")
def test_rename(near_user: Client, session_name: str, open_sessions: Names) -> None:
    first = f"{session_name}-old"
    near_user("start", "-t", first, "python")
    assert f"Session renamed to {session_name}." in near_user("session", "rename", first, session_name).text
    names = open_sessions(near_user)
    assert session_name in names
    assert first not in names


@pytest.mark.feature("CLI-007", "CLI-013", "CLI-018", "CLI-030", "SES-027")
def test_enqueue_only_and_several_at_once(near_user: Client, session_name: str) -> None:
    """A start that does not wait; what waits or runs is ended by one command."""
    other = f"{session_name}-b"
    for name in (session_name, other):
        said = near_user("start", "--enqueue-only", "-t", name, "python").text
        assert "is enqueued for scheduling." in said or "is created and ready." in said
    deadline = time.monotonic() + 60
    while {session_name, other} - {row["name"] for row in near_user.listed("ps", "--running")}:
        assert time.monotonic() < deadline, near_user("ps").out
    rows = near_user("ps", "--format", "name,status,occupying_slots").table()
    assert {"Name": other, "Status": "RUNNING", "Occupying Slots": "cpu:1, mem:256.0M"} in rows
    near_user("rm", session_name, other)
    assert {session_name, other}.isdisjoint(row["name"] for row in near_user.listed("ps"))


@pytest.mark.feature("CLI-009", "GQL-005")
def test_pages_filters_and_order(near_user: Client, session_name: str) -> None:
    near_user("start", "-t", session_name, "python")
    expression = f'name == "{session_name}" & status in ["RUNNING", "PENDING"]'
    (row,) = near_user.listed("ps", "--filter", expression, "--order", "-created_at,name", "--limit", "5")
    assert row["name"] == session_name
    assert near_user.listed("ps", "--filter", 'name like "no such%"') == []
    paged = near_user("--output", "json", "ps", "--all", "--limit", "1", "--offset", "0")
    page = json.loads(paged.out)
    assert page["count"] == 1
    assert page["total_count"] >= 1


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-image"], ["No such image.", "no-such-image"]),
        (["-r", "cpu=100000", "python"], ["400", "cpu"]),
        (["-r", "mem=100000t", "python"], ["400", "mem"]),
        (["-r", "mem=much", "python"], ["400", "mem"]),
        (["-r", "cpu=-1", "python"], ["400", "cpu"]),
        (["-r", "warp=1", "python"], ["400", "warp"]),
        (["--sgroup", "no-such-group", "python"], ["No such scaling group.", "no-such-group"]),
        (["-v", "no-such-folder", "python"], ["404", "no-such-folder"]),
        (["-d", "no-such-domain", "python"], ["no-such-domain"]),
        (["-g", "no-such-project", "python"], ["no-such-project"]),
    ],
)
def test_a_wrong_start_is_refused_and_nothing_is_made(
    near_user: Client, arguments: list[str], said: list[str]
) -> None:
    name = f"refused-{uuid4().hex[:8]}"
    refused = near_user("start", "-t", name, *arguments, code=1)
    for words in said:
        assert words in refused.text
    assert "Traceback" not in refused.text
    assert name not in {row["name"] for row in near_user.listed("ps", "--all")}


def test_run_of_an_unknown_image_says_so(near_user: Client, open_sessions: Names) -> None:
    """The client itself exits with 0 here (T36)."""
    before = open_sessions(near_user)
    refused = near_user("run", "--rm", "-c", "1", "no-such-image", code=None)
    assert "No such image." in refused.text
    assert open_sessions(near_user) == before


@pytest.mark.parametrize(
    "command",
    [["rm"], ["session", "logs"], ["session", "rename", "no-such-session"]],
)
def test_unknown_sessions(near_user: Client, command: list[str]) -> None:
    refused = near_user(*command, "no-such-session2", code=1)
    assert "No such session." in refused.text
    assert "404 Not Found" in refused.text


def test_info_of_unknown_and_foreign_sessions(
    near_user: Client, near_admin: Client, session_name: str
) -> None:
    """The same words for both."""
    near_admin("start", "-t", session_name, "python")
    try:
        (row,) = [row for row in near_admin.listed("ps") if row["name"] == session_name]
        for session_id in (row["session_id"], str(uuid4())):
            refused = near_user("info", session_id, code=1)
            assert "There is no such compute session." in refused.text
        assert "No such session." in near_user("rm", session_name, code=1).text
    finally:
        near_admin("rm", session_name)
