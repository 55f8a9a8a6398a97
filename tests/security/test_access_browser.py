"""Browsers: the Hub's login, cookies, writes from foreign pages, redirects, the console's files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import hub_rig
from tests.hub_rig import PREFIX, HubRig, Reply

from kernelyard_hub.oauth import safe_next

CONSOLE = PREFIX + "/console/"
COOKIE = "service-kernelyard"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A build of the console, with something beside it that nobody may get."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>console</title>")
    (static / "assets" / "index-1a2b.js").write_text("1")
    (static / ".hidden").write_text("no")
    (tmp_path / "secret.txt").write_text("no")
    (static / "link.txt").symlink_to(tmp_path / "secret.txt")
    return static


@pytest.fixture
async def rig(tmp_path: Path, pages: Path) -> AsyncIterator[HubRig]:
    async with hub_rig.running(tmp_path, console_dir=pages) as running:
        yield running


def cookies_of(reply: Reply) -> dict[str, str]:
    """The cookies that the reply sets, by name, with their attributes."""
    found = {}
    for line in reply.headers.getall("Set-Cookie", []):  # type: ignore[attr-defined]
        name, _, rest = line.partition("=")
        found[name] = rest
    return found


async def log_in(rig: HubRig, user: str = "user", path: str = CONSOLE) -> tuple[str, Reply]:
    """Go through the Hub's login as a browser does; returns the cookie header and the last reply."""
    first = await rig.call("GET", path)
    assert first.status == 302, first.text
    target = urlsplit(first.headers["Location"])
    assert target.path == "/hub/api/oauth2/authorize"
    query = {key: values[0] for key, values in parse_qs(target.query).items()}
    assert query["code_challenge_method"] == "S256"
    assert query["redirect_uri"] == PREFIX + "/oauth_callback"
    state = cookies_of(first)["service-kernelyard-state"]
    code = "code-1"
    rig.hub.codes[code] = rig.hub.add(user)
    back = await rig.call(
        "GET",
        f"{PREFIX}/oauth_callback?code={code}&state={query['state']}",
        headers={"Cookie": "service-kernelyard-state=" + state.partition(";")[0]},
    )
    assert back.status == 302, back.text
    assert rig.hub.exchanges[-1]["code_verifier"]
    return f"{COOKIE}={cookies_of(back)[COOKIE].partition(';')[0]}", back


async def test_login(rig: HubRig) -> None:
    cookie, back = await log_in(rig, path=CONSOLE + "sessions?x=1")
    assert back.headers["Location"] == CONSOLE + "sessions?x=1"
    attributes = cookies_of(back)[COOKIE]
    assert "HttpOnly" in attributes
    assert "SameSite=Lax" in attributes
    assert f"Path={PREFIX}" in attributes
    page = await rig.call("GET", CONSOLE, headers={"Cookie": cookie})
    assert (page.status, "<title>console" in page.text) == (200, True)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    view = await rig.call("GET", PREFIX + "/console/overview", headers={"Cookie": cookie})
    assert (view.status, view.json["user"]["username"]) == (200, "user")


async def test_a_foreign_login_cannot_be_planted(rig: HubRig) -> None:
    """The state belongs to the browser that began: another's code and state are refused, and work once
    only.
    """
    first = await rig.call("GET", CONSOLE)
    state = parse_qs(urlsplit(first.headers["Location"]).query)["state"][0]
    rig.hub.codes["code-1"] = rig.hub.add("user")
    callback = f"{PREFIX}/oauth_callback?code=code-1&state={state}"
    own = cookies_of(first)["service-kernelyard-state"].partition(";")[0]
    for cookie in ("", "service-kernelyard-state=other", f"service-kernelyard-state={state}x"):
        refused = await rig.call("GET", callback, headers={"Cookie": cookie} if cookie else {})
        assert refused.status == 401
        assert COOKIE not in cookies_of(refused)
    headers = {"Cookie": f"service-kernelyard-state={own}"}
    assert (await rig.call("GET", callback, headers=headers)).status == 302
    assert (await rig.call("GET", callback, headers=headers)).status == 401
    assert (await rig.call("GET", f"{PREFIX}/oauth_callback")).status == 401


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://HOST"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://HOST"}, True),
        ({}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://HOST"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://HOST.evil.example"}, False),
    ],
)
async def test_writes_of_a_cookie_come_from_own_pages(
    rig: HubRig, headers: dict[str, str], allowed: bool
) -> None:
    """S30."""
    cookie, _ = await log_in(rig)
    sent = {name: value.replace("HOST", rig.host) for name, value in headers.items()}
    body = {"name": "made", "host": "local:volume1"}
    reply = await rig.call("POST", PREFIX + "/folders", body, headers={"Cookie": cookie, **sent})
    assert reply.status == (201 if allowed else 403), reply.text
    there = await rig.call("GET", PREFIX + "/folders", headers={"Cookie": cookie})
    assert [item["name"] for item in there.json] == (["made"] if allowed else [])


