"""A Hub that was restarted while servers waited is asked for them again, until it has heard it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from tests import core_rig
from tests.core_rig import Core, eventually

from kernelyard_hub import protocol as p
from kernelyard_hub.operations.sessions import spawning


class Hub:
    """The Hub's API as the scheduler knows it. ``statuses`` are its next answers; the last one stays."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.asked: list[tuple[str, str]] = []

    async def start_server(self, user: str, server: str) -> int:
        self.asked.append((user, server))
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    async def stop_server(self, user: str, server: str) -> bool:
        return True


def request(token: str = "one") -> p.SpawnRequest:
    return p.SpawnRequest(
        username="user",
        server_name="two",
        options=p.SpawnOptions(resources={"cpu": "1", "mem": "512m"}),
        argv=["notebook"],
        secrets={"JUPYTERHUB_API_TOKEN": token},
    )


async def waiting(core: Core) -> p.SpawnStatus:
    """A Hub server that waits: there is no node."""
    status = await spawning.create(core.site, request())
    assert status.status == "PENDING"
    return status


def marked(core: Core, status: p.SpawnStatus) -> Any:
    async def look() -> Any:
        return (await core.row(status.session_id)).hub_forgot_at

    return look


async def test_it_is_asked_until_it_has_heard_it(tmp_path: Path) -> None:
    hub = Hub(0, 400, 503, 202)
    async with core_rig.running(tmp_path, hub=hub) as core:
        status = await waiting(core)
        await spawning.forgotten(core.site, status.session_id)
        await eventually(marked(core, status), lambda at: at is None)
        assert hub.asked == [("user", "two")] * 4
        again = await spawning.create(core.site, request("another"))
        assert (again.session_id, again.wait.place) == (status.session_id, 1), "the place is kept"
        assert len(hub.asked) == 4


async def test_a_killed_service_does_not_forget_it(tmp_path: Path) -> None:
    key = Fernet.generate_key()
    async with core_rig.running(tmp_path, hub=Hub(0), key=key, url=f"sqlite:///{tmp_path}/k.sqlite") as core:
        status = await waiting(core)
        await spawning.forgotten(core.site, status.session_id)
    hub = Hub(201)
    async with core_rig.running(tmp_path, hub=hub, key=key, url=core.url) as core:
        await eventually(marked(core, status), lambda at: at is None)
        assert hub.asked == [("user", "two")]


async def test_a_person_who_was_quicker_is_not_asked_for_again(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path, hub=Hub(0)) as core:
        status = await waiting(core)
        await spawning.forgotten(core.site, status.session_id)
        await spawning.create(core.site, request("another"))
        assert await marked(core, status)() is None


async def test_a_user_whom_the_hub_does_not_know_any_more_holds_no_place(tmp_path: Path) -> None:
    async with core_rig.running(tmp_path, hub=Hub(404)) as core:
        status = await waiting(core)
        await spawning.forgotten(core.site, status.session_id)
        row = await core.until(status.session_id, "CANCELLED")
        assert "does not start this server" in row.status_info
