"""Virtual folders, and the settings that admins change while the service runs."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text, Uuid, text

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
)
# Unique over all volumes (STO-012).
Index("uq_vfolders_user_name", vfolders.c.user_id, vfolders.c.name, unique=True,
      sqlite_where=THERE, postgresql_where=THERE)  # fmt: skip
Index("uq_vfolders_project_name", vfolders.c.project_id, vfolders.c.name, unique=True,
      sqlite_where=THERE, postgresql_where=THERE)  # fmt: skip

settings = Table(
    "settings",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("value", Json),
    Column("modified_at", UtcDateTime, nullable=False),
)
