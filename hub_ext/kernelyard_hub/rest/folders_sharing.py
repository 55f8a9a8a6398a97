"""``/folders``: who shares them with whom. Status codes and keys are the original's (golden 079 to 094)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub import errors
from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations import changes
from kernelyard_hub.operations.vfolders import invitations
from kernelyard_hub.operations.vfolders import ownership as vfolders_ownership
from kernelyard_hub.operations.vfolders import sharing as vfolders_sharing
from kernelyard_hub.operations.vfolders.rules import Permission

from .folders import CREATED, acting


class InvitationId(BaseModel):
    inv_id: UUID


class Offer(BaseModel):
    perm: Permission


class Shared(BaseModel):
    vfolder_id: UUID | None = None


class ChangeShare(BaseModel):
    """``perm`` null takes the permission away (the client always sends it)."""

    vfolder: UUID
    user: UUID
    perm: Permission | None


class Leave(BaseModel):
    shared_user_uuid: UUID | None = None


class NewOwner(BaseModel):
    vfolder: UUID
    user_email: Annotated[changes.Text, Field(min_length=1, max_length=254)]


async def invite(call: Call) -> web.StreamResponse:
    body = await call.read(invitations.Invite)
    invited = await invitations.invite(call.site, await acting(call), call.path("folder"), body)
    return answer({"invited_ids": invited}, CREATED)


async def received(call: Call) -> web.StreamResponse:
    return answer({"invitations": await invitations.received(call.site, await acting(call))})


async def sent(call: Call) -> web.StreamResponse:
    return answer({"invitations": await invitations.sent(call.site, await acting(call))})


async def accept(call: Call) -> web.StreamResponse:
    body = await call.read(InvitationId)
    await invitations.accept(call.site, await acting(call), body.inv_id)
    return answer({})


async def refuse(call: Call) -> web.StreamResponse:
    body = await call.read(InvitationId)
    await invitations.refuse(call.site, await acting(call), body.inv_id)
    return answer({"msg": f"vfolder invitation deleted: {body.inv_id}."})


async def update(call: Call) -> web.StreamResponse:
    body = await call.read(Offer)
    given = call.path("invitation")
    try:
        invitation_id = UUID(given)
    except ValueError:
        raise errors.NotFound(title="No such vfolder invitation.", data=given[:64]) from None
    await invitations.update(call.site, await acting(call), invitation_id, body.perm)
    return answer({"msg": f"vfolder invitation updated: {invitation_id}."})


async def shared(call: Call) -> web.StreamResponse:
    body = await call.read(Shared)
    return answer({"shared": await vfolders_sharing.shared(call.site, await acting(call), body.vfolder_id)})


async def change_share(call: Call) -> web.StreamResponse:
    body = await call.read(ChangeShare)
    await vfolders_sharing.change(call.site, await acting(call), body.vfolder, body.user, body.perm)
    return answer({"msg": "shared vfolder permission updated"})


async def shares(call: Call) -> web.StreamResponse:
    return answer(await vfolders_sharing.shares(call.site, await acting(call), call.path("folder")))


async def share(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_sharing.Share)
    emails = await vfolders_sharing.share(call.site, await acting(call), call.path("folder"), body)
    return answer({"shared_emails": emails}, CREATED)


async def unshare(call: Call) -> web.StreamResponse:
    body = await call.read(vfolders_sharing.Unshare)
    emails = await vfolders_sharing.unshare(call.site, await acting(call), call.path("folder"), body.emails)
    return answer({"unshared_emails": emails})


async def leave(call: Call) -> web.StreamResponse:
    body = await call.read(Leave)
    await vfolders_sharing.leave(call.site, await acting(call), call.path("folder"), body.shared_user_uuid)
    return answer({"msg": "left the shared vfolder"})


async def change_ownership(call: Call) -> web.StreamResponse:
    body = await call.read(NewOwner)
    await vfolders_ownership.change(call.site, call.who, body.vfolder, body.user_email)
    return answer({})


ROUTES = [
    Route("GET", "/folders/invitations/list", "vfolder.invitations", received),
    Route("GET", "/folders/invitations/list-sent", "vfolder.invitations-sent", sent),
    Route("GET", "/folders/invitations/list_sent", "vfolder.invitations-sent", sent),
    Route("POST", "/folders/invitations/accept", "vfolder.invitation-accept", accept),
    Route("DELETE", "/folders/invitations/delete", "vfolder.invitation-delete", refuse),
    Route("POST", "/folders/invitations/update/{invitation}", "vfolder.invitation-update", update),
    Route("GET", "/folders/_/shared", "vfolder.shared", shared),
    Route("POST", "/folders/_/shared", "vfolder.change-share", change_share),
    Route("POST", "/folders/_/change-ownership", "vfolder.change-ownership", change_ownership),
    Route("POST", "/folders/{folder}/invite", "vfolder.invite", invite),
    Route("GET", "/folders/{folder}/shares", "vfolder.shares", shares),
    Route("POST", "/folders/{folder}/share", "vfolder.share", share),
    Route("DELETE", "/folders/{folder}/unshare", "vfolder.unshare", unshare),
    Route("POST", "/folders/{folder}/leave", "vfolder.leave", leave),
]
