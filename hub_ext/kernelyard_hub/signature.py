"""The keypair signature of a request, as the public client and the web UI make it. Pure: no clock, no
database.

The string to sign is joined by newlines: METHOD, raw request target (with the endpoint's path prefix), the
date as it was sent, ``host:…``, ``content-type:…``, ``x-backendai-version:…``, and the hash of the *empty*
body (client contract 1.3, T04 to T13). The signing key is HMAC(HMAC(secret, YYYYMMDD), host).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import AuthFailed, BadRequest, InvalidAuthParameters

API_VERSION = "v7.20230615"
"""What this service speaks; clients echo the lower of this and their own (T03, T04)."""
OLDEST_MAJOR = 2
METHODS = {"HMAC-SHA256": "sha256", "HMAC-SHA384": "sha384", "HMAC-SHA512": "sha512"}
NO_CONTENT_TYPE = "application/octet-stream"
"""What clients sign when they send no Content-Type, on WebSockets and event streams (T06)."""

_CREDENTIAL = re.compile(
    r"^signMethod=(?P<method>[A-Za-z0-9-]{1,32}),\s*credential=(?P<key>[^\s:,]{1,64}):(?P<signature>[0-9a-fA-F]{1,256})$"
)
_VERSION = re.compile(r"^v(?P<major>\d{1,3})\.(?P<revision>\d{8})$")
_NOBODY = "no such keypair: this secret signs nothing"
"""Stands in for the secret of an unknown key, so that it costs the same to refuse (S09)."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What ``Authorization: BackendAI …`` claims."""

    access_key: str
    signature: str
    hash_name: str


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The parts of a request that a signature covers, exactly as they arrived."""

    method: str
    target: str
    """Raw request target: percent-encoded path with prefix, and ``?query`` if there is one."""
    date: str
    """The ``Date`` header, else ``X-BackendAI-Date``."""
    host: str
    content_type: str
    """Empty when the header is missing."""
    api_version: str


def parse_authorization(parameters: str) -> Credential:
    """Read what follows ``BackendAI`` in the header. Raises `InvalidAuthParameters` when it is malformed."""
    match = _CREDENTIAL.fullmatch(parameters.strip())
    if match is None:
        raise InvalidAuthParameters("Missing or invalid authorization header")
    hash_name = METHODS.get(match["method"].upper())
    if hash_name is None:
        raise InvalidAuthParameters("Unsupported signature method")
    return Credential(match["key"], match["signature"].lower(), hash_name)


def check_version(version: str | None) -> None:
    """Raise unless the client speaks a version between the oldest and this service's own (golden 011,
    012).
    """
    if not version:
        raise InvalidAuthParameters("API version missing in request headers")
    match, own = _VERSION.fullmatch(version), _VERSION.fullmatch(API_VERSION)
    if match is None:
        raise InvalidAuthParameters("Malformed API version")
    asked = (int(match["major"]), match["revision"])
    if own is None or asked > (int(own["major"]), own["revision"]) or asked[0] < OLDEST_MAJOR:
        raise BadRequest("Unsupported API version.")


def parse_date(text: str | None) -> datetime:
    """An ISO 8601 or RFC 7231 date; without a zone it is UTC (AUTH-002). Raises `InvalidAuthParameters`."""
    if not text:
        raise InvalidAuthParameters("Date missing in request headers")
    text = text.strip()
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            raise InvalidAuthParameters("Malformed date in request headers") from None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date


def check_date(date: datetime, now: datetime, skew: float) -> None:
    """Raise `AuthFailed` when the date is more than ``skew`` seconds from ``now`` (AUTH-003)."""
    if abs((now - date).total_seconds()) > skew:
        raise AuthFailed("Date/time sync error")


def sign(secret: str, request: SignedRequest, day: str, hash_name: str = "sha256") -> str:
    """The signature, as lower-case hex digits. ``day`` is YYYYMMDD of the date."""
    content_type = request.content_type.partition(";")[0].strip().lower() or NO_CONTENT_TYPE
    text = "\n".join(
        (
            request.method.upper(),
            request.target,
            request.date,
            f"host:{request.host}",
            f"content-type:{content_type}",
            f"x-backendai-version:{request.api_version}",
            hashlib.new(hash_name).hexdigest(),
        )
    )
    day_key = hmac.digest(secret.encode(), day.encode(), hash_name)
    key = hmac.digest(day_key, request.host.encode(), hash_name)
    return hmac.digest(key, text.encode(), hash_name).hex()


def verify(
    secret: str | None, credential: Credential, request: SignedRequest, date: datetime, prefix: str = ""
) -> bool:
    """Whether the owner of ``secret`` signed the request; False for ``secret=None``, after the same work.

    Every spelling of host and path that clients use is tried, so the answer takes the same time for all of
    them.
    """
    days = {date.strftime("%Y%m%d"), date.astimezone(UTC).strftime("%Y%m%d")}
    matched = False
    for spelling in spellings(request, prefix):
        for day in days:
            expected = sign(_NOBODY if secret is None else secret, spelling, day, credential.hash_name)
            matched |= hmac.compare_digest(expected, credential.signature)
    return matched and secret is not None


def spellings(request: SignedRequest, prefix: str) -> Iterator[SignedRequest]:
    """The request as its client may have signed it.

    HTTP leaves a default port out of ``Host``, the client signs it (T11). The web UI signs the path
    without the service's prefix and the prefix as part of the host.
    """
    for host in _hosts(request.host):
        yield _with(request, host, request.target)
        if prefix and request.target.startswith(prefix + "/"):
            yield _with(request, host + prefix, request.target.removeprefix(prefix))


def _with(request: SignedRequest, host: str, target: str) -> SignedRequest:
    return SignedRequest(
        request.method, target, request.date, host, request.content_type, request.api_version
    )


def _hosts(host: str) -> tuple[str, ...]:
    name, colon, port = host.rpartition(":")
    if not colon or port.endswith("]"):  # no port; an IPv6 address ends in a bracket
        return host, f"{host}:80", f"{host}:443"
    return (host, name) if port in ("80", "443") else (host,)
