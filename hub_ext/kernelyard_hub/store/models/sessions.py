"""Sessions and what they wait for, their kernels, the ledger of allocations, the history, the lease."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    text,
)

from .base import Json, UtcDateTime, metadata

OPEN = text("status NOT IN ('TERMINATED', 'CANCELLED', 'ERROR')")
"""A session that still holds its name (and its place at the Hub)."""

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("type", String(16), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("access_key", String(20), nullable=False, index=True),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    Column("domain_name", String(64), nullable=False),
    Column("project_id", ForeignKey("projects.id"), nullable=False),
    Column("resource_group", String(64), nullable=False),
    Column("image_id", Uuid),
    Column("image", String(600), nullable=False),  # canonical: registry/name:tag
    Column("architecture", String(32), nullable=False),
    Column("cluster_mode", String(16), nullable=False, default="single-node"),
    Column("cluster_size", Integer, nullable=False, default=1),
    Column("status", String(20), nullable=False),
    Column("status_changed", UtcDateTime, nullable=False),
    Column("status_info", Text, nullable=False, default=""),  # the reason in one sentence
    Column("status_data", Json),
    # When the state's owner gives up on it; every transitional state has one (decision 4).
    Column("deadline_at", UtcDateTime),
    # Who runs the site sets it; higher goes first where the group's order looks at it.
    Column("priority", Integer, nullable=False, default=0),
    # Whether its owner agreed that it may be ended for somebody with a higher priority.
    Column("preemptible", Boolean, nullable=False, default=False, server_default="0"),
    # Seconds that it may run, as its owner has said; it is ended then. Lets it start before its turn.
    Column("time_limit", BigInteger),
    # Times that it stood first and found no room (SCH-011).
    Column("tries", Integer, nullable=False, default=0, server_default="0"),
    # Ids of nodes that are kept free for it, while it waits.
    Column("reserved", Json),
    # Order of arrival. Places in a queue compare this, never clocks.
    Column("sequence", BigInteger, nullable=False, unique=True),
    Column("requested_slots", Json, nullable=False),
    # The frozen SessionSpec: environ, mounts, resource_opts, preopen_ports, bootstrap_script, services …
    Column("spec", Json, nullable=False),
    Column("tag", String(64)),
    Column("startup_command", Text),
    Column("callback_url", Text),
    # Up to which line of the status history the callback URL has been told.
    Column("callback_cursor", BigInteger),
    Column("result", String(16), nullable=False, default="undefined"),  # undefined, success, failure
    Column("num_queries", BigInteger, nullable=False, default=0),
    # A Hub server: which user's, which server; NULL for sessions of the API. Names may change, these two may
    # not.
    Column("hub_user", String(255)),
    Column("hub_server", String(255)),
    # Since when the Hub, restarted, has forgotten this server while it waited: it is to be asked to spawn it
    # again.
    Column("hub_forgot_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("starts_at", UtcDateTime),
    Column("scheduled_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("terminated_at", UtcDateTime),
)
Index("uq_sessions_open_name", sessions.c.access_key, sessions.c.name, unique=True,
      sqlite_where=OPEN, postgresql_where=OPEN)  # fmt: skip
Index("uq_sessions_open_hub_server", sessions.c.hub_user, sessions.c.hub_server, unique=True,
      sqlite_where=OPEN, postgresql_where=OPEN)  # fmt: skip
Index("ix_sessions_open", sessions.c.status, sessions.c.sequence, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_sessions_created", sessions.c.created_at)
Index("ix_sessions_group_sequence", sessions.c.resource_group, sessions.c.sequence)
CALLED_BACK = text("callback_url IS NOT NULL")
Index("ix_sessions_callback", sessions.c.callback_cursor,
      sqlite_where=CALLED_BACK, postgresql_where=CALLED_BACK)  # fmt: skip

session_dependencies = Table(
    "session_dependencies",
    metadata,
    # The session starts after the other one has succeeded (SES-018).
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("depends_on", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, index=True),
)

session_idleness = Table(
    "session_idleness",
    metadata,
    # What the idle checks know of a running session; survives restarts of the service.
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    # When somebody last did something: network traffic, code that ran, a terminal's ping.
    Column("active_at", UtcDateTime, nullable=False),
    # Measurements of the window: when the first was taken, then buckets, oldest first:
    # [seconds since the epoch, samples in it, {metric: [sum, number of known values]}].
    Column("samples", Json, nullable=False, default=list),
    # What was the last sign of life, what each check says, and since when (`kernelyard_hub.idle.records`).
    Column("checks", Json, nullable=False, default=dict),
    Column("warned_at", UtcDateTime),
    # Its owner has put the end off: when, until when, and which check's.
    Column("snoozed_at", UtcDateTime),
    Column("snoozed_until", UtcDateTime),
    Column("snoozed_check", String(32)),
    Column("ends_at", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
)

forecasts = Table(
    "forecasts",
    metadata,
    # What a waiting session was told at its beginning, and what came true: the calibration of estimates.
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("resource_group", String(64), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    # Seconds of waiting from then on: the ends of the 80 % interval, and the middle.
    Column("low", Float, nullable=False),
    Column("middle", Float, nullable=False),
    Column("high", Float, nullable=False),
    # By how much the ends had been moved outward, on a logarithmic scale.
    Column("margin_low", Float, nullable=False),
    Column("margin_high", Float, nullable=False),
    # Seconds that it really took; null while it waits. Of cancelled sessions nothing is kept.
    Column("actual", Float),
)

session_credentials = Table(
    "session_credentials",
    metadata,
    # Secrets that travel beside the spec until the kernel starts; Fernet ciphertext; gone when the session
    # ends.
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("environ_encrypted", LargeBinary, nullable=False),
    # Environment of the bootstrap script alone: what a template's git clone logs in with.
    Column("bootstrap_encrypted", LargeBinary),
)

kernels = Table(
    "kernels",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("cluster_role", String(16), nullable=False),
    Column("cluster_idx", Integer, nullable=False),
    Column("cluster_hostname", String(64), nullable=False),
    Column("generation", Integer, nullable=False, default=1),
    Column("epoch", BigInteger, nullable=False, default=0),
    Column("agent_id", String(64), index=True),
    Column("agent_address", String(255)),
    Column("status", String(20), nullable=False),
    Column("status_changed", UtcDateTime, nullable=False),
    Column("status_info", Text, nullable=False, default=""),
    Column("container_id", String(128)),
    Column("exit_code", Integer),
    Column("service_ports", Json, nullable=False, default=list),  # list of protocol.ServicePort
    Column("live_stat", Json),
    Column("last_stat", Json),
    Column("abusing_report", Json),
    Column("created_at", UtcDateTime, nullable=False),
    Column("terminated_at", UtcDateTime),
)

HELD = text("closed_at IS NULL")
"""An allocation that counts. Occupancy is the SUM over these rows and stands nowhere else (decision 2)."""

allocations = Table(
    "allocations",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False),
    Column("kernel_id", Uuid, nullable=False, index=True),
    Column("agent_id", String(64), nullable=False),
    Column("device_id", String(128), nullable=False),
    Column("slot", String(64), nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("exclusive", Boolean, nullable=False, default=False),
    Column("access_key", String(20), nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("domain_name", String(64), nullable=False),
    Column("resource_group", String(64), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
)
EXCLUSIVELY_HELD = text("closed_at IS NULL AND exclusive")
Index("ix_allocations_held", allocations.c.agent_id, allocations.c.slot, allocations.c.device_id,
      sqlite_where=HELD, postgresql_where=HELD)  # fmt: skip
Index("ix_allocations_held_by_key", allocations.c.access_key, sqlite_where=HELD, postgresql_where=HELD)
Index("ix_allocations_held_by_session", allocations.c.session_id, sqlite_where=HELD, postgresql_where=HELD)
Index("ix_allocations_closed", allocations.c.closed_at)
Index("uq_allocations_exclusive", allocations.c.agent_id, allocations.c.device_id, unique=True,
      sqlite_where=EXCLUSIVELY_HELD, postgresql_where=EXCLUSIVELY_HELD)  # fmt: skip

status_history = Table(
    "status_history",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("at", UtcDateTime, nullable=False),
)

kernel_logs = Table(
    "kernel_logs",
    metadata,
    # What an ended kernel has printed; kept for a while after its node has forgotten it.
    Column("kernel_id", ForeignKey("kernels.id", ondelete="CASCADE"), primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("text_zlib", LargeBinary, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False, index=True),
)

session_templates = Table(
    "session_templates",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(128), nullable=False),
    Column("kind", String(16), nullable=False),  # task
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("domain_name", String(64), nullable=False),
    Column("project_id", ForeignKey("projects.id", ondelete="CASCADE"), nullable=False),
    # As `operations.templates_format` reads it; passwords are beside it.
    Column("template", Json, nullable=False),
    Column("secrets_encrypted", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False),
    Column("modified_at", UtcDateTime, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
