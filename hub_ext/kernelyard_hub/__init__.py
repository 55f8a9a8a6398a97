"""Kernelyard's hub service: the API, the console, the scheduler and the database behind a JupyterHub."""

from typing import Any

__version__ = "0.1.0.dev0"


def configure(c: Any, **options: Any) -> None:
    """Make a JupyterHub configuration a Kernelyard one. See `kernelyard_hub.configuration.configure`."""
    from .configuration import configure as configure_hub

    configure_hub(c, **options)


__all__ = ["__version__", "configure"]
