"""The ledger: exact sums, no overcommitment, capacity that returns exactly once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import IntegrityError
from tests import databases

from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import Store, accounts, ledger
from kernelyard_hub.store.ledger import Allocation, NoRoom, Owner
from kernelyard_hub.store.migrate import migrate
from kernelyard_hub.store.models import agent_devices, agents, allocations, projects, sessions
from kernelyard_hub.store.seed import seed

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HUGE = 2**63 - 1


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(databases.fresh(tmp_path, "ledger"))
    await opened.write(prepare)
    yield opened
    await opened.close()


def prepare(conn: Connection) -> None:
    box = SecretBox(Fernet.generate_key())
    seed(conn, box)
    accounts.create_user(conn, box, username="u", email="u@site.test")
    node = dict.fromkeys(
        ("region", "version", "architecture", "engine", "isolation", "boot_id", "address"), "x"
    )
    for agent_id in ("n1", "n2"):
        times = dict.fromkeys(("status_changed", "first_contact", "last_seen"), NOW)
        conn.execute(
            insert(agents).values(id=agent_id, status="ALIVE", resource_group="default", **node, **times)
        )
        rows = [
            ("mem", "mem", HUGE),
            ("gpu0", "cuda.shares", 10_000),
            ("gpu0", "cuda.device", 10_000),
            ("c0", "cpu", 10_000),
        ]
        for device_id, slot, capacity in rows:
            values = {"agent_id": agent_id, "device_id": device_id, "slot": slot, "capacity": capacity}
            conn.execute(insert(agent_devices).values(**values, exclusive=slot == "cuda.device"))


def session(conn: Connection) -> Owner:
    """A session to charge, as small as the schema allows."""
    who = accounts.principal_by_username(conn, "u")
    assert who is not None
    project_id = conn.execute(select(projects.c.id)).scalar_one()
    owner = Owner(uuid4(), who.access_key, who.user_id, project_id, "default", "default")
    sequence = len(conn.execute(select(sessions.c.id)).all()) + 1
    conn.execute(
        insert(sessions).values(
            id=owner.session_id,
            name=f"s{sequence}",
            type="interactive",
            user_id=who.user_id,
            access_key=who.access_key,
            created_by=who.user_id,
            domain_name="default",
            project_id=project_id,
            resource_group="default",
            image="x",
            architecture="x",
            status="SCHEDULED",
            status_changed=NOW,
            sequence=sequence,
            requested_slots={},
            spec={},
            created_at=NOW,
        )
    )
    return owner


def take(
    conn: Connection, agent_id: str, device_id: str, slot: str, amount: int, exclusive: bool = False
) -> UUID:
    owner = session(conn)
    ledger.open_rows(conn, owner, [Allocation(uuid4(), agent_id, device_id, slot, amount, exclusive)], NOW)
    return owner.session_id


async def test_sums_beyond_64_bits_are_right(store: Store) -> None:
    """Decision 2: BYTES sums pass int64."""

    def fill(conn: Connection) -> None:
        take(conn, "n1", "mem", "mem", HUGE)
        take(conn, "n2", "mem", "mem", HUGE)

    await store.write(fill)
    assert await store.read(ledger.occupied) == {"mem": 2 * HUGE}
    assert await store.read(lambda conn: ledger.occupied(conn, agent_id="n1")) == {"mem": HUGE}
    by_agent = await store.read(lambda conn: ledger.sums(conn, allocations.c.agent_id))
    assert by_agent == {"n1": {"mem": HUGE}, "n2": {"mem": HUGE}}


async def test_no_device_is_promised_twice(store: Store) -> None:
    """R01, R09."""
    await store.write(lambda conn: take(conn, "n1", "gpu0", "cuda.shares", 6_000))
    with pytest.raises(NoRoom):
        await store.write(lambda conn: take(conn, "n1", "gpu0", "cuda.shares", 4_001))
    with pytest.raises(NoRoom):
        await store.write(lambda conn: take(conn, "n1", "gpu0", "cuda.device", 10_000, True))
    await store.write(lambda conn: take(conn, "n1", "gpu0", "cuda.shares", 4_000))
    await store.write(lambda conn: take(conn, "n2", "gpu0", "cuda.device", 10_000, True))
    with pytest.raises(NoRoom):
        await store.write(lambda conn: take(conn, "n2", "gpu0", "cuda.shares", 1))
    with pytest.raises(NoRoom):
        await store.write(lambda conn: take(conn, "n2", "no-such-device", "cpu", 1))
    assert await store.read(ledger.occupied) == {"cuda.shares": 10_000, "cuda.device": 10_000}


async def test_the_database_itself_refuses_two_exclusive_holders(store: Store) -> None:
    def force(conn: Connection) -> None:
        for _ in range(2):
            owner = session(conn)
            row = {"kernel_id": uuid4(), "agent_id": "n1", "device_id": "gpu0", "slot": "cuda.device"}
            names = ("session_id", "access_key", "user_id", "project_id", "domain_name", "resource_group")
            charged = {name: getattr(owner, name) for name in names}
            conn.execute(
                insert(allocations).values(**row, **charged, amount=10_000, exclusive=True, opened_at=NOW)
            )

    with pytest.raises(IntegrityError):
        await store.write(force)
    assert await store.read(ledger.occupied) == {}


PLACES = (("mem", "mem"), ("gpu0", "cuda.shares"), ("gpu0", "cuda.device"), ("c0", "cpu"))


async def test_what_is_known_and_what_is_summed_allow_the_same(store: Store) -> None:
    """`Openings` from what is kept in memory decides as from the ledger's own rows."""

    def compare(conn: Connection) -> list[bool]:
        take(conn, "n1", "gpu0", "cuda.shares", 4_000)
        take(conn, "n1", "c0", "cpu", 6_000)
        take(conn, "n2", "gpu0", "cuda.device", 10_000, True)
        rows = [
            Allocation(uuid4(), node, device, slot, amount, slot == "cuda.device")
            for node in ("n1", "n2", "n3")
            for device, slot in (*PLACES, ("c0", "unknown"), ("c1", "cpu"))
            for amount in (4_000, 10_000)
        ]
        capacity: dict[str, dict[tuple[str, str], int]] = {"n1": {}, "n2": {}}
        for row in conn.execute(select(agent_devices)):
            capacity[row.agent_id][row.device_id, row.slot] = row.capacity
        taken = {node: frozenset(names) for node, names in ledger.taken_devices(conn).items()}
        held = (ledger.held_devices(conn), taken)
        said = []
        for one in rows:
            known = ledger.Openings(conn, [one], capacity=capacity, held=held)
            said.append(_allows(known, one))
            assert said[-1] == _allows(ledger.Openings(conn, [one]), one), one
        return said

    said = await store.write(compare)
    assert 0 < sum(said) < len(said)


