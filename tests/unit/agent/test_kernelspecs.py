"""Which of an image's Jupyter kernels is the session's, and by which interpreter it starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kernelyard_agent.runner import kernelspecs
from kernelyard_agent.runner.kernelspecs import Found, NoKernel, choose, command, directories, find


def spec(prefix: Path, name: str, language: str = "python", argv: list[str] | None = None) -> Path:
    directory = prefix / kernelspecs.KERNELS / name
    directory.mkdir(parents=True)
    text = json.dumps({"argv": argv or ["python", "-m", "k"], "language": language, "display_name": name})
    (directory / "kernel.json").write_text(text)
    return directory


def program(prefix: Path, name: str) -> str:
    path = prefix / "bin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
    return str(path)


def found(*names_and_languages: tuple[str, str]) -> dict[str, Found]:
    return {
        name: Found(name, Path("/usr/share/jupyter/kernels") / name, ("python",), language)
        for name, language in names_and_languages
    }


def test_the_users_own_come_first_then_those_of_the_path(tmp_path: Path) -> None:
    home, first, second = tmp_path / "home", tmp_path / "first", tmp_path / "second"
    spec(home / ".local", "mine")
    spec(first, "python3", argv=["first"])
    spec(second, "python3", argv=["second"])
    spec(second, "ir", "R", ["R"])
    environ = {"HOME": str(home), "PATH": f"{first}/bin:relative/bin:{second}/bin"}
    kernels = find(directories(environ, ""))
    assert {"mine", "python3", "ir"} <= kernels.keys()
    assert kernels["python3"].argv == ("first",)
    assert kernels["ir"].prefix == second
    # The labelled interpreter's own environment comes before the PATH.
    assert find(directories(environ, f"{second}/bin/python"))["python3"].argv == ("second",)


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    good = spec(tmp_path, "good")
    for name, text in (
        ("broken", "{"),
        ("empty", '{"argv": []}'),
        ("list", "[]"),
        ("none", '{"argv": null}'),
    ):
        (good.parent / name).mkdir()
        (good.parent / name / "kernel.json").write_text(text)
    (good.parent / "file").write_text("")
    assert list(find([good.parent, tmp_path / "nowhere"])) == ["good"]


def test_nothing_of_the_bundle_is_looked_at() -> None:
    environ = {
        "HOME": "/home/work",
        "PATH": "/opt/kernelyard/bin:/usr/bin",
        "JUPYTER_PATH": "/opt/kernelyard/x",
    }
    assert not [path for path in directories(environ, "") if path.is_relative_to("/opt/kernelyard")]


@pytest.mark.feature("KRN-008", "KRN-009")
@pytest.mark.parametrize(
    ("kernels", "runtime_type", "chosen"),
    [
        ([("ir", "R"), ("python3", "python")], "r", "ir"),
        ([("bash", "bash"), ("python3", "python")], "bash", "bash"),
        ([("a", "python"), ("python3", "python")], "python", "python3"),
        ([("a", "python"), ("b", "python")], "python", "a"),
        ([("ir", "R"), ("python3", "python")], "app", "python3"),
        ([("julia-1.9", "julia")], "", "julia-1.9"),
    ],
)
def test_the_label_chooses_then_python_then_the_only_one(
    kernels: list[tuple[str, str]], runtime_type: str, chosen: str
) -> None:
    assert choose(found(*kernels), runtime_type, "").name == chosen


def test_of_two_pythons_the_labelled_interpreters_is_chosen() -> None:
    kernels = {
        "python3": Found("python3", Path("/usr/share/jupyter/kernels/python3"), ("python",), "python"),
        "conda": Found("conda", Path("/opt/conda/share/jupyter/kernels/conda"), ("python",), "python"),
    }
    assert choose(kernels, "python", "/opt/conda/bin/python").name == "conda"
    assert choose(kernels, "python", "/usr/bin/python3").name == "python3"


def test_none_or_several_without_a_word_is_a_sentence() -> None:
    with pytest.raises(NoKernel, match=r"no Jupyter kernel.*batch mode, the terminal and files work"):
        choose({}, "app", "")
    with pytest.raises(NoKernel, match=r"\(a, b\).*runtime-type"):
        choose(found(("a", "x"), ("b", "y")), "app", "")


def test_python_is_the_one_beside_the_kernelspec(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    beside, elsewhere = program(own, "python3"), program(other, "python3")
    environ = {"PATH": f"{other}/bin"}
    for name in ("python", "python3", "python3.11"):
        assert command([name, "-m", "k"], own, environ, "") == [beside, "-m", "k"]
    nothing = tmp_path / "nothing"
    assert command(["python", "-m", "k"], nothing, environ, "") == [elsewhere, "-m", "k"]
    labelled = program(tmp_path / "labelled", "python3.9")
    assert command(["python"], nothing, environ, labelled) == [labelled]
    # A label that names no Python says nothing about who runs a Python kernel.
    assert command(["python"], nothing, environ, program(tmp_path / "shell", "bash")) == [elsewhere]


def test_other_programs_are_left_alone_and_prefixes_are_the_images(tmp_path: Path) -> None:
    assert command(["R", "--slave"], tmp_path, {"PATH": ""}, "") == ["R", "--slave"]
    assert command(["/usr/bin/python3", "-m", "k"], tmp_path, {}, "") == ["/usr/bin/python3", "-m", "k"]
    assert command(["{prefix}/bin/k", "{connection_file}"], Path("/opt/x"), {}, "") == [
        "/opt/x/bin/k",
        "{connection_file}",
    ]


def test_outside_of_containers_the_environments_own_kernel_is_used() -> None:
    assert kernelspecs.session_kernel("r", "/usr/bin/R") is None
    assert kernelspecs.server_arguments() == []
