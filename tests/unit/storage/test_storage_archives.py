"""Archives made on the fly: whole, or an error; nothing followed, nothing large in memory (STO-023)."""

from __future__ import annotations

import io
import os
import socket
import stat
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from tests.storage_rig import OURSELVES, OpenFolder, open_folder

from kernelyard_storage import archives, paths
from kernelyard_storage.archives import LEFT_OUT, ArchiveBroken, Walk
from kernelyard_storage.errors import ArchiveTooLarge, FileOperationFailed, InvalidPath, TooManyArchives

KINDS: tuple[Literal["zip", "tar"], ...] = ("zip", "tar")
Kind = Literal["zip", "tar"]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[OpenFolder]:
    with open_folder(tmp_path, OURSELVES) as opened:
        yield opened


def walk(folder: OpenFolder, path: str = "data", kind: Kind = "tar", name: str = "mine") -> Walk:
    parts, _ = archives.check(folder.fd, path, kind)
    return Walk(folder.fd, parts, archives.name_in(name, parts), folder.volume.owner)


def packed(folder: OpenFolder, kind: Kind, path: str = "data", name: str = "mine") -> bytes:
    return b"".join(archives.stream(walk(folder, path, kind, name), kind))


def unpacked(archive: bytes, kind: Kind) -> dict[str, object]:
    """Name to content; a link as ``-> target``, a directory as None."""
    found: dict[str, object] = {}
    if kind == "tar":
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for each in tar:
                file = tar.extractfile(each) if each.isfile() else None
                content = file.read() if file else f"-> {each.linkname}" if each.issym() else None
                found[each.name] = content
        return found
    with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
        assert zipped.testzip() is None
        for info in zipped.infolist():
            data = zipped.read(info)
            link = stat.S_ISLNK(info.external_attr >> 16)
            shown = f"-> {data.decode()}" if link else None if info.is_dir() else data
            found[info.filename.rstrip("/")] = shown
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.feature("STO-023")
def test_a_tree_comes_back(folder: OpenFolder, kind: Kind, tmp_path: Path) -> None:
    top = folder.path / "data"
    (top / "sub" / "empty").mkdir(parents=True)
    big = os.urandom(archives.PIECE * 3 + 17)
    (top / "big.bin").write_bytes(big)
    (top / "sub" / "Übung 日本.txt").write_text("hällo")
    (top / "sub" / "script").write_text("#!/bin/sh\n")
    (top / "sub" / "script").chmod(0o4755)
    (top / "empty").touch()
    (top / "out").symlink_to("/etc/passwd")
    (top / ("n" * 200)).mkdir()
    (top / ("n" * 200) / ("m" * 200)).write_bytes(b"long")
    os.utime(top / "empty", (0, 0))
    archive = packed(folder, kind)
    assert unpacked(archive, kind) == {
        "data": None,
        "data/big.bin": big,
        "data/sub": None,
        "data/sub/empty": None,
        "data/sub/Übung 日本.txt": "hällo".encode(),
        "data/sub/script": b"#!/bin/sh\n",
        "data/empty": b"",
        "data/out": "-> /etc/passwd",
        "data/" + "n" * 200: None,
        f"data/{'n' * 200}/{'m' * 200}": b"long",
    }
    file = tmp_path / f"archive.{kind}"
    file.write_bytes(archive)
    program = ["tar", "-tf", str(file)] if kind == "tar" else ["python3", "-m", "zipfile", "-t", str(file)]
    subprocess.run(program, check=True, capture_output=True)
    if kind == "tar":
        with tarfile.open(file) as tar:
            assert tar.getmember("data/sub/script").mode == 0o755, "no set-user-id bit travels"
            assert tar.getmember("data/empty").mtime == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_archived(folder: OpenFolder, kind: Kind) -> None:
    """The folder itself has the name it is given; a file is an archive of one; the rest is refused."""
    (folder.path / "d").mkdir()
    (folder.path / "d" / "a").write_bytes(b"a")
    (folder.path / "link").symlink_to("d")
    os.mkfifo(folder.path / "pipe")
    assert unpacked(packed(folder, kind, "d/a"), kind) == {"a": b"a"}
    whole = unpacked(packed(folder, kind, ".", "pro/ject"), kind)
    assert whole.pop("pro_ject/link") == "-> d"
    assert b"pro_ject/pipe: " in whole.pop(f"pro_ject/{LEFT_OUT}")  # type: ignore[operator]
    assert whole == {"pro_ject": None, "pro_ject/d": None, "pro_ject/d/a": b"a"}
    for name in ("", ".", ".."):
        assert set(unpacked(packed(folder, kind, "", name), kind)) == {"d", "d/a", "link", LEFT_OUT}
    for path, number in (("link", 40), ("link/a", 40), ("pipe", 22), ("none", 2), ("d/a/b", 20)):
        with pytest.raises(FileOperationFailed) as caught:
            archives.check(folder.fd, path, kind)
        assert caught.value.errno == number, path
    for path in ("../x", "/etc", "a\0b"):
        with pytest.raises(InvalidPath):
            archives.check(folder.fd, path, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_was_chosen(folder: OpenFolder, kind: Kind) -> None:
    """Of the directory itself, not of those below; what vanishes is left out, links stay links."""
    (folder.path / "d" / "sub" / "d").mkdir(parents=True)
    for name in ("a", "b", "goes", "sub/a", "sub/d/b", "é"):
        (folder.path / "d" / name).write_bytes(name.encode())
    (folder.path / "d" / "link").symlink_to("/etc/passwd")
    names = ("sub", "a", "goes", "link", "é")
    parts, entries = archives.check(folder.fd, "d", kind, names)
    assert entries == (8 if kind == "zip" else 0)
    (folder.path / "d" / "goes").unlink()
    chosen = Walk(folder.fd, parts, "d", folder.volume.owner, names)
    assert unpacked(b"".join(archives.stream(chosen, kind)), kind) == {
        "d": None,
        "d/sub": None,
        "d/sub/a": b"sub/a",
        "d/sub/d": None,
        "d/sub/d/b": b"sub/d/b",
        "d/a": b"a",
        "d/é": "é".encode(),
        "d/link": "-> /etc/passwd",
    }
    for path, wanted, number in (("d", ("a", "none"), 2), ("d/a", ("a",), 20)):
        with pytest.raises(FileOperationFailed) as caught:
            archives.check(folder.fd, path, kind, wanted)
        assert caught.value.errno == number
    assert caught.value.data["paths"] == ["d/a"]


@pytest.mark.parametrize("kind", KINDS)
def test_special_files_are_left_out_and_said(folder: OpenFolder, kind: Kind) -> None:
    (folder.path / "data").mkdir()
    os.mkfifo(folder.path / "data" / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.open(folder.path / "data", os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
        (folder.path / "data" / "file").write_bytes(b"x")
        found = unpacked(packed(folder, kind), kind)
    assert found["data/file"] == b"x"
    said = found[f"data/{LEFT_OUT}"]
    assert isinstance(said, bytes)
    assert sorted(said.decode().splitlines()) == [
        "data/pipe: neither a file, a directory nor a link",
        "data/socket: neither a file, a directory nor a link",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_names_that_are_no_unicode(folder: OpenFolder, kind: Kind) -> None:
    (folder.path / "data").mkdir()
    raw = os.fsencode(folder.path / "data") + b"/b\xff\xe9d"
    with open(raw, "wb") as file:
        file.write(b"x")
    archive = packed(folder, kind)
    if kind == "tar":
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            assert os.fsencode(tar.getnames()[1]) == b"data/b\xff\xe9d"
    else:
        assert unpacked(archive, kind) == {"data": None, "data/b%FF%E9d": b"x"}


@pytest.mark.parametrize("kind", KINDS)
def test_files_that_change_while_they_are_read(folder: OpenFolder, kind: Kind) -> None:
    """Grown: as it was. Vanished, or swapped for a link: not there. Shorter: no archive at all."""
    top = folder.path / "data"
    top.mkdir()
    for name in ("grows", "goes", "swapped"):
        (top / name).write_bytes(name.encode() * 100)
    (top / "sub").mkdir()
    found: dict[str, int] = {}
    for member in walk(folder).members():
        found[member.path] = member.about.st_size
        if member.path == "data":  # the directory is open, its files are not
            (top / "goes").unlink()
            (top / "swapped").unlink()
            (top / "swapped").symlink_to("/etc/passwd")
            (top / "sub").rename(folder.path / "elsewhere")
        if member.fd >= 0:
            (top / "grows").write_bytes(b"y" * 9999)
            assert os.read(member.fd, 5) == b"yyyyy"
    assert found.pop("data")
    assert found == {"data/grows": 500, "data/swapped": len("/etc/passwd")}

    (top / "shrinks").write_bytes(os.urandom(archives.PIECE * 4))
    pieces = archives.stream(walk(folder, "data/shrinks", kind), kind)
    next(pieces)
    os.truncate(top / "shrinks", 10)
    with pytest.raises(ArchiveBroken, match="shrinks became shorter"):
        list(pieces)


@pytest.mark.parametrize("kind", KINDS)
def test_depth_and_size_take_neither_descriptors_nor_memory(folder: OpenFolder, kind: Kind) -> None:
    deep = folder.path / "data"
    for _ in range(150):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "bottom").write_bytes(b"x")
    (folder.path / "data" / "large").touch()
    os.truncate(folder.path / "data" / "large", 64 << 20)
    before = len(os.listdir("/proc/self/fd"))
    most_open = largest = 0
    seen = bytearray()
    for piece in archives.stream(walk(folder, kind=kind), kind):
        most_open = max(most_open, len(os.listdir("/proc/self/fd")) - before)
        largest = max(largest, len(piece))
        seen += piece
    assert most_open <= 4
    assert largest <= archives.PIECE + 2 * archives.READ
    assert unpacked(bytes(seen), kind)["data/" + "d/" * 150 + "bottom"] == b"x"
    assert len(os.listdir("/proc/self/fd")) == before
    pieces = archives.stream(walk(folder, kind=kind), kind)
    next(pieces)
    pieces.close()
    assert len(os.listdir("/proc/self/fd")) == before, "an archive that is given up holds nothing open"


def test_zip64(folder: OpenFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a limit of 1000 bytes in place of 4 GiB, all that must become 64 bits wide does."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1000)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 3)
    (folder.path / "data").mkdir()
    contents = {f"data/{number}": os.urandom(900 * number) for number in range(5)}
    for name, content in contents.items():
        (folder.path / name).write_bytes(content)
    archive = packed(folder, "zip")
    monkeypatch.undo()
    found = unpacked(archive, "zip")
    assert found.pop("data") is None
    assert found == contents
    assert b"PK\x06\x06" in archive[-200:], "the end is a zip64 one"


def test_a_zip_of_too_many_is_refused_before_it_begins(
    folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.path / "data" / "sub").mkdir(parents=True)
    for number in range(5):
        (folder.path / "data" / "sub" / str(number)).touch()
    monkeypatch.setattr(archives, "ZIP_ENTRIES", 6)
    archives.check(folder.fd, "data", "zip")
    monkeypatch.setattr(archives, "ZIP_ENTRIES", 5)
    with pytest.raises(ArchiveTooLarge, match="tar"):
        archives.check(folder.fd, "data", "zip")
    archives.check(folder.fd, "data", "tar")


def test_zips_have_so_much_memory_together_and_no_more_alone(
    folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MARGIN", 0)
    room = archives.ZipRoom(total=40)
    with room.taken("alice", 16) as most:
        assert most == 20
        with pytest.raises(TooManyArchives, match="tar"), room.taken("alice", 1):
            pass
        with room.taken("bob", 16), pytest.raises(TooManyArchives), room.taken("carol", 2):
            pass
        with room.taken("carol", 2):
            pass
    with room.taken("alice", 16):
        pass
    for number in range(5):
        (folder.path / str(number)).touch()
    with pytest.raises(ArchiveBroken):
        b"".join(archives.stream(replace(walk(folder, ".", "zip"), most=4), "zip"))
    assert archives.check(folder.fd, ".", "zip") == ((), 5)


def test_a_link_that_has_become_a_file_meanwhile_is_gone(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("there")
    (tmp_path / "file").write_text("x")
    directory = os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        assert paths.link_text(directory, "link") == "there"
        for name in ("file", "missing"):
            with pytest.raises(FileNotFoundError):
                paths.link_text(directory, name)
    finally:
        os.close(directory)
