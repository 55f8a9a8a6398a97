"""Domains, projects, users, memberships and keypairs."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)

from .base import Json, UtcDateTime, metadata

domains = Table(
    "domains",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("description", Text, nullable=False, default=""),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("modified_at", UtcDateTime, nullable=False),
    Column("total_resource_slots", Json, nullable=False, default=dict),
    Column("allowed_vfolder_hosts", Json, nullable=False, default=dict),
    Column("allowed_docker_registries", Json, nullable=False, default=list),
    Column("integration_id", String(512)),
    Column("dotfiles", Json),
)

projects = Table(
    "projects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("domain_name", ForeignKey("domains.name", onupdate="CASCADE"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("description", Text, nullable=False, default=""),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("modified_at", UtcDateTime, nullable=False),
    Column("total_resource_slots", Json, nullable=False, default=dict),
    Column("allowed_vfolder_hosts", Json, nullable=False, default=dict),
    Column("resource_policy", ForeignKey("project_resource_policies.name"), nullable=False),
    Column("integration_id", String(512)),
    Column("dotfiles", Json),
    # What it was is forgotten; its row stays, because records of what was used refer to it.
    Column("purged_at", UtcDateTime),
    UniqueConstraint("domain_name", "name"),
)

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True),
    # The Hub's name of the user; never changes here (architecture, decision 10).
    Column("username", String(64), nullable=False, unique=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("password_hash", Text),
    Column("need_password_change", Boolean, nullable=False, default=False),
    Column("full_name", String(64), nullable=False, default=""),
    Column("description", Text, nullable=False, default=""),
    # active, inactive, before-verification, deleted (USR)
    Column("status", String(24), nullable=False, default="active"),
    Column("status_info", Text, nullable=False, default=""),
    Column("domain_name", ForeignKey("domains.name", onupdate="CASCADE"), nullable=False),
    # superadmin, admin (of the domain), user, monitor
    Column("role", String(16), nullable=False, default="user"),
    Column("resource_policy", ForeignKey("user_resource_policies.name"), nullable=False),
    Column("allowed_client_ip", Json),
    Column("totp_activated", Boolean, nullable=False, default=False),
    Column("totp_activated_at", UtcDateTime),
    Column("sudo_session_enabled", Boolean, nullable=False, default=False),
    Column("main_access_key", String(20)),
    # Whether the Hub last called the user an admin of its own; none before its first word.
    Column("hub_admin", Boolean),
    Column("created_at", UtcDateTime, nullable=False),
    Column("modified_at", UtcDateTime, nullable=False),
    # As of projects.
    Column("purged_at", UtcDateTime),
)
Index("ix_users_lower_email", func.lower(users.c.email), unique=True)

memberships = Table(
    "memberships",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("project_id", ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
)

keypairs = Table(
    "keypairs",
    metadata,
    Column("access_key", String(20), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    # Fernet ciphertext under the site's key: a signature check needs the plain secret, the database never
    # holds it.
    Column("secret_encrypted", LargeBinary, nullable=False),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("is_admin", Boolean, nullable=False, default=False),
    Column("resource_policy", ForeignKey("keypair_resource_policies.name"), nullable=False),
    Column("rate_limit", Integer, nullable=False, default=30000),
    Column("num_queries", Integer, nullable=False, default=0),
    Column("ssh_public_key", Text),
    # OpenSSH form, Fernet ciphertext.
    Column("ssh_private_key_encrypted", LargeBinary),
    Column("bootstrap_script", Text, nullable=False, default=""),
    Column("dotfiles", Json, nullable=False, default=list),
    Column("created_at", UtcDateTime, nullable=False),
    Column("modified_at", UtcDateTime, nullable=False),
    Column("last_used", UtcDateTime),
)

login_sessions = Table(
    "login_sessions",
    metadata,
    # What may be shown of a login; the cookie's token itself is nowhere, only its SHA-256.
    Column("id", Uuid, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
