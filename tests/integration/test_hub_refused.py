"""What cannot be is refused with a sentence, on the page and in the API, and is no failure of the Hub's."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any

import pytest
from tests.integration.hub_person import Person
from tests.running_site import RunningSite

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
async def person(site: RunningSite) -> AsyncIterator[Person]:
    async with Person(site.hub_url) as one:
        assert await one.log_in(site.user.username, site.user.password) == 200
        yield one
        assert await one.server() is None


@contextlib.contextmanager
def policy(site: RunningSite, **values: Any) -> Iterator[None]:
    """The default keypair policy with other values, for a while."""
    path = site.data / "service" / "kernelyard.sqlite"
    names = ", ".join(values)
    marks = ", ".join(f"{name} = ?" for name in values)
    with contextlib.closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as base:
        change = f"UPDATE keypair_resource_policies SET {marks} WHERE name = 'default'"
        query = f"SELECT {names} FROM keypair_resource_policies WHERE name = 'default'"
        before = base.execute(query).fetchone()
        base.execute(change, tuple(values.values()))
        try:
            yield
        finally:
            base.execute(change, before)


async def outcomes(site: RunningSite) -> dict[str, float]:
    """How many spawns the Hub counts, by status: ``failure`` is a rejection, ``error`` may end the Hub."""
    async with Person(site.hub_url) as admin:
        assert await admin.log_in(site.admin.username, site.admin.password) == 200
        async with admin.http.get(f"{admin.url}/hub/metrics") as page:
            assert page.status == 200
            text = await page.text()
    counts: dict[str, float] = {}
    for line in text.splitlines():
        if line.startswith("jupyterhub_server_spawn_duration_seconds_count"):
            found = re.search(r'status="(\w+)"', line)
            assert found
            counts[found.group(1)] = counts.get(found.group(1), 0) + float(line.split()[-1])
    return counts


@pytest.mark.parametrize(
    ("values", "status", "says"),
    [
        ({"max_pending_session_count": 0}, 412, "your keypair policy allows 0"),
        (
            {"total_resource_slots": '{"cpu": 5000, "mem": 1073741824}'},
            400,
            "your keypair policy 'default' allows",
        ),
    ],
    ids=["pending limit", "policy"],
)
async def test_the_policy_s_refusal_is_a_sentence(
    site: RunningSite, person: Person, values: dict[str, Any], status: int, says: str
) -> None:
    before = await outcomes(site)
    at = site.log_path.stat().st_size
    asked = {"user_options": {"resources": {"cpu": "1", "mem": "256m"}}}
    _, form = await person.spawn_page()
    with policy(site, **values):
        answered, problem = await person.api("POST", f"/users/{person.name}/server", asked)
        assert (answered, problem["status"]) == (status, status), problem
        assert says in problem["message"]
        with site.log_path.open(errors="replace") as log:
            log.seek(at)
            assert "Traceback" not in log.read(), "the Hub writes one for refusals on the page, not for these"
        answered, page = await person.submit(form, **{"choice": "custom", "resource.cpu": "1"})
        assert answered == status
        assert says in unescape(page)
        assert "Traceback" not in page
    after = await outcomes(site)
    assert after.get("error", 0) == before.get("error", 0), "it would count towards consecutive_failure_limit"
    assert after["failure"] == before.get("failure", 0) + 2


async def test_the_page_says_what_is_unknown(site: RunningSite, person: Person) -> None:
    for change, says in (
        ({"image": "no-such-image"}, "no-such-image"),
        ({"mounts": "no-such-folder"}, "no-such-folder"),
        ({"choice": "preset:no-such-preset"}, "no-such-preset"),
        ({"choice": "custom", "resource.cpu": "many"}, "many"),
    ):
        _, form = await person.spawn_page()
        answered, page = await person.submit(form, **change)
        assert 400 <= answered < 500, (change, answered)
        assert says in unescape(page)
        assert await person.server() is None
