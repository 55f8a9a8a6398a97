"""Where a path leads, and what of a head may pass between browser and session. Pure.

| path, below any path of the site | leads to |
|---|---|
| ``/apps/<kernel id>/<service>/…`` | an app; whoever asks needs its cookie |
| a Hub server's own prefix | its notebook, which asks the Hub itself who is there |

Apps live on the site's own origin. So that they cannot take part in its logins, requests lose the cookies of
Hub and Kernelyard and ``Authorization``, and answers lose what would reach beyond the app's own path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from .heads import Field, Head, Request, Response

_APP = re.compile(
    rb"((?:/[A-Za-z0-9._~@%+-]+)*?/apps/"
    rb"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/([A-Za-z0-9][A-Za-z0-9._-]{0,127}))"
    rb"(/.*)?"
)
_DOTS = re.compile(rb"(?:\.|%2e){1,2}", re.IGNORECASE)
HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-connection proxy-authenticate proxy-authorization te trailer "
    b"transfer-encoding upgrade http2-settings".split()
)
KEPT = frozenset((b"host", b"content-length", b"cookie"))
"""What ``Connection`` may not take away."""
OURS = re.compile(rb"(?:__host-|__secure-)?(?:jupyterhub|service-|kernelyard)", re.IGNORECASE)
"""Cookies of Hub and Kernelyard."""
WIDE = frozenset(
    b"service-worker-allowed clear-site-data strict-transport-security alt-svc public-key-pins nel report-to "
    b"reporting-endpoints origin-agent-cluster".split()
)
"""What an answer would change for the whole origin."""


@dataclass(frozen=True, slots=True)
class AppPath:
    """``prefix`` is the app's path, without the slash at its end; ``rest`` what follows, query included."""

    kernel_id: UUID
    service: str
    prefix: bytes
    rest: bytes
    """Empty where the slash after the prefix is missing."""


def is_plain(target: bytes) -> bool:
    """Whether the path has no segment that leads upwards, however it is written, and nothing that browsers
    read as a slash."""
    path = target.partition(b"?")[0]
    if b"\\" in path or b"#" in target:
        return False
    return not any(_DOTS.fullmatch(segment) for segment in path.split(b"/"))


def app_path(target: bytes) -> AppPath | None:
    """The app that a target is for; None when it is for none."""
    path, mark, query = target.partition(b"?")
    found = _APP.fullmatch(path)
    if found is None:
        return None
    rest = found[4] or b""
    return AppPath(UUID(found[2].decode()), found[3].decode(), found[1], rest + mark + query)


def parameter(rest: bytes, name: bytes) -> tuple[bytes | None, bytes]:
    """The value of a query parameter (plain characters, not decoded), and the target without it."""
    path, _, query = rest.partition(b"?")
    value, others = None, []
    for item in query.split(b"&"):
        key, _, given = item.partition(b"=")
        if key == name and value is None:
            value = given
        elif item:
            others.append(item)
    return value, path + (b"?" + b"&".join(others) if others else b"")


def is_foreign(request: Request) -> bool:
    """Whether a browser says that a page of another origin makes a request that changes something (S30)."""
    origin = request.get(b"origin")
    if origin is None or (request.method in (b"GET", b"HEAD", b"OPTIONS") and request.upgrade is None):
        return False
    netloc = origin.partition(b"://")[2].lower()
    known = [*request.all(b"host"), *request.all(b"x-forwarded-host")]
    return not netloc or netloc not in [host.lower() for host in known]


def cookies(head: Head, name: str) -> list[str]:
    """All values of the cookie; a browser sends more than one where several paths have it."""
    found = []
    for line in head.all(b"cookie"):
        for pair in line.split(b";"):
            key, _, value = pair.strip().partition(b"=")
            if key == name.encode():
                found.append(value.decode("latin-1"))
    return found


