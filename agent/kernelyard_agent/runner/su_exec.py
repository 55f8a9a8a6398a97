"""``su-exec gid:uid command…``: a command as the session's user, for an image's ``bootstrap.sh`` (KRN-028).

The order of the ids is the original's.
"""

from __future__ import annotations

import os
import sys


def main(argv: list[str]) -> int:
    gid, _, uid = argv[0].partition(":")
    os.setgroups([])
    os.setresgid(int(gid), int(gid), int(gid))
    os.setresuid(int(uid), int(uid), int(uid))
    os.execvp(argv[1], argv[1:])  # noqa: S606 -- what its caller, root, asks for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
