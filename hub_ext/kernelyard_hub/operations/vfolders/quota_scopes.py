"""Quota scopes as people see them and admins set them (STO-019, STO-020).

Bytes of a folder count on the scope that it was made in, whoever uses it; those in the trash count, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.operations import changes
from kernelyard_hub.operations.accounts.policies import MOST_BYTES
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.operations.vfolders.rules import folder_ref
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import quota_scopes as store
from kernelyard_storage.protocol import QuotaRef, QuotaState


class Limit(changes.Fields):
    """``QuotaScopeInput``."""

    hard_limit_bytes: Annotated[int, Field(ge=1, le=MOST_BYTES)]


async def show(site: Site, host: str, quota_scope: str) -> dict[str, Any]:
    """One scope on one host, as GraphQL has it. Raises `InvalidParameters`, `NotFound`, `Unavailable`."""
    scope = await site.store.read(partial(_existing, host=host, quota_scope=quota_scope))
    return _detailed(scope, await _state(site, scope))


async def put(site: Site, who: Principal, host: str, quota_scope: str, props: Any) -> dict[str, Any]:
    """Set a limit. It holds when this returns; a volume that cannot enforce it says *advisory*."""
    limit = changes.read(Limit, props).hard_limit_bytes
    scope = await site.store.read(partial(_existing, host=host, quota_scope=quota_scope))
    client_of(site, host)
    state = await ask(site.quotas.tell(host, quota_scope, limit))
    details = {"hard_limit_bytes": limit}
    work = partial(_put, key=scope.key, limit=limit)
    await changes.change(site, who, "set_quota_scope", f"{quota_scope} on {host}", work, details)
    return _detailed(await site.store.read(partial(_existing, host=host, quota_scope=quota_scope)), state)


def _put(conn: Connection, key: store.Key, limit: int) -> None:
    store.put(conn, key, limit)


async def unset(site: Site, who: Principal, host: str, quota_scope: str) -> dict[str, Any]:
    """Let the policy's limit hold again."""
    scope = await site.store.read(partial(_existing, host=host, quota_scope=quota_scope))
    client_of(site, host)
    await changes.change(
        site, who, "unset_quota_scope", f"{quota_scope} on {host}", partial(store.remove, key=scope.key)
    )
    scope = await site.store.read(partial(_existing, host=host, quota_scope=quota_scope))
    return _detailed(scope, await ask(site.quotas.tell(host, quota_scope, scope.limit)))


def _existing(conn: Connection, host: str, quota_scope: str) -> store.Scope:
    if store.parse(quota_scope) is None:
        raise errors.InvalidParameters(
            "Input validation error", data={"quota_scope_id": "is user:<uuid> or project:<uuid>"}
        )
    if not (store.exists(conn, quota_scope) or store.used(conn, (host, quota_scope))):
        raise errors.NotFound("There is no such user or project.", data={"quota_scope_id": quota_scope})
    (scope,) = store.read(conn, [(host, quota_scope)])
    return scope


async def _state(site: Site, scope: store.Scope) -> QuotaState:
    volume = scope.host.partition(":")[2]
    client = client_of(site, scope.host)
    try:
        ref = QuotaRef(volume=volume, quota_scope=scope.quota_scope)
    except ValueError:
        raise errors.InvalidParameters(f"There is no storage host {scope.host[:128]!r}.") from None
    return await ask(client.quota(ref))


def _detailed(scope: store.Scope, state: QuotaState) -> dict[str, Any]:
    return {
        "id": f"QuotaScope:{scope.host}/{scope.quota_scope}",
        "quota_scope_id": scope.quota_scope,
        "storage_host_name": scope.host,
        "details": {
            "usage_bytes": state.used_bytes,
            "usage_count": state.files,
            "hard_limit_bytes": scope.limit,
        },
    }


