"""The bundle: the node's own Python, started in images that hold nothing it could use."""

from __future__ import annotations

import io
import json
import os
import platform
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernelyard_agent import bundle
from tests.docker import rig
from tests.docker.engine_rig import docker, node_bundle

pytestmark = pytest.mark.docker

PYTHON = f"{bundle.MOUNT}/bin/python3"
STATIC = f"kernelyard-test/static-{os.getpid()}:1"
RUNNER = f"kernelyard-test/runner-{os.getpid()}:1"
EMPTY = f"kernelyard-test/empty-{os.getpid()}:1"
ONLY_BUSYBOX = """
FROM {musl} AS musl
FROM scratch
COPY --from=musl /bin/busybox /bin/busybox
"""
IMPORTS = "zmq, ssl, sqlite3, asyncio, asyncssh, jupyter_server, ctypes, bz2, lzma, terminado, kernelyard_lab"
CHILD = f"""
import subprocess, sys
import {IMPORTS}
print(subprocess.run([sys.executable, "-I", "-c", "import zmq, sys; print(sys.executable)"],
    check=True, capture_output=True, text=True).stdout.strip())
"""


def run(image: str, *command: str, environ: dict[str, str] | None = None) -> str:
    """What a command prints in a fresh container with the bundle."""
    variables = [word for name, value in (environ or {}).items() for word in ("--env", f"{name}={value}")]
    mount = f"{node_bundle()}:{bundle.MOUNT}:ro"
    options = ["--rm", "--network", "none", "--read-only", "--entrypoint", "", "--user", "4321:4321"]
    return docker("run", *options, "--workdir", "/", "--volume", mount, *variables, image, *command)


