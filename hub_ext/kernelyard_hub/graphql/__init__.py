"""``POST /admin/gql`` and, for older clients, ``POST /admin/graphql``: one schema over the listings
(GQL-002)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from ..errors import ApiError, AuthFailed, InvalidParameters
from ..http.call import NotText, read_json
from ..principal import PRINCIPAL, Principal
from ..site import SITE
from .engine import Engine, Outcome


class GraphQLFailed(ApiError):
    """GraphQL-generated error."""

    status = 400
    code = "graphql-error"


async def handle(request: web.Request) -> web.Response:
    """``{"query", "variables"}`` -> ``{"data", "errors"?}``; HTTP 200 also with errors (client contract
    T19)."""
    outcome = await _run(request)
    return web.json_response(outcome.body())


async def handle_legacy(request: web.Request) -> web.Response:
    """As `handle`, but the body is the data object itself, and errors are a problem document."""
    outcome = await _run(request)
    if outcome.errors:
        raise GraphQLFailed(data=outcome.errors)
    return web.json_response(outcome.data)


async def _run(request: web.Request) -> Outcome:
    who = request[PRINCIPAL]
    if not isinstance(who, Principal):
        raise AuthFailed("Unauthorized access", title="Unauthorized access")
    text, variables, operation = await _body(request)
    site = request.config_dict[SITE]
    return await _engine(site.config.graphql_introspection).run(site, who, text, variables, operation)


async def _body(request: web.Request) -> tuple[str, dict[str, Any] | None, str | None]:
    try:
        body = read_json(await request.read())
    except NotText as fault:
        raise InvalidParameters(f"{fault}: {NotText.LIMIT}", data={str(fault): NotText.LIMIT}) from None
    except (ValueError, RecursionError):
        raise InvalidParameters("The body is not a JSON document") from None
    if not isinstance(body, dict):
        raise InvalidParameters("The body must be an object with the keys query and variables")
    text, variables, operation = body.get("query"), body.get("variables"), body.get("operationName")
    if not isinstance(text, str):
        raise InvalidParameters("query must be a string")
    if variables is not None and not isinstance(variables, dict):
        raise InvalidParameters("variables must be an object")
    if operation is not None and not isinstance(operation, str):
        raise InvalidParameters("operationName must be a string")
    return text, variables, operation


_engines: dict[bool, Engine] = {}


def _engine(introspection: bool) -> Engine:
    """Built at the first request: the schema takes a moment, and a service that is never asked needs none."""
    if introspection not in _engines:
        _engines[introspection] = Engine(introspection=introspection)
    return _engines[introspection]
