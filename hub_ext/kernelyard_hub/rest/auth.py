"""``/auth``: is the signature right, who am I, and a password for a keypair."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.http.lockout import FAILURES, pair_of
from kernelyard_hub.operations.accounts import accounts, keypair_settings, passwords


class Echo(BaseModel):
    echo: str = Field(max_length=4096)


class RoleOf(BaseModel):
    group: str | None = None


async def echo(call: Call) -> web.StreamResponse:
    """Proves that the credentials are right (golden 002)."""
    body = await call.read(Echo)
    return answer({"authorized": "yes", "echo": body.echo})


async def role(call: Call) -> web.StreamResponse:
    body = await call.read(RoleOf)
    return answer(await accounts.role(call.site, call.who, body.group))


async def authorize(call: Call) -> web.StreamResponse:
    body = await call.read(accounts.Authorize)
    with call.request.app[FAILURES].attempt(pair_of(call.request, body.username)):
        data = await accounts.authorize(call.site, body)
    return answer({"data": data})


async def update_password(call: Call) -> web.StreamResponse:
    """The caller's own password (REST-066)."""
    body = await call.read(passwords.OwnPassword)
    with call.request.app[FAILURES].attempt(pair_of(call.request, call.who.username)):
        await passwords.change_own(call.site, call.who, body)
    return answer({})


async def update_password_no_auth(call: Call) -> web.StreamResponse:
    """A password that has to be changed, without credentials (AUTH-018)."""
    body = await call.read(passwords.ExpiredPassword)
    with call.request.app[FAILURES].attempt(pair_of(call.request, body.username)):
        changed = await passwords.change_expired(call.site, body)
    return answer({"password_changed_at": changed.isoformat()})


async def ssh_keypair(call: Call) -> web.StreamResponse:
    """The public key that sessions of this keypair accept (golden 018)."""
    return answer({"ssh_public_key": await keypair_settings.ssh_public_key(call.site, call.who)})


async def renew_ssh_keypair(call: Call) -> web.StreamResponse:
    """A new key; its private half is answered this once."""
    public, private = await keypair_settings.renew_ssh_key(call.site, call.who)
    return answer({"ssh_public_key": public, "ssh_private_key": private})


async def upload_ssh_keypair(call: Call) -> web.StreamResponse:
    uploaded = await call.read(keypair_settings.UploadedKey)
    public, private = await keypair_settings.upload_ssh_key(call.site, call.who, uploaded)
    return answer({"ssh_public_key": public, "ssh_private_key": private})


ROUTES = [
    Route("GET", "/auth", "auth.test", echo),
    Route("POST", "/auth", "auth.test", echo),
    Route("GET", "/auth/test", "auth.test", echo),
    Route("POST", "/auth/test", "auth.test", echo),
    Route("GET", "/auth/role", "auth.role", role),
    Route("GET", "/auth/ssh-keypair", "auth.ssh-keypair", ssh_keypair),
    Route("PATCH", "/auth/ssh-keypair", "auth.ssh-keypair-renew", renew_ssh_keypair),
    Route("POST", "/auth/ssh-keypair", "auth.ssh-keypair-upload", upload_ssh_keypair),
    Route("POST", "/auth/authorize", "auth.authorize", authorize),
    Route("POST", "/auth/update-password", "auth.update-password", update_password),
    Route("POST", "/auth/update-password-no-auth", "auth.update-password-no-auth", update_password_no_auth),
]
