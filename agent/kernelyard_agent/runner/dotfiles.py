"""Dotfiles: small files of the owner's that every new home begins with (REST-067)."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

MARK = Path(".kernelyard") / "dotfiles"
"""Lies in a home that has got them: a restart keeps what its owner has made of them since."""
_MODE = re.compile(r"0?[0-7]{3}")


class DotfileProblem(Exception):
    """A dotfile cannot be written; the message is one sentence."""


def write_all(home: Path, dotfiles: Iterable[dict[str, Any]], note: Callable[[str], None]) -> None:
    """Write them into a home that has not got them yet. One that cannot be written is noted and left out."""
    mark = home / MARK
    if mark.exists():
        return
    for dotfile in dotfiles:
        try:
            write(home, str(dotfile["path"]), str(dotfile["data"]), str(dotfile.get("mode", "644")))
        except DotfileProblem as problem:
            note(f"a dotfile is left out: {problem}")
    try:
        mark.parent.mkdir(mode=0o700, exist_ok=True)
        mark.touch(mode=0o600)
    except OSError as error:
        note(f"{MARK} cannot be written: {error.strerror}")


def parts(path: str) -> tuple[str, ...]:
    """The names that lead to it from the home, one at least. Raises `DotfileProblem`."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or "\0" in path:
        raise DotfileProblem(f"{path!r} is not a path below the home.")
    return pure.parts


def write(home: Path, path: str, data: str, mode: str) -> None:
    """Write one, its directories included, in place of what is there. Raises `DotfileProblem`.

    The path must lie below the home and lead over no link: a folder of somebody else's may be linked there.
    """
    *directories, name = parts(path)
    if not _MODE.fullmatch(mode):
        raise DotfileProblem(f"{path!r} has no file mode: {mode!r}.")
    try:
        with contextlib.ExitStack() as opened:
            directory = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
            opened.callback(os.close, directory)
            for part in directories:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=directory)
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                directory = os.open(part, flags, dir_fd=directory)
                opened.callback(os.close, directory)
            _replace(directory, name, data.encode(), int(mode, 8))
    except OSError as error:
        raise DotfileProblem(f"{path!r} cannot be written: {error.strerror}.") from error
    except UnicodeEncodeError:
        raise DotfileProblem(f"{path!r} cannot be written: it is no text.") from None


def _replace(directory: int, name: str, data: bytes, mode: int) -> None:
    # A new file that takes the name over, never what a link of this name leads to.
    fresh = f".{name[:200]}.new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(fresh, dir_fd=directory)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(fresh, flags, 0o600, dir_fd=directory), "wb") as stream:
        stream.write(data)
        os.fchmod(stream.fileno(), mode)
    os.rename(fresh, name, src_dir_fd=directory, dst_dir_fd=directory)
