"""What nodes report, as the store keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection
from tests import databases

from kernelyard_agent.protocol import Device, Heartbeat, NodeImage
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


async def test_a_life_sign_says_nothing_but_that(tmp_path: Path) -> None:
    """Whatever else a heartbeat says is found to be new; and it revives no node that was given up."""
    store = await Store.open(databases.fresh(tmp_path, "nodes"))
    later, stats = NOW + timedelta(seconds=3), {"cpu_util": {"current": "1"}}

    def known(said: Heartbeat) -> Callable[[Connection], bool]:
        return lambda conn: nodes.is_known(conn, said, nodes.agent(conn, "n1"))

    async def row() -> Any:
        return await store.read(lambda conn: nodes.agent(conn, "n1"))

    try:
        await store.write(lambda conn: seed(conn, SecretBox(Fernet.generate_key())))
        first = beat(image("site/shell"))
        assert not await store.read(known(first)), "nobody has heard of it"
        await store.write(lambda conn: nodes.record(conn, first, NOW))
        assert await store.read(known(first))
        device = Device(device_id="cpu0", slot="cpu", capacity=1, model="x", enforcement="enforced")
        for other in (
            {"devices": [device]},
            {"images": []},
            {"volumes": ["local:volume1"]},
            {"boot_id": "c"},
            {"address": "http://127.0.0.1:2"},
            {"resource_group": "elsewhere"},
        ):
            assert not await store.read(known(first.model_copy(update=other))), other
        before = await row()
        await store.write_together(nodes.live, nodes.LifeSign("n1", later, stats))
        heard = await row()
        assert (heard.last_seen, heard.live_stat, heard.facts) == (later, stats, before.facts)
        assert await store.write(lambda conn: nodes.lose(conn, later + timedelta(seconds=1), NOW)) == ["n1"]
        assert not await store.read(known(first)), "it comes back"
        again = nodes.LifeSign("n1", later + timedelta(seconds=2), None)
        await asyncio.gather(*(store.write_together(nodes.live, again) for _ in range(2)))
        assert ((await row()).status, (await row()).last_seen) == (nodes.LOST, later)
    finally:
        await store.close()
