"""Archives of a directory or a file, made while they are sent: pieces of a zip or tar, memory flat, no file.

The tree is walked with one directory and one file open at a time, each opened beneath the folder: no link is
followed. Every file is stored with the size that it had when it was opened. What vanishes before its turn is
left out, as if it had been deleted before; what cannot be stored (pipes, sockets, devices, what may not be
read) is named in `LEFT_OUT` at the end; a file that becomes shorter while it is read ends the archive with
`ArchiveBroken`, and the caller the connection. These functions block: call them in a thread, piece by piece.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import tarfile
import time
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from . import moments, paths
from .errors import ArchiveTooLarge, TooManyArchives, naming
from .paths import Owner

PIECE = 512 << 10
"""Bytes that are made at a time, about."""
READ = 256 << 10
STEP = 16
"""Reads of a file after which a piece is handed out, however small: no step takes long."""
ZIP_ENTRIES = 100_000
"""Most entries of a zip, whose list (half a kilobyte each) is in memory until its end. A tar has no limit."""
MARGIN = 1000
"""Entries of a zip that may be made while it is sent, besides a quarter of those that there were."""
LEFT_OUT = "LEFT-OUT-OF-THIS-ARCHIVE.txt"
MOST_LEFT_OUT = 1000
SAMPLE = 64 << 10
"""First bytes of a file by which it is told whether compressing the rest is worth the time."""
_VANISHED = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})
"""Gone, or swapped for something else, since it was listed."""
_UNREADABLE = frozenset(
    {errno.EACCES, errno.EPERM, errno.ENXIO, errno.EINVAL, errno.ENAMETOOLONG, errno.EISDIR}
)


class ArchiveBroken(Exception):
    """What was sent so far cannot become a whole archive."""


@dataclass(frozen=True)
class Member:
    """One entry. ``fd`` of a file, until the next member is asked for; ``target`` of a link."""

    path: str
    about: os.stat_result
    fd: int = -1
    target: str = ""


@dataclass
class Walk:
    """The members below ``parts`` of an open folder, called ``top`` in the archive (nothing: no directory
    around them).
    """

    folder: int
    parts: tuple[str, ...]
    top: str
    owner: Owner
    names: tuple[str, ...] = ()
    """What of the directory is wanted; nothing: all of it."""
    left_out: list[str] = field(default_factory=list)
    most: int | None = None
    """Members after which a zip breaks off: room was taken for no more."""
    closing: bool = False
    """Directories once more, after all that is in them, and always a `report`, which is only the number of
    what was left out: for who unpacks it again (`kernelyard_storage.arrivals`)."""
    omitted: int = 0

    def members(self) -> Iterator[Member]:
        """Directories come before what is in them; else in no order. Raises ``OSError`` of a failing disk."""
        with paths.at(self.folder, self.parts, os.O_PATH) as fd:
            is_file = stat.S_ISREG(os.fstat(fd).st_mode)
        if is_file:
            with paths.parent(self.folder, self.parts) as (directory, name):
                yield from self._file(directory, name, self.top or name)
            return
        waiting: list[tuple[str, ...] | Member] = [()]
        while waiting:
            here = waiting.pop()
            if isinstance(here, Member):
                yield here
            else:
                yield from self._directory(here, waiting)

    def _directory(self, below: tuple[str, ...], waiting: list[tuple[str, ...] | Member]) -> Iterator[Member]:
        shown = "/".join((self.top, *below) if self.top else below)
        try:
            opened = paths.at(self.folder, self.parts + below, os.O_RDONLY | os.O_DIRECTORY)
            with opened as directory, _found(directory, () if below else self.names) as found:
                if shown:
                    entered = Member(shown, os.fstat(directory))
                    yield entered
                    waiting += [entered] if self.closing else []
                for name, is_directory in found:
                    if is_directory:
                        waiting.append((*below, name))
                    else:
                        yield from self._file(directory, name, f"{shown}/{name}" if shown else name)
        except OSError as error:
            self._explain(shown, error)

    def _file(self, directory: int, name: str, shown: str) -> Iterator[Member]:
        try:
            about = os.stat(name, dir_fd=directory, follow_symlinks=False)
            if stat.S_ISLNK(about.st_mode):
                member = Member(shown, about, target=paths.link_text(directory, name))
            elif stat.S_ISREG(about.st_mode):
                fd = paths.open_for_reading(directory, (name,), self.owner)
                member = Member(shown, os.fstat(fd), fd)
            else:
                self._leave_out(shown, "neither a file, a directory nor a link")
                return
        except OSError as error:
            self._explain(shown, error)
            return
        try:
            yield member
        finally:
            if member.fd >= 0:
                os.close(member.fd)

    def _explain(self, shown: str, error: OSError) -> None:
        """What the refusal of one entry means for the whole."""
        if error.errno in _VANISHED:
            return
        if error.errno not in _UNREADABLE:
            raise error
        self._leave_out(shown, os.strerror(error.errno))

    def _leave_out(self, shown: str, reason: str) -> None:
        self.omitted += 1
        if self.closing:
            return
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(f"{_readable(shown)}: {reason}")
        elif len(self.left_out) == MOST_LEFT_OUT:
            self.left_out.append("... and more")

    def report(self) -> tuple[str, bytes] | None:
        """Name and text of the list of what was left out, if anything was."""
        if self.closing:
            return LEFT_OUT, b"%d\n" % self.omitted
        if not self.left_out:
            return None
        name = f"{self.top}/{LEFT_OUT}" if self.top else LEFT_OUT
        return name, ("\n".join(self.left_out) + "\n").encode()


@contextmanager
def _found(directory: int, names: Sequence[str]) -> Iterator[Iterator[tuple[str, bool]]]:
    """What is in a directory, or those of ``names`` that are, and whether each is a directory itself."""
    if names:
        yield ((name, is_directory) for name in names if (is_directory := _kind(directory, name)) is not None)
        return
    with os.scandir(directory) as found:
        yield ((item.name, item.is_dir(follow_symlinks=False)) for item in found)


def _kind(directory: int, name: str) -> bool | None:
    """Whether it is a directory; None where it has vanished."""
    try:
        return stat.S_ISDIR(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return None


def check(
    folder: int, path: str, kind: Literal["zip", "tar"], names: Sequence[str] = ()
) -> tuple[tuple[str, ...], int]:
    """The components of what is to be archived, a directory or a file (``"."`` is the folder), and how many
    entries a zip of it has now (of a tar 0). With ``names``, it is a directory that has all of these. Raises
    `FileOperationFailed` for anything else, `ArchiveTooLarge`.
    """
    parts = paths.components(path)
    with naming(path), paths.at(folder, parts, os.O_PATH) as fd:
        mode = os.fstat(fd).st_mode
        if stat.S_ISLNK(mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            raise OSError(errno.EINVAL, "This is neither a file nor a directory.")
        if names and not stat.S_ISDIR(mode):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        for name in names:
            with naming("/".join((*parts, name))):
                os.stat(name, dir_fd=fd, follow_symlinks=False)
    if kind == "tar":
        return parts, 0
    entries = _entries(folder, parts, ZIP_ENTRIES, names) if stat.S_ISDIR(mode) else 1
    if entries > ZIP_ENTRIES:
        raise ArchiveTooLarge(f"A zip has at most {ZIP_ENTRIES} entries.", data={"limit": ZIP_ENTRIES})
    return parts, entries


@dataclass
class ZipRoom:
    """The entries of all zips that are being made, whose lists are in memory. A user has half of ``total``
    at most. For one thread.
    """

    total: int = 8 * ZIP_ENTRIES
    _taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def taken(self, user: str, entries: int) -> Iterator[int]:
        """Room for ``entries`` and some that are made meanwhile, until it is left: for how many. Raises
        `TooManyArchives`.
        """
        room = entries + entries // 4 + MARGIN
        mine = self._taken[user] + room
        if mine > self.total // 2 or self._taken.total() + room > self.total:
            raise TooManyArchives(headers={"Retry-After": "60"})
        self._taken[user] = mine
        try:
            yield room
        finally:
            self._taken[user] -= room
            if not self._taken[user]:
                del self._taken[user]


def _entries(folder: int, parts: tuple[str, ...], most: int, names: Sequence[str] = ()) -> int:
    """Entries of a directory at any depth, or of ``names`` in it; looks at no more than ``most`` and one."""
    count = 0
    waiting = [parts]
    while waiting:
        here = waiting.pop()
        wanted = names if here == parts else ()
        try:
            with paths.at(folder, here, os.O_RDONLY | os.O_DIRECTORY) as fd, _found(fd, wanted) as found:
                for name, is_directory in found:
                    count += 1
                    if count > most:
                        return count
                    if is_directory:
                        waiting.append((*here, name))
        except OSError:
            continue  # the archive itself says what it makes of it
    return count


def stream(walk: Walk, kind: Literal["zip", "tar"]) -> Generator[bytes, None, None]:
    """The archive in pieces; one may be empty, where much became little. Raises `ArchiveBroken`,
    ``OSError``.
    """
    return _zip(walk) if kind == "zip" else _tar(walk)


def _content(member: Member) -> Iterator[bytes]:
    """As many bytes of a file as it had at first."""
    left = member.about.st_size
    while left:
        data = os.read(member.fd, min(READ, left))
        if not data:
            raise ArchiveBroken(f"{_readable(member.path)} became shorter while it was read")
        left -= len(data)
        yield data


class _Pending(io.RawIOBase):
    """What was written and not yet taken. `zipfile` sees that it cannot seek: sizes follow the files."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        self.size += len(piece)
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return taken


