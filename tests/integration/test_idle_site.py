"""Idle checks on a real site, with timeouts of some seconds: a busy cell is kept, an idle session is warned,
put off once, and ended."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from tests.running_site import RunningSite
from tests.signed import Signed

pytestmark = [pytest.mark.timeout(180)]
PATIENCE = 60.0
POLICY = """mutation($name: String!, $props: CreateKeyPairResourcePolicyInput!) {
  create_keypair_resource_policy(name: $name, props: $props) { ok msg } }"""
KEYPAIR = """mutation($user: String!, $props: KeyPairInput!) {
  create_keypair(user_id: $user, props: $props) { ok msg keypair { access_key secret_key } } }"""

FORGET_KEYPAIR = "mutation($key: String!) { delete_keypair(access_key: $key) { ok msg } }"
FORGET_POLICY = "mutation($name: String!) { delete_keypair_resource_policy(name: $name) { ok msg } }"


def ask(api: Signed, query: str, **variables: Any) -> dict[str, Any]:
    answer = api.call("POST", "/admin/gql", {"query": query, "variables": variables})
    (result,) = answer.body["data"].values()
    assert result["ok"], answer
    return dict(result)


@contextmanager
def impatient(site: RunningSite, seconds: int) -> Iterator[Signed]:
    """A keypair of the user's, for a while, whose sessions may be idle for so long."""
    admin = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
    name = f"impatient-{uuid4().hex[:6]}"
    limits = {
        "default_for_unspecified": "UNLIMITED",
        "total_resource_slots": "{}",
        "max_concurrent_sessions": 3,
        "max_containers_per_session": 1,
        "idle_timeout": seconds,
        "allowed_vfolder_hosts": json.dumps({}),
    }
    ask(admin, POLICY, name=name, props=limits)
    props = {"is_active": True, "is_admin": False, "resource_policy": name, "rate_limit": 10000}
    made = ask(admin, KEYPAIR, user=site.user.email, props=props)["keypair"]
    try:
        yield Signed(site.service_url, made["access_key"], made["secret_key"])
    finally:
        ask(admin, FORGET_KEYPAIR, key=made["access_key"])
        ask(admin, FORGET_POLICY, name=name)


def start(api: Signed, name: str) -> None:
    body = {
        "clientSessionToken": name,
        "image": "python",
        "config": {"resources": {"cpu": "1", "mem": "256m"}},
    }
    created = api.call("POST", "/session", body)
    assert created.status == 201, created


async def until(api: Signed, path: str, true: Callable[[Any], object]) -> Any:
    deadline = time.monotonic() + PATIENCE
    while True:
        answer = await asyncio.to_thread(api.call, "GET", path)
        if answer.status == 200 and true(answer.body):
            return answer.body
        assert time.monotonic() < deadline, answer
        await asyncio.sleep(0.3)


@pytest.mark.feature("SCH-032", "SCH-047", "SES-031")
async def test_a_busy_cell_is_kept_and_an_idle_session_is_not(site: RunningSite) -> None:
    with impatient(site, 5) as quick, impatient(site, 10) as slow:
        start(slow, "busy-cell")
        code = {"mode": "query", "code": "import time\ntime.sleep(60)", "runId": "long"}
        began = time.monotonic()
        assert slow.call("POST", "/session/busy-cell", code).body["result"]["status"] == "continued"
        start(quick, "idle-cell")
        warned = await until(quick, "/session/idle-cell/idleness", lambda told: told["warned"])
        assert "No sign of use since" in warned["checks"][0]["text"]
        put_off = quick.call("POST", "/session/idle-cell/snooze")
        assert (put_off.status, put_off.body["maySnooze"]) == (200, False)
        assert quick.call("POST", "/session/idle-cell/snooze").status == 409
        ended = await until(quick, "/session/idle-cell", lambda info: info["status"] == "TERMINATED")
        assert ended["statusInfo"] == "idle-timeout"
        await until(slow, "/session/busy-cell", lambda _: time.monotonic() - began > 12)
        kept = slow.call("GET", "/session/busy-cell/idleness").body
        assert (kept["warned"], kept["checks"][0]["text"]) == (False, "In use: code that ran.")
        assert slow.call("DELETE", "/session/busy-cell").status == 200
