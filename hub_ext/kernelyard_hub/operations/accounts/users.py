"""Accounts, as admins make, change, delete and purge them (USR-001 to USR-011, GQL-037 to GQL-039).

A domain's admins do so for plain users of their domain, and cannot give what only superadmins give.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID

from pydantic import AfterValidator, Field
from sqlalchemy import Connection, Row, and_, func, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into
from sqlalchemy.sql import ColumnElement

from kernelyard_hub import errors
from kernelyard_hub.events import Change
from kernelyard_hub.operations import changes
from kernelyard_hub.operations.accounts import domains, policies
from kernelyard_hub.operations.accounts.accounts import MAX_PASSWORD, MAX_USERNAME, hash_password
from kernelyard_hub.operations.accounts.passwords import check_rules
from kernelyard_hub.operations.sessions.life import begin_end
from kernelyard_hub.operations.vfolders import revocation as vfolders_revocation
from kernelyard_hub.principal import Principal, Role
from kernelyard_hub.site import Site
from kernelyard_hub.store import accounts as store
from kernelyard_hub.store import logins
from kernelyard_hub.store import vfolders_shares as shares
from kernelyard_hub.store.models import keypairs, memberships, projects, sessions
from kernelyard_hub.store.models import users as table
from kernelyard_hub.store.models.sessions import OPEN

DEFAULT_PROJECT = "default"
MAX_EMAIL = 64
_EMAIL = re.compile(r"[^@\s/]+@[^@\s/]+")
RIGHTS = frozenset(["status", "is_active", "role", "domain_name", "group_ids"])
"""What a change of takes rights away, perhaps."""
ADMINS = frozenset([Role.ADMIN.value, Role.SUPERADMIN.value])
Status = Literal["active", "inactive", "before-verification", "deleted"]


def hub_name(text: str) -> str:
    """The name under which the Hub knows somebody: what its own rule makes of ``text``. Raises
    `ValueError`.
    """
    username = unicodedata.normalize("NFC", text).lower()
    if not username or len(username) > MAX_USERNAME:
        raise ValueError(f"has to be 1 to {MAX_USERNAME} characters")
    if not username.isprintable() or username != username.strip() or "/" in username:
        raise ValueError("cannot have / or control characters in it, nor spaces at its ends")
    if set(username) == {"."} or set(unquote(username)) == {"."}:
        raise ValueError("cannot be dots alone")
    return username


def _networks(given: list[str]) -> list[str]:
    asked = [each.strip() for each in given]
    try:
        for each in asked:
            ipaddress.ip_network(each, strict=False)
    except ValueError:
        raise ValueError("has to be addresses or networks, such as 10.0.0.0/8") from None
    return asked


def _no_second_factor(asked: bool | None) -> bool | None:
    if asked:
        raise ValueError("a second factor is not offered here")
    return asked


class User(changes.Fields):
    """Fields of an account."""

    username: Annotated[str, AfterValidator(hub_name)] | None = None
    password: Annotated[str, Field(max_length=MAX_PASSWORD), AfterValidator(check_rules)] | None = None
    need_password_change: bool | None = None
    full_name: Annotated[changes.Text, Field(max_length=64)] | None = None
    description: changes.Description | None = None
    is_active: bool | None = None
    status: Status | None = None
    domain_name: str | None = None
    role: Literal["superadmin", "admin", "user", "monitor"] | None = None
    group_ids: Annotated[list[UUID], Field(max_length=1000)] | None = None
    allowed_client_ip: Annotated[list[str], Field(max_length=100), AfterValidator(_networks)] | None = None
    totp_activated: Annotated[bool | None, AfterValidator(_no_second_factor)] = None
    resource_policy: str | None = None
    sudo_session_enabled: bool | None = None
    main_access_key: str | None = None

    def wanted_status(self) -> str | None:
        """``status``, and without one what ``is_active`` means; None is no change."""
        if self.status is not None or self.is_active is None:
            return self.status
        return "active" if self.is_active else "inactive"


async def create(site: Site, who: Principal, email: str, fields: Mapping[str, Any]) -> UUID:
    """Make an account with one keypair; its id. Raises `InvalidParameters`, `Conflict`, `NotFound`,
    `Forbidden`.
    """
    # The public client sends an empty username where none is given.
    body = changes.read(
        User, {name: value for name, value in fields.items() if (name, value) != ("username", "")}
    )
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise changes.bad(email=f"has to be an e-mail address of at most {MAX_EMAIL} characters")
    username = body.username or changes.read(User, {"username": email}).username
    if body.password is None:
        raise changes.bad(password="is required")  # noqa: S106 (the fault, not a password)
    domain = body.domain_name or domains.DEFAULT
    hashed = await asyncio.to_thread(hash_password, body.password)

    def write(conn: Connection) -> UUID:
        if not who.is_superadmin and domain != who.domain:
            raise errors.NotFound(f"There is no domain {domain[:64]!r}.")
        domains.must_exist(conn, domain)
        policy = body.resource_policy or policies.DEFAULT
        policies.must_exist(conn, "user", policy)
        defaults = {"role": "user", "resource_policy": policies.DEFAULT, "sudo_session_enabled": False}
        _may_give(who, body, defaults)
        if not who.is_superadmin and "@" not in str(username):
            # Who comes from the Hub under that name would get an account that somebody else opens.
            raise errors.Forbidden("Only superadmins reserve names of the Hub.")
        try:
            user_id, _, _ = store.create_user(
                conn,
                site.box,
                username=str(username),
                email=email,
                password_hash=hashed,
                role=body.role or "user",
                domain=domain,
                member_of=(DEFAULT_PROJECT,) if body.group_ids is None else (),
                resource_policy=policy,
                full_name=body.full_name or "",
                description=body.description or "",
                status=body.wanted_status() or "active",
                need_password_change=bool(body.need_password_change),
            )
        except store.AccountTaken as taken:
            raise errors.Conflict(str(taken)) from None
        if body.group_ids:
            _set_projects(conn, user_id, domain, body.group_ids)
        more = {
            "allowed_client_ip": body.allowed_client_ip or None,
            "sudo_session_enabled": bool(body.sudo_session_enabled),
        }
        conn.execute(update(table).where(table.c.id == user_id).values(more))
        return user_id

    return await changes.change(site, who, "create_user", email, write, fields)


async def modify(site: Site, who: Principal, email: str, fields: Mapping[str, Any]) -> UUID:
    """Change what is given; the user's id. Who is made an admin gets a fresh main keypair: older ones and a
    password not given here open the account no more, for a domain's admin may know them (S06). Raises
    `InvalidParameters`, `NotFound`, `Conflict`, `Forbidden`.
    """
    body = changes.read(User, fields)
    hashed = await asyncio.to_thread(hash_password, body.password) if body.password is not None else None

    def write(conn: Connection) -> tuple[UUID, list[Change]]:
        row, ended = find(conn, who, email), list[Change]()
        if body.username is not None and body.username != row.username:
            raise changes.bad(username="is the name at the Hub and cannot be changed")
        _may_give(who, body, dict(row._mapping))
        _keep_oneself(who, row, body)
        values = _columns(conn, row, body)
        if hashed is not None:
            values["password_hash"] = hashed
            logins.end_all(conn, row.id)
        elif _rises(row.role, values.get("role", row.role)):
            values["password_hash"] = None
        conn.execute(
            update(table).where(table.c.id == row.id).values(**values, modified_at=datetime.now(UTC))
        )
        if "role" in values:
            admin = values["role"] in ADMINS
            conn.execute(update(keypairs).where(keypairs.c.user_id == row.id).values(is_admin=admin))
            if _rises(row.role, values["role"]):
                store.renew_keys(conn, site.box, row)
                ended += end_sessions(conn, sessions.c.user_id == row.id, "keypair-inactive", running=False)
        if "domain_name" in values:
            conn.execute(delete_from(memberships).where(memberships.c.user_id == row.id))
        if body.group_ids is not None:
            _set_projects(conn, row.id, values.get("domain_name", row.domain_name), body.group_ids)
        shares.forget_strangers(conn, [row.id])
        status = values.get("status", row.status)
        return row.id, ended if status == row.status else ended + shut_out(conn, row.id, status)

    then = partial(_follow, site, not body.model_fields_set.isdisjoint(RIGHTS))
    done: tuple[UUID, list[Change]] = await changes.change(
        site, who, "modify_user", email, write, fields, then
    )
    return done[0]


async def _follow(site: Site, rights: bool, done: tuple[UUID, list[Change]]) -> None:
    """What an account's change brings about elsewhere; ``rights``: it may do less now."""
    user_id, ended = done
    announce(site, ended)
    if rights:
        await vfolders_revocation.people_changed(site, [user_id])


