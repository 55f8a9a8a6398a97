"""Users and keypairs as admins make, change, delete and purge them, and what a domain's admin cannot give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from changing import change
from sqlalchemy import func, select, update

from kernelyard_hub.operations.accounts import accounts
from kernelyard_hub.operations.accounts.users import hub_name
from kernelyard_hub.site import Site
from kernelyard_hub.store import logins
from kernelyard_hub.store import models as m
from kernelyard_hub.store.accounts import principal_by_access_key, principal_by_username, secret_of

PASSWORD = "Abcd1234!"
NEW = {"username": "zoe", "password": PASSWORD, "need_password_change": False, "domain_name": "default"}
ZOE = "zoe@example.org"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is slow on purpose."""
    monkeypatch.setattr(
        "kernelyard_hub.operations.accounts.users.hash_password", lambda password: f"hash of {password}"
    )


async def sessions_of(site: Site, username: str) -> dict[str, str]:
    """Name -> status."""
    query = (
        select(m.sessions.c.name, m.sessions.c.status)
        .join(m.users, m.users.c.id == m.sessions.c.user_id)
        .where(m.users.c.username == username)
    )
    return await site.store.read(lambda conn: {row.name: row.status for row in conn.execute(query)})


async def end_all(site: Site, username: str) -> None:
    whose = select(m.users.c.id).where(m.users.c.username == username).scalar_subquery()
    over = update(m.sessions).where(m.sessions.c.user_id == whose).values(status="TERMINATED")
    await site.store.write(lambda conn: conn.execute(over) and None)


@pytest.mark.feature("GQL-037", "USR-004", "USR-010", "USR-012")
async def test_a_user_comes_with_a_keypair_and_can_log_in(ask: Any, graphql_site: Site, world: Any) -> None:
    made = await change(
        ask,
        "root",
        "create_user",
        "user { uuid email username role status main_access_key groups { name } allowed_client_ip }",
        email=ZOE,
        props={**NEW, "username": "Zoe", "allowed_client_ip": ["10.0.0.0/8"], "role": "admin"},
    )
    user = made["user"]
    # The Hub lowers names when somebody logs in.
    assert (user["username"], user["email"], user["role"], user["status"]) == ("zoe", ZOE, "admin", "active")
    assert user["groups"] == [{"name": "default"}] and user["allowed_client_ip"] == ["10.0.0.0/8"]
    who = await graphql_site.store.read(lambda conn: principal_by_access_key(conn, user["main_access_key"]))
    assert who is not None and who.networks == ("10.0.0.0/8",)
    none = await change(ask, "root", "create_user", "user { groups { name } }", email="y@x.org",
                        props={**NEW, "username": "yan", "group_ids": []})  # fmt: skip
    assert none["user"] == {"groups": []}


BAD_ACCOUNTS: list[tuple[str, dict[str, Any], list[str]]] = [
    (ZOE, {"password": "short1!"}, ["password", "8 characters"]),
    (ZOE, {"password": "onlyletters"}, ["password", "digit"]),
    (ZOE, {"username": "a/b"}, ["username", "/"]),
    (ZOE, {"username": " zoe"}, ["username", "spaces"]),
    (ZOE, {"username": ".."}, ["username", "dots"]),
    (ZOE, {"username": "%2e%2e"}, ["username", "dots"]),
    (ZOE, {"username": "z\noe"}, ["username", "control"]),
    (ZOE, {"username": "z" * 65}, ["username", "64"]),
    ("no address", {}, ["email", "address"]),
    (f"{'z' * 64}@x.org", {}, ["email", "64"]),
    (ZOE, {"status": "asleep"}, ["status", "before-verification"]),
    (ZOE, {"role": "king"}, ["role", "superadmin"]),
    (ZOE, {"domain_name": "none"}, ["no domain 'none'"]),
    (ZOE, {"resource_policy": "none"}, ["no user resource policy"]),
    (ZOE, {"group_ids": ["x"]}, ["group_ids"]),
    (ZOE, {"group_ids": ["00000000-0000-0000-0000-000000000001"]}, ["group_ids", "no such project"]),
    (ZOE, {"allowed_client_ip": ["everywhere"]}, ["allowed_client_ip", "10.0.0.0/8"]),
    (ZOE, {"totp_activated": True}, ["totp_activated", "not offered"]),
    (ZOE, {"full_name": "z" * 65}, ["full_name", "64"]),
    ("ALICE@example.org", {}, ["taken"]),
    (ZOE, {"username": "alice"}, ["taken"]),
    (ZOE, {"username": "Alice@example.org"}, ["taken"]),
]


