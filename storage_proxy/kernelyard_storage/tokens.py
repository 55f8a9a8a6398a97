"""Transfer tokens: JWTs that bind one transfer to a folder, a path, a verb, a user and an end (security case
S22).

Signed by HS256 with the key that only this service has; the hub service passes tokens on, it cannot make
them. The claims' names are the original server's where it has them.
"""

from __future__ import annotations

import secrets
import time
import zlib
from base64 import b85decode, b85encode
from collections.abc import Sequence
from typing import Any, Literal, Protocol, TypeVar

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import InvalidToken, TransferRevoked
from .protocol import FolderRef

AUDIENCE = "kernelyard-storage"
HANDOVER_LIFETIME = 6 * 3600.0
"""Seconds within which a handover has to begin: it may wait for other copies."""


class Grant(BaseModel):
    """What a token allows. Unknown claims are an error, so a token of another kind never fits."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: FolderRef
    relpath: str
    user: str


class UploadGrant(Grant):
    """One file of ``size`` bytes; ``session`` names its bytes in the volume's staging directory."""

    op: Literal["upload"] = "upload"
    size: int = Field(ge=0)
    session: str = Field(pattern=r"^[0-9a-f]{32}$")


class DownloadGrant(Grant):
    """One file, as often as wanted until the token ends: a download is resumed with the same token. The rest
    is as in `protocol.DownloadRequest`.
    """

    op: Literal["download"] = "download"
    archive: Literal["zip", "tar"] | None = None
    chosen: str = ""
    """`DownloadRequest.names`, `packed`: a token travels in an address."""
    inline: bool = False
    snapshot: str | None = None
    name: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What of the directory is wanted; nothing: all of it."""
        return tuple(zlib.decompress(b85decode(self.chosen)).decode().split("\0")) if self.chosen else ()


def packed(names: Sequence[str]) -> str:
    """File names (none holds a NUL) as short as can be.

    >>> DownloadGrant.model_construct(chosen=packed(["a b", "ü"])).names, packed([])
    (('a b', 'ü'), '')
    """
    return b85encode(zlib.compress("\0".join(names).encode(), 9)).decode() if names else ""


class HandoverGrant(Grant):
    """A whole folder (``relpath`` is ``"."``), for another storage proxy, once: ``once`` is a random name."""

    op: Literal["handover"] = "handover"
    once: str = Field(pattern=r"^[0-9a-f]{32}$")


AnyGrant = TypeVar("AnyGrant", bound=Grant)


class Withdrawn(Protocol):
    """`kernelyard_storage.revocations.Revocations`, as tokens see it."""

    def moment(self) -> float: ...

    def refuses(self, grant: Grant, made: float) -> bool: ...


class Tokens:
    """Seals and opens tokens. ``lifetime`` in seconds; ``revocations`` says which are withdrawn."""

    def __init__(self, key: str, lifetime: float, revocations: Withdrawn | None = None) -> None:
        self._key = key
        self.lifetime = lifetime
        self._revocations = revocations
        self._unused: dict[str, float] = {}
        """Until when (seconds since 1970) each handover may begin that has not begun."""

    def seal(self, grant: Grant) -> str:
        claims: dict[str, Any] = grant.model_dump(mode="json", exclude_defaults=True)
        now = self._revocations.moment() if self._revocations else time.time()
        claims |= {"op": type(grant).model_fields["op"].default}
        claims |= {"aud": AUDIENCE, "iat": now, "exp": int(now + self.lifetime)}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def seal_once(self, folder: FolderRef, user: str) -> str:
        """A `HandoverGrant`. A restart forgets those that were not used."""
        now = time.time()
        self._unused = {name: end for name, end in self._unused.items() if end > now}
        grant = HandoverGrant(folder=folder, relpath=".", user=user, once=secrets.token_hex(16))
        self._unused[grant.once] = now + min(self.lifetime, HANDOVER_LIFETIME)
        return self.seal(grant)

    def open_once(self, token: str | None) -> HandoverGrant:
        """As `open`, and never again."""
        grant = self.open(token, HandoverGrant)
        if self._unused.pop(grant.once, 0.0) <= time.time():
            raise InvalidToken("The transfer token was used already, or is too old; ask for a new one.")
        return grant

    def open(self, token: str | None, kind: type[AnyGrant]) -> AnyGrant:
        """The grant in a token of this ``kind``. Raises `InvalidToken`, which never repeats the token, and
        `TransferRevoked`.
        """
        if not token:
            raise InvalidToken("A transfer token is required.")
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                # It was made at a moment of `Revocations`, which may be ahead of a clock that was set back.
                options={"require": ["exp", "iat", "aud", "op"], "verify_iat": False},
            )
        except jwt.ExpiredSignatureError:
            raise InvalidToken("The transfer token has expired; ask for a new one.") from None
        except jwt.InvalidTokenError:
            raise InvalidToken("This is not a transfer token of this server.") from None
        wanted = kind.model_fields["op"].default
        if claims["op"] != wanted:
            raise InvalidToken(f"This transfer token is not for a {wanted}.")
        made = float(claims["iat"])
        for claim in ("aud", "iat", "exp"):
            del claims[claim]
        try:
            grant = kind.model_validate(claims)
        except ValidationError:
            raise InvalidToken("This is not a transfer token of this server.") from None
        if time.time() - made > self.lifetime:  # sealed when tokens lived longer: withdrawals are forgotten
            raise InvalidToken("The transfer token has expired; ask for a new one.")
        if self._revocations is not None and self._revocations.refuses(grant, made):
            raise TransferRevoked
        return grant
