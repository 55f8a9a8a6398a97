"""Removing trees: first out of sight in one rename, then really, in a thread of its own.

What a user deletes is gone at once however large it is, nobody can write into it while it is being removed,
and a restart goes on where a crash stopped. Any depth works with two open descriptors: a subdirectory that is
not empty is renamed up into the trash and becomes a tree of its own. What goes is ours first: a session that
has a directory of it open can make nothing more there (where we run as root).
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from .openat2 import rename_keeping
from .paths import at, give, names
from .removals import Removals

log = logging.getLogger("kernelyard_storage.trash")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_OTHER = frozenset({errno.EXDEV, errno.EROFS})
"""A subvolume that a session made inside a folder, or a read-only snapshot of one."""
ROUNDS = 10_000
"""Levels of a tree that are removed in a turn; then others get theirs."""
TURNS = 100
"""Turns after which a tree is left to the next start."""
AT_ONCE = 100
"""Trees that wait to be removed where they are; each takes a descriptor."""
REMOVED = ".removed-"
"""Begins the name of a tree that is being removed where it was: a crash can leave one behind."""


def _no_subvolumes(directory: int, name: str) -> None:
    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


class Trash:
    """The trash directory of one volume, given by a descriptor; it must be on the same file system.

    ``destroy`` removes a subvolume, with all that is in it; ``removals`` remembers what is being removed
    elsewhere.
    """

    def __init__(
        self,
        directory: int,
        destroy: Callable[[int, str], None] = _no_subvolumes,
        removals: Removals | None = None,
    ) -> None:
        self._directory = directory
        self._destroy = destroy
        self._removals = removals
        self._waiting = threading.Semaphore(AT_ONCE)
        self._thread = ThreadPoolExecutor(1, "trash")
        self._stopping = threading.Event()

    @contextmanager
    def noting(self, directory: int, name: str) -> Iterator[None]:
        """Around the life of something hidden: where a crash leaves it, the next start removes it."""
        with self._removals.noting(directory, name) if self._removals else nullcontext():
            yield

    def take(self, directory: int, name: str) -> Future[None]:
        """Move ``name`` out of ``directory`` now; the future ends when its bytes are free. Raises
        ``OSError``.
        """
        try:
            self._rename(directory, name)
        except OSError as error:
            if error.errno == errno.EXDEV:
                return self._hide(directory, name)
            if error.errno == errno.EROFS:
                try:
                    self._destroy(directory, name)
                except OSError:  # it is no snapshot: all is read-only
                    raise error from None
                return self._thread.submit(lambda: None)
            if error.errno not in _FULL:
                raise
            self._remove_in_turns(directory, name)
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
            self._remove_in_turns(directory, name)
            return self._thread.submit(lambda: None)
        with suppress(OSError), at(directory, (hidden,), os.O_PATH | os.O_DIRECTORY) as fd:
            _seize(fd)
        note = self._removals.note(directory, hidden) if self._removals else None
        removed: Future[None] = Future()
        if not self._waiting.acquire(blocking=False):
            self._remove_in_turns(directory, hidden)
            self._forget(note)
            removed.set_result(None)
            return removed
        try:
            place = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=directory)
        except OSError:
            self._waiting.release()
            raise

        def end() -> None:
            os.close(place)
            self._waiting.release()
            removed.set_result(None)

        def turn(number: int) -> None:
            try:
                if not self._remove_here(place, hidden):
                    if number < TURNS:
                        queue(number + 1)
                        return
                    log.warning("cannot remove %r: somebody keeps writing into it", hidden)
                else:
                    self._forget(note)
            except OSError as error:
                log.warning("cannot remove %r: %s", hidden, error.strerror)
            end()

        def given_up(one: Future[None]) -> None:
            if one.cancelled():
                end()

        def queue(number: int) -> None:
            try:
                self._thread.submit(turn, number).add_done_callback(given_up)
            except RuntimeError:  # closed meanwhile
                end()

        queue(1)
        return removed

    def _forget(self, note: str | None) -> None:
        if self._removals:
            self._removals.forget(note)

    def _remove_in_turns(self, directory: int, name: str) -> None:
        """`_remove_here` until it is gone. Raises ``EBUSY`` where somebody keeps writing into it."""
        for _ in range(TURNS):
            if self._remove_here(directory, name):
                return
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    def _remove_here(self, directory: int, name: str) -> bool:
        """Remove a tree with three open descriptors and no room: what a subdirectory holds is renamed up to
        the top of the tree that goes. False where it takes more than `ROUNDS`.
        """
        try:
            os.unlink(name, dir_fd=directory)
            return True
        except (IsADirectoryError, PermissionError):
            pass
        with at(directory, (name,), os.O_PATH | os.O_DIRECTORY) as path_fd:
            _seize(path_fd)
        with at(directory, (name,), os.O_RDONLY | os.O_DIRECTORY) as top:
            for _ in range(ROUNDS):
                left = names(top)
                for child, is_directory in left:
                    if self._stopping.is_set():
                        raise InterruptedError(errno.EINTR, "stopping")
                    self._remove_child(top, child, is_directory)
                if not left:
                    break
            else:
                return False
        os.rmdir(name, dir_fd=directory)
        return True

    def _remove_child(self, top: int, name: str, is_directory: bool) -> None:
        """One step: a file goes, a directory is emptied into ``top``. What a session made or took away in it
        meanwhile shows in the next round.
        """
        try:
            if is_directory:
                self._hoist(top, name)
                os.rmdir(name, dir_fd=top)
            else:
                os.unlink(name, dir_fd=top)
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno in _OTHER:
                self._destroy(top, name)
            elif error.errno != errno.ENOTEMPTY:
                raise

    def _hoist(self, top: int, name: str) -> None:
        """Empty the directory ``name`` in ``top``: its files go, its directories become ``top``'s."""
        with at(top, (name,), os.O_PATH | os.O_DIRECTORY) as path_fd:
            _seize(path_fd)
        with at(top, (name,), os.O_RDONLY | os.O_DIRECTORY) as fd:
            for child, is_directory in names(fd):
                if not is_directory:
                    os.unlink(child, dir_fd=fd)
                    continue
                try:
                    os.rmdir(child, dir_fd=fd)
                except OSError:
                    with at(fd, (child,), os.O_PATH | os.O_DIRECTORY) as path_fd:
                        _seize(path_fd)
                    self._lift(fd, child, top)

    def _lift(self, fd: int, name: str, top: int) -> None:
        try:
            rename_keeping(fd, name, top, secrets.token_hex(16))
        except OSError as error:
            if error.errno == errno.EROFS:
                self._destroy(fd, name)
                return
            if error.errno not in _FULL:
                raise
            shutil.rmtree(name, dir_fd=fd)  # not even a name fits: for as deep as it goes

    def sweep(self) -> Future[None]:
        """Remove what an earlier process left behind."""
        self._thread.submit(self._resume)
        return self._thread.submit(self._sweep)

    def _resume(self) -> None:
        for place, name in self._removals.left() if self._removals else ():
            try:
                self._remove_in_turns(place, name)
            except FileNotFoundError:
                continue
            except InterruptedError:
                return
            except OSError as error:
                log.warning("cannot remove %r: %s", name, error.strerror)

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
            if error.errno == errno.EROFS:
                self._destroy(directory, name)
                return
            if error.errno != errno.EXDEV and error.errno not in _FULL:
                raise
            self._remove_in_turns(directory, name)

    def _rename(self, directory: int, name: str) -> None:
        try:
            rename_keeping(directory, name, self._directory, secrets.token_hex(16))
        except PermissionError:
            # A directory changes its parent only if it is writable itself; its owner may have changed that.
            with at(directory, (name,), os.O_PATH | os.O_DIRECTORY) as fd:
                _make_writable(fd)
            rename_keeping(directory, name, self._directory, secrets.token_hex(16))

    def _sweep(self) -> None:
        """Until the trash is empty, or after `ROUNDS` in another turn; a name that cannot be removed is
        logged and left.
        """
        stuck: set[str] = set()
        rounds = 0
        while left := sorted({name for name, _ in names(self._directory)} - stuck):
            rounds += 1
            if rounds > ROUNDS:
                with suppress(RuntimeError):  # closed meanwhile
                    self._thread.submit(self._sweep)
                return
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
            _seize(path_fd)
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


def _seize(fd: int) -> None:
    """Make the directory behind an ``O_PATH`` descriptor ours alone, as far as we may: whoever has it open
    makes nothing more in it. What cannot be is told by what follows.
    """
    found = os.fstat(fd)
    if os.geteuid() == 0 and found.st_uid != 0:
        with suppress(OSError):
            give(fd, 0, 0)
    if found.st_mode & 0o722 != 0o700:  # what is not writable for others may stay readable
        with suppress(OSError):
            Path(f"/proc/self/fd/{fd}").chmod(0o700)


def _make_writable(fd: int) -> None:
    """``chmod u+rwx`` of the directory behind an ``O_PATH`` descriptor, which ``fchmod`` does not take."""
    mode = os.fstat(fd).st_mode & 0o7777
    if mode & 0o700 != 0o700:
        Path(f"/proc/self/fd/{fd}").chmod(mode | 0o700)
