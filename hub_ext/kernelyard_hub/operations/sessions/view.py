"""One session as the console's page shows it: all that its owner may know, in one answer."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from kernelyard_agent import slots
from kernelyard_agent.protocol import HUB_NOTEBOOK, Mount
from kernelyard_hub import errors
from kernelyard_hub.operations.sessions import files as session_files
from kernelyard_hub.operations.sessions import mounts as session_mounts
from kernelyard_hub.operations.sessions import notices as session_notices
from kernelyard_hub.operations.sessions.life import find_row
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.scheduler.carrying.spec import SessionSpec
from kernelyard_hub.scheduler.life import states
from kernelyard_hub.site import Site
from kernelyard_hub.store import history, sessions

KEY = "id_container"
_SECRET = re.compile(
    r"TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|(^|_)(API_?)?KEY($|_)|(^|_)(PWD|AUTH|DSN)($|_)", re.I
)
_LOGIN_IN_ADDRESS = re.compile(r"://[^/\s@]+@")


async def view(site: Site, who: Principal, ref: str) -> dict[str, Any]:
    """What the session is, what has happened to it, its apps and its figures; also after its end."""
    await site.queries.flush()

    def read(conn: Connection) -> dict[str, Any]:
        row = find_row(conn, who, ref)
        mounts = [one.mount for one in session_mounts.current(conn, row)]
        notices = sorted(set(session_notices.of_mounts(conn, mounts).values()))
        return {
            **_session(row, mounts, history.of_session(conn, row.id)),
            **_kernel(who, sessions.main_kernel(conn, row.id)),
            "notices": notices,
        }

    return await site.store.read(read)


async def key(site: Site, who: Principal, ref: str) -> bytes:
    """The private key of the session's sshd, as OpenSSH reads it. Raises `NotFound` where there is none."""
    (archive,) = await session_files.download(site, who, ref, [KEY])
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            if member.isreg() and (file := packed.extractfile(member)) is not None:
                return file.read()
    raise errors.NotFound("The session has no key for ssh.")


def app_states(kernel: Row[Any] | None) -> list[dict[str, Any]]:
    """Apps with their state: ``running``, ``starts`` (at its first use) or ``waits`` (a preopen port on which
    the user's own program is to listen).
    """
    found = []
    for port in kernel.service_ports or [] if kernel is not None else []:
        if port["name"] == HUB_NOTEBOOK:
            continue
        idle = "waits" if port.get("kind") == "preopen" else "starts"
        found.append(
            {
                "name": port["name"],
                "protocol": port["protocol"],
                "port": port["container_port"],
                "kind": port.get("kind", "eager"),
                "state": "running" if port.get("ready") else idle,
                "problem": port.get("problem"),
                "allowed_arguments": port.get("allowed_arguments") or {},
                "allowed_envs": port.get("allowed_envs") or {},
            }
        )
    return found


def environment(environ: Mapping[str, str]) -> list[dict[str, str | None]]:
    """Variables by name; the value is None where it looks like a secret."""
    return [
        {"name": name, "value": None if _hidden(name, environ[name]) else environ[name]}
        for name in sorted(environ)
    ]


def _hidden(name: str, value: str) -> bool:
    return _SECRET.search(name) is not None or _LOGIN_IN_ADDRESS.search(value) is not None


def _session(row: Row[Any], mounts: Sequence[Mount], lines: list[Row[str, str, Any]]) -> dict[str, Any]:
    spec = SessionSpec.model_validate(row.spec)
    times = {name: getattr(row, name) for name in ("created_at", "started_at", "terminated_at")}
    return {
        "id": str(row.id),
        "name": row.name,
        "type": row.type,
        "status": states.shown(row.status),
        "status_info": row.status_info,
        "result": row.result,
        "image": row.image,
        "architecture": row.architecture,
        "resource_group": row.resource_group,
        "domain": row.domain_name,
        "tag": row.tag,
        "startup_command": row.startup_command,
        "hub_server": row.hub_server,
        "num_queries": row.num_queries,
        "slots": slots.render_all(row.requested_slots),
        "slots_each": slots.render_all(spec.per_kernel),
        "cluster_size": row.cluster_size,
        "cluster_mode": row.cluster_mode,
        "time_limit": row.time_limit,
        "preemptible": row.preemptible,
        "shared_memory": spec.shared_memory,
        "environ": environment(spec.environ),
        "mounts": [mount.model_dump(include={"name", "subpath", "target", "permission"}) for mount in mounts],
        "history": [
            {"status": states.shown(status), "reason": reason, "at": at.isoformat()}
            for status, reason, at in lines
        ],
        **{name: at.isoformat() if at is not None else None for name, at in times.items()},
    }


def _kernel(who: Principal, kernel: Row[Any] | None) -> dict[str, Any]:
    running = kernel is not None and kernel.status not in sessions.TERMINAL
    return {
        "apps": app_states(kernel) if running else [],
        "figures": (kernel.live_stat or kernel.last_stat or {}) if kernel is not None else {},
        "exit_code": kernel.exit_code if kernel is not None else None,
        "kernel_id": str(kernel.id) if kernel is not None else None,
        # Where a session runs is the operators' business.
        "node": kernel.agent_id if kernel is not None and who.role is Role.SUPERADMIN else None,
    }
