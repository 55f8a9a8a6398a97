"""The filter and order languages: what is read, what becomes SQL, and how clean what is wrong is said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    create_engine,
    insert,
    select,
)
from sqlalchemy import Column as TableColumn

from kernelyard_hub.errors import InvalidParameters
from kernelyard_hub.operations.listings.filters import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_VALUES,
    Column,
    Comparison,
    Junction,
    Kind,
    Negation,
    Node,
    condition,
    ordering,
    parse_filter,
    parse_order,
)

pytestmark = pytest.mark.feature("GQL-005")

things = Table(
    "things",
    MetaData(),
    TableColumn("n", Integer),
    TableColumn("name", String),
    TableColumn("flag", Boolean),
    TableColumn("state", String),
    TableColumn("at", DateTime),
    TableColumn("key", Uuid),
    TableColumn("secret", String),
)
COLUMNS = {
    "n": Column(things.c.n, Kind.NUMBER),
    "name": Column(things.c.name),
    "flag": Column(things.c.flag, Kind.BOOLEAN),
    "state": Column(things.c.state, Kind.ENUM, {"READY": "ready", "READ_ONLY": "ro"}),
    "at": Column(things.c.at, Kind.TIME),
    "key": Column(things.c.key, Kind.UUID),
}
ROWS: list[dict[str, Any]] = [
    {"n": 1, "name": "Alpha", "flag": True, "state": "ready", "at": datetime(2021, 1, 1), "key": UUID(int=1)},
    {"n": 2, "name": "alp*a", "flag": False, "state": "ro", "at": datetime(2022, 1, 1), "key": UUID(int=2)},
    {"n": 3, "name": "50% [x]", "flag": True, "state": "ro", "at": datetime(2023, 1, 1), "key": UUID(int=3)},
    {"n": 4, "name": None, "flag": False, "state": "ready", "at": datetime(2024, 1, 1), "key": UUID(int=4)},
]


@pytest.fixture(scope="module")
def rows() -> Any:
    database = create_engine("sqlite://")
    with database.connect() as conn:
        things.metadata.create_all(conn)
        conn.execute(insert(things), ROWS)
        yield conn
    database.dispose()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('name == "Alpha"', [1]),
        ('name != "Alpha"', [2, 3]),
        ("name is null", [4]),
        ("name isnot null", [1, 2, 3]),
        ("n > 2", [3, 4]),
        ("n <= -1", []),
        ("n >= 1.5", [2, 3, 4]),
        ("n in [1, 3, 9]", [1, 3]),
        ("n in []", []),
        ("flag == true", [1, 3]),
        ('state == "READ_ONLY"', [2, 3]),
        ('state in ["READY", "ro"]', [1, 2, 3, 4]),
        ('at >= "2021-06-01" & at < "2023-01-01"', [2]),
        ('at == "2022-01-01T00:00:00+00:00"', [2]),
        ('key == "00000000-0000-0000-0000-000000000003"', [3]),
        ('name like "Al%"', [1]),
        ('name like "alp__"', [2]),
        ('name like "%[x]"', [3]),
        ('name like "alp*%"', [2]),
        ('name ilike "ALP%"', [1, 2]),
        ('name contains "0% "', [3]),
        ('!name contains "lp"', [3]),
        ("n == 1 | n == 2 & flag == true", [1]),
        ("(n == 1 | n == 2) & flag == false", [2]),
        ("!(n == 1 | n == 2)", [3, 4]),
        ('(n > 0) & (state == "READY")', [1, 4]),
    ],
)
def test_what_a_filter_finds(rows: Any, text: str, found: list[int]) -> None:
    query = select(things.c.n).where(condition(text, COLUMNS)).order_by(things.c.n)
    assert list(rows.execute(query).scalars()) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("zzz == 1", "'zzz'"),
        ('secret == "x"', "'secret'"),
        ("n", "operator"),
        ("n ==", "value"),
        ("== 1", "field name"),
        ("n = 1", "'='"),
        ('name == "open', "column 9"),
        ("(n == 1", "')'"),
        ("n == 1)", "column 7"),
        ("n == 1 & ", "field name"),
        ("n == [1]", "'in'"),
        ("n in 1", "'in'"),
        ("n in [1,", "value"),
        ('n == "1"', "'n' needs a number"),
        ("name == 1", "'name' needs a text"),
        ("flag == 1", "boolean"),
        ("flag > true", "no order"),
        ('state == "GONE"', "READY, READ_ONLY"),
        ('key == "zz"', "uuid"),
        ('at > "yesterday"', "time"),
        ("n > null", "no order"),
        ("n like 1", "'like'"),
        ("name ; drop", "';'"),
        ("n == 1; DROP TABLE things", "';'"),
        ('name == "a" name == "b"', "& or |"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    with pytest.raises(InvalidParameters) as refusal:
        condition(text, COLUMNS)
    assert refusal.value.title.startswith("Query filter parsing error: ")
    assert said in refusal.value.title


def test_sizes_are_bounded() -> None:
    nested = "(" * (MAX_DEPTH + 1) + "n == 1" + ")" * (MAX_DEPTH + 1)
    many = "n in [" + ", ".join("1" for _ in range(MAX_VALUES + 1)) + "]"
    for text in (nested, many, "n == 1 & " * MAX_LENGTH, "!" * 1000 + "n == 1"):
        with pytest.raises(InvalidParameters):
            parse_filter(text)


def test_order() -> None:
    assert parse_order("-created_at, name,+n") == [("created_at", False), ("name", True), ("n", True)]
    assert [str(key) for key in ordering("-n,name", COLUMNS)] == ["things.n DESC", "things.name ASC"]


@pytest.mark.parametrize("text", ["", "n,", "secret", "n desc", "--n", "n;x", "n" * (MAX_LENGTH + 1)])
def test_order_refuses(text: str) -> None:
    with pytest.raises(InvalidParameters, match="Query order parsing error"):
        ordering(text, COLUMNS)


# ── properties ────────────────────────────────────────────────────────────────────────────────────────

names = st.from_regex(r"[a-z_][a-z0-9_]{0,8}", fullmatch=True).filter(
    lambda name: name not in ("true", "false", "null")
)
literals = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=20),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.none(),
)
comparisons = st.builds(
    Comparison,
    names,
    st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "is", "isnot", "like", "ilike", "contains", "in"]),
    st.one_of(literals, st.lists(literals, max_size=4).map(tuple)),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Negation, inner),
        st.builds(Junction, st.sampled_from(["&", "|"]), st.lists(inner, min_size=2, max_size=4).map(tuple)),
    ),
    max_leaves=8,
)


def write(node: Node) -> str:
    """The text of a tree, with a parenthesis around every part."""
    if isinstance(node, Negation):
        return f"!({write(node.operand)})"
    if isinstance(node, Junction):
        return f" {node.operator} ".join(f"({write(operand)})" for operand in node.operands)
    if isinstance(node.value, tuple):
        return f"{node.name} {node.operator} [{', '.join(write_literal(value) for value in node.value)}]"
    return f"{node.name} {node.operator} {write_literal(node.value)}"


def write_literal(value: object) -> str:
    if isinstance(value, str):
        return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'
    return (
        {True: "true", False: "false", None: "null"}.get(value, str(value))
        if not isinstance(value, int) or isinstance(value, bool)
        else str(value)
    )


@given(nodes)
def test_reading_what_was_written(node: Node) -> None:
    text = write(node)
    if len(text) <= MAX_LENGTH:
        assert parse_filter(text) == node


@given(st.text(max_size=60) | st.text("nameflg =!<>&|()[],\"\\'0123;", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (lambda: condition(text, COLUMNS), lambda: ordering(text, COLUMNS)):
        try:
            read()
        except InvalidParameters as refusal:
            assert refusal.status == 400


@given(st.text(max_size=30))
def test_values_never_become_sql(value: str) -> None:
    built = condition(f"name == {write_literal(value)}", COLUMNS).compile()
    assert str(built) == "things.name = :param_1"
    assert built.params == {"param_1": value}


def test_naive_times_are_utc() -> None:
    built = condition('at > "2021-01-01"', {"at": Column(things.c.at, Kind.TIME)}).compile()
    assert list(built.params.values()) == [datetime(2021, 1, 1, tzinfo=UTC)]
