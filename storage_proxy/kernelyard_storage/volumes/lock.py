"""A volume belongs to one storage proxy: a second one would give a number of a quota group twice, and remove
the first one's drafts as remains of a crash.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import os

from ..startup import BadVolume

log = logging.getLogger("kernelyard_storage.volumes")

NAME = ".lock"
_NO_LOCKS = frozenset({errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS})


def hold(directory: int, name: str) -> int:
    """Lock the volume ``name`` by a file in its private ``directory``, for as long as the descriptor that is
    returned is open. Raises `BadVolume` where somebody has it, OSError.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    fd = os.open(NAME, flags, 0o600, dir_fd=directory)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise BadVolume(
            f"Volume {name!r}: another storage proxy uses it, or another volume's path."
        ) from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            os.close(fd)
            raise
        log.warning("volume %s: its file system has no locks; let no second storage proxy use it", name)
    return fd
