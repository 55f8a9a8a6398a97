"""Volumes as admins look at them: the largest folders, performance, and what is mounted where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, nulls_last, select

from kernelyard_hub import errors
from kernelyard_hub.operations.vfolders.proxies import ask, client_of
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as store
from kernelyard_hub.store.models import agents, vfolders
from kernelyard_storage.protocol import Volume, VolumeRef

MOUNTED_BY_ADMINS = (
    "File systems are mounted by those who run the machines: a service that could mount them would need root "
    "on every node. Mount it there, and name its directory in c.StorageProxy.volumes and c.Agent.volumes."
)


async def report(site: Site, limit: int) -> list[dict[str, Any]]:
    """The largest folders, those in the trash included."""

    def read(conn: Connection) -> list[store.Row]:
        query = store.with_owners(select(vfolders, *store.OWNERS))
        query = query.order_by(nulls_last(vfolders.c.used_bytes.desc()), vfolders.c.created_at).limit(limit)
        return [dict(row) for row in conn.execute(query).mappings()]

    return [
        {
            "id": row["id"].hex,
            "name": row["name"],
            "host": row["host"],
            "owner": row["user_email"],
            "group": row["group_name"],
            "used_bytes": row["used_bytes"],
            "files": row["files"],
            "last_used": _iso(row["last_used"]),
            "counted_at": _iso(row["counted_at"]),
            "status": row["status"],
        }
        for row in await site.store.read(read)
    ]


def _iso(at: Any) -> str | None:
    return None if at is None else str(at.isoformat())


async def performance(site: Site, host: str) -> dict[str, Any]:
    """What goes through the storage proxy to one volume: bytes, bytes per second, seconds."""
    volume = await _volume(site, host)
    measured = await ask(client_of(site, host).performance(VolumeRef(volume=volume.name)))
    return measured.model_dump()


async def _volume(site: Site, host: str) -> Volume:
    client = client_of(site, host)
    for volume in (await ask(client.volumes())).volumes:
        if volume.name == host.partition(":")[2]:
            return volume
    raise errors.NotFound(f"There is no storage host {host[:128]!r}.", data={"folder_host": host[:128]})


async def fstab(site: Site, agent_id: str | None) -> dict[str, str]:
    """What this service would write into a node's fstab, which is nothing: comments that say what it uses."""
    mounts = await mounted(site)
    if agent_id is None:
        volumes, node = mounts["storage_proxy"]["mounts"], "manager"
    elif agent_id in mounts["agents"]:
        volumes, node = mounts["agents"][agent_id]["mounts"], "agent"
    else:
        raise errors.NotFound("There is no such agent.", data={"agent_id": agent_id[:64]})
    lines = ["# Kernelyard mounts nothing and reads no fstab. Volumes that are used here:"]
    lines += [f"#   {volume}" for volume in volumes] or ["#   none"]
    return {"content": "\n".join(lines) + "\n", "node": node, "node_id": agent_id or "manager"}


async def mounted(site: Site) -> dict[str, Any]:
    """The volumes that the storage proxies serve and those that each node has mounted. The service itself has
    none: it never touches a file of theirs.
    """

    def read(conn: Connection) -> list[tuple[str, str, list[str]]]:
        query = select(agents.c.id, agents.c.status, agents.c.volumes).order_by(agents.c.id)
        return [(row.id, row.status, list(row.volumes or [])) for row in conn.execute(query)]

    served, silent = [], []
    for proxy, client in sorted(site.storage.items()):
        try:
            served += [f"{proxy}:{volume.name}" for volume in (await ask(client.volumes())).volumes]
        except errors.Unavailable as error:
            silent.append(f"{proxy}: {error}")
    return {
        "manager": {"success": True, "mounts": [], "message": "The hub service mounts no volumes."},
        "storage_proxy": {"success": not silent, "mounts": served, "message": "; ".join(silent)},
        "agents": {
            agent_id: {
                "success": status == "ALIVE",
                "mounts": volumes,
                "message": "" if status == "ALIVE" else f"The agent is {status}; this is what it said last.",
            }
            for agent_id, status, volumes in await site.store.read(read)
        },
    }
