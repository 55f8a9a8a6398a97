"""Giving a user's folder to somebody else (``/folders/_/change-ownership``).

- The folder stays where it is, and goes on counting on the quota of whom it was made for (STO-019).
- Guests keep what they have, as far as they are in the new owner's domain; the former owner becomes none.
- Invitations that were not answered end, for the new owner has not asked anybody.
- The limit on the number of folders is not looked at: an admin decides here.
"""

from __future__ import annotations

from itertools import chain, count
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from kernelyard_hub import audit, errors
from kernelyard_hub.operations.undivided import undivided
from kernelyard_hub.operations.vfolders.revocation import lost
from kernelyard_hub.operations.vfolders.rules import HOME
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store import accounts
from kernelyard_hub.store import vfolders as folders
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import users, vfolders


async def change(site: Site, who: Principal, folder_id: UUID, email: str) -> None:
    """Superadmins give any user's folder to anybody, a domain's admins within the domain and without its
    superadmins. Raises `FolderNotFound`, `NotFound`, `FolderExists`, `InvalidParameters`.
    """

    def write(conn: Connection) -> folders.Row | None:
        row = _administrated(conn, who, folder_id)
        owner = _person(conn, who, email)
        if row["user_id"] == owner.user_id:
            return None
        if row["name"] == HOME:
            raise errors.InvalidParameters(f"{HOME!r} is a person's own; rename the folder first.")
        if row["host"] not in folders.allowed_hosts(conn, owner):
            raise errors.InvalidParameters(
                f"{owner.email} is not allowed to use the storage host {row['host']!r}."
            )
        if folders.name_taken(conn, row["name"], user_id=owner.user_id, project_id=None):
            raise errors.FolderExists(f"{owner.email} has a folder of that name already.", data=row["name"])
        hand_over(conn, folder_id, owner.user_id)
        return row

    async def carry_out() -> None:
        row = await site.store.write(write)
        if row is not None:
            audit.note(who, "change_vfolder_ownership", str(folder_id), {"user_email": email})
            await lost(site, row, None)

    await undivided(carry_out())


def inherit(conn: Connection, user_id: UUID, heir: Principal) -> None:
    """Make ``heir`` the owner of what a user shares with others; where he has that name, under another."""
    for row in shares.of_owners(conn, [user_id]):
        others = (f"{row['name'][:58]}-{number}" for number in count(2))
        free = next(
            name
            for name in chain([row["name"]], others)
            if name != HOME and not folders.name_taken(conn, name, user_id=heir.user_id, project_id=None)
        )
        hand_over(conn, row["id"], heir.user_id, name=free)


def hand_over(conn: Connection, folder_id: UUID, user_id: UUID, **more: Any) -> None:
    """Make this user the owner, who has no folder of that name."""
    folders.update(conn, folder_id, {"user_id": user_id, **more})
    shares.take(conn, folder_id, [user_id])
    shares.change(conn, shares.into(folder_id), {"state": "canceled"})


def _administrated(conn: Connection, who: Principal, folder_id: UUID) -> folders.Row:
    found = folders.listed(conn, and_(folders.LIVE, vfolders.c.id == folder_id))
    if not found or not _below(who, found[0]["owner_domain"], found[0]["owner_role"]):
        raise errors.FolderNotFound(data=str(folder_id))
    return found[0]


def _person(conn: Connection, who: Principal, email: str) -> Principal:
    found = conn.scalar(select(users.c.username).where(func.lower(users.c.email) == email.lower()))
    owner = accounts.principal_by_username(conn, found, "service") if found is not None else None
    if owner is None or not _below(who, owner.domain, owner.role.value):
        raise errors.NotFound(title="No such user.", data={"user_email": email})
    return owner


def _below(who: Principal, domain: str | None, role: str | None) -> bool:
    """Whether ``who`` administrates somebody of that domain and role; None: a project, or nobody."""
    if domain is None or role is None:
        return False
    return who.is_superadmin or (
        who.role is Role.ADMIN and who.domain == domain and role != Role.SUPERADMIN.value
    )
