"""The doors of the service: every route passes identification, rate limit and the access table, in this
order.
"""

from __future__ import annotations

import ipaddress
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from kernelyard_agent import protocol as agent_protocol
from kernelyard_hub import errors, protocol
from kernelyard_hub.access import PAUSED, TABLE, Need, allow
from kernelyard_hub.principal import PRINCIPAL, Principal, ServicePrincipal
from kernelyard_hub.site import SITE, Site
from kernelyard_hub.store import settings

from .call import Call, Route
from .ratelimit import WINDOW, RateWindow

log = logging.getLogger("kernelyard.hub.http")

ANONYMOUS_LIMIT = 1000
"""Requests without credentials per address and 15 minutes (golden 015)."""
FUNC = "/func"
"""Where clients in session mode find the API (client contract, 1.5)."""
RATE: web.RequestKey[tuple[int, int]] = web.RequestKey("rate", tuple)
"""Limit and what remains of it, for the reply's headers."""
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
PROTOCOLS = {"hub": protocol.PROTOCOL, "agent": agent_protocol.PROTOCOL}
CORS_HEADERS = "Authorization, Content-Type, X-BackendAI-Version, X-BackendAI-Date, X-BackendAI-Domain"

Endpoint = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Identifier(Protocol):
    """Says who is asking: None for a request without credentials, an `ApiError` for wrong ones."""

    async def __call__(self, request: web.Request) -> Principal | ServicePrincipal | None: ...

    async def by_login(self, request: web.Request) -> Principal | None: ...


class Guard:
    """Makes aiohttp handlers of routes."""

    def __init__(self, site: Site, identify: Identifier, *, anonymous_limit: int = ANONYMOUS_LIMIT) -> None:
        self._site = site
        self._identify = identify
        self._rates = RateWindow()
        self._anonymous_limit = anonymous_limit

    def endpoint(self, route: Route, *, by_login: bool = False) -> Endpoint:
        """A handler that lets in whom the table allows. ``operation`` on it says which row that is (S01).

        ``by_login``: who is asking is told by the cookie of a login with a password, and by nothing else.
        """
        open_to_all = TABLE[route.operation].need is Need.ANYBODY if route.operation in TABLE else False
        identify = self._identify.by_login if by_login else self._identify

        async def handle(request: web.Request) -> web.StreamResponse:
            if "%00" in request.raw_path:
                raise errors.InvalidParameters("The address holds NUL.")  # which no database takes
            try:
                who = None if open_to_all else await identify(request)
            except errors.AuthFailed:
                self._count(request, None)
                raise
            self._count(request, who)
            admit(route.operation, who)
            _check_impersonation(route.operation, request)
            _check_protocol(request, who)
            if route.operation in PAUSED and await self._site.store.read(settings.frozen):
                raise errors.ServerFrozen()
            request[PRINCIPAL] = who
            return await route.handler(Call(request, self._site, who))

        handle.operation = route.operation  # type: ignore[attr-defined]
        return handle

    def _count(self, request: web.Request, who: Principal | ServicePrincipal | None) -> None:
        """Count the request, or raise `TooManyRequests`. Our own services are not limited."""
        if isinstance(who, ServicePrincipal):
            return
        if who is not None:
            limit, used = who.rate_limit, self._rates.hit(f"key:{who.access_key}")
        else:
            address = remote_address(request)
            limit = self._anonymous_limit
            used = 0 if address is None else self._rates.hit(f"address:{address}")
        request[RATE] = (limit, max(0, limit - used))
        if used > limit:
            raise errors.TooManyRequests(f"{limit} requests in {WINDOW} seconds are allowed.")


def admit(operation: str, who: Principal | ServicePrincipal | None) -> None:
    """`access.allow`; a role that is too low is answered as the original does, with 401 (golden 027, 035)."""
    try:
        allow(operation, who)
    except errors.Forbidden:
        if isinstance(who, Principal):
            raise errors.AuthFailed("Unauthorized access") from None
        raise


def _check_impersonation(operation: str, request: web.Request) -> None:
    """An operation that cannot act for another keypair says so, instead of acting for the caller
    (REST-072).
    """
    if not TABLE[operation].impersonate and request.query.get("owner_access_key"):
        raise errors.InvalidParameters(
            "This operation cannot be done for another keypair.",
            data={"owner_access_key": "is not allowed here"},
        )


