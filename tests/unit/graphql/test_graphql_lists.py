"""Pages, filters, counts and the fields that clients compute with."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from kernelyard_hub.site import Site
from kernelyard_hub.store import vfolders_shares

PS = """query(
  $limit:Int!, $offset:Int!, $status: String, $access_key: String, $filter: String, $order: String
) {
  compute_session_list(
      limit:$limit, offset:$offset, status:$status, access_key:$access_key, filter:$filter, order:$order) {
    items { name access_key id group_name main_kernel_id image type status status_info status_changed result }
    total_count
  }
}"""
NOTHING = {"access_key": None, "filter": None, "order": None, "status": None}


def names(outcome: Any, root: str, key: str = "name") -> list[str]:
    assert outcome.errors == []
    return [item[key] for item in outcome.data[root]["items"]]


@pytest.mark.feature("GQL-005", "GQL-056")
async def test_ps(ask: Any, world: Any) -> None:
    """The client's own query: explicit nulls, statuses in one string (T27, T29), keys as selected (T20)."""
    variables = {**NOTHING, "status": "PENDING,RUNNING,TERMINATING", "limit": 20, "offset": 0, "extra": 1}
    outcome = await ask("alice", PS, **variables)
    assert names(outcome, "compute_session_list") == ["waiting", "degraded", "running"]
    first = outcome.data["compute_session_list"]["items"][0]
    assert list(first) == PS.split("items {")[1].split("}")[0].split()
    assert first | {"id": 0, "access_key": 0, "main_kernel_id": 0} == {
        "name": "waiting",
        "access_key": 0,
        "id": 0,
        "group_name": "default",
        "main_kernel_id": 0,
        "image": "local/python:3.11",
        "type": "INTERACTIVE",
        "status": "PENDING",
        "status_info": None,
        "status_changed": "2026-11-21T01:04:00+00:00",
        "result": "UNDEFINED",
    }
    assert first["main_kernel_id"] == str(world.kernels["waiting"])


async def test_statuses_of_other_releases_find_nothing(ask: Any) -> None:
    """The documented default of older clients (CLI-005)."""
    statuses = "PENDING,PREPARING,RUNNING,RESTARTING,TERMINATING,RESIZING,SUSPENDED,ERROR"
    outcome = await ask("alice", PS, **{**NOTHING, "status": statuses, "limit": 9, "offset": 0})
    assert names(outcome, "compute_session_list") == ["waiting", "degraded", "running"]


async def test_unknown_status_is_named(ask: Any) -> None:
    outcome = await ask("alice", PS, **{**NOTHING, "status": "RUNNING,BROKEN", "limit": 1, "offset": 0})
    assert "Unknown session status: BROKEN" in outcome.errors[0]["message"]


@pytest.mark.feature("GQL-005")
async def test_pages_cover_everything_once(ask: Any) -> None:
    """Until offset + items reaches total_count, as clients page (T21), in any order."""
    for order in (None, "name", "-status,name", "scaling_group"):
        found: list[str] = []
        while True:
            variables = {**NOTHING, "order": order, "limit": 2, "offset": len(found)}
            outcome = await ask("root", PS, **variables)
            found += names(outcome, "compute_session_list")
            assert outcome.data["compute_session_list"]["total_count"] == 7
            if len(found) >= 7:
                break
        assert len(set(found)) == len(found) == 7
        if order == "name":
            assert found == sorted(found)


PAGED = [
    "compute_session_list",
    "vfolder_list",
    "keypair_list",
    "storage_volume_list",
]


async def test_impossible_pages_are_refused(ask: Any, subtests: pytest.Subtests) -> None:
    for limit, offset in [(0, 0), (101, 0), (-1, 0), (1, -1)]:
        for root in PAGED:
            with subtests.test(limit=limit, offset=offset, root=root):
                outcome = await ask("root", f"{{{root}(limit: {limit}, offset: {offset}) {{ total_count }}}}")
                assert outcome.data == {root: None}
                assert "limit" in outcome.errors[0]["message"] or "offset" in outcome.errors[0]["message"]


