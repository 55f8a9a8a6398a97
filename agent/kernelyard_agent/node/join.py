"""Joining a site: the token proves the node to the hub service, and the hub service to the node.

First the site's authority is fetched from whoever answers; nothing is sent to it. Only when it has the
fingerprint that the token carries is the hub service asked again, now with its certificate checked.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from .. import joining, tls
from . import hub
from .identity import AUTHORITY_FILE, FACTS_FILE, Identity, fingerprint, new_key, write
from .token import Token


class JoinError(Exception):
    """The node has not joined; the message is a sentence for people."""


async def join(address: str, token: Token, directory: Path, *, replace: bool = False) -> Identity:
    """Make this machine a node of the site at ``address`` and keep its identity in ``directory``.

    Raises `JoinError` or `hub.HubError`; a token that got so far may be used up then.
    """
    door = door_of(address)
    if (directory / FACTS_FILE).exists() and not replace:
        raise JoinError(f"{directory} holds a node already; --replace puts the new one in its place.")
    key, request = new_key()
    try:
        await asyncio.to_thread(write, directory / ".writable", "")
        (directory / ".writable").unlink()
    except OSError as error:
        raise JoinError(f"{directory} cannot be written: {error.strerror}.") from None
    authority = (await hub.call(door, "/agent/authority", joining.Authority, context=None)).certificate
    if not _is(authority, token.fingerprint):
        raise JoinError(
            f"What answers at {door} is not the site of this token: its authority is another one. "
            "Nothing was sent to it."
        )
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / AUTHORITY_FILE
        path.write_text(authority)
        context = tls.client_context(path)
    body = joining.Join(token=token.text, signing_request=request)
    joined = await hub.call(door, "/agent/join", joining.Joined, body, context=context)
    return Identity.create(directory, door, key, joined)


def door_of(address: str) -> str:
    """The address as ``https://host:port``. Raises `JoinError`."""
    parts = urlsplit(address if "://" in address else f"https://{address}")
    try:
        port = parts.port or 443
    except ValueError:
        port = 0
    if parts.scheme != "https" or not parts.hostname or not port or parts.path not in ("", "/"):
        raise JoinError(f"--hub: {address!r} is not an address like https://hub.example.org:8443.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"https://{host}:{port}"


def _is(certificate: str, wanted: str) -> bool:
    try:
        return fingerprint(certificate) == wanted
    except ValueError:
        return False
