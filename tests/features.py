"""``python -m tests.features``: which rows of the feature inventory have a passing test.

Prints a line per proven row with the tests that prove it, a table per prefix, and as the last line one JSON
object ``{"rows": {prefix: n}, "proven": {prefix: n}}``. Outcomes come from the last test run; without one,
the marked tests are run first. Without the inventory (``../shared/spec/features.csv``) it says so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.feature_marks import RESULTS, Result, inventory, read
from tests.parts import ROOT


def proofs(results: Mapping[str, Result]) -> dict[str, list[str]]:
    """Row -> tests that name it and passed."""
    found: dict[str, list[str]] = {}
    for test, result in sorted(results.items()):
        if result["passed"]:
            for name in result["features"]:
                found.setdefault(name, []).append(test)
    return found


def per_prefix(names: object) -> dict[str, int]:
    """How many of the ids begin with each prefix (``SES`` of ``SES-001``), sorted."""
    assert isinstance(names, (list, dict, set))
    return dict(sorted(Counter(name.partition("-")[0] for name in names).items()))


def report(rows: Mapping[str, str] | None, results: Mapping[str, Result]) -> tuple[list[str], int]:
    """The lines to print, the last one JSON, and the exit status: 1 when a mark names no row."""
    found = proofs(results)
    if rows is None:
        lines = [f"{name}  {', '.join(tests)}" for name, tests in sorted(found.items())]
        lines.append(
            "features.csv is not beside the checkout (../shared/spec, KERNELYARD_SHARED): rows unknown"
        )
        return [*lines, json.dumps({"rows": None, "proven": per_prefix(found)})], 0
    strangers = sorted({name for result in results.values() for name in result["features"]} - set(rows))
    proven = [name for name in rows if name in found]
    lines = [f"{name}  {rows[name][:90]}\n    {'  '.join(found[name])}" for name in proven]
    total, done = per_prefix(list(rows)), per_prefix(proven)
    lines.append(f"\n{'prefix':8}{'rows':>6}{'proven':>8}")
    lines.extend(f"{prefix:8}{count:6}{done.get(prefix, 0):8}" for prefix, count in total.items())
    lines.append(f"{'all':8}{len(rows):6}{len(proven):8}\n")
    lines.extend(f"{name} is named by a test and is not in the inventory" for name in strangers)
    summary = {"rows": total, "proven": {prefix: done.get(prefix, 0) for prefix in total}}
    if strangers:
        summary["unknown"] = dict.fromkeys(strangers, 1)
    return [*lines, json.dumps(summary)], 1 if strangers else 0


def newest_source() -> float:
    """When a source file was last changed, seconds since the epoch; 0 where git cannot tell the files."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.ts", "*.tsx"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    paths = [ROOT / name for name in listed.stdout.splitlines()]
    return max((path.stat().st_mtime for path in paths if path.exists()), default=0.0)


def main(arguments: list[str] | None = None, results: Path = RESULTS) -> int:
    """Print the report; the exit status is 1 when a test names a row that the inventory lacks."""
    parser = argparse.ArgumentParser(prog="python -m tests.features", description=__doc__)
    parser.add_argument("--run", action="store_true", help="run the marked tests first, whatever is known")
    options = parser.parse_args(arguments)
    if options.run or not results.exists():
        print("running the tests that name features ...", flush=True)
        subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "feature"], cwd=ROOT, check=False)
    elif newest_source() > results.stat().st_mtime:
        print("the sources have changed since these tests ran; `make test` brings this up to date\n")
    lines, status = report(inventory(), read(results))
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    raise SystemExit(main())
