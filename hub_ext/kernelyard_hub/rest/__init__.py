"""The REST API: thin adapters, one module per noun, over `kernelyard_hub.operations`."""

from kernelyard_hub.http.call import Route

from . import (
    agents,
    apps,
    auth,
    background,
    config,
    folders,
    hub,
    idleness,
    login,
    manager,
    nodes,
    overview,
    resources,
    session_events,
    session_files,
    session_life,
    session_view,
    sessions,
    templates,
    usage,
    user_config,
    version,
)

ROUTES: list[Route] = [
    *version.ROUTES,
    *manager.ROUTES,
    *auth.ROUTES,
    *login.ROUTES,
    *config.ROUTES,
    *resources.ROUTES,
    *session_life.ROUTES,
    *sessions.ROUTES,
    *session_files.ROUTES,
    *apps.ROUTES,
    *session_events.ROUTES,
    *background.ROUTES,
    *templates.ROUTES,
    *user_config.ROUTES,
    *usage.ROUTES,
    *folders.ROUTES,
    *overview.ROUTES,
    *session_view.ROUTES,
    *idleness.ROUTES,
    *hub.ROUTES,
    *agents.ROUTES,
    *nodes.ROUTES,
]

__all__ = ["ROUTES"]