def _allows(openings: ledger.Openings, row: Allocation) -> bool:
    try:
        openings.add(Owner(uuid4(), "k", uuid4(), uuid4(), "default", "default"), [row])
    except NoRoom:
        return False
    return True


async def test_closing_returns_capacity_once(store: Store) -> None:
    """R02."""
    session_id = await store.write(lambda conn: take(conn, "n1", "c0", "cpu", 10_000))
    assert await store.write(lambda conn: ledger.close_rows(conn, session_id, NOW)) == {"cpu": 10_000}
    assert await store.write(lambda conn: ledger.close_rows(conn, session_id, NOW)) == {}
    await store.write(lambda conn: take(conn, "n1", "c0", "cpu", 10_000))


def engine_in_memory() -> Engine:
    engine = create_engine("sqlite://")

    @event.listens_for(engine, "connect")
    def _connect(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN")

    return engine


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("open"),
            st.sampled_from(["n1", "n2"]),
            st.sampled_from(
                [("gpu0", "cuda.shares"), ("gpu0", "cuda.device"), ("c0", "cpu"), ("mem", "mem")]
            ),
            st.integers(1, 12_000),
        ),
        st.tuples(st.just("close"), st.integers(0, 20)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_whatever_happens_no_device_is_overcommitted(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    """R01 after every step of a random history, against a model that knows only sets."""
    engine = engine_in_memory()
    with engine.begin() as conn:
        migrate(conn)
        prepare(conn)
        opened: list[UUID] = []
        model: dict[UUID, tuple[str, str, str, int, bool]] = {}
        for step in steps:
            if step[0] == "close":
                if opened:
                    session_id = opened[step[1] % len(opened)]
                    ledger.close_rows(conn, session_id, NOW)
                    model.pop(session_id, None)
            else:
                _, agent_id, (device_id, slot), amount = step
                alone = slot == "cuda.device"
                amount = 10_000 if alone else amount
                here = [m for m in model.values() if m[:2] == (agent_id, device_id)]
                capacity = HUGE if slot == "mem" else 10_000
                fits = sum(m[3] for m in here if m[2] == slot) + amount <= capacity
                fits = fits and not any(m[4] for m in here) and not (alone and here)
                try:
                    session_id = take(conn, agent_id, device_id, slot, amount, alone)
                except NoRoom:
                    assert not fits
                else:
                    assert fits
                    opened.append(session_id)
                    model[session_id] = (agent_id, device_id, slot, amount, alone)
            sums: dict[tuple[str, tuple[str, str]], int] = {}
            for agent_id, device_id, slot, amount, _ in model.values():
                key = (agent_id, (device_id, slot))
                sums[key] = sums.get(key, 0) + amount
            held = ledger.held_devices(conn)
            assert {(a, key): n for a, keys in held.items() for key, n in keys.items()} == sums
    engine.dispose()
