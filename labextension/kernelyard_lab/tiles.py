"""Tiles in JupyterLab's launcher, by jupyter-server-proxy: programs of the session beside the notebook.

The terminal is the one of the agent's runner, named here and not imported: where a notebook server runs
without it, there is no tile. What these functions return is jupyter-server-proxy's (`ServerProcess` in its
documentation); it starts the program at the first click.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import Any

ICONS = Path(__file__).with_name("icons")
TERMINAL = "kernelyard_agent.runner.apps.terminal"
TIMEOUT = 30
"""Seconds that a program may take until it answers."""


def configure(config: Any) -> None:
    """Add the tiles to a server's configuration; what is configured under the same name wins."""
    known = config.ServerProxy.get("servers", {})
    if hasattr(known, "get_value"):  # traitlets' own, while a configuration file has only added to it
        known = known.get_value({})
    config.ServerProxy.servers = {"web-terminal": terminal(), "tensorboard": tensorboard(), **known}


def terminal() -> dict[str, Any]:
    """The web terminal: a page of its own, kept by tmux where that is installed."""
    return {
        "command": [sys.executable, "-I", "-m", TERMINAL, "--port", "{port}"],
        "timeout": TIMEOUT,
        "new_browser_tab": True,
        # The terminal takes pages under other names only from a proxy that says where they are.
        "request_headers_override": {"X-Forwarded-Prefix": "{base_url}web-terminal"},
        "launcher_entry": _tile("Web terminal", "terminal.svg", _has_module("kernelyard_agent")),
    }


def tensorboard() -> dict[str, Any]:
    """TensorBoard over the directory ``logs`` of the home."""
    command = shutil.which("tensorboard")
    logs = str(Path(os.environ.get("HOME") or Path.cwd()) / "logs")
    return {
        "command": [command or "tensorboard", "--host", "127.0.0.1", "--port", "{port}", "--logdir", logs],
        "timeout": TIMEOUT,
        "new_browser_tab": True,
        "launcher_entry": _tile("TensorBoard", "tensorboard.svg", command is not None),
    }


def _tile(title: str, icon: str, enabled: bool) -> dict[str, Any]:
    return {"title": title, "icon_path": str(ICONS / icon), "enabled": enabled}


def _has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
