"""``/usage``: what admins and users are told of what was used."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import Connection, insert, select, update
from tests.hub_rig import HubRig, Keypair

from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub.scheduler.readers import budgets as readers
from kernelyard_hub.store.models import allocations, budgets, projects, sessions, users

MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
HOUR = timedelta(hours=1)


def hold(
    conn: Connection,
    who: Keypair,
    slot: str,
    amount: int,
    opened: datetime,
    closed: datetime | None,
    domain: str,
) -> None:
    """A session of theirs that held so much."""
    project, session = conn.execute(select(projects.c.id)).scalars().first(), uuid4()
    common = {"session_id": session, "user_id": who.user_id, "access_key": who.access_key}
    common |= {"domain_name": domain, "project_id": project, "resource_group": "default"}
    values: dict[str, Any] = {"type": "batch", "image": "i", "architecture": "x", "created_by": who.user_id}
    values |= {"status": "TERMINATED", "status_changed": opened, "created_at": opened, "spec": {}}
    values |= {key: common[key] for key in common if key != "session_id"}
    number = len(conn.execute(select(sessions.c.id)).all())
    conn.execute(
        insert(sessions).values(
            id=session, name=f"s{number}", sequence=1000 + number, requested_slots={}, **values
        )
    )
    row = {"kernel_id": uuid4(), "agent_id": "n", "device_id": f"d{number}", "slot": slot, "amount": amount}
    conn.execute(insert(allocations).values(**common, **row, opened_at=opened, closed_at=closed))


@pytest.fixture
async def used(rig: HubRig) -> HubRig:
    """Of one day: half a GPU for six hours over midnight, two cores for an hour; another domain's core."""

    def write(conn: Connection) -> None:
        end = MIDNIGHT + 2 * HOUR
        hold(conn, rig.user, "cuda.shares", COUNT_SCALE // 2, MIDNIGHT - 4 * HOUR, end, "default")
        hold(conn, rig.other, "cpu", 2 * COUNT_SCALE, MIDNIGHT, MIDNIGHT + HOUR, "default")
        hold(conn, rig.admin, "cpu", COUNT_SCALE, MIDNIGHT, MIDNIGHT + HOUR, "elsewhere")
        conn.execute(
            update(users).where(users.c.id == rig.other.user_id).values(role="admin", username="=other")
        )

    await rig.site.store.write(write)
    return rig


DAYS = "from=2026-03-01&to=2026-03-04T00:00:00Z"


async def ask(rig: HubRig, who: Keypair, query: str, path: str = "/usage") -> Any:
    reply = await rig.call("GET", f"{path}?{query}", who=who)
    assert reply.status == 200, reply.text
    return reply.json


async def test_admins_see_everybodys_use_by_day(used: HubRig) -> None:
    found = await ask(used, used.admin, DAYS)
    assert [(row["name"], row["slot"], row["at"][:10], row["hours"]) for row in found["rows"]] == [
        ("user", "cuda.shares", "2026-03-01", "2"),
        ("=other", "cpu", "2026-03-02", "2"),
        ("admin", "cpu", "2026-03-02", "1"),
        ("user", "cuda.shares", "2026-03-02", "1"),
    ]
    assert (found["from"], found["step"]) == ("2026-03-01T00:00:00+00:00", "day")
    weeks = await ask(used, used.admin, f"{DAYS}&step=week&by=resource_group&slot=gpu")
    assert [(row["key"], row["at"][:10], row["hours"]) for row in weeks["rows"]] == [
        ("default", "2026-02-23", "2"),
        ("default", "2026-03-02", "1"),
    ]
    assert [(row["name"], row["slot"], row["hours"]) for row in weeks["totals"]] == [("default", "gpu", "3")]
    hours = await ask(used, used.admin, f"{DAYS}&step=hour&by=project&slot=cpu")
    assert [row["hours"] for row in hours["rows"]] == ["3"]


async def test_admins_of_a_domain_see_their_domain_and_users_themselves(used: HubRig) -> None:
    found = await ask(used, used.other, f"{DAYS}&by=domain")
    assert [(row["key"], row["slot"], row["hours"]) for row in found["totals"]] == [
        ("default", "cpu", "2"),
        ("default", "cuda.shares", "3"),
    ]
    assert (await used.call("GET", f"/usage?{DAYS}", who=used.user)).status == 401
    assert (await used.call("GET", f"/usage?{DAYS}")).status == 401

    def budget(conn: Connection) -> None:
        values = {"scope": "user", "slot": "gpu", "amount": 10 * COUNT_SCALE, "window": 86400}
        for who in (used.user, used.other):
            row = {**values, "id": uuid4(), "scope_id": str(who.user_id), "created_at": MIDNIGHT}
            conn.execute(insert(budgets).values(row))

    await used.site.store.write(budget)
    own = await ask(used, used.user, f"{DAYS}&slot=gpu", "/usage/own")
    assert [(row["name"], row["hours"]) for row in own["totals"]] == [("user", "3")]
    assert own["budgets"] == [
        {"scope": "user", "slot": "gpu", "hours": "10", "used": "0", "window": 86400, "freesAt": None}
    ]


async def test_what_is_used_of_budgets_is_counted_once_for_all_who_look(
    used: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "BIT", 2)
    now = datetime.now(UTC)

    def write(conn: Connection) -> None:
        for hours in (1, 2, 3):
            hold(conn, used.user, "cpu", COUNT_SCALE, now - (hours + 1) * HOUR, now - HOUR, "default")
        common = {"slot": "cpu", "amount": 5 * COUNT_SCALE, "window": 86_400, "created_at": now}
        for scope, scope_id in (("user", str(used.user.user_id)), ("domain", "default")):
            conn.execute(insert(budgets).values(id=uuid4(), scope=scope, scope_id=scope_id, **common))

    await used.site.store.write(write)
    for who in (used.user, used.admin, used.other):
        listed = (await used.call("GET", "/budgets", who=who)).json["budgets"]
        assert [(row["scope"], row["used"]) for row in listed] == [("domain", "6"), ("user", "6")]
        assert all(row["freesAt"] for row in listed)
        may = {used.user: [False, False], used.admin: [True, True], used.other: [False, True]}[who]
        assert [row["mayDelete"] for row in listed] == may
    assert used.site.budget_uses.counted == 2


async def test_a_file_for_spreadsheets_has_no_formulas(used: HubRig) -> None:
    reply = await used.call("GET", f"/usage?{DAYS}&format=csv", who=used.admin)
    assert reply.headers["Content-Type"].startswith("text/csv")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="usage-20260301-20260304.csv"'
    table = list(csv.DictReader(io.StringIO(reply.text)))
    assert [(row["name"], row["hours"]) for row in table][:2] == [("user", "2"), ("'=other", "2")]


NONSENSE = [
    ("by=colour", "by"),
    ("step=minute", "step"),
    ("from=yesterday", "from"),
    ("from=2026-03-02&to=2026-03-02", "from"),
    ("from=2016-03-02&step=hour", "from"),
    (f"from={quote('0001-01-01T00:00:00+23:59')}", "from"),
    ("slot=Not%20a%20slot", "slot"),
    ("slot=" + "x" * 65, "slot"),
    ("format=xls", "format"),
    ("unknown=1", "unknown"),
]


async def test_questions_that_make_no_sense(rig: HubRig, subtests: pytest.Subtests) -> None:
    for query, field in NONSENSE:
        with subtests.test(query=query, field=field):
            for path, who in (("/usage", rig.admin), ("/usage/own", rig.user)):
                reply = await rig.call("GET", f"{path}?{query}", who=who)
                assert (reply.status, list(reply.json["data"])) == (400, [field]), reply.text


async def test_answers_have_an_end(used: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernelyard_hub.operations.usage.ROWS", 3)
    reply = await used.call("GET", f"/usage?{DAYS}", who=used.admin)
    assert (reply.status, reply.json["data"]["step"][:14]) == (400, "at most 3 rows")
