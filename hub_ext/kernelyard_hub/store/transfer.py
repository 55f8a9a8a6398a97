"""Moving a site to another database: every row, in one transaction, into a database that holds none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Integer, Table, func, insert, select, text

from .database import Store, StoreError
from .models import metadata

CHUNK = 1000
"""Rows of one INSERT."""
Rows = list[dict[str, Any]]
Report = Callable[[str, int], None]
"""Called with a table's name and its number of rows, as each has been read."""


async def copy(source: Store, target: Store, report: Report = lambda table, rows: None) -> int:
    """Copy all tables; returns the number of rows. Both schemas are up to date (`Store.open` sees to that).

    Raises `StoreError` when ``target`` holds anything; then, as after any failure, it is as it was before.
    """
    tables = metadata.sorted_tables
    taken = await target.read(lambda conn: [table.name for table in tables if _count(conn, table)])
    if taken:
        raise StoreError(
            f"The new database is not empty (it has rows in {', '.join(taken)}); nothing was copied."
        )
    contents = await source.read(lambda conn: [(table, _read(conn, table)) for table in tables])
    for table, rows in contents:
        report(table.name, len(rows))
    await target.write(lambda conn: _fill(conn, contents))
    return sum(len(rows) for _, rows in contents)


def _count(conn: Connection, table: Table) -> int:
    return conn.execute(select(func.count()).select_from(table)).scalar_one()


def _read(conn: Connection, table: Table) -> Rows:
    return [dict(row) for row in conn.execute(select(table)).mappings()]


def _fill(conn: Connection, contents: list[tuple[Table, Rows]]) -> None:
    for table, rows in contents:
        for start in range(0, len(rows), CHUNK):
            conn.execute(insert(table), rows[start : start + CHUNK])
        if conn.dialect.name == "postgresql" and rows:
            _continue_counting(conn, table)


def _continue_counting(conn: Connection, table: Table) -> None:
    """Rows came with their numbers; new ones must get higher ones."""
    column = table.autoincrement_column
    if column is None or not isinstance(column.type, Integer):
        return
    highest = conn.execute(select(func.max(column))).scalar_one()
    sequence = "SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"
    conn.execute(text(sequence), {"table": table.name, "column": column.name, "highest": highest})
