"""``kernelyard move-database``: the site's database moves to another one, which it uses from then on."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TextIO

from sqlalchemy import make_url

from ..store import Store, StoreError, transfer
from .layout import Layout, read_json, write_private
from .supervisor import UpError, only_one


async def move(data: Path, target_url: str, out: TextIO = sys.stdout) -> None:
    """Copy everything into the empty database ``target_url`` and remember it for the next `up`.

    The old database stays as it was. Raises `UpError` while the site runs, or when the target holds anything.
    """
    layout = Layout(data)
    state = read_json(layout.state)
    if not state:
        raise UpError(f"{layout.data} holds no site; `kernelyard up --database URL` begins one there.")
    with only_one(layout):
        source_url = state.get("database_url") or layout.database_url()
        if make_url(source_url) == make_url(target_url):
            raise UpError("That is the database that the site uses already.")
        try:
            await _copy(source_url, target_url, out)
        except StoreError as error:
            raise UpError(str(error)) from error
        write_private(layout.state, json.dumps(state | {"database_url": target_url}, indent=2) + "\n")
    out.write("From the next start on, the site uses the new database. The old one is untouched.\n")


async def _copy(source_url: str, target_url: str, out: TextIO) -> None:
    source = await Store.open(source_url)
    try:
        target = await Store.open(target_url)
        try:
            total = await transfer.copy(source, target, lambda table, rows: _tell(out, table, rows))
        finally:
            await target.close()
    finally:
        await source.close()
    shown = make_url(target_url).render_as_string(hide_password=True)
    out.write(f"{total} rows copied to {shown}\n")


def _tell(out: TextIO, table: str, rows: int) -> None:
    if rows:
        out.write(f"  {table}: {rows}\n")
        out.flush()
