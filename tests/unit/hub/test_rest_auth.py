"""Who is let in: keypairs, passwords, Hub tokens and cookies, our own services."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from tests.hub_rig import PASSWORDS, PREFIX, HubRig, Keypair, signed_headers

from kernelyard_hub.http.ratelimit import WINDOW, RateWindow
from kernelyard_hub.store.models import keypairs, users

ECHO = "/auth?echo=hello"


@pytest.mark.feature("REST-001")
@pytest.mark.parametrize("path", ["/", PREFIX, PREFIX + "/", "/v7", "/v7/", PREFIX + "/v7"])
async def test_version(rig: HubRig, path: str) -> None:
    """T02, T03: JSON, without credentials, exactly this version."""
    reply = await rig.call("GET", path)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.json["version"] == "v7.20230615"
    assert reply.json["manager"] == "23.09.10"


@pytest.mark.parametrize("path", ["/v1", "/v8/", "/v999"])
async def test_unknown_major_version(rig: HubRig, path: str) -> None:
    reply = await rig.call("GET", path)
    assert reply.status == 404
    assert reply.json["title"]


async def test_browsers_go_to_the_console(rig: HubRig) -> None:
    reply = await rig.call("GET", "/", headers={"Accept": "text/html,application/xhtml+xml"})
    assert (reply.status, reply.headers["Location"]) == (302, PREFIX + "/console/")


@pytest.mark.parametrize("base", ["", PREFIX, "/v7", PREFIX + "/v6"])
async def test_signature_under_every_base(rig: HubRig, base: str) -> None:
    reply = await rig.call("GET", base + ECHO, who=rig.user)
    assert (reply.status, reply.json) == (200, {"authorized": "yes", "echo": "hello"})


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", ""])
async def test_signature_of_other_content_types(rig: HubRig, content_type: str) -> None:
    """T06, T08."""
    headers = signed_headers(
        rig.user, "GET", ECHO, rig.host, content_type=content_type or "application/octet-stream"
    )
    async with rig.http.get(
        f"http://{rig.host}{ECHO}",
        headers=headers | ({"Content-Type": content_type} if content_type else {}),
        skip_auto_headers=["Content-Type"],
    ) as response:
        assert response.status == 200


async def refusal(rig: HubRig, who: Keypair, **signed: Any) -> tuple[int, Any]:
    headers = signed_headers(who, "GET", ECHO, rig.host, **signed)
    reply = await rig.call("GET", ECHO, headers=headers)
    assert reply.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert {"type", "title"} <= reply.json.keys()
    return reply.status, reply.json


@pytest.mark.feature("AUTH-010")
async def test_unknown_key_wrong_secret_and_inactive_key_are_one_answer(rig: HubRig) -> None:
    """S09."""
    unknown = Keypair(rig.user.user_id, "user", "AKIA" + "X" * 16, rig.user.secret_key)
    wrong = Keypair(rig.user.user_id, "user", rig.user.access_key, "x" * 40)
    first = await refusal(rig, unknown)
    assert first[0] == 401
    assert first[1]["type"] == "https://api.backend.ai/probs/auth-failed"
    assert await refusal(rig, wrong) == first
    close = update(keypairs).where(keypairs.c.access_key == rig.user.access_key).values(is_active=False)
    await rig.site.store.write(lambda conn: conn.execute(close) and None)
    assert await refusal(rig, rig.user) == first
    off = update(users).where(users.c.username == "other").values(status="inactive")
    await rig.site.store.write(lambda conn: conn.execute(off) and None)
    assert await refusal(rig, rig.other) == first


@pytest.mark.feature("AUTH-003")
@pytest.mark.parametrize("minutes", [-16, 16, -60 * 24 * 365])
async def test_stale_date(rig: HubRig, minutes: int) -> None:
    status, problem = await refusal(rig, rig.user, date=datetime.now(UTC) + timedelta(minutes=minutes))
    assert (status, problem["msg"]) == (401, "Date/time sync error")


async def test_replay_within_the_window_is_allowed(rig: HubRig) -> None:
    """T13: event streams reconnect with the very same headers."""
    headers = signed_headers(rig.user, "GET", ECHO, rig.host, date=datetime.now(UTC) - timedelta(minutes=14))
    for _ in range(2):
        assert (await rig.call("GET", ECHO, headers=headers)).status == 200


@pytest.mark.feature("AUTH-009")
async def test_no_credentials(rig: HubRig) -> None:
    reply = await rig.call("GET", ECHO)
    assert reply.status == 401
    assert reply.json["title"] == "Unauthorized access"
    assert reply.headers["X-RateLimit-Window"] == "900"


@pytest.mark.parametrize("header", ["Foo bar", "", "Basic dXNlcjpwdw==", "BackendAI", "BackendAI nonsense"])
async def test_malformed_authorization(rig: HubRig, header: str) -> None:
    reply = await rig.call(
        "GET", ECHO, headers={"Authorization": header, "X-BackendAI-Version": "v7.20230615"}
    )
    assert (reply.status, reply.json["type"].rpartition("/")[2]) == (400, "invalid-auth-params")


async def test_bad_bodies_are_named(rig: HubRig) -> None:
    for raw in (b"{not json", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000):
        reply = await rig.call("POST", "/folders", who=rig.user, raw=raw)
        assert (reply.status, reply.json["msg"]) == (400, "Malformed body")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_method_not_allowed(rig: HubRig, method: str) -> None:
    reply = await rig.call(method, "/session", who=rig.user)
    assert (reply.status, reply.json["title"]) == (405, "HTTP Method Not Allowed.")
    assert reply.headers["Allow"] == "OPTIONS,POST"


async def test_cors_never_with_credentials(rig: HubRig) -> None:
    origin = {"Origin": "http://example.com"}
    preflight = await rig.call("OPTIONS", "/session", headers=origin)
    assert preflight.status == 200
    for reply in (preflight, await rig.call("GET", ECHO, headers=origin)):
        assert reply.headers["Access-Control-Allow-Origin"] == "http://example.com"
        assert "Access-Control-Allow-Credentials" not in reply.headers


async def test_body_limit(rig: HubRig) -> None:
    """S33."""
    reply = await rig.call("POST", "/folders", who=rig.user, raw=b" " * (9 * 2**20))
    assert reply.status == 413
    long_name = await rig.call("POST", "/folders", {"name": "n" * 10**6}, who=rig.user)
    assert long_name.status == 400
    assert "name" in long_name.json["data"]
    assert len(long_name.text) < 1000


@pytest.mark.feature("AUTH-011", "AUTH-012")
async def test_rate_limit_headers_count_down(rig: HubRig) -> None:
    first = await rig.call("GET", ECHO, who=rig.user)
    second = await rig.call("GET", ECHO, who=rig.user)
    limit = int(first.headers["X-RateLimit-Limit"])
    assert limit == 30_000
    assert int(first.headers["X-RateLimit-Remaining"]) == limit - 1
    assert int(second.headers["X-RateLimit-Remaining"]) == limit - 2


@pytest.mark.feature("AUTH-013")
async def test_a_keypair_over_its_limit_waits(rig: HubRig) -> None:
    low = update(keypairs).where(keypairs.c.access_key == rig.user.access_key).values(rate_limit=2)
    await rig.site.store.write(lambda conn: conn.execute(low) and None)
    statuses = [(await rig.call("GET", ECHO, who=rig.user)).status for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await rig.call("GET", ECHO, who=rig.other)).status == 200


def test_rate_window_rolls() -> None:
    now = [0.0]
    window = RateWindow(lambda: now[0])
    assert [window.hit("a"), window.hit("a"), window.hit("b")] == [1, 2, 1]
    now[0] = WINDOW - 1
    assert window.hit("a") == 3
    now[0] = WINDOW + 1
    assert window.hit("a") == 2  # the two of the beginning are out
    now[0] = 3 * WINDOW
    assert window.hit("a") == 1


async def test_role(rig: HubRig) -> None:
    user = await rig.call("GET", "/auth/role", who=rig.user)
    assert user.json == {"global_role": "user", "domain_role": "user", "group_role": None}
    grouped = await rig.call("GET", "/auth/role?group=default", who=rig.user)
    assert grouped.json["group_role"] == "user"
    unknown = await rig.call("GET", "/auth/role?group=nobodys", who=rig.user)
    assert unknown.status == 404
    admin = await rig.call("GET", "/auth/role", who=rig.admin)
    assert (admin.json["global_role"], admin.json["domain_role"]) == ("superadmin", "admin")


def login(username: str, password: str) -> dict[str, str]:
    return {"type": "keypair", "domain": "default", "username": username, "password": password}


async def test_authorize(rig: HubRig) -> None:
    for name in ("user", "user@example.com", "USER@Example.com"):
        reply = await rig.call("POST", "/auth/authorize", login(name, PASSWORDS["user"]))
        assert reply.status == 200
        assert reply.json["data"] == {
            "access_key": rig.user.access_key,
            "secret_key": rig.user.secret_key,
            "role": "user",
            "status": "active",
        }


async def test_authorize_refuses_alike(rig: HubRig) -> None:
    """S09: unknown user, wrong password, no password set, other domain, inactive account."""
    off = update(users).where(users.c.username == "admin").values(status="inactive")
    await rig.site.store.write(lambda conn: conn.execute(off) and None)
    bodies = [
        login("nobody", "x"),
        login("user", "wrong"),
        login("other", "x"),
        login("user", PASSWORDS["user"]) | {"domain": "elsewhere"},
        login("admin", PASSWORDS["admin"]),
    ]
    replies = [await rig.call("POST", "/auth/authorize", body) for body in bodies]
    assert {reply.status for reply in replies} == {401}
    assert {reply.text for reply in replies} == {replies[0].text}
    assert replies[0].json["msg"] == "User credential mismatch."


@pytest.mark.feature("AUTH-015")
async def test_guessing_is_stopped(rig: HubRig) -> None:
    for _ in range(10):
        assert (await rig.call("POST", "/auth/authorize", login("nobody", "x"))).status == 401
    blocked = await rig.call("POST", "/auth/authorize", login("nobody", "x"))
    assert blocked.status == 429
    assert (await rig.call("POST", "/auth/authorize", login("user", PASSWORDS["user"]))).status == 200


async def test_hub_token(rig: HubRig) -> None:
    """A Hub user is known at first contact; `token` and `Bearer` are the same."""
    token = rig.hub.add("newcomer")
    for scheme in ("token", "Bearer", "bearer"):
        reply = await rig.call("GET", "/auth/role", headers={"Authorization": f"{scheme} {token}"})
        assert (reply.status, reply.json["global_role"]) == (200, "user")


async def test_many_first_contacts_make_one_account(rig: HubRig) -> None:
    token = rig.hub.add("newcomer")
    headers = {"Authorization": f"token {token}"}
    replies = await asyncio.gather(*(rig.call("GET", "/auth/role", headers=headers) for _ in range(10)))
    assert {reply.status for reply in replies} == {200}


async def test_hub_tokens_that_are_refused(rig: HubRig) -> None:
    no_scope = rig.hub.add("newcomer", scopes=["read:users!user=newcomer"])
    a_service = rig.hub.add("culler", kind="service")
    for token in (no_scope, a_service, "unknown", "", "x" * 10_000, "ü"):
        reply = await rig.call("GET", ECHO, headers={"Authorization": f"token {token}"})
        assert reply.status in (400, 401), token[:20]


async def test_hub_token_of_an_inactive_account(rig: HubRig) -> None:
    off = update(users).where(users.c.username == "user").values(status="inactive")
    await rig.site.store.write(lambda conn: conn.execute(off) and None)
    token = rig.hub.add("user")
    assert (await rig.call("GET", ECHO, headers={"Authorization": f"token {token}"})).status == 401


async def test_service_secrets_open_their_own_doors_only(rig: HubRig) -> None:
    answer = await rig.service("hub", "POST", "/hub/authenticate", {"username": "user", "password": "x"})
    assert (answer.status, answer.json["ok"]) == (200, False)
    right = {"username": "user", "password": PASSWORDS["user"]}
    answer = await rig.service("hub", "POST", PREFIX + "/hub/authenticate", right)
    assert answer.json == {"ok": True, "username": "user", "admin": False}
    assert (await rig.service("agent", "POST", "/hub/authenticate", right)).status == 403
    assert (await rig.service("storage", "POST", "/hub/authenticate", right)).status == 403
    assert (await rig.service("hub", "GET", ECHO)).status == 403
    assert (await rig.call("POST", "/hub/authenticate", right, who=rig.admin)).status == 401


async def test_another_protocol_number_is_refused(rig: HubRig) -> None:
    headers = {"Authorization": f"Bearer {rig.services['hub']}", "X-Kernelyard-Protocol": "99"}
    reply = await rig.call("POST", "/hub/authenticate", {"username": "u", "password": "p"}, headers=headers)
    assert reply.status == 409


async def test_hub_user_is_made_once(rig: HubRig) -> None:
    first = await rig.service("hub", "POST", "/hub/users", {"username": "newcomer"})
    assert first.status == 200
    assert (first.json["username"], first.json["email"]) == ("newcomer", "newcomer@hub.invalid")
    again = await rig.service("hub", "POST", "/hub/users", {"username": "newcomer", "email": "n@example.com"})
    assert again.json["user_id"] == first.json["user_id"]
    assert again.json["email"] == "n@example.com"


async def test_announcement(rig: HubRig) -> None:
    assert (await rig.call("GET", "/manager/announcement")).json == {"enabled": False, "message": ""}
    missing = await rig.call("POST", "/manager/announcement", {"enabled": True}, who=rig.admin)
    assert (missing.status, "message" in missing.json["data"]) == (400, True)
    body = {"enabled": True, "message": "down at *noon*"}
    assert (await rig.call("POST", "/manager/announcement", body, who=rig.user)).status == 401
    assert (await rig.call("POST", "/manager/announcement", body, who=rig.admin)).status == 204
    assert (await rig.call("GET", "/manager/announcement")).json == body
    taken_away = await rig.call(
        "POST", "/manager/announcement", {"enabled": False, "message": None}, who=rig.admin
    )
    assert taken_away.status == 204
    assert (await rig.call("GET", "/manager/announcement")).json == {"enabled": False, "message": ""}
