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
| ``POST /downloads`` | `DownloadRequest` -> `Transfer` |

| client API | |
|---|---|
| ``OPTIONS /upload`` ``HEAD /upload?token=`` ``PATCH /upload?token=`` | tus 1.0 without creation |
| ``GET|HEAD /download?token=`` | one file, ranges and If-Range |

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


class Message(BaseModel):
    """A message of this contract: immutable, and unknown keys are an error on the side that reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FolderRef(Message):
    """Which folder. ``quota_scope`` is ``user:<uuid>`` or ``project:<uuid>``: whose quota it counts on."""

    volume: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")
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
    folder: FolderRef
    path: str = "."


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
    folder: FolderRef
    path: str
    user: str


class Transfer(Message):
    """Where to send or fetch the bytes. The token is bound to folder, path, verb and user, and expires."""

    url: str
    token: str = Field(repr=False)