FILTERS = [
    (
        "compute_session_list",
        "name",
        'status == "RUNNING" & user_email like "alice%"',
        {"running", "aside"},
    ),
    ("compute_session_list", "name", 'name contains "wait"', {"waiting"}),
    ("compute_session_list", "name", 'group_name == "elsewhere"', {"foreign"}),
    ("vfolder_list", "name", '(usage_mode == "GENERAL") & (ownership_type == "GROUP")', {"team"}),
    ("vfolder_list", "name", 'permission in ["READ_ONLY"]', {"team"}),
    ("vfolder_list", "name", 'status == "READY" & creator ilike "BOB%"', {"notes"}),
    ("user_list", "username", 'role == "ADMIN"', {"dora", "mallory"}),
    ("user_list", "username", 'email == "bob@example.org" | username == "root"', {"bob", "root"}),
    ("keypair_list", "user_id", 'resource_policy == "small"', {"alice@example.org"}),
    ("agent_list", "id", 'status != "ALIVE"', {"i-two"}),
    ("agent_summary_list", "id", 'region == "local" & schedulable == true', {"i-one", "i-two"}),
]


@pytest.mark.feature("GQL-005")
async def test_filters(ask: Any, subtests: pytest.Subtests) -> None:
    for root, key, filter, found in FILTERS:
        with subtests.test(root=root, key=key, filter=filter, found=found):
            query = (
                f"query($f: String) {{ {root}(limit: 50, offset: 0, filter: $f)"
                f" {{ items {{ {key} }} total_count }} }}"
            )
            outcome = await ask("root", query, f=filter)
            assert set(names(outcome, root, key)) == found
            assert outcome.data[root]["total_count"] == len(found)


@pytest.mark.feature("GQL-032")
async def test_agents(ask: Any) -> None:
    """Occupied slots are the ledger's open rows; figures as clients can show them (T23 to T25)."""
    outcome = await ask(
        "root",
        """{ agent_list(limit: 9, offset: 0, order: "id") { items {
            id available_slots occupied_slots live_stat mem_cur_bytes cpu_cur_pct mem_slots cpu_slots
            gpu_slots
            used_cpu_slots used_mem_slots container_count compute_containers { session_id agent }
            ended: compute_containers(status: "TERMINATED") { session_id } } } }""",
    )
    assert outcome.errors == []
    one, two = outcome.data["agent_list"]["items"]
    assert json.loads(one["available_slots"]) == {"cpu": "2", "mem": "4294967296", "cuda.shares": "1"}
    assert json.loads(one["occupied_slots"]) == {"cpu": "3", "mem": "3221225472"}
    assert two["occupied_slots"] == "{}"
    stat = json.loads(one["live_stat"])
    assert set(stat) == {"node", "devices"}
    assert set(stat["node"]) == {"mem"}
    assert one["mem_cur_bytes"] == 1048576
    assert one["cpu_cur_pct"] == 12.5
    assert (one["mem_slots"], one["cpu_slots"], one["gpu_slots"]) == (4096, 2.0, 1.0)
    assert (one["used_cpu_slots"], one["used_mem_slots"]) == (3.0, 3072)
    assert one["container_count"] == len(one["compute_containers"]) == 3
    assert len(one["ended"]) == 1
    assert two["compute_containers"] == []
    single = await ask("root", '{agent(agent_id:"i-two"){id status lost_at} nobody: agent(agent_id:"x"){id}}')
    assert single.data == {"agent": {"id": "i-two", "status": "LOST", "lost_at": None}, "nobody": None}


@pytest.mark.feature("GQL-032")
async def test_summaries_are_of_usable_groups(ask: Any) -> None:
    query = "{agent_summary_list(limit:9,offset:0){items{id available_slots} total_count}}"
    assert names(await ask("alice", query), "agent_summary_list", "id") == ["i-one", "i-two"]
    assert names(await ask("carol", query), "agent_summary_list", "id") == []
    outcome = await ask("alice", '{agent_summary(agent_id:"i-one"){id scaling_group}}')
    assert outcome.data == {"agent_summary": {"id": "i-one", "scaling_group": "default"}}


