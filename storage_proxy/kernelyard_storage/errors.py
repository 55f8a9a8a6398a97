"""Every error that the storage proxy answers, as RFC 7807 problem documents, without tokens or secrets.

StorageProblem
├── InvalidParameters      400 invalid-api-params     a field is missing or malformed
│   ├── InvalidToken       400 invalid-api-params     a token that is foreign, expired, for another verb
│   └── InvalidPath        400 invalid-path           a path that could leave its folder
├── FileOperationFailed    400 file-operation-failed  the file system said no; ``data``: errno and paths
├── AuthFailed             401 auth-failed
├── TransferRevoked        403 transfer-revoked       the right to it was taken away
├── VolumeNotFound         404 volume-not-found
├── FolderNotFound         404 vfolder-not-found
├── FileNotFound           404 file-not-found
├── SnapshotNotFound       404 snapshot-not-found
├── TaskNotFound           404 task-not-found
├── UploadNotFound         404 no-such-upload-session
├── UploadTimeout          408 upload-stalled
├── FolderExists           409 vfolder-already-exists
├── SnapshotExists         409 snapshot-already-exists
├── OffsetMismatch         409 upload-offset-mismatch
├── ProtocolMismatch       409 protocol-mismatch
├── TusVersionMismatch     412 tus-version-not-supported
├── ArchiveTooLarge        413 archive-too-large
├── PreviewTooLarge        413 preview-too-large
├── UploadTooLarge         413 upload-too-large
├── WrongContentType       415 unsupported-media-type
├── RangeNotSatisfiable    416 range-not-satisfiable
├── UploadBusy             423 upload-busy            another request is writing to this upload
├── ServerFault            500 internal-server-error
├── HandoverFailed         502 handover-failed        a folder did not come whole from another storage proxy
├── TooManyArchives        503 too-many-archives      zips of too many files are being made at a time
├── NotSupported           501 not-supported          the volume's file system cannot do this
└── StorageFull            507 insufficient-storage
    └── QuotaExceeded      507 quota-exceeded         ``data``: quota_scope, limit, used_bytes
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

PROBLEMS = "https://api.backend.ai/probs/storage/"


class StorageProblem(Exception):
    """The storage proxy cannot do this."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-server-error"

    def __init__(
        self, detail: str = "", *, data: Any = None, headers: Mapping[str, str] | None = None
    ) -> None:
        self.title = (type(self).__doc__ or "").strip()
        self.detail = detail
        self.data = data
        self.headers = dict(headers or {})
        super().__init__(f"{self.title} {detail}".strip())

    def problem(self) -> dict[str, Any]:
        """The RFC 7807 document: ``type`` and ``title`` always, ``detail`` and ``data`` where there is more
        to say.
        """
        document: dict[str, Any] = {"type": PROBLEMS + self.code, "title": self.title}
        if self.detail:
            document["detail"] = self.detail
        if self.data is not None:
            document["data"] = self.data
        return document


class InvalidParameters(StorageProblem):
    """Invalid API parameters"""

    status = 400
    code = "invalid-api-params"


