"""Entry of a session: read the plan from standard input, then run the session until it ends."""

from __future__ import annotations

import asyncio
import json
import os
import sys

from .session import Session


def main() -> int:
    plan = json.load(sys.stdin.buffer)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    # The descriptors are ours alone: what the session starts must not inherit them.
    for name in ("log_fd", "status_fd", "socket_dir_fd"):
        os.set_inheritable(plan[name], False)
    return asyncio.run(Session(plan).run())


if __name__ == "__main__":
    sys.exit(main())
