"""A JupyterHub that somebody has: its own login and proxy, and Kernelyard added as the documentation says."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hub_person import Person
from tests.own_hub import DUMMY, OwnHub, eventually, running_hub
from yarl import URL

LOCAL = """
from jupyterhub.auth import LocalAuthenticator


class AccountsOfThisMachine(LocalAuthenticator):
    async def authenticate(self, handler, data):
        return data["username"] if self.system_user_exists(FakeUser(data["username"])) else None


class FakeUser:
    def __init__(self, name):
        self.name = name


c.JupyterHub.authenticator_class = AccountsOfThisMachine
"""
OAUTH = """
from oauthenticator.generic import GenericOAuthenticator

c.JupyterHub.authenticator_class = GenericOAuthenticator
c.GenericOAuthenticator.client_id = "a-hub"
c.GenericOAuthenticator.client_secret = "of-the-mock"
c.GenericOAuthenticator.oauth_callback_url = "http://127.0.0.1:{public}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = "{provider}/authorize"
c.GenericOAuthenticator.token_url = "{provider}/token"
c.GenericOAuthenticator.userdata_url = "{provider}/userdata"
c.GenericOAuthenticator.username_claim = "preferred_username"
"""


@pytest.fixture
def own_hub() -> Iterator[OwnHub]:
    with running_hub(DUMMY) as hub:
        yield hub


def test_start_in_ones_own_hub_is_a_session_of_kernelyard(own_hub: OwnHub) -> None:
    assert own_hub.call("POST", "/hub/api/users/alice")[0] == 201
    started = own_hub.call("POST", "/hub/api/users/alice/server", {"preset": "cpu01-small"})
    assert started[0] in (201, 202), started

    def server() -> dict[str, Any]:
        _, user = own_hub.call("GET", "/hub/api/users/alice")
        found: dict[str, Any] = (user or {}).get("servers", {}).get("", {})
        return found

    assert eventually(lambda: bool(server().get("ready"))), server()
    assert server()["state"]["session_id"]
    assert own_hub.call("GET", "/user/alice/api")[0] == 200
    assert own_hub.call("DELETE", "/hub/api/users/alice/server")[0] in (202, 204)
    assert eventually(lambda: server() == {}), server()


class Provider:
    """An OAuth provider that knows one person, who agrees to everything."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.codes: dict[str, str] = {}
        app = web.Application()
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/userdata", self._userdata)
        self.server = TestServer(app, host="127.0.0.1")

    async def _authorize(self, request: web.Request) -> web.Response:
        code = secrets.token_hex(8)
        self.codes[code] = request.query["redirect_uri"]
        back = URL(request.query["redirect_uri"]).update_query(code=code, state=request.query["state"])
        raise web.HTTPFound(back)

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        known = self.codes.pop(str(form["code"]), None) == form["redirect_uri"]
        answer = (
            {"access_token": "of-the-person", "token_type": "Bearer"} if known else {"error": "invalid_grant"}
        )
        return web.json_response(answer, status=200 if known else 400)

    async def _userdata(self, request: web.Request) -> web.Response:
        known = request.headers.get("Authorization") == "Bearer of-the-person"
        return web.json_response(
            {"preferred_username": self.username} if known else {}, status=200 if known else 401
        )


@pytest.mark.parametrize(("login", "username"), [(DUMMY, "dora"), (LOCAL, "daemon"), (OAUTH, "olga")])
async def test_people_keep_their_login_and_can_have_a_platform_password(login: str, username: str) -> None:
    """An account appears at first contact, by any login of the Hub; with a first password, which who has
    come from the Hub may set, it is good for `backend.ai login`."""
    provider = Provider(username)
    await provider.server.start_server()
    try:
        with running_hub(login.replace("{provider}", str(provider.server.make_url("")).rstrip("/"))) as hub:
            async with Person(hub.url) as person:
                if login is OAUTH:
                    async with person.http.get(f"{hub.url}/hub/oauth_login") as page:
                        assert page.status == 200, await page.text()
                else:
                    assert await person.log_in(username, "the Hub's own") == 200
                await _take_a_password(person, username)
    finally:
        await provider.server.close()


async def _take_a_password(person: Person, username: str) -> None:
    service = f"{person.url}/services/kernelyard"
    async with person.http.get(f"{service}/console/") as page:
        await page.read()
    async with person.http.get(f"{service}/console/overview") as seen:
        assert (await seen.json())["user"]["username"] == username
    new = "a f1rst one!"
    body = {"new_password": new, "new_password2": new}
    async with person.http.post(f"{service}/auth/update-password", json=body) as refused:
        assert refused.status == 403, "not from elsewhere than the site's pages"
    own = {"Origin": person.url}
    async with person.http.post(f"{service}/auth/update-password", json=body, headers=own) as changed:
        assert changed.status == 200, await changed.text()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        login = {"username": username, "password": new}
        async with client.post(f"{service}/server/login", json=login) as answer:
            assert (await answer.json())["authenticated"] is True
        async with client.get(f"{service}/func/auth/role") as role:
            assert role.status == 200
    # A token from the Hub's page is as good as the console's login; a password that is there has to be said.
    status, made = await person.api("POST", f"/users/{username}/tokens", {"note": "of mine"})
    assert status in (200, 201), made
    async with aiohttp.ClientSession(headers={"Authorization": f"token {made['token']}"}) as script:
        async with script.post(f"{service}/auth/update-password", json=body) as refused:
            assert refused.status == 400
        with_old = {**body, "old_password": new}
        async with script.post(f"{service}/auth/update-password", json=with_old) as changed:
            assert changed.status == 200, await changed.text()
