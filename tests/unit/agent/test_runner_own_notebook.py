"""The image's own notebook server, where it fits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kernelyard_agent.runner import own_notebook as module


def image(root: Path, version: str, first_line: str = "#!{root}/bin/python3") -> Path:
    (root / "bin").mkdir(parents=True)
    (root / "lib/python3.10/site-packages" / f"jupyterhub-{version}.dist-info").mkdir(parents=True)
    (root / "bin" / "python3").touch(mode=0o755)
    program = root / "bin" / "jupyterhub-singleuser"
    program.write_text(first_line.format(root=root) + "\nimport sys\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("version", "taken"), [("6.1.1", True), ("4.1.0", True), ("4.0.2", False), ("1.5.0", False)]
)
def test_an_images_own_server_is_taken_when_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    program = image(tmp_path / "venv", version)
    monkeypatch.setenv("PATH", str(program.parent))
    argv = module.argv(["--debug"])
    assert argv[-1] == "--debug"
    python = str(program.with_name("python3"))
    assert argv[0] == (python if taken else sys.executable)
    assert not taken or argv[1:3] == [str(module.START), str(program)]


def test_a_server_that_is_no_python_script_is_started_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = image(tmp_path / "venv", "6.1.1", "#!/bin/sh")
    monkeypatch.setenv("PATH", str(program.parent))
    assert module.argv(["--debug"]) == [str(program), "--debug"]


def test_a_script_starts_as_its_interpreter_would_start_it(tmp_path: Path) -> None:
    script = tmp_path / "bin" / "script"
    script.parent.mkdir()
    script.write_text(
        "import sys\nif __name__ == '__main__':\n"
        "    print(sys.argv, sys.path[0], 'rfc3987_syntax' in sys.modules, __file__)\n"
        "    import log\n"
    )
    (script.parent / "log.py").write_text("print('beside the script')\n")
    done = subprocess.run(
        [sys.executable, str(module.START), str(script), "--debug"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        f"['{script}', '--debug'] {script.parent} True {script}",
        "beside the script",
    ]


@pytest.mark.parametrize("known", [None, "/etc/image"])
def test_jupyter_finds_our_defaults_last(tmp_path: Path, known: str | None) -> None:
    script = tmp_path / "script"
    script.write_text("import os\nprint(os.environ['JUPYTER_CONFIG_PATH'])\n")
    done = subprocess.run(
        [sys.executable, str(module.START), str(script)],
        env={} if known is None else {"JUPYTER_CONFIG_PATH": known},
        capture_output=True,
        text=True,
        check=True,
    )
    *others, ours = done.stdout.strip().split(":")
    assert others == ([] if known is None else [known])
    assert (Path(ours) / "labconfig" / "default_setting_overrides.json").is_file()


def test_ours_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    assert module.argv([]) == [sys.executable, "-m", "kernelyard_agent.runner.notebook"]
    monkeypatch.setenv("PATH", "/nowhere")
    assert module.argv([])[0] == sys.executable


def test_in_an_image_ours_knows_nothing_of_the_images_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.kernelspecs, "in_container", lambda: True)
    monkeypatch.setenv("PATH", "/nowhere")
    assert module.argv([])[:2] == [sys.executable, "-I"]


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("#!{root}/bin/python3 -I", (5, 2)),
        ("#!/bin/sh", (5, 2)),
        ("#!/usr/bin/env no-such-python", None),
        ("\x7fELF", None),
        ("", None),
    ],
)
def test_the_version_is_that_of_the_scripts_interpreter(
    tmp_path: Path, line: str, version: tuple[int, int] | None
) -> None:
    assert module.version_of(image(tmp_path / "venv", "5.2.1", line)) == version


def test_a_version_that_cannot_be_found_does_not_fit(tmp_path: Path) -> None:
    program = image(tmp_path / "venv", "5.2.1")
    next(tmp_path.rglob("jupyterhub-*")).rename(tmp_path / "elsewhere")
    assert not module.fits(program)
    assert not module.fits(tmp_path / "missing")
