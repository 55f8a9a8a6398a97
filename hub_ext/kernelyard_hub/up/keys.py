"""The site's secrets: made once, mode 0600 in a 0700 directory, and handed to programs by file name only."""

from __future__ import annotations

import secrets
from pathlib import Path

from .layout import is_private, write_private

TOKENS = (
    *("service.token", "hub.token", "agent.token", "storage.token"),
    *("transfer.key", "proxy.token", "supervisor.token", "metrics.token"),
)
"""64 hexadecimal digits each; who uses which stands in the architecture notes (who calls whom)."""
COOKIE_SECRET = "cookie.secret"  # noqa: S105 - a file's name
ENCRYPTION_KEY = "encryption.key"


def ensure_keys(directory: Path) -> None:
    """Create the secrets that are missing. Raises PermissionError when others could read one that is
    there."""
    for name in (*TOKENS, COOKIE_SECRET, ENCRYPTION_KEY):
        path = directory / name
        if not path.exists():
            write_private(path, _new(name) + "\n")
        elif not is_private(path):
            raise PermissionError(f"{path} can be read by others; it must have mode 0600.")


def read_key(directory: Path, name: str) -> str:
    """One secret, without the newline at its end."""
    return (directory / name).read_text().strip()


def _new(name: str) -> str:
    if name == ENCRYPTION_KEY:
        from cryptography.fernet import Fernet

        return Fernet.generate_key().decode()
    return secrets.token_hex(32)
