"""STO-015: the eight host permissions are set for domains and projects, and every verb asks for its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.folder_life import HOST, create
from tests.hub_rig import HubRig, Keypair

from kernelyard_hub.operations.sessions import create as sessions_create
from kernelyard_hub.operations.vfolders import life
from kernelyard_hub.store.vfolders import HOST_PERMISSIONS

EVERYTHING = {HOST: list(HOST_PERMISSIONS)}
MOUNTING = {"config": {"mounts": ["data"]}}
NEEDS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "create-vfolder": [
        ("POST", "/folders", {"name": "new", "host": HOST}),
        ("POST", "/folders/data/clone", {"target_name": "copy"}),
    ],
    "modify-vfolder": [
        ("POST", "/folders/data/rename", {"new_name": "data"}),
        ("POST", "/folders/data/update-options", {"cloneable": True}),
        ("POST", "/folders/data/rename-file", {"target_path": "a", "new_name": "b"}),
        ("POST", "/folders/data/move-file", {"src": "a", "dst": "b"}),
        ("DELETE", "/folders/data/delete-files", {"files": ["a"]}),
        ("POST", "/folders/data/snapshots", {"name": "s"}),
        ("DELETE", "/folders/data/snapshots/s", {}),
        ("POST", "/folders/data/snapshots/s/restore", {"path": "a"}),
    ],
    "delete-vfolder": [
        ("DELETE", "/folders/first", {}),
        ("POST", "/folders/purge", {"id": "trashed"}),
        ("POST", "/folders/restore-from-trash-bin", {"id": "thrown"}),
    ],
    "mount-in-session": [
        (
            "POST",
            "/session",
            {"clientSessionToken": "sess", "image": "python", "enqueueOnly": True, **MOUNTING},
        ),
    ],
    "upload-file": [
        ("POST", "/folders/data/request-upload", {"path": "a", "size": 1}),
        ("POST", "/folders/data/mkdir", {"path": "d", "exist_ok": True}),
    ],
    "download-file": [
        ("POST", "/folders/data/request-download", {"path": "a"}),
        ("POST", "/folders/data/request-download", {"path": ".", "archive": "zip", "names": ["a"]}),
    ],
    "invite-others": [("POST", "/folders/data/invite", {"emails": ["other@example.com"]})],
    "set-user-specific-permission": [
        ("POST", "/folders/team/share", {"permission": "ro", "emails": ["other@example.com"]}),
        ("DELETE", "/folders/team/unshare", {"emails": ["other@example.com"]}),
    ],
}


async def change(rig: HubRig, field: str, arguments: str, hosts: Any) -> dict[str, Any]:
    """Set ``allowed_vfolder_hosts`` by the API; its ``ok`` and ``msg``, or the errors."""
    kind = {"modify_domain": "ModifyDomainInput", "modify_group": "ModifyGroupInput"}.get(
        field, "ModifyKeyPairResourcePolicyInput"
    )
    query = f"mutation($props: {kind}!) {{ {field}({arguments}, props: $props) {{ ok msg }} }}"
    text = hosts if isinstance(hosts, str) else json.dumps(hosts)
    body = {"query": query, "variables": {"props": {"allowed_vfolder_hosts": text}}}
    reply = (await rig.call("POST", "/admin/gql", body, who=rig.admin)).json
    found: dict[str, Any] = (reply.get("data") or {}).get(field) or {"ok": False, "msg": str(reply)}
    return found


async def grant(rig: HubRig, domain: Any, project: Any) -> None:
    query = {"query": "{ groups { id name } }", "variables": {}}
    groups = (await rig.call("POST", "/admin/gql", query, who=rig.admin)).json["data"]["groups"]
    (gid,) = [each["id"] for each in groups if each["name"] == "default"]
    for field, arguments, hosts in (
        ("modify_domain", 'name: "default"', domain),
        ("modify_group", f'gid: "{gid}"', project),
        ("modify_keypair_resource_policy", 'name: "default"', {}),
    ):
        changed = await change(rig, field, arguments, hosts)
        assert changed["ok"], (field, changed)


def asking(rig: HubRig, path: str) -> Keypair:
    return rig.admin if "/team/" in path else rig.user


def test_every_permission_has_verbs() -> None:
    assert list(NEEDS) == list(HOST_PERMISSIONS)


@pytest.mark.feature("STO-015", "STO-016")
async def test_every_verb_asks_for_its_permission(rig: HubRig) -> None:
    """Without it, on whatever else there is, 400 names it; given by the project alone, it is enough."""
    for name in ("data", "first", "trashed", "thrown"):
        await create(rig, name)
    await create(rig, "team", rig.admin, group="default")
    for name in ("trashed", "thrown"):
        assert (await rig.call("DELETE", f"/folders/{name}", who=rig.user)).status == 204
    wrong = []
    for permission, verbs in NEEDS.items():
        less = {HOST: [each for each in HOST_PERMISSIONS if each != permission]}
        await grant(rig, less, less)
        for method, path, body in verbs:
            reply = await rig.call(method, path, body, who=asking(rig, path))
            if reply.status != 400 or permission not in reply.json.get("msg", ""):
                wrong.append(f"without {permission}: {method} {path} {reply.status} {reply.text[:150]}")
        await grant(rig, {}, {HOST: [permission]})
        for method, path, body in verbs:
            reply = await rig.call(method, path, body, who=asking(rig, path))
            if "storage host" in reply.text:
                wrong.append(f"with {permission}: {method} {path} {reply.status} {reply.text[:150]}")
    assert not wrong, "\n".join(wrong)
    await grant(rig, {}, {})
    assert (await rig.call("GET", "/folders/_/hosts", who=rig.user)).json["allowed"] == []
    await grant(rig, EVERYTHING, {})
    assert (await rig.call("GET", "/folders/_/hosts", who=rig.user)).json["allowed"] == [HOST]


@pytest.mark.feature("STO-015")
async def test_permissions_that_are_wrong_are_told_exactly(rig: HubRig) -> None:
    query = {"query": "{ groups { id name } }", "variables": {}}
    (group,) = (await rig.call("POST", "/admin/gql", query, who=rig.admin)).json["data"]["groups"]
    wrong: list[tuple[Any, str]] = [
        ({"nowhere": []}, "'nowhere' is no storage host"),
        ({"local:Volume.1": []}, "'local:Volume.1' is no storage host"),
        ({"local:volume1": ["mount"]}, "'mount' is no permission; there are create-vfolder, "),
        ({"local:volume1": [{}]}, "'{}' is no permission"),
        ({"local:volume1": "mount-in-session"}, "the permissions on 'local:volume1' have to be a list"),
        ({f"local:volume{number}": [] for number in range(2000)}, "hosts can be named"),
        ([5], "'5' is no storage host"),
        ("5", "has to be a JSON object"),
        ("{", "JSON"),
    ]
    for field, arguments in (("modify_domain", 'name: "default"'), ("modify_group", f'gid: "{group["id"]}"')):
        for hosts, words in wrong:
            changed = await change(rig, field, arguments, hosts)
            assert not changed["ok"], (field, hosts)
            assert "allowed_vfolder_hosts" in changed["msg"], changed
            assert words in changed["msg"], changed
    assert (await rig.call("GET", "/folders/_/hosts", who=rig.user)).json["allowed"] == [HOST]


async def test_a_resource_group_that_is_made_between_two_reads(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not there yet: no fault."""
    for module in (life, sessions_create):
        monkeypatch.setattr(module, "read_groups", lambda conn: {})
    hosts = await rig.call("GET", "/folders/_/hosts", who=rig.user)
    assert hosts.json["volume_info"][HOST]["sftp_scaling_groups"] == []
    session = {"clientSessionToken": "sess", "image": "python", "enqueueOnly": True}
    for config in ({}, {"scalingGroup": "default"}):
        reply = await rig.call("POST", "/session", session | {"config": config}, who=rig.user)
        assert reply.status == 404, reply.text
