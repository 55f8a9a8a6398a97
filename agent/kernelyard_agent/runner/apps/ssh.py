"""sshd of a session (KRN-016): shell, commands, SFTP, SCP and forwarding, all as the session's user.

In come the key ``id_container`` of the home and those of ``~/.ssh/authorized_keys``, as user ``work``; there
are no passwords. The host key is made once per home.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import getpass
import logging
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncssh

from .. import children
from . import keys
from .shells import shell

USERS = frozenset({"work"})
"""Names that clients may come with, beside the user's own on this machine."""
HOST_KEY = keys.HIDDEN / "ssh_host_ed25519_key"
KEYS_LIMIT = 2**20
"""Bytes of an ``authorized_keys`` file."""
LINGER = 0.5
"""Seconds for the last output of a terminal whose shell has ended but whose children have not."""
TAKEN = ("COLORTERM", "GIT_PROTOCOL", "LANG", "LANGUAGE")
"""Variables that clients may set, beside ``LC_*``."""


class Server(asyncssh.SSHServer):
    """One client's connection."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._connection: Any = None

    def connection_made(self, conn: Any) -> None:
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        known = authorized(self._home) if username in USERS | {_own_name()} else None
        if known is not None:
            self._connection.set_authorized_keys(known)
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        return True

    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        return True

    def unix_connection_requested(self, dest_path: str) -> bool:
        return True

    def unix_server_requested(self, listen_path: str) -> bool:
        return True


class Files(asyncssh.SFTPServer):
    """SFTP, with relative paths below the home. ``scp`` takes an end without an exit status for a failure."""

    def exit(self) -> None:
        if not self.channel.is_closing():
            self.channel.exit(0)


def authorized(home: Path) -> Any | None:
    """Who may come in now: the session's key and the user's own; None when there is none at all."""
    lines = []
    with contextlib.suppress(OSError, asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        lines.append(asyncssh.read_private_key(home / keys.NAME).export_public_key().decode())
    with contextlib.suppress(OSError), (home / ".ssh" / "authorized_keys").open("rb") as file:
        lines += file.read(KEYS_LIMIT).decode(errors="replace").splitlines()
    good = []
    for line in lines:
        # One line that nobody understands must not shut the others out.
        with contextlib.suppress(ValueError, asyncssh.KeyImportError):
            asyncssh.import_authorized_keys(line)
            good.append(line.strip())
    return asyncssh.import_authorized_keys("\n".join(good) + "\n") if good else None


async def serve_process(process: Any) -> None:
    """A shell or a command, with or without a terminal."""
    if process.subsystem is not None:
        process.exit(127)
        return
    try:
        await (_in_terminal(process) if process.term_type is not None else _through_pipes(process))
    except OSError as error:
        process.stderr.write(f"{error.filename or 'shell'}: {error.strerror}\n".encode())
        process.exit(126)


async def _in_terminal(process: Any) -> None:
    master, slave = pty.openpty()
    name = os.ttyname(slave)
    environ = {**_environ(process), "TERM": process.term_type, "SSH_TTY": name}
    try:
        # The first terminal that the leader of a session opens becomes the session's own.
        pid = os.posix_spawn(  # noqa: ASYNC221 -- a few milliseconds
            shell(),
            _argv(process),
            environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
    except BaseException:
        os.close(master)
        raise
    finally:
        os.close(slave)
    await process.redirect(stdin=os.dup(master), stdout=master, send_eof=False, recv_eof=True)
    await _end(process, pid, LINGER)


async def _through_pipes(process: Any) -> None:
    child = subprocess.Popen(  # noqa: ASYNC220 -- a few milliseconds
        _argv(process),
        executable=shell(),
        env=_environ(process),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    await process.redirect(stdin=child.stdin, stdout=child.stdout, stderr=child.stderr)
    await _end(process, child.pid, None)
    child.returncode = 0


async def _end(process: Any, pid: int, linger: float | None) -> None:
    """Wait for the command or for the client, whichever goes first, and tell the other."""
    ended = asyncio.create_task(children.gone(pid))
    closed = asyncio.create_task(process.wait_closed())
    await asyncio.wait({ended, closed}, return_when=asyncio.FIRST_COMPLETED)
    if not ended.done():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGHUP)
        await ended
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])  # noqa: ASYNC222 -- it has ended
    if not closed.done():
        with contextlib.suppress(TimeoutError, asyncssh.Error, ConnectionError):
            async with asyncio.timeout(linger):
                await process.stdout.drain()
                await process.stderr.drain()
    if code >= 0:
        process.exit(code)
    else:
        process.exit_with_signal(signal.Signals(-code).name.removeprefix("SIG"))
    # Its pipes are waited for at its end; what is never waited for complains in the session's log.
    await asyncio.wait({closed}, timeout=LINGER)
    closed.cancel()


def _argv(process: Any) -> list[str]:
    own = shell()
    if process.command is None:
        return [f"-{Path(own).name}"]
    command = process.command
    return [own, "-c", command.decode(errors="surrogateescape") if isinstance(command, bytes) else command]


def _environ(process: Any) -> dict[str, str]:
    """The session's variables, and of the client's what locales and git want."""
    environ = dict(os.environ)
    for name, value in process.env.items():
        if name in TAKEN or name.startswith("LC_"):
            environ[name] = value
    peer, here = process.get_extra_info("peername"), process.get_extra_info("sockname")
    if peer and here:
        environ["SSH_CONNECTION"] = f"{peer[0]} {peer[1]} {here[0]} {here[1]}"
        environ["SSH_CLIENT"] = f"{peer[0]} {peer[1]} {here[1]}"
    agent = process.channel.get_agent_path()
    if agent:
        environ["SSH_AUTH_SOCK"] = agent
    environ["SHELL"] = shell()
    return environ


def _own_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "work"


def host_key(home: Path) -> Any:
    """The key that this home's sshd shows; made when there is none yet."""
    path = home / HOST_KEY
    try:
        return asyncssh.read_private_key(path)
    except (OSError, asyncssh.KeyImportError):
        key = asyncssh.generate_private_key("ssh-ed25519", comment="kernelyard")
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_bytes(key.export_private_key())
        fresh.replace(path)
    return key


async def serve(port: int) -> None:
    """Until SIGTERM."""
    home = Path(os.environ.get("HOME") or Path.cwd())
    os.chdir(home)  # what paths of SFTP and SCP are relative to
    ended = asyncio.Event()
    for sig in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sig, ended.set)
    server = await asyncssh.listen(
        "127.0.0.1",
        port,
        server_factory=lambda: Server(home),
        server_host_keys=[host_key(home)],
        process_factory=serve_process,
        encoding=None,
        line_editor=False,
        sftp_factory=Files,
        allow_scp=True,
        agent_forwarding=True,
        password_auth=False,
        kbdint_auth=False,
        keepalive_interval=60,
        login_timeout=60,
    )
    await ended.wait()
    server.close()
    await server.wait_closed()


def main() -> int:
    parser = argparse.ArgumentParser(prog="ssh")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    if os.geteuid() == 0:
        sys.stderr.write("sshd does not run as root here.\n")
        return 1
    logging.getLogger("asyncssh").setLevel(logging.WARNING)
    asyncio.run(serve(arguments.port))
    return 0


if __name__ == "__main__":
    sys.exit(main())
