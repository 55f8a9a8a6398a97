"""What an image's labels say about its ports: ``ai.backend.service-ports`` and ``ai.backend.endpoint-ports``
(KRN-011, KRN-012, KRN-015).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RESERVED_PORTS = frozenset({2000, 2001, 2002, 2003, 2200, 7681})
"""Query mode, the native terminal, sshd and the web terminal (KRN-015)."""
RESERVED_NAMES = frozenset({"sshd", "ttyd", "hub-notebook"})
PROTOCOLS = ("tcp", "http", "pty", "preopen")
LIMIT = 64
"""Declared services of one image, and characters of a name."""

_NAME = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_PORTS = re.compile(r"[0-9]{1,5}|\[[0-9]{1,5}(,[0-9]{1,5})*\]")
_SEPARATOR = re.compile(r",(?![^\[]*\])")


@dataclass(frozen=True, slots=True)
class Declared:
    """One entry of the label. ``ports`` are numbers in the session, the first is the service's own."""

    name: str
    protocol: str
    ports: tuple[int, ...]


class LabelProblem(ValueError):
    """The label is not as it should be; the message is one sentence."""


def parse(label: str) -> list[Declared]:
    """``name:protocol:port`` or ``name:protocol:[port,port]``, separated by commas. Raises `LabelProblem`."""
    found: list[Declared] = []
    taken: set[int] = set()
    for entry in filter(None, (text.strip() for text in _SEPARATOR.split(label))):
        if len(found) == LIMIT:
            raise LabelProblem(f"More than {LIMIT} service ports are declared.")
        declared = _entry(entry)
        if any(other.name == declared.name for other in found):
            raise LabelProblem(f"The service {declared.name!r} is declared twice.")
        for port in declared.ports:
            if port in taken:
                raise LabelProblem(f"Port {port} is declared twice.")
            taken.add(port)
        found.append(declared)
    return found


def endpoints(label: str) -> frozenset[str]:
    """Names of the services that serve a model (KRN-012)."""
    return frozenset(filter(None, (name.strip() for name in label.split(","))))


def _entry(entry: str) -> Declared:
    shown = entry[:80]
    name, first, rest = entry.partition(":")
    protocol, second, ports = rest.partition(":")
    if not first or not second:
        raise LabelProblem(f"{shown!r} is not name:protocol:port.")
    if len(name) > LIMIT or not _NAME.fullmatch(name):
        raise LabelProblem(f"{name[:80]!r} is no name of a service: letters, digits and single hyphens.")
    if name in RESERVED_NAMES:
        raise LabelProblem(f"The service name {name!r} is reserved.")
    if protocol not in PROTOCOLS:
        raise LabelProblem(f"{name}: the protocol {protocol[:80]!r} is none of {', '.join(PROTOCOLS)}.")
    if not _PORTS.fullmatch(ports):
        raise LabelProblem(f"{name}: {ports[:80]!r} is no port.")
    return Declared(
        name, protocol, tuple(check_port(name, int(port)) for port in ports.strip("[]").split(","))
    )


def check_port(name: str, port: int) -> int:
    """``port`` when a service of a session may have it. Raises `LabelProblem`."""
    if port in RESERVED_PORTS:
        raise LabelProblem(f"{name}: port {port} is reserved.")
    if not 1024 < port < 65536:
        raise LabelProblem(f"{name}: port {port} is not between 1025 and 65535.")
    return port
