"""Folders that come from another storage proxy (STO-025): its tar stream becomes a draft here, and a folder
when all has come.

The stream must be one of `archives.Walk` with ``closing``: directories before and after what is in them,
nothing twice, at the end how much was left out. Anything else ends the copy: other kinds of entries,
names that lead elsewhere, an end that comes too soon. Links are made as they are and never followed. These
functions block: call them in a thread.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit

from . import moments, paths
from .archives import LEFT_OUT
from .clones import drafted
from .errors import PROBLEMS, HandoverFailed
from .protocol import FolderRef, Transfer
from .tasks import Task
from .volumes import Volume

TOP = "folder"
"""What the folder itself is called in the stream."""
CONNECT = 10.0
"""Seconds that one address of the other storage proxy gets: nobody can interrupt that."""
WAIT = 60.0
"""Seconds without a byte after which the other storage proxy is given up."""
CHUNK = 1 << 20
MOST_SAID = 20
"""Characters of the number of what was left out."""
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY


class Bytes(Protocol):
    """What the stream is read from."""

    def read(self, size: int) -> bytes: ...


def fetch(origin: Transfer, size: int, target: Volume, copy: FolderRef, task: Task) -> None:
    """Make ``copy`` from what ``origin`` sends, about ``size`` bytes; as `clones.drafted`. Raises
    `Cancelled`, `QuotaExceeded`, `StorageFull`, `FolderExists`, `HandoverFailed`.
    """
    task.total = max(size, origin.size)
    target.quotas.need(copy.quota_scope, origin.size)
    with drafted(target, copy) as draft, _opened(origin, task) as stream:
        left_out = Arrival(draft, target, copy.quota_scope, task).unpack(stream)
    if left_out:
        task.message = f"Left out, because they cannot be copied: {left_out}."


@dataclass
class Arrival:
    """Unpacks into the empty directory ``draft``."""

    draft: int
    volume: Volume
    scope: str
    task: Task
    here: tuple[str, ...] | None = ()
    """The directory whose entries come; None after the last one."""

    def unpack(self, stream: Bytes) -> int:
        """Returns how much was left out by the sender."""
        try:
            with tarfile.open(
                fileobj=stream,  # type: ignore[call-overload]
                mode="r|",
                encoding="utf-8",
                errors="surrogateescape",
            ) as tar:
                return self._entries(tar)
        except (tarfile.TarError, ValueError, OverflowError) as error:
            raise HandoverFailed(f"What came is not a whole folder: {error}") from error

    def _entries(self, tar: tarfile.TarFile) -> int:
        left_out = None
        while (info := tar.next()) is not None:
            tar.members.clear()  # type: ignore[attr-defined]  # else it keeps them all
            if left_out is not None or info.size < 0:
                raise ValueError("an entry that does not belong there")
            if self.here is None:
                left_out = self._end(tar, info)
            else:
                self._entry(tar, info, self.here)
        if left_out is None:
            raise ValueError("it ends too soon")
        return left_out

    def _end(self, tar: tarfile.TarFile, info: tarfile.TarInfo) -> int:
        if info.name != LEFT_OUT or info.size > MOST_SAID:
            raise ValueError("an entry that does not belong there")
        said = b"".join(self._content(tar, info)).strip()
        if not said.isdigit():
            raise ValueError("an entry that does not belong there")
        return int(said)

    def _entry(self, tar: tarfile.TarFile, info: tarfile.TarInfo, here: tuple[str, ...]) -> None:
        parts = components(info.name)
        if info.isdir():
            self._directory(parts, info, here)
            return
        if parts[:-1] != here or not here:
            raise ValueError("an entry that is not in its directory")
        with paths.parent(self.draft, parts[1:]) as (directory, name):
            if info.issym():
                self.task.progress(0)
                paths.create_link(directory, name, info.linkname, self.volume.owner)
            elif info.isreg() and not info.issparse():
                self._file(tar, info, directory, name)
            else:
                raise ValueError("an entry that is no file, directory or link")

    def _directory(self, parts: tuple[str, ...], info: tarfile.TarInfo, here: tuple[str, ...]) -> None:
        """Into it, or, where it is told once more, out of it again: now it may become read-only."""
        if parts == here:
            with paths.at(self.draft, parts[1:], _DIRECTORY) as fd:
                _finish(fd, info)
            self.here = parts[:-1] or None
        elif parts[:-1] == here:
            if here:
                with paths.parent(self.draft, parts[1:]) as (directory, name):
                    paths.create_directory(directory, name, self.volume.owner, 0o700)
            self.here = parts
        else:
            raise ValueError("a directory that is not in its own")

    def _file(self, tar: tarfile.TarFile, info: tarfile.TarInfo, directory: int, name: str) -> None:
        fd = paths.create_file(directory, name, self.volume.owner)
        try:
            for data in self._content(tar, info):
                with self.volume.quotas.reserve(self.scope, len(data)):
                    _write(fd, data)
                self.task.progress(len(data))
                self.task.total = max(self.task.total, self.task.done)
            os.ftruncate(fd, info.size)
            _finish(fd, info)
        finally:
            os.close(fd)

    def _content(self, tar: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
        self.task.progress(0)
        reader = tar.extractfile(info)
        if reader is None:
            raise ValueError("a file without content")
        left = info.size
        while left:
            data = reader.read(min(CHUNK, left))
            if not data:
                raise ValueError("a file ends too soon")
            left -= len(data)
            yield data


def components(name: str) -> tuple[str, ...]:
    """The names in an entry's path, the first is `TOP`. Bytes that are no Unicode are surrogates. Raises
    ``ValueError``.

    >>> components("folder/a/b")
    ('folder', 'a', 'b')
    """
    parts = tuple(name.split("/"))
    wrong = any(
        part in ("", ".", "..") or "\0" in part or len(os.fsencode(part)) > paths.NAME_BYTES for part in parts
    )
    if wrong or parts[0] != TOP:
        raise ValueError("an entry whose name leads elsewhere")
    return parts


def _write(fd: int, data: bytes) -> None:
    """Zeros become a hole."""
    if data.count(0) == len(data):
        os.lseek(fd, len(data), os.SEEK_CUR)
        return
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _finish(fd: int, info: tarfile.TarInfo) -> None:
    """Permission bits and the time."""
    moment = int(moments.writable(float(info.mtime)) * 10**9)
    os.fchmod(fd, info.mode & 0o777)
    os.utime(fd, ns=(moment, moment))


class _Stream:
    """The other storage proxy's answer. Whatever ends it too soon is `HandoverFailed`, or `Cancelled`."""

    def __init__(self, response: http.client.HTTPResponse, task: Task) -> None:
        self._response = response
        self._task = task

    def read(self, size: int) -> bytes:
        with _connected(self._task, "The connection to the other storage proxy broke off"):
            return self._response.read(size)