@pytest.mark.feature("USR-004", "USR-008", "AUTH-017")
async def test_bad_accounts_are_refused(ask: Any) -> None:
    listed = "{ users { username } keypairs { access_key } }"
    before = await ask("root", listed)
    for email, props, words in BAD_ACCOUNTS:
        answer = await change(ask, "root", "create_user", email=email, props=NEW | props)
        assert answer["ok"] is False and all(word in answer["msg"] for word in words), answer
        assert PASSWORD not in answer["msg"]
    assert (await ask("root", listed)).data == before.data


@pytest.mark.parametrize("given", ["Zoë", "a@b.c", "x y", "ÅSA"])
def test_names_are_as_the_hub_makes_them(given: str) -> None:
    from jupyterhub.auth import Authenticator

    hub = Authenticator()
    name = hub_name(given)
    assert hub.validate_username(name) and hub.normalize_username(name) == name


@pytest.mark.feature("GQL-038", "USR-006", "USR-008", "USR-009", "USR-011")
async def test_a_user_changes(ask: Any, graphql_site: Site, world: Any) -> None:
    alice = "alice@example.org"
    await change(ask, "root", "create_user_resource_policy", name="more", props={"max_vfolder_count": 3})
    token = await graphql_site.store.write(
        lambda conn: logins.begin(conn, world.who["alice"].user_id, datetime.now(UTC))
    )
    answer = await change(
        ask,
        "root",
        "modify_user",
        "user { full_name resource_policy need_password_change main_access_key username status }",
        email=alice.upper(),
        props={
            "full_name": "A.",
            "username": "alice",
            "password": PASSWORD,
            "resource_policy": "more",
            "need_password_change": True,
            "main_access_key": world.second_key,
            "description": None,
        },
    )
    assert answer["user"] == {
        "full_name": "A.",
        "resource_policy": "more",
        "need_password_change": True,
        "main_access_key": world.second_key,
        "username": "alice",
        "status": "active",
    }
    assert not await graphql_site.store.read(lambda conn: logins.known(conn, token))
    for props, word in (
        ({"username": "alicia"}, "cannot be changed"),
        ({"main_access_key": world.who["bob"].access_key}, "own"),
        ({"resource_policy": "none"}, "no user resource policy"),
        ({"password": "weak"}, "8 characters"),
    ):
        refused = await change(ask, "root", "modify_user", email=alice, props=props)
        assert refused["ok"] is False and word in refused["msg"]
    gone = await change(ask, "root", "modify_user", email="nobody@example.org", props={})
    assert gone["ok"] is False and "no user" in gone["msg"]


@pytest.mark.feature("USR-005", "USR-006", "USR-007", "OBJ-010")
async def test_inactive_deleted_and_active_again(ask: Any, graphql_site: Site, world: Any) -> None:
    """Inactive: no way in, what waits is cancelled, what runs goes on, keypairs are as they were (USR-007).
    Deleted: all of it ends."""
    alice, read = "alice@example.org", graphql_site.store.read
    before = await sessions_of(graphql_site, "alice")
    assert before["running"] == "RUNNING" and before["waiting"] == "PENDING"
    answer = await change(ask, "root", "modify_user", email=alice, props={"status": "inactive"})
    assert answer["ok"] is True
    now = await sessions_of(graphql_site, "alice")
    assert now == {**before, "waiting": "CANCELLED"}
    assert await read(lambda conn: principal_by_username(conn, "alice")) is None
    active = select(m.keypairs.c.is_active).where(m.keypairs.c.user_id == world.who["alice"].user_id)
    assert set(await read(lambda conn: conn.scalars(active).all())) == {True}
    await change(ask, "root", "modify_user", email=alice, props={"is_active": True})
    assert await read(lambda conn: principal_by_username(conn, "alice")) is not None

    assert (await change(ask, "root", "delete_user", email=alice))["ok"] is True
    ended = await sessions_of(graphql_site, "alice")
    assert set(ended.values()) <= {"TERMINATING", "TERMINATED", "CANCELLED"}
    assert set(await read(lambda conn: conn.scalars(active).all())) == {False}
    shown = await ask("root", '{ user(email: "alice@example.org") { status } }')
    assert shown.data == {"user": {"status": "deleted"}}
    assert await accounts.checked_user(graphql_site, "alice", PASSWORD) is None


