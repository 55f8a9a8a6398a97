"""Dotfiles, bootstrap script and SSH key: over REST, and into new sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import select, update
from tests.golden import Golden
from tests.hub_rig import HubRig, Keypair, Reply

from kernelyard_hub.operations.sessions.dotfiles import MAX_BYTES, MAX_COUNT, RESERVED
from kernelyard_hub.store.models import keypairs, users

MINE = "/user-config/dotfiles"


@pytest.fixture(scope="module")
def golden(shared: Path) -> Golden:
    return Golden(shared / "data" / "golden")


async def put(rig: HubRig, path: str, data: str = "x", who: Keypair | None = None, **more: Any) -> Reply:
    body = {"path": path, "data": data, "permission": "644", **more}
    return await rig.call("POST", MINE, body, who=who or rig.user)


async def start(rig: HubRig, name: str, **body: Any) -> UUID:
    request = {"name": name, "image": "python", "config": {"resources": {"cpu": "1", "mem": "256m"}}}
    made = await rig.call("POST", "/session", request | body, who=rig.user)
    assert made.status == 201, made.text
    return UUID(made.json["sessionId"])


@pytest.mark.feature("REST-067")
async def test_dotfiles_of_a_user(rig: HubRig, golden: Golden) -> None:
    golden.assert_like(await rig.call("GET", MINE, who=rig.user), 184)
    made = await put(rig, ".aws/config", "[default]\n", permission="755")
    assert (made.status, made.json) == (200, {})
    golden.assert_like(await put(rig, ".aws/config"), 187, exact=("title", "type"))
    listed = await rig.call("GET", f"{MINE}?onwer_access_key={rig.user.access_key}", who=rig.user)
    assert listed.json == [{"path": ".aws/config", "permission": "755", "data": "[default]\n"}]
    one = await rig.call("GET", f"{MINE}?path=.aws/config", who=rig.user)
    assert one.json["data"] == "[default]\n"
    body = {"path": ".aws/config", "data": "new", "permission": "600"}
    assert (await rig.call("PATCH", MINE, body, who=rig.user)).status == 200
    assert (await rig.call("GET", f"{MINE}?path=.aws/config", who=rig.user)).json["perm"] == "600"
    missing = await rig.call("PATCH", MINE, body | {"path": ".not-there"}, who=rig.user)
    assert missing.status == 404
    golden.assert_like(
        await rig.call("DELETE", f"{MINE}?path=.aws/config", who=rig.user), 188, exact=("success",)
    )
    assert (await rig.call("DELETE", f"{MINE}?path=.aws/config", who=rig.user)).status == 404
    assert (await rig.call("GET", f"{MINE}?path=.aws/config", who=rig.user)).status == 404


NO_DOTFILES = ["", "plain", "/etc/passwd", "./x", "..", "../x", ".a/../../x", ".a//b", ".", ".\0"]


REFUSED_PATHS = [*NO_DOTFILES, ".profile", ".kernelyard/agent", *sorted(RESERVED), "." + "x" * 300]


async def test_paths_that_are_refused(rig: HubRig, subtests: pytest.Subtests) -> None:
    for path in REFUSED_PATHS:
        with subtests.test(path=path):
            refused = await put(rig, path)
            assert refused.status == 400, refused.text
            assert "path" in refused.json["data"]


async def test_modes_that_are_refused(rig: HubRig, subtests: pytest.Subtests) -> None:
    for permission in ["", "9", "rw", "4755", "0o644", "77777"]:
        with subtests.test(permission=permission):
            refused = await put(rig, ".x", permission=permission)
            assert refused.status == 400
            assert "permission" in refused.json["data"]


async def test_limits_of_count_size_and_shape(rig: HubRig) -> None:
    assert (await put(rig, ".big", "x" * (MAX_BYTES - 200))).status == 200
    assert (await put(rig, ".more", "x" * 200)).status == 400
    assert (await put(rig, ".big/inside")).status == 400
    await rig.call("DELETE", f"{MINE}?path=.big", who=rig.user)
    files = [{"path": f".f{n}", "perm": "644", "data": ""} for n in range(MAX_COUNT)]
    mine = update(keypairs).where(keypairs.c.access_key == rig.user.access_key).values(dotfiles=files)
    await rig.site.store.write(lambda conn: conn.execute(mine) and None)
    assert (await put(rig, ".one-more")).status == 400


async def test_whose_dotfiles_they_are(rig: HubRig) -> None:
    """S02: a user's own, for admins also others'; those of projects and domains are admins' to write."""
    await put(rig, ".mine", "secret")
    theirs = f"{MINE}?owner_access_key={rig.user.access_key}"
    assert (await rig.call("GET", theirs, who=rig.other)).status == 403
    assert (await rig.call("GET", MINE, who=rig.other)).json == []
    body = {"path": ".x", "data": "", "permission": "644", "owner_access_key": rig.user.access_key}
    assert (await rig.call("POST", MINE, body, who=rig.other)).status == 403
    assert (await rig.call("POST", MINE, body, who=rig.admin)).status == 200
    assert [f["path"] for f in (await rig.call("GET", theirs, who=rig.admin)).json] == [".mine", ".x"]
    for noun in ("domain", "group"):
        path, scope = f"/{noun}-config/dotfiles", {noun: "default"}
        body = {"path": ".shared", "data": "d", "permission": "644", **scope}
        query = f"{noun}=default"
        assert (await rig.call("POST", path, body, who=rig.user)).status in (401, 403)
        assert (await rig.call("DELETE", f"{path}?{query}&path=.shared", who=rig.user)).status in (401, 403)
        assert (await rig.call("POST", path, body, who=rig.admin)).status == 200
        assert [f["path"] for f in (await rig.call("GET", f"{path}?{query}", who=rig.user)).json] == [
            ".shared"
        ]
        assert (await rig.call("GET", path, who=rig.user)).status == 400
    elsewhere = await rig.call("GET", "/domain-config/dotfiles?domain=elsewhere", who=rig.user)
    assert elsewhere.status == 404
    assert (await rig.call("GET", "/group-config/dotfiles?group=nobodys", who=rig.user)).status == 404