class InvalidToken(InvalidParameters):
    """Invalid API parameters"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, data={"token": reason})


class InvalidPath(InvalidParameters):
    """The path is not one inside the folder."""

    code = "invalid-path"

    def __init__(self, reason: str, path: str) -> None:
        super().__init__(reason, data={"errno": errno.EINVAL, "paths": [_printable(path)]})


class FileOperationFailed(StorageProblem):
    """The file operation failed."""

    status = 400
    code = "file-operation-failed"

    def __init__(self, number: int, path: str, detail: str = "") -> None:
        super().__init__(detail or os.strerror(number), data={"errno": number, "paths": [_printable(path)]})
        self.errno = number


class AuthFailed(StorageProblem):
    """The manager API needs the storage secret."""

    status = 401
    code = "auth-failed"


class TransferRevoked(StorageProblem):
    """The transfer was withdrawn; ask for a new one."""

    status = 403
    code = "transfer-revoked"


class VolumeNotFound(StorageProblem):
    """No such volume."""

    status = 404
    code = "volume-not-found"


class FolderNotFound(StorageProblem):
    """No such virtual folder."""

    status = 404
    code = "vfolder-not-found"


class FileNotFound(StorageProblem):
    """No such file."""

    status = 404
    code = "file-not-found"


class SnapshotNotFound(StorageProblem):
    """No such snapshot."""

    status = 404
    code = "snapshot-not-found"


class TaskNotFound(StorageProblem):
    """No such task, or it ended long ago."""

    status = 404
    code = "task-not-found"


class UploadNotFound(StorageProblem):
    """No such upload session"""

    status = 404
    code = "no-such-upload-session"


class UploadTimeout(StorageProblem):
    """The upload sent nothing for too long; what has arrived is kept."""

    status = 408
    code = "upload-stalled"


class FolderExists(StorageProblem):
    """The virtual folder is there already."""

    status = 409
    code = "vfolder-already-exists"


class SnapshotExists(StorageProblem):
    """The folder has a snapshot of that name."""

    status = 409
    code = "snapshot-already-exists"


class OffsetMismatch(StorageProblem):
    """The upload goes on at another offset."""

    status = 409
    code = "upload-offset-mismatch"


class ProtocolMismatch(StorageProblem):
    """The two services speak different versions of this contract."""

    status = 409
    code = "protocol-mismatch"


class TusVersionMismatch(StorageProblem):
    """This server speaks tus 1.0.0."""

    status = 412
    code = "tus-version-not-supported"


class ArchiveTooLarge(StorageProblem):
    """There are too many files for a zip archive; take it as tar."""

    status = 413
    code = "archive-too-large"


class PreviewTooLarge(StorageProblem):
    """The file is too large to be shown; ask for a range of it, or download it."""

    status = 413
    code = "preview-too-large"


class TooManyArchives(StorageProblem):
    """Zips of too many files are being made; take this one as tar, or later."""

    status = 503
    code = "too-many-archives"


class UploadTooLarge(StorageProblem):
    """The upload is larger than allowed."""

    status = 413
    code = "upload-too-large"


class WrongContentType(StorageProblem):
    """The content type does not fit this request."""

    status = 415
    code = "unsupported-media-type"


class RangeNotSatisfiable(StorageProblem):
    """The file ends before this range."""

    status = 416
    code = "range-not-satisfiable"


class UploadBusy(StorageProblem):
    """Another request is writing to this upload."""

    status = 423
    code = "upload-busy"


class ServerFault(StorageProblem):
    """The storage proxy failed; its log says why."""


class HandoverFailed(StorageProblem):
    """The folder could not be fetched from its storage proxy."""

    status = 502
    code = "handover-failed"


class StorageFull(StorageProblem):
    """No space left on the volume."""

    status = 507
    code = "insufficient-storage"


class NotSupported(StorageProblem):
    """The volume cannot do this."""

    status = 501
    code = "not-supported"


class QuotaExceeded(StorageFull):
    """The quota is used up."""

    code = "quota-exceeded"

    def __init__(
        self,
        scope: str | None = None,
        limit: int | None = None,
        used: int | None = None,
        *,
        size: int | None = None,
        paths: Sequence[str] = (),
    ) -> None:
        """Bytes. ``scope`` is None where the file system refused and nobody has said whose quota it is."""
        self.quota_scope = scope
        self.paths = list(paths)
        detail = ""
        if scope is not None and limit is not None:
            asked = f"{size} bytes more would be over" if size else "Nothing more fits into"
            detail = f"{asked} the {limit} bytes of {scope}; {used if used is not None else limit} are used."
        data = {
            "errno": errno.EDQUOT,
            "paths": self.paths,
            "quota_scope": scope,
            "limit": limit,
            "used_bytes": used,
        }
        super().__init__(detail, data=data)


FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Turn the operating system's refusals into problems that name ``path``.

    EIO and the like, which no caller can put right, pass through and become a 500.
    """
    try:
        yield
    except OSError as error:
        number = error.errno or errno.EIO
        if number == errno.EDQUOT:
            raise QuotaExceeded(paths=[_printable(path)]) from error
        if number in FULL:
            raise StorageFull(data={"errno": number, "paths": [_printable(path)]}) from error
        if number == errno.ELOOP:
            raise FileOperationFailed(number, path, "Symbolic links are not followed.") from error
        if number in _REFUSALS:
            raise FileOperationFailed(number, path, error.strerror or "") from error
        raise


_REFUSALS = frozenset(
    {
        errno.EACCES,
        errno.EAGAIN,
        errno.EBUSY,
        errno.EEXIST,
        errno.EFBIG,
        errno.EINVAL,
        errno.EISDIR,
        errno.EMLINK,
        errno.ENAMETOOLONG,
        errno.ENODEV,
        errno.ENOENT,
        errno.ENOTDIR,
        errno.ENOTEMPTY,
        errno.ENXIO,
        errno.EOPNOTSUPP,
        errno.EPERM,
        errno.EROFS,
        errno.ETXTBSY,
        errno.EXDEV,
    }
)


def _printable(path: str) -> str:
    """``path`` as JSON can carry it: at most 300 characters, no lone surrogates."""
    return path[:300].encode("utf-8", "replace").decode("utf-8")
