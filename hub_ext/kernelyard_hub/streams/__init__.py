"""WebSocket streams of the API."""

from .execute import ROUTES

__all__ = ["ROUTES"]
