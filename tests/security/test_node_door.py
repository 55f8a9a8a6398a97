"""D01: nodes on other machines. Who may come in, and for whom nobody else may speak."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import update
from tests import door_rig
from tests.door_rig import HERE, Doorway, heartbeat
from tests.running_site import free_port

from kernelyard_agent import joining, tls
from kernelyard_agent import protocol as p
from kernelyard_agent.client import AgentClient, AgentUnreachable
from kernelyard_agent.node import hub as hub_calls
from kernelyard_agent.node.identity import Identity, IdentityError, new_key
from kernelyard_agent.node.join import JoinError, join
from kernelyard_agent.node.renewal import keep_fresh, renew
from kernelyard_hub import errors
from kernelyard_hub.authority import Authority, BadRequest
from kernelyard_hub.authority import keep_fresh as own_keep_fresh
from kernelyard_hub.operations import nodes
from kernelyard_hub.store.models import agents
from kernelyard_hub.store.models import nodes as table


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Doorway]:
    async with door_rig.running(tmp_path) as doorway:
        yield doorway


@pytest.mark.feature("AGT-003", "AGT-027")
async def test_a_node_joins_and_reports(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    assert (gpu.facts.name, gpu.facts.resource_group, gpu.facts.addresses) == ("gpu1", "default", [HERE])
    files = list(gpu.directory.iterdir())
    assert {path.name for path in files} == {"node.pem", "authority.crt", "node.secret", "node.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE(gpu.directory.stat().st_mode) == 0o700
    assert await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu) == (200, "")
    (item,) = await nodes.listing(door.rig.site)
    assert (item["name"], item["state"], item["agent_address"]) == ("gpu1", "ALIVE", f"https://{HERE}:6001")


async def test_what_the_site_keeps_of_a_node_is_no_use_to_a_thief(door: Doorway) -> None:
    token = await door.invite("gpu1")
    before = await door.rig.site.store.read(lambda conn: conn.execute(table.select()).mappings().one())
    assert token.text.encode() not in before["token_hash"]
    gpu = await join(door.address, token, door.base / "gpu1")
    after = await door.rig.site.store.read(lambda conn: conn.execute(table.select()).mappings().one())
    assert gpu.secret.encode() not in after["secret_encrypted"]
    assert after["token_hash"] is None
    assert gpu.secret not in repr(gpu.facts) + repr(token)


async def test_a_token_is_good_once_and_for_an_hour(door: Doorway) -> None:
    token = await door.invite("gpu1")
    await join(door.address, token, door.base / "gpu1")
    with pytest.raises(hub_calls.HubError, match="has been used"):
        await join(door.address, token, door.base / "thief")
    late = await door.invite("gpu2")
    past = datetime.now(UTC) - timedelta(seconds=1)
    await door.rig.site.store.write(
        lambda conn: conn.execute(update(table).where(table.c.name == "gpu2").values(token_expires=past))
    )
    with pytest.raises(hub_calls.HubError, match="expired; run once more: kernelyard node add gpu2"):
        await join(door.address, late, door.base / "gpu2")


async def test_of_two_that_use_a_token_at_once_one_joins(door: Doorway) -> None:
    token = await door.invite("gpu1")
    tries = [join(door.address, token, door.base / f"try{number}") for number in range(4)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, Identity) for one in done) == 1
    assert sum(isinstance(one, hub_calls.HubError) and "has been used" in str(one) for one in done) == 3


async def test_a_new_invitation_ends_the_old_one(door: Doorway) -> None:
    old = await door.invite("gpu1")
    new = await door.invite("gpu1")
    with pytest.raises(hub_calls.HubError, match="unknown"):
        await join(door.address, old, door.base / "old")
    await join(door.address, new, door.base / "new")
    with pytest.raises(errors.Conflict, match="--replace"):
        await door.invite("gpu1")


async def test_without_a_certificate_nothing_is_answered(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    for path in ("/agent/heartbeat", "/agent/events", "/agent/certificate"):
        status, words = await door.post(path, {}, secret=gpu.secret)
        assert status == 401
        assert "certificate" in words
    assert (await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu, secret=""))[0] == 401
    shared = door.rig.services["agent"]
    assert (await door.post("/agent/heartbeat", heartbeat(gpu), secret=shared))[0] == 401
    for path in ("/resource/nodes", "/hub/users", "/", "/admin/gql", "/session"):
        assert (await door.post(path, {}, identity=gpu))[0] == 404, path


async def test_a_node_cannot_be_another_node(door: Doorway) -> None:
    one, two = await door.node("one"), await door.node("two")
    theft = await door.post("/agent/heartbeat", heartbeat(one), identity=two, secret=one.secret)
    assert theft == (401, "The secret is not this node's.")
    status, words = await door.post("/agent/heartbeat", heartbeat(one), identity=two)
    assert (status, words) == (403, "Node two cannot speak for 'one'.")
    kernel = {
        "agent_id": "one",
        "status": {
            "kernel_id": "00000000-0000-0000-0000-000000000001",
            "session_id": "00000000-0000-0000-0000-000000000001",
            "generation": 1,
            "state": "running",
            "changed_at": "2026-01-01T00:00:00Z",
        },
    }
    assert (await door.post("/agent/events", kernel, identity=two))[0] == 403
    own = await door.post("/agent/events", {**kernel, "agent_id": "two"}, identity=two)
    assert own[0] == 204


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "http://127.0.0.1:6001"}, "is not an https address of node gpu1"),
        ({"address": "https://10.0.0.7:6001"}, "is not an https address of node gpu1"),
        ({"address": "https://127.0.0.1@10.0.0.7:6001"}, "is not an https address of node gpu1"),
        ({"relay_url": "https://10.0.0.7:6002"}, "is not an https address of node gpu1"),
        ({"resource_group": "other"}, "was added to the resource group 'default'"),
    ],
)
async def test_a_node_speaks_of_its_own_things_only(
    door: Doorway, changes: dict[str, Any], words: str
) -> None:
    gpu = await door.node("gpu1")
    status, said = await door.post("/agent/heartbeat", heartbeat(gpu, **changes), identity=gpu)
    assert status == 403
    assert words in said


async def test_two_nodes_cannot_have_one_address(door: Doorway) -> None:
    one, two = await door.node("one"), await door.node("two")
    assert (await door.post("/agent/heartbeat", heartbeat(one), identity=one))[0] == 200
    status, words = await door.post("/agent/heartbeat", heartbeat(two), identity=two)
    assert (status, words) == (403, f"address: https://{HERE}:6001 is the address of one.")


async def test_the_agent_beside_us_stays_beside_us(door: Doorway) -> None:
    """The secret in a file is good for agents on loopback, and not for the name of a node."""
    gpu = await door.node("gpu1")
    beat = heartbeat(gpu, address="http://127.0.0.1:6001")
    reply = await door.rig.service("agent", "POST", "/agent/heartbeat", beat)
    assert reply.status == 403
    for url in ("http://10.0.0.7:6001", "https://10.0.0.7:6001", "http://127.0.0.1.example.org:1"):
        elsewhere = heartbeat(gpu, agent_id="i-local", address=url)
        reply = await door.rig.service("agent", "POST", "/agent/heartbeat", elsewhere)
        assert reply.status == 403, url
        assert "kernelyard node add" in reply.json["msg"]
    here = heartbeat(gpu, agent_id="i-local", address="http://127.0.0.1:6001")
    assert (await door.rig.service("agent", "POST", "/agent/heartbeat", here)).status == 200
    with pytest.raises(errors.Conflict, match="beside the hub service"):
        await door.invite("i-local")


async def refusal(door: Doorway, pem: Path, secret: str) -> str:
    """What somebody with this certificate is told, by TLS or by words."""
    try:
        status, words = await door.post("/agent/heartbeat", {}, certificate=pem, secret=secret)
    except (aiohttp.ClientError, OSError) as error:
        return tls.explain(error, "the hub")
    return f"{status} {words}"


async def test_certificates_of_others_are_refused(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    name = p.node_name(gpu.facts.enrolment)
    forged = door.pem("forged", [name], other=True)
    assert "refuses our certificate" in await refusal(door, forged, gpu.secret)
    old = door.pem("old", [name], timedelta(seconds=1))
    async with asyncio.timeout(20):
        while "refuses our certificate" not in await refusal(door, old, gpu.secret):
            await asyncio.sleep(0.1)
    # The authority has signed these, but not for a node.
    for names in ([p.HUB_NAME], [p.PROXY_NAME], [], [f"x.{name}"], [f"zz.{p.NODE_DOMAIN}"]):
        pem = door.pem("strange", names)
        assert await refusal(door, pem, gpu.secret) == (
            "401 A certificate of a node is needed; run: kernelyard agent join"
        )


async def test_a_certificate_ends_also_on_a_connection_that_goes_on(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    pem = door.pem("short", [p.node_name(gpu.facts.enrolment)], timedelta(seconds=2))
    context = tls.client_context(door.authority.file)
    context.load_cert_chain(pem)
    headers = {"Authorization": f"Bearer {gpu.secret}", "X-Kernelyard-Protocol": "1"}
    async with aiohttp.ClientSession(headers=headers) as http:

        async def beat() -> int:
            how: dict[str, Any] = {"ssl": context, "server_hostname": p.HUB_NAME, "json": heartbeat(gpu)}
            async with http.post(door.address + "/agent/heartbeat", **how) as response:
                await response.read()
                return response.status

        assert await beat() == 200
        async with asyncio.timeout(20):
            while (status := await beat()) == 200:
                await asyncio.sleep(0.2)
        assert status == 401
        # With a new certificate the same client gets on: it was made to connect anew.
        context.load_cert_chain(gpu.directory / "node.pem")
        assert await beat() == 200


async def test_a_removed_node_is_out_at_once_and_for_good(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    site = door.rig.site
    assert (await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu))[0] == 200
    assert site.agents.addresses() == {f"https://{HERE}:6001"}
    await nodes.remove(site, "gpu1")
    assert site.agents.addresses() == set()
    for path in ("/agent/heartbeat", "/agent/events"):
        status, words = await door.post(path, heartbeat(gpu), identity=gpu)
        assert (status, words) == (401, "This node was removed, or another machine has taken its place.")
    with pytest.raises(hub_calls.HubError, match="was removed"):
        await renew(gpu)
    state = await site.store.read(lambda conn: conn.execute(agents.select()).mappings().one()["status"])
    assert state == "TERMINATED"
    again = await join(door.address, await door.invite("gpu1"), door.base / "again")
    assert (await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu))[0] == 401
    assert (await door.post("/agent/heartbeat", heartbeat(again), identity=again))[0] == 200


async def test_another_machine_takes_a_nodes_place(door: Doorway) -> None:
    old = await door.node("gpu1")
    new = await join(door.address, await door.invite("gpu1", replace=True), door.base / "new")
    assert (await door.post("/agent/heartbeat", heartbeat(old), identity=old))[0] == 401
    assert (await door.post("/agent/heartbeat", heartbeat(new), identity=new))[0] == 200


class Impostor:
    """Somebody who answers where the hub service should be."""

    def __init__(self, pem: Path, authority: str) -> None:
        self.heard: list[str] = []
        self._authority = authority
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self.address = ""

    async def __aenter__(self) -> Impostor:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        port = free_port()
        await web.TCPSite(self._runner, HERE, port, ssl_context=self._context).start()
        self.address = f"https://{HERE}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.heard.append(f"{request.method} {request.path} {dict(request.headers)} {await request.text()}")
        return web.json_response({"certificate": self._authority})


async def test_a_hub_that_is_none_learns_nothing(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    token = await door.invite("gpu2")
    foreign = door.pem("foreign", [p.HUB_NAME], other=True)
    other_authority = Authority(door.base / "other-site").pem
    async with Impostor(foreign, other_authority) as impostor:
        with pytest.raises(JoinError, match="not the site of this token"):
            await join(impostor.address, token, door.base / "gpu2")
    assert all(token.text not in heard for heard in impostor.heard)
    # It knows our authority's certificate, which is no secret, but has no certificate of it.
    async with Impostor(foreign, door.authority.pem) as impostor:
        with pytest.raises(hub_calls.HubError, match="not of this site: it is not who should be there"):
            await join(impostor.address, token, door.base / "gpu2")
    assert all(token.text not in heard for heard in impostor.heard)
    # One of the site's own nodes that plays the hub service for another one.
    async with Impostor(gpu.directory / "node.pem", door.authority.pem) as impostor:
        with pytest.raises(hub_calls.HubError, match="somebody else's certificate"):
            await join(impostor.address, token, door.base / "gpu2")
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu, address=impostor.address)
    assert all(token.text not in heard and gpu.secret not in heard for heard in impostor.heard)
    await join(door.address, token, door.base / "gpu2")


async def test_an_agent_that_is_none_gets_no_call(door: Doorway) -> None:
    """The hub service asks an address only when the node that belongs there answers."""
    one, two = await door.node("one"), await door.node("two")
    pool = door.rig.site.agents
    async with Impostor(two.directory / "node.pem", "") as impostor:
        beat = heartbeat(one, address=impostor.address)
        assert (await door.post("/agent/heartbeat", beat, identity=one))[0] == 200
        with pytest.raises(AgentUnreachable, match="somebody else's certificate"):
            await pool.at(impostor.address).kernels()
        assert impostor.heard == []
    with pytest.raises(AgentUnreachable, match="no node that has joined"):
        await pool.at("https://127.0.0.1:9").kernels()


async def test_an_agent_listens_to_the_hub_service_only(door: Doorway) -> None:
    one, two = await door.node("one"), await door.node("two")
    app = web.Application(middlewares=[tls.only(p.HUB_NAME)])
    listing = p.KernelList(kernels=[])

    async def kernels(_: web.Request) -> web.Response:
        return web.Response(text=listing.model_dump_json())

    app.router.add_get("/kernels", kernels)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    port = free_port()
    address = f"https://{HERE}:{port}"
    try:
        await web.TCPSite(runner, HERE, port, ssl_context=one.server).start()
        assert (await door.post("/agent/heartbeat", heartbeat(one, address=address), identity=one))[0] == 200
        assert await door.rig.site.agents.at(address).kernels() == listing
        name = p.node_name(one.facts.enrolment)
        bare = tls.client_context(door.authority.file)
        for context, words in (
            (two.client, "not for this"),
            (bare, "wants a certificate|cut the connection"),
            (ssl.create_default_context(), "not of this site"),
        ):
            async with AgentClient(address, one.secret, tls=context, name=name) as client:
                with pytest.raises(Exception, match=words):
                    await client.kernels()
        async with AgentClient(address.replace("https", "http"), one.secret) as plain:
            with pytest.raises(AgentUnreachable):
                await plain.kernels()
    finally:
        await runner.cleanup()


async def test_a_certificate_is_renewed_before_it_ends(tmp_path: Path, caplog: Any) -> None:
    async with door_rig.running(tmp_path, lifetime=timedelta(seconds=3)) as door:
        gpu = await door.node("gpu1")
        first = gpu.certificate.serial_number
        with caplog.at_level(logging.WARNING):
            renewing = asyncio.create_task(keep_fresh(gpu))
            try:
                async with asyncio.timeout(30):
                    while gpu.certificate.serial_number == first or gpu.expires < datetime.now(UTC):
                        await asyncio.sleep(0.05)
            finally:
                renewing.cancel()
                await asyncio.gather(renewing, return_exceptions=True)
        assert Identity(gpu.directory).certificate.serial_number == gpu.certificate.serial_number
        assert (await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu))[0] == 200


async def test_the_doors_own_certificate_is_renewed(tmp_path: Path) -> None:
    async with door_rig.running(tmp_path, lifetime=timedelta(seconds=4)) as door:
        gpu = await door.node("gpu1")
        site_door = door.rig.site.door
        assert site_door is not None
        contexts = [site_door.server, site_door.client]
        renewing = asyncio.create_task(own_keep_fresh(door.authority, "hub", p.HUB_NAME, contexts))
        try:
            first = await shown(door.address, gpu.client)
            async with asyncio.timeout(30):
                while await shown(door.address, gpu.client) == first:
                    await asyncio.sleep(0.2)
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)


async def shown(address: str, context: ssl.SSLContext) -> str:
    """The serial number of the certificate that a door shows."""
    parts = urlsplit(address)
    _, writer = await asyncio.open_connection(
        parts.hostname, parts.port, ssl=context, server_hostname=p.HUB_NAME
    )
    serial = str(writer.get_extra_info("peercert")["serialNumber"])
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return serial


async def test_a_certificate_that_cannot_be_used_replaces_nothing(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    key, _ = new_key()
    good = joining.Certificate(certificate=gpu.pem[gpu.pem.index("-----BEGIN CERT") :], authority="")
    for bad in (good, joining.Certificate(certificate="nothing", authority="")):  # of another key, and none
        with pytest.raises(ssl.SSLError):
            gpu.take(key, bad)
    assert Identity(gpu.directory).pem == gpu.pem
    assert (await door.post("/agent/heartbeat", heartbeat(gpu), identity=gpu))[0] == 200


def test_the_authority_signs_keys_and_takes_no_names_from_anybody(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    _, request = new_key()
    pem, _ = authority.sign(request, "gpu1", ["10.0.0.2", "name.example"])
    from cryptography import x509

    certificate = x509.load_pem_x509_certificate(pem.encode())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["name.example"]
    assert [str(ip) for ip in names.get_values_for_type(x509.IPAddress)] == ["10.0.0.2"]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert authority.fingerprint == Authority(tmp_path).fingerprint
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    for wrong in ("", "nothing", pem):
        with pytest.raises(BadRequest):
            authority.sign(wrong, "gpu1", [])
    (tmp_path / "authority.key").chmod(0o640)
    with pytest.raises(PermissionError, match="0600"):
        Authority(tmp_path)


def test_a_node_whose_files_others_can_read_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(IdentityError, match="run: kernelyard agent join"):
        Identity(tmp_path)
    for name in ("node.json", "node.secret", "node.pem", "authority.crt"):
        (tmp_path / name).touch(mode=0o600)
    (tmp_path / "node.json").chmod(0o644)
    with pytest.raises(IdentityError, match="chmod 600"):
        Identity(tmp_path)


@pytest.mark.parametrize("name", ["", "A", "-a", "a-", "a.b", "a/b", "a" * 64, "../x", "a b"])
async def test_names_of_nodes_are_plain(door: Doorway, name: str) -> None:
    with pytest.raises(errors.InvalidParameters):
        await door.invite(name)


async def test_only_admins_add_nodes(door: Doorway) -> None:
    body = {"name": "gpu1", "addresses": ["10.0.0.2"]}
    for who in (None, door.rig.user):
        assert (await door.rig.call("POST", "/resource/nodes", body, who=who)).status == 401
    assert (await door.rig.service("agent", "POST", "/resource/nodes", body)).status == 403
    for bad in ({"addresses": ["*"]}, {"addresses": ["a b"]}, {"resource_group": "none"}, {"x": 1}):
        reply = await door.rig.call("POST", "/resource/nodes", {**body, **bad}, who=door.rig.admin)
        assert reply.status == 400, bad
    made = await door.rig.call("POST", "/resource/nodes", body, who=door.rig.admin)
    assert made.status == 201
    assert made.json["address"] == door.address
    listed = await door.rig.service("hub", "GET", "/resource/nodes")
    assert [(node["name"], node["state"]) for node in listed.json["nodes"]] == [("gpu1", "INVITED")]
    assert (await door.rig.call("DELETE", "/resource/nodes/gpu1", who=door.rig.admin)).status == 204
    assert (await door.rig.call("DELETE", "/resource/nodes/gpu1", who=door.rig.admin)).status == 404


async def test_a_volume_is_offered_where_its_mark_is_the_sites(door: Doorway) -> None:
    gpu = await door.node("gpu1")
    (name, mark), *_ = gpu.facts.volumes.items()

    async def offered(**changes: Any) -> list[str]:
        assert (await door.post("/agent/heartbeat", heartbeat(gpu, **changes), identity=gpu))[0] == 200
        row = await door.rig.site.store.read(lambda conn: conn.execute(agents.select()).mappings().one())
        return list(row["volumes"])

    assert await offered(volumes=[name], volume_marks={name: mark}) == [name]
    assert await offered(volumes=[name], volume_marks={name: "another"}) == []
    assert await offered(volumes=[name, "scratch"], volume_marks={"scratch": ""}) == []
