"""The two mini-languages of the paginated lists: ``filter`` and ``order`` (GQL-005).

    filter   status == "READY" & (permission in ["READ_ONLY", "READ_WRITE"] | !name like "tmp%")
    order    -created_at,name

``&`` binds tighter than ``|``. A literal is a string in double quotes (backslash escapes), a number,
``true``, ``false``, ``null`` or a list in square brackets. Texts are parsed to a small tree by pure
functions; only columns that a list allows, each with its type, become SQL, and values are bound parameters.
What is wrong with a text is said in an `InvalidParameters` that is safe to show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, String, and_, false, literal, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from kernelyard_hub.errors import InvalidParameters

MAX_LENGTH = 4096
"""Characters of a filter or order text."""
MAX_DEPTH = 32
"""Levels of parentheses and negations."""
MAX_VALUES = 200
"""Literals in one list."""

Literal = str | int | float | bool | None


class Kind(StrEnum):
    """What a column holds, and so which literals and operators fit it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    UUID = "uuid"
    TIME = "time"
    ENUM = "enum"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a list may be filtered and ordered by."""

    expression: ColumnElement[Any]
    kind: Kind = Kind.TEXT
    names: Mapping[str, str] = field(default_factory=dict)
    """For ENUM: the API's name -> the stored value. Stored values are accepted as well."""


Columns = Mapping[str, Column]


# ── the tree ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Comparison:
    name: str
    operator: str
    value: Literal | tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Node


@dataclass(frozen=True, slots=True)
class Junction:
    operator: str  # & or |
    operands: tuple[Node, ...]


Node = Comparison | Negation | Junction

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<operator>==|!=|<=|>=|<|>)
    | (?P<mark>[()\[\],&|!])
    )""",
    re.VERBOSE,
)
_SYMBOLS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_WORDS = frozenset({"is", "isnot", "like", "ilike", "in", "contains"})
_CONSTANTS: Mapping[str, Literal] = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _refuse(what: str, message: str) -> InvalidParameters:
    return InvalidParameters(title=f"Query {what} parsing error: {message}")


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            at = position + len(text[position:]) - len(text[position:].lstrip())
            raise _refuse("filter", f"Unexpected character {text[at]!r} at column {at + 1}")
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind))
        position = match.end()
    yield _Token("end", "", end)


class _Parser:
    """Recursive descent over the tokens of one filter text."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._next = 0
        self._depth = 0

    def parse(self) -> Node:
        node = self._either()
        if self._peek().kind != "end":
            raise self._unexpected("& or |")
        return node

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _accept(self, mark: str) -> bool:
        if self._peek().kind == "mark" and self._peek().text == mark:
            self._next += 1
            return True
        return False

    def _unexpected(self, wanted: str) -> InvalidParameters:
        token = self._peek()
        found = "the end" if token.kind == "end" else repr(token.text)
        return _refuse("filter", f"Expected {wanted} at column {token.at + 1}, found {found}")

    def _either(self) -> Node:
        return self._junction("|", self._both)

    def _both(self) -> Node:
        return self._junction("&", self._term)

    def _junction(self, mark: str, operand: Callable[[], Node]) -> Node:
        operands = [operand()]
        while self._accept(mark):
            operands.append(operand())
        return operands[0] if len(operands) == 1 else Junction(mark, tuple(operands))

    def _term(self) -> Node:
        if self._depth >= MAX_DEPTH:
            raise _refuse("filter", f"More than {MAX_DEPTH} levels of nesting")
        self._depth += 1
        try:
            if self._accept("!"):
                return Negation(self._term())
            if self._accept("("):
                inner = self._either()
                if not self._accept(")"):
                    raise self._unexpected("')'")
                return inner
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Comparison:
        if self._peek().kind != "word" or self._peek().text in _CONSTANTS:
            raise self._unexpected("a field name")
        name = self._take().text
        token = self._peek()
        if token.text not in _SYMBOLS and token.text not in _WORDS:
            raise self._unexpected("an operator")
        self._take()
        return Comparison(name, token.text, self._value())

    def _value(self) -> Literal | tuple[Literal, ...]:
        if not self._accept("["):
            return self._literal()
        values: list[Literal] = []
        if self._accept("]"):
            return ()
        while True:
            values.append(self._literal())
            if len(values) > MAX_VALUES:
                raise _refuse("filter", f"More than {MAX_VALUES} values in one list")
            if self._accept("]"):
                return tuple(values)
            if not self._accept(","):
                raise self._unexpected("',' or ']'")

    def _literal(self) -> Literal:
        token = self._peek()
        if token.kind == "string":
            self._take()
            return re.sub(r"\\(.)", r"\1", token.text[1:-1])
        if token.kind == "number":
            self._take()
            return int(token.text) if re.fullmatch(r"[+-]?\d+", token.text) else float(token.text)
        if token.kind == "word" and token.text in _CONSTANTS:
            self._take()
            return _CONSTANTS[token.text]
        raise self._unexpected("a value")


def parse_filter(text: str) -> Node:
    """The tree of a filter text. Raises `InvalidParameters` that names the column where reading stopped."""
    if len(text) > MAX_LENGTH:
        raise _refuse("filter", f"Longer than {MAX_LENGTH} characters")
    return _Parser(text).parse()


