"""Use over time for admins and for the user himself: slot-hours from the ledger, and his budgets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import ColumnElement, Connection, select

from kernelyard_agent.slots import SlotError, render, slot_type

from .. import errors
from ..principal import Principal, Role
from ..scheduler.readers.budgets import of_user, read_budgets
from ..site import Site
from ..store import usage
from ..store.models import allocations, projects, users
from ..store.usage import Span

By = Literal["user", "project", "domain", "resource_group"]
Step = Literal["hour", "day", "week"]
STEPS: Mapping[Step, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
LONGEST: Mapping[Step, int] = {"hour": 24 * 62, "day": 366 * 3, "week": 53 * 10}
"""Steps that one answer may have."""
ROWS = 50_000
"""Rows of one answer."""
_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Before this nobody can have used anything."""
"""Steps are counted from here: weeks begin on Mondays, days at midnight, in UTC."""
_COLUMNS: Mapping[By, ColumnElement[Any]] = {
    "user": allocations.c.user_id,
    "project": allocations.c.project_id,
    "domain": allocations.c.domain_name,
    "resource_group": allocations.c.resource_group,
}


class Question(BaseModel):
    """What of it is wanted. Times are ISO 8601; without an offset they are in UTC."""

    model_config = ConfigDict(extra="forbid")

    by: By = "user"
    since: datetime | None = Field(default=None, alias="from")
    """Default: 30 days before the end."""
    until: datetime | None = Field(default=None, alias="to")
    """Default: now."""
    step: Step = "day"
    slot: str | None = Field(default=None, max_length=64)
    """A slot's name, or ``gpu`` for all accelerators in devices; all slots where it is missing."""
    format: Literal["json", "csv"] = "json"

    @field_validator("since", "until")
    @classmethod
    def _in_utc(cls, value: datetime | None) -> datetime | None:
        if value is None:
            return None
        try:
            return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        except OverflowError:
            raise ValueError("is out of range") from None

    @field_validator("slot")
    @classmethod
    def _a_slot(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                slot_type(value)
            except SlotError as error:
                raise ValueError(str(error)) from None
        return value or None


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    name: str
    slot: str
    at: datetime | None
    """When the step begins; None in totals."""
    amount: int
    """Slot units times hours."""

    def body(self) -> dict[str, Any]:
        step = {} if self.at is None else {"at": self.at.isoformat()}
        return {"key": self.key, "name": self.name, "slot": self.slot, **step, "hours": self.hours}

    @property
    def hours(self) -> str:
        return render(self.slot, self.amount)


@dataclass(frozen=True, slots=True)
class Answer:
    span: Span
    step: Step
    rows: list[Row]
    totals: list[Row]

    def body(self) -> dict[str, Any]:
        return {
            "from": self.span.start.isoformat(),
            "to": self.span.end.isoformat(),
            "step": self.step,
            "rows": [row.body() for row in self.rows],
            "totals": [row.body() for row in self.totals],
        }

    def csv(self) -> str:
        """The rows as a table; a cell that a spreadsheet would take for a formula gets an apostrophe."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(["at", "key", "name", "slot", "hours"])
        for row in self.rows:
            at = "" if row.at is None else row.at.isoformat()
            table.writerow([at, *(_cell(cell) for cell in (row.key, row.name, row.slot)), row.hours])
        return text.getvalue()


async def use(site: Site, who: Principal, question: Question, now: datetime) -> Answer:
    """Everybody's use; a domain's admin is told that of his domain."""
    where = [] if who.role is Role.SUPERADMIN else [allocations.c.domain_name == who.domain]
    return await _answer(site, question, where, now)


async def own(site: Site, who: Principal, question: Question, now: datetime) -> Answer:
    """What the caller has used, with whichever of his keypairs."""
    return await _answer(site, question, [allocations.c.user_id == who.user_id], now)


async def budgets(site: Site, who: Principal, now: datetime) -> list[dict[str, Any]]:
    """The budgets that limit the caller, and how much of each is used."""
    found = await site.store.read(lambda conn: read_budgets(conn, of_user(conn, who), now))
    return [
        {
            "scope": budget.scope,
            "slot": budget.slot,
            "hours": render(budget.slot, budget.amount),
            "used": render(budget.slot, budget.used),
            "window": int(budget.window),
            "freesAt": budget.frees_at and budget.frees_at.isoformat(),
        }
        for budget in found.get(who.access_key, ())
    ]


def span_of(question: Question, now: datetime) -> Span:
    """The span that is asked for. Raises `InvalidParameters`, naming field and limit."""
    end = question.until or now
    if min(end, question.since or end) < EARLIEST:
        text = f"at the earliest {EARLIEST:%Y-%m-%d}"
        raise errors.InvalidParameters("Input validation error", data={"from": text})
    if end > now + timedelta(days=366):
        raise errors.InvalidParameters("Input validation error", data={"to": "at most a year from now"})
    start = question.since or end - timedelta(days=30)
    if start >= end:
        raise errors.InvalidParameters("Input validation error", data={"from": "must lie before `to`"})
    step = STEPS[question.step]
    first = _MONDAY + (start - _MONDAY) // step * step
    span = Span(start, end, step, first)
    most = LONGEST[question.step]
    if span.count > most:
        limit = f"at most {most} steps of a {question.step}; this is {span.count}"
        raise errors.InvalidParameters("Input validation error", data={"from": limit})
    return span


async def _answer(site: Site, question: Question, where: list[ColumnElement[bool]], now: datetime) -> Answer:
    span = span_of(question, now)
    column = _COLUMNS[question.by]
    found = await usage.spread(site.store, span, column, now=now, slot=question.slot, where=where)
    if (count := sum(map(len, found.values()))) > ROWS:
        limit = f"at most {ROWS} rows; this is {count}. Ask for longer steps, a shorter time or one slot"
        raise errors.InvalidParameters("Input validation error", data={"step": limit})
    keys = {key for key, _ in found}
    names = await site.store.read(lambda conn: _names(conn, question.by, keys))

    def rank(owner: tuple[Any, str]) -> tuple[str, str, str]:
        key, slot = owner
        return names.get(key, ""), str(key), slot

    rows, totals = [], []
    for key, slot in sorted(found, key=rank):
        who, steps = (str(key), names.get(key) or str(key)), found[key, slot]
        rows += [Row(*who, slot, span.at(n), usage.hours(amount)) for n, amount in steps.items()]
        totals.append(Row(*who, slot, None, usage.hours(sum(steps.values()))))
    rows.sort(key=lambda row: row.at or now)
    return Answer(span, question.step, rows, totals)


def _names(conn: Connection, by: By, keys: Iterable[Any]) -> dict[Any, str]:
    """What people call them. Who is gone has no name any more."""
    wanted = list(keys)
    if by not in ("user", "project"):
        return {key: str(key) for key in wanted}
    of, name = (users, users.c.username) if by == "user" else (projects, projects.c.name)
    found: dict[UUID, str] = {}
    for at in range(0, len(wanted), 500):
        query = select(of.c.id, name).where(of.c.id.in_(wanted[at : at + 500]))
        found.update((row[0], row[1]) for row in conn.execute(query))
    return found


def _cell(text: str) -> str:
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text
