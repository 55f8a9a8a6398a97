"""Which database the hub service's tests use: SQLite, or what ``KERNELYARD_TEST_DATABASE=postgresql`` says.

`make test` runs them on both. A test that is about one of the two names it itself.
"""

from __future__ import annotations

import asyncio
import atexit
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path

import asyncpg
from sqlalchemy import make_url

from tests import parts, postgres_rig

_numbers = count(1)


def on_postgresql() -> bool:
    """Whether this run is about PostgreSQL."""
    return os.environ.get("KERNELYARD_TEST_DATABASE", "sqlite") == "postgresql"


def fresh(directory: Path, name: str) -> str:
    """The URL of an empty database of its own; on SQLite a file in ``directory``."""
    if not on_postgresql():
        return f"sqlite:///{directory}/{name}.sqlite"
    server = make_url(_server())
    made = f"{name}_{next(_numbers)}"
    # In a thread: tests are often inside a running event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _create(str(server.query["host"]), made)).result()
    return server.set(database=made).render_as_string(hide_password=False)


async def _create(host: str, name: str) -> None:
    connection = await asyncpg.connect(host=host, user=postgres_rig.USER, database="postgres")
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


@cache
def _server() -> str:
    """One server per test process."""
    parts.require_marked("postgres")
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(postgres_rig.server())
