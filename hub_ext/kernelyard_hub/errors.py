"""Every error that the API answers, as RFC 7807 problem documents. All of them are safe to show to users.

    ApiError
    ├── InvalidParameters      400 invalid-api-params
    ├── AuthFailed             401 auth-failed
    ├── Forbidden              403 generic-forbidden
    ├── NotFound               404 object-not-found
    │   ├── SessionNotFound    404 session-not-found
    │   └── FolderNotFound     404 vfolder-not-found
    ├── Conflict               409
    │   └── SessionExists      409 session-already-exists
    ├── TooManyMatches         404 too-many-sessions-matched
    ├── QuotaExceeded          412 over-policy limits
    └── Unavailable            503 an agent or storage proxy does not answer

``type`` is the original server's address for the same fault, because clients choose their words by its last part
(client contract T17, T18); ``title`` and ``type`` are always there.
"""

from __future__ import annotations

from typing import Any, ClassVar

PROBLEMS = "https://api.backend.ai/probs/"


class ApiError(Exception):
    """Something in the service failed."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-server-error"

    def __init__(self, message: str | None = None, *, title: str | None = None, data: Any = None) -> None:
        self.title = title or (type(self).__doc__ or "").strip()
        self.message = message
        self.data = data
        super().__init__(message or self.title)

    def problem(self) -> dict[str, Any]:
        """The RFC 7807 document; ``msg`` and ``data`` as this API's clients read them."""
        document: dict[str, Any] = {"type": PROBLEMS + self.code, "title": self.title}
        if self.message is not None:
            document["msg"] = self.message
        if self.data is not None:
            document["data"] = self.data
        return document


class InvalidParameters(ApiError):
    """Missing or invalid API parameters."""

    status = 400
    code = "invalid-api-params"


class AuthFailed(ApiError):
    """Credential/signature mismatch."""

    status = 401
    code = "auth-failed"


class Forbidden(ApiError):
    """Forbidden operation."""

    status = 403
    code = "generic-forbidden"


class NotFound(ApiError):
    """No such object."""

    status = 404
    code = "object-not-found"


class SessionNotFound(NotFound):
    """No such session."""

    code = "session-not-found"


class FolderNotFound(NotFound):
    """No such virtual folder."""

    code = "vfolder-not-found"


class TooManyMatches(ApiError):
    """Too many sessions matched."""

    status = 404
    code = "too-many-sessions-matched"


class MethodNotAllowed(ApiError):
    """HTTP Method not allowed."""

    status = 405
    code = "method-not-allowed"


class Conflict(ApiError):
    """The request does not fit the object's present state."""

    status = 409
    code = "conflict"


class SessionExists(Conflict):
    """The session already exists."""

    code = "session-already-exists"


class QuotaExceeded(ApiError):
    """You have reached your resource limit."""

    status = 412
    code = "over-limit"


class Unavailable(ApiError):
    """A part of the site does not answer; try again."""

    status = 503
    code = "service-unavailable"
