"""Virtual folders, and the settings that admins change while the service runs."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from .base import Json, UtcDateTime, metadata

THERE = text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')")
"""A folder that still holds its name."""

vfolders = Table(
    "vfolders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("host", String(128), nullable=False),  # proxy:volume
    Column("quota_scope", String(64), nullable=False),  # user:<uuid> or project:<uuid>
    Column("usage_mode", String(16), nullable=False, default="general"),
    Column("permission", String(4), nullable=False, default="rw"),
    Column("ownership_type", String(8), nullable=False),  # user, group
    Column("user_id", ForeignKey("users.id")),
    Column("project_id", ForeignKey("projects.id")),
    Column("creator", String(254), nullable=False),
    Column("cloneable", Boolean, nullable=False, default=False),
    Column("status", String(16), nullable=False, default="ready"),
    Column("max_size", BigInteger),  # bytes
    Column("unmanaged_path", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used", UtcDateTime),
    # delete-pending = in the trash since then, put there by that user; cloning = not whole yet.
    Column("trashed_at", UtcDateTime),
    Column("trashed_by", Uuid),
    Column("status_info", Text),
    Column("source_id", Uuid),  # cloned from
    # As last counted; None = never.
    Column("used_bytes", BigInteger),
    Column("files", BigInteger),
    Column("counted_at", UtcDateTime),
)
# Unique over all volumes (STO-012).
Index("uq_vfolders_user_name", vfolders.c.user_id, vfolders.c.name, unique=True,
      sqlite_where=THERE, postgresql_where=THERE)  # fmt: skip
Index("uq_vfolders_project_name", vfolders.c.project_id, vfolders.c.name, unique=True,
      sqlite_where=THERE, postgresql_where=THERE)  # fmt: skip

vfolder_permissions = Table(
    "vfolder_permissions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("vfolder_id", ForeignKey("vfolders.id", ondelete="CASCADE"), nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("permission", String(4), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("vfolder_id", "user_id"),
)
"""Who else may use a folder: guests of users' folders, and members to whom a project's folder is shared
with a permission of their own."""

PENDING = text("state = 'pending'")

vfolder_invitations = Table(
    "vfolder_invitations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("vfolder_id", ForeignKey("vfolders.id", ondelete="CASCADE"), nullable=False),
    Column("inviter", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("invitee", String(254), nullable=False, index=True),  # e-mail, lower case
    Column("permission", String(4), nullable=False),
    Column("state", String(12), nullable=False, default="pending"),  # accepted, rejected, canceled
    Column("created_at", UtcDateTime, nullable=False),
    Column("modified_at", UtcDateTime),
)
Index("uq_vfolder_invitations_pending", vfolder_invitations.c.vfolder_id, vfolder_invitations.c.invitee,
      unique=True, sqlite_where=PENDING, postgresql_where=PENDING)  # fmt: skip

quota_scopes = Table(
    "quota_scopes",
    metadata,
    Column("host", String(128), primary_key=True),
    Column("quota_scope", String(64), primary_key=True),
    Column("hard_limit", BigInteger, nullable=False),  # bytes
    Column("modified_at", UtcDateTime, nullable=False),
)
"""Limits that an admin has set; a scope without a row has its policy's ``max_quota_scope_size``."""

transfer_ends = Table(
    "transfer_ends",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("proxy", String(64), nullable=False),
    Column("request", Json, nullable=False),  # `kernelyard_storage.protocol.RevokeRequest`
    Column("created_at", UtcDateTime, nullable=False),
)
"""What storage proxies have still to be told about transfers whose user has lost a right."""

session_mounts = Table(
    "session_mounts",
    metadata,
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("vfolder_id", Uuid, primary_key=True),
    Column("target", String(1024), primary_key=True),
    Column("name", String(64), nullable=False),
    Column("subpath", String(1024), nullable=False, default=""),
    Column("permission", String(4), nullable=False),
    Column("state", String(12), nullable=False),  # mounted, removed; wanted ones until the agent has said so
    Column("detail", Text),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""What has changed about a running session's mounts since it started; its spec keeps what it started with."""

settings = Table(
    "settings",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("value", Json),
    Column("modified_at", UtcDateTime, nullable=False),
)