@pytest.mark.feature("GQL-055", "GQL-057", "GQL-058")
async def test_one_session(ask: Any, world: Any) -> None:
    outcome = await ask(
        "root",
        """query($id: UUID!, $text: ID!) {
          compute_session(id: $id) {
            name status_history status_data idle_checks resource_opts occupying_slots occupied_slots agent_ids
            user_email created_user_email scheduled_at mounts dependencies { name id }
            containers { id cluster_role agent occupied_slots live_stat preopen_ports id }
          }
          compute_container_list(limit: 5, offset: 0, session_id: $text, role: "main") {
            items { id } total_count
          }
        }""",
        id=str(world.sessions["running"]),
        text=str(world.sessions["running"]),
    )
    assert outcome.errors == []
    session = outcome.data["compute_session"]
    assert json.loads(session["status_history"]) == {
        "PENDING": "2026-11-21T01:01:00+00:00",
        "RUNNING": "2026-11-21T01:01:00+00:00",
    }
    assert session["status_data"] == "{}"
    assert json.loads(session["idle_checks"]) == {
        "session_lifetime": {"remaining": None, "remaining_time_type": "expire_after", "extra": None}
    }
    assert json.loads(session["resource_opts"]) == {"shmem": 67108864}
    assert json.loads(session["occupying_slots"]) == {"cpu": "1", "mem": "1073741824"}
    assert session["occupied_slots"] == session["occupying_slots"]
    assert session["agent_ids"] == ["i-one"]
    assert session["dependencies"] == session["mounts"] == []
    (container,) = session["containers"]
    assert container["id"] == str(world.kernels["running"])
    assert container["agent"] == "i-one"
    assert outcome.data["compute_container_list"] == {"items": [{"id": container["id"]}], "total_count": 1}


async def test_what_an_ended_and_a_waiting_session_hold(ask: Any, world: Any) -> None:
    query = "query($id: UUID!) { compute_session(id: $id) { occupying_slots occupied_slots } }"
    ended = await ask("alice", query, id=str(world.sessions["ended"]))
    assert ended.data["compute_session"] == {
        "occupying_slots": "{}",
        "occupied_slots": '{"cpu": "1", "mem": "1073741824"}',
    }
    waiting = await ask("alice", query, id=str(world.sessions["waiting"]))
    assert waiting.data["compute_session"] == {"occupying_slots": "{}", "occupied_slots": "{}"}


async def test_the_older_api(ask: Any) -> None:
    outcome = await ask(
        "alice",
        '{ legacy_compute_session_list(limit: 9, offset: 0, order_key: "sess_id", order_asc: true)'
        "  { items { sess_id mem_slot cpu_slot mounts cpu_used occupied_shares } total_count }"
        '  legacy_compute_session(sess_id: "running") { sess_id status lang } }',
    )
    assert names(outcome, "legacy_compute_session_list", "sess_id") == [
        "degraded", "ended", "running", "waiting",
    ]  # fmt: skip
    first = outcome.data["legacy_compute_session_list"]["items"][0]
    assert first["mem_slot"] == 1024
    assert first["cpu_slot"] == 1.0
    assert first["mounts"] == []
    assert outcome.data["legacy_compute_session"]["lang"] == "local/python:3.11"


@pytest.mark.feature("GQL-059")
async def test_folder_lists(ask: Any) -> None:
    selection = "{items{name user group_name ownership_type} total_count}"
    outcome = await ask(
        "alice",
        f"{{ vfolder_own_list(limit: 9, offset: 0) {selection}"
        f" vfolder_project_list(limit: 9, offset: 0) {selection}"
        f" vfolder_invited_list(limit: 9, offset: 0) {selection} vfolders {{ name }} }}",
    )
    assert names(outcome, "vfolder_own_list") == ["data"]
    assert names(outcome, "vfolder_project_list") == ["team"]
    assert names(outcome, "vfolder_invited_list") == []
    assert [folder["name"] for folder in outcome.data["vfolders"]] == ["data", "team"]


@pytest.mark.feature("GQL-059", "STO-013")
async def test_folders_of_others(ask: Any, graphql_site: Any, world: Any) -> None:
    """Guests see what they have and what they may do with it; who has no part in it sees nothing."""
    named, of = {"name": 'name == "notes"'}, {"of": 'vfolder_name == "notes"'}
    text = "query($name: String) { vfolder_list(limit: 9, offset: 0, filter: $name) {items{id}} }"
    notes = await ask("root", text, **named)
    (folder,) = notes.data["vfolder_list"]["items"]
    alice = world.who["alice"].user_id
    await graphql_site.store.write(lambda conn: vfolders_shares.give(conn, UUID(folder["id"]), alice, "ro"))
    query = (
        "query($name: String, $of: String) {"
        "  vfolder_invited_list(limit: 9, offset: 0) {items{name permission user_email} total_count}"
        "  vfolder_list(limit: 9, offset: 0, filter: $name) {items{name} total_count}"
        "  vfolder_permission_list(limit: 9, offset: 0, filter: $of) {"
        "    items{permission vfolder vfolder_name user user_email} total_count } }"
    )
    outcome = await ask("alice", query, **named, **of)
    (invited,) = outcome.data["vfolder_invited_list"]["items"]
    assert (invited["name"], invited["permission"]) == ("notes", "ro")
    assert invited["user_email"].startswith("bob@")
    assert names(outcome, "vfolder_list") == ["notes"]
    (share,) = outcome.data["vfolder_permission_list"]["items"]
    assert (share["vfolder"], share["user"], share["permission"]) == (folder["id"], str(alice), "ro")
    for name, invited_to, listed in (("bob", 0, 1), ("root", 0, 1), ("carol", 0, 0)):
        outcome = await ask(name, query, **named, **of)
        counts = {each: outcome.data[each]["total_count"] for each in outcome.data}
        assert counts == {
            "vfolder_invited_list": invited_to,
            "vfolder_list": listed,
            "vfolder_permission_list": listed,
        }


