"""S02: another domain's admin gets nowhere here; S09: what is refused is refused after the same work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from tests import hub_rig
from tests.hub_rig import HubRig, Keypair

from kernelyard_hub import signature
from kernelyard_hub.operations.accounts import accounts as passwords
from kernelyard_hub.store import accounts
from kernelyard_hub.store.models import domains


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[HubRig]:
    async with hub_rig.running(tmp_path) as running:
        yield running


async def an_admin(rig: HubRig, domain: str) -> Keypair:
    """The admin of a domain, which is made where it is missing; it may use all that ``default`` may."""

    def make(conn: Connection) -> Keypair:
        if conn.scalar(select(domains.c.name).where(domains.c.name == domain)) is None:
            row = dict(conn.execute(select(domains)).mappings().one())
            now = datetime.now(UTC)
            conn.execute(
                insert(domains).values(row | {"name": domain, "created_at": now, "modified_at": now})
            )
        made = accounts.create_user(
            conn,
            rig.site.box,
            username=f"admin-of-{domain}",
            email=f"admin@{domain}.example",
            role="admin",
            domain=domain,
        )
        return Keypair(made[0], f"admin-of-{domain}", made[1], made[2])

    return await rig.site.store.write(make)


async def test_admins_of_a_domain_act_in_their_domain_only(rig: HubRig) -> None:
    own, foreign = await an_admin(rig, "default"), await an_admin(rig, "elsewhere")
    group = {"name": "shared", "group": "default", "host": "local:volume1"}
    refused = await rig.call("POST", "/folders", group, who=foreign)
    assert (refused.status, refused.json["title"]) == (404, "No such user group.")
    assert (await rig.call("POST", "/folders", group, who=own)).status == 201
    assert (await rig.call("GET", "/folders/shared", who=foreign)).status == 404
    assert (await rig.call("DELETE", "/folders/shared", who=foreign)).status == 404
    assert (await rig.call("POST", "/folders/shared/mkdir", {"path": "x"}, who=own)).status == 201
    await rig.call(
        "POST", "/session", {"name": "mine-1", "image": "python", "enqueueOnly": True}, who=rig.user
    )
    session = f"/session/mine-1?owner_access_key={rig.user.access_key}"
    assert (await rig.call("GET", session, who=foreign)).status == 403
    assert (await rig.call("DELETE", session, who=foreign)).status == 403
    assert (await rig.call("GET", session, who=own)).status == 200


async def test_admins_of_a_domain_do_not_act_for_superadmins(rig: HubRig) -> None:
    own = await an_admin(rig, "default")
    folders = f"/folders?owner_access_key={rig.admin.access_key}"
    assert (await rig.call("GET", folders, who=own)).status == 403
    for path in ("/manager/announcement", "/resource/recalculate-usage", "/config/get"):
        assert (await rig.call("POST", path, {}, who=own)).status == 401


async def test_unknown_keys_cost_as_many_signatures(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    """S09, without a stopwatch."""
    sign = signature.sign
    counts: list[int] = []

    def counted(*arguments: Any) -> str:
        counts[-1] += 1
        return sign(*arguments)

    unknown = Keypair(rig.user.user_id, "user", "AKIA" + "Y" * 16, rig.user.secret_key)
    wrong = Keypair(rig.user.user_id, "user", rig.user.access_key, "x" * 40)
    for who in (unknown, wrong, rig.user):
        headers = hub_rig.signed_headers(who, "GET", "/auth?echo=x", rig.host)
        counts.append(0)
        with monkeypatch.context() as patched:
            patched.setattr(signature, "sign", counted)
            await rig.call("GET", "/auth?echo=x", headers=headers)
    assert len(set(counts)) == 1
    assert counts[0] > 0


async def test_unknown_users_cost_a_password_check(rig: HubRig, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []

    def matches(original: Any, hashed: str | None, password: str) -> bool:
        checked.append(hashed)
        return bool(original(hashed, password))

    monkeypatch.setattr(passwords, "_matches", partial(matches, passwords._matches))
    for name in ("user", "nobody", "other"):
        body = {"type": "keypair", "username": name, "password": "wrong"}
        assert (await rig.call("POST", "/auth/authorize", body)).status == 401
    assert len(checked) == 3
    assert checked[1:] == [None, None]
