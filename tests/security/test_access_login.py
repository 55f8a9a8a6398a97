"""Logins with a password and a cookie: what the cookie opens, who may use it, and when it is over."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from tests import hub_rig
from tests.hub_rig import PASSWORDS, PREFIX, HubRig, Reply

from kernelyard_hub import errors
from kernelyard_hub.http.lockout import ALLOWED_FAILURES, BLOCK_SECONDS, Failures
from kernelyard_hub.store.models import login_sessions, users

COOKIE = "kernelyard-login"
NEW = "another 1 of mine!"


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[HubRig]:
    async with hub_rig.running(tmp_path) as running:
        yield running


def set_cookie(reply: Reply) -> str:
    """The login cookie's whole ``Set-Cookie`` header; empty when there is none."""
    found = [value for value in reply.headers.getall("Set-Cookie", []) if value.startswith(COOKIE)]  # type: ignore[attr-defined]
    return found[0] if found else ""


async def log_in(rig: HubRig, name: str = "user", *, base: str = PREFIX, **more: Any) -> tuple[str, Reply]:
    """The cookie of a login, as a header sends it."""
    body = {"username": name, "password": PASSWORDS[name]}
    reply = await rig.call("POST", f"{base}/server/login", body, **more)
    return set_cookie(reply).partition(";")[0], reply


async def knows(rig: HubRig, cookie: str, path: str = f"{PREFIX}/func/auth/role") -> int:
    return (await rig.call("GET", path, headers={"Cookie": cookie})).status


@pytest.mark.feature("WEB-018", "WEB-022", "SDK-015")
@pytest.mark.parametrize("base", ["", PREFIX])
async def test_login_and_logout(rig: HubRig, base: str) -> None:
    cookie, reply = await log_in(rig, base=base)
    assert reply.status == 200
    assert reply.json["authenticated"] is True
    assert reply.json["data"]["access_key"] == rig.user.access_key
    assert rig.user.secret_key not in reply.text
    attributes = {part.strip() for part in set_cookie(reply).split(";")[1:]}
    assert attributes == {f"Path={base or '/'}", "HttpOnly", "SameSite=Strict", "Max-Age=604800"}
    for path in ("/func/auth/role", "/func/folders", "/func/v7/auth/role"):
        assert await knows(rig, cookie, base + path) == 200
    asked = {"query": "{ keypair { access_key } }"}
    found = await rig.call("POST", f"{base}/func/admin/gql", asked, headers={"Cookie": cookie})
    assert found.json["data"]["keypair"]["access_key"] == rig.user.access_key
    check = await rig.call("POST", f"{base}/server/login-check", {}, headers={"Cookie": cookie})
    assert check.json["data"] == reply.json["data"]
    assert check.json["session_id"] not in cookie
    left = await rig.call("POST", f"{base}/server/logout", headers={"Cookie": cookie})
    assert (left.status, "Max-Age=0" in set_cookie(left)) == (200, True)
    assert await knows(rig, cookie, base + "/func/auth/role") == 401
    check = await rig.call("GET", f"{base}/server/login-check", headers={"Cookie": cookie})
    assert check.json == {"authenticated": False, "data": None, "session_id": None}


async def test_the_cookie_opens_nothing_but_func(rig: HubRig) -> None:
    cookie, _ = await log_in(rig)
    for path in ("/auth/role", "/folders", "/console/overview"):
        for base in ("", PREFIX):
            assert await knows(rig, cookie, base + path) == 401
    for path in ("/agent/heartbeat", "/console/overview", "/server/login", "/hub/users/x"):
        reply = await rig.call("POST", f"{PREFIX}/func{path}", {}, headers={"Cookie": cookie})
        assert reply.status == 404, path
    signed = await rig.call("GET", f"{PREFIX}/func/auth/role", who=rig.user)
    assert signed.status == 401, "below /func only the cookie counts"
    token = rig.hub.add("user")
    assert await knows(rig, f"service-kernelyard={token}") == 401


