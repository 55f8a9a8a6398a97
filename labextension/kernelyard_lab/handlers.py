"""JupyterLab's panel asks its own server, and the server asks the hub service with the session's token.

| route below the server's base URL | asks |
|---|---|
| ``GET kernelyard/console/overview`` | ``GET console/overview`` |
| ``DELETE kernelyard/session/{id}`` | ``DELETE session/{id}`` |

So the token never reaches the browser, and nothing else of the service can be reached this way.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from .service import Service, ServiceError

RESTART = "This server may not ask Kernelyard any more: restart it from the Hub."
END_TIMEOUT = 60.0
"""Seconds. Ending a session answers when its slots are free."""


class ServiceHandler(APIHandler):
    """Answers what the hub service answers; its refusals keep their status and words."""

    async def forward(self, method: str, path: str, *, timeout: float = 15.0) -> None:
        try:
            answer = await Service.from_environ().call(method, path, timeout=timeout)
        except ServiceError as error:
            status, message = error.status, error.message
            if status == 401:  # about the session's token, which the browser's login page cannot renew
                status, message = 403, RESTART
            self.set_status(status)
            self.finish(json.dumps({"title": message}))
            return
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(answer))


class OverviewHandler(ServiceHandler):
    @web.authenticated
    async def get(self) -> None:
        await self.forward("GET", "console/overview")


class SessionHandler(ServiceHandler):
    @web.authenticated
    async def delete(self, session_id: str) -> None:
        await self.forward("DELETE", f"session/{quote(session_id, safe='')}", timeout=END_TIMEOUT)


def routes(base_url: str) -> list[tuple[str, Any]]:
    """Tornado's route table. Session ids are UUIDs: anything else is no route."""
    return [
        (url_path_join(base_url, "kernelyard", "console", "overview"), OverviewHandler),
        (url_path_join(base_url, "kernelyard", "session", r"([0-9a-fA-F-]{36})"), SessionHandler),
    ]