def _zip(walk: Walk) -> Generator[bytes, None, None]:
    """Names in UTF-8; entries over 4 GiB and archives of many in zip64; links stored as links (as Info-ZIP
    does).
    """
    pending = _Pending()
    with zipfile.ZipFile(pending, "w", zipfile.ZIP_DEFLATED) as archive:
        for position, member in enumerate(walk.members()):
            if position == walk.most:
                raise ArchiveBroken(f"there are more than {walk.most} entries by now")
            info = _zip_info(member)
            if info.is_dir():
                archive.writestr(info, b"")
            else:
                with archive.open(info, "w") as entry:
                    content = _content(member) if member.fd >= 0 else iter([_bytes(member.target)])
                    for number, data in enumerate(content):
                        entry.write(data)
                        if pending.size >= PIECE or number % STEP == STEP - 1:
                            yield pending.take()
            if pending.size >= PIECE:
                yield pending.take()
        if report := walk.report():
            archive.writestr(*report)
    yield pending.take()


def _zip_info(member: Member) -> zipfile.ZipInfo:
    moment = time.localtime(moments.writable(member.about.st_mtime))[:6]
    date = (1980, 1, 1, 0, 0, 0) if moment[0] < 1980 else min(moment, (2107, 12, 31, 23, 59, 58))
    mode = member.about.st_mode
    directory = stat.S_ISDIR(mode)
    info = zipfile.ZipInfo(_readable(member.path) + ("/" if directory else ""), date)
    info.create_system = 3  # Unix: the attributes are a mode
    info.external_attr = (stat.S_IFMT(mode) | mode & 0o777) << 16 | (0x10 if directory else 0)
    info.compress_type = zipfile.ZIP_STORED if directory else zipfile.ZIP_DEFLATED
    info.file_size = member.about.st_size  # by which it is told whether the entry needs zip64
    # Always "deflated", which every program can read from a stream; 1 is fast, 0 only copies.
    level = 1 if _gets_smaller(member) else 0
    setattr(info, "_compresslevel", level)  # noqa: B010 - public under another name from Python 3.13
    return info


