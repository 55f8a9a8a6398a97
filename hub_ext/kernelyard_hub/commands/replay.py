"""``kernelyard replay``: recorded decisions, computed once more, on any machine. Nothing is changed."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from .. import __version__
from ..scheduler.decisions import Decision
from ..scheduler.records.record import Damaged
from ..scheduler.records.recorder import files
from ..scheduler.records.replay import File, Replayed, Unreadable, difference, moment, read_change, told

SHOWN = 20
"""Differences that are printed per file."""


@dataclass
class Result:
    """What a file has come to."""

    passes: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    different: int = 0


def run(arguments: argparse.Namespace) -> int:
    """0: all the same; 1: something else came out, or a file was changed; 2: not readable."""
    try:
        change = read_change(arguments.what_if)
        paths = list(_paths(arguments.paths))
    except (ValueError, OSError) as error:
        sys.stderr.write(f"kernelyard: {shown(str(error))}\n")
        return 2
    status = 0
    for path in paths:
        status = max(status, _replay(path, change, arguments.session))
    return status


def _paths(given: list[Path]) -> Iterator[Path]:
    for path in given:
        found = files(path) if path.is_dir() else [path]
        if not found:
            raise ValueError(f"{path} holds no records of decisions")
        yield from found


def _replay(path: Path, change: dict[str, Any], session: UUID | None) -> int:
    file, result, problem = File(path, change), Result(), ""
    status = 0
    last: dict[UUID, Decision] = {}
    try:
        for replayed in file:
            _count(result, replayed, last)
            if session is not None:
                _tell(session, replayed, last)
            elif not replayed.same and result.different <= SHOWN:
                _show(replayed, bool(change))
            last = replayed.recorded.decisions
    except Unreadable as error:
        sys.stderr.write(f"kernelyard: {shown(f'{path} {error}')}.\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"kernelyard: {shown(str(path))}: {error.strerror}\n")
        return 2
    except Damaged as error:
        status, problem = 1, f"; {error}"
    if session is not None:
        return status
    kinds = ", ".join(f"{count} {kind.lower()}" for kind, count in sorted(result.kinds.items())) or "nothing"
    same = "would have been otherwise" if change else "come out otherwise"
    end = (
        " (its end is missing: it is being written, or the service was killed)"
        if file.cut and not problem
        else ""
    )
    _say(f"{path}: {result.passes} passes decided {kinds}; {result.different} {same}{problem}{end}")
    if result.different and not change:
        status = 1
        if file.release != __version__:
            _say(f"  (recorded by release {file.release}; this is {__version__})")
    return status


def _count(result: Result, replayed: Replayed, last: dict[UUID, Decision]) -> None:
    result.passes += 1
    for key, decision in replayed.recorded.decisions.items():
        if last.get(key) != decision:
            result.kinds[type(decision).__name__] += 1
    result.different += not replayed.same


def _show(replayed: Replayed, asked: bool) -> None:
    key, now = difference(replayed), replayed.recorded.now
    if key is None:
        if not asked:
            _say(f"{moment(now)} pass {replayed.number}: the order is another")
        return
    computed = {decision.session_id: decision for decision in replayed.computed}
    _say(f"{moment(now)} pass {replayed.number}: {key}")
    _say(f"  recorded: {told(replayed.recorded.decisions.get(key))}")
    _say(f"  computed: {told(computed.get(key))}")


def _tell(session: UUID, replayed: Replayed, last: dict[UUID, Decision]) -> None:
    """One line of a session's story, where it has changed."""
    decision = replayed.recorded.decisions.get(session)
    if decision is not None and told(decision) != told(last.get(session)):
        found = replayed.recorded.snapshot
        place = sum(1 for one in found.waiting if one.resource_group == _group(found.waiting, session))
        _say(f"{moment(replayed.recorded.now)} {told(decision)} [{place} waiting in its group]")


def _group(waiting: Any, session: UUID) -> str:
    return next((one.resource_group for one in waiting if one.session_id == session), "")


def _say(line: str) -> None:
    sys.stdout.write(shown(line) + "\n")


def shown(line: str) -> str:
    """Without control characters: names and reasons of a record must not give orders to a terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in line)
