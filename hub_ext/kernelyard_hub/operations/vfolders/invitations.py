"""Invitations to users' folders: sent, received, accepted, rejected, withdrawn, changed (STO-013, REST-038 to
REST-043).

People are invited by the address of their account, within the owner's domain (by superadmins in all). An
address that is nobody's and one in another domain are answered alike. Which names the invited have given to
folders of their own is not told to the inviter: accepting may fail for a name, inviting does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasChoices, BaseModel, Field, StringConstraints
from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.operations import changes
from kernelyard_hub.operations.vfolders.life import find
from kernelyard_hub.operations.vfolders.rules import Permission, is_private, need_host
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store import vfolders_shares as store

MOST = 100
"""Addresses in one request."""
Email = Annotated[
    changes.Text,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=254, to_lower=True),
]


class Invite(BaseModel):
    """``POST /folders/{f}/invite``. The client says ``user_ids``, the documents ``emails``."""

    perm: Permission = Field(default="rw", validation_alias=AliasChoices("perm", "permission"))
    emails: list[Email] = Field(
        min_length=1, max_length=MOST, validation_alias=AliasChoices("emails", "user_ids", "userIDs")
    )


async def invite(site: Site, who: Principal, ref: str, body: Invite) -> list[str]:
    """Ask people whether they want a folder; the addresses that were invited by this (079). Raises
    `FolderNotFound`, `NotFound` where none of them is anybody's, `InvalidParameters`, `Forbidden`.
    """
    row = await find(site, who, ref, manage=True)
    if row["ownership_type"] != "user":
        raise errors.InvalidParameters("A project's folder is its members' already; 'share' gives them more.")
    if row["name"].startswith("."):
        raise errors.Forbidden("Cannot share private dot-prefixed vfolders.")
    if is_private(row["name"]):
        raise errors.Forbidden("Cannot share your home: your servers run what is in it. Use another folder.")

    def write(conn: Connection) -> list[str]:
        owned = folders.named(conn, who, str(row["id"]))
        if owned is None or owned["user_id"] != who.user_id:
            raise errors.FolderNotFound(data=ref)  # it has been given to somebody else meanwhile
        need_host(folders.allowed_hosts(conn, who), row["host"], "invite-others")
        domain = None if who.role is Role.SUPERADMIN else who.domain
        found = [each for each in store.people(conn, body.emails, domain) if each["id"] != who.user_id]
        if not found:
            if who.email.lower() in body.emails:
                raise errors.InvalidParameters("The folder is your own already.", data={"emails": who.email})
            raise errors.NotFound(title="No such vfolder invitation.", data={"emails": "nobody to invite"})
        has = {each["user_id"] for each in store.shares(conn, store.of_folder(row["id"]))}
        asked = store.asked(conn, row["id"])
        new = [
            each["email"] for each in found if each["id"] not in has and each["email"].lower() not in asked
        ]
        store.invite(conn, row["id"], who.user_id, [email.lower() for email in new], body.perm)
        return new

    return await site.store.write(write)


async def received(site: Site, who: Principal) -> list[dict[str, Any]]:
    """Pending ones to the caller (REST-038)."""
    rows = await site.store.read(lambda conn: store.invitations(conn, store.to(who.email)))
    return [item(row) for row in rows if _reaches(row, who)]


async def sent(site: Site, who: Principal) -> list[dict[str, Any]]:
    """Pending ones of the caller (REST-042, golden 081)."""
    rows = await site.store.read(lambda conn: store.invitations(conn, store.by(who.user_id)))
    return [item(row) for row in rows]


async def accept(site: Site, who: Principal, invitation_id: UUID) -> None:
    """Become a guest of the folder. Raises `NotFound`, and `FolderExists` where the caller reaches a folder
    of that name already (REST-040).
    """

    def write(conn: Connection) -> None:
        row = _pending(conn, invitation_id)
        if row["invitee"] != who.email.lower() or not _reaches(row, who):
            raise _unknown(invitation_id)
        if folders.named_exactly(conn, who, row["vfolder_name"]):
            raise errors.FolderExists(
                f"You have a folder {row['vfolder_name']!r} already; rename it, then accept.",
                data=row["vfolder_name"],
            )
        store.give(conn, row["vfolder_id"], who.user_id, row["permission"])
        store.change(conn, store.of_id(row["id"]), {"state": "accepted"})

    await site.store.write(write)


async def refuse(site: Site, who: Principal, invitation_id: UUID) -> None:
    """Reject an invitation, or withdraw one's own (REST-041). Raises `NotFound`."""

    def write(conn: Connection) -> None:
        row = _pending(conn, invitation_id)
        if row["inviter"] == who.user_id:
            state = "canceled"
        elif row["invitee"] == who.email.lower():
            state = "rejected"
        else:
            raise _unknown(invitation_id)
        store.change(conn, store.of_id(row["id"]), {"state": state})

    await site.store.write(write)


async def update(site: Site, who: Principal, invitation_id: UUID, permission: Permission) -> None:
    """Change what an invitation of the caller's offers, while it is pending (REST-043). Raises `NotFound`."""

    def write(conn: Connection) -> None:
        row = _pending(conn, invitation_id)
        if row["inviter"] != who.user_id:
            raise _unknown(invitation_id)
        need_host(folders.allowed_hosts(conn, who), row["host"], "invite-others")
        store.change(conn, store.of_id(row["id"]), {"permission": permission})

    await site.store.write(write)


def item(row: Mapping[str, Any]) -> dict[str, Any]:
    """OBJ-025, with the original's keys (golden 081: a time that is not there is the text ``None``)."""
    return {
        "id": str(row["id"]),
        "inviter": row["inviter_email"],
        "invitee": row["invitee"],
        "perm": row["permission"],
        "permission": row["permission"],
        "state": row["state"],
        "created_at": str(row["created_at"]),
        "modified_at": str(row["modified_at"]),
        "vfolder_id": str(row["vfolder_id"]),
        "vfolder_name": row["vfolder_name"],
    }


def _pending(conn: Connection, invitation_id: UUID) -> folders.Row:
    found = store.invitations(conn, store.of_id(invitation_id))
    if not found:
        raise _unknown(invitation_id)
    return found[0]


def _reaches(row: Mapping[str, Any], who: Principal) -> bool:
    """Whether the folder would be within reach: `vfolders_rules.effective` asks the same of a guest."""
    return bool(row["inviter_domain"] == who.domain or row["inviter_role"] == Role.SUPERADMIN.value)


def _unknown(invitation_id: UUID) -> errors.NotFound:
    return errors.NotFound(title="No such vfolder invitation.", data=str(invitation_id))
