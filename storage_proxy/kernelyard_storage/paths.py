"""The only code that turns a user's path into files. Everything else holds directory descriptors and single
names.

A user's path becomes a tuple of components by `components`, which knows only text; the components are opened
below a directory descriptor by `at`, which knows only the kernel. Neither ever joins a path with a
directory's own path, so there is nothing between check and use that somebody could swap (security cases S20).

Symbolic links are never followed: they are listed, renamed and deleted as what they are.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from .errors import InvalidPath
from .openat2 import open_beneath

NAME_BYTES = 255
PATH_BYTES = 4095
DIRECTORY_MODE = 0o755
FILE_MODE = 0o644


@dataclass(frozen=True)
class Owner:
    """Whose files these are. ``change`` says whether we must give them away, because we run as root
    (STO-008).
    """

    uid: int
    gid: int
    change: bool

    def own(self, fd: int) -> None:
        if self.change:
            os.fchown(fd, self.uid, self.gid)


def components(path: str) -> tuple[str, ...]:
    """The names in a user's path; ``()`` is the folder itself (``""``, ``"."``, ``"./"``).

    Text only: ``a//b/./c/`` is ``a/b/c``, percent signs mean themselves, and Unicode is not normalised
    because Linux does not. Raises `InvalidPath` for ``..``, absolute paths, NUL, lone surrogates, names over
    255 bytes and paths over 4095 bytes.
    """
    if path.startswith("/"):
        raise InvalidPath("Absolute paths are not accepted; paths start at the folder.", path)
    if "\0" in path:
        raise InvalidPath("A path cannot hold a NUL character.", path)
    try:
        length = len(path.encode("utf-8"))
    except UnicodeEncodeError:
        raise InvalidPath("A path must be valid Unicode.", path) from None
    if length > PATH_BYTES:
        raise InvalidPath(f"A path has at most {PATH_BYTES} bytes.", path)
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    if ".." in parts:
        raise InvalidPath('".." is not accepted in a path.', path)
    if any(len(part.encode("utf-8")) > NAME_BYTES for part in parts):
        raise InvalidPath(f"A name in a path has at most {NAME_BYTES} bytes.", path)
    return parts


def entry(path: str) -> tuple[str, ...]:
    """As `components`, and not the folder itself: for everything that creates, renames or removes."""
    parts = components(path)
    if not parts:
        raise InvalidPath("This is the folder itself; name something in it.", path)
    return parts


def single(name: str) -> str:
    """One name, not a path."""
    parts = entry(name)
    if parts != (name,):
        raise InvalidPath("This has to be one name, without a slash.", name)
    return name


@contextmanager
def at(root: int, parts: Sequence[str], flags: int) -> Iterator[int]:
    """The descriptor of ``parts`` below ``root``, opened with ``flags``, closed at the end."""
    fd = open_beneath(root, parts, flags)
    try:
        yield fd
    finally:
        os.close(fd)


@contextmanager
def parent(root: int, parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The directory that holds ``parts``, for the calls that take a descriptor and a name, and the name."""
    with at(root, parts[:-1], os.O_PATH | os.O_DIRECTORY) as fd:
        yield fd, parts[-1]


def names(directory: int) -> list[tuple[str, bool]]:
    """What is in a directory, and whether each is a directory itself.

    The directory is opened anew: on BTRFS, one that has been open shows what was there when it was opened or
    read last.
    """
    with at(directory, (), os.O_RDONLY | os.O_DIRECTORY) as fd, os.scandir(fd) as found:
        return [(item.name, item.is_dir(follow_symlinks=False)) for item in found]


def create_directory(directory: int, name: str, owner: Owner, mode: int = DIRECTORY_MODE) -> None:
    """Make one directory that belongs to ``owner``, whatever the process's umask is."""
    os.mkdir(name, mode, dir_fd=directory)
    with at(directory, (name,), os.O_RDONLY | os.O_DIRECTORY) as fd:
        owner.own(fd)
        os.fchmod(fd, mode)


def make_directories(root: int, parts: Sequence[str], owner: Owner, mode: int = DIRECTORY_MODE) -> None:
    """Make the directories of ``parts`` that are missing; a file in the way is ``ENOTDIR``."""
    for depth in range(1, len(parts) + 1):
        with parent(root, parts[:depth]) as (directory, name):
            try:
                create_directory(directory, name, owner, mode)
            except FileExistsError:
                with at(directory, (name,), os.O_PATH | os.O_DIRECTORY):
                    pass


def create_file(directory: int, name: str, owner: Owner, mode: int = FILE_MODE) -> int:
    """A new empty file, which nobody else can have put there (``O_EXCL``). Returns its descriptor for
    writing.
    """
    fd = os.open(
        name,
        os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC,
        0o600,
        dir_fd=directory,
    )
    try:
        owner.own(fd)
        os.fchmod(fd, mode)
    except BaseException:
        os.close(fd)
        raise
    return fd


def link_text(directory: int, name: str) -> str:
    """Where a symbolic link says that it leads. ``FileNotFoundError`` also where it is none any more."""
    try:
        return os.readlink(name, dir_fd=directory)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name) from None


def create_link(directory: int, name: str, text: str, owner: Owner) -> None:
    """A new symbolic link, which nobody follows here. What took its name meanwhile is not given away."""
    os.symlink(text, name, dir_fd=directory)
    if not owner.change:
        return
    fd = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=directory)
    try:
        if stat.S_ISLNK(os.fstat(fd).st_mode):
            give(fd, owner.uid, owner.gid)
    finally:
        os.close(fd)


def give(fd: int, uid: int, gid: int) -> None:
    """Change whose it is behind an ``O_PATH`` descriptor, which ``fchown`` does not take."""
    os.chown(f"/proc/self/fd/{fd}", uid, gid)


def name_file(fd: int, directory: int, name: str) -> None:
    """Give a name to a file that was opened without one (``O_TMPFILE``). Raises ``FileExistsError``."""
    os.link(f"/proc/self/fd/{fd}", name, dst_dir_fd=directory, follow_symlinks=True)


def open_for_reading(root: int, parts: Sequence[str], owner: Owner) -> int:
    """A regular file, for a download; a pipe or a device cannot make us wait. Raises ``EISDIR``, ``EINVAL``,
    ``ELOOP``.

    When we run as root, a file that is not the owner's and has further hard links is refused with ``EACCES``:
    on kernels without ``fs.protected_hardlinks`` it may be somebody else's secret, linked in from outside.
    """
    fd = open_beneath(root, parts, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    try:
        found = os.fstat(fd)
        kind = found.st_mode & 0o170000
        if kind == 0o040000:
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if kind != 0o100000:
            raise OSError(errno.EINVAL, "This is not a regular file.")
        if owner.change and found.st_uid != owner.uid and found.st_nlink > 1:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    except BaseException:
        os.close(fd)
        raise
    return fd
