"""S20: no verb of the storage proxy reaches outside its folder, whatever the path and who moves what."""

from __future__ import annotations

import ast
import ctypes
import io
import json
import os
import shutil
import stat
import tarfile
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.storage_rig import OURSELVES, OpenFolder, folder_ref, open_folder

import kernelyard_storage
from kernelyard_storage import archives, files, openat2, paths, uploads
from kernelyard_storage.errors import StorageProblem, naming
from kernelyard_storage.protocol import UploadRequest
from kernelyard_storage.tokens import UploadGrant

SECRET = b"the secret of somebody else"
NOBODY = 65534
RESOLVERS = ["openat2", "walk"] if openat2.supported() else ["walk"]

Snapshot = dict[str, tuple[int, int, int, bytes | None]]


def snapshot(top: Path) -> Snapshot:
    """Everything below a directory: name to mode, time, size and content."""
    seen: Snapshot = {}
    for path in [top, *sorted(top.rglob("*"))]:
        found = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        seen[str(path.relative_to(top))] = (found.st_mode, found.st_mtime_ns, found.st_uid, content)
    return seen


class World:
    """A folder full of ways out, a neighbour's folder on the same volume, and a directory outside."""

    def __init__(self, base: Path, opened: OpenFolder) -> None:
        self.opened = opened
        self.outside = base / "outside"
        (self.outside / "dir").mkdir(parents=True)
        (self.outside / "secret").write_bytes(SECRET)
        (self.outside / "dir" / "secret").write_bytes(SECRET)
        (self.outside / "foreign").write_bytes(SECRET)
        ref = folder_ref()
        opened.volume.create_folder(ref)
        self.neighbour = base / "volume1" / ref.relative_path()
        (self.neighbour / "secret").write_bytes(SECRET)
        (self.neighbour / "foreign").write_bytes(SECRET)
        self.before = self.look()

    def look(self) -> list[Snapshot]:
        return [snapshot(self.outside), snapshot(self.neighbour)]

    def refill(self) -> None:
        """Make the folder as it was before the last verb."""
        top = self.opened.path
        for path in top.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
        (top / "dir" / "sub").mkdir(parents=True)
        (top / "dir" / "file").write_bytes(b"mine")
        (top / "file").write_bytes(b"mine")
        os.mkfifo(top / "pipe")
        (top / "out").symlink_to(self.outside)
        (top / "rel").symlink_to(os.path.relpath(self.outside, top))
        (top / "up").symlink_to("..")
        (top / "dir" / "out").symlink_to(self.outside / "dir")
        (top / "leak").symlink_to(self.outside / "secret")
        (top / "near").symlink_to(os.path.relpath(self.neighbour, top))
        (top / "root").symlink_to("/")
        (top / "cwd").symlink_to("/proc/self/cwd")
        (top / "fds").symlink_to("/proc/self/fd")

    def assert_untouched(self) -> None:
        assert self.look() == self.before
        assert sorted(path.name for path in self.opened.path.parents[3].iterdir() if path.name[0] == ".") == [
            ".kernelyard-volume",
            ".quotas",
            ".removals",
            ".trash",
            ".uploads",
        ]


@contextmanager
def world(resolver: str) -> Iterator[World]:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        resolve = openat2.by_openat2 if resolver == "openat2" else openat2.by_walking
        patch.setattr(openat2, "_resolve", resolve)
        with open_folder(Path(name), OURSELVES) as opened:
            yield World(Path(name), opened)


