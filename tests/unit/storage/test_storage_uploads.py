"""Uploads below HTTP: bytes in staging, the lock, the landing, the cleaning (security case S26)."""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.storage_rig import OpenFolder, folder_ref, unfinished

from kernelyard_storage import uploads
from kernelyard_storage.errors import (
    FileOperationFailed,
    FolderNotFound,
    InvalidPath,
    StorageFull,
    StorageProblem,
    UploadBusy,
    UploadNotFound,
    UploadTooLarge,
)
from kernelyard_storage.protocol import UploadRequest
from kernelyard_storage.tokens import UploadGrant

pytestmark = pytest.mark.usefixtures("resolver")

GIB = 1 << 30


def begin(folder: OpenFolder, path: str, size: int, max_size: int = GIB) -> UploadGrant:
    return uploads.begin(
        folder.volume, UploadRequest(folder=folder.ref, path=path, size=size, user="alice"), max_size
    )


def send(folder: OpenFolder, grant: UploadGrant, data: bytes) -> None:
    with uploads.part(folder.volume, grant) as part:
        uploads.write(folder.volume, grant, part.fd, [data], part.offset)
        if part.offset + len(data) == grant.size:
            uploads.land(folder.volume, grant, part.fd)


def test_an_upload_lands_whole(folder: OpenFolder) -> None:
    grant = begin(folder, "new/dir/a.txt", 6)
    assert uploads.offset(folder.volume, grant) == 0
    send(folder, grant, b"abc")
    assert uploads.offset(folder.volume, grant) == 3
    assert os.listdir(folder.path) == []
    send(folder, grant, b"def")
    landed = folder.path / "new/dir/a.txt"
    assert landed.read_bytes() == b"abcdef"
    owner = folder.volume.owner
    for path in (landed, landed.parent, landed.parent.parent):
        assert (path.stat().st_uid, path.stat().st_gid) == (owner.uid, owner.gid)
    assert stat.S_IMODE(landed.stat().st_mode) == 0o644
    assert stat.S_IMODE(landed.parent.stat().st_mode) == 0o755
    assert [path.name for path in unfinished(folder.root)] == []
    with pytest.raises(UploadNotFound):
        uploads.offset(folder.volume, grant)


def test_an_empty_file_is_there_at_once(folder: OpenFolder) -> None:
    grant = begin(folder, "d/empty", 0)
    assert (folder.path / "d/empty").read_bytes() == b""
    assert [path.name for path in unfinished(folder.root)] == []
    with pytest.raises(UploadNotFound):
        uploads.offset(folder.volume, grant)


def test_an_upload_replaces_a_file_and_a_link_but_not_what_the_link_means(folder: OpenFolder) -> None:
    (folder.path / "old").write_text("old")
    (folder.path / "link").symlink_to("old")
    send(folder, begin(folder, "link", 3), b"new")
    assert not (folder.path / "link").is_symlink()
    assert (folder.path / "link").read_text() == "new"
    assert (folder.path / "old").read_text() == "old"
    send(folder, begin(folder, "old", 5), b"newer")
    assert (folder.path / "old").read_text() == "newer"


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        (lambda folder: begin(folder, "big", 11, max_size=10), UploadTooLarge),
        (lambda folder: begin(folder, "big", 1 << 60, max_size=1 << 61), StorageFull),
        (lambda folder: begin(folder, "d", 1), FileOperationFailed),
        (lambda folder: begin(folder, "file/x", 1), FileOperationFailed),
        (lambda folder: begin(folder, "link/x", 1), FileOperationFailed),
        (lambda folder: begin(folder, "../x", 1), InvalidPath),
        (lambda folder: begin(folder, ".", 1), InvalidPath),
        (
            lambda folder: uploads.begin(
                folder.volume, UploadRequest(folder=folder_ref(), path="x", size=1, user="a"), GIB
            ),
            FolderNotFound,
        ),
    ],
)
def test_what_cannot_be_uploaded_leaves_nothing(
    folder: OpenFolder, work: Callable[[OpenFolder], object], problem: type[StorageProblem]
) -> None:
    (folder.path / "d").mkdir()
    (folder.path / "file").write_text("x")
    (folder.path / "link").symlink_to("d")
    with pytest.raises(problem):
        work(folder)
    assert [path.name for path in unfinished(folder.root)] == []
    assert sorted(os.listdir(folder.path)) == ["d", "file", "link"]


