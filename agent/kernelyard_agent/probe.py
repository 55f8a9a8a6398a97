"""Before the first session: can the sessions' user reach Python, our package and the state directory at all?

A server started by root often lives where nobody else may look (a home of mode 0700), and every session would
fail in a way that tells nobody why.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from .engines.process import SessionUser

_CODE = """
import json, os, sys
found = {"version": "%d.%d" % sys.version_info[:2], "missing": []}
for name in ("kernelyard_agent.runner.session", "jupyter_client", "ipykernel"):
    import importlib.util
    try:
        if importlib.util.find_spec(name) is None:
            found["missing"].append(name)
    except (ImportError, OSError):
        found["missing"].append(name)
try:
    os.stat(os.path.join(sys.argv[1], "."))
    found["scratch"] = ""
except OSError as error:
    found["scratch"] = error.strerror
json.dump(found, sys.stdout)
"""


class Unreachable(Exception):
    """Sessions could not run here; the message says why and what to do."""


def look(python: Path, user: SessionUser, scratch: Path) -> str:
    """The version (``3.11``) of the sessions' Python, looked at as the sessions' user. Raises
    `Unreachable`."""
    identity: dict[str, Any] = {}
    if user.drop:
        identity = {"user": user.uid, "group": user.gid, "extra_groups": []}
    who = f"the sessions' user (uid {user.uid})"
    try:
        done = subprocess.run(
            [str(python), "-I", "-c", _CODE, str(scratch)],
            capture_output=True, cwd="/", env={"LANG": "C.UTF-8"}, timeout=60, check=True, **identity,
        )  # fmt: skip
        found = json.loads(done.stdout)
    except PermissionError:
        raise Unreachable(
            f"{who} cannot run {python}: it lies in a directory that only its owner may enter. Use an"
            " interpreter outside of private homes (/usr/bin/python3 -m venv in /opt, for example) as"
            " session_python, or start as an ordinary user."
        ) from None
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", b"") or b"").decode(errors="replace")[-500:].strip()
        raise Unreachable(
            f"{who} cannot run {python}: {said or error}. Choose another session_python, or start as an"
            " ordinary user."
        ) from None
    if found["missing"]:
        raise Unreachable(
            f"{python} lacks {', '.join(found['missing'])} (or {who} cannot read it): install"
            " kernelyard[session] there, where that user can reach it."
        )
    if found["scratch"]:
        raise Unreachable(
            f"{who} cannot enter {scratch}: {found['scratch']}. Put the data directory where others may"
            " pass through (every directory above it needs the x permission for others), or start as an"
            " ordinary user."
        )
    version: str = found["version"]
    return version
