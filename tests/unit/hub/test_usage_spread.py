"""Use over time: against an account that looks at every moment, and over a real database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select
from tests import databases

from kernelyard_agent.slots import COUNT_SCALE
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import Store, accounts, usage
from kernelyard_hub.store.models import allocations, projects, sessions
from kernelyard_hub.store.seed import seed
from kernelyard_hub.store.usage import GPU, Span, Spread

START = datetime(2026, 3, 28, 22, tzinfo=UTC)
"""The night in which Europe's clocks jump."""
HOUR = timedelta(hours=1)


def span(steps: int, *, late: timedelta = timedelta(0), step: timedelta = HOUR) -> Span:
    return Span(START + late, START + steps * step, step, START)


_MINUTES = st.integers(-90, 500).map(lambda minutes: START + timedelta(minutes=minutes))
_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob"]),
        st.sampled_from(["cpu", "cuda.shares", "cuda.mig-3g", "mem"]),
        st.integers(1, 2**50),
        _MINUTES,
        st.one_of(st.none(), _MINUTES),
        st.none(),
    ),
    max_size=8,
)


def by_the_minute(rows: Sequence[usage.Held], over: Span, now: datetime) -> dict[tuple[str, str, int], int]:
    """The same, one minute after the other."""
    found: dict[tuple[str, str, int], int] = {}
    minute, at = timedelta(minutes=1), over.first
    while at < over.end:
        for key, slot, amount, opened, closed, _ in rows:
            if at >= over.start and at < now and opened <= at and (closed is None or at < closed):
                place = (key, slot, (at - over.first) // over.step)
                found[place] = found.get(place, 0) + amount * 60_000_000
        at += minute
    return found


@given(_ROWS, st.integers(0, 59), st.integers(0, 600), st.sampled_from([1, 3]))
def test_it_equals_an_account_by_the_minute(rows: list[usage.Held], late: int, now: int, step: int) -> None:
    over = span(6 // step, late=timedelta(minutes=late), step=step * HOUR)
    at = START + timedelta(minutes=now)
    counted = Spread(over, at)
    counted.add(rows)
    flat = {(key, slot, n): a for (key, slot), steps in counted.result().items() for n, a in steps.items()}
    assert flat == by_the_minute(rows, over, at)
    assert all(amount > 0 for amount in flat.values())


def test_clocks_that_jump_back_never_make_it_negative() -> None:
    """R19: closed before it was opened, opened after now."""
    counted = Spread(span(4), START + HOUR)
    counted.add(
        [("a", "cpu", 5, START + 2 * HOUR, START + HOUR, 9), ("a", "cpu", 5, START + 3 * HOUR, None, 9)]
    )
    assert counted.result() == {}


def test_accelerators_count_together_as_devices() -> None:
    counted = Spread(span(4), START + 9 * HOUR, GPU)
    counted.add(
        [
            ("a", "cuda.shares", COUNT_SCALE // 4, START, START + HOUR, COUNT_SCALE),
            ("a", "cuda.shares", COUNT_SCALE, START, START + HOUR, 4 * COUNT_SCALE),
            ("a", "cuda.device", 2 * COUNT_SCALE, START, START + HOUR, None),
            ("a", "cuda.mig-7g", 1, START, START + HOUR, 1),
        ]
    )
    amount = usage.total(counted.result())["a", GPU]
    assert usage.hours(amount) == COUNT_SCALE * 7 // 2


async def fill(store: Store, rows: Sequence[tuple[str, str, datetime, datetime | None]]) -> dict[str, UUID]:
    """Rows of (user, resource group, opened, closed), a core each. Returns the users' ids."""
    users = {name: uuid4() for name, *_ in rows}

    def write(conn: Connection) -> None:
        box = SecretBox(Fernet.generate_key())
        seed(conn, box)
        accounts.create_user(conn, box, username="u", email="u@site.test")
        who = accounts.principal_by_username(conn, "u")
        assert who is not None
        project = conn.execute(select(projects.c.id)).scalar_one()
        common = {"domain_name": "default", "resource_group": "default", "project_id": project}
        common |= {"user_id": who.user_id, "access_key": who.access_key}
        held = uuid4()
        values = {"id": held, "name": "s", "type": "batch", "image": "i", "architecture": "x"}
        values |= {"status": "RUNNING", "status_changed": START, "created_at": START, "sequence": 1}
        conn.execute(insert(sessions).values(**common, **values, created_by=who.user_id,
                                             requested_slots={}, spec={}))  # fmt: skip
        conn.execute(
            insert(allocations),
            [
                {**common, "session_id": held, "kernel_id": uuid4(), "agent_id": "n", "device_id": "c",
                 "slot": "cpu", "amount": COUNT_SCALE, "exclusive": False, "user_id": users[user],
                 "resource_group": group, "opened_at": opened, "closed_at": closed}
                for user, group, opened, closed in rows
            ],
        )  # fmt: skip

    await store.write(write)
    return users


async def test_users_and_groups_add_up_to_the_same_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many rows end at one moment, so that pages break between rows of one time."""
    monkeypatch.setattr(usage, "PAGE", 3)
    store = await Store.open(databases.fresh(tmp_path, "usage"))
    ends = [START + HOUR, START + HOUR, START + 2 * HOUR, None]
    rows = [(f"u{n % 3}", f"g{n % 2}", START + n * HOUR / 7, ends[n % 4]) for n in range(22)]
    try:
        users = await fill(store, rows)
        now, over = START + 5 * HOUR, span(4, late=HOUR / 2)
        by_user = await usage.spread(store, over, allocations.c.user_id, now=now)
        by_group = await usage.spread(store, over, allocations.c.resource_group, now=now, slot="cpu")
        own = await usage.spread(
            store, over, allocations.c.domain_name, now=now, where=[allocations.c.user_id == users["u1"]]
        )
        none = await usage.spread(store, over, allocations.c.user_id, now=now, slot=GPU)
    finally:
        await store.close()
    expected = Spread(over, now)
    expected.add(
        [(users[user], "cpu", COUNT_SCALE, opened, closed, None) for user, _, opened, closed in rows]
    )
    assert by_user == expected.result()
    assert sum(usage.total(by_user).values()) == sum(usage.total(by_group).values()) > 0
    assert own["default", "cpu"] == by_user[users["u1"], "cpu"]
    assert none == {}
