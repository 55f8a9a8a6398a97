"""Fixtures of the docker engine's tests: all need an engine and run on one worker (`tests.places`)."""

from __future__ import annotations

import pytest

from tests.docker import rig


@pytest.fixture(scope="session")
def images() -> rig.Images:
    """The test images, built when they are missing (a minute or two, once per machine and recipe)."""
    rig.require()
    return rig.ensure()
