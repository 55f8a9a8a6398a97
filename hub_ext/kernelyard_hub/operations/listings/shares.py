"""Who has been given which folder, as lists show it (``vfolder_permission_list``)."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from kernelyard_hub.operations.listings.filters import Column, Kind
from kernelyard_hub.operations.listings.paging import Listing, Page, page
from kernelyard_hub.operations.listings.vfolders import PERMISSIONS
from kernelyard_hub.principal import Principal
from kernelyard_hub.store.models import users, vfolder_permissions, vfolders
from kernelyard_hub.store.vfolders import LIVE
from kernelyard_hub.store.vfolders_shares import governed, with_folders

SHARES = vfolder_permissions.c
COLUMNS = {
    "id": Column(SHARES.id, Kind.UUID),
    "permission": Column(SHARES.permission, Kind.ENUM, PERMISSIONS),
    "vfolder": Column(SHARES.vfolder_id, Kind.UUID),
    "vfolder_name": Column(vfolders.c.name),
    "user": Column(SHARES.user_id, Kind.UUID),
    "user_email": Column(users.c.email),
}


def share_page(conn: Connection, who: Principal, wanted: Page) -> Listing:
    """One page of what others have of the caller's folders and he of theirs; for admins in their domain."""
    query = with_folders(
        select(
            SHARES.id,
            SHARES.permission,
            SHARES.vfolder_id.label("vfolder"),
            vfolders.c.name.label("vfolder_name"),
            SHARES.user_id.label("user"),
            users.c.email.label("user_email"),
        )
    ).where(LIVE, or_(governed(who), SHARES.user_id == who.user_id))
    rows, total = page(conn, query, COLUMNS, wanted, default=SHARES.created_at.asc(), key=SHARES.id.asc())
    return Listing([dict(row) for row in rows], total)