async def test_nobody_takes_away_his_own_rights(ask: Any, world: Any) -> None:
    root = "root@example.org"
    for field, arguments in (
        ("modify_user", {"email": root, "props": {"status": "inactive"}}),
        ("modify_user", {"email": root, "props": {"role": "user"}}),
        ("delete_user", {"email": root}),
        ("purge_user", {"email": root, "props": {}}),
        ("modify_keypair", {"access_key": world.who["root"].access_key, "props": {"is_active": False}}),
        ("delete_keypair", {"access_key": world.who["root"].access_key}),
    ):
        answer = await change(ask, "root", field, **arguments)
        assert answer["ok"] is False, (field, answer)
    assert (await ask("root", "{ user { status role } }")).data == {
        "user": {"status": "active", "role": "superadmin"}
    }


@pytest.mark.feature("USR-001", "USR-021")
async def test_a_domains_admin_gives_what_is_hers(ask: Any, world: Any) -> None:
    """S06: neither rights nor limits, neither to herself nor to a puppet."""
    bob, key = "bob@example.org", world.who["bob"].access_key
    await change(ask, "root", "create_user_resource_policy", name="more", props={})
    for field, arguments in (
        ("create_user", {"email": ZOE, "props": {**NEW, "username": ""}}),
        ("modify_user", {"email": bob, "props": {"full_name": "Bob", "role": "user"}}),
        ("create_keypair", {"user_id": bob, "props": {"is_active": True, "is_admin": False}}),
        ("modify_keypair", {"access_key": key, "props": {"is_active": True, "rate_limit": 30_000}}),
    ):
        assert (await change(ask, "dora", field, **arguments))["ok"] is True, field
    named = {**NEW, "username": "p@x.org"}
    for field, arguments in (
        ("create_user", {"email": "p@x.org", "props": {**NEW, "username": "p"}}),
        ("create_user", {"email": "p@x.org", "props": {**named, "role": "admin"}}),
        ("create_user", {"email": "p@x.org", "props": {**named, "resource_policy": "more"}}),
        ("create_user", {"email": "p@x.org", "props": {**named, "sudo_session_enabled": True}}),
        ("create_user", {"email": "p@x.org", "props": {**named, "domain_name": "other"}}),
        ("modify_user", {"email": bob, "props": {"role": "admin"}}),
        ("modify_user", {"email": bob, "props": {"resource_policy": "more"}}),
        ("modify_user", {"email": bob, "props": {"sudo_session_enabled": True}}),
        ("modify_user", {"email": bob, "props": {"domain_name": "other"}}),
        ("modify_user", {"email": "dora@example.org", "props": {"full_name": "me"}}),
        ("modify_user", {"email": "root@example.org", "props": {"full_name": "you"}}),
        ("modify_user", {"email": "carol@example.org", "props": {"full_name": "far"}}),
        ("delete_user", {"email": "root@example.org"}),
        ("purge_user", {"email": "carol@example.org", "props": {}}),
        ("create_keypair", {"user_id": "dora@example.org", "props": {}}),
        ("create_keypair", {"user_id": bob, "props": {"resource_policy": "small"}}),
        ("create_keypair", {"user_id": bob, "props": {"rate_limit": 30_001}}),
        ("modify_keypair", {"access_key": key, "props": {"resource_policy": "small"}}),
        ("modify_keypair", {"access_key": world.who["carol"].access_key, "props": {"is_active": False}}),
        ("delete_keypair", {"access_key": world.who["root"].access_key}),
    ):
        answer = await change(ask, "dora", field, **arguments)
        assert answer["ok"] is not True, (field, arguments)
    foreign = await change(ask, "dora", "delete_user", email="carol@example.org")
    unknown = await change(ask, "dora", "delete_user", email="nobody@example.org")
    assert foreign["msg"].replace("carol", "nobody") == unknown["msg"]
    by_name = await ask(
        "root", "{ users { username role resource_policy sudo_session_enabled domain_name } }"
    )
    assert {row["username"] for row in by_name.data["users"]} == {*world.who, ZOE}


