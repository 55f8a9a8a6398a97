"""What virtual folders need: trash, sharing, quota scopes, mounts that change.

Revision ID: 0007
Revises: 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ADDED: tuple[tuple[str, Any], ...] = (
    ("trashed_at", sa.DateTime(timezone=True)),
    ("trashed_by", sa.Uuid()),
    ("status_info", sa.Text()),
    ("source_id", sa.Uuid()),
    ("used_bytes", sa.BigInteger()),
    ("files", sa.BigInteger()),
    ("counted_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for name, kind in ADDED:
        op.add_column("vfolders", sa.Column(name, kind, nullable=True))
    _sharing()
    op.create_table(
        "quota_scopes",
        sa.Column("host", sa.String(length=128), nullable=False),
        sa.Column("quota_scope", sa.String(length=64), nullable=False),
        sa.Column("hard_limit", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", "quota_scope", name=op.f("pk_quota_scopes")),
    )
    op.create_table(
        "transfer_ends",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proxy", sa.String(length=64), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_ends")),
    )
    op.create_table(
        "session_mounts",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("vfolder_id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.String(length=1024), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("subpath", sa.String(length=1024), nullable=False),
        sa.Column("permission", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], ondelete="CASCADE", name=op.f("fk_session_mounts_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "vfolder_id", "target", name=op.f("pk_session_mounts")),
    )


def _sharing() -> None:
    op.create_table(
        "vfolder_permissions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vfolder_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("permission", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vfolder_id"],
            ["vfolders.id"],
            ondelete="CASCADE",
            name=op.f("fk_vfolder_permissions_vfolder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], ondelete="CASCADE", name=op.f("fk_vfolder_permissions_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vfolder_permissions")),
        sa.UniqueConstraint("vfolder_id", "user_id", name=op.f("uq_vfolder_permissions_vfolder_id_user_id")),
    )
    op.create_index(op.f("ix_vfolder_permissions_user_id"), "vfolder_permissions", ["user_id"])
    op.create_table(
        "vfolder_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vfolder_id", sa.Uuid(), nullable=False),
        sa.Column("inviter", sa.Uuid(), nullable=False),
        sa.Column("invitee", sa.String(length=254), nullable=False),
        sa.Column("permission", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["vfolder_id"],
            ["vfolders.id"],
            ondelete="CASCADE",
            name=op.f("fk_vfolder_invitations_vfolder_id"),
        ),
        sa.ForeignKeyConstraint(
            ["inviter"], ["users.id"], ondelete="CASCADE", name=op.f("fk_vfolder_invitations_inviter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vfolder_invitations")),
    )
    op.create_index(op.f("ix_vfolder_invitations_inviter"), "vfolder_invitations", ["inviter"])
    op.create_index(op.f("ix_vfolder_invitations_invitee"), "vfolder_invitations", ["invitee"])
    pending = sa.text("state = 'pending'")
    op.create_index(
        "uq_vfolder_invitations_pending",
        "vfolder_invitations",
        ["vfolder_id", "invitee"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )


def downgrade() -> None:
    op.drop_table("session_mounts")
    op.drop_table("transfer_ends")
    op.drop_table("quota_scopes")
    op.drop_table("vfolder_invitations")
    op.drop_table("vfolder_permissions")
    for name, _ in reversed(ADDED):
        op.drop_column("vfolders", name)
