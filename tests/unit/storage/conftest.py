"""Fixtures of the storage proxy's unit tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.storage_rig import OURSELVES, SESSION, OpenFolder, Rig, open_folder, running

from kernelyard_storage import openat2
from kernelyard_storage.paths import Owner


@pytest.fixture(params=["openat2", "walk"])
def resolver(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to open a path beneath a directory."""
    if request.param == "walk":
        monkeypatch.setattr(openat2, "_resolve", openat2.by_walking)
    elif not openat2.supported():
        pytest.skip("this kernel or sandbox has no openat2")
    return str(request.param)


@pytest.fixture(params=["as-user", "as-root"])
def owner(request: pytest.FixtureRequest) -> Owner:
    """Both branches of ownership: files stay ours, files are given to the sessions' user."""
    return OURSELVES if request.param == "as-user" else SESSION


@pytest.fixture
def folder(tmp_path: Path, owner: Owner) -> Iterator[OpenFolder]:
    with open_folder(tmp_path, owner) as opened:
        yield opened


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(tmp_path) as started:
        yield started
