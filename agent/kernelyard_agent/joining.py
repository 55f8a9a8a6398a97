"""What a machine that becomes a node asks of the hub service, and a node for its certificate: the last part
of the contract in `protocol`.
"""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from .protocol import Message


class Authority(Message):
    certificate: str
    """Of the site's own certificate authority, in PEM."""


class Join(Message):
    """``signing_request`` is a PKCS#10 request; only its key is used; the hub service gives the names."""

    token: str = Field(repr=False)
    signing_request: str


class Renewal(Message):
    signing_request: str


class Certificate(Message):
    certificate: str
    """In PEM, good for a few weeks."""
    authority: str


class Joined(Certificate):
    name: str
    """The node's name, which is its ``agent_id``."""
    enrolment: UUID
    resource_group: str
    addresses: list[str]
    """Where this node may say that it is: addresses and names, as they stand in the certificate."""
    volumes: dict[str, str] = Field(default_factory=dict)
    """The site's volumes with their marks."""
    secret: str = Field(repr=False)
