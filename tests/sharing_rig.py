"""Folders that people share, by the hub service's API: what the tests of it have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from kernelyard_hub.store import accounts
from kernelyard_hub.store import models as m
from tests.hub_rig import HubRig, Keypair, Reply

HOST = "local:volume1"


async def create(rig: HubRig, name: str, who: Keypair, **body: Any) -> str:
    reply = await rig.call("POST", "/folders", {"name": name, "host": HOST, **body}, who=who)
    assert reply.status == 201, reply.text
    return str(reply.json["id"])


async def write(rig: HubRig, statement: Any) -> None:
    await rig.site.store.write(lambda conn: conn.execute(statement) and None)


async def person(rig: HubRig, name: str, **more: Any) -> Keypair:
    """Another account; ``domain`` is made where it is none yet."""
    domain = more.get("domain", "default")
    if domain != "default":
        now = datetime.now(UTC)
        await write(rig, insert(m.domains).values(name=domain, created_at=now, modified_at=now))
    made = await rig.site.store.write(
        lambda conn: accounts.create_user(
            conn, rig.site.box, username=name, email=f"{name}@example.com", **more
        )
    )
    return Keypair(made[0], name, made[1], made[2])


async def invite(rig: HubRig, who: Keypair, folder: str, *emails: str, perm: str = "rw") -> Reply:
    return await rig.call("POST", f"/folders/{folder}/invite", {"perm": perm, "emails": emails}, who=who)


async def invitations(rig: HubRig, who: Keypair, which: str = "list") -> list[dict[str, Any]]:
    reply = await rig.call("GET", f"/folders/invitations/{which}", who=who)
    assert reply.status == 200, reply.text
    return list(reply.json["invitations"])


async def accept(rig: HubRig, who: Keypair) -> Reply:
    (one,) = await invitations(rig, who)
    return await rig.call("POST", "/folders/invitations/accept", {"inv_id": one["id"]}, who=who)


async def rename(rig: HubRig, who: Keypair, folder: str, name: str) -> int:
    return (await rig.call("POST", f"/folders/{folder}/rename", {"new_name": name}, who=who)).status


async def names(rig: HubRig, who: Keypair) -> list[str]:
    return [item["name"] for item in (await rig.call("GET", "/folders", who=who)).json]


async def accept_again(rig: HubRig, who: Keypair, invitation_id: str) -> Reply:
    return await rig.call("POST", "/folders/invitations/accept", {"inv_id": invitation_id}, who=who)
