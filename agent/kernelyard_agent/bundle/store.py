"""Bundles of a node: ``<state_dir>/bundle/<digest>``, built once, shared by all its sessions."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import build, image
from .places import MANIFEST, BundleError

log = logging.getLogger(__name__)

FORMAT = 1
"""Counted up when the same parts make another bundle."""
_TEMPORARY = ".new-"


def ensure(
    state_dir: Path, python: Path, runner_image: str | None = None, engine_url: str | None = None
) -> Path:
    """The bundle of the session environment ``python``, or the one that ``runner_image`` holds (in the Docker
    engine at ``engine_url``, by default the one that Docker's own client uses).

    Built when it is not there yet: about 15 s, while other builders on the same directory wait. Blocks; call
    it in a thread. Raises `BundleError`, whose message is for who runs the node.
    """
    directory = state_dir / "bundle"
    directory.mkdir(parents=True, exist_ok=True)
    if runner_image:
        held = image.identity(runner_image, engine_url)
        return _once(directory, held, lambda target: image.copy_out(runner_image, held, target, engine_url))
    parts = build.survey(python)
    digest = digest_of(parts)

    def fill(target: Path) -> None:
        build.build(python, parts, target, digest)
        build.check(target)

    return _once(directory, digest, fill)


def prune(state_dir: Path, keep: Iterable[Path]) -> list[Path]:
    """Remove bundles that are not in ``keep`` (the current one, and those that a container has mounted)."""
    directory = state_dir / "bundle"
    if not directory.is_dir():
        return []
    kept = {path.resolve() for path in keep}
    with _locked(directory):
        old = [path for path in directory.iterdir() if path.is_dir() and path.resolve() not in kept]
        for path in old:
            log.info("bundle %s: removed, nothing uses it", path.name)
            shutil.rmtree(path, ignore_errors=True)
    return old


def digest_of(parts: dict[str, Any]) -> str:
    """Name of the bundle made of these parts: changes with any file's size or time, and with our own code.

    Packages are named by version as well: a file system may keep no times.
    """
    digest = hashlib.sha256(f"{FORMAT}".encode())
    for own in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(own.read_bytes())
    described = {key: value for key, value in parts.items() if key != "files"}
    digest.update(json.dumps(described, sort_keys=True).encode())
    for target, source in sorted({**parts["files"], "": parts["interpreter"]}.items()):
        status = os.stat(source)  # noqa: PTH116 -- of ten thousand files
        digest.update(f"{target}\0{source}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:24]


def _once(directory: Path, digest: str, fill: Any) -> Path:
    final = directory / digest
    if (final / MANIFEST).exists():
        return final
    with _locked(directory):
        if (final / MANIFEST).exists():
            return final
        for stale in directory.glob(f"{_TEMPORARY}*"):
            # Whoever holds the lock is the only builder.
            shutil.rmtree(stale, ignore_errors=True)
        began = time.monotonic()
        log.info("bundle %s: not there yet, being built (once)", digest)
        temporary = directory / f"{_TEMPORARY}{digest}"
        temporary.mkdir()
        try:
            fill(temporary)
            temporary.rename(final)
        except OSError as problem:
            raise BundleError(f"The bundle could not be built below {directory}: {problem}.") from problem
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        log.info("bundle %s: built in %.0f s", digest, time.monotonic() - began)
    return final


@contextlib.contextmanager
def _locked(directory: Path) -> Iterator[None]:
    with (directory / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("bundle: waiting for another builder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
