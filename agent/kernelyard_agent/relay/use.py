"""Which traffic says that somebody uses a session, and which an open page makes by itself (SES-030). Pure.

| is use | is none |
|---|---|
| a page that is opened, a form that is sent: anything but GET, HEAD, OPTIONS | what a page asks with GET |
| | the same request at the same interval: JupyterLab saves its layout every ten seconds |
| a frame of a WebSocket with something new | pings and pongs, a short message again and again |
| more than a trickle through a raw connection (ssh) | what keeps such a connection alive |

Where both are possible it counts as use: a session that is kept too long costs less than work that is lost.
"""

from __future__ import annotations

import re
from collections import OrderedDict, deque
from collections.abc import Hashable

from .heads import BadMessage, Request, read_request

SHORT = 64
"""Bytes up to which a message may be one that only keeps its connection alive."""
REPEATS = 2
"""Different short messages that may take turns doing so."""
REGULAR = 2
"""Equal intervals after which a request comes by the clock."""
MOST = 4096
"""Requests that are remembered."""
TRICKLE = 1000
"""Bytes in `MINUTE` that keep a raw connection alive: ssh needs some 400 when it asks four times."""
MINUTE = 60.0
_HEAD = re.compile(rb"(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE) /\S* HTTP/1\.[01]\r\n")
_QUIET = frozenset((b"GET", b"HEAD", b"OPTIONS"))


class Requests:
    """Requests of all sessions, and which of them come by the clock."""

    def __init__(self) -> None:
        self._seen: OrderedDict[Hashable, tuple[float, float, int]] = OrderedDict()
        """By session, method and path: when it came last, how long after the one before, and how often that
        was so in a row."""

    def is_use(self, whose: Hashable, request: Request, now: float) -> bool:
        """Whether a person is behind this request; ``now`` is of a clock that never jumps."""
        if request.method in _QUIET:
            return _opens_a_page(request)
        key = (whose, request.method, request.target.partition(b"?")[0])
        last, interval, regular = self._seen.pop(key, (-1e9, 0.0, 0))
        gap = now - last
        regular = regular + 1 if abs(gap - interval) <= max(1.0, interval / 5) else 0
        self._seen[key] = (now, gap, regular)
        if len(self._seen) > MOST:
            self._seen.popitem(last=False)
        return regular < REGULAR


def _opens_a_page(request: Request) -> bool:
    """A WebSocket's opening is none: pages open them anew by themselves; its frames tell."""
    if request.method != b"GET" or request.upgrade is not None:
        return False
    mode = request.get(b"sec-fetch-mode")
    if mode is not None:
        return mode.lower() == b"navigate"
    # Browsers leave that field out on plain http.
    return b"text/html" in (request.get(b"accept") or b"")


class Frames:
    """What a client sends through a WebSocket, frame by frame (RFC 6455, 5.2)."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._left = 0
        self._mask = b""
        self._short: bytearray | None = None
        self._long = False
        """Whether it is the first part of a message that is too long to keep anything alive."""
        self._recent: deque[bytes] = deque(maxlen=REPEATS)

    def feed(self, data: bytes) -> bool:
        """Whether somebody has said something new."""
        used, at = False, 0
        while at < len(data):
            if self._left:
                taken = min(self._left, len(data) - at)
                if self._short is not None:
                    self._short += data[at : at + taken]
                self._left -= taken
                at += taken
            else:
                self._head.append(data[at])
                at += 1
                if not self._begun():
                    continue
                used = used or self._long
            if not self._left and self._short is not None:
                used = self._is_new() or used
        return used

    def _begun(self) -> bool:
        """Whether the frame's head is whole."""
        head = self._head
        if len(head) < 2:
            return False
        length, masked = head[1] & 0x7F, head[1] & 0x80
        more = {126: 2, 127: 8}.get(length, 0)
        if len(head) < 2 + more + (4 if masked else 0):
            return False
        self._left = int.from_bytes(head[2 : 2 + more], "big") if more else length
        self._mask = bytes(head[2 + more :])
        control = head[0] & 0x08
        self._long = not control and self._left > SHORT
        self._short = bytearray() if not control and not self._long else None
        head.clear()
        return True

    def _is_new(self) -> bool:
        short, mask, self._short = self._short or b"", self._mask, None
        message = bytes(byte ^ mask[i % 4] for i, byte in enumerate(short)) if mask else bytes(short)
        if message in self._recent:
            return False
        self._recent.append(message)
        return True


class Tunnel:
    """What a client sends through a raw connection: HTTP where it looks like that, else just bytes."""

    def __init__(self, whose: Hashable, requests: Requests) -> None:
        self._whose, self._requests = whose, requests
        self._http = False
        self._frames: Frames | None = None
        self._since = 0.0
        self._bytes = 0

    def feed(self, data: bytes, now: float) -> bool:
        """Whether somebody uses what is at its end; ``now`` is of a clock that never jumps."""
        if self._frames is not None:
            return self._frames.feed(data)
        if _HEAD.match(data):
            self._http = True
            return self._request(data, now)
        if self._http:
            return False  # the rest of a body, whose head has counted
        if now - self._since > MINUTE:
            self._since, self._bytes = now, 0
        self._bytes += len(data)
        return self._bytes > TRICKLE

    def _request(self, data: bytes, now: float) -> bool:
        try:
            request = read_request(data.partition(b"\r\n\r\n")[0])
        except BadMessage:
            return True
        if request.upgrade is not None:
            self._frames = Frames()
        return self._requests.is_use(self._whose, request, now)
