"""Service definitions: what they may say, and what their actions do."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent.runner import children
from kernelyard_agent.runner.apps import actions as module
from kernelyard_agent.runner.apps.actions import Actions
from kernelyard_agent.runner.apps.definitions import (
    FILE_LIMIT,
    Action,
    Definition,
    DefinitionProblem,
    check_arguments,
    check_environ,
    parse,
    read,
)
from kernelyard_agent.runner.apps.templates import TemplateProblem

JUPYTER = {
    "prestart": [
        {
            "action": "write_tempfile",
            "args": {"body": ["c.NotebookApp.allow_root = True", "c.NotebookApp.port = {ports[0]}"]},
            "ref": "jupyter_cfg",
        }
    ],
    "command": ["{runtime_path}", "-m", "jupyterlab", "--no-browser", "--config", "{jupyter_cfg}"],
    "url_template": "http://{host}:{port}/",
}


@pytest.mark.feature("KRN-018", "KRN-020", "KRN-027")
def test_the_original_s_example(tmp_path: Path) -> None:
    (tmp_path / "jupyter.json").write_text(json.dumps(JUPYTER))
    definition = read(tmp_path, "jupyter")
    assert definition is not None
    assert definition.prestart[0] == Action("write_tempfile", JUPYTER["prestart"][0]["args"], "jupyter_cfg")  # type: ignore[index]
    variables = {"ports": [8080], "runtime_path": "/usr/bin/python3", "jupyter_cfg": "/tmp/x"}
    assert definition.argv(variables, {}) == [
        "/usr/bin/python3", "-m", "jupyterlab", "--no-browser", "--config", "/tmp/x"
    ]  # fmt: skip
    assert definition.url_template == "http://{host}:{port}/"
    assert read(tmp_path, "other") is None


@pytest.mark.feature("KRN-018")
def test_arguments_and_variables_of_callers() -> None:
    definition = parse(
        {
            "command": ["run"],
            "env": {"PORT": "{ports[0]}"},
            "allowed_arguments": ["--opt", "--multi", "--flag"],
            "default_arguments": {"--opt": "1"},
            "allowed_envs": {"COLOUR": "blue"},
        }
    )
    variables = {"ports": [9000]}
    assert definition.argv(variables, {}) == ["run", "--opt", "1"]
    given: dict[str, Any] = {"--opt": "2", "--multi": ["a", "b"], "--flag": None}
    check_arguments(definition, given)
    assert definition.argv(variables, given) == ["run", "--opt", "2", "--multi", "a", "b", "--flag"]
    assert definition.environ(variables) == {"PORT": "9000"}
    check_environ(definition, {"COLOUR": "red"})
    with pytest.raises(DefinitionProblem, match="not allowed"):
        check_arguments(definition, {"--other": "1"})
    with pytest.raises(DefinitionProblem, match="not possible"):
        check_arguments(definition, {"--opt": "a\0b"})
    with pytest.raises(DefinitionProblem, match="too long"):
        check_arguments(definition, {"--opt": "a" * 40_000})
    with pytest.raises(DefinitionProblem, match="not allowed"):
        check_environ(definition, {"OTHER": "1"})


@pytest.mark.feature("KRN-018")
@pytest.mark.parametrize(
    "name",
    ["LD_PRELOAD", "LD_LIBRARY_PATH", "NVIDIA_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES", "JPY_X", "A=B"],
)
def test_neither_image_nor_caller_sets_what_is_the_platform_s(name: str) -> None:
    with pytest.raises(DefinitionProblem):
        Definition(command=["x"], env={name: "1"}).environ({})
    with pytest.raises(DefinitionProblem):
        check_environ(Definition(allowed_envs={name: None}), {name: "1"})


@pytest.mark.parametrize(
    "document",
    [
        [],
        "x",
        {},
        {"command": []},
        {"command": "run"},
        {"command": [1]},
        {"command": ["a\0b"]},
        {"command": ["x"], "prestart": {}},
        {"command": ["x"], "prestart": [{"action": "log"}]},
        {"command": ["x"], "prestart": [{"args": {}}]},
        {"command": ["x"], "prestart": [{"action": "log", "args": [], "ref": "a"}]},
        {"command": ["x"], "prestart": [{"action": "log", "args": {}, "ref": "a.b"}]},
        {"command": ["x"], "prestart": [{"action": "log", "args": {}}] * 101},
        {"command": ["x"], "env": ["A"]},
        {"command": ["x"], "env": {"A": 1}},
        {"command": ["x"], "allowed_arguments": "x"},
        {"command": ["x"], "default_arguments": ["x"]},
        {"command": ["x"], "url_template": "{host.__class__}"},
    ],
)
def test_wrong_documents(document: object) -> None:
    with pytest.raises((DefinitionProblem, TemplateProblem)):
        parse(document)


def test_a_definition_may_only_be_a_small_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "directory.json").mkdir()
    (tmp_path / "endless.json").symlink_to("/dev/zero")
    (tmp_path / "long.json").write_text(" " * (FILE_LIMIT + 1))
    (tmp_path / "garbage.json").write_bytes(b"\xff{")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    for name in ("pipe", "directory", "endless", "long", "garbage", "deep"):
        with pytest.raises(DefinitionProblem):
            read(tmp_path, name)


class Rig:
    """Actions with a home to work in."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.notes: list[str] = []
        self.expected: set[int] = set()
        self.variables: dict[str, Any] = {"ports": [8080], "runtime_path": sys.executable, "home": str(home)}
        self.actions = Actions(
            {"PATH": os.environ["PATH"], "COLOUR": "red"}, self.expected, self.notes.append
        )

    async def run(self, action: str, ref: str | None = None, **args: Any) -> None:
        await self.actions.run("svc", [Action(action, args, ref)], self.variables)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


