"""Image registries and what was fetched from them.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "container_registries",
        sa.Column("hostname", sa.String(length=255), nullable=False),
        sa.Column("url", sa.String(length=1024), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("projects", sa.JSON(), nullable=False),
        sa.Column("username", sa.String(length=255), nullable=True),
        sa.Column("password_encrypted", sa.LargeBinary(), nullable=True),
        sa.Column("ssl_verify", sa.Boolean(), nullable=False),
        sa.Column("api_endpoint", sa.String(length=1024), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hostname", name=op.f("pk_container_registries")),
    )
    with op.batch_alter_table("images") as table:
        table.add_column(sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
    _close_allow_lists()


def _close_allow_lists() -> None:
    """An empty list has meant every registry, and means none from now on."""
    domains = sa.table(
        "domains", sa.column("name", sa.String), sa.column("allowed_docker_registries", sa.JSON)
    )
    conn = op.get_bind()
    for name, allowed in conn.execute(sa.select(domains)).all():
        if not allowed:
            here = sa.update(domains).where(domains.c.name == name)
            conn.execute(here.values(allowed_docker_registries=["local"]))


def downgrade() -> None:
    with op.batch_alter_table("images") as table:
        table.drop_column("scanned_at")
    op.drop_table("container_registries")
