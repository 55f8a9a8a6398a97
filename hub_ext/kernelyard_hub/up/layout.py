"""Where everything of a site lies: one directory, ``DATA``. Nothing is written outside of it."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths below ``DATA``. Directories that sessions need are searchable by others; the rest is 0700."""

    data: Path

    @property
    def secrets(self) -> Path:
        return self.data / "secrets"

    @property
    def nodes(self) -> Path:
        """Certificates for nodes on other machines; what `kernelyard_hub.authority` keeps."""
        return self.secrets / "nodes"

    @property
    def hub(self) -> Path:
        return self.data / "hub"

    @property
    def service(self) -> Path:
        return self.data / "service"

    @property
    def service_config(self) -> Path:
        """What of the hub service's settings may hold a password: the database's URL."""
        return self.service / "kernelyard_hub_config.json"

    @property
    def agent(self) -> Path:
        return self.data / "agent"

    @property
    def storage(self) -> Path:
        return self.data / "storage"

    @property
    def volume(self) -> Path:
        return self.data / "volumes" / "volume1"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def console(self) -> Path:
        """Console pages built by ``make run``; the installed package may hold some of its own."""
        return self.data / "console"

    @property
    def processes(self) -> Path:
        """One file per process of the running site, so that the next start finds what a killed one left."""
        return self.data / "processes"

    @property
    def credentials(self) -> Path:
        return self.data / "credentials.json"

    @property
    def state(self) -> Path:
        return self.data / "state.json"

    @property
    def lock(self) -> Path:
        return self.data / "up.lock"

    def database_url(self) -> str:
        return f"sqlite:///{self.service / 'kernelyard.sqlite'}"

    def make(self) -> None:
        """Create the directories with their modes. Safe to repeat; widens nothing that an admin has
        closed.

        The volume stays root's: who owns it could rename other people's folders. Sessions pass through it.
        """
        as_root = os.geteuid() == 0
        _directory(self.data, 0o711 if as_root else 0o700)
        for private in (self.secrets, self.hub, self.service, self.logs, self.processes):
            _directory(private, 0o700)
        for shared in (self.agent, self.storage, self.data / "volumes", self.volume):
            _directory(shared, 0o711 if as_root else 0o700)


def _directory(path: Path, mode: int) -> None:
    if not path.exists():
        path.mkdir(parents=True, mode=0o755)
        path.chmod(mode)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file; empty when the file is not there."""
    try:
        loaded = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    if not isinstance(loaded, dict):
        raise ValueError(f"{path} does not hold a JSON object.")  # noqa: TRY004 - the file is wrong, not a type
    return loaded


def is_private(path: Path) -> bool:
    """Whether only the owner can read the file."""
    return stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