@pytest.mark.feature("GQL-038", "USR-001")
async def test_roles_and_domains_are_changed_by_superadmins(ask: Any, world: Any, graphql_site: Site) -> None:
    carol = "carol@example.org"
    answer = await change(
        ask,
        "root",
        "modify_user",
        "user { role domain_name groups { name } }",
        email=carol,
        props={
            "role": "admin",
            "domain_name": "default",
            "group_ids": [str(world.projects["default"])],
        },
    )
    assert answer["user"] == {"role": "admin", "domain_name": "default", "groups": [{"name": "default"}]}
    # A domain's admin may have known the keypair.
    old = world.who["carol"].access_key
    keys = await ask(
        "root", "query($e: String) { keypairs(email: $e) { access_key is_active is_admin } }", e=carol
    )
    assert all(key["is_admin"] for key in keys.data["keypairs"])
    assert {key["is_active"]: key["access_key"] == old for key in keys.data["keypairs"]} == {
        True: False,
        False: True,
    }
    assert (await sessions_of(graphql_site, "carol")) == {"foreign": "CANCELLED"}
    back = await change(
        ask, "root", "modify_user", "user { groups { name } }", email=carol, props={"domain_name": "other"}
    )
    assert back["user"] == {"groups": []}


@pytest.mark.feature("GQL-039", "USR-005")
async def test_a_purged_user_is_forgotten_and_the_records_stay(
    ask: Any, graphql_site: Site, world: Any
) -> None:
    alice, read = "alice@example.org", graphql_site.store.read
    busy = await change(ask, "root", "purge_user", email=alice, props={"purge_shared_vfolders": True})
    assert busy["ok"] is False and "open" in busy["msg"]
    await end_all(graphql_site, "alice")
    # The rig has no storage: folders are gone already.
    mine = m.vfolders.c.user_id == world.who["alice"].user_id
    await graphql_site.store.write(lambda conn: conn.execute(m.vfolders.delete().where(mine)) and None)
    named = m.sessions.update().where(m.sessions.c.user_id == world.who["alice"].user_id)
    spec = {"owner_username": "alice", "mounts": []}
    await graphql_site.store.write(
        lambda conn: conn.execute(named.values(hub_user="alice", spec=spec)) and None
    )
    held = await read(lambda conn: conn.scalar(select(func.count()).select_from(m.allocations)))
    assert (await change(ask, "root", "purge_user", email=alice, props={}))["ok"] is True
    assert (await ask("root", '{ user(email: "alice@example.org") { email } }')).data == {"user": None}
    listed = await ask("root", "{ users { username } keypairs { user_id } }")
    assert "alice" not in str(listed.data)
    assert await read(lambda conn: conn.scalar(select(func.count()).select_from(m.allocations))) == held
    blank = await read(
        lambda conn: conn.execute(select(m.users).where(m.users.c.id == world.who["alice"].user_id)).one()
    )
    assert (
        blank.purged_at is not None and blank.username.startswith("purged-") and blank.password_hash is None
    )
    told = select(m.sessions.c.hub_user, m.sessions.c.spec).where(m.sessions.c.user_id == blank.id)
    assert "alice" not in str(await read(lambda conn: conn.execute(told).all()))
    # Name and address are free again, and mean somebody else.
    made = await change(
        ask, "root", "create_user", "user { uuid }", email=alice, props={**NEW, "username": "alice"}
    )
    assert made["user"]["uuid"] != str(world.who["alice"].user_id)
    # Without a record nothing stays at all.
    assert (await change(ask, "root", "purge_user", email=alice, props={}))["ok"] is True
    count = select(func.count()).select_from(m.users).where(m.users.c.email == alice)
    assert await read(lambda conn: conn.scalar(count)) == 0