async def test_cookies_are_secure_over_https(rig: HubRig) -> None:
    _, reply = await log_in(rig, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in set_cookie(reply)


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "http://HOST"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://HOST"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, False),
    ],
)
async def test_writes_come_from_no_foreign_page(rig: HubRig, headers: dict[str, str], allowed: bool) -> None:
    """S30. The public client sends neither header; every browser sends one."""
    cookie, _ = await log_in(rig)
    sent = {name: value.replace("HOST", rig.host) for name, value in headers.items()} | {"Cookie": cookie}
    made = await rig.call("POST", PREFIX + "/func/folders", {"name": "made"}, headers=sent)
    assert made.status == (201 if allowed else 403), made.text
    socket = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    opened = await rig.call("GET", PREFIX + "/func/stream/session/x/execute", headers={**sent, **socket})
    assert opened.status == (404 if allowed else 403)
    _, login = await log_in(rig, headers=sent)
    assert (login.status, bool(set_cookie(login))) == ((200, True) if allowed else (403, False))
    if not allowed:
        assert (await rig.call("POST", PREFIX + "/server/logout", headers=sent)).status == 403
        assert await knows(rig, cookie) == 200


async def test_a_planted_cookie_is_not_taken_over(rig: HubRig) -> None:
    """Fixation: a login makes a new token, ends the one that was sent, and never adopts one."""
    planted = f"{COOKIE}=chosen-by-somebody-else"
    cookie, _ = await log_in(rig, headers={"Cookie": planted})
    assert cookie != planted
    assert await knows(rig, planted) == 401
    fresh, _ = await log_in(rig, headers={"Cookie": cookie})
    assert fresh != cookie
    assert (await knows(rig, cookie), await knows(rig, fresh)) == (401, 200)


async def test_the_database_holds_only_hashes(rig: HubRig) -> None:
    cookie, _ = await log_in(rig)
    token = cookie.partition("=")[2]
    (row,) = await rig.site.store.read(lambda conn: conn.execute(select(login_sessions)).all())
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert token not in str(tuple(row))


async def test_logins_end_by_time_and_with_the_account(rig: HubRig) -> None:
    """S08: a login of an account that was switched off stays over when it is switched on again."""
    cookie, _ = await log_in(rig)
    mine = update(users).where(users.c.username == "user")
    await rig.site.store.write(lambda conn: conn.execute(mine.values(status="inactive")) and None)
    assert await knows(rig, cookie) == 401
    await rig.site.store.write(lambda conn: conn.execute(mine.values(status="active")) and None)
    assert await knows(rig, cookie) == 401
    cookie, _ = await log_in(rig)
    past = datetime.now(UTC) - timedelta(seconds=1)
    await rig.site.store.write(lambda c: c.execute(update(login_sessions).values(expires_at=past)) and None)
    assert await knows(rig, cookie) == 401
    await log_in(rig)
    rows = await rig.site.store.read(lambda conn: conn.execute(select(login_sessions)).all())
    assert len(rows) == 1


async def test_failures_are_all_alike(rig: HubRig) -> None:
    """S09, T50."""
    said = []
    for name, password in (
        ("nobody", "x"),
        ("user", "wrong"),
        ("other", "has none"),
        ("user@example.com", "x"),
    ):
        reply = await rig.call("POST", PREFIX + "/server/login", {"username": name, "password": password})
        assert (reply.status, set_cookie(reply)) == (200, "")
        assert reply.json["authenticated"] is False
        said.append(reply.text)
    assert len(set(said)) == 1
    assert reply.json["data"]["details"] == "User credential mismatch."
    for body in ({}, {"username": "user"}, {"password": "x"}):
        reply = await rig.call("POST", PREFIX + "/server/login", body)
        assert (reply.status, "You must provide the" in reply.json["title"]) == (400, True)


@pytest.mark.feature("WEB-019", "AUTH-015")
async def test_lockout_is_one_for_all_doors(rig: HubRig) -> None:
    wrong = {"username": "user", "password": "wrong"}
    for attempt in range(ALLOWED_FAILURES):
        path = ("/server/login", "/auth/authorize")[attempt % 2]
        await rig.call("POST", PREFIX + path, wrong)
    _, reply = await log_in(rig)
    assert (reply.status, reply.json["authenticated"]) == (200, False)
    assert "Too many wrong passwords" in reply.json["data"]["details"]
    right = {"username": "user", "password": PASSWORDS["user"]}
    assert (await rig.call("POST", "/auth/authorize", right)).status == 429
    changes = {**right, "current_password": right["password"], "new_password": NEW}
    assert (await rig.call("POST", "/auth/update-password-no-auth", changes)).status == 429
    assert (await log_in(rig, "admin"))[1].json["authenticated"] is True


