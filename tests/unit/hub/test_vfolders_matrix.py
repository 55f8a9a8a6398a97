"""S23: who may do what with a folder. Every kind of relation to a folder, and every verb of the access table.

`RELATIONS` says what somebody may do in a folder (see `vfolders_rules.effective`), `VERBS` what a verb needs.
A verb without an expectation is a failure, so that none is added without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update
from tests.hub_rig import HubRig, Keypair

from kernelyard_hub import access, errors
from kernelyard_hub.operations.vfolders import life as vfolders
from kernelyard_hub.operations.vfolders import rules as vfolders_rules
from kernelyard_hub.store import accounts, vfolders_shares
from kernelyard_hub.store import models as m
from kernelyard_hub.store import vfolders as store

HOST = "local:volume1"
LEVELS = (None, "ro", "rw", "wd", "owner")
NOBODY = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Verb:
    """``needs`` is the least level. Whoever has less gets ``refused``, as if the folder were not there; who
    has enough gets ``instead``, for the probe may be one that comes to nothing.
    """

    needs: str
    method: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    refused: tuple[int, ...] = (404,)
    instead: tuple[int, ...] = (200, 201, 204)
    of_projects: bool | None = None
    """Only of projects' folders (False: of users'); of the others it is refused with 400."""


CANNOT = (400, 501)
"""This volume makes no snapshots."""
VERBS = {
    "vfolder.info": Verb("ro", "GET", "/folders/{id}"),
    "vfolder.files": Verb("ro", "GET", "/folders/{id}/files"),
    "vfolder.download": Verb("ro", "POST", "/folders/{id}/request-download", {"path": "there"}),
    "vfolder.snapshots": Verb("ro", "GET", "/folders/{id}/snapshots"),
    "vfolder.mkdir": Verb("rw", "POST", "/folders/{id}/mkdir", {"path": "there", "exist_ok": True}),
    "vfolder.upload": Verb("rw", "POST", "/folders/{id}/request-upload", {"path": "x", "size": 1}),
    "vfolder.rename-file": Verb(
        "rw", "POST", "/folders/{id}/rename-file", {"target_path": "away", "new_name": "x"}, instead=(400,)
    ),
    "vfolder.move-file": Verb(
        "rw", "POST", "/folders/{id}/move-file", {"src": "away", "dst": "x"}, instead=(400,)
    ),
    "vfolder.delete-files": Verb(
        "rw", "DELETE", "/folders/{id}/delete-files", {"files": ["away"]}, instead=(200, 400)
    ),
    "vfolder.snapshot-create": Verb(
        "wd", "POST", "/folders/{id}/snapshots", {"name": "s"}, instead=(400, 501)
    ),
    "vfolder.snapshot-delete": Verb("wd", "DELETE", "/folders/{id}/snapshots/s", instead=CANNOT),
    "vfolder.snapshot-restore": Verb(
        "wd", "POST", "/folders/{id}/snapshots/s/restore", {"path": "a"}, instead=CANNOT
    ),
    # It is the caller who gets a copy; what is not cloneable is for its owner only.
    "vfolder.clone": Verb(
        "owner", "POST", "/folders/{id}/clone", {"target_name": ".bashrc"}, (403, 404), instead=(400,)
    ),
    "vfolder.rename": Verb("owner", "POST", "/folders/{id}/rename", {"new_name": "{other}"}),
    "vfolder.update-options": Verb("owner", "POST", "/folders/{id}/update-options", {"cloneable": False}),
    "vfolder.invite": Verb(
        "owner", "POST", "/folders/{id}/invite", {"emails": ["nobody@x"]}, instead=(404,), of_projects=False
    ),
    "vfolder.shares": Verb("owner", "GET", "/folders/{id}/shares"),
    "vfolder.holders": Verb("owner", "GET", "/folders/{id}/holders"),
    "vfolder.end-holders": Verb(
        "owner", "POST", "/folders/{id}/holders/end", {"session_id": NOBODY}, instead=(404,)
    ),
    "vfolder.share": Verb(
        "owner", "POST", "/folders/{id}/share", {"emails": ["nobody@x"]}, instead=(404,), of_projects=True
    ),
    "vfolder.unshare": Verb(
        "owner", "DELETE", "/folders/{id}/unshare", {"emails": ["nobody@x"]}, instead=(404,), of_projects=True
    ),
    # Last of all, for it takes the folder away: `_back` puts it there again.
    "vfolder.delete": Verb("owner", "DELETE", "/folders/{id}", refused=(400, 404)),
    "vfolder.restore": Verb("owner", "POST", "/folders/restore-from-trash-bin", {"id": "{id}"}),
    "vfolder.purge": Verb("owner", "POST", "/folders/purge", {"id": "{id}"}),
}
SAME = {"vfolder.invite", "vfolder.end-holders", "vfolder.share", "vfolder.unshare"}
"""404 for other reasons, too: told apart by what is not found."""
OTHERWISE = {
    # About no folder in particular, or the caller's own place in one: told by tests of their own.
    "vfolder.create", "vfolder.list", "vfolder.hosts", "vfolder.all-hosts", "vfolder.types", "vfolder.trash",
    "vfolder.usage", "vfolder.invitations", "vfolder.invitations-sent", "vfolder.invitation-accept",
    "vfolder.invitation-delete", "vfolder.invitation-update", "vfolder.shared", "vfolder.leave",
    # Over people's shares, for owners and admins: `test_shares_are_changed_by`.
    "vfolder.change-share", "vfolder.change-ownership",
}  # fmt: skip
USERS = {
    "owner": "owner", "guest-ro": "ro", "guest-rw": "rw", "guest-wd": "wd", "invited": None, "rejected": None,
    "revoked": None, "left": None, "stranger": None, "far-guest": None, "far-admin": None,
    "domain-admin": None, "superadmin": None, "admin-guest": "ro",
}  # fmt: skip
"""Relation -> what it may do in a user's folder. Admins have no part in what people keep to themselves."""
PROJECTS = {
    "member": "ro", "member-rw": "rw", "left-member": None, "stranger": None, "far-admin": None,
    "domain-admin": "owner", "superadmin": "owner", "far-guest": None,
}  # fmt: skip
"""The same for a project's folder that is read-only for members."""