async def need_room(site: Site, row: Mapping[str, Any], size: int) -> None:
    """Refuse an upload of ``size`` bytes into a folder that would be over the limit of its own (STO-021).
    Only transfers are refused: what sessions write counts, but is not limited by it.
    """
    limit = row["max_size"]
    if not limit:
        return

    async def count() -> int:
        return (await ask(client_of(site, row["host"]).usage(folder_ref(row)))).used_bytes

    used = await site.room.take(row["id"], size, limit, count)
    if used is not None:
        raise errors.QuotaExceeded(
            f"{size} bytes more would be over the {limit} bytes of this folder; {used} are taken.",
            title="The folder is full.",
            data={"limit": limit, "used_bytes": used},
        )


async def own_usage(site: Site, who: Principal) -> list[dict[str, Any]]:
    """What the caller and the caller's projects hold on each host, and may hold at the most."""

    def read(conn: Connection) -> tuple[list[store.Scope], dict[store.Key, store.Counted]]:
        only = store.of_scopes(store.of_user(conn, who.user_id))
        keys = set(store.in_use(conn, only)) | {(site.config.default_host, f"user:{who.user_id}")}
        return store.read(conn, sorted(keys, key=_order)), store.counted(conn, only)

    scopes, counted = await site.store.read(read)
    states = await asyncio.gather(*(_asked(site, scope) for scope in scopes))
    return [_usage(scope, counted.get(scope.key), state) for scope, state in zip(scopes, states, strict=True)]


def _order(key: store.Key) -> tuple[bool, store.Key]:
    return not key[1].startswith("user:"), key


async def _asked(site: Site, scope: store.Scope) -> QuotaState | None:
    """What the storage proxy says now; None where it does not answer: then the last count is told."""
    try:
        return await _state(site, scope)
    except errors.ApiError:
        return None


def _usage(
    scope: store.Scope,
    counted: store.Counted | None,
    state: QuotaState | None = None,
    quota: str = "advisory",
) -> dict[str, Any]:
    """One line of usage: what the storage proxy has said, else the sum of the folders' last counts."""
    said: dict[str, Any]
    if state is not None:
        at = datetime.fromtimestamp(state.counted, UTC).isoformat()
        files = state.files
        if files is None and counted is not None and counted.counted_at is not None:
            files = counted.files
        said = {"used_bytes": state.used_bytes, "files": files, "quota": state.quota, "counted_at": at}
    else:
        sums = counted or store.Counted(0, 0, None)
        when = None if sums.counted_at is None else sums.counted_at.isoformat()
        said = {"used_bytes": sums.used_bytes, "files": sums.files, "quota": quota, "counted_at": when}
    return {
        "host": scope.host,
        "quota_scope": scope.quota_scope,
        "kind": scope.kind,
        "name": scope.name,
        "limit": scope.limit,
        **said,
    }


async def everything(site: Site, host: str | None = None) -> list[dict[str, Any]]:
    """All scopes (of one host), as their folders were counted; the fullest first."""

    def read(conn: Connection) -> tuple[list[store.Scope], dict[store.Key, store.Counted]]:
        keys = [key for key in store.in_use(conn) if host is None or key[0] == host]
        return store.read(conn, keys), store.counted(conn)

    scopes, counted = await site.store.read(read)
    kinds = await _kinds(site)
    items = [
        _usage(scope, counted.get(scope.key), quota=kinds.get(scope.host, "advisory"))
        | {"explicit": scope.explicit}
        for scope in scopes
    ]
    return sorted(items, key=lambda item: -item["used_bytes"])


async def _kinds(site: Site) -> dict[str, str]:
    """Host -> enforced or advisory, of the volumes that answer."""
    found: dict[str, str] = {}
    for proxy, client in site.storage.items():
        try:
            listed = await ask(client.volumes())
        except errors.Unavailable:
            continue
        found |= {f"{proxy}:{volume.name}": volume.quota for volume in listed.volumes}
    return found