@pytest.mark.feature("GQL-010", "GQL-044", "USR-002")
async def test_a_whole_domain_is_purged_from_below(ask: Any, graphql_site: Site, world: Any) -> None:
    """Its people and projects first; what they have used stays, in the default domain."""
    site, gid = graphql_site, str(world.projects["elsewhere"])
    await end_all(site, "carol")
    await site.store.write(lambda conn: conn.execute(m.vfolders.delete()) and None)
    purges: list[tuple[str, dict[str, Any]]] = [
        ("purge_domain", {"name": "other"}),
        ("purge_user", {"email": "carol@example.org", "props": {}}),
        ("purge_user", {"email": "mallory@example.org", "props": {}}),
        ("purge_domain", {"name": "other"}),
        ("purge_group", {"gid": gid}),
        ("purge_domain", {"name": "other"}),
    ]
    told = [await change(ask, "root", field, **arguments) for field, arguments in purges]
    assert [each["ok"] for each in told] == [False, True, True, False, True, True], told
    assert "2 users" in told[0]["msg"] and "1 projects" in told[3]["msg"]
    left = select(m.projects.c.name, m.projects.c.domain_name).where(
        m.projects.c.id == world.projects["elsewhere"]
    )
    row = await site.store.read(lambda conn: conn.execute(left).one())
    assert row.name.startswith("purged-") and row.domain_name == "default"
    shown = await ask("root", "{ domains { name } groups { name } users { username } }")
    assert shown.data["domains"] == [{"name": "default"}] and shown.data["groups"] == [{"name": "default"}]
    assert {each["username"] for each in shown.data["users"]} == {"root", "dora", "alice", "bob"}


@pytest.mark.feature("GQL-047", "GQL-048", "GQL-049", "USR-012", "USR-013", "SCH-036")
async def test_keypairs_come_change_and_go(ask: Any, graphql_site: Site, world: Any) -> None:
    made = await change(
        ask,
        "root",
        "create_keypair",
        "keypair { access_key secret_key user_id is_active is_admin rate_limit resource_policy }",
        user_id="alice@example.org",
        props={"is_active": True, "is_admin": False, "resource_policy": "default", "rate_limit": 100},
    )
    pair = made["keypair"]
    key, secret = pair.pop("access_key"), pair.pop("secret_key")
    assert pair == {
        "user_id": "alice@example.org",
        "is_active": True,
        "is_admin": False,
        "rate_limit": 100,
        "resource_policy": "default",
    }
    assert await graphql_site.store.read(lambda conn: secret_of(conn, graphql_site.box, key)) == secret
    # Without a policy it follows the main keypair's.
    other = await change(
        ask, "root", "create_keypair", "keypair { resource_policy }", user_id="alice@example.org", props={}
    )
    assert other["keypair"] == {"resource_policy": "small"}
    nulls = {"is_active": False, "is_admin": None, "resource_policy": None, "rate_limit": None}
    assert (await change(ask, "root", "modify_keypair", access_key=key, props=nulls))["ok"] is True
    shown = await ask("root", "query($k: String) { keypair(access_key: $k) { is_active rate_limit } }", k=key)
    assert shown.data == {"keypair": {"is_active": False, "rate_limit": 100}}
    main = world.who["alice"].access_key
    for field, arguments, word in (
        ("create_keypair", {"user_id": "nobody@x.org", "props": {}}, "no user"),
        ("create_keypair", {"user_id": "bob@example.org", "props": {"is_admin": True}}, "owner's role"),
        (
            "create_keypair",
            {"user_id": "bob@example.org", "props": {"resource_policy": "none"}},
            "no keypair",
        ),
        ("modify_keypair", {"access_key": key, "props": {"rate_limit": 0}}, "rate_limit"),
        ("modify_keypair", {"access_key": key, "props": {"rate_limit": 10_000_001}}, "10000000"),
        ("modify_keypair", {"access_key": "AKIANOBODY", "props": {}}, "no keypair"),
        ("delete_keypair", {"access_key": main}, "main keypair"),
        ("delete_keypair", {"access_key": world.second_key}, "open"),
    ):
        answer = await change(ask, "root", field, **arguments)
        assert answer["ok"] is False and word in answer["msg"], (field, arguments, answer)
    assert (await change(ask, "root", "delete_keypair", access_key=key))["ok"] is True


