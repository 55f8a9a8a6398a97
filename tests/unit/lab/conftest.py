"""Fixtures of the front end's Python half."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.lab_rig import FakeService, fake_service


@pytest.fixture
def service() -> Iterator[FakeService]:
    with fake_service() as fake:
        yield fake
