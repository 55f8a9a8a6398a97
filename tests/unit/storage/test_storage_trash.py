"""Removing trees: at once, whole, at any depth, also after a crash, also what its owner made read-only."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.storage_rig import open_folder

from kernelyard_storage.errors import FileOperationFailed
from kernelyard_storage.openat2 import rename_keeping
from kernelyard_storage.removals import Removals
from kernelyard_storage.trash import Trash


@pytest.fixture
def home(tmp_path: Path) -> Iterator[int]:
    """A directory with a tree and a trash directory, by descriptor."""
    (tmp_path / "trash").mkdir()
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    yield fd
    os.close(fd)


@pytest.fixture
def trash(home: int) -> Iterator[Trash]:
    made = Trash(os.open("trash", os.O_RDONLY | os.O_DIRECTORY, dir_fd=home))
    yield made
    made.close()


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EBUSY])
def test_a_folder_that_cannot_go_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(directory: int, name: str) -> None:
        raise OSError(number, os.strerror(number))

    with open_folder(tmp_path) as folder:
        monkeypatch.setattr(folder.volume.trash, "take", refuse)
        with pytest.raises(FileOperationFailed) as caught:
            folder.volume.delete_folder(folder.ref)
        monkeypatch.undo()
        assert (caught.value.errno, caught.value.detail) == (number, os.strerror(number))
        folder.volume.delete_folder(folder.ref)
        folder.volume.delete_folder(folder.ref)


def test_a_tree_is_gone_at_once_and_its_bytes_later(home: int, trash: Trash, tmp_path: Path) -> None:
    (tmp_path / "tree" / "a" / "b").mkdir(parents=True)
    (tmp_path / "tree" / "a" / "b" / "file").write_text("x")
    (tmp_path / "keep").write_text("keep")
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "keep")
    (tmp_path / "tree" / "dirlink").symlink_to(tmp_path)
    freed = trash.take(home, "tree")
    assert not (tmp_path / "tree").exists()
    freed.result(timeout=60)
    assert os.listdir(tmp_path / "trash") == []
    assert (tmp_path / "keep").read_text() == "keep"


def test_a_tree_deeper_than_any_path_or_stack(home: int, trash: Trash, tmp_path: Path) -> None:
    depth = 3000  # 6 KiB of path, beyond PATH_MAX; three times Python's recursion limit
    os.mkdir("deep", dir_fd=home)
    here = os.open("deep", os.O_RDONLY | os.O_DIRECTORY, dir_fd=home)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        beneath = os.open("d", os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
        os.close(here)
        here = beneath
    os.close(here)
    trash.take(home, "deep").result(timeout=120)
    assert os.listdir(tmp_path / "trash") == []


def test_what_a_crash_left_is_swept(home: int, tmp_path: Path) -> None:
    (tmp_path / "trash" / "old" / "x").mkdir(parents=True)
    (tmp_path / "trash" / "old" / "x" / "f").write_text("f")
    (tmp_path / "trash" / "file").write_text("f")
    trash = Trash(os.open("trash", os.O_RDONLY | os.O_DIRECTORY, dir_fd=home))
    trash.sweep().result(timeout=60)
    trash.close()
    assert os.listdir(tmp_path / "trash") == []


@pytest.mark.parametrize("mode", [0o555, 0o000, 0o111, 0o333])
def test_a_plain_user_removes_what_was_made_read_only(home: int, tmp_path: Path, mode: int) -> None:
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "sub" / "file").write_text("x")
    everything = [tmp_path, tmp_path / "trash", tmp_path / "tree", tmp_path / "tree" / "sub"]
    (tmp_path / "tree" / "sub").chmod(mode)
    (tmp_path / "tree").chmod(mode)
    root = os.geteuid() == 0
    if root:
        for path in everything:
            os.chown(path, 1000, 1000)
        os.seteuid(1000)
    try:
        trash = Trash(os.open("trash", os.O_RDONLY | os.O_DIRECTORY, dir_fd=home))
        trash.take(home, "tree").result(timeout=60)
        trash.close()
    finally:
        if root:
            os.seteuid(0)
    assert os.listdir(tmp_path / "trash") == []
    assert not (tmp_path / "tree").exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EXDEV])
def test_where_nothing_can_be_renamed_it_is_removed_in_place(
    home: int, trash: Trash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A full disk (S25), or another file system mounted inside the folder."""
    (tmp_path / "tree" / "sub" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "sub" / "file").write_text("x")
    (tmp_path / "keep").write_text("keep")
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "keep")

    def refuse(source: int, name: str, target: int, new_name: str) -> None:
        if number == errno.EXDEV and target != trash._directory:
            rename_keeping(source, name, target, new_name)
        else:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr("kernelyard_storage.trash.rename_keeping", refuse)
    trash.take(home, "tree").result(timeout=60)
    assert sorted(os.listdir(tmp_path)) == ["keep", "trash"]
    assert (tmp_path / "keep").read_text() == "keep"


