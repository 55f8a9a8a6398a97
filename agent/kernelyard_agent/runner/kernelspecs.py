"""Which Jupyter kernels a container's image has, which is the session's, and how they start (KRN-001).

In a container the runner's own Python is the bundle's: a kernelspec that says ``python`` means the image's.
Outside of containers kernels are those of the runner's own environment, and nothing here is used.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

BUNDLE = Path("/opt/kernelyard")
"""Where the runner's own Python lies in a container."""
KERNELS = Path("share/jupyter/kernels")
"""Below a prefix (``/usr``, an environment's directory): one directory per kernel."""
PREFIXES = ("/usr/local", "/usr")
OPTIONAL = Path("/opt")
"""Every directory here is looked at as a prefix, whatever the image's PATH says (``/opt/conda``)."""
SHIPPED_PYTHON = re.compile(r"python(\d+(\.\d+)?)?")
DEFAULT = "python3"
_MANAGER = f"{__package__}.image_kernels.ImageKernels"

NO_KERNEL = (
    "This image has no Jupyter kernel, so code cannot be run in query mode; "
    "batch mode, the terminal and files work as ever."
)


class NoKernel(Exception):
    """No kernel can be chosen; the message is one sentence for the session's owner."""


@dataclass(frozen=True, slots=True)
class Found:
    """One kernelspec of the image."""

    name: str
    directory: Path
    argv: tuple[str, ...]
    language: str

    @property
    def prefix(self) -> Path:
        """The environment that it belongs to: ``<prefix>/share/jupyter/kernels/<name>``."""
        return self.directory.parents[3]


def in_container() -> bool:
    """Whether this Python is a bundle's."""
    return Path(sys.prefix) == BUNDLE


def directories(environ: Mapping[str, str], runtime_path: str) -> list[Path]:
    """Where kernelspecs may lie, the user's own first, then in the order of the image's PATH."""
    home = Path(environ.get("HOME") or "/")
    places = [Path(path) / "kernels" for path in _split(environ.get("JUPYTER_PATH", ""))]
    places.append(Path(environ.get("JUPYTER_DATA_DIR") or home / ".local/share/jupyter") / "kernels")
    programs = [*([str(Path(runtime_path).parent)] if runtime_path else []), *_split(environ.get("PATH", ""))]
    prefixes = [Path(path).parent for path in programs if Path(path).name == "bin"]
    with contextlib.suppress(OSError):
        prefixes += sorted(OPTIONAL.iterdir())
    places += [prefix / KERNELS for prefix in [*prefixes, *map(Path, PREFIXES)]]
    return [path for path in dict.fromkeys(places) if BUNDLE not in path.parents]


def find(places: Iterable[Path]) -> dict[str, Found]:
    """The kernelspecs in these directories; the first of a name counts, what cannot be read is left out."""
    found: dict[str, Found] = {}
    for place in places:
        for spec in _read_all(place):
            found.setdefault(spec.name, spec)
    return found


def choose(found: Mapping[str, Found], runtime_type: str, runtime_path: str) -> Found:
    """The session's kernel: the one that the image's labels mean, else ``python3``, else the only one.

    Raises `NoKernel`.
    """
    if not found:
        raise NoKernel(NO_KERNEL)
    wanted = runtime_type.lower()
    fitting = [spec for spec in found.values() if wanted and wanted in (spec.name, spec.language.lower())]
    # Of several for one language: the labelled interpreter's own, then the one with the usual name.
    prefix = Path(runtime_path).parent.parent
    fitting.sort(
        key=lambda spec: (not runtime_path or spec.prefix != prefix, spec.name != DEFAULT, spec.name)
    )
    if fitting:
        return fitting[0]
    if DEFAULT in found:
        return found[DEFAULT]
    if len(found) == 1:
        return next(iter(found.values()))
    raise NoKernel(
        f"This image has several Jupyter kernels ({', '.join(sorted(found))}) and its label "
        "ai.backend.runtime-type names none of them."
    )


def command(argv: Iterable[str], prefix: Path, environ: Mapping[str, str], runtime_path: str) -> list[str]:
    """``argv`` with the image's interpreter where it only says ``python``, and the image's prefix where a
    kernelspec asks for it."""
    words = [word.replace("{prefix}", str(prefix)) for word in argv]
    if words and SHIPPED_PYTHON.fullmatch(words[0]):
        words[0] = next(_interpreters(words[0], prefix, environ, runtime_path), words[0])
    return words


def server_arguments() -> list[str]:
    """Arguments for a Jupyter server that runs in this Python: in a container, the image's kernels."""
    return [f"--ServerApp.kernel_spec_manager_class={_MANAGER}"] if in_container() else []


def session_kernel(runtime_type: str, runtime_path: str) -> Found | None:
    """This session's kernel; None outside of containers (its own Python). Raises `NoKernel`.

    A dozen directories are read: well under a millisecond where they are in memory.
    """
    if not in_container():
        return None
    return choose(find(directories(os.environ, runtime_path)), runtime_type, runtime_path)


def _interpreters(name: str, prefix: Path, environ: Mapping[str, str], runtime_path: str) -> Iterator[str]:
    candidates = [prefix / "bin" / known for known in dict.fromkeys((name, "python3", "python"))]
    if Path(runtime_path).name.startswith("python"):
        candidates.append(Path(runtime_path))
    for directory in _split(environ.get("PATH", "")):
        candidates += [Path(directory) / known for known in (name, "python3")]
    for path in candidates:
        if path.is_absolute() and os.access(path, os.X_OK) and path.is_file():
            yield str(path)


def _read_all(place: Path) -> Iterator[Found]:
    try:
        names = sorted(entry.name for entry in place.iterdir())
    except OSError:
        return
    for name in names:
        try:
            spec = json.loads((place / name / "kernel.json").read_bytes())
            argv = tuple(str(word) for word in spec["argv"])
            language = str(spec.get("language", ""))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
        if argv:
            yield Found(name.lower(), place / name, argv, language)


def _split(path: str) -> list[str]:
    return [part for part in path.split(os.pathsep) if part.startswith("/")]