@pytest.fixture(scope="module", autouse=True)
def harmless() -> Iterator[None]:
    """Paths tried here name real files of this machine; broken code must not reach them with all rights."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture(scope="module", params=RESOLVERS)
def everything(request: pytest.FixtureRequest, harmless: None) -> Iterator[World]:
    with world(request.param) as made:
        yield made


NAMES = st.sampled_from(
    [
        *[
            "..",
            ".",
            "",
            "dir",
            "file",
            "sub",
            "out",
            "rel",
            "up",
            "leak",
            "near",
            "root",
            "cwd",
            "fds",
            "pipe",
        ],
        *[
            "secret",
            "etc",
            "passwd",
            "new",
            "%2e%2e",
            "%2E%2e%2f",
            "..\\",
            ". .",
            "...",
            "..\u2024",
            "\uff0e\uff0e",
        ],
        *[
            "\0",
            "a\0b",
            "\ud800",
            "x" * 256,
            "é" * 128,
            "\n",
            "\x1b[31m",
            ".uploads",
            ".trash",
            "~",
            "$HOME",
            "*",
        ],
    ]
)
PATHS = st.one_of(
    st.lists(NAMES, max_size=6).map("/".join),
    st.lists(NAMES, min_size=1, max_size=5).map(lambda names: "/" + "/".join(names)),
    st.text(max_size=40),
    st.integers(1, 40).map(lambda depth: "../" * depth + "etc/passwd"),
    st.integers(1, 40).map(lambda depth: "dir/" + "./" * depth + "out/secret"),
)

Verb = Callable[[World, str, str], object]


def upload(made: World, path: str, other: str) -> None:
    """A whole upload, and an empty one."""
    opened = made.opened
    for size in (4, 0):
        request = UploadRequest.model_construct(folder=opened.ref, path=path, size=size, user=other)
        try:
            grant = uploads.begin(opened.volume, request, 100)
        except (StorageProblem, ValueError):
            continue
        land(opened, grant)


def land(opened: OpenFolder, grant: UploadGrant) -> None:
    if grant.size:
        with uploads.part(opened.volume, grant) as part:
            uploads.write(opened.volume, grant, part.fd, [b"data"], 0)
            uploads.land(opened.volume, grant, part.fd, durable=False)


def download(made: World, path: str, _: str) -> None:
    parts = paths.entry(path)
    with naming(path):
        fd = paths.open_for_reading(made.opened.fd, parts, made.opened.volume.owner)
    content = os.read(fd, 1000)
    os.close(fd)
    assert content in (b"mine", b"data", b"")


def listing(made: World, path: str, _: str) -> None:
    names = {entry["name"] for entry in json.loads(files.listing(made.opened.fd, path))["entries"]}
    assert "foreign" not in names
    assert "passwd" not in names


def archive(made: World, path: str, kind: str) -> None:
    """A whole archive: nothing of anybody else is in it."""
    sort: Literal["zip", "tar"] = "zip" if len(kind) % 2 else "tar"
    parts, _ = archives.check(made.opened.fd, path, sort)
    walk = archives.Walk(made.opened.fd, parts, "top", made.opened.volume.owner)
    with naming(path):  # the service breaks the connection then
        packed = io.BytesIO(b"".join(archives.stream(walk, sort)))
    if sort == "zip":
        with zipfile.ZipFile(packed) as zipped:
            contents = [
                zipped.read(info) for info in zipped.infolist() if not stat.S_ISLNK(info.external_attr >> 16)
            ]
    else:
        with tarfile.open(fileobj=packed) as tar:
            contents = [file.read() for each in tar if (file := each.isfile() and tar.extractfile(each))]
    assert all(SECRET not in content and b"root:" not in content for content in contents)


VERBS: dict[str, Verb] = {
    "archive": archive,
    "list": listing,
    "mkdir": lambda w, a, b: files.mkdir(
        w.opened.fd, a, OURSELVES, parents=len(b) % 2 == 0, exist_ok=len(b) % 3 == 0
    ),
    "rename": lambda w, a, b: files.rename(w.opened.fd, a, b),
    "move": lambda w, a, b: files.move(w.opened.fd, a, b, OURSELVES),
    "delete": lambda w, a, b: files.delete(w.opened.fd, [a], w.opened.volume.trash),
    "delete-recursive": lambda w, a, b: files.delete(
        w.opened.fd, [a, b], w.opened.volume.trash, recursive=True
    ),
    "upload": upload,
    "download": download,
}


@pytest.mark.parametrize("verb", sorted(VERBS))
@settings(
    max_examples=120,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=PATHS, other=PATHS)
def test_s20_no_path_leads_out(everything: World, verb: str, path: str, other: str) -> None:
    everything.refill()
    try:
        VERBS[verb](everything, path, other)
    except StorageProblem as problem:
        assert 400 <= problem.status < 500
        str(problem.problem()).encode()
    everything.assert_untouched()


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize(
    "path",
    [
        *["out/secret", "rel/secret", "up/secret", "dir/out/secret", "near/secret", "root/etc/passwd"],
        *["cwd/x", "fds/0", "../secret", "dir/../../secret", "/etc/passwd", "a\0b", "dir/..", ".."],
    ],
)
def test_s20_the_known_ways_out_are_refused(everything: World, verb: str, path: str) -> None:
    everything.refill()
    mine = snapshot(everything.opened.path)
    if verb == "upload":
        with pytest.raises((StorageProblem, ValueError)):
            uploads.begin(
                everything.opened.volume,
                UploadRequest(folder=everything.opened.ref, path=path, size=0, user="x"),
                100,
            )
    else:
        with pytest.raises(StorageProblem):
            VERBS[verb](everything, path, path if verb == "delete-recursive" else "new")
    everything.assert_untouched()
    assert snapshot(everything.opened.path) == mine, "a refused verb changed the folder"


class Swapper:
    """Exchanges a real directory and a link to the outside, as fast as it can, in another thread."""

    def __init__(self, top: Path) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._pair = (os.fsencode(top / "spot"), os.fsencode(top / "decoy"))
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.swaps = 0

    def _run(self) -> None:
        while not self._stop.is_set():
            assert self._libc.renameat2(-100, self._pair[0], -100, self._pair[1], 2) == 0  # RENAME_EXCHANGE
            self.swaps += 1

    def __enter__(self) -> Swapper:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


RACED: dict[str, Verb] = {
    # Its top, or a directory that the walk meets.
    "archive": lambda w, a, b: archive(w, "spot" if a[-1] in "02468" else ".", a),
    "list": lambda w, a, b: listing(w, "spot", b),
    "mkdir": lambda w, a, b: files.mkdir(w.opened.fd, f"spot/{a}/x", OURSELVES, parents=True),
    "move-in": lambda w, a, b: files.move(w.opened.fd, "file", f"spot/{a}", OURSELVES),
    "move-out": lambda w, a, b: files.move(w.opened.fd, "spot/secret", a, OURSELVES),
    "rename": lambda w, a, b: files.rename(w.opened.fd, "spot/secret", a),
    "delete": lambda w, a, b: files.delete(w.opened.fd, ["spot/secret"], w.opened.volume.trash),
    "delete-tree": lambda w, a, b: files.delete(
        w.opened.fd, ["spot/dir"], w.opened.volume.trash, recursive=True
    ),
    "upload": lambda w, a, b: land(
        w.opened,
        uploads.begin(
            w.opened.volume, UploadRequest(folder=w.opened.ref, path=f"spot/{a}", size=4, user="x"), 100
        ),
    ),
    "download": lambda w, a, b: download(w, "spot/secret", b),
    "usage": lambda w, a, b: files.tree_size(w.opened.fd),
}


@pytest.mark.parametrize("resolver", RESOLVERS)
@pytest.mark.parametrize("verb", sorted(RACED))
def test_s20_a_directory_swapped_for_a_link_between_check_and_use(resolver: str, verb: str) -> None:
    """The folder's own files are called as the secret is: who follows the link reads, moves or deletes it."""
    with world(resolver) as made:
        top = made.opened.path
        (top / "spot").mkdir()
        (top / "decoy").symlink_to(made.outside)
        outcomes = {"done": 0, "refused": 0}
        with Swapper(top) as swapper:
            rounds = 0
            # Long enough on a machine with other things to do, too.
            while rounds < 300 or (rounds < 20_000 and not (swapper.swaps > 100 and all(outcomes.values()))):
                rounds += 1
                for home in ("spot", "decoy"):
                    _prepare(top / home)
                if not (top / "file").exists():
                    (top / "file").write_bytes(b"mine")
                try:
                    RACED[verb](made, f"n{rounds}", "")
                    outcomes["done"] += 1
                except StorageProblem as problem:
                    assert 400 <= problem.status < 500
                    outcomes["refused"] += 1
        assert swapper.swaps > 100
        assert made.look() == made.before
        if verb != "usage":  # which skips what it cannot enter
            assert all(outcomes.values()), f"the race was never on: {outcomes}"


