"""Kernelyard inside the user's notebook: JupyterLab's server extension, its panels, and a launcher widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .widgets import Launcher

__all__ = ["Launcher"]


def __getattr__(name: str) -> Any:
    # Jupyter servers import this package at every start: ipywidgets only when somebody wants the launcher.
    if name == "Launcher":
        from .widgets import Launcher

        return Launcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "kernelyard-lab"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "kernelyard_lab"}]


def _link_jupyter_server_extension(server_app: Any) -> None:
    """Before any extension is loaded: tell jupyter-server-proxy of our tiles. By configuration and not by
    entry points, because a session's bundle has no metadata of this package."""
    from .tiles import configure

    configure(server_app.config)


def _load_jupyter_server_extension(server_app: Any) -> None:
    """Add the routes of `kernelyard_lab.handlers` below the server's base URL."""
    from .handlers import routes

    server_app.web_app.add_handlers(".*$", routes(server_app.web_app.settings["base_url"]))
    server_app.log.info("Kernelyard's panel asks the hub service through this server.")
