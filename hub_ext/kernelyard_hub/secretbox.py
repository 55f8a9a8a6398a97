"""Encryption at rest for the few secrets that must be read back: keypair secrets and session credentials."""

from __future__ import annotations

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet


class SecretBox:
    """Fernet under the site's key (``encryption.key``, mode 0600)."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def seal(self, text: str) -> bytes:
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        return self._fernet.decrypt(sealed).decode()

    def seal_mapping(self, mapping: Mapping[str, str]) -> bytes:
        return self.seal(json.dumps(dict(mapping)))

    def open_mapping(self, sealed: bytes) -> dict[str, str]:
        loaded = json.loads(self.open(sealed))
        return {str(key): str(value) for key, value in loaded.items()}
