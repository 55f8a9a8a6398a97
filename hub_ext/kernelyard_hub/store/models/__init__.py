"""Every table, by noun. Importing this package fills `metadata`."""

from .base import metadata
from .cluster import (
    agent_devices,
    agents,
    container_registries,
    image_aliases,
    images,
    nodes,
    resource_group_domains,
    resource_group_keypairs,
    resource_group_projects,
    resource_groups,
    resource_presets,
)
from .identity import domains, keypairs, login_sessions, memberships, projects, users
from .policies import keypair_resource_policies, project_resource_policies, user_resource_policies
from .sessions import (
    allocations,
    kernel_logs,
    kernels,
    leases,
    session_credentials,
    session_templates,
    sessions,
    status_history,
)
from .vfolders import settings, vfolders

__all__ = [
    "agent_devices",
    "agents",
    "allocations",
    "container_registries",
    "domains",
    "image_aliases",
    "images",
    "kernel_logs",
    "kernels",
    "keypair_resource_policies",
    "keypairs",
    "leases",
    "login_sessions",
    "memberships",
    "metadata",
    "nodes",
    "project_resource_policies",
    "projects",
    "resource_group_domains",
    "resource_group_keypairs",
    "resource_group_projects",
    "resource_groups",
    "resource_presets",
    "session_credentials",
    "session_templates",
    "sessions",
    "settings",
    "status_history",
    "user_resource_policies",
    "users",
    "vfolders",
]
