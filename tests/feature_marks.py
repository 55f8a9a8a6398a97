"""Pytest plugin: which rows of the feature inventory were proven by the tests that passed.

``@pytest.mark.feature("SES-001", ...)`` names rows of ``spec/features.csv``. A name that is not there fails
the test. At the end of a run the outcome of every marked test is written to ``test-results/features.json``; a
run of the whole suite starts that file anew, a run of a part replaces its own tests in it.
"""

from __future__ import annotations

import csv
import fcntl
import json
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest

from tests.parts import ROOT, shared_dir

RESULTS = ROOT / "test-results" / "features.json"


class Result(TypedDict):
    """Outcome of one marked test."""

    features: list[str]
    passed: bool


@cache
def inventory() -> dict[str, str] | None:
    """Id -> text of every row, in the file's order; None without the specification beside the checkout."""
    shared = shared_dir()
    path = shared / "spec" / "features.csv" if shared else None
    if path is None or not path.exists():
        return None
    with path.open(newline="") as rows:
        return {row["id"]: row["feature"] for row in csv.DictReader(rows)}


def marked(item: pytest.Item) -> list[str]:
    """The rows that a test names, each once."""
    return list(dict.fromkeys(str(name) for mark in item.iter_markers("feature") for name in mark.args))


def unknown(names: list[str]) -> list[str]:
    """Those of ``names`` that the inventory lacks; nothing is unknown without an inventory."""
    known = inventory()
    return [] if known is None else [name for name in names if name not in known]


class FeatureMarks:
    """Collects outcomes in the process that reports (with xdist: the controller)."""

    def __init__(self, results: Path = RESULTS) -> None:
        self.results = results
        self.outcomes: dict[str, Result] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        wrong = unknown(marked(item))
        if wrong:
            pytest.fail(f"not in the feature inventory: {', '.join(wrong)}", pytrace=False)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # Properties travel with the report from an xdist worker to the process that writes the file.
        for item in items:
            item.user_properties.extend(("feature", name) for name in marked(item))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        names = [str(value) for key, value in report.user_properties if key == "feature"]
        if not names:
            return
        result = self.outcomes.setdefault(report.nodeid, {"features": names, "passed": False})
        if report.when == "call":
            result["passed"] = report.passed and not hasattr(report, "wasxfail")
        elif report.failed:
            result["passed"] = False

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workerinput"):
            return
        whole = _is_whole_run(session.config)
        if self.outcomes or whole:
            write(self.results, self.outcomes, anew=whole)


def _is_whole_run(config: pytest.Config) -> bool:
    option = config.option
    narrowed = option.keyword or option.markexpr or getattr(option, "lf", False) or option.collectonly
    return not narrowed and config.args_source == pytest.Config.ArgsSource.TESTPATHS


def write(path: Path, outcomes: dict[str, Result], *, anew: bool) -> None:
    """Replace the file (``anew``), or the given tests in it. Two runs at a time take turns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = {} if anew else read(path)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(dict(sorted({**known, **outcomes}.items())), indent=1) + "\n")
        fresh.replace(path)


def read(path: Path) -> dict[str, Result]:
    """What earlier runs wrote; empty when there is nothing."""
    if not path.exists():
        return {}
    results: dict[str, Result] = json.loads(path.read_text())
    return results
