"""The console's view: my sessions, what is free, what I may use; at once, and whenever it changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import Connection, select

from kernelyard_agent import slots
from kernelyard_hub.idle import view as idle_view
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.readers.places import place_of
from kernelyard_hub.scheduler.snapshot import SYSTEM
from kernelyard_hub.site import Site
from kernelyard_hub.store import ledger
from kernelyard_hub.store import overview as store
from kernelyard_hub.store.models import keypair_resource_policies

from .estimates import estimate_item

REFRESH = 5.0
"""Seconds after which the view is sent again, even when nothing was announced."""
SETTLE = 0.15
"""Seconds that changes are gathered for before the view is read again."""


async def overview(site: Site, who: Principal) -> dict[str, Any]:
    """One snapshot for ``GET /console/overview``."""

    def read(conn: Connection) -> dict[str, Any]:
        rows = store.open_sessions(conn, who)
        for row in rows:
            row["place"], row["of"] = place_of(conn, row) if row["status"] == "PENDING" else (None, None)
        idle = idle_view.of_sessions(conn, [row["id"] for row in rows])
        return {
            "sessions": [_session(site, who, row, idle[row["id"]]) for row in rows],
            "resource_groups": [store.group(conn, name) for name in store.groups_of(conn, who)],
            "limits": _limits(conn, who, sum(row["type"] != SYSTEM for row in rows)),
        }

    seen = await site.store.read(read)
    await _estimate(site, [session for session in seen["sessions"] if session["place"] is not None])
    user = {
        "username": who.username,
        "email": who.email,
        "role": who.role.value,
        "is_admin": who.role in (Role.ADMIN, Role.SUPERADMIN),
    }
    return {"user": user, **seen, "at": datetime.now(UTC).isoformat()}


async def _estimate(site: Site, waiting: list[dict[str, Any]]) -> None:
    """Put to each when it is to start, where that can be said."""
    if not waiting:
        return
    view = await site.forecaster.view(knowing=UUID(waiting[0]["id"]))
    now = datetime.now(UTC)
    for session in waiting:
        session["estimate"] = estimate_item(view.estimate(UUID(session["id"]), now))


def _session(site: Site, who: Principal, row: dict[str, Any], idle: dict[str, Any]) -> dict[str, Any]:
    started = row["started_at"]
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "type": row["type"],
        "status": row["status"],
        "status_info": row["status_info"],
        "place": row["place"],
        "of": row["of"],
        "reason": row["status_info"],
        "estimate": None,
        "image": row["image"],
        "resource_group": row["resource_group"],
        "slots": slots.render_all(row["requested_slots"]),
        "created_at": row["created_at"].isoformat(),
        "started_at": started.isoformat() if started else None,
        "hub_server": row["hub_server"],
        "url": _server_url(site, row["hub_user"], row["hub_server"]),
        "owner": who.username,
        "idle": idle_view.summary(idle),
    }


def _server_url(site: Site, hub_user: str | None, hub_server: str | None) -> str | None:
    """The path of a Hub server, below the Hub's base URL; None for sessions of the API."""
    if hub_user is None:
        return None
    base = site.config.prefix.partition("/services/")[0]
    server = f"{quote(hub_server, safe='')}/" if hub_server else ""
    return f"{base}/user/{quote(hub_user, safe='')}/{server}"


def _limits(conn: Connection, who: Principal, open_sessions: int) -> dict[str, Any]:
    """What the keypair's policy allows and what is in use; a slot without a limit is left out."""
    policy = conn.execute(
        select(keypair_resource_policies).where(keypair_resource_policies.c.name == who.resource_policy)
    ).one()
    using = ledger.occupied(conn, access_key=who.access_key)
    limits: dict[str, int] = policy.total_resource_slots
    return {
        "sessions": {"limit": policy.max_concurrent_sessions, "using": open_sessions},
        "slots": [
            {
                "slot": slot,
                "limit": slots.render(slot, limits[slot]),
                "using": slots.render(slot, using.get(slot, 0)),
            }
            for slot in slots.names(limits)
            if limits[slot] < slots.UNLIMITED
        ],
    }


async def watch(site: Site, who: Principal) -> AsyncGenerator[dict[str, Any], None]:
    """The view now, after every change (gathered for a moment), and every `REFRESH` seconds. Never ends."""
    async with site.bus.subscribe() as queue:
        while True:
            yield await overview(site, who)
            until = time.monotonic() + REFRESH
            try:
                async with asyncio.timeout(REFRESH):
                    await queue.get()
            except TimeoutError:
                continue
            await asyncio.sleep(min(SETTLE, max(0.0, until - time.monotonic())))
            while not queue.empty():
                queue.get_nowait()
