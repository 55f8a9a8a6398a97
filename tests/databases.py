"""Which database the hub service's tests use: SQLite, or what ``KERNELYARD_TEST_DATABASE=postgresql`` says.

`make test` runs them on both. A test that is about one of the two names it itself. Each test has a database
of its own: a copy of one that the service's migrations have made once per test process.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import URL, make_url

from kernelyard_hub.store import Store
from tests import parts, postgres_rig

_numbers = count(1)
TEMPLATE = "migrated"


def on_postgresql() -> bool:
    """Whether this run is about PostgreSQL."""
    return os.environ.get("KERNELYARD_TEST_DATABASE", "sqlite") == "postgresql"


def fresh(directory: Path, name: str, *, empty: bool = False) -> str:
    """The URL of a database of the test's own, with the schema and no rows; on SQLite a file in
    ``directory``. An ``empty`` one has no schema either.
    """
    if not on_postgresql():
        file = directory / f"{name}.sqlite"
        if not empty:
            shutil.copy(_file(), file)
        return f"sqlite:///{file}"
    made = f"{name}_{next(_numbers)}"
    _now(_create(_server(), made, None if empty else _template()))
    return _server().set(database=made).render_as_string(hide_password=False)


async def _create(server: URL, name: str, template: str | None = None) -> None:
    connection = await asyncpg.connect(host=server.query["host"], user=postgres_rig.USER, database="postgres")
    try:
        await connection.execute(
            f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")
        )
    finally:
        await connection.close()


@cache
def _file() -> Path:
    """An SQLite file with the schema."""
    directory = Path(tempfile.mkdtemp(prefix="ky-database-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    file = directory / f"{TEMPLATE}.sqlite"
    _now(_migrate(f"sqlite:///{file}"))
    return file


@cache
def _template() -> str:
    """The name of a database with the schema."""
    _now(_create(_server(), TEMPLATE))
    _now(_migrate(_server().set(database=TEMPLATE).render_as_string(hide_password=False)))
    return TEMPLATE


async def _migrate(url: str) -> None:
    await (await Store.open(url)).close()


@cache
def _server() -> URL:
    """One server per test process."""
    parts.require_marked("postgres")
    stack = ExitStack()
    atexit.register(stack.close)
    return make_url(stack.enter_context(postgres_rig.server()))


def _now(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end. In a thread: tests are often inside a running event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
