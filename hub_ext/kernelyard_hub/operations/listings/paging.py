"""What all lists share: whose rows a caller may see, pages, and how many rows there are to page through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func

from kernelyard_hub.errors import Forbidden, InvalidParameters
from kernelyard_hub.operations.listings.filters import Columns, condition, ordering
from kernelyard_hub.principal import Principal, Role

MAX_LIMIT = 100
"""Rows of one page (GQL-005; the client pages by at most 100)."""
MAX_OFFSET = 2**31 - 1
UNPAGED = 1000
"""Rows of a list that has no pages. Whoever has more of them pages."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list, and in which order."""

    limit: int
    offset: int = 0
    filter: str | None = None
    order: str | None = None


@dataclass(slots=True)
class Listing:
    """``total_count`` counts what the caller can page through, never more (client contract T21)."""

    items: list[Row] = field(default_factory=list)
    total_count: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows: None means not restricted by it."""

    domain: str | None = None
    user_id: UUID | None = None
    access_key: str | None = None


def scope_of(who: Principal, *, domain_name: str | None = None, user_id: UUID | None = None) -> Scope:
    """The rows that ``who`` may see, narrowed by what was asked for: superadmins all, admins their
    domain's, users their own. Asking for somebody else's is `Forbidden`, whether they exist or not."""
    if who.role is Role.SUPERADMIN:
        return Scope(domain_name, user_id)
    if domain_name is not None and domain_name != who.domain:
        raise Forbidden()
    if who.role is Role.ADMIN:
        return Scope(who.domain, user_id)
    if user_id is not None and user_id != who.user_id:
        raise Forbidden()
    return Scope(who.domain, who.user_id)


def page(
    conn: Connection,
    query: Select[Any],
    columns: Columns,
    wanted: Page,
    *,
    default: ColumnElement[Any],
    key: ColumnElement[Any],
) -> tuple[list[RowMapping], int]:
    """One page of ``query`` and the number of rows on all of them. ``key`` makes the order total, so that
    pages neither repeat nor miss a row."""
    if not 1 <= wanted.limit <= MAX_LIMIT:
        raise InvalidParameters(f"limit must be between 1 and {MAX_LIMIT}, not {wanted.limit}")
    if not 0 <= wanted.offset <= MAX_OFFSET:
        raise InvalidParameters(f"offset must not be negative, not {wanted.offset}")
    if wanted.filter and wanted.filter.strip():
        query = query.where(condition(wanted.filter, columns))
    order = ordering(wanted.order, columns) if wanted.order and wanted.order.strip() else [default]
    paged = query.order_by(*order, key).limit(wanted.limit).offset(wanted.offset)
    rows = list(conn.execute(paged).mappings())
    if wanted.offset == 0 and len(rows) < wanted.limit:
        return rows, len(rows)
    counted = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return rows, int(conn.execute(counted).scalar_one())


def everything(conn: Connection, query: Select[Any]) -> list[RowMapping]:
    """All rows of an unpaged list."""
    return list(conn.execute(query.limit(UNPAGED)).mappings())


def split(text: str | None) -> list[str]:
    """``"PENDING,RUNNING"`` -> both (client contract T27)."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def grouped(rows: list[RowMapping], by: str) -> Mapping[Any, list[Row]]:
    """Rows by the value of one of their columns."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(dict(row))
    return groups
