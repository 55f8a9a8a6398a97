"""Resource groups and who may use them, presets, images, agents and their devices."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from .base import Json, UtcDateTime, metadata

resource_groups = Table(
    "resource_groups",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("description", Text, nullable=False, default=""),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("is_public", Boolean, nullable=False, default=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("driver", String(64), nullable=False, default="static"),
    Column("driver_opts", Json, nullable=False, default=dict),
    Column("scheduler", String(64), nullable=False, default="fifo"),
    # allowed_session_types, pending_timeout (seconds, 0 = off; SCH-010), agent_selection_strategy, config
    Column("scheduler_opts", Json, nullable=False, default=dict),
    Column("use_host_network", Boolean, nullable=False, default=False),
    Column("wsproxy_addr", String(1024)),
    Column("wsproxy_api_token", String(128)),
)

resource_group_domains = Table(
    "resource_group_domains",
    metadata,
    Column("resource_group", ForeignKey("resource_groups.name", ondelete="CASCADE"), primary_key=True),
    Column("domain_name", ForeignKey("domains.name", ondelete="CASCADE"), primary_key=True),
)

resource_group_projects = Table(
    "resource_group_projects",
    metadata,
    Column("resource_group", ForeignKey("resource_groups.name", ondelete="CASCADE"), primary_key=True),
    Column("project_id", ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True),
)

resource_group_keypairs = Table(
    "resource_group_keypairs",
    metadata,
    Column("resource_group", ForeignKey("resource_groups.name", ondelete="CASCADE"), primary_key=True),
    Column("access_key", ForeignKey("keypairs.access_key", ondelete="CASCADE"), primary_key=True),
)

resource_presets = Table(
    "resource_presets",
    metadata,
    Column("name", String(256), primary_key=True),
    Column("resource_slots", Json, nullable=False),  # slot -> exact amount (kernelyard_agent.slots)
    Column("shared_memory", BigInteger),  # bytes
    Column("description", Text, nullable=False, default=""),
)

images = Table(
    "images",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("registry", String(255), nullable=False),
    Column("name", String(255), nullable=False),
    Column("tag", String(128), nullable=False),
    Column("architecture", String(32), nullable=False),
    Column("digest", String(80), nullable=False, default=""),
    Column("size_bytes", BigInteger, nullable=False, default=0),
    Column("labels", Json, nullable=False, default=dict),
    # slot -> {"min": amount, "max": amount or null}, in the slot's own unit
    Column("resource_limits", Json, nullable=False, default=dict),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("created_at", UtcDateTime, nullable=False),
    # When it was last seen in its registry; null for what only nodes have told of.
    Column("scanned_at", UtcDateTime),
    UniqueConstraint("registry", "name", "tag", "architecture"),
)

container_registries = Table(
    "container_registries",
    metadata,
    Column("hostname", String(255), primary_key=True),  # the first part of its images' names
    Column("url", String(1024), nullable=False),
    Column("type", String(16), nullable=False),  # docker, harbor2, gitlab
    Column("projects", Json, nullable=False, default=list),  # only these are scanned; empty = all
    Column("username", String(255)),
    Column("password_encrypted", LargeBinary),
    Column("ssl_verify", Boolean, nullable=False, default=True),
    Column("api_endpoint", String(1024), nullable=False, default=""),  # gitlab
    Column("modified_at", UtcDateTime, nullable=False),
)

image_aliases = Table(
    "image_aliases",
    metadata,
    Column("alias", String(255), primary_key=True),
    Column("image_id", ForeignKey("images.id", ondelete="CASCADE"), nullable=False),
)

agents = Table(
    "agents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("status", String(16), nullable=False),  # ALIVE, LOST, TERMINATED
    Column("status_changed", UtcDateTime, nullable=False),
    Column("region", String(64), nullable=False, default="local"),
    Column("resource_group", ForeignKey("resource_groups.name", onupdate="CASCADE"), nullable=False),
    Column("schedulable", Boolean, nullable=False, default=True),
    Column("address", String(255), nullable=False),
    # Base URL of its relay, for the Hub's proxy; empty when it has none.
    Column("relay_url", String(255), nullable=False, default="", server_default=""),
    Column("version", String(64), nullable=False),
    Column("architecture", String(32), nullable=False),
    Column("engine", String(32), nullable=False),
    Column("isolation", String(16), nullable=False),  # enforced, advisory
    Column("boot_id", String(64), nullable=False),
    Column("volumes", Json, nullable=False, default=list),
    Column("image_names", Json, nullable=False, default=list),  # canonical names that start without pulling
    # Drawn anew whenever devices, images, volumes or anything else that placement looks at has changed.
    Column("facts", BigInteger, nullable=False, default=0, server_default="0"),
    Column("live_stat", Json),
    Column("first_contact", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("lost_at", UtcDateTime),
)

nodes = Table(
    "nodes",  # machines that may join, and have joined; the agent beside the hub service is none of them
    metadata,
    Column("name", String(64), primary_key=True),  # the agent's id
    Column("enrolment", Uuid, nullable=False, unique=True),
    Column("resource_group", ForeignKey("resource_groups.name", onupdate="CASCADE"), nullable=False),
    # addresses and host names that the node may have; the one it joins from when the admin says none
    Column("addresses", Json, nullable=False, default=list),
    Column("token_hash", LargeBinary),  # until it is used
    Column("token_expires", UtcDateTime),
    Column("secret_encrypted", LargeBinary),  # since it joined
    Column("created_at", UtcDateTime, nullable=False),
    Column("joined_at", UtcDateTime),
    Column("certificate_expires", UtcDateTime),
)

agent_devices = Table(
    "agent_devices",
    metadata,
    Column("agent_id", ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True),
    Column("device_id", String(128), primary_key=True),
    Column("slot", String(64), primary_key=True),
    Column("capacity", BigInteger, nullable=False),
    Column("exclusive", Boolean, nullable=False, default=False),
    Column("numa_node", Integer),
    Column("model", String(128), nullable=False, default=""),
    Column("enforcement", String(16), nullable=False, default="advisory"),
)
