"""``/server``: login with a password and a cookie, as clients in session mode do it (WEB-022).

The cookie opens what lies below ``/func`` beside it, and nothing else. It goes to this service only, never to
the servers of users behind the same proxy.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.http.identify import LOGIN_COOKIE, foreign_page
from kernelyard_hub.http.lockout import FAILURES, pair_of
from kernelyard_hub.operations.accounts import logins
from kernelyard_hub.store.logins import LIFETIME

from .auth import update_password_no_auth


async def login(call: Call) -> web.StreamResponse:
    """A failure is an answer, too: clients read ``data.details`` of it (T50)."""
    _refuse_foreign(call.request)
    fields = await call.fields()
    for name in ("username", "password"):
        if not fields.get(name):
            raise errors.InvalidParameters(
                title=f"You must provide the {name} field.", data={name: "is required"}
            )
    body = await call.read(logins.PasswordLogin)
    try:
        with call.request.app[FAILURES].attempt(pair_of(call.request, body.username)):
            token, who = await logins.begin(call.site, body, _token(call.request))
    except (errors.AuthFailed, errors.TooManyRequests) as error:
        return answer({"authenticated": False, "data": {**error.problem(), "details": error.message}})
    response = answer({"authenticated": True, "data": logins.shown(who), "session_id": str(who.login)})
    response.set_cookie(LOGIN_COOKIE, token, max_age=int(LIFETIME.total_seconds()), **_attributes(call))
    return response


async def logout(call: Call) -> web.StreamResponse:
    """End the login that the cookie stands for, and drop the cookie."""
    _refuse_foreign(call.request)
    token = _token(call.request)
    if token is not None:
        await logins.end(call.site, token)
    response = answer({})
    response.del_cookie(LOGIN_COOKIE, **_attributes(call))
    return response


async def check(call: Call) -> web.StreamResponse:
    """Whether the cookie is good. ``session_id`` names the login; it opens nothing."""
    token = _token(call.request)
    who = None if token is None else await logins.principal(call.site, token)
    if who is None:
        return answer({"authenticated": False, "data": None, "session_id": None})
    return answer({"authenticated": True, "data": logins.shown(who), "session_id": str(who.login)})


def _token(request: web.Request) -> str | None:
    return request.cookies.get(LOGIN_COOKIE) or None


def _refuse_foreign(request: web.Request) -> None:
    if foreign_page(request):
        raise errors.Forbidden("This request was not made by this site's own pages.")


def _attributes(call: Call) -> dict[str, Any]:
    """No domain, and as narrow a path as both ``server`` and ``func`` lie below (T48)."""
    prefix = call.site.config.prefix
    below = prefix if prefix and call.request.path.startswith(prefix + "/") else "/"
    https = call.request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip() == "https"
    # Below no prefix the service is talked to directly; there it speaks plain HTTP, whatever is in front.
    secure = https or (below != "/" and call.site.config.public_url.startswith("https:"))
    return {"path": below, "httponly": True, "secure": secure, "samesite": "Strict"}


ROUTES = [
    Route("POST", "/server/login", "server.login", login),
    Route("POST", "/server/logout", "server.logout", logout),
    Route("GET", "/server/login-check", "server.login-check", check),
    Route("POST", "/server/login-check", "server.login-check", check),
    Route("POST", "/server/update-password-no-auth", "auth.update-password-no-auth", update_password_no_auth),
]
