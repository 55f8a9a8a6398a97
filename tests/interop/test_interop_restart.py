"""Restart, apps and reports of sessions, and what is known of one that has ended, with the public client."""

from __future__ import annotations

import json

import pytest
from public_client import Client

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


def run(client: Client, name: str, code: str) -> str:
    return client("run", "-t", name, "-q", "-c", code, "python").out


@pytest.mark.feature("SES-028", "REST-005", "REST-058")
def test_a_restart_keeps_files_and_loses_variables(user: Client, session_name: str) -> None:
    user("start", "-t", session_name, "python")
    (before,) = [row for row in user.listed("ps") if row["name"] == session_name]
    run(user, session_name, "kept = 1; open('kept.txt', 'w').write('on disk')")
    assert run(user, session_name, "print('kept' in globals())") == "True\n"
    user("restart", session_name)
    seen = run(user, session_name, "print('kept' in globals(), open('kept.txt').read())")
    assert seen == "False on disk\n"
    (after,) = [row for row in user.listed("ps") if row["name"] == session_name]
    assert (after["session_id"], after["status"]) == (before["session_id"], "RUNNING")
    assert "'restarting', '20" in user("session", "status-history", session_name).text
    apps = user("apps", session_name)
    assert "Traceback" not in apps.text
    assert "{}" in user("session", "abuse-history", session_name).out


def test_what_is_known_of_an_ended_session(near_user: Client, session_name: str) -> None:
    near_user("start", "-t", session_name, "python")
    (row,) = [row for row in near_user.listed("ps") if row["name"] == session_name]
    near_user("rm", session_name)
    shown = near_user("--output", "json", "session", "info", row["session_id"]).out
    shown = near_user("--output", "json", "session", "info", row["session_id"]).out
    (known,) = json.loads(shown)["items"]
    assert (known["name"], known["status"]) == (session_name, "TERMINATED")
    assert known["containers"][0]["last_stat"]
    refused = near_user("restart", session_name, code=None).text
    assert "BackendAPIError: 4" in refused
    assert "Traceback" not in refused
    assert "the session ends: user-requested" in near_user("session", "logs", session_name).text
