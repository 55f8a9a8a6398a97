"""Transfers that were withdrawn: somebody lost a folder, so tokens made before that moment are worth nothing.

Kept in memory for the check on every request, and line by line in a file (`StorageProxy.state_dir`), so that
a restart forgets none. A withdrawal is forgotten when every token that it could concern has expired anyway.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import socket
import struct
import threading
import time
from asyncio.trsock import TransportSocket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ValidationError

from .errors import TransferRevoked
from .tokens import DownloadGrant, Grant, HandoverGrant

log = logging.getLogger("kernelyard_storage.revocations")

BOUND = 100_000
"""Withdrawals that are kept at most. When there are more, the older half becomes one: all tokens that old."""
CUT_WITHIN = 2.0
"""Seconds that `Running.ended` waits for what was cut to be over."""


class _Line(BaseModel):
    at: float
    folder: UUID | None = None
    user: str | None = None


class Revocations:
    """Which tokens are withdrawn. ``lifetime`` in seconds, of a token; without a file, only in this process.

    Moments are strictly increasing numbers near the clock, also when the clock is set back: a token is either
    older or younger than a withdrawal.
    """

    def __init__(self, lifetime: float, file: Path | None = None, bound: int = BOUND) -> None:
        self._lifetime = lifetime
        self._file = file
        self._bound = bound
        self._withdrawn: dict[tuple[UUID | None, str | None], float] = {}
        self._everything = 0.0
        self._latest = 0.0
        self._writing = threading.Lock()
        if file is not None and file.exists():
            self._load(file)

    def moment(self) -> float:
        """Seconds since 1970, later than every moment before."""
        self._latest = max(time.time(), math.nextafter(self._latest, math.inf))
        return self._latest

    def refuses(self, grant: Grant, made: float) -> bool:
        """Whether a token made at ``made`` was withdrawn since."""
        folder, user = grant.folder.folder_id, grant.user
        withdrawn = (self._withdrawn.get(key, 0.0) for key in ((folder, None), (None, user), (folder, user)))
        return made <= max(self._everything, *withdrawn)

    def withdraw(self, folder: UUID | None, user: str | None) -> float:
        """From now on. Returns the moment, for `record`."""
        at = self.moment()
        self._withdrawn.pop((folder, user), None)
        self._withdrawn[folder, user] = at
        if len(self._withdrawn) > self._bound:
            self.prune()
        return at

    def record(self, at: float, folder: UUID | None, user: str | None) -> None:
        """Write it down; when this returns, it outlives a crash. Blocks. Raises OSError."""
        if self._file is None:
            return
        line = _Line(at=at, folder=folder, user=user).model_dump_json()
        with self._writing, self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def prune(self) -> None:
        """Drop what no living token can be older than, and keep the bound."""
        horizon = time.time() - self._lifetime
        kept = sorted(
            ((at, key) for key, at in self._withdrawn.items() if at >= horizon), key=lambda each: each[0]
        )
        if len(kept) > self._bound:
            dropped, kept = kept[: -self._bound // 2], kept[-self._bound // 2 :]
            self._everything = max(self._everything, dropped[-1][0])
            log.warning(
                "more than %d withdrawals: all transfer tokens as old as the older half go", self._bound
            )
        self._withdrawn = {key: at for at, key in kept}

    def rewrite(self) -> None:
        """Write the file anew, with what is known now. Blocks. Raises OSError."""
        if self._file is None:
            return
        with self._writing:
            lines = [_Line(at=self._everything)] if self._everything else []
            lines += [_Line(at=at, folder=key[0], user=key[1]) for key, at in list(self._withdrawn.items())]
            new = self._file.with_name(self._file.name + ".new")
            with new.open("w", encoding="utf-8") as file:
                new.chmod(0o600)
                file.writelines(line.model_dump_json() + "\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            new.rename(self._file)

    def _load(self, file: Path) -> None:
        """A last line that a crash cut off was never acknowledged; any other that is wrong counts for all."""
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        for text in lines:
            if not text.endswith("\n"):
                continue
            try:
                line = _Line.model_validate(json.loads(text))
            except (ValueError, ValidationError):
                log.warning("%s is damaged: all transfer tokens before now are refused", file)
                self._everything = self.moment()
                continue
            self._latest = max(self._latest, line.at)
            if line.folder is None and line.user is None:
                self._everything = max(self._everything, line.at)
            else:
                self._withdrawn[line.folder, line.user] = line.at
        self.prune()
        self.rewrite()


@dataclass(eq=False)
class Transfer:
    """A request that moves bytes."""

    grant: Grant
    request: web.Request = field(repr=False)
    revoked: bool = False

    def check(self) -> None:
        """Between two pieces. Raises `TransferRevoked`."""
        if self.revoked:
            raise TransferRevoked


class Running:
    """The transfers under way, to be cut when they are withdrawn."""

    def __init__(self) -> None:
        self._transfers: set[Transfer] = set()

    @property
    def count(self) -> int:
        return len(self._transfers)

    @contextmanager
    def entered(self, grant: Grant, request: web.Request) -> Iterator[Transfer]:
        """To be entered in the same step of the loop that opened the token."""
        transfer = Transfer(grant, request)
        self._transfers.add(transfer)
        try:
            yield transfer
        finally:
            self._transfers.discard(transfer)

    def cut(self, folder: UUID | None, user: str | None) -> list[Transfer]:
        """End the transfers of ``user``, in ``folder``, or both; also of those who wait for bytes."""
        concerned = [each for each in self._transfers if _concerns(each.grant, folder, user)]
        for transfer in concerned:
            transfer.revoked = True
            _hang_up(transfer)
        return concerned

    async def ended(self, transfers: list[Transfer]) -> bool:
        """Wait until these are over, `CUT_WITHIN` seconds at most. Returns whether they are."""
        deadline = time.monotonic() + CUT_WITHIN
        while not self._transfers.isdisjoint(transfers):
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(0.01)
        return True


@contextmanager
def reset_unless_whole(request: web.Request) -> Iterator[None]:
    """Until this has ended well, closing the connection resets it, whoever closes it: for an answer without a
    length, whose end is a client's only sign that it is whole.
    """
    _resets(request, True)
    yield
    _resets(request, False)


def _resets(request: web.Request, yes: bool) -> None:
    connection = _socket(request)
    if connection is not None:
        with suppress(OSError):  # it is closed already
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", yes, 0))


def _socket(request: web.Request) -> TransportSocket | None:
    return None if request.transport is None else request.transport.get_extra_info("socket")


def _hang_up(transfer: Transfer) -> None:
    """End both directions. An archive's connection is reset; that of a file is shut, because after
    ``transport.abort()`` a running sendfile would wait for ever, and its length says that it is not whole.
    """
    request, grant = transfer.request, transfer.grant
    connection = _socket(request)
    streamed = isinstance(grant, HandoverGrant) or (isinstance(grant, DownloadGrant) and grant.archive)
    if request.transport is not None and streamed:
        request.transport.abort()
    elif connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _concerns(grant: Grant, folder: UUID | None, user: str | None) -> bool:
    return folder in (None, grant.folder.folder_id) and user in (None, grant.user)
