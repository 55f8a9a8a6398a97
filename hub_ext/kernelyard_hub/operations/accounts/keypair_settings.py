"""What a keypair brings into its sessions beside its rights: a bootstrap script and an SSH key."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)
from pydantic import BaseModel, Field
from sqlalchemy import Connection, select, update

from kernelyard_hub import errors
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import belongings
from kernelyard_hub.store.models import keypairs

MAX_SCRIPT = 65_536
"""Characters of a keypair's bootstrap script."""


class Script(BaseModel):
    script: str = Field(max_length=MAX_SCRIPT)


class UploadedKey(BaseModel):
    pubkey: str = Field(max_length=16_384)
    privkey: str = Field(max_length=16_384, repr=False)


async def bootstrap_script(site: Site, who: Principal, owner_access_key: str | None = None) -> str:
    """The script that sessions of the keypair run first; empty when there is none (golden 189)."""

    def read(conn: Connection) -> str:
        return belongings.bootstrap_script(conn, owner_of(conn, who, owner_access_key).access_key)

    return await site.store.read(read)


async def set_bootstrap_script(
    site: Site, who: Principal, script: str, owner_access_key: str | None = None
) -> None:
    if "\0" in script:
        raise errors.InvalidParameters("Input validation error", data={"script": "has to be text"})

    def write(conn: Connection) -> None:
        mine = keypairs.c.access_key == owner_of(conn, who, owner_access_key).access_key
        conn.execute(update(keypairs).where(mine).values(bootstrap_script=script))

    await site.store.write(write)


async def ssh_public_key(site: Site, who: Principal) -> str | None:
    """The public key that belongs to the caller's keypair; None when none was made (golden 018)."""
    query = select(keypairs.c.ssh_public_key).where(keypairs.c.access_key == who.access_key)
    return await site.store.read(lambda conn: conn.scalar(query))


async def renew_ssh_key(site: Site, who: Principal) -> tuple[str, str]:
    """Make another SSH key for the keypair's sessions; returns both halves, the private one this once."""
    public, private = _halves(Ed25519PrivateKey.generate(), who.username)
    await _keep(site, who, public, private)
    return public, private


async def upload_ssh_key(site: Site, who: Principal, uploaded: UploadedKey) -> tuple[str, str]:
    """Use the caller's own key for his sessions.

    Raises `InvalidParameters` for what is no key, is protected by a passphrase, or does not belong together.
    """
    words = uploaded.pubkey.split()
    comment = " ".join(words[2:])[:200] or who.username
    public, private = _halves(_private_key(uploaded.privkey), comment)
    if words[:2] != public.split()[:2]:
        raise errors.InvalidParameters(
            "Input validation error", data={"pubkey": "does not belong to the private key"}
        )
    await _keep(site, who, public, private)
    return public, private


async def _keep(site: Site, who: Principal, public: str, private: str) -> None:
    values = {"ssh_public_key": public, "ssh_private_key_encrypted": site.box.seal(private)}
    change = update(keypairs).where(keypairs.c.access_key == who.access_key).values(values)
    await site.store.write(lambda conn: conn.execute(change) and None)


def _halves(key: PrivateKeyTypes, comment: str) -> tuple[str, str]:
    """Public and private half in OpenSSH form."""
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    return f"{public} {comment}", private


def _private_key(text: str) -> PrivateKeyTypes:
    # People paste keys, and lose the last newline.
    data = text.strip().encode(errors="replace") + b"\n"
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        key = load(data, None)
        # Kinds of keys that SSH does not know end here.
        _halves(key, "")
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise errors.InvalidParameters(
            "Input validation error",
            data={"privkey": "has to be a private key for SSH without a passphrase"},
        ) from None
    return key
