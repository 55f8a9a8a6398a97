"""Hub users at the service: login of browsers through the Hub's OAuth, and Hub API tokens.

`jupyterhub.services.auth.HubOAuth` does the talking with the Hub; its cookie helpers take tornado
handlers, so cookies and redirects are done here (HttpOnly, SameSite=Lax, below the service's prefix only).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from jupyterhub.services.auth import HubOAuth
from tornado.web import HTTPError

from .errors import AuthFailed, Unavailable

CACHE_SECONDS = 20
"""How long a token's owner is remembered; a revoked token lives that much longer."""
STATE_SECONDS = 600
COOKIE_SECONDS = 14 * 24 * 3600
SESSION_COOKIE = "jupyterhub-session-id"
"""Of the browser's session at the Hub, whose end takes its tokens along."""


@dataclass(frozen=True, slots=True)
class HubUserModel:
    name: str
    admin: bool


class HubLogin:
    """The service as an OAuth client of the Hub."""

    def __init__(
        self,
        *,
        api_url: str,
        api_token: str,
        prefix: str,
        authorize_url: str,
        client_id: str = "service-kernelyard",
        access_scopes: frozenset[str] = frozenset({"access:services!service=kernelyard"}),
        secure: bool = False,
    ) -> None:
        self.prefix = prefix.rstrip("/")
        self.secure = secure
        """Cookies are sent over HTTPS only; also wherever the proxy says that the browser came over it."""
        self._auth = HubOAuth(
            api_url=api_url,
            api_token=api_token,
            base_url=self.prefix + "/",
            oauth_client_id=client_id,
            oauth_redirect_uri=f"{self.prefix}/oauth_callback",
            oauth_authorization_url=authorize_url,
            cache_max_age=CACHE_SECONDS,
            oauth_state_max_age=STATE_SECONDS,
            access_scopes=set(access_scopes),
        )
        self._cookie = client_id
        self._state_cookie = f"{client_id}-state"

    def token_from(self, request: web.Request) -> str | None:
        """The Hub token in the login cookie, if there is one."""
        return request.cookies.get(self._cookie) or None

    async def user_of(self, request: web.Request) -> HubUserModel | None:
        """Who is logged in in this browser.

        Its session at the Hub is part of what is asked: who logs out there and comes back as somebody else is
        that other one at once, not when an answer is forgotten.
        """
        token = self.token_from(request)
        if token is None:
            return None
        return await self.user_for_token(token, request.cookies.get(SESSION_COOKIE, ""))

    async def user_for_token(self, token: str, session: str = "") -> HubUserModel | None:
        """Whose token it is, if it may use this service. Raises `Unavailable` when the Hub does not
        answer.
        """
        if not token or len(token) > 512 or not token.isascii() or not token.isprintable():
            return None
        try:
            model: dict[str, Any] | None = await self._auth.user_for_token(
                token, session_id=session, sync=False
            )
        except HTTPError as error:
            raise Unavailable("The Hub does not answer.") from error
        if model is None or model.get("kind", "user") != "user":
            return None
        if not self._auth.check_scopes(self._auth.access_scopes, model):
            return None
        return HubUserModel(name=str(model["name"]), admin=bool(model.get("admin", False)))

    def begin(self, request: web.Request, next_url: str) -> web.Response:
        """Send the browser to the Hub; it comes back to ``oauth_callback``."""
        verifier, challenge, method = self._auth.generate_pkce_code_challenge()
        state = self._auth.generate_state(next_url=safe_next(next_url, self.prefix), code_verifier=verifier)
        query = urlencode(
            {
                "client_id": self._auth.oauth_client_id,
                "redirect_uri": self._auth.oauth_redirect_uri,
                "response_type": "code",
                "state": state,
                "code_challenge": challenge,
                "code_challenge_method": method,
            }
        )
        response = _redirect(f"{self._auth.oauth_authorization_url}?{query}")
        self._set(request, response, self._state_cookie, state, STATE_SECONDS)
        return response

    async def finish(self, request: web.Request) -> web.Response:
        """The Hub's answer: check the state against this browser's cookie, fetch the token, set the
        cookie.
        """
        state = request.query.get("state", "")
        code = request.query.get("code", "")
        verifier = self._auth.get_code_verifier(state)
        cookie = request.cookies.get(self._state_cookie, "")
        if not verifier or not code or not secrets.compare_digest(cookie.encode(), state.encode()):
            raise AuthFailed("This login was not begun in this browser, or took too long. Try again.")
        next_url = self._auth.get_next_url(state)
        self._auth.clear_oauth_state(state)
        try:
            token = await self._auth.token_for_code(code, code_verifier=verifier, sync=False)
        except HTTPError as error:
            raise AuthFailed("The Hub did not accept the login.") from error
        response = _redirect(safe_next(str(next_url), self.prefix))
        self._set(request, response, self._cookie, str(token), COOKIE_SECONDS)
        self._drop(response, self._state_cookie)
        return response

    def leave(self) -> web.Response:
        """Forget the login in this browser."""
        response = _redirect(f"{self.prefix}/console/")
        self._drop(response, self._cookie)
        return response

    def _set(self, request: web.Request, response: web.Response, name: str, value: str, seconds: int) -> None:
        https = request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip() == "https"
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=self.prefix,
            httponly=True,
            secure=self.secure or https,
            samesite="Lax",
        )

    def _drop(self, response: web.Response, name: str) -> None:
        response.del_cookie(name, path=self.prefix, httponly=True, secure=self.secure, samesite="Lax")


LOGIN: web.AppKey[HubLogin | None] = web.AppKey("hub_login")
"""Where the service keeps it; None without a Hub."""


def safe_next(url: str, prefix: str) -> str:
    """``url`` if it is a path below this service's prefix, else the console (S31)."""
    home = f"{prefix}/console/"
    if not url or any(ord(c) < 0x21 or c == "\\" or ord(c) == 0x7F for c in url):
        return home
    try:
        parts = urlsplit(url)
    except ValueError:
        return home
    if parts.scheme or parts.netloc or url.startswith("//") or not parts.path.startswith(prefix + "/"):
        return home
    if ".." in parts.path.split("/") or "%2e" in parts.path.lower() or "//" in parts.path:
        return home
    return url


def _redirect(url: str) -> web.Response:
    return web.Response(status=302, headers={"Location": url, "Cache-Control": "no-store"})
