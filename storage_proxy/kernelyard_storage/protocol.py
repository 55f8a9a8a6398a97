"""The storage proxy's contract: virtual folders as the hub service sees them, and the transfer tokens.

Two ports. The *manager API* answers the hub service only (``Authorization: Bearer <storage secret>``,
``X-Kernelyard-Protocol``); the *client API* answers anybody who holds a transfer token (JWT) from the hub
service.

| manager API | body -> answer |
|---|---|
| ``GET  /health`` | -> `Health` |
| ``GET  /volumes`` | -> `VolumeList` |
| ``POST /folders`` | `FolderRef` -> 201 (creates the folder, 409 if it is there) |
| ``POST /folders/delete`` | `FolderRef` -> 204 (removes the folder and all in it; absent: 204) |
| ``POST /folders/usage`` | `FolderRef` -> `FolderUsage` |
| ``POST /files/list`` | `PathRequest` -> `FileList` |
| ``POST /files/mkdir`` | `MkdirRequest` -> 204 |
| ``POST /files/rename`` | `RenameRequest` -> 204 |
| ``POST /files/move`` | `MoveRequest` -> 204 |
| ``POST /files/delete`` | `DeleteFilesRequest` -> 204 |
| ``POST /uploads`` | `UploadRequest` -> `Transfer` (an empty file is created at once) |
| ``POST /downloads`` | `DownloadRequest` -> `Transfer` (a file; a directory as an archive) |
| ``POST /transfers/revoke`` | `RevokeRequest` -> 204 (older tokens are worth nothing; what ran has ended) |
| ``POST /folders/clone`` | `CloneRequest` -> `TaskState` (ended at once where the volume copies on write) |
| ``POST /folders/handover`` | `HandoverRequest` -> `Transfer` (the whole folder, for another storage proxy) |
| ``POST /tasks/get`` | `TaskRef` -> `TaskState` |
| ``POST /tasks/cancel`` | `TaskRef` -> 204 (what was made so far is removed) |
| ``POST /snapshots/list`` | `FolderRef` -> `SnapshotList` (501 where the volume has none) |
| ``POST /snapshots/create`` | `SnapshotRequest` -> `Snapshot` |
| ``POST /snapshots/delete`` | `SnapshotRequest` -> 204 |
| ``POST /snapshots/restore`` | `RestoreRequest` -> 204 |
| ``POST /quota/get`` | `QuotaRef` -> `QuotaState` |
| ``POST /quota/set`` | `QuotaLimit` -> `QuotaState` |
| ``POST /volumes/performance`` | `VolumeRef` -> `Performance` |
| ``POST /volumes/inventory`` | `VolumeRef` -> `Inventory` |

| client API | |
|---|---|
| ``OPTIONS /upload``, ``HEAD|PATCH|DELETE /upload?token=`` | tus 1.0 with termination, without creation |
| ``GET|HEAD /download?token=`` | one file, ranges and If-Range; or an archive, as a stream |
| ``GET /handover`` | a whole folder as a tar stream, for another storage proxy (bearer token, used once) |

Errors are problem documents (RFC 7807) with ``type`` ``https://api.backend.ai/probs/storage/<code>``. Where
the file system refused, ``data`` is ``{"errno": int, "paths": [str]}`` and ``detail`` its words.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

PROTOCOL = 1
VOLUME_MARK = ".kernelyard-volume"
"""File in the root of every volume, ``{"name": ..., "id": ...}``: by it a node knows what it has mounted."""


VOLUME_NAME = r"^[a-z0-9][a-z0-9_-]{0,62}$"
SNAPSHOT_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
MOST_NAMES = 1000
"""Names of one directory that one archive is made of, where not all of it is wanted."""


class Message(BaseModel):
    """A message of this contract: immutable, and unknown keys are an error on the side that reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FolderRef(Message):
    """Which folder. ``quota_scope`` is ``user:<uuid>`` or ``project:<uuid>``: whose quota it counts on."""

    volume: str = Field(pattern=VOLUME_NAME)
    quota_scope: str = Field(pattern=r"^(user|project):[0-9a-f-]{36}$")
    folder_id: UUID

    def relative_path(self) -> str:
        """Where the folder lies below its volume's root; the same on every node that mounts the volume."""
        digits = self.folder_id.hex
        return f"{self.quota_scope.replace(':', '-')}/{digits[:2]}/{digits[2:4]}/{digits[4:]}"


class Health(Message):
    protocol: int = PROTOCOL
    version: str


class Volume(Message):
    name: str
    backend: str
    capabilities: list[str]
    total_bytes: int
    used_bytes: int
    quota: Literal["enforced", "advisory"]
    mark: str = ""
    """The id in its `VOLUME_MARK`."""


class VolumeList(Message):
    volumes: list[Volume]


class FolderUsage(Message):
    used_bytes: int
    files: int


class PathRequest(Message):
    """``snapshot`` names one of the folder's snapshots: then its files are meant, not today's."""

    folder: FolderRef
    path: str = "."
    snapshot: str | None = Field(default=None, pattern=SNAPSHOT_NAME)


