"""Short texts between the services of one PostgreSQL database (LISTEN and NOTIFY)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

NAME = "kernelyard"
LONGEST = 7900
"""Bytes of one text; PostgreSQL allows less than 8,000."""


PATIENCE = 10.0
"""Seconds for an answer, when it is asked whether the line is open."""


class ChannelLost(Exception):
    """The connection is gone; what others sent meanwhile was not heard."""


class Channel:
    """What one service sends, all others hear that are there at the time."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def open(self, hear: Callable[[str], None]) -> AsyncIterator[Line]:
        """Listen for as long as the context lasts. Raises `ChannelLost` when there is no connection."""
        try:
            async with self._engine.connect() as connection:
                raw = await connection.get_raw_connection()
                line = Line(raw.driver_connection)
                await line.listen(hear)
                try:
                    yield line
                finally:
                    await line.close()
        except _broken() as error:
            raise ChannelLost(str(error)) from error


class Line:
    """One connection to the channel."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._mine = driver.get_server_pid()
        self._hear: Callable[[str], None] = lambda _: None
        self.lost = asyncio.Event()
        """Set when the connection breaks."""

    async def listen(self, hear: Callable[[str], None]) -> None:
        self._hear = hear
        self._driver.add_termination_listener(self._ended)
        await self._driver.add_listener(NAME, self._heard)

    async def send(self, text: str) -> None:
        """At most `LONGEST` bytes."""
        await self._driver.execute("SELECT pg_notify($1, $2)", NAME, text)

    async def check(self) -> None:
        """Whether there is still somebody to hear. Raises what `open` makes a `ChannelLost` of."""
        try:
            await self._driver.execute("SELECT 1", timeout=PATIENCE)
        except TimeoutError:
            self._driver.terminate()
            raise

    async def close(self) -> None:
        self._driver.remove_termination_listener(self._ended)
        # A connection that has broken needs no good-bye.
        with contextlib.suppress(*_broken()):
            await self._driver.remove_listener(NAME, self._heard)

    def _heard(self, _driver: Any, pid: int, _channel: str, text: Any) -> None:
        if pid != self._mine:
            self._hear(str(text))

    def _ended(self, _driver: Any) -> None:
        self.lost.set()


def _broken() -> tuple[type[Exception], ...]:
    """What is raised when a connection breaks. Sites on SQLite need not have the driver."""
    import asyncpg

    return OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError
