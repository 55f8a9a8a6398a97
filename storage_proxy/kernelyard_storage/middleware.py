"""Around every handler: problem documents for what goes wrong, headers that keep a browser calm, a log
without tokens.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.typedefs import Handler

from .errors import PROBLEMS, AuthFailed, ServerFault, StorageProblem

log = logging.getLogger("kernelyard_storage.http")

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Referrer-Policy": "no-referrer",
}


async def add_safe_headers(_: web.Request, response: web.StreamResponse) -> None:
    """On every answer: what a user stored never runs as a page of this origin, and no address with a token
    leaks.
    """
    for name, value in SAFE_HEADERS.items():
        response.headers.setdefault(name, value)


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal as a problem document."""
    try:
        return await handler(request)
    except StorageProblem as problem:
        headers = dict(problem.headers)
        if isinstance(problem, AuthFailed):
            headers["WWW-Authenticate"] = "Bearer"
        return _problem_response(problem.status, problem.problem(), headers)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = error.reason.lower().replace(" ", "-")
        headers = {name: value for name, value in error.headers.items() if name == "Allow"}
        return _problem_response(error.status, {"type": PROBLEMS + code, "title": error.reason}, headers)
    except (ConnectionError, web.RequestPayloadError) as error:
        log.info("%s %s: the client went away: %s", request.method, request.rel_url.raw_path[:500], error)
        return _problem_response(400, {"type": PROBLEMS + "connection-lost", "title": "Connection lost"}, {})
    except Exception:
        # The outermost frame of a request: nothing of the error may reach the client.
        log.exception("%s %s failed", request.method, request.rel_url.raw_path[:500])
        return _problem_response(500, ServerFault().problem(), {})


def _problem_response(
    status: int, document: Mapping[str, object], headers: Mapping[str, str]
) -> web.Response:
    return web.Response(
        status=status,
        text=json.dumps(document),
        content_type="application/problem+json",
        headers=headers,
    )


class AccessLogger(AbstractAccessLogger):
    """One line per request: method, path, status, bytes, seconds. Never the query: tokens are in it."""

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        announced = response.content_length  # what sendfile sends is not in body_length
        self.logger.info(
            "%s %s %d %d bytes %.3f s",
            request.method,
            request.rel_url.raw_path[:500],
            response.status,
            response.body_length if announced is None else announced,
            time,
        )
