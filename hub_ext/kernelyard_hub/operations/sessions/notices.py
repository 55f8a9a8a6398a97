"""What the owner of a session should know of its folders: quotas that are used up (S25).

A session with a full folder starts all the same: nothing that it needs to run lies in folders, and files can
be deleted in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select

from kernelyard_agent.protocol import Mount
from kernelyard_hub.store import quota_scopes
from kernelyard_hub.store.models import vfolders

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def of_mounts(conn: Connection, mounts: Iterable[Mount]) -> dict[UUID, str]:
    """A sentence for each folder whose quota is used up, as it was counted last."""
    ids = {mount.folder.folder_id for mount in mounts}
    if not ids:
        return {}
    query = select(vfolders.c.id, vfolders.c.host, vfolders.c.quota_scope).where(vfolders.c.id.in_(ids))
    scope_of = {row.id: (row.host, row.quota_scope) for row in conn.execute(query)}
    keys = sorted(set(scope_of.values()))
    scopes = {scope.key: scope for scope in quota_scopes.read(conn, keys)}
    sums = quota_scopes.counted(conn, quota_scopes.of_scopes({key[1] for key in keys}))
    found = {}
    for folder_id, key in scope_of.items():
        limit, counted = scopes[key].limit, sums.get(key)
        if limit is not None and counted is not None and counted.used_bytes >= limit:
            found[folder_id] = (
                f"The quota of {scopes[key].name or key[1]} on {key[0]} is used up"
                f" ({spell(counted.used_bytes)} of {spell(limit)}): files can be read and deleted here, and"
                " writing may fail."
            )
    return found


def spell(size: int) -> str:
    """Bytes, for people.

    >>> spell(1536), spell(10 * 2**30)
    ('1.5 KiB', '10 GiB')
    """
    amount = float(size)
    for unit in _UNITS:
        if amount < 1024 or unit == _UNITS[-1]:
            break
        amount /= 1024
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"
