"""``python3 -m bootstrap run|test``: make the environment, then become the program that was asked for."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import frontend, interpreter, node, packages
from .steps import Failed, Steps

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="bootstrap")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="install below DATA, then run a site")
    run.add_argument("--data", type=Path, default=ROOT / ".run")
    run.add_argument("--install-only", action="store_true")
    run.add_argument("rest", nargs=argparse.REMAINDER, help="arguments of `kernelyard up`")
    commands.add_parser("environment", help="make .venv for development and tests")
    arguments = parser.parse_args()
    try:
        if arguments.command == "environment":
            environment()
            return 0
        data = arguments.data.expanduser().absolute()
        python = install(data)
    except Failed as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return 130
    if not arguments.install_only:
        rest = [word for word in arguments.rest if word != "--"]
        config = ROOT / "jupyterhub_config.py"
        command = [
            str(python.with_name("kernelyard")),
            "up",
            "--data",
            str(data),
            "--config",
            str(config),
            *rest,
        ]
        os.execv(command[0], command)  # noqa: S606 - Ctrl-C must reach the site itself
    return 0


def install(data: Path) -> Path:
    """Everything that a site needs, below ``data``; returns the environment's Python. Quick when nothing
    changed."""
    interpreter.check_reachable(data, "Choose another place (make run DATA=/srv/kernelyard)")
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        data.chmod(0o711)
    (data / "logs").mkdir(mode=0o700, exist_ok=True)
    caches = {"PIP_CACHE_DIR": data / "cache" / "pip", "npm_config_cache": data / "cache" / "npm"}
    environ = {**{name: str(path) for name, path in caches.items()}, **os.environ}
    steps = Steps(data / "logs" / "install.log", environ)
    system_node = node.find()
    extras = ["all", "postgres"] if system_node else ["all", "postgres", "node"]
    python = packages.ensure(steps, ROOT, data / "venv", extras, editable=False)
    tools = system_node or node.bundled(python)
    frontend.ensure_proxy(steps, tools, ROOT / "proxy", data / "proxy")
    frontend.ensure_console(steps, tools, ROOT / "labextension", data / "build", data / "console")
    frontend.ensure_terminal(steps, tools, ROOT / "labextension", data / "build", data / "venv")
    frontend.ensure_lab(steps, tools, ROOT / "labextension", data / "build", data / "venv")
    return python


def environment() -> None:
    """The environment of development and tests: ``.venv``, editable, with the front end built into the
    checkout."""
    venv = ROOT / ".venv"
    interpreter.check_reachable(venv, "Move the checkout to a place that it can reach")
    steps = Steps(venv / "install.log", dict(os.environ))
    system_node = node.find()
    python = packages.ensure(steps, ROOT, venv, ["test"] if system_node else ["test", "node"], editable=True)
    packages.compile_sources(python, ROOT)
    tools = system_node or node.bundled(python)
    frontend.ensure_proxy(steps, tools, ROOT / "proxy", venv / "proxy")
    static = ROOT / "hub_ext" / "kernelyard_hub" / "console" / "static"
    frontend.ensure_checkout(steps, tools, ROOT / "labextension", static, venv)


if __name__ == "__main__":
    sys.exit(main())