@pytest.fixture
def elsewhere(trash: Trash, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trash is another subvolume: nothing can be moved there."""

    def refuse(source: int, name: str, target: int, new_name: str) -> None:
        if target == trash._directory:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        rename_keeping(source, name, target, new_name)

    monkeypatch.setattr("kernelyard_storage.trash.rename_keeping", refuse)


@pytest.mark.root
@pytest.mark.usefixtures("elsewhere")
def test_who_has_it_open_cannot_go_on_filling_it(home: int, trash: Trash, tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    os.chown(tmp_path / "tree", 1000, 1000)
    held = os.open(tmp_path / "tree", os.O_RDONLY | os.O_DIRECTORY)
    go_on = threading.Event()
    trash._thread.submit(go_on.wait, 60)
    freed = trash.take(home, "tree")
    os.seteuid(1000)
    try:
        with pytest.raises(PermissionError):
            os.mkdir("more", dir_fd=held)
    finally:
        os.seteuid(0)
        os.close(held)
        go_on.set()
    freed.result(timeout=60)
    assert os.listdir(tmp_path) == ["trash"]


@pytest.mark.usefixtures("elsewhere")
def test_one_tree_does_not_keep_the_thread(
    home: int, trash: Trash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernelyard_storage.trash.ROUNDS", 3)
    (tmp_path / "tree" / "/".join("d" * 20)).mkdir(parents=True)
    go_on = threading.Event()
    trash._thread.submit(go_on.wait, 60)
    freed = trash.take(home, "tree")
    between = trash._thread.submit(freed.done)
    go_on.set()
    assert between.result(timeout=60) is False
    freed.result(timeout=60)
    assert os.listdir(tmp_path) == ["trash"]


@pytest.mark.usefixtures("elsewhere")
def test_many_removals_hold_few_descriptors(home: int, trash: Trash, tmp_path: Path) -> None:
    go_on = threading.Event()
    trash._thread.submit(go_on.wait, 60)
    for number in range(300):
        (tmp_path / f"{number}").mkdir()
    before = len(os.listdir("/proc/self/fd"))
    freed = [trash.take(home, f"{number}") for number in range(300)]
    assert len(os.listdir("/proc/self/fd")) - before <= 100
    go_on.set()
    for each in freed:
        each.result(timeout=60)
    assert os.listdir(tmp_path) == ["trash"]


@pytest.mark.usefixtures("elsewhere")
def test_closing_gives_up_what_waits(home: int, trash: Trash, tmp_path: Path) -> None:
    """Its descriptor is closed, whoever waits goes on, and the tree is there for the next start."""
    go_on = threading.Event()
    trash._thread.submit(go_on.wait, 60)
    (tmp_path / "tree" / "x").mkdir(parents=True)
    before = len(os.listdir("/proc/self/fd"))
    freed = trash.take(home, "tree")
    trash._stopping.set()
    trash._thread.shutdown(wait=False, cancel_futures=True)
    freed.result(timeout=60)
    assert len(os.listdir("/proc/self/fd")) == before
    go_on.set()
    assert any(name.startswith(".removed-") for name in os.listdir(tmp_path))


@pytest.mark.usefixtures("elsewhere")
def test_what_a_crash_left_hidden_is_removed_at_the_next_start(
    home: int, trash: Trash, tmp_path: Path
) -> None:
    """Removals and restorations; not through what a user has put in the way since."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "folder" / "sub" / ".restoring-1" / "x").mkdir(parents=True)
    (tmp_path / "folder" / "moved").mkdir()
    notes = os.open(tmp_path / "notes", os.O_RDONLY)
    place = os.open(tmp_path / "folder" / "sub", os.O_RDONLY)
    moved = os.open(tmp_path / "folder" / "moved", os.O_RDONLY)
    before = Removals(home, notes)
    before.note(place, ".restoring-1")
    before.note(moved, "keep")
    before.forget(before.note(place, "gone"))
    (tmp_path / "folder" / "moved").rmdir()
    (tmp_path / "folder" / "moved").symlink_to(tmp_path)
    (tmp_path / "keep").write_text("keep")
    trash._removals = Removals(home, notes)
    trash.sweep().result(timeout=60)
    for fd in (notes, place, moved):
        os.close(fd)
    assert os.listdir(tmp_path / "folder" / "sub") == os.listdir(tmp_path / "notes") == []
    assert (tmp_path / "keep").read_text() == "keep"


def test_taking_what_is_not_there_says_so(home: int, trash: Trash) -> None:
    with pytest.raises(FileNotFoundError):
        trash.take(home, "nope")


def test_what_cannot_be_removed_is_logged_and_does_not_stop_the_rest(
    home: int, trash: Trash, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "trash" / "a-stuck").mkdir()
    (tmp_path / "trash" / "b").write_text("b")
    rmdir = os.rmdir

    def refuse(path: str, **rest: int) -> None:
        if path == "a-stuck":
            raise PermissionError(1, "Operation not permitted")
        rmdir(path, **rest)

    monkeypatch.setattr(os, "rmdir", refuse)
    trash.sweep().result(timeout=60)
    assert os.listdir(tmp_path / "trash") == ["a-stuck"]
    assert "a-stuck" in caplog.text
