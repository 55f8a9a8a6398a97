"""First schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "domains",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total_resource_slots", sa.JSON(), nullable=False),
        sa.Column("allowed_vfolder_hosts", sa.JSON(), nullable=False),
        sa.Column("allowed_docker_registries", sa.JSON(), nullable=False),
        sa.Column("integration_id", sa.String(length=512), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_domains")),
    )
    op.create_table(
        "images",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registry", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("tag", sa.String(length=128), nullable=False),
        sa.Column("architecture", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("resource_limits", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint(
            "registry", "name", "tag", "architecture", name=op.f("uq_images_registry_name_tag_architecture")
        ),
    )
    op.create_table(
        "keypair_resource_policies",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("default_for_unspecified", sa.String(length=16), nullable=False),
        sa.Column("total_resource_slots", sa.JSON(), nullable=False),
        sa.Column("max_session_lifetime", sa.Integer(), nullable=False),
        sa.Column("max_concurrent_sessions", sa.Integer(), nullable=False),
        sa.Column("max_pending_session_count", sa.Integer(), nullable=True),
        sa.Column("max_pending_session_resource_slots", sa.JSON(), nullable=True),
        sa.Column("max_concurrent_sftp_sessions", sa.Integer(), nullable=False),
        sa.Column("max_containers_per_session", sa.Integer(), nullable=False),
        sa.Column("idle_timeout", sa.BigInteger(), nullable=False),
        sa.Column("allowed_vfolder_hosts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keypair_resource_policies")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "project_resource_policies",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("max_vfolder_count", sa.Integer(), nullable=False),
        sa.Column("max_quota_scope_size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_project_resource_policies")),
    )
    op.create_table(
        "resource_groups",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("driver", sa.String(length=64), nullable=False),
        sa.Column("driver_opts", sa.JSON(), nullable=False),
        sa.Column("scheduler", sa.String(length=64), nullable=False),
        sa.Column("scheduler_opts", sa.JSON(), nullable=False),
        sa.Column("use_host_network", sa.Boolean(), nullable=False),
        sa.Column("wsproxy_addr", sa.String(length=1024), nullable=True),
        sa.Column("wsproxy_api_token", sa.String(length=128), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_resource_groups")),
    )
    op.create_table(
        "resource_presets",
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("resource_slots", sa.JSON(), nullable=False),
        sa.Column("shared_memory", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_resource_presets")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "user_resource_policies",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("max_vfolder_count", sa.Integer(), nullable=False),
        sa.Column("max_quota_scope_size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_user_resource_policies")),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("status_changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("schedulable", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("architecture", sa.String(length=32), nullable=False),
        sa.Column("engine", sa.String(length=32), nullable=False),
        sa.Column("isolation", sa.String(length=16), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("volumes", sa.JSON(), nullable=False),
        sa.Column("image_names", sa.JSON(), nullable=False),
        sa.Column("live_stat", sa.JSON(), nullable=True),
        sa.Column("first_contact", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_group"],
            ["resource_groups.name"],
            name=op.f("fk_agents_resource_group"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    op.create_table(
        "image_aliases",
        sa.Column("alias", sa.String(length=255), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_image_aliases_image_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alias", name=op.f("pk_image_aliases")),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("domain_name", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total_resource_slots", sa.JSON(), nullable=False),
        sa.Column("allowed_vfolder_hosts", sa.JSON(), nullable=False),
        sa.Column("resource_policy", sa.String(length=64), nullable=False),
        sa.Column("integration_id", sa.String(length=512), nullable=True),
        sa.ForeignKeyConstraint(
            ["domain_name"], ["domains.name"], name=op.f("fk_projects_domain_name"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resource_policy"], ["project_resource_policies.name"], name=op.f("fk_projects_resource_policy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("domain_name", "name", name=op.f("uq_projects_domain_name_name")),
    )
    op.create_table(
        "resource_group_domains",
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("domain_name", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain_name"],
            ["domains.name"],
            name=op.f("fk_resource_group_domains_domain_name"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_group"],
            ["resource_groups.name"],
            name=op.f("fk_resource_group_domains_resource_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_group", "domain_name", name=op.f("pk_resource_group_domains")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("need_password_change", sa.Boolean(), nullable=False),
        sa.Column("full_name", sa.String(length=64), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("status_info", sa.Text(), nullable=False),
        sa.Column("domain_name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("resource_policy", sa.String(length=64), nullable=False),
        sa.Column("allowed_client_ip", sa.JSON(), nullable=True),
        sa.Column("totp_activated", sa.Boolean(), nullable=False),
        sa.Column("totp_activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sudo_session_enabled", sa.Boolean(), nullable=False),
        sa.Column("main_access_key", sa.String(length=20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["domain_name"], ["domains.name"], name=op.f("fk_users_domain_name"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resource_policy"], ["user_resource_policies.name"], name=op.f("fk_users_resource_policy")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "agent_devices",
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=128), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("numa_node", sa.Integer(), nullable=True),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("enforcement", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_devices_agent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("agent_id", "device_id", "slot", name=op.f("pk_agent_devices")),
    )
    op.create_table(
        "keypairs",
        sa.Column("access_key", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret_encrypted", sa.LargeBinary(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("resource_policy", sa.String(length=64), nullable=False),
        sa.Column("rate_limit", sa.Integer(), nullable=False),
        sa.Column("num_queries", sa.Integer(), nullable=False),
        sa.Column("ssh_public_key", sa.Text(), nullable=True),
        sa.Column("bootstrap_script", sa.Text(), nullable=False),
        sa.Column("dotfiles", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["resource_policy"], ["keypair_resource_policies.name"], name=op.f("fk_keypairs_resource_policy")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_keypairs_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("access_key", name=op.f("pk_keypairs")),
    )
    with op.batch_alter_table("keypairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keypairs_user_id"), ["user_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_memberships_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_memberships_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "project_id", name=op.f("pk_memberships")),
    )
    op.create_table(
        "resource_group_projects",
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_resource_group_projects_project_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_group"],
            ["resource_groups.name"],
            name=op.f("fk_resource_group_projects_resource_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_group", "project_id", name=op.f("pk_resource_group_projects")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("access_key", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("domain_name", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=True),
        sa.Column("image", sa.String(length=600), nullable=False),
        sa.Column("architecture", sa.String(length=32), nullable=False),
        sa.Column("cluster_mode", sa.String(length=16), nullable=False),
        sa.Column("cluster_size", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_info", sa.Text(), nullable=False),
        sa.Column("status_data", sa.JSON(), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("requested_slots", sa.JSON(), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=True),
        sa.Column("startup_command", sa.Text(), nullable=True),
        sa.Column("callback_url", sa.Text(), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("num_queries", sa.BigInteger(), nullable=False),
        sa.Column("hub_user", sa.String(length=255), nullable=True),
        sa.Column("hub_server", sa.String(length=255), nullable=True),
        sa.Column("hub_forgot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_sessions_created_by")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sessions_project_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("sequence", name=op.f("uq_sessions_sequence")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_access_key"), ["access_key"], unique=False)
        batch_op.create_index("ix_sessions_created", ["created_at"], unique=False)
        batch_op.create_index(
            "ix_sessions_open",
            ["status", "sequence"],
            unique=False,
            sqlite_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
            postgresql_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
        )
        batch_op.create_index(batch_op.f("ix_sessions_user_id"), ["user_id"], unique=False)
        batch_op.create_index(
            "uq_sessions_open_hub_server",
            ["hub_user", "hub_server"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
            postgresql_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
        )
        batch_op.create_index(
            "uq_sessions_open_name",
            ["access_key", "name"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
            postgresql_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
        )

    op.create_table(
        "vfolders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=128), nullable=False),
        sa.Column("quota_scope", sa.String(length=64), nullable=False),
        sa.Column("usage_mode", sa.String(length=16), nullable=False),
        sa.Column("permission", sa.String(length=4), nullable=False),
        sa.Column("ownership_type", sa.String(length=8), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("creator", sa.String(length=254), nullable=False),
        sa.Column("cloneable", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("max_size", sa.BigInteger(), nullable=True),
        sa.Column("unmanaged_path", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_vfolders_project_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_vfolders_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vfolders")),
    )
    with op.batch_alter_table("vfolders", schema=None) as batch_op:
        batch_op.create_index(
            "uq_vfolders_project_name",
            ["project_id", "name"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
            postgresql_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
        )
        batch_op.create_index(
            "uq_vfolders_user_name",
            ["user_id", "name"],
            unique=True,
            sqlite_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
            postgresql_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
        )

    op.create_table(
        "allocations",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kernel_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=128), nullable=False),
        sa.Column("slot", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("access_key", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("domain_name", sa.String(length=64), nullable=False),
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_allocations_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
    )
    with op.batch_alter_table("allocations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_allocations_held",
            ["agent_id", "slot", "device_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_allocations_held_by_key",
            ["access_key"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_allocations_kernel_id"), ["kernel_id"], unique=False)
        batch_op.create_index(
            "uq_allocations_exclusive",
            ["agent_id", "device_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL AND exclusive"),
            postgresql_where=sa.text("closed_at IS NULL AND exclusive"),
        )

    op.create_table(
        "kernels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_role", sa.String(length=16), nullable=False),
        sa.Column("cluster_idx", sa.Integer(), nullable=False),
        sa.Column("cluster_hostname", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=True),
        sa.Column("agent_address", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("status_changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_info", sa.Text(), nullable=False),
        sa.Column("container_id", sa.String(length=128), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.Column("service_ports", sa.JSON(), nullable=False),
        sa.Column("live_stat", sa.JSON(), nullable=True),
        sa.Column("last_stat", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_kernels_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kernels")),
    )
    with op.batch_alter_table("kernels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kernels_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kernels_session_id"), ["session_id"], unique=False)

    op.create_table(
        "resource_group_keypairs",
        sa.Column("resource_group", sa.String(length=64), nullable=False),
        sa.Column("access_key", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_key"],
            ["keypairs.access_key"],
            name=op.f("fk_resource_group_keypairs_access_key"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resource_group"],
            ["resource_groups.name"],
            name=op.f("fk_resource_group_keypairs_resource_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resource_group", "access_key", name=op.f("pk_resource_group_keypairs")),
    )
    op.create_table(
        "session_credentials",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("environ_encrypted", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_session_credentials_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_credentials")),
    )
    op.create_table(
        "status_history",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_status_history_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_history")),
    )
    with op.batch_alter_table("status_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_history_session_id"), ["session_id"], unique=False)
    # Reflection cannot see an index over an expression; this one is written by hand.
    op.create_index("ix_users_lower_email", "users", [sa.text("lower(email)")], unique=True)


def downgrade() -> None:
    op.drop_index("ix_users_lower_email", table_name="users")
    with op.batch_alter_table("status_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_history_session_id"))

    op.drop_table("status_history")
    op.drop_table("session_credentials")
    op.drop_table("resource_group_keypairs")
    with op.batch_alter_table("kernels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kernels_session_id"))
        batch_op.drop_index(batch_op.f("ix_kernels_agent_id"))

    op.drop_table("kernels")
    with op.batch_alter_table("allocations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_allocations_exclusive",
            sqlite_where=sa.text("closed_at IS NULL AND exclusive"),
            postgresql_where=sa.text("closed_at IS NULL AND exclusive"),
        )
        batch_op.drop_index(batch_op.f("ix_allocations_kernel_id"))
        batch_op.drop_index(
            "ix_allocations_held_by_key",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_allocations_held",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("allocations")
    with op.batch_alter_table("vfolders", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_vfolders_user_name",
            sqlite_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
            postgresql_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
        )
        batch_op.drop_index(
            "uq_vfolders_project_name",
            sqlite_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
            postgresql_where=sa.text("status NOT IN ('delete-complete', 'delete-ongoing', 'delete-pending')"),
        )

    op.drop_table("vfolders")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sessions_open_name",
            sqlite_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
            postgresql_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
        )
        batch_op.drop_index(
            "uq_sessions_open_hub_server",
            sqlite_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
            postgresql_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
        )
        batch_op.drop_index(batch_op.f("ix_sessions_user_id"))
        batch_op.drop_index(
            "ix_sessions_open",
            sqlite_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
            postgresql_where=sa.text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')"),
        )
        batch_op.drop_index("ix_sessions_created")
        batch_op.drop_index(batch_op.f("ix_sessions_access_key"))

    op.drop_table("sessions")
    op.drop_table("resource_group_projects")
    op.drop_table("memberships")
    with op.batch_alter_table("keypairs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keypairs_user_id"))

    op.drop_table("keypairs")
    op.drop_table("agent_devices")
    op.drop_table("users")
    op.drop_table("resource_group_domains")
    op.drop_table("projects")
    op.drop_table("image_aliases")
    op.drop_table("agents")
    op.drop_table("user_resource_policies")
    op.drop_table("settings")
    op.drop_table("resource_presets")
    op.drop_table("resource_groups")
    op.drop_table("project_resource_policies")
    op.drop_table("leases")
    op.drop_table("keypair_resource_policies")
    op.drop_table("images")
    op.drop_table("domains")