async def test_guesses_at_the_same_time_count(rig: HubRig) -> None:
    wrong = {"username": "user", "password": "wrong"}
    tries = [rig.call("POST", "/auth/authorize", wrong) for _ in range(ALLOWED_FAILURES + 5)]
    statuses = sorted(reply.status for reply in await asyncio.gather(*tries))
    assert statuses == [401] * ALLOWED_FAILURES + [429] * 5


def test_the_block_ends() -> None:
    now = 0.0
    failures = Failures(clock=lambda: now)
    pair = ("user", "10.0.0.1")
    for _ in range(ALLOWED_FAILURES):
        with pytest.raises(errors.AuthFailed), failures.attempt(pair):
            raise errors.AuthFailed()
    with pytest.raises(errors.TooManyRequests), failures.attempt(pair):
        pass
    with failures.attempt(("user", "10.0.0.2")):
        pass
    now = BLOCK_SECONDS + 1.0
    with failures.attempt(pair):
        pass
    with pytest.raises(errors.AuthFailed), failures.attempt(pair):
        raise errors.AuthFailed()


@pytest.mark.feature("REST-066", "AUTH-017", "SDK-017")
async def test_changing_the_password(rig: HubRig) -> None:
    mine, _ = await log_in(rig)
    elsewhere, _ = await log_in(rig)
    path = PREFIX + "/func/auth/update-password"
    old = PASSWORDS["user"]

    async def change(old_password: str | None, new: str, again: str) -> int:
        body = {"old_password": old_password, "new_password": new, "new_password2": again}
        return (await rig.call("POST", path, body, headers={"Cookie": mine})).status

    for weak in ("short1!", "no digits!!", "n0specialcharacter", "12345678!", "", "a1!" * 1000):
        assert await change(old, weak, weak) == 400
    assert await change(old, NEW, NEW + "x") == 400
    assert await change(None, NEW, NEW) == 400
    assert await change("wrong", NEW, NEW) == 401
    assert await knows(rig, elsewhere) == 200
    assert await change(old, NEW, NEW) == 200
    assert (await knows(rig, mine), await knows(rig, elsewhere)) == (200, 401)
    _, reply = await log_in(rig)
    assert reply.json["authenticated"] is False
    again = await rig.call("POST", PREFIX + "/server/login", {"username": "user", "password": NEW})
    assert again.json["authenticated"] is True


@pytest.mark.feature("AUTH-018", "SDK-018", "SDK-019")
@pytest.mark.parametrize(
    "path", ["/auth/update-password-no-auth", PREFIX + "/server/update-password-no-auth"]
)
async def test_changing_an_expired_password(rig: HubRig, path: str) -> None:
    cookie, _ = await log_in(rig)
    body = {"domain": "default", "username": "user", "new_password": NEW}
    right = {**body, "current_password": PASSWORDS["user"]}
    assert (await rig.call("POST", path, right)).status == 400, "it has not expired"
    expire = update(users).where(users.c.username == "user").values(need_password_change=True)
    await rig.site.store.write(lambda conn: conn.execute(expire) and None)
    assert (await rig.call("POST", path, {**body, "current_password": "wrong"})).status == 401
    changed = await rig.call("POST", path, right)
    assert (changed.status, "password_changed_at" in changed.json) == (200, True)
    assert await knows(rig, cookie) == 401
    assert (await rig.call("POST", path, right)).status == 401


async def test_the_first_password_of_a_hub_user(rig: HubRig) -> None:
    """Users of Hubs with another login get a password for `backend.ai login`; a keypair cannot make one."""
    body = {"new_password": NEW, "new_password2": NEW}
    assert (await rig.call("POST", "/auth/update-password", body, who=rig.other)).status == 403
    headers = {"Authorization": f"token {rig.hub.add('newcomer')}"}
    assert (await rig.call("POST", "/auth/update-password", body, headers=headers)).status == 200
    assert (await rig.call("POST", "/auth/update-password", body, headers=headers)).status == 400
    reply = await rig.call("POST", PREFIX + "/server/login", {"username": "newcomer", "password": NEW})
    assert reply.json["authenticated"] is True


async def test_anonymous_below_func(rig: HubRig) -> None:
    for path in ("/func/", "/func"):
        probe = await rig.call("GET", PREFIX + path)
        assert (probe.status, probe.json["version"]) == (200, "v7.20230615")
    for cookie in ("", "x", "\u00e9", "a" * 5000):
        assert await knows(rig, f"{COOKIE}={cookie}") == 401
