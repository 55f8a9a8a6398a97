"""How values of the scheduler's contracts are written as JSON and read back equal: by their type hints, so
that a field that a contract gains needs no word here. Of a dataclass only what differs from its defaults is
written.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Json = Any


@dataclass(frozen=True, slots=True)
class Codec:
    """How values of one type are written and read; None: as they are."""

    write: Callable[[Any], Json] | None = None
    read: Callable[[Json], Any] | None = None
    entries: tuple[Codec, Codec] | None = None
    """Of keys and values, for mappings that are written as lists: of those, changes alone can be told."""

    def dump(self, value: Any) -> Json:
        return value if self.write is None else self.write(value)

    def load(self, told: Json) -> Any:
        return told if self.read is None else self.read(told)


FEW = 8
"""Entries of a mapping that is always told whole."""
PLAIN = Codec()
"""Of what JSON has itself."""


@cache
def codec(hint: Any) -> Codec:
    """The codec of a type hint. Raises `TypeError` for one that no contract of the scheduler uses."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in (str, int, float, bool, NoneType, Any) or origin is Literal:
        return PLAIN
    if hint is UUID:
        return Codec(str, UUID)
    if hint is datetime:
        return Codec(datetime.isoformat, datetime.fromisoformat)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is frozenset:
        of = codec(arguments[0])
        return Codec(lambda v: sorted(map(of.dump, v)), lambda told: frozenset(map(of.load, told)))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*arguments)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Codec(str, hint)
    if hint is Hashable:
        return Codec(_tagged, _untagged)
    raise TypeError(f"no way to record a value of the type {hint!r}")


def _union(arguments: tuple[Any, ...]) -> Codec:
    some = [one for one in arguments if one is not NoneType]
    if len(some) == 1:
        of = codec(some[0])
        if of.write is None:
            return PLAIN
        return Codec(
            lambda v: None if v is None else of.dump(v), lambda told: None if told is None else of.load(told)
        )
    if all(codec(one) is PLAIN for one in some):
        return PLAIN
    raise TypeError(f"no way to tell apart {arguments!r}")


def _tuple(arguments: tuple[Any, ...]) -> Codec:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        of = codec(arguments[0])
        if of.write is None:
            return Codec(list, tuple)
        return Codec(lambda v: [of.dump(one) for one in v], lambda told: tuple(map(of.load, told)))
    each = [codec(one) for one in arguments]
    return Codec(
        lambda v: [of.dump(one) for of, one in zip(each, v, strict=True)],
        lambda told: tuple(of.load(one) for of, one in zip(each, told, strict=True)),
    )


def _mapping(key: Any, value: Any) -> Codec:
    of, by = codec(value), codec(key)
    if key is str:
        if of.write is None:
            return Codec(dict, dict)
        return Codec(
            lambda v: {name: of.dump(one) for name, one in v.items()},
            lambda told: {name: of.load(one) for name, one in told.items()},
        )
    return Codec(
        lambda v: [[by.dump(name), of.dump(one)] for name, one in v.items()],
        lambda told: {by.load(name): of.load(one) for name, one in told},
        (by, of),
    )


def difference(part: Codec, before: Any, after: Any) -> Json:
    """What has changed of a value: its entries, where that is less than all of it."""
    if part.entries is None or len(before) < FEW:
        return part.dump(after)
    key, value = part.entries
    new = {name: one for name, one in after.items() if name not in before or before[name] != one}
    gone = [name for name in before if name not in after] if len(before) + len(new) > len(after) else []
    if 2 * (len(new) + len(gone)) > len(after) or list(_merged(before, gone, new)) != list(after):
        return part.dump(after)
    told = {"set": [[key.dump(name), value.dump(one)] for name, one in new.items()]}
    return {**told, "gone": [key.dump(name) for name in gone]} if gone else told


def differing(part: Codec, before: Any, told: Json) -> Any:
    """The value that follows; the other side of `difference`."""
    if part.entries is None or not isinstance(told, dict):
        return part.load(told)
    key, value = part.entries
    new = {key.load(name): value.load(one) for name, one in told["set"]}
    return _merged(before, [key.load(name) for name in told.get("gone", ())], new)


def _merged(before: Mapping[Any, Any], gone: Iterable[Any], new: Mapping[Any, Any]) -> dict[Any, Any]:
    merged = {**before, **new}
    for name in gone:
        del merged[name]
    return merged


@cache
def parts(kind: Hashable) -> tuple[tuple[str, Codec], ...]:
    """The fields of a dataclass, each with its codec."""
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    return tuple((one.name, codec(hints[one.name])) for one in fields(kind))


def _record(kind: Any) -> Codec:
    readers = dict(parts(kind))
    defaults = [(one.name, readers[one.name], _default(one)) for one in fields(kind)]

    def write(value: Any) -> Json:
        told = {}
        for name, part, default in defaults:
            held = getattr(value, name)
            if held is default or (type(held) is type(default) and held == default):
                continue
            told[name] = held if part.write is None else part.write(held)
        return told

    def read(told: Json) -> Any:
        return kind(**{name: readers[name].load(one) for name, one in told.items()})

    return Codec(write, read)


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _tagged(value: Any) -> Json:
    if isinstance(value, tuple):
        return {"tuple": [_tagged(one) for one in value]}
    if isinstance(value, frozenset):
        return {"set": sorted((_tagged(one) for one in value), key=repr)}
    if isinstance(value, UUID):
        return {"id": str(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"no way to record {value!r}")


def _untagged(told: Json) -> Any:
    if not isinstance(told, dict):
        return told
    ((tag, inner),) = told.items()
    if tag == "id":
        return UUID(inner)
    return (tuple if tag == "tuple" else frozenset)(_untagged(one) for one in inner)
