"""TLS as nodes and hub service speak it: both sides show a certificate of the site's own authority.

A certificate says by a name who its owner is (`protocol.HUB_NAME`, `protocol.node_name`), whatever address it
has at the moment; so it is that name that is checked, not the address.
"""

from __future__ import annotations

import ipaddress
import ssl
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientConnectorDNSError, ServerDisconnectedError, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

EXPIRED, NOT_YET, OTHER_NAME, OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's codes of what is wrong with a certificate; see ``man verify``. Others mean: not this site's."""
CLOCK = "or a clock is wrong"


def server_context(authority: Path, *, need_certificate: bool = True) -> ssl.SSLContext:
    """For a listening port. Whoever shows a certificate must show one of this authority's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(authority)
    context.verify_mode = ssl.CERT_REQUIRED if need_certificate else ssl.CERT_OPTIONAL
    # A resumed connection would skip the certificate, which may have expired meanwhile.
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET
    return context


def client_context(authority: Path) -> ssl.SSLContext:
    """For calls to others of this site: only this authority counts, the system's do not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(authority)
    return context


def names(request: web.Request) -> frozenset[str]:
    """The names in the certificate of whoever is asking."""
    return names_in(request.get_extra_info("peercert"))


def names_in(certificate: dict[str, Any] | None) -> frozenset[str]:
    """The names in the certificate of the other side (a transport's ``peercert``, which TLS has checked).

    None without one, and none once it has expired, which TLS does not look at again.
    """
    if not certificate or ssl.cert_time_to_seconds(certificate["notAfter"]) < time.time():
        return frozenset()
    return frozenset(value for kind, value in certificate.get("subjectAltName", ()) if kind == "DNS")


def only(*wanted: str) -> Any:
    """A middleware that lets in whoever has one of these names in the certificate."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if names(request).isdisjoint(wanted):
            refusal = web.json_response(
                {"type": "about:blank", "title": "Your certificate is not for this.", "status": 403},
                status=403,
                content_type="application/problem+json",
            )
            refusal.force_close()  # with the next connection may come the next certificate
            return refusal
        return await handler(request)

    return check


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address; names other than ``localhost`` count as others."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def explain(error: BaseException, whom: str) -> str:
    """Why ``whom`` could not be talked to, in a sentence for people."""
    for one in _chain(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return _certificate(one, whom)
        if isinstance(one, ssl.SSLError):
            return _alert(one, whom)
        if isinstance(one, ClientConnectorDNSError):
            return f"There is no address for the name of {whom}."
        if isinstance(one, ConnectionResetError | ServerDisconnectedError):
            # In TLS 1.3 what the server thinks of a certificate may be lost with the connection.
            return (
                f"{whom} has cut the connection, as it does when it refuses our certificate "
                f"(expired, {CLOCK}, or not of its site)."
            )
        if isinstance(one, ConnectionRefusedError):
            return f"Nothing listens at {whom}."
        if isinstance(one, TimeoutError):
            return f"{whom} does not answer; is a firewall between, or the address wrong?"
    return f"{whom} cannot be reached: {error or type(error).__name__}."


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what caused it, causes first: the deepest one knows best."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        inner = getattr(one, "os_error", None) or getattr(one, "certificate_error", None)
        one = inner or one.__cause__ or one.__context__
    return chain[::-1]


def _certificate(error: ssl.SSLCertVerificationError, whom: str) -> str:
    if error.verify_code == EXPIRED:
        return f"The certificate of {whom} has expired, {CLOCK}."
    if error.verify_code == NOT_YET:
        return f"The certificate of {whom} is not valid yet: a clock is wrong."
    if error.verify_code in (OTHER_NAME, OTHER_ADDRESS):
        return f"{whom} shows somebody else's certificate: it is not who should be there."
    return f"The certificate of {whom} is not of this site: it is not who should be there."


def _alert(error: ssl.SSLError, whom: str) -> str:
    reason = str(error.reason or error).upper()
    if "EXPIRED" in reason:
        return f"{whom} refuses our certificate: it has expired, {CLOCK}."
    if "UNKNOWN_CA" in reason or "BAD_CERTIFICATE" in reason or "DECRYPT_ERROR" in reason:
        return f"{whom} refuses our certificate: it is not of its site."
    if "CERTIFICATE_REQUIRED" in reason or "HANDSHAKE_FAILURE" in reason:
        return f"{whom} wants a certificate, and we have shown none."
    if "WRONG_VERSION" in reason or "HTTP_REQUEST" in reason or "RECORD_LAYER" in reason:
        return f"{whom} does not speak TLS."
    return f"No secure connection to {whom}: {error.reason or error}."
