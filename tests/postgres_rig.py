"""A PostgreSQL server for one test: on a Unix socket in a short directory, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import parts

USER = "ky"


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Start a server; yields the URL of its empty database for the store. ``durable``: it waits for the disk
    at each commit, as servers do that are not there for a test."""
    binaries = parts.postgres_bin()
    assert binaries is not None
    # PostgreSQL refuses to run as root, and a Unix socket's path has at most 107 bytes.
    account = _account()
    ids = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    drop = ids if os.geteuid() == 0 else []
    base = Path(tempfile.mkdtemp(prefix="kypg-", dir="/tmp"))
    try:
        if drop:
            os.chown(base, account.pw_uid, account.pw_gid)
        data = base / "data"
        options = ["-U", USER, "--auth=trust", "--no-sync", "-D", str(data)]
        subprocess.run([*drop, str(binaries / "initdb"), *options], check=True, capture_output=True, cwd=base)
        sync = "on" if durable else "off"
        settings = ["-c", "listen_addresses=", "-c", f"fsync={sync}", "-c", f"unix_socket_directories={base}"]
        with (base.parent / f"{base.name}.log").open("wb") as log:
            process = subprocess.Popen(
                [*drop, str(binaries / "postgres"), "-D", str(data), *settings],
                stdout=log,
                stderr=log,
                cwd=base,
            )
        try:
            _wait(data, process)
            yield f"postgresql+asyncpg://{USER}@/postgres?host={base}"
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(base, ignore_errors=True)
        (base.parent / f"{base.name}.log").unlink(missing_ok=True)


def _account() -> pwd.struct_passwd:
    """The account of the Debian package, or one that owns nothing where the package was unpacked only."""
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _wait(data: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    state = data / "postmaster.pid"
    while not (state.is_file() and state.read_text().rstrip().endswith("ready")):
        assert process.poll() is None, "PostgreSQL ended at once"
        assert time.monotonic() < deadline, "PostgreSQL did not come up"
        time.sleep(0.05)
