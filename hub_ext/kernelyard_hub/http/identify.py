"""From a request's credentials to the one who is asking.

| credential | principal |
|---|---|
| ``Authorization: BackendAI …`` | the account that owns the keypair |
| ``Authorization: Bearer …`` or ``token …`` with a service's secret | that service |
| the same with a Hub API token | the Hub user's account |
| the console's cookie | the Hub user's account; on writes only from this site's own pages |
| the cookie of a login with a password | the account; below ``/func`` only, where nothing else counts |
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy import Connection, select

from kernelyard_hub import signature
from kernelyard_hub.errors import AuthFailed, Forbidden, InvalidAuthParameters
from kernelyard_hub.oauth import HubLogin
from kernelyard_hub.operations.accounts import logins
from kernelyard_hub.operations.accounts.accounts import ensure_user
from kernelyard_hub.principal import Principal, ServiceName, ServicePrincipal
from kernelyard_hub.protocol import HubUser
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.site import Site
from kernelyard_hub.store import accounts
from kernelyard_hub.store.keys import padded
from kernelyard_hub.store.models import keypairs, users
from kernelyard_hub.store.once import once, reading

from .guard import remote_address

Services = Mapping[ServiceName, str]
"""The secret of each of our own services."""

REFUSED = "Access key not found, or the signature does not match."
"""One answer for both, so that keys cannot be guessed (S09)."""
SAFE_METHODS = frozenset(["GET", "HEAD", "OPTIONS"])
REMEMBERED = 16
"""Keypairs of requests at the same time that are remembered one by one, until something is written about any.
"""
LOGIN_COOKIE = "kernelyard-login"
"""The cookie of clients in session mode."""


class Identifier:
    """Finds out who is asking. One per service."""

    def __init__(self, site: Site, services: Services, login: HubLogin | None) -> None:
        self._site = site
        self._services = services
        self._login = login
        self._unseal = lru_cache(maxsize=4096)(partial(_unseal, site.box))

    async def __call__(self, request: web.Request) -> Principal | ServicePrincipal | None:
        """None for a request without credentials. Raises an `ApiError` for credentials that are wrong, or
        used from where they must not be.
        """
        who = await self._identified(request)
        if isinstance(who, Principal):
            _check_address(request, who)
        return who

    async def _identified(self, request: web.Request) -> Principal | ServicePrincipal | None:
        header = request.headers.get("Authorization")
        if header is not None:
            scheme, _, rest = header.strip().partition(" ")
            if scheme.lower() == "backendai":
                return await self._by_signature(request, rest)
            if scheme.lower() in ("token", "bearer"):
                return await self._by_token(rest.strip())
            raise InvalidAuthParameters("Invalid authorization type name")
        if self._login is not None:
            return await self._by_cookie(self._login, request)
        return None

    async def by_login(self, request: web.Request) -> Principal | None:
        """Who has logged in with a password. A client that is no browser says nothing of where it stands."""
        token = request.cookies.get(LOGIN_COOKIE)
        if not token:
            return None
        if _writes(request) and foreign_page(request):
            raise Forbidden("This request was not made by this site's own pages.")
        who = await logins.principal(self._site, token)
        if who is not None:
            _check_address(request, who)
        return who

    async def _by_signature(self, request: web.Request, parameters: str) -> Principal:
        credential = signature.parse_authorization(parameters)
        version = request.headers.get("X-BackendAI-Version")
        signature.check_version(version)
        sent = request.headers.get("Date") or request.headers.get("X-BackendAI-Date") or ""
        date = signature.parse_date(sent)
        signature.check_date(date, datetime.now(UTC), self._site.config.auth_skew)
        signed = signature.SignedRequest(
            method=request.method,
            target=request.raw_path,
            date=sent,
            host=request.headers.get("Host", ""),
            content_type=request.headers.get("Content-Type", ""),
            api_version=version or "",
        )
        found = await self._site.store.read_together(_keypairs, credential.access_key)
        secret = None if found is None else self._unseal(found[1])
        if not signature.verify(secret, credential, signed, date, self._site.config.prefix) or found is None:
            raise AuthFailed(REFUSED)
        if found[0] is None:  # a key or an account that is not active (AUTH-010)
            raise AuthFailed(REFUSED)
        return found[0]

    async def _by_token(self, token: str) -> Principal | ServicePrincipal:
        matched: ServiceName | None = None
        for name, secret in self._services.items():
            if hmac.compare_digest(secret.encode(), token.encode("utf-8", "surrogateescape")):
                matched = name
        if matched is not None:
            return ServicePrincipal(matched)
        if self._login is None:
            raise AuthFailed("This token is not known here.")
        user = await self._login.user_for_token(token)
        if user is None:
            raise AuthFailed("This token is not known here.")
        return await self._hub_user(user.name, user.admin, "hub-token")

    async def _by_cookie(self, login: HubLogin, request: web.Request) -> Principal | None:
        if login.token_from(request) is None:
            return None
        if _writes(request) and not own_page(request):
            raise Forbidden("This request was not made by this site's own pages.")
        user = await login.user_of(request)
        if user is None:
            return None
        return await self._hub_user(user.name, user.admin, "hub-cookie")

    async def _hub_user(
        self, username: str, admin: bool, means: Literal["hub-cookie", "hub-token"]
    ) -> Principal:
        """The account of a Hub user, made at first contact."""
        store = self._site.store
        known = await store.read(
            lambda conn: conn.scalar(select(users.c.id).where(users.c.username == username))
        )
        if known is None:
            await ensure_user(self._site, HubUser(username=username, admin=admin))
        who = await store.read(lambda conn: accounts.principal_by_username(conn, username, means))
        if who is None:
            raise AuthFailed("This account is not active.")
        return who


def _check_address(request: web.Request, who: Principal) -> None:
    """Raise `AuthFailed` where the account must not be used from (``allowed_client_ip``)."""
    if not who.networks:
        return
    address = ipaddress.ip_address(remote_address(request) or "127.0.0.1")
    if not any(address in ipaddress.ip_network(each, strict=False) for each in who.networks):
        raise AuthFailed(f"This account cannot be used from {address}.")


def _writes(request: web.Request) -> bool:
    return request.method not in SAFE_METHODS or request.headers.get("Upgrade") is not None


def own_page(request: web.Request) -> bool:
    """Whether a browser says that one of this origin's own pages makes the request (S30).

    ``Sec-Fetch-Site`` decides where it is sent; else ``Origin`` must be this host. Neither means no.
    """
    if "Sec-Fetch-Site" not in request.headers and "Origin" not in request.headers:
        return False
    return not foreign_page(request)


def foreign_page(request: web.Request) -> bool:
    """Whether a browser says that anything else than one of this origin's own pages makes the request.

    Browsers send ``Origin`` with every write and every WebSocket; who sends neither header is none.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("Host", "").lower()


def _keypairs(conn: Connection, access_keys: Sequence[str]) -> list[tuple[Principal | None, bytes] | None]:
    """Owner (None when key or account is inactive) and sealed secret of keypairs; None for what is no key."""
    asked = set(access_keys)
    if len(asked) > REMEMBERED:
        known = _read_keypairs(conn, padded(asked))
        return [known.get(key) for key in access_keys]
    with reading(conn):
        return [once(conn, _read_keypairs, (key,)).get(key) for key in access_keys]


def _read_keypairs(conn: Connection, access_keys: Sequence[str]) -> dict[str, tuple[Principal | None, bytes]]:
    query = select(keypairs.c.access_key, keypairs.c.secret_encrypted)
    sealed = conn.execute(query.where(keypairs.c.access_key.in_(access_keys))).all()
    people = accounts.principals_by_access_key(conn, access_keys)
    return {key: (people.get(key), bytes(secret)) for key, secret in sealed}


def _unseal(box: SecretBox, sealed: bytes) -> str:
    return box.open(sealed)
