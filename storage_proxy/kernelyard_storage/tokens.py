"""Transfer tokens: JWTs that bind one transfer to a folder, a path, a verb, a user and an end (security case
S22).

Signed by HS256 with the key that only this service has; the hub service passes tokens on, it cannot make
them. The claims' names are the original server's where it has them.
"""

from __future__ import annotations

import time
from typing import Any, Literal, TypeVar

import jwt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import InvalidToken
from .protocol import FolderRef

AUDIENCE = "kernelyard-storage"


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
    """One file, as often as wanted until the token ends: a download is resumed with the same token."""

    op: Literal["download"] = "download"


AnyGrant = TypeVar("AnyGrant", bound=Grant)


class Tokens:
    """Seals and opens tokens. ``lifetime`` in seconds."""

    def __init__(self, key: str, lifetime: float) -> None:
        self._key = key
        self.lifetime = lifetime

    def seal(self, grant: Grant) -> str:
        claims: dict[str, Any] = grant.model_dump(mode="json")
        now = time.time()
        claims |= {"aud": AUDIENCE, "iat": int(now), "exp": int(now + self.lifetime)}
        return jwt.encode(claims, self._key, algorithm="HS256")

    def open(self, token: str | None, kind: type[AnyGrant]) -> AnyGrant:
        """The grant in a token of this ``kind``. Raises `InvalidToken`, which never repeats the token."""
        if not token:
            raise InvalidToken("A transfer token is required.")
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=["HS256"],
                audience=AUDIENCE,
                options={"require": ["exp", "iat", "aud", "op"]},
            )
        except jwt.ExpiredSignatureError:
            raise InvalidToken("The transfer token has expired; ask for a new one.") from None
        except jwt.InvalidTokenError:
            raise InvalidToken("This is not a transfer token of this server.") from None
        wanted = kind.model_fields["op"].default
        if claims["op"] != wanted:
            raise InvalidToken(f"This transfer token is not for a {wanted}.")
        for claim in ("aud", "iat", "exp"):
            del claims[claim]
        try:
            return kind.model_validate(claims)
        except ValidationError:
            raise InvalidToken("This is not a transfer token of this server.") from None
