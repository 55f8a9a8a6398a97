"""Virtual folders with the public client: hosts, create, upload, list, download, delete."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from uuid import uuid4

import pytest
from public_client import Client

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]

BIG = 50 * 1000 * 1000 + 7
"""Three chunks of the client's 16 MiB and an odd rest."""


@pytest.mark.feature("CLI-036", "STO-005")
def test_hosts(user: Client, admin: Client) -> None:
    said = user("vfolder", "list-hosts").out
    assert "Default vfolder host: local:volume1" in said
    assert "Usable hosts: local:volume1" in said
    assert "local:volume1" in admin("admin", "vfolder", "list-hosts").out


@pytest.mark.feature("CLI-034", "CLI-035", "CLI-037", "GQL-059")
def test_create_list_delete(user: Client, admin: Client) -> None:
    folder = f"folder-{uuid4().hex[:8]}"
    assert f'Virtual folder "{folder}" is created.' in user("vfolder", "create", folder, "local:volume1").text
    (row,) = [row for row in user("vfolder", "list").table() if row["Name"] == folder]
    assert row["Host"] == "local:volume1"
    assert row["Permission"] == "rw"
    assert row["Ownership Type"] == "user"
    assert row["Status"] == "ready"
    assert folder in {row["name"] for row in admin.listed("admin", "vfolder", "list")}
    filtered = user.listed("vfolder", "list", "--filter", f'name == "{folder}" & status == "READY"')
    assert [row["name"] for row in filtered] == [folder]
    assert "Deleted." in user("vfolder", "delete", folder).text
    assert folder not in {row["name"] for row in user.listed("vfolder", "list")}


@pytest.mark.feature("CLI-038", "CLI-039", "CLI-040")
def test_big_file_there_and_back(user: Client, folder: str, home: Path) -> None:
    """What comes down is what went up, byte for byte."""
    sent = home / "big.bin"
    with sent.open("wb") as file:
        for _ in range(BIG // 1_000_000):
            file.write(os.urandom(1_000_000))
        file.write(os.urandom(BIG % 1_000_000))
    digest = hashlib.sha256(sent.read_bytes()).hexdigest()
    assert "Done." in user("vfolder", "upload", folder, "big.bin").text
    (row,) = user("vfolder", "ls", folder).table()
    assert row["file name"] == "big.bin"
    assert row["size"] == str(BIG)
    sent.unlink()
    assert "Done." in user("vfolder", "download", folder, "big.bin").text
    assert hashlib.sha256(sent.read_bytes()).hexdigest() == digest


@pytest.mark.feature("CLI-040", "CLI-041")
def test_small_files_and_directories(near_user: Client, folder: str, home: Path) -> None:
    (home / "tree" / "inner").mkdir(parents=True)
    (home / "tree" / "inner" / "leaf.txt").write_text("leaf\n")
    (home / "empty.txt").touch()
    near_user("vfolder", "upload", folder, "empty.txt")
    (home / "empty.txt").write_text("no longer")
    near_user("vfolder", "upload", folder, "empty.txt")
    (again,) = near_user("vfolder", "ls", folder).table()
    assert again["size"] == "9"
    near_user("vfolder", "upload", "-r", folder, "tree")
    near_user("vfolder", "mkdir", folder, "made")
    names = {row["file name"] for row in near_user("vfolder", "ls", folder).table()}
    assert names == {"empty.txt", "tree", "made"}
    (leaf,) = near_user("vfolder", "ls", folder, "tree/inner").table()
    assert (leaf["file name"], leaf["size"]) == ("leaf.txt", "5")
    near_user("vfolder", "rename-file", folder, "empty.txt", "nothing.txt")
    near_user("vfolder", "mv", folder, "nothing.txt", "made/nothing.txt")
    assert [row["file name"] for row in near_user("vfolder", "ls", folder, "made").table()] == ["nothing.txt"]
    near_user("vfolder", "rm", folder, "made/nothing.txt", stdin="y\n")
    near_user("vfolder", "rm", "-r", folder, "tree", stdin="y\n")
    assert {row["file name"] for row in near_user("vfolder", "ls", folder).table()} == {"made"}


def test_folders_are_mounted_in_sessions(user: Client, folder: str, session_name: str, home: Path) -> None:
    """What was uploaded is read in a session, and what a session writes is downloaded."""
    (home / "in.txt").write_text("from outside")
    user("vfolder", "upload", folder, "in.txt")
    code = (
        "from pathlib import Path; here = Path.home() / 'FOLDER';"
        " (here / 'out.txt').write_text((here / 'in.txt').read_text().upper()); print('written')"
    ).replace("FOLDER", folder)
    ran = user("run", "-t", session_name, "--rm", "--quiet", "-v", folder, "-c", code, "python")
    assert "written" in ran.out
    user("vfolder", "download", folder, "out.txt")
    assert (home / "out.txt").read_text() == "FROM OUTSIDE"


def test_info_and_rename(near_user: Client, folder: str) -> None:
    shown = near_user("vfolder", "info", folder).out
    assert folder in shown
    renamed = f"{folder}-new"
    assert "Renamed." in near_user("vfolder", "rename", folder, renamed).text
    assert renamed in {row["name"] for row in near_user.listed("vfolder", "list")}
    near_user("vfolder", "rename", renamed, folder)


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "host", "said"),
    [
        ("../outside", "local:volume1", ["400", "name"]),
        ("with space", "local:volume1", ["400", "name"]),
        ("fine", "local:nothing", ["local:nothing"]),
        ("fine", "nowhere", ["nowhere"]),
    ],
)
def test_wrong_folders_are_refused(near_user: Client, name: str, host: str, said: list[str]) -> None:
    refused = near_user("vfolder", "create", name, host, code=1)
    for words in said:
        assert words in refused.text
    assert "Traceback" not in refused.text
    assert name not in {row["name"] for row in near_user.listed("vfolder", "list")}


def test_a_taken_name_is_refused(near_user: Client, folder: str) -> None:
    refused = near_user("vfolder", "create", folder, "local:volume1", code=1)
    assert "BackendAPIError: 4" in refused.text
    assert [row["name"] for row in near_user.listed("vfolder", "list")].count(folder) == 1


def test_unknown_and_foreign_folders(near_user: Client, near_admin: Client, folder: str) -> None:
    for who, name in ((near_user, "no-such-folder"), (near_admin, folder)):
        if who is near_admin:
            # An admin of the site sees the folder in lists, but cannot reach it by its name.
            assert folder in {row["name"] for row in near_admin.listed("vfolder", "list")}
        refused = who("vfolder", "info", name, code=None)
        assert "No such virtual folder." in refused.text
    assert "No such virtual folder." in near_user("vfolder", "delete", "no-such-folder", code=None).text


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/kernelyard-interop"])
def test_downloads_stay_inside(near_user: Client, folder: str, home: Path, path: str) -> None:
    refused = near_user("vfolder", "download", folder, path, code=None)
    assert "BackendAPIError: 4" in refused.text
    assert list(home.iterdir()) == []
    assert not Path("/etc/kernelyard-interop").exists()
