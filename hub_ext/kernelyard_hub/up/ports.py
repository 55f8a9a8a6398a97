"""Ports of a site: the public one is the user's choice, the others are picked once and remembered."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterable, Mapping

INTERNAL = ("hub", "service", "storage_manager", "storage_client", "agent", "proxy_api")
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
    yield from range(public + 1, 65536)
    yield from range(1024, public)
