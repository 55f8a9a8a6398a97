"""The virtual environment, and Kernelyard in it. Installs again when the sources have changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from . import interpreter
from .steps import Failed, Steps, read_stamp, write_stamp

SOURCES = ("agent", "hub_ext", "labextension/kernelyard_lab", "labextension/etc", "spawner", "storage_proxy")
"""What the distribution is built of, beside ``pyproject.toml``."""
LEFT_OUT = {"__pycache__", "node_modules", "static", "labextension"}


def ensure(steps: Steps, root: Path, venv: Path, extras: list[str], *, editable: bool) -> Path:
    """Make or update the environment; returns its Python. Raises `Failed`."""
    python, stamp = venv / "bin" / "python", venv / "kernelyard-installed.json"
    wanted = {
        "requirements": digest([root / "pyproject.toml"], root),
        "extras": ",".join(extras),
        "sources": "editable" if editable else source_digest(root),
    }
    there = _read(stamp)
    if there == wanted and works(python):
        return python
    if not works(python):
        base = interpreter.choose()
        if venv.exists():
            shutil.rmtree(venv)
        steps.run(f"making a virtual environment ({base})", [str(base), "-m", "venv", str(venv)], root)
        if not interpreter.reachable(python):
            raise Failed(f"The environment {venv} cannot be used by the sessions' user.")
        there = {}
    same_requirements = {**there, "sources": ""} == {**wanted, "sources": ""}
    target = f"{root}[{','.join(extras)}]"
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-color"]
    if same_requirements:
        steps.run("installing changed sources", [*pip, "--no-deps", "--force-reinstall", str(root)], root)
    else:
        arguments = ["--editable", target] if editable else ["--upgrade", target]
        steps.run("installing Python packages (a minute or two)", [*pip, *arguments], root)
    write_stamp(stamp, json.dumps(wanted))
    return python


def compile_sources(python: Path, root: Path) -> None:
    """Make the bytecode of an editable checkout. Sessions of a site that root runs are another user's, who
    may not write it there: every start of one would compile what it needs."""
    sources = [str(root / name) for name in SOURCES if (root / name).is_dir()]
    # What cannot be compiled is told by whatever imports it.
    subprocess.run([str(python), "-m", "compileall", "-qq", *sources], check=False)


def works(python: Path) -> bool:
    """Whether an environment's Python is there, new enough and within reach (its base may have gone)."""
    return interpreter.describe(str(python)) is not None and interpreter.reachable(python)


def source_digest(root: Path) -> str:
    files = [
        path
        for name in SOURCES
        for path in sorted((root / name).rglob("*"))
        if path.is_file() and not LEFT_OUT & set(path.relative_to(root / name).parts)
    ]
    return digest(files, root)


def digest(files: list[Path], root: Path) -> str:
    """One hash of names and contents."""
    total = hashlib.sha256()
    for path in files:
        total.update(f"{path.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _read(stamp: Path) -> dict[str, str]:
    text = read_stamp(stamp)
    return dict(json.loads(text)) if text else {}
