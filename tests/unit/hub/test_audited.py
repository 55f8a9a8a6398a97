"""Whatever an admin changes is one line of the audit log; what is not has a reason here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.hub_rig import HubRig

from kernelyard_hub.access import TABLE, Need
from kernelyard_hub.graphql.engine import build_schema
from kernelyard_hub.operations import nodes
from kernelyard_hub.rest import ROUTES
from kernelyard_hub.store import images
from kernelyard_hub.store.images import ScannedImage
from kernelyard_hub.store.models import projects

IMAGE = "cr.example.org/py:3"
POLICY = {
    "default_for_unspecified": "UNLIMITED",
    "max_concurrent_sessions": 1,
    "max_containers_per_session": 1,
}
USER = {"username": "zoe", "password": "hidden-7 A!", "domain_name": "default"}
DOTFILE = {"path": ".rc", "data": "x", "permission": "644"}

FIELDS = cast("Any", build_schema().mutation_type).fields
Args = Callable[[dict[str, Any]], dict[str, Any]]
"""Arguments or a body, of what the steps before have made."""

MUTATIONS: dict[str, Args] = {
    # in this order
    "create_scaling_group": lambda c: {"name": "g", "props": {"driver": "static", "scheduler": "fifo"}},
    "modify_scaling_group": lambda c: {"name": "g", "props": {"wsproxy_api_token": "hidden-1"}},
    "associate_scaling_group_with_domain": lambda c: {"scaling_group": "g", "domain": "default"},
    "associate_scaling_group_with_user_group": lambda c: {"scaling_group": "g", "user_group": c["project"]},
    "associate_scaling_group_with_keypair": lambda c: {"scaling_group": "g", "access_key": c["key"]},
    "disassociate_scaling_group_with_domain": lambda c: {"scaling_group": "g", "domain": "default"},
    "disassociate_scaling_group_with_user_group": lambda c: {
        "scaling_group": "g",
        "user_group": c["project"],
    },
    "disassociate_scaling_group_with_keypair": lambda c: {"scaling_group": "g", "access_key": c["key"]},
    "delete_scaling_group": lambda c: {"name": "g"},
    "create_resource_preset": lambda c: {"name": "p", "props": {"resource_slots": '{"cpu": 1, "mem": "1g"}'}},
    "modify_resource_preset": lambda c: {"name": "p", "props": {"shared_memory": "64m"}},
    "delete_resource_preset": lambda c: {"name": "p"},
    "create_keypair_resource_policy": lambda c: {
        "name": "k",
        "props": {**POLICY, "idle_timeout": 0, "allowed_vfolder_hosts": "{}"},
    },
    "modify_keypair_resource_policy": lambda c: {"name": "k", "props": {"max_concurrent_sessions": 2}},
    "delete_keypair_resource_policy": lambda c: {"name": "k"},
    "create_user_resource_policy": lambda c: {"name": "u", "props": {"max_vfolder_count": 1}},
    "modify_user_resource_policy": lambda c: {"name": "u", "props": {"max_vfolder_count": 2}},
    "delete_user_resource_policy": lambda c: {"name": "u"},
    "create_project_resource_policy": lambda c: {"name": "o", "props": {"max_vfolder_count": 1}},
    "modify_project_resource_policy": lambda c: {"name": "o", "props": {"max_vfolder_count": 2}},
    "delete_project_resource_policy": lambda c: {"name": "o"},
    "create_user": lambda c: {"email": "zoe@example.org", "props": USER},
    "modify_user": lambda c: {"email": "zoe@example.org", "props": {"password": "hidden-2 A!"}},
    "create_keypair": lambda c: {"user_id": "user@example.com", "props": {"is_active": True}},
    "modify_keypair": lambda c: {"access_key": c["second"], "props": {"rate_limit": 9}},
    "delete_keypair": lambda c: {"access_key": c["second"]},
    "set_quota_scope": lambda c: {
        "quota_scope_id": f"user:{c['user']}",
        "storage_host_name": "local:volume1",
        "props": {"hard_limit_bytes": 2**30},
    },
    "unset_quota_scope": lambda c: {
        "quota_scope_id": f"user:{c['user']}",
        "storage_host_name": "local:volume1",
    },
    "delete_user": lambda c: {"email": "zoe@example.org"},
    "purge_user": lambda c: {"email": "zoe@example.org", "props": {}},
    "create_domain": lambda c: {"name": "d", "props": {"description": "x"}},
    "modify_domain": lambda c: {"name": "d", "props": {"description": "y"}},
    "create_group": lambda c: {"name": "team", "props": {"domain_name": "d"}},
    "modify_group": lambda c: {"gid": c["team"], "props": {"description": "x"}},
    "delete_group": lambda c: {"gid": c["team"]},
    "purge_group": lambda c: {"gid": c["team"]},
    "disassociate_all_scaling_groups_with_domain": lambda c: {"domain": "d"},
    "disassociate_all_scaling_groups_with_group": lambda c: {"user_group": c["project"]},
    "delete_domain": lambda c: {"name": "d"},
    "purge_domain": lambda c: {"name": "d"},
    "modify_agent": lambda c: {"id": "with-containers", "props": {"schedulable": True}},
    "create_container_registry": lambda c: {
        "hostname": "cr.example.org",
        "props": {"url": "http://127.0.0.1:9", "type": "docker", "username": "u", "password": "hidden-3"},
    },
    "modify_container_registry": lambda c: {"hostname": "cr.example.org", "props": {"password": "hidden-4"}},
    "rescan_images": lambda c: {"registry": "cr.example.org"},
    "preload_image": lambda c: {"references": [IMAGE], "target_agents": ["*"]},
    "unload_image": lambda c: {"references": [IMAGE], "target_agents": ["*"]},
    "alias_image": lambda c: {"alias": "py", "target": IMAGE},
    "modify_image": lambda c: {"target": IMAGE, "props": {"labels": []}},
    "dealias_image": lambda c: {"alias": "py"},
    "forget_image": lambda c: {"reference": IMAGE},
    "clear_images": lambda c: {"registry": "cr.example.org"},
    "delete_container_registry": lambda c: {"hostname": "cr.example.org"},
}


class Step(NamedTuple):
    route: str
    body: Args = lambda c: {}
    path: str = ""
    """Where the route has parts to be filled in."""
    status: tuple[int, ...] = (200, 201, 204)


REQUESTS = [
    Step("PUT /manager/status", lambda c: {"status": "running"}),
    Step("POST /manager/announcement", lambda c: {"enabled": True, "message": "x"}),
    Step("POST /config/set", lambda c: {"key": "config/a", "value": {"password": "hidden-5", "b": 1}}),
    Step("POST /config/delete", lambda c: {"key": "config/a", "prefix": True}),
    Step("POST /resource/recalculate-usage"),
    Step(
        "PUT /budgets",
        lambda c: {"scope": "domain", "scopeId": "default", "slot": "gpu", "hours": 9, "window": 3600},
    ),
    Step("DELETE /budgets/{budget_id}", path="/budgets/{budget}"),
    Step("PATCH /session/{session}/priority", lambda c: {"priority": 5}, "/session/{session}/priority"),
    Step("POST /group-config/dotfiles", lambda c: {"group": "default", **DOTFILE}),
    Step("PATCH /group-config/dotfiles", lambda c: {"group": "default", **DOTFILE}),
    Step("DELETE /group-config/dotfiles", lambda c: {"group": "default", "path": ".rc"}),
    Step("POST /domain-config/dotfiles", lambda c: {"domain": "default", **DOTFILE}),
    Step("PATCH /domain-config/dotfiles", lambda c: {"domain": "default", **DOTFILE}),
    Step("DELETE /domain-config/dotfiles", lambda c: {"domain": "default", "path": ".rc"}),
    Step("POST /storage/check/repair", lambda c: {"orphans": [], "missing": []}),
    Step(
        "POST /folders/_/change-ownership",
        lambda c: {"vfolder": c["folder"], "user_email": "user@example.com"},
    ),
    Step("POST /resource/nodes", lambda c: {"name": "n1"}),
    Step("DELETE /resource/nodes/{name}", path="/resource/nodes/n1"),
    Step(
        "POST /manager/scheduler/operation",
        lambda c: {"op": "include-agents", "args": ["with-containers"]},
    ),
]
CHANGE_NOTHING = {
    "POST /config/get": "reads",
    "POST /folders/_/mounts": "always refused",
    "DELETE /folders/_/mounts": "always refused",
    "POST /resource/watcher/agent/start": "always refused",
    "POST /resource/watcher/agent/stop": "always refused",
    "POST /resource/watcher/agent/restart": "always refused",
}


def test_nothing_is_left_out() -> None:
    assert set(MUTATIONS) == set(FIELDS)
    of_admins = {
        f"{route.method} {route.path}"
        for route in ROUTES
        if route.method != "GET" and TABLE[route.operation].need in (Need.ADMIN, Need.SUPERADMIN)
    }
    assert {step.route for step in REQUESTS} | set(CHANGE_NOTHING) == of_admins


async def known(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the steps need to be there."""
    await rig.agent(agent_id="with-containers", engine="docker")
    found = [ScannedImage(name, "3", "x86_64", "sha256:" + "1" * 64, 7, {}) for name in ("py", "other")]

    def write(conn: Any) -> UUID:
        images.take_scan(conn, "cr.example.org", found, datetime.now(UTC))
        return UUID(str(conn.scalar(select(projects.c.id).where(projects.c.name == "default"))))

    async def invite(site: Any, name: str, *_: Any, **__: Any) -> nodes.Invitation:
        expires = datetime.now(UTC) + timedelta(hours=1)
        return nodes.Invitation(name, "hidden-6", "default", expires, "", [])

    async def remove(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(nodes, "invite", invite)
    monkeypatch.setattr(nodes, "remove", remove)
    project = await rig.site.store.write(write)
    return {"project": str(project), "key": rig.user.access_key, "user": str(rig.user.user_id)}


async def mutate(rig: HubRig, field: str, arguments: dict[str, Any]) -> dict[str, Any]:
    kind = FIELDS[field]
    declared = ", ".join(f"${key}: {kind.args[key].type}" for key in arguments)
    passed = ", ".join(f"{key}: ${key}" for key in arguments)
    told = {"create_keypair": "keypair { access_key }", "create_group": "group { id }"}.get(field, "")
    told += " ok msg" if "ok" in kind.type.fields else " __typename"
    query = f"mutation({declared}) {{ {field}({passed}) {{ {told} }} }}"
    reply = await rig.call("POST", "/admin/gql", {"query": query, "variables": arguments}, who=rig.admin)
    assert reply.status == 200 and "errors" not in reply.json, (field, reply.text)
    answer: dict[str, Any] = reply.json["data"][field]
    assert answer.get("ok", True), (field, answer)
    return answer


async def test_every_change_of_an_admin_is_one_line(
    rig: HubRig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    context = await known(rig, monkeypatch)
    caplog.set_level("INFO", logger="kernelyard.hub.audit")

    def lines() -> list[str]:
        return [record.getMessage() for record in caplog.records if record.name == "kernelyard.hub.audit"]

    for field, arguments in MUTATIONS.items():
        before = len(lines())
        answer = await mutate(rig, field, arguments(context))
        assert len(lines()) == before + 1, field
        assert ' by "admin" (superadmin' in lines()[-1], field
        context |= {"second": (answer.get("keypair") or {}).get("access_key") or context.get("second")}
        context |= {"team": (answer.get("group") or {}).get("id") or context.get("team")}
    body = {"session_name": "waits", "image": "python", "config": {"resources": {"cpu": 1, "mem": "1g"}}}
    made = await rig.call("POST", "/session", {**body, "enqueueOnly": True}, who=rig.user)
    folder = await rig.call("POST", "/folders", {"name": "mine"}, who=rig.admin)
    context |= {"session": (made.json or {}).get("sessionId"), "folder": folder.json["id"]}
    for step in REQUESTS:
        before = len(lines())
        method, _, path = step.route.partition(" ")
        reply = await rig.call(
            method, (step.path or path).format(**context), step.body(context), who=rig.admin
        )
        assert reply.status in step.status, (step.route, reply.status, reply.text)
        assert len(lines()) == before + 1, (step.route, lines()[before:])
        context |= {"budget": (reply.json or {}).get("id")} if method == "PUT" else {}
    assert not [line for line in lines() if "hidden-" in line], "no password is told"
