"""What an owner brings into every session: dotfiles, an SSH key, a bootstrap script, the right to sudo."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import UUID

from sqlalchemy import Connection, select

from kernelyard_agent.protocol import Dotfile

from ..secretbox import SecretBox
from .models import domains, keypairs, projects, users


def dotfiles(conn: Connection, access_key: str, domain: str, project_id: UUID) -> list[Dotfile]:
    """What a new home begins with: the domain's, over them the project's, over them the keypair's own.

    A path cannot be a file of the one and a directory of the other: the later one wins.
    """
    found: dict[str, Dotfile] = {}
    for table, which in (
        (domains, domains.c.name == domain),
        (projects, projects.c.id == project_id),
        (keypairs, keypairs.c.access_key == access_key),
    ):
        for entry in conn.execute(select(table.c.dotfiles).where(which)).scalar() or []:
            path = PurePosixPath(entry["path"])
            for other in [*found]:
                if path in PurePosixPath(other).parents or PurePosixPath(other) in path.parents:
                    del found[other]
            found[entry["path"]] = Dotfile(path=entry["path"], data=entry["data"], mode=entry["perm"])
    return list(found.values())


def bootstrap_script(conn: Connection, access_key: str) -> str:
    """The keypair's script; empty when there is none."""
    query = select(keypairs.c.bootstrap_script).where(keypairs.c.access_key == access_key)
    return conn.execute(query).scalar() or ""


def private_ssh_key(conn: Connection, box: SecretBox, access_key: str) -> str | None:
    """The keypair's private SSH key in OpenSSH form; None when none was made."""
    query = select(keypairs.c.ssh_private_key_encrypted).where(keypairs.c.access_key == access_key)
    sealed = conn.execute(query).scalar()
    return box.open(sealed) if sealed is not None else None


def may_sudo(conn: Connection, user_id: UUID) -> bool:
    return bool(conn.execute(select(users.c.sudo_session_enabled).where(users.c.id == user_id)).scalar())
