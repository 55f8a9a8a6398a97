"""Settings by path: set, read as a tree, deleted; what files decide stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hub_rig import HubRig

from kernelyard_hub.operations.site_settings import nested


async def config(rig: HubRig, verb: str, **body: Any) -> Any:
    reply = await rig.call("POST", f"/config/{verb}", body, who=rig.admin)
    assert reply.status == 200, reply.text
    result = reply.json["result"]
    if verb == "get" and body["key"] == "config":
        assert result.pop("idle")["enabled"] == "network_timeout,session_lifetime"  # shown as it holds
    return result


async def test_values_and_trees(rig: HubRig) -> None:
    assert await config(rig, "get", key="config/network/overlay/mtu", prefix=False) is None
    assert await config(rig, "set", key="config/network/overlay/mtu", value="1500") == "ok"
    assert (
        await config(rig, "set", key="config/plugins", value={"a": {"x": 1, "y": [1, 2]}, "b": True}) == "ok"
    )
    assert await config(rig, "get", key="config/network/overlay/mtu") == "1500"
    assert await config(rig, "get", key="config", prefix=True) == {
        "network": {"overlay": {"mtu": "1500"}},
        "plugins": {"a": {"x": 1, "y": [1, 2]}, "b": True},
    }
    assert await config(rig, "get", key="conf", prefix=True) == {}
    assert await config(rig, "delete", key="config/plugins/a", prefix=True) == "ok"
    assert await config(rig, "delete", key="config/network", prefix=False) == "ok"  # no value: nothing to do
    assert await config(rig, "get", key="config", prefix=True) == {
        "network": {"overlay": {"mtu": "1500"}},
        "plugins": {"b": True},
    }


async def test_settings_never_reach_the_services_own(rig: HubRig) -> None:
    await config(rig, "set", key="manager.announcement", value="planted")
    assert (await rig.call("GET", "/manager/announcement")).json == {"enabled": False, "message": ""}


async def test_keys_that_are_no_paths(rig: HubRig, subtests: pytest.Subtests) -> None:
    for key in ["", "/", "a//b", "../x", "a/../b", "x" * 300, "a\nb"]:
        with subtests.test(key=key):
            for verb in ("get", "set", "delete"):
                reply = await rig.call("POST", f"/config/{verb}", {"key": key, "value": 1}, who=rig.admin)
                assert (reply.status, list(reply.json["data"])) == (400, ["key"])


@pytest.mark.parametrize("verb", ["set", "delete"])
async def test_volumes_are_decided_by_files(rig: HubRig, verb: str) -> None:
    body = {"key": "volumes/default_host", "value": "elsewhere:x"}
    assert (await rig.call("POST", f"/config/{verb}", body, who=rig.admin)).status == 400
    assert await config(rig, "get", key="volumes/default_host") == "local:volume1"


@given(st.dictionaries(st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join), st.integers()))
def test_every_value_is_somewhere_in_the_tree(flat: dict[str, int]) -> None:
    tree = nested(flat)
    for key, value in flat.items():
        node: Any = tree
        for part in key.split("/"):
            node = node[part]
        assert node == value or node.get("") == value
