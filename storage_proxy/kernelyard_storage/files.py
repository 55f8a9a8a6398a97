"""The file verbs of the manager API on one open folder. They block: call them in a thread.

Every function takes the folder's descriptor, the path as the user wrote it, and raises `InvalidPath`,
`FileOperationFailed` (with errno and path) or `StorageFull`. Bad input changes nothing.
"""

from __future__ import annotations

import errno
import math
import os
import stat
import threading
import time
from collections.abc import Sequence
from json.encoder import encode_basestring_ascii as quoted
from typing import Literal

from . import descent, paths
from .errors import FileOperationFailed, naming
from .moments import writable
from .openat2 import open_beneath, rename_keeping
from .paths import Owner
from .trash import Trash

_KINDS: dict[int, Literal["FILE", "DIRECTORY", "SYMLINK"]] = {
    stat.S_IFREG: "FILE",
    stat.S_IFDIR: "DIRECTORY",
    stat.S_IFLNK: "SYMLINK",
}
_PLAIN_DIRECTORY = os.O_PATH | os.O_DIRECTORY


def listing(folder: int, path: str) -> bytes:
    """What is in a directory, directories first, then by name: the JSON text of a `FileList`. ``ENOENT``,
    ``ENOTDIR`` name the path.

    Written as text at once: with ten thousand entries that takes half of the time of making messages of them.
    ``created`` is the change time of the inode, as the original server answers it.
    """
    parts = paths.components(path)
    entries: list[tuple[bool, str, str]] = []
    with (
        naming(path),
        paths.at(folder, parts, os.O_RDONLY | os.O_DIRECTORY) as directory,
        os.scandir(directory) as found,
    ):
        for item in found:
            try:
                about = item.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # removed while we were reading
            mode = about.st_mode
            kind = _KINDS.get(stat.S_IFMT(mode), "OTHER")
            name = item.name if item.name.isascii() else _shown(item.name)
            text = (
                f'{{"name":{quoted(name)},"type":"{kind}","size":{about.st_size},"mode":{mode & 0o7777},'
                f'"created":{about.st_ctime!r},"modified":{writable(about.st_mtime)!r}}}'
            )
            entries.append((kind != "DIRECTORY", name, text))
    entries.sort()
    return f'{{"entries":[{",".join([text for _, _, text in entries])}]}}'.encode("ascii")