@contextmanager
def _opened(origin: Transfer, task: Task) -> Iterator[_Stream]:
    """Redirects are not followed. Raises `HandoverFailed`, `Cancelled`."""
    address = urlsplit(origin.url)
    kind = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}.get(address.scheme)
    if kind is None or not address.hostname:
        raise HandoverFailed("The other storage proxy has no usable client_url.")
    connection = kind(address.hostname, address.port, timeout=CONNECT)
    try:
        with _connected(task, f"{address.scheme}://{address.netloc} does not answer this storage proxy"):
            connection.connect()
            connection.sock.settimeout(WAIT)
            task.interrupt = partial(_hang_up, connection.sock)
            task.progress(0)
            connection.request("GET", address.path, headers={"Authorization": f"Bearer {origin.token}"})
            response = connection.getresponse()
            if response.status != 200:
                raise HandoverFailed(_reason(response))
        yield _Stream(response, task)
    finally:
        task.interrupt = _nothing
        connection.close()


@contextmanager
def _connected(task: Task, words: str) -> Iterator[None]:
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        task.progress(0)
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise HandoverFailed(f"{words}: {reason}.") from error


def _reason(response: http.client.HTTPResponse) -> str:
    """The words of a storage proxy; those of anybody else go to nobody."""
    with suppress(ValueError, AttributeError, TypeError):
        problem = json.loads(response.read(4096))
        if str(problem["type"]).startswith(PROBLEMS):
            return " ".join(str(problem[key]) for key in ("title", "detail") if problem.get(key))[:300]
    return f"The other storage proxy answered {response.status}."


def _hang_up(connection: socket.socket) -> None:
    """Of another thread that may be reading: what it reads ends."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _nothing() -> None:
    pass