def parse_order(text: str) -> list[tuple[str, bool]]:
    """``-created_at,name`` -> ``[("created_at", False), ("name", True)]``: names and whether they ascend."""
    if len(text) > MAX_LENGTH:
        raise _refuse("order", f"Longer than {MAX_LENGTH} characters")
    keys: list[tuple[str, bool]] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*([+-]?)\s*([A-Za-z_][A-Za-z0-9_]*)\s*", part)
        if match is None:
            raise _refuse("order", f"Expected a field name with an optional + or -, found {part.strip()!r}")
        keys.append((match[2], match[1] != "-"))
    return keys


# ── to SQL ─────────────────────────────────────────────────────────────────────────────────────────────


class _CaseLike(FunctionElement[bool]):
    """``LIKE`` that tells upper from lower case on every database; SQLite's own does not, its GLOB does."""

    name = "case_like"
    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], pattern: str) -> None:
        glob = re.sub(r"[*?\[]", r"[\g<0>]", pattern).replace("%", "*").replace("_", "?")
        super().__init__(column, literal(pattern, String()), literal(glob, String()))


@compiles(_CaseLike)
def _compile_like(element: _CaseLike, compiler: SQLCompiler, **options: Any) -> str:
    column, like, _ = element.clauses
    return f"({compiler.process(column, **options)} LIKE {compiler.process(like, **options)})"


@compiles(_CaseLike, "sqlite")
def _compile_glob(element: _CaseLike, compiler: SQLCompiler, **options: Any) -> str:
    column, _, glob = element.clauses
    return f"({compiler.process(column, **options)} GLOB {compiler.process(glob, **options)})"


def condition(text: str, columns: Columns) -> ColumnElement[bool]:
    """The SQL condition of a filter text over ``columns``; nothing else can be named."""
    return _condition(parse_filter(text), columns)


def ordering(text: str, columns: Columns) -> list[ColumnElement[Any]]:
    """The ORDER BY of an order text over ``columns``."""
    keys: list[ColumnElement[Any]] = []
    for name, ascending in parse_order(text):
        column = _column(name, columns, "order").expression
        keys.append(column.asc() if ascending else column.desc())
    return keys


def _column(name: str, columns: Columns, what: str) -> Column:
    column = columns.get(name)
    if column is None:
        raise _refuse(what, f"Unknown/unsupported field name: {name!r}")
    return column


def _condition(node: Node, columns: Columns) -> ColumnElement[bool]:
    if isinstance(node, Negation):
        return not_(_condition(node.operand, columns))
    if isinstance(node, Junction):
        operands = [_condition(operand, columns) for operand in node.operands]
        return and_(*operands) if node.operator == "&" else or_(*operands)
    return _comparison(node, _column(node.name, columns, "filter"))


def _comparison(node: Comparison, column: Column) -> ColumnElement[bool]:
    left = column.expression
    if isinstance(node.value, tuple) or node.operator == "in":
        if node.operator != "in" or not isinstance(node.value, tuple):
            raise _refuse("filter", f"A list goes with the operator 'in' ({node.name!r})")
        if not node.value:
            return false()
        return left.in_([_value(node.name, column, value) for value in node.value])
    if node.operator in ("like", "ilike", "contains"):
        return _matching(node, column)
    if node.value is None:
        if node.operator in ("==", "is"):
            return left.is_(None)
        if node.operator in ("!=", "isnot"):
            return left.is_not(None)
        raise _refuse("filter", f"null has no order ({node.name!r} {node.operator})")
    if node.operator not in ("==", "!=", "is", "isnot") and column.kind in (
        Kind.BOOLEAN,
        Kind.ENUM,
        Kind.UUID,
    ):
        raise _refuse("filter", f"The field {node.name!r} has no order ({node.operator})")
    value = literal(_value(node.name, column, node.value), left.type)
    match node.operator:
        case "==" | "is":
            return left == value
        case "!=" | "isnot":
            return left != value
        case "<":
            return left < value
        case "<=":
            return left <= value
        case ">":
            return left > value
        case _:
            return left >= value


def _matching(node: Comparison, column: Column) -> ColumnElement[bool]:
    if column.kind is not Kind.TEXT or not isinstance(node.value, str):
        raise _refuse(
            "filter", f"The operator {node.operator!r} needs a text field and a string ({node.name!r})"
        )
    if node.operator == "contains":
        return column.expression.contains(node.value, autoescape=True)
    if node.operator == "ilike":
        return column.expression.ilike(node.value)
    return _CaseLike(column.expression, node.value)


def _value(name: str, column: Column, value: Literal) -> Any:
    """``value`` as the column's type, or a refusal that names the field."""
    wrong = _refuse("filter", f"The field {name!r} needs a {column.kind.value}, not {value!r}")
    match column.kind:
        case Kind.BOOLEAN if isinstance(value, bool):
            return value
        case Kind.NUMBER if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        case Kind.TEXT if isinstance(value, str):
            return value
        case Kind.ENUM if isinstance(value, str):
            if value in column.names:
                return column.names[value]
            if value in column.names.values():
                return value
            raise _refuse("filter", f"The field {name!r} is one of {', '.join(column.names)}, not {value!r}")
        case Kind.UUID if isinstance(value, str):
            try:
                return UUID(value)
            except ValueError:
                raise wrong from None
        case Kind.TIME if isinstance(value, str):
            try:
                instant = datetime.fromisoformat(value)
            except ValueError:
                raise wrong from None
            try:
                return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
            except OverflowError:
                raise wrong from None
    raise wrong
