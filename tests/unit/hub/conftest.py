"""Fixtures of the hub service's HTTP tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests import hub_rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[hub_rig.HubRig]:
    """A hub service with storage, without agents."""
    async with hub_rig.running(tmp_path) as running:
        yield running
