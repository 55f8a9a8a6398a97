"""What the session's Jupyter servers do: whether code runs in their kernels, and whether anything has changed
since the last look, which is somebody's doing. An open page that asks them again and again changes nothing.

Servers say when each kernel and terminal was last active; it is enough that this is another time than before,
so clocks do not matter. Notebooks that are edited are saved, which is seen at their files.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

TIMEOUT = 3.0
"""Seconds for one answer."""
LONGEST = 2**20
"""Bytes of one answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Jupyter server on this session's loopback."""

    port: int
    prefix: str
    """Its base URL, with slashes at both ends."""
    token: str = ""


class Unanswered(Exception):
    """The server has not said what it was asked."""


class Notebooks:
    """Looks at the servers from time to time."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._seen: dict[Server, dict[str, str]] = {}
        self._changed_at: float | None = None

    @property
    def quiet(self) -> float | None:
        """Seconds since something was seen to have changed; None when that never was."""
        return None if self._changed_at is None else time.monotonic() - self._changed_at

    async def look(self, servers: Iterable[Server]) -> bool | None:
        """Whether code runs in one of their kernels; None when one of them does not say."""
        busy: bool | None = False
        known = list(servers)
        for server in known:
            try:
                marks, running = await asyncio.to_thread(self._ask, server)
            except Unanswered:
                busy = busy or None
                continue
            before = self._seen.get(server)
            if before is not None and any(before.get(name) != mark for name, mark in marks.items()):
                self._changed_at = time.monotonic()
            self._seen[server] = marks
            busy = True if running else busy
        self._seen = {server: marks for server, marks in self._seen.items() if server in known}
        return busy

    def _ask(self, server: Server) -> tuple[dict[str, str], bool]:
        """Marks that are others when something was done, and whether code runs."""
        marks: dict[str, str] = {}
        kernels = _objects(_get(server, "api/kernels"))
        for kernel in kernels:
            marks[f"kernel {kernel.get('id')}"] = str(kernel.get("last_activity"))
        for terminal in _objects(_get(server, "api/terminals", optional=True)):
            marks[f"terminal {terminal.get('name')}"] = str(terminal.get("last_activity"))
        for session in _objects(_get(server, "api/sessions", optional=True)):
            path = session.get("path")
            if isinstance(path, str) and path:
                with suppress(OSError, ValueError):
                    marks[f"file {path}"] = str((self._home / path.lstrip("/")).stat().st_mtime_ns)
        return marks, any(kernel.get("execution_state") == "busy" for kernel in kernels)


def _get(server: Server, path: str, *, optional: bool = False) -> Any:
    """An answer of the server's API; None where it has no such thing. Raises `Unanswered`."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIMEOUT)
    headers = {"Authorization": f"token {server.token}"} if server.token else {}
    target = f"{quote(server.prefix, safe='/%@:~!$&()*+,;=')}{path}?no_track_activity=1"
    try:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        body = answer.read(LONGEST + 1)
    except (OSError, http.client.HTTPException, ValueError):
        raise Unanswered from None
    finally:
        connection.close()
    if answer.status == 404 or (optional and answer.status >= 400):
        return None  # no Jupyter, or one without terminals
    if answer.status != 200 or len(body) > LONGEST:
        raise Unanswered
    try:
        return json.loads(body)
    except ValueError:
        raise Unanswered from None


def _objects(answer: Any) -> list[dict[str, Any]]:
    return [item for item in answer if isinstance(item, dict)] if isinstance(answer, list) else []
