"""First process of a container: prepares it as root, becomes the session's user for good, runs the session.

It reads ``/run/kernelyard/plan.json``, which only root can, before anything of the image runs: the runner's
plan (`engines.plan`) and

| key | |
|---|---|
| ``uid``, ``gid`` | the session's user |
| ``session_environ`` | the whole environment of its processes, SHELL apart |
| ``root_environ`` | the same without what its owner has set: that of root's part |
| ``sudo`` | whether that user may become root again |
| ``mounts`` | place -> device and inode that must be mounted there |

Root's part of the image's own startup, ``/opt/container/bootstrap.sh``, runs before (KRN-028), with neither
variables nor programs of the session's owner. Because rights are dropped without starting another program,
what this process starts can neither trace nor read it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import accounts
from .session import Session

RUN = Path("/run/kernelyard")
BOOTSTRAP = Path("/opt/container/bootstrap.sh")
BOOTSTRAP_TIMEOUT = 20.0
"""Seconds after which the image's script is killed: a session that does not come up helps nobody."""
SU_EXEC = Path("/opt/kernel/su-exec")
"""Where the image's script finds what runs a command as the session's user (``su-exec gid:uid command``)."""
SHELLS = ("/bin/bash", "/bin/ash", "/bin/sh")
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38


def main() -> int:
    log = os.open(RUN / "session.log", os.O_RDWR | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    status = os.open(RUN / "status.json", os.O_RDWR)
    directory = os.open(RUN, os.O_RDONLY | os.O_DIRECTORY)
    plan = _read_plan()
    mounts = plan.pop("mounts")
    _check_mounts(mounts)
    shell = next((path for path in SHELLS if os.access(path, os.X_OK)), "/bin/sh")
    environ = {**plan.pop("session_environ"), "SHELL": shell}
    _add_user(plan, shell)
    roots = {**plan.pop("root_environ"), "SHELL": shell}
    if BOOTSTRAP.is_file():
        roots["PATH"] = roots_path(roots["PATH"], [accounts.HOME, *mounts])
        _run_bootstrap(plan, roots)
    _drop(plan)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(accounts.HOME)
    _write_profile(environ["PATH"])
    descriptors = {"log_fd": log, "status_fd": status, "socket_dir_fd": directory}
    return asyncio.run(Session({**plan, **descriptors}).run())


def _read_plan() -> dict[str, Any]:
    try:
        plan: dict[str, Any] = json.loads((RUN / "plan.json").read_bytes())
    except (OSError, ValueError):
        sys.exit("the image leads /run/kernelyard/plan.json elsewhere: it is not fit for sessions")
    return plan


def _check_mounts(mounts: dict[str, list[int]]) -> None:
    """End where something else was mounted than the agent has looked at: somebody has exchanged it."""
    for place, expected in mounts.items():
        # A link of the image's would lead a folder to where none may be. Below the home the agent has looked.
        if not Path(place).is_relative_to(accounts.HOME) and os.path.realpath(place) != place:
            sys.exit(f"{place} is behind a link of the image, so that no folder can be mounted there")
        status = Path(place).stat()
        if [status.st_dev, status.st_ino] != expected:
            sys.exit(f"{place} is not the folder that it should be")


def _add_user(plan: dict[str, Any], shell: str) -> None:
    """Give the uid its name. A read-only image has it from the agent."""
    uid, gid = plan["uid"], plan["gid"]
    with _unless_read_only("/etc/passwd"):
        _rewrite(Path("/etc/passwd"), lambda text: accounts.passwd(text, uid, gid, shell))
        _rewrite(Path("/etc/group"), lambda text: accounts.group(text, gid))
        if plan["sudo"]:
            if Path("/etc/shadow").exists():
                _rewrite(Path("/etc/shadow"), accounts.shadow)
            rules = Path("/etc/sudoers.d")
            if rules.is_dir():
                _write(rules / "kernelyard", f"{accounts.USER} ALL=(ALL:ALL) NOPASSWD: ALL\n", 0o440)


@contextlib.contextmanager
def _unless_read_only(what: str) -> Any:
    try:
        yield
    except OSError as error:
        print(f"{what} is left as it is: {error.strerror}", file=sys.stderr)  # noqa: T201 -- the session's log


def _rewrite(path: Path, change: Any) -> None:
    real = Path(os.path.realpath(path))
    try:
        if real.is_relative_to(os.path.realpath(RUN)) or real.is_relative_to(os.path.realpath(accounts.HOME)):
            raise FileNotFoundError  # a link of the image's to what is the agent's, or the session's
        text = path.read_text(errors="surrogateescape")
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        text, mode = "", 0o644
    _write(path, change(text), mode)


def _write(path: Path, text: str, mode: int) -> None:
    """Whole or not at all."""
    new = path.with_name(f".{path.name}.kernelyard")
    new.write_text(text, errors="surrogateescape")
    new.chmod(mode)
    new.replace(path)


def _run_bootstrap(plan: dict[str, Any], environ: dict[str, str]) -> None:
    """Run the image's own script as root; what fails in it is in the session's log."""
    uid, gid = str(plan["uid"]), str(plan["gid"])
    with contextlib.suppress(OSError):
        if not SU_EXEC.exists():
            SU_EXEC.parent.mkdir(parents=True, exist_ok=True)
            _write(SU_EXEC, f'#!/bin/sh\nexec {sys.executable} -I -m {__package__}.su_exec "$@"\n', 0o755)
    own = {**environ, "LOCAL_USER_ID": uid, "LOCAL_GROUP_ID": gid, "HOME": "/root", "USER": "root"}
    argv = [str(BOOTSTRAP)] if os.access(BOOTSTRAP, os.X_OK) else ["/bin/sh", str(BOOTSTRAP)]
    try:
        code = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env=own,
            timeout=BOOTSTRAP_TIMEOUT,
            check=False,
        ).returncode
        said = f"ended with exit code {code}" if code else ""
    except (OSError, subprocess.TimeoutExpired) as error:
        said = str(error)
    if said:
        print(f"{BOOTSTRAP}: {said}", file=sys.stderr)  # noqa: T201


def roots_path(path: str, of_the_user: Iterable[str]) -> str:
    """``path`` without directories in which the session's owner may have put programs."""
    places = [os.path.realpath(place) for place in of_the_user]
    return ":".join(
        directory
        for directory in path.split(":")
        if directory.startswith("/")
        and not any(Path(os.path.realpath(directory)).is_relative_to(place) for place in places)
    )


def _drop(plan: dict[str, Any]) -> None:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if not plan["sudo"]:
        prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(plan["gid"], plan["gid"], plan["gid"])
    os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    os.umask(0o022)
    # Whatever the node's fs.suid_dumpable says: nobody in the session looks into this process.
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if os.getgroups() or os.getresuid() != (plan["uid"],) * 3 or os.getresgid() != (plan["gid"],) * 3:
        raise AssertionError("rights are left")


def _write_profile(path: str) -> None:
    """Login shells forget the image's PATH for the system's, so a new home's profile says it again."""
    with contextlib.suppress(OSError), Path(".profile").open("x") as file:
        file.write(f"PATH={shlex.quote(path)}\nexport PATH\n")
        file.write('[ -n "$BASH_VERSION" ] && [ -f ~/.bashrc ] && . ~/.bashrc\n')


if __name__ == "__main__":
    sys.exit(main())