def build(directory: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kernelyard_agent.bundle", "build", str(directory)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def static(images: rig.Images) -> Iterator[str]:
    """An image that holds one static program and nothing else."""
    docker("build", "--quiet", "--tag", STATIC, "-", text=ONLY_BUSYBOX.format(musl=images.musl))
    yield STATIC
    docker("rmi", "--force", STATIC)


@pytest.mark.feature("KRN-002")
def test_it_runs_where_there_is_nothing_else(static: str) -> None:
    assert run(static, PYTHON, "-I", "-c", CHILD) == PYTHON


@pytest.mark.feature("KRN-001", "KRN-002")
@pytest.mark.parametrize("name", rig.NAMES)
def test_it_runs_in_every_image(images: rig.Images, name: str) -> None:
    environ = {"LD_PRELOAD": ""} if name == "hostile" else {}
    assert run(getattr(images, name), PYTHON, "-I", "-c", CHILD, environ=environ) == PYTHON


def test_it_takes_no_library_of_the_image(images: rig.Images) -> None:
    environ = {"LD_LIBRARY_PATH": "/usr/lib/x86_64-linux-gnu:/lib/x86_64-linux-gnu:/usr/lib64:/lib64"}
    code = f"import {IMPORTS}\nprint(open('/proc/self/maps').read())"
    for image in (images.debian, images.centos):
        mapped = run(image, PYTHON, "-I", "-c", code, environ=environ)
        files = {line.split()[-1] for line in mapped.splitlines() if ".so" in line}
        assert len(files) > 20
        assert [file for file in files if not file.startswith(bundle.MOUNT)] == []


def test_an_image_preloads_nothing_into_it(images: rig.Images) -> None:
    """Its /etc/ld.so.preload names a file that no loader can load, and ours would say so."""
    mount = f"{node_bundle()}:{bundle.MOUNT}:ro"
    done = subprocess.run(
        [
            *("docker", "run", "--rm", "--entrypoint", "", "--user", "0", "--workdir", "/"),
            *("--volume", mount, "--env", "LD_PRELOAD=", images.hostile),
            *(PYTHON, "-I", "-c", "print('clean')"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("clean\n", "")


def test_its_commands_run(images: rig.Images) -> None:
    said = run(images.musl, f"{bundle.MOUNT}/bin/jupyter-lab", "--version", environ={"HOME": "/tmp"})
    assert said.split(".")[0] == "4"


def test_nobody_can_write_to_it_and_its_modules_are_compiled(images: rig.Images) -> None:
    code = (
        "import jupyter_server, os, importlib.util as u; f = u.cache_from_source(jupyter_server.__file__);"
        "print(open(f, 'rb').read(8)[4], os.access(f, os.W_OK))"
    )
    assert run(images.debian, PYTHON, "-I", "-c", code) == "1 False"


def test_builders_at_the_same_time_build_once_and_later_ones_not_at_all(tmp_path: Path) -> None:
    builders = [build(tmp_path), build(tmp_path)]
    said = [builder.communicate(timeout=240) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], said
    paths = {out.strip() for out, _ in said}
    assert len(paths) == 1
    path = Path(paths.pop())
    assert sum("built in" in err for _, err in said) == 1, said
    manifest = json.loads((path / "bundle.json").read_text())
    assert manifest["digest"] == path.name
    assert manifest["architecture"] == platform.machine()
    again = build(tmp_path)
    out, err = again.communicate(timeout=60)
    assert (out.strip(), err) == (str(path), "")

    assert bundle.prune(tmp_path, [path]) == []
    stale = path.with_name("0" * 24)
    stale.mkdir()
    assert bundle.prune(tmp_path, [path]) == [stale]
    assert [entry.name for entry in path.parent.iterdir() if entry.is_dir()] == [path.name]


@pytest.fixture(scope="module")
def runner_image() -> Iterator[str]:
    """A bundle in an image, made as the documentation says."""
    context = io.BytesIO()
    bundle.write_context(node_bundle(), context)
    environ = {**os.environ, "DOCKER_BUILDKIT": "0"}
    subprocess.run(
        ["docker", "build", "--quiet", "--tag", RUNNER, "-"],
        input=context.getvalue(),
        env=environ,
        check=True,
        capture_output=True,
    )
    yield RUNNER
    docker("rmi", "--force", RUNNER)


@pytest.mark.feature("KRN-002")
def test_a_runner_image_holds_the_same(runner_image: str, images: rig.Images, tmp_path: Path) -> None:
    found = bundle.ensure(tmp_path, Path("/nowhere/python3"), runner_image=runner_image)
    assert found.parent == tmp_path / "bundle"
    mount = f"{found}:{bundle.MOUNT}:ro"
    said = docker(
        *("run", "--rm", "--network", "none", "--volume", mount, images.musl, PYTHON, "-I", "-c", CHILD)
    )
    assert said == PYTHON
    assert bundle.ensure(tmp_path, Path("/nowhere/python3"), runner_image=runner_image) == found
    assert docker("ps", "--all", "--quiet", "--filter", f"ancestor={runner_image}") == ""


def test_an_image_without_a_bundle_is_refused(images: rig.Images, tmp_path: Path) -> None:
    for image in (images.musl, "kernelyard-test/nowhere:1"):
        with pytest.raises(bundle.BundleError, match=f"runner image {image}"):
            bundle.ensure(tmp_path, Path(sys.executable), runner_image=image)
    assert [path.name for path in (tmp_path / "bundle").iterdir() if path.is_dir()] == []


def test_an_image_whose_bundle_leads_away_is_refused(tmp_path: Path) -> None:
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        text = f"FROM scratch\nCOPY link {bundle.MOUNT}/lib\n".encode()
        member = tarfile.TarInfo("Dockerfile")
        member.size = len(text)
        tar.addfile(member, io.BytesIO(text))
        link = tarfile.TarInfo("link/away")
        link.type, link.linkname = tarfile.SYMTYPE, "../../../../etc/passwd"
        tar.addfile(link)
    subprocess.run(
        ["docker", "build", "--quiet", "--tag", EMPTY, "-"],
        input=context.getvalue(),
        env={**os.environ, "DOCKER_BUILDKIT": "0"},
        check=True,
        capture_output=True,
    )
    try:
        with pytest.raises(bundle.BundleError, match="lib/away"):
            bundle.ensure(tmp_path, Path(sys.executable), runner_image=EMPTY)
    finally:
        docker("rmi", "--force", EMPTY)