@pytest.mark.feature("SES-016")
async def test_what_a_user_keeps_goes_into_new_sessions(rig: HubRig, golden: Golden) -> None:
    agent = await rig.agent()
    script = "/user-config/bootstrap-script"
    none_yet = await rig.call("GET", script, who=rig.user)
    assert (none_yet.status, none_yet.json) == (200, golden.body(189))
    assert (await rig.call("POST", script, {"script": "touch made"}, who=rig.user)).status == 200
    assert (await rig.call("GET", script, who=rig.user)).json == "touch made"
    too_long = await rig.call("POST", script, {"script": "x" * 70_000}, who=rig.user)
    assert too_long.status == 400
    shared = {"path": ".shared", "data": "domain's", "permission": "644"}
    await rig.call("POST", "/domain-config/dotfiles", shared | {"domain": "default"}, who=rig.admin)
    await rig.call(
        "POST", "/group-config/dotfiles", shared | {"group": "default", "data": "project's"}, who=rig.admin
    )
    await put(rig, ".vimrc", "mine", permission="600")
    first = agent.specs[await start(rig, "first")]
    assert first.bootstrap_script == "touch made"
    assert {f.path: (f.data, f.mode) for f in first.dotfiles} == {
        ".shared": ("project's", "644"),
        ".vimrc": ("mine", "600"),
    }
    assert "mine" not in repr(first)
    # A session's own script comes before the keypair's.
    assert agent.specs[await start(rig, "second", bootstrap_script="own")].bootstrap_script == "own"


async def test_sudo_is_for_those_who_have_it(rig: HubRig) -> None:
    agent = await rig.agent()
    assert agent.specs[await start(rig, "without")].sudo is False
    grant = update(users).where(users.c.id == rig.user.user_id).values(sudo_session_enabled=True)
    await rig.site.store.write(lambda conn: conn.execute(grant) and None)
    assert agent.specs[await start(rig, "with-sudo")].sudo is True


@pytest.mark.feature("USR-016")
async def test_ssh_key(rig: HubRig, golden: Golden) -> None:
    """The private half is told once, sealed in the database, and goes beside the spec."""
    agent = await rig.agent()
    golden.assert_like(await rig.call("GET", "/auth/ssh-keypair", who=rig.user), 18)
    assert agent.credentials[await start(rig, "no-key")].ssh_private_key is None
    made = (await rig.call("PATCH", "/auth/ssh-keypair", who=rig.user)).json
    assert made["ssh_public_key"].startswith("ssh-ed25519 ")
    loaded = serialization.load_ssh_private_key(made["ssh_private_key"].encode(), None)
    assert made["ssh_public_key"].startswith(
        loaded.public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        .decode()
    )
    seen = await rig.call("GET", "/auth/ssh-keypair", who=rig.user)
    assert seen.json == {"ssh_public_key": made["ssh_public_key"]}
    row = await rig.site.store.read(
        lambda conn: conn.execute(select(keypairs).where(keypairs.c.access_key == rig.user.access_key)).one()
    )
    assert b"OPENSSH" not in row.ssh_private_key_encrypted
    session_id = await start(rig, "with-key")
    assert agent.credentials[session_id].ssh_private_key == made["ssh_private_key"]
    assert "OPENSSH" not in agent.specs[session_id].model_dump_json()
    assert "OPENSSH" not in repr(agent.created[-1])


async def test_own_ssh_key(rig: HubRig) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = (
        key.public_key()
        .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
        .decode()
    )
    form = serialization.PrivateFormat.TraditionalOpenSSL
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.BestAvailableEncryption(b"pass"),
    ).decode()
    other = (await rig.call("PATCH", "/auth/ssh-keypair", who=rig.other)).json["ssh_public_key"]
    for pubkey, privkey, field in (
        (public, "no key", "privkey"),
        (public, locked, "privkey"),
        (other, private, "pubkey"),
        ("", private, "pubkey"),
    ):
        refused = await rig.call(
            "POST", "/auth/ssh-keypair", {"pubkey": pubkey, "privkey": privkey}, who=rig.user
        )
        assert (refused.status, list(refused.json["data"])) == (400, [field])
        assert privkey not in refused.text
    body = {"pubkey": f"{public} me@home", "privkey": private.strip()}
    kept = await rig.call("POST", "/auth/ssh-keypair", body, who=rig.user)
    assert kept.json["ssh_public_key"] == f"{public} me@home"
    assert "OPENSSH PRIVATE KEY" in kept.json["ssh_private_key"]
