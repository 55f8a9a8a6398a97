"""Runner images: an image that holds a bundle at `MOUNT`, for nodes whose own Python is not to be used."""

from __future__ import annotations

import asyncio
import json
import logging
import platform
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

import aiodocker

from .places import MANIFEST, MOUNT, BundleError

log = logging.getLogger(__name__)

DOCKERFILE = f"FROM scratch\nCOPY bundle {MOUNT}\n"


def identity(reference: str, engine_url: str | None) -> str:
    """Name of the bundle in an image that the engine has: from the image's id. Raises `BundleError`."""

    async def ask() -> dict[str, Any]:
        async with aiodocker.Docker(engine_url) as docker:
            return dict(await docker.images.inspect(reference))

    try:
        found = asyncio.run(ask())
    except (aiodocker.DockerError, OSError) as problem:
        raise BundleError(f"The runner image {reference} cannot be used: {problem}.") from problem
    return "image-" + str(found["Id"]).removeprefix("sha256:")[:24]


def copy_out(reference: str, name: str, target: Path, engine_url: str | None) -> None:
    """Copy the bundle out of an image. Raises `BundleError` when it holds none for this machine."""
    log.info("bundle %s: copying from %s", name, reference)
    with tempfile.TemporaryFile(dir=target.parent) as archive:
        try:
            asyncio.run(_fetch(reference, archive, engine_url))
        except (aiodocker.DockerError, OSError) as problem:
            raise BundleError(f"The runner image {reference} holds no {MOUNT}: {problem}.") from problem
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            for member in tar:
                # Everything in the archive is below the directory's own name.
                member.name = member.name.partition("/")[2]
                if member.name:
                    _check(member, reference)
                    tar.extract(member, target, numeric_owner=True)
    manifest = target / MANIFEST
    if not manifest.exists():
        raise BundleError(f"The runner image {reference} holds no bundle at {MOUNT}.")
    built_for = json.loads(manifest.read_text())["architecture"]
    if built_for != platform.machine():
        raise BundleError(
            f"The runner image {reference} is for {built_for}, this node is {platform.machine()}."
        )


def _check(member: tarfile.TarInfo, reference: str) -> None:
    """Raise `BundleError` for what would be written outside of the bundle, or is no file of one."""
    names = [member.name, *([member.linkname] if member.issym() else [])]
    depth = len(PurePosixPath(member.name).parts) - 1
    climbs = sum(part == ".." for part in PurePosixPath(member.linkname).parts) if member.issym() else 0
    away = any(name.startswith("/") for name in names) or ".." in PurePosixPath(member.name).parts
    if away or climbs > depth or not (member.isreg() or member.isdir() or member.issym()):
        raise BundleError(
            f"The runner image {reference} holds no bundle: {member.name} does not belong in one."
        )


def write_context(bundle: Path, out: IO[bytes]) -> None:
    """What ``docker build -`` makes a runner image of, as a tar."""
    # Docker knows an archive by its first block, which must be a file's own.
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        with tempfile.NamedTemporaryFile() as file:
            file.write(DOCKERFILE.encode())
            file.flush()
            tar.add(file.name, "Dockerfile")
        tar.add(bundle, "bundle", filter=_nobodys)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


async def _fetch(reference: str, archive: IO[bytes], engine_url: str | None) -> None:
    async with aiodocker.Docker(engine_url) as docker:
        # Never started: it has no program that could be.
        container = await docker.containers.create({"Image": reference, "Cmd": ["none"]})
        try:
            path = f"containers/{container.id}/archive"
            async with docker._query(path, "GET", params={"path": MOUNT}, timeout=None) as answer:
                async for chunk in answer.content.iter_chunked(1 << 20):
                    archive.write(chunk)
        finally:
            await container.delete(force=True)
