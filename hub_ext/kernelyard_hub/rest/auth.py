"""``/auth``: is the signature right, who am I, and a password for a keypair."""

from __future__ import annotations

import time
from collections import OrderedDict

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.http.guard import remote_address
from kernelyard_hub.operations import accounts

ALLOWED_FAILURES = 10
"""Wrong passwords for one user from one address, before that pair has to wait (AUTH-015)."""
BLOCK_SECONDS = 1200
_REMEMBERED = 10_000


class Echo(BaseModel):
    echo: str = Field(max_length=4096)


class RoleOf(BaseModel):
    group: str | None = None


class Failures:
    """Wrong passwords by user and address, so that guessing one user's from one place ends soon."""

    def __init__(self) -> None:
        self._counts: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def check(self, key: tuple[str, str]) -> None:
        """Raise `TooManyRequests` while the pair is blocked."""
        count, since = self._counts.get(key, (0, 0.0))
        if count < ALLOWED_FAILURES:
            return
        if time.monotonic() - since > BLOCK_SECONDS:
            del self._counts[key]
        else:
            raise errors.TooManyRequests("Too many wrong passwords. Try again later.")

    def failed(self, key: tuple[str, str]) -> None:
        count, _ = self._counts.pop(key, (0, 0.0))
        self._counts[key] = (count + 1, time.monotonic())
        if len(self._counts) > _REMEMBERED:
            self._counts.popitem(last=False)

    def succeeded(self, key: tuple[str, str]) -> None:
        self._counts.pop(key, None)


FAILURES: web.AppKey[Failures] = web.AppKey("login_failures", Failures)


async def echo(call: Call) -> web.StreamResponse:
    """Proves that the credentials are right (golden 002)."""
    body = await call.read(Echo)
    return answer({"authorized": "yes", "echo": body.echo})


async def role(call: Call) -> web.StreamResponse:
    body = await call.read(RoleOf)
    return answer(await accounts.role(call.site, call.who, body.group))


async def authorize(call: Call) -> web.StreamResponse:
    body = await call.read(accounts.Authorize)
    failures = call.request.app[FAILURES]
    key = (body.username.lower(), remote_address(call.request) or "local")
    failures.check(key)
    try:
        data = await accounts.authorize(call.site, body)
    except errors.AuthFailed:
        failures.failed(key)
        raise
    failures.succeeded(key)
    return answer({"data": data})


async def ssh_keypair(call: Call) -> web.StreamResponse:
    """The public key that sessions of this keypair accept (golden 018)."""
    return answer({"ssh_public_key": await accounts.ssh_public_key(call.site, call.who)})


ROUTES = [
    Route("GET", "/auth", "auth.test", echo),
    Route("POST", "/auth", "auth.test", echo),
    Route("GET", "/auth/test", "auth.test", echo),
    Route("POST", "/auth/test", "auth.test", echo),
    Route("GET", "/auth/role", "auth.role", role),
    Route("GET", "/auth/ssh-keypair", "auth.ssh-keypair", ssh_keypair),
    Route("POST", "/auth/authorize", "auth.authorize", authorize),
]
