"""The feature report: a row is proven by a passing test that names it, and by nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests import feature_marks, features
from tests.feature_marks import Result
from tests.parts import ROOT

pytest_plugins = ["pytester"]

ROWS = {"SES-001": "sessions start", "SES-002": "sessions end", "STO-001": "folders"}


def result(*names: str, passed: bool = True) -> Result:
    return {"features": list(names), "passed": passed}


def last_line(lines: list[str]) -> dict[str, dict[str, int]]:
    parsed: dict[str, dict[str, int]] = json.loads("\n".join(lines).splitlines()[-1])
    return parsed


def test_rows_and_proven_are_counted_per_prefix() -> None:
    lines, status = features.report(ROWS, {"t::a": result("SES-001"), "t::b": result("SES-001", "STO-001")})
    assert last_line(lines) == {"rows": {"SES": 2, "STO": 1}, "proven": {"SES": 1, "STO": 1}}
    assert status == 0
    assert any("SES-001" in line and "t::a" in line and "t::b" in line for line in lines)


def test_a_failed_test_proves_nothing() -> None:
    lines, _ = features.report(ROWS, {"t::a": result("SES-002", passed=False)})
    assert last_line(lines)["proven"] == {"SES": 0, "STO": 0}


def test_an_unknown_row_is_an_error() -> None:
    lines, status = features.report(ROWS, {"t::a": result("SES-999")})
    assert status == 1
    assert any("SES-999" in line and "not in the inventory" in line for line in lines)
    assert last_line(lines)["proven"] == {"SES": 0, "STO": 0}


def test_without_the_inventory_it_says_so() -> None:
    lines, status = features.report(None, {"t::a": result("SES-001")})
    assert status == 0
    assert any("not beside the checkout" in line for line in lines)
    assert last_line(lines) == {"rows": None, "proven": {"SES": 1}}


def test_a_part_of_the_suite_replaces_its_own_tests_only(tmp_path: Path) -> None:
    path = tmp_path / "features.json"
    feature_marks.write(path, {"a": result("SES-001"), "b": result("SES-002")}, anew=True)
    feature_marks.write(path, {"b": result("SES-002", passed=False)}, anew=False)
    assert feature_marks.read(path) == {"a": result("SES-001"), "b": result("SES-002", passed=False)}
    feature_marks.write(path, {"c": result("STO-001")}, anew=True)
    assert list(feature_marks.read(path)) == ["c"]


def test_the_report_ends_with_one_json_object(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "features.json"
    feature_marks.write(path, {}, anew=True)
    assert features.main([], results=path) == 0
    assert set(json.loads(capsys.readouterr().out.splitlines()[-1])) >= {"rows", "proven"}


INNER = """
import pytest

@pytest.mark.feature("SES-001", "SES-002")
def test_passes():
    pass

@pytest.mark.feature("SES-002")
def test_fails():
    raise AssertionError

@pytest.mark.feature("STO-001")
def test_skips():
    pytest.skip("no disk")

@pytest.mark.feature("ZZZ-001")
def test_names_a_row_that_does_not_exist():
    pass

@pytest.fixture
def broken_end():
    yield
    raise AssertionError

@pytest.mark.feature("STO-001")
def test_does_not_clean_up(broken_end):
    pass
"""

INNER_CONFTEST = """
from tests import feature_marks
feature_marks.inventory = lambda: {rows!r}

def pytest_configure(config):
    import pathlib
    config.pluginmanager.register(feature_marks.FeatureMarks(pathlib.Path("out.json")))
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_plugin_records_what_passed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    pytester.makepyfile(INNER)
    pytester.makeconftest(INNER_CONFTEST.format(rows=ROWS))
    pytester.makeini("[pytest]\nmarkers = feature: rows\ntestpaths = .\n")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    ran = pytester.runpytest_subprocess("-n", workers, "-p", "no:cacheprovider")
    ran.assert_outcomes(passed=2, failed=1, skipped=1, errors=2)
    ran.stdout.fnmatch_lines(["*not in the feature inventory: ZZZ-001*"])
    found = feature_marks.read(pytester.path / "out.json")
    short = {name.partition("::")[2]: result["passed"] for name, result in found.items()}
    assert short == {
        "test_passes": True,
        "test_fails": False,
        "test_skips": False,
        "test_names_a_row_that_does_not_exist": False,
        "test_does_not_clean_up": False,
    }
    assert features.proofs(found).keys() == {"SES-001", "SES-002"}
