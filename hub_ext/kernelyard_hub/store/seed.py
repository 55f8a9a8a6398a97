"""First data: what a fresh site needs so that somebody can log in and start a session. Safe to run at every
start.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, Table, insert, select

from kernelyard_agent import slots

from ..secretbox import SecretBox
from .models import (
    domains,
    image_aliases,
    images,
    keypair_resource_policies,
    project_resource_policies,
    projects,
    resource_group_domains,
    resource_groups,
    resource_presets,
    user_resource_policies,
)
from .vfolders import HOST_PERMISSIONS

PRESETS: dict[str, tuple[str, dict[str, str], int]] = {
    "cpu01-small": ("1 core, 1 GiB", {"cpu": "1", "mem": "1g"}, 64 * 2**20),
    "cpu02-medium": ("2 cores, 4 GiB", {"cpu": "2", "mem": "4g"}, 256 * 2**20),
    "gpu-half": ("Half a GPU, 2 cores, 4 GiB", {"cpu": "2", "mem": "4g", "cuda.shares": "0.5"}, 2**30),
    "gpu-whole": ("A whole GPU, 4 cores, 8 GiB", {"cpu": "4", "mem": "8g", "cuda.shares": "1"}, 2**30),
}
"""Name -> description, slots, shared memory in bytes."""


def seed(
    conn: Connection,
    box: SecretBox,
    *,
    default_host: str = "local:volume1",
    registries: Iterable[str] = (),
) -> None:
    """Create domain, project, resource group and policies ``default``, presets and the image alias
    ``python``. Images of ``registries`` may be used beside those that only nodes have.

    Every table's first data is made only while the table is empty, so that what an admin deletes stays
    deleted.
    """
    now = datetime.now(UTC)
    hosts = {default_host: list(HOST_PERMISSIONS)}
    for policies in (user_resource_policies, project_resource_policies):
        _first(conn, policies, {"name": "default", "created_at": now})
    _first(
        conn,
        keypair_resource_policies,
        {"name": "default", "created_at": now, "allowed_vfolder_hosts": hosts},
    )
    _first(
        conn,
        domains,
        {
            "name": "default",
            "description": "The default domain",
            "created_at": now,
            "modified_at": now,
            "allowed_vfolder_hosts": hosts,
            "allowed_docker_registries": sorted({"local", *registries}),
        },
    )
    _first(
        conn,
        projects,
        {
            "id": uuid4(),
            "domain_name": "default",
            "name": "default",
            "description": "The default project",
            "created_at": now,
            "modified_at": now,
            "resource_policy": "default",
            "allowed_vfolder_hosts": hosts,
        },
    )
    if _first(
        conn,
        resource_groups,
        {"name": "default", "description": "The default resource group", "created_at": now},
    ):
        conn.execute(insert(resource_group_domains).values(resource_group="default", domain_name="default"))
    _first_presets(conn)
    _first_image(conn, now)


def _first(conn: Connection, table: Table, values: Mapping[str, object]) -> bool:
    if conn.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
        return False
    conn.execute(insert(table).values(dict(values)))
    return True


def _first_presets(conn: Connection) -> None:
    if conn.execute(select(resource_presets.c.name).limit(1)).first() is not None:
        return
    for name, (description, amounts, shared_memory) in PRESETS.items():
        conn.execute(
            insert(resource_presets).values(
                name=name,
                description=description,
                resource_slots=slots.parse_all(amounts),
                shared_memory=shared_memory,
            )
        )


def _first_image(conn: Connection, now: datetime) -> None:
    """The site's own notebook environment as an image; agents of the process engine report the same name."""
    if conn.execute(select(images.c.id).limit(1)).first() is not None:
        return
    image_id = uuid4()
    conn.execute(
        insert(images).values(
            id=image_id,
            registry="local",
            name="python",
            tag=f"{sys.version_info.major}.{sys.version_info.minor}",
            architecture=platform.machine(),
            resource_limits={
                "cpu": {"min": slots.parse("cpu", "1"), "max": None},
                "mem": {"min": slots.parse("mem", "256m"), "max": None},
            },
            labels={"ai.backend.base-distro": platform.system().lower(), "ai.backend.role": "COMPUTE"},
            created_at=now,
        )
    )
    conn.execute(insert(image_aliases).values(alias="python", image_id=image_id))
