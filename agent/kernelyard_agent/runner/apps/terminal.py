"""The web terminal (KRN-017): a page with xterm.js, and terminals that outlive their connections.

``/`` is the page, ``/ws/<name>`` a WebSocket of terminado's: ``["stdin", text]``, ``["set_size", rows,
columns]`` and ``["stdout", text]``, ``["disconnect", 1]``. Where tmux is installed all terminals of one name
are one tmux session, which also outlives this program; else the program keeps the shell.

Addresses on the page are relative, so it works below any prefix that is stripped on the way.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ipaddress
import itertools
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from terminado.management import MaxTerminalsReached, NamedTermManager
from terminado.websocket import TermSocket
from tornado import httpserver, ioloop, web

from . import peers
from .shells import shell

STATIC = Path(__file__).with_name("static")
MOST_TERMINALS = 32
BACKLOG = 2**20
"""Bytes that wait for a browser before the terminal is no longer read."""
DRAIN = 0.02
"""Seconds between two looks at a browser that is behind."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


@cache
def usable(tmux: str) -> bool:
    """Whether this tmux starts at all: it refuses to where the image has no UTF-8 locale."""
    try:
        done = subprocess.run([tmux, "-V"], capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find_tmux() -> str | None:
    """A tmux that works, where there is one."""
    found = shutil.which("tmux")
    return found if found is not None and usable(found) else None


def command(name: str) -> list[str]:
    """What runs in the terminal ``name``."""
    own = shell()
    tmux = find_tmux()
    if tmux is None:
        return [own, "-l"]
    options = ["set-option", "-g", "mouse", "on", ";", "set-option", "-g", "history-limit", "50000", ";"]
    # Options first: a session has the history that was set when it began.
    start = ["start-server", ";", *options, "set-option", "-g", "default-shell", own, ";"]
    return [tmux, "-u", "-L", "kernelyard", *start, "new-session", "-A", "-s", name]


class Terminals(NamedTermManager):
    """Terminals by name. One whose browser cannot keep up is read no faster than the browser reads."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._numbers = itertools.count(1)

    def get_terminal(self, url_component: str | None = None) -> Any:
        name = url_component or "main"
        if name in self.terminals:
            return self.terminals[name]
        if len(self.terminals) >= MOST_TERMINALS:
            raise MaxTerminalsReached(MOST_TERMINALS)
        term = self.new_terminal(shell_command=command(name))
        # With tmux each browser is a client of its own, so that tmux paints the whole screen for it.
        term.term_name = f"{name}:{next(self._numbers)}" if find_tmux() else name
        self.terminals[term.term_name] = term
        self.start_reading(term)
        return term

    def client_disconnected(self, websocket: Any) -> None:
        term = websocket.terminal
        if term is not None and ":" in term.term_name and not term.clients:
            with contextlib.suppress(ProcessLookupError):
                term.killpg(signal.SIGHUP)

    def make_term_env(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        environ = super().make_term_env(*args, **kwargs)
        for name in ("COLUMNS", "LINES", "PYXTERM_DIMENSIONS", "TMUX"):
            environ.pop(name, None)  # they would be wrong after the first change of the window
        environ["SHELL"] = shell()
        return environ

    def pty_read(self, fd: int, events: Any = None) -> None:
        super().pty_read(fd, events)
        term = self.ptys_by_fd.get(fd)
        if term is not None and any(client.behind() for client in term.clients):
            ioloop.IOLoop.current().remove_handler(fd)
            asyncio.get_running_loop().call_later(DRAIN, self._go_on, fd)

    def _go_on(self, fd: int) -> None:
        term = self.ptys_by_fd.get(fd)
        if term is None:
            return
        if any(client.behind() for client in term.clients):
            asyncio.get_running_loop().call_later(DRAIN, self._go_on, fd)
        else:
            loop = ioloop.IOLoop.current()
            loop.add_handler(fd, self.pty_read, loop.READ)

    def on_eof(self, ptywclients: Any) -> None:
        super().on_eof(ptywclients)
        self.terminals.pop(ptywclients.term_name, None)


class Socket(TermSocket):
    """One browser at one terminal."""

    def prepare(self) -> None:
        """Only pages of the address that the request is for; and a name only where the relay vouches for it,
        else any name could be made to lead here (DNS rebinding). Programs send no ``Origin``."""
        origin, host = self.request.headers.get("Origin"), self.request.headers.get("Host", "")
        if origin is None:
            return
        vouched = "X-Forwarded-Prefix" in self.request.headers
        same = urlsplit(origin).netloc.lower() == host.lower()
        if not same or not (vouched or _is_address(urlsplit(f"//{host}").hostname or "")):
            raise web.HTTPError(403, reason="Pages of other sites have no way in here")

    def check_origin(self, origin: str) -> bool:
        return True  # `prepare` has looked

    def behind(self) -> bool:
        """Whether more waits for the browser than it should."""
        connection = self.ws_connection
        stream = getattr(connection, "stream", None)
        return stream is not None and len(stream._write_buffer) > BACKLOG


class Page(web.StaticFileHandler):
    """The page and what belongs to it."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        hashed = path.startswith("assets/")
        self.set_header("Cache-Control", "private, max-age=31536000, immutable" if hashed else "no-cache")


class Absent(web.RequestHandler):
    """In place of a page that was not built."""

    def get(self, path: str) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write("The terminal's page is not part of this installation (npm run build:terminal).\n")


def application(terminals: Terminals) -> web.Application:
    page: list[Any] = [(r"/()", Absent)]
    if (STATIC / "index.html").is_file():
        page = [(r"/(.*)", Page, {"path": str(STATIC), "default_filename": "index.html"})]
    socket = (r"/ws/([A-Za-z0-9_-]{1,32})", Socket, {"term_manager": terminals})
    return web.Application([socket, *page], websocket_ping_interval=25, websocket_max_message_size=2**20)


class Server(httpserver.HTTPServer):
    def handle_stream(self, stream: Any, address: Any) -> None:
        if peers.welcome(stream.socket):
            super().handle_stream(stream, address)
        else:
            stream.close()


def _is_address(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def serve(port: int) -> None:
    """Until SIGTERM."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sig, ended.set)
    home = os.environ.get("HOME") or str(Path.cwd())
    # A terminal whose program does not read must not keep the others' input waiting.
    writers = ThreadPoolExecutor(MOST_TERMINALS)
    terminals = Terminals(shell_command=[shell()], term_settings={"cwd": home}, blocking_io_executor=writers)
    server = Server(application(terminals))
    server.listen(port, "127.0.0.1")
    await ended.wait()
    server.stop()
    await server.close_all_connections()
    await terminals.shutdown()
    writers.shutdown(wait=False, cancel_futures=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="terminal")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    if os.geteuid() == 0:
        sys.stderr.write("The terminal does not run as root.\n")
        return 1
    asyncio.run(serve(arguments.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
