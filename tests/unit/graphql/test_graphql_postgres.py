"""The same lists on PostgreSQL: every test imported here runs once more over that database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count

import asyncpg
import pytest
from sqlalchemy import make_url
from test_graphql_access import (  # noqa: F401
    test_admins_see_their_domain,
    test_another_users_things_are_not_there,
    test_superadmins_see_all_and_may_narrow_it,
    test_users_by_admins,
    test_users_see_their_own,
)
from test_graphql_lists import (  # noqa: F401
    test_agents,
    test_filters,
    test_folder_lists,
    test_images,
    test_one_session,
    test_pages_cover_everything_once,
    test_policies,
    test_projects_and_domains,
    test_ps,
    test_resource_groups,
    test_summaries_are_of_usable_groups,
    test_the_older_api,
)
from tests import postgres_rig

pytestmark = pytest.mark.postgres
_numbers = count(1)


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    with postgres_rig.server() as url:
        yield url


@pytest.fixture
async def database_url(server_url: str) -> AsyncIterator[str]:
    """A database of the test's own."""
    url = make_url(server_url)
    name = f"graphql{next(_numbers)}"
    connection = await asyncpg.connect(user=url.username, host=url.query["host"], database=url.database)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    yield url.set(database=name).render_as_string(hide_password=False)


async def test_like_tells_cases_apart_here_too(ask: object) -> None:
    """SQLite's operator is another one; both find the same."""
    outcome = await ask(  # type: ignore[operator]
        "root",
        "query($f: String) { user_list(limit: 9, offset: 0, filter: $f) { items { username } } }",
        f='username like "A%" | email like "b_b@%"',
    )
    assert outcome.data == {"user_list": {"items": [{"username": "bob"}]}}
