"""One request to one operation, as handlers see it, and the routes that lead to them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from kernelyard_hub import errors
from kernelyard_hub.principal import Principal, ServicePrincipal
from kernelyard_hub.site import Site

M = TypeVar("M", bound=BaseModel)

MESSAGES = {"missing": "is required", "extra_forbidden": "{name} is not allowed key"}
"""Words of the original for what is wrong with a field (golden 057, 116); others are pydantic's."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed the access table."""

    request: web.Request
    site: Site
    principal: Principal | ServicePrincipal | None

    @property
    def who(self) -> Principal:
        """The account that asks. The access table has seen to it that there is one."""
        if not isinstance(self.principal, Principal):
            raise errors.AuthFailed("Unauthorized access")
        return self.principal

    @property
    def caller(self) -> Principal | ServicePrincipal:
        """The account or the service of ours that asks."""
        return self.principal if isinstance(self.principal, ServicePrincipal) else self.who

    @property
    def service(self) -> ServicePrincipal:
        """The service of ours that asks."""
        if not isinstance(self.principal, ServicePrincipal):
            raise errors.AuthFailed("Unauthorized access")
        return self.principal

    def path(self, name: str) -> str:
        """A part of the path, decoded."""
        return self.request.match_info[name]

    def query(self, name: str, default: str | None = None) -> str | None:
        return self.request.query.get(name, default)

    def flag(self, name: str) -> bool:
        """A query flag: the client sends the literal ``true``."""
        return (self.query(name) or "").lower() in ("true", "1", "yes")

    async def read(self, model: type[M], *, strict_query: bool = False) -> M:
        """The request's JSON body over its query, as ``model``; also of GET and DELETE (T14).

        Raises `InvalidParameters`: "Malformed body", or ``data`` with one message per field.
        """
        return parse(model, await self.fields(model, strict_query=strict_query))

    async def read_alone(self, model: type[M]) -> M:
        """The request's JSON body alone, for messages of our own services: they may be long. Raises
        `InvalidParameters`.
        """
        try:
            return model.model_validate_json(await self.request.read())
        except ValidationError as error:
            if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
                raise errors.InvalidParameters("Malformed body") from None
            raise errors.InvalidParameters("Input validation error", data=faults(error)) from None

    async def fields(
        self, model: type[BaseModel] | None = None, *, strict_query: bool = False
    ) -> dict[str, Any]:
        """The body's keys over those of the query; of the query only what ``model`` knows, unless strict."""
        query: dict[str, Any] = {k: v for k, v in self.request.query.items() if k != "owner_access_key"}
        if model is not None and not strict_query:
            known = set(model.model_fields) | {f.alias for f in model.model_fields.values() if f.alias}
            query = {key: value for key, value in query.items() if key in known}
        return query | await read_object(self.request)


async def read_object(request: web.Request) -> dict[str, Any]:
    """The JSON object in the body, ``{}`` when there is none. Raises `InvalidParameters` for anything
    else.
    """
    raw = await request.read()
    if not raw.strip():
        return {}
    try:
        loaded = read_json(raw)
    except NotText as fault:
        raise errors.InvalidParameters("Input validation error", data={str(fault): NotText.LIMIT}) from None
    except (ValueError, RecursionError):
        raise errors.InvalidParameters("Malformed body") from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise errors.InvalidParameters("Malformed body", data="The body must be a JSON object.")
    return loaded


class NotText(ValueError):
    """The field whose text holds what no database takes: half a surrogate pair, or NUL."""

    LIMIT = "has to be text without NUL and without half a surrogate pair"


def read_json(raw: bytes) -> Any:
    """A JSON document whose texts can be stored. Raises `ValueError` (`NotText`), `RecursionError`."""
    loaded = json.loads(raw)
    if b"\\u" not in raw:
        return loaded  # such characters travel as escapes only
    left: list[tuple[str, Any]] = [("", loaded)]
    while left:
        field, part = left.pop()
        if isinstance(part, dict):
            left += [(f"{field}.{key}" if field else key, value) for key, value in part.items()]
            left += [(field or "body", key) for key in part]
        elif isinstance(part, list):
            left += [(field or "body", value) for value in part]
        elif isinstance(part, str) and ("\0" in part or any("\ud800" <= each <= "\udfff" for each in part)):
            raise NotText(field.encode("ascii", "backslashreplace").decode()[:200] or "body")
    return loaded


def parse(model: type[M], fields: dict[str, Any]) -> M:
    """Validate, and say what is wrong per field as the original does."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise errors.InvalidParameters("Input validation error", data=faults(error)) from None


def faults(error: ValidationError) -> dict[str, str]:
    """Field (dotted path) -> what is wrong with it. Values are not repeated: they may be secrets."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        name = ".".join(str(part) for part in fault["loc"]) or "body"
        message = MESSAGES.get(fault["type"], fault["msg"].removeprefix("Value error, "))
        found.setdefault(name, message.format(name=name) if fault["type"] in MESSAGES else message)
    return found


Handler = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """A path below the service's root, and the operation of the access table that it stands for."""

    method: str
    path: str
    operation: str
    handler: Handler


def answer(body: Any, status: int = 200) -> web.Response:
    return web.json_response(body, status=status)


def model_answer(body: BaseModel, status: int = 200) -> web.Response:
    """A message of one of our own contracts."""
    return web.Response(text=body.model_dump_json(), status=status, content_type="application/json")


def nothing(status: int = 204) -> web.Response:
    return web.Response(status=status)
