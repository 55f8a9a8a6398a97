"""The NVIDIA container toolkit, whose hooks run as root on the node for every container with a GPU.

Up to 1.17.7 an image could make them load a library of its own (CVE-2025-23266): no GPU is given to a session
with such a one (S14), nor with one of unknown age.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache

from ...errors import Refused

COMMANDS = (("nvidia-ctk", "--version"), ("nvidia-container-cli", "--version"))
SAFE = (1, 17, 8)
_VERSION = re.compile(r"(?:version|cli-version:)\s+v?(\d+)\.(\d+)\.(\d+)")


def check() -> None:
    """Raise `Refused` unless the node's toolkit is one that images cannot get at."""
    problem = fault(said())
    if problem:
        raise Refused(f"devices: {problem}")


def fault(text: str) -> str:
    """What is wrong with a toolkit that says this of itself; empty for a good one."""
    match = _VERSION.search(text)
    if match is None:
        return "the version of the NVIDIA container toolkit on this node cannot be told."
    version = (int(match[1]), int(match[2]), int(match[3]))
    if version < SAFE:
        ours, safe = (".".join(map(str, one)) for one in (version, SAFE))
        return (
            f"the NVIDIA container toolkit {ours} of this node lets an image run code as root outside of its"
            f" container (CVE-2025-23266); {safe} is the first safe one."
        )
    return ""


@cache
def said() -> str:
    """What the toolkit's own commands print about their version; empty where there are none. Blocks."""
    for command in COMMANDS:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        return done.stdout
    return ""