def _gets_smaller(member: Member) -> bool:
    start = os.pread(member.fd, SAMPLE, 0) if member.fd >= 0 else b""
    return len(zlib.compress(start, 1)) < len(start) * 0.9


def _tar(walk: Walk) -> Generator[bytes, None, None]:
    """POSIX (pax): names of any length and in any bytes, files of any size."""
    pending = _Pending()
    for member in walk.members():
        pending.write(_tar_header(member))
        if member.fd >= 0:
            for data in _content(member):
                pending.write(data)
                if pending.size >= PIECE:
                    yield pending.take()
            pending.write(_padding(member.about.st_size))
        if pending.size >= PIECE:
            yield pending.take()
    if report := walk.report():
        info = tarfile.TarInfo(report[0])
        info.size, info.mtime = len(report[1]), int(time.time())
        pending.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))
        pending.write(report[1] + _padding(info.size))
    pending.write(bytes(2 * tarfile.BLOCKSIZE))
    yield pending.take()


def _tar_header(member: Member) -> bytes:
    about = member.about
    info = tarfile.TarInfo(member.path)
    info.mode = about.st_mode & 0o777
    info.uid, info.gid = about.st_uid, about.st_gid
    info.mtime = moments.writable(about.st_mtime)
    if stat.S_ISDIR(about.st_mode):
        info.type = tarfile.DIRTYPE
    elif stat.S_ISLNK(about.st_mode):
        info.type, info.linkname = tarfile.SYMTYPE, member.target
    else:
        info.size = about.st_size
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _readable(name: str) -> str:
    """A name as Unicode; bytes that are none are written as ``%FF``."""
    if name.isprintable() or not any("\udc80" <= each <= "\udcff" for each in name):
        return name
    return "".join(f"%{ord(each) - 0xDC00:02X}" if "\udc80" <= each <= "\udcff" else each for each in name)


def name_in(top: str, parts: Sequence[str]) -> str:
    """What the directory around the entries is called: the directory's own name, or the folder's."""
    return parts[-1] if parts else "" if top in (".", "..") else top.replace("/", "_")
