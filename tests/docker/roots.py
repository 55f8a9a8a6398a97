"""File trees of the test images, as tars: of a debootstrapped Debian, and of packages that are only unpacked.

Nothing is pulled and no container runs. The environment of Jupyter is this one's own packages, copied.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib import metadata
from pathlib import Path

from kernelyard_agent.bundle import survey

VENV = "opt/venv"
_PYTHON = (
    "usr/bin/py",
    "usr/bin/pdb3",
    "usr/bin/pygettext3",
    "usr/lib/python3",
    "usr/share/python3",
    "etc/python3",
)
"""Beginnings of the paths that make a Debian one with a Python."""
_LEFT_OUT = (
    "var/cache/apt/",
    "var/lib/apt/lists/",
    "usr/share/doc/",
    "usr/share/man/",
    "usr/share/locale/",
    "dev/",
    "proc/",
    "sys/",
)
INCLUDED = ("python3", "procps", "iproute2", "tmux")
UNSAFE = "etc/dpkg/dpkg.cfg.d/unsafe-io"
_EPOCH = 1_700_000_000


def codename() -> str:
    """Debian's release: this machine's, so that the image's Python is the one that the packages are for."""
    pairs = (line.partition("=") for line in Path("/etc/os-release").read_text().splitlines())
    return {key: value.strip('"') for key, _, value in pairs}.get("VERSION_CODENAME", "bookworm")


def debootstrap(target: Path) -> None:
    """Debian's minimum with a Python, below ``target``. Needs root.

    From debootstrap's own mirror, or from ``KERNELYARD_TEST_MIRROR``.
    """
    suite = codename()
    # dpkg need not wait for the disk: what fails halfway is thrown away.
    (target / UNSAFE).parent.mkdir(parents=True)
    (target / UNSAFE).write_text("force-unsafe-io\n")
    command = ["debootstrap", "--variant=minbase", f"--include={','.join(INCLUDED)}", suite, str(target)]
    mirror = os.environ.get("KERNELYARD_TEST_MIRROR")
    _run([*command, *([mirror] if mirror else [])])
    (target / UNSAFE).unlink()


def split(root: Path, base: Path, python: Path) -> None:
    """Two tars of one Debian: without a Python, and only that."""
    with tarfile.open(base, "w") as plain, tarfile.open(python, "w") as snake:
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if f"{name}/".startswith(_LEFT_OUT) and f"{name}/" not in _LEFT_OUT:
                continue
            (snake if name.startswith(_PYTHON) else plain).add(path, name, recursive=False)