def _shown(name: str) -> str:
    """A name that is no valid Unicode is shown with replacement characters: JSON has no other way."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def mkdir(folder: int, path: str, owner: Owner, *, parents: bool = False, exist_ok: bool = False) -> None:
    """Make a directory. ``EEXIST`` unless ``exist_ok`` and it is one; ``ENOENT`` without ``parents``."""
    parts = paths.components(path)
    with naming(path):
        if not parts:
            if exist_ok:
                return
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        if parents:
            paths.make_directories(folder, parts[:-1], owner)
        with paths.parent(folder, parts) as (directory, name):
            try:
                paths.create_directory(directory, name, owner)
            except FileExistsError:
                if not exist_ok or not _is_directory(directory, name):
                    raise


def rename(folder: int, path: str, new_name: str) -> None:
    """Give a file, directory or link another name where it is. Never replaces anything (``EEXIST``)."""
    parts = paths.entry(path)
    target = paths.single(new_name)
    with naming(path), paths.parent(folder, parts) as (directory, name):
        os.stat(name, dir_fd=directory, follow_symlinks=False)
        with naming(new_name):
            rename_keeping(directory, name, directory, target)


def move(folder: int, source: str, target: str, owner: Owner) -> None:
    """Move something to another path in the same folder, making the directories that lead there.

    Never replaces anything (``EEXIST``); a directory cannot go into itself (``EINVAL``).
    """
    here, there = paths.entry(source), paths.entry(target)
    if len(there) > len(here) and there[: len(here)] == here:
        raise FileOperationFailed(errno.EINVAL, target, "A directory cannot be moved into itself.")
    with naming(source), paths.parent(folder, here) as (directory, name):
        os.stat(name, dir_fd=directory, follow_symlinks=False)
        with naming(target):
            paths.make_directories(folder, there[:-1], owner)
            with paths.parent(folder, there) as (goal, new_name):
                rename_keeping(directory, name, goal, new_name)


def delete(folder: int, wanted: Sequence[str], trash: Trash, *, recursive: bool = False) -> None:
    """Delete files, and directories when ``recursive`` (else ``EISDIR``). All are looked at before one is
    touched.
    """
    targets = {paths.entry(path): path for path in wanted}
    if not targets:
        raise FileOperationFailed(errno.EINVAL, "", "Name at least one path to delete.")
    for parts, path in targets.items():
        with naming(path), paths.parent(folder, parts) as (directory, name):
            found = os.stat(name, dir_fd=directory, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode) and not recursive:
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    for parts, path in targets.items():
        try:
            with naming(path), paths.parent(folder, parts) as (directory, name):
                _delete(directory, name, trash, recursive=recursive)
        except FileOperationFailed as error:
            if (
                error.errno != errno.ENOENT
            ):  # gone already: with a parent that was named too, or by somebody else
                raise


def _delete(directory: int, name: str, trash: Trash, *, recursive: bool) -> None:
    try:
        os.unlink(name, dir_fd=directory)
    except (IsADirectoryError, PermissionError):
        if not recursive or not _is_directory(directory, name):
            raise
        trash.take(directory, name)


def _is_directory(directory: int, name: str) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)


def tree_size(
    folder: int, stopping: threading.Event | None = None, *, within: float = math.inf
) -> tuple[int, int]:
    """Bytes in regular files and the number of everything that is not a directory, below ``folder``; what of
    it was found ``within`` so many seconds.

    Any depth; what somebody moves meanwhile may be missed. Links are not followed. Raises
    ``InterruptedError`` once ``stopping`` is set.
    """
    size = count = 0
    deadline = time.monotonic() + within
    stack = [os.dup(folder)]
    closed: list[descent.Mark] = []  # directories between the last two of the stack
    pending: list[list[str]] = []
    try:
        while stack and time.monotonic() < deadline:
            if stopping is not None and stopping.is_set():
                raise InterruptedError(errno.EINTR, "stopping")
            if len(pending) < len(stack) + len(closed):
                more, bytes_here, count_here = _one_level(stack[-1])
                size, count = size + bytes_here, count + count_here
                pending.append(more)
            if not pending[-1]:
                pending.pop()
                if closed:
                    _climb(stack, closed, pending)
                else:
                    os.close(stack.pop())
                continue
            try:
                stack.append(open_beneath(stack[-1], (pending[-1].pop(),), _PLAIN_DIRECTORY))
                if len(stack) > descent.HELD:
                    closed.append(descent.mark(stack[-2]))
                    os.close(stack.pop(-2))
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                if error.errno != errno.ELOOP:  # swapped for a link since we listed it
                    raise
    finally:
        for fd in stack:
            os.close(fd)
    return size, count


def _climb(stack: list[int], closed: list[descent.Mark], pending: list[list[str]]) -> None:
    """From the last of the stack to the directory above it; where it was moved, to the last open one."""
    try:
        above = descent.climb(stack[-1], closed[-1], _PLAIN_DIRECTORY)
    except OSError:
        os.close(stack.pop())
        del pending[-len(closed) :]
        closed.clear()
        return
    os.close(stack.pop())
    stack.append(above)
    closed.pop()


def _one_level(directory: int) -> tuple[list[str], int, int]:
    """Names of the subdirectories, bytes in the files, number of the files. An unreadable directory counts as
    empty.
    """
    more: list[str] = []
    size = count = 0
    try:
        with paths.at(directory, (), os.O_RDONLY | os.O_DIRECTORY) as fd, os.scandir(fd) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    more.append(item.name)
                    continue
                try:
                    about = item.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                count += 1
                size += about.st_size if stat.S_ISREG(about.st_mode) else 0
    except PermissionError:
        pass
    return more, size, count
