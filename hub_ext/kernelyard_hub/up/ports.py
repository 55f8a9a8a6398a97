"""Ports of a site: the public one is the user's choice, the others are picked once and remembered."""

from __future__ import annotations

import errno
import secrets
import socket
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

INTERNAL = ("hub", "service", "storage_manager", "storage_client", "agent", "relay", "proxy_api")
"""Ports that only this machine sees, by who listens."""
DEFAULT_PORT = 8000
LISTEN_IP = "127.0.0.1"


def is_free(port: int, ip: str = LISTEN_IP) -> bool:
    """Whether a server could listen there now. A port in TIME_WAIT is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ip, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def pick(
    public: int,
    remembered: Mapping[str, int],
    free: Callable[[int], bool] = is_free,
) -> dict[str, int]:
    """A port for each of `INTERNAL`: the remembered one while it is free, else the next free one above
    ``public``.

    Raises OSError when the machine has no free port left.
    """
    chosen: dict[str, int] = {}
    taken = {public}
    for name in INTERNAL:
        port = remembered.get(name)
        if port is None or port in taken or not free(port):
            port = next((p for p in _candidates(public) if p not in taken and free(p)), None)
        if port is None:
            raise OSError(errno.EADDRINUSE, "no free port left")
        chosen[name] = port
        taken.add(port)
    return chosen


def _candidates(public: int) -> Iterable[int]:
    """The ports after the public one; then others from a random start, so that sites do not race for the
    same.

    Never those that the system gives to outgoing connections: one could be in use when its program starts.
    """
    low, high = outgoing_range()
    yield from (port for port in range(public + 1, min(public + 200, 65536)) if not low <= port <= high)
    others = [port for port in range(10_000, 65_536) if not low <= port <= high]
    start = secrets.randbelow(len(others)) if others else 0
    yield from others[start:]
    yield from others[:start]


def outgoing_range() -> tuple[int, int]:
    """First and last port that the system picks from for connections that leave the choice to it."""
    try:
        first, last = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    except OSError:
        return 32_768, 60_999
    return int(first), int(last)