def _columns(conn: Connection, row: Row[Any], body: User) -> dict[str, Any]:
    """What is to be written to the user's row."""
    plain = ("full_name", "description", "need_password_change", "role", "sudo_session_enabled")
    values = {name: value for name, value in body.given().items() if name in plain}
    status = body.wanted_status()
    if status is not None:
        values |= {"status": status, "status_info": "admin-requested"}
    if body.allowed_client_ip is not None:
        values["allowed_client_ip"] = body.allowed_client_ip or None
    if body.resource_policy is not None:
        policies.must_exist(conn, "user", body.resource_policy)
        values["resource_policy"] = body.resource_policy
    if body.domain_name is not None and body.domain_name != row.domain_name:
        domains.must_exist(conn, body.domain_name)
        values["domain_name"] = body.domain_name
    if body.main_access_key is not None:
        mine = and_(
            keypairs.c.access_key == body.main_access_key, keypairs.c.user_id == row.id, keypairs.c.is_active
        )
        if conn.execute(select(keypairs.c.access_key).where(mine)).first() is None:
            raise changes.bad(main_access_key="has to be an active keypair of the user's own")
        values["main_access_key"] = body.main_access_key
    return values


def _rises(before: str, after: str) -> bool:
    """Whether the role lets its holder do what those could not who know the account's keys (S06)."""
    return after != before and after in ADMINS and before != Role.SUPERADMIN


