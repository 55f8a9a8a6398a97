"""S20 for clones: what a session swaps while its folder is copied leads nowhere."""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext, suppress
from pathlib import Path

from tests.storage_rig import SESSION

from kernelyard_storage import paths
from kernelyard_storage.copying import Copy


def test_s20_swaps_during_a_clone_lead_nowhere(tmp_path: Path) -> None:
    """A directory and a file change places with links to what is outside, as fast as they can."""
    outside, home, swap = tmp_path / "outside", tmp_path / "home", tmp_path / "swap"
    for directory in (outside, home, swap):
        directory.mkdir()
    (outside / "secret").write_text("secret")
    (home / "dir").mkdir()
    (home / "dir" / "secret").write_text("mine")
    (home / "file").write_text("mine")
    (swap / "dir").symlink_to(outside)
    (swap / "file").symlink_to(outside / "secret")
    os.link(outside / "secret", home / "linked")
    stop = threading.Event()

    def swapping() -> None:
        while not stop.is_set():
            for name in ("dir", "file"):
                with suppress(OSError):
                    os.rename(home / name, tmp_path / "aside")
                    os.rename(swap / name, home / name)
                    os.rename(tmp_path / "aside", swap / name)

    copier = Copy(SESSION, SESSION, lambda _: nullcontext(), lambda _: None)
    swapper = threading.Thread(target=swapping)
    swapper.start()
    try:
        copies = [tmp_path / f"copy{number}" for number in range(150)]
        source = os.open(home, os.O_RDONLY)
        for copy in copies:
            copy.mkdir()
            with paths.at(source, (), os.O_RDONLY | os.O_DIRECTORY) as here:
                target = os.open(copy, os.O_RDONLY)
                try:
                    copier.tree(here, target)
                finally:
                    os.close(target)
        os.close(source)
    finally:
        stop.set()
        swapper.join()
    contents = [
        path.read_text()
        for copy in copies
        for top in copy.iterdir()
        if not top.is_symlink()
        for path in ([top] if top.is_file() else top.iterdir())
    ]
    assert contents
    allowed = {"mine", "secret"} if os.geteuid() != 0 else {"mine"}  # the hard link, which is our own file
    assert set(contents) <= allowed
    assert (outside / "secret").read_text() == "secret"
    assert (outside / "secret").stat().st_uid == os.geteuid()
    assert {top.readlink() for copy in copies for top in copy.iterdir() if top.is_symlink()} <= {
        outside,
        outside / "secret",
    }
