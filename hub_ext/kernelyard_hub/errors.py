"""Every error that the API answers, as RFC 7807 problem documents. All of them are safe to show to users.

    ApiError                       500 internal-server-error
    ├── BadRequest                 400 generic-bad-request
    │   ├── InvalidParameters      400 invalid-api-params
    │   ├── InvalidAuthParameters  400 invalid-auth-params
    │   ├── NotSupported           400 not-supported
    │   ├── FolderExists           400 vfolder-already-exists
    │   └── SessionExists          400 session-already-exists
    ├── AuthFailed                 401 auth-failed
    ├── Forbidden                  403 generic-forbidden
    ├── NotFound                   404 object-not-found
    │   ├── SessionNotFound
    │   ├── FolderNotFound
    │   └── ResourceGroupNotFound
    ├── TooManyMatches             404 too-many-sessions-matched
    ├── MethodNotAllowed           405 method-not-allowed
    ├── Conflict                   409 conflict
    ├── QuotaExceeded              412 quota-exceeded
    ├── BodyTooLarge               413 body-too-large
    ├── TooManyRequests            429 rate-limit-exceeded
    ├── KernelExecutionFailed      500 kernel-execution-failed
    └── Unavailable                503 service-unavailable
        └── ServerFrozen           503 server-frozen

``type`` is the original server's address for the same fault, because clients choose their words by its last
part (client contract T17, T18); ``title`` and ``type`` are always there. A class's docstring is its title.
"""

from __future__ import annotations

from typing import Any, ClassVar

PROBLEMS = "https://api.backend.ai/probs/"


class ApiError(Exception):
    """Internal server error."""

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


class BadRequest(ApiError):
    """Bad request."""

    status = 400
    code = "generic-bad-request"


class InvalidParameters(BadRequest):
    """Missing or invalid API parameters."""

    code = "invalid-api-params"


class InvalidAuthParameters(BadRequest):
    """Missing or invalid authorization parameters."""

    code = "invalid-auth-params"


class NotSupported(BadRequest):
    """This storage volume cannot do that."""

    code = "not-supported"


class FolderExists(BadRequest):
    """The virtual folder already exists with the same name."""

    code = "vfolder-already-exists"


class SessionExists(BadRequest):
    """The session already exists but you requested not to reuse existing one."""

    code = "session-already-exists"


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


class FolderNotFound(NotFound):
    """No such virtual folder."""


class ResourceGroupNotFound(NotFound):
    """No such scaling group."""


class TooManyMatches(ApiError):
    """Too many sessions matched."""

    status = 404
    code = "too-many-sessions-matched"


class MethodNotAllowed(ApiError):
    """HTTP Method Not Allowed."""

    status = 405
    code = "method-not-allowed"


class Conflict(ApiError):
    """The request does not fit the object's present state."""

    status = 409
    code = "conflict"


class QuotaExceeded(ApiError):
    """You have reached your resource limit."""

    status = 412
    code = "quota-exceeded"


class BodyTooLarge(ApiError):
    """The request is larger than this service reads."""

    status = 413
    code = "body-too-large"


class TooManyRequests(ApiError):
    """You have reached your API query rate limit."""

    status = 429
    code = "rate-limit-exceeded"


class KernelExecutionFailed(ApiError):
    """Executing user code in the kernel has failed."""

    code = "kernel-execution-failed"


class Unavailable(ApiError):
    """A part of the site does not answer; try again."""

    status = 503
    code = "service-unavailable"


class ServerFrozen(Unavailable):
    """The service is frozen for maintenance; try again later."""

    code = "server-frozen"
