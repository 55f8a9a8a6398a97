"""S17: servers and sessions whose names look alike stay apart, whatever the names are made of."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import core_rig
from tests.core_rig import Core

from kernelyard_agent.commits import folder_of
from kernelyard_hub.operations.sessions import spawning
from kernelyard_hub.protocol import SpawnOptions, SpawnRequest

ALIKE = [
    *(("a-b", "c"), ("a", "b-c"), ("a", "b.c"), ("a", "B-C"), ("a", "b_c"), ("a", "b c")),
    *(("a", "\u00e9"), ("a", "e\u0301"), ("a", ".."), ("a", "../a"), ("a", "x" * 255), ("a", "x" * 254)),
    *(("a", ""), ("a", "server"), ("a-b", "")),
]
"""Users and their servers."""


@pytest.fixture
async def core(tmp_path: Path) -> AsyncIterator[Core]:
    async with core_rig.running(tmp_path) as running:
        yield running


async def test_every_server_is_a_session_of_its_own(core: Core) -> None:
    for user in {user for user, _ in ALIKE}:
        await core.add_user(user)
    found = {}
    for user, server in ALIKE:
        request = SpawnRequest(
            username=user, server_name=server, options=SpawnOptions(preset="cpu01-small"), argv=["server"]
        )
        found[user, server] = (await spawning.create(core.site, request)).session_id
    assert len(set(found.values())) == len(ALIKE)
    names = set()
    for (user, server), session_id in found.items():
        status = await spawning.server(core.site, user, server)
        assert status is not None and status.session_id == session_id
        row = await core.row(session_id)
        assert (row.hub_user, row.hub_server) == (user, server)
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", row.name) and ".." not in row.name
        names.add((row.user_id, row.name))
    assert len(names) == len(ALIKE)


@given(st.sets(st.text(max_size=255), min_size=2, max_size=8))
def test_no_two_owners_share_a_folder_of_commits(owners: set[str]) -> None:
    folders = [folder_of(owner).casefold() for owner in owners]
    assert len(set(folders)) == len(owners)
    assert all(re.fullmatch(r"[a-z0-9_.-]+", folder) and not folder.startswith(".") for folder in folders)