@pytest.mark.feature("KRN-021")
async def test_write_file(rig: Rig) -> None:
    await rig.run("write_file", filename="{home}/a", body=["port={ports[0]}", "x"])
    path = rig.home / "a"
    assert path.read_text() == "port=8080\nx\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    await rig.run("write_file", filename="{home}/a", body=["more"], append=True, mode="600")
    assert path.read_text() == "port=8080\nx\nmore\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await rig.run("write_file", filename="{home}/a", body=["new"], mode="4755")
    assert path.read_text() == "new\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


@pytest.mark.feature("KRN-022")
async def test_write_tempfile(rig: Rig) -> None:
    await rig.run("write_tempfile", "path", body=["{ports[0]}"], mode="644")
    path = Path(rig.variables["path"])
    try:
        assert path.read_text() == "8080\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
    finally:
        path.unlink()


@pytest.mark.feature("KRN-023")
async def test_mkdir(rig: Rig) -> None:
    await rig.run("mkdir", path="{home}/a/b/c")
    await rig.run("mkdir", path="{home}/a/b/c")
    assert (rig.home / "a" / "b" / "c").is_dir()


@pytest.mark.feature("KRN-024")
async def test_run_command(rig: Rig) -> None:
    await rig.run(
        "run_command", "done", command=["/bin/sh", "-c", "echo $COLOUR {ports[0]}; echo e >&2; exit 3"]
    )
    assert rig.variables["done"] == {"out": "red 8080\n", "err": "e\n"}
    # What is left in the background keeps nobody waiting.
    await rig.run("run_command", "done", command=["/bin/sh", "-c", "echo up; sleep 30 & echo $! >&2"])
    assert rig.variables["done"]["out"] == "up\n"
    os.kill(int(rig.variables["done"]["err"]), 9)
    assert rig.expected == set()


@pytest.mark.feature("KRN-024")
async def test_a_command_that_does_not_end_is_ended(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIME_LIMIT", 0.2)
    with pytest.raises(DefinitionProblem, match="has not ended"):
        await rig.run("run_command", command=["/bin/sh", "-c", "echo $$ > {home}/pid; sleep 60"])
    pid = int((rig.home / "pid").read_text())
    async with asyncio.timeout(10):
        await children.gone(pid)


async def test_output_is_kept_only_so_far(rig: Rig) -> None:
    await rig.run("run_command", "done", command=["/bin/sh", "-c", "head -c 5000000 /dev/zero"])
    assert len(rig.variables["done"]["out"]) == module.OUTPUT_LIMIT


@pytest.mark.feature("KRN-025")
async def test_log(rig: Rig) -> None:
    await rig.run("log", body="on {ports[0]}")
    await rig.run("log", body="quietly", debug=True)
    assert rig.notes == ["svc: info: on 8080", "svc: debug: quietly"]


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("rm", {}),
        ("__init__", {}),
        ("write_file", {"body": ["x"]}),
        ("write_file", {"filename": "/nonexistent/x", "body": ["x"]}),
        ("write_file", {"filename": "{home}", "body": ["x"]}),
        ("write_file", {"filename": "{home}/x", "body": ["{nope}"]}),
        ("write_file", {"filename": "{home}/x", "body": ["x"], "mode": "rwx"}),
        ("mkdir", {"path": "/proc/x"}),
        ("run_command", {"command": "ls"}),
        ("run_command", {"command": []}),
        ("run_command", {"command": ["/nonexistent/program"]}),
    ],
)
async def test_what_cannot_be_done_is_named(rig: Rig, action: str, args: dict[str, Any]) -> None:
    with pytest.raises(DefinitionProblem, match=action):
        await rig.run(action, **args)
