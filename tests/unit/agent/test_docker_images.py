"""Images of a node: their names, who may use them, what they are taken for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernelyard_agent.engines.docker import images
from kernelyard_agent.engines.docker.images import Images, canonical, labels_of, read, reference


def details(*tags: str, labels: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "Id": "sha256:1234",
        "RepoTags": list(tags),
        "RepoDigests": [],
        "Architecture": "amd64",
        "Size": 7,
        "Config": {"Env": ["PATH=/bin", "A=b=c"], "Labels": labels},
        **changes,
    }


@pytest.mark.feature("KRN-034")
@pytest.mark.parametrize(
    ("docker", "name"),
    [
        ("python:3.9", "local/python:3.9"),
        ("python", "local/python:latest"),
        ("stable/python:3.9-ubuntu20.04", "local/stable/python:3.9-ubuntu20.04"),
        ("cr.example.org/stable/python:3.9", "cr.example.org/stable/python:3.9"),
        ("localhost:5000/a/b/c:1", "localhost:5000/a/b/c:1"),
        ("localhost/a:1", "localhost/a:1"),
        ("host:5000/a", "host:5000/a:latest"),
    ],
)
def test_names_have_a_registry_a_path_and_a_tag(docker: str, name: str) -> None:
    assert canonical(docker) == name


_part = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)


@given(st.sampled_from(["", "local-registry.test/", "h:1/"]), st.lists(_part, min_size=1, max_size=3), _part)
def test_a_name_leads_back_to_its_image(registry: str, path: list[str], tag: str) -> None:
    docker = f"{registry}{'/'.join(path)}:{tag}"
    assert reference(canonical(docker)) == docker


@pytest.mark.feature("KRN-004")
def test_only_images_that_say_so_may_be_used() -> None:
    assert read(details("python:3.9"), []) is None
    assert read(details("python:3.9", labels={"ai.backend.kernelspec": "2"}), []) is None
    assert read(details("python:3.9", labels={"ai.backend.kernelspec": "1"}), []) is not None


def test_an_image_without_labels_may_be_used_when_the_node_says_so() -> None:
    image = read(details("debian:12", "debian:stable", "other:1"), ["debian:*"])
    assert image is not None
    assert image.names == ("local/debian:12", "local/debian:stable")
    assert image.labels["ai.backend.resource.min.mem"] == "256m"
    assert labels_of("debian:12", {}, ["local/debian:1?"]) is not None
    assert labels_of("a.b/debian:12", {}, ["debian:*"]) is None


def test_what_an_image_says_of_itself() -> None:
    labels = {"ai.backend.kernelspec": "1", "ai.backend.role": "INFERENCE"}
    image = read(details("a.b/c:1", labels=labels, RepoDigests=["x@sha256:0", "a.b/c@sha256:77"]), [])
    assert image is not None
    assert image.env == {"PATH": "/bin", "A": "b=c"}
    (node,) = image.nodes
    assert (node.registry, node.name, node.tag) == ("a.b", "c", "1")
    assert (node.architecture, node.digest, node.size_bytes) == ("x86_64", "sha256:77", 7)
    assert node.labels == labels


def test_images_that_are_half_gone_are_left_out() -> None:
    assert read(details("<none>:<none>", labels={"ai.backend.kernelspec": "1"}), []) is None
    assert read({**details(), "RepoTags": None, "Config": None}, ["*"]) is None


def test_the_set_knows_whether_it_has_changed() -> None:
    known = Images()
    one = read(details("a:1", labels={"ai.backend.kernelspec": "1"}), [])
    assert one is not None
    assert known.replace([one]) and not known.replace([one])
    assert known.find("local/a:1") is one and known.find("a:1") is None
    assert [node.name for node in known.nodes()] == ["a"]
    assert known.replace([]) and known.nodes() == []


def test_default_labels_are_complete() -> None:
    """KRN-004 to KRN-008: what the original demands of an image."""
    for label in ("kernelspec", "runtime-type", "features", "resource.min.cpu", "resource.min.mem"):
        assert f"ai.backend.{label}" in images.DEFAULT_LABELS


def test_a_node_without_images_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    known = Images()
    assert not known.replace([])
    assert not known.replace([])
    assert len(caplog.records) == 1
    assert "ai.backend.kernelspec=1" in caplog.text
    found = read(details("a:1", labels={"ai.backend.kernelspec": "1"}), [])
    assert found is not None
    assert known.replace([found])
    assert known.replace([])
    assert len(caplog.records) == 2
