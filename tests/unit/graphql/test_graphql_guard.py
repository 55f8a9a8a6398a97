"""Every mutation is refused to who may not, and then nothing has changed (S02, S03, S06)."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull
from sqlalchemy import Connection, insert, select, update

from kernelyard_hub import access
from kernelyard_hub.graphql.engine import build_schema
from kernelyard_hub.operations.sessions.create import allowed_groups
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import models as m
from kernelyard_hub.store.models import metadata

SCHEMA = build_schema()
CHANGES = sorted(SCHEMA.mutation_type.fields)  # type: ignore[union-attr]


async def everything(site: Site) -> dict[str, list[Any]]:
    """All rows of all tables."""
    tables = metadata.sorted_tables
    return await site.store.read(
        lambda conn: {table.name: [tuple(row) for row in conn.execute(select(table))] for table in tables}
    )


def sample(kind: Any) -> str:
    """Something that fits, where it is needed."""
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLInputObjectType):
        needed = [(n, f.type) for n, f in kind.fields.items() if isinstance(f.type, GraphQLNonNull)]
        return "{" + ", ".join(f"{name}: {sample(of)}" for name, of in needed) + "}"
    fitting = {"Int": "1", "BigInt": "1", "Boolean": "true", "JSONString": '"{}"'}
    fitting["UUID"] = '"00000000-0000-0000-0000-000000000001"'
    return "[]" if str(kind).startswith("[") else fitting.get(str(kind), '"x"')


def call(name: str, **known: str) -> str:
    assert SCHEMA.mutation_type is not None
    given = {
        key: f'"{known[key]}"' if key in known else sample(argument.type)
        for key, argument in SCHEMA.mutation_type.fields[name].args.items()
        if isinstance(argument.type, GraphQLNonNull)
    }
    arguments = f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""
    return f"mutation {{ {name}{arguments} {{ __typename }} }}"


@pytest.mark.feature("GQL-001", "GQL-062", "GQL-063", "GQL-064", "GQL-065", "GQL-066", "GQL-067")
async def test_only_admins_change_anything(ask: Any, graphql_site: Site, world: Any) -> None:
    """S03: refused, and nothing has changed. A domain's admin neither himself, nor another domain's."""
    before = await everything(graphql_site)
    for name in CHANGES:
        need = access.TABLE[f"gql.{name}"].need
        assert need in (access.Need.ADMIN, access.Need.SUPERADMIN)
        outcome = await ask("alice", call(name))
        assert outcome.data == {name: None}
        assert "rivilege" in outcome.errors[0]["message"]
        for who, project in (("dora", "elsewhere"), ("mallory", "default")):
            own = {
                "email": "dora@example.org",
                "user_id": "dora@example.org",
                "access_key": world.who["dora"].access_key,
                "gid": str(world.projects[project]),
            }
            outcome = await ask(who, call(name, **own))
            if need is access.Need.SUPERADMIN:
                assert outcome.data == {name: None}
                assert "superadmin privilege required" in outcome.errors[0]["message"]
        assert await everything(graphql_site) == before, name


VALUES: dict[str, list[Any]] = {
    "role": ["superadmin", "admin", "user"],
    "resource_policy": ["more", "default"],
    "domain_name": ["default", "other"],
    "status": ["active", "inactive"],
    "sudo_session_enabled": [True],
    "rate_limit": [1, 100_000],
    "is_admin": [True, False],
    "is_active": [True, False],
    "user_update_mode": ["add", "remove"],
    "total_resource_slots": ['{"cpu": "Infinity"}', "{}"],
    "allowed_vfolder_hosts": ['{"local:volume1": ["create-vfolder"]}'],
    "scheduler": ["fifo"],
    "default_for_unspecified": ["UNLIMITED"],
}
"""What could raise somebody, by field."""


async def standing(site: Site, who: Principal) -> dict[str, Any]:
    """What somebody is and may have."""

    def read(conn: Connection) -> dict[str, Any]:
        user = m.users.c.id == who.user_id
        keys = m.keypairs.c.user_id == who.user_id
        return {
            "user": conn.execute(
                select(m.users.c.role, m.users.c.resource_policy, m.users.c.domain_name).where(user)
            ).all(),
            "sudo": conn.scalar(select(m.users.c.sudo_session_enabled).where(user)),
            "keys": sorted(
                map(
                    tuple,
                    conn.execute(
                        select(
                            m.keypairs.c.access_key, m.keypairs.c.resource_policy, m.keypairs.c.rate_limit
                        ).where(keys)
                    ),
                )
            ),
            "policies": conn.execute(select(m.keypair_resource_policies)).all(),
            "domain": conn.execute(select(m.domains).where(m.domains.c.name == who.domain)).all(),
            "groups": allowed_groups(conn, who),
        }

    return await site.store.read(read)


@pytest.mark.parametrize("name", ["dora", "alice"])
async def test_nobody_raises_himself(name: str, ask: Any, graphql_site: Site, world: Any) -> None:
    """S06: a random walk through all mutations, with everything that could help as arguments."""
    for statement in (
        insert(m.keypair_resource_policies).values(name="more", created_at=datetime.now(UTC)),
        insert(m.user_resource_policies).values(name="more", created_at=datetime.now(UTC)),
        insert(m.resource_groups).values(name="gpu", created_at=datetime.now(UTC)),
        insert(m.resource_group_projects).values(
            resource_group="gpu", project_id=world.projects["elsewhere"]
        ),
        update(m.projects).where(m.projects.c.name == "elsewhere").values(domain_name="default"),
    ):
        await graphql_site.store.write(lambda conn, s=statement: conn.execute(s) and None)
    who, dice = world.who[name], random.Random(6)
    before = await standing(graphql_site, who)
    emails = [f"{each}@example.org" for each in ("dora", "alice", "bob", "new")]
    known: dict[str, list[Any]] = {
        "email": emails,
        "user_id": emails,
        "access_key": [world.who[each].access_key for each in ("dora", "alice", "bob")],
        "gid": [str(each) for each in world.projects.values()],
        "user_group": [str(each) for each in world.projects.values()],
        "user_uuids": [[str(world.who[each].user_id)] for each in (name, name, "bob")],
        "group_ids": [[str(each)] for each in world.projects.values()],
        "domain": ["default"],
        "scaling_group": ["gpu"],
        "username": ["new", "dora"],
        "password": ["Abcd1234!"],
        **VALUES,
    }
    done = 0
    allowed = [each for each in CHANGES if access.TABLE[f"gql.{each}"].need is access.Need.ADMIN]
    for _ in range(250 if name == "dora" else 50):
        field = dice.choice(allowed if dice.random() < 0.8 else CHANGES)
        assert SCHEMA.mutation_type is not None
        parts, variables, declared = [], {}, []
        for key, argument in SCHEMA.mutation_type.fields[field].args.items():
            kind = argument.type.of_type if isinstance(argument.type, GraphQLNonNull) else argument.type
            value: Any = dice.choice(known.get(key, ["more"]))
            if isinstance(kind, GraphQLInputObjectType):
                there = [each for each in kind.fields if each in known]
                must = [n for n, f in kind.fields.items() if isinstance(f.type, GraphQLNonNull)]
                chosen = {*must, *dice.sample(there, min(len(there), dice.randint(1, 2)))}
                # One means nothing without the other.
                chosen |= {"user_update_mode"} if "user_uuids" in chosen else set()
                value = {each: dice.choice(known.get(each, [1])) for each in chosen}
            declared.append(f"${key}: {argument.type}")
            parts.append(f"{key}: ${key}")
            variables[key] = value
        text = f"mutation({', '.join(declared)}) {{ {field}({', '.join(parts)}) {{ __typename }} }}"
        if not declared:
            continue
        outcome = await ask(name, text, **variables)
        done += not outcome.errors
        assert await standing(graphql_site, who) == before, (field, variables)
    assert done > 20 if name == "dora" else done == 0
