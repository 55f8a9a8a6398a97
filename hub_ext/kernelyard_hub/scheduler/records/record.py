"""What a pass saw and decided, as lines of JSON: first everything, then what has changed. Pure.

What is read is equal to what was written, sets, tuples and ids included (`codec`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from ..decisions import Cancel, Decision, Placed, Preempt, Wait
from ..snapshot import Snapshot
from .codec import PLAIN, Codec, Json, codec, difference, differing, parts

KIND = "kernelyard-decisions"
VERSION = 1
"""Of the format. A reader refuses a newer one."""
_DECISIONS: Mapping[str, Hashable] = {one.__name__: one for one in (Placed, Wait, Preempt, Cancel)}
_KEYS = ("agent_id", "session_id")
"""Fields by which rows of a snapshot are told apart."""


class Damaged(Exception):
    """A line that this format does not have. The message says where."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One pass as it was recorded."""

    snapshot: Snapshot
    now: datetime
    decisions: dict[UUID, Decision]
    """Every decision that held after the pass, by session (of `Preempt`: by whom it ends)."""
    said: Json
    """What of them is in the line: what had changed, and a digest of their order."""


def header(release: str, started: datetime) -> Json:
    """The first line of a file."""
    return {"kind": KIND, "version": VERSION, "release": release, "started": started.isoformat()}


def text(line: Json) -> str:
    """The bytes of a line: equal values, equal bytes.

    Made of small pieces: one call for a whole snapshot would hold up every other thread.
    """
    if isinstance(line, dict):
        return "{" + ",".join(f"{_dump(name)}:{text(part)}" for name, part in line.items()) + "}"
    if isinstance(line, list):
        return "[" + ",".join(map(_dump, line)) + "]"
    return _dump(line)


_dump = json.JSONEncoder(separators=(",", ":")).encode


def seal(before: str, line: str) -> str:
    """What stands before a line: it changes when this line or one above it does."""
    return hashlib.sha256(f"{before} {line}".encode()).hexdigest()[:16]


