"""What makes a node one of the site: key and certificate, the site's authority, a secret of its own.

    <node_dir>/node.pem        key and certificate, renewed together
    <node_dir>/authority.crt   the certificate that all others of the site are checked against
    <node_dir>/node.secret     what hub service and this node share, and nobody else
    <node_dir>/node.json       name, enrolment, where the hub service is

All of it is made by `kernelyard agent join`; the directory is 0700, every file 0600.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .. import joining, tls

KEY_FILE, AUTHORITY_FILE, SECRET_FILE, FACTS_FILE = "node.pem", "authority.crt", "node.secret", "node.json"


class IdentityError(ValueError):
    """This machine is no node of a site, or its files are not as they must be; says what to do."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a node knows of itself and its site."""

    name: str
    enrolment: UUID
    hub: str
    """The hub service's door for nodes: ``https://address:port``."""
    resource_group: str
    addresses: list[str]
    volumes: dict[str, str]
    """Name of a volume -> what its mark says."""


class Identity:
    """A node's identity, ready for use. `take` puts a renewed certificate in place, also in what runs."""

    def __init__(self, directory: Path) -> None:
        """Raises `IdentityError`."""
        self.directory = directory
        try:
            loaded = json.loads(_private(directory / FACTS_FILE))
            self.facts = Facts(**{**loaded, "enrolment": UUID(loaded["enrolment"])})
            self.secret = _private(directory / SECRET_FILE).strip()
            self.pem = _private(directory / KEY_FILE)
            self.server = tls.server_context(directory / AUTHORITY_FILE)
            self.client = tls.client_context(directory / AUTHORITY_FILE)
            self._load()
        except FileNotFoundError as error:
            raise IdentityError(
                f"{directory} holds no node of a site ({error.filename} is not there); "
                "run: kernelyard agent join"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IdentityError(f"{directory} cannot be used: {error}") from None

    @property
    def certificate(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.pem.encode())

    @property
    def expires(self) -> datetime:
        return self.certificate.not_valid_after_utc

    def take(self, key: str, renewed: joining.Certificate) -> None:
        """Use a new key and certificate from the next connection on; they are on the disk before.

        Raises OSError (of which TLS errors are some) for what cannot be used, and keeps the old ones.
        """
        pem = key + renewed.certificate
        trial = self.directory / f"{KEY_FILE}.trial"
        write(trial, pem)
        tls.client_context(self.directory / AUTHORITY_FILE).load_cert_chain(trial)
        trial.replace(self.directory / KEY_FILE)
        self.pem = pem
        self._load()

    def _load(self) -> None:
        for context in (self.server, self.client):
            context.load_cert_chain(self.directory / KEY_FILE)

    @classmethod
    def create(cls, directory: Path, hub: str, key: str, joined: joining.Joined) -> Self:
        """Write down what a site has made of this machine."""
        facts = {
            "name": joined.name,
            "enrolment": str(joined.enrolment),
            "hub": hub,
            "resource_group": joined.resource_group,
            "addresses": joined.addresses,
            "volumes": joined.volumes,
        }
        write(directory / KEY_FILE, key + joined.certificate)
        write(directory / AUTHORITY_FILE, joined.authority)
        write(directory / SECRET_FILE, joined.secret + "\n")
        write(directory / FACTS_FILE, json.dumps(facts, indent=2) + "\n")
        return cls(directory)


def new_key() -> tuple[str, str]:
    """A key and a request to sign it, in PEM. The request names nobody: who we are is the site's word."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node")])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode(), request.public_bytes(serialization.Encoding.PEM).decode()


def fingerprint(certificate: str) -> str:
    """SHA-256 of a certificate in PEM, in hexadecimal digits. Raises `ValueError` when it is none."""
    return x509.load_pem_x509_certificate(certificate.encode()).fingerprint(hashes.SHA256()).hex()


def write(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _private(path: Path) -> str:
    with path.open() as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise IdentityError(f"{path} can be read by others; run: chmod 600 {path}")
        return file.read()
