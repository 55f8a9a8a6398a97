"""``/session/{session}/idleness`` and ``/snooze``: what the idle checks say, and "keep it"."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, Field

from kernelyard_hub.http.call import Call, Route, answer
from kernelyard_hub.operations.sessions import idleness


class Snooze(BaseModel):
    seconds: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    """For how long; at the most, and by default, the timeout of the check that comes first."""


def _owner(call: Call) -> str | None:
    return call.query("owner_access_key") or None


async def show(call: Call) -> web.StreamResponse:
    found = await idleness.idleness(call.site, call.who, call.path("session"), owner_access_key=_owner(call))
    return answer(found)


async def snooze(call: Call) -> web.StreamResponse:
    body = await call.read(Snooze)
    told = await idleness.snooze(
        call.site, call.who, call.path("session"), body.seconds, owner_access_key=_owner(call)
    )
    return answer(told)


ROUTES = [
    Route("GET", "/session/{session}/idleness", "session.idleness", show),
    Route("POST", "/session/{session}/snooze", "session.snooze", snooze),
]
