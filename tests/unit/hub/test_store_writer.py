"""The store: one order of writes, group commit, the lock file, migrations."""

from __future__ import annotations

import asyncio
import stat
import warnings
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import Connection, create_engine, func, insert, inspect, select, text
from sqlalchemy.exc import OperationalError

from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import DatabaseInUse, SchemaTooNew, Store, StoreError, accounts, logins
from kernelyard_hub.store.migrate import configuration, migrate
from kernelyard_hub.store.models import keypairs, metadata, resource_groups, resource_presets, settings, users
from kernelyard_hub.store.seed import PRESETS, seed


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path}/store.sqlite")
    yield opened
    await opened.close()


def count(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(settings)).scalar_one())


def put(conn: Connection, key: str) -> None:
    conn.execute(insert(settings).values(key=key, value={}, modified_at=datetime.now(UTC)))


async def test_a_hundred_clients_against_a_limit_of_five(store: Store) -> None:
    """R18: check and act are one, so exactly five pass."""

    def attempt(conn: Connection, key: str) -> bool:
        if count(conn) >= 5:
            return False
        put(conn, key)
        return True

    async def client(number: int) -> bool:
        return await store.write(lambda conn: attempt(conn, f"k{number}"))

    passed = await asyncio.gather(*(client(number) for number in range(100)))
    assert sum(passed) == 5
    assert await store.read(count) == 5


async def test_a_failing_write_undoes_itself_and_nothing_else(store: Store) -> None:
    def bad(conn: Connection) -> None:
        put(conn, "bad")
        raise ValueError("no")

    results = await asyncio.gather(
        store.write(lambda conn: put(conn, "a")),
        store.write(bad),
        store.write(lambda conn: put(conn, "b")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), ValueError, type(None)]
    assert await store.read(lambda conn: set(conn.execute(select(settings.c.key)).scalars())) == {"a", "b"}


async def test_what_the_database_took_back_is_no_success_for_anybody(store: Store) -> None:
    """A full disk makes SQLite roll the whole transaction back in the middle of a batch."""

    def full(conn: Connection) -> None:
        put(conn, "full")
        conn.exec_driver_sql("ROLLBACK")  # as SQLITE_FULL and SQLITE_IOERR do

    writes = [
        store.write(lambda conn: put(conn, "a")),
        store.write(full),
        store.write(lambda conn: put(conn, "b")),
    ]
    results = await asyncio.gather(*writes, return_exceptions=True)
    there = await store.read(lambda conn: set(conn.execute(select(settings.c.key)).scalars()))
    succeeded = {key for key, result in zip(("a", "full", "b"), results, strict=True) if result is None}
    assert isinstance(results[1], Exception)
    assert there == succeeded
    await store.write(lambda conn: put(conn, "later"))
    assert await store.read(count) == len(succeeded) + 1


async def test_addresses_are_compared_without_case_in_every_alphabet(store: Store) -> None:
    box = SecretBox(Fernet.generate_key())
    await store.write(lambda conn: seed(conn, box))
    make = accounts.create_user
    await store.write(lambda conn: make(conn, box, username="one", email="Jürgen.ÄRGER@example.org"))
    with pytest.raises(accounts.AccountTaken):
        await store.write(lambda conn: make(conn, box, username="two", email="JÜRGEN.ärger@example.org"))


async def test_what_was_written_is_seen_by_the_next_read(store: Store) -> None:
    for number in range(50):
        await store.write(lambda conn, n=number: put(conn, f"k{n}"))  # type: ignore[misc]
        assert await store.read(count) == number + 1


async def test_reads_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await store.read(lambda conn: put(conn, "x"))


async def test_closing_finishes_what_was_begun(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    store = await Store.open(url)
    writes = [asyncio.create_task(store.write(lambda conn, n=n: put(conn, f"k{n}"))) for n in range(200)]  # type: ignore[misc]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*writes)
    with pytest.raises(StoreError, match="closed"):
        await store.write(count)
    again = await Store.open(url)
    assert await again.read(count) == 200
    await again.close()


async def test_one_service_per_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.sqlite"
    first = await Store.open(url)
    with pytest.raises(DatabaseInUse, match=r"in use by another hub service \(process \d+\)"):
        await Store.open(url)
    await first.close()
    second = await Store.open(url)
    await second.close()


async def test_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path}/new/store.sqlite")
    await store.close()
    assert stat.S_IMODE((tmp_path / "new/store.sqlite").stat().st_mode) == 0o600


@pytest.mark.parametrize(("url", "why"), [("sqlite://", "file"), ("mysql://h/d", "not supported")])
async def test_what_it_cannot_use_it_refuses(url: str, why: str) -> None:
    with pytest.raises(StoreError, match=why):
        await Store.open(url)


async def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """R20."""
    url = f"sqlite:///{tmp_path}/store.sqlite"
    store = await Store.open(url)
    await store.write(
        lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")) and None
    )
    await store.close()
    with pytest.raises(SchemaTooNew, match="9999"):
        await Store.open(url)