def test_every_verb_has_an_expectation() -> None:
    assert {name for name in access.TABLE if name.startswith("vfolder.")} == {*VERBS, *OTHERWISE}


@pytest.mark.feature("STO-011", "STO-013", "STO-014")
async def test_users_folders(rig: HubRig) -> None:
    folder_id, people = await _users_folder(rig)
    await _try_all(rig, folder_id, people, USERS, of_projects=False)


@pytest.mark.feature("STO-011", "STO-014")
async def test_projects_folders(rig: HubRig) -> None:
    folder_id, people = await _projects_folder(rig)
    await _try_all(rig, folder_id, people, PROJECTS, of_projects=True)


async def _try_all(
    rig: HubRig,
    folder_id: UUID,
    people: dict[str, Keypair],
    expected: dict[str, str | None],
    *,
    of_projects: bool,
) -> None:
    assert people.keys() == expected.keys()
    wrong = []
    for relation, level in expected.items():
        who = people[relation]
        await _back(rig, folder_id, trashed=False)
        if (seen := await _mountable(rig, who, folder_id)) != level:
            wrong.append(f"{relation} mounts with {seen}, not {level}")
        listed = {item["id"] for item in (await rig.call("GET", "/folders", who=who)).json}
        reached = level is not None and not (of_projects and relation in ("domain-admin", "superadmin"))
        if (folder_id.hex in listed) != reached:
            wrong.append(f"{relation} {'does not list' if reached else 'lists'} the folder")
        for number, (name, verb) in enumerate(VERBS.items()):
            await _back(rig, folder_id, trashed=name in ("vfolder.restore", "vfolder.purge"))
            texts = {"id": str(folder_id), "other": f"{relation}-{number}"}
            body = {k: v.format(**texts) if isinstance(v, str) else v for k, v in verb.body.items()}
            reply = await rig.call(verb.method, verb.path.format(**texts), body or None, who=who)
            may = LEVELS.index(level) >= LEVELS.index(verb.needs)
            if may and verb.of_projects is not None and verb.of_projects != of_projects:
                right = reply.status == 400
            elif may:
                right = reply.status in verb.instead and not (name in SAME and _no_folder(reply.json))
            else:
                right = reply.status in verb.refused and (name not in SAME or _no_folder(reply.json))
            if not right:
                wrong.append(f"{relation} ({level}) {name}: {reply.status} {reply.text[:160]}")
    assert not wrong, "\n".join(wrong)


