"""BTRFS quota groups as quotas: each quota scope is one group of level 1, in which the subvolumes of its
folders, its snapshots and its unfinished uploads count; bytes that they share are counted once.

Some changes (a snapshot of what is shared with another scope, a huge tree deleted) make the kernel stop
counting and ask for a rescan. That is done here, in the background, whenever the kernel says so.
"""

from __future__ import annotations

import errno
import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from . import btrfs_calls
from .btrfs_calls import Groups
from .enforced import ScopeBook

log = logging.getLogger("kernelyard_storage.quotas")

LEVEL = 1 << 48
ADOPT = 300.0
"""Seconds between two looks for subvolumes that sessions have made inside folders."""
POLL = 0.5
"""Seconds between two looks at a rescan."""


class ScopeGroups:
    """`kernelyard_storage.volumes.enforced.Enforcer` of the file system open as ``root``.

    ``members`` gives the numbers of the subvolumes that belong in a scope's group, ``outside`` the bytes of
    its folders that are no subvolumes.
    """

    def __init__(
        self,
        root: int,
        book: ScopeBook,
        members: Callable[[str], list[int]],
        outside: Callable[[str], int],
    ) -> None:
        self._root = root
        self._book = book
        self._members = members
        self._outside = outside
        self._uncounted: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._ready: set[str] = set()
        """Scopes whose group has its limit and its members: a crash may have come between."""
        self.groups = Groups(btrfs_calls.filesystem(root))
        if not self.groups.enabled():
            btrfs_calls.enable_quota(root)
        if not self.groups.enabled():
            raise OSError(errno.ENOENT, "their counts are not in /sys/fs/btrfs")
        with suppress(FileNotFoundError):  # a group that nobody has: without the right it is EPERM
            btrfs_calls.limit_group(root, LEVEL | LEVEL - 1, None)
        self.settle()
        self._adopting = threading.Thread(target=self._adopt_all, name="qgroup-adopt", daemon=True)
        self._adopting.start()

    def group(self, scope: str) -> int:
        """The scope's group, made with its limit and its members where it is missing. One that was there
        before this process gets them again.
        """
        group = LEVEL | self._book.number(scope)
        if scope in self._ready and self.groups.referenced(group) is not None:
            return group
        with suppress(FileExistsError):
            btrfs_calls.create_group(self._root, group)
        btrfs_calls.limit_group(self._root, group, self._book.limit(scope))
        self._adopt(scope, group)
        self._ready.add(scope)
        return group

    def _adopt_all(self) -> None:
        """What sessions made counts, and is limited, without anybody asking: at the start, then regularly."""
        while not self._stop.is_set():
            for scope in self._book.scopes():
                if self._stop.is_set():
                    return
                try:
                    self._adopt(scope, self.group(scope))
                except OSError as error:
                    log.warning("cannot look for new subvolumes of %s: %s", scope, error.strerror)
            self._stop.wait(ADOPT)

    def _adopt(self, scope: str, group: int) -> None:
        """Let everything of a scope count: also subvolumes that a session made inside a folder."""
        for number in self._members(scope):
            try:
                btrfs_calls.assign(self._root, number, group)
            except FileExistsError:
                continue
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.EINVAL):
                    raise  # else the subvolume is gone again
        self.settle()

    def used(self, scope: str, *, fresh: bool) -> tuple[int, int | None]:
        if not self._book.known(scope):
            return self._outside(scope), None
        group = self.group(scope)
        if fresh:
            self._adopt(scope, group)
            btrfs_calls.sync(self._root)
        if fresh or scope not in self._uncounted:
            self._uncounted[scope] = self._outside(scope)
        return (self.groups.referenced(group) or 0) + self._uncounted[scope], None

    def limit(self, scope: str, limit: int | None) -> None:
        btrfs_calls.limit_group(self._root, self.group(scope), limit)

    def settle(self) -> None:
        """Where the kernel's counts have become wrong, have it count again; returns at once."""
        with self._lock:
            if self._stop.is_set() or not self.groups.inconsistent():
                return
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._rescan, name="qgroup-rescan", daemon=True)
                self._thread.start()

    def _rescan(self) -> None:
        while self.groups.inconsistent():
            try:
                btrfs_calls.rescan(self._root)
                log.info("counting the quota groups of %s again", self._root)
            except OSError as error:
                if error.errno != errno.EINPROGRESS:
                    log.warning("cannot count the quota groups again: %s", error.strerror)
                    return
            if self._stop.wait(POLL):
                return

    def close(self) -> None:
        self._stop.set()
        self._adopting.join()
        if self._thread is not None:
            self._thread.join()