async def delete(site: Site, who: Principal, email: str) -> None:
    """Shut an account for good: its keypairs are inactive, its sessions are ended; folders and records stay
    (USR-005). Raises `NotFound`, `Conflict`, `Forbidden`.
    """

    def write(conn: Connection) -> tuple[UUID, list[Change]]:
        row = find(conn, who, email)
        _not_oneself(who, row)
        values = {"status": "deleted", "status_info": "admin-requested", "modified_at": datetime.now(UTC)}
        conn.execute(update(table).where(table.c.id == row.id).values(values))
        return row.id, shut_out(conn, row.id, "deleted")

    await changes.change(site, who, "delete_user", email, write, then=partial(_follow, site, True))


def shut_out(conn: Connection, user_id: UUID, status: str) -> list[Change]:
    """What an account's new status brings about: its logins end unless it is active, and what waits is
    cancelled; of a deleted one everything is ended, and its keypairs are inactive (USR-007).
    """
    if status == "active":
        return []
    logins.end_all(conn, user_id)
    if status == "deleted":
        conn.execute(update(keypairs).where(keypairs.c.user_id == user_id).values(is_active=False))
    return end_sessions(conn, sessions.c.user_id == user_id, f"account-{status}", running=status == "deleted")


def end_sessions(conn: Connection, whose: Any, reason: str, *, running: bool) -> list[Change]:
    """Cancel somebody's waiting sessions, and where ``running`` says so end the others as well."""
    now, ended = datetime.now(UTC), []
    for row in conn.execute(select(sessions).where(OPEN, whose)).all():
        if running or row.status == "PENDING":
            ended += begin_end(conn, row, reason, now)
    return ended


def announce(site: Site, ended: list[Change]) -> None:
    """Tell of ends that have been written, and have them carried out."""
    for each in ended:
        site.bus.publish(each)
        if each.session_id is not None:
            site.loop.attend(each.session_id)
    site.loop.wake()


def find(conn: Connection, who: Principal, email: str) -> Row[Any]:
    """The account of that address, if the caller administrates it. Raises `NotFound`, also for those of other
    domains, and `Forbidden` for a domain's admin that means another admin, or himself.
    """
    return _administrated(conn, who, func.lower(table.c.email) == email.lower(), email)


def find_by_id(conn: Connection, who: Principal, user_id: UUID) -> Row[Any]:
    """As `find`, for what belongs to an account: addresses may change hands, ids do not."""
    return _administrated(conn, who, table.c.id == user_id, str(user_id))


def administrated(conn: Connection, who: Principal, user_ids: Collection[UUID]) -> set[UUID]:
    """Those that a domain's admin would find by `find_by_id`."""
    query = select(table.c.id).where(table.c.id.in_(user_ids), table.c.purged_at.is_(None))
    return set(conn.scalars(query.where(table.c.domain_name == who.domain, table.c.role.not_in(ADMINS))))


def _administrated(conn: Connection, who: Principal, which: ColumnElement[bool], given: str) -> Row[Any]:
    row = conn.execute(select(table).where(which, table.c.purged_at.is_(None))).first()
    if row is None or not (who.is_superadmin or row.domain_name == who.domain):
        raise errors.NotFound(f"There is no user {given[:254]!r}.")
    if not who.is_superadmin and row.role in ADMINS:
        raise errors.Forbidden("Only superadmins change the accounts of admins.")
    return row


def _may_give(who: Principal, body: User, before: Mapping[str, Any]) -> None:
    """Refuse a domain's admin what only superadmins give (S06)."""
    if who.is_superadmin:
        return
    if body.role in ADMINS:
        raise errors.Forbidden("Only superadmins make admins.")
    for field in ("resource_policy", "sudo_session_enabled", "domain_name"):
        value = getattr(body, field)
        if value is not None and field in before and value != before[field]:
            raise errors.Forbidden(f"Only superadmins change {field}.")


def _keep_oneself(who: Principal, row: Row[Any], body: User) -> None:
    status, role = body.wanted_status(), body.role
    if row.id == who.user_id and (status not in (None, "active") or role not in (None, who.role.value)):
        raise errors.Conflict("You cannot take your own account's rights away; another superadmin can.")


def _not_oneself(who: Principal, row: Row[Any]) -> None:
    if row.id == who.user_id:
        raise errors.Conflict("You cannot remove your own account; another superadmin can.")


def _set_projects(conn: Connection, user_id: UUID, domain: str, wanted: list[UUID]) -> None:
    here = and_(projects.c.domain_name == domain, projects.c.purged_at.is_(None))
    known = set(conn.scalars(select(projects.c.id).where(projects.c.id.in_(wanted), here)))
    if missing := sorted(str(each) for each in set(wanted) - known):
        raise changes.bad(group_ids=f"there is no such project in the domain: {', '.join(missing[:5])}")
    conn.execute(delete_from(memberships).where(memberships.c.user_id == user_id))
    for project_id in sorted(known):
        conn.execute(insert_into(memberships).values(user_id=user_id, project_id=project_id))
