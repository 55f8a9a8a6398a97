"""Resource policies of keypairs, users and projects. An absent slot means what ``default_for_unspecified``
says.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, UniqueConstraint, Uuid

from .base import Json, UtcDateTime, metadata

keypair_resource_policies = Table(
    "keypair_resource_policies",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("default_for_unspecified", String(16), nullable=False, default="UNLIMITED"),  # or LIMITED (= 0)
    Column("total_resource_slots", Json, nullable=False, default=dict),
    Column("max_session_lifetime", Integer, nullable=False, default=0),  # seconds, 0 = no limit
    Column("max_concurrent_sessions", Integer, nullable=False, default=30),
    Column("max_pending_session_count", Integer),
    Column("max_pending_session_resource_slots", Json),
    Column("max_concurrent_sftp_sessions", Integer, nullable=False, default=1),
    Column("max_containers_per_session", Integer, nullable=False, default=1),
    Column("idle_timeout", BigInteger, nullable=False, default=1800),  # seconds, 0 = off
    Column("allowed_vfolder_hosts", Json, nullable=False, default=dict),
)

user_resource_policies = Table(
    "user_resource_policies",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("max_vfolder_count", Integer, nullable=False, default=0),  # 0 = no limit
    Column("max_quota_scope_size", BigInteger, nullable=False, default=-1),  # bytes, -1 = no limit
    # Of model services and of images made of sessions, once there are any.
    Column("max_session_count_per_model_session", Integer),
    Column("max_customized_image_count", Integer),
)

project_resource_policies = Table(
    "project_resource_policies",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("max_vfolder_count", Integer, nullable=False, default=0),
    Column("max_quota_scope_size", BigInteger, nullable=False, default=-1),
    Column("max_network_count", Integer),  # of networks, once there are any
)

budgets = Table(
    "budgets",
    metadata,
    # How much of a slot may be used within a rolling window: ``amount`` is slot units times hours, exact as
    # amounts of slots are (a GPU-hour of ``cuda.device`` is `COUNT_SCALE`).
    Column("id", Uuid, primary_key=True),
    # keypair-policy, user, project or domain
    Column("scope", String(16), nullable=False),
    # The name of a policy or domain, or the id of a user or project.
    Column("scope_id", String(64), nullable=False),
    # A slot's name, or ``gpu``: every accelerator, a fraction of a device as that fraction.
    Column("slot", String(64), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("window", BigInteger, nullable=False),  # seconds
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("scope", "scope_id", "slot", "window"),
)
Index("ix_budgets_scope", budgets.c.scope, budgets.c.scope_id)
