"""WebSocket streams of the API."""

from kernelyard_hub.http.call import Route

from . import execute, proxy, pty

ROUTES: list[Route] = [*execute.ROUTES, *proxy.ROUTES, *pty.ROUTES]

__all__ = ["ROUTES"]