@dataclass(slots=True)
class Table:
    """Rows by key, and how one state of them follows from another."""

    key: Codec
    row: Codec
    kind: Hashable | None = None
    """The class of rows whose fields are compared one by one."""
    rows: dict[Any, Any] = field(default_factory=dict)
    last: tuple[Any, ...] = ()
    """What `follow_rows` was given last."""

    def follow_rows(self, new: tuple[Any, ...], by: str) -> Json:
        """`follow` of rows that are told apart by a field. Most are the same objects in the same places as
        the last time: of thousands, only the others are looked at."""
        old, self.last = self.last, new
        told: dict[str, Json] = {}
        if len(new) < len(old):
            return self.follow({getattr(row, by): row for row in new})
        places = [place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a is not b]
        if not old or any(getattr(old[place], by) != getattr(new[place], by) for place in places):
            return self.follow({getattr(row, by): row for row in new})
        added, others = new[len(old) :], [place for place in places if old[place] != new[place]]
        if added:
            told["new"] = [[self.key.dump(getattr(row, by)), self.row.dump(row)] for row in added]
        if others:
            told["set"] = [
                [self.key.dump(getattr(new[place], by)), self._patch(old[place], new[place])]
                for place in others
            ]
        self.rows.update((getattr(row, by), row) for row in (*(new[place] for place in places), *added))
        return told or None

    def follow(self, new: dict[Any, Any]) -> Json:
        """Make ``new`` the state; returns what has changed, None for nothing."""
        old, told = self.rows, {}
        added = [[self.key.dump(k), self.row.dump(v)] for k, v in new.items() if k not in old]
        changed = [
            [self.key.dump(k), self._patch(old[k], v)]
            for k, v in new.items()
            if k in old and old[k] is not v and old[k] != v
        ]
        # In an order of their own: what is read back does not have that of the rows as they were.
        gone = sorted((self.key.dump(k) for k in old if k not in new), key=str)
        if added:
            told["new"] = added
        if changed:
            told["set"] = changed
        if gone:
            told["gone"] = gone
        expected = [k for k in old if k in new] if gone else list(old)
        expected += [k for k in new if k not in old]
        if expected != list(new):
            told["order"] = [self.key.dump(k) for k in new]
        self.rows = new
        return told or None

    def apply(self, told: Json) -> dict[Any, Any]:
        """The state that follows; the other side of `follow`."""
        rows = dict(self.rows)
        for k in told.get("gone", ()):
            del rows[self.key.load(k)]
        for k, v in told.get("set", ()):
            at = self.key.load(k)
            rows[at] = self._patched(rows[at], v)
        for k, v in told.get("new", ()):
            rows[self.key.load(k)] = self.row.load(v)
        if "order" in told:
            rows = {k: rows[k] for k in map(self.key.load, told["order"])}
        self.rows = rows
        return rows

    def _patch(self, old: Any, new: Any) -> Json:
        if self.kind is None:
            return self.row.dump(new)
        told = {}
        for name, part in parts(self.kind):
            before, after = getattr(old, name), getattr(new, name)
            if before is not after and before != after:
                told[name] = difference(part, before, after)
        return told

    def _patched(self, old: Any, told: Json) -> Any:
        if self.kind is None:
            return self.row.load(told)
        fields = dict(parts(self.kind))
        new = {name: differing(fields[name], getattr(old, name), one) for name, one in told.items()}
        return replace(old, **new)


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of `Snapshot`."""

    name: str
    table: Callable[[], Table] | None
    """None for a field that is written whole when it has changed."""
    by: str = ""
    """The field by which rows of a tuple are told apart; empty for mappings."""
    whole: Codec = PLAIN


@cache
def _layout() -> tuple[_Part, ...]:
    found = []
    for name, hint in get_type_hints(Snapshot).items():
        origin, arguments = get_origin(hint), get_args(hint)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            key, value = codec(arguments[0]), codec(arguments[1])
            found.append(_Part(name, lambda key=key, value=value: Table(key, value)))  # type: ignore[misc]
            continue
        of = arguments[0] if origin is tuple else None
        by = next((k for k in _KEYS if of is not None and k in getattr(of, "__slots__", ())), "")
        if by:
            id_, row = codec(get_type_hints(of)[by]), codec(of)
            found.append(_Part(name, lambda id_=id_, row=row, of=of: Table(id_, row, of), by))  # type: ignore[misc]
        else:
            found.append(_Part(name, None, whole=codec(hint)))
    return tuple(found)


def _write_decision(decision: Decision) -> Json:
    kind = type(decision).__name__
    return {"is": kind, **codec(_DECISIONS[kind]).dump(decision)}


def _read_decision(told: Json) -> Any:
    rest = {name: value for name, value in told.items() if name != "is"}
    return codec(_DECISIONS[told["is"]]).load(rest)


class Memory:
    """The last pass that was written or read: lines tell what is different from it."""

    def __init__(self) -> None:
        self._tables = {part.name: part.table() for part in _layout() if part.table is not None}
        self._whole: dict[str, Any] = {}
        self._said = self._decisions()
        self._order = ""

    @staticmethod
    def _decisions() -> Table:
        return Table(codec(UUID), Codec(_write_decision, _read_decision))

    def write(self, snapshot: Snapshot, now: datetime, decisions: Iterable[Decision]) -> Json | None:
        """The line of a pass; None when it decided what had been decided already."""
        said = self.say(decisions)
        if said is None:
            return None
        told: dict[str, Json] = {}
        for part in _layout():
            value = getattr(snapshot, part.name)
            if part.table is None:
                if part.name not in self._whole or self._whole[part.name] != value:
                    self._whole[part.name] = value
                    told[part.name] = part.whole.dump(value)
                continue
            table = self._tables[part.name]
            changed = table.follow_rows(value, part.by) if part.by else table.follow(dict(value))
            if changed is not None:
                told[part.name] = changed
        return {"now": now.isoformat(), "saw": told, "decided": said}

    def say(self, decisions: Iterable[Decision]) -> Json | None:
        """What of the decisions is new; None when nothing is."""
        new = {decision.session_id: decision for decision in decisions}
        order = hashlib.sha256(b"".join(key.bytes for key in new)).hexdigest()[:16]
        changed = self._said.follow(new) or {}
        changed.pop("order", None)  # the digest says it in less
        if not changed and order == self._order:
            return None
        self._order = order
        return {**changed, "order": order}

    def agree(self, recorded: Recorded) -> None:
        """Go on from what was recorded, whatever was said instead."""
        self._said.rows, self._order = recorded.decisions, recorded.said["order"]

    def read(self, line: Json) -> Recorded:
        """The pass that a line tells of. Raises `Damaged` for what `write` would not have written."""
        try:
            values: dict[str, Any] = {}
            for part in _layout():
                told = line["saw"].get(part.name)
                if part.table is None:
                    if part.name in line["saw"]:
                        self._whole[part.name] = part.whole.load(told)
                    values[part.name] = self._whole[part.name]
                    continue
                table = self._tables[part.name]
                rows = table.apply(told) if told is not None else table.rows
                values[part.name] = tuple(rows.values()) if part.by else rows
            said = {name: one for name, one in line["decided"].items() if name != "order"}
            decisions = self._said.apply(said)
            now = datetime.fromisoformat(line["now"])
            return Recorded(Snapshot(**values), now, decisions, line["decided"])
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Damaged(f"{type(error).__name__}: {error}") from None