def inward(request: Request, peer: str, app: AppPath | None, *, keeps_prefix: bool) -> list[Field]:
    """The fields of a request as the session gets them; a Hub server's notebook when ``app`` is None."""
    drop = HOP_BY_HOP | (frozenset(request.items(b"connection")) - KEPT)
    fields: list[Field] = []
    for name, value in request.fields:
        key = name.lower()
        if key in drop or key.startswith((b"x-kernelyard-", b"x-forwarded-")):
            continue
        if app is not None and key == b"authorization":
            continue
        if app is not None and key == b"cookie":
            value = _without_ours(value)
            if not value:
                continue
        fields.append((name, value))
    fields += _forwarded(request, peer)
    if app is not None and not keeps_prefix:
        fields.append((b"X-Forwarded-Prefix", app.prefix))
    if request.get(b"transfer-encoding") is not None:
        fields.append((b"Transfer-Encoding", b"chunked"))
    if request.upgrade is not None:
        fields += [(b"Connection", b"Upgrade"), (b"Upgrade", request.upgrade)]
    return fields


def _forwarded(request: Request, peer: str) -> list[Field]:
    before = [value for value in request.all(b"x-forwarded-for") if value]
    host = request.get(b"x-forwarded-host") or request.get(b"host") or b""
    return [
        (b"X-Forwarded-For", b", ".join([*before, peer.encode()])),
        (b"X-Forwarded-Proto", request.get(b"x-forwarded-proto") or b"http"),
        (b"X-Forwarded-Host", host),
    ]


def _without_ours(value: bytes) -> bytes:
    pairs = [pair.strip() for pair in value.split(b";")]
    return b"; ".join(pair for pair in pairs if pair and not OURS.match(pair.partition(b"=")[0]))


def outward(response: Response, request: Request, app: AppPath | None, *, keeps_prefix: bool) -> list[Field]:
    """The fields of an answer as the browser gets them."""
    drop = HOP_BY_HOP | (frozenset(response.items(b"connection")) - KEPT)
    fields: list[Field] = []
    for name, value in response.fields:
        key = name.lower()
        if key in drop or (app is not None and key in WIDE):
            continue
        if app is not None and key == b"set-cookie":
            confined = confine(value, app.prefix)
            if confined is None:
                continue
            value = confined
        elif app is not None and not keeps_prefix and key in (b"location", b"content-location"):
            value = _below(value, app.prefix, request)
        fields.append((name, value))
    if response.get(b"transfer-encoding") is not None:
        fields.append((b"Transfer-Encoding", b"chunked"))
    if response.status == 101:
        fields += [(b"Connection", b"Upgrade"), (b"Upgrade", response.get(b"upgrade") or b"")]
    return fields


def confine(set_cookie: bytes, prefix: bytes) -> bytes | None:
    """A cookie that goes to the app alone: of its path, of no domain. None for a name that is ours."""
    first, *attributes = [part.strip() for part in set_cookie.split(b";")]
    name = first.partition(b"=")[0].strip()
    if not name or b"=" not in first or OURS.match(name) or name.lower().startswith(b"__host-"):
        return None  # without a name, it could pass for any
    kept = [first]
    path = prefix + b"/"
    for attribute in attributes:
        key, _, value = attribute.partition(b"=")
        if key.strip().lower() == b"path" and value.strip().startswith(prefix + b"/"):
            path = value.strip()
        elif key.strip().lower() not in (b"path", b"domain"):
            kept.append(attribute)
    return b"; ".join([*kept, b"Path=" + path])


def _below(location: bytes, prefix: bytes, request: Request) -> bytes:
    """A redirect of an app that does not know its prefix."""
    for scheme in (b"http://", b"https://"):
        host = scheme + (request.get(b"host") or b"")
        if location.lower().startswith(host.lower() + b"/"):
            location = location[len(host) :]
    if not location.startswith(b"/") or location.startswith(b"//"):
        return location
    if location == prefix or location.startswith((prefix + b"/", prefix + b"?")):
        return location
    return prefix + location