def venv(out: Path, python: Path) -> None:
    """``python`` (a tar of Debian's) and ``/opt/venv`` with what this environment runs sessions with, and the
    bash kernel; no kernelspec yet."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with tarfile.open(python) as tar:
        names = (
            name.removeprefix("usr/bin/python")
            for name in tar.getnames()
            if name.startswith("usr/bin/python3.")
        )
        debian_python = next(name for name in names if name.count(".") == 1)
    shutil.copy(python, out)
    assert debian_python == version, (
        f"the image's Python is {debian_python}, this environment's {version}: "
        "make .venv with the system's Python (make environment PYTHON=/usr/bin/python3)"
    )
    distributions = packages()
    purelib = f"lib/python{version}/site-packages"
    with tarfile.open(out, "a") as tar:
        _file(tar, f"{VENV}/pyvenv.cfg", f"home = /usr/bin\nversion = {version}\n")
        _link(tar, f"{VENV}/bin/python3", "/usr/bin/python3")
        for name in ("python", f"python{version}"):
            _link(tar, f"{VENV}/bin/{name}", "python3")
        for distribution in distributions:
            for target, source in survey.files_of(distribution, purelib):
                if target.startswith("share/jupyter/kernels"):
                    continue
                tar.add(source, f"{VENV}/{target}", filter=_roots)
                compiled = (
                    Path(source).parent
                    / "__pycache__"
                    / f"{Path(source).stem}.{sys.implementation.cache_tag}.pyc"
                )
                if target.endswith(".py") and compiled.exists():
                    beside = f"{Path(target).parent}/__pycache__/{compiled.name}"
                    tar.add(compiled, f"{VENV}/{beside}", filter=_roots)
        for name, value in survey.commands(distributions).items():
            module, _, call = value.partition(":")
            first = call.partition(".")[0]
            text = f"#!/{VENV}/bin/python3\nimport sys\nfrom {module} import {first}\nsys.exit({call}())\n"
            _file(tar, f"{VENV}/bin/{name}", text, 0o755)


def packages() -> list[metadata.Distribution]:
    """What is in ``/opt/venv``: all that sessions of the process engine have, and the bash kernel."""
    found = {
        d.metadata["Name"]: d for d in [*survey.closure(), *survey.closure("bash_kernel", frozenset({""}))]
    }
    return [found[name] for name in sorted(found)]


def kernelspec(out: Path, name: str, text: str) -> None:
    """One kernelspec in ``/opt/venv``."""
    with tarfile.open(out, "w") as tar:
        _file(tar, f"{VENV}/share/jupyter/kernels/{name}/kernel.json", text)


def musl(out: Path) -> None:
    """Busybox, musl's library, and a program that is linked to it."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "root"
        _unpack(["busybox-static", "musl", "musl-dev", "musl-tools"], Path(directory) / "debs", root)
        program = Path(directory) / "hello.c"
        program.write_text('#include <stdio.h>\nint main(void) { puts("hello from musl"); return 0; }\n')
        library = next(root.glob("usr/lib/*-linux-musl"))
        include = next(root.glob("usr/include/*-linux-musl"))
        loader = next(root.glob("lib/ld-musl-*.so.1"))
        objects = [str(library / name) for name in ("crt1.o", "crti.o", "crtn.o")]
        options = ["-nostdlib", "-nostdinc", f"-I{include}", "-fno-pie", "-no-pie", "-fno-stack-protector"]
        hello = Path(directory) / "hello"
        options += [f"-Wl,--dynamic-linker=/lib/{loader.name}", f"-L{loader.resolve().parent}"]
        _run(["gcc", *options, str(program), *objects, "-lc", "-o", str(hello)])
        with tarfile.open(out, "w") as tar:
            _busybox(tar, root)
            tar.add(loader.resolve(), f"lib/{loader.name}", filter=_roots)
            tar.add(hello, "usr/bin/hello-musl", filter=_roots)
            _file(tar, "etc/os-release", 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.1\n')
            _file(tar, "etc/alpine-release", "3.19.1\n")
            _file(
                tar,
                "etc/passwd",
                "root:x:0:0:root:/root:/bin/ash\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
            )
            _file(tar, "etc/group", "root:x:0:root\nnobody:x:65534:\n")
            _file(tar, "etc/shells", "/bin/sh\n/bin/ash\n")


def centos(out: Path, base: Path) -> None:
    """Programs and libraries of the Debian ``base`` as CentOS lays them out."""
    with tempfile.TemporaryDirectory() as directory:
        debian, root = Path(directory) / "debian", Path(directory) / "root"
        debian.mkdir()
        _run(["tar", "-xf", str(base), "-C", str(debian)])
        for name in ("usr/bin", "usr/sbin"):
            shutil.copytree(debian / name, root / name, symlinks=True)
        for gone in root.glob("usr/*/*dpkg*"):
            gone.unlink()
        libraries = root / "usr" / "lib64"
        shutil.copytree(next(debian.glob("usr/lib/*-linux-gnu")), libraries, symlinks=True)
        loader = next(debian.glob("usr/lib/*-linux-gnu/ld-linux*"))
        (libraries / loader.name).unlink(missing_ok=True)
        shutil.copy2(loader.resolve(), libraries / loader.name)
        for name in ("bin", "sbin", "lib64"):
            (root / name).symlink_to(f"usr/{name}")
        (root / "usr" / "lib").mkdir()
        (root / "lib").symlink_to("usr/lib")
        if not loader.name.startswith("ld-linux-x86-64"):
            (root / "usr" / "lib" / loader.name).symlink_to(f"../lib64/{loader.name}")
        etc = root / "etc"
        etc.mkdir()
        release = 'NAME="CentOS Linux"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"\n'
        (etc / "os-release").write_text(release)
        (etc / "centos-release").write_text("CentOS Linux release 7.9.2009 (Core)\n")
        (etc / "redhat-release").symlink_to("centos-release")
        (etc / "passwd").write_text("root:x:0:0:root:/root:/bin/bash\nnobody:x:99:99::/:/sbin/nologin\n")
        (etc / "group").write_text("root:x:0:\nnobody:x:99:\n")
        (etc / "ld.so.conf").write_text("/usr/lib64\n")
        for name in ("root", "tmp", "home", "var", "run", "dev", "proc", "sys"):
            (root / name).mkdir()
        (root / "tmp").chmod(0o1777)
        _run(["ldconfig", "-r", str(root)])
        with tarfile.open(out, "w") as tar:
            tar.add(root, ".", filter=_roots)


def hostile(out: Path) -> None:
    """Busybox among links that lead away: what is written there must not end elsewhere."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "root"
        _unpack(["busybox-static"], Path(directory) / "debs", root)
        with tarfile.open(out, "w") as tar:
            _busybox(tar, root)
            _link(tar, "etc/passwd", "/run/kernelyard/plan.json")
            _link(tar, "etc/group", "/home/work/group")
            _link(tar, "etc/sudoers.d", "/home/work")
            _file(tar, "etc/ld.so.preload", "/evil/preload.so\n")
            _file(tar, "evil/preload.so", "not a library\n")
            _file(tar, "evil/start.py", "open('/tmp/python-was-started', 'w')\n")
            _file(tar, "evil/sitecustomize.py", "open('/tmp/site-was-customized', 'w')\n")
            _file(tar, "evil/asyncio.py", "raise SystemExit('the image has taken over asyncio')\n")
            _file(tar, "evil/start.sh", "touch /tmp/shell-was-started\n")
            for name in ("python3", "bash", "tmux"):
                _file(tar, f"evil/{name}", f"#!/bin/sh\ntouch /tmp/{name}-was-run\nexit 1\n", 0o755)
            _file(tar, "opt/container/bootstrap.sh", "touch /tmp/bootstrap-was-run\n", 0o755)


def _busybox(tar: tarfile.TarFile, root: Path) -> None:
    program = next(path for path in (root / "bin/busybox", root / "usr/bin/busybox") if path.is_file())
    tar.add(program, "bin/busybox", filter=_roots)
    listed = subprocess.run([str(program), "--list"], capture_output=True, text=True, check=True)
    for name in listed.stdout.split():
        if name != "busybox":
            _link(tar, f"bin/{name}", "busybox")
    for name in ("root", "home", "var", "run", "dev", "proc", "sys", "usr/bin", "usr/sbin", "sbin"):
        _directory(tar, name)
    _directory(tar, "tmp", 0o1777)


def _unpack(packages: list[str], debs: Path, root: Path) -> None:
    """Files of Debian packages, without what they depend on and without running anything of them."""
    debs.mkdir()
    debs.chmod(0o777)
    _run(["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", *packages], cwd=debs)
    for package in sorted(debs.glob("*.deb")):
        _run(["dpkg-deb", "-x", str(package), str(root)])


def _run(command: list[str], cwd: Path | None = None) -> None:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout[-1500:]}{done.stderr[-1500:]}"


def _roots(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


def _file(tar: tarfile.TarFile, name: str, text: str, mode: int = 0o644) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(text.encode()), mode, _EPOCH
    tar.addfile(member, io.BytesIO(text.encode()))


def _link(tar: tarfile.TarFile, name: str, to: str) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.mtime = tarfile.SYMTYPE, to, _EPOCH
    tar.addfile(member)


def _directory(tar: tarfile.TarFile, name: str, mode: int = 0o755) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.mode, member.mtime = tarfile.DIRTYPE, mode, _EPOCH
    tar.addfile(member)