@pytest.mark.feature("GQL-059", "STO-011", "STO-013")
async def test_folders_are_filtered_by_what_the_caller_may_do(
    ask: Any, graphql_site: Any, world: Any
) -> None:
    """The filter says the same of each folder as the list itself, to everybody."""
    listed = await ask("root", "{ vfolder_list(limit: 99, offset: 0) {items{id ownership_type}} }")
    folders = listed.data["vfolder_list"]["items"]
    assert {folder["ownership_type"] for folder in folders} == {"user", "group"}

    def share(conn: Connection) -> None:
        for number, folder in enumerate(folders):
            for person in world.who.values():
                given = ("ro", "wd", "rw")[number % 3]
                vfolders_shares.give(conn, UUID(folder["id"]), person.user_id, given)

    await graphql_site.store.write(share)
    lists = ("vfolder_list", "vfolder_own_list", "vfolder_invited_list", "vfolder_project_list")
    text = "{items{id permission}}"
    query = "query($f: String) {" + "".join(
        f"{one}(limit: 99, offset: 0, filter: $f) {text}" for one in lists
    )
    query += "}"
    for name in world.who:
        everything = (await ask(name, query)).data
        found: dict[str, list[Any]] = {one: [] for one in lists}
        for permission in ("ro", "rw", "wd"):
            filtered = (await ask(name, query, f=f'permission == "{permission}"')).data
            for one in lists:
                assert {item["permission"] for item in filtered[one]["items"]} <= {permission}, (name, one)
                found[one] += filtered[one]["items"]
        for one in lists:
            expected = sorted(everything[one]["items"], key=str)
            assert sorted(found[one], key=str) == expected, (name, one)


@pytest.mark.feature("GQL-060", "GQL-061")
async def test_images(ask: Any) -> None:
    outcome = await ask(
        "alice",
        '{ image(reference: "python") { name tag aliases installed installed_agents resource_limits {'
        " key min max } }"
        ' exact: image(reference: "local/python:3.11") { name } none: image(reference: "nobody") { name }'
        " images(is_operation: true) { name } installed: images(is_installed: true) { name } }",
    )
    assert outcome.errors == []
    image = outcome.data["image"]
    assert image["aliases"] == ["python"]
    assert image["installed"] is True
    assert image["installed_agents"] is None
    assert image["resource_limits"] == [
        {"key": "cpu", "min": "1", "max": None},
        {"key": "mem", "min": "256m", "max": None},
    ]
    assert outcome.data["none"] is None
    assert outcome.data["images"] == []
    assert outcome.data["installed"] == [{"name": "python"}]
    operator = await ask("root", '{image(reference: "python") {installed_agents size_bytes}}')
    assert operator.data == {"image": {"installed_agents": ["i-one"], "size_bytes": 0}}


@pytest.mark.feature("GQL-040", "GQL-041")
async def test_projects_and_domains(ask: Any, world: Any) -> None:
    project = str(world.projects["default"])
    query = (
        "query($id: UUID!) { group(id: $id) { id name total_resource_slots scaling_groups }"
        ' groups_by_name(name: "default") { name } domain { name scaling_groups total_resource_slots } }'
    )
    outcome = await ask("alice", query, id=project)
    assert outcome.data["group"] == {
        "id": project, "name": "default", "total_resource_slots": "{}", "scaling_groups": [],
    }  # fmt: skip
    assert outcome.data["domain"] == {
        "name": "default", "scaling_groups": ["default"], "total_resource_slots": "{}",
    }  # fmt: skip
    assert (await ask("carol", query, id=project)).data["group"] is None


