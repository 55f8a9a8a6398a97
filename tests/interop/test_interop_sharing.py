"""Folders that people share, with the public client: invitations, guests, members, owners."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from public_client import Client

pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


def email_of(client: Client) -> str:
    (own,) = [
        row for row in client.listed("admin", "keypair", "list") if row["access_key"] == client.access_key
    ]
    return str(own["user_id"])


@pytest.fixture
def team(near_admin: Client) -> Iterator[str]:
    """A folder of the project, read-only for its members."""
    name = f"team-{uuid4().hex[:8]}"
    near_admin("vfolder", "create", "-g", "default", "-p", "ro", name, "local:volume1")
    yield name
    near_admin("vfolder", "delete", name, code=None)


@pytest.mark.feature("REST-038", "REST-039", "REST-040", "REST-041", "REST-044", "STO-013", "GQL-059")
def test_invitations(near_user: Client, near_admin: Client, folder: str) -> None:
    """Asked, rejected, asked again, accepted, used, left; the dialogue of `invitations` included."""
    guest = email_of(near_admin)
    nobody = near_user("vfolder", "invite", folder, "nobody@nowhere.invalid", code=1)
    assert "404" in nobody.text
    assert guest in near_user("vfolder", "invite", "-p", "ro", folder, guest).out
    assert "Invitation was not sent" in near_user("vfolder", "invite", folder, guest).out
    assert "rejected" in near_admin("vfolder", "invitations", stdin="1\nr\n").out
    assert "No invitations." in near_admin("vfolder", "invitations").out
    near_user("vfolder", "invite", "-p", "ro", folder, guest)
    asked = near_admin("vfolder", "invitations", stdin="1\na\n").out
    assert "read-only" in asked
    assert f"You can now access vfolder {folder}" in asked
    assert [row["permission"] for row in near_admin.listed("vfolder", "list-invited")] == ["ro"]
    assert folder not in {row["name"] for row in near_admin.listed("vfolder", "list-own")}
    refused = near_admin("vfolder", "mkdir", folder, "theirs", code=None)
    assert "No such virtual folder." in refused.text
    assert "You cannot leave a virtual folder you own" in near_user("vfolder", "leave", folder).out
    assert "Left the shared virtual folder" in near_admin("vfolder", "leave", folder).out
    assert near_admin.listed("vfolder", "list-invited") == []


@pytest.mark.feature("REST-045", "REST-046")
def test_shares_and_owners(near_user: Client, near_admin: Client, folder: str) -> None:
    """What admins see of shares and change in them; a folder given to somebody else, and back."""
    guest, owner = email_of(near_admin), email_of(near_user)
    near_user("vfolder", "invite", folder, guest)
    offer = near_admin("vfolder", "invitations", stdin="1\na\n").out
    folder_id = next(line.split(", ")[1] for line in offer.splitlines() if line.startswith("[1]"))
    assert f"(ID: {folder_id})" in near_admin("admin", "vfolder", "list-shared-vfolders").out
    info = near_user("admin", "vfolder", "shared-vfolder-info", folder_id).out
    assert "- Permission: rw" in info
    assert guest in info
    guest_id = next(line.split()[-1] for line in info.splitlines() if "uuid:" in line)
    changed = ("admin", "vfolder", "update-shared-vf-permission", folder_id, guest_id)
    assert "Updated." in near_admin(*changed, "-p", "ro").out
    assert "No such virtual folder." in near_admin("vfolder", "mkdir", folder, "theirs", code=None).text
    removed = ("admin", "vfolder", "remove-shared-vf-permission", folder_id, guest_id)
    assert "Removed." in near_user(*removed).out
    assert near_admin.listed("vfolder", "list-invited") == []
    give = ("admin", "vfolder", "change-vfolder-ownership", folder_id)
    assert "401" in near_user(*give, owner, code=1).text
    assert f"goes to User:{guest}" in near_admin(*give, guest).out
    assert folder in {row["name"] for row in near_admin.listed("vfolder", "list-own")}
    assert "No such virtual folder." in near_user("vfolder", "info", folder, code=None).text
    near_admin(*give, owner)
    assert folder in {row["name"] for row in near_user.listed("vfolder", "list-own")}


@pytest.mark.feature("REST-047", "REST-048", "STO-011")
def test_members(near_user: Client, near_admin: Client, team: str) -> None:
    """A member has more than the folder gives to all, until that is taken back."""
    member = email_of(near_user)
    assert team in {row["name"] for row in near_user.listed("vfolder", "list-project")}
    assert "No such virtual folder." in near_user("vfolder", "mkdir", team, "a", code=None).text
    assert member in near_admin("vfolder", "share", "-p", "rw", team, member).out
    near_user("vfolder", "mkdir", team, "a")
    assert "cannot leave a group" in near_user("vfolder", "leave", team).out
    assert member in near_admin("vfolder", "unshare", team, member).out
    assert "No such virtual folder." in near_user("vfolder", "mkdir", team, "b", code=None).text
    assert "404" in near_admin("vfolder", "share", team, "nobody@nowhere.invalid", code=1).text