def _no_folder(body: Any) -> bool:
    return bool(body and body.get("title") == "No such virtual folder.")


async def _mountable(rig: HubRig, who: Keypair, folder_id: UUID) -> str | None:
    """What a session may mount the folder with, as `vfolders_rules` names it; None: it is not found."""
    principal = await rig.site.store.read(lambda conn: accounts.principal_by_username(conn, who.username))
    assert principal is not None
    try:
        mounts = await rig.site.store.read(
            lambda conn: vfolders.mounts_for(conn, principal, [str(folder_id)])
        )
    except errors.FolderNotFound:
        return None
    found = await rig.site.store.read(lambda conn: store.named(conn, principal, str(folder_id)))
    managed = found is not None and vfolders_rules.may_manage(principal, found)
    return "owner" if managed and mounts[0].permission == "wd" else mounts[0].permission


async def _back(rig: HubRig, folder_id: UUID, *, trashed: bool) -> None:
    """As it was before, whatever the last verb has done."""
    status = "delete-pending" if trashed else "ready"
    when = datetime.now(UTC) if trashed else None
    row = {"status": status, "trashed_at": when, "status_info": None}

    def write(conn: Any) -> None:
        found = conn.execute(select(m.vfolders).where(m.vfolders.c.id == folder_id)).mappings().first()
        if found is None:
            conn.execute(insert(m.vfolders).values(KEPT[folder_id] | row))
            for share in KEPT_SHARES[folder_id]:
                conn.execute(insert(m.vfolder_permissions).values(share))
        elif (found["status"], found["trashed_at"] is None) != (status, when is None):
            conn.execute(update(m.vfolders).where(m.vfolders.c.id == folder_id).values(row))

    await rig.site.store.write(write)
    if not list(rig.volume.glob(f"*/{folder_id.hex[:2]}/{folder_id.hex[2:4]}/*")):
        (rig.volume / KEPT_AT[folder_id] / "there").mkdir(parents=True)


KEPT: dict[UUID, dict[str, Any]] = {}
KEPT_SHARES: dict[UUID, list[dict[str, Any]]] = {}
KEPT_AT: dict[UUID, str] = {}


async def _keep(rig: HubRig, folder_id: UUID) -> None:
    """Remember the folder with its shares, for `_back`."""

    def read(conn: Any) -> None:
        KEPT[folder_id] = dict(
            conn.execute(select(m.vfolders).where(m.vfolders.c.id == folder_id)).mappings().one()
        )
        mine = select(m.vfolder_permissions).where(m.vfolder_permissions.c.vfolder_id == folder_id)
        KEPT_SHARES[folder_id] = [dict(row) for row in conn.execute(mine).mappings()]

    await rig.site.store.read(read)
    KEPT_AT[folder_id] = vfolders_rules.folder_ref(KEPT[folder_id]).relative_path()


async def _person(rig: HubRig, name: str, role: str = "user", domain: str = "default") -> Keypair:
    made = await rig.site.store.write(
        lambda conn: accounts.create_user(
            conn, rig.site.box, username=name, email=f"{name}@x.test", role=role, domain=domain, member_of=()
        )
    )
    return Keypair(made[0], name, made[1], made[2])


async def _write(rig: HubRig, work: Callable[[Any], Any]) -> None:
    await rig.site.store.write(lambda conn: work(conn) and None)


async def _everybody(rig: HubRig, names: dict[str, str | None]) -> dict[str, Keypair]:
    now = datetime.now(UTC)
    hosts = {HOST: list(store.HOST_PERMISSIONS)}
    far = insert(m.domains).values(name="far", created_at=now, modified_at=now, allowed_vfolder_hosts=hosts)
    await _write(rig, lambda conn: conn.execute(far))
    people = {}
    for name in names:
        role = "superadmin" if name == "superadmin" else "admin" if "admin" in name else "user"
        people[name] = await _person(rig, name, role, "far" if name.startswith("far") else "default")
    return people


