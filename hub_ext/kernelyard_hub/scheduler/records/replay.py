"""Recorded passes, computed once more: the same input has to give the same bytes (R13)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ..decisions import Cancel, Decision, KernelPlacement, Placed, Preempt, Wait
from ..passes.admit import spell
from ..passes.decide import decide
from ..snapshot import GroupView, Snapshot
from .codec import parts
from .record import KIND, VERSION, Damaged, Memory, Recorded, seal, text

CHUNK = 1 << 16
STEP = 1 << 20
"""Bytes that are unpacked at once."""
LONGEST = 1 << 28
"""Bytes of one line, unpacked: far more than any pass of any site."""
_GZIP = 31


class Unreadable(Exception):
    """The file is no record, or one of a newer release. The message says which."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A pass, as it was recorded and as it comes out now."""

    number: int
    """Of the pass in its file, from 1."""
    recorded: Recorded
    computed: list[Decision]
    same: bool


class File:
    """One file of records. Iterating replays it; afterwards `cut` and `release` are known."""

    def __init__(self, path: Path, change: Mapping[str, Any] | None = None) -> None:
        """``change`` are fields of every resource group that are to be otherwise."""
        self._path, self._change = path, dict(change or {})
        self.cut = False
        """Whether the end is missing: the service was killed, or the disk was full."""
        self.release = ""

    def __iter__(self) -> Iterator[Replayed]:
        """Raises `Unreadable`, `Damaged`, and `OSError`."""
        lines = self._lines()
        self._read_header(next(lines, None))
        read, again = Memory(), Memory()
        for number, line in enumerate(lines, 1):
            try:
                recorded = read.read(json.loads(line))
                said = text(recorded.said)
            except (ValueError, Damaged) as error:
                raise Damaged(f"pass {number} cannot be read ({error})") from None
            except RecursionError:
                raise Damaged(f"pass {number} cannot be read (nested too deeply)") from None
            computed = decide(self._changed(recorded.snapshot), recorded.now)
            same = text(again.say(computed)) == said
            again.agree(recorded)
            yield Replayed(number, recorded, computed, same)

    def _read_header(self, line: str | None) -> None:
        try:
            first = json.loads(line or "")
            kind, version = first["kind"], int(first["version"])
        except (ValueError, KeyError, TypeError, RecursionError):
            kind, version, first = None, 0, {}
        if kind != KIND:
            raise Unreadable("is no record of decisions")
        if version > VERSION:
            raise Unreadable(
                f"has version {version} of the format, and this Kernelyard knows {VERSION}: "
                f"replay it with the release that wrote it ({first.get('release', 'a newer one')})"
            )
        self.release = str(first.get("release", ""))

    def _changed(self, snapshot: Snapshot) -> Snapshot:
        if not self._change:
            return snapshot
        groups = {name: replace(group, **self._change) for name, group in snapshot.groups.items()}
        return replace(snapshot, groups=groups)

    def _lines(self) -> Iterator[str]:
        """The lines without their seals, each of which has to be the right one."""
        before = ""
        for number, raw in enumerate(self._raw()):
            mark, _, line = raw.decode("utf-8", "replace").partition(" ")
            if mark != seal(before, line):
                where = f"pass {number}" if number else "the first line"
                if not number and KIND not in line:
                    raise Unreadable("is no record of decisions")
                raise Damaged(f"{where} was changed after it was written")
            before = mark
            yield line

    def _raw(self) -> Iterator[bytes]:
        """Raises `Damaged` for a line beyond `LONGEST`."""
        pieces: list[bytes] = []
        length = 0
        for unpacked in self._unpacked():
            *whole, rest = unpacked.split(b"\n")
            for end in whole:
                yield b"".join((*pieces, end))
                pieces, length = [], 0
            pieces.append(rest)
            length += len(rest)
            if length > LONGEST:
                raise Damaged(f"a line is longer than {LONGEST >> 20} MiB")

    def _unpacked(self) -> Iterator[bytes]:
        """What the file holds, in pieces of at most `STEP`: few bytes may stand for very many."""
        unpacker = zlib.decompressobj(_GZIP)
        with self._path.open("rb") as file:
            while data := file.read(CHUNK):
                while True:
                    try:
                        unpacked = unpacker.decompress(data, STEP)
                    except zlib.error:
                        raise Unreadable("is damaged, or no record of decisions") from None
                    yield unpacked
                    data = unpacker.unconsumed_tail
                    if not data and len(unpacked) < STEP:
                        break
        self.cut = not unpacker.eof


def difference(replayed: Replayed) -> UUID | None:
    """The first session for which something else comes out; None when only the order is another."""
    computed = {decision.session_id: decision for decision in replayed.computed}
    recorded = replayed.recorded.decisions
    return next((key for key in (*recorded, *computed) if recorded.get(key) != computed.get(key)), None)


def read_change(words: list[str]) -> dict[str, Any]:
    """``selector=concentrated`` as a field of a resource group. Raises `ValueError` with what may be said."""
    known = {name: part for name, part in parts(GroupView) if name not in ("name", "usual")}
    change: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise ValueError(f"{word!r}: say one of {', '.join(sorted(known))}, as in selector=concentrated")
        try:
            told = json.loads(value)
        except ValueError:
            told = value
        plain = getattr(GroupView(""), name)
        fits = type(told) is type(plain) or (isinstance(plain, float) and isinstance(told, int))
        if not fits and plain is not None and known[name].read is None:
            raise ValueError(f"{word!r}: {name} is a {type(plain).__name__}")
        change[name] = known[name].load(told)
    return change


def told(decision: Decision | None) -> str:
    """A decision in the words of a story."""
    match decision:
        case Placed():
            kernels = (f"{kernel.agent_id} ({_shares(kernel)})" for kernel in decision.kernels)
            return "gets " + "; ".join(kernels)
        case Wait():
            kept = f" [kept for it: {', '.join(decision.reserved)}]" if decision.reserved else ""
            return f"waits ({decision.code}): {decision.text}{kept}{' [one more try]' * decision.tried}"
        case Preempt():
            return f"is ended for {decision.beneficiary}: {decision.text}"
        case Cancel():
            return f"is cancelled: {decision.text}"
        case None:
            return "is not decided about"


def _shares(kernel: KernelPlacement) -> str:
    return ", ".join(f"{spell({one.slot: one.amount})} on {one.device_id}" for one in kernel.shares)


def moment(now: datetime) -> str:
    return f"{now:%Y-%m-%d %H:%M:%S.%f}"[:-3]
