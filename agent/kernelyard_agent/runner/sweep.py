"""``python -m kernelyard_agent.runner.sweep NAME=value``: end all processes born with that variable.

Prints the pids of those that would not end. For an agent that may not read other users' environments itself.
"""

from __future__ import annotations

import os
import sys

from . import tree


def main(mark: str) -> int:
    def marked() -> list[tree.Process]:
        found = tree.snapshot().values()
        return [p for p in found if p.pid != os.getpid() and tree.has_variable(p.pid, mark)]

    left = tree.kill_all(marked)
    print(*(process.pid for process in left))  # noqa: T201 -- the answer
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