def test_an_empty_file_that_cannot_land_leaves_nothing_staged(
    folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody puts a file in the way between the check and the landing."""
    (folder.path / "file").write_text("x")
    monkeypatch.setattr(uploads, "_refuse_directory", lambda *_: None)
    with pytest.raises(FileOperationFailed):
        begin(folder, "file/x/y", 0)
    assert [path.name for path in unfinished(folder.root)] == []


def test_a_second_writer_waits_outside(folder: OpenFolder) -> None:
    grant = begin(folder, "a", 4)
    with uploads.part(folder.volume, grant):
        with pytest.raises(UploadBusy), uploads.part(folder.volume, grant):
            pass
        assert uploads.offset(folder.volume, grant) == 0
    with uploads.part(folder.volume, grant):
        pass


def test_who_opened_before_the_landing_and_locks_after_it_is_too_late(
    folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = begin(folder, "a", 2)
    open_beneath = uploads.open_beneath

    def land_meanwhile(root: int, parts: tuple[str, ...], flags: int) -> int:
        fd = open_beneath(root, parts, flags)
        monkeypatch.setattr(uploads, "open_beneath", open_beneath)
        send(folder, grant, b"ok")
        return fd

    monkeypatch.setattr(uploads, "open_beneath", land_meanwhile)
    with pytest.raises(UploadNotFound), uploads.part(folder.volume, grant):
        pass
    assert (folder.path / "a").read_bytes() == b"ok"


def test_a_landing_that_fails_keeps_the_bytes_for_another_try(folder: OpenFolder) -> None:
    grant = begin(folder, "d/a", 2)
    (folder.path / "d").write_text("in the way")
    with pytest.raises(FileOperationFailed) as caught:
        send(folder, grant, b"ok")
    assert caught.value.errno == errno.ENOTDIR
    assert uploads.offset(folder.volume, grant) == 2
    (folder.path / "d").unlink()
    send(folder, grant, b"")
    assert (folder.path / "d/a").read_bytes() == b"ok"


def test_landings_over_one_name_give_back_once_what_was_there(
    folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, land = folder.ref.quota_scope, folder.volume.land
    folder.volume.quotas.set(scope, GIB)
    send(folder, begin(folder, "a", 1000), b"x" * 1000)
    together = threading.Barrier(2)

    def meet(*given: Any) -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(0.3)
        land(*given)

    monkeypatch.setattr(folder.volume, "land", meet)
    sending = [
        threading.Thread(target=send, args=(folder, begin(folder, "a", 10), b"y" * 10)) for _ in range(2)
    ]
    for each in sending:
        each.start()
    for each in sending:
        each.join()
    assert folder.volume.quotas.state(scope).used_bytes == 10


def test_a_folder_deleted_meanwhile(folder: OpenFolder) -> None:
    grant = begin(folder, "a", 2)
    folder.volume.delete_folder(folder.ref)
    with pytest.raises(FolderNotFound):
        send(folder, grant, b"ok")


@given(st.lists(st.binary(max_size=50), max_size=1200), st.integers(1, 7))
def test_writing_survives_short_writes(buffers: list[bytes], most: int) -> None:
    """``pwritev`` may write less than it was given, at any byte."""
    fd = os.memfd_create("part")
    real = os.pwritev

    def short(target: int, views: list[memoryview], position: int) -> int:
        left, some = most * 10, []
        for view in views:
            some.append(view[:left])
            left -= len(some[-1])
            if left <= 0:
                break
        return real(target, some, position)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "pwritev", short)
        uploads.pour(fd, buffers, 3)
    whole = b"".join(buffers)
    assert os.pread(fd, len(whole) + 10, 0) == (b"\0\0\0" + whole if whole else b"")
    os.close(fd)


def test_a_full_disk_keeps_what_fitted(folder: OpenFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    grant = begin(folder, "a", 100)
    real = os.pwritev
    answers = iter([1, 0])

    def full(fd: int, views: list[memoryview], position: int) -> int:
        if next(answers):
            return real(fd, [views[0][:5]], position)
        raise OSError(errno.ENOSPC, "No space left on device")

    with uploads.part(folder.volume, grant) as part:
        monkeypatch.setattr(os, "pwritev", full)
        with pytest.raises(StorageFull):
            uploads.write(folder.volume, grant, part.fd, [b"x" * 50], 0)
    assert uploads.offset(folder.volume, grant) == 5


def test_stale_uploads_are_removed_and_young_ones_are_not(folder: OpenFolder) -> None:
    old, young = begin(folder, "old", 4), begin(folder, "young", 4)
    send(folder, old, b"ab")
    past = time.time() - 7200
    os.utime(folder.root / ".uploads" / folder.path.parents[2].name / old.session, (past, past))
    assert uploads.clean(folder.volume, 3600) == 1
    assert [path.name for path in unfinished(folder.root)] == [young.session]
    with pytest.raises(UploadNotFound), uploads.part(folder.volume, old):
        pass
