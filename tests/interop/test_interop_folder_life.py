"""Clones, limits and deletion of folders, and the admins' view of storage, with the public client."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from public_client import Client

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]
HOST = "local:volume1"


@pytest.mark.feature("STO-021", "STO-024", "STO-025", "REST-030", "REST-049")
def test_a_folder_is_copied_filled_and_deleted(near_user: Client, home: Path) -> None:
    name, copy = (f"{kind}-{uuid4().hex[:8]}" for kind in ("src", "copy"))
    (home / "small.txt").write_text("kept\n")
    (home / "large.bin").write_bytes(b"x" * (2 * 2**20))
    near_user("vfolder", "create", "--cloneable", "-q", "1m", name, HOST)
    near_user("vfolder", "upload", name, "small.txt")
    over = near_user("vfolder", "upload", name, "large.bin", code=None)
    assert "1048576 bytes of this folder" in over.text
    assert "complete" in near_user("vfolder", "clone", name, copy, HOST).text
    assert [row["file name"] for row in near_user("vfolder", "ls", copy).table()] == ["small.txt"]
    assert "already" in near_user("vfolder", "clone", name, copy, HOST, code=1).text
    for each in (name, copy):
        assert "Deleted." in near_user("vfolder", "delete", each).text
    assert not {name, copy} & {row["name"] for row in near_user.listed("vfolder", "list")}


@pytest.mark.feature("UIA-042")
def test_how_volumes_are(near_admin: Client, near_user: Client) -> None:
    told = near_admin("admin", "storage", "info", HOST).text
    assert "written_bytes" in told
    assert "verb_seconds_p99" in near_admin("admin", "vfolder", "perf-metric", HOST).text
    assert HOST in near_admin("admin", "vfolder", "get-fstab-contents").text
    mounts = near_admin("admin", "vfolder", "list-mounts").text
    assert "volume1" in mounts.partition("agents")[2]
    assert "mounted by those who run" in near_admin("admin", "vfolder", "mount-host", "/x", "x", code=1).text
    assert "mounted by those who run" in near_admin("admin", "vfolder", "umount-host", "x", code=1).text
    assert near_admin("admin", "resource", "vfolder-types").out.split() == ["group", "user"]
    near_user("admin", "vfolder", "perf-metric", HOST, code=1)
