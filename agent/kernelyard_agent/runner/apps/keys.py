"""The session's SSH key: ``id_container`` in its home, which `backend.ai ssh` fetches (KRN-016, SES-042).

When the session's owner has no key of their own, one is made here, by arithmetic of RFC 8032: the runner's
core has only the standard library, an image need not have ssh-keygen, and the file must be there before sshd
is. The arithmetic takes a variable time; it runs once, in the session whose key it is.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
import struct
import textwrap
from pathlib import Path

NAME = "id_container"
HIDDEN = Path(".kernelyard")
"""Where a session keeps what its programs need, below its home."""

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_BASE_Y = 4 * pow(5, -1, _P) % _P
_BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202

_Point = tuple[int, int, int, int]


def public_key(seed: bytes) -> bytes:
    """The Ed25519 public key (32 bytes) of a secret of 32 bytes."""
    half = bytearray(hashlib.sha512(seed).digest()[:32])
    half[0] &= 248
    half[31] = half[31] & 127 | 64
    x, y, z, _ = _times(int.from_bytes(half, "little"), (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P))
    inverse = pow(z, -1, _P)
    x, y = x * inverse % _P, y * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _times(scalar: int, point: _Point) -> _Point:
    total: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _add(p: _Point, q: _Point) -> _Point:
    a = (p[1] - p[0]) * (q[1] - q[0]) % _P
    b = (p[1] + p[0]) * (q[1] + q[0]) % _P
    c = 2 * p[3] * q[3] * _D % _P
    d = 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def private_key(seed: bytes, comment: str) -> str:
    """An Ed25519 key as OpenSSH writes it, without a passphrase."""
    public = public_key(seed)
    blob = _string(b"ssh-ed25519") + _string(public)
    check = secrets.token_bytes(4) * 2
    body = check + blob + _string(seed + public) + _string(comment.encode())
    body += bytes(range(1, (-len(body) % 8) + 1))
    whole = b"openssh-key-v1\0" + _string(b"none") * 2 + _string(b"") + struct.pack(">I", 1)
    text = base64.b64encode(whole + _string(blob) + _string(body)).decode()
    lines = "\n".join(textwrap.wrap(text, 70))
    return f"-----BEGIN OPENSSH PRIVATE KEY-----\n{lines}\n-----END OPENSSH PRIVATE KEY-----\n"


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def ensure(home: Path, given: str | None) -> None:
    """Put ``id_container`` into the home: the owner's key, else one that is there, else a new one.

    Raises OSError.
    """
    path = home / NAME
    if given is None and path.exists():
        return
    text = given if given is not None else private_key(secrets.token_bytes(32), "id_container")
    fresh = home / f".{NAME}.new"
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text if text.endswith("\n") else text + "\n")
    fresh.replace(path)


def tighten(directory: Path) -> None:
    """Give ``~/.ssh`` the permissions that ssh insists on (STO-018); what is not ours stays as it is."""
    with contextlib.suppress(OSError):
        directory.chmod(0o700)
        for file in directory.iterdir():
            if file.is_file() and not file.is_symlink():
                file.chmod(0o644 if file.suffix == ".pub" else 0o600)
