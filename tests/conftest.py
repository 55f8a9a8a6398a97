"""Fixtures that every room may use. Those of one room live in its own ``conftest.py``."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import parts
from tests.feature_marks import FeatureMarks
from tests.places import ByPlace, rank
from tests.running_site import RunningSite


def pytest_configure(config: pytest.Config) -> None:
    # A shell's background jobs ignore Ctrl-C, and so would all that is started and interrupted here.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(FeatureMarks(), "feature-marks")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for part in parts.MARKED_PARTS:
        if item.get_closest_marker(part):
            parts.require_marked(part)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPlace:
    config.option.loadscopereorder = False
    return ByPlace(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, RunningSite):
                report.sections.append((f"log of the site at port {value.port}", value.log_tail()))
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The specification beside the checkout (``../shared``, or where ``KERNELYARD_SHARED`` says)."""
    found = parts.shared_dir()
    parts.require("shared", found is not None, "no ../shared/spec beside the checkout; set KERNELYARD_SHARED")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def site() -> Iterator[RunningSite]:
    """One real site (``kernelyard up``), shared by all tests of a worker; ends clean or fails.

    Tests leave it as they found it: they end the sessions and delete the folders that they made.
    """
    running = RunningSite.fresh()
    try:
        running.start("--mock-gpus", "2")
        yield running
        status = running.stop()
        assert status == 0, f"kernelyard up ended with {status}:\n{running.log_tail()}"
        left = running.leftovers()
        assert not left, "left over after Ctrl-C:\n" + "\n".join(left)
    finally:
        running.kill()
        running.remove()


@pytest.fixture
def fresh_site() -> Iterator[RunningSite]:
    """A site of the test's own, not started; whatever runs of it at the end is ended."""
    own = RunningSite.fresh()
    try:
        yield own
    finally:
        own.kill()
        own.remove()
