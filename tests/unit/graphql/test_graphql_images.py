"""What admins change of images and registries, and that nobody else does (S03, GQL-062 to GQL-067)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from kernelyard_hub.graphql.engine import Engine
from kernelyard_hub.operations import site_settings
from kernelyard_hub.site import Site
from kernelyard_hub.store import images, registries
from kernelyard_hub.store import models as m
from kernelyard_hub.store.images import ScannedImage

HOST = "cr.example.org:5000"
LABELS = {"ai.backend.kernelspec": "1", "ai.backend.resource.min.mem": "512m"}
TABLES = (m.images, m.image_aliases, m.container_registries, m.domains)


async def everything(site: Site) -> dict[str, list[Any]]:
    return await site.store.read(
        lambda conn: {table.name: [tuple(row) for row in conn.execute(select(table))] for table in TABLES}
    )


@pytest.fixture
async def scanned(graphql_site: Site) -> None:
    """A registry with one image, which no node has."""
    found = [ScannedImage("stable/python", "3", "x86_64", "sha256:" + "1" * 64, 7, LABELS)]
    registry = registries.Registry(HOST, f"https://{HOST}", username="reader", password="hidden")

    def write(conn: Any) -> None:
        registries.put(conn, graphql_site.box, registry)
        images.take_scan(conn, HOST, found, datetime.now(UTC))

    await graphql_site.store.write(write)


@pytest.mark.feature("GQL-066", "GQL-067", "KRN-034")
async def test_an_alias_comes_moves_and_goes(ask: Any, scanned: None) -> None:
    alias = (
        "mutation($alias: String!, $target: String!) { alias_image(alias: $alias, target: $target) {ok msg} }"
    )
    image = "query($ref: String!) { image(reference: $ref) { registry name aliases } }"
    done = await ask("root", alias, alias="py", target="local/python:3.11", architecture="x86_64")
    assert done.body() == {"data": {"alias_image": {"ok": True, "msg": "success"}}}
    assert (await ask("alice", image, ref="py")).data["image"]["registry"] == "local"
    await ask("root", alias, alias="py", target=f"{HOST}/stable/python:3")
    assert (await ask("root", image, ref="py")).data["image"]["aliases"] == ["py"]
    assert (await ask("alice", image, ref="py")).data["image"] is None, "her domain does not allow it"
    for name, target in (("py", "nothing:1"), ("stable/python:3", "python"), ("a b", "python")):
        refused = (await ask("root", alias, alias=name, target=target)).data["alias_image"]
        assert refused["ok"] is False and refused["msg"]
    gone = 'mutation { dealias_image(alias: "py") { ok msg } }'
    assert (await ask("root", gone)).data["dealias_image"]["ok"] is True
    assert (await ask("root", gone)).data["dealias_image"] == {"ok": False, "msg": "There is no alias 'py'."}


@pytest.mark.feature("GQL-065", "KRN-006", "UIA-030")
async def test_images_are_modified_forgotten_and_cleared(ask: Any, scanned: None) -> None:
    ref = f"{HOST}/stable/python:3"
    image = (
        "query($ref: String!) { image(reference: $ref) { labels {key value} resource_limits {key min max} } }"
    )
    shown = (await ask("root", image, ref=ref)).data["image"]
    assert {"key": "mem", "min": "512m", "max": None} in shown["resource_limits"], "what its label says"
    change = "mutation($t: String!, $p: ModifyImageInput!) { modify_image(target: $t, props: $p) { ok msg } }"
    limits = [{"key": "cpu", "min": "2", "max": "4"}, {"key": "mem", "min": "1g"}]
    assert (await ask("root", change, t=ref, p={"resource_limits": limits})).data["modify_image"]["ok"]
    shown = (await ask("root", image, ref=ref)).data["image"]
    assert shown["resource_limits"] == [
        {"key": "cpu", "min": "2", "max": "4"},
        {"key": "mem", "min": "1g", "max": None},
    ]
    for bad in ([{"key": "cpu", "min": "3", "max": "2"}], [{"key": "mem", "min": "lots"}]):
        assert (await ask("root", change, t=ref, p={"resource_limits": bad})).data["modify_image"][
            "ok"
        ] is False
    forget = "mutation($r: String!) { forget_image(reference: $r) { ok msg } }"
    assert (await ask("root", forget, r=ref)).data["forget_image"]["ok"] is True
    assert (await ask("root", image, ref=ref)).data["image"] is None
    assert (await ask("root", forget, r=ref)).data["forget_image"]["ok"] is False
    clear = 'mutation { clear_images(registry: "local") { ok } }'
    assert (await ask("root", clear)).data["clear_images"]["ok"] is True
    assert (await ask("root", "{ images { name } }")).data["images"] == []


@pytest.mark.feature("KRN-038", "KRN-039", "UIA-032", "UIA-033", "UIA-035", "CFG-004")
async def test_registries_are_set_up_and_their_passwords_never_shown(
    ask: Any, graphql_site: Site, world: Any
) -> None:
    props = {
        "url": "https://registry.example.org/",
        "type": "gitlab",
        "project": ["group/app"],
        "username": "bot",
        "password": "glpat-secret",
    }
    create = """mutation($h: String!, $p: CreateContainerRegistryInput!) {
        create_container_registry(hostname: $h, props: $p) { container_registry { id } } }"""
    made = await ask("root", create, h="registry.example.org", p=props)
    assert made.errors == [] and made.data["create_container_registry"]["container_registry"]["id"]
    again = await ask("root", create, h="registry.example.org", p=props)
    assert "already" in again.errors[0]["message"]
    fields = "id hostname config { url type project username password ssl_verify }"
    (shown,) = (await ask("root", f"{{ container_registries {{ {fields} }} }}")).data["container_registries"]
    assert shown["config"]["password"] == "*****"
    assert shown["config"]["url"] == "https://registry.example.org"
    modify = """mutation($h: String!, $p: ModifyContainerRegistryInput!) {
        modify_container_registry(hostname: $h, props: $p) { container_registry { id } } }"""
    changed = await ask(
        "root", modify, h="registry.example.org", p={"username": "robot", "password": "*****"}
    )
    assert changed.errors == [], changed
    extra = '{"api_endpoint": "https://gitlab.example.org"}'
    root = world.who["root"]
    await site_settings.put(graphql_site, root, "config/docker/registry/registry.example.org/extra", extra)
    stored = await graphql_site.store.read(
        lambda conn: registries.read(conn, graphql_site.box, "registry.example.org")
    )
    assert stored is not None and (stored.username, stored.password) == ("robot", "glpat-secret")
    assert stored.api_endpoint == "https://gitlab.example.org"
    assert "glpat-secret" not in repr(stored) + repr(await everything(graphql_site))
    tree = await site_settings.get(graphql_site, "config/docker/registry", prefix=True)
    assert tree["registry.example.org"][""] == "https://registry.example.org"
    assert "password" not in tree["registry.example.org"] and "glpat-secret" not in repr(tree)
    for host, bad in (
        ("local", props),
        ("UPPER.example.org", props),
        ("a.example.org", {**props, "type": "ftp"}),
        ("a.example.org", {**props, "url": "file:///etc/passwd"}),
        ("a.example.org", {**props, "url": "https://u:p@a.example.org"}),
    ):
        refused = await ask("root", create, h=host, p=bad)
        assert len(refused.errors) == 1 and "glpat" not in repr(refused), (host, bad)
    delete = 'mutation { delete_container_registry(hostname: "registry.example.org")'
    delete += " { container_registry { id } } }"
    assert (await ask("root", delete)).errors == []
    assert (await ask("root", "{ container_registries { id } }")).data["container_registries"] == []


@pytest.mark.feature("CFG-004", "CFG-005", "KRN-038")
async def test_registries_by_paths_of_settings(graphql_site: Site, world: Any) -> None:
    """As the original's etcd keys: one by one, or as an object; with the host's port encoded or not."""
    root = world.who["root"]
    put, get = site_settings.put, site_settings.get
    value = {"": "https://cr.example.org:5000", "type": "harbor2", "project": "stable,community"}
    await put(graphql_site, root, "config/docker/registry/cr.example.org%3A5000", value)
    await put(graphql_site, root, "config/docker/registry/cr.example.org:5000/password", "hidden")
    await put(graphql_site, root, "config/docker/registry/cr.example.org:5000/username", "reader")
    found = await graphql_site.store.read(lambda conn: registries.read_all(conn, graphql_site.box))
    assert [(r.hostname, r.type, r.projects, r.username, r.password) for r in found] == [
        ("cr.example.org:5000", "harbor2", ("stable", "community"), "reader", "hidden")
    ]
    url = await get(graphql_site, "config/docker/registry/cr.example.org:5000", prefix=False)
    assert url == "https://cr.example.org:5000"
    assert (
        await get(graphql_site, "config/docker/registry/cr.example.org:5000/password", prefix=False) is None
    )
    await site_settings.delete(
        graphql_site, root, "config/docker/registry/cr.example.org%3A5000", prefix=True
    )
    assert await get(graphql_site, "config/docker/registry", prefix=True) == {}
    assert await graphql_site.store.read(site_settings.pull_rule) == "digest"
    await put(graphql_site, root, "config/docker/image/auto_pull", "Tag")
    assert await graphql_site.store.read(site_settings.pull_rule) == "tag"


@pytest.mark.feature("GQL-060", "GQL-061", "UIA-035")
async def test_lists_show_what_the_domain_allows(ask: Any, scanned: None, graphql_site: Site) -> None:
    """Closed by default; a domain whose list is empty has no images at all."""
    names = "{ images { registry name tag installed is_local } }"
    assert [i["registry"] for i in (await ask("root", names)).data["images"]] == [HOST, "local"]
    assert [i["registry"] for i in (await ask("alice", names)).data["images"]] == ["local"]
    assert (await ask("carol", names)).data["images"] == []
    allow = """mutation($p: ModifyDomainInput!) {
        modify_domain(name: "default", props: $p) { ok msg domain { allowed_docker_registries } } }"""
    done = await ask("root", allow, p={"allowed_docker_registries": ["local", HOST]})
    assert done.data["modify_domain"]["domain"]["allowed_docker_registries"] == sorted([HOST, "local"])
    assert done.data["modify_domain"]["ok"] is True
    assert len((await ask("alice", names)).data["images"]) == 2
    bad = await ask("root", allow, p={"allowed_docker_registries": ["*"]})
    assert bad.data["modify_domain"]["ok"] is False


async def test_what_a_registry_has_lost_cannot_be_pulled(scanned: None, graphql_site: Site) -> None:
    """Nor does a scan that is not whole take anything away."""

    async def active() -> list[tuple[bool, bool]]:
        query = select(m.images.c.is_active, m.images.c.scanned_at).where(m.images.c.registry == HOST)
        rows = await graphql_site.store.read(lambda conn: conn.execute(query).all())
        return [(row.is_active, row.scanned_at is not None) for row in rows]

    now = datetime.now(UTC)
    await graphql_site.store.write(lambda conn: images.take_scan(conn, HOST, [], now, whole=False))
    assert await active() == [(True, True)]
    await graphql_site.store.write(lambda conn: images.take_scan(conn, HOST, [], now))
    assert await active() == [(False, False)]


async def test_a_rescan_without_registries_says_so(ask: Any, engine: Engine) -> None:
    text = "mutation($registry: String) { rescan_images(registry: $registry) { ok msg task_id } }"
    for registry in (None, "nowhere.example.org"):
        outcome = (await ask("root", text, registry=registry)).data["rescan_images"]
        assert outcome["ok"] is False and outcome["task_id"] is None and outcome["msg"]


async def test_preloading_names_nodes_and_an_image_of_a_registry(ask: Any, scanned: None) -> None:
    text = """mutation($r: String!, $t: String!) { preload_image(references: [$r], target_agents: [$t])
        { ok msg task_id } }"""
    for ref, targets, word in (
        ("nothing:1", "*", "Unknown image"),
        ("local/python:3.11", "*", "no registry"),
        (f"{HOST}/stable/python:3", "i-one", "No node"),
    ):
        outcome = (await ask("root", text, r=ref, t=targets)).data["preload_image"]
        assert outcome["ok"] is False and word in outcome["msg"], outcome