@pytest.mark.feature("USR-015")
async def test_keys_that_are_brought_along(ask: Any, graphql_site: Site, world: Any) -> None:
    """Both or none, well formed, by superadmins; and never an access key under which others had sessions."""
    email, secret = "bob@example.org", "abcdefghijKLMNOP0123/+=_-abcdefghijKLMNOP"
    mine = {"access_key": "AKIAFROMTHEOLDSITE01", "secret_key": secret}
    fields = "keypair { access_key secret_key }"
    made = await change(ask, "root", "create_keypair", fields, user_id=email, props=mine)
    assert made["keypair"] == mine, made
    stored = await graphql_site.store.read(lambda conn: secret_of(conn, graphql_site.box, mine["access_key"]))
    assert stored == secret
    used = world.who["alice"].access_key
    for props, word in (
        ({"access_key": "AKIAFROMTHEOLDSITE02"}, "secret_key: is required"),
        ({"secret_key": secret}, "access_key: is required"),
        ({**mine, "access_key": "AKIAFROMTHEOLDSITE02", "secret_key": "a" * 40}, "different characters"),
        ({**mine, "access_key": "AKIAFROMTHEOLDSITE02", "secret_key": f"{secret}\n"}, "secret_key: "),
        ({**mine, "access_key": "akia from the old"}, "access_key: "),
        (mine, "another keypair's"),
        ({**mine, "access_key": used}, "another keypair's"),
    ):
        refused = await change(ask, "root", "create_keypair", user_id=email, props=props)
        assert refused["ok"] is False and word in refused["msg"] and secret not in refused["msg"], refused
    delete = m.keypairs.delete().where(m.keypairs.c.access_key == world.second_key)
    await graphql_site.store.write(lambda conn: conn.execute(delete) and None)
    again = await change(
        ask, "root", "create_keypair", user_id=email, props={**mine, "access_key": world.second_key}
    )
    assert again["ok"] is False and "another keypair's" in again["msg"], "its sessions are alice's"
    denied = await change(ask, "dora", "create_keypair", user_id=email, props=mine)
    assert denied["ok"] is None and "superadmins" in denied["msg"]


async def test_a_keypair_that_is_shut_waits_for_nothing(ask: Any, graphql_site: Site, world: Any) -> None:
    main = world.who["alice"].access_key
    assert (await change(ask, "root", "modify_keypair", access_key=main, props={"is_active": False}))["ok"]
    now = await sessions_of(graphql_site, "alice")
    assert (now["waiting"], now["running"]) == ("CANCELLED", "RUNNING")


async def test_changes_are_noted_with_who_made_them(ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    """S34: nothing that is given can begin a line of its own; passwords are not told."""
    with caplog.at_level("INFO", logger="kernelyard.hub.audit"):
        props = {**NEW, "username": "", "full_name": "x\tFORGED", "description": "a\nb"}
        assert (await change(ask, "dora", "create_user", email=ZOE, props=props))["ok"] is True
    (line,) = [record.getMessage() for record in caplog.records if record.name == "kernelyard.hub.audit"]
    assert line.startswith('create_user by "dora" (admin, ') and '"zoe@example.org"' in line
    assert "\n" not in line and "\t" not in line and PASSWORD not in line and '"password": "***"' in line


async def test_a_keypair_belongs_to_an_account_not_to_an_address(ask: Any, graphql_site: Site) -> None:
    """Databases lower letters beyond ASCII differently; the owner is found all the same."""
    await change(ask, "root", "create_user", email="ÄNNE@example.org", props={**NEW, "username": "anne"})
    who = await graphql_site.store.read(lambda conn: principal_by_username(conn, "anne"))
    assert who is not None
    slower = {"is_active": True, "rate_limit": 10}
    answer = await change(ask, "dora", "modify_keypair", access_key=who.access_key, props=slower)
    assert answer["ok"] is True, answer
