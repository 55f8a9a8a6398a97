"""Files in a running session's home: small uploads, listings and downloads (REST-012 to REST-014)."""

from __future__ import annotations

import base64
import io
import tarfile
from collections.abc import Sequence
from typing import Any

from kernelyard_agent.protocol import FilePath, FilesUpload, UploadedFile
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions.execution import ask, running_kernel
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site

MAX_FILES = 20
MAX_FILE_SIZE = 2**20
"""Bytes of one uploaded file; longer ones belong into a folder (REST-012)."""
MAX_DOWNLOADS = 5
"""Files of one download call (REST-014)."""
OUTPUT = ".output"
"""Directory below a session's home whose new files a run reports (OBJ-014)."""


async def upload(
    site: Site,
    who: Principal,
    ref: str,
    files: Sequence[tuple[str, bytes]],
    owner_access_key: str | None = None,
) -> None:
    """Write ``files`` (path below the home, content) as the session's user; what is there is replaced.

    Raises `InvalidParameters`, which names the file, and then writes nothing.
    """
    if not files:
        raise errors.InvalidParameters("No files were sent.", data={"src": "is required"})
    if len(files) > MAX_FILES:
        raise errors.InvalidParameters(f"At most {MAX_FILES} files go into one request.")
    for path, content in files:
        if len(content) > MAX_FILE_SIZE:
            raise errors.InvalidParameters(
                f"{path[:200]!r} is larger than {MAX_FILE_SIZE // 2**20} MiB; use a folder for it.",
                data={"src": path[:200]},
            )
    request = FilesUpload(
        files=[UploadedFile(path=path, data=base64.b64encode(data).decode()) for path, data in files]
    )
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    await ask(lambda: client.upload(kernel_id, request))


async def listing(
    site: Site, who: Principal, ref: str, path: str, owner_access_key: str | None = None
) -> tuple[list[dict[str, Any]], str]:
    """Entries of a directory of the session, and its absolute path there."""
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    found = await ask(lambda: client.list_files(kernel_id, FilePath(path=path)))
    return [dict(file) for file in found.files], found.folder_path


async def output(
    site: Site, who: Principal, ref: str, name: str, owner_access_key: str | None = None
) -> bytes:
    """A file that a run has made below ``.output`` (OBJ-016). Raises `NotFound` for what is no file."""
    (archive,) = await download(site, who, ref, [f"{OUTPUT}/{name}"], owner_access_key)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            if member.isreg() and (file := packed.extractfile(member)) is not None:
                return file.read()
            break
    raise errors.NotFound(f"The session has no file {name[:200]!r} in {OUTPUT}.")


async def download(
    site: Site, who: Principal, ref: str, paths: Sequence[str], owner_access_key: str | None = None
) -> list[bytes]:
    """One tar archive per path."""
    if not paths:
        raise errors.InvalidParameters("No files were named.", data={"files": "is required"})
    if len(paths) > MAX_DOWNLOADS:
        raise errors.InvalidParameters(
            f"At most {MAX_DOWNLOADS} files go into one request.", data={"files": "too many"}
        )
    kernel_id, client = await running_kernel(site, who, ref, owner_access_key)
    archives = []
    for path in paths:
        request = FilePath(path=path)
        packed = await ask(lambda request=request: client.download(kernel_id, request))  # type: ignore[misc]
        archives.append(base64.b64decode(packed.tar))
    return archives
