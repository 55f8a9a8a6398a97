"""The site's certificate authority: signs for hub service, proxy and nodes, and for nobody else.

    <secrets_dir>/nodes/authority.key, authority.crt   made once, good for ten years
    <secrets_dir>/nodes/hub.pem, proxy.pem             our own keys with certificates, made anew when they age

Private keys are 0600 in a 0700 directory. The authority can only sign ends of a chain (path length 0).
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .up.layout import is_private, write_private

log = logging.getLogger(__name__)

LIFETIME = timedelta(days=30)
"""How long certificates of nodes and of the hub service are good for; they are renewed after two thirds."""
PROXY_LIFETIME = timedelta(days=400)
"""The proxy reads its certificate when it starts, so this one lasts for longer."""
OWN_LIFETIME = timedelta(days=3652)
RETRY = 60.0
"""Seconds until the next try where our own certificate could not be renewed: a full disk, say."""
SKEW = timedelta(minutes=5)
"""How far the clock of a node may be behind ours."""


class BadRequest(ValueError):
    """A signing request that cannot be signed; the message is safe to show."""


class Authority:
    """``directory`` is made when it is not there. Raises PermissionError when others could read a key."""

    def __init__(self, directory: Path, lifetime: timedelta = LIFETIME) -> None:
        self.directory, self.lifetime = directory, lifetime
        self.file = directory / "authority.crt"
        key_file = directory / "authority.key"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.file.exists():
            key, certificate = _own()
            write_private(key_file, _pem_of(key))
            write_private(self.file, certificate.public_bytes(serialization.Encoding.PEM).decode())
        if not is_private(key_file):
            raise PermissionError(f"{key_file} can be read by others; it must have mode 0600.")
        self.pem = self.file.read_text()
        self._certificate = x509.load_pem_x509_certificate(self.pem.encode())
        loaded = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise PermissionError(f"{key_file} holds no key of this program.")
        self._key = loaded

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, in hexadecimal digits; tokens carry it."""
        return self._certificate.fingerprint(hashes.SHA256()).hex()

    def sign(self, request: str, common_name: str, names: Iterable[str]) -> tuple[str, datetime]:
        """A certificate for the key of a signing request (PEM), and when it ends. Raises `BadRequest`.

        Of the request only the key is taken: who it is for is the caller's word.
        """
        try:
            loaded = x509.load_pem_x509_csr(request.encode())
            genuine = loaded.is_signature_valid
            key = loaded.public_key()
        except (ValueError, InvalidSignature):
            raise BadRequest("The signing request cannot be read.") from None
        if not genuine or not isinstance(key, ec.EllipticCurvePublicKey) or key.key_size < 256:
            raise BadRequest("The signing request must be made with an elliptic key of 256 bits or more.")
        certificate = self._issue(key, common_name, list(names), self.lifetime)
        return certificate, x509.load_pem_x509_certificate(certificate.encode()).not_valid_after_utc

    def own(self, what: str, name: str, lifetime: timedelta | None = None) -> Path:
        """Our key and certificate with ``name`` in one file, made anew when a third of its life is left."""
        path = self.directory / f"{what}.pem"
        if not path.exists() or not self._fresh(path):
            key = ec.generate_private_key(ec.SECP256R1())
            certificate = self._issue(key.public_key(), what, [name], lifetime or self.lifetime)
            write_private(path, _pem_of(key) + certificate)
        return path

    def _fresh(self, path: Path) -> bool:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        now = datetime.now(UTC)
        try:
            certificate.verify_directly_issued_by(self._certificate)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return now < renewal_due(certificate)

    def _issue(
        self, key: ec.EllipticCurvePublicKey, common_name: str, names: Sequence[str], lifetime: timedelta
    ) -> str:
        now = datetime.now(UTC)
        signer = self._certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(common_name))
            .issuer_name(self._certificate.subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - min(SKEW, lifetime))
            .not_valid_after(now + lifetime)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer), critical=False
            )
        )
        signed = builder.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()


def renewal_due(certificate: x509.Certificate) -> datetime:
    """When two thirds of a certificate's life are over."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return begins + (ends - begins) * 2 / 3


async def keep_fresh(authority: Authority, what: str, name: str, contexts: Sequence[ssl.SSLContext]) -> None:
    """Renew our own certificate in running contexts whenever it is time, until cancelled."""
    while True:
        try:
            path = await asyncio.to_thread(authority.own, what, name)
            for context in contexts:
                context.load_cert_chain(path)
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
        except OSError as error:
            log.error("the certificate for nodes could not be renewed: %s", error)
            await asyncio.sleep(RETRY)
            continue
        left = (renewal_due(certificate) - datetime.now(UTC)).total_seconds()
        await asyncio.sleep(max(1.0, min(left, 6 * 3600.0)))


def _own() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    name = _name(f"Kernelyard site {x509.random_serial_number():x}"[:64])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + OWN_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return key, builder.sign(key, hashes.SHA256())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode()
