"""Who holds files of a folder, as /proc shows it; what a change of a container's mounts may not do."""

from __future__ import annotations

import errno
import json
import mmap
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from tests import parts

from kernelyard_agent import holders
from kernelyard_agent.engines.docker import inside, mounting
from kernelyard_agent.holders import Held, Reference
from kernelyard_agent.homes import Source
from kernelyard_agent.runner import tree

HOLD = """
import mmap, os, sys
what, folder = sys.argv[1:]
if what == "file":
    kept = open(folder + "/file")
elif what == "map":
    kept = mmap.mmap(os.open(folder + "/file", os.O_RDONLY), 0, prot=mmap.PROT_READ)
    os.closerange(3, 20)
elif what == "directory":
    os.chdir(folder)
elif what in ("left", "apart"):
    import ctypes, threading
    linux = ctypes.CDLL(None)
    if what == "left":
        kept = open(folder + "/file")
    ready = threading.Event()
    def hold():
        if what == "apart":
            assert linux.unshare(0x400 | 0x200) == 0  # descriptors and working directory of its own
            os.open(folder + "/file", os.O_RDONLY)
            os.chdir(folder)
        ready.set()
        threading.Event().wait()
    threading.Thread(target=hold, daemon=True).start()
    ready.wait()
    if what == "left":
        os.write(1, b"ready\\n")
        linux.syscall({"x86_64": 60, "aarch64": 93}[os.uname().machine], 0)  # this thread only
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"x" * mmap.PAGESIZE)
    return tmp_path / "folder"


@pytest.fixture(params=["file", "map", "directory", "left", "apart", "nothing"])
def holder(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[str, int]]:
    argv = [sys.executable, "-c", HOLD, request.param, str(folder)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield request.param, process.pid
        process.kill()


def look(pid: int, folder: Path) -> list[Held]:
    def inside(reference: Reference) -> str | None:
        path = Path(reference.path)
        return str(path.relative_to(folder)) if path.is_relative_to(folder) else None

    return holders.holding([pid, 2**22 + 1], inside)


@pytest.mark.feature("STO-007")
def test_open_mapped_and_entered(holder: tuple[str, int], folder: Path) -> None:
    what, pid = holder
    if what == "map":
        parts.require_marked("root")  # others' mappings are shown to nobody else
    if what == "left":
        deadline = time.monotonic() + 20
        while (seen_now := tree.read(pid)) is not None and seen_now.state != "Z":
            assert time.monotonic() < deadline
    held = look(pid, folder)
    seen = [(one.pid, one.shown, one.files, one.directory) for one in held]
    expected = {
        "file": [(pid, pid, ("file",), False)],
        "map": [(pid, pid, ("file",), False)],
        "directory": [(pid, pid, (".",), True)],
        "left": [(pid, pid, ("file",), False)],
        "apart": [(pid, pid, (".", "file"), True)],
        "nothing": [],
    }
    assert seen == expected[what]
    assert what == "left" or all("python" in one.command for one in held)
    holders.end(held, lambda: look(pid, folder))
    assert look(pid, folder) == []


def test_the_table_of_mounts_is_read_as_linux_writes_it() -> None:
    assert any(line.place == "/proc" for line in mounting.table("self"))
    assert inside.unescaped("/a\\040b\\134c\\011d") == "/a b\\c\td"
    assert mounting.table(2**22 + 1) == []


def test_folders_are_known_by_file_system_and_directory() -> None:
    disk, volume = mounting.Line(1, "8:1", "/", "/", False), mounting.Line(2, "0:9", "/", "/vol", False)
    over = mounting.Line(3, "0:10", "/of", "/vol", False)
    assert mounting.identity("/vol", [disk, volume]) == ("0:9", "/")
    assert mounting.identity("/volume/x", [disk, volume]) == ("8:1", "/volume/x")
    assert mounting.identity("/vol/x", [disk, volume, over]) == ("0:10", "/of/x")
    assert mounting.identity("/x", []) == ("", "/x")


@pytest.mark.feature("STO-006")
def test_a_mount_is_known_by_its_number_whatever_is_renamed() -> None:
    node = [mounting.Line(1, "8:1", "/", "/", False)]
    source = Source(PurePosixPath("sub"), Path("/vol/f"), PurePosixPath("way"))
    home, whole = (
        mounting.Line(2, "8:1", "/scratch", "/home/work", False),
        mounting.Line(3, "8:1", "/vol/f", "/home/work/f", False),
    )

    def found(root: str, place: str, known: dict[str, list[int]]) -> list[int]:
        moved = mounting.Line(4, "8:1", root, place, False)
        lines = mounting.find([home, whole, moved], node, source, {"f": [3], **known})
        return [line.mount_id for line in lines]

    for root in ("/vol/f/way", "/vol/f/other", "/vol/f/way//deleted"):
        assert found(root, "/home/work/beside", {}) == [4]
    for known, expected in (({"sub": [4]}, [4]), ({}, []), ({"sub": []}, [])):
        assert found("/vol/.trash/x", "/home/work/beside", known) == expected


def test_a_change_that_fails_says_so_without_a_traceback() -> None:
    """Where it runs by then, an interpreter that prints one looks for files."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(mounting.PROGRAM)], input=b"{}", capture_output=True, check=False
    )
    said = {"errno": errno.EIO, "what": "the change failed (KeyError)"}
    assert (json.loads(done.stdout), done.stderr, done.returncode) == (said, b"", 0)


@pytest.mark.root
def test_without_rights_it_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    asked = {"do": "probe", "root": "/"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(mounting.PROGRAM)],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=False,
        user=65534,
        group=65534,
        extra_groups=[],
    )
    assert json.loads(done.stdout) == {"errno": 1, "what": "Operation not permitted"}, done.stderr
