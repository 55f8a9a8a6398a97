"""The images that tests of the docker engine use: built once per machine, never pulled.

Their tag is a digest of their recipes and of the packages in them, so that a second run finds them at once.
Workers that start together build once: the others wait at a lock. Also ``python -m tests.docker.rig`` builds.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests import parts
from tests.docker import roots

HERE = Path(__file__).parent
NAMES = ("python", "debian", "bash", "musl", "centos", "hostile")
PYTHON_SPEC = {
    "argv": ["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Python 3 (image)",
    "language": "python",
    "metadata": {"debugger": True},
}
BASH_SPEC = {
    "argv": ["python", "-m", "bash_kernel", "-f", "{connection_file}"],
    "display_name": "Bash",
    "language": "bash",
    "env": {"PS1": "$"},
}


@dataclass(frozen=True, slots=True)
class Images:
    """References of the images, as Docker knows them."""

    python: str
    """Debian, Python, JupyterLab, jupyterhub-singleuser; kernel ``python3``."""
    debian: str
    """No Python."""
    bash: str
    """Its only Jupyter kernel runs bash."""
    musl: str
    """Alpine-like: musl, busybox, ash."""
    centos: str
    """Libraries in /lib64, bash, no Python."""
    hostile: str
    """Links, variables and labels of somebody who wants out; see ``images/hostile.Dockerfile``."""


def cache_directory() -> Path:
    """Where what takes long to make is kept: ``KERNELYARD_TEST_CACHE``, else below ``~/.cache``."""
    named = os.environ.get("KERNELYARD_TEST_CACHE")
    return Path(named) if named else Path.home() / ".cache" / "kernelyard-tests"


def references() -> Images:
    """The images' names, whether they are there or not."""
    return Images(**{name: f"kernelyard-test/{name}:{tag()}" for name in NAMES})


@cache
def tag() -> str:
    """Changes with the recipes, and with the packages that go into the images."""
    digest = hashlib.sha256(f"{roots.codename()} {platform.machine()}".encode())
    for file in sorted([HERE / "roots.py", HERE / "rig.py", *(HERE / "images").iterdir()]):
        digest.update(file.read_bytes())
    for distribution in roots.packages():
        digest.update(f"{distribution.metadata['Name']} {distribution.version}\n".encode())
    return digest.hexdigest()[:12]


def require() -> None:
    """Skip, or fail where everything is asked for, when this machine cannot build or run the images."""
    parts.require_marked("docker")
    parts.require(
        "docker", shutil.which("docker") is not None, "no program docker (package docker.io or docker-cli)"
    )
    if all(map(_exists, [getattr(references(), name) for name in NAMES])):
        return
    lacking = [name for name in ("debootstrap", "gcc", "apt-get", "ldconfig") if shutil.which(name) is None]
    how = f"building the test images takes root, and programs of Debian (missing: {lacking})"
    parts.require("docker", not lacking and os.geteuid() == 0, how)


def ensure(say: Callable[[str], None] = lambda _: None) -> Images:
    """The images; those that are missing are built, which takes a minute or two the first time."""
    found = references()
    cached = cache_directory()
    cached.mkdir(parents=True, exist_ok=True)
    with (cached / "images.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [name for name in NAMES if not _exists(getattr(found, name))]
        if missing:
            _build(missing, cached, found, say)
            _forget(found)
    return found


def _forget(found: Images) -> None:
    """Remove the images of earlier recipes, those apart that somebody uses."""
    listed = _docker(
        "images", "--filter", "reference=kernelyard-test/*", "--format", "{{.Repository}}:{{.Tag}}"
    )
    kept = {getattr(found, name) for name in NAMES}
    ours = {f"kernelyard-test/{name}" for name in NAMES}
    for reference in listed.stdout.split():
        if reference not in kept and reference.partition(":")[0] in ours:
            _docker("image", "rm", reference)


def _build(missing: list[str], cached: Path, found: Images, say: Callable[[str], None]) -> None:
    base, python = _debian(cached, say)
    with tempfile.TemporaryDirectory(prefix="kernelyard-images-") as directory:
        work = Path(directory)
        for name in ("debian", *(name for name in NAMES if name != "debian")):
            if name not in missing:
                continue
            say(f"image {name}")
            context = work / name
            context.mkdir()
            _layers(name, context, base, python)
            _docker_build(getattr(found, name), name, context, found.debian)
            shutil.rmtree(context)


def _debian(cached: Path, say: Callable[[str], None]) -> tuple[Path, Path]:
    """Tars of a debootstrapped Debian without a Python, and of its Python; kept for the next time."""
    recipe = hashlib.sha256(
        " ".join([roots.codename(), platform.machine(), *roots.INCLUDED]).encode()
    ).hexdigest()[:12]
    base, python = cached / f"debian-{recipe}.tar", cached / f"debian-python-{recipe}.tar"
    if not (base.exists() and python.exists()):
        with tempfile.TemporaryDirectory(prefix="kernelyard-debian-", dir="/var/tmp") as directory:
            say(f"debootstrap {roots.codename()}")
            root = Path(directory) / "root"
            roots.debootstrap(root)
            new = Path(directory) / "base.tar", Path(directory) / "python.tar"
            roots.split(root, *new)
            for file, final in zip(new, (base, python), strict=True):
                shutil.move(file, f"{final}.new")
                Path(f"{final}.new").rename(final)
    return base, python


def _layers(name: str, context: Path, base: Path, python: Path) -> None:
    """Put what the Dockerfile of ``name`` adds beside it."""
    shutil.copy(HERE / "images" / f"{name}.Dockerfile", context / "Dockerfile")
    if name == "debian":
        shutil.copy(base, context / "base.tar")
    elif name in ("python", "bash"):
        # One layer for both images: Docker finds its own when the content is the same.
        shared = context.parent / "venv.tar"
        if not shared.exists():
            roots.venv(shared, python)
        os.link(shared, context / "venv.tar")
        spec, kernel = (PYTHON_SPEC, "python3") if name == "python" else (BASH_SPEC, "bash")
        roots.kernelspec(context / f"{kernel}.tar", kernel, json.dumps(spec, indent=1))
    elif name == "centos":
        roots.centos(context / "centos.tar", base)
    elif name == "musl":
        roots.musl(context / "musl.tar")
    else:
        roots.hostile(context / "hostile.tar")


def _docker_build(reference: str, name: str, context: Path, base: str) -> None:
    command = ["docker", "build", "--quiet", "--force-rm", "--tag", reference]
    if name in ("python", "bash"):
        command += ["--build-arg", f"BASE={base}"]
    environment = {**os.environ, "DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        [*command, str(context)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"docker build {name}: {done.stdout[-1500:]}{done.stderr[-1500:]}"


def _exists(reference: str) -> bool:
    return _docker("image", "inspect", "--format", "{{.Id}}", reference).returncode == 0


def _docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False)


def main() -> int:
    """Build what is missing, saying what it does and when."""
    began = time.monotonic()
    ensure(lambda text: print(f"[images {time.monotonic() - began:4.0f}s] {text}", flush=True))
    print(f"[images {time.monotonic() - began:4.0f}s] there: kernelyard-test/*:{tag()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
