"""What admins list and show with the public client, and that others are refused."""

from __future__ import annotations

import pytest
from public_client import Client

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


@pytest.mark.feature("GQL-032")
def test_agents(admin: Client) -> None:
    (row,) = admin("admin", "agent", "list").table()
    assert row["Status"] == "ALIVE"
    assert row["Scaling Group"] == "default"
    assert row["Available Slots"].startswith("cpu:")
    assert "mem:" in row["Available Slots"]
    shown = admin("admin", "agent", "info", row["ID"]).out
    assert "Live Stat" in shown
    assert "cpu_util" in shown
    assert admin.listed("admin", "agent", "list", "--status", "LOST") == []


@pytest.mark.feature("GQL-061")
def test_images(admin: Client, user: Client) -> None:
    for client in (admin, user):
        rows = client("admin", "image", "list").table()
        assert any("python" in row["Aliases"] for row in rows)


@pytest.mark.feature("GQL-046")
def test_keypairs(near_admin: Client, near_user: Client) -> None:
    rows = {row["Access Key"]: row for row in near_admin("admin", "keypair", "list").table()}
    assert rows[near_admin.access_key]["Secret Key"] == near_admin.secret_key
    assert rows[near_user.access_key]["Secret Key"] == "(null)"
    assert rows[near_user.access_key]["Projects"] == "[default]"
    shown = near_user("admin", "keypair", "info").out
    assert near_user.access_key in shown
    assert [row["access_key"] for row in near_user.listed("admin", "keypair", "list")] == [
        near_user.access_key
    ]


@pytest.mark.feature("GQL-034", "GQL-036")
def test_users(near_admin: Client, near_user: Client) -> None:
    rows = {row["Username"]: row for row in near_admin("admin", "user", "list").table()}
    assert rows["user"]["Role"] == "user"
    assert rows["user"]["Groups"] == "default"
    assert rows["user"]["Status"] == "active"
    email = rows["user"]["Email"]
    assert email in near_admin("admin", "user", "info", "-e", email).out
    assert email in near_user("admin", "user", "info").out
    filtered = near_admin.listed("admin", "user", "list", "--filter", 'role == "USER" & username like "us%"')
    assert [row["username"] for row in filtered] == ["user"]


@pytest.mark.feature("GQL-006", "GQL-007", "GQL-011", "GQL-012", "GQL-040", "GQL-041", "GQL-050", "GQL-051")
def test_what_the_site_is_made_of(near_admin: Client) -> None:
    """Every list and every single object, without a traceback and with the first data in it."""
    for command in (
        ["admin", "domain", "list"],
        ["admin", "domain", "info", "default"],
        ["admin", "group", "list"],
        ["admin", "group", "info", "default"],
        ["admin", "scaling-group", "list"],
        ["admin", "scaling-group", "info", "default"],
        ["admin", "scaling-group", "get-available", "default"],
        ["admin", "keypair-resource-policy", "list"],
        ["admin", "keypair-resource-policy", "info", "default"],
    ):
        ran = near_admin(*command)
        assert "default" in ran.out, command
        assert "Traceback" not in ran.text


def test_storage_and_resources(near_admin: Client) -> None:
    assert "vfs" in near_admin("admin", "storage", "list").out
    assert "local:volume1" in near_admin("admin", "storage", "info", "local:volume1").out
    assert "create-vfolder" in near_admin("admin", "permission", "list").out
    slots = near_admin("admin", "resource", "query-slots").out
    assert "cpu (count)" in slots
    assert "mem (bytes)" in slots
    assert near_admin("admin", "resource", "vfolder-types").out.split() == ["group", "user"]


@pytest.mark.parametrize(
    "command",
    [
        ["agent", "list"],
        ["agent", "info", "i-any"],
        ["domain", "list"],
        ["scaling-group", "list"],
        ["storage", "list"],
        ["user", "list"],
    ],
)
def test_users_are_refused(near_user: Client, command: list[str]) -> None:
    refused = near_user("admin", *command, code=1)
    assert "privilege" in refused.text
    assert "Traceback" not in refused.text


def test_users_list_their_own_only(near_user: Client, near_admin: Client, session_name: str) -> None:
    near_admin("start", "-t", session_name, "python")
    try:
        assert session_name in {row["name"] for row in near_admin.listed("admin", "session", "list")}
        assert session_name not in {row["name"] for row in near_user.listed("admin", "session", "list")}
        assert "Forbidden" in near_user("ps", "--access-key", near_admin.access_key, code=1).text
    finally:
        near_admin("rm", session_name)


def test_a_wrong_filter_or_order_is_named(near_admin: Client) -> None:
    for option, said in (
        (["--filter", "zzz == 1"], "Query filter parsing error: Unknown/unsupported field name: 'zzz'"),
        (["--filter", 'name == "'], "Query filter parsing error"),
        (["--order", "zzz"], "Query order parsing error: Unknown/unsupported field name: 'zzz'"),
    ):
        refused = near_admin("admin", "session", "list", *option, code=1)
        assert said in refused.text


@pytest.mark.feature("SDK-030", "SDK-031", "REST-062")
def test_the_manager_is_frozen_and_goes_on(near_admin: Client, near_user: Client, session_name: str) -> None:
    assert "running" in near_admin("admin", "manager", "status").text
    try:
        assert "successfully frozen" in near_admin("admin", "manager", "freeze").text
        assert "frozen" in near_admin("admin", "manager", "status").text
        refused = near_user("start", "-t", session_name, "python", code=1)
        assert "frozen for maintenance" in refused.text and "Traceback" not in refused.text
        assert near_user.listed("admin", "session", "list") is not None
    finally:
        assert "successfully unfrozen" in near_admin("admin", "manager", "unfreeze").text
    assert "running" in near_admin("admin", "manager", "status").text
    refused = near_user("admin", "manager", "freeze", code=1)
    assert "Traceback" not in refused.text
