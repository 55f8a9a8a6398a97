"""JupyterLab's panel asks its own server, and the server asks the hub service with the session's token.

| route below the server's base URL | asks |
|---|---|
| ``GET kernelyard/console/overview`` | ``GET console/overview`` |
| ``GET kernelyard/console/session/{id}`` | ``GET console/session/{id}`` |
| ``DELETE kernelyard/session/{id}`` | ``DELETE session/{id}`` |
| ``GET kernelyard/session/{id}/explain`` and ``/idleness`` | the same |
| ``POST kernelyard/session/{id}/snooze`` | the same |
| ``GET kernelyard/usage/own`` | ``GET usage/own``: the budgets, of the last day |
| ``POST kernelyard/session/{id}/start-service`` and ``/shutdown-service`` | the same |
| ``GET kernelyard/folders`` and ``/folders/_/usage`` | the same |
| ``GET POST kernelyard/session/{id}/mounts`` | the same |
| ``DELETE kernelyard/session/{id}/mounts/{folder}`` | the same |
| ``GET kernelyard/session/{id}/mounts/{folder}/holders``, ``POST …/holders/end`` | the same |
| ``GET kernelyard/session/{id}/apps/{app}/open`` | the same, which answers the app's address |

So the token never reaches the browser, and nothing else of the service can be reached this way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from .service import Service, ServiceError

RESTART = "This server may not ask Kernelyard any more: restart it from the Hub."
END_TIMEOUT = 60.0
"""Seconds. Ending a session answers when its slots are free."""
START_TIMEOUT = 120.0
"""Seconds. Starting an app answers when the app does."""
MOUNT_TIMEOUT = 60.0
"""Seconds. Mounting a folder answers when the session has it."""


class ServiceHandler(APIHandler):
    """Answers what the hub service answers; its refusals keep their status and words."""

    async def forward(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, timeout: float = 15.0
    ) -> None:
        try:
            answer = await Service.from_environ().call(method, path, body, timeout=timeout)
        except ServiceError as error:
            status, message = error.status, error.message
            if status == 401:  # about the session's token, which the browser's login page cannot renew
                status, message = 403, RESTART
            self.set_status(status)
            self.finish(json.dumps({"title": message}))
            return
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(answer))

    def json_object(self) -> Mapping[str, Any]:
        """The request's body."""
        body = self.get_json_body()
        if not isinstance(body, dict):
            raise web.HTTPError(400, "The body must be a JSON object.")
        return body


class OverviewHandler(ServiceHandler):
    @web.authenticated
    async def get(self) -> None:
        await self.forward("GET", "console/overview")


class SessionHandler(ServiceHandler):
    @web.authenticated
    async def delete(self, session_id: str) -> None:
        await self.forward("DELETE", f"session/{quote(session_id, safe='')}", timeout=END_TIMEOUT)


class DetailHandler(ServiceHandler):
    @web.authenticated
    async def get(self, session_id: str) -> None:
        await self.forward("GET", f"console/session/{session_id}")


class FactsHandler(ServiceHandler):
    """Why a session waits; what its idle checks say."""

    @web.authenticated
    async def get(self, session_id: str, what: str) -> None:
        await self.forward("GET", f"session/{session_id}/{what}")


class SnoozeHandler(ServiceHandler):
    @web.authenticated
    async def post(self, session_id: str) -> None:
        await self.forward("POST", f"session/{session_id}/snooze", {})


class UsageHandler(ServiceHandler):
    @web.authenticated
    async def get(self) -> None:
        since = datetime.now(UTC) - timedelta(days=1)
        await self.forward("GET", f"usage/own?step=day&from={since:%Y-%m-%dT%H:%M:%SZ}")


class FoldersHandler(ServiceHandler):
    """The user's folders; what the folders hold of their quotas."""

    @web.authenticated
    async def get(self, usage: str) -> None:
        await self.forward("GET", "folders/_/usage" if usage else "folders")


class MountsHandler(ServiceHandler):
    """The folders of a session: what it mounts, and one more."""

    @web.authenticated
    async def get(self, session_id: str) -> None:
        await self.forward("GET", f"session/{session_id}/mounts")

    @web.authenticated
    async def post(self, session_id: str) -> None:
        await self.forward("POST", f"session/{session_id}/mounts", self.json_object(), timeout=MOUNT_TIMEOUT)


class MountHandler(ServiceHandler):
    """One folder of a session: taken away; who holds files of it, and their end."""

    @web.authenticated
    async def get(self, session_id: str, folder: str, what: str) -> None:
        if what != "/holders":
            raise web.HTTPError(404)
        await self.forward("GET", f"session/{session_id}/mounts/{folder}/holders")

    @web.authenticated
    async def post(self, session_id: str, folder: str, what: str) -> None:
        if what != "/holders/end":
            raise web.HTTPError(404)
        path = f"session/{session_id}/mounts/{folder}/holders/end"
        await self.forward("POST", path, self.json_object(), timeout=MOUNT_TIMEOUT)

    @web.authenticated
    async def delete(self, session_id: str, folder: str, what: str) -> None:
        if what:
            raise web.HTTPError(404)
        path = f"session/{session_id}/mounts/{folder}"
        await self.forward("DELETE", path, self.json_object(), timeout=MOUNT_TIMEOUT)


class AppChangeHandler(ServiceHandler):
    @web.authenticated
    async def post(self, session_id: str, change: str) -> None:
        path = f"session/{session_id}/{change}"
        await self.forward("POST", path, self.json_object(), timeout=START_TIMEOUT)


class AppOpenHandler(ServiceHandler):
    @web.authenticated
    async def get(self, session_id: str, app: str) -> None:
        path = f"session/{session_id}/apps/{quote(app, safe='')}/open"
        await self.forward("GET", path, timeout=START_TIMEOUT)


def routes(base_url: str) -> list[tuple[str, Any]]:
    """Tornado's route table. Session ids are UUIDs: anything else is no route."""
    session = r"([0-9a-fA-F-]{36})"
    change = "(start-service|shutdown-service)"
    table: list[tuple[list[str], Any]] = [
        (["console", "overview"], OverviewHandler),
        (["console", "session", session], DetailHandler),
        (["session", session], SessionHandler),
        (["session", session, change], AppChangeHandler),
        (["session", session, "(explain|idleness)"], FactsHandler),
        (["session", session, "snooze"], SnoozeHandler),
        (["usage", "own"], UsageHandler),
        (["folders(/_/usage)?"], FoldersHandler),
        (["session", session, "mounts"], MountsHandler),
        (["session", session, "mounts", "([0-9a-f-]{32,36})(|/holders|/holders/end)"], MountHandler),
        (["session", session, "apps", r"([A-Za-z0-9][A-Za-z0-9_.-]{0,63})", "open"], AppOpenHandler),
    ]
    return [(url_path_join(base_url, "kernelyard", *path), handler) for path, handler in table]
