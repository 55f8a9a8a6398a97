"""The part of `storage` that goes through the hub service of a whole site: folders created, files listed."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from typing import Any

import aiohttp

from tests.running_site import RunningSite
from tests.signed import Signed

ENTRIES = 10_000


def measure(folders: int, clients: int, lists: int) -> dict[str, Any]:
    """Folders created per second and refusals; milliseconds of listing `ENTRIES` files there."""
    site = RunningSite.fresh()
    try:
        site.start()
        account = site.admin
        signed = Signed(site.service_url, account.access_key, account.secret_key)
        _lift_limits(signed)
        return asyncio.run(_measure(site, signed, folders, clients, lists))
    finally:
        site.stop()
        site.remove()


def _lift_limits(signed: Signed) -> None:
    """Nobody's policy may be what stops the creation."""
    for kind in ("user", "keypair"):
        query = f"{{ {kind}_resource_policies {{ name }} }}"
        found = signed.call("POST", "/admin/gql", {"query": query, "variables": {}})
        for policy in ((found.body or {}).get("data") or {}).get(f"{kind}_resource_policies") or []:
            change = (
                f'mutation {{ modify_{kind}_resource_policy(name: "{policy["name"]}", '
                f"props: {{max_vfolder_count: 0}}) {{ ok msg }} }}"
            )
            signed.call("POST", "/admin/gql", {"query": change, "variables": {}})


async def _measure(
    site: RunningSite, signed: Signed, folders: int, clients: int, lists: int
) -> dict[str, Any]:
    connector = aiohttp.TCPConnector(limit=clients)
    async with aiohttp.ClientSession(connector=connector) as http:
        waiting = [f"bench-{number:05}" for number in range(folders)]
        refused: list[str] = []
        times: list[float] = []

        async def client() -> None:
            while waiting:
                name = waiting.pop()
                begun = time.perf_counter()
                status, text = await _call(http, signed, "POST", "/folders", {"name": name})
                times.append(time.perf_counter() - begun)
                if status != 201:
                    refused.append(f"{status} {text[:200]!r}")

        await _call(http, signed, "POST", "/folders", {"name": "many"})
        begun = time.perf_counter()
        await asyncio.gather(*(client() for _ in range(clients)))
        taken = time.perf_counter() - begun
        (many,) = (site.data / "volumes" / "volume1").glob(f"*/*/*/{await _last_part(http, signed)}")
        for number in range(ENTRIES):
            (many / f"file-{number:05}.dat").touch()
        listings = []
        for _ in range(lists):
            begun = time.perf_counter()
            status, text = await _call(http, signed, "GET", "/folders/many/files?path=.", None)
            listings.append((time.perf_counter() - begun) * 1000)
            if status != 200 or text.count(b'"modified"') != ENTRIES:
                raise RuntimeError(f"the listing answers {status}, {len(text)} bytes")
    return {
        "folders_per_second": round(folders / taken, 1),
        "clients": clients,
        "refused": len(refused),
        "first_refusal": refused[0] if refused else None,
        "create_ms_p99": round(sorted(times)[int(len(times) * 0.99)] * 1000, 1),
        "list_ms": round(statistics.median(listings), 1),
        "list_ms_most": round(max(listings), 1),
    }


async def _last_part(http: aiohttp.ClientSession, signed: Signed) -> str:
    """The last part of the path of the folder ``many``: its id without the first four digits."""
    _, text = await _call(http, signed, "GET", "/folders/many", None)
    return str(json.loads(text)["id"]).replace("-", "")[4:]


async def _call(
    http: aiohttp.ClientSession, signed: Signed, method: str, path: str, body: Any
) -> tuple[int, bytes]:
    kind = "text/plain" if body is None else "application/json"
    headers = signed.headers(method, path, kind)
    async with http.request(method, signed.endpoint + path, json=body, headers=headers) as answer:
        return answer.status, await answer.read()
