"""Homes and folders: what a session finds, and that nothing leads out of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent import homes as module
from kernelyard_agent.errors import Refused
from kernelyard_agent.homes import Homes
from kernelyard_agent.protocol import Mount
from kernelyard_storage.protocol import FolderRef

KERNEL = UUID("11111111-2222-3333-4444-555555555555")


@pytest.fixture
def homes(tmp_path: Path) -> Homes:
    (tmp_path / "volume1").mkdir()
    return Homes(tmp_path / "agent", {"volume1": tmp_path / "volume1"}, None, Path("/some venv/bin/python"))


def _mount(tmp_path: Path, name: str, target: str | None = None, **changes: str) -> Mount:
    ref = FolderRef(volume="volume1", quota_scope=f"user:{uuid4()}", folder_id=uuid4())
    (tmp_path / "volume1" / ref.relative_path()).mkdir(parents=True)
    fields = {"permission": "rw", "target": target or name, **changes}
    return Mount(name=name, folder=ref, **fields)  # type: ignore[arg-type]


def test_a_home_with_its_folders(homes: Homes, tmp_path: Path) -> None:
    mounts = [_mount(tmp_path, "home"), _mount(tmp_path, "data", "deep/er/data")]
    place = homes.create(KERNEL, homes.sources(mounts))
    assert stat.S_IMODE(place.work.stat().st_mode) == 0o700
    assert (place.work / "home").is_symlink() and (place.work / "home").is_dir()
    (place.work / "deep/er/data/file").write_text("x")
    assert (tmp_path / "volume1" / mounts[1].folder.relative_path() / "file").exists()
    assert "PATH='/some venv/bin':$PATH" in (place.work / ".profile").read_text()
    assert homes.known() == {KERNEL}


def test_removing_a_home_leaves_the_folders(homes: Homes, tmp_path: Path) -> None:
    mount = _mount(tmp_path, "home")
    place = homes.create(KERNEL, homes.sources([mount]))
    (place.work / "home" / "kept").write_text("x")
    (place.work / "link").symlink_to(tmp_path / "volume1")
    homes.remove(KERNEL)
    assert homes.known() == set()
    assert (tmp_path / "volume1" / mount.folder.relative_path() / "kept").read_text() == "x"
    homes.remove(KERNEL)  # absent is fine


def test_a_new_generation_starts_with_an_empty_home(homes: Homes) -> None:
    place = homes.create(KERNEL, [])
    (place.work / "old").touch()
    assert not (homes.create(KERNEL, []).work / "old").exists()


@pytest.mark.feature("SES-028")
def test_a_restart_keeps_the_home_and_nothing_of_the_agents(homes: Homes, tmp_path: Path) -> None:
    mounts = homes.sources([_mount(tmp_path, "data")])
    place = homes.create(KERNEL, mounts)
    (place.work / "old").write_text("kept")
    place.status.write_text("{}")
    again = homes.restart(KERNEL, mounts)
    assert again == place
    assert (again.work / "old").read_text() == "kept"
    assert (again.work / "data").is_symlink()
    assert not again.status.exists()
    assert again.socket_directory.is_dir()
    homes.remove(KERNEL)
    assert homes.restart(KERNEL, mounts).work.is_dir()


@pytest.mark.parametrize("target", ["/data", "..", "../x", "a/../../x", "", ".", "a\0b"])
def test_targets_outside_the_home_are_refused(homes: Homes, tmp_path: Path, target: str) -> None:
    mount = _mount(tmp_path, "data").model_copy(update={"target": target})
    with pytest.raises(Refused) as caught:
        homes.sources([mount])
    assert "data" in caught.value.detail


@pytest.mark.parametrize("subpath", ["/etc", "..", "a/../../../x"])
def test_subpaths_outside_the_folder_are_refused(homes: Homes, tmp_path: Path, subpath: str) -> None:
    with pytest.raises(Refused):
        homes.sources([_mount(tmp_path, "data", subpath=subpath)])


@pytest.mark.parametrize(("one", "two"), [("a", "a"), ("a", "a/b"), ("a/b/c", "a/b")])
def test_mounts_that_cover_each_other_are_refused(homes: Homes, tmp_path: Path, one: str, two: str) -> None:
    with pytest.raises(Refused):
        homes.sources([_mount(tmp_path, "x", one), _mount(tmp_path, "y", two)])


def test_read_only_and_unknown_volumes_are_refused(homes: Homes, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="read-only"):
        homes.sources([_mount(tmp_path, "data", permission="ro")])
    mount = _mount(tmp_path, "data")
    elsewhere = mount.folder.model_copy(update={"volume": "other"})
    with pytest.raises(Refused, match="volume"):
        homes.sources([mount.model_copy(update={"folder": elsewhere})])


@given(st.text(max_size=30))
def test_a_relative_path_never_leaves_its_root(text: str) -> None:
    try:
        path = module.relative(text, "target")
    except Refused:
        return
    assert Path("/root/dir", path).resolve().is_relative_to("/root/dir")


@pytest.mark.root
def test_only_what_was_just_made_is_given_away(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "way").symlink_to("/etc")
    (tmp_path / "secret").write_text("")
    os.link(tmp_path / "secret", tmp_path / "swapped")
    (tmp_path / "other").mkdir()
    os.chown(tmp_path / "other", 1001, 1001)
    directory = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name, kind in (
            ("ours", stat.S_ISDIR),
            ("way", stat.S_ISLNK),
            ("swapped", stat.S_ISDIR),
            ("other", stat.S_ISDIR),
        ):
            module.give(directory, name, (1000, 1000), kind)
    finally:
        os.close(directory)
    owners = {path.name: path.lstat().st_uid for path in tmp_path.iterdir()}
    assert owners == {"ours": 1000, "way": 1000, "secret": 0, "swapped": 0, "other": 1001}
    assert Path("/etc").stat().st_uid == 0
