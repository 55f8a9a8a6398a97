"""Tells what a session environment consists of: run by that environment's own Python, prints one JSON object.

Standard library and `packaging`, which every Jupyter brings along. Sources are absolute paths, targets are
relative to the bundle.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import platform
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = "kernelyard"
EXTRAS = frozenset({"session", "lab"})
OWN_DISTRIBUTIONS = frozenset({ROOT})
NOT_STDLIB = frozenset(
    {"site-packages", "dist-packages", "test", "idlelib", "ensurepip", "turtledemo", "tkinter"}
)
"""Below the standard library, what no session needs. Also directories named ``config-*`` and ``tests``."""
RUNNER = "kernelyard_agent/runner"


def closure(root: str = ROOT, root_extras: frozenset[str] = EXTRAS) -> list[importlib.metadata.Distribution]:
    """The distributions that a root's extras need ("" is the root itself); ours are left out. Raises
    LookupError when one is missing."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, importlib.metadata.Distribution] = {}
    asked: set[tuple[str, str]] = set()

    def needed(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
        for text in _distribution(name).requires or []:
            requirement = Requirement(text)
            marker = requirement.marker
            # Without a marker it belongs to the package itself, which is asked once, as the extra "".
            if any(
                (marker is None and not extra) or (marker and marker.evaluate({"extra": extra}))
                for extra in extras
            ):
                yield canonicalize_name(requirement.name), frozenset(requirement.extras)

    waiting = [(root, root_extras)]
    while waiting:
        name, extras = waiting.pop()
        new = frozenset(extra for extra in extras if (name, extra) not in asked)
        asked |= {(name, extra) for extra in new}
        if not new:
            continue
        if name not in OWN_DISTRIBUTIONS and name not in found:
            found[name] = _distribution(name)
        waiting += [(other, more | {""}) for other, more in needed(name, new)]
    return [found[name] for name in sorted(found)]


def files_of(distribution: importlib.metadata.Distribution, purelib: str) -> Iterator[tuple[str, str]]:
    """(target, source) of each file that belongs into a bundle; commands are written anew there."""
    base = Path(str(distribution.locate_file("")))
    prefix = Path(sys.prefix)
    for file in distribution.files or []:
        if file.suffix == ".pyc":
            continue
        source = Path(str(file.locate())).resolve(strict=False) if ".." in file.parts else base / file
        if source.is_relative_to(base):
            yield f"{purelib}/{source.relative_to(base).as_posix()}", str(source)
        elif source.is_relative_to(prefix):
            target = source.relative_to(prefix).as_posix()
            if target.startswith(("share/jupyter/", "etc/jupyter/")):
                yield target, str(source)


def stdlib_files(version: str) -> Iterator[tuple[str, str]]:
    """The standard library, its compiled modules included wherever they lie."""
    base = Path(sysconfig.get_path("stdlib"))
    for file in _walk(base, NOT_STDLIB | {"lib-dynload"}):
        relative = file.relative_to(base)
        if not relative.parts[0].startswith("config-") and "tests" not in relative.parts[:-1]:
            yield f"lib/python{version}/{relative.as_posix()}", str(file)
    dynload = Path(sysconfig.get_config_var("DESTSHARED") or base / "lib-dynload")
    if not dynload.is_dir():
        dynload = base / "lib-dynload"
    for file in _walk(dynload, frozenset()):
        if not file.name.startswith("_test"):
            yield f"lib/python{version}/lib-dynload/{file.relative_to(dynload).as_posix()}", str(file)


def own_files(purelib: str) -> Iterator[tuple[str, str]]:
    """The runner, and the notebook side of the platform with its front end."""
    agent = _package("kernelyard_agent")
    yield f"{purelib}/kernelyard_agent/__init__.py", str(agent / "__init__.py")
    for file in _walk(agent / "runner", frozenset()):
        yield f"{purelib}/{RUNNER}/{file.relative_to(agent / 'runner').as_posix()}", str(file)
    lab = _package("kernelyard_lab")
    for file in _walk(lab, frozenset({"labextension"})):
        yield f"{purelib}/kernelyard_lab/{file.relative_to(lab).as_posix()}", str(file)
    # The front end is installed beside the package, or built into a checkout and linked.
    for below in ("share/jupyter/labextensions/kernelyard-lab", "etc/jupyter/jupyter_server_config.d"):
        base = Path(sys.prefix) / below
        for file in _walk(base, frozenset()):
            if below.startswith("share/") or file.name == "kernelyard_lab.json":
                yield f"{below}/{file.relative_to(base).as_posix()}", str(file)


def commands(distributions: list[importlib.metadata.Distribution]) -> dict[str, str]:
    """Name of each command and its ``module:function``."""
    return {
        entry.name: entry.value.partition("[")[0].strip()
        for distribution in distributions
        for entry in distribution.entry_points
        if entry.group == "console_scripts"
    }


def survey() -> dict[str, Any]:
    version = "%d.%d" % sys.version_info[:2]  # noqa: UP031 -- read as a format everywhere
    purelib = f"lib/python{version}/site-packages"
    distributions = closure()
    files = dict(stdlib_files(version))
    for distribution in distributions:
        files.update(files_of(distribution, purelib))
    files.update(own_files(purelib))
    return {
        "version": version,
        "build": sys.version,
        "architecture": platform.machine(),
        "interpreter": str(Path(getattr(sys, "_base_executable", sys.executable)).resolve()),
        "distributions": {d.metadata["Name"]: d.version for d in distributions},
        "commands": commands(distributions),
        "files": files,
    }


def _distribution(name: str) -> importlib.metadata.Distribution:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise LookupError(name) from None


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(name)
    return Path(next(iter(spec.submodule_search_locations)))


def _walk(base: Path, left_out: frozenset[str]) -> Iterator[Path]:
    if not base.is_dir():
        return
    for entry in sorted(base.iterdir()):
        if entry.name in left_out or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            yield from _walk(entry, frozenset())
        elif entry.is_file():
            yield entry


if __name__ == "__main__":
    try:
        json.dump(survey(), sys.stdout)
    except LookupError as problem:
        sys.exit(f"no package {problem} is installed")
    except ImportError as problem:
        sys.exit(str(problem))
