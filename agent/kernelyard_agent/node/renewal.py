"""Keeps a node's certificate fresh."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from .. import joining
from . import hub
from .identity import Identity, new_key

log = logging.getLogger(__name__)

RETRY = 60.0
"""Seconds between attempts while the hub service does not answer; less where a certificate lives short."""
LONGEST_SLEEP = 6 * 3600.0


def due(begins: datetime, ends: datetime) -> datetime:
    """When a certificate is to be renewed: after two thirds of its life."""
    return begins + (ends - begins) * 2 / 3


async def keep_fresh(identity: Identity | None) -> None:
    """Renew the certificate whenever it is time, until cancelled."""
    while identity is not None:
        certificate = identity.certificate
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        left = due(begins, ends) - datetime.now(UTC)
        if left > timedelta():
            await asyncio.sleep(min(left.total_seconds(), LONGEST_SLEEP))
            continue
        try:
            await renew(identity)
        except (hub.HubError, OSError) as error:
            log.warning("the certificate (good until %s) could not be renewed: %s", ends, error)
            await asyncio.sleep(min(RETRY, (ends - begins).total_seconds() / 30))


async def renew(identity: Identity) -> None:
    """Get a certificate for a new key. Raises `hub.HubError`."""
    key, request = new_key()
    renewed = await hub.call(
        identity.facts.hub,
        "/agent/certificate",
        joining.Certificate,
        joining.Renewal(signing_request=request),
        context=identity.client,
        secret=identity.secret,
    )
    await asyncio.to_thread(identity.take, key, renewed)
    log.info("the certificate is good until %s", identity.expires)
