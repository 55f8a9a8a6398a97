"""What happens when the session's memory runs out: who goes first, and whether somebody has gone."""

from __future__ import annotations

import contextlib
from pathlib import Path

SCORE = "500"
"""Of -1000 to 1000: the kernel and commands end before the runner, which can tell of it."""

_FILES = (
    Path("/sys/fs/cgroup/memory.events"),  # version 2, inside a container
    Path("/sys/fs/cgroup/memory/memory.oom_control"),  # version 1
)


def kills(files: tuple[Path, ...] = _FILES) -> int:
    """Processes that were killed for want of memory so far; 0 where nobody counts."""
    for path in files:
        try:
            words = path.read_text().split()
        except OSError:
            continue
        if "oom_kill" in words:
            return int(words[words.index("oom_kill") + 1])
    return 0


def offer(pid: int) -> None:
    """Let the system end this process, and what it starts, before the runner."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/oom_score_adj").write_text(SCORE)
