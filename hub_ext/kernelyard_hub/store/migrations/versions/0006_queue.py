"""What the queue needs: dependencies, reservations, idleness, forecasts, budgets.

Revision ID: 0006
Revises: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


ADDED: tuple[tuple[str, str, Any], ...] = (
    ("users", "purged_at", sa.DateTime(timezone=True)),
    ("users", "hub_admin", sa.Boolean()),
    ("projects", "purged_at", sa.DateTime(timezone=True)),
    ("user_resource_policies", "max_session_count_per_model_session", sa.Integer()),
    ("user_resource_policies", "max_customized_image_count", sa.Integer()),
    ("project_resource_policies", "max_network_count", sa.Integer()),
)


def upgrade() -> None:
    for column in (
        sa.Column("preemptible", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("time_limit", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reserved", sa.JSON(), nullable=True),
    ):
        op.add_column("sessions", column)
    op.add_column("agents", sa.Column("facts", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(op.f("ix_allocations_closed"), "allocations", ["closed_at"])
    held = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_allocations_held_by_session",
        "allocations",
        ["session_id"],
        sqlite_where=held,
        postgresql_where=held,
    )
    op.create_index("ix_sessions_group_sequence", "sessions", ["resource_group", "sequence"])
    _beside_sessions()
    op.create_table(
        "budgets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("scope_id", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("window", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgets")),
        sa.UniqueConstraint(
            "scope", "scope_id", "slot", "window", name=op.f("uq_budgets_scope_scope_id_slot_window")
        ),
    )
    op.create_index("ix_budgets_scope", "budgets", ["scope", "scope_id"])
    for table, name, kind in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=True))


def _beside_sessions() -> None:
    op.create_table(
        "session_dependencies",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("depends_on", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            ondelete="CASCADE",
            name=op.f("fk_session_dependencies_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["depends_on"],
            ["sessions.id"],
            ondelete="CASCADE",
            name=op.f("fk_session_dependencies_depends_on"),
        ),
        sa.PrimaryKeyConstraint("session_id", "depends_on", name=op.f("pk_session_dependencies")),
    )
    op.create_index(op.f("ix_session_dependencies_depends_on"), "session_dependencies", ["depends_on"])
    op.create_table(
        "session_idleness",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_check", sa.String(length=32), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], ondelete="CASCADE", name=op.f("fk_session_idleness_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_idleness")),
    )
    op.create_table(
        "forecasts",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("middle", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("margin_low", sa.Float(), nullable=False),
        sa.Column("margin_high", sa.Float(), nullable=False),
        sa.Column("actual", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], ondelete="CASCADE", name=op.f("fk_forecasts_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_forecasts")),
    )
    op.create_index(op.f("ix_forecasts_resource_group"), "forecasts", ["resource_group"])


def downgrade() -> None:
    for table, name, _ in reversed(ADDED):
        op.drop_column(table, name)
    op.drop_table("budgets")
    op.drop_table("forecasts")
    op.drop_table("session_idleness")
    op.drop_table("session_dependencies")
    op.drop_index("ix_sessions_group_sequence", table_name="sessions")
    op.drop_index("ix_allocations_held_by_session", table_name="allocations")
    op.drop_index(op.f("ix_allocations_closed"), table_name="allocations")
    op.drop_column("agents", "facts")
    for column in ("reserved", "tries", "time_limit", "preemptible"):
        # Not in a batch: that would make the table anew, which others refer to.
        op.drop_column("sessions", column)
