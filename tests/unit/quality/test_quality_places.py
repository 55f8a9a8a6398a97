"""With several workers, one of them runs everything that uses the shared site."""

from __future__ import annotations

import pytest
from tests.parts import ROOT
from tests.places import place

pytest_plugins = ["pytester"]

NAMES = ("one", "hub_two", "three", "four")
INNER = """
import os
import pathlib

import pytest

@pytest.mark.parametrize("number", range(6))
def test_where(number):
    with pathlib.Path(os.environ["SEEN"]).open("a") as seen:
        seen.write(f"{__name__} {os.environ['PYTEST_XDIST_WORKER']}\\n")
"""
INNER_CONFTEST = """
from tests.conftest import pytest_xdist_make_scheduler
"""


@pytest.mark.parametrize(
    ("nodeid", "expected"),
    [
        ("tests/browser/test_browser_walk.py::test_x[a]", "site"),
        ("tests/interop/test_interop_admin.py::test_y", "client"),
        ("tests/integration/test_hub_spawn.py::test_z", "site"),
        ("tests/integration/test_up_life.py::test_z", "tests/integration/test_up_life.py"),
        ("tests/unit/hub/test_ledger_sums.py::Test::test[a::b]", "tests/unit/hub/test_ledger_sums.py"),
    ],
)
def test_the_place_of_a_test(nodeid: str, expected: str) -> None:
    assert place(nodeid) == expected


def test_one_worker_runs_all_of_the_site(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SEEN", str(pytester.path / "seen"))
    for directory, name in (
        ("browser", "one"),
        ("integration", "hub_two"),
        ("unit", "three"),
        ("unit", "four"),
    ):
        target = pytester.path / "tests" / directory
        target.mkdir(parents=True, exist_ok=True)
        (target / f"test_{name}.py").write_text(INNER)
    pytester.makeconftest(INNER_CONFTEST)
    ran = pytester.runpytest_subprocess("-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider")
    ran.assert_outcomes(passed=24)
    lines = (pytester.path / "seen").read_text().split("\n")
    workers = {
        file: {line.split()[1] for line in lines if line.startswith(f"test_{file} ")} for file in NAMES
    }
    assert all(len(found) == 1 for found in workers.values()), workers
    assert workers["one"] == workers["hub_two"], workers
    assert set().union(*workers.values()) == {"gw0", "gw1"}
