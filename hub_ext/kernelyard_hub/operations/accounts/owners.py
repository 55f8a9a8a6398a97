"""For whom a request acts: the caller, another keypair of his, or (admins) somebody else's keypair
(REST-072).
"""

from __future__ import annotations

from sqlalchemy import Connection

from kernelyard_hub import errors
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store.accounts import principal_by_access_key


def owner_of(conn: Connection, who: Principal, owner_access_key: str | None) -> Principal:
    """The principal whose objects are meant. Raises `Forbidden` where the caller may not act for that
    keypair.

    An unknown key and a foreign one are refused alike, so that keys cannot be guessed.
    """
    if owner_access_key is None or owner_access_key == who.access_key:
        return who
    owner = principal_by_access_key(conn, owner_access_key, "service")
    if owner is not None and _may(who, owner):
        return owner
    raise errors.Forbidden("You may not act for this keypair.", data={"owner_access_key": owner_access_key})


async def acting(site: Site, who: Principal, owner_access_key: str | None) -> Principal:
    """`owner_of` for operations that take one principal."""
    if not owner_access_key or owner_access_key == who.access_key:
        return who
    return await site.store.read(lambda conn: owner_of(conn, who, owner_access_key))


def _may(who: Principal, owner: Principal) -> bool:
    if who.user_id == owner.user_id or who.role is Role.SUPERADMIN:
        return True
    # A domain's admin stands above its users, not above its other admins (S06).
    return (
        who.role is Role.ADMIN
        and who.domain == owner.domain
        and owner.role not in (Role.ADMIN, Role.SUPERADMIN)
    )
