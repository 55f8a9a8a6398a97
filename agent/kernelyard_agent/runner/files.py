"""Files in the session's home: take them in, list them, pack them. Runs as the session's user.

Everything here has the rights of the session and no more, so a symlink leads nowhere that the user's own code
could not go. Paths are still kept below the home: absolute ones must name it, ``..`` is refused.
"""

from __future__ import annotations

import base64
import io
import os
import stat
import tarfile
from pathlib import Path, PurePosixPath
from typing import Any

HOME_IN_SESSION = "/home/work"
"""What the API calls the home, whatever it is called on this node (REST-012, REST-013)."""
DOWNLOAD_LIMIT = 32 * 2**20
"""Bytes of one file or directory that a download packs; longer ones belong into a folder."""
LIST_LIMIT = 10_000


class FileProblem(Exception):
    """The request cannot be carried out; the message is one sentence for the user."""


class HomeFiles:
    """The files below one directory, the session's home."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def place(self, path: str) -> Path:
        """Where ``path`` lies. Raises `FileProblem` when it is not below the home."""
        if "\0" in path:
            raise FileProblem("A path cannot hold a NUL character.")
        pure = PurePosixPath(path or ".")
        if pure.is_absolute():
            for root in (HOME_IN_SESSION, str(self._home)):
                if pure.is_relative_to(root):
                    pure = pure.relative_to(root)
                    break
            else:
                raise FileProblem(f"{path!r} is not below {HOME_IN_SESSION}.")
        if ".." in pure.parts:
            raise FileProblem(f"{path!r} leads out of {HOME_IN_SESSION}.")
        return self._home / pure

    def upload(self, params: dict[str, Any]) -> None:
        """Write ``files`` (path, data in base64), making directories as needed; what is there is replaced."""
        targets = [(self.place(file["path"]), base64.b64decode(file["data"])) for file in params["files"]]
        for target, data in targets:
            if target == self._home:
                raise FileProblem("A file needs a name.")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            except OSError as error:
                raise FileProblem(f"{target.relative_to(self._home)}: {error.strerror}.") from error

    def list(self, params: dict[str, Any]) -> dict[str, Any]:
        """Entries of a directory: filename, size (bytes), mode (as ``ls`` writes it), mtime (seconds)."""
        directory = self.place(params["path"])
        found: list[dict[str, Any]] = []
        try:
            with os.scandir(directory) as entries:
                for entry in entries:
                    if len(found) == LIST_LIMIT:
                        break
                    status = entry.stat(follow_symlinks=False)
                    found.append(
                        {
                            "filename": entry.name,
                            "size": status.st_size,
                            "mode": stat.filemode(status.st_mode),
                            "ctime": status.st_ctime,
                            "atime": status.st_atime,
                            "mtime": status.st_mtime,
                        }
                    )
        except OSError as error:
            raise FileProblem(f"{params['path']}: {error.strerror}.") from error
        found.sort(key=lambda file: str(file["filename"]))
        shown = PurePosixPath(HOME_IN_SESSION) / directory.relative_to(self._home)
        return {"files": found, "folder_path": str(shown)}

    def download(self, params: dict[str, Any]) -> str:
        """A tar archive (base64) of one file or directory, named as it was asked for."""
        source = self.place(params["path"])
        name = str(source.relative_to(self._home))
        if _size(source) > DOWNLOAD_LIMIT:
            raise FileProblem(f"{name} is larger than {DOWNLOAD_LIMIT // 2**20} MiB; use a folder for it.")
        packed = io.BytesIO()
        try:
            with tarfile.open(fileobj=packed, mode="w") as archive:
                archive.add(source, arcname=source.name if name != "." else "work")
        except OSError as error:
            raise FileProblem(f"{name}: {error.strerror}.") from error
        return base64.b64encode(packed.getvalue()).decode()


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a directory; links are not followed."""
    total = 0
    try:
        if not path.is_dir() or path.is_symlink():
            return path.lstat().st_size
        for directory, _, names in os.walk(path):
            for name in names:
                total += os.lstat(Path(directory) / name).st_size
                if total > DOWNLOAD_LIMIT:
                    return total
    except OSError as error:
        raise FileProblem(f"{path.name}: {error.strerror}.") from error
    return total
