"""Removing trees: first out of sight in one rename, then really, in a thread of its own.

What a user deletes is gone at once however large it is, nobody can write into it while it is being removed,
and a restart goes on where a crash stopped. Any depth works with two open descriptors: a subdirectory that is
not empty is renamed up into the trash and becomes a tree of its own.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from .openat2 import rename_keeping
from .paths import at, names

log = logging.getLogger("kernelyard_storage.trash")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
REMOVED = ".removed-"
"""Begins the name of a tree that is being removed where it was: a crash can leave one behind."""


class Trash:
    """The trash directory of one volume, given by a descriptor; it must be on the same file system."""

    def __init__(self, directory: int) -> None:
        self._directory = directory
        self._thread = ThreadPoolExecutor(1, "trash")
        self._stopping = threading.Event()

    def take(self, directory: int, name: str) -> Future[None]:
        """Move ``name`` out of ``directory`` now; the future ends when its bytes are free. Raises
        ``OSError``.
        """
        try:
            self._rename(directory, name)
        except OSError as error:
            if error.errno == errno.EXDEV:
                return self._hide(directory, name)
            if error.errno not in _FULL:
                raise
            self._remove_here(directory, name)
        return self._thread.submit(self._sweep)

    def _hide(self, directory: int, name: str) -> Future[None]:
        """Where the trash is another subvolume or quota realm, nothing can move there: it is removed where it
        was, under a name that says so.
        """
        hidden = REMOVED + secrets.token_hex(16)
        try:
            rename_keeping(directory, name, directory, hidden)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            self._remove_here(directory, name)
            return self._thread.submit(lambda: None)
        place = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=directory)

        def remove() -> None:
            try:
                self._remove_here(place, hidden)
            except OSError as error:
                log.warning("cannot remove %r: %s", hidden, error.strerror)

        removing = self._thread.submit(remove)
        removing.add_done_callback(lambda _: os.close(place))
        return removing

    def _remove_here(self, directory: int, name: str) -> None:
        """Remove a tree of any depth with three open descriptors and no room: what a subdirectory holds is
        renamed up to the top of the tree that goes.
        """
        try:
            os.unlink(name, dir_fd=directory)
            return
        except (IsADirectoryError, PermissionError):
            pass
        with at(directory, (name,), os.O_PATH | os.O_DIRECTORY) as path_fd:
            _make_writable(path_fd)
        with at(directory, (name,), os.O_RDONLY | os.O_DIRECTORY) as top:
            while True:
                left = names(top)
                if not left:
                    break
                for child, is_directory in left:
                    if self._stopping.is_set():
                        raise InterruptedError(errno.EINTR, "stopping")
                    if not is_directory:
                        os.unlink(child, dir_fd=top)
                        continue
                    _hoist(top, child)
                    os.rmdir(child, dir_fd=top)
        os.rmdir(name, dir_fd=directory)

    def sweep(self) -> Future[None]:
        """Remove what an earlier process left behind."""
        return self._thread.submit(self._sweep)

    def close(self) -> None:
        """Stop soon; what is left stays in the trash for the next start."""
        self._stopping.set()
        self._thread.shutdown(wait=True, cancel_futures=True)
        os.close(self._directory)

    def _put_away(self, directory: int, name: str) -> None:
        """Rename, or remove in place where that cannot be: another file system is mounted there, or a full
        disk has no room for one more name. Deleting must work then of all times (security case S25).
        """
        try:
            self._rename(directory, name)
        except OSError as error:
            if error.errno != errno.EXDEV and error.errno not in _FULL:
                raise
            self._remove_here(directory, name)

    def _rename(self, directory: int, name: str) -> None:
        try:
            rename_keeping(directory, name, self._directory, secrets.token_hex(16))
        except PermissionError:
            # A directory changes its parent only if it is writable itself; its owner may have changed that.
            with at(directory, (name,), os.O_PATH | os.O_DIRECTORY) as fd:
                _make_writable(fd)
            rename_keeping(directory, name, self._directory, secrets.token_hex(16))

    def _sweep(self) -> None:
        """Until the trash is empty; a name that cannot be removed is logged and left."""
        stuck: set[str] = set()
        while left := sorted({name for name, _ in names(self._directory)} - stuck):
            for name in left:
                if self._stopping.is_set():
                    return
                try:
                    self._remove(name)
                except OSError as error:
                    stuck.add(name)
                    log.warning("cannot remove %r from the trash: %s", name, error.strerror)

    def _remove(self, name: str) -> None:
        try:
            os.unlink(name, dir_fd=self._directory)
        except (IsADirectoryError, PermissionError):  # unlink of a directory is EISDIR here, EPERM elsewhere
            self._flatten(name)
            os.rmdir(name, dir_fd=self._directory)

    def _flatten(self, name: str) -> None:
        with at(self._directory, (name,), os.O_PATH | os.O_DIRECTORY) as path_fd:
            _make_writable(path_fd)
        with at(self._directory, (name,), os.O_RDONLY | os.O_DIRECTORY) as fd, os.scandir(fd) as found:
            for item in found:
                if self._stopping.is_set():
                    raise InterruptedError("stopping")
                if not item.is_dir(follow_symlinks=False):
                    os.unlink(item.name, dir_fd=fd)
                    continue
                try:
                    os.rmdir(item.name, dir_fd=fd)
                except OSError:
                    self._put_away(fd, item.name)


def _hoist(top: int, name: str) -> None:
    """Empty the directory ``name`` in ``top``: its files go, its directories become ``top``'s."""
    with at(top, (name,), os.O_PATH | os.O_DIRECTORY) as path_fd:
        _make_writable(path_fd)
    with at(top, (name,), os.O_RDONLY | os.O_DIRECTORY) as fd:
        for child, is_directory in names(fd):
            if not is_directory:
                os.unlink(child, dir_fd=fd)
                continue
            try:
                os.rmdir(child, dir_fd=fd)
            except OSError:
                with at(fd, (child,), os.O_PATH | os.O_DIRECTORY) as path_fd:
                    _make_writable(path_fd)
                _lift(fd, child, top)


def _lift(fd: int, name: str, top: int) -> None:
    try:
        rename_keeping(fd, name, top, secrets.token_hex(16))
    except OSError as error:
        if error.errno not in _FULL:
            raise
        shutil.rmtree(name, dir_fd=fd)  # not even a name fits: for as deep as it goes


def _make_writable(fd: int) -> None:
    """``chmod u+rwx`` of the directory behind an ``O_PATH`` descriptor, which ``fchmod`` does not take."""
    mode = os.fstat(fd).st_mode & 0o7777
    if mode & 0o700 != 0o700:
        Path(f"/proc/self/fd/{fd}").chmod(mode | 0o700)
