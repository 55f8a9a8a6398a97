"""Who is at the other end of a connection on the loopback interface: the user whose socket it is.

In the process engine all of a machine's users reach its loopback interface, and a terminal or a notebook
without a token must not be theirs. Those who may come are root (the agent), and the session's own user.
"""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def welcome(connection: socket.socket) -> bool:
    """Whether the other end of an accepted TCP connection belongs to root or to this process's user."""
    try:
        here, there = connection.getsockname(), connection.getpeername()
    except OSError:
        return False
    return owner(there[:2], here[:2]) in (0, os.geteuid())


def owner(local: tuple[str, int], remote: tuple[str, int]) -> int | None:
    """The uid of the socket with these two addresses (IPv4), None when this machine has none such."""
    wanted = {(_shown(local), _shown(remote)), (_shown(local, six=True), _shown(remote, six=True))}
    for table in TABLES:
        try:
            lines = table.read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if (fields[1], fields[2]) in wanted:
                return int(fields[7])
    return None


def _shown(address: tuple[str, int], *, six: bool = False) -> str:
    """An address as the kernel's tables write it; ``six``: as an IPv4 address of an IPv6 socket."""
    host, port = address
    (number,) = struct.unpack("=I", socket.inet_aton(host))
    (mark,) = struct.unpack("=I", b"\0\0\xff\xff")
    return f"{'0' * 16 + f'{mark:08X}' if six else ''}{number:08X}:{port:04X}"
