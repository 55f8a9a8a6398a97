"""The REST API: thin adapters, one module per noun, over `kernelyard_hub.operations`."""

from kernelyard_hub.http.call import Route

from . import (
    agents,
    auth,
    config,
    folders,
    hub,
    login,
    manager,
    overview,
    resources,
    session_events,
    session_files,
    sessions,
    version,
)

ROUTES: list[Route] = [
    *version.ROUTES,
    *manager.ROUTES,
    *auth.ROUTES,
    *login.ROUTES,
    *config.ROUTES,
    *resources.ROUTES,
    *sessions.ROUTES,
    *session_files.ROUTES,
    *session_events.ROUTES,
    *folders.ROUTES,
    *overview.ROUTES,
    *hub.ROUTES,
    *agents.ROUTES,
]

__all__ = ["ROUTES"]
