"""Who is let in to the apps of sessions (S08, S11): whoever holds the cookie of an app, which the relay gives
for a ticket that the hub service had made for the owner.

A cookie is signed with the kernel's own key, which ends with the kernel and with `revoke`; it holds for one
service of one kernel, and its path lets browsers send it nowhere else. Tickets live in memory, for seconds.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

COOKIE = "kernelyard-app"
TICKET = "ticket"
"""The query parameter that carries a ticket."""
MARK = "ky-"
"""How tickets begin: an app's own ``ticket`` parameter is none of ours."""
TICKET_LIFE = 60.0
"""Seconds from minting a ticket to its use."""
COOKIE_LIFE = 12 * 3600.0
"""Seconds for which a cookie holds; while it is used, a new one comes with an answer now and then."""
RENEW = COOKIE_LIFE / 4
"""Seconds after which a cookie in use is renewed."""
MAX_TICKETS = 64
"""Unused tickets of one kernel; the oldest go first."""

Cut = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Promise:
    service: str
    until: float


class Access:
    """All tickets and open connections of this node. ``clock`` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._tickets: dict[UUID, dict[bytes, _Promise]] = defaultdict(dict)
        self._open: dict[UUID, dict[object, Cut]] = defaultdict(dict)

    def ticket(self, kernel_id: UUID, service: str) -> str:
        """Good for one use within `TICKET_LIFE`."""
        now, ticket = self._clock(), MARK + secrets.token_urlsafe(32)
        mine = self._tickets[kernel_id]
        for digest in [digest for digest, promise in mine.items() if promise.until <= now]:
            del mine[digest]
        while len(mine) >= MAX_TICKETS:
            del mine[next(iter(mine))]
        mine[_digest(ticket)] = _Promise(service, now + TICKET_LIFE)
        return ticket

    def redeem(self, kernel_id: UUID, service: str, ticket: str) -> bool:
        """Whether the ticket opens this service; it is used up by the question."""
        promise = self._tickets.get(kernel_id, {}).pop(_digest(ticket), None)
        return promise is not None and promise.service == service and promise.until > self._clock()

    def cookie(self, key: str, kernel_id: UUID, service: str) -> str:
        """The value of a new cookie; ``key`` is the kernel's."""
        until = str(int(self._clock() + COOKIE_LIFE))
        return f"{until}.{_sign(key, kernel_id, service, until)}"

    def age(self, key: str, kernel_id: UUID, service: str, cookie: str) -> float | None:
        """Seconds since the cookie was made; None for one that does not hold here."""
        until, _, signature = cookie.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) < 16):
            return None
        right = hmac.compare_digest(signature.encode(), _sign(key, kernel_id, service, until).encode())
        left = int(until) - self._clock()
        return COOKIE_LIFE - left if right and 0 < left <= COOKIE_LIFE + 1 else None

    def enter(self, kernel_id: UUID, holder: object, cut: Cut) -> None:
        """A connection to the kernel is open; ``cut`` ends it."""
        self._open[kernel_id][holder] = cut

    def leave(self, kernel_id: UUID, holder: object) -> None:
        holders = self._open.get(kernel_id)
        if holders is not None:
            holders.pop(holder, None)
            if not holders:
                del self._open[kernel_id]

    def revoke(self, kernel_id: UUID) -> None:
        """Forget the kernel's tickets and cut what is open to it. Its key is the caller's to change."""
        self._tickets.pop(kernel_id, None)
        for cut in list(self._open.pop(kernel_id, {}).values()):
            cut()


def _digest(ticket: str) -> bytes:
    # Looked up by digest: how long the search takes says nothing of the tickets there are.
    return hashlib.sha256(ticket.encode("utf-8", "surrogateescape")).digest()


def _sign(key: str, kernel_id: UUID, service: str, until: str) -> str:
    message = "\0".join(("kernelyard app cookie", str(kernel_id), service, until))
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
