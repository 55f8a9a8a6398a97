"""Builds a bundle into an empty directory. Reads the node, runs nothing of what it copies."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from pathlib import Path
from typing import Any

from . import elf
from .places import LIBRARIES, MANIFEST, MOUNT, PYTHON, BundleError

log = logging.getLogger(__name__)

_COMMAND = """\
#!{python}
import sys
from {module} import {first}
if __name__ == "__main__":
    sys.exit({call}())
"""
_NO_LIBRARIES = """

def find_library(name):
    return None  # libraries of an image are not for this Python
"""
_SURVEY = Path(__file__).with_name("survey.py")
_COMPILE = Path(__file__).with_name("bytecode.py")


def survey(python: Path) -> dict[str, Any]:
    """What the session environment of ``python`` consists of; see `survey`. Raises `BundleError`."""
    done = subprocess.run(
        [str(python), "-I", str(_SURVEY)], capture_output=True, text=True, check=False, cwd="/", timeout=120
    )
    if done.returncode:
        raise BundleError(
            f"The session environment of {python} is not complete (pip install 'kernelyard[session,lab]'): "
            f"{done.stderr.strip().rpartition(chr(10))[2]}."
        )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def build(python: Path, parts: dict[str, Any], target: Path, digest: str) -> None:
    """Fill ``target``. Raises `BundleError`, OSError."""
    files = {target / name: Path(source) for name, source in parts["files"].items()}
    interpreter = Path(parts["interpreter"])
    loader = elf.loader_of(interpreter)
    log.info("bundle %s: copying %d files", digest, len(files))
    for directory in sorted({file.parent for file in files}):
        directory.mkdir(parents=True, exist_ok=True)
    for file, source in files.items():
        shutil.copyfile(source, file)
    changed = _keep_to_itself(parts["version"], target)
    _interpreter(parts["version"], interpreter, loader, target)
    log.info("bundle %s: collecting shared libraries", digest)
    _libraries(interpreter, loader, files, target)
    _commands(parts["commands"], target)
    _links(parts["version"], target)
    log.info("bundle %s: compiling", digest)
    _compile(python, {**files, changed: changed})
    _open(target)
    manifest = {
        "digest": digest,
        "python": parts["version"],
        "architecture": parts["architecture"],
        "distributions": parts["distributions"],
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1))


def check(target: Path) -> None:
    """Start the bundle's Python where it lies, and import what sessions need. Raises `BundleError`."""
    loader = next((target / LIBRARIES).glob("ld*.so*"))
    modules = "ssl, sqlite3, asyncio, zmq, jupyter_client, kernelyard_agent.runner.session"
    done = subprocess.run(
        [
            *(str(loader), "--library-path", str(target / LIBRARIES)),
            *(str(target / PYTHON), "-I", "-c", f"import {modules}"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={},
    )
    if done.returncode:
        raise BundleError(f"The bundle's Python does not start: {done.stderr.strip()[-500:]}")


def _keep_to_itself(version: str, target: Path) -> Path:
    """Packages that look for libraries of the system would find the image's, made for another C library."""
    module = target / "lib" / f"python{version}" / "ctypes" / "util.py"
    module.write_text(module.read_text() + _NO_LIBRARIES)
    return module


def _interpreter(version: str, interpreter: Path, loader: Path, target: Path) -> None:
    program = target / PYTHON
    program.parent.mkdir(exist_ok=True)
    shutil.copyfile(interpreter, program)
    program.chmod(0o755)
    elf.patch_interpreter(program, loader)
    for name in ("python", f"python{version}"):
        (program.parent / name).symlink_to(program.name)


def _libraries(interpreter: Path, loader: Path, files: dict[Path, Path], target: Path) -> None:
    ours = {file: source for file, source in files.items() if ".so" in file.name and elf.is_elf(source)}
    found, missing = elf.needed(loader, [interpreter, *ours.values()])
    copied = {source.resolve() for source in ours.values()}
    libraries = target / LIBRARIES
    for name, path in found.items():
        # A package's own libraries were copied with the package.
        if path.resolve() not in copied:
            shutil.copyfile(path, libraries / name)
    shutil.copyfile(loader, libraries / loader.name)
    elf.patch_loader(libraries / loader.name)
    (libraries / loader.name).chmod(0o755)
    if missing:
        log.warning("bundle: this node lacks %s; what needs them will not load", ", ".join(sorted(missing)))
    glibc = loader.resolve().parent
    foreign = [libraries / name for name, path in found.items() if path.resolve().parent != glibc]
    elf.patch_libraries([*ours, *(file for file in foreign if file.exists())])


def _commands(commands: dict[str, str], target: Path) -> None:
    for name, value in commands.items():
        module, _, call = value.partition(":")
        file = target / "bin" / name
        if Path(name).name == name and not file.exists():
            text = _COMMAND.format(
                python=f"{MOUNT}/{PYTHON}", module=module, first=call.partition(".")[0], call=call
            )
            file.write_text(text)
            file.chmod(0o755)


def _links(version: str, target: Path) -> None:
    """Debian's Python looks for packages under another name than everybody's."""
    (target / "lib" / "python3").mkdir(exist_ok=True)
    (target / "lib" / "python3" / "dist-packages").symlink_to(f"../python{version}/site-packages")


def _compile(python: Path, files: dict[Path, Path]) -> None:
    """In the environment's own Python: another version's compiled form would be of no use."""
    modules = {str(file): str(source) for file, source in files.items() if file.suffix == ".py"}
    done = subprocess.run(
        [str(python), "-I", str(_COMPILE)],
        input=json.dumps(modules),
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise BundleError(f"The bundle's modules could not be compiled: {done.stderr.strip()[-500:]}")


def _open(target: Path) -> None:
    """Everybody may read: a session's user is nobody in particular."""
    target.chmod(0o755)
    for path in target.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
