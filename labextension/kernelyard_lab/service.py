"""The hub service, asked with this session's own Hub token.

By Tornado's client, which every Jupyter process has loaded. The token must carry the scope
``access:services!service=kernelyard``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

API_VERSION = "v7.20230615"
TIMEOUT = 15.0
"""Seconds for a whole call, unless the caller says otherwise."""


class ServiceError(Exception):
    """A call failed. ``message`` is one sentence that is safe to show, ``status`` an HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class NotInSession(ServiceError):
    """This process does not run in a session of Kernelyard, or its environment lacks address or token."""

    def __init__(self, missing: str) -> None:
        super().__init__(
            503,
            f"{missing} is not set: this notebook does not run in a session that a Kernelyard Hub started. "
            "Start a server from the Hub and open the notebook there.",
        )


class Unreachable(ServiceError):
    """No answer: whether the call had an effect is unknown."""

    def __init__(self) -> None:
        super().__init__(504, "The Kernelyard service does not answer. Try again in a moment.")


class Refused(ServiceError):
    """The service answered, and refused."""


class Service:
    """The hub service at ``url`` (with its prefix), as the user who owns ``token``."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self._token = token

    def __repr__(self) -> str:
        return f"Service({self.url!r})"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Service:
        """Address and token of this session. Raises `NotInSession`, which names what is missing."""
        environ = os.environ if environ is None else environ
        token = environ.get("JUPYTERHUB_API_TOKEN", "")
        if not token:
            raise NotInSession("JUPYTERHUB_API_TOKEN")
        return cls(service_url(environ), token)

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, *, timeout: float = TIMEOUT
    ) -> Any:
        """The JSON answer of ``method path`` (None for an empty one). Raises `Refused` or `Unreachable`."""
        request = HTTPRequest(
            f"{self.url}/{path.lstrip('/')}",
            method=method,
            headers={
                "Authorization": f"token {self._token}",
                "Accept": "application/json",
                "Content-Type": "application/json",
                "X-BackendAI-Version": API_VERSION,
            },
            body=None if body is None else json.dumps(body),
            allow_nonstandard_methods=True,
            # A redirect would carry the token to wherever it points.
            follow_redirects=False,
            connect_timeout=min(timeout, 5.0),
            request_timeout=timeout,
        )
        try:
            response = await AsyncHTTPClient().fetch(request, raise_error=False)
        except (HTTPClientError, OSError) as error:
            raise Unreachable from error
        if response.code == 599:  # tornado's own: no answer in time
            raise Unreachable
        if response.code >= 300:
            status = response.code if response.code >= 400 else 502  # redirects are not followed
            raise Refused(status, _words(response.code, response.body))
        if not response.body:
            return None
        try:
            return json.loads(response.body)
        except ValueError as error:
            raise Refused(502, "The Kernelyard service answered something that is not JSON.") from error


def service_url(environ: Mapping[str, str]) -> str:
    """``KERNELYARD_SERVICE_URL``, else below the Hub's public address. Raises `NotInSession`."""
    told = environ.get("KERNELYARD_SERVICE_URL", "")
    if told:
        return told
    hub = environ.get("JUPYTERHUB_PUBLIC_HUB_URL", "")
    if hub:
        return hub.rstrip("/").removesuffix("/hub") + "/services/kernelyard"
    raise NotInSession("KERNELYARD_SERVICE_URL")


def _words(status: int, body: bytes) -> str:
    """The problem document's own words, or the status."""
    try:
        problem = json.loads(body)
        words = problem.get("msg") or problem.get("title")
    except (ValueError, AttributeError):
        words = None
    return words if isinstance(words, str) else f"The Kernelyard service answered {status}."