def test_models_and_migrations_agree_up_and_down(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/schema.sqlite")
    with engine.begin() as conn:
        migrate(conn)
        # Reflection cannot see the one index over an expression; it is looked for below.
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*ix_users_lower_email")
            assert compare_metadata(MigrationContext.configure(conn), metadata) == []
        found = conn.execute(
            text("SELECT sql FROM sqlite_master WHERE name = 'ix_users_lower_email'")
        ).scalar()
        assert "lower(email)" in str(found)
        command.downgrade(configuration(conn), "base")
        assert inspect(conn).get_table_names() == ["alembic_version"]
        migrate(conn)
        assert set(metadata.tables) <= set(inspect(conn).get_table_names())
    engine.dispose()


async def test_first_data_is_made_once_and_stays_deleted(store: Store) -> None:
    box = SecretBox(Fernet.generate_key())
    await store.write(lambda conn: seed(conn, box))
    await store.write(
        lambda conn: (
            conn.execute(resource_presets.delete().where(resource_presets.c.name == "gpu-half")) and None
        )
    )
    await store.write(lambda conn: seed(conn, box))
    names = await store.read(lambda conn: set(conn.execute(select(resource_presets.c.name)).scalars()))
    assert names == set(PRESETS) - {"gpu-half"}
    assert await store.read(lambda conn: conn.execute(select(resource_groups.c.name)).scalars().all()) == [
        "default"
    ]


async def test_accounts(store: Store) -> None:
    box = SecretBox(Fernet.generate_key())
    await store.write(lambda conn: seed(conn, box))

    def make(conn: Connection) -> tuple[str, str]:
        return accounts.create_user(conn, box, username="alice", email="Alice@Site.test")[1:]

    access_key, secret_key = await store.write(make)
    assert (len(access_key), len(secret_key)) == (20, 40)
    assert await store.read(lambda conn: accounts.secret_of(conn, box, access_key)) == secret_key
    sealed = await store.read(lambda conn: conn.execute(select(keypairs.c.secret_encrypted)).scalar_one())
    assert secret_key.encode() not in sealed
    for username, email in (("alice", "x@site.test"), ("bob", "alice@site.TEST")):
        with pytest.raises(accounts.AccountTaken):
            await store.write(
                lambda conn, u=username, e=email: accounts.create_user(conn, box, username=u, email=e)
            )  # type: ignore[misc]
    who = await store.read(lambda conn: accounts.principal_by_access_key(conn, access_key))
    assert who is not None and (who.username, who.means) == ("alice", "keypair")
    await store.write(lambda conn: conn.execute(keypairs.update().values(is_active=False)) and None)
    assert await store.read(lambda conn: accounts.principal_by_access_key(conn, access_key)) is None
    assert await store.read(lambda conn: accounts.principal_by_username(conn, "alice")) is None


async def test_hub_users_are_made_at_first_contact(store: Store) -> None:
    """Decision 10: a placeholder until an address is known, and the Hub's admins are superadmins."""
    box = SecretBox(Fernet.generate_key())
    await store.write(lambda conn: seed(conn, box))
    ensure = accounts.ensure_hub_user
    first = await store.write(lambda conn: ensure(conn, box, "carol"))
    assert (first.email, first.role) == ("carol@hub.invalid", "user")
    again = await store.write(lambda conn: ensure(conn, box, "carol", True, "carol@site.test"))
    assert (again.id, again.email, again.role) == (first.id, "carol@site.test", "superadmin")
    later = await store.write(lambda conn: ensure(conn, box, "carol", False, "other@site.test"))
    assert (later.email, later.role) == ("carol@site.test", "superadmin")
    crossed = await store.write(lambda conn: ensure(conn, box, "dave@site.test", False, "carol@site.test"))
    assert crossed.email == "dave@site.test@hub.invalid"
    with pytest.raises(accounts.AccountTaken):
        await store.write(lambda conn: ensure(conn, box, "carol@site.test"))
    stolen = await store.write(lambda conn: ensure(conn, box, "mallory", False, "CAROL@site.test"))
    assert stolen.email == "mallory@hub.invalid"


async def test_what_opened_an_account_does_not_open_the_superadmins(store: Store) -> None:
    """S06: who made the account, or a keypair of it, knows its secrets."""
    box, now = SecretBox(Fernet.generate_key()), datetime.now(UTC)
    await store.write(lambda conn: seed(conn, box))

    def make(conn: Connection) -> tuple[list[str], str]:
        user_id, main, _ = accounts.create_user(
            conn, box, username="eve", email="eve@site.test", password_hash="known"
        )
        second, _ = accounts.create_keypair(conn, box, user_id)
        conn.execute(keypairs.update().values(bootstrap_script="evil", ssh_public_key="ssh-ed25519 A"))
        return [main, second], logins.begin(conn, user_id, now)

    old, login = await store.write(make)
    row = await store.write(lambda conn: accounts.ensure_hub_user(conn, box, "eve", True))
    assert (row.role, row.password_hash) == ("superadmin", None) and row.main_access_key not in old
    for key in old:
        assert await store.read(lambda conn, k=key: accounts.principal_by_access_key(conn, k)) is None  # type: ignore[misc]
    assert not await store.read(lambda conn: logins.known(conn, login))
    brought = select(keypairs.c.bootstrap_script, keypairs.c.ssh_public_key).distinct()
    assert await store.read(lambda conn: [tuple(each) for each in conn.execute(brought)]) == [("", None)]
    fresh = await store.read(lambda conn: accounts.principal_by_username(conn, "eve"))
    assert fresh is not None and fresh.is_superadmin and fresh.access_key == row.main_access_key


async def test_a_role_that_was_taken_stays_taken(store: Store) -> None:
    """The Hub promotes once: at first contact, and when its own word changes."""
    box = SecretBox(Fernet.generate_key())
    await store.write(lambda conn: seed(conn, box))
    roles = []
    for admin in (True, True, False, True):
        row = await store.write(lambda conn, a=admin: accounts.ensure_hub_user(conn, box, "frank", a))  # type: ignore[misc]
        roles.append(row.role)
        await store.write(lambda conn: conn.execute(users.update().values(role="user")) and None)
    assert roles == ["superadmin", "user", "user", "superadmin"]
