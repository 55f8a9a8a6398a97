"""Wrong passwords by user and address, so that guessing one user's from one place ends soon (AUTH-015,
WEB-019). One count for every door that takes a password. In memory: a restart forgets.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import web

from kernelyard_hub import errors

from .guard import remote_address

ALLOWED_FAILURES = 10
"""Wrong passwords for one user from one address, before that pair has to wait."""
BLOCK_SECONDS = 1200
BLOCKED = "Too many wrong passwords. Try again later."
_REMEMBERED = 10_000

Pair = tuple[str, str]


class Failures:
    """How often a user's password was wrong from an address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[Pair, tuple[int, float]] = OrderedDict()

    @contextmanager
    def attempt(self, pair: Pair) -> Iterator[None]:
        """Check a password inside of this. Counted before the check, so that guesses made at the same time
        count, too; a right one takes the count away. Raises `TooManyRequests` while the pair is blocked.
        """
        count, since = self._counts.get(pair, (0, 0.0))
        if count >= ALLOWED_FAILURES:
            if self._clock() - since <= BLOCK_SECONDS:
                raise errors.TooManyRequests(BLOCKED)
            count = 0
        self._put(pair, count + 1)
        try:
            yield
        except errors.AuthFailed:
            raise
        except errors.ApiError:
            self._put(pair, max(0, self._counts.get(pair, (1, 0.0))[0] - 1))  # it was not the password
            raise
        self._counts.pop(pair, None)

    def _put(self, pair: Pair, count: int) -> None:
        self._counts[pair] = (count, self._clock())
        self._counts.move_to_end(pair)
        if len(self._counts) > _REMEMBERED:
            self._counts.popitem(last=False)


FAILURES: web.AppKey[Failures] = web.AppKey("login_failures", Failures)


def pair_of(request: web.Request, username: str) -> Pair:
    """Whose password is tried, and from where."""
    return username.lower(), remote_address(request) or "local"