def remote_address(request: web.Request) -> str | None:
    """Who sent the request, as far as it can be known; None for this machine itself.

    Only a proxy on this machine is believed about whom it speaks for: the last address that it added.
    """
    peer = request.remote or ""
    try:
        local = ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return peer or None
    if not local:
        return peer
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(forwarded)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None) or address
    return None if mapped.is_loopback else str(mapped)


def _check_protocol(request: web.Request, who: Principal | ServicePrincipal | None) -> None:
    """A half-upgraded site says so, instead of failing in odd ways."""
    if isinstance(who, ServicePrincipal) and who.name in PROTOCOLS:
        spoken, expected = request.headers.get("X-Kernelyard-Protocol"), PROTOCOLS[who.name]
        if spoken != str(expected):
            raise errors.Conflict(f"This service speaks protocol {expected} with {who.name}, not {spoken!r}.")


@web.middleware
async def problems(request: web.Request, handler: Endpoint) -> web.StreamResponse:
    """Every error is a problem document; what nobody expected is logged under the request's id, and says
    no more.
    """
    request[REQUEST_ID] = secrets.token_hex(8)
    try:
        return await handler(request)
    except errors.ApiError as error:
        return problem(error)
    except web.HTTPMethodNotAllowed as error:
        allowed = ",".join(sorted({*error.allowed_methods, "OPTIONS"}))
        if request.method == "OPTIONS":
            return web.Response(headers={"Allow": allowed, "Access-Control-Allow-Methods": allowed})
        return problem(errors.MethodNotAllowed(), {"Allow": allowed})
    except web.HTTPNotFound:
        return problem(errors.NotFound(title="Unknown URL path."))
    except web.HTTPRequestEntityTooLarge:
        return problem(errors.BodyTooLarge())
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return problem(errors.BadRequest(error.reason))
    except ConnectionResetError:
        raise  # the client has gone: there is nobody to tell
    except Exception:
        log.exception("request %s: %s %.200r failed", request[REQUEST_ID], request.method, request.path)
        return problem(errors.ApiError())


def problem(error: errors.ApiError, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(
        error.problem(), status=error.status, headers=headers, content_type="application/problem+json"
    )


async def decorate(request: web.Request, response: web.StreamResponse) -> None:
    """Headers of every reply, streams and errors included (a signal handler: ``on_response_prepare``)."""
    headers = response.headers
    headers["Server"] = "BackendAI"
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    request_id = request.get(REQUEST_ID)
    if request_id is not None:
        headers["X-Request-ID"] = request_id
    rate = request.get(RATE)
    if rate is not None:
        headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"] = str(rate[0]), str(rate[1])
        headers["X-RateLimit-Window"] = str(WINDOW)
    origin = request.headers.get("Origin")
    if origin is not None:
        # Any page may ask with its own keypair; none may ride on a cookie (no Allow-Credentials; golden 021).
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = "*"
        headers["Vary"] = "Origin"
        if request.method == "OPTIONS":
            headers["Access-Control-Allow-Headers"] = CORS_HEADERS


def mount(app: web.Application, guard: Guard, routes: list[Route], prefix: str) -> None:
    """Add routes below ``""`` and the prefix, each also behind an API version (``/v7``), which clients may
    still send. What clients use is once more below `FUNC`, for those that have logged in with a password.
    """
    app[SITE] = guard._site
    for route in routes:
        doors = {"": guard.endpoint(route)}
        if _for_clients(route):
            doors[FUNC] = guard.endpoint(route, by_login=True)
        for door, endpoint in doors.items():
            for base in dict.fromkeys(("", prefix)):
                for path in _paths(base + door, route.path):
                    app.router.add_route(route.method, path, endpoint)


def _for_clients(route: Route) -> bool:
    """Whether clients in session mode ask for it below `FUNC`."""
    if route.path.startswith(("/server/", "/console", "/oauth_callback")):
        return False
    rule = TABLE.get(route.operation)
    return rule is None or rule.need not in (Need.HUB, Need.AGENT, Need.STORAGE)


def _paths(base: str, path: str) -> list[str]:
    version = base + r"/v{api:\d+}"
    if path == "/":
        return [f"{base}/", version, f"{version}/", *([base] if base else [])]
    return [base + path, version + path]
