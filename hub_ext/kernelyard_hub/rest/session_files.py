"""``/session/{session}/upload``, ``files`` and ``download``: files in a running session's home."""

from __future__ import annotations

import json
from typing import Annotated
from urllib.parse import quote, unquote

import aiohttp
from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer, nothing
from kernelyard_hub.operations.sessions import files as session_files

from .sessions import owner

FORM_LIMIT = (session_files.MAX_FILES + 1) * session_files.MAX_FILE_SIZE
"""Bytes of one upload request, with its separators."""
Path = Annotated[str, Field(max_length=4096)]


class Directory(BaseModel):
    path: Path = "."


class Download(BaseModel):
    files: list[Path]


async def upload(call: Call) -> web.StreamResponse:
    """A form of files. The client percent-encodes the directories of their names (T47)."""
    if not call.request.content_type.startswith("multipart/"):
        raise errors.InvalidParameters("The files must be sent as multipart/form-data.")
    files: list[tuple[str, bytes]] = []
    room = FORM_LIMIT
    try:
        async for part in await call.request.multipart():
            if not isinstance(part, aiohttp.BodyPartReader) or not part.filename:
                problem = {"src": "has no file name"}
                raise errors.InvalidParameters("Input validation error", data=problem)
            content = bytearray()
            while chunk := await part.read_chunk(65536):
                content += chunk
                room -= len(chunk)
                if room < 0 or len(content) > session_files.MAX_FILE_SIZE + 1:
                    break
            files.append((unquote(part.filename), bytes(content)))
            if room < 0 or len(files) > session_files.MAX_FILES:
                break
    except ValueError:
        raise errors.InvalidParameters("Malformed body") from None
    await session_files.upload(call.site, call.who, call.path("session"), files, owner_access_key=owner(call))
    return nothing()


async def files(call: Call) -> web.StreamResponse:
    """``files`` is a JSON text, as clients expect it."""
    asked = await call.read(Directory)
    try:
        found, folder = await session_files.listing(
            call.site, call.who, call.path("session"), asked.path, owner_access_key=owner(call)
        )
    except errors.InvalidParameters as problem:
        # Clients show this and end with status 1.
        return answer({"files": "[]", "folder_path": asked.path, "errors": problem.message})
    return answer({"files": json.dumps(found), "folder_path": folder, "errors": ""})


async def download(call: Call) -> web.StreamResponse:
    """A multipart reply with one tar archive per file."""
    asked = await call.read(Download)
    archives = await session_files.download(
        call.site, call.who, call.path("session"), asked.files, owner_access_key=owner(call)
    )
    with aiohttp.MultipartWriter("mixed") as writer:
        for archive in archives:
            writer.append(archive, {"Content-Type": "application/x-tar"})
    return web.Response(body=writer, headers={"X-Content-Type-Options": "nosniff"})


async def output(call: Call) -> web.StreamResponse:
    """A file that a run has made: always a download, never shown as a page of this site (OBJ-016)."""
    name = call.path("name")
    data = await session_files.output(
        call.site, call.who, call.path("session"), name, owner_access_key=owner(call)
    )
    shown = quote(name.rpartition("/")[2])
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{shown}"}
    return web.Response(body=data, content_type="application/octet-stream", headers=headers)


ROUTES = [
    Route("POST", "/session/{session}/upload", "session.upload", upload),
    Route("GET", "/session/{session}/files", "session.files", files),
    Route("GET", "/session/{session}/download", "session.download", download),
    Route("GET", "/session/{session}/output/{name:.+}", "session.download", output),
]
