"""What a session's life adds: logs that outlive it, dotfiles, templates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (
    ("domains", "dotfiles", sa.JSON()),
    ("projects", "dotfiles", sa.JSON()),
    ("keypairs", "ssh_private_key_encrypted", sa.LargeBinary()),
    ("session_credentials", "bootstrap_encrypted", sa.LargeBinary()),
    ("sessions", "callback_cursor", sa.BigInteger()),
    ("kernels", "abusing_report", sa.JSON()),
)


def upgrade() -> None:
    for table, column, kind in ADDED:
        op.add_column(table, sa.Column(column, kind, nullable=True))
    op.create_index(
        "ix_sessions_callback",
        "sessions",
        ["callback_cursor"],
        sqlite_where=sa.text("callback_url IS NOT NULL"),
        postgresql_where=sa.text("callback_url IS NOT NULL"),
    )
    op.create_table(
        "session_templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("domain_name", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.JSON(), nullable=False),
        sa.Column("secrets_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_session_templates_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_session_templates_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_templates")),
    )
    op.create_index(op.f("ix_session_templates_user_id"), "session_templates", ["user_id"])
    op.create_table(
        "kernel_logs",
        sa.Column("kernel_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("text_zlib", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kernel_id"], ["kernels.id"], name=op.f("fk_kernel_logs_kernel_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kernel_id", name=op.f("pk_kernel_logs")),
    )
    op.create_index(op.f("ix_kernel_logs_taken_at"), "kernel_logs", ["taken_at"])


def downgrade() -> None:
    op.drop_table("kernel_logs")
    op.drop_table("session_templates")
    op.drop_index("ix_sessions_callback", table_name="sessions")
    for table, column, _ in reversed(ADDED):
        # Not in a batch: that would make the table anew, which others refer to.
        op.drop_column(table, column)