class FileEntry(Message):
    """Times in seconds since 1970, ``size`` in bytes, ``mode`` the permission bits."""

    name: str
    type: Literal["FILE", "DIRECTORY", "SYMLINK", "OTHER"]
    size: int
    mode: int
    created: float
    modified: float


class FileList(Message):
    entries: list[FileEntry]


class MkdirRequest(Message):
    folder: FolderRef
    path: str
    parents: bool = False
    exist_ok: bool = False


class RenameRequest(Message):
    folder: FolderRef
    path: str
    new_name: str


class MoveRequest(Message):
    folder: FolderRef
    source: str
    target: str


class DeleteFilesRequest(Message):
    folder: FolderRef
    paths: list[str]
    recursive: bool = False


class UploadRequest(Message):
    folder: FolderRef
    path: str
    size: int = Field(ge=0)
    user: str
    """Who uploads; goes into the token and the log."""


class DownloadRequest(Message):
    """``archive``: the directory (or file) ``path`` as a stream made on the fly; with ``names``, only these
    of what is directly in that directory. ``inline``: answered with its own media type, for a preview in a
    sandboxed frame, where that type is harmless; else as an attachment.
    """

    folder: FolderRef
    path: str
    user: str
    archive: Literal["zip", "tar"] | None = None
    names: tuple[str, ...] = Field(default=(), max_length=MOST_NAMES)
    inline: bool = False
    snapshot: str | None = Field(default=None, pattern=SNAPSHOT_NAME)
    name: str = Field(default="", max_length=255)
    """What the folder is called, for the name of its archive."""


class Transfer(Message):
    """Where to send or fetch the bytes. The token is bound to folder, path, verb and user, and expires."""

    url: str
    token: str = Field(repr=False)
    size: int = Field(default=0, ge=0)
    """Bytes that will come at least, of a whole folder."""


class RevokeRequest(Message):
    """Transfers that end: all of ``user``, all in ``folder``, or of that user in that folder."""

    folder: FolderRef | None = None
    user: str | None = None


class CloneRequest(Message):
    """Copy a folder to a new one of this storage proxy, perhaps on another of its volumes or in another quota
    scope; with ``origin``, one of another storage proxy, which is fetched from there. The copy is nobody's
    until it is whole.
    """

    source: FolderRef
    target: FolderRef
    origin: Transfer | None = None
    size: int = Field(default=0, ge=0)
    """Bytes that are to be expected from there, as last counted: for the progress only."""


class HandoverRequest(Message):
    """All of a folder, for the storage proxy that makes a copy of it for ``user``."""

    folder: FolderRef
    user: str


class TaskRef(Message):
    """``makes``: the folder that the task was to make. It tells the end of a task that is not known any
    more: a folder that is there is whole.
    """

    task_id: UUID
    makes: FolderRef | None = None


class TaskState(Message):
    """Progress in bytes; ``total`` is 0 while it is not known. ``message`` says why a task failed."""

    task_id: UUID
    state: Literal["running", "done", "failed", "cancelled"]
    done: int = 0
    total: int = 0
    message: str = ""


class Snapshot(Message):
    """``created`` in seconds since 1970; ``used_bytes`` what only this snapshot holds, where it is known."""

    name: str
    created: float
    used_bytes: int | None = None


class SnapshotList(Message):
    snapshots: list[Snapshot]


class SnapshotRequest(Message):
    folder: FolderRef
    name: str = Field(pattern=SNAPSHOT_NAME)


class RestoreRequest(Message):
    """Copy ``path`` out of a snapshot to ``target`` in the folder (default: where it was). What is there is
    kept beside it under another name, never overwritten.
    """

    folder: FolderRef
    name: str = Field(pattern=SNAPSHOT_NAME)
    path: str = "."
    target: str | None = None


class VolumeRef(Message):
    volume: str = Field(pattern=VOLUME_NAME)


class QuotaRef(VolumeRef):
    """One quota scope on one volume. ``recount``: what is used now, even if counting takes a while."""

    quota_scope: str = Field(pattern=r"^(user|project):[0-9a-f-]{36}$")
    recount: bool = False


class QuotaLimit(QuotaRef):
    """``limit`` in bytes; None: no limit."""

    limit: int | None = Field(ge=0, le=1 << 60)


class QuotaState(Message):
    """Bytes. ``enforced``: the file system itself refuses what is over the limit; else only transfers and
    file verbs of this service are refused (*advisory*), and ``used_bytes`` may lag (``counted``: when).
    """

    limit: int | None
    used_bytes: int
    files: int | None = None
    quota: Literal["enforced", "advisory"]
    counted: float


class Performance(Message):
    """What went through this service since it started, and the last minute's rates. Times in seconds."""

    read_bytes: int
    written_bytes: int
    read_bytes_per_second: float
    written_bytes_per_second: float
    transfers: int
    verbs: int
    verb_seconds_median: float
    verb_seconds_p99: float


class FoundFolder(Message):
    """A folder as it lies on the disk; ``folder_id`` None when its place is not one of ours (``path``)."""

    quota_scope: str
    folder_id: UUID | None
    path: str
    modified: float


class Inventory(Message):
    folders: list[FoundFolder]
