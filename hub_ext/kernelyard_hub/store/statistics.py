"""What PostgreSQL knows of how much there is: brought up to date when tables have grown fast.

Its own autovacuum looks once a minute. A site that is new, or that a crowd comes to, has plans by then that
were made for empty tables, and connections keep their plans until the statistics change.
"""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

log = logging.getLogger(__name__)
INTERVAL = 5.0
"""Seconds between two looks."""
LEAST = 1000
"""Half as many rows have to have changed at the least."""
_GROWN = (
    "SELECT relname FROM pg_stat_user_tables"
    " WHERE schemaname = current_schema() AND 2 * n_mod_since_analyze > $1 + n_live_tup"
)


async def keep(engine: AsyncEngine) -> None:
    """Until cancelled: have tables analyzed of which more than half is new."""
    told = ""
    while True:
        await asyncio.sleep(INTERVAL)
        try:
            await look(engine)
            told = ""
        except (OSError, SQLAlchemyError) as error:
            if type(error).__name__ != told:
                told = type(error).__name__
                log.warning("tables are not analyzed: %s", error)


async def look(engine: AsyncEngine) -> list[str]:
    """Analyze what is more than half new; its names."""
    async with engine.begin() as conn:
        # Not by statements that `once.Memory` hears of: nothing is written.
        grown = list((await conn.exec_driver_sql(_GROWN, (LEAST,))).scalars())
        quote = conn.dialect.identifier_preparer.quote
        for name in sorted(grown):
            await conn.exec_driver_sql(f"ANALYZE {quote(name)}")
    return grown
