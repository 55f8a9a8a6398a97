"""Lists of keys in statements, and constants that planners have to see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Boolean, ColumnElement, bindparam, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import any_
from sqlalchemy.sql.visitors import InternalTraversal

T = TypeVar("T")
MANY = 1000
"""Keys of one statement; SQLite takes 32,766, PostgreSQL's driver 32,767."""


class _Among(ColumnElement[bool]):
    """``IN (…)`` on SQLite; on PostgreSQL ``= ANY (array)``, one parameter and one text for every length."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012 - as the base class has it
        ("of_list", InternalTraversal.dp_clauseelement),
        ("of_array", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.of_list = column.in_(bindparam(name, expanding=True))
        self.of_array = column == any_(bindparam(name, type_=ARRAY(column.type)))


@compiles(_Among)
def _as_list(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.of_list, **options)


@compiles(_Among, "postgresql")
def _as_array(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.of_array, **options)


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """``column IN (…)`` of a statement that is made once; its keys are the parameter ``name``, `padded`."""
    return _Among(column, name)


def fixed(text: str) -> ColumnElement[str]:
    """A constant of this code that stands in the statement itself. An index of some rows only is used where
    the statement says that it asks for those; PostgreSQL does not look at parameters for that.
    """
    assert text.replace("_", "").isalpha()
    return literal_column(f"'{text}'")


def one_of(column: ColumnElement[Any], texts: Iterable[str]) -> ColumnElement[bool]:
    """``column IN (…)`` of `fixed` constants."""
    return column.in_([fixed(text) for text in sorted(texts)])


def none_of(column: ColumnElement[Any], texts: Iterable[str]) -> ColumnElement[bool]:
    """``column NOT IN (…)`` of `fixed` constants."""
    return column.not_in([fixed(text) for text in sorted(texts)])


def padded(keys: Iterable[T]) -> list[T]:
    """The keys for an ``IN``, the last one repeated up to a power of two: so a database sees ten different
    statements, which it prepares once, and not one for every length. Empty for no keys.
    """
    found = list(keys)
    if not found:
        return found
    return found + [found[-1]] * ((1 << (len(found) - 1).bit_length()) - len(found))


def chunks(keys: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    """The keys for several statements, each `padded`. None for no keys."""
    found = list(keys)
    for start in range(0, len(found), size):
        yield padded(found[start : start + size])
