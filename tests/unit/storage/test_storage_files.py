"""The file verbs on an open folder, on both kernels and for both owners."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from tests.descriptors import opened
from tests.storage_rig import OpenFolder

from kernelyard_storage import descent, files, paths
from kernelyard_storage.copying import Copy
from kernelyard_storage.errors import FileOperationFailed, InvalidPath, StorageFull, naming
from kernelyard_storage.protocol import FileList

pytestmark = pytest.mark.usefixtures("resolver")


def refused(number: int, work: Callable[[], object]) -> FileOperationFailed:
    with pytest.raises(FileOperationFailed) as caught:
        work()
    assert caught.value.errno == number
    assert caught.value.status == 400
    return caught.value


def owned(folder: OpenFolder, name: str) -> bool:
    found = (folder.path / name).lstat()
    return (found.st_uid, found.st_gid) == (folder.volume.owner.uid, folder.volume.owner.gid)


def test_a_new_folder_is_the_owners_alone(folder: OpenFolder) -> None:
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert owned(folder, ".")
    for above in list(folder.path.parents)[:3]:
        assert stat.S_IMODE(above.stat().st_mode) == 0o711
        assert above.stat().st_uid == os.geteuid()


def test_mkdir(folder: OpenFolder) -> None:
    owner = folder.volume.owner
    files.mkdir(folder.fd, "d", owner)
    assert stat.S_IMODE((folder.path / "d").stat().st_mode) == 0o755
    assert owned(folder, "d")
    files.mkdir(folder.fd, "d", owner, exist_ok=True)
    files.mkdir(folder.fd, "x/y/z", owner, parents=True)
    assert owned(folder, "x/y")
    problem = refused(errno.EEXIST, lambda: files.mkdir(folder.fd, "x/y/z", owner, parents=True))
    assert problem.problem()["data"] == {"errno": 17, "paths": ["x/y/z"]}
    assert problem.problem()["detail"] == "File exists"


def test_mkdir_that_cannot_be(folder: OpenFolder) -> None:
    owner = folder.volume.owner
    (folder.path / "file").write_text("x")
    (folder.path / "link").symlink_to(".")
    refused(errno.ENOENT, lambda: files.mkdir(folder.fd, "no/d", owner))
    refused(errno.ENOTDIR, lambda: files.mkdir(folder.fd, "file/d", owner, parents=True))
    refused(errno.EEXIST, lambda: files.mkdir(folder.fd, "file", owner, exist_ok=True))
    refused(errno.ELOOP, lambda: files.mkdir(folder.fd, "link/d", owner, parents=True))
    refused(errno.EEXIST, lambda: files.mkdir(folder.fd, "link", owner, exist_ok=True))
    refused(errno.EEXIST, lambda: files.mkdir(folder.fd, ".", owner))
    files.mkdir(folder.fd, ".", owner, exist_ok=True)
    assert sorted(os.listdir(folder.path)) == ["file", "link"]


def test_listing_says_what_is_there(folder: OpenFolder) -> None:
    files.mkdir(folder.fd, "z-dir", folder.volume.owner)
    (folder.path / "a.txt").write_bytes(b"hello")
    (folder.path / "a.txt").chmod(0o640)
    (folder.path / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder.path / "pipe")
    entries = FileList.model_validate_json(files.listing(folder.fd, "./")).entries
    assert [(each.name, each.type) for each in entries] == [
        ("z-dir", "DIRECTORY"),
        ("a.txt", "FILE"),
        ("link", "SYMLINK"),
        ("pipe", "OTHER"),
    ]
    text = entries[1]
    assert (text.size, text.mode) == (5, 0o640)
    assert abs(text.modified - time.time()) < 60
    assert entries[0].mode == 0o755
    assert entries[2].size == len("/etc/passwd")


def test_a_name_that_is_no_unicode_can_be_listed(folder: OpenFolder) -> None:
    (folder.path / os.fsdecode(b"bad-\xff")).write_text("x")
    (folder.path / 'q"\n').write_text("x")
    listed = FileList.model_validate_json(files.listing(folder.fd, ""))
    assert [each.name for each in listed.entries] == ["bad-\ufffd", 'q"\n']


def test_listing_what_is_no_directory(folder: OpenFolder) -> None:
    (folder.path / "file").write_text("x")
    (folder.path / "link").symlink_to(".")
    problem = refused(errno.ENOENT, lambda: files.listing(folder.fd, "zzz"))
    assert problem.data == {"errno": 2, "paths": ["zzz"]}
    refused(errno.ENOTDIR, lambda: files.listing(folder.fd, "file"))
    problem = refused(errno.ELOOP, lambda: files.listing(folder.fd, "link"))
    assert "not followed" in problem.detail


def test_rename_in_place(folder: OpenFolder) -> None:
    (folder.path / "d").mkdir()
    (folder.path / "d" / "a").write_text("a")
    (folder.path / "link").symlink_to("d")
    files.rename(folder.fd, "d/a", "b")
    assert (folder.path / "d" / "b").read_text() == "a"
    files.rename(folder.fd, "d", "e")
    files.rename(folder.fd, "link", "link2")
    assert sorted(os.listdir(folder.path)) == ["e", "link2"]


def test_rename_refusals_change_nothing(folder: OpenFolder) -> None:
    (folder.path / "a").write_text("a")
    (folder.path / "b").write_text("b")
    problem = refused(errno.EEXIST, lambda: files.rename(folder.fd, "a", "b"))
    assert problem.data["paths"] == ["b"]
    problem = refused(errno.ENOENT, lambda: files.rename(folder.fd, "nope", "c"))
    assert problem.data["paths"] == ["nope"]
    for bad in ("x/y", "..", ".", "", "x" * 300):
        with pytest.raises(InvalidPath):
            files.rename(folder.fd, "a", bad)
    with pytest.raises(InvalidPath):
        files.rename(folder.fd, ".", "c")
    assert (folder.path / "a").read_text() == "a"
    assert (folder.path / "b").read_text() == "b"
    assert sorted(os.listdir(folder.path)) == ["a", "b"]


def test_move_makes_the_way(folder: OpenFolder) -> None:
    owner = folder.volume.owner
    (folder.path / "a").write_text("a")
    files.move(folder.fd, "a", "x/y/b", owner)
    assert (folder.path / "x/y/b").read_text() == "a"
    assert owned(folder, "x/y")
    files.move(folder.fd, "x/y", "moved", owner)
    assert (folder.path / "moved/b").read_text() == "a"


def test_move_refusals(folder: OpenFolder) -> None:
    owner = folder.volume.owner
    (folder.path / "d" / "sub").mkdir(parents=True)
    (folder.path / "f").write_text("f")
    refused(errno.EINVAL, lambda: files.move(folder.fd, "d", "d/sub/d", owner))
    refused(errno.EINVAL, lambda: files.move(folder.fd, "d", "d/new", owner))
    refused(errno.EEXIST, lambda: files.move(folder.fd, "f", "d", owner))
    refused(errno.EEXIST, lambda: files.move(folder.fd, "f", "f", owner))
    refused(errno.ENOENT, lambda: files.move(folder.fd, "nope", "made/x", owner))
    refused(errno.ENOTDIR, lambda: files.move(folder.fd, "d", "f/x", owner))
    with pytest.raises(InvalidPath):
        files.move(folder.fd, "f", "../f", owner)
    with pytest.raises(InvalidPath):
        files.move(folder.fd, "f", ".", owner)
    assert sorted(os.listdir(folder.path)) == ["d", "f"]
    assert os.listdir(folder.path / "d") == ["sub"]


def test_delete_files_and_links(folder: OpenFolder) -> None:
    trash = folder.volume.trash
    (folder.path / "d").mkdir()
    (folder.path / "d" / "keep").write_text("x")
    (folder.path / "a").write_text("a")
    (folder.path / "link").symlink_to("d")
    os.mkfifo(folder.path / "pipe")
    files.delete(folder.fd, ["a", "link", "pipe"], trash)
    assert os.listdir(folder.path) == ["d"]
    problem = refused(errno.EISDIR, lambda: files.delete(folder.fd, ["d"], trash))
    assert problem.problem()["detail"] == "Is a directory"
    assert problem.data == {"errno": 21, "paths": ["d"]}
    files.delete(folder.fd, ["d"], trash, recursive=True)
    assert os.listdir(folder.path) == []


def test_delete_looks_at_all_before_it_touches_one(folder: OpenFolder) -> None:
    trash = folder.volume.trash
    (folder.path / "a").write_text("a")
    (folder.path / "d").mkdir()
    refused(errno.ENOENT, lambda: files.delete(folder.fd, ["a", "nope"], trash))
    refused(errno.EISDIR, lambda: files.delete(folder.fd, ["a", "d"], trash))
    with pytest.raises(InvalidPath):
        files.delete(folder.fd, ["a", "../x"], trash)
    with pytest.raises(InvalidPath):
        files.delete(folder.fd, ["a", "."], trash, recursive=True)
    with pytest.raises(FileOperationFailed):
        files.delete(folder.fd, [], trash)
    assert sorted(os.listdir(folder.path)) == ["a", "d"]


def test_delete_may_name_a_directory_and_what_is_in_it(folder: OpenFolder) -> None:
    (folder.path / "d").mkdir()
    (folder.path / "d" / "a").write_text("a")
    files.delete(folder.fd, ["d", "d/a", "./d"], folder.volume.trash, recursive=True)
    assert os.listdir(folder.path) == []


def test_deep_trees_are_counted_and_copied_with_few_descriptors(
    folder: OpenFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where somebody moves directories meanwhile: what was moved may be missed, nothing else."""
    monkeypatch.setattr(descent, "HELD", 4)
    here = folder.path
    for number in range(30):
        (here / "beside").mkdir()
        (here / "beside" / "file").write_text("xx")
        here = here / f"d{number}"
        here.mkdir(mode=0o755)
        (here / "file").write_text("x")
    assert files.tree_size(folder.fd) == (90, 60)
    climb, most = descent.climb, 0

    def counting(directory: int, wanted: descent.Mark, flags: int) -> int:
        nonlocal most
        most = max(most, len(opened(tmp_path)))
        return climb(directory, wanted, flags)

    before = opened(tmp_path)
    monkeypatch.setattr(descent, "climb", counting)
    (tmp_path / "copy").mkdir()
    with paths.at(folder.fd, (), os.O_RDONLY) as source:
        target = os.open(tmp_path / "copy", os.O_RDONLY)
        owner = folder.volume.owner
        Copy(owner, owner, lambda _: nullcontext(), lambda _: None).tree(source, target)
        assert files.tree_size(target) == (90, 60)
        os.close(target)
    assert 4 < most - len(before) < 16

    def moved(directory: int, wanted: descent.Mark, flags: int) -> int:
        return climb(directory, (wanted[0], 0), flags)

    monkeypatch.setattr(descent, "climb", moved)
    assert 4 < files.tree_size(folder.fd)[1] <= 60
    assert opened(tmp_path) == before


def test_tree_size_counts_bytes_and_files_once(folder: OpenFolder) -> None:
    assert files.tree_size(folder.fd) == (0, 0)
    (folder.path / "d" / "e").mkdir(parents=True)
    (folder.path / "a").write_bytes(b"x" * 1000)
    (folder.path / "d" / "b").write_bytes(b"x" * 200)
    (folder.path / "d" / "e" / "c").write_bytes(b"x" * 30)
    (folder.path / "loop").symlink_to("..")
    before = opened(folder.path)
    assert files.tree_size(folder.fd) == (1230, 4)
    assert opened(folder.path) == before


def test_a_full_disk_is_507_and_an_unknown_fault_is_not_dressed_up() -> None:
    with pytest.raises(StorageFull) as caught, naming("a"):
        raise OSError(errno.EDQUOT, "Disk quota exceeded")
    assert caught.value.status == 507
    with pytest.raises(OSError, match="Input/output"), naming("a"):
        raise OSError(errno.EIO, "Input/output error")