def _prepare(home: Path) -> None:
    """Put files into the real directory, under whichever of its two names it has at this moment."""
    try:
        fd = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        os.close(os.open("secret", os.O_CREAT | os.O_WRONLY, dir_fd=fd))
        with suppress(FileExistsError):
            os.mkdir("dir", dir_fd=fd)
    finally:
        os.close(fd)


def test_s20_only_paths_opens_files() -> None:
    """No other module of the storage proxy builds a path from a user's text or opens one by name."""
    allowed = {"paths.py", "openat2.py", "secretfile.py", "app.py", "startup.py"}
    opening = {
        "open",
        "fdopen",
        "unlink",
        "mkdir",
        "rename",
        "rmdir",
        "stat",
        "scandir",
        "listdir",
        "chmod",
        "chown",
    }
    below_descriptor = {"dir_fd", "src_dir_fd"}
    for source in sorted(Path(kernelyard_storage.__file__).parent.rglob("*.py")):
        if source.name in allowed:
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if isinstance(node.func.value, ast.Name) and node.func.value.id == "os":
                name = node.func.attr
                assert name not in (
                    "path",
                    "walk",
                    "fwalk",
                    "link",
                    "symlink",
                    "makedirs",
                    "replace",
                    "truncate",
                )
                if name in opening - {"fdopen", "scandir"} and not (
                    source.name == "vfs.py" and name == "open"
                ):
                    given = {keyword.arg for keyword in node.keywords}
                    assert given & below_descriptor, f"{source.name}:{node.lineno} os.{name} by path"
