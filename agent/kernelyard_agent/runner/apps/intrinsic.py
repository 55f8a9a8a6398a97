"""Apps that every session has, whatever its image: ssh, a web terminal, JupyterLab, Jupyter Notebook, and
TensorBoard where it is installed (KRN-016, KRN-017, AGT-026).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from .app import App, AppProblem, Face, Host, Launch, Recipe, Request
from .definitions import flags

SSHD_PORT = 2200
TTYD_PORT = 7681
JUPYTER_PORTS = {"jupyterlab": 8090, "jupyter": 8081}
TENSORBOARD_PORT = 6006
JUPYTER_COMMANDS = {"jupyterlab": "jupyter-lab", "jupyter": "jupyter-notebook"}
JUPYTER_MODULES = {"jupyterlab": "jupyterlab", "jupyter": "notebook"}
LOGS = "logs"
"""Directory below the home where TensorBoard looks unless it is told otherwise."""

_TENSORBOARD = {"--logdir": "~/logs", "--samples_per_plugin": None}


def program(module: str, *arguments: str) -> list[str]:
    """A program of this package, isolated from the user's own modules."""
    return [sys.executable, "-I", "-m", f"kernelyard_agent.runner.apps.{module}", *arguments]


def apps(host: Host, declared: Mapping[str, tuple[int, ...]], runtime_path: str | None) -> list[App]:
    """Those that can run here. ``declared`` are ports that the image's label has chosen for some of them."""

    def app(name: str, protocol: str, port: int, recipe: Recipe, *, keeps: bool = False) -> App:
        ports = declared.get(name) or (port,)
        return App(Face(name, protocol, ports, keeps_prefix=keeps), recipe, host)

    found = [app("sshd", "tcp", SSHD_PORT, _sshd), app("ttyd", "http", TTYD_PORT, _ttyd)]
    for name, port in JUPYTER_PORTS.items():
        if jupyter_command(name) is not None:
            found.append(app(name, "http", port, _jupyter(name, host), keeps=True))
    if "tensorboard" in declared or tensorboard(runtime_path) is not None:
        face = Face(
            "tensorboard",
            "http",
            declared.get("tensorboard") or (TENSORBOARD_PORT,),
            allowed_arguments=_TENSORBOARD,
        )
        found.append(App(face, _run_tensorboard(host, runtime_path), host))
    return found


async def _sshd(request: Request) -> Launch:
    return Launch(program("ssh", "--port", str(request.ports[0])))


async def _ttyd(request: Request) -> Launch:
    return Launch(program("terminal", "--port", str(request.ports[0])))


def jupyter_command(name: str) -> list[str] | None:
    """The image's own Jupyter, else ours, else None. Ours starts by our launcher, which is quicker and lets
    in nobody but this session's user."""
    own = shutil.which(JUPYTER_COMMANDS[name])
    if own is not None and Path(own).resolve().parent != Path(sys.executable).resolve().parent:
        beside = Path(own).parent == Path(sys.executable).parent
        if not beside:
            return [own]
    if importlib.util.find_spec(JUPYTER_MODULES[name]) is not None:
        return program("notebook", JUPYTER_COMMANDS[name])
    return None


def jupyter_flags(request: Request, home: Path) -> list[str]:
    """Where it listens and what it is called from outside. Only the relay, and the owner's own client, reach
    it, so there is no token; the name in a request's ``Host`` is the site's."""
    port = request.ports[0]
    settings = {
        "ip": "127.0.0.1",
        "port": str(port),
        "port_retries": "0",
        "open_browser": "False",
        "base_url": request.prefix,
        "allow_remote_access": "True",
        "root_dir": str(home),
    }
    words = [
        f"--ServerApp.{name}={value}" for name, value in settings.items() if name not in ("token", "password")
    ]
    return [*words, "--IdentityProvider.token=", "--PasswordIdentityProvider.hashed_password="]


def _jupyter(name: str, host: Host) -> Recipe:
    async def recipe(request: Request) -> Launch:
        command = jupyter_command(name)
        if command is None:
            raise AppProblem("There is no Jupyter in this session.")
        argv = [*command, *jupyter_flags(request, host.home)]
        if command[0].endswith("jupyter-notebook"):
            # Notebook 6 has its own server; a newer one takes these for the server's, too.
            old = {"ip": "127.0.0.1", "port": str(request.ports[0]), "base_url": request.prefix, "token": ""}
            argv += [f"--NotebookApp.{option}={value}" for option, value in old.items()]
        return Launch(argv, ready_path=f"{request.prefix}api")

    return recipe


def tensorboard(runtime_path: str | None) -> str | None:
    """TensorBoard's command on the session's PATH or beside its Python."""
    beside = str(Path(runtime_path).parent) if runtime_path else ""
    return shutil.which("tensorboard", path=os.pathsep.join(filter(None, [os.environ.get("PATH"), beside])))


def _run_tensorboard(host: Host, runtime_path: str | None) -> Recipe:
    async def recipe(request: Request) -> Launch:
        command = tensorboard(runtime_path)
        if command is None:
            raise AppProblem("TensorBoard is not installed in this session.")
        chosen = {"--logdir": str(host.home / LOGS), **request.arguments}
        argv = [command, "--host", "127.0.0.1", "--port", str(request.ports[0]), *flags(chosen)]
        return Launch(argv, patient=True)

    return recipe
