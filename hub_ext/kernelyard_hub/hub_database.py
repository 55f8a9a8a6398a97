"""How the Hub that ``kernelyard up`` runs keeps its SQLite file: a commit costs no wait for the disk."""

from __future__ import annotations

import sqlite3
from typing import Any


class Connection(sqlite3.Connection):
    """A connection in WAL mode that syncs at checkpoints only.

    The Hub commits a dozen times per spawn, each time in its event loop. With SQLite's defaults that is two
    tenths of a second on a common disk, and three hundred people who press Start at once stop the Hub for a
    minute. A killed Hub loses nothing this way; a machine that loses power may lose the last commits, not the
    file.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.execute("PRAGMA journal_mode=WAL").close()
        self.execute("PRAGMA synchronous=NORMAL").close()


CONNECT_ARGS: dict[str, Any] = {"check_same_thread": False, "factory": Connection}
"""For ``c.JupyterHub.db_kwargs``; the first is the Hub's own default."""