@pytest.mark.feature("GQL-011", "GQL-012", "GQL-013", "GQL-014", "GQL-015")
async def test_resource_groups(ask: Any, world: Any) -> None:
    outcome = await ask(
        "root",
        "query($project: String!, $key: String!) {"
        ' scaling_group(name: "default") { name scheduler_opts } scaling_groups(is_active: false) { name }'
        ' scaling_groups_for_domain(domain: "default") { name } nobody: scaling_group(name: "x") { name }'
        " scaling_groups_for_user_group(user_group: $project) { name }"
        " scaling_groups_for_keypair(access_key: $key) { name } }",
        project=str(world.projects["default"]),
        key=world.who["root"].access_key,
    )
    assert outcome.errors == []
    assert json.loads(outcome.data["scaling_group"]["scheduler_opts"])["pending_timeout"] == 0
    assert outcome.data["scaling_groups_for_domain"] == [{"name": "default"}]
    for nothing in ("scaling_groups", "scaling_groups_for_user_group", "scaling_groups_for_keypair"):
        assert outcome.data[nothing] == []
    assert outcome.data["nobody"] is None


@pytest.mark.feature("GQL-050", "GQL-051")
async def test_policies(ask: Any) -> None:
    """Numbers that clients compute with are never null (T24)."""
    outcome = await ask(
        "alice",
        "{ keypair_resource_policy { name max_vfolder_size max_vfolder_count total_resource_slots }"
        " keypair_resource_policies { name }"
        " user_resource_policy { name max_vfolder_count max_quota_scope_size }"
        " user_resource_policies { name } project_resource_policies { name }"
        ' project_resource_policy(name: "default") { id }'
        ' resource_preset(name: "cpu01-small") { resource_slots } }',
    )
    assert outcome.errors == []
    assert outcome.data["keypair_resource_policy"] == {
        "name": "small",
        "max_vfolder_size": 0,
        "max_vfolder_count": 0,
        "total_resource_slots": '{"cpu": "4", "mem": "8589934592"}',
    }
    assert [policy["name"] for policy in outcome.data["keypair_resource_policies"]] == ["default", "small"]
    assert outcome.data["user_resource_policy"]["max_quota_scope_size"] == -1
    assert json.loads(outcome.data["resource_preset"]["resource_slots"]) == {"cpu": "1", "mem": "1073741824"}


async def test_what_a_host_may_allow(ask: Any) -> None:
    outcome = await ask("root", "{ vfolder_host_permissions { vfolder_host_permission_list } }")
    allowed = outcome.data["vfolder_host_permissions"]["vfolder_host_permission_list"]
    assert "create-vfolder" in allowed


@pytest.mark.feature("GQL-005")
async def test_reads_do_not_grow_with_the_rows(
    graphql_site: Site, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No N+1: nested fields of all rows are one read each, and a read is a handful of statements."""
    reads: list[int] = []
    read = graphql_site.store.read

    async def counted(work: Callable[[Connection], Any]) -> Any:
        def counting(conn: Connection) -> Any:
            from sqlalchemy import event

            statements: list[str] = []

            def note(*arguments: Any) -> None:
                statements.append(arguments[2])

            event.listen(conn, "before_cursor_execute", note)
            try:
                return work(conn)
            finally:
                event.remove(conn, "before_cursor_execute", note)
                reads.append(len(statements))

        return await read(counting)

    monkeypatch.setattr(graphql_site.store, "read", counted)
    outcome = await ask(
        "root",
        "{ keypair_list(limit: 50, offset: 0) { items { projects concurrency_used vfolders { name }"
        " compute_sessions { name status_history containers { id } } } } }",
    )
    assert outcome.errors == []
    assert len(outcome.data["keypair_list"]["items"]) == 7
    assert len(reads) == 3
    assert sum(reads) < 12


async def test_like_tells_cases_apart(ask: Any) -> None:
    """On SQLite its operator is another one; both find the same."""
    outcome = await ask(
        "root",
        "query($f: String) { user_list(limit: 9, offset: 0, filter: $f) { items { username } } }",
        f='username like "A%" | email like "b_b@%"',
    )
    assert outcome.data == {"user_list": {"items": [{"username": "bob"}]}}
