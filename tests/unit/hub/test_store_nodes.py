"""What nodes report, as the store keeps it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection

from kernelyard_agent.protocol import Heartbeat, NodeImage
from kernelyard_hub.secretbox import SecretBox
from kernelyard_hub.store import Store, images, nodes
from kernelyard_hub.store.seed import seed

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def image(name: str, *, registry: str = "local", runtime: str = "app") -> NodeImage:
    return NodeImage(
        registry=registry,
        name=name,
        tag="1",
        architecture="x86_64",
        digest="sha256:1",
        size_bytes=1,
        labels={"ai.backend.runtime-type": runtime},
    )


def beat(*found: NodeImage) -> Heartbeat:
    return Heartbeat(
        agent_id="n1",
        boot_id="b",
        version="1",
        address="http://127.0.0.1:1",
        architecture="x86_64",
        engine="docker",
        isolation="enforced",
        devices=[],
        images=list(found),
        volumes=[],
        kernels=[],
    )


def meaning(conn: Connection, ref: str) -> list[str]:
    return [images.canonical(row) for row in images.find(conn, ref)]


@pytest.mark.parametrize("registry", ["local", "quay.example.org"])
async def test_python_means_an_image_that_is_there(tmp_path: Path, registry: str) -> None:
    """The first image of a site is that of its own environment, which no container has."""
    store = await Store.open(f"sqlite:///{tmp_path}/store.sqlite")
    try:
        await store.write(lambda conn: seed(conn, SecretBox(Fernet.generate_key())))
        (seeded,) = await store.read(lambda conn: meaning(conn, "python"))
        assert seeded.startswith("local/python:3.")
        await store.write(lambda conn: nodes.record(conn, beat(image("site/shell")), NOW))
        assert await store.read(lambda conn: meaning(conn, "python")) == [seeded], "nothing else fits"
        jupyter = image("site/jupyter", registry=registry, runtime="python")
        await store.write(lambda conn: nodes.record(conn, beat(image("site/shell"), jupyter), NOW))
        found = [f"{registry}/site/jupyter:1"]
        assert await store.read(lambda conn: meaning(conn, "python")) == found
        # It stays, as long as the node has it, and for ever when it can be fetched.
        other = image("site/other", runtime="python")
        await store.write(lambda conn: nodes.record(conn, beat(jupyter, other), NOW))
        assert await store.read(lambda conn: meaning(conn, "python")) == found
        await store.write(lambda conn: nodes.record(conn, beat(other), NOW))
        expected = ["local/site/other:1"] if registry == "local" else found
        assert await store.read(lambda conn: meaning(conn, "python")) == expected
    finally:
        await store.close()
