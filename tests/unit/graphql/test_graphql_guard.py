"""Every mutation is refused to who may not, and then nothing has changed (S02, S03, S06)."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull
from sqlalchemy import select

from kernelyard_hub import access
from kernelyard_hub.graphql.engine import build_schema
from kernelyard_hub.site import Site
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
