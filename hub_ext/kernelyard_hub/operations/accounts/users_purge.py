"""Forgetting an account: what is its own goes, what was used stays in the records without a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlalchemy import delete as delete_from

from kernelyard_hub import errors
from kernelyard_hub.operations import changes
from kernelyard_hub.operations.accounts import policies, users
from kernelyard_hub.operations.vfolders import ownership as vfolders_ownership
from kernelyard_hub.operations.vfolders import removal as folder_removal
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.principal import Principal
from kernelyard_hub.site import Site
from kernelyard_hub.store import quota_scopes
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import (
    budgets,
    kernel_logs,
    kernels,
    keypairs,
    login_sessions,
    memberships,
    session_templates,
    sessions,
    vfolders,
)
from kernelyard_hub.store.models import users as table
from kernelyard_hub.store.models.sessions import OPEN


async def purge(site: Site, who: Principal, email: str, fields: Mapping[str, Any]) -> None:
    """Forget an account without open sessions: its keypairs, folders, logins, logs. Folders that others have
    as guests become the caller's, unless ``purge_shared_vfolders`` says that they go as well. Raises
    `NotFound`, `Conflict`, `Forbidden`, and `Unavailable` where a storage volume cannot be reached: asked for
    again, it goes on.
    """

    def write(conn: Connection) -> UUID:
        row = users.find(conn, who, email)
        if row.id == who.user_id:
            raise errors.Conflict("You cannot purge your own account; another superadmin can.")
        running = select(func.count()).select_from(sessions).where(OPEN, sessions.c.user_id == row.id)
        if count := int(conn.scalar(running) or 0):
            raise errors.Conflict(f"{count} sessions of {row.username!r} are open; end them first.")
        users.shut_out(conn, row.id, "deleted")
        if not fields.get("purge_shared_vfolders"):
            vfolders_ownership.inherit(conn, row.id, who)
        folder_removal.mark(conn, vfolders.c.user_id == row.id)
        values = {"status": "deleted", "status_info": "admin-requested", "modified_at": datetime.now(UTC)}
        conn.execute(update(table).where(table.c.id == row.id).values(values))
        return UUID(str(row.id))

    async def then(user_id: UUID) -> None:
        await vfolders_revocation.cut_users(site, [user_id])

    user_id = await changes.change(site, who, "purge_user", email, write, fields, then)
    await folder_removal.carry_out(site, vfolders.c.user_id == user_id)
    await site.store.write(partial(_forget, user_id))


def _forget(user_id: UUID, conn: Connection) -> None:
    for each in (keypairs, memberships, login_sessions, session_templates):
        conn.execute(delete_from(each).where(each.c.user_id == user_id))
    mine = and_(budgets.c.scope == "user", budgets.c.scope_id == str(user_id))
    conn.execute(delete_from(budgets).where(mine))
    quota_scopes.forget(conn, f"user:{user_id}")
    nobody = f"purged-{user_id.hex}"
    email = conn.scalar(select(table.c.email).where(table.c.id == user_id))
    shares.forget_guest(conn, user_id, email)
    conn.execute(update(vfolders).where(vfolders.c.creator == email).values(creator=nobody))
    used = select(sessions.c.id).where(or_(sessions.c.user_id == user_id, sessions.c.created_by == user_id))
    if conn.execute(used.limit(1)).first() is None:
        conn.execute(delete_from(table).where(table.c.id == user_id))
        return
    _forget_sessions(conn, user_id)
    blank: dict[str, Any] = {
        "username": nobody,
        "email": f"{nobody}@purged.invalid",
        "password_hash": None,
        "full_name": "",
        "description": "",
        "role": "user",
        "resource_policy": policies.DEFAULT,
        "allowed_client_ip": None,
        "sudo_session_enabled": False,
        "main_access_key": None,
        "hub_admin": None,
        "purged_at": datetime.now(UTC),
    }
    conn.execute(update(table).where(table.c.id == user_id).values(blank))


def _forget_sessions(conn: Connection, user_id: UUID) -> None:
    """What the user's sessions have printed, and what they were told beside amounts."""
    mine, nobody = sessions.c.user_id == user_id, f"purged-{user_id.hex}"
    kernel_ids = select(kernels.c.id).join(sessions, sessions.c.id == kernels.c.session_id).where(mine)
    conn.execute(delete_from(kernel_logs).where(kernel_logs.c.kernel_id.in_(kernel_ids)))
    for session_id, spec in conn.execute(select(sessions.c.id, sessions.c.spec).where(mine)).all():
        blank = {**spec, "environ": {}, "bootstrap_script": None, "owner_username": nobody}
        changed = {"spec": blank, "startup_command": None, "callback_url": None, "hub_user": None}
        conn.execute(update(sessions).where(sessions.c.id == session_id).values(changed))
