"""Session templates: reusable parameters of sessions (REST-061, SES-037). They are their owner's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from kernelyard_hub import errors
from kernelyard_hub.operations.accounts.owners import owner_of
from kernelyard_hub.operations.sessions import life as sessions
from kernelyard_hub.operations.sessions import templates_format
from kernelyard_hub.operations.sessions.create import find_project
from kernelyard_hub.operations.sessions.request import read_create
from kernelyard_hub.operations.sessions.templates_format import HIDDEN, PASSWORD, USERNAME, Template
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store.models import projects, session_templates, users

MAX_COUNT = 200
"""Templates of one user."""


async def create(
    site: Site,
    who: Principal,
    payload: object,
    *,
    group: str | None = None,
    domain: str | None = None,
    owner_access_key: str | None = None,
) -> list[str]:
    """Keep one template or several; returns their ids. Nothing is kept when one of them is bad."""
    wanted = templates_format.read(payload)

    def write(conn: Connection) -> list[str]:
        owner = owner_of(conn, who, owner_access_key)
        project_id = find_project(conn, owner, domain, group or "default")
        mine = select(func.count()).where(session_templates.c.user_id == owner.user_id)
        if conn.execute(mine).scalar_one() + len(wanted) > MAX_COUNT:
            raise errors.QuotaExceeded(f"At most {MAX_COUNT} session templates.")
        now = datetime.now(UTC)
        ids = [uuid4() for _ in wanted]
        for template_id, template in zip(ids, wanted, strict=True):
            row = {
                "id": template_id,
                "kind": "task",
                "user_id": owner.user_id,
                "domain_name": owner.domain,
                "project_id": project_id,
                "created_at": now,
                **_values(site, template, None),
            }
            conn.execute(insert(session_templates).values(row))
        return [str(template_id) for template_id in ids]

    return await site.store.write(write)


async def listing(site: Site, who: Principal, *, every: bool = False) -> list[dict[str, Any]]:
    """The caller's templates; with ``every``, those of an admin's domain, or of the whole site."""
    query = (
        select(
            session_templates,
            users.c.email,
            users.c.username,
            projects.c.name.label("project"),
        )
        .join(users, users.c.id == session_templates.c.user_id)
        .join(projects, projects.c.id == session_templates.c.project_id)
        .order_by(session_templates.c.created_at, session_templates.c.id)
    )
    for condition in _seen(who, every):
        query = query.where(condition)
    rows = await site.store.read(lambda conn: list(conn.execute(query).mappings()))
    return [
        {
            "name": row["name"],
            "id": str(row["id"]),
            "created_at": str(row["created_at"]),
            "is_owner": row["user_id"] == who.user_id,
            "user": str(row["user_id"]),
            "group": str(row["project_id"]),
            "user_email": row["email"],
            "group_name": row["project"],
            "domain_name": row["domain_name"],
            "type": row["kind"],
            "template": row["template"],
        }
        for row in rows
    ]


async def get(
    site: Site, who: Principal, template_id: str, form: str, owner_access_key: str | None = None
) -> str:
    """The template as text (``yaml`` or ``json``); its password is not shown. Raises `NotFound`."""
    if form not in ("yaml", "json"):
        raise errors.InvalidParameters("Input validation error", data={"format": "is yaml or json"})
    row = await site.store.read(lambda conn: _find(conn, who, template_id, owner_access_key))
    return templates_format.shown(row["template"], form)


async def replace(
    site: Site, who: Principal, template_id: str, payload: object, owner_access_key: str | None = None
) -> None:
    """Put another one in its place; a hidden password stays what it was."""
    wanted = templates_format.read(payload)
    if len(wanted) != 1:
        raise errors.InvalidParameters("Malformed payload", data={"payload": "has to be one template"})

    def write(conn: Connection) -> None:
        row = _find(conn, who, template_id, owner_access_key)
        change = update(session_templates).where(session_templates.c.id == row["id"])
        conn.execute(change.values(_values(site, wanted[0], row["secrets_encrypted"])))

    await site.store.write(write)


async def remove(site: Site, who: Principal, template_id: str, owner_access_key: str | None = None) -> None:
    def write(conn: Connection) -> None:
        row = _find(conn, who, template_id, owner_access_key)
        conn.execute(delete(session_templates).where(session_templates.c.id == row["id"]))

    await site.store.write(write)


async def start(site: Site, who: Principal, given: Mapping[str, Any]) -> sessions.SessionCreated:
    """A session from a template; what is given replaces what it says (SES-038)."""
    template_id, owner_access_key = given.get("template_id"), given.get("owner_access_key")
    if not isinstance(template_id, str):
        raise errors.InvalidParameters("Input validation error", data={"template_id": "is required"})
    owner_key = owner_access_key if isinstance(owner_access_key, str) else None

    def read(conn: Connection) -> tuple[RowMapping, str | None]:
        row = _find(conn, who, template_id, owner_key)
        project = conn.execute(select(projects.c.name).where(projects.c.id == row["project_id"])).scalar()
        return row, project

    row, project = await site.store.read(read)
    body = templates_format.request_body(
        row["template"], {key: value for key, value in given.items() if key != "template_id"}
    )
    body.setdefault("group", project)
    if body["group"] is None:
        body["group"] = project
    return await sessions.create(site, who, read_create(body), bootstrap_secrets=_secrets(site, row))


def _secrets(site: Site, row: RowMapping) -> dict[str, str]:
    git = row["template"]["spec"]["kernel"].get("git") or {}
    if row["secrets_encrypted"] is None or not git.get("credential"):
        return {}
    kept = json.loads(site.box.open(row["secrets_encrypted"]))
    return {USERNAME: git["credential"]["username"], PASSWORD: kept["git"]}


def _values(site: Site, template: Template, before: bytes | None) -> dict[str, Any]:
    document, password = templates_format.stored(template)
    sealed = None
    if password == HIDDEN:
        sealed = before
    elif password is not None:
        sealed = site.box.seal(json.dumps({"git": password}))
    return {
        "name": template.metadata.name,
        "template": document,
        "secrets_encrypted": sealed,
        "modified_at": datetime.now(UTC),
    }


def _seen(who: Principal, every: bool) -> list[ColumnElement[bool]]:
    if every and who.role is Role.SUPERADMIN:
        return []
    if every and who.role is Role.ADMIN:
        return [session_templates.c.domain_name == who.domain]
    return [session_templates.c.user_id == who.user_id]


def _find(conn: Connection, who: Principal, template_id: str, owner_access_key: str | None) -> RowMapping:
    """The owner's template. One of somebody else's and none at all are the same answer."""
    owner = owner_of(conn, who, owner_access_key)
    found = None
    try:
        query = select(session_templates).where(
            session_templates.c.id == UUID(template_id), session_templates.c.user_id == owner.user_id
        )
        found = conn.execute(query).mappings().first()
    except ValueError:
        pass
    if found is None:
        raise errors.NotFound(title="No such task template.")
    return found
