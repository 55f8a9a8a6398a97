"""Requests and answers of the manager API as messages of `kernelyard_storage.protocol`."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from .errors import InvalidParameters

B = TypeVar("B", bound=BaseModel)


async def read(request: web.Request, kind: type[B]) -> B:
    """The request's JSON as a message of the contract. Raises `InvalidParameters` naming each wrong field."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        wrong = {".".join(map(str, each["loc"])) or "body": each["msg"] for each in error.errors()}
        detail = "; ".join(f"{name}: {reason}" for name, reason in sorted(wrong.items()))
        raise InvalidParameters(detail[:1000], data=wrong) from None


def answer(message: BaseModel) -> web.Response:
    return web.Response(text=message.model_dump_json(), content_type="application/json")