async def _users_folder(rig: HubRig) -> tuple[UUID, dict[str, Keypair]]:
    """By the API, where there is a way by it: the folder, and who has which relation to it."""
    people = await _everybody(rig, USERS)
    owner = people["owner"]
    made = await rig.call("POST", "/folders", {"name": "f", "host": HOST}, who=owner)
    folder_id = UUID(made.json["id"])
    ref = f"/folders/{folder_id}"
    for name, perm in (
        ("guest-ro", "ro"), ("guest-rw", "rw"), ("guest-wd", "wd"), ("admin-guest", "ro"), ("revoked", "wd"),
        ("left", "wd"), ("rejected", "wd"), ("invited", "wd"),
    ):  # fmt: skip
        body = {"perm": perm, "emails": [f"{name}@x.test"]}
        assert (await rig.call("POST", f"{ref}/invite", body, who=owner)).status == 201
        if name == "invited":
            continue
        (offer,) = (await rig.call("GET", "/folders/invitations/list", who=people[name])).json["invitations"]
        answer = {"inv_id": offer["id"]}
        if name == "rejected":
            await rig.call("DELETE", "/folders/invitations/delete", answer, who=people[name])
        else:
            reply = await rig.call("POST", "/folders/invitations/accept", answer, who=people[name])
            assert reply.status == 200, reply.text
    taken = {"vfolder": str(folder_id), "user": str(people["revoked"].user_id), "perm": None}
    assert (await rig.call("POST", "/folders/_/shared", taken, who=owner)).status == 200
    assert (await rig.call("POST", f"{ref}/leave", {}, who=people["left"])).status == 200
    far = people["far-guest"].user_id
    await _write(rig, lambda conn: vfolders_shares.give(conn, folder_id, far, "wd"))
    await _keep(rig, folder_id)
    return folder_id, people


async def _projects_folder(rig: HubRig) -> tuple[UUID, dict[str, Keypair]]:
    people = await _everybody(rig, PROJECTS)
    project_id = await rig.site.store.read(lambda conn: conn.scalar(select(m.projects.c.id)))
    for name in ("member", "member-rw", "left-member"):
        row = insert(m.memberships).values(user_id=people[name].user_id, project_id=project_id)
        await _write(rig, lambda conn, row=row: conn.execute(row))  # type: ignore[misc]
    body = {"name": "f", "host": HOST, "group": "default", "permission": "ro"}
    made = await rig.call("POST", "/folders", body, who=people["superadmin"])
    folder_id = UUID(made.json["id"])
    share = {"permission": "rw", "emails": ["member-rw@x.test", "left-member@x.test"]}
    shared = await rig.call("POST", f"/folders/{folder_id}/share", share, who=people["domain-admin"])
    assert shared.status == 201, shared.text
    gone = delete(m.memberships).where(m.memberships.c.user_id == people["left-member"].user_id)
    await _write(rig, lambda conn: conn.execute(gone))
    far = people["far-guest"].user_id
    await _write(rig, lambda conn: vfolders_shares.give(conn, folder_id, far, "wd"))
    await _keep(rig, folder_id)
    return folder_id, people


@pytest.mark.feature("REST-046")
async def test_shares_are_changed_by(rig: HubRig) -> None:
    """Owners, the domain's admins and superadmins change shares, and give folders to others; nobody else."""
    folder_id, people = await _users_folder(rig)
    able = {
        "owner": (True, False),
        "domain-admin": (True, True),
        "admin-guest": (True, True),
        "superadmin": (True, True),
    }
    guest = str(people["guest-ro"].user_id)
    wrong = []
    for relation, who in people.items():
        change = {"vfolder": str(folder_id), "user": guest, "perm": "ro"}
        changed = await rig.call("POST", "/folders/_/shared", change, who=who)
        give = {"vfolder": str(folder_id), "user_email": "owner@x.test"}
        given = await rig.call("POST", "/folders/_/change-ownership", give, who=who)
        seen = await rig.call("GET", "/folders/_/shared", {"vfolder_id": str(folder_id)}, who=who)
        may_change, may_give = able.get(relation, (False, False))
        as_expected = (
            changed.status == (200 if may_change else 404),
            given.status == 200 if may_give else given.status in (401, 403, 404),
            bool(seen.json["shared"]) == may_change,
        )
        if not all(as_expected):
            wrong.append(f"{relation}: {changed.status}, {given.status}, {seen.text[:120]}")
    assert wrong == []
