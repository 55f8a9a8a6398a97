"""What happens to folders by itself: the trash is emptied, what was left half done is finished, sizes are
counted. It lives in the database, so that a restart of the service loses nothing of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders import clones as folder_clones
from kernelyard_hub.operations.vfolders import counts as folder_counts
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.operations.vfolders import revocation
from kernelyard_hub.operations.vfolders import trash as folder_trash
from kernelyard_hub.site import Site

log = logging.getLogger(__name__)
EVERY = 60.0
"""Seconds between two rounds where none has left anything."""
SOONEST = 1.0
"""Seconds until what a storage proxy did not answer is asked again; twice as long each time."""


async def keep(site: Site, leading: Callable[[], bool]) -> None:
    """Rounds, the first one now, until it is cancelled."""
    pause = SOONEST
    while True:
        done = not leading() or await round_of(site)
        pause = EVERY if done else min(EVERY, pause * 2)
        await asyncio.sleep(pause if leading() else SOONEST * 5)


async def keep_counting(site: Site, leading: Callable[[], bool]) -> None:
    """Count folders, a batch after the other, until it is cancelled."""
    while True:
        count = 0
        try:
            if leading():
                count = await folder_counts.count(site, datetime.now(UTC))
        except Exception:
            # The outermost frame of the loop; the next round tries again.
            log.exception("folders could not be counted")
        await asyncio.sleep(SOONEST if count == folder_counts.BATCH else EVERY)


async def round_of(site: Site) -> bool:
    """One round. False when something has to be tried again soon."""
    now = datetime.now(UTC)
    jobs: dict[str, Callable[[], Awaitable[int]]] = {
        "ends of transfers told again": lambda: revocation.resume(site),
        "half-deleted folders removed": lambda: folder_removal.finish(site),
        "copies taken up again": lambda: folder_clones.resume_all(site, now),
        "folders purged from the trash": lambda: folder_trash.empty(site, now),
    }
    done = True
    for what, job in jobs.items():
        try:
            count = await job()
        except errors.ApiError as error:
            log.info("%s: some have to wait: %s", what, error)
            done = False
        except Exception:
            # The outermost frame of the loop; the next round tries again.
            log.exception("%s: failed", what)
        else:
            if count:
                log.info("%s: %d", what, count)
    return done
