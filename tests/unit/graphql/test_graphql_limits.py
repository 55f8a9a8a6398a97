"""What a query may cost: hostile texts are refused at once, before they are validated or run (S04)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kernelyard_hub.graphql.engine import CACHED_DOCUMENTS, Engine
from kernelyard_hub.graphql.limits import MAX_FIELDS, MAX_LENGTH, MAX_ROOTS, QueryTooLarge, read
from kernelyard_hub.site import Site

FRAGMENTS = " ".join(f"fragment f{n} on Queries {{ ...f{n + 1} ...f{n + 1} }}" for n in range(60))
HOSTILE = {
    "aliases": "{" + " ".join(f"a{n}: user {{email}}" for n in range(MAX_ROOTS + 1)) + "}",
    "aliases in a fragment": "query { ...f ...f } fragment f on Queries {"
    + " ".join(f"a{n}: user {{email}}" for n in range(MAX_ROOTS // 2 + 1))
    + "}",
    "fields": "{user {" + " ".join(f"a{n}: email" for n in range(MAX_FIELDS)) + "}}",
    "depth": "{a" * 16 + "}" * 16,
    "nesting of the text": "{a" * 1900,
    "nesting of a list": "{user(email: " + "[" * 1900,
    "fragments of fragments": "{...f0} fragment f60 on Queries { user { email } } " + FRAGMENTS,
    "unused fragments": "{user{email}} "
    + " ".join(f"fragment f{n} on User {{{'email ' * 100}}}" for n in range(9)),
    "length": "{user{email}}" + " " * MAX_LENGTH,
    "tokens": "{user{" + "email " * 5000 + "}}",
    "many operations": " ".join(f"query q{n} {{user{{email username}}}}" for n in range(300)),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_texts_are_refused_at_once(name: str, ask: Any) -> None:
    begun = time.process_time()
    with pytest.raises(QueryTooLarge) as refusal:
        await ask("alice", HOSTILE[name])
    assert time.process_time() - begun < 2.0
    assert refusal.value.status == 400
    problem = refusal.value.problem()
    assert problem["type"].endswith("/graphql-error")
    assert problem["data"] == [{"message": problem["msg"]}]


@pytest.mark.parametrize(
    "text",
    [
        "{" + " ".join("user {" + "email " * 19 + "}" for _ in range(MAX_ROOTS)) + "}",
        "{user {" + " ".join(f"a{n}: email" for n in range(MAX_FIELDS - 1)) + "}}",
        "{user {" + "email " * (MAX_FIELDS - 1) + "}}",
    ],
)
async def test_the_largest_texts_that_pass_take_bounded_time(text: str, ask: Any) -> None:
    """Validation compares fields of one name in pairs; the limits keep that short."""
    begun = time.process_time()
    outcome = await ask("alice", text)
    assert outcome.errors == []
    assert time.process_time() - begun < 5.0


async def test_fragments_that_spread_themselves_are_refused_by_validation(ask: Any) -> None:
    outcome = await ask("alice", "{...a} fragment a on Queries {...b} fragment b on Queries {...a}")
    assert outcome.data is None
    assert "Cannot spread fragment" in outcome.errors[0]["message"]


@pytest.mark.parametrize(
    "text",
    [
        "{user(email:",
        "{user{email}",
        "query($a: Nope){user{email}}",
        "{user(nope: 1){email}}",
        "{agent_list{total_count}}",
        '{compute_session(id: "not-a-uuid"){name}}',
        "mutation{delete_user{ok}}",
        "subscription{user{email}}",
        "{user{groups}}",
        "{user{email{x}}}",
        "\0",
        "",
    ],
)
async def test_wrong_queries_get_errors_not_exceptions(text: str, ask: Any) -> None:
    outcome = await ask("alice", text)
    assert outcome.data is None
    assert all(error["message"] and error["locations"] for error in outcome.errors)
    assert outcome.errors


async def test_wrong_variables_are_named(ask: Any) -> None:
    query = "query($id: UUID!, $n: Int!) { compute_session(id: $id) {name} }"
    for variables in ({"id": "x", "n": 1}, {"n": 1}, {"id": 5, "n": 1}, {"id": None, "n": 1}):
        outcome = await ask("alice", query, **variables)
        assert outcome.data is None
        assert "$id" in outcome.errors[0]["message"] or "$n" in outcome.errors[0]["message"]


async def test_no_hints_about_names_while_introspection_is_off(ask: Any) -> None:
    outcome = await ask("alice", "{user{emai}}")
    assert outcome.errors[0]["message"] == "Cannot query field 'emai' on type 'User'."


async def test_unforeseen_errors_stay_inside(
    ask: Any, graphql_site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(work: object) -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(graphql_site.store, "read", broken)
    outcome = await ask("alice", "{user{email}}")
    assert outcome.data == {"user": None}
    assert [error["message"] for error in outcome.errors] == ["Internal server error."]
    assert "hunter2" in caplog.text


async def test_documents_are_kept_and_the_oldest_let_go(graphql_site: Site, world: Any) -> None:
    engine = Engine()
    who = world.who["alice"]
    for n in range(CACHED_DOCUMENTS + 5):
        await engine.run(graphql_site, who, f"{{a{n}: user{{email}}}}")
    assert len(engine._documents) == CACHED_DOCUMENTS
    kept = engine._document("{a9: user{email}}")
    assert engine._document("{a9: user{email}}") is kept
    assert "{a0: user{email}}" not in engine._documents


def test_reading_keeps_to_the_limits() -> None:
    assert len(read("{user{email}}").definitions) == 1
