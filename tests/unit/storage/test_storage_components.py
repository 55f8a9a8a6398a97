"""From a user's text to components, and from components to a descriptor."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_storage import openat2, paths
from kernelyard_storage.errors import InvalidPath
from kernelyard_storage.paths import Owner

Resolver = Callable[[int, Sequence[str], int], int]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (".", ()),
        ("./", ()),
        ("a", ("a",)),
        ("a//b/./c/", ("a", "b", "c")),
        ("%2e%2e/x", ("%2e%2e", "x")),
        ("..a/b..", ("..a", "b..")),
        ("\\..\\x", ("\\..\\x",)),
        ("새 폴더/é", ("새 폴더", "é")),
        ("e\u0301", ("e\u0301",)),
        ("x" * 255, ("x" * 255,)),
    ],
)
def test_a_path_is_its_names(text: str, parts: tuple[str, ...]) -> None:
    assert paths.components(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "..",
        "../x",
        "a/../b",
        "a/..",
        "/",
        "/etc/passwd",
        "//etc",
        "a\0b",
        "\0",
        "x" * 256,
        "é" * 128,
        "a/" * 2048,
        "\ud800",
    ],
)
def test_a_path_that_could_leave_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidPath) as caught:
        paths.components(text)
    assert caught.value.status == 400
    assert caught.value.data["errno"] == errno.EINVAL
    caught.value.data["paths"][0].encode()


@given(st.text(max_size=300))
def test_what_is_accepted_is_only_plain_names(text: str) -> None:
    try:
        parts = paths.components(text)
    except InvalidPath:
        return
    for part in parts:
        assert part not in ("", ".", "..")
        assert "/" not in part
        assert "\0" not in part
        assert len(part.encode()) <= 255
    assert paths.components("/".join(parts)) == parts


@pytest.mark.parametrize("text", ["", ".", "./."])
def test_the_folder_itself_is_no_entry(text: str) -> None:
    with pytest.raises(InvalidPath):
        paths.entry(text)


@pytest.mark.parametrize("text", ["a/b", "a/", "./a", "..", "", "."])
def test_a_new_name_is_one_name(text: str) -> None:
    with pytest.raises(InvalidPath):
        paths.single(text)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A directory with every kind of way out, and a secret outside it."""
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "outside").mkdir()
    inside = tmp_path / "inside"
    (inside / "dir" / "sub").mkdir(parents=True)
    (inside / "dir" / "file").write_text("data")
    (inside / "out").symlink_to(tmp_path / "outside")
    (inside / "up").symlink_to("..")
    (inside / "near").symlink_to("dir")
    (inside / "leaf").symlink_to("dir/file")
    (inside / "magic").symlink_to("/proc/self/cwd")
    (inside / "dangling").symlink_to("nowhere")
    return inside


RESOLVERS = [openat2.by_openat2, openat2.by_walking] if openat2.supported() else [openat2.by_walking]


@pytest.mark.parametrize("resolve", RESOLVERS)
@pytest.mark.parametrize(
    ("parts", "number"),
    [
        (("dir", "file"), 0),
        (("dir", "sub"), 0),
        ((), 0),
        (("out",), errno.ELOOP),
        (("out", "x"), errno.ELOOP),
        (("up", "secret"), errno.ELOOP),
        (("near", "file"), errno.ELOOP),
        (("leaf",), errno.ELOOP),
        (("magic",), errno.ELOOP),
        (("magic", "x"), errno.ELOOP),
        (("dangling",), errno.ELOOP),
        (("dir", "missing"), errno.ENOENT),
        (("missing", "x"), errno.ENOENT),
        (("dir", "file", "x"), errno.ENOTDIR),
    ],
)
def test_both_resolvers_follow_nothing(
    tree: Path, resolve: Resolver, parts: tuple[str, ...], number: int
) -> None:
    root = os.open(tree, os.O_PATH | os.O_DIRECTORY)
    try:
        if number:
            with pytest.raises(OSError, match=r".") as caught:
                resolve(root, parts, os.O_RDONLY)
            assert caught.value.errno == number
        else:
            fd = resolve(root, parts, os.O_RDONLY)
            assert os.fstat(fd).st_ino == os.stat(tree.joinpath(*parts)).st_ino
            assert not os.get_inheritable(fd)
            os.close(fd)
    finally:
        os.close(root)


@pytest.mark.skipif(not openat2.supported(), reason="this kernel or sandbox has no openat2")
def test_openat2_itself_refuses_dotdot_and_absolute(tree: Path) -> None:
    """Should `components` ever let one through, the kernel does not."""
    root = os.open(tree, os.O_PATH | os.O_DIRECTORY)
    try:
        for parts in (("..",), ("dir", "..", "..", "secret"), ("", "etc")):
            with pytest.raises(OSError, match=r".") as caught:
                openat2.by_openat2(root, parts, os.O_RDONLY)
            assert caught.value.errno == errno.EXDEV
    finally:
        os.close(root)


@pytest.mark.usefixtures("resolver")
def test_directories_and_files_belong_to_the_owner_whatever_the_umask(tmp_path: Path, owner: Owner) -> None:
    before = os.umask(0o077)
    root = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        paths.make_directories(root, ("a", "b"), owner)
        paths.make_directories(root, ("a", "b", "c"), owner)
        fd = paths.create_file(root, "f", owner)
        os.close(fd)
    finally:
        os.close(root)
        os.umask(before)
    for name, mode in (("a", 0o755), ("a/b", 0o755), ("a/b/c", 0o755), ("f", 0o644)):
        found = (tmp_path / name).stat()
        assert (found.st_uid, found.st_gid) == (owner.uid, owner.gid)
        assert found.st_mode & 0o7777 == mode


@pytest.mark.usefixtures("resolver")
def test_only_regular_files_are_read(tree: Path, owner: Owner) -> None:
    os.mkfifo(tree / "pipe")
    root = os.open(tree, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name, number in (("pipe", errno.EINVAL), ("dir", errno.EISDIR), ("leaf", errno.ELOOP)):
            with pytest.raises(OSError, match=r".") as caught:
                paths.open_for_reading(root, (name,), owner)
            assert caught.value.errno == number
    finally:
        os.close(root)


@pytest.mark.root
def test_root_does_not_read_a_foreign_file_through_a_hard_link(tree: Path) -> None:
    os.link(tree.parent / "secret", tree / "hard")
    root = os.open(tree, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with pytest.raises(PermissionError):
            paths.open_for_reading(root, ("hard",), Owner(1000, 1000, change=True))
    finally:
        os.close(root)


@pytest.mark.parametrize("kernel", ["renameat2", "without"])
def test_a_rename_never_replaces(tmp_path: Path, kernel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kernel == "without":
        monkeypatch.setattr(openat2, "_libc", object())
    (tmp_path / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    (tmp_path / "dangling").symlink_to("nowhere")
    fd = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for target in ("b", "dangling", "a"):
            with pytest.raises(FileExistsError):
                openat2.rename_keeping(fd, "a", fd, target)
        openat2.rename_keeping(fd, "a", fd, "c")
    finally:
        os.close(fd)
    assert sorted(os.listdir(tmp_path)) == ["b", "c", "dangling"]
    assert (tmp_path / "b").read_text() == "b"
