"""Images and registries with the public client: rescan with its progress, aliases, lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from public_client import Client
from tests.registry_rig import LABELS, PASSWORD, USER, Registry, registry
from tests.running_site import RunningSite
from tests.signed import Signed

# The first test may have to make the client's environment.
pytestmark = [pytest.mark.interop, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def shop(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that the site knows, with two images of the platform and one that is none."""
    with registry(tmp_path_factory.mktemp("registry"), login=True) as one:
        one.put("stable/tiny", "1", LABELS)
        one.put("stable/both", "2", LABELS, ("amd64", "arm64"))
        one.put("other/plain", "x", None)
        root = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
        key = f"config/docker/registry/{one.host}"
        value = {"": one.url, "type": "docker", "username": USER, "password": PASSWORD}
        assert root.call("POST", "/config/set", {"key": key, "value": value}).body == {"result": "ok"}
        shown = root.call("POST", "/config/get", {"key": "config/docker/registry", "prefix": True})
        assert one.url in str(shown.body) and PASSWORD not in str(shown.body)
        yield one
        root.call("POST", "/config/delete", {"key": key, "prefix": True})
        query = f'mutation {{ clear_images(registry: "{one.host}") {{ ok }} }}'
        root.call("POST", "/admin/gql", {"query": query, "variables": {}})


@pytest.mark.feature("KRN-035", "KRN-034", "GQL-062", "GQL-066", "GQL-067", "CLI-060", "INS-010")
def test_a_rescan_and_aliases(admin: Client, user: Client, shop: Registry) -> None:
    ran = admin("admin", "image", "rescan", "-r", shop.host)
    assert "Finished registry scanning." in ran.text
    assert "Skipped" in ran.text and "other/plain" in ran.text
    rows = [row for row in admin("admin", "image", "list").table() if row["Registry"] == shop.host]
    assert sorted((row["Name"], row["Arch"] if "Arch" in row else row["Architecture"]) for row in rows) == [
        ("stable/both", "aarch64"),
        ("stable/both", "x86_64"),
        ("stable/tiny", "x86_64"),
    ]
    assert not [row for row in user("admin", "image", "list").table() if row["Registry"] == shop.host]
    target = f"{shop.host}/stable/tiny:1"
    assert "An alias has created" in admin("admin", "image", "alias", "tiny", target, "--arch", "x86_64").text
    assert any("tiny" in row["Aliases"] for row in admin("admin", "image", "list").table())
    refused = user("create", "-r", "cpu=1", "-r", "mem=256m", "tiny", code=None)
    assert refused.code != 0 and "does not allow images of the registry" in refused.text
    assert "The alias has been removed" in admin("admin", "image", "dealias", "tiny").text
    assert "There is no alias" in admin("admin", "image", "dealias", "tiny").text


def test_only_superadmins(user: Client, shop: Registry) -> None:
    for arguments in (["rescan"], ["alias", "mine", "python"], ["dealias", "python"]):
        refused = user("admin", "image", *arguments, code=None)
        assert refused.code != 0 and "privilege" in refused.text


def test_a_registry_that_does_not_answer(admin: Client, site: RunningSite, shop: Registry) -> None:
    root = Signed(site.service_url, site.admin.access_key, site.admin.secret_key)
    body = {"key": "config/docker/registry/127.0.0.1:9", "value": "http://127.0.0.1:9"}
    root.call("POST", "/config/set", body)
    try:
        ran = admin("admin", "image", "rescan", "-r", "127.0.0.1:9")
        assert "Error occurred" in ran.text and "does not answer" in ran.text
    finally:
        root.call("POST", "/config/delete", {"key": body["key"], "prefix": True})
    assert (
        "There is no registry"
        in admin("admin", "image", "rescan", "-r", "nowhere.example.org", code=None).text
    )
