"""What lies on a volume, for the comparison with what the site knows (``kernelyard storage check``)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from uuid import UUID

from .. import paths
from ..moments import writable
from ..protocol import FoundFolder
from .scopes import scope_name

SCOPE = re.compile(r"(user|project)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGITS = re.compile(r"[0-9a-f]{2}")
_REST = re.compile(r"[0-9a-f]{28}")


def walk(root: int) -> list[FoundFolder]:
    """Every folder below a volume's root, and what lies in such a place and is none (``folder_id`` None).

    Our own directories begin with a dot and are left out. Blocks for as long as the disk takes: three levels
    are read, no folder is entered.
    """
    found: list[FoundFolder] = []
    for scope, is_scope in _names(root, ()):
        if scope.startswith("."):
            continue
        if not (is_scope and SCOPE.fullmatch(scope)):
            found.append(_found(root, (scope,), "", None))
            continue
        for parts, fits in _leaves(root, (scope,), 1):
            if fits:
                number = UUID("".join(parts[1:]))
                found.append(_found(root, parts, scope_name(scope), number))
            elif not parts[-1].startswith("."):
                found.append(_found(root, parts, scope_name(scope), None))
    return found


def folders(root: int, directory: str) -> list[tuple[str, ...]]:
    """Paths of the folders of the scope whose directory is called so."""
    return [parts for parts, fits in _leaves(root, (directory,), 1) if fits]


def _leaves(root: int, above: tuple[str, ...], level: int) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Paths three levels down that have a folder's form (True), and what is in their way (False)."""
    form = _DIGITS if level < 3 else _REST
    for name, is_directory in _names(root, above):
        parts = (*above, name)
        if not is_directory or not form.fullmatch(name):
            yield parts, False
        elif level == 3:
            yield parts, True
        else:
            yield from _leaves(root, parts, level + 1)


def _names(root: int, parts: tuple[str, ...]) -> list[tuple[str, bool]]:
    try:
        with paths.at(root, parts, os.O_RDONLY | os.O_DIRECTORY) as fd, os.scandir(fd) as entries:
            return sorted((each.name, each.is_dir(follow_symlinks=False)) for each in entries)
    except FileNotFoundError:
        return []  # removed while we were reading


def _found(root: int, parts: tuple[str, ...], scope: str, folder: UUID | None) -> FoundFolder:
    path = "/".join(parts)
    try:
        modified = os.stat(path, dir_fd=root, follow_symlinks=False).st_mtime
    except FileNotFoundError:
        modified = 0.0
    printable = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return FoundFolder(quota_scope=scope, folder_id=folder, path=printable, modified=writable(modified))
