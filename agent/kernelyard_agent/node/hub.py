"""Calls that a node makes at the hub service's door for nodes, besides its reports."""

from __future__ import annotations

import ssl
from typing import Any, TypeVar

import aiohttp
from pydantic import BaseModel, ValidationError

from .. import protocol as p
from .. import tls

T = TypeVar("T", bound=BaseModel)
TIMEOUT = 15.0
"""Seconds for one call, the connection included."""


class HubError(Exception):
    """The hub service cannot be reached, or refuses; the message is a sentence for people."""


async def call(
    hub: str,
    path: str,
    answer: type[T],
    body: BaseModel | None = None,
    *,
    context: ssl.SSLContext | None,
    secret: str = "",
) -> T:
    """One call to ``hub`` (``https://address:port``). Without a context nobody is checked, so send nothing.

    Raises `HubError`.
    """
    headers = {"X-Kernelyard-Protocol": str(p.PROTOCOL), "Content-Type": "application/json"}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    how: dict[str, Any] = {"ssl": context or False, "server_hostname": p.HUB_NAME}
    if body is not None:
        how["data"] = body.model_dump_json()
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as http,
            http.request(
                "POST" if body else "GET", hub + path, headers=headers, allow_redirects=False, **how
            ) as response,
        ):
            text = await response.text()
    except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
        raise HubError(tls.explain(error, f"the hub service at {hub}")) from error
    if response.status != 200:
        raise HubError(f"The hub service at {hub} refuses: {_words(text) or response.status}")
    try:
        return answer.model_validate_json(text)
    except ValidationError:
        raise HubError(f"What answers at {hub} is no hub service of this version.") from None


class _Problem(BaseModel):
    title: str = ""
    msg: str = ""


def _words(text: str) -> str:
    try:
        problem = _Problem.model_validate_json(text)
    except ValidationError:
        return ""
    return problem.msg or problem.title
