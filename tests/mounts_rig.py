"""What the tests of folders in running sessions share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from kernelyard_agent import protocol as p
from kernelyard_hub.store.models import sessions, vfolder_permissions
from tests.hub_rig import HubRig, Keypair, Reply, ScriptedAgent

HOST = "local:volume1"


async def folder(rig: HubRig, name: str, who: Keypair | None = None, **body: Any) -> str:
    made = await rig.call("POST", "/folders", {"name": name, "host": HOST, **body}, who=who or rig.user)
    assert made.status == 201, made.text
    return str(UUID(made.json["id"]))


async def session(rig: HubRig, name: str, *folders: str, **more: Any) -> UUID:
    body = {
        "clientSessionToken": name,
        "image": "python",
        "config": {"resources": {"cpu": "1", "mem": "512m"}, "mounts": list(folders)},
        **more,
    }
    made = await rig.call("POST", "/session", body, who=rig.user)
    assert made.status == 201, made.text
    return UUID(made.json["sessionId"])


async def mounts(rig: HubRig, name: str, who: Keypair | None = None) -> list[dict[str, Any]]:
    reply = await rig.call("GET", f"/session/{name}/mounts", who=who or rig.user)
    assert reply.status == 200, reply.text
    return cast("list[dict[str, Any]]", reply.json["mounts"])


async def mount(rig: HubRig, name: str, folder: str, **more: Any) -> Reply:
    return await rig.call("POST", f"/session/{name}/mounts", {"folder": folder, **more}, who=rig.user)


async def unmount(rig: HubRig, name: str, folder: str, **more: Any) -> Reply:
    return await rig.call("DELETE", f"/session/{name}/mounts/{folder}", more, who=rig.user)


async def mounts_of(rig: HubRig, session_id: UUID) -> list[p.Mount]:
    """What it began with."""
    query = select(sessions.c.spec).where(sessions.c.id == session_id)
    spec = await rig.site.store.read(lambda conn: conn.execute(query).scalar_one())
    return [p.Mount.model_validate(one) for one in spec["mounts"]]


def there(agent: ScriptedAgent, session_id: UUID) -> dict[str, str]:
    """What the node has mounted, by target."""
    return {target: one.permission for target, one in agent.mounts.get(session_id, {}).items()}


async def share(rig: HubRig, folder_id: str, who: Keypair, permission: str) -> None:
    values = {"id": uuid4(), "vfolder_id": UUID(folder_id), "user_id": who.user_id}

    def write(conn: Any) -> None:
        table = vfolder_permissions
        conn.execute(delete(table).where(table.c.vfolder_id == UUID(folder_id)))
        now = {"permission": permission, "created_at": datetime.now(UTC)}
        conn.execute(insert(table).values(**values, **now))

    await rig.site.store.write(write)


async def unshare(rig: HubRig, folder_id: str) -> None:
    table = vfolder_permissions
    query = delete(table).where(table.c.vfolder_id == UUID(folder_id))
    await rig.site.store.write(lambda conn: conn.execute(query) and None)