async def test_a_websocket_needs_an_own_page_too(rig: HubRig) -> None:
    cookie, _ = await log_in(rig)
    url = f"http://{rig.host}{PREFIX}/stream/session/x/execute"
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for origin, status in (("http://evil.example", 403), (f"http://{rig.host}", 404)):
        async with rig.http.get(url, headers={**upgrade, "Cookie": cookie, "Origin": origin}) as response:
            assert response.status == status


def test_revoked_tokens_end_with_the_cache() -> None:
    from kernelyard_hub import oauth

    assert oauth.CACHE_SECONDS <= 30


async def test_logout(rig: HubRig) -> None:
    cookie, _ = await log_in(rig)
    headers = {"Cookie": cookie, "Origin": f"http://{rig.host}"}
    reply = await rig.call("POST", PREFIX + "/console/logout", headers=headers)
    assert reply.status == 302
    assert "Max-Age=0" in cookies_of(reply)[COOKIE]


async def test_files_of_the_build(rig: HubRig) -> None:
    asset = await rig.call("GET", CONSOLE + "assets/index-1a2b.js")
    assert (asset.status, asset.text) == (200, "1")
    assert "immutable" in asset.headers["Cache-Control"]
    assert asset.headers["Content-Type"].startswith(("text/javascript", "application/javascript"))
    assert asset.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("missing.js", ".hidden", "assets/", "link.txt", "..%2fsecret.txt", "%2e%2e/secret.txt"):
        reply = await rig.call("GET", CONSOLE + path)
        assert reply.status in (302, 404), f"{path}: {reply.text}"
        assert reply.text != "no"
    slashless = await rig.call("GET", PREFIX + "/console")
    assert (slashless.status, slashless.headers["Location"]) == (302, CONSOLE)


async def test_the_direct_address_leads_to_the_public_one(rig: HubRig) -> None:
    """The Hub's login is behind the proxy only; what comes through the proxy stays where it is."""
    rig.site.config = replace(rig.site.config, public_url="http://hub.example")
    direct = await rig.call("GET", CONSOLE + "sessions")
    assert (direct.status, direct.headers["Location"]) == (302, f"http://hub.example{CONSOLE}sessions")
    proxied = await rig.call("GET", CONSOLE, headers={"X-Forwarded-For": "10.1.2.3"})
    assert proxied.headers["Location"].startswith("/hub/api/oauth2/authorize?")


async def test_cookies_are_secure_where_the_browser_came_over_https(rig: HubRig) -> None:
    plain = await rig.call("GET", CONSOLE)
    https = await rig.call("GET", CONSOLE, headers={"X-Forwarded-Proto": "https,http"})
    assert "Secure" not in cookies_of(plain)["service-kernelyard-state"]
    assert "Secure" in cookies_of(https)["service-kernelyard-state"]


async def test_a_console_that_is_not_built_says_so(tmp_path: Path) -> None:
    async with hub_rig.running(tmp_path, console_dir=tmp_path / "nothing") as rig:
        cookie, _ = await log_in(rig)
        reply = await rig.call("GET", CONSOLE, headers={"Cookie": cookie})
        assert (reply.status, "not built" in reply.text) == (503, True)


BAD_NEXT = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "http:/services/kernelyard/x",
    "/services/kernelyard@evil.example/",
    "/services/kernelyard/../../hub/",
    "/services/kernelyard//evil.example",
    "/services/kernelyard/%2e%2e/x",
    "/services/kernelyardx/",
    "\t//evil.example",
    "/services/kernelyard/\nx",
    "javascript:alert(1)",
    "/hub/logout",
    "",
]


@pytest.mark.parametrize("url", BAD_NEXT)
def test_redirects_stay_here(url: str) -> None:
    """S31."""
    assert safe_next(url, PREFIX) == CONSOLE


@given(st.text(max_size=60), st.sampled_from(["", "/", PREFIX, PREFIX + "/"]))
def test_any_redirect_stays_here(text: str, start: str) -> None:
    target = safe_next(start + text, PREFIX)
    parts = urlsplit(target)
    assert not parts.scheme
    assert not parts.netloc
    assert target.startswith(PREFIX + "/")


def test_own_pages_are_kept() -> None:
    assert safe_next(CONSOLE + "sessions?x=1#y", PREFIX) == CONSOLE + "sessions?x=1#y"
