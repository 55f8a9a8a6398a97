"""The access table names every root field, and every list keeps to its caller's rows (S01, S02)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import GraphQLInputType, GraphQLNonNull, GraphQLObjectType

from kernelyard_hub import access
from kernelyard_hub.graphql.engine import Engine, build_schema
from kernelyard_hub.principal import Role

SCHEMA = build_schema()
FIELDS = sorted(SCHEMA.query_type.fields)  # type: ignore[union-attr]
CHANGES = sorted(SCHEMA.mutation_type.fields)  # type: ignore[union-attr]
LISTS = [name for name in FIELDS if name.endswith("_list") and name != "compute_container_list"]


def test_every_root_field_is_in_the_table() -> None:
    """S01: no field without a row, no row without a field."""
    rows = {name.removeprefix("gql.") for name in access.TABLE if name.startswith("gql.")}
    assert rows == {*FIELDS, *CHANGES}


def test_every_root_field_has_a_resolver(engine: Engine) -> None:
    query_type = engine.schema.query_type
    assert query_type is not None
    mutation_type = engine.schema.mutation_type
    assert mutation_type is not None
    fields = [*query_type.fields.items(), *mutation_type.fields.items()]
    assert [name for name, field in fields if field.resolve is None] == []


def call(engine: Engine, name: str) -> str:
    """A query of one root field with arguments that fit, selecting one field of what it answers."""
    query_type = engine.schema.query_type
    assert query_type is not None
    field = query_type.fields[name]
    given = {
        key: sample(argument.type)
        for key, argument in field.args.items()
        if isinstance(argument.type, GraphQLNonNull)
    }
    arguments = f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""
    inner = field.type
    while hasattr(inner, "of_type"):
        inner = inner.of_type
    assert isinstance(inner, GraphQLObjectType)
    selection = "items {__typename} total_count" if name.endswith("_list") else "__typename"
    return f"{{ {name}{arguments} {{ {selection} }} }}"


def sample(kind: GraphQLInputType) -> str:
    kinds = {"Int!": "1", "UUID!": '"00000000-0000-0000-0000-000000000001"', "ID!": '"' + "0" * 32 + '"'}
    return kinds.get(str(kind), '"x"')


async def test_a_plain_user_is_refused_what_is_not_for_users(
    engine: Engine, ask: Any, subtests: pytest.Subtests
) -> None:
    """S02: refused means null data and one error, for users and for admins of a domain."""
    for name in FIELDS:
        with subtests.test(name=name):
            need = access.TABLE[f"gql.{name}"].need
            query = call(engine, name)
            if "offset: 1" in query:
                query = query.replace("offset: 1", "offset: 0")
            for who, allowed in (
                ("alice", need is access.Need.USER),
                ("dora", need is not access.Need.SUPERADMIN),
                ("root", True),
            ):
                outcome = await ask(who, query)
                refused = any(
                    word in error["message"]
                    for error in outcome.errors
                    for word in ("privilege", "access table")
                )
                assert refused is not allowed, (who, outcome)
                if refused:
                    assert outcome.data == {name: None}


async def everything(ask: Any, who: str, **variables: Any) -> dict[str, Any]:
    """What one account gets of the lists that users may read."""
    outcome = await ask(
        who,
        """
        query($domain: String) {
          sessions: compute_session_list(limit: 100, offset: 0, domain_name: $domain) {
            items { name access_key agent_ids containers { agent agent_addr } } total_count
          }
          old: legacy_compute_session_list(limit: 100, offset: 0, domain_name: $domain) {
            items { sess_id agent } total_count
          }
          folders: vfolder_list(limit: 100, offset: 0, domain_name: $domain) { items { name } total_count }
          keypairs: keypair_list(limit: 100, offset: 0, domain_name: $domain) {
            items { user_id secret_key compute_sessions { name } vfolders { name } } total_count
          }
          groups(domain_name: $domain) { name }
          user { email }
          domain { name }
        }
        """,
        **variables,
    )
    assert outcome.errors == []
    data: dict[str, Any] = outcome.data
    return data


def names(listing: dict[str, Any], key: str = "name") -> set[str]:
    assert listing["total_count"] == len(listing["items"])
    return {item[key] for item in listing["items"]}


@pytest.mark.feature("GQL-001", "GQL-041", "GQL-045", "GQL-046", "GQL-056", "GQL-059")
async def test_users_see_their_own(ask: Any, world: Any) -> None:
    seen = await everything(ask, "alice")
    assert names(seen["sessions"]) == {"running", "degraded", "ended", "waiting"}
    assert names(seen["old"], "sess_id") == names(seen["sessions"])
    assert names(seen["folders"]) == {"data", "team"}
    assert names(seen["keypairs"], "user_id") == {"alice@example.org"}
    assert seen["groups"] == [{"name": "default"}]
    assert seen["user"] == {"email": "alice@example.org"}
    assert seen["domain"] == {"name": "default"}
    text = json.dumps(seen)
    assert "i-one" not in text
    assert "127.0.0.1" not in text


@pytest.mark.feature("GQL-001", "GQL-056")
async def test_admins_see_their_domain(ask: Any) -> None:
    seen = await everything(ask, "dora")
    assert names(seen["sessions"]) == {"running", "degraded", "ended", "waiting", "aside", "bobs"}
    assert names(seen["folders"]) == {"data", "notes", "team"}
    assert "carol@example.org" not in names(seen["keypairs"], "user_id")
    other = await everything(ask, "mallory")
    assert names(other["sessions"]) == {"foreign"}
    assert names(other["folders"]) == {"far"}
    assert other["groups"] == [{"name": "elsewhere"}]


@pytest.mark.feature("GQL-001", "GQL-056")
async def test_superadmins_see_all_and_may_narrow_it(ask: Any) -> None:
    seen = await everything(ask, "root")
    assert names(seen["sessions"]) == {"running", "degraded", "ended", "waiting", "aside", "bobs", "foreign"}
    assert "i-one" in json.dumps(seen)
    narrowed = await everything(ask, "root", domain="other")
    assert names(narrowed["sessions"]) == {"foreign"}
    assert names(narrowed["folders"]) == {"far"}


@pytest.mark.parametrize("who", ["alice", "dora", "root"])
async def test_secret_keys_are_for_their_owner_only(ask: Any, world: Any, who: str) -> None:
    outcome = await ask(who, "{keypairs{access_key user_id secret_key}}")
    for keypair in outcome.data["keypairs"]:
        mine = keypair["user_id"] == world.who[who].email
        assert keypair["secret_key"] == (world.secrets[keypair["access_key"]] if mine else None)


ELSEWHERE = [
    '{compute_session_list(limit:1,offset:0,domain_name:"other"){total_count}}',
    '{legacy_compute_session_list(limit:1,offset:0,domain_name:"other"){total_count}}',
    '{vfolder_list(limit:1,offset:0,domain_name:"other"){total_count}}',
    '{vfolder_own_list(limit:1,offset:0,domain_name:"other"){total_count}}',
    '{keypair_list(limit:1,offset:0,domain_name:"other"){total_count}}',
    '{keypairs(domain_name:"other"){access_key}}',
    '{groups(domain_name:"other"){name}}',
    '{groups_by_name(name:"elsewhere",domain_name:"other"){name}}',
    '{domain(name:"other"){name}}',
    '{user(domain_name:"other"){email}}',
]


async def test_another_domain_is_forbidden(ask: Any, subtests: pytest.Subtests) -> None:
    for query in ELSEWHERE:
        with subtests.test(query=query):
            for who in ("alice", "dora"):
                outcome = await ask(who, query)
                assert set(outcome.data.values()) == {None}
                assert outcome.errors[0]["message"] == "Forbidden operation."


async def test_another_users_things_are_not_there(ask: Any, world: Any) -> None:
    """By id or key: the same as what does not exist; by owner: forbidden either way."""
    nobody = "00000000-0000-0000-0000-000000000001"
    for session_id in (world.sessions["bobs"], nobody):
        outcome = await ask(
            "alice",
            "query($id: UUID!, $text: ID!, $kernel: UUID!) {"
            " compute_session(id: $id) {name} compute_container(id: $kernel) {id}"
            " compute_container_list(limit: 9, offset: 0, session_id: $text) {items {id} total_count} }",
            id=str(session_id),
            text=str(session_id),
            kernel=str(world.kernels["bobs"]) if session_id != nobody else nobody,
        )
        assert outcome.body() == {
            "data": {
                "compute_session": None,
                "compute_container": None,
                "compute_container_list": {"items": [], "total_count": 0},
            }
        }
    for folder in (world.folders["notes"], nobody):
        outcome = await ask("alice", "query($id: String){vfolder(id: $id){name}}", id=str(folder))
        assert outcome.body() == {"data": {"vfolder": None}}
    for access_key in (world.who["bob"].access_key, "AKIANOBODY"):
        for query in (
            "query($k: String){compute_session_list(limit:9,offset:0,access_key:$k){total_count}}",
            "query($k: String){vfolder_list(limit:9,offset:0,access_key:$k){total_count}}",
        ):
            outcome = await ask("alice", query, k=access_key)
            assert outcome.errors[0]["message"] == "Forbidden operation."
        outcome = await ask("alice", "query($k: String){keypair(access_key:$k){user_id}}", k=access_key)
        assert outcome.body() == {"data": {"keypair": None}}
    for email in ("bob@example.org", "nobody@example.org"):
        for query in (
            "query($e: String){user(email:$e){email}}",
            "query($e: String){keypairs(email:$e){user_id}}",
        ):
            outcome = await ask("alice", query, e=email)
            assert outcome.errors[0]["message"] == "Forbidden operation."
    for name in ("default", "no-such"):
        outcome = await ask("alice", "query($n: String){keypair_resource_policy(name:$n){name}}", n=name)
        # Her two keypairs have the policies small and default.
        assert (outcome.errors == []) is (name == "default")


async def test_own_other_keypair_may_be_named(ask: Any, world: Any) -> None:
    query = "query($k: String){compute_session_list(limit:9,offset:0,access_key:$k){items{name}}}"
    outcome = await ask("alice", query, k=world.second_key)
    assert outcome.data == {"compute_session_list": {"items": [{"name": "aside"}]}}


@pytest.mark.feature("GQL-034", "GQL-035", "GQL-036")
async def test_users_by_admins(ask: Any, world: Any) -> None:
    by_email = "query($e: String){user(email:$e){email role groups{name}}}"
    assert (await ask("dora", by_email, e="BOB@example.org")).data["user"]["email"] == "bob@example.org"
    assert (await ask("dora", by_email, e="carol@example.org")).data == {"user": None}
    by_id = "query($i: ID){user_from_uuid(user_id:$i){email}}"
    found = await ask("root", by_id, i=str(world.who["carol"].user_id))
    assert found.data == {"user_from_uuid": {"email": "carol@example.org"}}
    assert "must be a UUID" in (await ask("root", by_id, i="x")).errors[0]["message"]
    listed = await ask("dora", '{users(status:"active"){email}}')
    assert {user["email"].split("@")[0] for user in listed.data["users"]} == {"root", "dora", "alice", "bob"}
    outcome = await ask(
        "alice", "query($i: ID){user_from_uuid(user_id:$i){email}}", i=str(world.who["bob"].user_id)
    )
    assert outcome.errors[0]["message"] == "Forbidden operation."


async def test_no_field_shows_password_hashes(engine: Engine) -> None:
    fields = {
        field
        for kind in engine.schema.type_map.values()
        # A registry's password is a mask there (test_graphql_images).
        if isinstance(kind, GraphQLObjectType) and kind.name != "ContainerRegistryConfig"
        for field in kind.fields
    }
    assert not {name for name in fields if "password" in name} - {"need_password_change"}


async def test_monitors_are_users_here(ask: Any, world: Any, graphql_site: Any, engine: Engine) -> None:
    from dataclasses import replace

    watcher = replace(world.who["alice"], role=Role.MONITOR)
    outcome = await engine.run(graphql_site, watcher, "{users{email}}")
    assert outcome.data == {"users": None}
