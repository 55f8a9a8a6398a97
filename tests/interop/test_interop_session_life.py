"""What people bring into sessions and what stays of them, with the public client: dotfiles, templates."""

from __future__ import annotations

import json
import re
import time
from uuid import UUID, uuid4

import pytest
from public_client import Client

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

TEMPLATE = """\
---
api_version: v1
kind: taskTemplate
metadata:
  name: {name}
  tag: example-tag
spec:
  kernel:
    environ:
      MYCONFIG: AAA
    image: python
    run:
      bootstrap: |
        echo "$MYCONFIG" > booted
  resources:
    cpu: '1'
    mem: 256m
  sessionType: interactive
"""


def printed(client: Client, session: str, code: str) -> str:
    """What a line of Python prints in a session."""
    return client("run", "-t", session, "--quiet", "-c", code, "python").out


@pytest.mark.feature("CLI-042", "REST-067")
def test_dotfiles(near_user: Client, session_name: str) -> None:
    path = f".h{uuid4().hex[:6]}/config"
    try:
        assert near_user("dotfile", "create", path, "--perm", "600", stdin="[default]\n").code == 0
        assert path in near_user("dotfile", "list").out
        assert "[default]" in near_user("dotfile", "get", path).out
        assert "Dotfile already exists." in near_user("dotfile", "create", path, stdin="x", code=1).text
        near_user("dotfile", "update", path, "--perm", "640", stdin="[changed]\n")
        near_user("start", "-t", session_name, "-r", "cpu=1", "-r", "mem=256m", "python")
        code = f"import os; print(open('{path}').read().strip(), oct(os.stat('{path}').st_mode & 0o777))"
        assert "[changed] 0o640" in printed(near_user, session_name, code)
    finally:
        # The client asks before it deletes.
        near_user("dotfile", "delete", path, "--force", code=None)
    assert path not in near_user("dotfile", "list", code=None).text


@pytest.mark.feature(
    "CLI-043", "CLI-044", "CLI-045", "CLI-046", "CLI-047", "CLI-048", "SES-037", "SES-038", "SES-034"
)
def test_session_templates(near_user: Client, session_name: str) -> None:
    name = f"template-{session_name}"
    (near_user.home / "t.yaml").write_text(TEMPLATE.format(name=name))
    made = near_user("sesstpl", "create", "-f", "t.yaml").text
    (template_id,) = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", made)
    assert UUID(template_id)
    assert name in near_user("sesstpl", "list").out
    assert "MYCONFIG: AAA" in near_user("sesstpl", "get", template_id).out
    near_user("sesstpl", "update", template_id, stdin=TEMPLATE.format(name=name).replace("AAA", "YYY"))
    shown = json.loads(near_user("sesstpl", "get", template_id, "-f", "json").out)
    assert shown["spec"]["kernel"]["environ"] == {"MYCONFIG": "YYY"}
    started = near_user("create-from-template", "--name", session_name, template_id)
    assert "is created and ready." in started.text
    deadline = time.monotonic() + 60
    while "YYY" not in printed(
        near_user, session_name, "import os; print(os.path.exists('booted') and open('booted').read())"
    ):
        assert time.monotonic() < deadline, "the bootstrap script has not run"
    (row,) = [row for row in near_user("ps", "--detail").table() if row["Name"] == session_name]
    assert row["Tag"] == "example-tag"
    near_user("rm", session_name)
    near_user("sesstpl", "delete", template_id, "--force", code=None)
    near_user("sesstpl", "get", template_id, code=1)


@pytest.mark.feature(
    "REST-056", "REST-059", "REST-057", "SES-036", "SDK-060", "SDK-061", "SDK-067", "SES-032"
)
def test_what_stays_of_a_session(near_user: Client, session_name: str) -> None:
    (near_user.home / "begin.sh").write_text("echo said at the start\n")
    near_user("start", "-t", session_name, "--bootstrap-script", "begin.sh", "python")
    (row,) = [row for row in near_user.listed("ps") if row["name"] == session_name]
    deadline = time.monotonic() + 60
    while "said at the start" not in near_user("session", "logs", session_name).text:
        assert time.monotonic() < deadline, "the log does not say it"
    assert near_user("session", "abuse-history", session_name).text.strip() == "{}"
    graph = near_user("session", "show-graph", "-t", session_name)
    assert session_name in graph.text and "RUNNING" in graph.text
    fields = (
        "session_id,main_kernel_id,tag,name,type,image,registry,cluster_template,cluster_mode,cluster_size,"
        "domain_name,group_name,group_id,agent_ids,user_email,user_id,access_key,created_user_email,"
        "created_user_id,status,status_info,status_data,status_changed,created_at,terminated_at,starts_at,"
        "scheduled_at,startup_command,result,resource_opts,scaling_group,service_ports,mounts,occupying_slots,"
        "dependencies,abusing_reports,idle_checks"
    )
    (seen,) = [row for row in near_user.listed("ps", "-f", fields) if row["name"] == session_name]
    assert set(fields.split(",")) <= seen.keys()
    assert (seen["type"], seen["result"], seen["cluster_size"]) == ("INTERACTIVE", "UNDEFINED", 1)
    assert seen["abusing_reports"] == [] and seen["dependencies"] in ([], "")
    assert seen["scheduled_at"] and seen["terminated_at"] is None
    checks = seen["idle_checks"] if isinstance(seen["idle_checks"], dict) else json.loads(seen["idle_checks"])
    lifetime = {"remaining": None, "remaining_time_type": "expire_after", "extra": None}
    assert checks["session_lifetime"] == lifetime and checks.keys() <= {"network_timeout", "session_lifetime"}
    near_user("rm", session_name)
    for _ in range(2):
        ended = near_user("session", "logs", session_name).text
        assert "said at the start" in ended
    assert "said at the start" in near_user("task-logs", row["session_id"]).out


def test_a_commit_needs_containers(near_user: Client, session_name: str) -> None:
    near_user("start", "-t", session_name, "python")
    refused = near_user("session", "commit", session_name, code=None)
    assert "process" in refused.text


def test_a_start_that_waits_for_its_time(near_user: Client, session_name: str) -> None:
    said = near_user("start", "--enqueue-only", "--starts-at", "1h", "-t", session_name, "python").text
    assert "is enqueued for scheduling." in said
    (row,) = [row for row in near_user.listed("ps") if row["name"] == session_name]
    assert row["status"] == "PENDING"
